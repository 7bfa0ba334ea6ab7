//! What stands in front of a line, and how it is painted.

use super::Style;
use super::flow::Paint;
use crate::report::{OutcomeVerdict, ReportVerdict};

/// The paint of the verdict's word.
pub(super) fn verdict(verdict: ReportVerdict) -> Paint {
    match verdict {
        ReportVerdict::Healthy => Paint::Good,
        ReportVerdict::Degraded | ReportVerdict::Inconclusive => Paint::Caution,
        ReportVerdict::Broken => Paint::Bad,
    }
}

/// The mark in front of a check, two columns wide without UTF-8 and one with it.
pub(super) fn mark(verdict: OutcomeVerdict, style: &Style) -> (&'static str, Paint) {
    let (unicode, ascii, paint) = match verdict {
        OutcomeVerdict::Pass => ("✓", "ok", Paint::Good),
        OutcomeVerdict::Warn => ("!", " !", Paint::Caution),
        OutcomeVerdict::Fail => ("✗", "!!", Paint::Bad),
        OutcomeVerdict::Blocked => ("·", "..", Paint::Faint),
        OutcomeVerdict::Skipped => ("–", "--", Paint::Faint),
    };
    (if style.unicode { unicode } else { ascii }, paint)
}

/// The words in front of a claim that is false: without it, the claim alone reads like a pass.
pub(super) fn word(verdict: OutcomeVerdict) -> Option<(&'static str, Paint)> {
    match verdict {
        OutcomeVerdict::Fail => Some(("FAIL, not true:", Paint::Bad)),
        OutcomeVerdict::Warn => Some(("WARN, not true:", Paint::Caution)),
        OutcomeVerdict::Pass | OutcomeVerdict::Blocked | OutcomeVerdict::Skipped => None,
    }
}
