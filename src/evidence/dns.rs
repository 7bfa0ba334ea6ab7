//! Names and addresses: what getaddrinfo gave, and what the name servers said.

use std::net::{IpAddr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Millis;

/// What a host name resolves to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolution {
    /// The configured host is an address; nothing had to be resolved.
    pub literal: bool,
    /// What getaddrinfo gives: what applications on this host use; the first 32.
    pub addresses: Vec<IpAddr>,
    /// Further addresses, which are not looked at.
    #[serde(default, skip_serializing_if = "crate::evidence::is_zero")]
    pub left_out: u64,
    /// How long getaddrinfo took.
    pub ms: Millis,
    /// Our own questions to each name server, for comparison.
    pub dns: Vec<DnsExchange>,
}

/// A host name that getaddrinfo does not resolve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LookupFailure {
    /// What getaddrinfo answered.
    pub kind: LookupFailureKind,
    /// Its own words.
    pub raw: String,
    /// How long it took.
    pub ms: Millis,
    /// Our own questions to each name server.
    pub dns: Vec<DnsExchange>,
}

/// The answers of getaddrinfo, by its error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LookupFailureKind {
    /// `EAI_NONAME` or `EAI_NODATA`: the name does not exist or has no address.
    NoSuchName,
    /// `EAI_AGAIN`: no name server gave a usable answer.
    TryAgain,
    /// No answer within the time allowed.
    TimedOut,
    /// This host could not even ask: no threads, descriptors or memory left.
    HostLimited,
    /// Anything else; see the raw text.
    Other,
}

/// One question to one name server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DnsExchange {
    /// The name server asked.
    pub server: SocketAddr,
    /// Record type and name, as `A dc1.corp.example`.
    pub question: String,
    /// What came back.
    pub answer: Result<DnsAnswer, DnsFailure>,
    /// How long it took.
    pub ms: Millis,
}

/// An answer of a name server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DnsAnswer {
    /// Response code by name (RFC 1035 section 4.1.1): `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED` …
    pub rcode: String,
    /// Records of the asked type, in text form, sorted.
    pub records: Vec<String>,
    /// The UDP answer was truncated and TCP was used.
    pub truncated: bool,
}

/// Why a name server gave no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DnsFailure {
    /// Nothing came within the time allowed.
    TimedOut,
    /// Nobody listens on its port 53.
    Refused,
    /// The answer is not DNS or not ours.
    Malformed(String),
    /// This host names no server in resolv.conf.
    NoServer,
    /// This host's own rules forbid the question.
    Forbidden,
    /// Anything else.
    Other(String),
}

/// The SRV records of a domain (RFC 2782).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Srv {
    /// The name asked, as `_ldap._tcp.corp.example`.
    pub query: String,
    /// Response code by name.
    pub rcode: String,
    /// Targets, by priority, then weight.
    pub targets: Vec<SrvTarget>,
}

/// One SRV record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SrvTarget {
    /// Lowest first.
    pub priority: u16,
    /// Share among equal priorities.
    pub weight: u16,
    /// TCP port.
    pub port: u16,
    /// Host name without the trailing dot.
    pub host: String,
    /// Its addresses, where the answer carried them.
    pub addresses: Vec<IpAddr>,
}
