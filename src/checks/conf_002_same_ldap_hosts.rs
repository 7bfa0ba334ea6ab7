//! CONF-002: presence keeps a copy of call manager's LDAP hosts, which can stay behind when a domain controller is
//! replaced (Cisco 220329: the two outputs of `ldapauthenticationhost` must be identical).

use super::appliances::{CONFIGURED, deployment, listed, not_asked, only_in, other_ports, outcome, refusing_nodes};
use super::stored_settings;
use crate::case::Case;
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::deployment::{Deployment, HostList};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf002,
    stage: Stage::Deployment,
    title: "the LDAP hosts of call manager and presence are the same",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/CONF-002.md"),
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let compared = deployment(case).and_then(|deployment| {
        let lists = deployment.lists();
        let configured = deployment.configured();
        let reference = match lists.iter().find(|list| list.node.starts_with("call-manager")) {
            Some(list) => list.as_ref(),
            None if lists.is_empty() => {
                return not_asked("no LDAP hosts are given (call_manager.ldap_hosts, presence.ldap_hosts)");
            }
            None if configured.hosts.is_empty() => {
                return not_asked("nothing to compare with: give call_manager.ldap_hosts or directory.servers");
            }
            None => &configured,
        };
        let others: Vec<_> = lists.iter().filter(|list| list.node != reference.node).collect();
        if others.is_empty() {
            return not_asked("the LDAP hosts of presence are not given (presence.ldap_hosts)");
        }
        let judged = |list: &HostList| {
            let subject = format!("{} and {}", list.node, reference.node);
            outcome(subject, compare(case, deployment, list, reference))
        };
        Ok(others.into_iter().map(|list| judged(list)).collect())
    });
    let copies = case.deployment.as_ref().map(stored_settings::copies).unwrap_or_default();
    let mut all = compared.unwrap_or_else(|skip| vec![outcome("call-manager and presence", Err(skip))]);
    let copies = of_one_copy(copies, &all);
    all.extend(copies);
    let untold = refusing_nodes(case);
    all.extend(untold.map(|node| outcome(format!("{node} and call-manager"), Err(Skip::Blocked(CheckCode::Conf012)))));
    all
}

/// What one node has kept of the hosts and of the logins is one copy that stayed behind.
fn of_one_copy(mut logins: Vec<Outcome>, hosts: &[Outcome]) -> Vec<Outcome> {
    let behind: Vec<&Finding> = hosts.iter().filter_map(failed).collect();
    for outcome in &mut logins {
        let Verdict::Fail(finding) = &mut outcome.verdict else { continue };
        let node = finding.facts.get("node");
        if let Some(same) = behind.iter().find(|hosts| node.is_some() && hosts.facts.get("node") == node) {
            finding.fault = same.fault.clone();
        }
    }
    logins
}

fn failed(outcome: &Outcome) -> Option<&Finding> {
    match &outcome.verdict {
        Verdict::Fail(finding) if finding.cause == CauseCode::LdapHostsDiffer => Some(finding),
        _ => None,
    }
}

fn compare(case: &Case<'_>, deployment: &Deployment, list: &HostList, reference: &HostList) -> Judged {
    let extra = only_in(case, list, reference);
    let lacking = only_in(case, reference, list);
    let ports = other_ports(case, list, reference);
    if !extra.is_empty() || !lacking.is_empty() {
        // The configuration tells who is behind; without it, the copy is.
        let configured = deployment.configured();
        let reference_is_behind = reference.node != CONFIGURED
            && !configured.hosts.is_empty()
            && only_in(case, list, &configured).is_empty()
            && !only_in(case, reference, &configured).is_empty();
        let (finding, node, stale) = if reference_is_behind {
            (behind(reference, list, &listed(&lacking), &listed(&extra)), reference, lacking)
        } else {
            (behind(list, reference, &listed(&extra), &listed(&lacking)), list, extra)
        };
        // The first host is tried first: while that one is in use, the others matter when it is down.
        let first_in_use = ports.is_empty() && node.hosts.first().is_some_and(|first| !stale.contains(&first));
        let finding = by_other_ports(finding, &ports);
        return Ok(if first_in_use { finding.breaks(&[]) } else { finding }.into());
    }
    if !ports.is_empty() {
        return Ok(fail(
            CauseCode::SettingsContradict,
            format!("the same hosts by another port: {}", ports.join("; ")),
        )
        .fault(format!("ports {}", ports.join("; ")).replace(&list.node, appliance(&list.node)))
        .summary(format!(
            "{} and {} reach the directory by different ports: {}",
            list.node,
            reference.node,
            ports.join("; ")
        ))
        .owner(owner(list))
        .breaks(&[Feature::Login])
        .fix(SAME_PORTS)
        .into());
    }
    Ok(pass(format!("{} hosts", list.hosts.len())).into())
}

const SAME_PORTS: &str =
    "Set the same port and the same TLS box for each host under LDAP Authentication, and let presence synchronise";

/// Beside other hosts, those that both have are reached by other ports.
fn by_other_ports(finding: Finding, ports: &[String]) -> Finding {
    if ports.is_empty() {
        return finding;
    }
    let message = format!("{}; by another port: {}", finding.message, ports.join("; "));
    Finding { message: message.clone(), ..finding }.summary(message).fix(SAME_PORTS)
}

/// `node` has hosts that the other does not use, and lacks others.
fn behind(node: &HostList, other: &HostList, stale: &str, lacking: &str) -> Finding {
    let (name, of) = (&node.node, &other.node);
    let message = match (stale, lacking) {
        ("", lacking) => format!("{name} lacks {lacking}, which {of} has"),
        (stale, "") => format!("{name} still has {stale}, which {of} does not have"),
        (stale, lacking) => format!("{name} still has {stale}, which {of} does not have, and lacks {lacking}"),
    };
    let mut finding = fail(CauseCode::LdapHostsDiffer, message.clone())
        .fault(format!("{}: {stale}; {lacking}", appliance(name)))
        .summary(message)
        .owner(owner(node))
        .fact("node", name)
        .fact("stale", stale)
        .fact("lacking", lacking);
    if node.node.starts_with("presence") {
        finding = finding
            .fix("On the presence publisher, look whether the copy is kept up to date: `run sql select syncstatus from epassyncagentcfg`")
            .fix("Restart Cisco Sync Agent there (Cisco UP Sync Agent up to 8.x), and wait until it reports Completed");
    } else {
        finding =
            finding.fix(format!("Set the hosts that are in use under System > LDAP > LDAP Authentication ({name})"));
    }
    finding.fix("Then compare again: `run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost` prints the same on every node")
}

/// Copies that differ alike are one fault of the appliance, not one of each node.
fn appliance(node: &str) -> &str {
    node.split('/').next().unwrap_or(node)
}

fn owner(node: &HostList) -> Owner {
    if node.node.starts_with("presence") { Owner::Presence } else { Owner::CallManager }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::cause::Feature;
    use crate::checks::appliances::tests::{fits, list, settled};
    use crate::checks::sample::{diagnosed, expect};
    use crate::code::CauseCode;
    use crate::evidence::Evidence;
    use crate::evidence::deployment::LdapSettings;

    fn lists(evidence: &mut Evidence, given: &[(&str, &[&str])]) {
        settled(evidence).ldap_hosts = given.iter().map(|(node, hosts)| list(node, hosts)).collect();
    }

    #[test]
    fn all_that_differs_is_told() {
        const OWN: &[&str] = &["gc1.corp.example:636:t", "gc2.corp.example:636:t"];
        const COPY: &[&str] = &["gc1.corp.example:389:f", "gc9.corp.example:636:t"];
        expect(
            &CHECK,
            &[(
                |e| lists(e, &[("call-manager", OWN), ("presence", COPY)]),
                &["ldap-hosts-differ~still has gc9.corp.example~by another port: gc1.corp.example: 389 without TLS"],
            )],
        );
        let breaks = |copy: &'static [&'static str]| {
            let mut evidence = crate::checks::sample::healthy();
            lists(&mut evidence, &[("call-manager", OWN), ("presence", copy)]);
            let found = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
            let found = found.iter().filter(|found| found.cause.code == CauseCode::LdapHostsDiffer);
            found.map(|found| found.breaks.contains(&Feature::Login)).collect::<Vec<_>>()
        };
        // The first host is the one that is in use, by the wrong port.
        assert_eq!(breaks(COPY), [true]);
        assert_eq!(breaks(&["gc1.corp.example:636:t", "gc9.corp.example:636:t"]), [false]);
    }

    #[test]
    fn hosts_and_logins_of_one_copy_are_one_fault() {
        let stored = |node: &str, base: &str| LdapSettings {
            node: node.into(),
            authentication: Some(true),
            manager: Some("CN=svc,DC=corp,DC=example".into()),
            bases: vec![base.into()],
        };
        let found = |behind: &str| {
            let behind = behind.to_owned();
            diagnosed(move |e| {
                let all = settled(e);
                all.ldap_hosts = vec![
                    list("call-manager", &["dc2.corp.example:636:t"]),
                    list("presence/im1", &["gc8.corp.example:636:t"]),
                    list("presence/im2", &["dc2.corp.example:636:t"]),
                ];
                all.ldap_settings =
                    vec![stored("call-manager", "DC=corp,DC=example"), stored(&behind, "OU=Old,DC=corp,DC=example")];
            })
        };
        for (behind, faults) in [("presence/im1", 1), ("presence/im2", 2)] {
            let found = found(behind);
            assert_eq!(found.iter().filter(|&&cause| cause == "ldap-hosts-differ").count(), faults, "{found:?}");
        }
    }

    #[test]
    fn the_stale_host_and_the_node_that_has_it_are_named() {
        const BOTH: &[&str] = &["dc1.corp.example:636:t", "dc2.corp.example:636:t"];
        const STALE: &[&str] = &["dc-old.corp.example:636:t", "dc2.corp.example:636:t"];
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~nothing is given"]),
                (fits, &["pass~2 hosts"]),
                (
                    |e| lists(e, &[("call-manager", BOTH), ("presence", STALE)]),
                    &["ldap-hosts-differ~presence still has dc-old.corp.example~lacks dc1.corp.example"],
                ),
                (
                    |e| lists(e, &[("call-manager", STALE), ("presence", BOTH)]),
                    &["ldap-hosts-differ~call-manager still has dc-old.corp.example"],
                ),
                (
                    |e| lists(e, &[("call-manager", BOTH), ("presence", BOTH), ("presence/imp2", &BOTH[..1])]),
                    &["pass", "ldap-hosts-differ~presence/imp2 lacks dc2.corp.example"],
                ),
                (
                    |e| lists(e, &[("presence", STALE)]),
                    &[
                        "ldap-hosts-differ~presence still has dc-old.corp.example, which directory.servers does not have",
                    ],
                ),
                (|e| lists(e, &[("presence", BOTH)]), &["pass"]),
                (|e| lists(e, &[("call-manager", BOTH)]), &["not asked~presence.ldap_hosts"]),
                (|e| lists(e, &[]), &["not asked~no LDAP hosts are given"]),
                (|e| lists(e, &[("call-manager", BOTH), ("presence", &["10.0.0.1:636:t", "DC2:636:t"])]), &["pass"]),
                (
                    |e| {
                        let presence = &["dc1.corp.example:389:f", "dc2.corp.example:636:t"];
                        lists(e, &[("call-manager", BOTH), ("presence", presence)]);
                    },
                    &[
                        "settings-contradict~dc1.corp.example: 389 without TLS on presence, 636 with TLS in call-manager",
                    ],
                ),
                // What does not say is no difference.
                (
                    |e| lists(e, &[("call-manager", BOTH), ("presence", &["dc1.corp.example", "dc2.corp.example"])]),
                    &["pass"],
                ),
            ],
        );
        const SECOND_STALE: &[&str] = &["dc1.corp.example:636:t", "dc-old.corp.example:636:t"];
        for (presence, login) in [(STALE, true), (SECOND_STALE, false), (&BOTH[..1], false)] {
            let mut evidence = crate::checks::sample::healthy();
            lists(&mut evidence, &[("call-manager", BOTH), ("presence", presence)]);
            let all = crate::checks::run(&evidence);
            let found = crate::causes::explain(&evidence, &all);
            let breaks: Vec<bool> = found.iter().map(|found| found.breaks.contains(&Feature::Login)).collect();
            assert_eq!(breaks, [login], "{presence:?}");
        }
        assert_eq!(diagnosed(|e| lists(e, &[("call-manager", BOTH), ("presence", STALE)])), ["ldap-hosts-differ"]);
        assert_eq!(diagnosed(|e| lists(e, &[("call-manager", STALE), ("presence", BOTH)])), ["ldap-hosts-differ"]);
    }
}
