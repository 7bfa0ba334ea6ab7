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

/// The branch of the group was renamed: everybody stands in the group by its new name, whether the export shows the group or
/// its members alone.
#[test]
fn a_group_that_stands_elsewhere_now_is_asked_for_there() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let group = format!("CN=Lines\\, Inner,OU=Teams,{DOMAIN}");
    let person = |n: usize| {
        let of = if n < 7 { format!("memberOf: {group}\n") } else { String::new() };
        format!(
            "dn: CN=D{n},OU=Crew,{DOMAIN}\nobjectClass: user\nsAMAccountName: d{n}\nsn: Dock{n}\nmail: d{n}@harbour.test\n{of}\n"
        )
    };
    let people: String = (0..9).map(person).collect();
    let rows: String = (0..7).map(|n| format!("D,Dock{n},d{n},d{n}@harbour.test\n")).collect();
    write("cm.csv", &format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}"));
    let old = format!("CN=Lines\\\\5c, Inner,OU=Sections,{DOMAIN}");
    write(
        "site.toml",
        &format!(
            "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\n\
             filter = \"(&(objectClass=user)(memberOf={old}))\"\n\
             [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n"
        ),
    );
    let fix = |directory: &str| {
        write("dir.ldif", directory);
        let (status, report, stderr) = run(folder.path(), &["check"]);
        assert_eq!(status, Some(1), "{report:#}\n{stderr}");
        assert_eq!(report["diagnoses"][0]["code"], "filter-too-narrow", "{report:#}");
        report["diagnoses"][0]["fix"].to_string()
    };
    let told = fix(&people);
    assert!(
        told.contains("the group is CN=Lines") && told.contains("OU=Teams") && told.contains("matches 7 entries"),
        "{told}"
    );
    assert!(!told.contains("make them"), "nobody can be put into a group that is not there: {told}");
    // Two groups of that name: neither is meant more than the other.
    let another =
        format!("dn: CN=Lines\\, Inner,OU=Guests,{DOMAIN}\nobjectClass: group\nmember: CN=D8,OU=Crew,{DOMAIN}\n");
    let told = fix(&format!("{people}{another}"));
    assert!(!told.contains("the group is") && told.contains("make them"), "{told}");
}

#[test]
fn a_filter_that_finds_nobody_of_an_export_is_not_healthy() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("dir.ldif", &directory(0));
    let site = |clause: &str| {
        format!(
            "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\nfilter = \"(&(objectClass=user){clause})\"\n"
        )
    };
    write("site.toml", &site("(sAMAccountName=x*)"));
    let (status, report, stderr) = run(folder.path(), &["check"]);
    assert_eq!(status, Some(3), "{report:#}\n{stderr}");
    assert!(report.to_string().contains("match nobody of 12 people"), "{report:#}");
    write("site.toml", &site("(sAMAccountName=h*)"));
    let (status, report, stderr) = run(folder.path(), &["check"]);
    assert_eq!(status, Some(0), "{report:#}\n{stderr}");
}

/// OpenLDAP has no rule for members of members: whom it would find is nobody.
#[test]
fn the_rule_for_nested_groups_finds_nobody_where_the_server_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let person = |n: usize| {
        let of = if n < 6 { "memberOf: cn=lines,ou=teams,o=mole\n" } else { "" };
        format!(
            "dn: uid=m{n},ou=Crew,o=mole\nobjectClass: inetOrgPerson\nuid: m{n}\nsn: Mole{n}\nmail: m{n}@mole.test\n{of}\n"
        )
    };
    write("dir.ldif", &(0..8).map(person).collect::<String>());
    let rows: String = (0..6).map(|n| format!("M,Mole{n},m{n},m{n}@mole.test\n")).collect();
    write("cm.csv", &format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}"));
    write(
        "site.toml",
        "[directory.search]\nexport = \"dir.ldif\"\nbase = \"o=mole\"\nuser_id = \"uid\"\n\
         filter = \"(&(objectClass=inetOrgPerson)(memberOf:1.2.840.113556.1.4.1941:=cn=lines,ou=teams,o=mole))\"\n\
         [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n",
    );
    let (status, report, stderr) = run(folder.path(), &["check"]);
    assert_eq!(status, Some(1), "{report:#}\n{stderr}");
    let told = report["diagnoses"][0]["fix"].to_string();
    assert!(told.contains("a rule of Active Directory alone") && told.contains("matches 6 entries"), "{told}");
    assert!(told.contains("(&(objectClass=inetOrgPerson)(memberOf=cn=lines,ou=teams,o=mole))"), "{told}");
}

/// Most exports hold people and no groups: who is in a group that is not shown may be in the filter's group by it.
#[test]
fn a_group_in_the_group_that_the_export_does_not_show_leaves_open_who_is_inside() {
    let dn = |name: &str| format!("CN={name},OU=Watches,{DOMAIN}");
    let group = |name: &str, member: &str, of: &str| {
        let line = |key: &str, of: &str| if of.is_empty() { String::new() } else { format!("{key}: {}\n", dn(of)) };
        format!(
            "dn: {}\nobjectClass: group\ncn: {name}\n{}{}\n",
            dn(name),
            line("member", member),
            line("memberOf", of)
        )
    };
    let judged = |negated: bool, of: &str, groups: &str| {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let person = |n: usize| {
            let of = if n < 2 { "Deck" } else { of };
            let of = if of.is_empty() { String::new() } else { format!("memberOf: {}\n", dn(of)) };
            format!(
                "dn: CN=D{n},OU=Crew,{DOMAIN}\nobjectClass: user\nsAMAccountName: d{n}\nsn: Dog{n}\nmail: d{n}@harbour.test\n{of}\n"
            )
        };
        write("dir.ldif", &((0..8).map(person).collect::<String>() + groups));
        let rows: String = (0..8).map(|n| format!("D,Dog{n},d{n},d{n}@harbour.test\n")).collect();
        write("cm.csv", &format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}"));
        let asked = dn(if negated { "Ashore" } else { "Deck" });
        let clause = format!("(memberOf:1.2.840.113556.1.4.1941:={asked})");
        let clause = if negated { format!("(!{clause})") } else { clause };
        write(
            "site.toml",
            &format!(
                "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\n\
                 filter = \"(&(objectClass=user){clause})\"\n\
                 [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n"
            ),
        );
        ["check", "why d5"].map(|command| {
            let (status, report, _) = run(folder.path(), &command.split(' ').collect::<Vec<_>>());
            (status, report["diagnoses"][0]["code"].as_str().unwrap_or_default().to_owned())
        })
    };
    let both = |status, code: &str| [(Some(status), code.to_owned()), (Some(status), code.to_owned())];
    let narrow = "filter-too-narrow";
    let (deck, dog) = (group("Deck", "", ""), group("Dog", "", ""));
    for (negated, of, groups, expected) in [
        (false, "Dog", String::new(), both(3, "")),
        (true, "Dog", String::new(), both(3, "")),
        (false, "Dog", dog.clone() + &group("Mate", "Dog", "Bridge"), both(3, "")),
        // The export shows it by either end of the membership, or by both.
        (false, "Dog", group("Deck", "Dog", ""), both(0, "")),
        (false, "Dog", group("Dog", "", "Deck"), both(0, "")),
        (false, "Dog", group("Deck", "Mate", "") + &group("Mate", "Dog", "Deck") + &dog, both(0, "")),
        // All is shown, and nobody else is in the group.
        (false, "", String::new(), both(1, narrow)),
        (false, "Dog", deck.clone() + &dog, both(1, narrow)),
        (false, "Dog", deck, both(1, narrow)),
        (false, "Dog", dog.clone(), both(1, narrow)),
        // Of two people alone it is not told.
        (true, "Dog", dog, [(Some(3), String::new()), (Some(0), String::new())]),
    ] {
        assert_eq!(judged(negated, of, &groups), expected, "{negated} {of} {groups}");
    }
}
