//! What the checks of the search stage share: how far base and filter can be judged, and how people are named.

use std::collections::BTreeSet;

use super::at::At;
use super::bind_001_answers_ldap::waits;
use super::bind_001_answers_ldap::{conversation, ended_later, wire};
use super::tls_014_large_hello::large_answer_lost;
use crate::check::{Change, Finding, Item, Judged, Skip, Step, fail};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::LdapFailure;
use crate::evidence::search::{Base, End, Matched, Sample, Search};
use crate::ldap::fault::Fault;
use crate::ldap::filter;
use crate::ldap::filter::lint::Matching;

/// Characters that call manager takes of a filter (Cisco Unified CM System Configuration Guide).
pub(super) const MAX_FILTER: usize = 1024;

/// Classes of entries that hold others: RFC 4519, RFC 2247, Active Directory, 389 Directory Server.
const CONTAINERS: [&str; 13] = [
    "organizationalUnit",
    "organization",
    "container",
    "domain",
    "domainDNS",
    "dcObject",
    "builtinDomain",
    "country",
    "locality",
    "configuration",
    "dMD",
    "nsContainer",
    "lostAndFound",
];

impl<'a> At<'a> {
    /// Where people are searched, once there is such an entry.
    pub(super) fn base(&self) -> Result<&'a Search, Skip> {
        let search = self.search()?;
        match search.base.dn {
            Some(_) => Ok(search),
            None => Err(Skip::Blocked(CheckCode::Srch001)),
        }
    }

    /// The same, once entries can stand below it.
    pub(super) fn container(&self) -> Result<&'a Search, Skip> {
        let search = self.base()?;
        match no_container(&search.base) {
            None => Ok(search),
            Some(_) => Err(Skip::Blocked(CheckCode::Srch002)),
        }
    }

    /// Who matches, once base and filter can be searched with.
    pub(super) fn matched(&self) -> Result<(&'a Search, &'a Matched), Skip> {
        let search = self.container()?;
        if filter::parse(&search.filter).is_err() {
            return Err(Skip::Blocked(CheckCode::Srch003));
        }
        let matched = search.matched.as_ref();
        Ok((search, matched.ok_or_else(|| Skip::Undecided("base and filter were not searched with".to_owned()))?))
    }

    /// The same, once it is somebody.
    pub(super) fn somebody(&self) -> Result<(&'a Search, &'a Matched), Skip> {
        let (search, matched) = self.matched()?;
        match (matched.entries, matched.end.code, matched.end.is_open()) {
            (0, 0, true) => Err(unfinished()),
            (0, 0, false) => Err(Skip::Blocked(CheckCode::Srch004)),
            (0, ..) => Err(Skip::Blocked(CheckCode::Srch006)),
            _ if matched.nobody_is_a_person() => Err(Skip::Blocked(CheckCode::Srch004)),
            _ => Ok((search, matched)),
        }
    }
}

/// What OpenLDAP does not compare. Others do without a rule (389 Directory Server puts any values in order), also behind
/// an OpenLDAP that hands the question on.
pub(super) fn undefined(search: &Search) -> BTreeSet<(String, Matching)> {
    let own = search.open_ldap && search.base.entry_csn.is_some();
    let ruled = search.attributes.iter().filter(|_| own).filter_map(|it| Some((&it.name, it.rules?)));
    let lacking = ruled.flat_map(|(name, rules)| {
        [(rules.equality, Matching::Equality), (rules.ordering, Matching::Order), (rules.substrings, Matching::Pieces)]
            .into_iter()
            .filter(|(has, _)| !has)
            .map(|(_, comparison)| (name.to_ascii_lowercase(), comparison))
    });
    lacking.collect()
}

/// The read was ended by ourselves.
pub(super) fn unfinished() -> Skip {
    Skip::Undecided("the search did not come to its end in half the time of this run; raise --deadline".to_owned())
}

/// What the base is when nothing can stand below it.
pub(super) fn no_container(base: &Base) -> Option<&'static str> {
    if base.is_a(&CONTAINERS) || base.object_classes.is_empty() {
        return None;
    }
    if base.is_group() {
        return Some("a group");
    }
    if base.has_subordinates == Some(true) {
        return None;
    }
    // A computer is a user too, and a contact a person.
    let kinds = [
        ("alias", "an alias"),
        ("computer", "a computer"),
        ("contact", "a contact"),
        ("person", "a person"),
        ("user", "a person"),
    ];
    let kind = kinds.iter().find(|(class, _)| base.is_a(&[class])).map(|(_, kind)| *kind);
    kind.or((base.has_subordinates == Some(false)).then_some("an entry without anything below it"))
}

/// The base as the server or the configuration writes it.
pub(super) fn base_name<'a>(at: &At<'a>) -> &'a str {
    at.case.asked.search.as_ref().map_or("", |asked| asked.base.as_str())
}

/// "1 person", "412 people".
pub(super) fn people(count: u64) -> String {
    count_of(count, "person", "people")
}

/// A message that begins a summary. An attribute's name keeps its case.
pub(super) fn capitalised(message: &str) -> String {
    let word = message.split(' ').next().unwrap_or_default();
    let mut rest = message.chars();
    match rest.next() {
        Some(first) if word.chars().all(|c| c.is_lowercase()) => first.to_uppercase().chain(rest).collect(),
        _ => message.to_owned(),
    }
}

/// "result 53: unwilling to perform": code and text of an answer, as far as there is a text.
pub(super) fn result(end: &End) -> String {
    result_of(end.code, &end.text)
}

/// The same of any answer.
pub(super) fn result_of(code: u32, text: &str) -> String {
    format!("result {code}: {}", text.trim()).trim_end_matches(": ").to_owned()
}

const SEARCH_WAITS: &str = "Find what this search waits for on the server: an attribute of the filter that has no index, or a directory behind it (proxy, referral, virtual directory) that does not answer";

/// The conversation broke in the middle of a search.
pub(super) fn while_searching(at: At<'_>, failure: &LdapFailure) -> Judged {
    let finding = match (large_answer_lost(at), &failure.fault) {
        (Some(finding), _) => finding,
        (None, Fault::Silent { .. }) if let Some(finding) = waits(failure, "search", SEARCH_WAITS) => finding,
        (None, Fault::Closed { .. } | Fault::Reset { .. }) => ended_later(failure)?,
        (None, _) => conversation(failure)?,
    };
    let message = format!("while searching: {}", finding.message);
    Ok(wire(Finding { message, ..finding }, failure).into())
}

/// A server that answers and does not serve.
pub(super) fn busy(message: impl Into<String>) -> Finding {
    fail(CauseCode::ServerBusy, message).fix("Look at the directory server's load and health, then try again")
}

/// A number and its noun.
pub(super) fn count_of(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The entries of a sample, each with the class of its difference.
pub(super) fn items(sample: &Sample, class: &str) -> Vec<Item> {
    let item = |dn: &String| Item { dn: Some(dn.clone()), class: class.to_owned(), ..Item::default() };
    sample.dns.iter().map(item).collect()
}

/// Adds what was tried and works, as the first action.
pub(super) fn proposed(finding: Finding, search: &Search, base: &str) -> Finding {
    let Some(proposal) = &search.proposal else { return finding };
    let unwanted = match proposal.unwanted {
        0 => String::new(),
        n => format!(", {n} of them no enabled people"),
    };
    let found = format!("tried: it matches {}{unwanted}", count_of(proposal.entries, "entry", "entries"));
    let finding = finding.fact("proposed_filter", &proposal.filter).fact("proposed_matches", proposal.entries);
    let length = proposal.filter.chars().count();
    if length > MAX_FILTER {
        return finding.fix(format!(
            "The filter `{}` works ({found}), but has {length} characters, and call manager takes {MAX_FILTER}: select the people by a group instead, (memberOf=…)",
            proposal.filter
        ));
    }
    let change = Change::Search { base: proposal.base.clone(), filter: proposal.filter.clone() };
    if proposal.base.eq_ignore_ascii_case(base) {
        return finding.fix(Step::from(format!("Use the filter `{}` ({found})", proposal.filter)).changing(change));
    }
    let words = format!("Use the search base `{}` with the filter `{}` ({found})", proposal.base, proposal.filter);
    finding.fact("proposed_base", &proposal.base).fix(Step::from(words).changing(change))
}

/// The filter with a caret line that points at a byte of it.
pub(super) fn marked(finding: Finding, filter: &str, at: usize, length: usize) -> Finding {
    let before = filter.get(..at).unwrap_or(filter).chars().count();
    let under = filter.get(at..at.saturating_add(length)).map_or(1, |part| part.chars().count().max(1));
    finding
        .fact("filter", filter)
        .fact("marked", format!("{}{}", " ".repeat(before), "^".repeat(under)))
        .fact("column", before + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_containers_from_leaves() {
        let base = |classes: &[&str], has_subordinates| Base {
            object_classes: classes.iter().map(|class| (*class).to_owned()).collect(),
            has_subordinates,
            ..Base::default()
        };
        for (classes, below, kind) in [
            (&["top", "organizationalUnit"][..], Some(false), None),
            (&["top", "domain", "domainDNS"], None, None),
            (&["top", "GROUP"], None, Some("a group")),
            (&["groupOfNames"], Some(false), Some("a group")),
            (&["top", "person", "organizationalPerson", "user"], None, Some("a person")),
            (&["person", "user", "computer"], None, Some("a computer")),
            (&["person", "user", "computer"], Some(true), None),
            (&["inetOrgPerson", "person"], Some(false), Some("a person")),
            (&["applicationProcess"], Some(false), Some("an entry without anything below it")),
            (&["applicationProcess"], None, None),
            (&[], None, None),
        ] {
            assert_eq!(no_container(&base(classes, below)), kind, "{classes:?}");
        }
    }
}
