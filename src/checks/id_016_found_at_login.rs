//! ID-016: the login has a search of its own, which may have another base than the synchronisation.

use super::id_001_same_id_in_directory::why_not;
use super::people::{Meaning, PeopleCheck, people, users};
use crate::case::Case;
use crate::check::{Check, FaultKey, Owner, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Difference, Identity};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id016,
    stage: Stage::Identity,
    title: "the search at login reaches every user of LDAP",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-016.md"),
    run: |case| PEOPLE.run(case),
};

static PEOPLE: PeopleCheck = PeopleCheck {
    compared,
    passed: |all| format!("{} reached", users(all.compared)),
    meaning: |case, class, count| Some(meaning(case, class, count)),
    summary: |_, _, told| format!("Users cannot log in: the search at login does not reach them: {told}"),
    of_one,
    last: |_, finding| {
        finding.fault = FaultKey::Named("search at login".to_owned());
        finding.owner = Some(Owner::CallManager);
        finding.refuted_if = Some(&["another authentication base is set on call manager than is known here"]);
    },
    ..PeopleCheck::of("search at login")
};

fn of_one(found: &Difference) -> String {
    let of = |name: &Option<String>| name.clone().unwrap_or_default();
    match found.class {
        Class::UpnSuffix => format!(
            "call manager makes the search base {} of the end of {:?}, and the person is {}",
            of(&found.suggestion),
            of(&found.call_manager_id),
            of(&found.dn)
        ),
        _ => format!("{} is outside the authentication base {}", of(&found.dn), of(&found.suggestion)),
    }
}

fn compared<'a>(case: &Case<'_>, identity: &'a Identity) -> Result<&'a Comparison, Skip> {
    match (&identity.at_login, &identity.in_directory, identity.settings.ldap_authentication) {
        (Some(found), _, Some(true)) => Ok(found),
        (Some(found), _, None) if !found.differences.is_empty() => Err(Skip::Undecided(format!(
            "{UNTOLD}: if it is on, {} by a user principal name whose end is not the name of their domain, and cannot log in",
            match found.differences.as_slice() {
                [one] => format!("{} is known", one.call_manager_id.as_deref().unwrap_or_default()),
                several => format!("{} users are known", several.len()),
            }
        ))),
        (_, None, _) => Err(why_not(case, identity)),
        (_, _, Some(false)) => Err(Skip::NotAsked("LDAP authentication is off".to_owned())),
        (_, _, None) => Err(Skip::NotAsked(UNTOLD.to_owned())),
        (None, _, Some(true)) => {
            Err(Skip::NotAsked("no base of the login's search is given (directory.authentication.bases)".to_owned()))
        }
    }
}

/// Without it nobody may be asked for the directory's password.
pub(super) const UNTOLD: &str = "whether LDAP authentication is on is not given (call_manager.ldap_authentication)";

fn meaning(evidence: &Evidence, class: Class, count: usize) -> Meaning {
    let bases = evidence.identity.as_ref().map(|identity| identity.settings.authentication_bases.join("; "));
    let (message, fix) = match class {
        Class::UpnSuffix => (
            format!(
                "{} known by a user principal name whose end is not the name of their domain: call manager makes the search base of it, and they are elsewhere; a base that is configured is not used",
                people(count)
            ),
            vec![
                "Give these people a user principal name that ends with the name of their Active Directory domain, then synchronise".into(),
                "Or take another attribute for the user ID of all (System > LDAP > LDAP System): sAMAccountName, or mail; agreements and LDAP authentication must be removed for that and made again".into(),
            ],
        ),
        _ => (
            format!("{} outside the authentication base ({})", people(count), bases.unwrap_or_default()),
            vec!["Set User Search Base under System > LDAP > LDAP Authentication to a base that holds all agreements' bases, as the domain".into()],
        ),
    };
    Meaning { cause: CauseCode::UserUnknown, message, fix }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;

    #[test]
    fn whoever_is_not_reached_cannot_log_in() {
        let of = |found, on| {
            let mut identity =
                Identity { at_login: found, in_directory: Some(comparison(Vec::new())), ..Identity::default() };
            identity.settings.ldap_authentication = on;
            told(&run(&CHECK, &evidence(identity)))
        };
        assert_eq!(of(Some(comparison(Vec::new())), Some(true))[0].1, "pass");
        let both = vec![difference(Class::UpnSuffix, "a@x"), difference(Class::OutOfScope, "b")];
        let both = of(Some(comparison(both)), Some(true));
        assert_eq!(both.len(), 2);
        assert!(both.iter().all(|told| told.1 == "user-unknown"));
        assert!(of(None, Some(false))[0].1.contains("off"));
        assert!(of(None, None)[0].1.contains("ldap_authentication"));
        assert!(of(Some(comparison(Vec::new())), None)[0].1.contains("ldap_authentication"));
        let untold = of(Some(comparison(vec![difference(Class::UpnSuffix, "kim@x")])), None);
        assert!(untold[0].1.contains("if it is on, kim@x is known"), "{untold:?}");
    }
}
