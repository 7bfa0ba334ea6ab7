//! ID-015: a local user logs in with call manager's password, whatever the directory has.

use super::appliances::{OWN_PASSWORDS, authentication, lacks_synchronization};
use super::id_001_same_id_in_directory::why_not;
use super::people::{Meaning, PeopleCheck, people, users};
use crate::case::Case;
use crate::check::{Check, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Comparison, Identity};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id015,
    stage: Stage::Identity,
    title: "no local user of call manager is a person of the directory",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-015.md"),
    run: |case| PEOPLE.run(case),
};

/// What helps, in order: nothing is deleted before a synchronisation has had the chance to take the user over.
pub(super) const FIXES: [&str; 3] = [
    "If the directory's password shall count: run a full synchronisation (System > LDAP > LDAP Directory, Perform Full Sync Now), and look whether the user is one of LDAP then: Cisco documents it for users who were converted to local ones",
    "If the user is local even then: delete the local user in call manager and synchronise again; devices and contact lists are lost with the user, so note them first",
    "If the user shall stay local: give them call manager's own password (User Management > End User), and leave them out of base and filter",
];

static PEOPLE: PeopleCheck = PeopleCheck {
    // USER-006 tells.
    everybody_only: true,
    compared,
    passed: |all| format!("{} local, none of them in base and filter", users(all.compared)),
    meaning: |_, _, count| Some(meaning(count)),
    summary: |_, _, told| {
        format!("Local users of call manager are people of the directory, whose password there does not count: {told}")
    },
    ..PeopleCheck::of("local users")
};

fn compared<'a>(case: &Case<'_>, identity: &'a Identity) -> Result<&'a Comparison, Skip> {
    if authentication(case) == Some(false) {
        return Err(Skip::NotAsked(OWN_PASSWORDS.to_owned()));
    }
    if lacks_synchronization(case) {
        return Err(Skip::Blocked(CheckCode::Conf004));
    }
    identity.local.as_ref().ok_or_else(|| match identity.in_directory {
        Some(_) => Skip::NotAsked("the export does not tell who is local (fkdirectorypluginconfig)".to_owned()),
        None => why_not(case, identity),
    })
}

fn meaning(count: usize) -> Meaning {
    Meaning {
        cause: CauseCode::LocalUser,
        message: format!(
            "{} local in call manager, and in the directory inside base and filter under the same ID",
            people(count)
        ),
        fix: FIXES.map(Into::into).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::deployment::Deployment;
    use crate::evidence::identity::Class;

    #[test]
    fn local_people_matter_where_the_directory_authenticates() {
        let of = |on: Option<bool>, found| {
            let mut all = evidence(Identity { local: Some(comparison(found)), ..Identity::default() });
            let mut deployment = Deployment::default();
            deployment.call_manager.ldap_authentication = on;
            all.deployment = Some(deployment);
            told(&run(&CHECK, &all))[0].1.clone()
        };
        let somebody = || vec![difference(Class::Local, "lobby")];
        assert_eq!(of(Some(true), Vec::new()), "pass");
        assert_eq!(of(Some(true), somebody()), "local-user");
        assert_eq!(of(None, somebody()), "local-user");
        assert!(of(Some(false), somebody()).contains("authentication is off"));
        // Without synchronisation everybody is local: that is the fault.
        let mut all = evidence(Identity { local: Some(comparison(somebody())), ..Identity::default() });
        let mut deployment = Deployment::default();
        let settings = &mut deployment.call_manager;
        (settings.ldap_authentication, settings.ldap_synchronization) = (Some(true), Some(false));
        all.deployment = Some(deployment);
        assert_eq!(told(&run(&CHECK, &all))[0].1, "Blocked(Conf004)");
    }
}
