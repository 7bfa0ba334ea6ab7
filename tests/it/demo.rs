//! The embedded directory as a stranger's client sees it: raw messages over TCP, and OpenSSL.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::pin::Pin;
use std::time::Duration;

use openssl::error::ErrorStack;
use openssl::ssl::{Ssl, SslContext, SslMethod, SslVerifyMode, SslVersion};
use openssl::x509::X509;
use openssl::x509::store::X509StoreBuilder;
use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_openssl::SslStream;
use ucdoctor::demo::company::MANAGER_DN;
use ucdoctor::demo::setup::HOST;
use ucdoctor::demo::{self, Scene};
use ucdoctor::ldap::ber::{self, Reader, Writer};
use ucdoctor::plan::Plan;

const ROOT_DSE: &[u8] = b"\x30\x25\x02\x01\x02\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00";
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
const WHO_AM_I: &[u8] = b"\x30\x1e\x02\x01\x04\x77\x19\x80\x171.3.6.1.4.1.4203.1.11.3";

async fn scene(name: &str) -> Scene {
    demo::scene(demo::fault(name).unwrap()).await.unwrap()
}

async fn connect(scene: &Scene) -> TcpStream {
    TcpStream::connect(scene.servers[0].address()).await.unwrap()
}

/// A strict client that trusts one store of the plan alone.
fn strict(plan: &Plan, store: &str) -> Ssl {
    let store = plan.stores.iter().find(|known| known.name == store).unwrap();
    let mut trusted = X509StoreBuilder::new().unwrap();
    for fingerprint in &store.certificates {
        trusted.add_cert(X509::from_pem(plan.certificates[fingerprint].as_bytes()).unwrap()).unwrap();
    }
    let mut context = SslContext::builder(SslMethod::tls_client()).unwrap();
    context.set_cert_store(trusted.build());
    context.set_verify(SslVerifyMode::PEER);
    let mut ssl = Ssl::new(&context.build()).unwrap();
    ssl.set_hostname(HOST).unwrap();
    ssl.param_mut().set_host(HOST).unwrap();
    ssl
}

fn trusting(change: impl FnOnce(&mut openssl::ssl::SslContextBuilder) -> Result<(), ErrorStack>) -> Ssl {
    let mut context = SslContext::builder(SslMethod::tls_client()).unwrap();
    context.set_verify(SslVerifyMode::NONE);
    change(&mut context).unwrap();
    Ssl::new(&context.build()).unwrap()
}

async fn handshake(tcp: TcpStream, ssl: Ssl) -> Result<SslStream<TcpStream>, openssl::ssl::Error> {
    let mut tls = SslStream::new(ssl, tcp).unwrap();
    Pin::new(&mut tls).connect().await?;
    Ok(tls)
}

/// Sends a request and reads whole messages until one is no search entry.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, request: &[u8]) -> Vec<Vec<u8>> {
    stream.write_all(request).await.unwrap();
    let (mut messages, mut bytes) = (Vec::new(), Vec::new());
    loop {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "closed after {bytes:02x?}");
        while let Some(header) = ber::header(&bytes, 0).unwrap() {
            let end = header.len + header.content as usize;
            if bytes.len() < end {
                break;
            }
            let message: Vec<u8> = bytes.drain(..end).collect();
            ber::check_structure(&message, 40).unwrap();
            let last = operation(&message).0 != 0x64;
            messages.push(message);
            if last {
                return messages;
            }
        }
    }
}

/// Tag of the operation, its first number and its texts.
fn operation(message: &[u8]) -> (u8, i64, String) {
    let whole = Reader::new(message).expect(ber::SEQUENCE).unwrap();
    let mut parts = Reader::inside(&whole);
    parts.any().unwrap();
    let operation = parts.any().unwrap();
    let mut result = Reader::inside(&operation);
    let code = result.any().unwrap().number().unwrap_or_default();
    (operation.tag, code, String::from_utf8_lossy(operation.content).into_owned())
}

fn bind(name: &str, password: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(ber::SEQUENCE, |message| {
        message.number(ber::INTEGER, 3).constructed(0x60, |bind| {
            bind.number(ber::INTEGER, 3).octets(name).primitive(0x80, password.as_bytes());
        });
    });
    writer.into_bytes()
}

fn people() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(ber::SEQUENCE, |message| {
        message.number(ber::INTEGER, 5).constructed(0x63, |search| {
            search.octets("DC=demo,DC=example").number(ber::ENUMERATED, 2).number(ber::ENUMERATED, 0);
            search.number(ber::INTEGER, 0).number(ber::INTEGER, 0).boolean(false);
            search.constructed(0xa3, |equal| {
                equal.octets("department").octets("sales");
            });
            search.constructed(ber::SEQUENCE, |attributes| {
                attributes.octets("ipPhone");
            });
        });
    });
    writer.into_bytes()
}

#[tokio::test]
async fn a_client_is_led_from_strangers_to_the_manager() {
    let scene = scene("scheme-mismatch").await; // the port speaks plain LDAP, and StartTLS
    let password = scene.plan.password.as_ref().unwrap().expose_secret().to_owned();
    let mut tcp = connect(&scene).await;
    let root = ask(&mut tcp, ROOT_DSE).await;
    assert_eq!(root.len(), 2);
    assert!(operation(&root[0]).2.contains("dc1.demo.example"), "{:?}", operation(&root[0]));
    let (tag, code, text) = operation(&ask(&mut tcp, &people()).await[0]);
    assert_eq!((tag, code), (0x65, 1), "{text}");

    assert_eq!(operation(&ask(&mut tcp, START_TLS).await[0]).1, 0);
    let mut tls = handshake(tcp, strict(&scene.plan, "presence")).await.unwrap();
    let (tag, code, text) = operation(&ask(&mut tls, &bind(MANAGER_DN, "no")).await[0]);
    assert_eq!((tag, code), (0x61, 49));
    assert!(text.ends_with("comment: AcceptSecurityContext error, data 52e, v4563\0"), "{text}");
    assert!(operation(&ask(&mut tls, WHO_AM_I).await[0]).2.ends_with("\u{fffd}\0"), "an empty identity");
    assert_eq!(operation(&ask(&mut tls, &bind(MANAGER_DN, &password)).await[0]).1, 0);
    assert!(operation(&ask(&mut tls, WHO_AM_I).await[0]).2.ends_with("u:DEMO\\svc-ucm"));
    let found = ask(&mut tls, &people()).await;
    assert_eq!(found.len(), 3, "two people in sales and the end");
    assert!(operation(&found[0]).2.contains("2002") && !operation(&found[0]).2.contains("mail"));
    assert_eq!(scene.servers[0].binds(), 2);
}

/// What OpenSSL says of each certificate fault, by store: numbers of openssl-verification-options(1).
#[tokio::test]
async fn strict_clients_refuse_exactly_what_was_planted() {
    for (fault, by_call_manager, by_presence) in [
        ("healthy", 0, 0),
        ("ca-missing", 0, 20),
        ("ca-replaced", 0, 20),
        ("chain-incomplete", 0, 20),
        ("certificate-expired", 10, 10),
        ("certificate-not-yet-valid", 9, 9),
        ("clock-skew", 9, 9),
        ("certificate-expiring", 0, 0),
        ("name-mismatch", 62, 62),
        ("certificate-unsuitable", 26, 26),
        ("no-failover", 0, 0),
    ] {
        let scene = scene(fault).await;
        for (store, expected) in [("call-manager", by_call_manager), ("presence", by_presence)] {
            let mut tls = SslStream::new(strict(&scene.plan, store), connect(&scene).await).unwrap();
            let connected = Pin::new(&mut tls).connect().await;
            assert_eq!(tls.ssl().verify_result().as_raw(), expected, "{fault} x {store}");
            assert_eq!(connected.is_ok(), expected == 0, "{fault} x {store}: {connected:?}");
        }
    }
}

#[tokio::test]
async fn ports_disappoint_as_planted() {
    let mut seen = BTreeMap::new();
    for fault in ["server-silent", "not-ldap", "no-server-certificate", "scheme-mismatch"] {
        let scene = scene(fault).await;
        let mut tcp = connect(&scene).await;
        tcp.write_all(b"\x16\x03\x01\x00\x05hello").await.unwrap();
        let mut answer = Vec::new();
        let end = match timeout(Duration::from_millis(300), tcp.read_to_end(&mut answer)).await {
            Err(_) => "nothing".to_owned(),
            Ok(Ok(0)) => "closed".to_owned(),
            Ok(Ok(_)) => String::from_utf8_lossy(&answer[..12]).into_owned(),
            Ok(Err(error)) => error.kind().to_string(),
        };
        seen.insert(fault, end);
    }
    let expected = [
        ("server-silent", "nothing"),
        ("not-ldap", "HTTP/1.1 400"),
        ("no-server-certificate", "connection reset"),
        ("scheme-mismatch", "closed"),
    ];
    assert_eq!(seen, expected.into_iter().map(|(fault, end)| (fault, end.to_owned())).collect());

    let stopped = scene("server-unreachable").await;
    let address = (std::net::Ipv4Addr::LOCALHOST, stopped.plan.asked.servers[0].port);
    assert_eq!(TcpStream::connect(address).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn tls_is_as_old_or_as_demanding_as_planted() {
    let old = scene("tls-version-unsupported").await;
    assert!(handshake(connect(&old).await, strict(&old.plan, "presence")).await.is_err());
    let permissive = trusting(|context| {
        context.set_security_level(0);
        context.set_cipher_list("ALL:COMPLEMENTOFALL:@SECLEVEL=0")?;
        context.set_min_proto_version(Some(SslVersion::TLS1))
    });
    let tls = handshake(connect(&old).await, permissive).await.unwrap();
    assert_eq!((tls.ssl().version_str(), tls.ssl().peer_cert_chain().unwrap().len()), ("TLSv1", 2));

    let demanding = scene("client-certificate-required").await;
    let mut tls = handshake(connect(&demanding).await, trusting(|_| Ok(()))).await.unwrap();
    assert_eq!(tls.ssl().version_str(), "TLSv1.3");
    let _ = tls.write_all(ROOT_DSE).await;
    let error = tls.read(&mut [0; 64]).await.unwrap_err();
    let stack = error.get_ref().unwrap().downcast_ref::<openssl::ssl::Error>().unwrap().ssl_error().unwrap();
    assert_eq!(stack.errors()[0].reason_code(), 1116, "certificate required, RFC 8446 section 6.2");
}

#[tokio::test]
async fn answers_break_as_planted() {
    for (fault, whole) in [("connection-lost", false), ("malformed-answer", true)] {
        let scene = scene(fault).await;
        let mut tls = handshake(connect(&scene).await, trusting(|_| Ok(()))).await.unwrap();
        tls.write_all(ROOT_DSE).await.unwrap();
        let mut bytes = Vec::new();
        while matches!(tls.read_buf(&mut bytes).await, Ok(1..)) {}
        let header = ber::header(&bytes, 0).unwrap().unwrap();
        assert_eq!(bytes.len() as u64 == header.len as u64 + header.content, whole, "{fault}");
        assert!(ber::check_structure(&bytes, 40).is_err(), "{fault}");
    }
}

#[tokio::test]
async fn rude_clients_are_shown_out_and_leave_no_trace() {
    let scene = scene("scheme-mismatch").await;
    for request in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x30\x84\x40\x00\x00\x00",
        b"\x30\x80",
        b"\x30\x03\x02\x01\x01",
    ] {
        let mut tcp = connect(&scene).await;
        tcp.write_all(request).await.unwrap();
        let ended = timeout(Duration::from_secs(5), tcp.read_to_end(&mut Vec::new())).await;
        assert!(ended.is_ok(), "{request:02x?}");
    }
    assert_eq!(ask(&mut connect(&scene).await, ROOT_DSE).await.len(), 2);
    assert!(ends_with_its_scene(scene).await || ends_with_its_scene(self::scene("scheme-mismatch").await).await);
}

/// Whether nobody listens any more. Another test may have been given the port meanwhile: then one asks once more.
async fn ends_with_its_scene(scene: Scene) -> bool {
    let address = scene.servers[0].address();
    drop(scene);
    tokio::task::yield_now().await;
    TcpStream::connect(address).await.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
}
