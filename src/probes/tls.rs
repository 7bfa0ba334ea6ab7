//! TLS on one connection: a permissive handshake that shows what is there, and a strict one that protects passwords.

mod again;
mod failure;
mod follow_up;
mod hello;
mod permissive;
mod pinned;
mod records;
mod start_tls;
mod strict;
mod wire;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use super::beside;
use crate::evidence::{Fingerprint, FollowUp, HelloKind, Sample, TlsFailure, TlsSeen};

pub use hello::other_key;
pub use pinned::Pinned;
pub use strict::{Client, StrictFailure};
pub use wire::Counted;

/// Where a handshake goes.
#[derive(Debug, Clone)]
pub struct Target {
    /// Address and port.
    pub address: SocketAddr,
    /// Configured host: sent as SNI when it is a name, checked against the certificate by `strict`.
    pub host: String,
    /// Local address to connect from, for follow-up connections.
    pub source: Option<IpAddr>,
    /// Upgrade by StartTLS first (RFC 4511 section 4.14).
    pub start_tls: bool,
    /// Time allowed for each answer.
    pub timeout: Duration,
}

impl Target {
    /// For a look that begins beside another one and ends with it.
    pub(super) fn beside(&self) -> Self {
        Self { timeout: beside::rest(self.timeout), ..self.clone() }
    }
}

/// Certificates a handshake brought to light, as PEM, by fingerprint.
pub type Certificates = BTreeMap<Fingerprint, String>;

/// A connection after the permissive handshake: encrypted, not verified. No secret belongs on it.
pub type PermissiveStream = SslStream<Counted<TcpStream>>;

/// A handshake that verifies nothing and accepts TLS 1.0 to 1.3 with any cipher, to see the chain as sent.
/// A failed handshake is followed up on fresh connections until its kind is decided; where nothing comes, beside it.
///
/// The chain is empty when the server agreed on an anonymous cipher suite (RFC 5246 section 7.4.2), which it
/// does only when it has no certificate. A TLS 1.3 server that demands a client certificate says so no earlier
/// than at the first read (RFC 8446 section 4.4.2.4), so its handshake succeeds here.
pub async fn permissive(
    tcp: TcpStream,
    target: &Target,
) -> (Result<(PermissiveStream, TlsSeen), TlsFailure>, Certificates) {
    permissive::run(tcp, target).await
}

/// One more connection with a hello of this kind, and on it the root entry; nothing is followed up.
/// `None` when no connection can be made.
pub async fn sample(target: &Target, hello: HelloKind) -> (Option<Sample>, Certificates) {
    again::encrypted(target, hello).await
}

/// A connection after one permissive handshake, upgraded first where that is asked for; nothing where it does not complete.
pub async fn shaken(tcp: TcpStream, target: &Target) -> Option<PermissiveStream> {
    again::shaken(tcp, target).await
}

/// The same on a port without TLS.
pub async fn sample_plain(target: &Target) -> Option<Sample> {
    again::plain(target).await
}

/// A handshake as a strict client makes it.
///
/// The host must be in the certificate, as a name or as an address.
pub async fn strict(tcp: TcpStream, target: &Target, client: &Client) -> Result<SslStream<TcpStream>, StrictFailure> {
    strict::run(tcp, target, client).await
}

/// A handshake no stricter than the appliances' in version, suites and sizes. It verifies nothing: whoever sends a
/// secret compares [`Pinned::chain`] with what was judged, before.
pub async fn pinned(tcp: TcpStream, target: &Target) -> Result<Pinned, StrictFailure> {
    pinned::run(tcp, target).await
}

/// What a verifying client of this host (native-tls, TLS 1.2) says of the server with the certificates of one store:
/// nothing, or its words and whether it is the certificate that it refuses. `None` when the connection breaks.
pub async fn opinion(tcp: TcpStream, target: &Target, store: &[&str]) -> Option<Result<(), (String, bool)>> {
    strict::opinion(tcp, target, store).await
}

/// Looks again at a port without TLS that broke the conversation: does it speak TLS, or is data reset on the way?
///
/// `None` when a second connection cannot be made, or breaks before a byte was sent. Each of the two connections
/// and the hello are given `target.timeout`; a single byte is watched for half a second.
pub async fn follow_up(target: &Target) -> Option<FollowUp> {
    follow_up::plain_port(target).await
}

/// Looks again at a TLS port that ended the conversation after the handshake: does it want a client certificate?
///
/// `None` when it does not, when only TLS 1.3 is spoken (which encrypts that request), or when a second connection
/// cannot be made. `taken`: how long it was before it ended.
pub async fn follow_up_encrypted(target: &Target, taken: Duration) -> Option<FollowUp> {
    follow_up::tls_port(target, taken).await
}
