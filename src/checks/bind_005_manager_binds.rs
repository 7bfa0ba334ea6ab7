//! BIND-005: gate of `Endpoint::bind`: the answer to the manager's one bind, decoded.

use super::at::{At, must_change_password, per_endpoint, refuses_simple_binds};
use super::bind_001_answers_ldap::{conversation, wire};
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};
use crate::evidence::{BindAnswer, LdapFailure};
use crate::ldap::fault::Fault;

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
        let finding = broken(failure)?;
        let message = format!("after the bind was sent: {}", failure.fault);
        return Ok(wire(Finding { message, ..finding }, failure)
            .fact("note", "the bind may have been counted as a wrong password, so no other server was tried")
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

/// The port spoke LDAP before: what it says now is LDAP that broke, whatever it looks like.
fn broken(failure: &LdapFailure) -> Result<Finding, Skip> {
    match &failure.fault {
        Fault::NotLdap { sample, .. } => {
            Ok(fail("malformed-answer", format!("something that is not LDAP answers: {sample}"))
                .fix("Look for a proxy or load balancer that rewrites LDAP, and try the server directly"))
        }
        _ => conversation(&LdapFailure { follow_up: None, ..failure.clone() }),
    }
}

/// The cause a bind answer points to, in words; none for a success.
fn decode(at: At<'_>, answer: &BindAnswer) -> Option<(&'static str, String)> {
    if answer.code == 0 {
        return must_change_password(answer).then(|| {
            ("manager-password-expired", "binds, but must change its password before anything else".to_owned())
        });
    }
    let policy = answer.password_policy.as_ref().and_then(|policy| policy.error);
    let by_policy = POLICY.iter().find(|(number, _)| Some(*number) == policy).map(|(_, cause)| *cause);
    let vendor_389 = at.endpoint.ldap.seen().is_some_and(|root| root.vendor.contains("389"));
    Some(match (answer.code, answer.ad_data, by_policy) {
        (49, Some(0x57 | 0x525 | 0x52e), _) if bare_name(at) => {
            ("bind-name-form", "Active Directory takes no bare account name".to_owned())
        }
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

/// `svc-ucm` alone: no distinguished name, no user principal name, no `DOMAIN\name` (MS-ADTS section 5.1.1.1.1),
/// and no display name, which may have blanks.
fn bare_name(at: At<'_>) -> bool {
    let name = at.evidence.asked.bind.as_ref().map_or("", |bind| bind.name.as_str());
    !name.is_empty() && !name.contains(['@', '\\', '=', '/', ' '])
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
            "Give the full distinguished name, as CN=svc-ucm,OU=Service,DC=corp,DC=example (OpenLDAP takes nothing else; Active Directory also svc-ucm@corp.example)",
        ],
        "server-busy" => &["Look at the directory server's load and health, then try again"],
        _ => &["Look into the directory server's log for this moment; the answer above is its own"],
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, broken, diagnosed, expect, reject};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    #[test]
    fn active_directory_tells_the_state_of_the_account() {
        for (data, cause) in [
            (0x52e, "manager-rejected"),
            (0x525, "manager-rejected"),
            (0x530, "manager-restricted"),
            (0x531, "manager-restricted"),
            (0x532, "manager-password-expired"),
            (0x773, "manager-password-expired"),
            (0x533, "manager-disabled"),
            (0x701, "manager-expired"),
            (0x775, "manager-locked"),
            (0x57, "bind-name-form"),
            (0x8009_0346, "bind-refused"),
        ] {
            assert_eq!(diagnosed(|e| reject(e, 49, Some(data))), [cause], "data {data:x}");
        }
    }

    #[test]
    fn other_directories_answer_by_result_and_policy() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~svc-ucm@corp.example binds", "pass"]),
                (|e| reject(e, 49, None), &["manager-rejected", "blocked by BIND-005"]),
                (|e| policy(e, 49, 1), &["manager-locked", "blocked by BIND-005"]),
                (|e| policy(e, 49, 0), &["manager-password-expired", "blocked by BIND-005"]),
                (|e| policy(e, 0, 2), &["manager-password-expired~must change", "blocked by BIND-005"]),
                (|e| reject(e, 19, None), &["manager-locked", "blocked by BIND-005"]),
                (|e| reject(e, 32, None), &["manager-rejected~no entry", "blocked by BIND-005"]),
                (|e| reject(e, 34, None), &["bind-name-form", "blocked by BIND-005"]),
                (|e| reject(e, 53, None), &["bind-refused~result 53: words", "blocked by BIND-005"]),
                (
                    |e| {
                        root(e).vendor = "389 Project".into();
                        reject(e, 53, None);
                    },
                    &["manager-disabled", "blocked by BIND-005"],
                ),
                (|e| reject(e, 51, None), &["server-busy", "pass"]),
                (|e| reject(e, 8, None), &["blocked by BIND-004", "pass"]),
                (
                    |e| {
                        e.asked.bind.as_mut().unwrap().name = "svc-ucm".into();
                        reject(e, 49, Some(0x52e));
                    },
                    &["bind-name-form~no bare account name", "blocked by BIND-005"],
                ),
            ],
        );
    }

    #[test]
    fn a_bind_that_breaks_ends_all_tries() {
        expect(
            &CHECK,
            &[
                (
                    |e| lose(e, Fault::Closed { pending: 0 }),
                    &[
                        "connection-lost~after the bind was sent: the server closed~no other server",
                        "blocked by BIND-005",
                    ],
                ),
                (
                    |e| lose(e, Fault::NotLdap { protocol: Protocol::Tls, sample: "16".into() }),
                    &["malformed-answer", "blocked by BIND-005"],
                ),
                (|e| lose(e, Fault::Local { raw: "EMFILE".into() }), &["undecided~EMFILE", "undecided~EMFILE"]),
                (|e| at(e, 0).bind = Observed::NotAsked("no bind".into()), &["not asked", "pass"]),
            ],
        );
    }

    fn root(evidence: &mut Evidence) -> &mut RootDse {
        let Observed::Seen(root) = &mut at(evidence, 0).ldap else { unreachable!() };
        root
    }

    fn policy(evidence: &mut Evidence, code: u32, error: u32) {
        reject(evidence, code, None);
        let Observed::Seen(answer) = &mut at(evidence, 0).bind else { unreachable!() };
        answer.password_policy = Some(PasswordPolicy { error: Some(error), ..PasswordPolicy::default() });
    }

    fn lose(evidence: &mut Evidence, fault: Fault) {
        reject(evidence, 49, None);
        at(evidence, 0).bind = Observed::Failed(broken(fault));
    }
}
