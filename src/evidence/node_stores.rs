//! The trust stores that nodes showed of themselves, by their certificate management. A store that was shown stands among
//! the trust stores, as one that was exported does; here stands whether it was, and why not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Observed;
use super::deployment::AxlFailure;

/// What one node showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeStore {
    /// `call-manager/NAME` or `presence/NAME`; its store has the same name.
    pub node: String,
    /// `host:port` of the service that was asked.
    pub server: String,
    /// Certificates in its tomcat-trust; a failure is the service's.
    pub answer: Observed<u64, AxlFailure>,
}
