//! One TLS handshake, and what went over the wire.

use std::num::NonZeroU16;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{Fingerprint, Millis};

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
    /// The same hello is answered behind the line that a balancer puts in front (PROXY protocol, version 1).
    AwaitsProxyLine,
    /// A connection on which nothing is sent is ended, too: whoever accepts it has nobody to hand it to.
    EndedUnasked,
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
    /// The largest segments of TCP, in bytes, with which further connections got the whole answer, where those of the
    /// usual size got none: larger packets are lost on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes: Option<NonZeroU16>,
}
