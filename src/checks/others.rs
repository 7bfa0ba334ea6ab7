//! What is wrong with other people says nothing about the one whom `why` asks about.

use crate::check::{Outcome, Skip, Verdict};
use crate::checks::person::nobody_has_an_id;
use crate::code::CheckCode;
use crate::evidence::Evidence;

/// Checks that list people; of the one person the checks of the person tell.
const LISTS: [CheckCode; 4] = [CheckCode::Srch005, CheckCode::Srch008, CheckCode::Srch009, CheckCode::Srch011];

/// Takes back what a check of everybody found, when one person is asked about: `check` judges it.
pub(super) fn left_to_check(evidence: &Evidence, check: CheckCode, mut outcome: Outcome) -> Outcome {
    let asked = evidence.asked.person.is_some();
    let of_list = LISTS.contains(&check) && !is_of_exports(evidence, check);
    if asked && matches!(outcome.verdict, Verdict::Fail(_)) && (of_list || is_of_some(evidence, check)) {
        outcome.verdict = Verdict::Skip(Skip::NotAsked("it is about others: `ucdoctor check` tells".to_owned()));
    }
    outcome
}

/// Of exports alone the comparison is that of the one person.
fn is_of_exports(evidence: &Evidence, check: CheckCode) -> bool {
    check == CheckCode::Srch008 && evidence.vantages.iter().all(|vantage| vantage.servers.is_empty())
}

/// That some lack a user ID keeps those out; only where nobody has one it is this person's reason too.
fn is_of_some(evidence: &Evidence, check: CheckCode) -> bool {
    let endpoints = evidence.vantages.iter().flat_map(|vantage| &vantage.servers).flat_map(|server| &server.endpoints);
    let mut matched = endpoints.filter_map(|endpoint| endpoint.search.seen()?.matched.as_ref());
    check == CheckCode::Srch007 && !matched.any(nobody_has_an_id)
}
