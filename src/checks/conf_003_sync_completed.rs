//! CONF-003: presence has its users, and its copy of the LDAP hosts, from call manager by the sync agent.

use time::PrimitiveDateTime;
use time::macros::format_description;

use super::appliances::{deployment, not_asked, outcome};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf003,
    stage: Stage::Deployment,
    title: "the sync agent reports a completed sync",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/CONF-003.md"),
    run: |evidence| vec![outcome("presence", completed(evidence))],
};

/// What stands in the words of an agent that does not synchronise.
const FAILING: [&str; 11] =
    ["fail", "error", "unable", "cannot", "could not", "not ", "retry", "wait mode", "subscriber", "stop", "abort"];

/// "completed 2026-11-22 15:03:55, in the node's own time, 6 days before this run". The agent names no zone, so that
/// what is younger than two days may as well be of the other day.
fn when(at: Option<&str>, evidence: &Evidence) -> String {
    let Some(at) = at else { return "completed at a time it does not tell".to_owned() };
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let moment = PrimitiveDateTime::parse(at.get(..19).unwrap_or(at), format).ok();
    let now = evidence.vantages.first().map(|vantage| vantage.taken_at);
    let age = moment.zip(now).map(|(moment, now)| now - moment.assume_utc());
    let age = match age.map(|age| age.whole_days()) {
        Some(days @ 2..) => format!(", {days} days before this run"),
        Some(-1..=1) => ", about when this run was made".to_owned(),
        Some(_) => {
            ", which is later than this run: one of the clocks is wrong, or the report is of another day".to_owned()
        }
        None => String::new(),
    };
    format!("completed {at} in the node's own time{age}")
}

/// No file tells it, and the nodes that were asked tell nothing, or not the same.
fn untold(evidence: &Evidence) -> Judged {
    let shells = evidence.nodes.iter().filter_map(|node| Some((&node.name, node.sync_status.as_ref()?)));
    let by_axl =
        evidence.node_axl.iter().filter_map(|node| Some((&node.node, node.answer.seen()?.sync_status.as_ref()?)));
    let told: Vec<String> =
        shells.chain(by_axl).map(|(node, status)| format!("{node} says {:?}", status.text)).collect();
    if told.is_empty() {
        return not_asked("the state of the sync agent is not given (presence.sync_status)");
    }
    Err(Skip::Undecided(format!(
        "the nodes do not agree: {}; what the publisher of presence says counts, and the others should have its copy: give it as presence.sync_status",
        told.join(", ")
    )))
}

fn completed(evidence: &Evidence) -> Judged {
    let Some(status) = &deployment(evidence)?.presence.sync_status else { return untold(evidence) };
    if status.completed {
        return Ok(pass(when(status.at.as_deref(), evidence)).into());
    }
    let text = status.text.to_lowercase();
    // Its words are known from two published cases: what is neither an end nor a failure may be on its way.
    if !FAILING.iter().any(|word| text.contains(word)) {
        return Err(Skip::Undecided(format!(
            "the sync agent says {:?}, which is neither a completed sync nor a failure: ask again when it has come to an end",
            status.text
        )));
    }
    let finding = fail(CauseCode::SyncAgentFailed, format!("the sync agent says {:?}", status.text))
        .fault("sync agent")
        .summary(format!(
            "The presence server does not follow call manager any more: its sync agent says {:?}",
            status.text
        ))
        .fact("status", &status.text);
    Ok(if text.contains("database monitor") || text.contains("failed to connect") {
        finding
            .fix("On call manager, see that Cisco Database Layer Monitor and Cisco AXL Web Service run, and that presence reaches its publisher on port 8443")
            .fix("Restart Cisco Sync Agent on the presence publisher (Cisco UP Sync Agent up to 8.x)")
    } else if text.contains("subscriber") || text.contains("wait mode") {
        finding.fix("The node has the wrong role (Cisco bug CSCuy18383): check the order of the nodes under System > Presence Topology, and let Cisco TAC correct the role flag")
    } else {
        finding
            .fix("Restart Cisco Sync Agent on the presence publisher (Cisco UP Sync Agent up to 8.x), and wait until it reports Completed")
            .fix("If it fails again: Diagnostics > System Troubleshooter names the part of the sync that fails; the user and password for AXL are the usual one")
    }
    .into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{fits, settled};
    use crate::checks::people::tests::{comparison, difference};
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::deployment::SyncStatus;
    use crate::evidence::identity::{Class, Identity};
    use crate::evidence::node::Node;
    use crate::evidence::node_axl::{NodeAxl, NodeSaid};
    use crate::evidence::{Evidence, Observed};

    fn says(evidence: &mut Evidence, text: &str) {
        let status = settled(evidence).presence.sync_status.as_mut().unwrap();
        (status.text, status.completed, status.at) = (text.to_owned(), text.starts_with("Completed"), None);
    }

    fn synced(evidence: &mut Evidence, at: &str) {
        fits(evidence);
        settled(evidence).presence.sync_status.as_mut().unwrap().at = Some(at.to_owned());
    }

    #[test]
    fn only_completed_and_nothing_else_is_good() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked"]),
                (fits, &["pass~completed 2026-11-22 15:03:55 in the node's own time, about when this run was made"]),
                (|e| synced(e, "2026-10-30 23:59:59"), &["pass~23 days before this run"]),
                (|e| synced(e, "2026-12-24 08:00:00"), &["pass~later than this run"]),
                (|e| synced(e, "24/12/26"), &["pass~completed 24/12/26 in the node's own time"]),
                (|e| settled(e).presence.sync_status = None, &["not asked~presence.sync_status"]),
                (
                    |e| {
                        says(
                            e,
                            "Sync Completed, but currently failed to connect to the CUCM Database Monitor. Retrying... 2022-10-15 15:03:55",
                        )
                    },
                    &["sync-agent-failed~Database Monitor~Cisco Database Layer Monitor"],
                ),
                (
                    |e| says(e, "SyncAgent is running on Subscriber node. Put it in wait mode"),
                    &["sync-agent-failed~CSCuy18383"],
                ),
                (|e| says(e, "Failed"), &["sync-agent-failed~System Troubleshooter"]),
                (|e| says(e, "Completed"), &["pass~time it does not tell"]),
                (
                    |e| {
                        settled(e).presence.sync_status = None;
                        let state = |text: &str| SyncStatus {
                            text: text.into(),
                            completed: text.starts_with("Completed"),
                            at: None,
                        };
                        let told = |node: &str, text: &str| NodeAxl {
                            node: node.into(),
                            server: format!("{node}:8443"),
                            answer: Observed::Seen(NodeSaid { sync_status: Some(state(text)), ..NodeSaid::default() }),
                        };
                        e.node_axl = vec![told("presence/p1", "Completed"), told("presence/p2", "Failed")];
                    },
                    &["undecided~presence/p1 says \"Completed\", presence/p2 says \"Failed\""],
                ),
                (
                    |e| {
                        settled(e).presence.sync_status = None;
                        let told = |name: &str, text: &str| Node {
                            name: name.into(),
                            sync_status: Some(SyncStatus { text: text.into(), ..SyncStatus::default() }),
                            ..Node::default()
                        };
                        e.nodes = vec![told("presence/q1", "Completed"), told("presence/q2", "Aborted")];
                    },
                    &["undecided~presence/q1 says \"Completed\", presence/q2 says \"Aborted\""],
                ),
                (|e| says(e, "In progress 2026-11-22 15:03:55"), &["undecided~come to an end"]),
            ],
        );
    }

    /// Who has no node, or is not enabled, is so with the best of sync agents.
    #[test]
    fn users_it_has_not_brought_are_no_fault_of_their_own() {
        let lacks = |e: &mut Evidence, class| {
            let on_presence = Some(comparison(vec![difference(class, "jdoe")]));
            e.identity = Some(Identity { on_presence, ..Identity::default() });
        };
        for (class, expected) in [
            (Class::Missing, vec!["sync-agent-failed"]),
            (Class::Extra, vec!["sync-agent-failed"]),
            (Class::NoNode, vec!["sync-agent-failed", "not-on-presence"]),
        ] {
            let found = diagnosed(|e| {
                says(e, "Failed");
                lacks(e, class);
            });
            assert_eq!(found, expected, "{class:?}");
        }
    }
}
