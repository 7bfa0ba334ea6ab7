//! Everything that was observed, as plain data: no judgement, no secret.
//!
//! Evidence is part of every JSON report, so a saved report can be judged again
//! (`check --replay`) or joined with others (`compare`).

pub(crate) mod accept;
mod again;
pub mod client_log;
pub mod deployment;
mod dns;
pub mod fault;
pub mod homes;
pub mod identity;
mod ladder;
mod ldap;
pub mod login;
pub mod node;
pub mod node_axl;
pub mod node_logs;
pub mod node_stores;
pub mod person;
pub mod result;
pub mod search;
mod tcp;
mod tls;
mod vantage;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::server_url::ServerUrl;

pub use accept::Accept;
pub use again::{HelloKind, Named, Sample, Sibling, Strict};
pub use dns::{DnsAnswer, DnsExchange, DnsFailure, LookupFailure, LookupFailureKind, Resolution, Srv, SrvTarget};
pub use ldap::{
    AccountState, BindAnswer, FollowUp, LdapFailure, PasswordPolicy, Remembered, RootDse, Session, SessionFailure,
};
pub use tcp::{Icmp, TcpConnected, TcpFailure, TcpFailureKind};
pub use tls::{Protocol, TlsFailure, TlsFailureKind, TlsSeen, Wire};
pub use vantage::{Cut, Unreached, Vantage};

/// All observations of one run, or of several runs joined.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What the configuration asked for, as far as judgement depends on it.
    pub asked: Asked,
    /// The trust stores that were given, or the system's when none was.
    pub stores: Vec<TrustStore>,
    /// Every certificate seen, as PEM, by its fingerprint. Chains and stores refer to it.
    pub certificates: BTreeMap<Fingerprint, String>,
    /// One entry per place that was looked from.
    pub vantages: Vec<Vantage>,
    /// How the user IDs of the systems fit together, when exports were given.
    #[serde(default)]
    pub identity: Option<identity::Identity>,
    /// The settings of the appliances, when any were given or read.
    #[serde(default)]
    pub deployment: Option<deployment::Deployment>,
    /// What nodes showed of themselves in their own shells, when sessions of them were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<node::Node>,
    /// What log files of a client or of the appliances say of logins, when any were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_log: Option<client_log::ClientLog>,
    /// What logs of single nodes say that were fetched from them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub node_logs: Vec<node_logs::NodeLogs>,
    /// Whether nodes showed their trust stores, where they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub node_stores: Vec<node_stores::NodeStore>,
    /// What nodes answered by AXL, where they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub node_axl: Vec<node_axl::NodeAxl>,
    /// Names are pseudonyms, and the certificates are left out; reports with the same value here have the same key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pseudonyms: Option<String>,
}

impl Evidence {
    /// When the last of the places was looked from, in seconds since 1970.
    pub fn latest(&self) -> Option<i64> {
        self.vantages.iter().map(|vantage| vantage.taken_at.unix_timestamp()).max()
    }
}

/// SHA-256 of a certificate's DER form, 64 upper-case hexadecimal digits.
pub type Fingerprint = String;

/// What the configuration asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// Servers in the order the appliances try them.
    pub servers: Vec<ServerUrl>,
    /// Whether `ldap://` servers are upgraded by StartTLS (RFC 4511 section 4.14).
    pub start_tls: bool,
    /// The manager account, when its bind was asked for.
    pub bind: Option<AskedBind>,
    /// Where and how the appliances look for people, when a search was asked for.
    #[serde(default)]
    pub search: Option<AskedSearch>,
    /// The configuration names no base: call manager told the search by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub search_told: bool,
    /// The searches of further synchronisation agreements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_searches: Vec<AskedSearch>,
    /// Where logins search, as the configuration says; none where they search as the synchronisation does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub login_bases: Vec<String>,
    /// Findings that are accepted for a while.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<Accept>,
    /// The person `why` was asked about.
    #[serde(default)]
    pub person: Option<person::AskedPerson>,
    /// Time allowed for one connection attempt, and for each answer after it, in milliseconds.
    pub connect_timeout_ms: u64,
    /// Time allowed for each answer on a connection, in milliseconds; 0, in older reports, is the time of a connection.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub answer_timeout_ms: u64,
    /// Time allowed for the whole run, in milliseconds.
    pub deadline_ms: u64,
}

/// Whether a number that older reports do not have is left out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Reverse lookups that two dead name servers do not answer take as long (resolv.conf(5): 5 s, two attempts each).
const LATEST_MS: u64 = 20_500;

impl Asked {
    /// Time allowed for each answer, in milliseconds.
    pub fn patience_ms(&self) -> u64 {
        if self.answer_timeout_ms == 0 { self.connect_timeout_ms } else { self.answer_timeout_ms }
    }

    /// How long an answer is waited for after its time, in milliseconds from the request on: what comes by then is slow,
    /// and not silent. The rest of the run is for what comes after.
    pub fn late_ms(&self) -> u64 {
        let patience = self.patience_ms();
        if self.answer_timeout_ms == 0 { patience } else { patience.max((self.deadline_ms / 10 * 7).min(LATEST_MS)) }
    }

    /// Time allowed for each answer of a search, in milliseconds: slow ones are waited for, and after one that never
    /// comes there is time for another look.
    pub fn search_patience_ms(&self) -> u64 {
        self.late_ms().min(self.patience_ms().max(self.deadline_ms / 2))
    }

    /// Whether an answer came after its time, which is never shorter than the appliances wait (5 s).
    pub fn is_late(&self, ms: Millis) -> bool {
        // A saved report may hold any number, and not each is a duration.
        ms.0 > self.patience_ms().max(5_000) as f64
    }
}

/// The manager account to bind as. Its password is never part of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskedBind {
    /// Distinguished name, user principal name or `DOMAIN\name`, as configured.
    pub name: String,
    /// The password may be sent without TLS.
    pub allow_plaintext: bool,
    /// The password may be sent over TLS that no trust store verifies.
    pub allow_untrusted: bool,
    /// A blank stands at one end of the password, or quotation marks around it; told only of one that was not taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub padded: bool,
}

/// Where and how the appliances look for people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskedSearch {
    /// Search base, a distinguished name, as configured.
    pub base: String,
    /// Filter (RFC 4515), as configured; empty stands for the appliances' own, see [`AskedSearch::filter_on`].
    pub filter: String,
    /// The attribute that becomes the call-manager user ID; empty stands for the usual one, see
    /// [`AskedSearch::user_id_on`].
    pub user_id: String,
}

/// One trust store: the certificates an appliance (or this host) accepts as issuers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrustStore {
    /// `call-manager`, `presence`, `client`, a node as `presence/imp2`, or `system`.
    pub name: String,
    /// Where it was read from.
    pub source: String,
    /// True for this host's own bundle, which is used only when no store was given.
    pub system: bool,
    /// What it holds. Of the system's bundle, only what can issue a certificate that was seen.
    pub certificates: Vec<Fingerprint>,
    /// What could not be used; the rest of the store was.
    pub junk: Vec<Junk>,
}

/// A part of a trust-store file that is not a certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Junk {
    /// The file, relative to the store.
    pub file: String,
    /// Line of the file, counted from 1, where there are lines.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub what: String,
}

/// One answer of one probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Observed<T, F> {
    /// Asked, and got it.
    Seen(T),
    /// Asked, and was refused: data with a name, never an error of ours.
    Failed(F),
    /// Not asked, because an earlier slot failed.
    Blocked(Slot),
    /// Asked, but the run was cut before the answer came.
    Cut,
    /// Nothing in the configuration asks for it; the reason says what would.
    NotAsked(String),
}

impl<T, F> Default for Observed<T, F> {
    /// A slot that an older report does not have.
    fn default() -> Self {
        Self::NotAsked("not asked when the evidence was taken".to_owned())
    }
}

impl<T, F> From<Result<T, F>> for Observed<T, F> {
    /// What was asked and has ended.
    fn from(outcome: Result<T, F>) -> Self {
        match outcome {
            Ok(value) => Self::Seen(value),
            Err(failure) => Self::Failed(failure),
        }
    }
}

impl<T, F> Observed<T, F> {
    /// The answer, when there is one.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(value) => Some(value),
            _ => None,
        }
    }

    /// The refusal, when there is one.
    pub fn failed(&self) -> Option<&F> {
        match self {
            Self::Failed(failure) => Some(failure),
            _ => None,
        }
    }
}

/// A place in the evidence that later places depend on. Each has one gate check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// The host name of a server.
    Name,
    /// The TCP connection to one address.
    Tcp,
    /// The TLS handshake on one address, StartTLS included.
    Tls,
    /// The anonymous rootDSE read on one address.
    Ldap,
    /// A connection the manager's password may be sent over.
    Session,
    /// The manager's bind on one address.
    Bind,
    /// The manager's bind on an earlier server, whose rejection ended every further try.
    EarlierBind,
}

/// One configured server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Server {
    /// Scheme, host and port as configured.
    pub url: ServerUrl,
    /// The addresses behind the host name.
    pub name: Observed<Resolution, LookupFailure>,
    /// `_ldap._tcp` of the host's domain.
    pub srv: Observed<Srv, DnsFailure>,
    /// One entry per address, in the resolver's order.
    pub endpoints: Vec<Endpoint>,
}

/// One address of one server, and what each layer answered there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Endpoint {
    /// Address and port.
    pub address: SocketAddr,
    /// The TCP connection.
    pub tcp: Observed<TcpConnected, TcpFailure>,
    /// The permissive TLS handshake, which judges nothing.
    pub tls: Observed<TlsSeen, TlsFailure>,
    /// The anonymous rootDSE read.
    pub ldap: Observed<RootDse, LdapFailure>,
    /// The connection the manager's password went over.
    pub session: Observed<Session, SessionFailure>,
    /// The manager's bind.
    pub bind: Observed<BindAnswer, LdapFailure>,
    /// What the directory lets the manager read about the manager's own account.
    pub account: Observed<AccountState, LdapFailure>,
    /// What the configured search finds, read as the manager.
    #[serde(default)]
    pub search: Observed<search::Search, LdapFailure>,
    /// What the same search finds here, where it was looked at closely on an earlier server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likewise: Option<Observed<search::Likewise, LdapFailure>>,
    /// Further connections to the same address: with other hellos, and more where they do not answer alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
    /// What a verifying client of this host says of the certificate, where the manager's session was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict: Option<Strict>,
    /// The other LDAP port of this address, where this one is of no use as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sibling: Option<Sibling>,
    /// Another LDAP port of this address that took a connection, where this one takes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_port: Option<u16>,
    /// How long a further connection took up to the first answer to LDAP, where the first one was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Millis>,
}

/// A duration in milliseconds, rounded to a tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Millis(pub f64);

impl Millis {
    /// In seconds or milliseconds without false precision: `3 s`, `400 ms`.
    pub fn rounded(self) -> String {
        if self.0 >= 950.0 { format!("{} s", (self.0 / 500.0).round() / 2.0) } else { format!("{} ms", self.0.round()) }
    }
}

impl From<std::time::Duration> for Millis {
    fn from(duration: std::time::Duration) -> Self {
        Self((duration.as_secs_f64() * 10_000.0).round() / 10.0)
    }
}

impl std::fmt::Display for Millis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 < 10.0 { write!(f, "{:.1} ms", self.0) } else { write!(f, "{:.0} ms", self.0) }
    }
}

/// Whole milliseconds of a duration; the most there is when it is longer than 500 million years.
pub fn milliseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
