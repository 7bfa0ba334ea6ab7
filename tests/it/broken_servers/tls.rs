//! What TLS tells only inside the conversation.

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::ssl::{Ssl, SslAcceptor, SslConnector, SslMethod, SslVerifyMode, SslVersion};
use openssl::x509::{X509Builder, X509NameBuilder};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_openssl::SslStream;
use ucdoctor::ldap::fault::Fault;
use ucdoctor::ldap::session::Session;

const WAIT: Duration = Duration::from_secs(20);

/// A TLS 1.3 server that reads a little and goes without a word of TLS, or first demands a client certificate.
async fn serve(client_certificate: bool) -> SocketAddr {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "broken.example").unwrap();
    let name = name.build();
    let mut certificate = X509Builder::new().unwrap();
    certificate.set_subject_name(&name).unwrap();
    certificate.set_issuer_name(&name).unwrap();
    certificate.set_pubkey(&key).unwrap();
    certificate.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    certificate.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    certificate.sign(&key, MessageDigest::sha256()).unwrap();
    let mut acceptor = SslAcceptor::mozilla_modern_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_certificate(&certificate.build()).unwrap();
    acceptor.set_private_key(&key).unwrap();
    acceptor.set_min_proto_version(Some(SslVersion::TLS1_3)).unwrap();
    if client_certificate {
        acceptor.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
    }
    let acceptor = acceptor.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = SslStream::new(Ssl::new(acceptor.context()).unwrap(), stream).unwrap();
        if Pin::new(&mut stream).accept().await.is_ok() {
            let _ = stream.read(&mut [0; 1024]).await;
        } else {
            // The request of the client is read, so that the end is no reset.
            let _ = stream.get_mut().read(&mut [0; 1024]).await;
        }
    });
    address
}

async fn through_openssl(address: SocketAddr) -> Session {
    let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
    connector.set_verify(SslVerifyMode::NONE);
    let ssl = connector.build().configure().unwrap().into_ssl("broken.example").unwrap();
    let mut stream = SslStream::new(ssl, TcpStream::connect(address).await.unwrap()).unwrap();
    Pin::new(&mut stream).connect().await.unwrap();
    Session::open(stream, WAIT).await.unwrap()
}

async fn through_native_tls(address: SocketAddr) -> Session {
    let connector = native_tls::TlsConnector::builder().danger_accept_invalid_certs(true).build().unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let stream = tokio_native_tls::TlsConnector::from(connector).connect("broken.example", stream).await.unwrap();
    Session::open(stream, WAIT).await.unwrap()
}

#[tokio::test]
async fn a_demand_for_a_client_certificate_shows_at_the_first_read() {
    for mut session in [through_openssl(serve(true).await).await, through_native_tls(serve(true).await).await] {
        assert_eq!(session.root_dse().await.unwrap_err().fault, Fault::ClientCertificateRequired);
    }
}

#[tokio::test]
async fn an_end_without_close_notify_is_an_end() {
    for mut session in [through_openssl(serve(false).await).await, through_native_tls(serve(false).await).await] {
        assert_eq!(session.root_dse().await.unwrap_err().fault, Fault::Closed { pending: 0 });
    }
}
