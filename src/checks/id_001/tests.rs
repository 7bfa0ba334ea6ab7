//! Whose ID is not the same, by each way it can differ.

use super::super::people::tests::{comparison, difference, evidence, told};
use super::*;
use crate::check::Verdict;
use crate::checks::sample::run;
use crate::evidence::identity::{Advice, Mapping, Rows, Transform};

#[test]
fn classes_belong_to_three_causes() {
    let classes = [Class::DomainPart, Class::Extension, Class::Gone, Class::OutOfScope, Class::Ambiguous];
    let differences = classes.iter().map(|&class| difference(class, class.name())).collect();
    let identity = Identity { in_directory: Some(comparison(differences)), ..Identity::default() };
    let expected = [
        ("domain-part", "user-id-mismatch"),
        ("extension", "user-id-is-extension"),
        ("gone", "not-in-directory"),
        ("out-of-scope", "not-in-directory"),
        ("ambiguous", "user-id-mismatch"),
    ];
    let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(told(&run(&CHECK, &evidence(identity))), expected);
}

#[test]
fn a_few_exceptions_do_not_change_the_mapping_of_all() {
    let holds = |attribute: &str, covered| Mapping {
        attribute: attribute.to_owned(),
        transform: Transform::AsIs,
        covered,
        collisions: Some(0),
    };
    let cut = Mapping { transform: Transform::WithoutDomain, ..holds("userPrincipalName", 100) };
    // Most are right, though not enough to advise; another attribute has them all; nothing is known.
    for (class, best, second, says, owner) in [
        (Class::Extension, None, Some(holds("sAMAccountName", 94)), "Most IDs are right", Some(Owner::CallManager)),
        (Class::Extension, Some(holds("sAMAccountName", 99)), None, "Most IDs are right", Some(Owner::CallManager)),
        (Class::Extension, Some(holds("ipPhone", 99)), None, "Map the user ID to ipPhone", None),
        (Class::Extension, None, Some(holds("sAMAccountName", 50)), "No attribute holds all", None),
        (Class::Renamed, Some(cut.clone()), Some(holds("sAMAccountName", 83)), "Synchronise", Some(Owner::CallManager)),
        // No synchronisation ever cut a value: these had other IDs, however many.
        (Class::Renamed, Some(cut.clone()), Some(holds("sAMAccountName", 40)), "Synchronise", Some(Owner::CallManager)),
        (Class::DomainPart, Some(cut.clone()), Some(holds("sAMAccountName", 0)), "No client can shorten", None),
        (Class::DomainPart, None, Some(holds("sAMAccountName", 94)), "Most IDs are right", None),
        (Class::DomainPart, Some(holds("mail", 99)), None, "Map the user ID to mail", Some(Owner::CallManager)),
        (Class::Renamed, Some(holds("mail", 99)), None, "Map the user ID to mail", Some(Owner::CallManager)),
        (Class::Renamed, Some(holds("sAMAccountName", 99)), None, "Synchronise", Some(Owner::CallManager)),
        // All are in both but one, who is new in one of the two.
        (
            Class::Renamed,
            Some(holds("uid", 100)),
            Some(holds("sAMAccountName", 92)),
            "Synchronise",
            Some(Owner::CallManager),
        ),
        (Class::NoUserId, Some(holds("uid", 100)), Some(holds("sAMAccountName", 92)), "Fill sAMAccountName", None),
    ] {
        let ranking = best.clone().into_iter().chain(second).collect();
        let mut identity = Identity {
            in_directory: Some(comparison(vec![difference(class, "1000")])),
            advice: Some(Advice { users: 100, best, ranking, ..Advice::default() }),
            ..Identity::default()
        };
        identity.settings.directory_attribute = Some("sAMAccountName".to_owned());
        let outcomes = run(&CHECK, &evidence(identity));
        let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
        assert!(finding.fix[0].starts_with(says), "{class:?}: {:?}", finding.fix);
        assert_eq!(finding.owner, owner, "{class:?}: {says}");
    }
}

/// Of a few whose IDs have a domain on one side alone, the side that is unlike the others is to be corrected.
#[test]
fn the_side_with_the_odd_domain_is_corrected() {
    for (attribute, directory, takes_over) in [
        ("sAMAccountName", "mlang", true),
        ("sAMAccountName", "mlang@old.example", false),
        ("mail", "m.lang@new.example", true),
        ("mail", "m.lang", false),
    ] {
        let found =
            Difference { directory_id: Some(directory.into()), ..difference(Class::DomainPart, "mlang@a.example") };
        let right = Mapping { attribute: attribute.into(), transform: Transform::AsIs, covered: 97, collisions: None };
        let mut identity = Identity {
            in_directory: Some(comparison(vec![found])),
            advice: Some(Advice { users: 100, ranking: vec![right], ..Advice::default() }),
            ..Identity::default()
        };
        identity.settings.directory_attribute = Some(attribute.into());
        let outcomes = run(&CHECK, &evidence(identity));
        let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
        assert_eq!(finding.fix[0].contains("start a full"), takes_over, "{attribute} {directory}: {:?}", finding.fix);
        assert_eq!(finding.owner, takes_over.then_some(Owner::CallManager), "{attribute} {directory}");
    }
}

/// All of one domain in another attribute, and of another one in the configured attribute: it may have been given new values
/// since.
#[test]
fn a_new_domain_of_all_may_be_newer_than_the_synchronisation() {
    for (directory, may_be_new) in [("jroe@new.example", true), ("jroe", false)] {
        let found =
            Difference { directory_id: Some(directory.into()), ..difference(Class::DomainPart, "jroe@a.example") };
        let best = Mapping { attribute: "mail".into(), transform: Transform::AsIs, covered: 100, collisions: Some(0) };
        let mut identity = Identity {
            in_directory: Some(comparison(vec![found])),
            advice: Some(Advice { users: 100, best: Some(best), ..Advice::default() }),
            ..Identity::default()
        };
        identity.settings.directory_attribute = Some("userPrincipalName".into());
        let outcomes = run(&CHECK, &evidence(identity));
        let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
        assert!(finding.fix[0].starts_with("Map the user ID to mail"), "{:?}", finding.fix);
        let last = &finding.fix[finding.fix.len() - 1];
        assert_eq!(last.contains("change nothing else, and synchronise"), may_be_new, "{:?}", finding.fix);
    }
}

/// A step that is the same for all classes of a cause is one step.
#[test]
fn what_is_to_be_done_for_all_is_said_once() {
    let differences = vec![difference(Class::Renamed, "a"), difference(Class::NoUserId, "b")];
    let best = Mapping { attribute: "uid".into(), transform: Transform::AsIs, covered: 99, collisions: Some(0) };
    let mut identity = Identity {
        in_directory: Some(comparison(differences)),
        advice: Some(Advice { users: 100, best: Some(best), ..Advice::default() }),
        ..Identity::default()
    };
    identity.settings.directory_attribute = Some("sAMAccountName".into());
    let outcomes = run(&CHECK, &evidence(identity));
    let fixes = outcomes.iter().filter_map(|outcome| match &outcome.verdict {
        Verdict::Fail(finding) => Some(&finding.fix),
        _ => None,
    });
    for fix in fixes {
        assert!(fix[0].starts_with("Map the user ID to uid"), "{fix:?}");
    }
}

#[test]
fn local_users_may_be_absent_where_the_export_does_not_tell_them() {
    for (local_untold, says) in [(true, "Export the users by `run sql`"), (false, "If they exist")] {
        let in_directory = Some(comparison(vec![difference(Class::Gone, "lobby")]));
        let outcomes = run(&CHECK, &evidence(Identity { in_directory, local_untold, ..Identity::default() }));
        let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
        assert!(finding.fix[0].starts_with(says), "{:?}", finding.fix);
        assert_eq!(finding.message.contains("unless they are local"), local_untold);
    }
}

#[test]
fn a_list_of_nobody_decides_nothing() {
    for (call_manager, directory, says) in [(0, 5, "call manager's users holds nobody"), (5, 0, "the directory holds")]
    {
        let rows = Rows { call_manager: Some(call_manager), directory: Some(directory), ..Rows::default() };
        let told = told(&run(&CHECK, &evidence(Identity { rows, ..Identity::default() })));
        assert!(told[0].1.starts_with("Undecided") && told[0].1.contains(says), "{told:?}");
    }
}

#[test]
fn case_is_no_difference() {
    let same = Comparison { case_only: 3, ..comparison(Vec::new()) };
    let identity = Identity { in_directory: Some(same), ..Identity::default() };
    assert_eq!(told(&run(&CHECK, &evidence(identity))), [(SUBJECT.to_owned(), "pass".to_owned())]);
    assert!(told(&run(&CHECK, &evidence(Identity::default())))[0].1.contains("call_manager.users"));
}

#[test]
fn a_new_id_that_the_clients_do_not_take_is_corrected_first() {
    let of = |pairs: &[(&str, &str)]| {
        let one = |&(old, new): &(&str, &str)| Difference {
            directory_id: Some(new.to_owned()),
            ..difference(Class::Renamed, old)
        };
        let in_directory = Some(comparison(pairs.iter().map(one).collect()));
        let verdict = run(&CHECK, &evidence(Identity { in_directory, ..Identity::default() })).remove(0).verdict;
        let Verdict::Fail(finding) = verdict else { unreachable!("{pairs:?}") };
        (finding.fix[0].to_string(), finding.owner)
    };
    let (fix, owner) = of(&[("oezil", "özil")]);
    assert!(fix.starts_with("Give these people in the directory") && fix.contains("in place of özil"), "{fix}");
    assert_eq!(owner, None, "the directory's, as the cause has it");
    for pairs in [&[("roe", "lee")][..], &[("özil", "ozil")], &[("d'arc", "d'arcy")]] {
        let (fix, owner) = of(pairs);
        assert!(fix.starts_with("Synchronise") && owner == Some(Owner::CallManager), "{fix}");
    }
}
