//! NODE-004: a clock without a time server drifts until certificates and replication fail.

use super::clock;
use super::node_clock::{self, Apart, HOST_IS_WRONG, Right};
use super::nodes::{missing, owner};
use crate::case::Case;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::node::{Node, NodeClock};

/// From this distance to a reference clock on, nodes should not be (Cisco: stratum 1 to 4).
const FAR: u8 = 5;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node004,
    stage: Stage::Deployment,
    title: "the clock of every node follows a time server",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NODE-004.md"),
    run: |case| case.nodes.iter().map(|node| Outcome::anywhere(node.name.as_str(), follows(case, node))).collect(),
};

fn follows(case: &Case<'_>, node: &Node) -> Judged {
    let Some(told) = &node.clock else {
        let command = "utils ntp status";
        return Err(missing(node, command, format!("the session has no `{command}`")));
    };
    let apart = node_clock::apart(case, node);
    if let Some(apart) = apart {
        let finding = if apart.right == Some(Right::Node) { host_is_wrong(&apart) } else { wrong(&apart, told) };
        return Ok(finding.into());
    }
    match (told.synchronised, told.stratum) {
        (Some(false), _) => Ok(drifts(node, told, "its clock follows no time server (unsynchronised)").into()),
        (_, Some(stratum)) if stratum >= FAR => {
            Ok(drifts(node, told, &format!("its time server is of stratum {stratum}; nodes need one below {FAR}"))
                .into())
        }
        (Some(true), _) => {
            let shown = told.utc.as_deref().unwrap_or("no time");
            Ok(pass(format!("synchronised; it shows {shown}")).into())
        }
        (None, _) => Err(Skip::Undecided("whether the clock is synchronised is not in the answer".to_owned())),
    }
}

/// Another time than this host has, followed or not.
fn wrong(apart: &Apart<'_>, clock: &NodeClock) -> Finding {
    let follows = match clock.synchronised {
        Some(true) => ", and follows a time server, which is wrong then",
        Some(false) => ", and follows no time server (unsynchronised)",
        None => "",
    };
    let what = format!("its clock shows {}{follows}", node_clock::against_host(apart));
    let finding = drifts(apart.node, clock, &what);
    if apart.right == Some(Right::Host) { finding } else { finding.refuted_if(HOST_IS_WRONG) }
}

/// The node has the time of the others.
fn host_is_wrong(apart: &Apart<'_>) -> Finding {
    let message = format!(
        "its clock shows {} where this host's shows {}: the directory or the other nodes have the node's time",
        clock::shown(apart.shows),
        clock::shown(apart.host)
    );
    fail(CauseCode::ClockSkew, &message)
        .summary(format!(
            "This host's clock is wrong, and certificates were judged by it: {} shows {}, this host {}",
            apart.node.name,
            clock::shown(apart.shows),
            clock::shown(apart.host)
        ))
        .fault(node_clock::OF_HOST)
        .owner(Owner::Ucdoctor)
        .breaks(&[])
        .refuted_if(&["the directory and the nodes follow one time server, and that is wrong"])
        .fix(node_clock::SET_HOST)
}

fn drifts(node: &Node, clock: &NodeClock, what: &str) -> Finding {
    let finding = fail(CauseCode::ClockSkew, what)
        .summary(format!("{}: {what}", node.name))
        .fault(&node.name)
        .owner(owner(node))
        .refuted_if(&["the node was restarted minutes before: it is synchronised when asked again"])
        .fix("Let the node reach its time servers (UDP 123), and `utils ntp status` again after a quarter of an hour")
        .fix("Restart the time service if it does not: `utils ntp restart`");
    match &clock.utc {
        Some(utc) => finding.fact("shows", utc),
        None => finding,
    }
}
