//! A finding that somebody lives with for a while.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

time::serde::format_description!(pub(crate) day, Date, "[year]-[month]-[day]");

/// One `[[accept]]` of the configuration: findings that are told and do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accept {
    /// The cause's code.
    pub code: String,
    /// Which subjects: `*` stands for any characters, `?` for one.
    pub subject: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The last day, UTC, on which it holds.
    #[serde(with = "day")]
    #[schemars(with = "String")]
    pub until: Date,
}

impl Accept {
    /// Whether it still holds.
    pub fn holds(&self, now: OffsetDateTime) -> bool {
        now.to_offset(time::UtcOffset::UTC).date() <= self.until
    }
}
