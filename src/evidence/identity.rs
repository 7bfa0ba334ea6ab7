//! How the user IDs of directory, call manager, presence and contact lists fit together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The differences between the systems, and what was compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {}
