//! ID-005: an inactive user cannot log in, and is deleted a day or more later.

use super::appliances::untold;
use super::barriers::too_narrow;
use super::people::{Meaning, PeopleCheck, inactive, inactive_owner, people, users};
use crate::case::Case;
use crate::check::{Check, Outcome, Severity, Skip, Stage, Subject, Verdict};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Identity};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id005,
    stage: Stage::Identity,
    title: "no LDAP-backed user is inactive",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-005.md"),
    run,
};

static PEOPLE: PeopleCheck = PeopleCheck {
    // USER-005 tells.
    everybody_only: true,
    compared: |case, identity| identity.inactive.as_ref().ok_or_else(|| why_not(case, identity)),
    passed: |all| format!("{} active", users(all.compared)),
    meaning: |_, class, count| Some(meaning(class, count)),
    owner: |_, class| inactive_owner(class),
    after_search: |_| true,
    summary: |_, _, told| format!("Users are inactive in call manager, or about to be: {told}"),
    ..PeopleCheck::of("inactive users")
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let mut outcomes = PEOPLE.run(case);
    // Whom base and filter leave out with many others, SRCH-013 tells.
    if too_narrow(case).is_some() {
        let out: Subject = Class::OutOfScope.into();
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.about == out) {
            outcome.verdict = Verdict::Skip(Skip::Blocked(CheckCode::Srch013));
        }
    }
    outcomes
}

fn why_not(case: &Case<'_>, identity: &Identity) -> Skip {
    let reason = "no export tells who of call manager's users comes from LDAP and who is active (status, fkdirectorypluginconfig)";
    match identity.rows.call_manager {
        None => untold(case, reason),
        // ID-001 says so.
        Some(0) => Skip::NotAsked("the export of call manager's users holds nobody".to_owned()),
        Some(_) => Skip::NotAsked(reason.to_owned()),
    }
}

fn meaning(class: Class, count: usize) -> Meaning {
    let (how, fix) = inactive(class);
    Meaning { cause: CauseCode::InactiveUser, message: format!("{} {how}", people(count)), fix: vec![fix.into()] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::check::Owner;
    use crate::checks::sample::run;
    use crate::evidence::identity::Identity;

    #[test]
    fn where_they_went_is_told() {
        let of = |found| {
            told(&run(&CHECK, &evidence(Identity { inactive: Some(comparison(found)), ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        let moved = of(vec![difference(Class::OutOfScope, "a"), difference(Class::Gone, "b")]);
        let owner = |class| {
            let inactive = Some(comparison(vec![difference(class, "kmoll")]));
            match &run(&CHECK, &evidence(Identity { inactive, ..Identity::default() }))[0].verdict {
                Verdict::Fail(finding) => finding.owner,
                other => unreachable!("{other:?}"),
            }
        };
        assert_eq!((owner(Class::InScope), owner(Class::OutOfScope)), (Some(Owner::CallManager), None));
        assert_eq!(moved.iter().map(|told| told.0.as_str()).collect::<Vec<_>>(), ["gone", "out-of-scope"]);
    }
}
