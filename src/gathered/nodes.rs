//! What nodes told by AXL: put where files would stand.

use crate::evidence::deployment::{Deployment, HostList, LdapHost, LdapSettings};
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

/// Puts hosts and settings of nodes among those of files, where no file says them. The nodes of presence have one sync
/// agent: what is told of it counts where they agree.
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
    let mut states = nodes.iter().filter_map(|told| told.axl.answer.seen()?.sync_status.clone());
    if let Some(first) = states.next().filter(|_| settings.presence.sync_status.is_none())
        && states.all(|other| other.completed == first.completed)
    {
        settings.presence.sync_status = Some(first);
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
