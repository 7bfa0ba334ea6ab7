//! Clients that verify: the one of requests to the appliances, and this host's own, whose opinion is a note.

use std::error::Error;
use std::pin::Pin;

use native_tls::{Certificate, Protocol, TlsConnector};
use openssl::error::ErrorStack;
use openssl::ssl::{SslConnector, SslMethod, SslRef};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::{X509, X509VerifyResult};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use super::{Target, hello, start_tls};

/// `SSL_R_CERTIFICATE_VERIFY_FAILED`.
const VERIFY_FAILED: std::os::raw::c_int = 134;

/// A TLS client with its trust, made once and used for every server.
///
/// Making one takes some 80 ms, on a thread of its own: OpenSSL reads this host's whole bundle first, even where it is
/// to be forgotten, and the time it takes would show in the measurements of other probes.
#[derive(Clone)]
pub struct Client(SslConnector);

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

/// Why a strict client has no session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrictFailure {
    /// Client and server do not agree: the certificate, the name, the protocol. The library's words.
    #[error("{0}")]
    Refused(String),
    /// The connection broke, fell silent, or StartTLS was answered with no.
    #[error("{0}")]
    Broken(String),
}

impl Client {
    /// A client that trusts these certificates (PEM) and nothing else, not even the system's. Fails, in words, on a PEM
    /// that the TLS library does not take.
    pub async fn verifying(store: &[&str]) -> Result<Self, String> {
        let store: Vec<String> = store.iter().map(|&pem| pem.to_owned()).collect();
        tokio::task::spawn_blocking(move || connector(&store)).await.map_err(|error| error.to_string())?.map(Self)
    }
}

fn connector(store: &[String]) -> Result<SslConnector, String> {
    let failed = |error: ErrorStack| error.to_string();
    let mut builder = SslConnector::builder(SslMethod::tls_client()).map_err(failed)?;
    let mut trusted = X509StoreBuilder::new().map_err(failed)?;
    for pem in store {
        let certificate = X509::from_pem(pem.as_bytes())
            .map_err(|error| format!("a certificate of the store is not usable: {error}"))?;
        trusted.add_cert(certificate).map_err(failed)?;
    }
    builder.set_cert_store(trusted.build());
    hello::classical(&mut builder).map_err(failed)?;
    Ok(builder.build())
}

/// StartTLS where asked for, then the handshake; each within `target.timeout`.
pub(super) async fn run(
    mut tcp: TcpStream,
    target: &Target,
    client: &Client,
) -> Result<SslStream<TcpStream>, StrictFailure> {
    if target.start_tls {
        let upgraded = start_tls::upgrade(&mut tcp, target.timeout).await;
        upgraded.map_err(|fault| StrictFailure::Broken(format!("StartTLS: {fault}")))?;
    }
    let refused = |error: ErrorStack| StrictFailure::Refused(error.to_string());
    let configured = client.0.configure().map_err(refused)?;
    let configured = configured.use_server_name_indication(hello::server_name(&target.host).is_some());
    let ssl = configured.into_ssl(&target.host).map_err(refused)?;
    let mut stream = SslStream::new(ssl, tcp).map_err(refused)?;
    match timeout(target.timeout, Pin::new(&mut stream).connect()).await {
        Ok(Ok(())) => Ok(stream),
        // Errors of the socket, and its end, come without a word of OpenSSL's.
        Ok(Err(error)) if error.ssl_error().is_some() => Err(StrictFailure::Refused(words(&error, stream.ssl()))),
        Ok(Err(error)) => Err(StrictFailure::Broken(words(&error, stream.ssl()))),
        Err(_) => Err(StrictFailure::Broken(format!("no answer within {} ms", target.timeout.as_millis()))),
    }
}

/// What native-tls says with these certificates, in a handshake of TLS 1.2: its hellos of TLS 1.3 carry a key share
/// that it does not let anybody choose.
pub(super) async fn opinion(mut tcp: TcpStream, target: &Target, store: &[&str]) -> Option<Result<(), (String, bool)>> {
    let (store, named) =
        (store.iter().map(|&pem| pem.to_owned()).collect::<Vec<_>>(), hello::server_name(&target.host).is_some());
    let connector = tokio::task::spawn_blocking(move || native(&store, named)).await.ok()?.ok()?;
    if target.start_tls {
        start_tls::upgrade(&mut tcp, target.timeout).await.ok()?;
    }
    let connector = tokio_native_tls::TlsConnector::from(connector);
    match timeout(target.timeout, connector.connect(&target.host, tcp)).await.ok()? {
        Ok(_) => Some(Ok(())),
        Err(error) => {
            // Errors of the socket, and its end, come without a word of OpenSSL's.
            let stack = error.source()?.downcast_ref::<ErrorStack>()?;
            let certificate = stack.errors().iter().any(|one| one.reason_code() == VERIFY_FAILED);
            Some(Err((error.to_string(), certificate)))
        }
    }
}

fn native(store: &[String], named: bool) -> Result<TlsConnector, native_tls::Error> {
    let mut builder = TlsConnector::builder();
    builder.disable_built_in_roots(true).use_sni(named).max_protocol_version(Some(Protocol::Tlsv12));
    for pem in store {
        builder.add_root_certificate(Certificate::from_pem(pem.as_bytes())?);
    }
    builder.build()
}

/// An error, and why a certificate was refused.
pub(super) fn words(error: &openssl::ssl::Error, ssl: &SslRef) -> String {
    match ssl.verify_result() {
        X509VerifyResult::OK => error.to_string(),
        refused => format!("{error}: {}", refused.error_string()),
    }
}
