//! Search base and filter, with the mistakes of the field, on Active Directory; what is proposed is tried.

use super::dc::{DOMAIN, SHARED};
use super::seed::{AWKWARD_GROUP, GROUP, HIDDEN, MANAGER, PASSWORD, PEOPLE};
use crate::live::doctor::Run;

const LDAPS: &str = "ldaps://dc1.lab.example";
const ENABLED: &str = "(!(userAccountControl:1.2.840.113556.1.4.803:=2))";

fn check(base: &str, filter: &str) -> Run {
    SHARED.doctor(&[LDAPS]).bind_as(MANAGER, PASSWORD).search(base, filter).check()
}

fn members() -> Vec<String> {
    ["Alice Archer", "Heidi Hall"].map(|name| format!("CN={name},{PEOPLE}")).to_vec()
}

/// A fact of a check.
fn fact(run: &Run, check: &str, name: &str) -> String {
    let outcomes = run.report["outcomes"].as_array().unwrap();
    let outcome = outcomes.iter().find(|outcome| outcome["check"] == check).unwrap();
    outcome["facts"][name].as_str().unwrap_or_default().to_owned()
}

/// What a check proposes, used as it is: by the tool again, and by `ldapsearch`, which must find exactly `people`.
#[track_caller]
fn proposal_finds(run: &Run, check_code: &str, base: &str, people: &[String]) {
    let proposed = fact(run, check_code, "proposed_base");
    let base = if proposed.is_empty() { base } else { &proposed };
    let filter = fact(run, check_code, "proposed_filter");
    assert_eq!(SHARED.names(base, &filter), people, "{filter}");
    assert_eq!(fact(run, check_code, "proposed_matches"), people.len().to_string());
    let again = check(base, &filter);
    assert_eq!(fact(&again, "SRCH-004", "entries"), people.len().to_string(), "{}", again.told());
    assert_eq!(again.status, Some(0), "{}", again.told());
}

#[test]
fn a_group_as_search_base_leads_to_its_members() {
    let run = check(GROUP, "");
    run.finds(1, 1, "base-not-container", "is a group");
    proposal_finds(&run, "SRCH-002", GROUP, &members());
    let run = check(AWKWARD_GROUP, "");
    run.finds(1, 1, "base-not-container", "is a group");
    proposal_finds(&run, "SRCH-002", GROUP, &[format!(r"CN=Müller\, Jörg (Berlin),{PEOPLE}")]);
}

/// As an administrator reads it aloud: without the backslash before the comma of the group's own name.
#[test]
fn a_group_whose_comma_is_not_escaped_leads_to_its_members() {
    let run = check(PEOPLE, r"(memberOf=CN=Sales \28Berlin\29, North,OU=Company Groups,DC=lab,DC=example)");
    run.finds(1, 1, "filter-matches-nobody", "the group's full name is");
    proposal_finds(&run, "SRCH-004", PEOPLE, &[format!(r"CN=Müller\, Jörg (Berlin),{PEOPLE}")]);
}

/// Everybody's primary group is in nobody's memberOf.
#[test]
fn the_primary_group_as_filter_leads_to_its_people() {
    let domain_users = format!("CN=Domain Users,CN=Users,{DOMAIN}");
    let named = "(|(sAMAccountName=alice)(sAMAccountName=heidi))";
    let run = check(PEOPLE, &format!("(&(objectCategory=person){named}(memberOf={domain_users}))"));
    run.finds(1, 1, "filter-matches-nobody", "memberOf=CN=Domain Users");
    assert!(fact(&run, "SRCH-004", "proposed_filter").contains("(primaryGroupID=513)"), "{}", run.told());
    proposal_finds(&run, "SRCH-004", PEOPLE, &members());
}

#[test]
fn unbalanced_parentheses_are_marked_and_lead_to_the_group() {
    let filter = "&(objectcategory=person)(memberof=Presence Users,OU=Company Groups,DC=blah,DC=net))";
    for base in [DOMAIN, PEOPLE] {
        let run = check(base, filter);
        run.finds(1, 1, "filter-invalid", "column 1");
        assert_eq!(fact(&run, "SRCH-003", "marked"), "^");
        proposal_finds(&run, "SRCH-003", base, &members());
    }
}

#[test]
fn two_faults_are_two_diagnoses() {
    let run = check(GROUP, "&(objectclass=user)(mail=*))");
    let codes: Vec<&str> = run.diagnoses().iter().map(|diagnosis| diagnosis["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["base-not-container", "filter-invalid"], "{}", run.told());
}

#[test]
fn a_group_without_its_type_is_marked_and_leads_to_its_members() {
    let clause = "(memberof=Presence Users,OU=Company Groups,DC=lab,DC=example)";
    let filter = format!("(&(objectcategory=person){clause})");
    for base in [DOMAIN, PEOPLE] {
        let run = check(base, &filter);
        run.finds(1, 1, "filter-matches-nobody", GROUP);
        assert_eq!(fact(&run, "SRCH-004", "clause"), clause);
        let (blank, caret) = (" ".repeat(filter.find(clause).unwrap()), "^".repeat(clause.len()));
        assert_eq!(fact(&run, "SRCH-004", "marked"), blank + &caret);
        proposal_finds(&run, "SRCH-004", base, &members());
    }
}

#[test]
fn a_group_of_groups_needs_the_nested_rule() {
    let run = check(PEOPLE, "(&(objectCategory=person)(memberOf=CN=Everybody,OU=Company Groups,DC=lab,DC=example))");
    run.finds(1, 1, "filter-matches-nobody", "CN=Everybody");
    assert!(fact(&run, "SRCH-004", "proposed_filter").contains("memberOf:1.2.840.113556.1.4.1941:="));
    let nested = [members(), vec![format!("CN=Ivan Irving,{PEOPLE}")]].concat();
    proposal_finds(&run, "SRCH-004", PEOPLE, &nested);
}

/// Computers and disabled accounts, counted by the tool and by `ldapsearch`; the proposal has none of them, and all
/// enabled people.
#[test]
fn users_by_class_include_computers_and_disabled_accounts() {
    for base in [DOMAIN, PEOPLE] {
        let run = check(base, "(objectClass=user)");
        let too_wide = run.diagnoses().iter().find(|diagnosis| diagnosis["code"] == "filter-too-wide");
        assert!(too_wide.is_some(), "{}", run.told());
        let computers = SHARED.names(base, "(objectClass=computer)");
        let disabled = SHARED.names(base, &format!("(&(sAMAccountType=805306368)(!{ENABLED}))"));
        assert!(computers.len() >= 3 && disabled.len() >= 2, "{computers:?} {disabled:?}");
        assert_eq!(fact(&run, "SRCH-005", "computers"), computers.len().to_string());
        assert_eq!(fact(&run, "SRCH-005", "disabled accounts"), disabled.len().to_string());
        run.outcome(
            "SRCH-005",
            "warn",
            &format!("{} computers, {} disabled accounts", computers.len(), disabled.len()),
        );

        let people = SHARED.names(base, &format!("(&(sAMAccountType=805306368){ENABLED})"));
        proposal_finds(&run, "SRCH-005", base, &people);
        let again = check(base, &fact(&run, "SRCH-005", "proposed_filter"));
        assert_eq!(fact(&again, "SRCH-005", "computers") + &fact(&again, "SRCH-005", "disabled accounts"), "");
    }
}

#[test]
fn contacts_are_no_users() {
    let run = check(PEOPLE, &format!("(&(objectCategory=person){ENABLED})"));
    run.outcome("SRCH-005", "warn", "2 contacts");
    let people = SHARED.names(PEOPLE, &format!("(&(sAMAccountType=805306368){ENABLED})"));
    proposal_finds(&run, "SRCH-005", PEOPLE, &people);
}

#[test]
fn the_usual_filter_is_sound_and_the_root_names_what_it_does_not_hold() {
    let run = check(DOMAIN, "");
    assert_eq!(run.status, Some(0), "{}", run.told());
    let people = SHARED.names(DOMAIN, &format!("(&(sAMAccountType=805306368){ENABLED})"));
    run.outcome("SRCH-006", "pass", &format!("{} entries", people.len()));
    let references = fact(&run, "SRCH-006", "not read from here");
    for partition in ["CN=Configuration", "DC=DomainDnsZones", "DC=ForestDnsZones"] {
        assert!(references.contains(partition), "{references}");
    }
}

#[test]
fn who_lacks_a_surname_or_shares_a_mail_address_is_listed() {
    let run = check(PEOPLE, "");
    run.outcome("SRCH-008", "warn", "1 person without a last name (sn)");
    let outcomes = run.report["outcomes"].as_array().unwrap();
    let outcome = outcomes.iter().find(|outcome| outcome["check"] == "SRCH-008").unwrap();
    let listed = |class: &str| -> Vec<&str> {
        let items = outcome["items"].as_array().unwrap().iter().filter(|item| item["class"] == class);
        items.map(|item| item["dn"].as_str().unwrap()).collect()
    };
    assert_eq!(listed("no-last-name"), [format!("CN=Judy Jones,{PEOPLE}")]);
    let mut shared = listed("duplicate-mail");
    shared.sort_unstable();
    assert_eq!(shared, ["Lea", "Leo"].map(|name| format!("CN={name} Lang,{PEOPLE}")));
}

#[test]
fn a_base_that_holds_nobody_is_told_apart() {
    for (base, cause, words) in [
        ("OU=Peple,DC=lab,DC=example", "base-missing", "DC=lab,DC=example"),
        ("Presence Users,OU=Company Groups,DC=lab,DC=example", "base-missing", "Presence Users"),
        ("OU=People,DC=sales,DC=example", "base-elsewhere", "DC=lab,DC=example"),
        ("CN=Alice Archer,OU=People,DC=lab,DC=example", "base-not-container", "is a person"),
        ("OU=Empty,DC=lab,DC=example", "filter-matches-nobody", "nothing readable stands below"),
    ] {
        check(base, "").finds(1, 1, cause, words);
    }
    let run = check("OU=Peple,DC=lab,DC=example", "");
    assert!(run.diagnoses()[0]["fix"][0].as_str().unwrap().contains(PEOPLE), "{}", run.told());
    let run = check("Presence Users,OU=Company Groups,DC=lab,DC=example", "");
    assert!(run.diagnoses()[0]["fix"].to_string().contains(GROUP), "{}", run.told());
}

#[test]
fn the_global_catalog_finds_the_same_people() {
    for port in [3268, 3269] {
        let url = if port == 3268 { format!("ldap://dc1.lab.example:{port}") } else { format!("{LDAPS}:{port}") };
        let doctor = SHARED.doctor(&[&url]).bind_as(MANAGER, PASSWORD).search(PEOPLE, "");
        let run = if port == 3268 { doctor.start_tls().check() } else { doctor.check() };
        let people = SHARED.names(PEOPLE, &format!("(&(sAMAccountType=805306368){ENABLED})"));
        run.outcome("SRCH-004", "pass", &format!("{} entries", people.len())).outcome("SRCH-007", "pass", "");
        assert_eq!(run.status, Some(0), "{}", run.told());
    }
    let doctor = SHARED.doctor(&["ldaps://dc1.lab.example:3269"]).bind_as(MANAGER, PASSWORD);
    let run = doctor.search(PEOPLE, "").user_id("employeeNumber").check();
    // Nobody has it on port 636 either, so that another port would help nobody.
    run.finds(1, 1, "attribute-missing", "also where the whole domain is read");
    let fixes = run.diagnoses()[0]["fix"].to_string();
    assert!(fixes.contains("choose an attribute that everybody has"), "{fixes}");
}

/// The contact search shows PCs and test accounts: that comes before the surnames that service accounts never have.
#[test]
fn computers_in_the_result_come_first() {
    let run = check(DOMAIN, "(objectClass=user)");
    assert_eq!(run.diagnoses()[0]["code"], "filter-too-wide", "{}", run.told());
}

/// Some entries of every domain hide even their class from ordinary accounts (IP security, DNS, password policies).
#[test]
fn what_hides_its_class_is_no_person_without_a_user_id() {
    let run = check(DOMAIN, "(objectClass=*)");
    assert!(!run.complains(&["SRCH-007"]), "{}", run.told());
}

#[test]
fn what_is_said_of_a_clause_is_true_and_leads_on() {
    let run = check(PEOPLE, "(&(objectCategory=person)(department=Nobody)(title=None))");
    run.finds(1, 1, "filter-matches-nobody", "(department=Nobody)");
    let summary = run.diagnoses()[0]["summary"].as_str().unwrap();
    assert!(!summary.contains("without it somebody does"), "(title=None) matches nobody either: {summary}");
    for filter in ["(&(objectCategory=person)(department=Nobody))", "(&(objectCategory=person)(emploeeID=*))"] {
        let run = check(PEOPLE, filter);
        assert_ne!(run.diagnoses()[0]["fix"].as_array().unwrap().len(), 0, "no next action\n{}", run.told());
    }
}

/// Active Directory shows a unit that may not be listed just like an empty one.
#[test]
fn a_base_that_may_not_be_listed_is_not_called_empty() {
    let run = check(HIDDEN, "");
    assert_eq!(run.status, Some(1), "{}", run.told());
    assert!(run.diagnoses()[0].to_string().contains("right"), "{}", run.told());
    let summary = run.diagnoses()[0]["summary"].as_str().unwrap();
    assert!(!summary.contains("nothing stands below"), "{summary}");
}
