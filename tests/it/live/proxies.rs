//! What stands in front of a directory, or shows its entries under a root entry of its own: real proxies, a copy of
//! Active Directory's attributes, and a server that offers nothing.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use ucdoctor::ldap::ber::{self, Element, INTEGER, Reader, SEQUENCE};

use super::doctor::{Doctor, Run};
use super::slapd::{Setup, Slapd};
use crate::broken_servers::server::{entry, result};

const PEOPLE: &str = "ou=People,dc=corp,dc=example";
const PAGED: &str = "1.2.840.113556.1.4.319";

fn staff(count: usize) -> String {
    (0..count).fold(String::new(), |mut ldif, n| {
        let dn = format!("uid=staff{n},{PEOPLE}");
        write!(ldif, "dn: {dn}\nobjectClass: inetOrgPerson\ncn: Staff {n}\nsn: Number{n}\n\n").unwrap();
        ldif
    })
}

fn doctor(server: &Slapd) -> Doctor {
    let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
    doctor.search("dc=corp,dc=example", "").user_id("uid")
}

fn why(doctor: &Doctor, user: &str) -> Run {
    Run::read(&doctor.call("why", &[user, "-o", "json"]).output().unwrap())
}

#[test]
fn a_proxy_that_loses_the_paging_cookie_is_a_cut_list_and_nobody_is_out_of_scope() {
    // Three are there already.
    // asyncmeta searches as nobody, so the directory behind it lets everybody read.
    let open = "access to attrs=userPassword by anonymous auth by * none\naccess to * by * read";
    let behind = Setup::plain().directive("sizelimit unlimited").access(open).entries(&staff(1297)).start();
    let front = Setup::proxy("asyncmeta", &behind, "chase-referrals no").directive("sizelimit unlimited").start();
    let users: String = (0..1297).map(|n| format!("S,Number{n},staff{n},s{n}@corp.example\n")).collect();
    let tables = "[call_manager]\nldap_synchronization = true\nusers = 'users.csv'\n";
    let asking = |server: &Slapd| {
        let doctor = doctor(server).exports(tables);
        std::fs::write(
            doctor.folder.path().join("users.csv"),
            format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{users}"),
        )
        .unwrap();
        doctor.check()
    };
    let run = asking(&front);
    run.finds(1, 1, "result-truncated", "in pages of 700 it ends after 700").outcome("ID-001", "blocked", "SRCH-006");
    asking(&behind).outcome("SRCH-006", "pass", "1300 entries in 2 pages").outcome("ID-001", "pass", "1297 users");
    // The nodes come to it by failover alone.
    let both = Doctor::new(&[&behind.ldap(), &front.ldap()]).manager(&behind.password).allow("allow_plaintext");
    let run = both.search("dc=corp,dc=example", "").user_id("uid").check();
    let told = format!("{}: the list of people is cut there", front.ldap().replace("ldap://", ""));
    run.finds(1, 1, "result-truncated", &told).outcome("SRCH-016", "blocked", "SRCH-015");
}

#[test]
fn a_full_last_page_is_asked_for_again_where_no_cookie_led_to_it() {
    let proofs = [(997, "1000 entries in 1 page, and as many in pages of 700"), (1997, "2000 entries in 2 pages")];
    for (more, proof) in proofs {
        let server = Setup::plain().directive("sizelimit unlimited").entries(&staff(more)).start();
        let run = doctor(&server).check();
        run.outcome("SRCH-006", "pass", proof);
        assert!(run.diagnoses().is_empty(), "{}", run.told());
        assert!(more == 997 || !run.told().contains("pages of 700"), "{}", run.told());
    }
}

#[test]
fn an_id_that_is_readable_and_not_searchable_keeps_everybody_out() {
    let server = Setup::plain().access("access to attrs=uid by users =rc by * none").start();
    let run = doctor(&server).check();
    run.finds(1, 1, "insufficient-rights", "does not find uid=").outcome("SRCH-010", "blocked", "SRCH-012");
    why(&doctor(&server), "jdoe").finds(1, 1, "insufficient-rights", "does not find uid=");
}

#[test]
fn a_proxy_without_its_directory_says_so_in_its_own_words() {
    let behind = Setup::plain().start();
    let front = Setup::proxy("ldap", &behind, "").start();
    doctor(&front).check().outcome("SRCH-004", "pass", "3 entries");
    drop(behind);
    let run = doctor(&front).check();
    run.finds(1, 1, "no-live-backend", "Proxy operation retry failed");
}

#[test]
fn what_an_entry_shows_decides_and_not_what_the_root_entry_claims() {
    let account = |uid: &str, state: &str| {
        format!(
            "dn: uid={uid},{PEOPLE}\nobjectClass: inetOrgPerson\nobjectClass: extensibleObject\ncn: {uid}\nsn: {uid}\n{state}\n\n"
        )
    };
    let entries = [
        account("off", "userAccountControl: 66050"),
        account("over", "userAccountControl: 512\naccountExpires: 131000000000000000"),
        account("shut", "userAccountControl: 512\nlockoutTime: 134084592000000000"),
        account("fresh", "userAccountControl: 512\npwdLastSet: 0"),
        account("well", "userAccountControl: 512\npwdLastSet: 134084592000000000\naccountExpires: 0"),
    ];
    let schemas = "include /etc/ldap/schema/nis.schema\ninclude /etc/ldap/schema/msuser.schema";
    let behind = Setup::plain().directive(schemas).entries(&entries.concat()).start();
    let front = Setup::proxy("ldap", &behind, "").directive(schemas).start();
    for server in [&behind, &front] {
        let run = doctor(server).check();
        run.outcome("SRCH-005", "warn", "1 disabled account");
        for (user, cause) in [
            ("off", "user-disabled"),
            ("over", "user-expired"),
            ("shut", "user-locked"),
            ("fresh", "user-password-expired"),
        ] {
            why(&doctor(server), user).finds(1, 1, cause, &format!("{user} cannot log in"));
        }
        why(&doctor(server), "well").outcome("USER-002", "pass", "no lock, expiry or restriction is recorded");
        why(&doctor(server), "jdoe").outcome("USER-002", "pass", "not shown");
    }
}

/// What one message asks for beside its operation.
#[derive(Debug, Clone, PartialEq)]
enum Extra {
    Control(String),
    Extended,
}

/// A directory of three people that keeps a list of the controls and extended operations it is sent.
struct Recorder {
    url: String,
    extras: Arc<Mutex<Vec<Extra>>>,
}

impl Recorder {
    fn start(offers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ldap://{}", listener.local_addr().unwrap());
        let extras = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&extras);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let list = Arc::clone(&list);
                std::thread::spawn(move || converse(stream, offers, &list));
            }
        });
        Self { url, extras }
    }

    fn check(&self) -> Run {
        let doctor = Doctor::new(&[&self.url]).bind_as("cn=svc,dc=corp,dc=example", "secret").allow("allow_plaintext");
        doctor.search(PEOPLE, "(objectClass=inetOrgPerson)").user_id("uid").check()
    }

    fn sent(&self) -> Vec<Extra> {
        self.extras.lock().unwrap().clone()
    }
}

fn converse(mut stream: TcpStream, offers: &[&str], extras: &Mutex<Vec<Extra>>) {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..read]);
        while let Ok(Some(head)) = ber::header(&bytes, 0)
            && bytes.len() >= head.len + head.content as usize
        {
            let rest = bytes.split_off(head.len + head.content as usize);
            let message = std::mem::replace(&mut bytes, rest);
            let whole = Reader::new(&message).expect(SEQUENCE).unwrap();
            let mut parts = Reader::inside(&whole);
            let id = parts.expect(INTEGER).unwrap().number().unwrap();
            let op = parts.any().unwrap();
            if let Some(list) = parts.optional(0xa0).unwrap() {
                let control = Reader::inside(&list).expect(SEQUENCE).unwrap();
                let oid = Reader::inside(&control).expect(ber::OCTETS).unwrap().content.to_vec();
                extras.lock().unwrap().push(Extra::Control(String::from_utf8(oid).unwrap()));
            }
            if op.tag == 0x77 {
                extras.lock().unwrap().push(Extra::Extended);
            }
            stream.write_all(&answer(id, &op, offers)).unwrap();
        }
    }
}

fn answer(id: i64, op: &Element<'_>, offers: &[&str]) -> Vec<u8> {
    let classes: &[&[u8]] = &[b"top", b"person", b"inetOrgPerson"];
    match op.tag {
        0x60 => result(id, 0x61, 0, ""),
        0x77 => result(id, 0x78, 2, "unsupported"),
        // As ldaptor does, whom nobody asked.
        0x50 => result(id, 0x78, 2, "abandoned"),
        0x63 => {
            let mut parts = Reader::inside(op);
            let base = parts.expect(ber::OCTETS).unwrap().content;
            let subtree = parts.any().unwrap().content == [2];
            let entries = match (base, subtree) {
                (b"", _) => {
                    let offers: Vec<&[u8]> = offers.iter().map(|oid| oid.as_bytes()).collect();
                    entry(id, "", &[("objectClass", &[b"top"]), ("supportedControl", &offers)])
                }
                (_, false) => entry(id, base, &[("objectClass", &[b"organizationalUnit"])]),
                _ => ["ann", "bea", "cem"]
                    .iter()
                    .flat_map(|uid| {
                        let name: &[&[u8]] = &[uid.as_bytes()];
                        entry(
                            id,
                            format!("uid={uid},{PEOPLE}"),
                            &[("objectClass", classes), ("uid", name), ("sn", name)],
                        )
                    })
                    .collect(),
            };
            [entries, result(id, 0x65, 0, "")].concat()
        }
        _ => Vec::new(),
    }
}

#[test]
fn nothing_is_sent_that_the_root_entry_does_not_list() {
    let silent = Recorder::start(&[]);
    silent.check().outcome("SRCH-006", "pass", "3 entries");
    assert_eq!(silent.sent(), []);
    let pages = Recorder::start(&[PAGED]);
    pages.check().outcome("SRCH-006", "pass", "3 entries in 1 page");
    let sent = pages.sent();
    assert!(!sent.is_empty() && sent.iter().all(|extra| *extra == Extra::Control(PAGED.to_owned())), "{sent:?}");
}
