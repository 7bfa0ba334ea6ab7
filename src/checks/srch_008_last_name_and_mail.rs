//! SRCH-008: the synchronisation leaves out who has no last name, and trips over a mail address that two have.

use super::at::{At, per_search};
use super::base_and_filter::{capitalised, items, people};
use super::people::{Meaning, PeopleCheck, users};
use crate::case::Case;
use crate::check::{Check, Judged, Outcome, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Difference, System};
use crate::evidence::search::Matched;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch008,
    stage: Stage::Search,
    title: "everybody has a last name, and nobody shares a mail address",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-008.md"),
    run,
};

/// Of exports: the users whom call manager has. Of whom it does not have, ID-002 tells.
static PEOPLE: PeopleCheck = PeopleCheck {
    compared: |_, identity| {
        let none = || Skip::NotAsked("no exports are compared".to_owned());
        let all = identity.passed_over.as_ref().ok_or_else(none)?;
        // One part of the export shows last names, and another does not.
        match all.undecided.len() as u64 {
            0 => Ok(all),
            open => Err(Skip::Undecided(format!(
                "the export of the directory shows no last name (sn) of {}, whom call manager has with one: export sn of everybody",
                users(open)
            ))),
        }
    },
    passed: |all| {
        let who = users(all.compared);
        format!("{who}, of whom nobody is shown without a last name or with the mail address of somebody else")
    },
    meaning: |_, class, count| Some(of_users(class, count)),
    summary: |_, _, told| format!("The next synchronisation passes over users of call manager: {told}"),
    of_one,
    last: |_, finding| finding.fault = "names".into(),
    ..PeopleCheck::of("exports")
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let outcomes = per_search(case, |at| last_name_and_mail(case, at));
    let of_exports = case.identity.as_ref().is_some_and(|identity| identity.passed_over.is_some());
    if outcomes.is_empty() && of_exports { PEOPLE.run(case) } else { outcomes }
}

fn of_users(class: Class, count: usize) -> Meaning {
    let who = users(count as u64);
    let (message, fix) = match class {
        Class::NoLastName => (
            format!("{who} without a last name (sn) in the directory, which call manager needs"),
            "Fill the last name (sn) of the people listed, before the next synchronisation makes them inactive",
        ),
        _ => (
            format!("{who} with a new mail address in the directory, which somebody else has too"),
            "Give each person listed a mail address of their own",
        ),
    };
    Meaning { cause: CauseCode::AttributeMissing, message, fix: vec![fix.into()] }
}

fn of_one(found: &Difference) -> String {
    let whose = found.directory_id.as_deref().unwrap_or_default();
    match found.class {
        Class::NoLastName => format!("{whose} has no last name (sn) in the directory, and is inactive soon"),
        _ => format!("{whose} has a mail address in the directory that somebody else has too"),
    }
}

/// A mail address that is the user ID, and that two have: where IDs are compared, ID-003 tells.
fn is_shared_id(case: &Case<'_>, attribute: &str, matched: &Matched) -> bool {
    let compared = case.identity.iter().flat_map(|identity| &identity.duplicate_ids);
    let mut compared = compared.into_iter();
    let alone = matched.duplicate_user_id.as_ref().is_some_and(|shared| shared.count > 0);
    attribute.eq_ignore_ascii_case("mail") && (alone || compared.any(|found| found.system == System::Directory))
}

fn last_name_and_mail(case: &Case<'_>, at: At<'_>) -> Judged {
    let (search, matched) = at.somebody()?;
    let nobody = Default::default();
    let shared = if is_shared_id(case, &search.user_id, matched) { &nobody } else { &matched.duplicate_mail };
    let nameless = &matched.without_last_name;
    if nameless.count + shared.count == 0 {
        return Ok(pass("sn is filled, mail is unique").into());
    }
    if matched.nobody_has_a_last_name() && shared.count == 0 {
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
        finding = finding.fix("Fill the last name (sn) of the people listed: without it nobody is synchronised, and whom call manager has already becomes inactive and is deleted a day or more later");
    }
    if shared.count > 0 {
        finding = finding.fix("Give each person listed a mail address of their own");
    }
    Ok(finding.into())
}
