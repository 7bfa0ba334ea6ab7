//! OpenSSL as the TLS side of a plain server: certificates and versions that GnuTLS, which slapd uses, would not serve.

use std::net::TcpListener;

use openssl::ssl::{Ssl, SslContext, SslContextBuilder, SslMethod, SslVersion};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use super::pki::Issued;

/// What the TLS side is like, before it starts.
pub(super) struct Setup {
    context: SslContextBuilder,
}

/// A listener with a thread of its own, that ends when this is dropped.
pub(super) struct TlsFront {
    /// The port on 127.0.0.1.
    pub(super) port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Setup {
    /// Sends these certificates as they stand, the server's own first; none at all when empty.
    pub(super) fn new(chain: &[&Issued]) -> Self {
        let mut context = SslContextBuilder::new(SslMethod::tls_server()).unwrap();
        // Level 0: weak keys and old versions are what some of the tests are about.
        context.set_security_level(0);
        context.set_cipher_list("ALL:!aNULL:@SECLEVEL=0").unwrap();
        if let Some((leaf, rest)) = chain.split_first() {
            context.set_certificate(&leaf.certificate).unwrap();
            context.set_private_key(&leaf.key).unwrap();
            for issued in rest {
                context.add_extra_chain_cert(issued.certificate.clone()).unwrap();
            }
        }
        Self { context }
    }

    /// Speaks this version only.
    pub(super) fn only(mut self, version: SslVersion) -> Self {
        self.context.set_min_proto_version(Some(version)).unwrap();
        self.context.set_max_proto_version(Some(version)).unwrap();
        self
    }

    /// Starts to listen, and passes what clients say inside TLS to the plain port.
    pub(super) fn in_front_of(self, plain_port: u16) -> TlsFront {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let context = self.context.build();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, context.clone(), plain_port));
            }
        });
        TlsFront { port, _runtime: runtime }
    }
}

/// One connection; a client that goes away, or refuses the certificate, is nothing to report.
async fn serve(client: TcpStream, context: SslContext, plain_port: u16) {
    let mut tls = SslStream::new(Ssl::new(&context).unwrap(), client).unwrap();
    if std::pin::Pin::new(&mut tls).accept().await.is_err() {
        return;
    }
    if let Ok(mut server) = TcpStream::connect(("127.0.0.1", plain_port)).await {
        let _ = copy_bidirectional(&mut tls, &mut server).await;
    }
}
