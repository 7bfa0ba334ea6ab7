//! The vocabulary of causes: what explains one or several failed checks, and who must do what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Outcome, Owner, Severity};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

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
    pub explain: fn(&'static Cause, &Evidence, &[&Failure]) -> Vec<Diagnosis>,
}

/// A failed check about one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Position among all outcomes.
    pub index: usize,
    /// The check's code.
    pub check: CheckCode,
    /// The check's severity.
    pub severity: Severity,
    /// What it said; the verdict is `Fail`.
    pub outcome: Outcome,
}

/// What users do with the system, in words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Users log in to the client and to web pages.
    Login,
    /// Call manager reads users from the directory.
    DirectorySync,
    /// Users search for people in the client.
    ContactSearch,
    /// A caller's number shows as a name.
    CallerName,
    /// Contacts show whether they are there.
    Presence,
    /// Users write to each other.
    Chat,
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
    pub fix: Vec<String>,
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
