//! ID-010: a directory URI is an address too: two people cannot have one.

use super::people::{One, identity, items, outcome, people, users};
use crate::case::Case;
use crate::check::{Check, Outcome, Severity, Skip, Stage, Verdict, fail, pass};
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
    match identity(case) {
        Err(skip) => vec![outcome("directory URIs", Verdict::Skip(skip))],
        Ok(identity) if identity.duplicate_uris.is_empty() => {
            let reason = "no export has directory URIs".to_owned();
            vec![outcome("directory URIs", Verdict::Skip(Skip::NotAsked(reason)))]
        }
        Ok(identity) => identity.duplicate_uris.iter().map(|found| judge(One::asked(case), found)).collect(),
    }
}

fn judge(one: Option<One<'_>>, found: &InSystem) -> Outcome {
    let InSystem { system, comparison } = found;
    let count = comparison.differences.len();
    let verdict = if let Some(skip) = one.and_then(|one| one.skips(CHECK.code, comparison)) {
        Verdict::Skip(skip)
    } else if count == 0 {
        pass(format!("{} different URIs", comparison.compared)).into()
    } else {
        let message = format!("{} not the only one with their directory URI, case ignored", people(count));
        fail(CauseCode::DirectoryUriConflict, message.clone())
            // Presence has them from call manager.
            .fault("directory URIs")
            .summary(format!("Directory URIs are not unique, case ignored: {} have one that is somebody else's too", users(count as u64)))
            .items(items(&comparison.differences))
            .affected(count as u64)
            .fix("Correct the attribute that feeds the directory URI (mail or msRTCSIP-PrimaryUserAddress), then synchronise")
            .into()
    };
    outcome(*system, verdict)
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
