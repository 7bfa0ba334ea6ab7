//! USER-004: a password can be right and the login refused, when call manager has no such user.

use super::people::{One, gaps, left_out};
use super::person::{AtPerson, by_export, per_vantage};
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::identity::{Class, System};
use crate::identity::same;

pub(super) static CHECK: Check = Check {
    code: CheckCode::User004,
    stage: Stage::Identity,
    title: "call manager knows the user",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-004.md"),
    run: |case| per_vantage(case, known),
};

/// Whatever left the user out, one of these helps.
const USUAL: &str = "See that the last name and the user-ID attribute are filled and the mail address is nobody else's, then let call manager synchronise (System > LDAP > LDAP Directory)";

fn known(at: AtPerson<'_>) -> Judged {
    let not_given = Observed::NotAsked(
        "neither users of call manager nor a UDS address are given (call_manager.users, call_manager.uds)".to_owned(),
    );
    match at.case.deployment.as_ref().map_or(&not_given, |deployment| &deployment.person_known) {
        Observed::Seen(true) => Ok(pass("by UDS, which asks for no password").into()),
        Observed::Seen(false) => {
            // Who is not in the directory either is told there.
            let found = at.found()?;
            // UDS knows user IDs alone, and was asked for what was typed.
            if let Some(id) = found.id.as_deref().filter(|id| !same(id, &at.asked.id)) {
                let why = format!(
                    "UDS was asked for {:?}, which is no user ID: `ucdoctor why {id}` asks for the ID",
                    at.asked.id
                );
                return by_export(at, Skip::Undecided(why));
            }
            Ok(missing(at, "UDS does not know the user, and no password will let them in", USUAL)
                .fix("If the user is there, tick Home Cluster under User Management > End User")
                .into())
        }
        Observed::NotAsked(reason) => by_export(at, Skip::NotAsked(reason.clone())),
        Observed::Failed(why) => {
            by_export(at, Skip::Undecided(format!("call manager did not say whether it knows the user: {why}")))
        }
        Observed::Blocked(_) | Observed::Cut => {
            by_export(at, Skip::Undecided("the run was cut before call manager answered".to_owned()))
        }
    }
}

/// By the export of call manager's users; without one, as UDS left it.
fn by_export(at: AtPerson<'_>, without: Skip) -> Judged {
    let Some(one) = One::asked(at.case).filter(|one| one.identity.rows.call_manager.is_some()) else {
        return Err(without);
    };
    if let Some(user) = one.person.call_manager.first() {
        let how = match user.from_ldap {
            Some(true) => ", synchronised from LDAP",
            Some(false) => ", a local user",
            None => "",
        };
        return Ok(pass(format!("{} in the export{how}", user.id)).into());
    }
    if one.identity.rows.call_manager == Some(0) {
        return Err(Skip::Undecided("the export of call manager's users holds nobody: export them again".to_owned()));
    }
    if let Some(id) = left_on_presence(&one) {
        return Ok(on_presence_alone(at, id).into());
    }
    if let Some(judged) = told_before(at, &one) {
        return judged;
    }
    let class = one.differences(&one.identity.in_call_manager).first().map(|found| found.class);
    // Of two people with one ID call manager has one, whichever.
    if class == Some(Class::DuplicateId) {
        return Err(Skip::Blocked(CheckCode::Id003));
    }
    // Presence, which has its users from call manager, has the person: the list may be the one that is wrong.
    let open = one.identity.in_call_manager.as_ref().map_or(&[][..], |all| &all.undecided);
    if class.is_none() && !open.is_empty() {
        return Err(gaps::undecided(one.identity, &[System::CallManager], open));
    }
    let Some((reason, fix)) = left_out(class.unwrap_or(Class::NotSynced)) else {
        return Err(Skip::Blocked(CheckCode::User002));
    };
    Ok(missing(at, &format!("call manager's export does not have the user, who has {reason}"), fix).into())
}

/// What keeps a person out of call manager and is another check's to tell.
fn told_before(at: AtPerson<'_>, one: &One<'_>) -> Option<Judged> {
    let in_export = one.person.directory.iter().any(|row| row.in_scope);
    if at.vantage.servers.is_empty() {
        let judged = || match (one.identity.rows.directory, one.differences(&one.identity.contacts)) {
            (Some(_), _) => Err(Skip::Blocked(CheckCode::User001)),
            (None, [_, ..]) => Err(Skip::Blocked(CheckCode::Id008)),
            (None, []) => by_export::nobody(one),
        };
        return (!in_export).then(judged);
    }
    if let Err(skip) = at.found() {
        return Some(Err(skip));
    }
    // Both keep a person out of call manager, and are told where the directory was asked.
    match at.account() {
        Ok(account) if account.disabled == Some(true) => Some(Err(Skip::Blocked(CheckCode::User002))),
        Ok(account) if account.last_name == Some(false) => Some(Err(Skip::Blocked(CheckCode::User001))),
        _ => None,
    }
}

/// The ID of whom presence alone still has: call manager and the directory, where it is given, have nobody like it.
fn left_on_presence<'a>(one: &One<'a>) -> Option<&'a str> {
    let extra = one.differences(&one.identity.on_presence).iter().find(|found| found.class == Class::Extra)?;
    extra.call_manager_id.as_deref().filter(|_| one.person.directory.is_empty())
}

/// The fault that ID-007 tells of everybody.
fn on_presence_alone(at: AtPerson<'_>, id: &str) -> Finding {
    let what = format!("the presence server has {id:?} still, and call manager has no such user");
    fail(CauseCode::NotOnPresence, &what)
        .fault(CauseCode::NotOnPresence.name())
        .summary(at.cannot_log_in(&what))
        .breaks(&[Feature::Login, Feature::Presence])
        .affected(1)
        .fix("If the person left, or has another user ID now: look at the sync agent, a removal has not arrived; restart it at a quiet hour")
        .fix("If the person shall log in by this ID: create the account in the directory, then let call manager synchronise")
}

fn missing(at: AtPerson<'_>, what: &str, fix: &str) -> Finding {
    fail(CauseCode::NotInCallManager, what)
        .fault("user")
        .summary(at.cannot_log_in(&format!("in the directory and not in call manager: {what}")))
        .owner(Owner::CallManager)
        .breaks(&[Feature::Login, Feature::Presence])
        .affected(1)
        .fix(fix)
}

#[cfg(test)]
mod tests {
    use super::super::person::tests::{found, not_found};
    use super::CHECK;
    use crate::checks::appliances::tests::settled;
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::person::{AskedPerson, Elsewhere};
    use crate::evidence::{Evidence, Observed};

    fn ask(evidence: &mut Evidence, known: Observed<bool, String>) {
        evidence.asked.person = Some(AskedPerson { id: "jdoe".into(), bind: false, ..AskedPerson::default() });
        evidence.vantages[0].person = Some(found());
        settled(evidence).person_known = known;
    }

    #[test]
    fn known_unknown_and_not_told() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (|e| ask(e, Observed::Seen(true)), &["pass"]),
                (|e| ask(e, Observed::Seen(false)), &["not-in-call-manager~UDS"]),
                (
                    |e| {
                        ask(e, Observed::Seen(false));
                        e.asked.person =
                            Some(AskedPerson { id: "John Doe".into(), bind: false, ..AskedPerson::default() });
                    },
                    &["undecided~no user ID"],
                ),
                (|e| ask(e, Observed::Failed("HTTP status 500".into())), &["undecided~HTTP status 500"]),
                (|e| ask(e, Observed::Cut), &["undecided~cut"]),
                (|e| ask(e, Observed::NotAsked("no UDS".into())), &["not asked~no UDS"]),
                (
                    |e| {
                        ask(e, Observed::Seen(true));
                        e.deployment = None;
                    },
                    &["not asked~call_manager.uds"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| ask(e, Observed::Seen(false))), ["not-in-call-manager"]);
        let nowhere = diagnosed(|e| {
            ask(e, Observed::Seen(false));
            e.vantages[0].person = Some(not_found(Elsewhere::default()));
        });
        assert_eq!(nowhere, ["user-unknown"]);
    }
}
