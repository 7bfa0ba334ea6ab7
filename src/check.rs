//! The vocabulary of checks: one claim, decided from evidence alone.

mod about;
mod step;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

pub use self::about::{PlaceName, Places, ServerName, StoreName, Subject};
pub use self::step::{Change, Step};
use crate::case::Case;
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Vantage;
pub use crate::impact::{Feature, Owner, Severity};

/// One claim about the deployment. It never does I/O and never calls another check.
pub struct Check {
    /// `TLS-004`: stable, never reused; names the file and the page.
    pub code: CheckCode,
    /// Where in a run it stands.
    pub stage: Stage,
    /// The claim, true when green: "every trust store holds the issuing CA".
    pub title: &'static str,
    /// One check, one severity.
    pub severity: Severity,
    /// The manual page, printed by `explain`.
    pub page: &'static str,
    /// The judgement: one outcome per subject.
    pub run: fn(&Case<'_>) -> Vec<Outcome>,
}

/// The stages of a run, in the order a person would try them.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
    IntoStaticStr,
    EnumIter,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Stage {
    /// Names, addresses, TCP.
    Network,
    /// TLS, certificates, trust stores.
    Tls,
    /// LDAP, the manager account.
    Bind,
    /// Search base and filter.
    Search,
    /// User IDs across the systems.
    Identity,
    /// Settings of the appliances.
    Deployment,
    /// Log files of clients and appliances.
    Logs,
    /// The tool itself.
    #[value(skip)]
    Tool,
}

impl Stage {
    /// Its name, as `--only` takes it.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The answer of one check about one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What it is about.
    pub about: Subject,
    /// From where it was seen.
    pub seen_from: Places,
    /// The answer.
    pub verdict: Verdict,
}

impl Outcome {
    /// An outcome that depends on no place.
    pub fn anywhere(about: impl Into<Subject>, judged: Judged) -> Self {
        Self { about: about.into(), seen_from: Places::Anywhere, verdict: judged.unwrap_or_else(Verdict::Skip) }
    }

    /// What this place shows.
    pub fn seen_from(vantage: &Vantage, about: Subject, judged: Judged) -> Self {
        Self { about, seen_from: Places::only(vantage), verdict: judged.unwrap_or_else(Verdict::Skip) }
    }
}

/// The answer itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The claim holds.
    Pass(Proof),
    /// The claim is false.
    Fail(Box<Finding>),
    /// Not decided.
    Skip(Skip),
}

/// What shows that a claim holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proof {
    /// One line, short.
    pub message: String,
    /// Named observations.
    pub facts: BTreeMap<String, String>,
    /// People or entries it is about.
    pub items: Vec<Item>,
}

/// What shows that a claim is false, and what to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What is wrong, without naming the subject: "no answer within 3 s; packets are dropped".
    pub message: String,
    /// Named observations.
    pub facts: BTreeMap<String, String>,
    /// People or entries concerned.
    pub items: Vec<Item>,
    /// How many people are concerned, where it is about people: `items` may be fewer.
    pub affected: Option<u64>,
    /// The next actions, in order.
    pub fix: Vec<Step>,
    /// The cause this is evidence of.
    pub cause: CauseCode,
    /// The identity of the fault: findings of one cause with the same text here are one fault.
    pub fault: FaultKey,
    /// Who must act, where that differs from the cause's usual owner.
    pub owner: Option<Owner>,
    /// What stops working, where that differs from what the cause usually breaks.
    pub breaks: Option<&'static [Feature]>,
    /// What would refute it, where that differs from what usually refutes the cause.
    pub refuted_if: Option<&'static [&'static str]>,
    /// The full first line of the diagnosis, where "SUBJECT: MESSAGE" reads badly.
    pub summary: Option<String>,
}

/// The identity of a fault among those of one cause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKey {
    /// The hosts of this configuration are not those of call manager. `ldap-hosts-differ` looks for it.
    ConfiguredHosts,
    /// The client reads the user ID from another attribute. `user-id-mismatch` and `user-id-is-extension` look for it.
    ClientAttribute,
    /// Known to the check alone that found it.
    Named(String),
}

impl From<&str> for FaultKey {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
}

impl From<&String> for FaultKey {
    fn from(name: &String) -> Self {
        Self::Named(name.clone())
    }
}

impl From<String> for FaultKey {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

/// One person or entry an outcome is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// User ID in call manager; on the presence server, where that is the one to be put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_manager_id: Option<String>,
    /// User ID in the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory_id: Option<String>,
    /// Distinguished name in the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dn: Option<String>,
    /// Kind of difference.
    pub class: String,
    /// Contact-list entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Item {
    /// The name it is best known by.
    pub fn name(&self) -> Option<&str> {
        let names = [&self.call_manager_id, &self.directory_id, &self.contact, &self.dn];
        names.into_iter().flatten().next().map(String::as_str)
    }
}

/// Why a claim was not decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Skip {
    /// The failure of this check stands in the way.
    Blocked(CheckCode),
    /// Not applicable, or nothing asks for it.
    NotAsked(String),
    /// Asked, but the evidence does not decide: the run is inconclusive.
    Undecided(String),
}

/// A claim that holds.
pub fn pass(message: impl Into<String>) -> Proof {
    Proof { message: message.into(), facts: BTreeMap::new(), items: Vec::new() }
}

impl Proof {
    /// Adds a named observation.
    pub fn fact(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}

/// A claim that is false, as evidence of a cause.
pub fn fail(cause: CauseCode, message: impl Into<String>) -> Finding {
    let message = message.into();
    Finding {
        fault: FaultKey::Named(message.clone()),
        message,
        facts: BTreeMap::new(),
        items: Vec::new(),
        affected: None,
        fix: Vec::new(),
        cause,
        owner: None,
        breaks: None,
        refuted_if: None,
        summary: None,
    }
}

impl Finding {
    /// Adds a named observation.
    pub fn fact(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    /// Names the people or entries concerned.
    pub fn items(mut self, items: impl IntoIterator<Item = Item>) -> Self {
        self.items.extend(items);
        self
    }

    /// Says how many people are concerned.
    pub fn affected(mut self, people: u64) -> Self {
        self.affected = Some(people);
        self
    }

    /// Adds a next action.
    pub fn fix(mut self, step: impl Into<Step>) -> Self {
        self.fix.push(step.into());
        self
    }

    /// Names the fault; by default it is the message.
    pub fn fault(mut self, fault: impl Into<FaultKey>) -> Self {
        self.fault = fault.into();
        self
    }

    /// Names who must act.
    pub fn owner(mut self, owner: Owner) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Names what stops working.
    pub fn breaks(mut self, breaks: &'static [Feature]) -> Self {
        self.breaks = Some(breaks);
        self
    }

    /// Says otherwise what would refute it.
    pub fn refuted_if(mut self, refuted_if: &'static [&'static str]) -> Self {
        self.refuted_if = Some(refuted_if);
        self
    }

    /// Words the first line of the diagnosis.
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }
}

impl From<Proof> for Verdict {
    fn from(proof: Proof) -> Self {
        Self::Pass(proof)
    }
}

impl From<Finding> for Verdict {
    fn from(finding: Finding) -> Self {
        Self::Fail(Box::new(finding))
    }
}

/// What a judgement returns: missing evidence is read with `?`.
pub type Judged = Result<Verdict, Skip>;
