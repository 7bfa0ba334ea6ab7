//! USER-001: the search of the nodes finds one person; if not, why: base, clause of the filter, attribute, or the name.

mod elsewhere;

use self::elsewhere::{has_entry, not_found};
use super::appliances::authentication;
use super::bind_001_answers_ldap::{conversation, wire};
use super::further_agreements::without_base;
use super::id_016_found_at_login::UNTOLD;
use super::likewise::{elsewhere, names_hidden_on_first, servers_differ};
use super::person::{AtPerson, by_export, named, per_vantage};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::person::{Person, Sighting};
use crate::evidence::{LdapFailure, Observed};
use crate::identity::at_login;
use crate::ldap::dn::{self, Dn};
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: CheckCode::User001,
    stage: Stage::Bind,
    title: "the user is found with base, filter and user-ID attribute",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-001.md"),
    run: |case| per_vantage(case, found),
};

/// A re-sync is the first thing people try; here it does help, once the setting is right.
const SYNC: &str = "Then run a full synchronisation on call manager, and the user appears";

fn found(at: AtPerson<'_>) -> Judged {
    if at.vantage.servers.is_empty() && at.vantage.person.is_none() {
        return by_export::found(at);
    }
    let person = at.person()?;
    match &person.found {
        Observed::Seen(found) => match found.as_slice() {
            [one] if nameless(person) => Ok(asked(left_out(at, one), person).into()),
            [one] if let Some(base) = base_beside(at, person, one) => match authentication(at.case) {
                Some(_) => Ok(asked(beside_its_base(at, one, &base), person).into()),
                None => Err(Skip::Undecided(format!(
                    "{UNTOLD}: if it is on, call manager looks for this user principal name below {base}, and the person is {}",
                    one.dn
                ))),
            },
            [one] if outside_logins(at, person, one) && lacks_base_of_logins(at) => {
                Err(Skip::Blocked(CheckCode::Srch001))
            }
            [one] if outside_logins(at, person, one) => Ok(asked(beside_logins(at, one), person).into()),
            [one] => Ok(facts(pass(shown(one, person)), person).into()),
            [] => match at.search_fault() {
                Some(fault) => Err(fault),
                None => by_name(at, person),
            },
            several => Ok(asked(ambiguous(at, person, several), person).into()),
        },
        Observed::Failed(failure) => match at.search_fault() {
            Some(fault) => Err(fault),
            None => Ok(asked(refused(at, person, failure)?, person).into()),
        },
        _ => Err(Skip::Undecided("the run was cut before the search was answered".to_owned())),
    }
}

/// Nobody has what was typed as a user ID: it may be what somebody is called.
fn by_name(at: AtPerson<'_>, person: &Person) -> Judged {
    match named::one(person, at.asked) {
        Some(one) if nameless(person) => Ok(asked(left_out(at, &one.entry), person).into()),
        Some(one) => {
            let id = one.entry.id.as_deref().unwrap_or_default();
            let user_id = &person.search.user_id;
            Ok(facts(pass(format!("{}, whose {user_id} is {id}", shown(&one.entry, person))), person).into())
        }
        None => match on_another_server(at, person) {
            Some(judged) => judged,
            None => Ok(asked(not_found(at, person)?, person).into()),
        },
    }
}

/// A further server finds the person: the first one lags behind, or hides them. Where the entry is on the first one too,
/// what it holds there decides, and which of the two is right is left to the directory's people.
fn on_another_server(at: AtPerson<'_>, person: &Person) -> Option<Judged> {
    let (other, _) = elsewhere(at.case, at.vantage, |found| found.person == Some(true))?;
    let (here, there) = (&person.server, other.subject());
    if has_entry(at, person) {
        let compare = format!(
            "{there} finds them by the same search: compare the entry on both, which replicate late or not at all (Active Directory: `repadmin /showobjmeta` tells which change is the later one), or show the manager account not the same"
        );
        return Some(not_found(at, person).map(|finding| asked(finding.fix(compare), person).into()));
    }
    let what = format!("{here} does not find them by base and filter, and {there} does");
    Some(Ok(asked(servers_differ(here, &there, &what).summary(at.cannot_log_in(&what)), person).into()))
}

fn shown(one: &Sighting, person: &Person) -> String {
    match person.assumed {
        true => format!("{} (no [directory.search] is configured; the usual search was used)", one.dn),
        false => one.dn.clone(),
    }
}

fn facts(proof: crate::check::Proof, person: &Person) -> crate::check::Proof {
    proof
        .fact("base", &person.search.base)
        .fact("filter", &person.search.filter)
        .fact("user_id", &person.search.user_id)
}

fn asked(finding: Finding, person: &Person) -> Finding {
    finding
        .fact("base", &person.search.base)
        .fact("filter", &person.search.filter)
        .fact("user_id", &person.search.user_id)
}

fn nameless(person: &Person) -> bool {
    person.account.seen().is_some_and(|account| account.last_name == Some(false))
}

/// Found, and left out by the synchronisation: the same fault as SRCH-008 sees in the list of people.
fn left_out(at: AtPerson<'_>, one: &Sighting) -> Finding {
    let what = format!("{} has no last name (sn), and call manager synchronises nobody without one", one.dn);
    if let Some(hidden) = names_hidden_on_first(at.case, at.vantage) {
        return hidden.summary(at.cannot_log_in(&what));
    }
    fail(CauseCode::AttributeMissing, &what)
        .summary(at.cannot_log_in(&what))
        .fault("names")
        .fix("Fill the last name (sn) of this person; if it is filled, let the manager account read it")
        .fix(SYNC)
}

/// The base that call manager makes of a user principal name, where the person is elsewhere. With exports ID-016 tells.
fn base_beside(at: AtPerson<'_>, person: &Person, one: &Sighting) -> Option<String> {
    let compared = at.case.identity.as_ref().is_some_and(|identity| identity.at_login.is_some());
    let by_suffix = person.search.user_id.eq_ignore_ascii_case("userPrincipalName");
    if compared || !by_suffix || at.is_local() || authentication(at.case) == Some(false) {
        return None;
    }
    at_login::base_beside(one.id.as_deref().unwrap_or(&at.asked.id), &one.dn)
}

fn beside_its_base(at: AtPerson<'_>, one: &Sighting, base: &str) -> Finding {
    let what = format!(
        "call manager makes the search base {base} of the end of this user principal name, and the person is {}; a base that is configured is not used",
        one.dn
    );
    unknown(at, &what)
        .owner(Owner::CallManager)
        .fix("Give the person a user principal name that ends with the name of their Active Directory domain, then synchronise")
        .fix("Or take another attribute for the user ID of all (System > LDAP > LDAP System): agreements and LDAP authentication must be removed for that and made again")
}

/// Logins search below other bases than the synchronisation, and the person stands below none of them. With exports ID-016
/// tells; of a user principal name call manager makes the base.
fn outside_logins(at: AtPerson<'_>, person: &Person, one: &Sighting) -> bool {
    let bases: Vec<Dn> = at.case.asked.login_bases.iter().filter_map(|base| dn::parse(base).ok()).collect();
    let compared = at.case.identity.as_ref().is_some_and(|identity| identity.at_login.is_some());
    let by_suffix = person.search.user_id.eq_ignore_ascii_case("userPrincipalName");
    if bases.is_empty() || compared || by_suffix || at.is_local() || authentication(at.case) == Some(false) {
        return false;
    }
    dn::parse(&one.dn).is_ok_and(|name| !bases.iter().any(|base| name.is_within(base)))
}

/// That base is not even there: nobody is found, and SRCH-001 tells.
fn lacks_base_of_logins(at: AtPerson<'_>) -> bool {
    let endpoints = at.vantage.servers.iter().flat_map(|server| &server.endpoints);
    endpoints.filter_map(|endpoint| endpoint.search.seen()).any(|search| without_base(at.case, search).is_some())
}

fn beside_logins(at: AtPerson<'_>, one: &Sighting) -> Finding {
    let bases = at.case.asked.login_bases.join("; ");
    unknown(at, &format!("logins search below {bases}, and the person is {}", one.dn))
        .owner(Owner::CallManager)
        .refuted_if(&["another base is set under LDAP Authentication than is given here (directory.authentication)"])
        .fix("Set the search base under System > LDAP > LDAP Authentication above all who log in, as the domain")
        .fix("Or move the entry below that base, if it stands there by mistake")
}

fn ambiguous(at: AtPerson<'_>, person: &Person, several: &[Sighting]) -> Finding {
    let names: Vec<&str> = several.iter().map(|one| one.dn.as_str()).collect();
    let user_id = &person.search.user_id;
    let what = format!("{} entries have {user_id} {}: {}", several.len(), at.asked.id, names.join("; "));
    fail(CauseCode::UserAmbiguous, &what)
        .summary(at.cannot_log_in(&what))
        .fault(&at.asked.id)
        .fix(format!("Give each of them a {user_id} of its own, or narrow base or filter so that one is left"))
        .fix(SYNC)
}

/// The search itself was refused, or could not be sent.
fn refused(at: AtPerson<'_>, person: &Person, failure: &LdapFailure) -> Result<Finding, Skip> {
    let base = &person.search.base;
    let why = match &failure.fault {
        Fault::Result { code: 32, matched, .. } if !matched.is_empty() => {
            format!("the search base {base:?} does not exist; only {matched:?} of it does")
        }
        Fault::Result { code: 32, .. } => format!("the search base {base:?} does not exist, or may not be read"),
        Fault::Result { code: 34, .. } => format!("the search base {base:?} is not a distinguished name"),
        Fault::Result { code: 10, .. } => format!("the search base {base:?} belongs to another server or domain"),
        Fault::Result { code, text, .. } => format!("the directory refuses the search: result {code} {text}"),
        Fault::Local { raw } => raw.clone(),
        _ => return Ok(wire(conversation(failure)?, failure)),
    };
    Ok(unknown(at, &why)
        .owner(Owner::CallManager)
        .fix("Correct search base and filter under LDAP Directory and LDAP Authentication on call manager")
        .fix(SYNC))
}

fn unknown(at: AtPerson<'_>, what: &str) -> Finding {
    fail(CauseCode::UserUnknown, what).summary(at.cannot_log_in(what)).fault(&at.asked.id)
}

#[cfg(test)]
mod tests;
