//! A call manager that says the password of AXL back: in the status, the head, the body, a fault, its settings and users.

use std::fs;
use std::path::Path;

use super::forms::{FORMS, Form};
use super::{SECRET, check};
use crate::axl::call_manager::{CallManager, Reply, documented, fault, soap};

/// Where it says it.
#[derive(Debug, Clone, Copy)]
enum Place {
    Status,
    StatusCut,
    HeadLine,
    Location,
    LocationCut,
    NotXml,
    Fault,
    FaultCut,
    OtherVersion,
    Version,
    Directory,
    Agreement,
    Filter,
    Users,
}

const PLACES: [Place; 14] = [
    Place::Status,
    Place::StatusCut,
    Place::HeadLine,
    Place::Location,
    Place::LocationCut,
    Place::NotXml,
    Place::Fault,
    Place::FaultCut,
    Place::OtherVersion,
    Place::Version,
    Place::Directory,
    Place::Agreement,
    Place::Filter,
    Place::Users,
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_call_manager_says_brings_the_password_into_a_report() {
    for (row, place) in PLACES.into_iter().enumerate() {
        for round in 0..3 {
            look(place, &FORMS[(row + round * 5) % FORMS.len()]).await;
        }
    }
}

async fn look(place: Place, form: &Form) {
    let word = form.secret();
    let said = word.clone();
    let server = CallManager::healthy(3, move |verb, _, body| reply(place, &said, verb, body)).await;
    let folder = tempfile::tempdir().unwrap();
    write_configuration(folder.path(), &server);
    let output = check(folder.path(), form, &[]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("CONF-009"), "{place:?}, {}: {told}", form.name);
    assert!(!server.requests.lock().unwrap().is_empty());
}

fn write_configuration(folder: &Path, server: &CallManager) {
    let text = format!(
        "[directory.search]\nbase = \"dc=corp\"\nexport = \"people.ldif\"\n\
         [call_manager]\naxl = \"{}\"\naxl_user = \"axl\"\naxl_password_file = \"word\"\ntrust = \"root.pem\"\n",
        server.url("/axl/")
    );
    fs::write(folder.join("ucdoctor.toml"), text).unwrap();
    fs::write(folder.join("word"), format!("{SECRET}\n")).unwrap();
    fs::write(folder.join("root.pem"), &server.root).unwrap();
    let people = "dn: cn=a,dc=corp\nobjectClass: person\nsAMAccountName: a\nsn: a\n";
    fs::write(folder.join("people.ldif"), people).unwrap();
}

fn reply(place: Place, word: &str, verb: &str, body: &str) -> Option<Reply> {
    let said = format!("you sent {word} to us");
    let escaped = quick_xml::escape::escape(&said).into_owned();
    let raw = |text: String| Some(Reply::Raw(text.into_bytes()));
    let within = |element: &str| Some(Reply::Http(200, soap(verb, &format!("<{element}>{escaped}</{element}>"))));
    // Shown to this many characters.
    let up_to = |shown: usize, before: &str| format!("{before}{}{word}", "x".repeat(shown - before.len() - 9));
    match (place, verb) {
        (Place::Status, _) => raw(format!("{said}\r\n\r\n")),
        (Place::StatusCut, _) => raw(format!("{}\r\n\r\n", up_to(60, ""))),
        (Place::HeadLine, _) => raw(format!("HTTP/1.1 200 OK\r\n{said}\r\n\r\n")),
        (Place::Location, _) => {
            raw(format!("HTTP/1.1 302 Found\r\nLocation: https://{word}/\r\nContent-Length: 0\r\n\r\n"))
        }
        (Place::LocationCut, _) => {
            raw(format!("HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", up_to(200, "https://")))
        }
        (Place::NotXml, _) => Some(Reply::Http(200, format!("<{word}><{said}"))),
        (Place::Fault, _) => Some(Reply::Http(500, fault(&escaped))),
        (Place::FaultCut, _) => Some(Reply::Http(500, fault(&quick_xml::escape::escape(up_to(300, ""))))),
        (Place::OtherVersion, _) => Some(Reply::Http(599, escaped)),
        (Place::Version, "getCCMVersion") => Some(Reply::Http(
            200,
            soap(verb, &format!("<componentVersion><version>{escaped}</version></componentVersion>")),
        )),
        (Place::Directory, "getLdapSystem") => within("ldapServer"),
        (Place::Directory, "getLdapAuthentication") => within("distinguishedName"),
        (Place::Agreement, "getLdapDirectory") => {
            let host = format!("<servers><server><hostName>{escaped}</hostName></server></servers>");
            let inside = format!(
                "<ldapDirectory><name>{escaped}</name><ldapDn>{escaped}</ldapDn>\
                 <userSearchBase>{escaped}</userSearchBase><ldapFilter>{escaped}</ldapFilter>{host}</ldapDirectory>"
            );
            Some(Reply::Http(200, soap(verb, &inside)))
        }
        (Place::Filter, "listLdapFilter") => {
            let inside = format!("<ldapFilter><name>staff</name><filter>{escaped}</filter></ldapFilter>");
            Some(Reply::Http(200, soap(verb, &inside)))
        }
        (Place::Users, "executeSQLQuery") => Some(match documented(verb, body, 3) {
            Reply::Http(status, text) => Reply::Http(status, text.replace("user000001", &escaped)),
            other => other,
        }),
        _ => None,
    }
}
