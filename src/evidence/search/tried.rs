//! What was tried where base and filter find nobody, or the wrong people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A small search, asking whether anything at all is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trial {
    /// What was tried.
    pub what: Tried,
    /// Where.
    pub base: String,
    /// With which filter.
    pub filter: String,
    /// Something was found.
    pub found: bool,
    /// LDAP result code.
    pub code: u32,
}

/// What a small search tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "tried")]
pub enum Tried {
    /// The filter without one clause of its topmost "and".
    Without {
        /// The clause.
        clause: String,
        /// Its first byte in the filter.
        at: usize,
    },
    /// One clause of the topmost "and" alone.
    Alone {
        /// The clause.
        clause: String,
        /// Its first byte in the filter.
        at: usize,
    },
    /// The same filter from the head of the naming context.
    WholeContext,
    /// Any entry below the base.
    AnythingBelow,
    /// Any entry in the naming context beside its head and the base.
    AnythingElse,
    /// The group a `memberOf` clause names.
    Group {
        /// The clause's value.
        named: String,
        /// The group that is meant, when there is exactly one.
        dn: Option<String>,
    },
    /// A `memberOf` clause names a part of the tree, not a group.
    NoGroup {
        /// Its name.
        named: String,
    },
    /// The members of a group that a clause names are whoever its own search finds (`memberURL`).
    Computed {
        /// The group.
        group: String,
    },
    /// What that group holds, where the server has no rule for members of members; found: somebody has it in `memberOf`.
    Members {
        /// The group.
        group: String,
        /// Groups in it, at any depth.
        groups: u64,
        /// Direct members that are no groups.
        others: u64,
        /// Direct members that the server does not show: gone, or hidden from the manager.
        #[serde(default)]
        unseen: u64,
        /// There are more members than were looked at.
        #[serde(default)]
        cut: bool,
        /// Members that the group lists by their user ID (`memberUid`, RFC 2307), which `memberOf` never has.
        #[serde(default, skip_serializing_if = "crate::evidence::is_zero")]
        by_id: u64,
    },
}

/// A base and a filter that were tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proposal {
    /// Search base.
    pub base: String,
    /// Filter.
    pub filter: String,
    /// Entries it matches.
    pub entries: u64,
    /// Computers, contacts, disabled accounts and other things among them.
    pub unwanted: u64,
}
