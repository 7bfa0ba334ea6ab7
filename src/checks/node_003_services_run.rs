//! NODE-003: the services that logins, synchronisation and presence need, as the node lists them.

use super::nodes::{missing, owner};
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Outcome, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::deployment::Deployment;
use crate::evidence::node::{Node, Service};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node003,
    stage: Stage::Deployment,
    title: "the services that logins need run on every node",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NODE-003.md"),
    run: |evidence| {
        let synchronised = evidence.deployment.as_ref().and_then(Deployment::synchronization);
        evidence.nodes.iter().flat_map(|node| outcomes(node, synchronised)).collect()
    },
};

/// What breaks without a service.
type Needed = (&'static str, &'static [Feature]);

const LOGIN: &[Feature] = &[Feature::Login];
const CHAT: &[Feature] = &[Feature::Login, Feature::Presence, Feature::Chat];

/// Services of call manager, without the word of old releases before them.
const OF_CALL_MANAGER: &[Needed] =
    &[("Cisco Tomcat", LOGIN), ("Cisco User Data Services", LOGIN), ("Cisco DirSync", &[Feature::DirectorySync])];

/// Services of presence.
const OF_PRESENCE: &[Needed] = &[
    ("Cisco Tomcat", LOGIN),
    ("Cisco Client Profile Agent", LOGIN),
    ("Cisco Login Datastore", LOGIN),
    ("Cisco Sync Agent", &[Feature::Presence]),
    ("Cisco XCP Router", CHAT),
    ("Cisco XCP Connection Manager", CHAT),
    ("Cisco XCP Authentication Service", CHAT),
    ("Cisco Presence Engine", &[Feature::Presence]),
];

/// The service that takes users from the directory. It belongs on the publisher alone.
const DIR_SYNC: &str = "Cisco DirSync";

fn outcomes(node: &Node, synchronised: Option<bool>) -> Vec<Outcome> {
    let needed = if node.name.starts_with("presence") { OF_PRESENCE } else { OF_CALL_MANAGER };
    let listed = |name: &str| node.services.iter().find(|service| plain(&service.name) == name);
    let stopped: Vec<Outcome> = needed
        .iter()
        .filter(|(name, _)| *name != DIR_SYNC || synchronised != Some(false))
        .filter_map(|(name, breaks)| {
            let missed = *name == DIR_SYNC && node.primary == Some(true) && synchronised == Some(true);
            Some((listed(name).filter(|service| is_stopped(service, missed))?, *breaks))
        })
        .map(|(service, breaks)| {
            let about = Subject::from(format!("{} {}", node.name, service.name));
            Outcome::anywhere(about, Ok(finding(node, service, breaks).into()))
        })
        .collect();
    if stopped.is_empty() {
        let running = needed.iter().filter_map(|(name, _)| listed(name)).collect();
        return vec![Outcome::anywhere(node.name.as_str(), all_run(node, running))];
    }
    stopped
}

/// `Cisco UP XCP Router` of the releases before 9 is `Cisco XCP Router`.
fn plain(name: &str) -> String {
    name.replacen("Cisco UP ", "Cisco ", 1)
}

/// What is not activated is meant to be off, as most services of a subscriber are; where it is `missed` all the same, it
/// is not.
fn is_stopped(service: &Service, missed: bool) -> bool {
    service.state == "STOPPED" && (missed || !is_off(service))
}

fn is_off(service: &Service) -> bool {
    service.reason.contains("Not Activated")
}

fn finding(node: &Node, service: &Service, breaks: &'static [Feature]) -> Finding {
    let by_hand = service.reason.contains("Commanded Out of Service");
    let reason = if service.reason.is_empty() { "no reason is given" } else { &service.reason };
    let finding = fail(CauseCode::ServiceStopped, format!("stopped ({reason})"))
        .summary(format!("{} does not run on {}: {reason}", service.name, node.name))
        .fault(format!("{} {}", node.name, service.name))
        .owner(owner(node))
        .breaks(breaks)
        .fact("state", &service.state)
        .fact("reason", &service.reason);
    let start = format!(
        "Start it: `utils service start {}` on {}",
        service.name,
        node.name.rsplit('/').next().unwrap_or_default()
    );
    if is_off(service) {
        return finding.fix(format!(
            "Activate {} on {}, the publisher: Cisco Unified Serviceability > Tools > Service Activation; then start a synchronisation",
            service.name,
            node.name.rsplit('/').next().unwrap_or_default()
        ));
    }
    match by_hand {
        true => finding.fix("Somebody stopped it by command: ask why before it is started").fix(start),
        false => finding.fix(start).fix("If it stops again, collect its log of that minute"),
    }
}

fn all_run(node: &Node, listed: Vec<&Service>) -> Judged {
    if node.services.is_empty() {
        let command = "utils service list";
        return Err(missing(node, command, format!("the session has no `{command}`")));
    }
    if let Some(service) = listed.iter().find(|service| !matches!(service.state.as_str(), "STARTED" | "STOPPED")) {
        return Err(Skip::Undecided(format!(
            "{} is {}: ask again when it has come to an end",
            service.name, service.state
        )));
    }
    if !node.services_whole {
        return Err(Skip::Undecided("the list of services was cut; those that are listed run".to_owned()));
    }
    let running: Vec<&str> =
        listed.iter().filter(|service| service.state == "STARTED").map(|service| service.name.as_str()).collect();
    if running.is_empty() {
        return Err(Skip::Undecided("none of the services that logins need is in the list".to_owned()));
    }
    Ok(pass(format!("{} of them run", running.len())).fact("running", running.join(", ")).into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::settled;
    use crate::checks::sample::expect;
    use crate::evidence::Evidence;
    use crate::evidence::node::{Node, Service};

    fn dir_sync(evidence: &mut Evidence, primary: Option<bool>, reason: &str, synchronised: Option<bool>) {
        settled(evidence).call_manager.ldap_synchronization = synchronised;
        let service = |name: &str, state: &str, reason: &str| Service {
            name: name.into(),
            state: state.into(),
            reason: reason.into(),
        };
        evidence.nodes = vec![Node {
            name: "call-manager/ucm7".into(),
            services: vec![service("Cisco Tomcat", "STARTED", ""), service("Cisco DirSync", "STOPPED", reason)],
            services_whole: true,
            primary,
            ..Node::default()
        }];
    }

    #[test]
    fn users_are_synchronised_by_the_publisher_or_by_nobody() {
        const OFF: &str = "Service Not Activated";
        const HALTED: &str = "Component is not running";
        expect(
            &CHECK,
            &[
                (|e| dir_sync(e, Some(true), OFF, Some(true)), &["service-stopped~Service Activation"]),
                (|e| dir_sync(e, Some(false), OFF, Some(true)), &["pass"]),
                (|e| dir_sync(e, None, OFF, Some(true)), &["pass"]),
                (|e| dir_sync(e, Some(true), OFF, None), &["pass"]),
                (|e| dir_sync(e, Some(true), HALTED, Some(true)), &["service-stopped~utils service start"]),
                (|e| dir_sync(e, Some(true), HALTED, None), &["service-stopped"]),
                (|e| dir_sync(e, Some(true), HALTED, Some(false)), &["pass"]),
            ],
        );
    }
}
