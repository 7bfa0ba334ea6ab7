//! `why` from exports alone: whoever has a fault is told that one fault, and nobody else's.

use std::collections::BTreeMap;
use std::fs;

use ucdoctor::check::Severity;
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::identity::{Tables, join};
use ucdoctor::render::text::{self, Style};
use ucdoctor::report::{Judging, Report};

use super::cli::{text as plain, ucdoctor};
use super::generate::{Claim, Site};

/// What `why` says of one person of a site.
fn why(tables: &Tables, id: &str) -> Report {
    let tables = Tables { person: Some(id.to_owned()), ..tables.clone() };
    let evidence = Evidence {
        asked: Asked {
            person: Some(AskedPerson { id: id.to_owned(), bind: false, ..AskedPerson::default() }),
            ..Asked::default()
        },
        vantages: vec![crate::offline::place()],
        identity: Some(join(&tables)),
        ..Evidence::default()
    };
    Report::judge(evidence, &Judging::default())
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

fn headline(report: &Report) -> String {
    let style =
        Style { color: false, unicode: true, width: 1000, quiet: true, verbose: false, local: None, plugin: false };
    let mut shown = Vec::new();
    text::render(report, &style, &mut shown).unwrap();
    plain(&shown).lines().next().unwrap_or_default().to_owned()
}

/// The causes that a difference of this claim may have.
fn causes(claim: Claim) -> &'static [&'static str] {
    match claim {
        Claim::InDirectory => &["user-id-mismatch", "user-id-is-extension", "not-in-directory"],
        // Who has no user ID cannot be asked for by it; an account that is disabled is told as such.
        Claim::InCallManager => &["not-in-call-manager", "duplicate-user-id", "user-disabled", "user-unknown"],
        Claim::Inactive => &["inactive-user"],
        Claim::DuplicateIds => &["duplicate-user-id"],
        Claim::IllegalIds => &["illegal-user-id"],
        Claim::OnPresence => &["not-on-presence", "not-enabled-for-presence"],
        Claim::Contacts => &["stale-contact", "not-on-presence", "not-enabled-for-presence", "not-in-call-manager"],
        Claim::Addresses => &["presence-domain-mismatch"],
        Claim::DuplicateUris => &["directory-uri-conflict"],
    }
}

const EVERY: usize = 60;

#[test]
fn each_planted_fault_is_the_one_cause_of_its_person() {
    let site = Site::new(3_600, EVERY, 7);
    let tables = site.tables();
    let mut asked = 0;
    for ((claim, class), names) in &site.planted {
        for name in names.iter().take(2) {
            let report = why(&tables, name);
            let found = codes(&report);
            let one = matches!(found.as_slice(), [one] if causes(*claim).contains(one));
            assert!(one, "{claim:?} {class:?} {name}: {found:?}");
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
}

#[test]
fn who_has_no_fault_is_told_none_of_the_others() {
    let tables = Site::new(1_200, EVERY, 7).tables();
    let users = &tables.call_manager.as_ref().unwrap().id;
    let mut asked = 0;
    for id in (0..users.len()).map(|row| users.at(row)) {
        let number = id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap_or(0);
        // One in 60 has a fault, which may concern the two before; the next one has a hazard, which is no fault.
        if number % EVERY == 1 || number % (EVERY / 2) == 5 {
            let report = why(&tables, id);
            let errors = report.diagnoses.iter().filter(|diagnosis| diagnosis.severity == Severity::Error).count();
            assert_eq!((errors, report.exit_code), (0, 0), "{id}: {:?}", report.diagnoses);
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
}

#[test]
fn the_headline_says_whether_it_is_the_login_or_presence() {
    let site = Site::new(3_600, EVERY, 7);
    let tables = site.tables();
    let first = |claim: Claim| {
        let names = site.planted.iter().find(|((of, _), _)| *of == claim).map(|(_, names)| names[0].clone());
        headline(&why(&tables, &names.unwrap()))
    };
    assert!(first(Claim::InDirectory).contains(" cannot log in: call manager has "), "{}", first(Claim::InDirectory));
    assert!(first(Claim::Contacts).contains(" shows as offline to others: "), "{}", first(Claim::Contacts));
    assert!(first(Claim::Inactive).contains(" cannot log in: in call manager the user is inactive"));
    let nobody = why(&tables, "nobody-at-all");
    assert_eq!(codes(&nobody), ["user-unknown"]);
    assert!(headline(&nobody).contains("no export has anybody by that name"));
}

#[test]
fn the_command_reads_the_exports_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "users.txt",
        "userid    status fkdirectorypluginconfig enablecups\n\
         ========= ====== ======================= ==========\n\
         jdoe      1      b5acd3a6-5ac2-055b-cf27 t\n\
         asmith    1      b5acd3a6-5ac2-055b-cf27 t\n",
    );
    write(
        "presence.txt",
        "userid    imaddress            status enablecups primarynodeid\n\
         ========= ==================== ====== ========== =============\n\
         jdoe      jdoe@corp.example    1      t          1\n\
         asmith    asmith@corp.example  1      t          1\n",
    );
    write(
        "contacts.csv",
        "User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name\n\
         asmith,corp.example,j.doe,corp.example,,General\n\
         asmith,corp.example,jdoe@old.example,corp.example,,General\n\
         jdoe,corp.example,asmith,corp.example,,General\n",
    );
    write(
        "directory.ldif",
        "dn: CN=John,OU=People,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: jdoe\nsn: Doe\nmail: j.doe@corp.example\n\n\
         dn: CN=Ann,OU=People,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: asmith\nsn: Smith\n",
    );
    write(
        "ucdoctor.toml",
        "[directory.search]\nbase = \"OU=People,DC=corp,DC=example\"\nexport = \"directory.ldif\"\n\
         [call_manager]\nusers = \"users.txt\"\n[presence]\nusers = \"presence.txt\"\ncontacts = \"contacts.csv\"\n\
         domain = \"corp.example\"\n",
    );
    for (id, exit, codes, says) in [
        ("jdoe", 1, &["stale-contact"][..], "jdoe shows as offline to others: 1 contact list holds j"),
        ("j.doe@corp.example", 1, &["stale-contact"], "and the address is jdoe@corp.example"),
        ("asmith", 0, &[], "nothing in the exports keeps asmith out, or offline"),
        ("jdo", 1, &["user-unknown"], "the nearest: jdoe"),
    ] {
        let run = |output: &str| {
            let mut command = ucdoctor(folder.path());
            command.env("COLUMNS", "400").args(["why", id, "-o", output]);
            command.output().unwrap()
        };
        let shown = plain(&run("text").stdout);
        let output = run("json");
        assert_eq!(output.status.code(), Some(exit), "{id}: {}", plain(&output.stderr));
        let report: Report = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(self::codes(&report), codes, "{id}");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(says), "{id}: {shown}");
    }
}

#[test]
fn whoever_types_another_attribute_than_the_user_id_is_told_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "users.txt",
        "userid               status fkdirectorypluginconfig\n\
         ==================== ====== =======================\n\
         k.lind@corp.example  1      b5acd3a6-5ac2-055b-cf27\n",
    );
    write(
        "directory.ldif",
        "dn: CN=Kari Lind,OU=People,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: klind\nsn: Lind\n\
         displayName: Kari Lind\nmail: k.lind@corp.example\n",
    );
    write(
        "ucdoctor.toml",
        "[directory.search]\nbase = \"OU=People,DC=corp,DC=example\"\nuser_id = \"mail\"\nexport = \"directory.ldif\"\n\
         [call_manager]\nusers = \"users.txt\"\n",
    );
    for (id, exit, says) in [
        ("klind", 1, "Log in as k.lind@corp.example"),
        ("k.lind@corp.example", 0, "nothing in the exports keeps k.lind@corp.example out"),
        ("Kari Lind", 0, "nothing in the exports keeps"),
        ("k.lind", 1, "Log in as k.lind@corp.example"),
    ] {
        let run = ucdoctor(folder.path()).env("COLUMNS", "400").args(["why", id]).output().unwrap();
        let shown = plain(&run.stdout);
        assert_eq!(run.status.code(), Some(exit), "{id}: {shown}");
        assert!(shown.contains(says), "{id}: {shown}");
    }
}

/// A directory with two people of one surname, one of them below another base.
fn two_of_one_name(folder: &std::path::Path) {
    let person = |ou: &str, first: &str, last: &str, id: &str, number: &str| {
        format!(
            "dn: CN={first} {last},OU={ou},DC=fjord,DC=test\nobjectClass: user\nobjectClass: person\nsAMAccountName: {id}\n\
             givenName: {first}\nsn: {last}\ndisplayName: {first} {last} ({ou})\nmail: {first}.{last}@fjord.test\n\
             telephoneNumber: {number}\n\n"
        )
    };
    let people = [
        person("Quay", "Tove", "Aas", "taas", "+47 22 00 31 01"),
        person("Quay", "Liv", "Berg", "lberg", "+47 22 00 31 02"),
        person("Yard", "Per", "Berg", "pberg", "+47 22 00 41 03"),
        person("Quay", "Kim", "Vik", "kvik", "+47 22 00 31 04"),
    ];
    let user = |id: &str, first: &str, last: &str, number: &str| format!("{id},{first},{last},{number},1,aa11\n");
    let users =
        [user("taas", "Tove", "Aas", "3101"), user("lberg", "Liv", "Berg", "3102"), user("kvik", "Kim", "Vik", "3104")];
    let head = "userid,firstname,lastname,telephonenumber,status,fkdirectorypluginconfig\n";
    fs::write(folder.join("directory.ldif"), people.concat()).unwrap();
    fs::write(folder.join("users.csv"), format!("{head}{}", users.concat())).unwrap();
    fs::write(
        folder.join("ucdoctor.toml"),
        "[directory.search]\nbase = \"OU=Quay,DC=fjord,DC=test\"\nuser_id = \"sAMAccountName\"\nexport = \"directory.ldif\"\n\
         [call_manager]\nusers = \"users.csv\"\n",
    )
    .unwrap();
}

#[test]
fn whom_a_name_a_number_or_a_place_in_the_tree_means_is_said() {
    let folder = tempfile::tempdir().unwrap();
    two_of_one_name(folder.path());
    let outside = "CN=Per Berg,OU=Yard,DC=fjord,DC=test, whose user ID is \"pberg\", is outside base or filter";
    for (typed, exit, says) in [
        (
            "Aas",
            1,
            "nobody has that user ID; it is the last name of CN=Tove Aas,OU=Quay,DC=fjord,DC=test, who has the user ID \"taas\"",
        ),
        ("Tove", 1, "it is the first name of CN=Tove Aas"),
        ("Kim Vik (Quay)", 0, "nothing in the exports keeps"),
        ("Berg", 3, "2 people have \"Berg\" as last name: lberg, pberg"),
        ("liv.berg@fjord.test", 0, "out, or offline; the user ID to log in by is lberg; no directory server"),
        ("mailto:Liv.Berg@Fjord.test", 0, "the user ID to log in by is lberg"),
        (
            "lberg@other.test",
            1,
            "nobody has that address or user ID; CN=Liv Berg,OU=Quay,DC=fjord,DC=test has the user ID",
        ),
        ("+47 22 00 31 04", 1, "it is the telephone number of CN=Kim Vik"),
        ("3104", 1, "it is the telephone number of CN=Kim Vik,OU=Quay,DC=fjord,DC=test, who has the user ID \"kvik\""),
        ("0047 22003101", 1, "it is the telephone number of CN=Tove Aas"),
        ("CN=Per Berg,OU=Yard,DC=fjord,DC=test", 1, outside),
        ("per.berg@fjord.test", 1, outside),
        ("Per Berg", 1, outside),
        ("cn=kim vik, ou=Left, dc=fjord, dc=test", 0, "CN=Kim Vik,OU=Quay,DC=fjord,DC=test"),
        (
            "CN=Nobody Here,OU=Quay,DC=fjord,DC=test",
            1,
            "as user ID, address, name, telephone number or distinguished name",
        ),
    ] {
        let run = ucdoctor(folder.path()).args(["why", typed]).output().unwrap();
        let shown = plain(&run.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(run.status.code(), Some(exit), "{typed}: {shown}");
        assert!(shown.contains(says), "{typed}: {shown}");
    }
}

/// The appliance's own check: as Cisco documents its output, beside an export of the presence server that shows one of
/// the duplicates, too.
#[test]
fn the_presence_servers_own_check_is_judged_with_the_exports() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "presence.csv",
        "userid,imaddress,status,enablecups,primarynodeid\nuser1,user1@corp.example,1,t,1\n\
         user3,user3@corp.example,1,t,1\nUSER3,user3@corp.example,1,t,2\n",
    );
    write(
        "validate.txt",
        "admin:utils users validate all\nUsers with Duplicate User IDs\n-----\n User ID: user3\n  Node Name\n  \
         imp-1\n  imp-2\n User ID: user9\n  Node Name\n  imp-1\n  imp-7\n\nUsers with No Directory URI Configured\n-----\n \
         Node Name: imp-2\n User ID\n user4\n\nUsers with Invalid Directory URI Configured\n-----\n Node Name: imp-2\n \
         User ID   Directory URI\n user1     a@b@cisco\n\nUsers with Duplicate Directory URIs\n-----\nDirectory URI: \
         user1@cisco.com\n Node Name   User ID\n imp-1       user4\n imp-2       user3\n imp-3\nadmin:\n",
    );
    let run = |scheme: &str, arguments: &[&str]| -> (Report, String) {
        let presence = "users = \"presence.csv\"\nvalidate = \"validate.txt\"\ndomain = \"corp.example\"";
        write("ucdoctor.toml", &format!("[presence]\n{presence}\naddress_scheme = \"{scheme}\"\n"));
        let output = ucdoctor(folder.path()).args(arguments).args(["-o", "json"]).output().unwrap();
        (serde_json::from_slice(&output.stdout).unwrap(), plain(&output.stderr))
    };
    let of = |report: &Report| -> BTreeMap<String, usize> {
        let outcomes = report.outcomes.iter().filter(|outcome| outcome.check == "ID-013");
        outcomes.map(|outcome| (outcome.subject.clone(), outcome.items.len())).collect()
    };
    let (report, told) = run("user-id", &["check", "--only", "identity"]);
    assert!(told.contains("validate.txt: 1 row was not understood: line 31"), "{told}");
    assert_eq!(
        of(&report),
        [("duplicate-id", 2), ("duplicate-uri", 2), ("invalid-uri", 1)].map(|(k, n)| (k.into(), n)).into()
    );
    // What the export shows and what the server says of itself are one fault.
    assert_eq!(codes(&report), ["duplicate-user-id", "directory-uri-conflict"]);
    let seen_by: Vec<&str> = report.diagnoses[0].because.iter().map(|because| because.check.as_str()).collect();
    assert_eq!(seen_by, ["ID-003", "ID-013"]);
    assert_eq!(
        report.outcomes.iter().find(|outcome| outcome.check == "ID-013").unwrap().facts["without a directory URI"],
        "1"
    );
    let (report, _) = run("directory-uri", &["check", "--only", "identity"]);
    assert_eq!(of(&report).get("no-uri"), Some(&1));

    for (id, expected) in [
        ("user1", &["directory-uri-conflict"][..]),
        ("user3", &["duplicate-user-id", "directory-uri-conflict"]),
        // Only the server's own check has them.
        ("User9", &["duplicate-user-id"]),
        ("user4", &["directory-uri-conflict"]),
    ] {
        let (report, _) = run("user-id", &["why", id]);
        assert_eq!(codes(&report), expected, "{id}");
        let items =
            report.outcomes.iter().filter(|outcome| outcome.check == "ID-013").flat_map(|outcome| &outcome.items);
        let others: Vec<_> =
            items.filter(|item| !id.eq_ignore_ascii_case(item.call_manager_id.as_deref().unwrap())).collect();
        assert!(others.is_empty(), "{id}: {others:?}");
    }
}
