//! A filter for direct members of a group, and people in the groups inside it.

use std::fs;

use crate::undecided::run;

const DOMAIN: &str = "DC=harbour,DC=test";

/// Twelve people: five of the group itself, seven of a group in it; `more` stand in neither.
fn directory(more: usize) -> String {
    let group = |name: &str, members: &str, of: &str| {
        format!("dn: CN={name},OU=Groups,{DOMAIN}\nobjectClass: group\ncn: {name}\n{members}{of}\n")
    };
    let member = |n: usize| format!("member: CN=H{n},OU=Crew,{DOMAIN}\n");
    let outer: String = (0..5).map(member).collect::<String>() + &format!("member: CN=Night,OU=Groups,{DOMAIN}\n");
    let inner: String = (5..12).map(member).collect();
    let people = (0..12 + more).map(|n| {
        format!(
            "dn: CN=H{n},OU=Crew,{DOMAIN}\nobjectClass: user\nsAMAccountName: h{n}\nsn: Hand{n}\nmail: h{n}@harbour.test\n\n"
        )
    });
    people.collect::<String>()
        + &group("Phones", &outer, "")
        + &group("Night", &inner, &format!("memberOf: CN=Phones,OU=Groups,{DOMAIN}\n"))
}

fn fixes(more: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("dir.ldif", &directory(more));
    let rows: String = (0..12 + more).map(|n| format!("H,Hand{n},h{n},h{n}@harbour.test\n")).collect();
    write("cm.csv", &format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}"));
    write(
        "site.toml",
        &format!(
            "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\n\
             filter = \"(&(objectClass=user)(memberOf=CN=Phones,OU=Groups,{DOMAIN}))\"\n\
             [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n"
        ),
    );
    let (status, report, stderr) = run(folder.path(), &["check"]);
    assert_eq!(status, Some(1), "{report:#}\n{stderr}");
    assert_eq!(report["diagnoses"][0]["code"], "filter-too-narrow", "{report:#}");
    report["diagnoses"][0]["fix"].to_string()
}

#[test]
fn members_of_groups_in_the_group_are_let_in_by_the_rule_for_nested_groups() {
    let told = fixes(0);
    let nested = "(memberOf:1.2.840.113556.1.4.1941:=CN=Phones,OU=Groups,DC=harbour,DC=test)";
    assert!(told.contains(&format!("(&(objectClass=user){nested})` (tried: it matches 12 entries")), "{told}");
    // It does not let in everybody who is left out, so it is not the repair.
    let told = fixes(3);
    assert!(!told.contains(&format!("(objectClass=user){nested}")), "{told}");
}
