//! Settings that a session shows, in place of files that hold them.

use anyhow::bail;

use super::Transcript;
use crate::evidence::deployment::{HostList, LdapSettings};
use crate::evidence::node::Node;
use crate::inputs::{ldap_hosts, ldap_settings, sync_status};

impl Transcript {
    /// The LDAP hosts that the node has stored, when it showed them. Fails where a row is damaged: a host that is missed
    /// would look as if the node lacked it.
    pub fn ldap_hosts(&self) -> anyhow::Result<Option<HostList>> {
        let Some(bytes) = self.table("ldapauthenticationhost") else { return Ok(None) };
        let read = ldap_hosts::read(bytes)?;
        if let Some(row) = read.rejected.first() {
            bail!("expected rows of ldapauthenticationhost, found one that is damaged: {}", row.why);
        }
        Ok(Some(HostList { node: self.node.name.clone(), hosts: read.table }))
    }

    /// How the node searches at login, when it showed it and it was ever set up there.
    pub fn ldap_settings(&self) -> anyhow::Result<Option<LdapSettings>> {
        let Some(bytes) = self.table("ldapauthentication") else { return Ok(None) };
        // The columns and their rule, without a row.
        if bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count() <= 2 {
            return Ok(None);
        }
        Ok(Some(LdapSettings { node: self.node.name.clone(), ..ldap_settings::read(bytes)?.table }))
    }

    /// Keeps what the sync agent of a presence node says with the node.
    pub fn take_sync_status(&mut self) -> anyhow::Result<()> {
        if let Some(bytes) = self.table("epassyncagentcfg") {
            self.node.sync_status = Some(sync_status::read(bytes)?.table);
        }
        Ok(())
    }
}

/// The release that all of these nodes run, as far as they say it.
pub fn common_version<'n>(nodes: impl Iterator<Item = &'n Node>) -> Option<String> {
    let mut versions = nodes.filter_map(|node| node.version.as_ref());
    let first = versions.next()?;
    versions.all(|other| other == first).then(|| first.clone())
}
