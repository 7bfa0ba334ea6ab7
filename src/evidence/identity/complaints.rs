//! What the presence server's own check of its users says (`utils users validate`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The complaints about users; none at all does not mean that there are no duplicates, as the appliance misses some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Complaints {
    /// Those that matter, in the order of the output; of one person when `why` was asked about one.
    pub found: Vec<Complaint>,
    /// Complaints about no directory URI where no address is made of one; they are not among `found`.
    pub without_uri: u64,
}

/// One user on one node, as the presence server complains about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Complaint {
    /// What is wrong.
    pub fault: UserFault,
    /// The user.
    pub user_id: String,
    /// The directory URI, where it is part of the complaint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory_uri: Option<String>,
    /// The node that holds the user.
    pub node: String,
}

/// What is wrong with users of the presence servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UserFault {
    /// The same user ID on several nodes.
    DuplicateUserId,
    /// No directory URI.
    NoDirectoryUri,
    /// A directory URI that is no address.
    InvalidDirectoryUri,
    /// The same directory URI on several users.
    DuplicateDirectoryUri,
}
