//! USER-007: what the directory takes, a node of call manager must take too: it asks the directory by ways of its own.

use super::node_login::{Answered, REFUTED_IF, answered, coded, finding_with_facts, proof_with_facts, time, undecided};
use super::person::{AtPerson, per_vantage};
use crate::check::{Check, Finding, Judged, Owner, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::login::{LoginOutcome, LoginService, UdsAccount};

pub(super) static CHECK: Check = Check {
    code: CheckCode::User007,
    stage: Stage::Bind,
    title: "call manager takes the user's password",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-007.md"),
    run: |case| per_vantage(case, taken),
};

/// What one 401 stands for.
const AMBIGUOUS: &str = "it says the same of a wrong password, of a directory that it does not reach or trust, and of a search base or filter without the user";

fn taken(at: AtPerson<'_>) -> Judged {
    let answered = answered(at, LoginService::Uds)?;
    match answered.answer.outcome {
        LoginOutcome::Accepted => {
            let proof = pass(format!("by {} in {}", answered.login.node, time(answered.login)));
            let proof = match answered.answer.account.as_ref().and_then(counts) {
                Some(words) => proof.fact("account", words),
                None => proof,
            };
            Ok(proof_with_facts(proof, answered).into())
        }
        LoginOutcome::Refused => Ok(finding_with_facts(refused(at, answered), answered).into()),
        LoginOutcome::RoleMissing => Ok(finding_with_facts(role_missing(at, answered), answered).into()),
        _ => Err(undecided(answered)),
    }
}

/// Whose password it was that counted.
fn counts(account: &UdsAccount) -> Option<&'static str> {
    account.ldap.map(|ldap| match ldap {
        true => "the directory's password counts (useLdapAuth)",
        false => "call manager's own password counts, not the directory's (useLdapAuth)",
    })
}

fn refused(at: AtPerson<'_>, Answered { login, answer }: Answered<'_>) -> Finding {
    let (node, code) = (&login.node, coded(answer));
    fail(CauseCode::NodeRefusesLogin, format!("{node} refuses what the directory takes ({code}): {AMBIGUOUS}"))
        .summary(at.cannot_log_in(&format!("the directory takes the password, {node} does not ({code}); {AMBIGUOUS}")))
        .fault("login at call manager")
        .owner(Owner::CallManager)
        .affected(1)
        .refuted_if(REFUTED_IF)
        .fix(format!("Log a session of {node} (`ucdoctor queries --node NAME` prints what to type) and give it as transcript: it shows the node's way to the directory, its name servers and its LDAP hosts"))
        .fix("Compare call manager's LDAP hosts, search base and manager account (System > LDAP > LDAP Authentication) with those of the configuration, and its tomcat-trust with the directory's chain")
}

fn role_missing(at: AtPerson<'_>, Answered { login, answer }: Answered<'_>) -> Finding {
    let (node, code) = (&login.node, coded(answer));
    fail(
        CauseCode::RoleMissing,
        format!("{node} takes the password, and the user may not read their own data ({code})"),
    )
    .summary(at.cannot_log_in(&format!("{node} answers {code}: the role Standard CCM End Users is missing")))
    .fault("role")
    .affected(1)
    .refuted_if(&["the user is in the group Standard CCM End Users"])
    .fix("Add the user to the access control group \"Standard CCM End Users\"")
}

#[cfg(test)]
mod tests {
    use super::super::node_login_tests::{Reply, asked, says};
    use super::*;

    #[test]
    fn every_answer_of_call_manager() {
        for (reply, expected) in [
            (Reply::Seen(LoginOutcome::Accepted, 200), "pass~call-manager/cm7"),
            (Reply::Seen(LoginOutcome::Refused, 401), "node-refuses-login~HTTP 401~does not reach or trust"),
            (Reply::Seen(LoginOutcome::RoleMissing, 403), "role-missing~HTTP 403"),
            (Reply::Seen(LoginOutcome::NotFound, 404), "undecided~no such user"),
            (Reply::Seen(LoginOutcome::NotExpected, 405), "undecided~release"),
            (Reply::Seen(LoginOutcome::ServerError, 500), "undecided~error of its own"),
            (Reply::Seen(LoginOutcome::Busy, 503), "undecided~busy"),
            (Reply::Seen(LoginOutcome::Other, 302), "undecided~HTTP 302"),
            (Reply::Failed("unreachable"), "undecided~no password was sent"),
            (Reply::Failed("untrusted"), "undecided~login_trust"),
            (Reply::Failed("timed-out"), "undecided~does not answer"),
            (Reply::Failed("broken"), "undecided~may have been counted"),
            (Reply::NotAsked("spent"), "undecided~spent"),
            (Reply::Cut, "undecided~--deadline"),
            (Reply::None, "not asked~call_manager.uds"),
        ] {
            says(&CHECK, &asked(&[(LoginService::Uds, reply)]), expected);
        }
    }
}
