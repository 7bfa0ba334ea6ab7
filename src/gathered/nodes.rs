//! What nodes told by AXL: put where files would stand.

use crate::evidence::deployment::{Deployment, HostList, LdapHost, LdapSettings};
use crate::evidence::node::Node;
use crate::evidence::node_axl::NodeAxl;
use crate::identity::Tables;
use crate::people::PresenceUsers;

/// What one node told by AXL.
#[derive(Debug)]
pub struct NodeTold {
    /// For the evidence.
    pub axl: NodeAxl,
    /// The LDAP hosts that it has stored.
    pub hosts: Option<Vec<LdapHost>>,
    /// How it searches at login.
    pub logins: Option<LdapSettings>,
    /// Its users, when it listed all of them.
    pub users: Option<PresenceUsers>,
}

/// Puts hosts and settings of nodes among those of files, where no file says them.
pub(super) fn fill(settings: &mut Deployment, nodes: &mut [NodeTold]) {
    for told in nodes.iter_mut() {
        let node = told.axl.node.clone();
        if let Some(hosts) = told.hosts.take().filter(|_| settings.ldap_hosts.iter().all(|list| list.node != node)) {
            settings.ldap_hosts.push(HostList { node: node.clone(), hosts });
        }
        if let Some(logins) = told.logins.take().filter(|_| settings.ldap_settings.iter().all(|own| own.node != node)) {
            settings.ldap_settings.push(logins);
        }
    }
}

/// The nodes of presence have one sync agent, on their publisher: where no file says how it is, what the publisher tells
/// counts, else what all of them tell alike, in their shells and by AXL.
pub(super) fn agree(settings: &mut Deployment, shells: &[Node], nodes: &[NodeAxl]) {
    if settings.presence.sync_status.is_some() {
        return;
    }
    let mut publishers = shells.iter().filter(|node| node.primary == Some(true) && node.name.starts_with("presence/"));
    if let (Some(only), None) = (publishers.next(), publishers.next())
        && only.sync_status.is_some()
    {
        settings.presence.sync_status.clone_from(&only.sync_status);
        return;
    }
    let by_axl = nodes.iter().filter_map(|told| told.answer.seen()?.sync_status.as_ref());
    let mut states = shells.iter().filter_map(|node| node.sync_status.as_ref()).chain(by_axl);
    if let Some(first) = states.next()
        && states.all(|other| other.completed == first.completed)
    {
        settings.presence.sync_status = Some(first.clone());
    }
}

/// Takes the users of the node that has most of them, where no file lists those of the presence server, and those of the
/// others to be compared with it.
pub(super) fn users(tables: &mut Tables, nodes: Vec<NodeTold>) {
    if tables.presence.is_some() {
        return;
    }
    let mut all: Vec<(String, PresenceUsers)> =
        nodes.into_iter().filter_map(|told| Some((told.axl.node, told.users?))).collect();
    // Of equals the first.
    let Some(most) = all.iter().map(|(_, users)| users.id.len()).max() else { return };
    let Some(place) = all.iter().position(|(_, users)| users.id.len() == most) else { return };
    let (node, users) = all.remove(place);
    (tables.presence, tables.presence_node, tables.presence_nodes) = (Some(users), Some(node), all);
}
