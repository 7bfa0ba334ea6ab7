//! The TLS probes against real OpenSSL servers, and against fakes for what those never do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod pki;
mod servers;

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use openssl::ssl::{SslAcceptor, SslMethod};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use ucdoctor::evidence::{FollowUp, HelloKind, Protocol, TlsFailure, TlsFailureKind as Kind};
use ucdoctor::ldap::fault::Fault;
use ucdoctor::probes::tls::{Client, StrictFailure};
use ucdoctor::probes::{tcp, tls};

use crate::live::pki::Draft;
use crate::netns::{Lab, Ns, SERVER};
use crate::watchdog;
use pki::Pki;
use servers::{
    GRANTED, SEARCH_DONE, SServer, answer, answer_and_close, close_on_data, fake, fake_behind_a_hole, fake_start_tls,
    free_address, greet, hold, read_some, reset, reset_on_data, reset_on_message, reset_unprompted,
};

/// Long enough for a fake to answer on a busy machine.
const TIMEOUT_MS: u64 = 2_000;

fn target(address: SocketAddr, start_tls: bool) -> tls::Target {
    let timeout = Duration::from_millis(TIMEOUT_MS);
    tls::Target { address, host: "dc1.corp.example".to_owned(), source: None, start_tls, timeout }
}

async fn connect(address: SocketAddr) -> tokio::net::TcpStream {
    tcp::connect(address, None, Duration::from_secs(3)).await.unwrap().0
}

async fn failure(address: SocketAddr, start_tls: bool) -> TlsFailure {
    tls::permissive(connect(address).await, &target(address, start_tls)).await.0.map(|(_, seen)| seen).unwrap_err()
}

#[tokio::test]
async fn the_chain_is_seen_as_sent_over_every_version() {
    let pki = Pki::new();
    for (options, version, cipher) in [
        ("", "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
        ("-tls1_2", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
        ("-tls1_1 -cipher ALL:@SECLEVEL=0", "TLSv1.1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
        ("-tls1 -cipher ALL:@SECLEVEL=0", "TLSv1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
        // Asks for a client certificate, and goes on without one.
        ("-tls1_2 -verify 1", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ] {
        let server = SServer::start(&pki, options);
        let (seen, certificates) = tls::permissive(connect(server.address).await, &target(server.address, false)).await;
        let (_, seen) = seen.unwrap();
        assert_eq!((seen.version.as_str(), seen.cipher.as_str()), (version, cipher), "{options}");
        assert_eq!(seen.chain, pki.fingerprints(), "{options}");
        assert_eq!(certificates[&seen.chain[0]], pki.leaf.pem());
        assert_eq!(certificates.len(), 3);
        assert!(!seen.start_tls && seen.ms.0 > 0.0);
    }
}

#[tokio::test]
async fn a_refused_handshake_says_why() {
    let pki = Pki::new();
    for (options, kind, certificates) in [
        ("-tls1_2 -Verify 1", Kind::ClientCertificateRequired, 3),
        ("-tls1 -Verify 1 -cipher ALL:@SECLEVEL=0", Kind::ClientCertificateRequired, 3),
        ("-nocert", Kind::Alert { alert: 40 }, 0),
    ] {
        let server = SServer::start(&pki, options);
        let (seen, pems) = tls::permissive(connect(server.address).await, &target(server.address, false)).await;
        let failure = seen.map(|(_, seen)| seen).unwrap_err();
        assert_eq!(failure.kind, kind, "{options}: {}", failure.raw);
        assert_eq!(failure.chain, pki.fingerprints()[..certificates], "{options}");
        assert_eq!(pems.len(), certificates);
        assert!(failure.wire.sent > 100 && failure.wire.received > 0, "{:?}", failure.wire);
        assert!(failure.raw.starts_with("error:0A"), "{}", failure.raw);
    }
}

/// A ServerHello of SSL 3.0, which no hello of ours allows.
const SSL_3_HELLO: &[u8] = b"\x16\x03\x00\x00\x2a\x02\x00\x00\x26\x03\x00\
    0123456789abcdef0123456789abcdef\x00\x00\x2f\x00";
const NOTICE: &[u8] = b"\x30\x2a\x02\x01\x00\x78\x25\x0a\x01\x02\x04\x00\x04\x06broken\
    \x8a\x161.3.6.1.4.1.1466.20036";

#[tokio::test]
async fn what_is_no_tls_server_is_told_apart() {
    fn plain_ldap(mut stream: TcpStream, hang_up: fn(TcpStream)) {
        if read_some(&mut stream).first() == Some(&0x30) {
            let _ = stream.write_all(SEARCH_DONE);
            return hold(stream);
        }
        hang_up(stream);
    }
    let not_tls = |protocol| Kind::NotTls { protocol };
    for (name, address, kind, first_bytes) in [
        ("silent", fake(hold), Kind::Silent, ""),
        ("half a hello", fake(|s| answer(s, b"\x16\x03\x03\x00\x7a\x02\x00")), Kind::Silent, "16 03 03 00 7a 02 00"),
        ("hole", fake_behind_a_hole(), Kind::DataDropped, ""),
        ("closes at once", fake(drop), Kind::EndedUnasked, ""),
        ("closes on the hello", fake(close_on_data), Kind::Closed, ""),
        ("resets a hello", fake(reset_on_message), Kind::Reset, ""),
        ("resets unprompted", fake(reset_unprompted), Kind::EndedUnasked, ""),
        ("resets any byte", fake(reset_on_data), Kind::DataReset, ""),
        ("ldap, closing", fake(|s| plain_ldap(s, drop)), Kind::PlainLdap, ""),
        ("ldap, resetting", fake(|s| plain_ldap(s, reset)), Kind::PlainLdap, ""),
        ("ldap, silent", fake(|s| plain_ldap(s, hold)), Kind::PlainLdap, ""),
        ("ldap, with a notice", fake(|s| answer(s, NOTICE)), Kind::PlainLdap, "30 2a 02 01 00 78"),
        ("http", fake(|s| answer(s, b"HTTP/1.1 400 Bad Request\r\n\r\n")), not_tls(Protocol::Http), "48 54 54 50 2f"),
        (
            "ssh",
            fake(|s| {
                greet(
                    s,
                    b"SSH-2.0-x
",
                )
            }),
            not_tls(Protocol::Ssh),
            "53 53 48",
        ),
        (
            "smtp",
            fake(|s| {
                greet(
                    s, b"220 mx
",
                )
            }),
            not_tls(Protocol::Greeting),
            "32 32 30",
        ),
        ("noise", fake(|s| answer(s, b"\x00\x01\x02\x03\x04\x05\x06")), not_tls(Protocol::Unknown), "00 01 02"),
        ("alert 70", fake(|s| answer(s, b"\x15\x03\x01\x00\x02\x02\x46")), Kind::NoCommonVersion, "15 03 01"),
        ("alert 80", fake(|s| answer(s, b"\x15\x03\x01\x00\x02\x02\x50")), Kind::Alert { alert: 80 }, "15 03 01"),
        ("ssl 3", fake(|s| answer(s, SSL_3_HELLO)), Kind::NoCommonVersion, "16 03 00"),
    ] {
        let failure = watchdog::ends(name, failure(address, false)).await;
        assert_eq!(failure.kind, kind, "{name}: {} {:?}", failure.raw, failure.wire);
        assert!(failure.wire.first_bytes.starts_with(first_bytes), "{name}: {:?}", failure.wire);
        assert_eq!(failure.wire.received == 0, first_bytes.is_empty(), "{name}: {:?}", failure.wire);
        assert_eq!(failure.wire.unacknowledged, name == "hole", "{name}");
        assert!(failure.chain.is_empty() && !failure.raw.is_empty());
    }
}

#[tokio::test]
async fn a_broken_start_tls_is_named_exactly() {
    for (address, fault) in [
        (fake(hold), Fault::Silent { waited_ms: TIMEOUT_MS }),
        (fake(|s| answer(s, &GRANTED[..1])), Fault::Stalled { received: 1, announced: 0, waited_ms: TIMEOUT_MS }),
        (fake(|s| answer(s, &GRANTED[..5])), Fault::Stalled { received: 5, announced: 14, waited_ms: TIMEOUT_MS }),
        (fake(close_on_data), Fault::Closed { pending: 0 }),
        (fake(|s| answer_and_close(s, &GRANTED[..9])), Fault::Closed { pending: 9 }),
        (fake(reset_on_message), Fault::Reset { pending: 0 }),
    ] {
        let failure = failure(address, true).await;
        assert_eq!(failure.kind, Kind::StartTls { fault: fault.clone() });
        assert_eq!(failure.raw, fault.to_string());
        assert_eq!(failure.wire.sent, 31, "{fault}");
    }
    assert_eq!(failure(fake(reset_on_data), true).await.kind, Kind::DataReset);
    assert_eq!(failure(fake_behind_a_hole(), true).await.kind, Kind::DataDropped);
}

#[tokio::test]
async fn an_answer_to_start_tls_other_than_success_is_kept() {
    let malformed = |what: &str| Fault::Malformed { what: what.to_owned() };
    let result = |code, text: &str| Fault::Result { code, text: text.to_owned(), matched: String::new() };
    let http = "48 54 54 50 2f 31 2e 31 20 34 30 30 0d 0a \"HTTP/1.1 400\\r\\n\"".to_owned();
    for (bytes, fault) in [
        (
            &b"\x30\x28\x02\x01\x01\x78\x23\x0a\x01\x34\x04\x00\x04\x1cError initializing SSL/TLS\0\0"[..],
            result(52, "Error initializing SSL/TLS"),
        ),
        (b"\x30\x0d\x02\x01\x01\x78\x08\x0a\x01\x02\x04\x00\x04\x01\xff", result(2, "\u{fffd}")),
        (
            b"\x30\x26\x02\x01\x01\x78\x21\x0a\x01\x0a\x04\x00\x04\x00\xa3\x18\x04\x16ldap://dc7.lab.example",
            Fault::Referral { text: String::new(), referrals: vec!["ldap://dc7.lab.example".to_owned()] },
        ),
        (b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x0a\x04\x00\x04\x00", result(10, "")),
        (b"HTTP/1.1 400\r\n", Fault::NotLdap { protocol: Protocol::Http, sample: http }),
        (NOTICE, Fault::Notice { code: 2, text: "broken".to_owned() }),
        (
            b"\x30\x84\x7f\xff\xff\xff\x02\x01\x01",
            malformed("the message announces 2147483647 bytes, at most 65536 are accepted"),
        ),
        (
            b"\x30\x05\x02\x01\x01\x78\x50",
            malformed("element at byte 5 (tag 0x78) claims 80 bytes, its parent ends after 0"),
        ),
        (
            b"\x30\x0c\x02\x01\x07\x78\x07\x0a\x01\x00\x04\x00\x04\x00",
            malformed("the answer has message id 7, expected 1"),
        ),
        (
            b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
            malformed("element at byte 5 has tag 0x61, expected 0x78"),
        ),
    ] {
        let failure = failure(fake(move |s| answer(s, bytes)), true).await;
        assert_eq!(failure.kind, Kind::StartTls { fault: fault.clone() });
        assert!(failure.wire.received > 0 && failure.raw == fault.to_string(), "{failure:?}");
    }
}

#[tokio::test]
async fn start_tls_leads_to_the_same_chain_and_to_nothing_forged() {
    let pki = Pki::new();
    let address = fake_start_tls(&pki, b"");
    let (seen, _) = tls::permissive(connect(address).await, &target(address, true)).await;
    let (_, seen) = seen.unwrap();
    assert_eq!(seen.chain, pki.fingerprints());
    assert!(seen.start_tls);

    let forged = fake_start_tls(&pki, SEARCH_DONE);
    let failure = failure(forged, true).await;
    assert_eq!(failure.kind, Kind::NotTls { protocol: Protocol::Ldap }, "{}", failure.raw);
    let store = pki.root.pem();
    let client = Client::verifying(&[&store]).await.unwrap();
    let refusal = tls::strict(connect(forged).await, &target(forged, true), &client).await.unwrap_err();
    assert!(refusal.to_string().contains("wrong version number"), "{refusal}");
}

#[tokio::test]
async fn start_tls_on_a_port_that_speaks_tls_anyway() {
    let server = SServer::start(&Pki::new(), "");
    match failure(server.address, true).await.kind {
        Kind::StartTls { fault: Fault::NotLdap { protocol, sample } } => {
            assert_eq!(protocol, Protocol::Tls);
            assert!(sample.starts_with("15 03") || sample.starts_with("16 03"), "{sample}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_strict_client_takes_what_its_store_vouches_for() {
    let (pki, namesake, expired) = (Pki::new(), Pki::new(), Pki::expired());
    let server = SServer::start(&pki, "");
    let outdated = SServer::start(&expired, "");
    let stranger = Draft::authority("Another", "Root CA").sign(None);
    for (name, address, host, root, refusal) in [
        ("good", server.address, "dc1.corp.example", &pki.root, None),
        ("by address", server.address, "127.0.0.1", &pki.root, None),
        ("root", server.address, "dc1.corp.example", &stranger, Some("self-signed certificate in certificate chain")),
        ("renewed root", server.address, "dc1.corp.example", &namesake.root, Some("certificate signature failure")),
        ("name", server.address, "dc2.corp.example", &pki.root, Some("hostname mismatch")),
        ("address", server.address, "::1", &pki.root, Some("IP address mismatch")),
        ("expired", outdated.address, "dc1.corp.example", &expired.root, Some("certificate has expired")),
    ] {
        let target = tls::Target { host: host.to_owned(), ..target(address, false) };
        let client = Client::verifying(&[&root.pem()]).await.unwrap();
        match (tls::strict(connect(address).await, &target, &client).await, refusal) {
            (Ok(mut stream), None) => stream.write_all(b"ok").await.unwrap(),
            (Err(StrictFailure::Refused(text)), Some(refusal)) => assert!(text.contains(refusal), "{name}: {text}"),
            (result, _) => panic!("{name}: {result:?}"),
        }
        let pinned = tls::pinned(connect(address).await, &target).await.unwrap_or_else(|text| panic!("{name}: {text}"));
        assert!(pinned.certificates.contains_key(&pinned.chain[0]), "{name}");
    }
    let (client, empty) = (Client::verifying(&[&pki.root.pem()]).await.unwrap(), Client::verifying(&[]).await.unwrap());
    let none = tls::strict(connect(server.address).await, &target(server.address, false), &empty).await.unwrap_err();
    assert!(none.to_string().contains("certificate verify failed"), "{none}");
    for (name, address, start_tls, words) in [
        ("silent", fake(hold), false, "no answer within 2"),
        ("silent StartTLS", fake(hold), true, "StartTLS: no answer within 2"),
        ("closes", fake(close_on_data), false, "unexpected EOF"),
        ("resets", fake(reset_on_data), false, "Connection reset by peer"),
    ] {
        match tls::strict(connect(address).await, &target(address, start_tls), &client).await {
            Err(StrictFailure::Broken(text)) => assert!(text.contains(words), "{name}: {text}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    let upgraded = fake_start_tls(&pki, b"");
    tls::strict(connect(upgraded).await, &target(upgraded, true), &client).await.unwrap();
}

#[tokio::test]
async fn a_broken_plain_port_is_looked_at_again() {
    let server = SServer::start(&Pki::new(), "");
    for (name, address, expected) in [
        ("tls", server.address, Some(FollowUp::SpeaksTls)),
        ("tls that refuses", fake(|s| answer(s, b"\x15\x03\x01\x00\x02\x02\x28")), Some(FollowUp::SpeaksTls)),
        ("resets any byte", fake(reset_on_data), Some(FollowUp::SingleByteReset)),
        ("silent", fake(hold), Some(FollowUp::SingleByteAccepted)),
        ("closes on data", fake(close_on_data), Some(FollowUp::SingleByteAccepted)),
        ("closes unprompted", fake(drop), Some(FollowUp::EndedUnasked)),
        ("nobody", free_address(), None),
    ] {
        assert_eq!(tls::follow_up(&target(address, false)).await, expected, "{name}");
    }
}

/// A session over the permissive stream sees what a TLS 1.3 server says only after the handshake.
#[tokio::test]
async fn the_demand_for_a_client_certificate_comes_with_the_first_read_of_tls_1_3() {
    let server = SServer::start(&Pki::new(), "-Verify 1");
    let (seen, _) = tls::permissive(connect(server.address).await, &target(server.address, false)).await;
    let (mut stream, seen) = seen.unwrap();
    assert_eq!(seen.version, "TLSv1.3");
    assert!(stream.read(&mut [0; 16]).await.is_err());
    assert!(stream.get_ref().wire().received > 0);
}

/// A port that tells how large each first packet is, and says nothing.
fn measuring() -> (SocketAddr, std::sync::mpsc::Receiver<usize>) {
    let (tell, told) = std::sync::mpsc::channel();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map(Result::unwrap) {
            let mut first = [0; 8192];
            let _ = tell.send(std::io::Read::read(&mut stream, &mut first).unwrap_or_default());
        }
    });
    (address, told)
}

#[tokio::test]
async fn every_hello_fits_one_segment_but_the_one_that_tries_the_way() {
    let host = format!("{}.north.example", "d".repeat(63 - ".north.example".len()));
    let store = Pki::new().root.pem();
    let client = Client::verifying(&[&store]).await.unwrap();
    let (address, told) = measuring();
    let target = tls::Target { host, ..target(address, false) };
    let mut sizes = Vec::new();
    let note = |name: &str, sizes: &mut Vec<(String, usize)>| sizes.push((name.to_owned(), told.recv().unwrap()));
    let _ = tls::pinned(connect(address).await, &target).await;
    note("the bind's", &mut sizes);
    let _ = tls::strict(connect(address).await, &target, &client).await;
    note("of requests to the appliances", &mut sizes);
    let _ = tls::opinion(connect(address).await, &target, &[&store]).await;
    note("of the strict client", &mut sizes);
    for kind in [
        HelloKind::Usual,
        HelloKind::Tls12,
        HelloKind::Tls10,
        HelloKind::ForwardSecret,
        HelloKind::RsaKey,
        HelloKind::EllipticKey,
    ] {
        let (sample, _) = tls::sample(&target, kind).await;
        note(&format!("{kind:?}"), &mut sizes);
        let (_, size) = sizes.last().unwrap();
        assert_eq!(sample.unwrap().hello_bytes, *size as u64, "{kind:?}");
    }
    assert!(sizes.iter().all(|(_, size)| (100..600).contains(size)), "{sizes:?}");
    let _ = tls::sample(&target, HelloKind::Large).await;
    assert!(told.recv().unwrap() > 1460);
}

/// The answer is larger than the hello: on the way back it is lost, and the server is not to blame.
#[test]
fn a_path_that_loses_full_segments_of_the_server_is_told_from_a_silent_server() {
    let lab = Lab::new("answers");
    // The router sees packets as the wire would.
    lab.ip(Ns::Server, "link set dev wire gso_max_segs 1");
    let pki = Pki::new();
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_private_key(&pki.leaf.key).unwrap();
    acceptor.set_certificate(&pki.leaf.certificate).unwrap();
    acceptor.add_extra_chain_cert(pki.issuing.certificate.clone()).unwrap();
    acceptor.add_extra_chain_cert(pki.root.certificate.clone()).unwrap();
    let acceptor = acceptor.build();
    // Several at a time: whoever waits for a lost packet keeps nobody else waiting.
    let listener = lab.inside(Ns::Server, || std::net::TcpListener::bind((SERVER, 636)).unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let acceptor = acceptor.clone();
            std::thread::spawn(move || drop(acceptor.accept(stream)));
        }
    });
    let judged = |rules: &str| {
        lab.router_rules(rules);
        let mut check = lab.command_in(Ns::Client, env!("CARGO_BIN_EXE_ucdoctor"));
        let url = format!("ldaps://{SERVER}");
        let output = check.args(["check", &url, "--only", "tls", "--deadline", "60", "-o", "json"]).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let tls002 = report["outcomes"].as_array().unwrap().iter().find(|outcome| outcome["check"] == "TLS-002");
        tls002.unwrap().to_string()
    };
    let lost = judged("tcp sport 636 meta length > 1320 drop");
    assert!(lost.contains("with TCP segments of at most 1200 bytes everything is answered"), "{lost}");
    // What is lost whatever its size is no matter of size.
    let all = judged("tcp sport 636 meta length > 100 drop");
    assert!(all.contains("then says nothing for"), "{all}");
}

/// A packet filter that loses what does not fit a tunnel: the usual hello gets through it, the large one does not.
#[test]
fn a_path_that_loses_full_segments_lets_the_usual_hello_through() {
    let lab = Lab::new("hellos");
    lab.router_rules("tcp dport 636 meta length > 1400 drop");
    let folder = tempfile::tempdir().unwrap();
    let (pki, file) = (Pki::new(), folder.path().join("server.pem"));
    let key = pki.leaf.key.private_key_to_pem_pkcs8().unwrap();
    std::fs::write(&file, [pki.leaf.pem().into_bytes(), key].concat()).unwrap();
    let mut server = lab.command_in(Ns::Server, "openssl");
    server.args(["s_server", "-quiet", "-accept", &format!("{SERVER}:636"), "-cert"]).arg(&file);
    lab.start(server.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null()));
    lab.wait_for_port(636);
    let target =
        tls::Target { timeout: Duration::from_secs(2), ..target(SocketAddr::new(SERVER.parse().unwrap(), 636), false) };
    let (usual, large) = lab.probe(|| async move {
        (
            tls::sample(&target, HelloKind::Usual).await.0.unwrap(),
            tls::sample(&target, HelloKind::Large).await.0.unwrap(),
        )
    });
    assert!(usual.tls.seen().is_some(), "{usual:?}");
    assert_eq!(large.tls.failed().map(|failure| &failure.kind), Some(&Kind::DataDropped), "{large:?}");
    assert!(large.unanswered());
}
