//! Sessions of nodes that the file names, and what they hold in place of files that it does not name.

use std::path::Path;
use std::sync::Arc;

use super::exports::{self, Told};
use super::file::{Config, Node};
use super::parse::Loaded;
use crate::evidence::deployment::{HostList, LdapSettings};
use crate::evidence::identity::System;
use crate::identity::Tables;
use crate::inputs::transcript::{self, Transcript};
use crate::inputs::{self, call_manager, presence, validate};

/// The session of one node.
pub(super) struct OfNode {
    /// The table of the file that has the node.
    key: &'static str,
    /// Where the file names the session.
    at: Vec<String>,
    /// The node gives its LDAP hosts by a file of its own.
    has_hosts: bool,
    /// What the session holds.
    pub(super) session: Transcript,
}

/// Nodes with the key of their table, and what reports call the appliance.
pub(super) fn nodes(config: &Config) -> impl Iterator<Item = (&'static str, &'static str, usize, &Node)> {
    let call_manager = config.call_manager.as_ref().map(|table| ("call_manager", "call-manager", &table.nodes));
    let presence = config.presence.as_ref().map(|table| ("presence", "presence", &table.nodes));
    let tables = call_manager.into_iter().chain(presence);
    tables.flat_map(|(key, name, nodes)| nodes.iter().enumerate().map(move |(at, node)| (key, name, at, node)))
}

/// Reads the sessions that the file names.
pub(super) fn load(loaded: Option<&Loaded>, told: &mut Told<'_>) -> anyhow::Result<Vec<OfNode>> {
    let Some(loaded) = loaded else { return Ok(Vec::new()) };
    let names: Vec<String> = nodes(&loaded.config).map(|(_, _, _, node)| node.name.clone()).collect();
    let mut all = Vec::new();
    for (key, name, place, node) in nodes(&loaded.config) {
        let at = [key, "nodes", &place.to_string(), "transcript"].map(str::to_owned).to_vec();
        let place: Vec<&str> = at.iter().map(String::as_str).collect();
        let read = |path: &Path| transcript::load(path, &format!("{name}/{}", node.name), &names);
        if let Some(session) = told.read(loaded, node.transcript.as_ref(), &place, read)? {
            all.push(OfNode { key, at, has_hosts: node.ldap_hosts.is_some(), session });
        }
    }
    Ok(all)
}

/// The users of one session, read as the file that would hold them.
fn users<T>(
    loaded: &Loaded,
    of: &mut OfNode,
    read: impl FnOnce(Vec<u8>) -> anyhow::Result<inputs::Loaded<T>>,
) -> anyhow::Result<Option<inputs::Loaded<T>>> {
    let Some(bytes) = of.session.take_table("enduser") else { return Ok(None) };
    read(bytes).map(Some).map_err(|why| damaged(loaded, of, "enduser", &why))
}

fn damaged(loaded: &Loaded, of: &OfNode, table: &str, why: &anyhow::Error) -> anyhow::Error {
    let at: Vec<&str> = of.at.iter().map(String::as_str).collect();
    let what = format!("the output of `run sql … from {table}`: {why:#}");
    loaded.error(&at, &what, Some("log the session again"))
}

/// The LDAP hosts that the nodes have stored.
pub(super) fn hosts(loaded: &Loaded, sessions: &[OfNode]) -> anyhow::Result<Vec<HostList>> {
    let mut lists = Vec::new();
    for of in sessions.iter().filter(|of| !of.has_hosts) {
        let list = of.session.ldap_hosts();
        lists.extend(list.map_err(|why| damaged(loaded, of, "ldapauthenticationhost", &why))?);
    }
    Ok(lists)
}

/// How the nodes search at login, but for those of which a file says it.
pub(super) fn logins(
    loaded: &Loaded,
    sessions: &[OfNode],
    given: &[LdapSettings],
) -> anyhow::Result<Vec<LdapSettings>> {
    let mut all = Vec::new();
    for of in sessions.iter().filter(|of| given.iter().all(|known| known.node != of.session.node.name)) {
        let stored = of.session.ldap_settings();
        all.extend(stored.map_err(|why| damaged(loaded, of, "ldapauthentication", &why))?);
    }
    Ok(all)
}

/// Keeps what the sync agents of the presence nodes say with the nodes.
pub(super) fn sync_status(loaded: Option<&Loaded>, sessions: &mut [OfNode]) -> anyhow::Result<()> {
    let Some(loaded) = loaded else { return Ok(()) };
    for of in sessions.iter_mut().filter(|of| of.key == "presence") {
        let taken = of.session.take_sync_status();
        taken.map_err(|why| damaged(loaded, of, "epassyncagentcfg", &why))?;
    }
    Ok(())
}

/// The release that the nodes of a table run, when none says otherwise.
pub(super) fn version(sessions: &[OfNode], key: &str) -> Option<String> {
    let of_table = sessions.iter().filter(|of| of.key == key);
    transcript::common_version(of_table.map(|of| &of.session.node))
}

/// Users that the sessions list, where no file does; they are taken out of the sessions.
pub(super) fn people(
    loaded: Option<&Loaded>,
    sessions: &mut [OfNode],
    people: &mut Option<Tables>,
) -> anyhow::Result<()> {
    let Some(loaded) = loaded else { return Ok(()) };
    for of in sessions {
        let own = || Tables { settings: exports::settings(&loaded.config), ..Tables::default() };
        let missing = people.as_ref().is_none_or(|tables| tables.call_manager.is_none());
        if of.key == "call_manager"
            && missing
            && let Some(read) = users(loaded, of, call_manager::read)?
        {
            let tables = people.get_or_insert_with(own);
            tables.gaps.extend(exports::rows_missed(System::CallManager, read.rejected_count));
            tables.call_manager = Some(Arc::new(read.table));
        }
        let missing = people.as_ref().is_none_or(|tables| tables.presence.is_none());
        if of.key == "presence"
            && missing
            && let Some(read) = users(loaded, of, presence::read)?
        {
            let tables = people.get_or_insert_with(own);
            tables.gaps.extend(exports::rows_missed(System::Presence, read.rejected_count));
            tables.presence = Some(read.table);
        }
        let complaints = of.session.validate.as_ref().filter(|_| of.key == "presence");
        if let Some(text) = complaints.filter(|_| people.as_ref().is_some_and(|tables| tables.complaints.is_none())) {
            let at: Vec<&str> = of.at.iter().map(String::as_str).collect();
            let read = validate::read(text.clone().into_bytes());
            let read = read.map_err(|why| loaded.error(&at, &format!("utils users validate: {why:#}"), None))?;
            people.get_or_insert_with(own).complaints = Some(read.table);
        }
    }
    Ok(())
}
