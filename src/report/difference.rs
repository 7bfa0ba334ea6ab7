//! What changed between two reports of one place: findings that are gone, new, or still there.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DiagnosisEntry, Report, ReportVerdict};
use crate::check::{Item, Owner, Severity};

/// An earlier report beside a later one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The earlier report.
    pub old: Side,
    /// The later one.
    pub new: Side,
    /// Findings that only the earlier one has.
    pub fixed: Vec<Change>,
    /// Findings that only the later one has.
    pub appeared: Vec<Change>,
    /// Findings of both.
    pub same: Vec<Change>,
}

/// One of the two reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// RFC 3339, UTC.
    pub taken_at: String,
    /// The whole in one word.
    pub verdict: ReportVerdict,
}

/// A finding, as the later report tells it if it has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The cause's code.
    pub code: String,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// Error or warning.
    pub severity: Severity,
    /// Who must act.
    pub owner: Owner,
    /// The finding in one line.
    pub summary: String,
    /// It is accepted in the later report, and does not count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
    /// People concerned before; null where it was not there, or is not about people.
    pub users_before: Option<u64>,
    /// People concerned now; null where it is gone, or is not about people.
    pub users_now: Option<u64>,
    /// What failed now and did not before, as check and subject.
    pub more: Vec<String>,
    /// What failed before and does not now.
    pub fewer: Vec<String>,
    /// People or entries that came.
    pub came: Vec<String>,
    /// People or entries that went.
    pub went: Vec<String>,
}

impl Difference {
    /// Compares two reports. A finding stays the same while its cause has one failure in common.
    pub fn between(old: &Report, new: &Report) -> Self {
        let mut before: Vec<&DiagnosisEntry> = old.diagnoses.iter().collect();
        let (mut appeared, mut same) = (Vec::new(), Vec::new());
        // What is alike to the letter first, so that it is not taken for something that is alike in part.
        let (alike, others): (Vec<_>, Vec<_>) = new
            .diagnoses
            .iter()
            .partition(|finding| before.iter().any(|earlier| earlier.fingerprint == finding.fingerprint));
        let mut take = |fits: &dyn Fn(&DiagnosisEntry) -> bool| {
            let place = before.iter().position(|earlier| fits(earlier))?;
            Some(before.remove(place))
        };
        for finding in alike {
            let earlier = take(&|earlier| earlier.fingerprint == finding.fingerprint);
            same.push(Change::of((earlier, old), (Some(finding), new)));
        }
        for finding in others {
            let failures = failures(finding);
            match take(&|earlier| earlier.code == finding.code && !failures.is_disjoint(&self::failures(earlier))) {
                Some(earlier) => same.push(Change::of((Some(earlier), old), (Some(finding), new))),
                None => appeared.push(Change::of((None, old), (Some(finding), new))),
            }
        }
        let fixed = before.into_iter().map(|earlier| Change::of((Some(earlier), old), (None, new)));
        let (fixed, appeared, same) =
            (fixed.flatten().collect(), appeared.into_iter().flatten().collect(), same.into_iter().flatten().collect());
        Self { old: Side::of(old), new: Side::of(new), fixed, appeared, same }
    }

    /// What the process exits with: 1 when it is worse, 3 when the later report does not decide, else 0.
    pub fn exit_code(&self, warnings_too: bool) -> u8 {
        match self.new.verdict {
            _ if self.is_worse(warnings_too) => 1,
            ReportVerdict::Inconclusive => 3,
            _ => 0,
        }
    }

    /// Whether there is a finding that was not there before, or an old one about more than before. Accepted ones do not
    /// count, nor do warnings unless they are asked for.
    pub fn is_worse(&self, warnings_too: bool) -> bool {
        let counts = |change: &&Change| !change.accepted && (warnings_too || change.severity == Severity::Error);
        self.appeared.iter().any(|change| counts(&change))
            || self.same.iter().any(|change| counts(&change) && !change.more.is_empty())
    }
}

impl Side {
    fn of(report: &Report) -> Self {
        Self { taken_at: report.taken_at.clone(), verdict: report.verdict }
    }
}

/// A finding, if its report has it, and the report.
type Told<'a> = (Option<&'a DiagnosisEntry>, &'a Report);

impl Change {
    fn of((earlier, old): Told<'_>, (later, new): Told<'_>) -> Option<Self> {
        let told = later.or(earlier)?;
        let (before, now) = (earlier.map(failures).unwrap_or_default(), later.map(failures).unwrap_or_default());
        let people =
            |finding: Option<&DiagnosisEntry>, report| finding.map(|it| people(it, report)).unwrap_or_default();
        let (people_before, people_now) = (people(earlier, old), people(later, new));
        let both = earlier.is_some() && later.is_some();
        let beyond = |these: &BTreeSet<String>, those: &BTreeSet<String>| -> Vec<String> {
            if both { these.difference(those).cloned().collect() } else { Vec::new() }
        };
        Some(Self {
            code: told.code.clone(),
            fingerprint: told.fingerprint.clone(),
            severity: told.severity,
            owner: told.owner,
            summary: told.summary.clone(),
            accepted: later.is_some_and(|finding| finding.accepted.is_some()),
            users_before: earlier.and_then(|finding| finding.affected_users),
            users_now: later.and_then(|finding| finding.affected_users),
            more: beyond(&now, &before),
            fewer: beyond(&before, &now),
            came: beyond(&people_now, &people_before),
            went: beyond(&people_before, &people_now),
        })
    }
}

/// "TLS-004 dc1.corp.example:636 x presence", wherever it was seen from.
fn failures(finding: &DiagnosisEntry) -> BTreeSet<String> {
    finding.because.iter().map(|because| format!("{} {}", because.check, because.subject)).collect()
}

/// The people and entries of a finding's failures, by the name that is best known.
fn people(finding: &DiagnosisEntry, report: &Report) -> BTreeSet<String> {
    let named: BTreeMap<(&str, &str), &[Item]> = report
        .outcomes
        .iter()
        .filter(|outcome| !outcome.items.is_empty())
        .map(|outcome| ((&*outcome.check, outcome.subject.as_str()), outcome.items.as_slice()))
        .collect();
    let items =
        finding.because.iter().filter_map(|because| named.get(&(because.check.as_str(), because.subject.as_str())));
    items.copied().flatten().filter_map(|item| item.name().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests;
