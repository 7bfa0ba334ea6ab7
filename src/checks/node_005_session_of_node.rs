//! NODE-005: the session is that of the node it was given for.

use super::nodes::{missing, owner};
use crate::check::{Check, Judged, Outcome, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::node::Node;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node005,
    stage: Stage::Deployment,
    title: "every session is that of the node it is given for",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NODE-005.md"),
    run: |evidence| evidence.nodes.iter().map(|node| Outcome::anywhere(node.name.as_str(), of_node(node))).collect(),
};

fn of_node(node: &Node) -> Judged {
    let name = node.name.split_once('/').map_or(node.name.as_str(), |(_, name)| name);
    let unread = unread(node);
    let Some(machine) = &node.machine else {
        let otherwise = format!("the session has no `show myself`, which names the machine{unread}");
        return Err(missing(node, "show myself", otherwise));
    };
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    let address = node.network.as_ref().and_then(|network| network.address.as_deref());
    if short(machine) == short(name) || address == Some(name) {
        let proof = pass(format!("it is the session of {machine}{unread}"));
        return Ok(facts(node).into_iter().fold(proof, |proof, (name, value)| proof.fact(&name, value)).into());
    }
    if name.parse::<std::net::IpAddr>().is_ok() {
        return Err(Skip::Undecided(format!(
            "the node is configured by address, and the session of {machine} does not show its own (`show network eth0`){unread}"
        )));
    }
    let finding = fail(CauseCode::SettingsContradict, format!("it is the session of {machine}{unread}"))
        .summary(format!("the session given for {} is that of {machine}", node.name))
        .fault(&node.name)
        .owner(Owner::Ucdoctor)
        .breaks(&[])
        .fact("appliance", format!("{:?}", owner(node)))
        .fix(format!("Give {} its own session, or call the node {machine} in the configuration", node.name));
    Ok(facts(node).into_iter().fold(finding, |finding, (name, value)| finding.fact(&name, value)).into())
}

/// What the shell refused, and what is not understood, in words.
fn unread(node: &Node) -> String {
    let mut words = String::new();
    if let Some(first) = node.refused.first() {
        words.push_str(&format!("; {} commands were refused, the first `{}`", node.refused.len(), first.command));
    }
    if !node.unread.is_empty() {
        words.push_str(&format!("; {} outputs are not understood or were cut (-v lists them)", node.unread.len()));
    }
    words
}

fn facts(node: &Node) -> Vec<(String, String)> {
    let version = node.version.as_ref().map(|version| ("version".to_owned(), version.clone()));
    let refused = node.refused.iter().enumerate();
    let refused =
        refused.map(|(nth, one)| (format!("refused {:02}", nth + 1), format!("{}: {}", one.command, one.text)));
    let unread = node.unread.iter().enumerate();
    let unread =
        unread.map(|(nth, one)| (format!("not understood {:02}", nth + 1), format!("{}: {}", one.command, one.text)));
    let replication = node.replication.iter().map(|one| (format!("replication {}", one.server), one.state.clone()));
    version.into_iter().chain(refused).chain(unread).chain(replication).collect()
}
