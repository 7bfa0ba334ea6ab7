//! The names by which appliances ask for a server, where these are not the one that was looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::at::At;
use crate::case::plain;
use crate::check::Owner;
use crate::evidence::deployment::LdapHost;

/// Another name of the server, and the lists of LDAP hosts that have it with TLS: `call-manager`, `presence/imp2` …
pub(super) struct KnownAs {
    pub(super) name: String,
    pub(super) nodes: Vec<String>,
}

/// Each other name of this server at its port, and address, as far as that is told.
pub(super) fn others(at: At<'_>) -> Vec<KnownAs> {
    gathered(at, |host| is_another_name(at, host).then(|| plain(&host.host)))
}

/// The server's own name with a final dot, which the appliances ask for as it is.
pub(super) fn dotted(at: At<'_>) -> Vec<KnownAs> {
    let own = plain(&at.server.url.host);
    gathered(at, |host| {
        let dotted = host.tls == Some(true) && host.host.ends_with('.') && plain(&host.host) == own;
        dotted.then(|| host.host.to_lowercase())
    })
}

fn gathered(at: At<'_>, name: impl Fn(&LdapHost) -> Option<String>) -> Vec<KnownAs> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let lists = at.case.deployment.iter().flat_map(|deployment| deployment.lists());
    for list in lists {
        for name in list.hosts.iter().filter_map(&name) {
            let nodes = names.entry(name).or_default();
            if !nodes.contains(&list.node) {
                nodes.push(list.node.clone());
            }
        }
    }
    names.into_iter().map(|(name, nodes)| KnownAs { name, nodes }).collect()
}

fn is_another_name(at: At<'_>, host: &LdapHost) -> bool {
    let (here, name) = (at.endpoint.address, plain(&host.host));
    host.tls == Some(true)
        && host.port.is_none_or(|port| port == here.port())
        && name.parse::<IpAddr>().map_or_else(
            |_| is_of_this_server_alone(at, &name),
            // Of several machines behind one name it is this one; no appliance has a loopback address.
            |address| address == here.ip() && !address.is_loopback() && name != plain(&at.server.url.host),
        )
}

/// A name that is configured here is looked at itself, and a short one may be of several servers.
fn is_of_this_server_alone(at: At<'_>, name: &str) -> bool {
    let servers = at.vantage.servers.iter().map(|server| plain(&server.url.host));
    let fitting: BTreeSet<String> =
        servers.filter(|own| own == name || at.case.named.same_machine(name, own)).collect();
    !fitting.contains(name) && fitting.len() == 1 && fitting.contains(&plain(&at.server.url.host))
}

impl KnownAs {
    /// Whether it is an address.
    pub(super) fn is_address(&self) -> bool {
        self.name.parse::<IpAddr>().is_ok()
    }

    /// `call-manager and presence have it as "dc2"`.
    pub(super) fn words(&self) -> String {
        let have = if self.nodes.len() == 1 { "has" } else { "have" };
        format!("{} {have} it as \"{}\"", self.nodes.join(" and "), self.name)
    }

    /// Whose setting it is: presence copies call manager's.
    pub(super) fn owner(&self) -> Owner {
        let of_call_manager = |node: &String| node.starts_with("call-manager");
        if self.nodes.iter().any(of_call_manager) { Owner::CallManager } else { Owner::Presence }
    }
}
