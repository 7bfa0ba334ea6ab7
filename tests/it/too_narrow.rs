//! Base or filter leave out many users of call manager: the clause or the base is named, with what is found without it,
//! in `check` and in `why`.

use std::fs;
use std::path::Path;

use ucdoctor::evidence::identity::Settings;
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::identity::{Tables, join};
use ucdoctor::inputs::{call_manager, directory};
use ucdoctor::ldap::filter;
use ucdoctor::report::{DiagnosisEntry, Judging, Report};

const DOMAIN: &str = "DC=firm,DC=test";
const SALES: &str = "OU=Sales,DC=firm,DC=test";
/// Half of the twenty users have the one, half the other.
const DEPARTMENTS: [&str; 2] = ["Shop", "Repair"];

/// Twenty people in two places, two departments, one group, one in five with a password that never expires.
fn ldif() -> String {
    let mut ldif = format!("dn: {DOMAIN}\nobjectClass: domain\ndc: firm\n\n");
    for unit in ["Sales", "Depot", "Groups"] {
        ldif.push_str(&format!("dn: OU={unit},{DOMAIN}\nobjectClass: organizationalUnit\nou: {unit}\n\n"));
    }
    for n in 0..20 {
        let unit = if n % 4 == 3 { "Depot" } else { "Sales" };
        let control = if n % 5 == 4 { 66048 } else { 512 };
        let department = DEPARTMENTS[n % 2];
        ldif.push_str(&format!(
            "dn: CN=P{n},OU={unit},{DOMAIN}\nobjectClass: person\nobjectClass: user\n\
             objectCategory: CN=Person,CN=Schema,CN=Configuration,{DOMAIN}\nsAMAccountName: p{n}\nsn: Person{n}\n\
             mail: p{n}@firm.test\ndepartment: {department}\nuserAccountControl: {control}\n"
        ));
        if n < 12 {
            ldif.push_str(&format!("memberOf: CN=Phones,OU=Groups,{DOMAIN}\n"));
        }
        ldif.push('\n');
    }
    // A printer, which is no person, in the same place and department.
    ldif + &format!("dn: CN=LP1,{SALES}\nobjectClass: device\ncn: LP1\ndepartment: Repair\n\n")
}

pub(crate) fn users() -> String {
    let rows = (0..20).map(|n| format!("P,Person{n},p{n},p{n}@firm.test\n"));
    "FIRST NAME,LAST NAME,USER ID,MAIL ID\n".to_owned() + &rows.collect::<String>()
}

fn tables(base: &str, filter: &str) -> Tables {
    let parsed = filter::parse(filter).unwrap();
    let query = directory::Query { user_id: "sAMAccountName", base: Some(base), filter: Some(&parsed) };
    let people = directory::read(ldif().into_bytes(), &query).unwrap().table;
    let folder = tempfile::tempdir().unwrap();
    let path: &Path = &folder.path().join("cm.csv");
    fs::write(path, users()).unwrap();
    Tables {
        call_manager: Some(call_manager::load(path).unwrap().table.into()),
        directory: Some(people),
        settings: Settings {
            ldap_synchronization: Some(true),
            directory_attribute: Some("sAMAccountName".into()),
            ..Settings::default()
        },
        ..Tables::default()
    }
}

fn judged(tables: &Tables, person: Option<&str>) -> Report {
    let asked = person.map(|id| AskedPerson { id: id.to_owned(), bind: false, ..AskedPerson::default() });
    let tables = Tables { person: person.map(str::to_owned), ..tables.clone() };
    let evidence = Evidence {
        asked: Asked { person: asked, ..Asked::default() },
        vantages: vec![crate::offline::place()],
        identity: Some(join(&tables)),
        ..Evidence::default()
    };
    Report::judge(evidence, &Judging::default())
}

fn first(report: &Report) -> Option<&DiagnosisEntry> {
    report.diagnoses.first()
}

#[test]
fn the_clause_or_the_base_is_named_with_what_is_found_without_it() {
    let group = format!("(memberOf=CN=Phones,OU=Groups,{DOMAIN})");
    let many = [
        (
            DOMAIN,
            "(&(objectClass=user)(department=Shop))".to_owned(),
            10,
            "(department=Shop)",
            "matches 20 entries",
            "p1",
        ),
        (
            DOMAIN,
            "(&(sn=*)(&(mail=*)(department=Shop)))".to_owned(),
            10,
            "10 of 20 users of call manager: (department=Shop)",
            "(&(sn=*)(mail=*))",
            "p1",
        ),
        (DOMAIN, format!("(&(objectClass=user){group})"), 8, group.as_str(), "matches 20 entries", "p13"),
        (DOMAIN, format!("(&(objectClass=user)(!{group}))"), 12, "", "take them out of CN=Phones", "p2"),
        (
            DOMAIN,
            "(&(objectClass=user)(userAccountControl=512))".into(),
            4,
            "(userAccountControl=512)",
            "20 entries",
            "p4",
        ),
        (
            DOMAIN,
            "(&(mail=*)(objectCategory=group))".into(),
            20,
            "matches nobody, and leaves out all 20 users",
            "matches 20 entries",
            "p5",
        ),
        (SALES, "(objectClass=user)".into(), 5, SALES, "add a synchronisation agreement with the base OU=Depot", "p3"),
        (
            SALES,
            "(objectClass=user)".into(),
            5,
            "5 of 20",
            "use the search base DC=firm,DC=test (tried: it matches 20",
            "p7",
        ),
        (
            SALES,
            "(&(objectClass=user)(department=Shop))".into(),
            10,
            "5 by (department=Shop)",
            "5 users outside the base",
            "p1",
        ),
        (SALES, "(department=Shop)".into(), 10, "by (department=Shop)", "matches 15 entries", "p1"),
        // What is no person is kept out where the clause is gone that did so.
        (SALES, format!("(&(department=*){group})"), 11, "6 by (memberOf", "(tried: it matches 15 entries)", "p13"),
        (
            DOMAIN,
            "(|(department=Shop)(department=Store))".into(),
            10,
            "(|(department=Shop)(department=Store))",
            "20 entries",
            "p1",
        ),
    ];
    for (base, filter, users, named, found, person) in many {
        let tables = tables(base, &filter);
        let report = judged(&tables, None);
        let first = first(&report).unwrap_or_else(|| panic!("{filter}: nothing was found"));
        assert_eq!(
            (first.code.as_str(), first.affected_users),
            ("filter-too-narrow", Some(users)),
            "{filter}: {}",
            first.summary
        );
        assert!(first.summary.contains(named), "{filter}: {}", first.summary);
        let fixes = first.fix.join("\n");
        assert!(fixes.contains(found) && !fixes.to_lowercase().contains("remove"), "{filter}: {fixes}");
        // Nothing else is said of the same people.
        assert_eq!(report.diagnoses.len(), 1, "{filter}: {:?}", report.diagnoses);
        let why = judged(&tables, Some(person));
        let codes: Vec<&str> = why.diagnoses.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["filter-too-narrow"], "{filter}: why {person}");
        assert!(
            why.diagnoses[0].summary.starts_with(&format!("{person} cannot log in")),
            "{}",
            why.diagnoses[0].summary
        );
    }
}

#[test]
fn who_is_inside_is_not_told_of_the_others() {
    let tables = tables(DOMAIN, "(&(objectClass=user)(department=Shop))");
    let why = judged(&tables, Some("p2"));
    assert_eq!((why.diagnoses.len(), why.exit_code), (0, 0), "{:?}", why.diagnoses);
}

#[test]
fn few_are_told_one_by_one_and_what_is_not_shown_decides_nothing() {
    let few = judged(&tables(DOMAIN, "(&(objectClass=user)(!(mail=p7@firm.test)))"), None);
    let first = first(&few).unwrap();
    assert_eq!((first.code.as_str(), first.affected_users), ("not-in-directory", Some(1)), "{}", first.summary);
    assert!(first.fix[0].contains("1 user by (!(mail=p7@firm.test))"), "{:?}", first.fix);
    // Nobody in the export has a title, so it was perhaps not exported.
    let open = judged(&tables(DOMAIN, "(&(objectClass=user)(title=Clerk))"), None);
    assert_eq!((open.diagnoses.len(), open.exit_code), (0, 3), "{:?}", open.diagnoses);
    assert!(open.outcomes.iter().any(|one| one.check == "SRCH-013" && one.message.contains("asks for title")));
    // Of those outside the base nothing has to be known.
    let base = judged(&tables(SALES, "(&(objectClass=user)(title=Clerk))"), None);
    assert_eq!(base.diagnoses[0].code, "filter-too-narrow");
}
