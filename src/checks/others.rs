//! What is wrong with other people says nothing about the one whom `why` asks about.

use crate::check::{Outcome, Skip, Verdict};
use crate::code::CheckCode;
use crate::evidence::Evidence;

/// Checks that list people; of the one person the checks of the person tell.
const LISTS: [CheckCode; 4] = [CheckCode::Srch005, CheckCode::Srch008, CheckCode::Srch009, CheckCode::Srch011];

/// Takes back what a check of everybody found, when one person is asked about: `check` judges it.
pub(super) fn left_to_check(evidence: &Evidence, check: CheckCode, mut outcome: Outcome) -> Outcome {
    let asked = evidence.asked.person.is_some();
    if asked && matches!(outcome.verdict, Verdict::Fail(_)) && (LISTS.contains(&check) || has_an_id(evidence, check)) {
        outcome.verdict = Verdict::Skip(Skip::NotAsked("it is about others: `ucdoctor check` tells".to_owned()));
    }
    outcome
}

/// Who is found by the user ID has one: that others lack it keeps those others out.
fn has_an_id(evidence: &Evidence, check: CheckCode) -> bool {
    let people = evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref());
    check == CheckCode::Srch007 && people.filter_map(|person| person.found.seen()).any(|found| !found.is_empty())
}
