//! ID-011: another base or filter, tried before call manager tries it.

use super::at;
use super::base_and_filter::result;
use super::people::{gaps, identity, items, outcome, people as people_are, users};
use crate::case::Case;
use crate::check::{Check, Judged, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::identity::{Live, WhatIf};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id011,
    stage: Stage::Identity,
    title: "the base and filter tried keep every active user",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-011.md"),
    run: |evidence| vec![outcome("base and filter tried", judge(evidence).unwrap_or_else(Verdict::Skip))],
};

/// What makes a loss no mistake.
pub(super) const MEANT_TO_GO: &[&str] = &["everybody listed is meant to go"];
/// The next action where somebody is lost.
pub(super) const DO_NOT_SAVE: &str =
    "Do not save this base or filter in call manager before everybody listed is meant to go";

/// The trial, when there was one; ID-012 asks too.
pub(super) fn trial<'c>(case: &'c Case<'_>) -> Result<&'c WhatIf, Skip> {
    let reason = "no other filter or base is tried (--what-if-filter, --what-if-base)";
    let trial = case.identity.as_ref().and_then(|identity| identity.what_if.as_ref());
    let identity = case.identity.as_ref();
    let is_read = identity.is_some_and(|identity| identity.rows.directory.is_some());
    let tries = identity.and_then(|identity| identity.live.as_ref()).filter(|live| live.tries);
    trial.ok_or_else(|| match tries {
        Some(live) if is_read => not_to_its_end(live),
        Some(_) => at::unread(case),
        None => Skip::NotAsked(reason.to_owned()),
    })
}

/// Whoever did not come may be matched all the same.
fn not_to_its_end(live: &Live) -> Skip {
    let how = match &live.tried_end {
        Some(Observed::Seen(end)) if end.code != 0 => format!("the directory ended it by {}", result(end)),
        Some(Observed::Seen(end)) if end.lost().is_some() => "a page was lost on the way".to_owned(),
        Some(Observed::Failed(failure)) => failure.fault.to_string(),
        _ => "raise --deadline".to_owned(),
    };
    Skip::Undecided(format!("the search with the base and filter tried did not come to its end: {how}"))
}

/// What the export does not show leaves open whom the trial matches.
pub(super) fn untold(trial: &WhatIf) -> Skip {
    let people = usize::try_from(trial.undecided.max(trial.untold)).unwrap_or(usize::MAX);
    gaps::told(
        &format!("whether {} matched by the base and filter tried cannot be told", people_are(people)),
        &trial.gaps,
    )
}

fn judge(case: &Case<'_>) -> Judged {
    let trial = trial(case)?;
    identity(case)?;
    let added = match trial.added.as_slice() {
        [] => "nobody is added".to_owned(),
        [_] => "1 person is added".to_owned(),
        many => format!("{} people are added", many.len()),
    };
    if trial.inactive.is_empty() && (trial.undecided > 0 || trial.untold > 0) {
        return Err(untold(trial));
    }
    if trial.inactive.is_empty() {
        let mut proof = pass(format!("{} matched; {added}", users(trial.matched)));
        proof.items = items(&trial.added).collect();
        return Ok(proof.into());
    }
    let lost = trial.inactive.len();
    let message = format!("{lost} of {} become inactive; {added}", users(trial.active));
    let mut finding = fail(CauseCode::InactiveUser, message.clone());
    if trial.undecided > 0 {
        finding = finding.fact("cannot be told", trial.undecided);
    }
    let finding = finding
        .fault("base and filter tried")
        .refuted_if(MEANT_TO_GO)
        .summary(format!("With the base and filter tried, {message}"))
        .items(items(trial.inactive.iter().chain(&trial.added)))
        .affected(lost as u64)
        .fact("base", &trial.base)
        .fact("filter", &trial.filter)
        .fix(DO_NOT_SAVE);
    Ok(finding.into())
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::{Class, Identity};

    #[test]
    fn a_trial_that_loses_somebody_warns() {
        let of = |inactive| {
            let what_if = Some(WhatIf { matched: 9, matched_now: 9, active: 9, inactive, ..WhatIf::default() });
            told(&run(&CHECK, &evidence(Identity { what_if, ..Identity::default() })))[0].1.clone()
        };
        assert_eq!(of(Vec::new()), "pass");
        assert_eq!(of(vec![difference(Class::BecomesInactive, "a")]), "inactive-user");
        assert!(told(&run(&CHECK, &evidence(Identity::default())))[0].1.contains("what-if"));
    }
}
