//! CONF-004: LDAP authentication needs synchronisation; the other way round it is a choice.

use super::appliances::{deployment, not_asked, outcome, untold};
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf004,
    stage: Stage::Deployment,
    title: "LDAP authentication and LDAP synchronisation fit",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/CONF-004.md"),
    run: |evidence| vec![outcome("call-manager", fit(evidence))],
};

fn fit(evidence: &Evidence) -> Judged {
    let deployment = deployment(evidence)?;
    match (deployment.authentication(), deployment.synchronization()) {
        (Some(true), Some(false)) => {
            let finding = fail(CauseCode::SettingsContradict, "LDAP authentication is on and LDAP synchronisation is off");
            let first = deployment.look_first(evidence);
            Ok(first.into_iter().fold(finding, Finding::fix)
                .fault("authentication without synchronisation")
                .summary("Call manager asks the directory for passwords of users it does not take from there: LDAP authentication is on, synchronisation is off")
                .breaks(&[Feature::Login])
                .fix("Switch on System > LDAP > LDAP System (synchronisation), and add an agreement under LDAP Directory; or switch LDAP Authentication off")
                .into())
        }
        (Some(true), Some(true)) => Ok(pass("users and passwords come from the directory").into()),
        (Some(false), Some(true)) => Ok(pass(
            "users come from the directory; their passwords are call manager's own, and a change in the directory does not reach it",
        )
        .into()),
        (Some(false), Some(false)) => not_asked("both are off: CONF-007 tells what is lost"),
        _ => Err(untold(
            evidence,
            "not told whether LDAP authentication and synchronisation are on (call_manager.ldap_authentication, call_manager.ldap_synchronization)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{ldap_used as set, looks_at_users_of_ldap_first};
    use crate::checks::sample::expect;

    #[test]
    fn authentication_needs_synchronisation() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~nothing is given"]),
                (|e| set(e, Some(true), Some(true)), &["pass"]),
                (|e| set(e, Some(true), Some(false)), &["settings-contradict~synchronisation is off"]),
                (|e| set(e, Some(false), Some(true)), &["pass~call manager's own"]),
                (|e| set(e, Some(false), Some(false)), &["not asked~CONF-007"]),
                (|e| set(e, Some(true), None), &["not asked~not told"]),
            ],
        );
    }

    #[test]
    fn users_of_ldap_are_looked_at_first() {
        looks_at_users_of_ldap_first(&CHECK, true);
    }
}
