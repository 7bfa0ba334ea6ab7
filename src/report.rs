//! The report: everything a renderer may see, and the only place that knows the exit status.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod accepted;
mod difference;
mod entries;
mod figures;
mod kept;
mod login;
pub(crate) mod once;
pub mod saved;
mod verdict;

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cause::Feature;
use crate::causes::Judgement;
pub use crate::check::Item;
use crate::check::{Owner, Severity, Skip, Stage, Verdict};
use crate::evidence::Evidence;
use crate::{causes, checks};

pub use self::accepted::Accepted;
pub use self::difference::{Change, Difference, Side};
use self::entries::{diagnosis_entries, entries, summary};
pub use self::figures::Presented;
use self::kept::{kept, open};
pub use self::login::Login;
use self::verdict::Counted;

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
    /// The stages that were judged, where it was not all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Stage>,
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

/// The answer of one check about one subject. Of thousands of places there are hundreds of thousands: what the table of checks
/// has is not copied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeEntry {
    /// The check's code.
    pub check: Cow<'static, str>,
    /// The same in every run in which this check judges this subject, from wherever.
    #[serde(default)]
    pub fingerprint: String,
    /// The check's stage.
    pub stage: Stage,
    /// The check's claim.
    pub title: Cow<'static, str>,
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
    pub blocked_by: Option<Cow<'static, str>>,
    /// Why this failure does not count, where the configuration accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Box<Accepted>>,
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
        let mut all = checks::run(&evidence);
        if evidence.pseudonyms.is_some() {
            without_certificates(&mut all);
        }
        let diagnoses = causes::explain(&evidence, &all);
        let kept = kept(&all, &diagnoses, judging);
        let kept_outcomes: Vec<&Judgement> =
            all.iter().enumerate().filter(|(index, _)| kept.contains(index)).map(|(_, judgement)| judgement).collect();
        let (diagnoses, accepted) = diagnosis_entries(&diagnoses, &all, &kept, &evidence);
        let undecided = open(&kept_outcomes);
        let counted =
            Counted { evidence: &evidence, all: &all, kept: &kept, accepted: accepted.keys().copied().collect() };
        let (verdict, exit_code) = counted.verdict(&diagnoses, judging);
        let outcomes = entries(all, &kept, accepted);
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            tool: Tool { name: "ucdoctor".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            verdict,
            exit_code,
            taken_at: evidence.vantages.first().map_or_else(String::new, |vantage| rfc3339(vantage.taken_at)),
            duration_ms: evidence.vantages.iter().map(|vantage| vantage.duration_ms).max().unwrap_or(0),
            summary: summary(&outcomes),
            diagnoses,
            outcomes,
            only: judging.only.clone(),
            since: None,
            evidence,
            undecided,
        }
    }

    /// Beside an earlier report: only what is new since then decides the exit status.
    pub fn against(&mut self, earlier: &Self, judging: &Judging) {
        let since = Difference::between(earlier, self);
        self.exit_code = since.exit_code(judging.fail_on_warning);
        self.since = Some(since);
    }
}

/// A report with pseudonyms has no certificates: what it says of them was judged before.
fn without_certificates(all: &mut [Judgement]) {
    for (_, outcome) in all.iter_mut().filter(|(check, _)| check.stage == Stage::Tls) {
        let why = "a report with pseudonyms has no certificates; what it says of them itself holds";
        outcome.verdict = Verdict::Skip(Skip::Undecided(why.to_owned()));
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
