//! SRCH-008: the synchronisation leaves out who has no last name, and trips over a mail address that two have.

use super::at::{At, per_search};
use super::base_and_filter::{capitalised, items, people};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch008,
    stage: Stage::Search,
    title: "everybody has a last name, and nobody shares a mail address",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-008.md"),
    run: |case| per_search(case, last_name_and_mail),
};

fn last_name_and_mail(at: At<'_>) -> Judged {
    let (_, matched) = at.somebody()?;
    let (nameless, shared) = (&matched.without_last_name, &matched.duplicate_mail);
    if nameless.count + shared.count == 0 {
        return Ok(pass("sn is filled, mail is unique").into());
    }
    if nameless.count > 0 && nameless.count == matched.people() && shared.count == 0 {
        return Err(Skip::Blocked(CheckCode::Srch011));
    }
    let mut words = Vec::new();
    if nameless.count > 0 {
        words.push(format!("{} without a last name (sn)", people(nameless.count)));
    }
    if shared.count > 0 {
        words.push(format!("{} with a mail address that somebody else has", people(shared.count)));
    }
    let mut finding = fail(CauseCode::AttributeMissing, words.join(", "))
        .fault("names")
        .summary(capitalised(&words.join(", ")))
        .fact("without_last_name", nameless.count)
        .fact("duplicate_mail", shared.count)
        .affected(nameless.count + shared.count)
        .items(items(nameless, "no-last-name"))
        .items(items(shared, "duplicate-mail"));
    if nameless.count > 0 {
        finding = finding.fix("Fill the last name (sn) of the people listed: without it nobody is synchronised");
    }
    if shared.count > 0 {
        finding = finding.fix("Give each person listed a mail address of their own");
    }
    Ok(finding.into())
}
