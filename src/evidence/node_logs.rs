//! What the log files of single nodes say, fetched through their Log Collection service. The account's password is no
//! part of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Observed;
use super::client_log::ClientLog;
use super::deployment::AxlFailure;

/// The logs of one node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeLogs {
    /// `call-manager/NAME` or `presence/NAME`.
    pub node: String,
    /// `host:port` of the service that was asked.
    pub server: String,
    /// How far back files were asked for: `30 minutes`.
    pub since: String,
    /// What was fetched and read; a failure is the service's.
    pub answer: Observed<FetchedLogs, AxlFailure>,
}

/// What was fetched of one node, and what it says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FetchedLogs {
    /// The services whose files were asked for.
    pub services: Vec<ServiceLogs>,
    /// What all files together say.
    pub log: ClientLog,
    /// Why the trace levels are not known, where they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels_unknown: Option<String>,
}

/// The log files of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ServiceLogs {
    /// As the node calls it: `Cisco CTIManager`.
    pub name: String,
    /// The trace level that is set for it on this node: `Informational`. Nothing here ever changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_level: Option<String>,
    /// Files that were read.
    pub files: u64,
    /// Why its files are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}
