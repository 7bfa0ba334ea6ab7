//! SRCH-005: computers are users in Active Directory, so they are synchronised and show in the contact search.

use std::collections::HashSet;

use super::appliances::authentication;
use super::at::{At, per_search};
use super::base_and_filter::{base_name, count_of, items, people, proposed};
use super::people::users;
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Difference};
use crate::evidence::search::{Matched, Sample, Search};

/// Accounts that only look like services or tests are guesses: from one in so many they are worth a word.
const WORTH_A_WORD: u64 = 50;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch005,
    stage: Stage::Search,
    title: "the search filter matches enabled people only",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-005.md"),
    run: |case| per_search(case, people_only),
};

fn people_only(at: At<'_>) -> Judged {
    let (search, matched) = at.somebody()?;
    let looks = "accounts that look like services or tests";
    let many = matched.service_like.count * WORTH_A_WORD >= matched.entries;
    if matched.unwanted() == 0 && (matched.service_like.count == 0 || !many) {
        let proof = pass(people(matched.entries));
        return Ok(match matched.service_like.count {
            0 => proof,
            n => proof.fact(looks, n).fact("for example", examples(&matched.service_like)),
        }
        .into());
    }
    let found = unwanted(matched);
    let named: Vec<String> = found.iter().map(|(sample, one, many, _)| count_of(sample.count, one, many)).collect();
    let closed = closed_users(&at, matched);
    let who = if closed > 0 { format!("; {} of call manager cannot log in", users(closed)) } else { String::new() };
    let named = named.join(", ");
    let message = format!("{}: {named}{who}", count_of(matched.entries, "entry matches", "entries match"));
    let summary = format!("The search finds more than enabled people: {named}{who}");
    let mut finding = fail(CauseCode::FilterTooWide, message).fault("filter").summary(summary);
    if closed > 0 {
        finding = finding.breaks(&[Feature::ContactSearch, Feature::Login]).affected(closed);
    }
    for (sample, _, many, class) in &found {
        finding = finding.fact(many, sample.count).fact(&format!("{many}, for example"), examples(sample));
        finding = finding.items(items(sample, class));
    }
    Ok(with_fixes(finding, &at, (search, matched)).into())
}

fn with_fixes(finding: Finding, at: &At<'_>, (search, matched): (&Search, &Matched)) -> Finding {
    let mut finding = proposed(finding, search, base_name(at));
    if matched.others.count == matched.entries {
        finding = finding.fix(
            "If they are people: let the manager account read their attributes, objectClass and the user ID before all",
        );
    }
    if matched.disabled.count > 0 {
        finding = finding.fix("Of the disabled accounts, enable those of people who stay");
    }
    if matched.service_like.count > 0 {
        finding = finding.fix(
            "Keep accounts of services and tests in an OU outside the search base, or select people by a group: (memberOf=…)",
        );
    }
    if search.proposal.is_some() || matched.service_like.count > 0 {
        finding = finding
            .fix("Set the same filter as BaseFilter of the clients, or their contact search shows them all the same");
    }
    finding
}

/// Users of call manager among the disabled accounts: whoever logs in by the directory is refused (ID-014).
fn closed_users(at: &At<'_>, matched: &Matched) -> u64 {
    if authentication(at.case) == Some(false) {
        return 0;
    }
    let disabled: HashSet<&str> = matched.disabled.dns.iter().map(String::as_str).collect();
    let closed = at.case.identity.iter().flat_map(|identity| &identity.closed).flat_map(|all| &all.differences);
    let is_listed = |found: &&Difference| {
        found.class == Class::Disabled && found.dn.as_deref().is_some_and(|dn| disabled.contains(dn))
    };
    closed.filter(is_listed).count() as u64
}

type Kind<'a> = (&'a Sample, &'static str, &'static str, &'static str);

fn unwanted(matched: &Matched) -> Vec<Kind<'_>> {
    let kinds = [
        (&matched.computers, "computer", "computers", "computer"),
        (&matched.contacts, "contact", "contacts", "contact"),
        (&matched.others, "entry that is no person", "entries that are no people", "no-person"),
        (&matched.disabled, "disabled account", "disabled accounts", "disabled"),
        (
            &matched.service_like,
            "account that looks like a service or a test",
            "accounts that look like services or tests",
            "service-like",
        ),
    ];
    kinds.into_iter().filter(|(sample, ..)| sample.count > 0).collect()
}

fn examples(sample: &Sample) -> String {
    sample.dns.iter().take(3).cloned().collect::<Vec<_>>().join("; ")
}
