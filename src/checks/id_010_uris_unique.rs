//! ID-010: a directory URI is an address too: two people cannot have one.

use super::people::{by_system, items, people};
use crate::check::{Check, Outcome, Severity, Verdict, fail, pass};
use crate::evidence::Evidence;
use crate::evidence::identity::{Comparison, System};

pub(super) static CHECK: Check = Check {
    code: "ID-010",
    title: "directory URIs are unique",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-010.md"),
    run,
};

fn run(evidence: &Evidence) -> Vec<Outcome> {
    by_system(evidence, ("directory URIs", "no export has directory URIs"), |identity| &identity.duplicate_uris, judge)
}

fn judge(system: System, comparison: &Comparison) -> Verdict {
    let count = comparison.differences.len();
    if count == 0 {
        return pass(format!("{} different URIs", comparison.compared)).into();
    }
    let message = format!("{} not the only one with their directory URI, case ignored", people(count));
    fail("directory-uri-conflict", message.clone())
        // Presence has them from call manager.
        .fault("directory URIs")
        .summary(format!("Several users have one directory URI: {count} in {}", system.name()))
        .items(items(&comparison.differences))
        .affected(count as u64)
        .fix("Correct the attribute that feeds the directory URI (mail or msRTCSIP-PrimaryUserAddress), then synchronise")
        .into()
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::evidence::identity::{Class, Identity, InSystem};

    #[test]
    fn conflicts_are_judged_in_each_system() {
        let of = |found| {
            let duplicate_uris = vec![InSystem { system: System::CallManager, comparison: comparison(found) }];
            told(&run(&evidence(Identity { duplicate_uris, ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        assert_eq!(of(vec![difference(Class::DuplicateUri, "a")])[0].1, "directory-uri-conflict");
    }
}
