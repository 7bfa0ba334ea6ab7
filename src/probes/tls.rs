//! TLS on one connection: a permissive handshake that shows what is there, and a strict one that protects passwords.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;

use crate::evidence::{Fingerprint, FollowUp, TlsFailure, TlsSeen};

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

/// Certificates a handshake brought to light, as PEM, by fingerprint.
pub type Certificates = BTreeMap<Fingerprint, String>;

/// A handshake that verifies nothing and accepts TLS 1.0 to 1.3 with any cipher, to see the chain as sent.
/// A failed handshake is followed up on fresh connections until its kind is decided.
pub async fn permissive(
    tcp: TcpStream,
    target: &Target,
) -> (Result<(tokio_openssl::SslStream<TcpStream>, TlsSeen), TlsFailure>, Certificates) {
    let _ = (tcp, target);
    todo!()
}

/// A handshake as a strict client makes it, trusting the given certificates (PEM) alone; the text is the library's refusal.
pub async fn strict(
    tcp: TcpStream,
    target: &Target,
    store: &[&str],
) -> Result<tokio_native_tls::TlsStream<TcpStream>, String> {
    let _ = (tcp, target, store);
    todo!()
}

/// The same without verification, for `allow_untrusted`.
pub async fn untrusted(tcp: TcpStream, target: &Target) -> Result<tokio_native_tls::TlsStream<TcpStream>, String> {
    let _ = (tcp, target);
    todo!()
}

/// Looks again at a port without TLS that broke the conversation: does it speak TLS, or is data reset on the way?
pub async fn follow_up(target: &Target) -> Option<FollowUp> {
    let _ = target;
    todo!()
}
