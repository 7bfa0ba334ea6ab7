//! Accounts that the directory's export shows as closed: the check of everybody and the one of the person say the same.

use std::fs;

use crate::undecided::run;

/// Steps of 100 ns since 1601, in 2021.
const LONG_AGO: &str = "132600000000000000";

#[test]
fn an_account_closed_by_the_export_is_told_of_everybody_and_of_the_person() {
    let people = [
        ("hilde", "userAccountControl: 512\n".to_owned(), None),
        ("igor", "userAccountControl: 66050\n".to_owned(), Some(("disabled", "user-disabled"))),
        ("jutta", format!("userAccountControl: 512\naccountExpires: {LONG_AGO}\n"), Some(("expired", "user-expired"))),
        ("knut", format!("userAccountControl: 512\nlockoutTime: {LONG_AGO}\n"), Some(("locked", "user-locked"))),
        ("lotte", "userAccountControl: 512\npwdLastSet: 0\n".into(), Some(("must-change", "user-password-expired"))),
        ("malte", "userAccountControl: 66048\npwdLastSet: 0\n".into(), None),
        ("oda", "userAccountControl: 262656\n".into(), Some(("smart-card", "user-restricted"))),
        ("nadja", "pwdReset: TRUE\n".into(), Some(("must-change", "user-password-expired"))),
    ];
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let entry = |(id, more, _): &(&str, String, Option<(&str, &str)>)| {
        format!(
            "dn: CN={id},OU=Shift,DC=mine,DC=test\nobjectClass: user\nsAMAccountName: {id}\nsn: Of{id}\n\
             mail: {id}@mine.test\n{more}\n"
        )
    };
    let row = |(id, ..): &(&str, String, Option<(&str, &str)>)| format!("F,Of{id},{id},{id}@mine.test\n");
    write("dir.ldif", &people.iter().map(entry).collect::<String>());
    write("cm.csv", &format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{}", people.iter().map(row).collect::<String>()));
    write(
        "site.toml",
        "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Shift,DC=mine,DC=test\"\nfilter = \"(objectClass=user)\"\n\
         user_id = \"sAMAccountName\"\n[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n",
    );
    let (_, everybody, stderr) = run(folder.path(), &["check"]);
    let told = everybody["diagnoses"][0].to_string();
    assert!(told.contains("\"accounts-closed\""), "{told} {stderr}");
    for (id, _, closed) in &people {
        let (status, report, _) = run(folder.path(), &["why", id]);
        let diagnoses = report["diagnoses"].as_array().unwrap();
        let codes: Vec<&str> = diagnoses.iter().map(|one| one["code"].as_str().unwrap()).collect();
        match closed {
            None => assert_eq!((status, codes.as_slice()), (Some(0), &[][..]), "{id}: {report:#}"),
            Some((class, cause)) => {
                assert_eq!((status, codes.as_slice()), (Some(1), &[*cause][..]), "{id}: {report:#}");
                let found = everybody["evidence"]["identity"]["closed"]["differences"].as_array().unwrap();
                let is = |found: &&serde_json::Value| found["call_manager_id"] == *id && found["class"] == *class;
                assert_eq!(found.iter().filter(is).count(), 1, "{id}: {found:?}");
            }
        }
    }
}
