//! NODE-001: the node's own test of the way to every directory server.

use super::nodes::{Needed, is_lost, missing, needed};
use crate::cause::Feature;
use crate::check::{
    Check, Finding, Judged, Outcome, ServerName, Severity, Skip, Stage, StoreName, Subject, fail, pass,
};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::node::{CLOSED_CONTROL, Node, OPEN_CONTROL, Reach, ReachOutcome};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node001,
    stage: Stage::Deployment,
    title: "every node reaches every directory server, by its own test",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NODE-001.md"),
    run: |case| run(case),
};

fn run(evidence: &Evidence) -> Vec<Outcome> {
    let of_node = |node| needed(evidence, node).into_iter().map(move |server| outcome(evidence, node, &server));
    evidence.nodes.iter().flat_map(of_node).collect()
}

fn outcome(evidence: &Evidence, node: &Node, server: &Needed) -> Outcome {
    let about = Subject::Store(ServerName::new(server.authority(), None), StoreName::new(node.name.clone()));
    Outcome::anywhere(about, judge(evidence, node, server))
}

fn judge(evidence: &Evidence, node: &Node, server: &Needed) -> Judged {
    let Needed { host, port } = server;
    let Some(reach) = asked(evidence, node, server) else {
        let command = format!("utils network connectivity {host} {port}");
        let otherwise = format!("the session has no `{command}`; `ucdoctor queries --node` prints what to type");
        return Err(missing(node, "utils network connectivity", otherwise));
    };
    match reach.outcome {
        ReachOutcome::Open => {
            Ok(pass("the same answer as from a port that is open").fact("answer", &reach.text).into())
        }
        ReachOutcome::Unknown => Err(Skip::Undecided(format!(
            "what the answer \"{}\" means is told by two tests of a node of the cluster, in the same session and each to its end: `utils network connectivity NODE {OPEN_CONTROL}` and `… NODE {CLOSED_CONTROL}`",
            reach.text
        ))),
        // A name that the node does not resolve leads nowhere, whatever the path is like.
        ReachOutcome::Closed if is_lost(node, &reach.host) => Err(Skip::Blocked(CheckCode::Node002)),
        ReachOutcome::Closed => match reached_elsewhere(evidence, node, server) {
            Some(other) => Ok(blocked(evidence, node, server, reach, &other).into()),
            None if looked_at(evidence, server) => Err(Skip::Blocked(CheckCode::Net002)),
            None => Ok(unreachable(server, reach).into()),
        },
    }
}

/// The last test of this server, by its name or one of its addresses.
fn asked<'a>(evidence: &Evidence, node: &'a Node, server: &Needed) -> Option<&'a Reach> {
    let same = |reach: &&Reach| {
        reach.port == server.port
            && (reach.host.eq_ignore_ascii_case(&server.host) || addresses(evidence, server).contains(&reach.host))
    };
    node.reach.iter().rfind(same)
}

/// The addresses that other places found behind the name.
fn addresses(evidence: &Evidence, server: &Needed) -> Vec<String> {
    let servers = evidence.vantages.iter().flat_map(|vantage| &vantage.servers);
    let of_host = servers.filter(|known| known.url.host.eq_ignore_ascii_case(&server.host));
    of_host.flat_map(|known| &known.endpoints).map(|endpoint| endpoint.address.ip().to_string()).collect()
}

/// Another node, or a place that looked, which reaches the server.
fn reached_elsewhere(evidence: &Evidence, node: &Node, server: &Needed) -> Option<String> {
    let open = |other: &&Node| {
        other.name != node.name
            && asked(evidence, other, server).is_some_and(|reach| reach.outcome == ReachOutcome::Open)
    };
    if let Some(other) = evidence.nodes.iter().find(open) {
        return Some(with_address(other));
    }
    let reaches = evidence.vantages.iter().find(|vantage| {
        let known = vantage.servers.iter().filter(|known| same(known.url.host.as_str(), known.url.port, server));
        known.flat_map(|known| &known.endpoints).any(|endpoint| endpoint.tcp.seen().is_some())
    });
    reaches.map(|vantage| vantage.name.clone())
}

/// Whether a place looked at the server, so that what it found is judged.
fn looked_at(evidence: &Evidence, server: &Needed) -> bool {
    let servers = evidence.vantages.iter().flat_map(|vantage| &vantage.servers);
    servers.filter(|known| same(&known.url.host, known.url.port, server)).any(|known| {
        !known.endpoints.is_empty() && known.endpoints.iter().all(|endpoint| endpoint.tcp.failed().is_some())
    })
}

fn same(host: &str, port: u16, server: &Needed) -> bool {
    port == server.port && host.eq_ignore_ascii_case(&server.host)
}

/// `presence/cups1 (10.0.20.10)`.
fn with_address(node: &Node) -> String {
    let address = node.network.as_ref().and_then(|network| network.address.as_deref());
    address.map_or_else(|| node.name.clone(), |address| format!("{} ({address})", node.name))
}

fn blocked(evidence: &Evidence, node: &Node, server: &Needed, reach: &Reach, other: &str) -> Finding {
    let (cut_off, name) = (with_address(node), &node.name);
    let address = node.network.as_ref().and_then(|network| network.address.as_deref());
    let source = address.unwrap_or(name);
    let found = addresses(evidence, server);
    let destination =
        found.first().map_or_else(|| server.host.clone(), |address| format!("{} ({address})", server.host));
    let breaks: &[Feature] =
        if name.starts_with("call-manager") { &[Feature::Login, Feature::DirectorySync] } else { &[Feature::Login] };
    fail(CauseCode::PathBlocked, format!("the node's own test ends as for a closed port; {other} reaches it"))
        .summary(format!("{cut_off} is cut off from {}: its own test ends as for a closed port; {other} reaches it", server.authority()))
        .fault(shut(evidence, node, server.port))
        .breaks(breaks)
        .refuted_if(&[
            "the session was logged at another time than the other look: log both again",
            "the two reach different machines under this name: compare `utils network host` on the node",
            "a capture on the server shows packets of the source that is cut off",
        ])
        .fact("source", source)
        .fact("destination", &destination)
        .fact("port", server.port)
        .fact("answer", &reach.text)
        .fact("reached_from", other)
        .fix(format!("In every firewall and access list between {source} and {destination}: permit TCP from host {source}, any port, to {destination} port {}, and the replies back", server.port))
        .fix(format!("Then type `utils network connectivity {} {}` on {name} again, and on every other node of the same kind", reach.host, server.port))
}

/// Nodes of one appliance that are cut off from the same servers are behind one access list.
fn shut(evidence: &Evidence, node: &Node, port: u16) -> String {
    let cut_off = |server: &Needed| {
        server.port == port
            && asked(evidence, node, server).is_some_and(|reach| reach.outcome == ReachOutcome::Closed)
            && reached_elsewhere(evidence, node, server).is_some()
    };
    let mut hosts: Vec<String> =
        needed(evidence, node).into_iter().filter(cut_off).map(|server| server.host.to_lowercase()).collect();
    hosts.sort_unstable();
    let appliance = node.name.split('/').next().unwrap_or_default();
    format!("{appliance} closed {port}: {}", hosts.join(", "))
}

/// No node reaches it, and nobody else looked.
fn unreachable(server: &Needed, reach: &Reach) -> Finding {
    fail(
        CauseCode::ServerUnreachable,
        "the node's own test ends as for a closed port, and nobody else is seen to reach it",
    )
    .fault(format!("node {}", server.authority()))
    .fact("answer", &reach.text)
    .fix(format!(
        "See that the server runs and listens on port {}; `ucdoctor check` from another place tells whether it does",
        server.port
    ))
}
