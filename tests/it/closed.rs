//! Accounts that the directory's export shows as closed: the check of everybody and the one of the person say the same.

use std::fs;

use time::OffsetDateTime;

use crate::undecided::run;

/// Steps of 100 ns since 1601, in 2021.
const LONG_AGO: &str = "132600000000000000";

/// The same of so many seconds ago.
fn ago(seconds: i64) -> String {
    ((OffsetDateTime::now_utc().unix_timestamp() - seconds + 11_644_473_600) * 10_000_000).to_string()
}

#[test]
fn an_account_closed_by_the_export_is_told_of_everybody_and_of_the_person() {
    let people = [
        ("hilde", "userAccountControl: 512\n".to_owned(), None),
        ("igor", "userAccountControl: 66050\n".to_owned(), Some(("disabled", "user-disabled"))),
        ("jutta", format!("userAccountControl: 512\naccountExpires: {LONG_AGO}\n"), Some(("expired", "user-expired"))),
        ("knut", format!("userAccountControl: 512\nlockoutTime: {}\n", ago(600)), Some(("locked", "user-locked"))),
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

/// `lockoutTime` stays when a lock has run out, and most run out within the hour.
#[test]
fn an_old_lock_may_have_run_out() {
    let of = |more: &str, domain: &str| {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let head = format!("dn: DC=mine,DC=test\nobjectClass: domainDNS\n{domain}\n");
        let entry = format!(
            "dn: CN=Runa,OU=Shift,DC=mine,DC=test\nobjectClass: user\nsAMAccountName: runa\nsn: Dahl\n\
             userAccountControl: 512\nmail: runa@mine.test\n{more}\n"
        );
        write("dir.ldif", &(head + &entry));
        write("cm.csv", "FIRST NAME,LAST NAME,USER ID,MAIL ID\nRuna,Dahl,runa,runa@mine.test\n");
        write(
            "site.toml",
            "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Shift,DC=mine,DC=test\"\n\
             user_id = \"sAMAccountName\"\n[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n",
        );
        run(folder.path(), &["why", "runa"]).0
    };
    let locked = |seconds| format!("lockoutTime: {}\n", ago(seconds));
    let half_an_hour = "lockoutDuration: -18000000000\n";
    for (more, domain, status) in [
        (locked(600), "", 1),
        (locked(200_000), "", 3),
        (locked(600), half_an_hour, 1),
        (locked(7200), half_an_hour, 0),
        (locked(7200), "lockoutDuration: 0\n", 1),
        (locked(600) + "msDS-User-Account-Control-Computed: 0\n", "", 0),
        ("msDS-User-Account-Control-Computed: 16\n".into(), "", 1),
        ("msDS-User-Account-Control-Computed: 8388608\n".into(), half_an_hour, 1),
    ] {
        assert_eq!(of(&more, domain), Some(status), "{more}{domain}");
    }
}
