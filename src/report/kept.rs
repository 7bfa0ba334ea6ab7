//! Which outcomes a report shows when it is about some stages only, and what stands in the way of what.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judgement, Judging};
use crate::cause::Diagnosis;
use crate::check::{Outcome, Skip, Stage, Verdict};
use crate::code::CheckCode;

/// What stays open first: a check that cannot decide, else a warning that keeps others from being made.
pub(super) fn open(kept: &[&Judgement]) -> Option<String> {
    let skips = || {
        kept.iter().filter_map(|(check, outcome)| match &outcome.verdict {
            Verdict::Skip(skip) => Some((check.code, skip)),
            _ => None,
        })
    };
    let undecided: Vec<(CheckCode, &String)> = skips()
        .filter_map(|(code, skip)| match skip {
            Skip::Undecided(reason) => Some((code, reason)),
            _ => None,
        })
        .collect();
    // What else about a certificate is open, is so for want of a store to judge it by.
    let first = undecided.iter().find(|(code, _)| *code == CheckCode::Tls004).or(undecided.first());
    let undecided = first.map(|(_, reason)| (*reason).clone());
    let blocked = skips().find_map(|(_, skip)| match skip {
        Skip::Blocked(code) => Some(format!("what {code} found keeps other checks from being made")),
        _ => None,
    });
    undecided.or(blocked)
}

/// The outcomes to report: those of the stages asked for, the failures that stand in their way, and each diagnosis
/// whole, with every failure it claims.
pub(super) fn kept(all: &[Judgement], diagnoses: &[Diagnosis], judging: &Judging) -> BTreeSet<usize> {
    let asked = |stage| judging.only.is_empty() || judging.only.contains(&stage) || stage == Stage::Tool;
    let mut kept: BTreeSet<usize> =
        all.iter().enumerate().filter(|(_, (check, _))| asked(check.stage)).map(|(index, _)| index).collect();
    if judging.only.is_empty() {
        return kept;
    }
    let failures = failures(all);
    loop {
        let blocked = kept.iter().filter_map(|&index| all.get(index));
        let mut more: BTreeSet<usize> = blocked.flat_map(|(_, outcome)| blockers(&failures, outcome)).collect();
        for diagnosis in diagnoses {
            if diagnosis.because.iter().any(|index| kept.contains(index)) {
                more.extend(&diagnosis.because);
            }
        }
        if more.is_subset(&kept) {
            return kept;
        }
        kept.extend(more);
    }
}

/// The failures of each check, as positions among all outcomes.
pub(super) type Failures<'a> = BTreeMap<CheckCode, Vec<(usize, &'a Outcome)>>;

pub(super) fn failures(all: &[Judgement]) -> Failures<'_> {
    let mut failures = Failures::new();
    for (index, (check, outcome)) in all.iter().enumerate() {
        if matches!(outcome.verdict, Verdict::Fail(_)) {
            failures.entry(check.code).or_default().push((index, outcome));
        }
    }
    failures
}

/// The failures that block an outcome, as one place at least saw both: at the same server, or else, as for a bind that
/// an earlier one prevented, anywhere.
pub(super) fn blockers(failures: &Failures<'_>, blocked: &Outcome) -> Vec<usize> {
    let Verdict::Skip(Skip::Blocked(code)) = &blocked.verdict else { return Vec::new() };
    let failures = failures
        .get(code)
        .into_iter()
        .flatten()
        .copied()
        .filter(|(_, failed)| failed.seen_from.overlap(&blocked.seen_from));
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        failures.partition(|(_, failed)| failed.about.server() == blocked.about.server());
    let nearest = if here.is_empty() { elsewhere } else { here };
    nearest.into_iter().map(|(index, _)| index).collect()
}
