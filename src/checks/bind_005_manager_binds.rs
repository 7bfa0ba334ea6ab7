//! BIND-005: gate of `Endpoint::bind`: the answer to the manager's one bind, decoded.

use super::at::{At, per_endpoint, refuses_simple_binds};
use super::bind_001_answers_ldap::{conversation, wire};
use super::bind_answer::{Refusal, decode};
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};

pub(super) static CHECK: Check = Check {
    code: "BIND-005",
    title: "the manager account binds",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-005.md"),
    run: |evidence| per_endpoint(evidence, manager_binds),
};

fn manager_binds(at: At<'_>) -> Judged {
    if let Some(failure) = at.endpoint.bind.failed() {
        let finding = conversation(failure)?;
        let message = format!("after the bind was sent: {}", finding.message);
        return Ok(wire(Finding { message, ..finding }, failure)
            .fix("The bind may have been counted as a failed try: no other server was tried")
            .into());
    }
    let answer = at.bind()?;
    if refuses_simple_binds(answer.code) {
        return Err(Skip::Blocked("BIND-004"));
    }
    let name = at.evidence.asked.bind.as_ref().map_or("the manager", |bind| bind.name.as_str());
    let (cause, what) = match decode(answer, at.endpoint.ldap.seen()) {
        None => return Ok(pass(format!("{name} binds in {}", answer.ms)).into()),
        Some((refusal, what)) => (cause(refusal), what),
    };
    let finding = fail(cause, format!("{name}: {what}"))
        .summary(format!("{name}: {what}"))
        .fact("result", answer.code)
        .fact("answer", &answer.text);
    let finding = match answer.ad_data {
        Some(data) => finding.fact("data", format!("{data:x}")),
        None => finding,
    };
    Ok(fixes(cause).iter().fold(finding, |finding, step| finding.fix(*step)).into())
}

/// The cause a refusal of the manager points to.
fn cause(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Rejected => "manager-rejected",
        Refusal::Locked => "manager-locked",
        Refusal::Disabled => "manager-disabled",
        Refusal::Expired => "manager-expired",
        Refusal::PasswordExpired => "manager-password-expired",
        Refusal::Restricted => "manager-restricted",
        Refusal::NameForm => "bind-name-form",
        Refusal::Busy => "server-busy",
        Refusal::Other => "bind-refused",
    }
}

fn fixes(cause: &str) -> &'static [&'static str] {
    match cause {
        "manager-rejected" => &[
            "Check the name (full DN or user principal name) and the password: the same two are under LDAP Directory and LDAP Authentication",
            "Change the password in all places at once, presence too: every wrong try counts towards a lock",
        ],
        "manager-locked" => &[
            "Find who still uses an old password (security log of the domain controller), and correct it there first",
            "Then unlock the account; exempt it from the lockout policy or give it a password that does not change",
        ],
        "manager-disabled" => &["Enable the account, or configure one that is"],
        "manager-expired" => &["Set the account to never expire (account tab, \"Account expires: Never\")"],
        "manager-password-expired" => &[
            "Set a new password, with \"User must change password at next logon\" off and \"Password never expires\" on",
            "Enter it under LDAP Directory and LDAP Authentication on call manager",
        ],
        "manager-restricted" => {
            &["Remove logon hours, \"Log On To\" workstations and logon-right denials from this service account"]
        }
        "bind-name-form" => &[
            "Give the full distinguished name, as CN=svc-ucm,OU=Service,DC=corp,DC=example (OpenLDAP takes nothing else)",
        ],
        "server-busy" => &["Look at the directory server's load and health, then try again"],
        _ => &["Look into the directory server's log for this moment; the answer above is its own"],
    }
}
