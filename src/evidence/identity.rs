//! How the user IDs of directory, call manager, presence and contact lists fit together.
//!
//! Only differences and counts are kept; the exports themselves never are.

mod advice;
mod class;
mod complaints;
mod difference;
mod gap;
mod left_out;
mod on_node;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

pub use self::advice::{Advice, Mapping, Transform};
pub use self::class::Class;
pub use self::complaints::{Complaint, Complaints, UserFault};
pub use self::difference::{Difference, Listed};
pub use self::gap::{Gap, Missing};
pub use self::left_out::{Barrier, LeftOut, Place};
pub use self::on_node::OnNode;
use super::search::{Agreement, End};
use super::{LdapFailure, Observed};

/// The differences between the systems, and what was compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Identity {
    /// What the configuration says about the systems.
    pub settings: Settings,
    /// How many rows each export had.
    pub rows: Rows,
    /// How the directory itself was read, when it is compared and no export of it was given.
    pub live: Option<Live>,
    /// Call manager's export does not tell who is a local user: all count as users of LDAP.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub local_untold: bool,
    /// What the exports do not show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// Active call-manager users who come from LDAP, and those not found in the directory under their ID.
    pub in_directory: Option<Comparison>,
    /// People in base and filter, and those call manager does not have.
    pub in_call_manager: Option<Comparison>,
    /// IDs that stand twice, by system.
    pub duplicate_ids: Vec<InSystem>,
    /// IDs with characters the clients do not support.
    pub illegal_ids: Option<Comparison>,
    /// LDAP-backed users, and those call manager marked inactive.
    pub inactive: Option<Comparison>,
    /// What of base and filter leaves users out whom the directory has; none when they were not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// Active LDAP-backed users whom the directory has, and those whose account there is disabled, expired or locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Comparison>,
    /// Active local users, and those whom the directory has under the same ID inside base and filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<Comparison>,
    /// Active LDAP-backed users whom the directory has, and those whom the search at login does not reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_login: Option<Comparison>,
    /// Active LDAP-backed users whom the directory has in base and filter, and those whom the next synchronisation passes
    /// over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_over: Option<Comparison>,
    /// Owners of contact lists, and those who have no address any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owners: Option<Comparison>,
    /// Active users enabled for presence of whom the export tells the home cluster, and those whose home is not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<Comparison>,
    /// Users enabled for presence in call manager, and those the presence server lacks, has without a node, or has too many.
    pub on_presence: Option<Comparison>,
    /// The same of each presence node that told its users by itself: what another node has otherwise. What all of them lack,
    /// or have too many, stands above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_nodes: Vec<OnNode>,
    /// Contact-list entries of our own domains, and those that point to nobody; each address once.
    pub contacts: Option<Comparison>,
    /// Addresses of the presence server, and those that contradict domain or address scheme.
    pub addresses: Option<Comparison>,
    /// Directory URIs that stand twice, by system.
    pub duplicate_uris: Vec<InSystem>,
    /// What the presence server's own check of its users says; none when its output was not given.
    pub complaints: Option<Complaints>,
    /// Which attribute of the directory holds the call-manager ID.
    pub advice: Option<Advice>,
    /// Which attribute of the directory holds the addresses, where presence makes them of directory URIs; the ranking has all
    /// that were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri_advice: Option<Advice>,
    /// What another base or filter would do.
    pub what_if: Option<WhatIf>,
    /// What the exports have of the person `why` was asked about; then the comparisons above are about them alone.
    pub person: Option<InExports>,
}

/// The person `why` was asked about, as the exports have them; at most five rows a system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InExports {
    /// Users of call manager.
    pub call_manager: Vec<InCallManager>,
    /// People of the directory, inside base and filter or not.
    pub directory: Vec<InDirectory>,
    /// Users of the presence server.
    pub presence: Vec<OnPresence>,
    /// Entries of contact lists that hold the person's address as it is.
    pub lists: u64,
    /// IDs that look like what was asked for, when no system has it; at most three, the nearest first.
    pub near: Vec<String>,
    /// What of the person was typed, where it is no user ID: `last name`, `telephone number` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// User IDs, or distinguished names, of those who may be meant, when several have what was typed; at most five. Then
    /// nothing else is told of any of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub meant: Vec<String>,
}

/// A row of call manager's users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InCallManager {
    /// User ID.
    pub id: String,
    /// Active, not inactive; none when the export does not tell.
    pub active: Option<bool>,
    /// Synchronised from LDAP, not local; none when the export does not tell.
    pub from_ldap: Option<bool>,
    /// Enabled for presence; none when the export does not tell.
    pub presence: Option<bool>,
    /// This cluster is the user's home; none when the export does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<bool>,
}

/// A row of the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InDirectory {
    /// Distinguished name.
    pub dn: String,
    /// Value of the user-ID attribute.
    pub id: Option<String>,
    /// Inside base and filter.
    pub in_scope: bool,
    /// Whether the person is inside cannot be told from what the export shows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scope_untold: bool,
    /// The account is disabled; none when the export does not tell.
    pub disabled: Option<bool>,
    /// What else closes the account: expired, locked, or a password that must be changed first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Class>,
    /// Since when, RFC 3339, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_since: Option<String>,
}

/// A row of the presence server's users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OnPresence {
    /// User ID.
    pub id: String,
    /// The address others use, where the export has it.
    pub address: Option<String>,
}

/// A directory read over the manager's session. Half a list is no list: only one that is whole is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Live {
    /// How the reading ended; `Cut` also where it never began, because no bind or no search came before it.
    pub end: Observed<End, LdapFailure>,
    /// People inside base and filter that were read.
    pub entries: u64,
    /// People outside base and filter who have the ID, mail address or objectGUID of a user not found inside.
    pub outside: u64,
    /// What base and filter of the agreements lead to that call manager alone told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Agreement>,
    /// Another base or filter is tried, too.
    #[serde(default)]
    pub tries: bool,
    /// How the read through that other base and filter ended; none where it never began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_end: Option<Observed<End, LdapFailure>>,
}

impl Live {
    /// A directory that nothing has been read of.
    pub const NOTHING: Self =
        Self { end: Observed::Cut, entries: 0, outside: 0, agreements: Vec::new(), tries: false, tried_end: None };
}

/// What the configuration says about the systems.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// Users are synchronised from the directory; none when not configured.
    pub ldap_synchronization: Option<bool>,
    /// Users log in with their directory password; none when not configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ldap_authentication: Option<bool>,
    /// Where call manager searches at login, when that is configured.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authentication_bases: Vec<String>,
    /// Names of the synchronisation agreements whose bases are given; empty for one without a name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<String>,
    /// The directory attribute that becomes the call-manager user ID.
    pub directory_attribute: Option<String>,
    /// The directory attribute the client takes for the user ID.
    pub client_attribute: Option<String>,
    /// The presence domain.
    pub presence_domain: Option<String>,
    /// How the presence server makes addresses.
    pub address_scheme: Option<AddressScheme>,
    /// Other clusters are configured beside this one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other_clusters: bool,
}

/// How the presence server makes a person's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AddressScheme {
    /// User ID and presence domain.
    UserId,
    /// The directory's URI attribute.
    DirectoryUri,
}

/// How many rows each export had; none where none was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Rows {
    /// Users of call manager.
    pub call_manager: Option<u64>,
    /// People of the directory, inside base and filter or not.
    pub directory: Option<u64>,
    /// People of the directory inside base and filter.
    pub directory_in_scope: Option<u64>,
    /// Users of the presence server.
    pub presence: Option<u64>,
    /// Entries of contact lists.
    pub contacts: Option<u64>,
}

/// One comparison.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Comparison {
    /// How many were compared.
    pub compared: u64,
    /// How many differ in upper and lower case only, which nobody but a human sees.
    pub case_only: u64,
    /// A few of those.
    pub case_samples: Vec<Difference>,
    /// Everybody who differs, in the order of the export.
    pub differences: Vec<Difference>,
    /// Who may differ: what decides it is not shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<Difference>,
    /// Of one person's part: what was compared in all. What is to be done may hang on how many others have it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub everybody: Option<Everybody>,
}

/// The comparison of which one person's part was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Everybody {
    /// How many were compared.
    pub compared: u64,
    /// How many of them differ.
    pub differ: u64,
}

/// One comparison inside one system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InSystem {
    /// The system.
    pub system: System,
    /// What was compared.
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// A system that has users.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    EnumIter,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum System {
    /// Call manager.
    CallManager,
    /// The directory, inside base and filter.
    Directory,
    /// The presence server.
    Presence,
}

impl System {
    /// Its name, as reports use it.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What another base or filter would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WhatIf {
    /// The base tried.
    pub base: String,
    /// The filter tried.
    pub filter: String,
    /// People it matches.
    pub matched: u64,
    /// People the configured base and filter match.
    pub matched_now: u64,
    /// Active users that come from LDAP.
    pub active: u64,
    /// People who would be added.
    pub added: Vec<Difference>,
    /// Users who would become inactive.
    pub inactive: Vec<Difference>,
    /// Users of whom it cannot be told.
    #[serde(skip_serializing_if = "crate::evidence::is_zero")]
    pub undecided: u64,
    /// People of the directory of whom it cannot be told whether they are matched.
    #[serde(skip_serializing_if = "crate::evidence::is_zero")]
    pub untold: u64,
    /// Why it cannot be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
}
