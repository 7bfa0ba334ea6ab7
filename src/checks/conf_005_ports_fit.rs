//! CONF-005: the appliances speak plain LDAP or LDAPS, never StartTLS, and do not find out by themselves which one a
//! port speaks.

use super::appliances::{CONFIGURED, deployment, named, not_asked, outcome};
use crate::case::Case;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::deployment::LdapHost;
use crate::evidence::deployment::{Deployment, HostList};
use crate::evidence::result::wants_protection;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf005,
    stage: Stage::Deployment,
    title: "ports, TLS and schemes fit",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-005.md"),
    run,
};

/// Attributes that the Global Catalog usually lacks.
const NOT_IN_CATALOG: [&str; 3] = ["employeeNumber", "employeeID", "ipPhone"];

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let lists = deployment(case).and_then(|deployment| {
        let configured = Some(deployment.configured()).filter(|list| !list.hosts.is_empty());
        let lists: Vec<_> = deployment.lists().into_iter().map(|list| list.into_owned()).chain(configured).collect();
        if lists.is_empty() {
            not_asked("no LDAP hosts are given (ldap_hosts, directory.servers)")
        } else {
            Ok((deployment, lists))
        }
    });
    match lists {
        Ok((deployment, lists)) => lists.iter().flat_map(|list| of_list(case, deployment, list)).collect(),
        // What the nodes use was not given: what is looked at is known not to be it.
        Err(_) if case.asked.start_tls && case.vantages.iter().any(|place| !place.servers.is_empty()) => {
            vec![outcome(CONFIGURED, Ok(start_tls().into()))]
        }
        Err(skip) => vec![outcome("LDAP hosts", Err(skip))],
    }
}

/// One outcome for each thing that is wrong with a list, or one that says it is well.
fn of_list(case: &Case<'_>, deployment: &Deployment, list: &HostList) -> Vec<Outcome> {
    let mut found = Vec::new();
    let pick = |wrong: &dyn Fn(&LdapHost) -> bool| {
        let hosts: Vec<String> = list.hosts.iter().filter(|host| wrong(host)).map(named).collect();
        (!hosts.is_empty()).then(|| hosts.join(", "))
    };
    if list.node == CONFIGURED && deployment.start_tls {
        found.push(start_tls());
    }
    if let Some(hosts) = pick(&|host| host.tls == Some(true) && matches!(host.port, Some(389 | 3268))) {
        let message = format!("TLS on a port for plain LDAP: {hosts}");
        found.push(
            scheme(list, message).fix("Use port 636, or 3269 for the Global Catalog; the appliances do LDAPS only"),
        );
    }
    if let Some(hosts) = pick(&|host| host.tls == Some(false) && matches!(host.port, Some(636 | 3269))) {
        let message = format!("no TLS on a port for LDAPS: {hosts}");
        found.push(scheme(list, message).fix(
            "Tick \"Use TLS\" under LDAP Directory and LDAP Authentication, after the CA was uploaded to every node",
        ));
    }
    if list.node != CONFIGURED
        && let Some(hosts) = pick(&|host| host.tls == Some(false) && refused(case, host).is_some())
    {
        found.push(signing(case, list, &hosts));
    }
    if let Some(hosts) = pick(&|host| matches!(host.port, Some(3268 | 3269)))
        && let Some(attribute) = not_in_catalog(case, deployment)
    {
        found.push(catalog(list, &attribute, &hosts));
    }
    let judged = |verdict: Judged| outcome(list.node.as_str(), verdict);
    if found.is_empty() {
        return vec![judged(Ok(pass(format!("{} hosts", list.hosts.len())).into()))];
    }
    found.into_iter().map(|finding| judged(Ok(finding.into()))).collect()
}

fn owner(list: &HostList) -> Owner {
    match list.node.split('/').next() {
        Some("presence") => Owner::Presence,
        Some("call-manager") => Owner::CallManager,
        _ => Owner::Ucdoctor,
    }
}

fn scheme(list: &HostList, message: String) -> Finding {
    let summary = format!("{} asks for {message}", list.node);
    fail(CauseCode::SettingsContradict, &message).fault(message).summary(summary).owner(owner(list))
}

fn start_tls() -> Finding {
    fail(CauseCode::SettingsContradict, "start_tls = true, and the appliances do not do StartTLS")
        .fault("start-tls")
        .summary(
            "This configuration checks StartTLS, which the appliances do not do: that it works says nothing about them",
        )
        .owner(Owner::Ucdoctor)
        .refuted_if(&["these servers are looked at for something else than the appliances"])
        .fix("Configure what the nodes use: ldaps://… where \"Use TLS\" is ticked, else ldap://… without start_tls")
}

/// The same fault as BIND-004 finds, seen in the settings.
fn signing(case: &Case<'_>, list: &HostList, hosts: &str) -> Finding {
    let code = list.hosts.iter().find_map(|host| refused(case, host)).unwrap_or(8);
    fail(
        CauseCode::SigningRequired,
        format!("no TLS for {hosts}, which refuses simple binds without it (result {code})"),
    )
    .fault(format!("result {code}"))
    .owner(owner(list))
}

/// The code by which this machine was seen to refuse simple binds without TLS.
fn refused(case: &Case<'_>, host: &LdapHost) -> Option<u32> {
    let servers = case.vantages.iter().flat_map(|vantage| &vantage.servers);
    let mut endpoints = servers
        .filter(|server| case.named.same_machine(&server.url.host, &host.host))
        .flat_map(|server| &server.endpoints)
        .filter(|endpoint| endpoint.tls.seen().is_none());
    endpoints.find_map(|endpoint| endpoint.bind.seen().map(|answer| answer.code).filter(|code| wants_protection(*code)))
}

/// The user-ID attribute, when the Global Catalog may lack it and the search did not look.
fn not_in_catalog(evidence: &Evidence, deployment: &Deployment) -> Option<String> {
    let attribute = deployment.user_id_attribute()?;
    let usual = NOT_IN_CATALOG.iter().any(|name| name.eq_ignore_ascii_case(&attribute));
    let endpoints = evidence.vantages.iter().flat_map(|v| &v.servers).flat_map(|server| &server.endpoints);
    let mut searches = endpoints.filter_map(|endpoint| endpoint.search.seen());
    let looked = searches.any(|search| search.attribute(&attribute).is_some_and(|a| a.in_global_catalog.is_some()));
    (usual && !looked).then_some(attribute)
}

fn catalog(list: &HostList, attribute: &str, hosts: &str) -> Finding {
    fail(CauseCode::SettingsContradict, format!("{hosts} is a Global Catalog, which may lack {attribute}, the user-ID attribute"))
        .fault(format!("catalog {attribute}"))
        .summary(format!("The Global Catalog ({hosts}) may lack {attribute}, which becomes the user ID"))
        .owner(owner(list))
        .fix(format!("Look whether an entry read on that port has {attribute}; if not, use port 389 or 636 of a domain controller, or let the attribute be replicated"))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{fits, list, settled};
    use crate::checks::sample::{diagnosed, expect, plain, reject};
    use crate::evidence::Evidence;

    fn presence(evidence: &mut Evidence, hosts: &[&str]) {
        settled(evidence).ldap_hosts = vec![list("presence", hosts)];
    }

    fn user_id(evidence: &mut Evidence, attribute: &str) {
        evidence.deployment.as_mut().unwrap().user_id = Some(attribute.into());
    }

    #[test]
    fn ports_and_tls_contradict() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked"]),
                (|e| e.asked.start_tls = true, &["settings-contradict~do not do StartTLS"]),
                (fits, &["pass", "pass", "pass"]),
                (
                    |e| presence(e, &["dc1.corp.example:389:t"]),
                    &["settings-contradict~dc1.corp.example:389~636", "pass"],
                ),
                (
                    |e| presence(e, &["dc1.corp.example:3269:f"]),
                    &["settings-contradict~no TLS~dc1.corp.example:3269", "pass"],
                ),
                (
                    |e| presence(e, &["dc1.corp.example:3268:t"]),
                    &["settings-contradict~dc1.corp.example:3268~636", "pass"],
                ),
                (
                    |e| presence(e, &["dc1.corp.example:636:f"]),
                    &["settings-contradict~no TLS~dc1.corp.example:636", "pass"],
                ),
                (|e| presence(e, &["dc1.corp.example:10636:t", "dc1.corp.example"]), &["pass", "pass"]),
                (
                    |e| {
                        plain(e);
                        presence(e, &["dc1.corp.example:389:f"]);
                        e.deployment.as_mut().unwrap().start_tls = true;
                    },
                    &["pass", "settings-contradict~do not do StartTLS"],
                ),
                (
                    |e| {
                        plain(e);
                        presence(e, &["dc1.corp.example:389:f"]);
                        reject(e, 8, None);
                    },
                    &["signing-required~dc1.corp.example:389~result 8", "pass"],
                ),
                (
                    |e| {
                        presence(e, &["dc1.corp.example:3269:t"]);
                        user_id(e, "employeenumber");
                    },
                    &["settings-contradict~may lack employeenumber", "pass"],
                ),
                (|e| presence(e, &["dc1.corp.example:3269:t"]), &["pass", "pass"]),
            ],
        );
    }

    #[test]
    fn each_attribute_that_the_catalog_may_lack_is_told_on_each_of_its_ports() {
        for (attribute, lacks) in [("employeeNumber", true), ("employeeID", true), ("IPPHONE", true), ("mail", false)] {
            for (port, catalog) in [("3268:f", true), ("3269:t", true), ("636:t", false), ("389:f", false)] {
                let found = diagnosed(|e| {
                    presence(e, &[&format!("dc1.corp.example:{port}")]);
                    user_id(e, attribute);
                });
                assert_eq!(found.contains(&"settings-contradict"), lacks && catalog, "{attribute} {port}: {found:?}");
            }
        }
    }

    #[test]
    fn one_refusal_is_one_diagnosis() {
        let found = diagnosed(|e| {
            plain(e);
            presence(e, &["dc1.corp.example:389:f", "dc2.corp.example:389:f"]);
            reject(e, 8, None);
        });
        assert_eq!(found.iter().filter(|code| **code == "signing-required").count(), 1, "{found:?}");
    }
}
