//! BIND-005: gate of `Endpoint::bind`: the answer to the manager's one bind, decoded.

use super::at::{At, per_endpoint, refuses_simple_binds};
use super::bind_001_answers_ldap::{conversation, waits, wire};
use super::bind_answer::{ACCOUNT_RESTRICTION, Refusal, decode, fixes};
use super::kept_elsewhere::for_people;
use super::referral::of_bind;
use super::{proxy, slow};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{BindAnswer, LdapFailure, Remembered};
use crate::ldap::dn;
use crate::ldap::fault::Fault;
use crate::ldap::slips::QUOTES;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind005,
    stage: Stage::Bind,
    title: "the manager account binds",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-005.md"),
    run: |case| per_endpoint(case, manager_binds),
};

fn manager_binds(at: At<'_>) -> Judged {
    if let Some(failure) = at.endpoint.bind.failed() {
        return unanswered(at, failure);
    }
    let answer = at.bind()?;
    if refuses_simple_binds(answer.code, &answer.text) {
        return Err(Skip::Blocked(CheckCode::Bind004));
    }
    if let Some(finding) = proxy::finding(answer.code, &answer.text) {
        return Ok(counted_perhaps(finding, answer).into());
    }
    let name = at.case.asked.bind.as_ref().map_or("the manager", |bind| bind.name.as_str());
    if let Some(finding) = of_bind(name, answer) {
        return Ok(facts(finding, answer).into());
    }
    let (refusal, what) = match decode(answer, at.endpoint.ldap.seen()) {
        None if at.case.asked.is_late(answer.ms) => return Ok(slow::bind(answer.ms).into()),
        None => return Ok(pass(format!("{name} binds in {}", answer.ms)).into()),
        Some((Refusal::Rejected | Refusal::NameForm, _)) if answer.ad_data.is_some() && bare_name(at) => {
            (Refusal::NameForm, "Active Directory takes no bare account name".to_owned())
        }
        Some((Refusal::Rejected | Refusal::NameForm, _)) if let Some(slip) = slip(name) => {
            (Refusal::NameForm, slip.what.to_owned())
        }
        // Whoever tells why as Active Directory does, as AD LDS, takes its names too.
        Some((Refusal::Rejected, _))
            if answer.ad_data.is_none()
                && let Some(vendor) = takes_names_alone(at) =>
        {
            (Refusal::NameForm, format!("this is no distinguished name, and {vendor} takes nothing else"))
        }
        Some((Refusal::Rejected, _)) if let Some(other) = accepted_by(at) => {
            return Ok(facts(taken_elsewhere(at, name, &other), answer).into());
        }
        Some(refused) => refused,
    };
    if let Some(earlier) = &answer.remembered {
        return Ok(remembered(name, &what, earlier, facts(fail(cause(refusal), ""), answer)).into());
    }
    Ok(refused(at, (refusal, &what), name, answer).into())
}

/// The connection broke after the bind was sent.
fn unanswered(at: At<'_>, failure: &LdapFailure) -> Judged {
    if let gate @ Skip::Blocked(CheckCode::Net007) = at.bind_gate(failure) {
        return Err(gate);
    }
    // A root entry came before.
    let waits = at.endpoint.ldap.seen().and_then(|_| waits(failure, "bind", slow::BIND_WAITS));
    let finding = match waits {
        Some(finding) => finding,
        None => broken(failure)?,
    };
    let message = format!("after the bind was sent: {}", failure.fault);
    Ok(wire(Finding { message, ..finding }, failure)
        .fact("note", "the bind may have been counted as a wrong password, so no other server was tried")
        .into())
}

/// The directory says no, and why.
fn refused(at: At<'_>, (refusal, what): (Refusal, &str), name: &str, answer: &BindAnswer) -> Finding {
    let words = format!("{name}: {what}");
    let finding = counted_perhaps(facts(fail(cause(refusal), &words).summary(&words), answer), answer);
    let finding = match refusal {
        // A server's own words may hold times and numbers of connections, which make no other fault.
        Refusal::Rejected => finding.fault(format!("{name}: rejected")),
        _ => finding,
    };
    let finding = match (slip(name), strange(at, refusal, name)) {
        (Some(slip), _) if refusal == Refusal::NameForm => finding.fix(format!("Write the name as {}", slip.meant)),
        (_, Some(contexts)) => finding.fix(format!(
            "Look whether this name is of this directory: it ends in nothing that the server says it holds ({contexts})"
        )),
        _ => match other_suffix(at, refusal, name) {
            Some((suffix, domain)) => finding.fix(format!(
                "Look whether {suffix} is right: the domain here is {domain}, and another suffix must be one of the forest's, or of a forest that this one trusts (Active Directory Domains and Trusts)"
            )),
            None => finding,
        },
    };
    let padded = at.case.asked.bind.as_ref().is_some_and(|bind| bind.padded);
    let finding = match refusal {
        Refusal::Rejected if padded => finding.fix(PADDED),
        _ => finding,
    };
    let finding =
        fixes(refusal, answer, at.endpoint.ldap.seen()).iter().fold(finding, |finding, step| finding.fix(*step));
    // Such accounts may log on at any hour and from anywhere.
    let finding = match answer.ad_data {
        Some(ACCOUNT_RESTRICTION) => finding.refuted_if(PROTECTED),
        _ => finding,
    };
    match accepted_by(at) {
        Some(other) if of_account(refusal) => finding.fix(format!(
            "{other} takes the account: see which of the two has the later change, and that they replicate, before that one refuses it too"
        )),
        _ => finding,
    }
}

const PROTECTED: &[&str] = &[
    "the account is not in Protected Users and under no authentication policy, its password is not empty, and no logon right is denied to it",
];
const PADDED: &str = "Look at the password that was given to this check first: a blank stands at one of its ends, or quotation marks around \
                      it, which were sent as part of it";

/// What the server holds, where a distinguished name that it does not know is of none of it.
fn strange(at: At<'_>, refusal: Refusal, name: &str) -> Option<String> {
    let contexts = at.endpoint.ldap.seen()?.values("namingContexts");
    let outside = refusal == Refusal::Rejected && dn::parse(name).is_ok_and(|name| name.is_outside(contexts));
    outside.then(|| for_people(contexts, "; "))
}

/// The end of a user principal name, and the server's domain, where they differ: then it is an alternative suffix or a slip.
fn other_suffix<'a>(at: At<'a>, refusal: Refusal, name: &'a str) -> Option<(&'a str, String)> {
    let root = at.endpoint.ldap.seen().filter(|root| root.active_directory && refusal == Refusal::Rejected)?;
    let head = dn::parse(root.values("defaultNamingContext").first()?).ok()?;
    let labels = head.parts.iter().flat_map(|part| &part.values).map(|(_, value)| value.as_str());
    let domain = labels.collect::<Vec<_>>().join(".");
    let (_, suffix) = name.rsplit_once('@').filter(|_| dn::parse(name).is_err())?;
    (!suffix.is_empty() && !suffix.eq_ignore_ascii_case(&domain)).then_some((suffix, domain))
}

/// A proxy says unavailable (52) also when its directory hung up in the midst of the bind.
fn counted_perhaps(finding: Finding, answer: &BindAnswer) -> Finding {
    match answer.code {
        52 => finding.fact("note", "a directory behind it may have counted the bind, so no other server was tried"),
        _ => finding,
    }
}

fn facts(finding: Finding, answer: &BindAnswer) -> Finding {
    let finding = finding.fact("result", answer.code).fact("answer", &answer.text);
    match answer.ad_data {
        Some(data) => finding.fact("data", format!("{data:x}")),
        None => finding,
    }
}

/// What an earlier run was told. The account was spared another try.
fn remembered(name: &str, what: &str, earlier: &Remembered, finding: Finding) -> Finding {
    let Remembered { at, server } = earlier;
    let message = format!("{name}: {what}, said {server} in an earlier run ({at}); the password was not sent again");
    Finding { message: message.clone(), ..finding }
        .summary(message)
        .fact("rejected_at", at)
        .fix("Correct the name or the password: what was changed is tried at once")
        .fix("If the directory was changed to this password instead: `--bind-anyway` sends it once more")
}

/// Where else the same name and password were accepted in this run.
fn accepted_by(at: At<'_>) -> Option<String> {
    let all = at.vantage.servers.iter();
    let mut all = all.flat_map(|server| server.endpoints.iter().map(move |endpoint| At { server, endpoint, ..at }));
    all.find(|at| at.bound().is_ok()).map(|at| at.subject())
}

/// Name and password are right, since another server takes them.
fn not_replicated(at: At<'_>, name: &str, other: &str) -> Finding {
    let server = at.subject();
    fail(CauseCode::ManagerRejected, format!("{name}: wrong name or password here, and right on {other}"))
        .summary(format!("{server} rejects {name}, whose name and password {other} accepts"))
        .owner(Owner::Directory)
        .fix("Check that both servers hold the same directory, and that it replicates between them: a changed password may not have arrived")
        .fix(format!("Until then, take {server} off the configured servers: every try there counts towards a lock"))
}

/// Another server takes whom this one rejects.
fn taken_elsewhere(at: At<'_>, name: &str, other: &str) -> Finding {
    match strange(at, Refusal::Rejected, name) {
        Some(holds) => of_another_tree(at, name, (&holds, other)),
        None => not_replicated(at, name, other),
    }
}

/// Whom the server rejects is of another tree than all that it holds.
fn of_another_tree(at: At<'_>, name: &str, (holds, other): (&str, &str)) -> Finding {
    let server = at.subject();
    let message = format!("{server} holds {holds}, and nothing of the tree of {name}, whom {other} takes");
    fail(CauseCode::ManagerRejected, message.clone())
        .summary(message)
        .fix(format!("Name servers that hold the tree of {name} in place of {server} (LDAP Directory and LDAP Authentication): by {server} nobody of it can log in"))
}

/// Whether a server rejects the manager because it holds another tree: BIND-005 tells.
pub(super) fn is_of_another_tree(at: At<'_>) -> bool {
    let name = at.case.asked.bind.as_ref().map_or("", |bind| bind.name.as_str());
    let rejected = |answer: &BindAnswer| {
        decode(answer, at.endpoint.ldap.seen()).is_some_and(|(refusal, _)| refusal == Refusal::Rejected)
    };
    at.endpoint.bind.seen().is_some_and(rejected) && strange(at, Refusal::Rejected, name).is_some()
}

/// What the entry says, which servers replicate.
fn of_account(refusal: Refusal) -> bool {
    use Refusal::{Disabled, Expired, Locked, PasswordExpired, Restricted};
    matches!(refusal, Disabled | Expired | Locked | PasswordExpired | Restricted)
}

/// The cause a refusal of the manager points to.
fn cause(refusal: Refusal) -> CauseCode {
    match refusal {
        Refusal::Rejected => CauseCode::ManagerRejected,
        Refusal::Locked => CauseCode::ManagerLocked,
        Refusal::Disabled => CauseCode::ManagerDisabled,
        Refusal::Expired => CauseCode::ManagerExpired,
        Refusal::PasswordExpired => CauseCode::ManagerPasswordExpired,
        Refusal::Restricted => CauseCode::ManagerRestricted,
        Refusal::NameForm => CauseCode::BindNameForm,
        Refusal::Busy => CauseCode::ServerBusy,
        Refusal::Unchecked | Refusal::Method | Refusal::NoPassword | Refusal::Other => CauseCode::BindRefused,
    }
}

/// The port spoke LDAP before: what it says now is LDAP that broke, whatever it looks like.
fn broken(failure: &LdapFailure) -> Result<Finding, Skip> {
    match &failure.fault {
        Fault::NotLdap { sample, .. } => {
            Ok(fail(CauseCode::MalformedAnswer, format!("something that is not LDAP answers: {sample}"))
                .fix("Look for a proxy or load balancer that rewrites LDAP, and try the server directly"))
        }
        _ => conversation(&LdapFailure { follow_up: None, ..failure.clone() }),
    }
}

/// `svc-ucm` alone: no distinguished name, no user principal name, no `DOMAIN\name` (MS-ADTS section 5.1.1.1.1),
/// and no display name, which may have blanks.
fn bare_name(at: At<'_>) -> bool {
    let name = at.case.asked.bind.as_ref().map_or("", |bind| bind.name.as_str());
    !name.is_empty() && !name.contains(['@', '\\', '=', '/', ' '])
}

/// A name that no directory takes as it was typed.
struct Slip {
    what: &'static str,
    meant: String,
}

/// Quotation marks around a name, or `CORP/svc`. A slash after a domain with dots is a form of its own: a canonical name.
fn slip(name: &str) -> Option<Slip> {
    let bare = name.trim().trim_matches(QUOTES).trim();
    if bare != name.trim() && !bare.is_empty() {
        return Some(Slip {
            what: "quotation marks stand around the name, and count as part of it",
            meant: bare.to_owned(),
        });
    }
    let (domain, account) = name.split_once('/')?;
    let plain = |part: &str| !part.is_empty() && !part.contains(['/', '\\', '=', '@', '.', ',']);
    (plain(domain) && plain(account)).then(|| Slip {
        what: "a slash stands between domain and account, where a backslash belongs",
        meant: format!("{domain}\\{account}"),
    })
}

/// The name is no distinguished name, which is all that a simple bind may have (RFC 4513 section 5.1) but in Active
/// Directory; 389 Directory Server answers as to a wrong password.
fn takes_names_alone<'a>(at: At<'a>) -> Option<&'a str> {
    let root = at.endpoint.ldap.seen().filter(|root| !root.active_directory)?;
    let name = at.case.asked.bind.as_ref().map_or("", |bind| bind.name.as_str());
    (!name.trim().is_empty() && dn::parse(name).is_err()).then_some(root.vendor.as_str())
}

#[cfg(test)]
mod tests;
