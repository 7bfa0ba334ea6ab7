//! The person by the exports alone, when no directory server is looked at.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::{AtPerson, named};
use crate::check::{Finding, Judged, Owner, Skip, fail, pass};
use crate::checks::barriers::is_left_out_with_many;
use crate::checks::bind_answer::Refusal;
use crate::checks::people::{One, gaps};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Gap, InDirectory, System};
use crate::identity::same;

const NOBODY: &str = "no export has anybody by that name";

/// Judges that the directory's export has the person under this ID, inside base and filter.
pub(in crate::checks) fn found(at: AtPerson<'_>) -> Judged {
    let one = exported(at)?;
    if !one.person.meant.is_empty() {
        return Err(several(&one));
    }
    let is_id = |row: &&InDirectory| row.id.as_deref().is_some_and(|id| same(id.trim(), one.id.trim()));
    let by_id = call_manager_has_it(&one) || one.person.directory.iter().any(|row| is_id(&row));
    let rows = one.person.directory.iter().filter(|row| !by_id || is_id(row));
    let (inside, outside): (Vec<_>, Vec<_>) = rows.partition(|row| row.in_scope);
    match (inside.as_slice(), outside.as_slice()) {
        ([row], _) if by_id => Ok(pass(format!("{} (by the export)", row.dn)).into()),
        ([_, _, ..], _) if by_id => Err(Skip::Blocked(CheckCode::Id003)),
        // What is wrong with whom is meant is told there, by whatever name they were asked for.
        ([_], _) if !one.differences(&one.identity.in_directory).is_empty() => Err(Skip::Blocked(CheckCode::Id001)),
        ([_], _) if !one.differences(&one.identity.in_call_manager).is_empty() => {
            Err(Skip::Blocked(CheckCode::User004))
        }
        ([row], _) => by_another_name(&one, row),
        ([], _) if at.is_local() => Err(Skip::NotAsked(named::LOCAL.to_owned())),
        ([], _) if is_left_out_with_many(one.identity) => Err(Skip::Blocked(CheckCode::Srch013)),
        ([], _) if !one.differences(&one.identity.in_directory).is_empty() => Err(Skip::Blocked(CheckCode::Id001)),
        ([], _) if let Some(check) = new_account(at) => Err(Skip::Blocked(check)),
        ([], [row, ..]) if row.disabled == Some(true) => {
            Err(at.own_password().unwrap_or(Skip::Blocked(CheckCode::User002)))
        }
        ([], _) if one.is_inactive() => Err(Skip::Blocked(CheckCode::User005)),
        ([], outside) if outside.iter().any(|row| row.scope_untold) => Err(untold(&one, outside)),
        ([], [row, ..]) => Ok(left_out(&one, row, by_id).into()),
        ([], []) => in_other_systems(&one),
        ([_, _, ..], _) => Err(several(&one)),
    }
}

/// The check that tells of a person whose account is gone or disabled, and who has a new one.
pub(in crate::checks) fn new_account(at: AtPerson<'_>) -> Option<CheckCode> {
    let one = One::asked(at.case)?;
    let has = |all| one.differences(all).iter().any(|found| found.class == Class::NewAccount);
    if has(&one.identity.in_directory) {
        return Some(CheckCode::Id001);
    }
    (has(&one.identity.inactive) && one.is_inactive()).then_some(CheckCode::User005)
}

/// Call manager has what was typed as a user ID.
fn call_manager_has_it(one: &One<'_>) -> bool {
    one.person.call_manager.iter().any(|user| same(user.id.trim(), one.id.trim()))
}

/// What was typed is of several people: nobody's fault, and nothing to judge.
fn several(one: &One<'_>) -> Skip {
    let of_rows = one.person.directory.iter().map(|row| row.id.as_deref().unwrap_or(&row.dn));
    let ids: Vec<&str> = match one.person.meant.as_slice() {
        [] => of_rows.collect(),
        meant => meant.iter().map(String::as_str).collect(),
    };
    let by = one.person.by.as_deref().map(|by| format!(" as {by}")).unwrap_or_default();
    named::several_have(one.id, &by, &ids)
}

/// The entry is there, and not where call manager looks.
fn left_out(one: &One<'_>, row: &InDirectory, by_id: bool) -> Finding {
    let whose =
        row.id.as_deref().filter(|_| !by_id).map(|id| format!(", whose user ID is {id:?},")).unwrap_or_default();
    unknown(one, &format!("{}{whose} is outside base or filter", row.dn))
        .fix("If the person shall log in: move the entry below the search base, or widen base or filter")
        .fix("Then run a full synchronisation on call manager, and the user appears")
}

/// The export does not show what the filter asks for, so nobody can say that it leaves the person out.
fn untold(one: &One<'_>, rows: &[&InDirectory]) -> Skip {
    let gaps: Vec<Gap> = one.identity.gaps.iter().filter(|gap| gap.system == System::Directory).cloned().collect();
    let names: Vec<&str> = rows.iter().map(|row| row.dn.as_str()).collect();
    gaps::told(&format!("whether {} is inside base and filter cannot be told", names.join(", ")), &gaps)
}

/// Nobody has the ID, and this person has what was typed otherwise.
fn by_another_name(one: &One<'_>, row: &InDirectory) -> Judged {
    let id = row.id.as_deref().unwrap_or_default();
    if is_typed_to_log_in(one) && !id.is_empty() {
        let what = match (one.id.contains('\\'), one.person.by.as_deref()) {
            (true, _) => format!("a user ID has no domain before it; {} has the user ID {id:?}", row.dn),
            (false, Some(by)) if one.id.contains('@') => {
                format!("nobody has that address or user ID; {} has the {by}, {id:?}", row.dn)
            }
            (false, Some(by)) => {
                format!("nobody has that user ID; it is the {by} of {}, who has the user ID {id:?}", row.dn)
            }
            (false, None) => format!("nobody has that user ID; {} has it elsewhere, and the user ID {id:?}", row.dn),
        };
        return Ok(unknown(one, &what)
            .owner(Owner::Client)
            .fact("suggestion", id)
            .fix(format!("Log in as {id}; `ucdoctor why {id}` looks at that account"))
            .into());
    }
    Ok(pass(format!("{}, whose user ID is {id:?} (by the export)", row.dn)).into())
}

/// The directory has nobody like it: other systems may, or contact lists have an address of nobody.
fn in_other_systems(one: &One<'_>) -> Judged {
    if let Some(row) = one.person.directory.iter().find(|row| row.in_scope) {
        return by_another_name(one, row);
    }
    if !one.is_nobody() {
        let local = one.person.call_manager.iter().all(|user| user.from_ldap == Some(false));
        let why = match one.person.call_manager.as_slice() {
            [] => "presence alone has the user; ID-007 compares",
            _ if local => "a local user of call manager",
            _ => "call manager has the user; ID-001 compares",
        };
        return Err(Skip::NotAsked(why.to_owned()));
    }
    match one.differences(&one.identity.contacts) {
        [] => nobody(one),
        _ => Err(Skip::Blocked(CheckCode::Id008)),
    }
}

/// What somebody types at a login, where it is no user ID: not an address that somebody has, nor a name.
fn is_typed_to_log_in(one: &One<'_>) -> bool {
    let typed = one.id.trim();
    let of_nobody = typed.contains('@') && one.person.by.is_some();
    (of_nobody || !named::says_whom(typed)) && !call_manager_has_it(one)
}

/// Nobody at all, and who might be meant; unless the presence server itself complains about the user.
pub(in crate::checks) fn nobody(one: &One<'_>) -> Judged {
    if !one.person.meant.is_empty() {
        return Err(several(one));
    }
    if one.identity.complaints.as_ref().is_some_and(|complaints| !complaints.found.is_empty()) {
        return Err(Skip::Blocked(CheckCode::Id013));
    }
    let hides = |gap: &&Gap| gap.system != System::Presence && gap.kind.hides_people();
    let gaps: Vec<Gap> = one.identity.gaps.iter().filter(hides).cloned().collect();
    if !gaps.is_empty() {
        return Err(gaps::told(&format!("no export shows {:?}", one.id), &gaps));
    }
    let near = one.person.near.join(", ");
    if near.is_empty() {
        return Ok(unknown(
            one,
            &format!("{NOBODY}, as user ID, address, name, telephone number or distinguished name"),
        )
        .fix("Check the spelling; if the person is new, create the account in the directory first")
        .into());
    }
    Ok(unknown(one, &format!("{NOBODY}, as user ID, address, name or number; the nearest: {near}"))
        .fact("nearest", &near)
        .fix(format!("Check the spelling; the nearest are {near}"))
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
        (Class::SmartCard, _) => {
            (Refusal::Restricted, "the account requires a smart card, so no password is accepted".to_owned())
        }
        _ => (Refusal::PasswordExpired, "the password must be changed first, which clients cannot do".to_owned()),
    })
}

/// Locks last for minutes or hours on most sites, and `lockoutTime` stays: of an old one only the directory's setting tells.
pub(in crate::checks) fn locked_long_ago(at: AtPerson<'_>) -> Option<Skip> {
    let one = exported(at).ok()?;
    let is_locked = |row: &&InDirectory| row.closed == Some(Class::Locked);
    let since = one.person.directory.iter().find(is_locked)?.closed_since.as_deref()?;
    let moment = OffsetDateTime::parse(since, &Rfc3339).ok()?;
    (at.vantage.taken_at - moment > LONG_AGO).then(|| {
        Skip::Undecided(format!(
            "the account was locked at {since}, which runs out on most sites (lockoutDuration), and stays recorded: look at the account (`Get-ADUser ID -Properties LockedOut`), name the server (directory.servers), or export the entry of the domain too"
        ))
    })
}

/// A lock that may well have run out.
const LONG_AGO: Duration = Duration::days(1);

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
