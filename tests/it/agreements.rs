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
