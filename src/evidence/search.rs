//! What the configured search base and filter find.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One look at search base and filter, as the manager.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Search {}
