//! User IDs compared with a directory that is read live: the same people are found as in an export, or nobody.

use std::fs;

use data_encoding::HEXLOWER;
use ucdoctor::evidence::identity::Identity;
use ucdoctor::people::Tri;

use super::doctor::{Doctor, Run};
use super::slapd::{Setup, Slapd};
use crate::generate::{Site, files};

const BASE: &str = "ou=People,dc=corp,dc=example";
const FILTER: &str = "(objectClass=user)";

/// Active Directory's names, which no schema of OpenLDAP has; `user` wants no surname.
const SCHEMA: [&str; 3] = [
    "attributetype ( 1.3.6.1.4.1.99999.1 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch \
     SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
    "attributetype ( 1.3.6.1.4.1.99999.2 NAME 'userAccountControl' EQUALITY integerMatch \
     SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
    "objectclass ( 1.3.6.1.4.1.99999.3 NAME 'user' SUP top STRUCTURAL MUST cn \
     MAY ( sAMAccountName $ userAccountControl $ mail $ telephoneNumber $ givenName $ sn ) )",
];

/// The site's directory in a slapd.
fn directory(site: &Site, shape: impl FnOnce(Setup) -> Setup) -> Slapd {
    let people = site.tables().directory.unwrap();
    let mut ldif = String::new();
    for unit in ["Former", "Mailboxes"] {
        ldif.push_str(&format!("dn: ou={unit},dc=corp,dc=example\nobjectClass: organizationalUnit\n\n"));
    }
    for row in 0..people.id.len() {
        let dn = people.dn.at(row);
        let name = dn.strip_prefix("CN=").unwrap().split(',').next().unwrap();
        let control = if people.disabled[row] == Tri::Yes { 514 } else { 512 };
        ldif.push_str(&format!("dn: {dn}\nobjectClass: user\ncn: {name}\nuserAccountControl: {control}\n"));
        for (attribute, value) in [
            ("sAMAccountName", people.id.at(row)),
            ("mail", people.attributes[2].at(row)),
            ("telephoneNumber", people.attributes[6].at(row)),
            ("givenName", people.first_name.at(row)),
            ("sn", people.last_name.at(row)),
        ] {
            if !value.is_empty() {
                ldif.push_str(&format!("{attribute}:: {}\n", data_encoding::BASE64.encode(value.as_bytes())));
            }
        }
        let guid = HEXLOWER.decode(people.guid.at(row).as_bytes()).unwrap();
        let hex = HEXLOWER.encode(&guid);
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        ldif.push_str(&format!("entryUUID: {}\n\n", parts.join("-")));
    }
    let setup = SCHEMA.iter().fold(Setup::plain(), |setup, line| setup.directive(line));
    // Its own default would be 500 entries.
    shape(setup.directive("sizelimit unlimited").entries(&ldif)).start()
}

fn doctor(site: &Site, server: &Slapd, filter: &str) -> Doctor {
    let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
    let doctor = doctor.search(BASE, filter).user_id("sAMAccountName").exports(
        "[client]\nuser_id = \"sAMAccountName\"\n[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n\
         [presence]\nusers = \"imp.csv\"\ncontacts = \"lists.csv\"\ndomain = \"corp.example\"\n\
         address_scheme = \"user-id\"\n",
    );
    let [users, _, presence, contacts] = files(&site.tables());
    for (name, text) in [("cm.csv", users), ("imp.csv", presence), ("lists.csv", contacts)] {
        fs::write(doctor.folder.path().join(name), text).unwrap();
    }
    doctor
}

fn identity(run: &Run) -> Identity {
    // slapd writes the types of a name its own way.
    let told = run.report["evidence"]["identity"].to_string();
    let told = [("\"cn=", "\"CN="), (",ou=", ",OU="), (",dc=", ",DC=")].iter().fold(told, |t, (a, b)| t.replace(a, b));
    serde_json::from_str(&told).unwrap()
}

/// Precision and recall are 1.0 in every class, also for those outside the base.
#[test]
fn all_that_is_planted_is_found_in_a_live_directory() {
    let site = Site::new(1000, 10, 7);
    let server = directory(&site, |setup| setup);
    let doctor = doctor(&site, &server, FILTER);
    let run = doctor.check_with(&["--only", "identity", "--what-if-filter", "(&(objectClass=user)(cn=*7))"]);
    let found = identity(&run);
    assert_eq!(site.wrong(&found), Vec::<String>::new(), "{:?} {:?}\n{}", found.live, found.rows, run.told());
    let live = found.live.unwrap();
    assert!(live.outside > 0 && live.entries > 900, "{live:?}");
    let trial = found.what_if.unwrap();
    assert!(trial.matched > 50 && trial.inactive.len() > 500, "{} {}", trial.matched, trial.inactive.len());
    run.outcome("ID-012", "fail", "are matched");
    assert_eq!((run.status, server.stop_and_count_binds()), (Some(1), 1));
}

/// Half a list would make half of the users gone: nothing is said of them.
#[test]
fn what_is_not_read_whole_is_not_judged() {
    let site = Site::new(1000, 10, 7);
    let limited = directory(&site, |setup| setup.directive("sizelimit 100"));
    let whole = directory(&site, |setup| setup);
    for (server, filter, gate) in
        [(&limited, FILTER, "SRCH-006"), (&whole, "(cn=nobody)", "SRCH-004"), (&whole, "(cn=nobody", "SRCH-003")]
    {
        let run = doctor(&site, server, filter).check();
        let found = identity(&run);
        assert_eq!((found.in_directory, found.in_call_manager, found.what_if), (None, None, None), "{filter}");
        let outcomes = run.report["outcomes"].as_array().unwrap();
        let blocked =
            |check: &str| outcomes.iter().find(|outcome| outcome["check"] == check).unwrap()["blocked_by"].clone();
        assert_eq!((blocked("ID-001"), blocked("ID-002")), (gate.into(), gate.into()), "{}", run.told());
    }
}
