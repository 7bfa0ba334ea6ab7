//! Disabled accounts that the filter lets in: the filter is the fault, told once.

use std::fs;

use super::doctor::Doctor;
use super::slapd::Setup;

/// Attributes that no schema of OpenLDAP has.
const CONTROL: &str = "attributetype ( 1.3.6.1.4.1.99999.2 NAME 'userAccountControl' EQUALITY integerMatch \
                       SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )";
const ACCOUNT: &str = "objectclass ( 1.3.6.1.4.1.99999.4 NAME 'account9' SUP top AUXILIARY MAY userAccountControl )";

#[test]
fn disabled_users_of_call_manager_whom_the_filter_lets_in_are_one_finding() {
    let unit = "dn: ou=Deck,dc=corp,dc=example\nobjectClass: organizationalUnit\n\n";
    let (mut entries, mut users) = (unit.to_owned(), "USER ID,LAST NAME,STATUS,FKDIRECTORYPLUGINCONFIG\n".to_owned());
    for n in 0..60 {
        let control = if n % 2 == 0 { 514 } else { 512 };
        entries.push_str(&format!(
            "dn: cn=Mate {n},ou=Deck,dc=corp,dc=example\nobjectClass: inetOrgPerson\nobjectClass: account9\ncn: Mate {n}\n\
             uid: mate{n}\nsn: Mate\nuserAccountControl: {control}\n\n"
        ));
        users.push_str(&format!("mate{n},Mate,1,5ee1a0c4-0001-0002-0003-000000000001\n"));
    }
    let server = Setup::plain().directive(CONTROL).directive(ACCOUNT).entries(&entries).start();
    let run = |filter: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        let doctor = doctor.search("ou=Deck,dc=corp,dc=example", filter).user_id("uid");
        let doctor = doctor.exports("[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n");
        fs::write(doctor.folder.path().join("cm.csv"), &users).unwrap();
        doctor.check()
    };
    let wide = run("(objectClass=inetOrgPerson)");
    wide.finds(0, 0, "filter-too-wide", "30 disabled accounts; 30 users of call manager cannot log in");
    assert_eq!(wide.diagnoses()[0]["breaks"], serde_json::json!(["contact-search", "login"]), "{}", wide.told());
    assert_eq!(wide.diagnoses().len(), 1, "{}", wide.told());
    let listed = |outcome: &&serde_json::Value| outcome["check"] == "SRCH-005";
    let outcome = wide.report["outcomes"].as_array().unwrap().iter().find(listed).unwrap();
    assert_eq!(outcome["items"].as_array().unwrap().len(), 30, "{outcome:#}");
}
