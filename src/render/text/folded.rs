//! What needs no attention, in few lines: how many checks of each stage passed, and why others did not run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::flow::{Flow, Paint};
use super::group::CheckGroup;
use super::{Style, marks};
use crate::check::Stage;
use crate::render::words;
use crate::report::{OutcomeEntry, OutcomeVerdict, Report};

/// Reasons that are told; `-v` has all.
const REASONS: usize = 3;

/// "✓ Network 4, ✗ TLS 1 of 13": each stage with its worst verdict and how many of its checks passed.
pub(super) fn write_stages(
    stages: &[(Stage, Vec<CheckGroup<'_>>)],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut flow = Flow::new(style);
    for (nth, (stage, checks)) in stages.iter().enumerate() {
        let count = |verdict| checks.iter().filter(|check| check.verdict() == verdict).count();
        let failed = count(OutcomeVerdict::Fail) + count(OutcomeVerdict::Warn);
        let passed = count(OutcomeVerdict::Pass);
        let worst = [OutcomeVerdict::Fail, OutcomeVerdict::Warn, OutcomeVerdict::Pass]
            .into_iter()
            .find(|&verdict| count(verdict) > 0)
            .unwrap_or(OutcomeVerdict::Skipped);
        let (mark, paint) = marks::mark(worst, style);
        let name = words::stage(*stage);
        let figures = match (failed, passed) {
            (0, 0) => format!("{name} not checked"),
            (0, passed) => format!("{name} {passed}"),
            (failed, passed) => format!("{name} {failed} of {}", failed + passed),
        };
        let end = if nth + 1 == stages.len() { "" } else { "," };
        flow = flow.atom(mark.trim_start(), paint).glue(&format!(" {figures}{end}"));
    }
    flow.write(style, 0, out)
}

/// Why checks, or some of their subjects, did not run: the reasons that concern most of them first.
pub(super) fn write_not_checked(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for outcome in report.outcomes.iter().filter(|outcome| not_run(outcome)) {
        reasons.entry(&outcome.message).or_default().insert(&outcome.check);
    }
    let all: BTreeSet<&str> = reasons.values().flatten().copied().collect();
    if all.is_empty() {
        return Ok(());
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, checks)| (std::cmp::Reverse(checks.len()), *reason));
    let (mark, paint) = marks::mark(OutcomeVerdict::Skipped, style);
    let count = format!("{} not checked, or not everywhere:", all.len());
    let mut flow = Flow::new(style).lead(mark.trim_start(), paint).lead(" ", Paint::Plain).words(&count, Paint::Faint);
    for (nth, (reason, checks)) in reasons.iter().take(REASONS).enumerate() {
        let end = if nth + 1 == reasons.len().min(REASONS) { "" } else { ";" };
        // Between two reasons stands what may stand within one.
        let reason = reason.replace("; ", ", ");
        flow = flow.words(&format!("{reason} ({}){end}", checks.len()), Paint::Faint);
    }
    if reasons.len() > REASONS {
        flow = flow.glue(";").words("`-v` has every reason", Paint::Faint);
    }
    flow.write(style, 2, out)
}

fn not_run(outcome: &OutcomeEntry) -> bool {
    matches!(outcome.verdict, OutcomeVerdict::Blocked | OutcomeVerdict::Skipped)
}
