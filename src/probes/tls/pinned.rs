//! The session a password may go over: as lenient as the appliances in all but the certificate, which is compared.

use std::pin::Pin;

use openssl::pkey::Id;
use openssl::ssl::SslRef;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use super::strict::{StrictFailure, words};
use super::{Certificates, Target, hello, permissive, start_tls};
use crate::evidence::Fingerprint;

/// Java refuses ephemeral Diffie-Hellman groups below this (`jdk.tls.disabledAlgorithms`).
const SMALLEST_DH: u32 = 1024;

/// A connection after a handshake that verified nothing, and who is at its other end.
#[derive(Debug)]
pub struct Pinned {
    /// The connection. Its peer has proven to hold the key of the leaf.
    pub stream: SslStream<TcpStream>,
    /// The chain as sent, leaf first.
    pub chain: Vec<Fingerprint>,
    /// Its certificates.
    pub certificates: Certificates,
}

/// StartTLS where asked for, then the handshake; each within `target.timeout`.
pub(super) async fn run(mut tcp: TcpStream, target: &Target) -> Result<Pinned, StrictFailure> {
    if target.start_tls {
        let upgraded = start_tls::upgrade(&mut tcp, target.timeout).await;
        upgraded.map_err(|fault| StrictFailure::Broken(format!("StartTLS: {fault}")))?;
    }
    let ssl = hello::as_java(&target.host).map_err(|error| StrictFailure::Refused(error.to_string()))?;
    let mut stream = SslStream::new(ssl, tcp).map_err(|error| StrictFailure::Refused(error.to_string()))?;
    match timeout(target.timeout, Pin::new(&mut stream).connect()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) if error.ssl_error().is_some() => {
            return Err(StrictFailure::Refused(words(&error, stream.ssl())));
        }
        Ok(Err(error)) => return Err(StrictFailure::Broken(words(&error, stream.ssl()))),
        Err(_) => {
            return Err(StrictFailure::Broken(format!("no answer within {} ms", target.timeout.as_millis())));
        }
    }
    if let Some(bits) = small_group(stream.ssl()) {
        let why = format!("the key exchange has a group of {bits} bit, and Java wants {SMALLEST_DH}");
        return Err(StrictFailure::Refused(why));
    }
    let mut certificates = Certificates::new();
    let chain = permissive::chain(stream.ssl(), &mut certificates);
    Ok(Pinned { stream, chain, certificates })
}

/// The size of the server's Diffie-Hellman group, where it is too small.
fn small_group(ssl: &SslRef) -> Option<u32> {
    let key = ssl.peer_tmp_key().ok()?;
    (matches!(key.id(), Id::DH | Id::DHX) && key.bits() < SMALLEST_DH).then(|| key.bits())
}
