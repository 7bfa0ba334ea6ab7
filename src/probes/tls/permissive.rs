//! A handshake that refuses nothing a server may offer: the only way to see what it offers.

use std::pin::Pin;
use std::time::Instant;

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::ssl::SslRef;
use openssl::x509::X509Ref;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use super::wire::Counted;
use super::{Certificates, PermissiveStream, Target, failure, follow_up, hello, start_tls};
use crate::evidence::{Fingerprint, HelloKind, TlsFailure, TlsSeen};
use crate::ldap::fault::Fault;
use crate::probes::beside;
use crate::trust::path::MAX_SENT;

/// How a handshake came to its end.
pub(super) enum Outcome {
    Done,
    TimedOut,
    Broken(openssl::ssl::Error),
}

/// A handshake that ended somehow, or that this host's OpenSSL did not begin.
type Shaken = Result<(PermissiveStream, Outcome), ErrorStack>;

pub(super) async fn run(
    tcp: TcpStream,
    target: &Target,
) -> (Result<(PermissiveStream, TlsSeen), TlsFailure>, Certificates) {
    let started = Instant::now();
    let mut certificates = Certificates::new();
    let mut stream = Counted::new(tcp);
    if target.start_tls
        && let (Err(fault), hello) = upgrade(&mut stream, target).await
    {
        return (Err(failure::of_upgrade((fault, hello), &stream, target, started).await), certificates);
    }
    let (shaken, looked) = watched(stream, target).await;
    let (mut tls, outcome) = match shaken {
        Ok(handshake) => handshake,
        Err(error) => return (Err(failure::of_setup(&error, started)), certificates),
    };
    let chain = chain(tls.ssl(), &mut certificates);
    if !matches!(outcome, Outcome::Done) {
        return (Err(failure::of_handshake((outcome, looked), chain, &tls, target, started).await), certificates);
    }
    tls.get_mut().end_handshake();
    let seen = TlsSeen {
        version: tls.ssl().version_str().to_owned(),
        cipher: cipher(tls.ssl()),
        chain,
        start_tls: target.start_tls,
        ms: started.elapsed().into(),
    };
    (Ok((tls, seen)), certificates)
}

/// Asks for TLS; where no answer comes, a hello is sent on a further connection meanwhile.
async fn upgrade(stream: &mut Counted<TcpStream>, target: &Target) -> (Result<(), Fault>, Option<Vec<u8>>) {
    let later = target.beside();
    let hello = follow_up::answer_to_hello(&later);
    let upgrade = start_tls::upgrade(stream, target.timeout);
    let (upgraded, hello) = beside::look(target.timeout, upgrade, hello, Result::is_err).await;
    (upgraded, hello.map(Option::unwrap_or_default))
}

/// Shakes hands; where no answer comes, what else the port may speak is looked at meanwhile.
async fn watched(stream: Counted<TcpStream>, target: &Target) -> (Shaken, Option<follow_up::Spoken>) {
    let later = target.beside();
    let handshake = handshake(stream, target, HelloKind::Usual);
    let unfinished = |shaken: &Shaken| shaken.as_ref().is_ok_and(|(_, outcome)| !matches!(outcome, Outcome::Done));
    beside::look(target.timeout, handshake, follow_up::spoken(&later, later.timeout), unfinished).await
}

/// Shakes hands on a connection that is ready for it, with a hello of this kind, within `target.timeout`.
/// The stream comes back in any case.
pub(super) async fn handshake(mut stream: Counted<TcpStream>, target: &Target, kind: HelloKind) -> Shaken {
    stream.begin_handshake();
    let mut tls = SslStream::new(hello::permissive(&target.host, kind)?, stream)?;
    let outcome = match timeout(target.timeout, Pin::new(&mut tls).connect()).await {
        Ok(Ok(())) => Outcome::Done,
        Ok(Err(error)) => Outcome::Broken(error),
        Err(_) => Outcome::TimedOut,
    };
    Ok((tls, outcome))
}

/// The chain as the server sent it, also of a handshake that failed later.
pub(super) fn chain(ssl: &SslRef, certificates: &mut Certificates) -> Vec<Fingerprint> {
    let sent = ssl.peer_cert_chain().into_iter().flatten().take(MAX_SENT);
    sent.filter_map(|certificate| keep(certificate, certificates).ok()).collect()
}

fn keep(certificate: &X509Ref, certificates: &mut Certificates) -> Result<Fingerprint, Box<dyn std::error::Error>> {
    let digest = certificate.digest(MessageDigest::sha256())?;
    let fingerprint: Fingerprint = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    let pem = String::from_utf8(certificate.to_pem()?)?;
    certificates.insert(fingerprint.clone(), pem);
    Ok(fingerprint)
}

pub(super) fn cipher(ssl: &SslRef) -> String {
    ssl.current_cipher()
        .map(|cipher| cipher.standard_name().unwrap_or_else(|| cipher.name()).to_owned())
        .unwrap_or_default()
}
