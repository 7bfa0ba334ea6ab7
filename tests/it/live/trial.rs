//! A base and filter that are tried on a live directory, and the server ends the trial.

use std::fs;

use super::doctor::Doctor;
use super::slapd::Setup;

/// slapd refuses a search with too many candidates (`size.unchecked`): that of the trial, and none of the others.
#[test]
fn a_trial_that_the_server_ends_early_is_undecided_and_nobodys_fault() {
    let mut entries = "dn: ou=Dock,dc=corp,dc=example\nobjectClass: organizationalUnit\n\n".to_owned();
    let mut users = "FIRST NAME,LAST NAME,USER ID,MAIL ID\n".to_owned();
    for n in 0..60 {
        let title = if n < 12 { "title: Crane\n" } else { "" };
        entries.push_str(&format!(
            "dn: cn=D{n},ou=Dock,dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: D{n}\nuid: d{n}\nsn: Docker{n}\n\
             mail: d{n}@dock.test\n{title}\n"
        ));
        if n < 12 {
            users.push_str(&format!("D,Docker{n},d{n},d{n}@dock.test\n"));
        }
    }
    let setup = Setup::plain().access("index objectClass,uid,mail,title eq").access("limits users size.unchecked=40");
    let server = setup.entries(&entries).start();
    let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
    let doctor =
        doctor.search("ou=Dock,dc=corp,dc=example", "(&(objectClass=inetOrgPerson)(title=Crane))").user_id("uid");
    let doctor = doctor.exports("[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n");
    fs::write(doctor.folder.path().join("cm.csv"), users).unwrap();
    let run = doctor.check_with(&["--what-if-filter", "(&(objectClass=inetOrgPerson)(employeeType=Crane))"]);
    assert_eq!((run.status, run.diagnoses().len()), (Some(3), 0), "{}", run.told());
    run.outcome("ID-001", "pass", "");
    for check in ["ID-011", "ID-012"] {
        run.outcome(check, "skipped", "");
    }
}
