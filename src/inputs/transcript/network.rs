//! `show network eth0` and `show network cluster`.

use super::session::Command;
use crate::evidence::node::{ClusterMember, NodeNetwork};

/// Pairs stand two in a row: `Primary      : 10.0.0.1         Secondary  : Not Configured`.
pub(super) fn eth0(command: &Command) -> Option<NodeNetwork> {
    if !command.words.starts_with("show network eth0") {
        return None;
    }
    let mut read = NodeNetwork::default();
    for line in &command.output {
        let value = |name: &str| value(line, name);
        if let Some(address) = value("IP Address") {
            read.address = Some(address);
        }
        if let Some(duplicate) = value("Duplicate IP") {
            read.duplicate_address = match duplicate.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
        }
        let servers = ["Primary", "Secondary"].into_iter().filter_map(value);
        read.name_servers.extend(servers.filter(|server| server.parse::<std::net::IpAddr>().is_ok()));
    }
    (read != NodeNetwork::default()).then_some(read)
}

/// The word or words after `NAME   :`, up to two blanks.
fn value(line: &str, name: &str) -> Option<String> {
    let at = line.find(name)?;
    let before = line.get(..at)?;
    if !(before.is_empty() || before.ends_with(' ')) {
        return None;
    }
    let rest = line.get(at + name.len()..)?.trim_start().strip_prefix(':')?.trim_start();
    let value = rest.split("  ").next()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// `ADDRESS NAME SHORT Publisher|Subscriber ROLE DBPub|DBSub [not ]authenticated …`; columns differ by release, so
/// only an address, a name and the words around `authenticated` are taken.
pub(super) fn cluster(command: &Command) -> Option<Vec<ClusterMember>> {
    if command.words != "show network cluster" {
        return None;
    }
    let members = command.output.iter().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let address = words.first().filter(|word| word.parse::<std::net::IpAddr>().is_ok())?;
        let authenticated = words.iter().position(|word| *word == "authenticated")?;
        let role = words.iter().find(|word| matches!(**word, "callmanager" | "cups" | "connection")).unwrap_or(&"");
        Some(ClusterMember {
            address: (*address).to_owned(),
            host: (*words.get(1)?).to_owned(),
            role: (*role).to_owned(),
            authenticated: authenticated == 0 || words.get(authenticated - 1) != Some(&"not"),
        })
    });
    let members: Vec<ClusterMember> = members.collect();
    (!members.is_empty()).then_some(members)
}
