//! All outcomes of one check, and why some of them, or all, were not judged.

use crate::check::Stage;
use crate::report::{OutcomeEntry, OutcomeVerdict};

/// All outcomes of one check.
pub(super) struct CheckGroup<'a> {
    /// The stage of the check.
    pub(super) stage: Stage,
    /// The check's code.
    pub(super) code: &'a str,
    /// One per subject, at least one.
    pub(super) outcomes: Vec<&'a OutcomeEntry>,
}

/// Why something did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NotRun<'a> {
    /// The failure of this check stands in the way.
    Blocked(&'a str),
    /// For this reason.
    Skipped(&'a str),
}

/// Why no subject of a check was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap<'a> {
    /// One reason for all.
    For(NotRun<'a>),
    /// One reason for some, another for others; they are told together at the end of the stage.
    Mixed,
}

impl<'a> CheckGroup<'a> {
    pub(super) fn gap(&self) -> Option<Gap<'a>> {
        match self.not_run() {
            Some(reason) => Some(Gap::For(reason)),
            None => self.outcomes.iter().all(|outcome| not_run(outcome).is_some()).then_some(Gap::Mixed),
        }
    }

    /// Why no subject of this check was judged, if it is one reason for all.
    pub(super) fn not_run(&self) -> Option<NotRun<'a>> {
        let first = self.outcomes.first().and_then(|outcome| not_run(outcome))?;
        self.outcomes.iter().all(|outcome| not_run(outcome) == Some(first)).then_some(first)
    }

    pub(super) fn with(&self, verdict: OutcomeVerdict) -> Vec<&'a OutcomeEntry> {
        self.outcomes.iter().copied().filter(|outcome| outcome.verdict == verdict).collect()
    }

    /// The one that needs attention first.
    pub(super) fn verdict(&self) -> OutcomeVerdict {
        [OutcomeVerdict::Fail, OutcomeVerdict::Warn, OutcomeVerdict::Pass, OutcomeVerdict::Blocked]
            .into_iter()
            .find(|verdict| self.outcomes.iter().any(|outcome| outcome.verdict == *verdict))
            .unwrap_or(OutcomeVerdict::Skipped)
    }

    pub(super) fn title(&self) -> &'a str {
        self.outcomes.first().map_or("", |outcome| &*outcome.title)
    }
}

/// Why it was not judged; none where it was.
pub(super) fn not_run(outcome: &OutcomeEntry) -> Option<NotRun<'_>> {
    match outcome.verdict {
        OutcomeVerdict::Blocked => Some(NotRun::Blocked(outcome.blocked_by.as_deref().unwrap_or(&outcome.message))),
        OutcomeVerdict::Skipped => Some(NotRun::Skipped(&outcome.message)),
        OutcomeVerdict::Pass | OutcomeVerdict::Warn | OutcomeVerdict::Fail => None,
    }
}

impl NotRun<'_> {
    /// "blocked by NET-002", "skipped: no manager account is configured".
    pub(super) fn words(self) -> String {
        match self {
            Self::Blocked(check) => format!("blocked by {check}"),
            Self::Skipped(reason) => format!("skipped: {reason}"),
        }
    }

    pub(super) fn verdict(self) -> OutcomeVerdict {
        match self {
            Self::Blocked(_) => OutcomeVerdict::Blocked,
            Self::Skipped(_) => OutcomeVerdict::Skipped,
        }
    }
}
