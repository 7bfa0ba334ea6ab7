//! SRCH-014: behind a reference may stand people whom the nodes do not find.

use std::collections::{BTreeMap, BTreeSet};

use super::at::{At, everywhere, per_search};
use super::base_and_filter::unfinished;
use super::bind_005_manager_binds::is_of_another_tree;
use super::kept_elsewhere::{self, Branches};
use super::likewise::holds_another_tree;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::Search;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch014,
    stage: Stage::Search,
    title: "the server itself holds all that is below the base",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-014.md"),
    run: |case| per_search(case, holds_all),
};

fn holds_all(at: At<'_>) -> Judged {
    let (search, matched) = at.matched()?;
    if matched.end.code != 0 {
        return Err(Skip::Blocked(CheckCode::Srch006));
    }
    if matched.end.is_open() && matched.end.referrals.is_empty() {
        return Err(unfinished());
    }
    let Branches { elsewhere, covered, unnamed } = kept_elsewhere::branches(at, search, &matched.end);
    if matched.entries == 0 && !elsewhere.is_empty() && !matched.end.is_open() {
        // That nobody is found here is one fault, and told there with the branch.
        return Err(Skip::Blocked(CheckCode::Srch004));
    }
    match elsewhere.first_key_value() {
        Some((branch, url)) => Ok(refers(&elsewhere, branch, url, search.active_directory).into()),
        None if let Some(url) = unnamed => Err(Skip::Undecided(format!(
            "the server refers to {url}, and not for which branch: look whether people below the base are there"
        ))),
        None if let Some(finding) = held_by_no_other(at, search) => Ok(finding.into()),
        None if covered > 0 => Ok(pass("what other servers hold has an agreement of its own").into()),
        None => Ok(pass("no branch with people is kept elsewhere").into()),
    }
}

/// Configured servers that name what they hold, and not the base: nodes that come to them find nobody.
fn held_by_no_other(at: At<'_>, search: &Search) -> Option<Finding> {
    // No server but a Global Catalog has people at the root of everything.
    let base = search.base.dn.as_deref().filter(|base| !base.is_empty() || search.global_catalog)?;
    let strange = |other: &At<'_>| holds_another_tree(*other, base);
    // What the searched one does not name itself, as a proxy, the others need not name.
    if !search.global_catalog && strange(&at) {
        return None;
    }
    let told = |other: &At<'_>| !is_of_another_tree(*other);
    let found: Vec<At<'_>> = everywhere(at.case, at.vantage).filter(strange).filter(told).collect();
    let first = found.first()?;
    let holds = first.endpoint.ldap.seen()?.values("namingContexts").first()?;
    let names: BTreeSet<String> = found.iter().map(|other| other.server.url.authority()).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    let message = match base {
        "" => format!(
            "{names} is no Global Catalog, and the search base is empty: nodes that come to it find nobody there"
        ),
        base => format!("{names} holds {holds}, and not {base}: nodes that come to it find nobody there"),
    };
    let finding = fail(CauseCode::BaseElsewhere, message.clone())
        .fault(format!("no base on {names}"))
        .summary(format!("A configured server does not hold the search base: {message}"))
        .refuted_if(&["the server answers a search at this base, as a proxy or by a reference that the nodes follow"]);
    let catalog = "se the Global Catalog ports 3268 and 3269 on all of them";
    Some(match (base, search.active_directory) {
        ("", _) => {
            finding.fix(format!("U{catalog}")).fix(format!("Or take a search base that all of them hold, as {holds}"))
        }
        (base, active_directory) => {
            let words = format!("List servers that hold {base} in its place (LDAP Directory and LDAP Authentication)");
            let finding = finding.fix(words);
            let forest = active_directory.then(|| format!("Or u{catalog}, if they are of one forest"));
            forest.into_iter().fold(finding, Finding::fix)
        }
    })
}

fn refers(elsewhere: &BTreeMap<String, &String>, branch: &str, url: &str, active_directory: bool) -> Finding {
    let more = match elsewhere.len() {
        1 => String::new(),
        several => format!(" (and for {} more)", several - 1),
    };
    let server = kept_elsewhere::server(url);
    let message = format!(
        "this server refers to {server} for {branch}{more}: the nodes may not follow, and then find nobody there"
    );
    let finding = fail(CauseCode::BaseElsewhere, message.clone())
        .fault(format!("references {}", elsewhere.keys().cloned().collect::<Vec<_>>().join("; ")))
        .summary(format!("A part of the tree below the search base is kept elsewhere: {message}"))
        .refuted_if(&["nobody in that part of the tree is to use voice or presence"])
        .fact("references", elsewhere.values().map(|url| url.as_str()).collect::<Vec<_>>().join("; "))
        .fix(kept_elsewhere::agreement_for(branch));
    let finding = match active_directory {
        true => finding.fix(
            "For their logins use the Global Catalog ports 3268 and 3269 under System > LDAP > LDAP Authentication, with a base above all domains",
        ),
        false => finding.fix(
            "For their logins name servers under System > LDAP > LDAP Authentication that hold the whole tree",
        ),
    };
    let finding = match url.split("://").nth(1).is_some_and(|rest| !rest.starts_with('/')) && !active_directory {
        true => finding.fix(format!("Look whether that server answers: `ucdoctor check {server}`; a reference to one that is gone is to be removed from the directory")),
        false => finding,
    };
    finding.fix("If nobody there is: narrow the base to the part that this server holds, or accept this finding (`ucdoctor accept`)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample::{at, diagnosed, expect, plain};
    use crate::evidence::search::{Matched, Search};
    use crate::evidence::{AskedSearch, Evidence, Observed};

    /// A search that ends with these references.
    fn referred(e: &mut Evidence, base: &str, urls: &[&str]) {
        let asked = |base: &str| AskedSearch { base: base.to_owned(), ..AskedSearch::default() };
        e.asked.search = Some(asked(base));
        let mut search = Search { active_directory: true, filter: "(sn=*)".to_owned(), ..Search::default() };
        search.base.dn = Some(base.to_owned());
        search.base.naming_contexts = vec!["DC=lab,DC=example".to_owned(), "DC=tapi,DC=lab,DC=example".to_owned()];
        let mut matched = Matched { entries: 7, ..Matched::default() };
        matched.end.referrals = urls.iter().map(|&url| url.to_owned()).collect();
        search.matched = Some(matched);
        at(e, 0).search = Observed::Seen(search);
    }

    const HARMLESS: [&str; 4] = [
        "ldap://lab.example/CN=Configuration,DC=lab,DC=example",
        "ldap://DomainDnsZones.lab.example/DC=DomainDnsZones,DC=lab,DC=example",
        "ldap://ForestDnsZones.lab.example/DC=ForestDnsZones,DC=lab,DC=example",
        "ldap://tapi.lab.example/DC=tapi,DC=lab,DC=example",
    ];
    const CHILD: &str = "ldap://emea.lab.example/DC=emea,DC=lab,DC=example";

    #[test]
    fn a_branch_that_another_server_holds_is_told() {
        expect(
            &CHECK,
            &[
                (plain, &["not asked"]),
                (|e| referred(e, "DC=lab,DC=example", &[]), &["pass~no branch"]),
                (|e| referred(e, "DC=lab,DC=example", &HARMLESS), &["pass~no branch"]),
                (
                    |e| referred(e, "OU=Staff,DC=lab,DC=example", &["ldap://b.lab.example/"]),
                    &["undecided~ldap://b.lab.example/, and not for which branch"],
                ),
                (
                    |e| referred(e, "DC=lab,DC=example", &[HARMLESS[0], CHILD, HARMLESS[1]]),
                    &["base-elsewhere~ldap://emea.lab.example:389 for DC=emea,DC=lab,DC=example: the nodes~3268"],
                ),
                (
                    |e| {
                        referred(
                            e,
                            "OU=Staff,DC=lab,DC=example",
                            &["ldap://b/ou=B%20C,OU=Staff,DC=lab,DC=example??sub", CHILD],
                        )
                    },
                    &["base-elsewhere~(and for 1 more)"],
                ),
                (
                    |e| referred(e, "DC=lab,DC=example", &["ldap://dc1.corp.example/OU=Back,DC=lab,DC=example"]),
                    &["pass~no branch"],
                ),
                (
                    |e| referred(e, "DC=lab,DC=example", &["ldap://dc1.corp.example:1389/OU=Far,DC=lab,DC=example"]),
                    &["base-elsewhere~ldap://dc1.corp.example:1389 for OU=Far,DC=lab,DC=example"],
                ),
                (
                    |e| {
                        referred(e, "DC=lab,DC=example", &[CHILD]);
                        let base = "OU=Staff,DC=emea,DC=lab,DC=example".to_owned();
                        e.asked.further_searches = vec![AskedSearch { base, ..AskedSearch::default() }];
                    },
                    &["pass~agreement of its own"],
                ),
                (
                    |e| {
                        referred(e, "OU=Staff,DC=lab,DC=example", &["ldap://b/ou=B,OU=Staff,DC=lab,DC=example"]);
                        let base = "DC=lab,DC=example".to_owned();
                        e.asked.further_searches = vec![AskedSearch { base, ..AskedSearch::default() }];
                    },
                    &["base-elsewhere"],
                ),
            ],
        );
    }

    #[test]
    fn a_second_server_of_another_domain_finds_nobody() {
        let second = |e: &mut Evidence, url: &str, context: &str| {
            referred(e, "OU=Staff,DC=lab,DC=example", &[]);
            // The server that was searched.
            let contexts = |e: &mut Evidence, nth, context: &str| {
                let Observed::Seen(root) = &mut at(e, nth).ldap else { unreachable!("no root entry") };
                root.attributes.insert("namingContexts".into(), vec![context.into()]);
            };
            contexts(e, 0, "DC=lab,DC=example");
            contexts(e, 1, context);
            e.vantages[0].servers[1].url = url.parse().unwrap();
        };
        let found = |url: &str, context: &str| {
            let (url, context) = (url.to_owned(), context.to_owned());
            diagnosed(move |e| second(e, &url, &context))
        };
        assert_eq!(found("ldaps://dc2.corp.example", "DC=emea,DC=lab,DC=example"), ["base-elsewhere"]);
        assert_eq!(found("ldaps://dc2.corp.example:3269", "DC=emea,DC=lab,DC=example"), Vec::<String>::new());
        assert_eq!(found("ldaps://dc2.corp.example", "DC=LAB, DC=example"), Vec::<String>::new());
    }

    #[test]
    fn an_empty_base_needs_a_global_catalog_everywhere() {
        let found = |second: &'static str| {
            diagnosed(move |e| {
                referred(e, "", &[]);
                let Observed::Seen(search) = &mut at(e, 0).search else { unreachable!("just set") };
                search.global_catalog = true;
                e.vantages[0].servers[0].url = "ldaps://dc1.corp.example:3269".parse().unwrap();
                e.vantages[0].servers[1].url = second.parse().unwrap();
            })
        };
        assert_eq!(found("ldaps://dc2.corp.example"), ["base-elsewhere"]);
        assert_eq!(found("ldaps://dc2.corp.example:3269"), Vec::<String>::new());
    }

    #[test]
    fn where_nobody_is_found_it_is_one_fault() {
        let nobody = |e: &mut Evidence| {
            referred(e, "DC=lab,DC=example", &[HARMLESS[0], CHILD]);
            let Observed::Seen(search) = &mut at(e, 0).search else { unreachable!("just set") };
            search.matched = search.matched.take().map(|matched| Matched { entries: 0, ..matched });
        };
        expect(&CHECK, &[(nobody, &["blocked by SRCH-004"])]);
        assert_eq!(diagnosed(nobody), ["filter-matches-nobody"]);
        let mut evidence = crate::checks::sample::healthy();
        nobody(&mut evidence);
        let found = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
        let told = |step: &&crate::check::Step| step.words.contains("people of DC=emea,DC=lab,DC=example");
        assert_eq!(found[0].fix.iter().filter(told).count(), 1, "{:?}", found[0].fix);
    }
}
