//! What is asked on one node, for the configuration at hand: the same by ssh, and typed by hand.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use super::file::{Config, Node};
use crate::allowed::{Command, Word};
use crate::evidence::node::{CLOSED_CONTROL, OPEN_CONTROL};
use crate::server_url::ServerUrl;

/// The commands for the node of this name, or none when the configuration has no such node.
pub fn of_node(config: &Config, name: &str) -> Option<Vec<Command>> {
    let nodes = |nodes: &[Node]| nodes.iter().any(|node| node.name.eq_ignore_ascii_case(name));
    let presence = config.presence.as_ref().is_some_and(|table| nodes(&table.nodes));
    let call_manager = config.call_manager.as_ref().is_some_and(|table| nodes(&table.nodes));
    if !presence && !call_manager {
        return None;
    }
    let mut all = vec![Command::PaginationOff, Command::Myself, Command::Version, Command::Network, Command::Cluster];
    all.extend(connectivity(config, name));
    all.extend([Command::Ntp, Command::Services, Command::TrustNames, Command::LdapHosts, Command::LdapSettings]);
    all.extend(presence.then_some(Command::SyncStatus));
    Some(all)
}

/// What a node is asked of which nothing is known yet: what it is, and what it has stored.
pub fn of_stranger() -> Vec<Command> {
    use Command::{Cluster, LdapHosts, LdapSettings, Myself, Network, PaginationOff, Services, Version};
    vec![PaginationOff, Myself, Version, Network, Cluster, Services, LdapHosts, LdapSettings]
}

/// The controls first, then every server by name and by port. What is no plain word is left out.
fn connectivity(config: &Config, name: &str) -> Vec<Command> {
    let test = |host: &str, port: u16| Some(Command::Connectivity(Word::new(host)?, NonZeroU16::new(port)?));
    let control = other_node(config, name).unwrap_or(name);
    let servers: Vec<&ServerUrl> = config.directory.iter().flat_map(|table| table.servers.iter().flatten()).collect();
    let controls = [OPEN_CONTROL, CLOSED_CONTROL].map(|port| test(control, port));
    let servers_reached = servers.iter().map(|server| test(&server.host, server.port));
    let mut seen = BTreeSet::new();
    let hosts = servers.iter().map(|server| server.host.as_str());
    let hosts = hosts
        .filter(|host| host.parse::<std::net::IpAddr>().is_err() && seen.insert(host.to_ascii_lowercase()))
        .map(|host| Word::new(host).map(Command::Host));
    controls.into_iter().chain(servers_reached).chain(hosts).flatten().collect()
}

/// Another node of the configuration, of call manager first: its web service answers every node of the cluster.
fn other_node<'a>(config: &'a Config, name: &str) -> Option<&'a str> {
    let call_manager = config.call_manager.iter().flat_map(|table| &table.nodes);
    let presence = config.presence.iter().flat_map(|table| &table.nodes);
    call_manager.chain(presence).map(|node| node.name.as_str()).find(|other| !other.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_asked_for_what_the_configuration_has() {
        let config: Config = toml::from_str(
            "[directory]\nservers = [\"ldaps://ad3.lab.example:3269\", \"ldap://10.9.8.7\"]\n\
             [[call_manager.nodes]]\nname = \"ucm5.lab.example\"\n\
             [[presence.nodes]]\nname = \"im5\"\n[[presence.nodes]]\nname = \"im6; rm\"\n",
        )
        .unwrap();
        let lines =
            |name: &str| -> Vec<String> { of_node(&config, name).unwrap().iter().map(ToString::to_string).collect() };
        let typed = lines("IM5");
        for command in [
            "utils network connectivity ucm5.lab.example 8443",
            "utils network connectivity ucm5.lab.example 9",
            "utils network connectivity ad3.lab.example 3269",
            "utils network connectivity 10.9.8.7 389",
            "utils network host ad3.lab.example",
            "run sql select syncstatus from epassyncagentcfg",
        ] {
            assert!(typed.iter().any(|one| one == command), "{command}: {typed:?}");
        }
        assert!(!lines("ucm5.lab.example").iter().any(|one| one.contains("epassyncagentcfg")));
        assert!(of_node(&config, "nobody").is_none());
        assert!(!lines("im6; rm").iter().any(|one| one.contains(';')));
    }
}
