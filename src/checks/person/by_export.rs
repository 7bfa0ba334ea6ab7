//! The person by the exports alone, when no directory server is looked at.

use super::{AtPerson, named};
use crate::check::{Finding, Judged, Owner, Skip, fail, pass};
use crate::checks::barriers::is_left_out_with_many;
use crate::checks::bind_answer::Refusal;
use crate::checks::people::{One, gaps};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Gap, InDirectory, System};
use crate::identity::same;

/// Judges that the directory's export has the person under this ID, inside base and filter.
pub(in crate::checks) fn found(at: AtPerson<'_>) -> Judged {
    let one = exported(at)?;
    let named = |row: &&InDirectory| row.id.as_deref().is_some_and(|id| same(id.trim(), one.id.trim()));
    let rows = &one.person.directory;
    let (inside, outside): (Vec<_>, Vec<_>) = rows.iter().filter(named).partition(|row| row.in_scope);
    match (inside.as_slice(), outside.as_slice()) {
        ([row], _) => Ok(pass(format!("{} (by the export)", row.dn)).into()),
        ([_, _, ..], _) => Err(Skip::Blocked(CheckCode::Id003)),
        ([], _) if at.is_local() => Err(Skip::NotAsked(named::LOCAL.to_owned())),
        ([], _) if is_left_out_with_many(one.identity) => Err(Skip::Blocked(CheckCode::Srch013)),
        ([], _) if !one.differences(&one.identity.in_directory).is_empty() => Err(Skip::Blocked(CheckCode::Id001)),
        ([], [row, ..]) if row.disabled == Some(true) => {
            Err(at.own_password().unwrap_or(Skip::Blocked(CheckCode::User002)))
        }
        ([], _) if one.is_inactive() => Err(Skip::Blocked(CheckCode::User005)),
        ([], outside) if outside.iter().any(|row| row.scope_untold) => Err(untold(&one, outside)),
        ([], [row, ..]) => Ok(unknown(&one, &format!("{} is outside base or filter", row.dn))
            .fix("If the person shall log in: move the entry below the search base, or widen base or filter")
            .fix("Then run a full synchronisation on call manager, and the user appears")
            .into()),
        ([], []) => by_another_name(&one),
    }
}

/// The export does not show what the filter asks for, so nobody can say that it leaves the person out.
fn untold(one: &One<'_>, rows: &[&InDirectory]) -> Skip {
    let gaps: Vec<Gap> = one.identity.gaps.iter().filter(|gap| gap.system == System::Directory).cloned().collect();
    let names: Vec<&str> = rows.iter().map(|row| row.dn.as_str()).collect();
    gaps::told(&format!("whether {} is inside base and filter cannot be told", names.join(", ")), &gaps)
}

/// Nobody has the ID: it may be an address, of somebody or of nobody.
fn by_another_name(one: &One<'_>) -> Judged {
    if let Some(row) = one.person.directory.iter().find(|row| row.in_scope) {
        let id = row.id.as_deref().unwrap_or_default();
        if is_typed_to_log_in(one) && !id.is_empty() {
            let what = match one.id.contains('\\') {
                true => format!("a user ID has no domain before it; {} has the user ID {id:?}", row.dn),
                false => format!("nobody has that user ID; {} has it elsewhere, and the user ID {id:?}", row.dn),
            };
            return Ok(unknown(one, &what)
                .fact("suggestion", id)
                .fix(format!("Log in as {id}; `ucdoctor why {id}` looks at that account"))
                .into());
        }
        return Ok(pass(format!("{}, whose user ID is {id:?} (by the export)", row.dn)).into());
    }
    if !one.is_nobody() {
        let local = one.person.call_manager.iter().all(|user| user.from_ldap == Some(false));
        let why = if local { "a local user of call manager" } else { "call manager has the user; ID-001 compares" };
        return Err(Skip::NotAsked(why.to_owned()));
    }
    match one.differences(&one.identity.contacts) {
        [] => nobody(one),
        _ => Err(Skip::Blocked(CheckCode::Id008)),
    }
}

/// Addresses and names of people only say whom one means; anything else is what somebody types at a login.
fn is_typed_to_log_in(one: &One<'_>) -> bool {
    let known_there = one.person.call_manager.iter().any(|user| same(user.id.trim(), one.id.trim()));
    !one.id.trim().contains(['@', ' ', ',']) && !known_there
}

/// Nobody at all, and who might be meant; unless the presence server itself complains about the user.
pub(in crate::checks) fn nobody(one: &One<'_>) -> Judged {
    if one.identity.complaints.as_ref().is_some_and(|complaints| !complaints.found.is_empty()) {
        return Err(Skip::Blocked(CheckCode::Id013));
    }
    let near = one.person.near.join(", ");
    if near.is_empty() {
        return Ok(unknown(one, "no export has anybody by that name")
            .fix("Check the spelling; if the person is new, create the account in the directory first")
            .into());
    }
    Ok(unknown(one, &format!("no export has anybody by that name; the nearest: {near}"))
        .fact("nearest", &near)
        .fix(format!("Check the spelling; the nearest IDs are {near}"))
        .into())
}

fn unknown(one: &One<'_>, what: &str) -> Finding {
    fail(CauseCode::UserUnknown, what)
        .summary(format!("{} cannot log in: {what}", one.id))
        .fault(one.id)
        .owner(Owner::Directory)
}

/// The directory's export says that the account is disabled, and no server was there to say more.
pub(in crate::checks) fn disabled(at: AtPerson<'_>) -> Option<&InDirectory> {
    let one = exported(at).ok()?;
    one.person.directory.iter().find(|row| row.disabled == Some(true))
}

/// What else closes the account by the directory's export.
pub(in crate::checks) fn closed(at: AtPerson<'_>) -> Option<(Refusal, String)> {
    let one = exported(at).ok()?;
    let found = one.person.directory.iter().find_map(|row| Some((row.closed?, row.closed_since.as_deref())))?;
    Some(match found {
        (Class::Expired, since) => (Refusal::Expired, format!("the account expired{}", at_moment(" at ", since))),
        // It stays until the next login, whether the lock has run out or not.
        (Class::Locked, since) => {
            let since = at_moment(" since ", since);
            (Refusal::Locked, format!("the account is marked as locked{since}, unless the lock has run out"))
        }
        _ => (Refusal::PasswordExpired, "the password must be changed first, which clients cannot do".to_owned()),
    })
}

fn at_moment(word: &str, moment: Option<&str>) -> String {
    moment.map(|moment| format!("{word}{moment}")).unwrap_or_default()
}

/// The person of the exports, when no server was looked at and an export of the directory was given.
fn exported(at: AtPerson<'_>) -> Result<One<'_>, Skip> {
    let none =
        || Skip::NotAsked("no directory server is looked at, and no export of the directory is given".to_owned());
    let one = One::asked(at.case).filter(|one| at.vantage.servers.is_empty() && one.identity.rows.directory.is_some());
    one.ok_or_else(none)
}
