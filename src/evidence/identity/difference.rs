//! One person or entry that the comparison tells.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Class;

/// One person or entry that differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The kind of difference.
    pub class: Class,
    /// User ID in call manager (of presence, where only presence has it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_manager_id: Option<String>,
    /// User ID in the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory_id: Option<String>,
    /// Distinguished name in the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dn: Option<String>,
    /// Contact-list entry, or address of the presence server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Who may be meant, when that is ambiguous; a few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// The attribute in which the ID was found, where that is not the configured one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Since when, where the directory tells (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// What leaves the person out of base and filter, by its place among `left_out.barriers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barrier: Option<u16>,
    /// Contact lists that hold the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<u64>,
    /// In a saved report only: this stands for so many people, who are `items` of the outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Listed>,
}

/// Items of the outcomes, counted through all of them in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// The first one, from 0 on.
    pub from: usize,
    /// How many, one after the other.
    pub count: usize,
}
