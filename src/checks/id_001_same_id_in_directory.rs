//! ID-001: login, synchronisation and presence all find a person by the user ID.

use super::appliances::untold;
use super::at::unread;
use super::people::{Comparing, Meaning, by_class, identity, mapping, people, settings_for, users};
use crate::check::{Check, Outcome, Severity, Skip};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Identity, Transform};

pub(super) static CHECK: Check = Check {
    code: "ID-001",
    title: "every LDAP-backed call-manager user is in the directory under the same ID",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-001.md"),
    run,
};

const SUBJECT: &str = "call-manager x directory";

fn run(evidence: &Evidence) -> Vec<Outcome> {
    let of = Comparing { evidence, check: CHECK.code, subject: SUBJECT };
    let meaning = |class, count| Some(meaning(evidence, class, count));
    by_class(of, identity(evidence).and_then(|found| compared(evidence, found)), passed, meaning, summary)
}

fn compared<'a>(evidence: &Evidence, identity: &'a Identity) -> Result<&'a Comparison, Skip> {
    identity.in_directory.as_ref().ok_or_else(|| why_not(evidence, identity))
}

/// Why users and directory were not compared; ID-002 and ID-006 ask too.
pub(super) fn why_not(evidence: &Evidence, identity: &Identity) -> Skip {
    let reason = match (identity.rows.call_manager, identity.rows.directory) {
        (_, None) if identity.live.is_some() => return unread(evidence),
        (None, _) => return untold(evidence, "no users of call manager are given (call_manager.users)"),
        (_, None) => "no people of the directory are given (directory.search.export)",
        _ => {
            "the export does not tell who comes from LDAP: set ldap_synchronization = true under [call_manager], or \
             export status and fkdirectorypluginconfig too"
        }
    };
    Skip::NotAsked(reason.to_owned())
}

fn passed(comparison: &Comparison) -> String {
    match comparison.case_only {
        0 => format!("{} found", users(comparison.compared)),
        case => {
            format!("{} found; {case} differ in upper and lower case, which nothing minds", users(comparison.compared))
        }
    }
}

fn summary(cause: &str, told: &str) -> String {
    match cause {
        "user-id-is-extension" => {
            format!("Call manager's user IDs are phone numbers, the directory's are names: {told}")
        }
        "not-in-directory" => format!("Users of call manager are not in the directory: {told}"),
        _ => format!("User IDs differ between call manager and directory: {told}"),
    }
}

fn meaning(evidence: &Evidence, class: Class, count: usize) -> Meaning {
    let who = people(count);
    let attribute = attribute(evidence);
    let mismatch = |message: String, fix: String| Meaning { cause: "user-id-mismatch", message, fix: vec![fix] };
    match class {
        Class::WhiteSpace => mismatch(
            format!("{who} written with blanks on one side"),
            format!("Remove the blanks from {attribute} in the directory, then synchronise"),
        ),
        Class::DomainPart => mismatch(
            format!("{who} known with a domain part on one side only, or with another one"),
            match are_exceptions(evidence) {
                true => format!("Most IDs are right: correct {attribute} of these people, then synchronise"),
                false => "Let call manager, presence and the clients take the same attribute: see ID-006".to_owned(),
            },
        ),
        Class::LookAlike => mismatch(
            format!("{who} written with letters that look the same and are others"),
            format!("Type {attribute} of these people again in the directory, then synchronise"),
        ),
        Class::DigitsFormat => mismatch(
            format!("{who} known by the same number, written differently"),
            format!(
                "Write the numbers in {attribute} as call manager has them; do not pass lists through a spreadsheet"
            ),
        ),
        Class::Extension => Meaning {
            cause: "user-id-is-extension",
            message: format!("{who} known by a phone number that the directory has in another attribute"),
            fix: extension(evidence),
        },
        Class::Renamed => mismatch(
            format!("{who} known by another ID (same object, or unique mail address)"),
            "Synchronise, so that call manager takes the new ID; rename contacts by --write-renames".to_owned(),
        ),
        Class::Ambiguous => mismatch(
            format!("{who} one of several people; nothing decides who"),
            "Decide by hand; the facts name the candidates".to_owned(),
        ),
        Class::OutOfScope => Meaning {
            cause: "not-in-directory",
            message: format!("{who} in the directory, but outside base or filter, and will become inactive"),
            fix: vec!["Move the accounts below the search base, or widen base or filter".to_owned()],
        },
        _ => Meaning {
            cause: "not-in-directory",
            message: format!("{who} not in the directory at all"),
            fix: vec![
                "Remove these users, or convert those who stay to local users (call manager, end user page)".to_owned(),
                "If they exist: look for them outside the search base; the export may hold one domain only".to_owned(),
            ],
        },
    }
}

fn attribute(evidence: &Evidence) -> &str {
    let set = evidence.identity.as_ref().and_then(|identity| identity.settings.directory_attribute.as_deref());
    set.unwrap_or("the user-ID attribute")
}

/// Nearly everybody's ID is in the configured attribute as it is, so the setting is right and these people are not.
fn are_exceptions(evidence: &Evidence) -> bool {
    let identity = evidence.identity.as_ref();
    let advice = identity.and_then(|identity| identity.advice.as_ref());
    advice.and_then(|advice| advice.best.as_ref()).is_some_and(|best| {
        best.transform == Transform::AsIs && best.attribute.eq_ignore_ascii_case(attribute(evidence))
    })
}

/// The attribute that has the numbers: the advisor's, else the one in which most were found.
fn extension(evidence: &Evidence) -> Vec<String> {
    if are_exceptions(evidence) {
        return vec![format!(
            "Most IDs are right: give these users in call manager the ID that {} has for them, then synchronise",
            attribute(evidence)
        )];
    }
    let advice = evidence.identity.as_ref().and_then(|identity| identity.advice.as_ref());
    if let Some(best) = advice.and_then(|advice| advice.best.as_ref()) {
        let mut steps = vec![format!("Map the user ID to {}, in every product", mapping(best))];
        steps.extend(settings_for(best, evidence));
        return steps;
    }
    vec![
        "See ID-006: no attribute holds enough of the numbers; fill ipPhone with them, and map the user ID to it"
            .to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::check::Verdict;
    use crate::evidence::identity::{Advice, Mapping};

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
        assert_eq!(told(&run(&evidence(identity))), expected);
    }

    #[test]
    fn a_few_exceptions_do_not_change_the_mapping_of_all() {
        let best = |attribute: &str| Mapping {
            attribute: attribute.to_owned(),
            transform: Transform::AsIs,
            covered: 99,
            collisions: Some(0),
        };
        for (attribute, says) in [("sAMAccountName", "Most IDs are right"), ("ipPhone", "Map the user ID to ipPhone")] {
            let mut identity = Identity {
                in_directory: Some(comparison(vec![difference(Class::Extension, "1000")])),
                advice: Some(Advice { users: 100, best: Some(best(attribute)), ..Advice::default() }),
                ..Identity::default()
            };
            identity.settings.directory_attribute = Some("sAMAccountName".to_owned());
            let outcomes = run(&evidence(identity));
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
            assert!(finding.fix[0].starts_with(says), "{:?}", finding.fix);
        }
    }

    #[test]
    fn case_is_no_difference() {
        let same = Comparison { case_only: 3, ..comparison(Vec::new()) };
        let identity = Identity { in_directory: Some(same), ..Identity::default() };
        assert_eq!(told(&run(&evidence(identity))), [(SUBJECT.to_owned(), "pass".to_owned())]);
        assert!(told(&run(&evidence(Identity::default())))[0].1.contains("call_manager.users"));
    }
}
