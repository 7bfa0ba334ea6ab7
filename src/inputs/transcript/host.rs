//! `utils network host NAME [server ADDRESS]`: how the node resolves a name, by itself and by its name servers.

use super::session::Command;
use crate::evidence::node::NodeName;

pub(super) fn read(command: &Command) -> Option<NodeName> {
    let mut words = command.words.strip_prefix("utils network host ")?.split(' ');
    let mut read = NodeName { name: words.next()?.to_owned(), whole: command.whole, ..NodeName::default() };
    let rest: Vec<&str> = words.collect();
    read.server = rest.iter().position(|word| *word == "server").and_then(|at| rest.get(at + 1)).map(|&s| s.to_owned());
    let mut external = false;
    let mut recognised = false;
    for line in &command.output {
        let line = line.trim();
        if line == "Local Resolution:" {
            (external, recognised) = (false, true);
        } else if line == "External Resolution:" {
            (external, recognised) = (true, true);
        } else if line.starts_with("No external servers found") {
            read.none_found = true;
        } else if let Some((_, address)) = line.split_once(" resolves locally to ") {
            read.local.push(address.trim().to_owned());
        } else if let Some(answer) = answer(line).filter(|_| external) {
            read.external.push(answer);
        }
    }
    recognised.then_some(read)
}

/// `NAME has address A`, `NAME has IPv6 address A`, `NAME domain name pointer B`, `NAME has SRV record 0 0 389 B`.
fn answer(line: &str) -> Option<String> {
    let marks =
        [" has address ", " has IPv6 address ", " domain name pointer ", " has SRV record ", " is an alias for "];
    marks.iter().find_map(|mark| line.split_once(mark)).map(|(_, value)| value.trim().trim_end_matches('.').to_owned())
}
