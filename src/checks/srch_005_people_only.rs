//! SRCH-005: computers are users in Active Directory, so they are synchronised and show in the contact search.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, count_of, items, people, proposed};
use crate::check::{Check, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::{Matched, Sample};

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
    let message = format!("{}: {}", count_of(matched.entries, "entry matches", "entries match"), named.join(", "));
    let summary = format!("The search finds more than enabled people: {}", named.join(", "));
    let mut finding = fail(CauseCode::FilterTooWide, message).fault("filter").summary(summary);
    for (sample, _, many, class) in &found {
        finding = finding.fact(many, sample.count).fact(&format!("{many}, for example"), examples(sample));
        finding = finding.items(items(sample, class));
    }
    finding = proposed(finding, search, base_name(&at));
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
    Ok(finding
        .fix("Set the same filter as BaseFilter of the clients, or their contact search shows them all the same")
        .into())
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
