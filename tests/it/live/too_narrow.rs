//! Base or filter leave out many users of call manager, in a directory that is read live.

use std::fs;

use super::doctor::{Doctor, Run};
use super::slapd::Setup;
use crate::too_narrow::users;
use crate::watchdog;

/// The same from a directory that is read live: the clause is found on it, and the filter without it is tried.
#[test]
fn a_live_directory_tells_the_same() {
    let mut entries = String::new();
    for unit in ["Shops", "Depots"] {
        entries.push_str(&format!("dn: ou={unit},dc=corp,dc=example\nobjectClass: organizationalUnit\n\n"));
    }
    for n in 0..20 {
        let (unit, title) =
            (if n % 4 == 3 { "Depots" } else { "Shops" }, if n % 2 == 0 { "title: Clerk\n" } else { "" });
        entries.push_str(&format!(
            "dn: cn=P{n},ou={unit},dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: P{n}\nuid: p{n}\nsn: Person{n}\n\
             mail: p{n}@firm.test\n{title}\n"
        ));
    }
    let server = Setup::plain().entries(&entries).start();
    let run = |base: &str, filter: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        let doctor = doctor.search(base, filter).user_id("uid");
        let doctor = doctor.exports("[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n");
        fs::write(doctor.folder.path().join("cm.csv"), users()).unwrap();
        (doctor.check(), doctor)
    };
    for (base, filter, named, found) in [
        ("dc=corp,dc=example", "(&(objectClass=inetOrgPerson)(title=*))", "(title=*)", "entries); or fill title"),
        ("dc=corp,dc=example", "(&(objectClass=inetOrgPerson)(title=Clerk))", "(title=Clerk)", "set title to Clerk"),
        (
            "ou=Shops,dc=corp,dc=example",
            "(objectClass=inetOrgPerson)",
            "ou=Shops",
            "use the search base dc=corp,dc=example (tried",
        ),
    ] {
        let (run, doctor) = run(base, filter);
        run.finds(1, 1, "filter-too-narrow", named);
        let fixes = run.diagnoses()[0]["fix"].to_string();
        assert!(fixes.contains(found), "{fixes}");
        let why = Run::read(&watchdog::output(&mut doctor.call("why", &["p3", "-o", "json"])));
        let codes: Vec<&str> = why.diagnoses().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["filter-too-narrow"], "{filter}: {}", why.told());
    }
}
