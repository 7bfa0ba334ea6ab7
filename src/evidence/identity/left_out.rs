//! What of base and filter leaves users of call manager out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::search::Proposal;

/// Users of call manager whom the directory has outside base and filter, by what leaves them out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LeftOut {
    /// Users that come from LDAP, active or not.
    pub users: u64,
    /// People inside base and filter.
    pub inside: u64,
    /// What leaves some of them out, the most first.
    pub barriers: Vec<Barrier>,
}

/// One way to be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Barrier {
    /// The search base.
    pub base: String,
    /// Bases of further searches, which they stand outside of too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<String>,
    /// Those of all these bases below which the directory has nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub empty: Vec<String>,
    /// The filter; empty is everybody.
    pub filter: String,
    /// They stand outside the base.
    pub outside: bool,
    /// Clauses of the filter that must hold and do not.
    pub clauses: Vec<String>,
    /// Users it leaves out.
    pub users: u64,
    /// Where those outside the base stand, the most first; a few.
    pub places: Vec<Place>,
    /// Base and filter without what leaves them out, and what they find; none where that was not tried.
    pub without: Option<Proposal>,
}

/// An entry that people stand below.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Its distinguished name.
    pub dn: String,
    /// How many.
    pub users: u64,
}
