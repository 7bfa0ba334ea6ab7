//! ID-014: whom the directory does not let in, call manager does not either.

use super::appliances::{OWN_PASSWORDS, authentication};
use super::id_001_same_id_in_directory::why_not;
use super::people::{Meaning, PeopleCheck, people, users};
use crate::check::{Check, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::Class;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id014,
    stage: Stage::Identity,
    title: "no user of call manager has a closed account in the directory",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-014.md"),
    run: |case| PEOPLE.run(case),
};

const UNTOLD: &str = "the export of the directory shows no state of accounts: export userAccountControl too (PowerShell: Enabled, LockedOut), of other directories pwdAccountLockedTime or nsAccountLock";

static PEOPLE: PeopleCheck = PeopleCheck {
    // USER-002 tells.
    everybody_only: true,
    compared: |case, identity| match authentication(case) {
        Some(false) => Err(Skip::NotAsked(OWN_PASSWORDS.to_owned())),
        _ => identity.closed.as_ref().ok_or_else(|| match identity.in_directory {
            Some(_) if identity.live.is_none() => Skip::NotAsked(UNTOLD.to_owned()),
            _ => why_not(case, identity),
        }),
    },
    after_search: |_| true,
    passed: |all| format!("{} in the directory, none of them closed there", users(all.compared)),
    meaning: |_, class, count| Some(meaning(class, count)),
    summary: |_, _, told| format!("Users of call manager cannot log in, their accounts are closed: {told}"),
    ..PeopleCheck::of("accounts")
};

fn meaning(class: Class, count: usize) -> Meaning {
    let (message, fix) = match class {
        Class::Expired => ("expired in the directory", "Extend the accounts of those who stay (accountExpires)"),
        Class::Locked => (
            "locked in the directory, unless the lock has run out",
            "Unlock them, and look what still sends an old password: `ucdoctor why USER` tells the time",
        ),
        Class::MustChange => (
            "asked by the directory to change their password first, which clients cannot do",
            "Let them change the password at a PC, or take away \"must change password at next logon\"",
        ),
        Class::SmartCard => (
            "asked by the directory for a smart card, so it takes no password of theirs",
            "Nothing where they sign on without a password (single sign-on); else take off \"Smart card is required for interactive logon\", and set a password",
        ),
        _ => (
            "disabled in the directory",
            "Nothing for those who left: where the filter leaves disabled accounts out, the next synchronisation makes them inactive, \
             and call manager removes them; where it does not, let it; enable the accounts of those who stay",
        ),
    };
    Meaning { cause: CauseCode::AccountsClosed, message: format!("{} {message}", people(count)), fix: vec![fix.into()] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::Identity;

    #[test]
    fn each_state_is_told_apart() {
        let of =
            |found| told(&run(&CHECK, &evidence(Identity { closed: Some(comparison(found)), ..Identity::default() })));
        assert_eq!(of(Vec::new())[0].1, "pass");
        let all = of(vec![
            difference(Class::Locked, "a"),
            difference(Class::Disabled, "b"),
            difference(Class::Expired, "c"),
            difference(Class::MustChange, "d"),
        ]);
        assert_eq!(
            all.iter().map(|told| told.0.as_str()).collect::<Vec<_>>(),
            ["disabled", "expired", "locked", "must-change"]
        );
        assert!(all.iter().all(|told| told.1 == "accounts-closed"));
    }
}
