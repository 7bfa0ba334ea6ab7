//! What the same search finds on another server.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Agreement, End};

/// What base and filter find on a further server, after they were looked at closely on another one: counted, nobody read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Likewise {
    /// The server that they were looked at closely on.
    pub server: String,
    /// How the read of the base ended.
    pub base: End,
    /// There is such an entry.
    pub there: bool,
    /// Who matches; none where there is no base, or no filter to search with.
    pub matched: Option<Counted>,
    /// Whether anybody of them is found by having the user-ID attribute, and shows it; none where that was not asked, or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_id: Option<bool>,
    /// Whether anybody of them has a last name that the manager may read; none where that was not asked, or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_last_name: Option<bool>,
    /// Whether the one who was found there by a user ID is found here by it; none where that was not asked, or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<bool>,
    /// Whether the person asked about is found by base, filter and user ID; none where that was not asked, or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<bool>,
    /// The bases of further agreements and of logins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Agreement>,
}

/// A number of entries, and how the read of them ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counted {
    /// Entries that came.
    pub entries: u64,
    /// How the read ended.
    pub end: End,
}
