//! USER-004: a password can be right and the login refused, when call manager has no such user.

use super::person::{AtPerson, per_vantage};
use crate::cause::Feature;
use crate::check::{Check, Judged, Owner, Severity, Skip, fail, pass};
use crate::evidence::Observed;

pub(super) static CHECK: Check = Check {
    code: "USER-004",
    title: "call manager knows the user",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-004.md"),
    run: |evidence| per_vantage(evidence, known),
};

fn known(at: AtPerson<'_>) -> Judged {
    let id = &at.asked.id;
    let not_given = || Skip::NotAsked("no UDS address is given (call_manager.uds)".to_owned());
    match &at.evidence.deployment.as_ref().ok_or_else(not_given)?.person_known {
        Observed::Seen(true) => Ok(pass("by UDS, which asks for no password").into()),
        Observed::Seen(false) => {
            // Who is not in the directory either is told there.
            at.found()?;
            Ok(fail("not-in-call-manager", "the directory has the user, call manager does not (UDS)")
                .fault("user")
                .summary(format!("{id} is in the directory and not in call manager: no password will let this user in"))
                .owner(Owner::CallManager)
                .breaks(&[Feature::Login, Feature::Presence])
                .affected(1)
                .fix("See that the last name and the user-ID attribute are filled and the mail address is nobody else's, then let call manager synchronise (System > LDAP > LDAP Directory)")
                .fix("If the user is there, tick Home Cluster under User Management > End User")
                .into())
        }
        Observed::NotAsked(reason) => Err(Skip::NotAsked(reason.clone())),
        Observed::Failed(why) => {
            Err(Skip::Undecided(format!("call manager did not say whether it knows the user: {why}")))
        }
        Observed::Blocked(_) | Observed::Cut => {
            Err(Skip::Undecided("the run was cut before call manager answered".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::person::tests::{found, not_found};
    use super::CHECK;
    use crate::checks::appliances::tests::settled;
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::person::{AskedPerson, Elsewhere};
    use crate::evidence::{Evidence, Observed};

    fn ask(evidence: &mut Evidence, known: Observed<bool, String>) {
        evidence.asked.person = Some(AskedPerson { id: "jdoe".into(), bind: false });
        evidence.vantages[0].person = Some(found());
        settled(evidence).person_known = known;
    }

    #[test]
    fn known_unknown_and_not_told() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (|e| ask(e, Observed::Seen(true)), &["pass"]),
                (|e| ask(e, Observed::Seen(false)), &["not-in-call-manager~UDS"]),
                (|e| ask(e, Observed::Failed("HTTP status 500".into())), &["undecided~HTTP status 500"]),
                (|e| ask(e, Observed::Cut), &["undecided~cut"]),
                (|e| ask(e, Observed::NotAsked("no UDS".into())), &["not asked~no UDS"]),
                (
                    |e| {
                        ask(e, Observed::Seen(true));
                        e.deployment = None;
                    },
                    &["not asked~call_manager.uds"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| ask(e, Observed::Seen(false))), ["not-in-call-manager"]);
        let nowhere = diagnosed(|e| {
            ask(e, Observed::Seen(false));
            e.vantages[0].person = Some(not_found(Elsewhere::default()));
        });
        assert_eq!(nowhere, ["user-unknown"]);
    }
}
