//! ID-002: whom the synchronisation leaves out, it leaves out silently.

use super::id_001_same_id_in_directory::why_not;
use super::people::{Meaning, PeopleCheck, identity, left_out, strangers};
use crate::case::Case;
use crate::check::{Check, Owner, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, InSystem, System};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id002,
    stage: Stage::Identity,
    title: "every person in base and filter is in call manager",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-002.md"),
    run: |case| PEOPLE.run(case),
};

/// So many, and a fifth of all, are left out by one reason.
const MANY: u64 = 25;

static PEOPLE: PeopleCheck = PeopleCheck {
    // USER-004 tells.
    everybody_only: true,
    compared: |case, identity| match &identity.in_call_manager {
        // The other way round: the exports are not of one site, which ID-001 tells.
        Some(_) if strangers::in_directory(identity) => Err(Skip::Blocked(CheckCode::Id001)),
        Some(all) => Ok(all),
        None => Err(why_not(case, identity)),
    },
    passed: |all| format!("{} people found", all.compared),
    meaning,
    after_search: |_| true,
    summary: |_, _, told| format!("People of the directory are not in call manager: {told}"),
    // Whom nothing in the directory keeps out, only a synchronisation is late.
    owner: |_, class| (class == Class::NotSynced).then_some(Owner::CallManager),
    last: |_, finding| {
        // Of the two who share an ID the directory's duplicates tell, with what to do.
        if finding.cause == CauseCode::DuplicateUserId {
            finding.fault = System::Directory.name().into();
            finding.summary = None;
        }
    },
    gaps: &[System::CallManager, System::Directory],
    ..PeopleCheck::of("directory x call-manager")
};

fn meaning(case: &Case<'_>, class: Class, count: usize) -> Option<Meaning> {
    let (verb, fix) = left_out(class)?;
    let who = if count == 1 { "1 person has".to_owned() } else { format!("{count} people have") };
    let in_directory = |found: &InSystem| found.system == System::Directory && !found.comparison.differences.is_empty();
    let twice = identity(case).is_ok_and(|identity| identity.duplicate_ids.iter().any(in_directory));
    if class == Class::DuplicateId && twice {
        let message = format!("{who} {verb}");
        return Some(Meaning { cause: CauseCode::DuplicateUserId, message, fix: Vec::new() });
    }
    let mut steps = vec![fix.into()];
    let compared = identity(case).ok().and_then(|identity| identity.in_call_manager.as_ref());
    let are_many = count as u64 >= MANY && compared.is_some_and(|all| count as u64 * 5 >= all.compared);
    if class == Class::NotSynced && are_many {
        steps.insert(0, "Compare base and filter with those of call manager (System > LDAP > LDAP Directory): so many are left out together by a narrower one, or are at home on another cluster".into());
    }
    Some(Meaning { cause: CauseCode::NotInCallManager, message: format!("{who} {verb}"), fix: steps })
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::check::Verdict;
    use crate::checks::sample::run;
    use crate::evidence::identity::Identity;

    #[test]
    fn where_many_are_left_out_base_and_filter_are_compared_first() {
        for (count, first) in [(30, "Compare base and filter"), (5, "Start a synchronisation")] {
            let all = (0..count).map(|n| difference(Class::NotSynced, &format!("r{n}"))).collect();
            let identity = Identity { in_call_manager: Some(comparison(all)), ..Identity::default() };
            let outcomes = run(&CHECK, &evidence(identity));
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
            assert!(finding.fix[0].starts_with(first), "{count}: {:?}", finding.fix);
        }
    }

    #[test]
    fn disabled_accounts_are_rightly_absent() {
        let of = |classes: &[Class]| {
            let all = classes.iter().map(|&class| difference(class, "x")).collect();
            told(&run(&CHECK, &evidence(Identity { in_call_manager: Some(comparison(all)), ..Identity::default() })))
        };
        assert_eq!(of(&[Class::Disabled])[0].1, "pass");
        let both = of(&[Class::Disabled, Class::NoLastName]);
        let owner = |class| {
            let in_call_manager = Some(comparison(vec![difference(class, "kmoll")]));
            match &run(&CHECK, &evidence(Identity { in_call_manager, ..Identity::default() }))[0].verdict {
                Verdict::Fail(finding) => finding.owner,
                other => unreachable!("{other:?}"),
            }
        };
        assert_eq!((owner(Class::NotSynced), owner(Class::NoLastName)), (Some(Owner::CallManager), None));
        assert_eq!(both, [("no-last-name".to_owned(), "not-in-call-manager".to_owned())]);
    }
}
