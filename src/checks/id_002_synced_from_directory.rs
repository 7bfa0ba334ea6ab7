//! ID-002: whom the synchronisation leaves out, it leaves out silently.

use super::id_001_same_id_in_directory::why_not;
use super::people::{Comparing, Meaning, One, by_class, identity, left_out};
use crate::case::Case;
use crate::check::{Check, Outcome, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Comparison, Identity};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id002,
    stage: Stage::Identity,
    title: "every person in base and filter is in call manager",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-002.md"),
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    // Of one person, USER-004 tells: they cannot log in.
    if One::asked(case).is_some() {
        return Vec::new();
    }
    let of = Comparing { evidence: case, check: CHECK.code, subject: "directory x call-manager" };
    let compared = |identity: &Identity| -> Result<Comparison, Skip> {
        identity.in_call_manager.clone().ok_or_else(|| why_not(case, identity))
    };
    let compared = identity(case).and_then(compared);
    let passed = |comparison: &Comparison| format!("{} people found", comparison.compared);
    let summary = |_, told: &str| format!("People of the directory are not in call manager: {told}");
    by_class(of, compared.as_ref().map_err(Clone::clone), passed, meaning, summary)
}

fn meaning(class: Class, count: usize) -> Option<Meaning> {
    let (verb, fix) = left_out(class)?;
    let who = if count == 1 { "1 person has".to_owned() } else { format!("{count} people have") };
    Some(Meaning { cause: CauseCode::NotInCallManager, message: format!("{who} {verb}"), fix: vec![fix.to_owned()] })
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;

    #[test]
    fn disabled_accounts_are_rightly_absent() {
        let of = |classes: &[Class]| {
            let all = classes.iter().map(|&class| difference(class, "x")).collect();
            told(&run(&CHECK, &evidence(Identity { in_call_manager: Some(comparison(all)), ..Identity::default() })))
        };
        assert_eq!(of(&[Class::Disabled])[0].1, "pass");
        let both = of(&[Class::Disabled, Class::NoLastName]);
        assert_eq!(both, [("no-last-name".to_owned(), "not-in-call-manager".to_owned())]);
    }
}
