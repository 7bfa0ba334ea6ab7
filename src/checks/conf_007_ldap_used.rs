//! CONF-007: without LDAP users log in, and find nobody.

use super::appliances::{deployment, outcome, untold};
use crate::check::{Check, Finding, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf007,
    stage: Stage::Deployment,
    title: "LDAP is used",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-007.md"),
    run: |evidence| vec![outcome("call-manager", used(evidence))],
};

fn used(evidence: &Evidence) -> Judged {
    let deployment = deployment(evidence)?;
    let (authentication, synchronization) = (deployment.authentication(), deployment.synchronization());
    if let (Some(false), Some(false), Some(first)) = (authentication, synchronization, deployment.look_first(evidence))
    {
        return Ok(contradicted(first).into());
    }
    match (authentication, synchronization) {
        (Some(false), Some(false)) => Ok(fail(CauseCode::LdapNotUsed, "LDAP synchronisation and LDAP authentication are off")
            .fault("ldap")
            .summary("LDAP is not used: contacts have to be added by hand, callers show as numbers and web conferences do not pop up; login, presence and chat work")
            .fact("lost", "search for contacts in the client; names of callers, which are looked up by number; the pop-up of web conferences; passwords of the directory")
            .fact("works", "login with call manager's own passwords; presence and chat with contacts that were added by hand; phone calls")
            .fix("Nothing, if this is meant: add contacts by hand, by their whole address (user ID and presence domain)")
            .fix("Else switch on LDAP synchronisation (System > LDAP > LDAP System, then LDAP Directory), and give the clients a directory to search")
            .into()),
        (Some(true), _) | (_, Some(true)) => Ok(pass(match (authentication, synchronization) {
            (Some(true), Some(true)) => "for users and for passwords",
            (Some(true), _) => "for passwords",
            _ => "for users",
        })
        .into()),
        _ => Err(untold(
            evidence,
            "not told whether LDAP is used (call_manager.ldap_authentication, call_manager.ldap_synchronization)",
        )),
    }
}

/// The export shows what the configuration denies.
fn contradicted(first: String) -> Finding {
    fail(
        CauseCode::SettingsContradict,
        "LDAP synchronisation and LDAP authentication are said to be off, and active users of the export come from LDAP",
    )
    .fault("ldap")
    .summary(
        "By the configuration of this check LDAP is not used, and active users of call manager's export come from LDAP",
    )
    .fix(first)
    .fix("Where it is off there, nothing keeps these users as the directory has them: switch it on again, or see that they are meant to become local users")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{ldap_used as set, looks_at_users_of_ldap_first};
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::identity::{Comparison, Identity};

    #[test]
    fn only_both_off_is_not_used() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked"]),
                (|e| set(e, Some(true), Some(true)), &["pass~users and for passwords"]),
                (|e| set(e, Some(false), Some(true)), &["pass~for users"]),
                (|e| set(e, Some(true), None), &["pass~for passwords"]),
                (|e| set(e, Some(false), None), &["not asked~not told"]),
                (|e| set(e, Some(false), Some(false)), &["ldap-not-used~search for contacts~presence and chat"]),
            ],
        );
        assert_eq!(diagnosed(|e| set(e, Some(false), Some(false))), ["ldap-not-used"]);
    }

    #[test]
    fn users_of_ldap_are_looked_at_first() {
        looks_at_users_of_ldap_first(&CHECK, false);
        let of = |from_ldap: bool| {
            diagnosed(|e| {
                set(e, Some(false), Some(false));
                let inactive = from_ldap.then(|| Comparison { compared: 7, ..Comparison::default() });
                e.identity = Some(Identity { inactive, ..Identity::default() });
            })
        };
        assert_eq!((of(true), of(false)), (vec!["settings-contradict"], vec!["ldap-not-used"]));
    }
}
