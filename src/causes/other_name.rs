//! Somebody typed another name of theirs in place of the user ID: where something is wrong with the person as well, that is
//! the fault, and the right name one more step.

use super::Judgement;
use crate::cause::Diagnosis;
use crate::check::{Severity, Verdict};
use crate::code::CauseCode;

/// What was typed goes with the worst fault of the person.
pub(super) fn join(diagnoses: &mut Vec<Diagnosis>, outcomes: &[Judgement]) {
    let by_name = |diagnosis: &Diagnosis| Some((own_id(diagnosis, outcomes)?, diagnosis.because.clone()));
    let Some(own) = diagnoses.iter().position(|diagnosis| by_name(diagnosis).is_some()) else { return };
    let is_of_person = |(place, diagnosis): (usize, &Diagnosis)| {
        place != own && diagnosis.severity == Severity::Error && diagnosis.affected_users == Some(1)
    };
    let Some(other) = diagnoses.iter().enumerate().position(is_of_person) else { return };
    let Some((id, because)) = diagnoses.get(own).and_then(by_name) else { return };
    if let Some(other) = diagnoses.get_mut(other) {
        other.because.extend(because);
        other.because.sort_unstable();
        other.fix.push(format!("Then log in as {id}: what was typed is no user ID").into());
    }
    diagnoses.remove(own);
}

/// The user ID of the one person who has what was typed otherwise.
fn own_id(diagnosis: &Diagnosis, outcomes: &[Judgement]) -> Option<String> {
    if diagnosis.cause.code != CauseCode::UserUnknown {
        return None;
    }
    let mut because = diagnosis.because.iter().filter_map(|&index| outcomes.get(index));
    because.find_map(|(_, outcome)| match &outcome.verdict {
        Verdict::Fail(finding) => finding.facts.get("suggestion").cloned(),
        _ => None,
    })
}
