//! A place in the network that was looked from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Server, person};

/// What one place in the network saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vantage {
    /// What this place stands for: `call-manager`, `presence`, `client`, or a free name.
    pub name: String,
    /// The name of the machine that looked, as it calls itself; none in reports before 0.2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Version of ucdoctor that looked.
    pub tool_version: String,
    /// When it looked, by its own clock.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String")]
    pub taken_at: OffsetDateTime,
    /// How long it looked, in milliseconds.
    pub duration_ms: u64,
    /// Why it stopped early, if it did.
    pub cut: Option<Cut>,
    /// One entry per configured server.
    pub servers: Vec<Server>,
    /// The person `why` was asked about, once the manager was bound and could look for them.
    #[serde(default)]
    pub person: Option<person::Person>,
    /// Panics inside a probe: bugs of ours, never findings.
    pub bugs: Vec<String>,
    /// Why nothing was seen from there, when the place itself could not be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreached: Option<Unreached>,
    /// What the system of this place keeps from ucdoctor, and Linux would tell; none on Linux.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untold: Option<String>,
}

impl Vantage {
    /// A place that has looked at nothing yet.
    pub fn begun(name: impl Into<String>, taken_at: OffsetDateTime) -> Self {
        Self {
            name: name.into(),
            host: None,
            tool_version: String::new(),
            taken_at,
            duration_ms: 0,
            cut: None,
            servers: Vec::new(),
            person: None,
            bugs: Vec::new(),
            unreached: None,
            untold: None,
        }
    }
}

/// Why a place to look from could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unreached {
    /// How it was to be reached, as configured: `ssh:admin@10.1.2.3`.
    pub via: String,
    /// What stood in the way, in one line.
    pub why: String,
    /// The exit status of ssh: 255 is its own, anything else that of the program there.
    pub exit_status: Option<i32>,
    /// What ssh and the program there said on standard error, its last lines.
    pub stderr: String,
}

/// Why a run ended before its last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// `--deadline` was reached.
    Deadline,
    /// SIGINT or SIGTERM arrived.
    Signal,
}
