//! Which attribute of the directory holds the call-manager IDs, and how well.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which attribute of the directory holds the call-manager ID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    /// Call-manager users that were looked at, without those who are nobody in the directory; a sample of a large site.
    pub users: u64,
    /// The mapping to use; none when no advice can be given.
    pub best: Option<Mapping>,
    /// Mappings by coverage, the best first; a few.
    pub ranking: Vec<Mapping>,
    /// The ranking's first ones fit equally well, and nothing decides between them.
    pub tie: bool,
    /// How the attribute fits that the client is set to.
    pub client: Option<Mapping>,
}

/// An attribute, what is done to its value, and how that fits the call-manager IDs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mapping {
    /// Attribute of the directory.
    pub attribute: String,
    /// What is done to its value.
    pub transform: Transform,
    /// Users whose ID it gives.
    pub covered: u64,
    /// People in base and filter who share its value with somebody; none when not counted.
    pub collisions: Option<u64>,
}

/// What can be done to a value to make an ID of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// Nothing; case is ignored.
    AsIs,
    /// Without `@domain` (and without `sip:`).
    WithoutDomain,
    /// Digits only.
    Digits,
    /// Digits only, without leading `+` and country code of one to three digits.
    WithoutCountryCode,
    /// The last seven digits.
    Last7,
    /// The last five digits.
    Last5,
    /// The last four digits.
    Last4,
}

impl Transform {
    /// In words, as a suffix of the attribute's name; empty for nothing done.
    pub fn words(self) -> &'static str {
        match self {
            Self::AsIs => "",
            Self::WithoutDomain => " without its domain part",
            Self::Digits => ", digits only",
            Self::WithoutCountryCode => ", digits only, without country code",
            Self::Last7 => ", last 7 digits",
            Self::Last5 => ", last 5 digits",
            Self::Last4 => ", last 4 digits",
        }
    }
}
