//! ID-012: one match makes everybody else inactive; no match makes call manager skip the synchronisation.

use super::id_011_trial_keeps_users::{DO_NOT_SAVE, MEANT_TO_GO, trial, untold};
use super::people::{outcome, users};
use crate::case::Case;
use crate::check::{Check, Judged, Severity, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id012,
    stage: Stage::Identity,
    title: "the base and filter tried match more than a few",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-012.md"),
    run: |evidence| vec![outcome("base and filter tried", judge(evidence).unwrap_or_else(Verdict::Skip))],
};

fn judge(case: &Case<'_>) -> Judged {
    let trial = trial(case)?;
    let before = trial.matched_now.max(trial.active);
    // Less than half of those there are is a mistake until somebody says otherwise.
    if trial.matched > 0 && trial.matched * 2 >= before {
        return Ok(pass(format!("{} matched, {before} before", users(trial.matched))).into());
    }
    if trial.untold > 0 && (trial.matched + trial.untold) * 2 >= before {
        return Err(untold(trial));
    }
    let message = match trial.matched {
        told if trial.untold > 0 => format!(
            "at most {} of {before} are matched: everybody else becomes inactive, and is deleted a day later",
            told + trial.untold
        ),
        0 => "nobody is matched: call manager skips the synchronisation, and nobody new arrives".to_owned(),
        1 => format!(
            "ONE person is matched: all {} others become inactive, and are deleted a day later",
            before.saturating_sub(1)
        ),
        few => format!(
            "only {few} of {before} are matched: {} become inactive, and are deleted a day later",
            trial.inactive.len()
        ),
    };
    let mut finding = fail(CauseCode::InactiveUser, message.clone())
        .fault("base and filter tried")
        .refuted_if(MEANT_TO_GO)
        .summary(format!("The base and filter tried are wrong: {message}"))
        .fact("base", &trial.base)
        .fact("filter", &trial.filter);
    // Whom it would cost, ID-011 lists, with the same advice.
    finding = match trial.inactive.len() {
        0 => finding.fix("Do not save this base or filter in call manager"),
        lost => finding.affected(lost as u64).fix(DO_NOT_SAVE),
    };
    Ok(finding.into())
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::{Identity, WhatIf};

    #[test]
    fn almost_nobody_is_shouted() {
        for (matched, expected) in
            [(1661, "pass"), (900, "pass"), (800, "inactive-user"), (1, "inactive-user"), (0, "inactive-user")]
        {
            let what_if = Some(WhatIf { matched, matched_now: 1661, active: 1661, ..WhatIf::default() });
            let outcomes = told(&run(&CHECK, &evidence(Identity { what_if, ..Identity::default() })));
            assert_eq!(outcomes[0].1, expected, "{matched}");
        }
    }

    /// Whom the export leaves open may be matched: neither nobody nor one is said to be.
    #[test]
    fn whom_nothing_is_told_of_are_not_counted_out() {
        for (matched, untold, expected) in [(0, 4, "at most 4 of 20"), (1, 3, "at most 4 of 20"), (1, 0, "ONE person")]
        {
            let what_if = Some(WhatIf { matched, untold, matched_now: 20, active: 20, ..WhatIf::default() });
            let outcomes = run(&CHECK, &evidence(Identity { what_if, ..Identity::default() }));
            let verdict = format!("{:?}", outcomes[0].verdict);
            assert!(verdict.contains(&format!("message: \"{expected}")), "{verdict}");
        }
    }
}
