//! The vocabulary of causes: what explains one or several failed checks, and who must do what.

use crate::check::{Finding, Places, Step, Subject};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
pub use crate::impact::{Feature, Owner, Severity};

/// One root cause. Codes are part of the contract: never renamed, never reused.
pub struct Cause {
    /// `ca-missing`; names the page.
    pub code: CauseCode,
    /// One line: "A trust store lacks the CA of the LDAP server".
    pub title: &'static str,
    /// Who usually must act; a finding may know better.
    pub owner: Owner,
    /// What stops working when no other server takes over.
    pub breaks: &'static [Feature],
    /// Observations that would refute the diagnosis.
    pub refuted_if: &'static [&'static str],
    /// The manual page, printed by `explain`.
    pub page: &'static str,
    /// Turns failures nobody has claimed yet into diagnoses; each names the failures it claims.
    pub explain: fn(&'static Cause, &Evidence, &[Failure<'_>]) -> Vec<Diagnosis>,
}

/// A failed check about one subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Failure<'a> {
    /// Position among all outcomes.
    pub index: usize,
    /// The check's code.
    pub check: CheckCode,
    /// The check's severity.
    pub severity: Severity,
    /// What it is about.
    pub about: &'a Subject,
    /// From where it was seen.
    pub seen_from: &'a Places,
    /// What it said.
    pub finding: &'a Finding,
}

/// One fault, explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The cause.
    pub cause: &'static Cause,
    /// The worst severity among the failures it explains.
    pub severity: Severity,
    /// The first line a tired administrator reads.
    pub summary: String,
    /// Who must act.
    pub owner: Owner,
    /// What stops working.
    pub breaks: Vec<Feature>,
    /// People concerned, where the fault is about people.
    pub affected_users: Option<u64>,
    /// The failures it claims, as positions among all outcomes.
    pub because: Vec<usize>,
    /// The next actions, in order.
    pub fix: Vec<Step>,
    /// Observations that would refute it.
    pub refuted_if: Vec<String>,
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl std::fmt::Debug for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.name())
    }
}
