//! Search base and filter on slapd: what it answers to each mistake, and that what is proposed works as it is.

use super::doctor::{Doctor, Run};
use super::slapd::{Setup, Slapd};

const PEOPLE: &str = "ou=People,dc=corp,dc=example";
const GROUP: &str = "cn=Presence Users,ou=Groups,dc=corp,dc=example";

fn directory() -> Setup {
    Setup::plain().directive("moduleload memberof").entries(
        "dn: ou=Groups,dc=corp,dc=example\nobjectClass: organizationalUnit\n\n\
         dn: cn=Presence Users,ou=Groups,dc=corp,dc=example\nobjectClass: groupOfNames\n\
         member: uid=carol,ou=People,dc=corp,dc=example\nmember: uid=dave,ou=People,dc=corp,dc=example\n\n\
         dn: uid=carol,ou=People,dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: Carol Carter\nsn: Carter\n\
         memberOf: cn=Presence Users,ou=Groups,dc=corp,dc=example\n\n\
         dn: uid=dave,ou=People,dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: Dave Dawson\nsn: Dawson\n\
         memberOf: cn=Presence Users,ou=Groups,dc=corp,dc=example",
    )
}

fn check(server: &Slapd, base: &str, filter: &str) -> Run {
    let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
    doctor.search(base, filter).check()
}

/// The base and filter of the first action of the first diagnosis, and how many entries it says it matches.
fn proposed(run: &Run, check: &str) -> (String, String, String) {
    let outcomes = run.report["outcomes"].as_array().unwrap();
    let facts = &outcomes.iter().find(|outcome| outcome["check"] == check).unwrap()["facts"];
    let fact = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
    let base = fact("proposed_base");
    let base = if base.is_empty() { PEOPLE.to_owned() } else { base };
    (base, fact("proposed_filter"), fact("proposed_matches"))
}

/// The first finding, and that what it proposes finds exactly the two members of the group.
#[track_caller]
fn leads_to_the_group(server: &Slapd, base: &str, filter: &str, (check_code, cause): (&str, &str), words: &str) {
    let run = check(server, base, filter);
    run.finds(1, 1, cause, words);
    let (base, filter, matches) = proposed(&run, check_code);
    assert_eq!(matches, "2", "{base} {filter}\n{}", run.told());
    check(server, &base, &filter).outcome("SRCH-004", "pass", "2 entries").outcome("SRCH-005", "pass", "2 people");
}

#[test]
fn sound_base_and_filter_pass() {
    let server = directory().start();
    for filter in ["", "(uid=*)", "(&(objectClass=inetOrgPerson)(|(cn=*)(mail=*)))"] {
        let run = check(&server, PEOPLE, filter);
        run.outcome("SRCH-004", "pass", "5 entries").outcome("SRCH-006", "pass", "5 entries in 1 page");
        run.outcome("SRCH-007", "pass", "uid is filled").outcome("SRCH-009", "pass", "");
        assert!(run.diagnoses().is_empty(), "{}", run.told());
    }
}

/// To whom a branch is hidden, it does not exist.
#[test]
fn a_base_that_is_not_shown_may_be_hidden() {
    let hidden = r#"access to dn.subtree="ou=People,dc=corp,dc=example" by * none"#;
    let server = Setup::plain().access(hidden).start();
    let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
    let run = doctor.search(PEOPLE, "(uid=*)").check();
    run.finds(1, 1, "base-missing", "or the manager may not see it; it is right up to dc=corp,dc=example");
    let steps = run.diagnoses()[0]["fix"].to_string();
    assert!(steps.contains("If it is there: give the manager account the right to see it"), "{steps}");
}

/// A blank that the appliances refuse, and blanks that find nobody, were typed together: one finding, with what works.
#[test]
fn blanks_in_a_filter_are_one_slip() {
    let server = directory().start();
    for (typed, meant, entries) in [
        ("( objectClass=inetOrgPerson )", "(objectClass=inetOrgPerson)", "5 entries"),
        ("( & (objectClass= inetOrgPerson )(uid=carol))", "(&(objectClass=inetOrgPerson)(uid=carol))", "1 entry"),
    ] {
        let run = check(&server, PEOPLE, typed);
        run.finds(1, 1, "filter-invalid", "Java, in which the appliances are written, refuses it");
        let fix = format!("Use the filter `{meant}` (tried: it matches {entries})");
        assert!(run.diagnoses()[0]["fix"][0].as_str().unwrap().starts_with(&fix), "{}", run.told());
        check(&server, PEOPLE, meant).outcome("SRCH-003", "pass", "");
    }
    // What is right but for the blank that is refused stays another fault than who is looked for.
    let run = check(&server, PEOPLE, "( employeeType=Nobody)");
    let codes: Vec<&str> = run.diagnoses().iter().filter_map(|found| found["code"].as_str()).collect();
    assert_eq!(codes, ["filter-invalid", "filter-matches-nobody"], "{}", run.told());
}

/// Without an export nobody compares user IDs, and two people of one ID cannot log in all the same.
#[test]
fn a_user_id_that_two_people_have_is_told_without_exports() {
    let person = |cn: &str, uid: &str, mail: &str| {
        format!("dn: cn={cn},{PEOPLE}\nobjectClass: inetOrgPerson\ncn: {cn}\nsn: {cn}\nuid: {uid}\nmail: {mail}\n\n")
    };
    let server = |people: &[String]| Setup::plain().entries(people.concat().trim_end()).start();
    let check = |server: &Slapd, attribute: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        doctor.search(PEOPLE, "(objectClass=inetOrgPerson)").user_id(attribute).check()
    };
    let shared = server(&[
        person("Kurt Berg", "kberg", "kurt.berg@corp.example"),
        person("Ines Falk", "ifalk", "office@corp.example"),
        person("Karl Berg", "KBerg", "Office@corp.example"),
    ]);
    let run = check(&shared, "uid");
    run.finds(1, 1, "duplicate-user-id", "2 people of the directory share one uid, case ignored");
    let outcomes = run.report["outcomes"].as_array().unwrap();
    let items = outcomes.iter().find(|outcome| outcome["check"] == "ID-003").unwrap()["items"].to_string();
    assert!(["cn=Kurt Berg", "cn=Karl Berg"].iter().all(|name| items.contains(name)), "{items}");
    check(&shared, "mail").finds(1, 1, "duplicate-user-id", "2 people of the directory share one mail");
    let alone =
        server(&[person("Kurt Berg", "kberg", "kurt@corp.example"), person("Ines Falk", "ifalk", "ines@corp.example")]);
    check(&alone, "uid").outcome("ID-003", "pass", "nobody has the uid of somebody else");
}

/// The base and the filter of each agreement are asked for, not of the first alone.
#[test]
fn an_agreement_that_finds_nobody_is_told_beside_one_that_does() {
    let server = directory().start();
    let beside = |base: &str, filter: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        let table = |name: &str, base: &str, filter: &str| {
            format!("[[directory.search]]\nname = \"{name}\"\nbase = \"{base}\"\nfilter = \"{filter}\"\n")
        };
        doctor.exports(&(table("all", PEOPLE, "(uid=*)") + &table("more", base, filter))).check()
    };
    let lost = beside("ou=Peopel,dc=corp,dc=example", "(uid=*)");
    lost.finds(1, 1, "base-missing", "there is no ou=Peopel,dc=corp,dc=example, the base of another agreement");
    let nobody = beside("ou=Groups,dc=corp,dc=example", "(uid=*)");
    nobody.finds(1, 1, "filter-matches-nobody", "nobody below ou=Groups,dc=corp,dc=example matches (uid=*)");
    // Another domain's agreement has servers of its own.
    assert!(beside("ou=People,dc=elsewhere,dc=example", "(uid=*)").diagnoses().is_empty());
    assert!(beside(PEOPLE, "(cn=Carol*)").diagnoses().is_empty());
}

/// Two agreements beside one another, and a person of each by one name: call manager has one user of it at most.
#[test]
fn a_user_id_that_two_agreements_have_is_told_by_check_and_why() {
    let person = |(unit, id): (&str, &str)| {
        format!(
            "dn: uid={id},ou={unit},dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: {id}\nsn: Ruiz\nuid: {id}\n\n"
        )
    };
    let unit =
        |unit: &str| format!("dn: ou={unit},dc=corp,dc=example\nobjectClass: organizationalUnit\nou: {unit}\n\n");
    let people = [("Harbour", "iruiz"), ("Harbour", "nkoch"), ("Airport", "IRuiz"), ("Airport", "ovik")].map(person);
    let entries = unit("Harbour") + &unit("Airport") + &people.concat();
    let server = Setup::plain().entries(entries.trim_end()).start();
    let table = |unit: &str| {
        let base = format!("ou={unit},dc=corp,dc=example");
        format!("[[directory.search]]\nname = \"{unit}\"\nbase = \"{base}\"\nfilter = \"(uid=*)\"\nuser_id = \"uid\"\n")
    };
    let doctor = |second: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        doctor.exports(&(table("Harbour") + &table(second).replace("name = \"Harbour\"", "name = \"once more\"")))
    };
    let why = |who: &str| Run::read(&doctor("Airport").call("why", &[who, "-o", "json"]).output().unwrap());
    doctor("Airport").check().finds(1, 1, "duplicate-user-id", "2 people of the directory share one uid");
    why("iruiz").finds(1, 1, "user-ambiguous", "uid=IRuiz,ou=Airport,dc=corp,dc=example");
    assert_eq!(why("ovik").status, Some(0));
    // Nobody shares an ID with themselves.
    doctor("Harbour").check().outcome("ID-003", "pass", "nobody has the uid of somebody else");
}

/// Logins search where LDAP Authentication says, whatever the synchronisation does.
#[test]
fn a_login_searches_below_a_base_of_its_own() {
    let server = directory().start();
    let with = |base: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        let doctor = doctor.search(PEOPLE, "(uid=*)").user_id("uid");
        doctor.exports(&format!("[directory.authentication]\nbases = [\"{base}\"]\n"))
    };
    let why = |base: &str| Run::read(&with(base).call("why", &["carol", "-o", "json"]).output().unwrap());
    let lost = "ou=Peopel,dc=corp,dc=example";
    with(lost).check().finds(1, 1, "base-missing", &format!("there is no {lost}, where logins search"));
    why(lost).finds(1, 1, "base-missing", "where logins search");
    let groups = "ou=Groups,dc=corp,dc=example";
    assert!(with(groups).check().diagnoses().is_empty(), "who logs in there is not known");
    why(groups).finds(1, 1, "user-unknown", &format!("logins search below {groups}"));
    assert_eq!(why("dc=corp,dc=example").status, Some(0));
}

#[test]
fn a_group_as_base_and_broken_filters_lead_to_its_members() {
    let server = directory().start();
    leads_to_the_group(&server, GROUP, "", ("SRCH-002", "base-not-container"), "is a group");
    let broken = "&(objectclass=person)(memberof=Presence Users,OU=Groups,DC=corp,DC=example))";
    leads_to_the_group(&server, PEOPLE, broken, ("SRCH-003", "filter-invalid"), "column 1");
    let untyped = "(&(objectclass=person)(memberof=Presence Users,OU=Groups,DC=corp,DC=example))";
    leads_to_the_group(&server, PEOPLE, untyped, ("SRCH-004", "filter-matches-nobody"), "full name is cn=Presence");
    let foreign = "(&(objectCategory=person)(memberOf=cn=Presence Users,ou=Groups,dc=corp,dc=example))";
    leads_to_the_group(&server, PEOPLE, foreign, ("SRCH-004", "filter-matches-nobody"), "(objectCategory=person)");
}

#[test]
fn a_base_that_is_not_there_is_named() {
    let server = directory().start();
    let run = check(&server, "ou=Peple,dc=corp,dc=example", "");
    run.finds(1, 1, "base-missing", "right up to dc=corp,dc=example");
    assert!(run.diagnoses()[0]["fix"][0].as_str().unwrap().contains(PEOPLE), "{}", run.told());
    check(&server, "ou=People,dc=crop,dc=example", "").finds(1, 1, "base-missing", "there is no ou=People");
    check(&server, "ou=People,dc=sales,dc=example", "").finds(1, 1, "base-elsewhere", "dc=corp,dc=example");
    check(&server, "ou=Policies,dc=corp,dc=example", "").finds(1, 1, "filter-matches-nobody", "nothing stands below");
}

/// An alias stands for another entry, which is the base that is meant; the empty base is none, whatever a server refers to.
#[test]
fn a_base_that_stands_for_another_entry_leads_to_that_one() {
    let server = directory()
        .directive("referral ldap://elsewhere.example")
        .entries(
            "dn: ou=Crew,dc=corp,dc=example\nobjectClass: alias\nobjectClass: extensibleObject\nou: Crew\n\
             aliasedObjectName: ou=People,dc=corp,dc=example",
        )
        .start();
    let run = check(&server, "ou=Crew,dc=corp,dc=example", "");
    run.finds(1, 1, "base-not-container", "is an alias");
    assert!(run.diagnoses()[0]["fix"].to_string().contains("aliasedObjectName"), "{}", run.told());
    check(&server, "", "").finds(1, 1, "base-missing", "is empty");
}

#[test]
fn limits_and_rights_cut_the_result() {
    let server = directory().directive("sizelimit size.soft=3 size.hard=3 size.prtotal=3").start();
    check(&server, PEOPLE, "").finds(1, 1, "result-truncated", "limit");
    let server = directory().access("access to dn.children=\"ou=People,dc=corp,dc=example\" by * none").start();
    check(&server, PEOPLE, "").finds(1, 1, "insufficient-rights", "may read nothing below");
}

#[test]
fn every_reading_of_a_broken_filter_is_counted_and_none_is_taken() {
    let server = directory().start();
    let late = "(&(objectClass=inetOrgPerson)(!(uid=carol)(&(!(uid=dave))(!(uid=nobody)))))";
    let run = check(&server, PEOPLE, late);
    run.finds(1, 1, "filter-invalid", "`!` takes one filter").outcome("SRCH-004", "blocked", "SRCH-003");
    let fix = |n: usize| run.diagnoses()[0]["fix"][n].as_str().unwrap_or_default().to_owned();
    let moved = "(&(objectClass=inetOrgPerson)(!(uid=carol))(&(!(uid=dave))(!(uid=nobody))))";
    assert!(fix(1).contains(moved) && fix(1).contains("it matches 3 entries"), "{}", run.told());
    assert!(fix(2).contains("it matches 1 entry"), "{}", run.told());
}

#[test]
fn a_group_named_as_a_filter_leads_to_its_members_and_a_filter_for_groups_is_wrong() {
    let server = directory().start();
    let named = format!("(&(objectClass=inetOrgPerson)({GROUP}))");
    let words = "is the name of the group";
    leads_to_the_group(&server, PEOPLE, &named, ("SRCH-004", "filter-matches-nobody"), words);
    let run = check(&server, "dc=corp,dc=example", "(objectClass=groupOfNames)");
    run.finds(1, 1, "filter-matches-nobody", "none is a person");
}

#[test]
fn a_base_as_it_is_typed_is_looked_up() {
    let server = directory().start();
    for typed in ["corp.example/People", "LDAP://ou=People,dc=corp,dc=example", "People"] {
        let run = check(&server, typed, "");
        run.finds(1, 1, "base-missing", "");
        let fix = run.diagnoses()[0]["fix"][0].as_str().unwrap_or_default().to_lowercase();
        assert!(fix.contains(&PEOPLE.to_lowercase()), "{typed}\n{}", run.told());
    }
}

/// Only Active Directory has a rule for members of members; here the groups inside are named one by one.
#[test]
fn what_a_group_holds_is_said_where_nobody_has_it_in_member_of() {
    let server = Setup::plain()
        .directive("moduleload memberof")
        .entries(
            "dn: ou=Crews,dc=corp,dc=example\nobjectClass: organizationalUnit\n\n\
             dn: cn=Decks,ou=Crews,dc=corp,dc=example\nobjectClass: groupOfNames\nmember: cn=Nora,dc=corp,dc=example\n\n\
             dn: cn=Ferry,ou=Crews,dc=corp,dc=example\nobjectClass: groupOfNames\n\
             member: cn=Decks,ou=Crews,dc=corp,dc=example\n\n\
             dn: cn=Pilots,ou=Crews,dc=corp,dc=example\nobjectClass: groupOfNames\nmember: cn=Nora,dc=corp,dc=example\n\n\
             dn: cn=Empty,ou=Crews,dc=corp,dc=example\nobjectClass: groupOfNames\n\
             member: cn=Hulls,ou=Crews,dc=corp,dc=example\n\n\
             dn: cn=Hulls,ou=Crews,dc=corp,dc=example\nobjectClass: groupOfNames\n\
             member: cn=Empty,ou=Crews,dc=corp,dc=example\n\n\
             dn: cn=Left,ou=Crews,dc=corp,dc=example\nobjectClass: groupOfNames\nmember: cn=Olaf,dc=corp,dc=example\n\n\
             dn: cn=Nora,dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: Nora\nuid: nora\nsn: Berg\n\
             memberOf: cn=Decks,ou=Crews,dc=corp,dc=example",
        )
        .start();
    let base = "dc=corp,dc=example";
    for filter in [
        "(&(objectClass=inetOrgPerson)(memberOf=cn=Ferry,ou=Crews,dc=corp,dc=example))",
        "(memberOf:1.2.840.113556.1.4.1941:=cn=Ferry,ou=Crews,dc=corp,dc=example)",
    ] {
        let run = check(&server, base, filter);
        run.finds(1, 1, "filter-matches-nobody", "its members are groups");
        let (_, filter, matches) = proposed(&run, "SRCH-004");
        assert_eq!(matches, "1", "{filter}\n{}", run.told());
        check(&server, base, &filter).outcome("SRCH-004", "pass", "1 ent");
    }
    let of = |group: &str| check(&server, base, &format!("(memberOf=cn={group},ou=Crews,dc=corp,dc=example)"));
    of("Pilots").finds(1, 1, "filter-matches-nobody", "this server does not keep memberOf");
    of("Left").finds(1, 1, "filter-matches-nobody", "lists 1 member, and the server shows none of them");
    of("Empty").finds(1, 1, "filter-matches-nobody", "only Active Directory has a rule for members of members");
}
