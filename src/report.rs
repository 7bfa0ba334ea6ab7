//! The report: everything a renderer may see, and the only place that knows the exit status.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cause::Feature;
use crate::check::{Owner, Severity, Stage};
use crate::evidence::Evidence;

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
    /// All that was observed.
    pub evidence: Evidence,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
}

/// The answer of one check about one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeEntry {
    /// The check's code.
    pub check: String,
    /// The check's stage.
    pub stage: Stage,
    /// The check's claim.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// From where it was seen.
    pub vantage: Option<String>,
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
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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

/// One person or entry an outcome is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// User ID in call manager.
    pub call_manager_id: Option<String>,
    /// User ID in the directory.
    pub directory_id: Option<String>,
    /// Distinguished name in the directory.
    pub dn: Option<String>,
    /// Kind of difference.
    pub class: String,
    /// Contact-list entry.
    pub contact: Option<String>,
    /// What it should be.
    pub suggestion: Option<String>,
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
    /// Judges evidence. Same evidence, same report.
    pub fn judge(evidence: Evidence, judging: &Judging) -> Self {
        let _ = (evidence, judging);
        todo!()
    }
}
