//! A handshake that refuses nothing a server may offer: the only way to see what it offers.

use std::net::IpAddr;
use std::pin::Pin;
use std::time::Instant;

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::ssl::{Ssl, SslContext, SslMethod, SslOptions, SslRef, SslVerifyMode, SslVersion};
use openssl::x509::X509Ref;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use super::wire::Counted;
use super::{Certificates, PermissiveStream, Target, failure, start_tls};
use crate::evidence::{Fingerprint, TlsFailure, TlsSeen};
use crate::trust::path::MAX_SENT;

/// Every suite OpenSSL has, the ones without authentication or encryption last, so that a server with a
/// certificate shows it even where it leaves the choice to the client.
const CIPHERS: &str = "ALL:COMPLEMENTOFALL:+aNULL:+eNULL:@SECLEVEL=0";

/// `SSL_OP_LEGACY_SERVER_CONNECT`: servers without secure renegotiation (RFC 5746) are let in too.
const LEGACY_SERVER_CONNECT: SslOptions = SslOptions::from_bits_retain(1 << 2);

/// How a handshake came to its end.
pub(super) enum Outcome {
    Done,
    TimedOut,
    Broken(openssl::ssl::Error),
}

pub(super) async fn run(
    tcp: TcpStream,
    target: &Target,
) -> (Result<(PermissiveStream, TlsSeen), TlsFailure>, Certificates) {
    let started = Instant::now();
    let mut certificates = Certificates::new();
    let mut stream = Counted::new(tcp);
    if target.start_tls
        && let Err(fault) = start_tls::upgrade(&mut stream, target.timeout).await
    {
        return (Err(failure::of_upgrade(fault, &stream, target, started).await), certificates);
    }
    let (mut tls, outcome) = match handshake(stream, target, SslVersion::TLS1_3).await {
        Ok(handshake) => handshake,
        Err(error) => return (Err(failure::of_setup(&error, started)), certificates),
    };
    let chain = chain(tls.ssl(), &mut certificates);
    if !matches!(outcome, Outcome::Done) {
        return (Err(failure::of_handshake(outcome, chain, &tls, target, started).await), certificates);
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

/// Shakes hands on a connection that is ready for it, in versions up to `newest`, within `target.timeout`.
/// The stream comes back in any case.
pub(super) async fn handshake(
    mut stream: Counted<TcpStream>,
    target: &Target,
    newest: SslVersion,
) -> Result<(PermissiveStream, Outcome), ErrorStack> {
    stream.begin_handshake();
    let mut tls = SslStream::new(client(&target.host, newest)?, stream)?;
    let outcome = match timeout(target.timeout, Pin::new(&mut tls).connect()).await {
        Ok(Ok(())) => Outcome::Done,
        Ok(Err(error)) => Outcome::Broken(error),
        Err(_) => Outcome::TimedOut,
    };
    Ok((tls, outcome))
}

fn client(host: &str, newest: SslVersion) -> Result<Ssl, ErrorStack> {
    let mut context = SslContext::builder(SslMethod::tls_client())?;
    context.set_verify(SslVerifyMode::NONE);
    context.set_security_level(0);
    context.set_cipher_list(CIPHERS)?;
    context.set_min_proto_version(Some(SslVersion::TLS1))?;
    context.set_max_proto_version(Some(newest))?;
    context.set_options(LEGACY_SERVER_CONNECT);
    // Whole chunks are read, so that the first bytes of a stranger are all there for a look.
    context.set_read_ahead(true);
    let mut ssl = Ssl::new(&context.build())?;
    if host.parse::<IpAddr>().is_err() {
        // Addresses are not permitted there (RFC 6066 section 3).
        ssl.set_hostname(host)?;
    }
    Ok(ssl)
}

/// The chain as the server sent it, also of a handshake that failed later.
fn chain(ssl: &SslRef, certificates: &mut Certificates) -> Vec<Fingerprint> {
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

fn cipher(ssl: &SslRef) -> String {
    ssl.current_cipher()
        .map(|cipher| cipher.standard_name().unwrap_or_else(|| cipher.name()).to_owned())
        .unwrap_or_default()
}
