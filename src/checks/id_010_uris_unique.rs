//! ID-010: a directory URI is an address too: two people cannot have one.

use super::people::{items, people, unique, users};
use crate::case::Case;
use crate::check::{Check, Outcome, Severity, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::InSystem;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id010,
    stage: Stage::Identity,
    title: "directory URIs are unique",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-010.md"),
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    unique(case, ("directory URIs", "no export has directory URIs"), |all| &all.duplicate_uris, |_, _| None, judge)
}

fn judge(InSystem { comparison, .. }: &InSystem) -> Verdict {
    let count = comparison.differences.len();
    if count == 0 {
        return pass(format!("{} different URIs", comparison.compared)).into();
    }
    let have = if count == 1 { "has" } else { "have" };
    let message = format!("{} not the only one with their directory URI, case ignored", people(count));
    fail(CauseCode::DirectoryUriConflict, message.clone())
        // Presence has them from call manager.
        .fault("directory URIs")
        .summary(format!("Directory URIs are not unique, case ignored: {} {have} one that is somebody else's too", users(count as u64)))
        .items(items(&comparison.differences))
        .affected(count as u64)
        .fix("Correct the attribute that feeds the directory URI (mail or msRTCSIP-PrimaryUserAddress), then synchronise")
        .into()
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::{Class, Identity, System};

    #[test]
    fn conflicts_are_judged_in_each_system() {
        let of = |found| {
            let duplicate_uris = vec![InSystem { system: System::CallManager, comparison: comparison(found) }];
            told(&run(&CHECK, &evidence(Identity { duplicate_uris, ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        assert_eq!(of(vec![difference(Class::DuplicateUri, "a")])[0].1, "directory-uri-conflict");
    }
}
