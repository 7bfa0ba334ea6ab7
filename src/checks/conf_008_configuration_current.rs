//! CONF-008: what is checked should be what call manager uses.

use super::appliances::{
    CONFIGURED, deployment, listed, not_asked, only_in, other_ports, outcome, same_name, search, untold,
};
use super::stored_settings;
use crate::case::Case;
use crate::check::{Check, FaultKey, Judged, Outcome, Owner, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::deployment::{Axl, Deployment, HostList};
use crate::ldap::filter;
use crate::versions::Version;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf008,
    stage: Stage::Deployment,
    title: "what call manager says and what the configuration says agree",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-008.md"),
    run,
};

/// Call manager says nothing that can be compared.
const NOTHING: &str = "call manager names nothing that the configuration names too";

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let deployment = match deployment(case) {
        Ok(deployment) => deployment,
        Err(skip) => return vec![outcome("call-manager", Err(skip))],
    };
    let mut all = Vec::new();
    match &deployment.axl {
        Observed::Seen(axl) => all.extend(settings(case, deployment, axl)),
        Observed::NotAsked(_) | Observed::Blocked(_) => {}
        Observed::Failed(_) | Observed::Cut => all.push(outcome("call-manager", Err(untold(case, NOTHING)))),
    }
    all.extend(stored_settings::against_configuration(case, deployment));
    let configured = deployment.configured();
    if !configured.hosts.is_empty() {
        let lists = deployment.lists();
        let theirs = lists.iter().filter(|list| list.node.starts_with("call-manager"));
        all.extend(
            theirs.map(|list| outcome(format!("{} and {CONFIGURED}", list.node), same_hosts(case, list, &configured))),
        );
    }
    if all.is_empty() {
        let reason =
            "call manager was not asked (call_manager.axl), and its LDAP hosts are not given (call_manager.ldap_hosts)";
        all.push(outcome("call-manager", not_asked(reason)));
    }
    all
}

/// What both name.
fn settings(case: &Case<'_>, deployment: &Deployment, axl: &Axl) -> Vec<Outcome> {
    let configured = &deployment.call_manager;
    let said = |yes: bool| if yes { "on" } else { "off" };
    // What call manager told itself is no word of the configuration.
    let search = search(case).filter(|_| !case.asked.search_told);
    let text = |text: &Option<&str>| text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let base = text(&search.map(|search| search.base.as_str()));
    let filter = text(&search.map(|search| search.filter.as_str()));
    let user_id = deployment.user_id.clone().filter(|name| !name.trim().is_empty());
    let manager = case.asked.bind.as_ref().map(|bind| bind.name.clone());
    let bases = || axl.agreements.iter().filter_map(|a| a.base.clone()).chain(axl.base.clone());
    let filters = axl.agreements.iter().filter_map(|agreement| agreement.filter.clone());
    let managers = axl.agreements.iter().filter_map(|a| a.manager.clone()).chain(axl.manager.clone());
    let old = deployment.ldap_hosts.iter().find(|list| list.node == "call-manager");
    let mut all = vec![
        compare("version", configured.version.clone(), axl.version.clone(), same_version),
        compare(
            "LDAP authentication",
            configured.ldap_authentication.map(|yes| said(yes).to_owned()),
            axl.authentication.map(|yes| said(yes).to_owned()),
            |one, other| Some(one == other),
        ),
        compare(
            "LDAP synchronisation",
            configured.ldap_synchronization.map(|yes| said(yes).to_owned()),
            axl.synchronization.map(|yes| said(yes).to_owned()),
            |one, other| Some(one == other),
        ),
        compare("user-ID attribute", user_id, axl.user_id.clone(), |one, other| Some(one.eq_ignore_ascii_case(other))),
        compare("search base", base, bases(), same_name),
        compare("filter", filter, filters, same_filter),
        compare("manager account", manager, managers, same_name),
    ];
    if let Some(old) = old.filter(|_| !axl.hosts.is_empty()) {
        let live = HostList { node: "call manager itself".to_owned(), hosts: axl.hosts.clone() };
        all.push(Some(outcome("call-manager LDAP hosts", same_hosts(case, &live, old))));
    }
    let all: Vec<Outcome> = all.into_iter().flatten().collect();
    if all.is_empty() { vec![outcome("call-manager", Err(untold(case, NOTHING)))] } else { all }
}

/// One setting; none when one of the two does not say it, or nothing comparable. It agrees when one of call manager's
/// values does.
pub(super) fn compare(
    what: &str,
    configured: Option<String>,
    theirs: impl IntoIterator<Item = String>,
    same: fn(&str, &str) -> Option<bool>,
) -> Option<Outcome> {
    let configured = configured?;
    let mut others: Vec<String> = Vec::new();
    let mut agrees = None;
    for value in theirs {
        if let Some(same) = same(&configured, &value) {
            agrees = Some(agrees == Some(true) || same);
            if !others.contains(&value) {
                others.push(value);
            }
        }
    }
    let others = others.join("; ");
    let judged: Judged = if agrees? {
        Ok(pass(configured).into())
    } else {
        Ok(fail(CauseCode::SettingsContradict, format!("the configuration says {configured}, call manager says {others}"))
            .fault(format!("configured {what}"))
            .summary(format!("This configuration says {what} {configured}, call manager says {others}: what was checked is not what it uses"))
            .owner(Owner::Ucdoctor)
            .fix(format!("Correct the {what} in the configuration and check again; or correct call manager, if the configuration is what is meant"))
            .into())
    };
    Some(outcome(format!("call-manager {what}"), judged))
}

fn same_hosts(case: &Case<'_>, list: &HostList, configured: &HostList) -> Judged {
    let (extra, lacking) = (only_in(case, list, configured), only_in(case, configured, list));
    let ports = other_ports(case, list, configured);
    let mut wrong = Vec::new();
    if !extra.is_empty() {
        wrong.push(format!("{} has {}, which {} does not have", list.node, listed(&extra), configured.node));
    }
    if !lacking.is_empty() {
        wrong.push(format!("{} does not have {}", list.node, listed(&lacking)));
    }
    wrong.extend(ports);
    if wrong.is_empty() {
        return Ok(pass(format!("{} hosts", list.hosts.len())).into());
    }
    let message = wrong.join("; ");
    Ok(fail(CauseCode::SettingsContradict, &message)
        .fault(FaultKey::ConfiguredHosts)
        .summary(format!("The directory servers of the configuration are not those call manager uses: {message}"))
        .owner(Owner::Ucdoctor)
        .fix("List under directory.servers what call manager uses, in its order and with its ports, and check again")
        .fix("If the configuration is what is meant, correct System > LDAP > LDAP Authentication")
        .into())
}

/// As far as both go: a release number, or the whole.
fn same_version(one: &str, other: &str) -> Option<bool> {
    let (one, other) = (Version::parse(one)?, Version::parse(other)?);
    let same = |one: Option<u32>, other: Option<u32>| one.zip(other).is_none_or(|(one, other)| one == other);
    Some(one.major == other.major && same(one.minor, other.minor) && same(one.maintenance, other.maintenance))
}

fn same_filter(one: &str, other: &str) -> Option<bool> {
    let plain = |text: &str| filter::parse(text).map_or_else(|_| text.trim().to_owned(), |parsed| parsed.to_string());
    Some(plain(one).eq_ignore_ascii_case(&plain(other)))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{fits, list, settled};
    use crate::checks::sample::expect;
    use crate::evidence::deployment::{Agreement, Axl};
    use crate::evidence::{Evidence, Observed};

    fn says(evidence: &mut Evidence, axl: Axl) {
        settled(evidence).axl = Observed::Seen(axl);
    }

    fn agreement(base: &str, filter: &str) -> Agreement {
        Agreement { base: Some(base.into()), filter: Some(filter.into()), ..Agreement::default() }
    }

    #[test]
    fn what_both_say_is_compared() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~nothing is given"]),
                (fits, &["pass~2 hosts"]),
                (|e| settled(e).ldap_hosts.clear(), &["not asked~call_manager.axl"]),
                (|e| says(e, Axl { version: Some("14.0.1.12900-161".into()), ..Axl::default() }), &["pass", "pass"]),
                (
                    |e| {
                        says(
                            e,
                            Axl {
                                version: Some("12.5.1.10000-1".into()),
                                authentication: Some(false),
                                synchronization: Some(true),
                                ..Axl::default()
                            },
                        )
                    },
                    &[
                        "settings-contradict~12.5.1",
                        "settings-contradict~says on, call manager says off",
                        "pass",
                        "pass",
                    ],
                ),
                (
                    |e| {
                        says(
                            e,
                            Axl {
                                user_id: Some("mail".into()),
                                base: Some("dc=corp, dc=example".into()),
                                ..Axl::default()
                            },
                        )
                    },
                    &["settings-contradict~sAMAccountName~mail", "settings-contradict~OU=People", "pass"],
                ),
                (
                    |e| {
                        let agreements = vec![
                            agreement("dc=x", "(a=b)"),
                            agreement("ou=people,dc=corp,dc=example", "(&(objectClass=user)(x=y))"),
                        ];
                        says(e, Axl { agreements, ..Axl::default() });
                        e.asked.search.as_mut().unwrap().filter = "(&  (objectclass=USER) (x=y))".into();
                    },
                    &["pass", "pass", "pass"],
                ),
                (
                    |e| {
                        says(e, Axl { agreements: vec![agreement("dc=x", "(a=b)")], ..Axl::default() });
                        e.asked.search.as_mut().unwrap().filter = "(a=c)".into();
                    },
                    &["settings-contradict", "settings-contradict~(a=c)~(a=b)", "pass"],
                ),
                (
                    |e| says(e, Axl { manager: Some("cn=other,dc=corp".into()), ..Axl::default() }),
                    // The configured account is a user principal name: not comparable.
                    &["not asked~names nothing", "pass"],
                ),
                (
                    |e| says(e, Axl { hosts: list("", &["dc3.corp.example:636:t"]).hosts, ..Axl::default() }),
                    &[
                        "settings-contradict~call manager itself has dc3",
                        "settings-contradict~does not have dc1.corp.example, dc2.corp.example",
                    ],
                ),
                (|e| settled(e).axl = Observed::Cut, &["undecided", "pass"]),
            ],
        );
    }
}
