//! One person: whether the search of the nodes finds them, and what the directory says about their account.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::login::NodeLogin;
use super::{AskedSearch, BindAnswer, LdapFailure, Observed, Session, SessionFailure};

/// The person `why` was asked about. Their password is never part of evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AskedPerson {
    /// The user ID, as typed.
    pub id: String,
    /// One bind as this person was asked for (`--ask-password`).
    pub bind: bool,
    /// After it, logins at nodes were asked for (`--through-nodes`, `--node`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nodes: bool,
}

/// What the first server that let the manager in says about the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The server, `host:port` as configured.
    pub server: String,
    /// Its address.
    pub address: SocketAddr,
    /// Active Directory (or Samba), whose account attributes differ from those of other directories.
    pub active_directory: bool,
    /// Base, filter and user-ID attribute of the search.
    pub search: AskedSearch,
    /// No `[directory.search]` is configured: what the search used is what such a directory usually has.
    pub assumed: bool,
    /// Who is inside base and filter with that user ID; at most five.
    pub found: Observed<Vec<Sighting>, LdapFailure>,
    /// Who was found without base and filter, when not exactly one was found with them.
    pub elsewhere: Observed<Elsewhere, LdapFailure>,
    /// The account of the one person found, read without binding as that person.
    pub account: Observed<PersonAccount, LdapFailure>,
    /// The connection the person's password was sent over.
    pub session: Observed<Session, SessionFailure>,
    /// The answer to the one bind as this person.
    pub bind: Observed<BindAnswer, LdapFailure>,
    /// The logins at nodes, in order; each only after what came before it succeeded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logins: Vec<NodeLogin>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Sighting {
    /// Distinguished name.
    pub dn: String,
    /// Its value of the user-ID attribute, where readable.
    pub id: Option<String>,
}

/// What a search beyond base and filter brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Elsewhere {
    /// The naming contexts that were searched.
    pub contexts: Vec<String>,
    /// Entries that carry what was asked for, in the user-ID attribute or another one; at most five.
    pub people: Vec<Outsider>,
    /// User IDs that look like the one asked for, the nearest first; at most three. Searched when there is nobody else.
    pub near: Vec<Sighting>,
}

/// An entry that the nodes' search does not find, and what keeps it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outsider {
    /// The entry.
    pub entry: Sighting,
    /// The attributes that carry what was asked for.
    pub by: Vec<String>,
    /// It is the search base or stands below it; none when one of the two names cannot be read.
    pub in_base: Option<bool>,
    /// The parts of the filter that must all match, tried on this entry one by one.
    pub clauses: Vec<Clause>,
}

impl Outsider {
    /// Base or filter keep the entry out.
    pub fn is_left_out(&self) -> bool {
        self.in_base == Some(false) || self.clauses.iter().any(|clause| !clause.matches)
    }
}

/// Stands for the attribute in [`Outsider::by`], where what was asked for is the name of the entry itself.
pub const DISTINGUISHED_NAME: &str = "distinguishedName";

/// One part of the filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clause {
    /// As it stands in the filter.
    pub text: String,
    /// Whether the entry matches it, by the server's own word.
    pub matches: bool,
}

/// What the directory lets the manager read about a person's account. What is absent was not readable or not set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonAccount {
    /// Distinguished name.
    pub dn: String,
    /// `userAccountControl` has ACCOUNTDISABLE (2), or what disables accounts in another directory is true
    /// (`nsAccountLock`, `loginDisabled`, `ds-pwp-account-disabled`).
    pub disabled: Option<bool>,
    /// The server's own word on the lock: UF_LOCKOUT (0x10) of `msDS-User-Account-Control-Computed`.
    pub locked: Option<bool>,
    /// Since when it is marked as locked, RFC 3339 (`lockoutTime`, `pwdAccountLockedTime`); the lock may have ended.
    pub locked_at: Option<String>,
    /// When that lock ends by itself, RFC 3339; none when never or not known.
    pub unlocks_at: Option<String>,
    /// When the account expires, RFC 3339 (`accountExpires`, `pwdEndTime` and their like); none when never.
    pub expires_at: Option<String>,
    /// UF_PASSWORD_EXPIRED (0x800000) of `msDS-User-Account-Control-Computed`.
    pub password_expired: Option<bool>,
    /// When the password expires, RFC 3339; none when never or not known.
    pub password_expires_at: Option<String>,
    /// Logins may go on after that moment, and how often is not shown (eDirectory without `loginGraceRemaining`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grace_untold: bool,
    /// The password must be changed first (`pwdLastSet` 0, `pwdReset`).
    pub must_change_password: Option<bool>,
    /// When the password was set, RFC 3339 (`pwdLastSet`, `pwdChangedTime`).
    pub password_set_at: Option<String>,
    /// `logonHours`: 168 bits from Sunday 00:00 UTC, the lowest bit of each byte first, as 42 hexadecimal digits.
    pub logon_hours: Option<String>,
    /// `userWorkstations`: the only computers this account may log on to; empty is no restriction.
    pub workstations: Vec<String>,
    /// `userAccountControl` has SMARTCARD_REQUIRED (0x40000): no password works.
    pub smart_card_required: Option<bool>,
    /// Rejected binds counted now (`badPwdCount`, `pwdFailureTime`, `passwordRetryCount`).
    pub bad_password_count: Option<u64>,
    /// The last of them, RFC 3339.
    pub bad_password_at: Option<String>,
    /// Rejected binds that lock the account; 0 is never (`lockoutThreshold`, `pwdMaxFailure`).
    pub lockout_threshold: Option<u64>,
    /// The entry has a last name (`sn`), without which call manager leaves it out; none when nothing was readable.
    #[serde(default)]
    pub last_name: Option<bool>,
    /// The entry is one of Active Directory's, whatever server shows it: by its class or an attribute of that kind.
    #[serde(default)]
    pub of_active_directory: bool,
}

impl PersonAccount {
    /// Whether the account is locked at this moment. The server's own word counts most; without it, a mark of a lock
    /// counts until the lock ends.
    pub fn is_locked(&self, now: OffsetDateTime) -> bool {
        let ends = self.unlocks_at.as_deref().and_then(|end| OffsetDateTime::parse(end, &Rfc3339).ok());
        match (self.locked, &self.locked_at, ends) {
            (Some(locked), ..) => locked,
            (None, _, Some(end)) => end > now,
            (None, marked, None) => marked.is_some(),
        }
    }
}
