//! A directory that says the manager's password back: in its certificate, its root entry, its entries, its results.

use std::fs;
use std::path::Path;

use ucdoctor::ldap::ber::{ENUMERATED, Writer};

use super::forms::{FORMS, Form};
use super::{SECRET, check};
use crate::broken_servers::server::{entry, message, result};
use crate::live::pki::{Draft, HOST, Pki};
use crate::talker::{self, BIND, EXTENDED, Request, SEARCH};

/// Where the directory says it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Certificate,
    Authority,
    RootEntry,
    BindText,
    BindMatched,
    BindReferral,
    WhoAmI,
    Entries,
    SearchText,
    Reference,
    Notice,
    /// The first bytes are no LDAP.
    FirstBytes,
    /// The same, and they are cut within it.
    FirstBytesCut,
    /// A message that claims to be shorter than it is.
    Malformed,
}

const PLACES: [Place; 14] = [
    Place::Certificate,
    Place::Authority,
    Place::RootEntry,
    Place::BindText,
    Place::BindMatched,
    Place::BindReferral,
    Place::WhoAmI,
    Place::Entries,
    Place::SearchText,
    Place::Reference,
    Place::Notice,
    Place::FirstBytes,
    Place::FirstBytesCut,
    Place::Malformed,
];

/// Forms that each place is tried with, so that all places together try all.
const EACH: usize = 3;

/// A name of a certificate has at most 64 characters.
const LONGEST_NAME: usize = 54;

#[test]
fn nothing_that_a_directory_says_brings_the_password_into_a_report() {
    for (row, place) in PLACES.into_iter().enumerate() {
        for round in 0..EACH {
            let form = &FORMS[(row + round * 5) % FORMS.len()];
            look(place, form);
        }
    }
}

#[test]
fn no_form_of_it_passes_in_what_a_directory_says_of_a_bind() {
    FORMS.iter().for_each(|form| look(Place::BindText, form));
}

fn look(place: Place, form: &Form) {
    let word = form.secret();
    if place == Place::Authority && word.len() > LONGEST_NAME {
        return;
    }
    let pki = Pki::new("North");
    let (issuer, trusted) = match place {
        Place::Authority => (Draft::authority(&word, "CA").sign(None), None),
        _ => (pki.issuing.clone(), Some(&pki)),
    };
    let names: Vec<&str> = if place == Place::Certificate { vec![HOST, "127.0.0.1", &word] } else { vec!["127.0.0.1"] };
    let leaf = Draft::server(&names).sign(Some(&issuer));
    let said = word.clone();
    let port = talker::serve(&[&leaf, &issuer], move |request| answer(place, &said, request));
    let folder = tempfile::tempdir().unwrap();
    write_configuration(folder.path(), port, trusted.unwrap_or(&Pki::new("South")));
    let output = check(folder.path(), form, &[]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("BIND-001") && told.contains("TLS-004"), "{place:?}, {}: {told}", form.name);
}

fn write_configuration(folder: &Path, port: u16, pki: &Pki) {
    let text = format!(
        "[directory]\nservers = [\"ldaps://127.0.0.1:{port}\"]\n\
         [directory.bind]\ndn = \"cn=svc,dc=corp,dc=example\"\npassword_file = \"word\"\n\
         [directory.search]\nbase = \"ou=People,dc=corp,dc=example\"\n[call_manager]\ntrust = \"root.pem\"\n"
    );
    fs::write(folder.join("ucdoctor.toml"), text).unwrap();
    fs::write(folder.join("word"), format!("{SECRET}\n")).unwrap();
    fs::write(folder.join("root.pem"), pki.root.pem() + &pki.issuing.pem()).unwrap();
}

fn answer(place: Place, word: &str, request: &Request) -> Vec<u8> {
    let id = request.id;
    let said = format!("you sent {word} to us");
    let padded = format!("{}{word}", "x".repeat(20));
    match (place, request.operation) {
        (Place::FirstBytes, _) => said.into_bytes(),
        (Place::FirstBytesCut, _) => padded.into_bytes(),
        (Place::Malformed, _) => [b"\x30\x05\x02\x01\x01".as_slice(), said.as_bytes()].concat(),
        (Place::BindText, BIND) => outcome(id, 0x61, (49, "", &said)),
        (Place::BindMatched, BIND) => outcome(id, 0x61, (49, &said, "")),
        (Place::BindReferral, BIND) => referral(id, &format!("ldap://x/{word}")),
        (Place::Notice, BIND) => [notice(&said), result(id, 0x61, 0, "")].concat(),
        (_, BIND) => result(id, 0x61, 0, ""),
        (Place::WhoAmI, EXTENDED) => who_am_i(id, &said),
        (_, EXTENDED) => result(id, 0x78, 2, ""),
        (_, SEARCH) if request.name.is_empty() => [root_entry(place, id, word), result(id, 0x65, 0, "")].concat(),
        (Place::SearchText, SEARCH) => outcome(id, 0x65, (32, &said, &said)),
        (Place::Reference, SEARCH) => [reference(id, word), result(id, 0x65, 0, "")].concat(),
        (Place::Entries, SEARCH) => [person(id, word), result(id, 0x65, 0, "")].concat(),
        (_, SEARCH) => result(id, 0x65, 0, ""),
        _ => Vec::new(),
    }
}

fn outcome(id: i64, operation: u8, (code, matched, text): (i64, &str, &str)) -> Vec<u8> {
    let mut content = Writer::new();
    content.number(ENUMERATED, code).octets(matched).octets(text);
    message(id, operation, &content.into_bytes(), b"")
}

fn referral(id: i64, url: &str) -> Vec<u8> {
    let mut content = Writer::new();
    content.number(ENUMERATED, 10).octets("").octets("").constructed(0xa3, |list| {
        list.octets(url);
    });
    message(id, 0x61, &content.into_bytes(), b"")
}

fn reference(id: i64, word: &str) -> Vec<u8> {
    let mut content = Writer::new();
    content.octets(format!("ldap://{word}/dc=corp"));
    message(id, 0x73, &content.into_bytes(), b"")
}

fn notice(text: &str) -> Vec<u8> {
    let mut content = Writer::new();
    content.number(ENUMERATED, 52).octets("").octets(text).primitive(0x8a, b"1.3.6.1.4.1.1466.20036");
    message(0, 0x78, &content.into_bytes(), b"")
}

fn who_am_i(id: i64, word: &str) -> Vec<u8> {
    let mut content = Writer::new();
    content.number(ENUMERATED, 0).octets("").octets("").primitive(0x8b, format!("u:{word}").as_bytes());
    message(id, 0x78, &content.into_bytes(), b"")
}

fn root_entry(place: Place, id: i64, word: &str) -> Vec<u8> {
    let word = if place == Place::RootEntry { word.as_bytes() } else { b"Directory" };
    let offers: [&[u8]; 2] = [b"1.3.6.1.4.1.4203.1.11.3", b"1.2.840.113556.1.4.319"];
    let name = String::from_utf8_lossy(word).into_owned();
    entry(
        id,
        "",
        &[
            ("namingContexts", &[b"dc=corp,dc=example", word]),
            ("vendorName", &[word]),
            ("vendorVersion", &[word]),
            ("dnsHostName", &[word]),
            ("supportedExtension", &offers[..1]),
            ("supportedControl", &offers[1..]),
            (&name, &[word]),
        ],
    )
}

fn person(id: i64, word: &str) -> Vec<u8> {
    let value: &[&[u8]] = &[word.as_bytes()];
    let attributes: Vec<(&str, &[&[u8]])> =
        ["objectClass", "sn", "mail", "uid", "sAMAccountName", "cn", "memberOf", "pwdPolicySubentry", "member"]
            .map(|name| (name, value))
            .to_vec();
    entry(id, format!("cn={word},ou=People,dc=corp,dc=example"), &attributes)
}
