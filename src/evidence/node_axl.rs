//! What nodes of call manager and presence answered by AXL. The LDAP hosts and the settings of logins that a node told stand
//! among those of the deployment, its users are compared and not kept; here stands whether it told them, and why not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Observed;
use super::deployment::{AxlFailure, SyncStatus};

/// What one node answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeAxl {
    /// `call-manager/NAME` or `presence/NAME`.
    pub node: String,
    /// `host:port` of the service that was asked.
    pub server: String,
    /// What it told; a failure is that of the first question.
    pub answer: Observed<NodeSaid, AxlFailure>,
}

/// What a node told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NodeSaid {
    /// LDAP hosts that it has stored (`ldapauthenticationhost`).
    pub hosts: Option<u64>,
    /// It told its settings of logins (`ldapauthentication`).
    pub logins: bool,
    /// What its sync agent says of itself (`epassyncagentcfg`); presence nodes alone are asked.
    pub sync_status: Option<SyncStatus>,
    /// Users that it has (`enduser`), when it was asked for them.
    pub users: Option<u64>,
    /// What was asked and not answered, by the name of the table.
    pub missing: Vec<AxlFailure>,
}
