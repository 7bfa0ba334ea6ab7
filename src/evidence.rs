//! Everything that was observed, as plain data: no judgement, no secret.
//!
//! Evidence is part of every JSON report, so a saved report can be judged again
//! (`check --replay`) or joined with others (`compare`).

pub mod deployment;
pub mod identity;
pub mod person;
pub mod search;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::ldap::fault::Fault;
use crate::server_url::ServerUrl;

/// All observations of one run, or of several runs joined.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
    /// The person `why` was asked about.
    #[serde(default)]
    pub person: Option<person::AskedPerson>,
    /// Time allowed for one connection attempt, and for each answer after it, in milliseconds.
    pub connect_timeout_ms: u64,
    /// Time allowed for the whole run, in milliseconds.
    pub deadline_ms: u64,
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
}

/// Where and how the appliances look for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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

/// What one place in the network saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vantage {
    /// What this place stands for: `call-manager`, `presence`, `client`, or a free name.
    pub name: String,
    /// Version of ucdoctor that looked.
    pub tool_version: String,
    /// When it looked, by its own clock.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String")]
    pub taken_at: OffsetDateTime,
    /// How long it looked, in milliseconds.
    pub duration_ms: u64,
    /// Why it stopped early, if it did.
    pub cut: Option<Cut>,
    /// One entry per configured server.
    pub servers: Vec<Server>,
    /// The person `why` was asked about, once the manager was bound and could look for them.
    #[serde(default)]
    pub person: Option<person::Person>,
    /// Panics inside a probe: bugs of ours, never findings.
    pub bugs: Vec<String>,
    /// Why nothing was seen from there, when the place itself could not be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreached: Option<Unreached>,
}

/// Why a place to look from could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unreached {
    /// How it was to be reached, as configured: `ssh:admin@10.1.2.3`.
    pub via: String,
    /// What stood in the way, in one line.
    pub why: String,
    /// The exit status of ssh: 255 is its own, anything else that of the program there.
    pub exit_status: Option<i32>,
    /// What ssh and the program there said on standard error, its last lines.
    pub stderr: String,
}

/// Why a run ended before its last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// `--deadline` was reached.
    Deadline,
    /// SIGINT or SIGTERM arrived.
    Signal,
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

/// What a host name resolves to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolution {
    /// The configured host is an address; nothing had to be resolved.
    pub literal: bool,
    /// What getaddrinfo gives: what applications on this host use.
    pub addresses: Vec<IpAddr>,
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

/// A TCP connection that was established.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TcpConnected {
    /// The local address the kernel chose, or `--source`.
    pub source: IpAddr,
    /// From SYN to SYN-ACK.
    pub ms: Millis,
    /// How often the SYN had to be sent again.
    pub syn_retransmissions: u8,
}

/// A TCP connection that was not established.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TcpFailure {
    /// What the kernel and the network said, taken together.
    pub kind: TcpFailureKind,
    /// The ICMP message that ended it, from the socket's error queue.
    pub icmp: Option<Icmp>,
    /// `errno` of the attempt; none for our own timeout.
    pub errno: Option<i32>,
    /// The local address, where the kernel had chosen one.
    pub source: Option<IpAddr>,
    /// How often the SYN was sent again.
    pub syn_retransmissions: u8,
    /// How long it took.
    pub ms: Millis,
    /// The system's own words.
    pub raw: String,
}

/// The ways a connection attempt ends, on Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TcpFailureKind {
    /// A reset: nobody listens there, or a firewall answers in the host's name.
    Refused,
    /// ICMP port unreachable: a firewall or the host says no.
    PortUnreachable,
    /// No answer at all within the time allowed.
    Dropped,
    /// ICMP "administratively prohibited" (3/9, 3/10, 3/13; IPv6 1/1, 1/5, 1/6).
    Prohibited,
    /// ICMP host unreachable, from a router.
    HostUnreachable,
    /// ICMP network unreachable, from a router.
    NetUnreachable,
    /// Nobody with this address on the local network (no ARP or ND answer).
    NoNeighbour,
    /// This host has no route to the address, or a local rule forbids it.
    NoRoute,
    /// The connection was established and reset at once.
    Reset,
    /// The address given by `--source` cannot be used.
    SourceUnusable,
    /// Anything else; see errno and the raw text.
    Other,
}

/// An ICMP error, as the socket's error queue tells it (`IP_RECVERR`, ip(7)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Icmp {
    /// ICMP or ICMPv6 type.
    pub kind: u8,
    /// Code within the type.
    pub code: u8,
    /// Who sent it: usually the router or firewall that refused.
    pub from: Option<IpAddr>,
}

/// A TLS handshake that got as far as a certificate, trusted or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TlsSeen {
    /// Protocol as OpenSSL names it: `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`.
    pub version: String,
    /// Cipher suite by its IANA name where there is one.
    pub cipher: String,
    /// The chain exactly as sent, leaf first.
    pub chain: Vec<Fingerprint>,
    /// The connection was upgraded by StartTLS.
    pub start_tls: bool,
    /// From the first byte of the upgrade or hello to the end of the handshake.
    pub ms: Millis,
}

/// A TLS handshake that did not complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TlsFailure {
    /// What ended it.
    pub kind: TlsFailureKind,
    /// The chain, where the server had already sent it.
    pub chain: Vec<Fingerprint>,
    /// What went over the wire.
    pub wire: Wire,
    /// How long it took.
    pub ms: Millis,
    /// OpenSSL's or the system's own words.
    pub raw: String,
}

/// The ways a TLS handshake ends early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum TlsFailureKind {
    /// The hello was acknowledged by the peer's kernel, and never answered.
    Silent,
    /// The hello never arrived: TCP had to send it again and got no acknowledgement.
    DataDropped,
    /// Even a single first byte is reset: something on the path resets data, not the server's TLS.
    DataReset,
    /// The server closed the connection (FIN) without a word.
    Closed,
    /// The server reset the connection.
    Reset,
    /// The port speaks LDAP without TLS: proven by a plain rootDSE read on it.
    PlainLdap,
    /// The answer is not TLS.
    NotTls {
        /// What the first bytes look like.
        protocol: Protocol,
    },
    /// The server wants a certificate from us.
    ClientCertificateRequired,
    /// No protocol version from TLS 1.0 to 1.3 in common.
    NoCommonVersion,
    /// The server sent this alert (RFC 8446 section 6).
    Alert {
        /// Its number.
        alert: u8,
    },
    /// The StartTLS request was answered, or broken, before any TLS.
    StartTls {
        /// How.
        fault: Fault,
    },
    /// Anything else; see the raw text.
    Other,
}

/// Application protocols told by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// An LDAP message.
    Ldap,
    /// A TLS record.
    Tls,
    /// `HTTP/…`
    Http,
    /// `SSH-…`
    Ssh,
    /// A `220 …` greeting, as SMTP and FTP send it.
    Greeting,
    /// Something else.
    Unknown,
}

/// What went over one connection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wire {
    /// Bytes we sent.
    pub sent: u64,
    /// Bytes we received.
    pub received: u64,
    /// The first bytes received, at most 32, in hexadecimal.
    pub first_bytes: String,
    /// Bytes sent and not acknowledged when it ended (`TCP_INFO`).
    pub unacknowledged: bool,
    /// How often TCP had to send data again.
    pub retransmissions: u32,
}

/// A conversation that broke, or an answer other than success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LdapFailure {
    /// What the server did.
    pub fault: Fault,
    /// What went over the wire.
    pub wire: Wire,
    /// A follow-up look at the same port, where the fault alone does not decide.
    pub follow_up: Option<FollowUp>,
    /// How long it took.
    pub ms: Millis,
}

/// What a second connection to the same port showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUp {
    /// A TLS hello is answered: the port speaks TLS, not plain LDAP.
    SpeaksTls,
    /// Even a single first byte is reset.
    SingleByteReset,
    /// A single first byte is accepted: the server itself reacts to the message.
    SingleByteAccepted,
    /// In a handshake up to TLS 1.2, where that is not encrypted, the server asks for a client certificate.
    WantsClientCertificate,
}

/// The root entry of a directory server (RFC 4512 section 5.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RootDse {
    /// `vendorName` and `vendorVersion`, or what the capabilities tell.
    pub vendor: String,
    /// Active Directory (or Samba): capability 1.2.840.113556.1.4.800.
    pub active_directory: bool,
    /// Every attribute that was readable, values lossy UTF-8.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// From request to the end of the answer.
    pub ms: Millis,
}

impl RootDse {
    /// The values of an attribute, ignoring case of its name (RFC 4512 section 2.5).
    pub fn values(&self, name: &str) -> &[String] {
        self.attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or(&[], |(_, values)| values.as_slice())
    }
}

/// The connection the manager's password was sent over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "protection")]
pub enum Session {
    /// TLS, verified by a strict client with the certificates of this store.
    Verified {
        /// The store's name.
        store: String,
    },
    /// TLS that no store verifies; `allow_untrusted` is set.
    Untrusted,
    /// No TLS; `allow_plaintext` is set.
    Plaintext,
}

/// Why the manager's password was withheld on a port that speaks LDAP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum SessionFailure {
    /// `ldap://` without StartTLS, and `allow_plaintext` is not set.
    WithoutTls,
    /// A strict client refuses the server's certificate with every store that was given.
    NotVerified {
        /// The TLS library's words, by store.
        by_store: BTreeMap<String, String>,
    },
    /// The second connection failed although the first one worked.
    Broken {
        /// How.
        raw: String,
    },
}

/// The answer to a simple bind (RFC 4511 section 4.2.2), as it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BindAnswer {
    /// LDAP result code (RFC 4511 appendix A).
    pub code: u32,
    /// `diagnosticMessage`, lossy UTF-8, without a trailing NUL.
    pub text: String,
    /// Active Directory's own code after `data` in the text, where there is one.
    pub ad_data: Option<u32>,
    /// The password policy response control (draft-behera-ldap-password-policy-10).
    pub password_policy: Option<PasswordPolicy>,
    /// `WhoAmI` (RFC 4532) after a success; none where the server does not offer it.
    pub who_am_i: Option<String>,
    /// From request to answer.
    pub ms: Millis,
}

/// The password policy response control.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasswordPolicy {
    /// Seconds until the password expires.
    pub expires_in_s: Option<u64>,
    /// Binds left with an expired password.
    pub grace_binds: Option<u64>,
    /// `passwordExpired` (0), `accountLocked` (1), `changeAfterReset` (2) … by number.
    pub error: Option<u32>,
}

/// What the directory lets the manager read about its own account and the policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountState {
    /// The entry's distinguished name.
    pub dn: String,
    /// Rejected binds counted now (`badPwdCount`, number of `pwdFailureTime`).
    pub bad_password_count: Option<u64>,
    /// Rejected binds that lock the account; 0 is never (`lockoutThreshold`, `pwdMaxFailure`).
    pub lockout_threshold: Option<u64>,
    /// When the password expires, RFC 3339; none when never or not readable.
    pub password_expires_at: Option<String>,
    /// When the account expires, RFC 3339; none when never or not readable.
    pub account_expires_at: Option<String>,
    /// `userAccountControl` has DONT_EXPIRE_PASSWORD (0x10000).
    pub password_never_expires: Option<bool>,
}
