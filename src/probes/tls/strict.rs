//! The session a password may go over: native-tls, as an application uses it.

use std::error::Error;

use native_tls::{Certificate, TlsConnector};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_native_tls::TlsStream;

use super::{Target, start_tls};

/// A client that trusts these certificates (PEM) and nothing else.
pub(super) fn verifying(store: &[String]) -> Result<TlsConnector, String> {
    let mut builder = TlsConnector::builder();
    builder.disable_built_in_roots(true);
    for pem in store {
        let certificate = Certificate::from_pem(pem.as_bytes())
            .map_err(|error| format!("a certificate of the store is not usable: {}", words(&error)))?;
        builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| words(&error))
}

/// A client that takes any certificate for any name.
pub(super) fn trusting_anyone() -> Result<TlsConnector, String> {
    TlsConnector::builder()
        .disable_built_in_roots(true)
        .danger_accept_invalid_certs(true)
        .danger_accept_invalid_hostnames(true)
        .build()
        .map_err(|error| words(&error))
}

/// StartTLS where asked for, then the handshake; each within `target.timeout`.
///
/// The client is built on a thread of its own: OpenSSL reads this host's whole bundle first, even where it is to
/// be forgotten, and the time it takes would show in the measurements of other probes.
pub(super) async fn run(
    mut tcp: TcpStream,
    target: &Target,
    client: impl FnOnce() -> Result<TlsConnector, String> + Send + 'static,
) -> Result<TlsStream<TcpStream>, String> {
    let client = tokio::task::spawn_blocking(client).await.map_err(|error| error.to_string())??;
    if target.start_tls {
        start_tls::upgrade(&mut tcp, target.timeout).await.map_err(|fault| format!("StartTLS: {fault}"))?;
    }
    let connector = tokio_native_tls::TlsConnector::from(client);
    match timeout(target.timeout, connector.connect(&target.host, tcp)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(words(&error)),
        Err(_) => Err(format!("no answer within {} ms", target.timeout.as_millis())),
    }
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
