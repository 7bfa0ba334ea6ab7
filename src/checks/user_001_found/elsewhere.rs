//! Whom base and filter do not find: where the entry stands, who is meant, or that there is nobody.

use super::super::at::everywhere;
use super::super::clause::{asks_whether_open, to_match};
use super::super::kept_elsewhere;
use super::super::people::One;
use super::super::person::state::{disabled, states};
use super::super::person::{AtPerson, named};
use super::super::user_002_account_open::of_state;
use super::{SYNC, unknown};
use crate::check::{FaultKey, Finding, Owner, Skip};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::identity::Class;
use crate::evidence::person::{Elsewhere, Outsider, Person};
use crate::identity::same;
use crate::ldap::filter::{self, words};

/// Nobody inside base and filter: say where they are, or who is meant.
pub(super) fn not_found(at: AtPerson<'_>, person: &Person) -> Result<Finding, Skip> {
    if has_another_id(at) {
        return Err(Skip::Blocked(CheckCode::Id001));
    }
    if at.is_local() {
        return Err(Skip::NotAsked(named::LOCAL.to_owned()));
    }
    let elsewhere = match &person.elsewhere {
        Observed::Seen(elsewhere) => elsewhere,
        Observed::Cut => return Err(Skip::Undecided("the run was cut before the reason was known".to_owned())),
        _ => {
            return Ok(unknown(at, "nobody of that ID is inside base and filter")
                .fix("Look for the person in the directory, and compare with search base and filter"));
        }
    };
    if let Some(finding) = disabled_and_left_out(at, person, elsewhere) {
        return at.own_password().map_or(Ok(finding), Err);
    }
    Ok(match elsewhere.people.as_slice() {
        [] => listed(at, nobody(at, person, elsewhere)),
        [first, ..] if carries_id(at, first, person) => listed(at, outside(at, person, first, elsewhere.people.len())),
        people if call_manager_has(at) => differs(at, under_another_name(at, person, people)),
        [one] if named::is_theirs(one, person, at.asked) => listed(at, outside(at, person, one, 1)),
        people @ [_, _, ..]
            if named::all_called(people, person)
                || people.iter().all(|one| named::is_theirs(one, person, at.asked)) =>
        {
            return Err(named::several(people, at.asked));
        }
        // Who is meant is left out too: another ID would not help.
        [one] if one.is_left_out() => {
            closed(at, person, one).unwrap_or_else(|| listed(at, outside(at, person, one, 1)))
        }
        [one] => closed(at, person, one).unwrap_or_else(|| under_another_name(at, person, elsewhere.people.as_slice())),
        people => under_another_name(at, person, people),
    })
}

/// Of a user of call manager `check` says that the directory lacks them, or that they are inactive: the cause is one.
fn listed(at: AtPerson<'_>, finding: Finding) -> Finding {
    let cause = match One::asked(at.case) {
        Some(one) if !one.differences(&one.identity.in_directory).is_empty() => CauseCode::NotInDirectory,
        Some(one) if one.is_inactive() => CauseCode::InactiveUser,
        _ => return finding,
    };
    Finding { cause, fault: FaultKey::Named(cause.to_string()), ..finding }
}

/// Under the right name the account would be refused all the same: that is the fault then.
fn closed(at: AtPerson<'_>, person: &Person, one: &Outsider) -> Option<Finding> {
    let account = person.account.seen()?;
    let (refusal, what) = states(at, account).into_iter().next()?;
    let finding = of_state(at, refusal, &format!("{}: {what}", one.entry.dn), account);
    Some(match &one.entry.id {
        Some(id) => finding.fact(&person.search.user_id, id),
        None => finding,
    })
}

/// The exports know the person in the directory under another ID, and ID-001 tells in what it differs.
fn has_another_id(at: AtPerson<'_>) -> bool {
    let one = One::asked(at.case);
    let mut found = one.iter().flat_map(|one| one.differences(&one.identity.in_directory));
    found.any(|found| !matches!(found.class, Class::Gone | Class::OutOfScope))
}

/// Call manager's export has what was asked for as a user ID.
fn call_manager_has(at: AtPerson<'_>) -> bool {
    let one = One::asked(at.case);
    one.is_some_and(|one| one.person.call_manager.iter().any(|user| same(user.id.trim(), at.asked.id.trim())))
}

/// Call manager has the ID and the directory another one: that is the fault.
fn differs(at: AtPerson<'_>, finding: Finding) -> Finding {
    let is_number = at.asked.id.chars().all(|c| c.is_ascii_digit() || c == '+');
    let cause = if is_number { CauseCode::UserIdIsExtension } else { CauseCode::UserIdMismatch };
    Finding { cause, ..finding }.fix(
        "Let call manager, presence and the clients take the same attribute: `ucdoctor check` compares all (ID-006)",
    )
}

/// With another domain, or none, it is another ID.
fn carries_id(at: AtPerson<'_>, outsider: &Outsider, person: &Person) -> bool {
    outsider.by.iter().any(|by| by.eq_ignore_ascii_case(&person.search.user_id))
        && outsider.entry.id.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(&at.asked.id))
}

/// The server that was asked has an entry of that ID, which base or filter keep out.
pub(super) fn has_entry(at: AtPerson<'_>, person: &Person) -> bool {
    let people = person.elsewhere.seen().map_or(&[][..], |elsewhere| elsewhere.people.as_slice());
    people.iter().any(|one| carries_id(at, one, person))
}

/// The usual filters leave disabled accounts out: then it is the account, not the search.
fn disabled_and_left_out(at: AtPerson<'_>, person: &Person, elsewhere: &Elsewhere) -> Option<Finding> {
    let [only] = elsewhere.people.as_slice() else { return None };
    let mut failing = only.clauses.iter().filter(|clause| !clause.matches).peekable();
    failing.peek()?;
    let about_state = failing.all(|clause| {
        let text = clause.text.to_lowercase();
        text.contains("useraccountcontrol") || text.contains("nsaccountlock") || asks_whether_open(&text)
    });
    let is_disabled = person.account.seen().is_some_and(|account| account.disabled == Some(true));
    (about_state && is_disabled && only.in_base != Some(false))
        .then(|| disabled(at, &format!("{}: disabled, so the filter leaves the account out", only.entry.dn)))
}

/// The entry is there: the base or the filter keeps it out.
fn outside(at: AtPerson<'_>, person: &Person, entry: &Outsider, count: usize) -> Finding {
    let dn = &entry.entry.dn;
    let failing: Vec<&str> =
        entry.clauses.iter().filter(|clause| !clause.matches).map(|clause| clause.text.as_str()).collect();
    let base = (entry.in_base == Some(false)).then(|| format!("is outside the search base {}", person.search.base));
    let filter = (!failing.is_empty()).then(|| {
        let parsed = failing.iter().filter_map(|clause| filter::parse(clause).ok());
        let words: Vec<String> = parsed.map(|clause| words::of_unmatched(&clause)).collect();
        let words = if words.is_empty() { String::new() } else { format!(" ({})", words.join("; ")) };
        format!("does not match {} of the filter{words}", failing.join(" and "))
    });
    let why: Vec<String> = base.clone().into_iter().chain(filter.clone()).collect();
    let is_id = |id: &&String| !same(id, &at.asked.id);
    let whose = entry.entry.id.as_ref().filter(is_id).map(|id| format!(", whose {} is {id},", person.search.user_id));
    let dn = format!("{dn}{}", whose.unwrap_or_default());
    let mut what = match why.as_slice() {
        [] => format!("{dn} fits base and filter, yet the search does not return it"),
        why => format!("{dn} {}", why.join(", and ")),
    };
    if count > 1 {
        what.push_str(&format!("; {} other entries have the same ID", count - 1));
    }
    let mut finding = unknown(at, &what);
    if base.is_some() {
        finding = finding.fix(format!(
            "If the person shall log in: move the entry below {}, or widen the search base",
            person.search.base
        ));
    }
    finding = failing.iter().fold(finding, |finding, clause| {
        finding.fix(format!("If the person shall log in: {}; or change the filter", to_match(clause)))
    });
    if why.is_empty() {
        finding = finding.fix("Let the manager account read this entry, with the attributes of the filter");
    }
    finding.fix(SYNC)
}

/// What was typed is in an attribute that is not the user ID.
fn under_another_name(at: AtPerson<'_>, person: &Person, people: &[Outsider]) -> Finding {
    let user_id = &person.search.user_id;
    let named: Vec<String> = people
        .iter()
        .map(|outsider| {
            let by = outsider.by.first().map_or("an attribute", String::as_str);
            match &outsider.entry.id {
                Some(id) if by.eq_ignore_ascii_case(user_id) => format!("{} has {id}", outsider.entry.dn),
                Some(id) => format!("it is in {by} of {}, whose {user_id} is {id}", outsider.entry.dn),
                None => format!("it is in {by} of {}, which has no {user_id}", outsider.entry.dn),
            }
        })
        .collect();
    let what = format!("nobody has the {user_id} {}; {}", at.asked.id, named.join("; "));
    let finding = unknown(at, &what);
    let by_name = named::all_called(people, person);
    let attribute =
        format!("If users shall log in with what was typed: choose the attribute that has it in place of {user_id}");
    let ids: Vec<&str> = people.iter().filter_map(|outsider| outsider.entry.id.as_deref()).collect();
    match ids.as_slice() {
        [id] if people.len() == 1 => {
            let finding = finding
                .owner(Owner::Client)
                .fact("suggestion", id)
                .fix(format!("Log in as {id}; `ucdoctor why {id}` looks at that account"));
            if by_name { finding } else { finding.fix(attribute) }
        }
        [] => finding
            .fix(format!("Fill {user_id}, or choose the attribute that has the users' IDs under LDAP System"))
            .fix(SYNC),
        [first, ..] => finding
            .fix(format!("Ask about the one who is meant ({}), as `ucdoctor why {first}`", ids.join(", ")))
            .fix(attribute),
    }
}

/// Where was looked.
fn below(contexts: &[String]) -> String {
    if contexts.is_empty() { String::new() } else { format!(" below {}", contexts.join(", ")) }
}

/// First of all, where there is such a part: the person may be of it.
fn or_of_branch(at: AtPerson<'_>, finding: Finding) -> Finding {
    let Some((branch, server)) = branch_elsewhere(at) else { return finding };
    finding.fix(format!(
        "If the person is of {branch}: {server} has that part of the tree, and this search does not reach it: look for them \
         there, and let an agreement and the logins reach it"
    ))
}

/// A part of the tree that another server holds, and that server: the person may be there.
fn branch_elsewhere(at: AtPerson<'_>) -> Option<(String, String)> {
    everywhere(at.case, at.vantage).find_map(|at| {
        let (search, matched) = at.matched().ok()?;
        let branches = kept_elsewhere::branches(at, search, &matched.end);
        branches.elsewhere.first_key_value().map(|(branch, url)| (branch.clone(), kept_elsewhere::server(url)))
    })
}

/// Nobody at all: who might be meant.
fn nobody(at: AtPerson<'_>, person: &Person, elsewhere: &Elsewhere) -> Finding {
    let user_id = &person.search.user_id;
    let near: Vec<&str> = elsewhere.near.iter().filter_map(|near| near.id.as_deref()).collect();
    let what = format!(
        "the directory knows nobody by that name, neither as {user_id} nor as an address, a telephone number, a name or a distinguished name{}",
        below(&elsewhere.contexts)
    );
    // DOMAIN\name is how Windows writes it (MS-ADTS section 5.1.1.1.1); the appliances know the name alone.
    if let Some((_, name)) = at.asked.id.rsplit_once('\\').filter(|(_, name)| !name.is_empty()) {
        return unknown(at, &format!("{what}, nor by {name} without the domain"))
            .fix(format!("Check the spelling, and type {name} without the domain: the appliances know no other form"));
    }
    if near.is_empty() {
        return or_of_branch(at, unknown(at, &what))
            .fix("Check the spelling; if the person is new, create the account in the directory first")
            .fix(SYNC);
    }
    let list = near.join(", ");
    or_of_branch(at, unknown(at, &format!("{what}; the nearest: {list}")))
        .fact("nearest", &list)
        .fix(format!("Check the spelling; the nearest IDs are {list}"))
        .fix("If the person is new, create the account in the directory, then run a synchronisation")
}
