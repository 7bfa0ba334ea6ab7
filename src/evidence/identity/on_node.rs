//! Users of one presence node that its neighbours have otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Comparison;

/// Users enabled for presence in call manager, and those whom this node has otherwise than another presence node does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OnNode {
    /// `presence/NAME`.
    pub node: String,
    /// What was compared.
    #[serde(flatten)]
    pub comparison: Comparison,
}
