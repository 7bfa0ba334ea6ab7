//! USER-002: what the directory says about the account, without binding as the person.

use super::bind_answer::{Refusal, decode};
use super::person::state::{cause, disabled, fixes, states};
use super::person::{AtPerson, per_vantage};
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};
use crate::evidence::person::PersonAccount;

pub(super) static CHECK: Check = Check {
    code: "USER-002",
    title: "the account may log in",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-002.md"),
    run: |evidence| per_vantage(evidence, account_open),
};

fn account_open(at: AtPerson<'_>) -> Judged {
    let account = at.account()?;
    let person = at.person()?;
    // The best proof of all: the directory let this person in.
    if person.bind.seen().is_some_and(|answer| decode(answer, at.root_dse()).is_none()) {
        return Ok(pass("the directory let this person in").into());
    }
    let states = states(at, account);
    let Some((first, others)) = states.split_first() else {
        if person.active_directory && account.disabled.is_none() {
            return Err(Skip::Undecided("the manager account may not read the state of this account".to_owned()));
        }
        return Ok(proof(account).into());
    };
    let mut finding = finding(at, first.0, &first.1, account);
    if let [_, ..] = others {
        let others: Vec<&str> = others.iter().map(|(_, what)| what.as_str()).collect();
        finding = finding.fact("also", others.join("; "));
    }
    let rejected = person.bind.seen().and_then(|answer| decode(answer, at.root_dse()));
    if let Some((Refusal::Rejected, words)) = rejected {
        finding = finding
            .fact("password", &words)
            .fix(format!("Then the password: the one typed here was refused ({words})"));
    }
    Ok(finding.into())
}

fn proof(account: &PersonAccount) -> crate::check::Proof {
    let tries = match (account.bad_password_count, account.lockout_threshold) {
        (Some(count), Some(0)) => format!(", {count} failed tries, never locked"),
        (Some(count), Some(threshold)) => format!(", {count} failed tries of {threshold}"),
        (Some(count), None) => format!(", {count} failed tries"),
        _ => String::new(),
    };
    let proof = pass(format!("no lock, expiry or restriction is recorded{tries}"));
    match &account.password_expires_at {
        Some(moment) => proof.fact("password_expires_at", moment),
        None => proof,
    }
}

/// One state of the account as a finding.
fn finding(at: AtPerson<'_>, refusal: Refusal, what: &str, account: &PersonAccount) -> Finding {
    if refusal == Refusal::Disabled {
        return disabled(at, what);
    }
    let finding = fail(cause(refusal), what).summary(at.cannot_log_in(what)).fault(&at.asked.id);
    let finding = facts(finding, account);
    fixes(refusal).iter().fold(finding, |finding, step| finding.fix(*step))
}

fn facts(finding: Finding, account: &PersonAccount) -> Finding {
    let named = [
        ("locked_at", &account.locked_at),
        ("unlocks_at", &account.unlocks_at),
        ("last_failed_try_at", &account.bad_password_at),
        ("password_set_at", &account.password_set_at),
    ];
    named.iter().fold(finding, |finding, (name, value)| match value {
        Some(value) => finding.fact(name, value),
        None => finding,
    })
}
