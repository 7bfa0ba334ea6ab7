//! USER-008: what directory and call manager take, the person's presence node must take too.

use super::node_login::{
    Answered, REFUTED_IF, account, answered, call_manager_takes_it, finding_with_facts, proof_with_facts, quoted, time,
    undecided,
};
use super::person::{AtPerson, per_vantage};
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Owner, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::login::{Chosen, LoginOutcome, LoginService};

pub(super) static CHECK: Check = Check {
    code: CheckCode::User008,
    stage: Stage::Bind,
    title: "the user's presence node takes the password",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-008.md"),
    run: |case| per_vantage(case, taken),
};

const BREAKS: &[Feature] = &[Feature::Login, Feature::Presence, Feature::Chat];

fn taken(at: AtPerson<'_>) -> Judged {
    let answered = answered(at, LoginService::Epas)?;
    match answered.answer.outcome {
        LoginOutcome::Accepted => Ok(accepted(answered).into()),
        LoginOutcome::ClientTooOld => Ok(finding_with_facts(too_old(at, answered), answered).into()),
        LoginOutcome::Refused => {
            let finding = match account(at).and_then(|account| account.presence) {
                Some(false) => not_enabled(at, answered),
                _ => refused(at, answered),
            };
            Ok(finding_with_facts(finding, answered).into())
        }
        _ => Err(undecided(answered)),
    }
}

fn accepted(answered: Answered<'_>) -> crate::check::Proof {
    let login = answered.login;
    let logged_out = login.requests.iter().skip(1).any(|request| request.status == Some(200));
    let out = if logged_out { "logged out again" } else { "not confirmed: the session ends by itself" };
    let proof = pass(format!("by {} in {}", login.node, time(login))).fact("logout", out);
    proof_with_facts(proof, answered)
}

/// "the directory takes the password, call manager takes it".
fn so_far(at: AtPerson<'_>) -> &'static str {
    match call_manager_takes_it(at) {
        true => "the directory takes the password, call manager takes it",
        false => "the directory takes the password",
    }
}

fn refused(at: AtPerson<'_>, Answered { login, answer }: Answered<'_>) -> Finding {
    let (node, code) = (&login.node, quoted(answer));
    let other = match login.chosen {
        Some(Chosen::Listed | Chosen::Exported) => "",
        _ => ", or the user is assigned to another node",
    };
    let why = format!(
        "the answer does not tell whether it is its way to the directory, its trust store, its LDAP hosts, or its copy of the user{other}"
    );
    fail(CauseCode::NodeRefusesLogin, format!("{node} refuses it ({code}); {why}"))
        .summary(at.cannot_log_in(&format!("{}, {node} does not ({code}); {why}", so_far(at))))
        .fault("login at presence")
        .owner(Owner::Presence)
        .breaks(BREAKS)
        .affected(1)
        .refuted_if(REFUTED_IF)
        .fix(format!("Log a session of {node} (`ucdoctor queries --node NAME` prints what to type) and give it as transcript: it shows the node's way to the directory, its name servers and its LDAP hosts"))
        .fix(format!("Give the tomcat-trust of {node} as its trust: `ucdoctor check` says whether it accepts the directory's chain"))
        .fix("See that the user is assigned to a presence node, and stands there once (`utils users validate all`)")
}

fn not_enabled(at: AtPerson<'_>, Answered { login, answer }: Answered<'_>) -> Finding {
    let (node, code) = (&login.node, quoted(answer));
    let why = format!("{node} refuses the user ({code}), whom call manager has not enabled for presence");
    fail(CauseCode::NotEnabledForPresence, why.clone())
        .summary(at.cannot_log_in(&format!("{}, {why}", so_far(at))))
        .fault(&at.asked.id)
        .breaks(BREAKS)
        .affected(1)
        .fix("Tick \"Enable User for Unified CM IM and Presence\" for the user (User Management > End User), and let presence synchronise")
}

fn too_old(at: AtPerson<'_>, Answered { login, answer }: Answered<'_>) -> Finding {
    let (node, code) = (&login.node, quoted(answer));
    let version = login.client_version.as_deref().unwrap_or_default();
    let why = format!("{node} wants a newer client than {version} ({code})");
    fail(CauseCode::ClientTooOld, why.clone())
        .summary(at.cannot_log_in(&why))
        .fault("client version")
        .refuted_if(&["the clients of the site are newer than client_version of the configuration says"])
        .fix(format!(
            "See which version the clients have; if it is not {version}, correct client_version and ask again"
        ))
        .fix("Update the clients, or lower the minimum version on the presence server")
}

#[cfg(test)]
mod tests {
    use super::super::node_login_tests::{Reply, asked, says};
    use super::*;
    use crate::evidence::login::UdsAccount;

    const TAKEN: (LoginService, Reply) = (LoginService::Uds, Reply::Seen(LoginOutcome::Accepted, 200));

    #[test]
    fn every_answer_of_presence() {
        for (reply, expected) in [
            (Reply::Seen(LoginOutcome::Accepted, 200), "pass~presence/p3"),
            (Reply::Seen(LoginOutcome::Refused, 200), "node-refuses-login~call manager takes it"),
            (Reply::Seen(LoginOutcome::ClientTooOld, 200), "client-too-old~14.2"),
            (Reply::Seen(LoginOutcome::AlreadyLoggedIn, 200), "undecided~session already"),
            (Reply::Seen(LoginOutcome::Busy, 503), "undecided~busy"),
            (Reply::Seen(LoginOutcome::NotFound, 404), "undecided~no presence login"),
            (Reply::NotAsked("the person's presence node is not known"), "undecided~not known"),
            (Reply::None, "not asked~client_version"),
        ] {
            says(&CHECK, &asked(&[TAKEN, (LoginService::Epas, reply)]), expected);
        }
        // Asked alone: nobody claims that call manager took it.
        let alone = asked(&[(LoginService::Epas, Reply::Seen(LoginOutcome::Refused, 401))]);
        says(&CHECK, &alone, "node-refuses-login~directory takes the password, presence/p3");
        let refused = (LoginService::Uds, Reply::Seen(LoginOutcome::Refused, 401));
        says(&CHECK, &asked(&[refused, (LoginService::Epas, Reply::NotAsked("x"))]), "blocked~USER-007");
        let busy = (LoginService::Uds, Reply::Seen(LoginOutcome::Busy, 503));
        says(&CHECK, &asked(&[busy, (LoginService::Epas, Reply::NotAsked("x"))]), "undecided~x");
        let off = UdsAccount { presence: Some(false), ..UdsAccount::default() };
        let off = (LoginService::Uds, Reply::Account(off));
        let asked = asked(&[off, (LoginService::Epas, Reply::Seen(LoginOutcome::Refused, 200))]);
        says(&CHECK, &asked, "not-enabled-for-presence~not enabled for presence");
    }
}
