//! `utils network connectivity HOST PORT`: a TCP connection from the node.
//!
//! No public page shows its wording, so no wording is known here. The session brings its own: a control that must be
//! open (8443 of a node of the cluster) and one that must be closed (a port below 10 of the same) are asked with the
//! same command, and an answer that reads like one of them, but for names and numbers, means the same.

use std::collections::BTreeSet;

use super::session::Command;
use crate::evidence::node::{CLOSED_CONTROL, OPEN_CONTROL, Reach, ReachOutcome};
use crate::inputs::excerpt::excerpt;

/// What was asked: host and port; none for the form without a port, which tests the cluster.
pub(super) fn asked(words: &str) -> Option<(String, u16)> {
    let mut rest = words.strip_prefix("utils network connectivity ")?.split(' ');
    let host = rest.next()?;
    let port = rest.next()?.parse().ok().filter(|port| *port > 0)?;
    Some((host.to_owned(), port))
}

/// Reads every test of a session; `nodes` are names and addresses of nodes of the cluster, in lower case.
pub(super) fn read(commands: &[Command], nodes: &BTreeSet<String>) -> Vec<Reach> {
    let tests: Vec<(String, u16, &Command)> =
        commands.iter().filter_map(|command| asked(&command.words).map(|(host, port)| (host, port, command))).collect();
    let control = |wanted: fn(u16) -> bool| {
        let of_node =
            tests.iter().filter(|(host, port, _)| wanted(*port) && nodes.contains(&host.to_ascii_lowercase()));
        let texts: BTreeSet<String> = of_node.filter_map(|(host, _, command)| shape(command, host)).collect();
        // Two controls of one kind that read differently decide nothing.
        (texts.len() == 1).then(|| texts.into_iter().next()).flatten()
    };
    let (open, closed) = (control(|port| port == OPEN_CONTROL), control(|port| port <= CLOSED_CONTROL));
    let told_apart = open.is_some() && closed.is_some() && open != closed;
    let outcome = |host: &str, command: &Command| {
        let shape = shape(command, host).filter(|_| told_apart);
        match shape {
            Some(shape) if Some(&shape) == open.as_ref() => ReachOutcome::Open,
            Some(shape) if Some(&shape) == closed.as_ref() => ReachOutcome::Closed,
            _ => ReachOutcome::Unknown,
        }
    };
    let reach = |(host, port, command): &(String, u16, &Command)| Reach {
        host: host.clone(),
        port: *port,
        outcome: outcome(host, command),
        text: excerpt(command.output.join(" ").trim()),
    };
    tests.iter().map(reach).collect()
}

/// An answer without what differs from host to host, which is names and numbers; none where it was cut or is empty.
fn shape(command: &Command, host: &str) -> Option<String> {
    if !command.whole || command.output.is_empty() {
        return None;
    }
    let text = command.output.join("\n").to_ascii_lowercase();
    let text = text.replace(&host.to_ascii_lowercase(), "#");
    let words = text.split_whitespace().map(|word| {
        let address = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != ':');
        if address.parse::<std::net::IpAddr>().is_ok() { "#".to_owned() } else { without_numbers(word) }
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

/// Every run of digits and points becomes one sign.
fn without_numbers(word: &str) -> String {
    let mut plain = String::new();
    for c in word.chars() {
        let number = c.is_ascii_digit() || c == '.' && plain.ends_with('#');
        match (number, plain.ends_with('#')) {
            (true, true) => {}
            (true, false) => plain.push('#'),
            (false, _) => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReachOutcome::{Closed, Open, Unknown};

    fn command(words: &str, output: &str, whole: bool) -> Command {
        Command { words: words.to_owned(), output: vec![output.to_owned()], whole }
    }

    #[test]
    fn answers_mean_what_the_controls_say() {
        let nodes = BTreeSet::from(["ucm1.lab.example".to_owned(), "10.1.1.1".to_owned()]);
        let open = |host: &str, port| {
            command(
                &format!("utils network connectivity {host} {port}"),
                &format!("{host}:{port} is fine (0.{port}2 s)"),
                true,
            )
        };
        let closed = |host: &str, port| {
            command(
                &format!("utils network connectivity {host} {port}"),
                &format!("no luck with {host} at {port}"),
                true,
            )
        };
        let odd = |host: &str| command(&format!("utils network connectivity {host} 636"), "something else", true);
        let outcomes = |commands: &[Command]| -> Vec<ReachOutcome> {
            read(commands, &nodes).iter().map(|reach| reach.outcome).collect()
        };
        let controls = [open("UCM1.lab.example", 8443), closed("10.1.1.1", 9)];
        let with = |more: &[Command]| [controls.as_slice(), more].concat();
        let tests = [open("dc9.lab.example", 636), closed("192.0.2.7", 3269), odd("dc8")];
        assert_eq!(outcomes(&with(&tests)), [Open, Closed, Open, Closed, Unknown]);
        // Without a control, with one that is no node, or with two that read alike, nothing is known.
        assert_eq!(outcomes(&tests), [Unknown; 3]);
        assert_eq!(outcomes(&[open("dc1.lab.example", 8443), closed("10.1.1.1", 9), tests[0].clone()]), [Unknown; 3]);
        assert_eq!(outcomes(&[open("10.1.1.1", 8443), open("10.1.1.1", 9), tests[0].clone()]), [Unknown; 3]);
        // Two controls of one kind that differ, and an answer that was cut.
        assert_eq!(outcomes(&with(&[closed("10.1.1.1", 8443), tests[0].clone()])), [Unknown; 4]);
        let cut = Command { whole: false, ..tests[0].clone() };
        assert_eq!(outcomes(&with(&[cut]))[2], Unknown);
    }
}
