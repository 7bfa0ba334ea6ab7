//! ID-003: two users with one ID are one user to the next system.

use super::people::{One, items, people, unique};
use crate::case::Case;
use crate::check::{Check, Outcome, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Difference, InSystem, System};
use crate::identity::is_shortened;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id003,
    stage: Stage::Identity,
    title: "user IDs are unique in each system",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-003.md"),
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    unique(case, ("user IDs", "no export of users is given"), |all| &all.duplicate_ids, follows, judge)
}

/// Where the directory itself finds several, USER-001 tells.
fn follows(one: &One<'_>, _: &Difference) -> Option<Skip> {
    one.found_live().filter(|found| *found > 1).map(|_| Skip::Blocked(CheckCode::User001))
}

fn judge(InSystem { system, comparison }: &InSystem) -> Verdict {
    let shortened = |found: &&Difference| found.call_manager_id.as_deref().is_some_and(is_shortened);
    let (shortened, found): (Vec<&Difference>, Vec<&Difference>) = comparison.differences.iter().partition(shortened);
    let found: Vec<Difference> = found.into_iter().cloned().collect();
    let count = found.len();
    if let ([one, ..], 0) = (shortened.as_slice(), count) {
        return Verdict::Skip(Skip::Undecided(format!(
            "{} IDs were shortened by a spreadsheet, as {}: which of them are one cannot be told; export again, and give the file \
             as it was exported",
            shortened.len(),
            one.call_manager_id.as_deref().unwrap_or_default()
        )));
    }
    if count == 0 {
        return pass(format!("{} different IDs", comparison.compared)).into();
    }
    let message = match count {
        2 => "2 users share one ID, case ignored".to_owned(),
        count => format!("{} not the only one with their ID, case ignored", people(count)),
    };
    let steps: &[&str] = match system {
        System::CallManager => &["Delete or rename one of each pair in call manager: presence ignores case"],
        System::Directory => &["Make the attribute unique inside the search base, or use userPrincipalName as user ID"],
        // Call manager has these people once: to delete them there would delete their only account.
        System::Presence => &[
            "Look which cluster the second row is from: `utils users validate all` on its nodes, and Home Cluster under User Management > End User of each call manager; it may be ticked on one of them only",
            "Where the person does not belong, untick Home Cluster and \"Enable User for Unified CM IM and Presence\", let the sync agent run, and tick them again where the person belongs",
            "If the row stays, restart Cisco Sync Agent on the presence publisher, then run `utils users validate all` again",
        ],
    };
    let finding = fail(CauseCode::DuplicateUserId, message.clone())
        .fault(system.name())
        .summary(format!("{}: {message}", system.name()))
        .items(items(&found))
        .affected(count as u64);
    steps.iter().fold(finding, |finding, step| finding.fix(*step)).into()
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::{Class, Identity};

    #[test]
    fn each_system_is_judged_alone() {
        let twice = vec![difference(Class::DuplicateId, "JDoe"), difference(Class::DuplicateId, "jdoe")];
        let duplicate_ids = vec![
            InSystem { system: System::CallManager, comparison: comparison(Vec::new()) },
            InSystem { system: System::Presence, comparison: comparison(twice) },
        ];
        let outcomes = told(&run(&CHECK, &evidence(Identity { duplicate_ids, ..Identity::default() })));
        let expected = [("call-manager", "pass"), ("presence", "duplicate-user-id")];
        assert_eq!(outcomes, expected.map(|(subject, word)| (subject.to_owned(), word.to_owned())));
    }

    #[test]
    fn numbers_that_a_spreadsheet_shortened_are_not_one() {
        let of = |ids: &[&str]| {
            let twice = ids.iter().map(|id| difference(Class::DuplicateId, id)).collect();
            let duplicate_ids = vec![InSystem { system: System::CallManager, comparison: comparison(twice) }];
            told(&run(&CHECK, &evidence(Identity { duplicate_ids, ..Identity::default() })))[0].1.clone()
        };
        assert!(of(&["4.18E+11", "4.18E+11"]).starts_with("Undecided"));
        assert_eq!(of(&["4.18E+11", "4.18E+11", "jdoe", "JDoe"]), "duplicate-user-id");
    }
}
