//! What a directory server, or something in its place, did wrong: each fault exact and named.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Millis, Protocol};

/// An LDAP conversation that did not end in the expected answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum Fault {
    /// Connected, asked, and nothing came within the time allowed.
    #[error("no answer within {}", waited(*waited_ms))]
    Silent {
        /// How long we waited.
        waited_ms: u64,
    },
    /// A message began and did not end within the time allowed.
    #[error("{received} bytes of a message of {announced}, then nothing for {}", waited(*waited_ms))]
    Stalled {
        /// Bytes of the unfinished message.
        received: u64,
        /// Bytes its header announces; 0 when the header itself is unfinished.
        announced: u64,
        /// How long we waited.
        waited_ms: u64,
    },
    /// Answers kept coming and never came to an end (slow drip, paging without end).
    #[error("{what}")]
    Endless {
        /// What repeats.
        what: String,
    },
    /// The server closed the connection (FIN).
    #[error("the server closed the connection {}", at(*pending))]
    Closed {
        /// Bytes of an unfinished message before the end.
        pending: u64,
    },
    /// The connection was reset (RST).
    #[error("the connection was reset {}", at(*pending))]
    Reset {
        /// Bytes of an unfinished message before the reset.
        pending: u64,
    },
    /// The first bytes are not LDAP.
    #[error("the answer is not LDAP: {sample}")]
    NotLdap {
        /// What they look like.
        protocol: Protocol,
        /// The first bytes, hexadecimal and text, escaped.
        sample: String,
    },
    /// LDAP, but broken: framing, lengths, depth, ids, types, encoding.
    #[error("{what}")]
    Malformed {
        /// Where and how, as "element at byte 5 (tag 0x61) claims 80 bytes, its parent ends after 3".
        what: String,
    },
    /// Notice of disconnection (RFC 4511 section 4.4.1).
    #[error("notice of disconnection, result {code}: {text}")]
    Notice {
        /// LDAP result code.
        code: u32,
        /// The server's words.
        text: String,
    },
    /// A well-formed answer with a result code other than success; with code 0 only where a search that has to find
    /// an entry found none (a server whose access rules hide the rootDSE answers so).
    #[error("result {code}: {text}")]
    Result {
        /// LDAP result code (RFC 4511 appendix A).
        code: u32,
        /// The server's words.
        text: String,
        /// `matchedDN`.
        matched: String,
    },
    /// Result 10 to StartTLS, with the servers that it names.
    #[error("result 10: {text}")]
    Referral {
        /// The server's words.
        text: String,
        /// URLs, at most 20.
        referrals: Vec<String>,
    },
    /// The server asks for a client certificate, which TLS 1.3 tells only at the first read.
    #[error("the server demands a client certificate")]
    ClientCertificateRequired,
    /// The TLS layer broke under the conversation.
    #[error("TLS: {raw}")]
    Tls {
        /// The library's words.
        raw: String,
    },
    /// A local error of the system.
    #[error("{raw}")]
    Local {
        /// The system's words.
        raw: String,
    },
}

/// In words without false precision: the same silence reads the same in two runs.
fn waited(ms: u64) -> String {
    Millis::from(Duration::from_millis(ms)).rounded()
}

fn at(pending: u64) -> String {
    match pending {
        0 => "without an answer".to_owned(),
        n => format!("after {n} bytes of an unfinished message"),
    }
}
