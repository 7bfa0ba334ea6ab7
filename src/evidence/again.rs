//! Further connections to an address that was looked at already: one address may be several machines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{Endpoint, Fingerprint, Observed, TlsFailure, TlsFailureKind, TlsSeen};

/// How a TLS hello was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HelloKind {
    /// TLS 1.0 to 1.3, of the size the appliances' hellos have.
    Usual,
    /// TLS 1.2 at most, as releases with an older Java speak it.
    Tls12,
    /// TLS 1.0 at most, as the oldest releases speak it.
    Tls10,
    /// TLS 1.2 at most, and only suites with forward secrecy.
    ForwardSecret,
    /// TLS 1.2 at most, and only suites for servers whose key is RSA.
    RsaKey,
    /// TLS 1.2 at most, and only suites for servers whose key is on an elliptic curve.
    EllipticKey,
    /// Larger than one segment (1,460 bytes), as post-quantum clients send it.
    Large,
}

impl HelloKind {
    /// It offers less than a usual one: a server may refuse it, and be well.
    pub fn offers_less(self) -> bool {
        matches!(self, Self::Tls12 | Self::Tls10 | Self::ForwardSecret | Self::RsaKey | Self::EllipticKey)
    }
}

/// What one further connection showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// The hello sent; none on a port without TLS.
    pub hello: Option<HelloKind>,
    /// Bytes of the hello, record header included; 0 without TLS.
    pub hello_bytes: u64,
    /// Bytes of the server's request for a client certificate, where it asked for one and no more than TLS 1.2 was spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_bytes: Option<u32>,
    /// The handshake.
    pub tls: Observed<TlsSeen, TlsFailure>,
    /// The root entry, read without an account; which machine it is, where it says so.
    pub ldap: Observed<Named, Fault>,
}

/// What a root entry says of the machine it is on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// `dnsHostName` (Active Directory).
    pub dns_host_name: Option<String>,
}

/// The other LDAP port of the same address, looked at before it is named to anybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sibling {
    /// 636 or 3269 beside a port without TLS, 389 or 3268 beside one with it; the same port where it speaks TLS and was to
    /// speak none.
    pub port: u16,
    /// What a connection showed; none when none was made.
    pub seen: Option<Sample>,
}

/// What a verifying client of this host says, where it was asked. It decides nothing for the appliances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Strict {
    /// The store it was given.
    pub store: String,
    /// Its words, where it refuses.
    pub refusal: Option<String>,
    /// It refuses the certificate; if not, something else of the handshake.
    pub certificate: bool,
}

impl Sample {
    /// The server's certificate, where one was sent.
    pub fn leaf(&self) -> Option<&Fingerprint> {
        self.chain().first()
    }

    /// The chain as sent, leaf first, also of a handshake that failed after it.
    pub fn chain(&self) -> &[Fingerprint] {
        match &self.tls {
            Observed::Seen(seen) => &seen.chain,
            Observed::Failed(failure) => &failure.chain,
            _ => &[],
        }
    }

    /// A connection was made, and not a byte came back on it: neither to the hello nor to the first request.
    pub fn unanswered(&self) -> bool {
        if let Some(failure) = self.tls.failed() {
            return failure.unanswered();
        }
        self.ldap.failed().is_some_and(Fault::unanswered)
    }

    /// The server ended the connection on the hello, without a word.
    pub fn hung_up(&self) -> bool {
        let ended = |failure: &TlsFailure| matches!(failure.kind, TlsFailureKind::Closed | TlsFailureKind::Reset);
        self.unanswered() && self.tls.failed().is_some_and(ended)
    }
}

impl Endpoint {
    /// The server's system took the first request, and its service answered nothing in time.
    pub fn is_silent(&self) -> bool {
        if let Some(failure) = self.tls.failed() {
            let silent = matches!(
                failure.kind,
                TlsFailureKind::Silent | TlsFailureKind::StartTls { fault: Fault::Silent { .. } }
            );
            return silent && failure.wire.passes.is_none();
        }
        self.ldap.failed().is_some_and(|failure| {
            let taken = !failure.wire.unacknowledged && failure.wire.passes.is_none();
            taken && matches!(failure.fault, Fault::Silent { .. })
        })
    }
}

impl TlsFailure {
    /// The hello was followed by an end or by silence, and not one byte came back.
    pub fn unanswered(&self) -> bool {
        use TlsFailureKind as Kind;
        let silent = |fault: &Fault| fault.unanswered();
        self.wire.received == 0
            && match &self.kind {
                Kind::Silent | Kind::DataDropped | Kind::DataReset | Kind::Closed | Kind::Reset => true,
                Kind::EndedUnasked | Kind::AwaitsProxyLine => true,
                Kind::StartTls { fault } => silent(fault),
                _ => false,
            }
    }
}

impl Fault {
    /// The conversation ended, or was silent, before a byte of an answer.
    pub fn unanswered(&self) -> bool {
        matches!(self, Self::Silent { .. } | Self::Closed { pending: 0 } | Self::Reset { pending: 0 })
    }
}
