//! What to type on one node, for the configuration at hand: a logged session of it is all that is needed where no program
//! may log in.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::config::Config;
use crate::config::file::Node;
use crate::evidence::node::{CLOSED_CONTROL, OPEN_CONTROL};
use crate::server_url::ServerUrl;

/// The commands for the node of this name, or none when the configuration has no such node.
pub(super) fn commands(config: &Config, name: &str) -> Option<Vec<String>> {
    let nodes = |nodes: &[Node]| nodes.iter().any(|node| node.name.eq_ignore_ascii_case(name));
    let presence = config.presence.as_ref().is_some_and(|table| nodes(&table.nodes));
    let call_manager = config.call_manager.as_ref().is_some_and(|table| nodes(&table.nodes));
    if !presence && !call_manager {
        return None;
    }
    let mut all: Vec<String> =
        ["set cli pagination off", "show myself", "show version active", "show network eth0", "show network cluster"]
            .map(str::to_owned)
            .to_vec();
    all.extend(connectivity(config, name));
    all.extend(["utils ntp status", "utils service list", "show cert list trust"].map(str::to_owned));
    all.extend(tables(presence));
    Some(all.into_iter().filter(|command| is_plain(command)).collect())
}

/// The controls first, then every server by name and by port.
fn connectivity(config: &Config, name: &str) -> Vec<String> {
    let control = other_node(config, name).unwrap_or(name);
    let mut all: Vec<String> = [OPEN_CONTROL, CLOSED_CONTROL]
        .iter()
        .map(|port| format!("utils network connectivity {control} {port}"))
        .collect();
    let servers: Vec<&ServerUrl> = config.directory.iter().flat_map(|table| table.servers.iter().flatten()).collect();
    all.extend(servers.iter().map(|server| format!("utils network connectivity {} {}", server.host, server.port)));
    let mut hosts: Vec<&str> = servers.iter().map(|server| server.host.as_str()).collect();
    hosts.retain(|host| host.parse::<std::net::IpAddr>().is_err());
    let mut seen = BTreeSet::new();
    hosts.retain(|host| seen.insert(host.to_ascii_lowercase()));
    all.extend(hosts.iter().map(|host| format!("utils network host {host}")));
    all
}

/// Another node of the configuration, of call manager first: its web service answers every node of the cluster.
fn other_node<'a>(config: &'a Config, name: &str) -> Option<&'a str> {
    let call_manager = config.call_manager.iter().flat_map(|table| &table.nodes);
    let presence = config.presence.iter().flat_map(|table| &table.nodes);
    call_manager.chain(presence).map(|node| node.name.as_str()).find(|other| !other.eq_ignore_ascii_case(name))
}

fn tables(presence: bool) -> Vec<String> {
    let hosts = "run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost";
    let mut all = vec![hosts.to_owned()];
    if presence {
        all.push("run sql select syncstatus from epassyncagentcfg".to_owned());
    }
    all
}

/// Nothing of a configuration becomes more than one word of a command.
fn is_plain(command: &str) -> bool {
    command.chars().all(|c| c.is_ascii_alphanumeric() || " ,.:_-".contains(c))
}

/// Prints them, and how to log the session.
pub(super) fn write(out: &mut dyn Write, name: &str, commands: &[String]) -> io::Result<()> {
    writeln!(
        out,
        "# On {name}: log the session to a file (PuTTY: Session > Logging > All session output), log in, and paste:\n"
    )?;
    for command in commands {
        writeln!(out, "{command}")?;
    }
    writeln!(out, "\n# Wait for each answer. Then name the file: transcript = \"FILE\" in the entry of this node.")?;
    writeln!(out, "# The first two tests are the measure for the others: one port is open, one is closed.")
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
        let typed = commands(&config, "IM5").unwrap();
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
        let of_call_manager = commands(&config, "ucm5.lab.example").unwrap();
        assert!(!of_call_manager.iter().any(|one| one.contains("epassyncagentcfg")));
        assert!(commands(&config, "nobody").is_none());
        assert!(!commands(&config, "im6; rm").unwrap().iter().any(|one| one.contains(';')));
    }
}
