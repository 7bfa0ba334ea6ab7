//! How bad a fault is, who must act, and what users notice: words that checks, causes and reports share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// How bad it is when a claim is false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Severity {
    /// Something does not work: exit status 1.
    Error,
    /// Something will break or is weak: exit status 1 only under `--fail-on warning`.
    Warning,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Owner {
    /// Firewalls, routers, name servers.
    Network,
    /// The directory server and its accounts.
    Directory,
    /// Call manager.
    CallManager,
    /// The presence server.
    Presence,
    /// The client on a user's desk.
    Client,
    /// This tool: a bug, or its configuration.
    Ucdoctor,
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
