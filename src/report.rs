//! The report: everything a renderer may see, and the only place that knows the exit status.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod accepted;
mod difference;
mod figures;
mod login;
pub mod saved;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cause::{Diagnosis, Feature};
pub use crate::check::Item;
use crate::check::{Check, Outcome, Owner, Severity, Skip, Stage, Verdict};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Accept, Evidence};
use crate::{causes, checks};

pub use self::accepted::Accepted;
use self::accepted::{Acceptance, acceptance};
pub use self::difference::{Change, Difference, Side};
pub use self::figures::Presented;
pub use self::login::Login;

/// A check and what it said about one subject.
type Judgement = (&'static Check, Outcome);

/// The version of the report's shape. Additions keep it; anything else raises it.
pub const SCHEMA_VERSION: &str = "1.0";

/// One run, judged. This is the JSON report as it is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// `1.0`.
    pub schema_version: String,
    /// Who wrote it.
    pub tool: Tool,
    /// The whole in one word.
    pub verdict: ReportVerdict,
    /// What the process exits with: 0, 1 or 3.
    pub exit_code: u8,
    /// When the evidence was taken, RFC 3339, UTC.
    pub taken_at: String,
    /// How long that took, in milliseconds.
    pub duration_ms: u64,
    /// Outcomes by verdict.
    pub summary: Summary,
    /// Faults, the worst first.
    pub diagnoses: Vec<DiagnosisEntry>,
    /// Every planned check, also those that did not run.
    pub outcomes: Vec<OutcomeEntry>,
    /// What changed since an earlier report, where one was given; then only what is new decides the exit status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Difference>,
    /// All that was observed.
    pub evidence: Evidence,
    /// Why the run is inconclusive, as far as one check stands for it; the outcomes say it too.
    #[serde(skip)]
    pub undecided: Option<String>,
}

/// Name and version of the tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `ucdoctor`.
    pub name: String,
    /// As `--version` prints it.
    pub version: String,
}

/// The whole in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, EnumIter, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum ReportVerdict {
    /// Every check that applies passed.
    Healthy,
    /// Only warnings.
    Degraded,
    /// At least one error.
    Broken,
    /// Nothing was checked, the run was cut, or the evidence does not decide.
    Inconclusive,
}

/// Outcomes by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Claims that hold.
    pub pass: usize,
    /// False claims of severity warning.
    pub warn: usize,
    /// False claims of severity error.
    pub fail: usize,
    /// Not decided, because another check failed.
    pub blocked: usize,
    /// Not applicable, not asked for, or undecided.
    pub skipped: usize,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DiagnosisEntry {
    /// The cause's code.
    pub code: String,
    /// The same in every run that finds this cause with the same subjects.
    #[serde(default)]
    pub fingerprint: String,
    /// Error or warning.
    pub severity: Severity,
    /// The cause in one line.
    pub title: String,
    /// This fault in one line.
    pub summary: String,
    /// Who must act.
    pub owner: Owner,
    /// What stops working.
    pub breaks: Vec<Feature>,
    /// People concerned; null where the fault is not about people.
    pub affected_users: Option<u64>,
    /// The failed outcomes it explains.
    pub because: Vec<Because>,
    /// The next actions, in order.
    pub fix: Vec<String>,
    /// Observations that would refute it.
    pub refuted_if: Vec<String>,
    /// Why it does not count, where the configuration accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
    /// The acceptance that is over, so that it counts again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_before: Option<Accepted>,
}

/// A failed outcome, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Because {
    /// The check's code.
    pub check: String,
    /// Its subject.
    pub subject: String,
    /// From where.
    pub vantage: Option<String>,
    /// The places, where several saw it alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<String>,
}

/// The answer of one check about one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeEntry {
    /// The check's code.
    pub check: String,
    /// The same in every run in which this check judges this subject, from wherever.
    #[serde(default)]
    pub fingerprint: String,
    /// The check's stage.
    pub stage: Stage,
    /// The check's claim.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// From where it was seen.
    pub vantage: Option<String>,
    /// The places, where several saw it alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<String>,
    /// The answer.
    pub verdict: OutcomeVerdict,
    /// One line.
    pub message: String,
    /// Named observations.
    pub facts: BTreeMap<String, String>,
    /// The next action, for a failure.
    pub fix: Option<String>,
    /// People or entries concerned.
    pub items: Vec<Item>,
    /// The check whose failure stands in the way.
    pub blocked_by: Option<String>,
    /// Why this failure does not count, where the configuration accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, EnumIter, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum OutcomeVerdict {
    /// The claim holds.
    Pass,
    /// False, severity warning.
    Warn,
    /// False, severity error.
    Fail,
    /// Another check's failure stands in the way.
    Blocked,
    /// Not applicable, not asked for, or undecided.
    Skipped,
}

/// How to judge.
#[derive(Debug, Clone, Default)]
pub struct Judging {
    /// Stages to report; empty is all.
    pub only: Vec<Stage>,
    /// Warnings make the exit status 1 too.
    pub fail_on_warning: bool,
}

impl Report {
    /// Judges evidence by every check and explains what failed. Pure: the same evidence gives the same report.
    pub fn judge(evidence: Evidence, judging: &Judging) -> Self {
        let all = checks::run(&evidence);
        let diagnoses = causes::explain(&evidence, &all);
        let kept = kept(&all, &diagnoses, judging);
        let kept_outcomes: Vec<&Judgement> =
            all.iter().enumerate().filter(|(index, _)| kept.contains(index)).map(|(_, judgement)| judgement).collect();
        let shown = |diagnosis: &&Diagnosis| diagnosis.because.iter().any(|index| kept.contains(index));
        let now = evidence.vantages.first().map(|vantage| vantage.taken_at);
        let mut accepted = BTreeMap::new();
        let mut told = |diagnosis: &Diagnosis| {
            let entry = diagnosis_entry(diagnosis, &all, (&evidence.asked.accepts, now));
            accepted.extend(diagnosis.because.iter().filter_map(|&index| Some((index, entry.accepted.clone()?))));
            entry
        };
        let diagnoses: Vec<DiagnosisEntry> = diagnoses.iter().filter(shown).map(&mut told).collect();
        let outcomes: Vec<OutcomeEntry> = kept
            .iter()
            .filter_map(|index| all.get(*index).map(|(check, outcome)| (index, entry(check, outcome))))
            .map(|(index, entry)| OutcomeEntry { accepted: accepted.get(index).cloned(), ..entry })
            .collect();
        let summary = summary(&outcomes);
        let counted = Counted { evidence: &evidence, all: &all, kept: &kept, accepted: accepted.into_keys().collect() };
        let (verdict, exit_code) = counted.verdict(&diagnoses, judging);
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            tool: Tool { name: "ucdoctor".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            verdict,
            exit_code,
            taken_at: evidence.vantages.first().map_or_else(String::new, |vantage| rfc3339(vantage.taken_at)),
            duration_ms: evidence.vantages.iter().map(|vantage| vantage.duration_ms).max().unwrap_or(0),
            summary,
            diagnoses,
            outcomes,
            since: None,
            evidence,
            undecided: open(&kept_outcomes),
        }
    }

    /// Beside an earlier report: only what is new since then decides the exit status.
    pub fn against(&mut self, earlier: &Self, judging: &Judging) {
        let since = Difference::between(earlier, self);
        self.exit_code = since.exit_code(judging.fail_on_warning);
        self.since = Some(since);
    }
}

/// What stays open first: a check that cannot decide, else a warning that keeps others from being made.
fn open(kept: &[&Judgement]) -> Option<String> {
    let skips = || {
        kept.iter().filter_map(|(_, outcome)| match &outcome.verdict {
            Verdict::Skip(skip) => Some(skip),
            _ => None,
        })
    };
    let undecided = skips().find_map(|skip| match skip {
        Skip::Undecided(reason) => Some(reason.clone()),
        _ => None,
    });
    let blocked = skips().find_map(|skip| match skip {
        Skip::Blocked(code) => Some(format!("what {code} found keeps other checks from being made")),
        _ => None,
    });
    undecided.or(blocked)
}

/// The outcomes to report: those of the stages asked for, the failures that stand in their way, and each diagnosis
/// whole, with every failure it claims.
fn kept(all: &[Judgement], diagnoses: &[Diagnosis], judging: &Judging) -> BTreeSet<usize> {
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
type Failures<'a> = BTreeMap<CheckCode, Vec<(usize, &'a Outcome)>>;

fn failures(all: &[Judgement]) -> Failures<'_> {
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
fn blockers(failures: &Failures<'_>, blocked: &Outcome) -> Vec<usize> {
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

fn entry(check: &'static Check, outcome: &Outcome) -> OutcomeEntry {
    let blank = OutcomeEntry {
        check: check.code.to_string(),
        fingerprint: fingerprint(check.code.name(), [outcome.about.to_string()]),
        stage: check.stage,
        title: check.title.to_owned(),
        subject: outcome.about.to_string(),
        vantage: outcome.seen_from.vantage(),
        place: places(outcome),
        verdict: OutcomeVerdict::Skipped,
        message: String::new(),
        facts: BTreeMap::new(),
        fix: None,
        items: Vec::new(),
        blocked_by: None,
        accepted: None,
    };
    match &outcome.verdict {
        Verdict::Pass(proof) => OutcomeEntry {
            verdict: OutcomeVerdict::Pass,
            message: proof.message.clone(),
            facts: proof.facts.clone(),
            items: proof.items.clone(),
            ..blank
        },
        Verdict::Fail(finding) => OutcomeEntry {
            verdict: match check.severity {
                Severity::Error => OutcomeVerdict::Fail,
                Severity::Warning => OutcomeVerdict::Warn,
            },
            message: finding.message.clone(),
            facts: finding.facts.clone(),
            items: finding.items.clone(),
            fix: finding.fix.first().cloned(),
            ..blank
        },
        Verdict::Skip(Skip::Blocked(code)) => OutcomeEntry {
            verdict: OutcomeVerdict::Blocked,
            message: format!("blocked by {code}"),
            blocked_by: Some(code.to_string()),
            ..blank
        },
        Verdict::Skip(Skip::NotAsked(reason) | Skip::Undecided(reason)) => {
            OutcomeEntry { message: reason.clone(), ..blank }
        }
    }
}

/// What stays the same from run to run: the code and the subjects, whatever was measured; 16 hexadecimal digits.
fn fingerprint(code: &str, subjects: impl IntoIterator<Item = String>) -> String {
    let mut hash = openssl::sha::Sha256::new();
    hash.update(code.as_bytes());
    for subject in subjects {
        // No text holds a zero byte of its own that would make two lists look alike.
        hash.update(&[0]);
        hash.update(subject.as_bytes());
    }
    data_encoding::HEXLOWER.encode(hash.finish().get(..8).unwrap_or_default())
}

/// The places that saw it alike, where they are several.
fn places(outcome: &Outcome) -> Vec<String> {
    let names: Vec<String> = outcome.seen_from.names().map(ToString::to_string).collect();
    if names.len() > 1 { names } else { Vec::new() }
}

fn diagnosis_entry(
    diagnosis: &Diagnosis,
    all: &[Judgement],
    (accepts, now): (&[Accept], Option<OffsetDateTime>),
) -> DiagnosisEntry {
    let because = diagnosis.because.iter().filter_map(|&index| all.get(index)).map(|(check, outcome)| Because {
        check: check.code.to_string(),
        subject: outcome.about.to_string(),
        vantage: outcome.seen_from.vantage(),
        place: places(outcome),
    });
    let subjects = diagnosis.because.iter().filter_map(|&index| all.get(index)).map(|(_, o)| o.about.to_string());
    let subjects: BTreeSet<String> = subjects.collect();
    let (accepted, accepted_before) = match acceptance(accepts, diagnosis.cause.code.name(), &subjects, now) {
        Acceptance::Open => (None, None),
        Acceptance::Accepted(told) => (Some(told), None),
        Acceptance::Ended(told) => (None, Some(told)),
    };
    DiagnosisEntry {
        code: diagnosis.cause.code.to_string(),
        fingerprint: fingerprint(diagnosis.cause.code.name(), subjects),
        severity: diagnosis.severity,
        title: diagnosis.cause.title.to_owned(),
        summary: diagnosis.summary.clone(),
        owner: diagnosis.owner,
        breaks: diagnosis.breaks.clone(),
        affected_users: diagnosis.affected_users,
        because: because.collect(),
        fix: diagnosis.fix.clone(),
        refuted_if: diagnosis.refuted_if.clone(),
        accepted,
        accepted_before,
    }
}

fn summary(outcomes: &[OutcomeEntry]) -> Summary {
    let count = |verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    Summary {
        pass: count(OutcomeVerdict::Pass),
        warn: count(OutcomeVerdict::Warn),
        fail: count(OutcomeVerdict::Fail),
        blocked: count(OutcomeVerdict::Blocked),
        skipped: count(OutcomeVerdict::Skipped),
    }
}

/// What the verdict is made of.
struct Counted<'a> {
    evidence: &'a Evidence,
    all: &'a [Judgement],
    kept: &'a BTreeSet<usize>,
    /// Failures that do not count.
    accepted: BTreeSet<usize>,
}

impl Counted<'_> {
    /// The one place that knows the exit status: a problem beats inconclusive, and nothing checked is never healthy.
    fn verdict(&self, diagnoses: &[DiagnosisEntry], judging: &Judging) -> (ReportVerdict, u8) {
        // Neither says anything about the system that was looked at.
        let of_tool = [CauseCode::UcdoctorBug, CauseCode::ThisHostLimited];
        let bug = |diagnosis: &DiagnosisEntry| of_tool.iter().any(|code| diagnosis.code == code.name());
        let errors = diagnoses.iter().any(|d| d.severity == Severity::Error && d.accepted.is_none() && !bug(d));
        let warnings = self.kept().any(|(index, (check, outcome))| {
            let failed = matches!(outcome.verdict, Verdict::Fail(_)) && check.severity == Severity::Warning;
            failed && !self.accepted.contains(&index)
        });
        let executed = self.kept().any(|(_, (check, outcome))| {
            check.stage != Stage::Tool && matches!(outcome.verdict, Verdict::Pass(_) | Verdict::Fail(_))
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

fn rfc3339(time: OffsetDateTime) -> String {
    // Every date that RFC 3339 cannot write is outside years 0 to 9999, which no clock shows.
    time.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_else(|_| time.to_string())
}

#[cfg(test)]
mod places_tests;
#[cfg(test)]
mod tests;
