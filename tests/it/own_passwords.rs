//! Whose password is call manager's own is kept out by nothing that the directory says of the account; and who has no
//! user ID in the directory has not been renamed.

use std::fs;

use serde_json::Value;

use crate::undecided::run;

const BASE: &str = "OU=Crew,DC=quay,DC=test";

fn entry(id: &str, place: &str, more: &str) -> String {
    format!("dn: CN={id},{place}\nobjectClass: person\nobjectClass: user\nsn: Of{id}\nmail: {id}@quay.test\n{more}\n")
}

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// `erna` is synchronised and disabled, `finn` local and disabled, `gerd` local and outside the base.
    fn new(authentication: bool, filter: &str) -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        let named = |id: &str, place: &str, control: u32| {
            entry(id, place, &format!("sAMAccountName: {id}\nuserAccountControl: {control}\n"))
        };
        let ldif = [
            named("erna", BASE, 514),
            named("finn", BASE, 514),
            named("gerd", "OU=Lent,DC=quay,DC=test", 512),
            named("hans", BASE, 512),
        ];
        site.write("dir.ldif", &ldif.concat());
        let row = |id: &str, from: &str| format!("{id},Of{id},{id}@quay.test,1,{from}\n");
        let rows = [row("erna", "77aa"), row("finn", "NULL"), row("gerd", "NULL"), row("hans", "77aa")];
        site.write("cm.csv", &format!("userid,lastname,mailid,status,fkdirectorypluginconfig\n{}", rows.concat()));
        site.configure("sAMAccountName", filter, authentication);
        site
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn configure(&self, user_id: &str, filter: &str, authentication: bool) {
        let text = format!(
            "[directory.search]\nexport = \"dir.ldif\"\nbase = \"{BASE}\"\nfilter = '{filter}'\nuser_id = \"{user_id}\"\n\
             [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\nldap_authentication = {authentication}\n"
        );
        self.write("site.toml", &text);
    }

    /// Exit status, and the codes and items' classes of what was found.
    fn told(&self, arguments: &[&str]) -> (Option<i32>, Vec<String>, Value) {
        let (status, report, stderr) = run(self.folder.path(), arguments);
        let found = report["diagnoses"].as_array().unwrap_or_else(|| panic!("{stderr}"));
        let codes = found.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
        (status, codes, report)
    }
}

const ALL: &str = "(objectClass=user)";
const ENABLED: &str = "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))";

#[test]
fn the_account_of_a_local_user_is_not_what_lets_them_in() {
    for filter in [ALL, ENABLED] {
        let site = Site::new(true, filter);
        for (id, status, codes) in [("erna", 1, &["user-disabled"][..]), ("finn", 0, &[]), ("gerd", 0, &[])] {
            let (exit, found, report) = site.told(&["why", id]);
            assert_eq!(
                (exit, found),
                (Some(status), codes.iter().map(|&code| code.to_owned()).collect()),
                "{report:#}"
            );
        }
    }
}

#[test]
fn without_ldap_authentication_no_account_of_the_directory_keeps_anybody_out() {
    for filter in [ALL, ENABLED] {
        let site = Site::new(false, filter);
        for arguments in [&["check"][..], &["why", "erna"], &["why", "finn"], &["why", "gerd"]] {
            let (exit, found, report) = site.told(arguments);
            assert_eq!((exit, found.len()), (Some(0), 0), "{filter} {arguments:?}: {report:#}");
        }
    }
}

#[test]
fn who_has_no_user_id_in_the_directory_was_not_renamed() {
    let site = Site::new(true, ALL);
    let ids = ["inga", "jens", "kurt", "lars"];
    let numbered: String = ids
        .iter()
        .map(|id| entry(id, BASE, if *id == "inga" { "" } else { "employeeNumber: 70NUMBER\n" }).replace("NUMBER", id))
        .collect();
    site.write("dir.ldif", &numbered);
    let rows: String = ids.iter().map(|id| format!("70{id},Of{id},{id}@quay.test,1,77aa\n")).collect();
    site.write("cm.csv", &format!("userid,lastname,mailid,status,fkdirectorypluginconfig\n{rows}"));
    site.configure("employeeNumber", ALL, true);
    for arguments in [&["check"][..], &["why", "70inga"]] {
        let (exit, found, report) = site.told(arguments);
        assert_eq!((exit, found), (Some(1), vec!["user-id-mismatch".to_owned()]), "{report:#}");
        let fix = report["diagnoses"][0]["fix"][0].as_str().unwrap();
        assert!(fix.starts_with("Fill employeeNumber of these people"), "{fix}");
    }
}
