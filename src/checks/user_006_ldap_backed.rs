//! USER-006: the directory's password counts only for users who come from it.

use super::appliances::{OWN_PASSWORDS, authentication, lacks_synchronization};
use super::id_015_no_local_twin::FIXES;
use super::people::One;
use super::person::{AtPerson, per_vantage};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::User006,
    stage: Stage::Identity,
    title: "the directory's password counts for the user",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-006.md"),
    run: |case| per_vantage(case, backed),
};

fn backed(at: AtPerson<'_>) -> Judged {
    let not_asked = |reason: &str| Skip::NotAsked(reason.to_owned());
    let one = One::asked(at.case).filter(|one| one.identity.rows.call_manager.is_some());
    let one = one.ok_or_else(|| not_asked("no users of call manager are given (call_manager.users)"))?;
    let users = &one.person.call_manager;
    if users.is_empty() {
        return Err(not_asked("call manager's export does not have the user"));
    }
    if authentication(at.case) == Some(false) {
        return Err(not_asked(OWN_PASSWORDS));
    }
    if lacks_synchronization(at.case) {
        return Err(Skip::Blocked(CheckCode::Conf004));
    }
    if users.iter().all(|user| user.from_ldap.is_none()) {
        return Err(not_asked("the export does not tell who is local (fkdirectorypluginconfig)"));
    }
    let Some(user) = users.iter().find(|user| user.from_ldap == Some(false) && user.active != Some(false)) else {
        // Who is local and inactive, USER-005 tells.
        let is_backed = users.iter().any(|user| user.from_ldap != Some(false));
        return Ok(pass(if is_backed { "synchronised from LDAP" } else { "a local user, and inactive" }).into());
    };
    let there = one.differences(&one.identity.local).first().and_then(|found| found.dn.as_deref());
    let live = one.found_live().is_some_and(|found| found > 0);
    if there.is_none() && !live {
        return Ok(pass("a local user, who logs in with call manager's own password").into());
    }
    let where_ = there.map_or_else(String::new, |dn| format!(", though {dn} is in base and filter"));
    let finding = fail(CauseCode::LocalUser, format!("{} is a local user of call manager{where_}", user.id))
        .summary(at.cannot_log_in(
            "a local user of call manager: the directory's password does not count, call manager's own does",
        ))
        .fault(&at.asked.id)
        .affected(1);
    Ok(FIXES.iter().fold(finding, |finding, step| finding.fix(*step)).into())
}
