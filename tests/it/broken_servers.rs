//! Servers that break every rule of LDAP: each becomes its exact fault, in time, and never a panic.
// clippy.toml frees test functions only, not the functions they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod memory;
mod paging;
mod rows;
pub(crate) mod server;
mod tls;

use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use ucdoctor::evidence::{LdapFailure, Millis, PasswordPolicy, RootDse};
use ucdoctor::ldap::fault::Fault;
use ucdoctor::ldap::session::{Entry, Scope, Session};

use crate::watchdog;
use server::{Act, control, entry, message, outcome, result, serve};

/// What is asked of a broken server.
#[derive(Debug, Clone, Copy)]
enum Ask {
    Root,
    Bind,
    WhoAmI,
    Read(usize),
}

async fn session(address: SocketAddr, answer_timeout: Duration) -> Session {
    let mut session = Session::open(TcpStream::connect(address).await.unwrap(), answer_timeout).await.unwrap();
    session.offers(&everything());
    session
}

/// The root entry of a server that offers whatever is ever asked for.
fn everything() -> RootDse {
    let listed = |oids: &[&str]| oids.iter().map(|oid| (*oid).to_owned()).collect::<Vec<_>>();
    let controls = listed(&["1.2.840.113556.1.4.319", "1.3.6.1.4.1.42.2.27.8.5.1"]);
    let attributes = [
        ("supportedControl".to_owned(), controls),
        ("supportedExtension".to_owned(), listed(&["1.3.6.1.4.1.4203.1.11.3"])),
    ];
    RootDse { vendor: String::new(), active_directory: false, attributes: attributes.into(), ms: Millis(0.0) }
}

async fn read(session: &mut Session, limit: usize) -> Result<Vec<Entry>, LdapFailure> {
    session.read("dc=corp,dc=example", Scope::Subtree, "(cn=*)", &["cn"], limit).await
}

fn password() -> SecretString {
    SecretString::from("right-password".to_owned())
}

/// Asks, and returns what came as text, or the failure.
async fn ask(address: SocketAddr, ask: Ask, answer_timeout: Duration) -> Result<String, LdapFailure> {
    let mut session = session(address, answer_timeout).await;
    let answer = match ask {
        Ask::Root => session.root_dse().await.map(|root| format!("{root:?}")),
        Ask::Bind => session.simple_bind("cn=manager", &password()).await.map(|answer| format!("{answer:?}")),
        Ask::WhoAmI => session.who_am_i().await.map(|name| format!("{name:?}")),
        Ask::Read(limit) => read(&mut session, limit).await.map(|entries| format!("{entries:?}")),
    };
    session.close().await;
    answer
}

/// The fault without the times in it, which no test can know.
fn timeless(fault: Fault) -> Fault {
    match fault {
        Fault::Silent { .. } => Fault::Silent { waited_ms: 0 },
        Fault::Stalled { received, announced, .. } => Fault::Stalled { received, announced, waited_ms: 0 },
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_server_is_its_exact_fault() {
    let mut running = Vec::new();
    for row in rows::rows() {
        running.push(tokio::spawn(async move {
            let answer = ask(serve(row.acts).await, row.ask, row.answer_timeout);
            (row.name, watchdog::ends(row.name, answer).await, row.fault)
        }));
    }
    let mut wrong = Vec::new();
    for row in running {
        let (name, answer, fault) = row.await.expect("a broken server made the session panic");
        let found = answer.map_err(|failure| timeless(failure.fault));
        if found != Err(fault.clone()) {
            wrong.push(format!("{name}: {found:?}\n  instead of {fault:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_dripping_answer_ends_with_the_time_allowed() {
    let slow = result(1, 0x61, 0, "x".repeat(100));
    let address = serve(vec![Act::Read, Act::Drip(slow, Duration::from_millis(100)), Act::Hold]).await;
    let failure = watchdog::ends("the bind", ask(address, Ask::Bind, Duration::from_secs(2))).await.unwrap_err();
    let Fault::Endless { what } = failure.fault else { panic!("{failure:?}") };
    assert!(what.starts_with("after 2000 ms, ") && what.ends_with(" of 114 of a message and more to come"), "{what}");
}

#[tokio::test]
async fn odd_but_sound_answers_are_answers() {
    let bind = |code, text: &[u8]| vec![Act::Read, Act::Send(result(1, 0x61, code, text)), Act::Hold];
    let windows = b"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563\0";
    for (acts, code, text, ad_data) in [
        (bind(49, windows), 49, std::str::from_utf8(&windows[..windows.len() - 1]).unwrap(), Some(0x52e)),
        (bind(49, b"Ung\xfcltiges Kennwort"), 49, "Ung\u{fffd}ltiges Kennwort", None),
        (bind(53, b"\x1b[31mred\x07\r\n"), 53, "\x1b[31mred\x07\r\n", None),
    ] {
        let mut session = session(serve(acts).await, Duration::from_secs(5)).await;
        let answer = session.simple_bind("cn=manager", &password()).await.unwrap();
        assert_eq!((answer.code, answer.text.as_str(), answer.ad_data), (code, text, ad_data));
    }
    let policy = control("1.3.6.1.4.1.42.2.27.8.5.1", Some(b"\x30\x03\x81\x01\x01"));
    let locked = message(1, 0x61, &outcome(49, ""), &policy);
    let mut session = session(serve(vec![Act::Read, Act::Send(locked)]).await, Duration::from_secs(5)).await;
    let answer = session.simple_bind("cn=manager", &password()).await.unwrap();
    assert_eq!(answer.password_policy, Some(PasswordPolicy { error: Some(1), ..PasswordPolicy::default() }));
    assert!(matches!(session.who_am_i().await, Err(LdapFailure { fault: Fault::Closed { pending: 0 }, .. })));
}

#[tokio::test]
async fn values_keep_their_bytes_and_their_order() {
    let odd = entry(
        1,
        b"cn=M\xfcller",
        &[("cn", &[b"text", b"\xff\x00", b"more"]), ("CN", &[b"once"]), ("CN", &[b"twice"]), ("empty", &[])],
    );
    let address = serve(vec![Act::Read, Act::Send([odd, result(1, 0x65, 0, "")].concat()), Act::Hold]).await;
    let entries = read(&mut session(address, Duration::from_secs(5)).await, 10).await.unwrap();
    let attributes: Vec<(&str, Vec<&[u8]>)> = entries[0]
        .attributes
        .iter()
        .map(|(name, values)| (name.as_str(), values.iter().map(Vec::as_slice).collect()))
        .collect();
    assert_eq!(entries[0].dn, "cn=M\u{fffd}ller");
    assert_eq!(
        attributes,
        [
            ("cn", vec![&b"text"[..], b"\xff\x00", b"more"]),
            ("CN", vec![b"once"]),
            ("CN", vec![b"twice"]),
            ("empty", vec![])
        ]
    );
}

#[tokio::test]
async fn who_am_i_is_optional() {
    let named = message(1, 0x78, &[outcome(0, ""), b"\x8b\x04u:me".to_vec()].concat(), b"");
    for (answer, expected) in [
        (named, Some("u:me".to_owned())),
        (result(1, 0x78, 0, ""), Some(String::new())),
        (result(1, 0x78, 2, "not supported"), None),
        (result(1, 0x78, 53, ""), None),
    ] {
        let mut session = session(serve(vec![Act::Read, Act::Send(answer)]).await, Duration::from_secs(5)).await;
        assert_eq!(session.who_am_i().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn the_evidence_of_a_failure_names_bytes_and_the_first_fault_stays() {
    let address = serve(vec![Act::Read, Act::Send(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())]).await;
    let mut session = session(address, Duration::from_secs(5)).await;
    let failure = session.root_dse().await.unwrap_err();
    assert_eq!(failure.wire.first_bytes, "485454502f312e31203430302042616420526571756573740d0a0d0a");
    assert_eq!(failure.wire.received, 28);
    assert!(failure.wire.sent > 20);
    assert_eq!(session.simple_bind("cn=manager", &password()).await.unwrap_err().fault, failure.fault);
}

#[tokio::test]
async fn an_empty_password_never_leaves() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut session = session(listener.local_addr().unwrap(), Duration::from_secs(5)).await;
    let (mut stream, _) = listener.accept().await.unwrap();
    let failure = session.simple_bind("cn=manager", &SecretString::from(String::new())).await.unwrap_err();
    assert!(matches!(failure.fault, Fault::Local { .. }));
    session.close().await;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"\x30\x05\x02\x01\x01\x42\x00", "nothing but the unbind");
}
