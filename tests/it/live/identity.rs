//! User IDs compared with a directory that is read live: the same people are found as in an export, or nobody.

use std::fs;

use ucdoctor::evidence::identity::{Class, Identity};
use ucdoctor::identity::Tables;
use ucdoctor::people::Tri;

use super::doctor::{Doctor, Run};
use super::slapd::{Setup, Slapd};
use crate::axl::call_manager::{CallManager, Reply, chunk, soap};
use crate::generate::{Site, files};
use crate::watchdog;

pub(super) const BASE: &str = "ou=People,dc=corp,dc=example";
pub(super) const FILTER: &str = "(objectClass=user)";

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
pub(super) fn directory(site: &Site, shape: impl FnOnce(Setup) -> Setup) -> Slapd {
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
        let hex = people.guid.digits(row);
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        ldif.push_str(&format!("entryUUID: {}\n\n", parts.join("-")));
    }
    let setup = SCHEMA.iter().fold(Setup::plain(), |setup, line| setup.directive(line));
    // Its own default would be 500 entries.
    shape(setup.directive("sizelimit unlimited").entries(&ldif)).start()
}

pub(super) fn doctor(site: &Site, server: &Slapd, filter: &str) -> Doctor {
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

/// A call manager that tells the site's users by AXL.
async fn call_manager(site: &Site) -> CallManager {
    let Tables { call_manager: users, .. } = site.tables();
    let users = users.unwrap();
    CallManager::healthy(0, move |verb, _, body| {
        let row = |row: usize| {
            let yes = |tri: Tri, yes: &str, no: &str| if tri == Tri::Yes { yes.to_owned() } else { no.to_owned() };
            let cells = [
                ("userid", users.id.at(row).to_owned()),
                ("firstname", users.first_name.at(row).to_owned()),
                ("lastname", users.last_name.at(row).to_owned()),
                ("mailid", users.mail.at(row).to_owned()),
                ("telephonenumber", users.telephone.at(row).to_owned()),
                ("directoryuri", users.directory_uri.at(row).to_owned()),
                ("uniqueidentifier", users.guid.digits(row)),
                ("status", yes(users.active[row], "1", "2")),
                ("fkdirectorypluginconfig", yes(users.from_ldap[row], "b5acd3a6-5ac2-055b-cf27-ba4f818533d6", "")),
                ("enablecups", yes(users.presence[row], "t", "f")),
                ("primarynodeid", yes(users.assigned[row], "1100", "")),
            ];
            let cells = cells.map(|(name, text)| format!("<{name}>{}</{name}>", escape(&text)));
            format!("<row>{}</row>", cells.concat())
        };
        (verb == "executeSQLQuery").then(|| {
            let rows: String = chunk(body, users.id.len()).map(row).collect();
            Reply::Http(200, soap(verb, &rows))
        })
    })
    .await
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn identity(run: &Run) -> Identity {
    // slapd writes the types of a name its own way.
    let told = run.report.to_string();
    let told = [("\"cn=", "\"CN="), (",ou=", ",OU="), (",dc=", ",DC=")].iter().fold(told, |t, (a, b)| t.replace(a, b));
    ucdoctor::report::saved::evidence(told.as_bytes()).unwrap().identity.unwrap()
}

/// Precision and recall are 1.0 in every class, also for those outside the base. `UCDOCTOR_LIVE_PEOPLE=200000` makes
/// it a large site, which takes slapd minutes to load.
#[test]
fn all_that_is_planted_is_found_in_a_live_directory() {
    let people = std::env::var("UCDOCTOR_LIVE_PEOPLE").map_or(1000, |people| people.parse().unwrap());
    let site = Site::new(people, 10, 7);
    let server = directory(&site, |setup| setup);
    let doctor = doctor(&site, &server, FILTER);
    let run = doctor.check_with(&[
        "--only",
        "identity",
        "--what-if-filter",
        "(&(objectClass=user)(cn=*7))",
        "--deadline",
        "600",
    ]);
    let found = identity(&run);
    assert_eq!(site.wrong(&found), Vec::<String>::new(), "{:?} {:?}\n{}", found.live, found.rows, run.told());
    let live = found.live.unwrap();
    assert!(live.outside > 0 && live.entries > people as u64 * 9 / 10, "{live:?}");
    let trial = found.what_if.unwrap();
    let found = (trial.matched as usize, trial.inactive.len());
    assert!(found.0 > people / 20 && found.1 > people / 2, "{found:?}");
    run.outcome("ID-012", "fail", "are matched");
    assert_eq!((run.status, server.stop_and_count_binds()), (Some(1), 1));
}

/// Asks call manager for the users that the file had.
fn by_axl(doctor: Doctor, call_manager: &CallManager) -> Doctor {
    let axl = format!(
        "axl = \"{}\"\naxl_user = \"axl\"\naxl_password_file = \"axl-password\"\ntrust = \"axl.pem\"\n",
        call_manager.url("/axl/")
    );
    fs::write(doctor.folder.path().join("axl-password"), "a password").unwrap();
    fs::write(doctor.folder.path().join("axl.pem"), &call_manager.root).unwrap();
    doctor.replace_export("users = \"cm.csv\"\n", &axl)
}

/// Nobody waits for users that do not come, and without them nobody is called gone.
#[tokio::test(flavor = "multi_thread")]
async fn users_that_do_not_come_by_axl_leave_nobody_waiting() {
    let site = Site::new(10, 1, 7);
    let server = directory(&site, |setup| setup);
    let refuses = CallManager::start(|_, _, _| Reply::Http(401, String::new())).await;
    let silent = CallManager::healthy(1, |verb, _, _| (verb == "executeSQLQuery").then_some(Reply::Silent)).await;
    for (call_manager, deadline, cut, blocked_by) in
        [(&refuses, "600", None, Some("CONF-009")), (&silent, "3", Some("deadline"), None)]
    {
        let doctor = by_axl(doctor(&site, &server, FILTER), call_manager);
        let mut command = doctor.command(&["-o", "json", "--deadline", deadline]);
        let run = Run::read(&watchdog::output(&mut command));
        assert_eq!(run.report["evidence"]["vantages"][0]["cut"].as_str(), cut, "{}", run.told());
        assert_eq!(identity(&run).in_directory, None);
        let outcomes = run.report["outcomes"].as_array().unwrap();
        let gone = outcomes.iter().find(|outcome| outcome["check"] == "ID-001").unwrap();
        assert_eq!(gone["blocked_by"].as_str(), blocked_by, "{gone}");
    }
}

/// The same when call manager itself tells its users: classes that need people outside the base come out the same.
#[tokio::test(flavor = "multi_thread")]
async fn users_by_axl_are_found_like_users_of_a_file() {
    let site = Site::new(1000, 10, 7);
    let (server, call_manager) = (directory(&site, |setup| setup), call_manager(&site).await);
    let by_file = identity(&doctor(&site, &server, FILTER).check_with(&["--only", "identity"]));
    let told = by_axl(doctor(&site, &server, FILTER), &call_manager).check_with(&["--only", "identity"]);
    let by_axl = identity(&told);
    assert_eq!(site.wrong(&by_axl), Vec::<String>::new(), "{:?}\n{}", by_axl.live, told.told());
    let outside = |identity: &Identity| identity.live.as_ref().unwrap().outside;
    assert_eq!(outside(&by_axl), outside(&by_file));
    let classes = |identity: &Identity| {
        let found = identity.in_directory.clone().unwrap().differences.into_iter();
        let mut found: Vec<_> = found.map(|one| (one.class, one.call_manager_id, one.dn)).collect();
        found.sort();
        found
    };
    assert_eq!(classes(&by_axl), classes(&by_file));
    for class in [Class::OutOfScope, Class::Renamed] {
        assert!(classes(&by_axl).iter().any(|found| found.0 == class), "{class:?} is not planted");
    }
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

/// Who lacks what a synchronisation needs is one finding, though search and comparison both meet them; a computer that
/// the filter lets in is nobody whom call manager lacks.
#[test]
fn whom_the_search_lists_the_comparison_does_not_list_again() {
    let computer = "objectclass ( 1.3.6.1.4.1.99999.4 NAME 'computer' SUP user STRUCTURAL )";
    let mut ldif = String::new();
    let mut add = |name: &str, class: &str, own: &str| {
        ldif += &format!("dn: cn={name},{BASE}\nobjectClass: {class}\ncn: {name}\n{own}\n");
    };
    for name in ["ute", "vera", "willi"] {
        add(name, "user", &format!("sAMAccountName: {name}\nsn: {name}\nmail: {name}@corp.example\n"));
    }
    for name in ["xeno", "yann"] {
        add(name, "user", &format!("sn: {name}\nmail: {name}@corp.example\n"));
    }
    add("zoe", "user", "sAMAccountName: zoe\nmail: zoe@corp.example\n");
    add("twin", "user", "sAMAccountName: twin\nsn: Twin\nmail: ute@corp.example\n");
    add("box", "computer", "sAMAccountName: BOX$\n");
    let setup = SCHEMA.iter().fold(Setup::plain(), |setup, line| setup.directive(line)).directive(computer);
    let server = setup.entries(&ldif).start();
    let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
    let doctor = doctor.search(BASE, FILTER).user_id("sAMAccountName");
    let doctor = doctor.exports("[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n");
    let users = ["ute", "vera", "willi", "xeno"].map(|name| format!("A,{name},{name},{name}@corp.example\n")).concat();
    fs::write(doctor.folder.path().join("cm.csv"), format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{users}")).unwrap();
    let run = doctor.check();
    let codes: Vec<&str> = run.diagnoses().iter().map(|found| found["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["attribute-missing", "filter-too-wide", "attribute-missing"], "{}", run.told());
    run.outcome("SRCH-007", "fail", "2 people without it").outcome("SRCH-008", "warn", "1 person without a last name");
    run.outcome("ID-001", "skipped", "SRCH-007 lists them").outcome("ID-002", "skipped", "lists them");
    // Nothing is open after a warning.
    fs::write(
        doctor.folder.path().join("cm.csv"),
        "FIRST NAME,LAST NAME,USER ID,MAIL ID\nA,vera,vera,\nA,willi,willi,\n",
    )
    .unwrap();
    let filter = "(&(objectClass=user)(sAMAccountName=*)(!(sAMAccountName=BOX$))(!(cn=zoe)))";
    let run = doctor.search(BASE, filter).user_id("sAMAccountName").check();
    run.finds(0, 0, "attribute-missing", "2 people with a mail address that somebody else has");
}
