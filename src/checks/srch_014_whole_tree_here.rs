//! SRCH-014: behind a reference may stand people whom the nodes do not find.

use std::collections::BTreeMap;

use super::at::{At, per_search};
use super::base_and_filter::{base_name, unfinished};
use super::referral::{branch_of, server_of};
use crate::case::Case;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::Base;
use crate::ldap::dn::{self, Dn};

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
    // Several servers may hold the same branch.
    let mut elsewhere: BTreeMap<String, &String> = BTreeMap::new();
    let branches = matched.end.referrals.iter().filter_map(|url| Some((branch_of(url)?, url)));
    for (branch, url) in branches.filter(|(branch, _)| !holds_no_people(branch, &search.base)) {
        elsewhere.entry(branch).or_insert(url);
    }
    let covered = elsewhere.keys().filter(|branch| of_another_agreement(at.case, base_name(&at), branch)).count();
    elsewhere.retain(|branch, _| !of_another_agreement(at.case, base_name(&at), branch));
    match elsewhere.first_key_value() {
        Some((branch, url)) => Ok(refers(&elsewhere, branch, url, search.active_directory).into()),
        None if covered > 0 => Ok(pass("what other servers hold has an agreement of its own").into()),
        None => Ok(pass("no branch with people is kept elsewhere").into()),
    }
}

/// Partitions of Active Directory for its own use, and whatever else this server names among its contexts and so holds.
fn holds_no_people(branch: &str, base: &Base) -> bool {
    let Ok(branch) = dn::parse(branch) else { return false };
    let own = base.naming_contexts.iter().filter_map(|context| dn::parse(context).ok());
    let is_for_itself = |(kind, value): &(String, String)| {
        let of = |name: &str| value.eq_ignore_ascii_case(name);
        match kind.to_ascii_lowercase().as_str() {
            "dc" => of("DomainDnsZones") || of("ForestDnsZones"),
            "cn" => of("Configuration") || of("Schema"),
            _ => false,
        }
    };
    own.into_iter().any(|context| branch.same_as(&context))
        || branch.parts.first().is_some_and(|first| first.values.iter().any(is_for_itself))
}

/// Whether another base than this one reaches into the branch.
fn of_another_agreement(case: &Case<'_>, base: &str, branch: &str) -> bool {
    let Ok(branch) = dn::parse(branch) else { return false };
    let of_axl = case.deployment.iter().flat_map(|deployment| deployment.axl.seen()).flat_map(|axl| &axl.agreements);
    let asked = case.asked.search.iter().chain(&case.asked.further_searches).map(|search| search.base.as_str());
    let bases = asked.chain(of_axl.filter_map(|agreement| agreement.base.as_deref()));
    let mut others = bases.filter(|other| *other != base).filter_map(|other| dn::parse(other).ok());
    let above = |other: &Dn| dn::parse(base).is_ok_and(|base| base.is_within(other));
    others.any(|other| other.is_within(&branch) || (branch.is_within(&other) && !above(&other)))
}

fn refers(elsewhere: &BTreeMap<String, &String>, branch: &str, url: &str, active_directory: bool) -> Finding {
    let more = match elsewhere.len() {
        1 => String::new(),
        several => format!(" (and for {} more)", several - 1),
    };
    let server = server_of(url).map_or_else(|| url.to_owned(), |server| server.to_string());
    let message = format!(
        "this server refers to {server} for {branch}{more}: the nodes may not follow, and then find nobody there"
    );
    let finding = fail(CauseCode::BaseElsewhere, message.clone())
        .fault(format!("references {}", elsewhere.keys().cloned().collect::<Vec<_>>().join("; ")))
        .summary(format!("A part of the tree below the search base is kept elsewhere: {message}"))
        .refuted_if(&["nobody in that part of the tree is to use voice or presence"])
        .fact("references", elsewhere.values().map(|url| url.as_str()).collect::<Vec<_>>().join("; "))
        .fix(format!(
            "If people of {branch} are to log in: give them an agreement of their own, with that base and a server that holds it"
        ));
    let finding = match active_directory {
        true => finding.fix(
            "For their logins use the Global Catalog ports 3268 and 3269 under System > LDAP > LDAP Authentication, with a base above all domains",
        ),
        false => finding.fix(
            "For their logins name servers under System > LDAP > LDAP Authentication that hold the whole tree",
        ),
    };
    finding.fix("If nobody there is: narrow the base to the part that this server holds, or accept this finding (`ucdoctor accept`)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample::{at, expect, plain};
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
}
