//! BIND-005: gate of `Endpoint::bind`: the answer to the manager's one bind, decoded.

use super::at::{At, per_endpoint, refuses_simple_binds};
use super::bind_001_answers_ldap::{conversation, wire};
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};
use crate::evidence::BindAnswer;

pub(super) static CHECK: Check = Check {
    code: "BIND-005",
    title: "the manager account binds",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-005.md"),
    run: |evidence| per_endpoint(evidence, manager_binds),
};

/// `passwordExpired`, `accountLocked`, `changeAfterReset` of the password policy response control.
const POLICY: [(u32, &str); 3] =
    [(0, "manager-password-expired"), (1, "manager-locked"), (2, "manager-password-expired")];

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
    let (cause, what) = match decode(at, answer) {
        None => return Ok(pass(format!("{name} binds in {}", answer.ms)).into()),
        Some(decoded) => decoded,
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

/// The cause a bind answer points to, in words; none for a success.
fn decode(at: At<'_>, answer: &BindAnswer) -> Option<(&'static str, String)> {
    let policy = answer.password_policy.as_ref().and_then(|policy| policy.error);
    let by_policy = POLICY.iter().find(|(number, _)| Some(*number) == policy).map(|(_, cause)| *cause);
    let vendor_389 = at.endpoint.ldap.seen().is_some_and(|root| root.vendor.contains("389"));
    Some(match (answer.code, answer.ad_data, by_policy) {
        (0, _, None) => return None,
        (0, _, Some(cause)) => (cause, "binds, but must change its password before anything else".to_owned()),
        (49, Some(data), _) => active_directory(data),
        (49, None, Some("manager-locked")) => ("manager-locked", "the account is locked".to_owned()),
        (49, None, Some(cause)) => (cause, "the password has expired".to_owned()),
        (49, None, None) => ("manager-rejected", "wrong name or password".to_owned()),
        (19, ..) => ("manager-locked", "too many failed tries: the account is locked for now (result 19)".to_owned()),
        (32, ..) => ("manager-rejected", "there is no entry of this name (result 32)".to_owned()),
        (34, ..) => ("bind-name-form", "the directory takes no name of this form (result 34, invalid DN)".to_owned()),
        (51 | 52, ..) => ("server-busy", format!("the directory is busy or unavailable (result {})", answer.code)),
        (53, ..) if vendor_389 => ("manager-disabled", "the account is inactivated (result 53)".to_owned()),
        (code, ..) => ("bind-refused", format!("the directory answers result {code}: {}", answer.text)),
    })
}

/// Active Directory's code after `data` (Windows system error codes). All but 52e, 525 and 775 show only with the right password.
fn active_directory(data: u32) -> (&'static str, String) {
    let (cause, words) = match data {
        0x525 | 0x52e => ("manager-rejected", "wrong name or password"),
        0x52f => ("manager-restricted", "an account restriction forbids this logon"),
        0x530 => ("manager-restricted", "not allowed to log on at this hour"),
        0x531 => ("manager-restricted", "not allowed to log on from this workstation"),
        0x534 | 0x569 => ("manager-restricted", "the logon type is not granted on the domain controller"),
        0x532 => ("manager-password-expired", "the password has expired"),
        0x773 => ("manager-password-expired", "the password must be changed first"),
        0x533 => ("manager-disabled", "the account is disabled"),
        0x701 => ("manager-expired", "the account has expired"),
        0x775 => ("manager-locked", "the account is locked"),
        0x57 => ("bind-name-form", "the directory does not take this form of name"),
        0x8009_0346 => ("bind-refused", "the channel binding token is wrong or missing"),
        _ => ("bind-refused", "refused for another reason"),
    };
    (cause, format!("{words} (data {data:x})"))
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
