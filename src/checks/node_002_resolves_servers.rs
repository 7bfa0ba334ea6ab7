//! NODE-002: the node's own look at the names of the directory servers.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::nodes::{missing, needed};
use crate::check::{Check, Finding, Judged, Outcome, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::node::{Node, NodeName};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node002,
    stage: Stage::Deployment,
    title: "the name servers of every node know every directory server",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NODE-002.md"),
    run: |case| run(case),
};

fn run(evidence: &Evidence) -> Vec<Outcome> {
    evidence.nodes.iter().flat_map(|node| of_node(evidence, node)).collect()
}

fn of_node(evidence: &Evidence, node: &Node) -> Vec<Outcome> {
    let mut hosts: Vec<String> = needed(evidence, node).into_iter().map(|server| server.host.to_lowercase()).collect();
    let mut seen = BTreeSet::new();
    hosts.retain(|host| host.parse::<IpAddr>().is_err() && seen.insert(host.clone()));
    hosts
        .iter()
        .map(|host| Outcome::anywhere(Subject::from(format!("{} x {host}", node.name)), judge(node, host)))
        .collect()
}

fn judge(node: &Node, host: &str) -> Judged {
    let answers: Vec<&NodeName> = node.names.iter().filter(|name| name.name.eq_ignore_ascii_case(host)).collect();
    let known = answers.iter().find(|answer| !answer.external.is_empty());
    let unknown_at = answers.iter().find(|answer| answer.server.is_some() && nobody_knows(answer));
    if let (Some(known), Some(dead)) = (known, unknown_at) {
        return Ok(one_of_them(node, host, known, dead).into());
    }
    if let Some(known) = known {
        return Ok(pass(format!("resolves to {}", known.external.join(", "))).into());
    }
    if let Some(local) = answers.iter().find(|answer| answer.none_found && !answer.local.is_empty()) {
        return Err(Skip::Undecided(format!(
            "only the node itself knows {}, by its cache or its own list: its name servers do not; ask again after an hour, when the cache has ended",
            local.local.join(", ")
        )));
    }
    if answers.iter().any(|answer| answer.none_found) {
        return Ok(lost(node, host, "no name server that it asks knows the name").into());
    }
    if node.dns_unreachable {
        return Ok(lost(node, host, "its login says \"DNS unreachable\"").into());
    }
    match answers.last() {
        Some(_) => Err(Skip::Undecided("the answer came to no end that is known here".to_owned())),
        None => {
            let command = "utils network host";
            Err(missing(node, command, format!("the session has no `{command} {host}`")))
        }
    }
}

/// The name servers have no answer; an output that was cut says nothing.
fn nobody_knows(answer: &NodeName) -> bool {
    answer.none_found && answer.external.is_empty()
}

fn one_of_them(node: &Node, host: &str, known: &NodeName, dead: &NodeName) -> Finding {
    let server = dead.server.as_deref().unwrap_or_default();
    let other = known.server.as_deref().unwrap_or("another");
    dns(
        node,
        host,
        format!("its name server {server} does not know {host}, {other} does: logins fail whenever the first is asked"),
    )
    .fact("name_server", server)
    .fix(format!("Make {server} answer for {host}, or take it out of the node's list (`set network dns`)"))
}

fn lost(node: &Node, host: &str, why: &str) -> Finding {
    let servers =
        node.network.as_ref().map(|network| network.name_servers.join(" and ")).filter(|list| !list.is_empty());
    let asked = servers.map(|list| format!(" ({list})")).unwrap_or_default();
    dns(node, host, format!("it cannot resolve {host}: {why}{asked}"))
        .fix(format!("Add {host} to the zone that the node's name servers{asked} answer for, or set name servers that know it (`set network dns`)"))
}

fn dns(node: &Node, host: &str, what: String) -> Finding {
    fail(CauseCode::NodeDnsFailure, &what)
        .summary(format!("{}: {what}", node.name))
        .fault(&node.name)
        .fact("host", host)
}
