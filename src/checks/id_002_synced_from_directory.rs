//! ID-002: whom the synchronisation leaves out, it leaves out silently.

use super::id_001_same_id_in_directory::why_not;
use super::people::{Meaning, by_class, identity};
use crate::check::{Check, Outcome, Severity, Skip};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Identity};

pub(super) static CHECK: Check = Check {
    code: "ID-002",
    title: "every person in base and filter is in call manager",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-002.md"),
    run,
};

fn run(evidence: &Evidence) -> Vec<Outcome> {
    let compared = |identity: &Identity| -> Result<Comparison, Skip> {
        identity.in_call_manager.clone().ok_or_else(|| why_not(evidence, identity))
    };
    let compared = identity(evidence).and_then(compared);
    let passed = |comparison: &Comparison| format!("{} people found", comparison.compared);
    let summary = |_, told: &str| format!("People of the directory are not in call manager: {told}");
    by_class("directory x call-manager", compared.as_ref().map_err(Clone::clone), passed, meaning, summary)
}

fn meaning(class: Class, count: usize) -> Option<Meaning> {
    let (verb, fix) = match class {
        // That is how it should be.
        Class::Disabled => return None,
        Class::NoLastName => (
            "no surname (sn), which call manager needs",
            "Fill sn in the directory, then synchronise; only the DirSync log tells",
        ),
        Class::NoUserId => {
            ("no value in the user-ID attribute", "Fill the attribute, or exclude these entries by the filter")
        }
        Class::DuplicateMail => (
            "the mail address of somebody else, and of several only one is taken",
            "Give each account its own mail address, or none, then synchronise",
        ),
        Class::DuplicateId => {
            ("the user ID of somebody else", "Make the user IDs unique, or use userPrincipalName as user ID")
        }
        Class::IllegalId => (
            "a user ID with characters that are not supported",
            "Use A-Z a-z 0-9 . - _ ~ in user IDs, then synchronise",
        ),
        _ => ("no visible reason to be left out", "Start a synchronisation, and look at the DirSync log for their IDs"),
    };
    let who = if count == 1 { "1 person has".to_owned() } else { format!("{count} people have") };
    Some(Meaning { cause: "not-in-call-manager", message: format!("{who} {verb}"), fix: vec![fix.to_owned()] })
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;

    #[test]
    fn disabled_accounts_are_rightly_absent() {
        let of = |classes: &[Class]| {
            let all = classes.iter().map(|&class| difference(class, "x")).collect();
            told(&run(&evidence(Identity { in_call_manager: Some(comparison(all)), ..Identity::default() })))
        };
        assert_eq!(of(&[Class::Disabled])[0].1, "pass");
        let both = of(&[Class::Disabled, Class::NoLastName]);
        assert_eq!(both, [("no-last-name".to_owned(), "not-in-call-manager".to_owned())]);
    }
}
