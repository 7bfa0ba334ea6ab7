use super::super::person::tests::{failed, found as found_jdoe, not_found, sighting, verdict};
use super::*;
use crate::case::Case;
use crate::check::FaultKey;
use crate::check::Verdict;
use crate::checks::appliances::tests::settled;
use crate::checks::sample::{at, diagnosed, healthy};
use crate::evidence::person::{AskedPerson, Clause, Elsewhere, Outsider, PersonAccount};
use crate::evidence::search::{Base, Matched, Sample, Search};

fn outsider(dn: &str, id: &str, by: &str, in_base: bool, failing: &[&str]) -> Outsider {
    let clause = |text: &&str| Clause { text: (*text).to_owned(), matches: false };
    Outsider {
        entry: sighting(dn, id),
        by: vec![by.to_owned()],
        in_base: Some(in_base),
        clauses: failing.iter().map(clause).collect(),
    }
}

#[test]
fn says_why_the_search_does_not_find_somebody() {
    let sam = "sAMAccountName";
    for (people, near, says) in [
        (vec![], vec![], "knows nobody by that name"),
        (vec![], vec![sighting("CN=J", "jdoe1")], "the nearest: jdoe1"),
        (
            vec![outsider("CN=J,DC=x", "jdoe", sam, false, &[])],
            vec![],
            "CN=J,DC=x is outside the search base OU=People,DC=x",
        ),
        (
            vec![outsider("CN=J", "JDoe", sam, true, &["(a=b)", "(memberOf=CN=G)"])],
            vec![],
            "does not match (a=b) and (memberOf=CN=G) of the filter",
        ),
        (vec![outsider("CN=J", "jdoe", sam, true, &[])], vec![], "fits base and filter"),
        (
            vec![outsider("CN=J", "j.doe", "mail", true, &[])],
            vec![],
            "it is in mail of CN=J, whose sAMAccountName is j.doe",
        ),
        (vec![outsider("CN=J", "jdoe@x", sam, true, &[])], vec![], "CN=J has jdoe@x"),
    ] {
        let person = not_found(Elsewhere { contexts: vec!["DC=x".into()], people, near });
        let finding = failed(verdict(&CHECK, Some(person), false));
        assert_eq!((finding.cause, finding.fault), (CauseCode::UserUnknown, FaultKey::from("jdoe")));
        assert!(finding.summary.as_deref().unwrap().starts_with("jdoe cannot log in: "));
        assert!(finding.message.contains(says), "{}", finding.message);
    }
}

#[test]
fn a_name_says_whom_one_means_and_who_is_left_out_gets_no_other_id() {
    let of =
        |people: Vec<Outsider>| verdict(&CHECK, Some(not_found(Elsewhere { people, ..Elsewhere::default() })), false);
    let sam = outsider("CN=Ann,OU=West", "aroe", "sn", true, &[]);
    let told = failed(of(vec![sam.clone()]));
    assert!(told.message.contains("it is in sn of CN=Ann,OU=West, whose sAMAccountName is aroe"), "{}", told.message);
    assert!(told.fix[0].starts_with("Log in as aroe") && told.fix.len() == 1, "{:?}", told.fix);
    for by in ["sn", "mail", "telephoneNumber"] {
        let told = failed(of(vec![outsider("CN=Ann,OU=East", "aroe", by, false, &["(l=Oslo)"])]));
        assert!(told.message.contains("CN=Ann,OU=East, whose sAMAccountName is aroe, is outside the search base"));
        assert!(told.fix.iter().all(|step| !step.contains("Log in as")), "{:?}", told.fix);
    }
    let Verdict::Skip(skip) = of(vec![sam.clone(), outsider("CN=Bo,OU=West", "broe", "sn", true, &[])]) else {
        unreachable!("two of one name")
    };
    assert!(format!("{skip:?}").contains("2 people have") && format!("{skip:?}").contains("aroe, broe"), "{skip:?}");
    let numbers = ["aroe", "broe"].map(|id| outsider(&format!("CN={id}"), id, "telephoneNumber", true, &[]));
    let told = failed(of(numbers.to_vec()));
    assert!(told.fix[0].contains("`ucdoctor why aroe`"), "{:?}", told.fix);
}

#[test]
fn a_disabled_account_that_the_filter_leaves_out_is_disabled() {
    let clause = "(!(userAccountControl:1.2.840.113556.1.4.803:=2))";
    let people = vec![outsider("CN=J", "jdoe", "sAMAccountName", true, &[clause])];
    for (disabled, cause) in [(Some(true), "user-disabled"), (Some(false), "user-unknown"), (None, "user-unknown")] {
        let account = Observed::Seen(PersonAccount { disabled, ..PersonAccount::default() });
        let elsewhere = Elsewhere { people: people.clone(), ..Elsewhere::default() };
        let person = Person { account, ..not_found(elsewhere) };
        assert_eq!(failed(verdict(&CHECK, Some(person), false)).cause.name(), cause);
    }
}

#[test]
fn a_name_with_its_windows_domain_is_told_without_it() {
    let mut evidence = healthy();
    evidence.asked.person = Some(AskedPerson { id: "CORP\\jdoe".into(), bind: false, ..AskedPerson::default() });
    evidence.vantages[0].person = Some(not_found(Elsewhere::default()));
    let finding = failed((CHECK.run)(&Case::new(&evidence)).remove(0).verdict);
    assert!(finding.fix[0].contains("type jdoe without the domain"), "{:?}", finding.fix);
}

#[test]
fn where_nobody_has_a_user_id_nobody_is_missing() {
    for (without, causes) in [(3, &["attribute-missing"][..]), (2, &["user-unknown"])] {
        let found = diagnosed(|e| {
            e.asked.person = Some(AskedPerson { id: "jdoe".into(), bind: false, ..AskedPerson::default() });
            e.vantages[0].person = Some(not_found(Elsewhere::default()));
            e.asked.search = Some(found_jdoe().search);
            let without_user_id = Sample { count: without, dns: Vec::new() };
            let dn = Some("OU=People,DC=x".into());
            at(e, 0).search = Observed::Seen(Search {
                base: Base { dn, object_classes: vec!["organizationalUnit".into()], ..Base::default() },
                filter: "(objectClass=user)".into(),
                user_id: "sAMAccountName".into(),
                matched: Some(Matched { entries: 3, without_user_id, ..Matched::default() }),
                ..Search::default()
            });
        });
        assert_eq!(found, causes);
    }
}

#[test]
fn one_is_found_two_are_ambiguous_and_a_cut_look_is_undecided() {
    assert!(matches!(verdict(&CHECK, Some(found_jdoe()), false), Verdict::Pass(_)));
    let two = Observed::Seen(vec![sighting("CN=1", "jdoe"), sighting("CN=2", "jdoe")]);
    let finding = failed(verdict(&CHECK, Some(Person { found: two, ..found_jdoe() }), false));
    assert_eq!(finding.cause, CauseCode::UserAmbiguous);
    let cut = Person { found: Observed::Cut, ..found_jdoe() };
    assert!(matches!(verdict(&CHECK, Some(cut), false), Verdict::Skip(Skip::Undecided(_))));
    assert!(matches!(verdict(&CHECK, None, false), Verdict::Skip(Skip::NotAsked(_))), "no server is configured");
}

#[test]
fn a_principal_name_of_another_domain_is_looked_for_elsewhere() {
    let known = |id: &str| {
        let mut person = found_jdoe();
        person.search.user_id = "userPrincipalName".to_owned();
        person.found = Observed::Seen(vec![sighting("CN=J Doe,OU=People,DC=corp,DC=example", id)]);
        person
    };
    let by = |id: &str, authentication| {
        diagnosed(|e| {
            settled(e).call_manager.ldap_authentication = authentication;
            e.asked.person = Some(AskedPerson { id: id.to_owned(), bind: false, nodes: false });
            e.vantages[0].person = Some(known(id));
        })
    };
    assert_eq!(by("jdoe@brand.example", Some(true)), ["user-unknown"]);
    assert_eq!(by("jdoe@corp.example", Some(true)), [""; 0]);
    assert_eq!(by("jdoe@brand.example", Some(false)), [""; 0]);
    assert_eq!(by("jdoe@brand.example", None), [""; 0]);
    // Whether anybody is asked for a password by LDAP is not known, and decides.
    assert!(matches!(verdict(&CHECK, Some(known("jdoe@brand.example")), false), Verdict::Skip(Skip::Undecided(_))));
    assert!(matches!(verdict(&CHECK, Some(known("jdoe@corp.example")), false), Verdict::Pass(_)));
}
