//! Agreements that call manager tells by AXL, beside an export of the directory that was read through one base.

use std::fs;

use ucdoctor::evidence::deployment::Agreement;
use ucdoctor::evidence::identity::{Class, Identity, Settings};
use ucdoctor::identity::{Tables, agreements, join};
use ucdoctor::inputs::{call_manager, directory};
use ucdoctor::ldap::filter;

const FILTER: &str = "(&(objectClass=user)(mail=*))";

/// Ten people below OU=Quay, four below OU=Yard; call manager has all of them.
fn compared(told: &[Agreement]) -> Identity {
    let unit = |n: usize| if n < 10 { "Quay" } else { "Yard" };
    let ldif: String = (0..14)
        .map(|n| {
            format!(
                "dn: CN=S{n},OU={},DC=port,DC=test\nobjectClass: user\nsAMAccountName: s{n}\nsn: Sailor{n}\n\
                 mail: s{n}@port.test\n\n",
                unit(n)
            )
        })
        .collect();
    let parsed = filter::parse(FILTER).unwrap();
    let query =
        directory::Query { user_id: "sAMAccountName", base: Some("OU=Quay,DC=port,DC=test"), filter: Some(&parsed) };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cm.csv");
    let rows: String = (0..14).map(|n| format!("S,Sailor{n},s{n},s{n}@port.test\n")).collect();
    fs::write(&path, format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}")).unwrap();
    let mut tables = Tables {
        call_manager: Some(call_manager::load(&path).unwrap().table.into()),
        directory: Some(directory::read(ldif.into_bytes(), &query).unwrap().table),
        settings: Settings { ldap_synchronization: Some(true), ..Settings::default() },
        ..Tables::default()
    };
    agreements::widen(&mut tables, told);
    join(&tables)
}

fn agreement(name: &str, filter: Option<&str>) -> Agreement {
    let base = Some(format!("ou={name}, dc=port, dc=test"));
    Agreement { name: name.to_owned(), base, filter: filter.map(str::to_owned), ..Agreement::default() }
}

#[test]
fn whom_a_further_agreement_has_is_left_out_by_nobody() {
    let quay = agreement("Quay", Some(FILTER));
    let other = "(&(objectClass=user)(mail=*)(title=*))";
    for (told, left_out, open) in [
        (vec![], 4, 0),
        (vec![quay.clone()], 4, 0),
        (vec![quay.clone(), agreement("Yard", Some(FILTER))], 0, 0),
        (vec![quay.clone(), agreement("Yard", Some(other))], 0, 4),
        (vec![quay, agreement("Dock", Some(FILTER))], 4, 0),
    ] {
        let identity = compared(&told);
        let found = identity.in_directory.as_ref().unwrap();
        let count = |all: &[ucdoctor::evidence::identity::Difference]| {
            all.iter().filter(|found| found.class == Class::OutOfScope).count()
        };
        assert_eq!((count(&found.differences), count(&found.undecided)), (left_out, open), "{told:?}: {found:?}");
    }
}

/// The export of one agreement says nothing of the people of another.
#[test]
fn an_agreement_without_an_export_leaves_its_people_open() {
    let folder = tempfile::tempdir().unwrap();
    let entry = |n: usize, unit: &str| {
        format!(
            "dn: CN=S{n},OU={unit},DC=port,DC=test\nobjectClass: user\nsAMAccountName: s{n}\nsn: Sailor{n}\nmail: s{n}@port.test\n\n"
        )
    };
    let ldif = |from: usize, to: usize, unit: &str| (from..to).map(|n| entry(n, unit)).collect::<String>();
    let rows: String = (0..14).map(|n| format!("S,Sailor{n},s{n},s{n}@port.test\n")).collect();
    fs::write(folder.path().join("cm.csv"), format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}")).unwrap();
    fs::write(folder.path().join("quay.ldif"), ldif(0, 10, "Quay")).unwrap();
    fs::write(folder.path().join("yard.ldif"), ldif(10, 14, "Yard")).unwrap();
    fs::write(folder.path().join("both.ldif"), ldif(0, 10, "Quay") + &ldif(10, 13, "Yard")).unwrap();
    let search = |unit: &str, export: &str| {
        format!("[[directory.search]]\nname = \"{unit}\"\nbase = \"OU={unit},DC=port,DC=test\"\n{export}")
    };
    let given = |file: &str| format!("export = \"{file}\"\n");
    for (quay, yard, status, says) in [
        ("quay.ldif", "", 3, "holds anybody below OU=Yard"),
        ("quay.ldif", "yard.ldif", 0, "HEALTHY"),
        // One export of both: who is not in it is gone.
        ("both.ldif", "", 1, "s13"),
    ] {
        let yard = if yard.is_empty() { String::new() } else { given(yard) };
        let users = "[call_manager]\nldap_synchronization = true\nusers = \"cm.csv\"\n";
        let text = search("Quay", &given(quay)) + &search("Yard", &yard) + users;
        fs::write(folder.path().join("c.toml"), text).unwrap();
        let ran = crate::cli::ucdoctor(folder.path()).args(["check", "-q", "-c", "c.toml"]).output().unwrap();
        let shown = String::from_utf8_lossy(&ran.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(ran.status.code() == Some(status) && shown.contains(says), "{quay} {yard}: {shown}");
    }
}
