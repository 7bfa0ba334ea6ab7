//! The session a password may go over: native-tls, as an application uses it.

use std::error::Error;

use native_tls::{Certificate, TlsConnector};
use openssl::error::ErrorStack;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_native_tls::TlsStream;

use super::{Target, start_tls};

/// A TLS client with its trust, made once and used for every server.
///
/// Making one takes some 80 ms, on a thread of its own: OpenSSL reads this host's whole bundle first, even where it is
/// to be forgotten, and the time it takes would show in the measurements of other probes.
#[derive(Debug, Clone)]
pub struct Client(TlsConnector);

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
        Self::make(move || {
            let mut builder = TlsConnector::builder();
            builder.disable_built_in_roots(true);
            for pem in store {
                let certificate = Certificate::from_pem(pem.as_bytes())
                    .map_err(|error| format!("a certificate of the store is not usable: {}", words(&error)))?;
                builder.add_root_certificate(certificate);
            }
            builder.build().map_err(|error| words(&error))
        })
        .await
    }

    /// A client that takes any certificate for any name.
    pub(super) async fn trusting_anyone() -> Result<Self, String> {
        Self::make(|| {
            TlsConnector::builder()
                .disable_built_in_roots(true)
                .danger_accept_invalid_certs(true)
                .danger_accept_invalid_hostnames(true)
                .build()
                .map_err(|error| words(&error))
        })
        .await
    }

    async fn make(build: impl FnOnce() -> Result<TlsConnector, String> + Send + 'static) -> Result<Self, String> {
        tokio::task::spawn_blocking(build).await.map_err(|error| error.to_string())?.map(Self)
    }
}

/// StartTLS where asked for, then the handshake; each within `target.timeout`.
pub(super) async fn run(
    mut tcp: TcpStream,
    target: &Target,
    client: &Client,
) -> Result<TlsStream<TcpStream>, StrictFailure> {
    if target.start_tls {
        let upgraded = start_tls::upgrade(&mut tcp, target.timeout).await;
        upgraded.map_err(|fault| StrictFailure::Broken(format!("StartTLS: {fault}")))?;
    }
    let connector = tokio_native_tls::TlsConnector::from(client.0.clone());
    match timeout(target.timeout, connector.connect(&target.host, tcp)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if refused(&error) => Err(StrictFailure::Refused(words(&error))),
        Ok(Err(error)) => Err(StrictFailure::Broken(words(&error))),
        Err(_) => Err(StrictFailure::Broken(format!("no answer within {} ms", target.timeout.as_millis()))),
    }
}

/// Whether OpenSSL itself said no. Errors of the socket, and its end, come without a word of OpenSSL's.
fn refused(error: &native_tls::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<ErrorStack>())
}

/// An error and what it stems from, without saying anything twice.
fn words(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
