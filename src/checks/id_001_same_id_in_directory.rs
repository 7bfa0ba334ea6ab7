//! ID-001: login, synchronisation and presence all find a person by the user ID.

use super::appliances::untold;
use super::at::unread;
use super::barriers::{all_named, is_left_out_with_many, steps, too_narrow};
use super::mapped::{are_exceptions, attribute, elsewhere, in_another, map_to, renamed, unfit};
use super::people::{Meaning, One, PeopleCheck, people, users};
use crate::case::Case;
use crate::check::{Check, Owner, Severity, Skip, Stage, Step};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Difference, Identity};
use crate::identity::same;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id001,
    stage: Stage::Identity,
    title: "every LDAP-backed call-manager user is in the directory under the same ID",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-001.md"),
    run: |case| PEOPLE.run(case),
};

const SUBJECT: &str = "call-manager x directory";

const NEW_ACCOUNT: &str = "Synchronise: call manager takes the new account as another user, and the old one becomes inactive; give the new one devices, presence and home cluster before the old one is deleted, and rename contacts";

static PEOPLE: PeopleCheck = PeopleCheck {
    compared: |case, identity| identity.in_directory.as_ref().ok_or_else(|| why_not(case, identity)),
    passed,
    // That so many are left out is base's and filter's fault, which SRCH-013 tells: the IDs are the same.
    meaning: |case, class, count| {
        (class != Class::OutOfScope || too_narrow(case).is_none()).then(|| meaning(case, class, count))
    },
    summary: |case, cause, told| summary(case, cause, told),
    of_one,
    follows,
    owner: |case, class| owner(case, class),
    // Where another attribute has the IDs, that is the fault.
    after_search: |case| in_another(case).is_none(),
    ..PeopleCheck::of(SUBJECT)
};

/// One difference, in words about one person.
fn of_one(found: &Difference) -> String {
    let of = |name: &Option<String>| name.clone().unwrap_or_default();
    let (id, class) = (of(&found.call_manager_id), found.class.name());
    let there = found.directory_id.clone().or_else(|| found.dn.clone()).unwrap_or_default();
    match found.class {
        Class::Gone => format!("call manager has {id:?}, and nobody in the directory is like it"),
        Class::OutOfScope => format!("call manager has {id:?}, and {} is outside base or filter", of(&found.dn)),
        Class::Ambiguous if found.candidates.len() == 1 => {
            let other = found.candidates.join("");
            format!("{id:?} of call manager may be {other:?} of the directory, or a namesake; nothing decides it")
        }
        Class::Ambiguous => {
            let candidates = found.candidates.join(", ");
            format!("{id:?} of call manager may be one of several people of the directory: {candidates}")
        }
        Class::Extension => {
            let attribute = found.attribute.as_deref().unwrap_or("a phone attribute");
            format!(
                "call manager knows the person by the number {id}, which is {attribute} of {there:?} in the directory"
            )
        }
        Class::NewAccount => {
            format!(
                "call manager has {id:?}, whose account is gone or disabled; the person has a new one in the directory, {there:?}"
            )
        }
        Class::NoUserId => {
            format!(
                "call manager has {id:?}, and {there} of the directory has no value in the attribute of the user ID"
            )
        }
        _ => format!("call manager has {id:?}, the directory {there:?} ({class})"),
    }
}

/// Whom the directory itself was asked for, USER-001 tells of.
fn follows(one: &One<'_>, found: &Difference) -> Option<Skip> {
    match (found.class, one.found_live()) {
        (Class::OutOfScope, _) if is_left_out_with_many(one.identity) => Some(Skip::Blocked(CheckCode::Srch013)),
        (Class::Gone | Class::OutOfScope, Some(0)) => Some(Skip::Blocked(CheckCode::User001)),
        (Class::Gone | Class::OutOfScope, Some(_)) => Some(Skip::NotAsked(
            "the directory itself finds the user; the export is older, or holds a part of it".to_owned(),
        )),
        _ => None,
    }
}

/// Where no value of the directory is wrong, its administrator has nothing to do.
fn owner(evidence: &Evidence, class: Class) -> Option<Owner> {
    let in_call_manager = match class {
        Class::Extension => elsewhere(evidence).is_none() && are_exceptions(evidence),
        Class::Renamed => unfit(evidence).len() * 2 <= of_class(evidence, class).count(),
        Class::WhiteSpace | Class::LookAlike => in_another(evidence).is_some() || is_plain_there(evidence, class),
        Class::DomainPart => match elsewhere(evidence) {
            Some(_) => in_another(evidence).is_some(),
            None => !are_exceptions(evidence) || is_usual_there(evidence, class),
        },
        Class::NewAccount => true,
        Class::DigitsFormat | Class::NoUserId | Class::Ambiguous => in_another(evidence).is_some(),
        _ => false,
    };
    in_call_manager.then_some(Owner::CallManager)
}

/// Why users and directory were not compared; ID-002 and ID-006 ask too.
pub(super) fn why_not(case: &Case<'_>, identity: &Identity) -> Skip {
    let reason = match (identity.rows.call_manager, identity.rows.directory) {
        (_, None) if identity.live.is_some() => return unread(case),
        (None, _) => return untold(case, "no users of call manager are given (call_manager.users)"),
        (_, None) => "no people of the directory are given (directory.search.export)",
        (Some(0), _) => return nobody("call manager's users holds nobody: export them again"),
        (_, Some(0)) if identity.live.is_some() => return unread(case),
        (_, Some(0)) => return nobody("the directory holds nobody: export it again"),
        _ => {
            "the export does not tell who comes from LDAP: set ldap_synchronization = true under [call_manager], or \
             export status and fkdirectorypluginconfig too"
        }
    };
    Skip::NotAsked(reason.to_owned())
}

/// A list of nobody proves nothing about the people of the other.
fn nobody(which: &str) -> Skip {
    Skip::Undecided(format!("the export of {which}"))
}

fn passed(comparison: &Comparison) -> String {
    match comparison.case_only {
        0 => format!("{} found", users(comparison.compared)),
        case => {
            format!("{} found; {case} differ in upper and lower case, which nothing minds", users(comparison.compared))
        }
    }
}

fn summary(evidence: &Evidence, cause: CauseCode, told: &str) -> String {
    match cause {
        CauseCode::UserIdIsExtension if elsewhere(evidence).is_none() && are_exceptions(evidence) => {
            format!("Some users of call manager have a phone number for their ID, most have the directory's: {told}")
        }
        CauseCode::UserIdIsExtension => {
            format!("Call manager's user IDs are phone numbers, the directory's are names: {told}")
        }
        CauseCode::UserIdMismatch if let Some(best) = in_another(evidence) => {
            let attribute = attribute(evidence);
            format!("Call manager's user IDs are the directory's {}, not its {attribute}: {told}", best.attribute)
        }
        CauseCode::NotInDirectory => format!("Users of call manager are not in the directory: {told}"),
        _ => format!("User IDs differ between call manager and directory: {told}"),
    }
}

fn meaning(evidence: &Evidence, class: Class, count: usize) -> Meaning {
    let who = people(count);
    let attribute = attribute(evidence);
    let mismatch =
        |message: String, fix: String| Meaning { cause: CauseCode::UserIdMismatch, message, fix: vec![fix.into()] };
    match class {
        Class::WhiteSpace => mismatch(
            format!("{who} written with blanks on one side"),
            there(evidence, class, format!("Remove the blanks from {attribute} in the directory, then synchronise")),
        ),
        Class::DomainPart if let Some(fix) = another_domain(evidence) => Meaning {
            cause: CauseCode::UserIdMismatch,
            message: format!("{who} known with another domain"),
            fix,
        }
        .or_elsewhere(evidence)
        .or_anew(evidence),
        Class::DomainPart => mismatch(
            format!("{who} known with a domain part on one side only, or with another one"),
            match are_exceptions(evidence) {
                true if is_usual_there(evidence, class) => format!(
                    "Most IDs are right, and the directory has these as is usual for {attribute}: start a full synchronisation, and call manager takes them over"
                ),
                true => format!("Most IDs are right: correct {attribute} of these people, then synchronise"),
                false => "Let call manager, presence and the clients take the same attribute: see ID-006".to_owned(),
            },
        )
        .or_elsewhere(evidence),
        Class::LookAlike => mismatch(
            format!("{who} written with letters that look the same and are others"),
            there(
                evidence,
                class,
                format!("Type {attribute} of these people again in the directory, then synchronise"),
            ),
        ),
        Class::DigitsFormat => mismatch(
            format!("{who} known by the same number, written differently"),
            format!(
                "Look at one of them in call manager itself: if the number is right there, a spreadsheet changed the \
                 export, so export again; else write the numbers in {attribute} as call manager has them"
            ),
        ),
        Class::Extension => Meaning {
            cause: CauseCode::UserIdIsExtension,
            message: format!("{who} known by a phone number that the directory has in another attribute"),
            fix: extension(evidence),
        },
        Class::Renamed => Meaning {
            cause: CauseCode::UserIdMismatch,
            message: format!("{who} known by another ID (same object, unique mail address, or first name and telephone number)"),
            fix: renamed(evidence),
        },
        Class::NewAccount => mismatch(
            format!("{who} in the directory with a new account under another ID; the old account is gone or disabled"),
            NEW_ACCOUNT.to_owned(),
        ),
        Class::NoUserId => mismatch(
            format!(
                "{who} in the directory without a value in {attribute}, so the next synchronisation makes them inactive"
            ),
            format!(
                "Fill {attribute} of these people in the directory with the ID that call manager has, then synchronise"
            ),
        )
        .or_elsewhere(evidence),
        Class::Ambiguous => mismatch(
            format!("{who} one of several people; nothing decides who"),
            "Decide by hand; the facts name the candidates".to_owned(),
        ),
        Class::OutOfScope => out_of_scope(evidence, &who),
        _ => gone(evidence, count, &who),
    }
}

/// What to do where the directory has another domain in the attribute than call manager knows, of all of this class, and most
/// IDs are such: it was changed there, as before a move to other mail servers.
fn another_domain(evidence: &Evidence) -> Option<Vec<Step>> {
    if are_exceptions(evidence) {
        return None;
    }
    let domains = |found: &Difference| {
        let (ours, own) = found.call_manager_id.as_deref()?.rsplit_once('@')?;
        let (theirs, other) = found.directory_id.as_deref()?.rsplit_once('@')?;
        same(ours, theirs).then(|| (own.to_owned(), other.to_owned()))
    };
    let all: Option<Vec<_>> = of_class(evidence, Class::DomainPart).map(domains).collect();
    let (own, other) = all?.into_iter().next()?;
    let attribute = attribute(evidence);
    Some(vec![
        format!("Ask whether {attribute} was given another domain on purpose ({other} in place of {own}); if not, change it back before the next synchronisation").into(),
        "If it was: synchronise, and see that call manager renames the users and does not make them anew; then rename contacts by --write-renames, from new exports".into(),
    ])
}

/// What to do in the directory; or, where it has plain letters for all of this class, that call manager's IDs are the odd
/// ones.
fn there(evidence: &Evidence, class: Class, otherwise: String) -> String {
    match is_plain_there(evidence, class) {
        true => "Start a full synchronisation: the directory has these IDs in plain letters, and call manager takes them over".to_owned(),
        false => otherwise,
    }
}

/// Whether the directory has all of this class as is usual for the attribute: with a domain in addresses alone.
fn is_usual_there(evidence: &Evidence, class: Class) -> bool {
    let with_domain = ["mail", "userPrincipalName", "msRTCSIP-PrimaryUserAddress"];
    let is_address = with_domain.iter().any(|name| attribute(evidence).eq_ignore_ascii_case(name));
    of_class(evidence, class).all(|found| found.directory_id.as_ref().is_some_and(|id| id.contains('@') == is_address))
}

fn of_class(evidence: &Evidence, class: Class) -> impl Iterator<Item = &Difference> {
    let compared = evidence.identity.as_ref().and_then(|identity| identity.in_directory.as_ref());
    compared.into_iter().flat_map(|all| &all.differences).filter(move |found| found.class == class)
}

/// Whether the directory has plain letters for all of this class.
fn is_plain_there(evidence: &Evidence, class: Class) -> bool {
    let is_plain = |id: &str| id.bytes().all(|byte| byte.is_ascii_graphic());
    of_class(evidence, class).all(|found| found.directory_id.as_deref().is_some_and(is_plain))
}

/// Few are left out: the way they are is told.
fn out_of_scope(evidence: &Evidence, who: &str) -> Meaning {
    let found = evidence.identity.as_ref().and_then(|identity| identity.left_out.as_ref());
    let barriers = found.map_or(&[][..], |found| &found.barriers);
    let by = if barriers.is_empty() { String::new() } else { format!(" ({})", all_named(barriers)) };
    let mut fix = steps(barriers);
    if fix.is_empty() {
        fix.push(
            "Move the accounts below the search base, widen base or filter, or add an agreement for where they are"
                .into(),
        );
    }
    let message = format!("{who} in the directory, but outside base or filter{by}, and will become inactive");
    Meaning { cause: CauseCode::NotInDirectory, message, fix }
}

fn gone(evidence: &Evidence, count: usize, who: &str) -> Meaning {
    let compared = evidence.identity.as_ref().and_then(|identity| identity.in_directory.as_ref());
    let untold = evidence.identity.as_ref().is_some_and(|identity| identity.local_untold);
    let mut fix: Vec<Step> = Vec::new();
    if untold {
        fix.push("Export the users by `run sql` first (`ucdoctor queries` prints the statement): it tells local users, who are rightly absent".into());
    }
    // Whoever lacks many of the users lacks a part of the directory.
    if compared.is_some_and(|all| all.compared > 1 && count > 1 && (count as u64) * 5 >= all.compared) {
        fix.push("Look whether base, filter and export are those of these users: many are not in it, so it may hold another domain or part of the directory".into());
    } else {
        fix.push("If they exist: look for them outside the search base; the export may hold one domain only".into());
        let who = if untold { "Where that says that they come from LDAP: remove them" } else { "Remove these users" };
        fix.push(Step::removing(format!(
            "{who}, or convert those who stay to local users (call manager, end user page)"
        )));
    }
    let unless = if untold { ", unless they are local users, which this export does not tell" } else { "" };
    Meaning { cause: CauseCode::NotInDirectory, message: format!("{who} not in the directory at all{unless}"), fix }
}

/// The attribute that has the numbers: the advisor's, else the one in which most were found.
fn extension(evidence: &Evidence) -> Vec<Step> {
    if let Some(best) = elsewhere(evidence) {
        return map_to(best, evidence);
    }
    if are_exceptions(evidence) {
        return vec![
            format!(
                "Most IDs are right: give these users in call manager the ID that {} has for them, then synchronise",
                attribute(evidence)
            )
            .into(),
        ];
    }
    vec![
        "No attribute holds all IDs (ID-006): fill one, as ipPhone, with everybody's ID, and map the user ID to it in every product; or give these users the directory's ID in call manager"
            .into(),
    ]
}

#[cfg(test)]
#[path = "id_001/tests.rs"]
mod tests;
