//! USER-005: call manager lets an inactive user in nowhere, whatever the directory says.

use super::barriers::too_narrow;
use super::people::{One, inactive, inactive_owner};
use super::person::{AtPerson, by_export, per_vantage};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Difference};
use crate::identity::same;

pub(super) static CHECK: Check = Check {
    code: CheckCode::User005,
    stage: Stage::Identity,
    title: "the user is active in call manager",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-005.md"),
    run: |case| per_vantage(case, active),
};

fn active(at: AtPerson<'_>) -> Judged {
    let not_told = |what: &str| Err(Skip::NotAsked(what.to_owned()));
    let Some(one) = One::asked(at.case).filter(|one| one.identity.rows.call_manager.is_some()) else {
        return not_told("no users of call manager are given (call_manager.users)");
    };
    let users = &one.person.call_manager;
    if users.is_empty() {
        return not_told("the export of call manager does not have the user");
    }
    if !one.is_inactive() {
        return match users.iter().any(|user| user.active == Some(true)) {
            true => Ok(pass("by the export").into()),
            false => not_told("the export does not tell who is active (status)"),
        };
    }
    let found = one.differences(&one.identity.inactive).first();
    if found.is_none() && users.iter().all(|user| user.from_ldap == Some(false)) {
        return Ok(closed_local(at).into());
    }
    let class = found.map_or(Class::Gone, |found| found.class);
    if let Some(check) = told_by(at, &one, class) {
        return Err(Skip::Blocked(check));
    }
    Ok(finding(at, found, class).into())
}

/// The user is inactive, and why.
fn finding(at: AtPerson<'_>, found: Option<&Difference>, class: Class) -> Finding {
    let (how, fix) = inactive(class);
    let id = at.asked.id.as_str();
    let other = found.and_then(|found| found.suggestion.as_deref().map(|other| (found, other)));
    let what = match other {
        Some((found, other)) if same(other, id) => {
            let old = found.call_manager_id.as_deref().unwrap_or_default();
            format!("the user is {old:?} still, {how}")
        }
        Some((_, other)) => format!("the user is {how}, {other:?}"),
        None => format!("the user is {how}"),
    };
    let finding = fail(CauseCode::InactiveUser, &what)
        .fault(id)
        .summary(at.cannot_log_in(&format!("in call manager {what}")))
        .affected(1)
        .fix(fix);
    let finding = Finding { owner: inactive_owner(class), ..finding };
    match found.and_then(|found| found.dn.as_deref()) {
        Some(dn) => finding.fact("dn", dn),
        None => finding,
    }
}

/// Nobody but an administrator makes such a user active: no synchronisation takes them.
fn closed_local(at: AtPerson<'_>) -> Finding {
    let what = "the user is inactive and local, not from LDAP";
    let finding = fail(CauseCode::InactiveUser, what)
        .fault(at.asked.id.as_str())
        .summary(at.cannot_log_in(&format!("in call manager {what}")))
        .affected(1)
        .fix("Nothing, if they left; else look at User Status (User Management > End User), or put their account into base and filter and synchronise: call manager takes it over by its ID");
    Finding { owner: Some(Owner::CallManager), ..finding }
}

/// The check that tells of what made the user inactive.
fn told_by(at: AtPerson<'_>, one: &One<'_>, class: Class) -> Option<CheckCode> {
    let account = at.account().ok();
    let disabled = account.is_some_and(|account| account.disabled == Some(true));
    let nameless = account.is_some_and(|account| account.last_name == Some(false));
    match class {
        Class::Disabled if by_export::disabled(at).is_some() || disabled => Some(CheckCode::User002),
        Class::NoLastName if nameless => Some(CheckCode::User001),
        Class::OutOfScope if too_narrow(at.case).is_some() => Some(CheckCode::Srch013),
        // Who is no longer where the synchronisation looks is told there, when the directory was asked.
        Class::Gone | Class::OutOfScope if one.found_live() == Some(0) => Some(CheckCode::User001),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference};
    use super::super::person::tests::{found, not_found};
    use super::*;
    use crate::checks::sample::expect;
    use crate::evidence::identity::{Identity, InCallManager, InExports, Rows};
    use crate::evidence::person::{AskedPerson, Elsewhere, Person, PersonAccount};
    use crate::evidence::{Evidence, Observed};

    /// A local user, whom the directory does not have.
    fn ask_local(evidence: &mut Evidence) {
        ask(evidence, Some(false), Class::Gone, None);
        let Some(identity) = &mut evidence.identity else { return };
        identity.inactive = Some(comparison(Vec::new()));
        identity.person.iter_mut().flat_map(|person| &mut person.call_manager).for_each(|user| {
            user.from_ldap = Some(false);
        });
    }

    fn ask(evidence: &mut Evidence, active: Option<bool>, class: Class, live: Option<Person>) {
        evidence.asked.person = Some(AskedPerson { id: "jdoe".into(), bind: false, ..AskedPerson::default() });
        evidence.vantages[0].person = live;
        let user = InCallManager { id: "jdoe".into(), active, ..InCallManager::default() };
        evidence.identity = Some(Identity {
            rows: Rows { call_manager: Some(3), ..Rows::default() },
            inactive: Some(comparison(vec![difference(class, "jdoe")])),
            person: Some(InExports { call_manager: vec![user], ..InExports::default() }),
            ..Identity::default()
        });
    }

    #[test]
    fn inactive_unless_the_directory_tells_why_already() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (|e| ask(e, Some(true), Class::Gone, None), &["pass"]),
                (|e| ask(e, None, Class::Gone, None), &["not asked~status"]),
                (|e| ask(e, Some(false), Class::InScope, Some(found())), &["inactive-user~base and filter find"]),
                (|e| ask(e, Some(false), Class::Gone, None), &["inactive-user~not seen"]),
                (ask_local, &["inactive-user~local, not from LDAP"]),
                (
                    |e| {
                        let account = PersonAccount { disabled: Some(true), ..PersonAccount::default() };
                        let person = Person { account: Observed::Seen(account), ..found() };
                        ask(e, Some(false), Class::Disabled, Some(person));
                    },
                    &["blocked by USER-002"],
                ),
                (|e| ask(e, Some(false), Class::Disabled, Some(found())), &["inactive-user~is disabled"]),
                (
                    |e| {
                        let account = PersonAccount { last_name: Some(false), ..PersonAccount::default() };
                        let person = Person { account: Observed::Seen(account), ..found() };
                        ask(e, Some(false), Class::NoLastName, Some(person));
                    },
                    &["blocked by USER-001"],
                ),
                (|e| ask(e, Some(false), Class::NoLastName, None), &["inactive-user~without a last name"]),
                (|e| ask(e, Some(false), Class::Gone, Some(not_found(Elsewhere::default()))), &["blocked by USER-001"]),
            ],
        );
    }
}
