//! What must hold for any bytes: one function a reader, run by the tests over `fuzz/corpus/` and by the fuzzer over what
//! it makes up.
//!
//! A new reader is one function and one line in [`TARGETS`], with a file or two in `fuzz/corpus/NAME/`.

use ucdoctor::code::CauseCode;
use ucdoctor::evidence::login::LoginOutcome;
use ucdoctor::inputs::directory::{self, Query};
use ucdoctor::inputs::{
    call_manager, client_log, contacts, jabber_config, ldap_hosts, presence, sync_status, transcript, trust_store,
    validate,
};
use ucdoctor::ldap::ber::{Element, INTEGER, Reader, SEQUENCE, Writer, check_structure};
use ucdoctor::ldap::fault::Fault;
use ucdoctor::ldap::relay::{Inspector, Sound};
use ucdoctor::ldap::{dn, filter};
use ucdoctor::probes::appliance::https::Response;
use ucdoctor::probes::appliance::login::{epas, uds_user};
use ucdoctor::probes::appliance::{axl, certificates, logs};
use ucdoctor::probes::dns;
use ucdoctor::render::{github, html, json, junit, nagios, people, prometheus, text, ticket};
use ucdoctor::report::{Judging, Report, saved};

/// What is fed with bytes, whatever they are.
pub(crate) type Body = fn(&[u8]);

/// Every target by name. A name is also that of its folder of small files.
pub(crate) const TARGETS: &[(&str, Body)] = &[
    ("axl", axl_answer),
    ("ber", ber),
    ("certificates", certificate_answer),
    ("client_log", client_log_file),
    ("csv", csv),
    ("dn", dn_text),
    ("filter", filter_text),
    ("jabber_config", jabber_config_file),
    ("ldif", ldif),
    ("log_collection", log_collection_answer),
    ("login", login_answer),
    ("relay", relay),
    ("report", saved_report),
    ("resolv_conf", resolv_conf),
    ("run_sql", run_sql),
    ("transcript", transcript_of_node),
    ("trust_store", trust_store_file),
];

/// Any body of an answer of call manager, whatever was asked.
fn axl_answer(bytes: &[u8]) {
    for status in [200, 500] {
        if let Ok(told) = axl::understood(status, bytes) {
            assert!(told.hosts.len() <= bytes.len());
        }
    }
}

/// Any answer of a node's certificate management: what is kept is in the answer, and a store of it holds certificates only.
fn certificate_answer(bytes: &[u8]) {
    for status in [200, 401, 500] {
        let response = Response { status, body: bytes.to_vec().into(), ..Response::default() };
        match certificates::judged(&response) {
            Ok(held) => {
                assert!(status == 200 && held.len() <= bytes.len());
                let count = held.len();
                let (store, pems) = trust_store::shown("presence/p3", "fuzz", held);
                assert!(store.certificates.iter().all(|fingerprint| pems.contains_key(fingerprint)));
                assert!(store.junk.len() + store.certificates.len() >= usize::from(count > 0));
            }
            Err(failure) => assert!(failure.raw.chars().count() <= 400),
        }
    }
}

/// Any answer of Log Collection, the boundary of its parts being that of the corpus: a file is a part of the answer.
fn log_collection_answer(bytes: &[u8]) {
    for content_type in ["multipart/related; boundary=B_7", "text/xml", "application/dime"] {
        if let Ok(file) = logs::understood(content_type, bytes) {
            assert!(file.len() <= bytes.len());
        }
    }
}

/// Any body of an answer to a login: nobody is let in without a key or a user, and words stay short.
fn login_answer(bytes: &[u8]) {
    for status in [200, 401, 500] {
        let response = Response { status, body: bytes.to_vec().into(), ..Response::default() };
        let (presence, key) = epas::judged(&response);
        assert_eq!(presence.outcome == LoginOutcome::Accepted, key.is_some());
        let call_manager = uds_user::judged(&response);
        assert_eq!(call_manager.outcome == LoginOutcome::Accepted, call_manager.account.is_some());
        assert!(presence.words.chars().count() <= 301 && call_manager.words.chars().count() <= 301);
    }
}

/// The reader neither panics nor leaves its parent, and what is sound is written back the same.
fn ber(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    while let Ok(Some(element)) = reader.next_element() {
        assert!(reader.at() <= bytes.len());
        assert!(bytes[element.content_offset..].starts_with(element.content));
        if let Ok(number) = element.number() {
            let mut writer = Writer::new();
            writer.number(element.tag, number);
            let written = writer.into_bytes();
            assert_eq!(Reader::new(&written).any().and_then(|again| again.number()), Ok(number));
        }
    }
    if check_structure(bytes, 40).is_ok() {
        let mut writer = Writer::new();
        copy(Reader::new(bytes), &mut writer);
        let copied = writer.into_bytes();
        let mut again = Writer::new();
        copy(Reader::new(&copied), &mut again);
        assert_eq!(copied, again.into_bytes());
    }
}

/// Writes everything again, with the shortest lengths.
fn copy(mut from: Reader<'_>, to: &mut Writer) {
    while let Some(element) = from.next_element().expect("checked before") {
        match element {
            Element { tag, .. } if element.constructed() => {
                to.constructed(tag, |inner| copy(Reader::inside(&element), inner));
            }
            Element { tag, content, .. } => {
                to.primitive(tag, content);
            }
        }
    }
}

/// A problem report or a log, also behind the beginning of a login: no more attempts than lines.
fn client_log_file(bytes: &[u8]) {
    let begun =
        b"2024-02-01 05:48:33,461 INFO [0x1] [a/b.cpp(1)] [m] [f] - login cup async, server:a.example, user:****\n";
    for bytes in [bytes.to_vec(), [begun.as_slice(), bytes].concat()] {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let plain = !bytes.starts_with(b"PK") && !bytes.starts_with(&[0x1f, 0x8b]);
        let open = || Ok(Box::new(std::io::Cursor::new(bytes)) as Box<dyn client_log::Source>);
        if let Ok(log) = client_log::read([("jabber.log".to_owned(), open)]) {
            assert!(!plain || log.attempts <= lines);
        }
    }
}

/// A session of a node, also behind a command: no answer is open or closed without both controls.
fn transcript_of_node(bytes: &[u8]) {
    use ucdoctor::evidence::node::ReachOutcome;
    let begun = b"admin:utils network connectivity dc 636\nService accessible\nadmin:utils service list\n";
    for bytes in [bytes.to_vec(), [begun.as_slice(), bytes].concat()] {
        if let Ok(read) = transcript::read(bytes, "presence/a", "a.log", &["a".to_owned()]) {
            let reach = &read.table.node.reach;
            let told = reach.iter().any(|one| one.outcome != ReachOutcome::Unknown);
            assert!(!told || reach.iter().any(|one| one.port <= 9) && reach.iter().any(|one| one.port == 8443));
        }
    }
}

/// A comma-separated export: no row is lost without a word.
fn csv(bytes: &[u8]) {
    let headed = [b"USER ID,LAST NAME,PRIMARY EXTENSION 1,TYPE PATTERN USAGE 1\n", bytes].concat();
    for bytes in [bytes.to_vec(), headed] {
        if let Ok(loaded) = call_manager::read(bytes.clone()) {
            assert_eq!(loaded.rows as usize, loaded.table.id.len());
            assert_eq!(loaded.table.active.len(), loaded.table.id.len());
        }
        let _ = presence::read(bytes.clone());
        let _ = contacts::read(bytes);
    }
}

/// A name is written back the same and stands below its parents; an error points into the text.
fn dn_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match dn::parse(text) {
        Ok(name) => {
            let written = name.to_string();
            if written.len() <= dn::LENGTH_LIMIT {
                assert_eq!(dn::parse(&written).as_ref(), Ok(&name));
            }
            assert!(name.same_as(&name));
            assert!(name.parent().is_none_or(|parent| name.is_within(&parent) && !parent.is_within(&name)));
        }
        Err(error) => assert!(text.is_char_boundary(error.at)),
    }
}

/// A filter is written back the same; an error points into the text and suggests only what parses.
fn filter_text(bytes: &[u8]) {
    use filter::{Schema, java_refuses, lint, parse};
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse(text) {
        Ok(filter) => {
            let written = filter.to_string();
            // Escapes are longer than what they stand for.
            if let Ok(again) = parse(&written) {
                assert_eq!(again.to_string(), written);
            } else {
                assert!(written.len() > filter::LENGTH_LIMIT);
            }
            assert!(filter.walk().all(|part| text.get(part.span.clone()).is_some()));
            for active_directory in [false, true] {
                for found in lint(&filter, &Schema { active_directory, ..Schema::default() }) {
                    assert!(text.get(found.span).is_some());
                    assert!(found.suggestion.is_none_or(|meant| meant.len() > 60_000 || parse(&meant).is_ok()));
                }
            }
            if let Some((at, _)) = java_refuses(text, &filter) {
                assert!(at < text.len() && text.is_char_boundary(at));
            }
        }
        Err(error) => {
            assert!(text.is_char_boundary(error.at));
            assert!(error.suggestion.is_none_or(|meant| parse(&meant).is_ok()));
        }
    }
}

/// A client configuration: what is kept has a name, and no password.
fn jabber_config_file(bytes: &[u8]) {
    let inside = [b"<config><Directory>", bytes, b"</Directory></config>"].concat();
    for bytes in [bytes.to_vec(), inside] {
        if let Ok(loaded) = jabber_config::read(bytes) {
            assert!(loaded.table.keys.iter().all(|key| !loaded.table.passwords.contains(&key.name)));
        }
    }
}

/// An exported directory, LDIF or CSV, with a filter that asks for groups.
fn ldif(bytes: &[u8]) {
    let asks = "(&(objectClass=user)(memberOf:1.2.840.113556.1.4.1941:=CN=a,DC=b)(memberOf=CN=c))";
    let filter = filter::parse(asks).expect("a filter of ours");
    for start in [&b""[..], b"dn: CN=a,DC=b\n", b"DN,objectClass,member\n"] {
        let query = Query { user_id: "uid", base: Some("DC=b"), filter: Some(&filter) };
        if let Ok(loaded) = directory::read([start, bytes].concat(), &query) {
            assert_eq!(loaded.table.in_scope.len(), loaded.table.dn.len());
        }
    }
}

/// Any answer to a bind, a search and an extended request, in pieces of any size (the first byte): the pieces make no
/// difference, and what is passed on to ldap3 passes a second inspection unchanged.
fn relay(bytes: &[u8]) {
    let Some((piece, bytes)) = bytes.split_first() else { return };
    let (whole, judged) = inspect(bytes, bytes.len().max(1));
    let (pieces, judged_in_pieces) = inspect(bytes, usize::from(*piece).max(1));
    assert_eq!(whole, pieces);
    if judged.is_ok() {
        assert_eq!(judged_in_pieces, Ok(()));
    }
    assert_eq!(inspect(&whole, 7), (whole, Ok(())));
}

fn inspect(bytes: &[u8], piece: usize) -> (Vec<u8>, Result<(), Fault>) {
    let mut inspector = Inspector::default();
    for (id, op) in [(1, 0x60), (2, 0x63), (3, 0x77)] {
        let mut writer = Writer::new();
        writer.constructed(SEQUENCE, |w| {
            w.number(INTEGER, id).primitive(op, b"");
        });
        inspector.request(&writer.into_bytes()).expect("requests of ours");
    }
    let mut ready = Sound::default();
    let judged = bytes.chunks(piece).try_for_each(|piece| inspector.receive(piece, &mut ready));
    ([ready.entries, ready.messages].concat(), judged)
}

/// Any report, saved by whomever: judged without a check that panics, and its JSON reads back as the same evidence.
fn saved_report(bytes: &[u8]) {
    let Ok(evidence) = saved::evidence(bytes) else { return };
    let broke_before = evidence.vantages.iter().any(|vantage| !vantage.bugs.is_empty());
    let report = Report::judge(evidence, &Judging::default());
    assert!(broke_before || report.diagnoses.iter().all(|found| found.code != CauseCode::UcdoctorBug.name()));
    let style =
        text::Style { color: false, unicode: true, width: 80, quiet: false, verbose: true, local: None, plugin: false };
    text::render(&report, &style, &mut Vec::new()).expect("written to memory");
    junit::render(&report, false, &mut Vec::new()).expect("written to memory");
    html::render(&report, None, &mut Vec::new()).expect("written to memory");
    ticket::render(&report, None, &style, &mut Vec::new()).expect("written to memory");
    for render in [github::render, nagios::render, people::render, prometheus::render] {
        render(&report, &mut Vec::new()).expect("written to memory");
    }
    let mut written = Vec::new();
    json::render(&report, &mut written).expect("written to memory");
    let again = saved::evidence(&written).expect("a report of ours");
    assert_eq!(again.certificates, report.evidence.certificates);
}

/// A resolver's configuration: somebody to ask, and no more than glibc asks.
fn resolv_conf(bytes: &[u8]) {
    let read = dns::ResolvConf::parse(&String::from_utf8_lossy(bytes), "host.corp.example");
    assert!((1..=3).contains(&read.servers.len()) && read.ndots <= 15);
    assert!(read.search.iter().all(|domain| !domain.is_empty()));
}

/// Any terminal session handed in as the output of `run sql` or of `utils users validate`.
fn run_sql(bytes: &[u8]) {
    let headed = [b"userid   imaddress  status\n======== ========== ======\n", bytes].concat();
    for bytes in [bytes.to_vec(), headed] {
        let _ = call_manager::read(bytes.clone());
        let _ = presence::read(bytes.clone());
        let _ = ldap_hosts::read(bytes.clone());
        let _ = sync_status::read(bytes.clone());
        let _ = validate::read(bytes);
    }
}

/// Any file in a trust-store folder, whatever its name says it is.
fn trust_store_file(bytes: &[u8]) {
    for name in ["ca.pem", "ca.der", "ca.p7b"] {
        let _ = trust_store::certificates_in(name, bytes);
    }
}
