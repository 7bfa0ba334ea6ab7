//! The whole in one word, and the exit status.

use std::collections::BTreeSet;

use super::kept::{blockers, failures};
use super::{DiagnosisEntry, Judgement, Judging, ReportVerdict};
use crate::check::{Check, Severity, Skip, Stage, Verdict};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

/// What the verdict is made of.
pub(super) struct Counted<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) all: &'a [Judgement],
    pub(super) kept: &'a BTreeSet<usize>,
    /// Failures that do not count.
    pub(super) accepted: BTreeSet<usize>,
}

impl Counted<'_> {
    /// The one place that knows the exit status: a problem beats inconclusive, and nothing checked is never healthy.
    pub(super) fn verdict(&self, diagnoses: &[DiagnosisEntry], judging: &Judging) -> (ReportVerdict, u8) {
        // Neither says anything about the system that was looked at.
        let of_tool = [CauseCode::UcdoctorBug, CauseCode::ThisHostLimited];
        let bug = |diagnosis: &DiagnosisEntry| of_tool.iter().any(|code| diagnosis.code == code.name());
        let errors = diagnoses.iter().any(|d| d.severity == Severity::Error && d.accepted.is_none() && !bug(d));
        let warnings = self.kept().any(|(index, (check, outcome))| {
            let failed = matches!(outcome.verdict, Verdict::Fail(_)) && check.severity == Severity::Warning;
            failed && !self.accepted.contains(&index)
        });
        // What is read off the configuration alone says nothing of any system.
        let of_systems = |check: &Check| check.stage != Stage::Tool && check.code != CheckCode::Conf010;
        let executed = self.kept().any(|(_, (check, outcome))| {
            of_systems(check) && matches!(outcome.verdict, Verdict::Pass(_) | Verdict::Fail(_))
        });
        let cut = self.evidence.vantages.iter().any(|vantage| vantage.cut.is_some() || vantage.unreached.is_some());
        let inconclusive = self.undecided() || cut || !executed || diagnoses.iter().any(bug);
        if errors {
            (ReportVerdict::Broken, 1)
        } else if warnings && judging.fail_on_warning {
            (ReportVerdict::Degraded, 1)
        } else if inconclusive {
            (ReportVerdict::Inconclusive, 3)
        } else if warnings {
            (ReportVerdict::Degraded, 0)
        } else {
            (ReportVerdict::Healthy, 0)
        }
    }

    /// What only a warning blocks was not decided either; behind an error it makes no difference, and behind what is
    /// accepted it is part of that.
    fn undecided(&self) -> bool {
        let failures = failures(self.all);
        self.kept().any(|(_, (_, outcome))| match &outcome.verdict {
            Verdict::Skip(Skip::Undecided(_)) => true,
            Verdict::Skip(Skip::Blocked(_)) => {
                let blockers = blockers(&failures, outcome);
                blockers.is_empty() || blockers.iter().any(|index| !self.accepted.contains(index))
            }
            _ => false,
        })
    }

    fn kept(&self) -> impl Iterator<Item = (usize, &Judgement)> {
        self.kept.iter().filter_map(|&index| Some((index, self.all.get(index)?)))
    }
}
