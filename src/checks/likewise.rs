//! What base and filter find on the further servers, beside what they find on the one that was looked at closely.

use super::at::{At, everywhere};
use super::base_and_filter::unfinished;
use crate::case::Case;
use crate::cause::Feature;
use crate::check::Judged;
use crate::check::{Finding, Outcome, Owner, Skip, Subject, fail};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::{Agreement, Likewise, Matched, Search};
use crate::evidence::{Observed, Vantage};
use crate::ldap::{dn, filter};

/// Judges every further server that was searched, or was to be; one outcome says so where there is none.
pub(super) fn per_further(case: &Case<'_>, judge: impl Fn(At<'_>, &Search, &Likewise) -> Judged) -> Vec<Outcome> {
    case.vantages.iter().flat_map(|vantage| of_place(case, vantage, &judge)).collect()
}

fn of_place<'a>(
    case: &'a Case<'a>,
    vantage: &'a Vantage,
    judge: &impl Fn(At<'_>, &Search, &Likewise) -> Judged,
) -> Vec<Outcome> {
    let first = searched(case, vantage);
    let further =
        everywhere(case, vantage).filter(|at| first.is_some_and(|first| !std::ptr::eq(first.endpoint, at.endpoint)));
    let judged = |at: At<'_>| {
        let search = first.and_then(|first| first.endpoint.search.seen());
        match (&at.endpoint.likewise, search) {
            (Some(Observed::Seen(found)), Some(search)) => judge(at, search, found),
            (Some(Observed::Failed(failure)), _) => super::base_and_filter::while_searching(at, failure),
            _ => Err(match at.search() {
                Err(skip @ Skip::Blocked(_)) => skip,
                _ => Skip::NotAsked("the manager did not search here".to_owned()),
            }),
        }
    };
    let outcomes: Vec<Outcome> =
        further.map(|at| Outcome::seen_from(vantage, Subject::Server(at.server_name()), judged(at))).collect();
    match (outcomes.is_empty(), vantage.servers.first()) {
        (true, Some(server)) => {
            let about = Subject::Search(super::at::AtServer { case, vantage, server }.server_name());
            vec![Outcome::seen_from(vantage, about, Err(Skip::NotAsked("no further server was searched".to_owned())))]
        }
        _ => outcomes,
    }
}

/// Whom the first server found, where that is somebody, and the further one names the base among what it holds.
pub(super) fn comparable<'s>(at: At<'_>, search: &'s Search) -> Result<&'s Matched, Skip> {
    if search.base.dn.is_none() {
        return Err(Skip::Blocked(CheckCode::Srch001));
    }
    if filter::parse(&search.filter).is_err() {
        return Err(Skip::Blocked(CheckCode::Srch003));
    }
    let matched = search.matched.as_ref().ok_or(Skip::Blocked(CheckCode::Srch002))?;
    match (matched.end.code, matched.entries) {
        (0, 0) if matched.end.is_open() => Err(unfinished()),
        (0, 0) => Err(Skip::Blocked(CheckCode::Srch004)),
        (0, _) if matched.nobody_is_a_person() => Err(Skip::Blocked(CheckCode::Srch004)),
        // A warning, by which nothing is left open.
        (0, _) if strange(at, search) => {
            Err(Skip::NotAsked("it holds another part of the tree: SRCH-014 tells".to_owned()))
        }
        (0, _) => Ok(matched),
        _ => Err(Skip::Blocked(CheckCode::Srch006)),
    }
}

/// Nobody here has the user ID that somebody has there.
pub(super) fn lacks_ids(search: &Search, found: &Likewise) -> bool {
    found.with_id == Some(false) && search.login.is_some()
}

/// Nobody here has a last name, and somebody has there.
pub(super) fn lacks_names(search: &Search, found: &Likewise) -> bool {
    let named = search.matched.as_ref().is_some_and(|matched| !matched.nobody_has_a_last_name());
    found.with_last_name == Some(false) && named
}

/// The server that was looked at closely, with its address where its name has several.
pub(super) fn first(at: At<'_>, found: &Likewise) -> String {
    searched(at.case, at.vantage).map_or_else(|| found.server.clone(), |first| first.subject())
}

/// What everybody lacks on the server that was looked at closely, and somebody has on another one.
pub(super) fn hidden_here(at: At<'_>, attribute: &str, shown: impl Fn(&Likewise) -> bool) -> Option<Finding> {
    let (other, _) = elsewhere(at.case, at.vantage, shown)?;
    let (here, there) = (at.subject(), other.subject());
    let what = format!("{here} lacks what {there} has: nobody who is found there has {attribute}");
    Some(servers_differ(&here, &there, what))
}

/// The same, where on the server that was looked at closely nobody at all has a last name.
pub(super) fn names_hidden_on_first(case: &Case<'_>, vantage: &Vantage) -> Option<Finding> {
    let first = searched(case, vantage)?;
    let matched = first.endpoint.search.seen()?.matched.as_ref()?;
    let hidden = || hidden_here(first, "a last name (sn)", |found| found.with_last_name == Some(true));
    matched.nobody_has_a_last_name().then(hidden).flatten()
}

/// The base of a further agreement, or of logins, that the first server has.
pub(super) fn lost<'l>(search: &Search, found: &'l Likewise) -> Option<&'l Agreement> {
    let had = |base: &str| search.agreements.iter().any(|it| it.there && it.base == base);
    found.agreements.iter().find(|it| !it.there && had(&it.base))
}

/// The first further server whose answer is of this kind, where it should answer like the first: both or neither are
/// Global Catalogs, and the first holds the base by its own words.
pub(super) fn elsewhere<'a>(
    case: &'a Case<'a>,
    vantage: &'a Vantage,
    of_kind: impl Fn(&Likewise) -> bool,
) -> Option<(At<'a>, &'a Likewise)> {
    let first = searched(case, vantage)?;
    let base = case.asked.search.as_ref().map_or("", |asked| asked.base.as_str());
    if holds_another_tree(first, base) {
        return None;
    }
    let alike = |at: &At<'a>| at.server.url.global_catalog() == first.server.url.global_catalog();
    let found = |at: At<'a>| Some((at, at.endpoint.likewise.as_ref()?.seen()?));
    everywhere(case, vantage).filter(alike).filter_map(found).find(|(_, likewise)| of_kind(likewise))
}

/// The server on which base and filter were looked at closely.
fn searched<'a>(case: &'a Case<'a>, vantage: &'a Vantage) -> Option<At<'a>> {
    everywhere(case, vantage).find(|at| at.endpoint.search.seen().is_some())
}

/// One server lacks what another one has. Which of them is right, the directory's people know.
pub(super) fn servers_differ(lacking: &str, having: &str, message: impl Into<String>) -> Finding {
    let message = message.into();
    fail(CauseCode::ServersDiffer, message.clone())
        .fault(format!("{lacking} lacks"))
        .summary(format!("The configured servers do not hold the same: {message}"))
        .owner(Owner::Directory)
        .breaks(&[Feature::Login, Feature::DirectorySync, Feature::ContactSearch])
        .fact("lacks", lacking)
        .fact("has", having)
        .fix(format!("Look whether {lacking} gets its changes from the others, and since when it has not (Active Directory: `repadmin /showrepl`; OpenLDAP: contextCSN on both; 389 Directory Server: `dsconf … replication status`)"))
        .fix(format!("If it does: let the manager account read on {lacking} what it reads on {having}; access rules are often each server's own"))
        .fix(until_then(lacking, having))
}

/// Two addresses of one name cannot be named one before the other.
fn until_then(lacking: &str, having: &str) -> String {
    match (lacking.split_once(" at "), having.split_once(" at ")) {
        (Some((name, address)), Some((other, _))) if name == other => {
            let host = name.rsplit_once(':').map_or(name, |(host, _)| host);
            format!(
                "Until then, take {address} out of the address records of {host}, or configure each server by its own name"
            )
        }
        _ => format!(
            "Until then, name only servers that hold the people, {having} first (LDAP Directory and LDAP Authentication)"
        ),
    }
}

/// A server of another domain beside one that names the base: SRCH-014 tells.
fn strange(at: At<'_>, search: &Search) -> bool {
    let Some(base) = search.base.dn.as_deref() else { return false };
    let first = searched(at.case, at.vantage);
    holds_another_tree(at, base)
        && (search.global_catalog || first.is_some_and(|first| !holds_another_tree(first, base)))
}

/// Whether the server names what it holds, and not this base: that it finds nobody there is no fault of its copy.
pub(super) fn holds_another_tree(at: At<'_>, base: &str) -> bool {
    let Ok(base) = dn::parse(base) else { return false };
    let contexts = at.endpoint.ldap.seen().map_or(&[][..], |root| root.values("namingContexts"));
    let holds = |context: &String| dn::parse(context).is_ok_and(|context| base.is_within(&context));
    !at.server.url.global_catalog() && !contexts.is_empty() && !contexts.iter().any(holds)
}
