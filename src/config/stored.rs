//! The LDAP hosts and settings of logins that the nodes have stored, as files and sessions tell them.

use std::path::PathBuf;

use super::exports::Told;
use super::file::Node;
use super::parse::Loaded;
use super::transcripts::{self, OfNode};
use crate::evidence::deployment::{HostList, LdapSettings};
use crate::inputs::{ldap_hosts, ldap_settings};

/// A table's key, and the name of its nodes in reports.
const CALL_MANAGER: (&str, &str) = ("call_manager", "call-manager");
const PRESENCE: (&str, &str) = ("presence", "presence");

/// The LDAP hosts of both systems, their nodes and their sessions.
pub(super) fn hosts(loaded: &Loaded, sessions: &[OfNode], told: &mut Told<'_>) -> anyhow::Result<Vec<HostList>> {
    let mut lists = Vec::new();
    if let Some(table) = &loaded.config.call_manager {
        hosts_of(loaded, CALL_MANAGER, table.ldap_hosts.as_ref(), &table.nodes, told, &mut lists)?;
    }
    if let Some(table) = &loaded.config.presence {
        hosts_of(loaded, PRESENCE, table.ldap_hosts.as_ref(), &table.nodes, told, &mut lists)?;
    }
    lists.extend(transcripts::hosts(loaded, sessions)?);
    Ok(lists)
}

/// How they search at login, likewise.
pub(super) fn logins(loaded: &Loaded, sessions: &[OfNode], told: &mut Told<'_>) -> anyhow::Result<Vec<LdapSettings>> {
    let mut stored = Vec::new();
    if let Some(table) = &loaded.config.call_manager {
        logins_of(loaded, CALL_MANAGER, table.ldap_settings.as_ref(), &table.nodes, told, &mut stored)?;
    }
    if let Some(table) = &loaded.config.presence {
        logins_of(loaded, PRESENCE, table.ldap_settings.as_ref(), &table.nodes, told, &mut stored)?;
    }
    let of_sessions = transcripts::logins(loaded, sessions, &stored)?;
    stored.extend(of_sessions);
    Ok(stored)
}

/// The list of a table, and of each of its nodes that has its own.
fn hosts_of(
    loaded: &Loaded,
    (key, name): (&str, &str),
    own: Option<&PathBuf>,
    nodes: &[Node],
    told: &mut Told<'_>,
    lists: &mut Vec<HostList>,
) -> anyhow::Result<()> {
    if let Some(hosts) = told.read(loaded, own, &[key, "ldap_hosts"], ldap_hosts::load)? {
        lists.push(HostList { node: name.to_owned(), hosts });
    }
    for (index, node) in nodes.iter().enumerate() {
        let at = [key, "nodes", &index.to_string(), "ldap_hosts"];
        if let Some(hosts) = told.read(loaded, node.ldap_hosts.as_ref(), &at, ldap_hosts::load)? {
            lists.push(HostList { node: format!("{name}/{}", node.name), hosts });
        }
    }
    Ok(())
}

/// What a table has stored of logins, and each of its nodes.
fn logins_of(
    loaded: &Loaded,
    (key, name): (&str, &str),
    own: Option<&PathBuf>,
    nodes: &[Node],
    told: &mut Told<'_>,
    stored: &mut Vec<LdapSettings>,
) -> anyhow::Result<()> {
    if let Some(settings) = told.read(loaded, own, &[key, "ldap_settings"], ldap_settings::load)? {
        stored.push(LdapSettings { node: name.to_owned(), ..settings });
    }
    for (index, node) in nodes.iter().enumerate() {
        let at = [key, "nodes", &index.to_string(), "ldap_settings"];
        if let Some(settings) = told.read(loaded, node.ldap_settings.as_ref(), &at, ldap_settings::load)? {
            stored.push(LdapSettings { node: format!("{name}/{}", node.name), ..settings });
        }
    }
    Ok(())
}
