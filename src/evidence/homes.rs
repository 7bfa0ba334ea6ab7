//! Which cluster is the home of the person asked about, as the UDS of each cluster says without a password.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Observed;
use crate::https_url::same_host;

/// What the UDS of one cluster says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterAnswer {
    /// The UDS that was asked, `host:port`.
    pub server: String,
    /// What it says; a failure is in its own words.
    pub answer: Observed<ClusterUser, String>,
}

/// The answers to `clusterUser` and `servers` (Cisco User Data Services).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClusterUser {
    /// This cluster, or one that it exchanges users with, knows the person.
    pub found: bool,
    /// The server that stands for the person's home cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The servers of the cluster that was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
}

impl ClusterAnswer {
    /// The home that the cluster names, when it is itself.
    pub fn claims(&self) -> Option<&str> {
        let user = self.answer.seen()?;
        let home = user.home.as_deref().filter(|_| user.found)?;
        let host = self.server.rsplit_once(':').map_or(self.server.as_str(), |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let own = user.servers.iter().map(String::as_str).chain([host]);
        own.into_iter().any(|server| same_host(server, home)).then_some(home)
    }

    /// Both answers come from servers of one cluster.
    pub fn is_of_cluster(&self, other: &Self) -> bool {
        let servers = |of: &Self| of.answer.seen().map(|user| user.servers.clone()).unwrap_or_default();
        let (own, others) = (servers(self), servers(other));
        own.iter().any(|one| others.iter().any(|other| same_host(one, other)))
    }
}
