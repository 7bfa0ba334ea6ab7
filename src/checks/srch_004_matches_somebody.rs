//! SRCH-004: a filter nobody matches stops the synchronisation without an error; one clause is usually to blame.

mod of_group;

use self::of_group::of_group;
use super::at::{At, per_search};
use super::base_and_filter::{base_name, count_of, marked, proposed, undefined, unfinished};
use super::further_agreements;
use super::kept_elsewhere::{self, Branches};
use super::likewise::{elsewhere, servers_differ};
use super::srch_003_filter_parses::refused_for_blanks;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::{Likewise, Matched, Proposal, Search, Tried};
use crate::ldap::ad::is_attribute;
use crate::ldap::filter;
use crate::ldap::filter::lint::{self, Lint, LintKind, Schema};

const FOR_PEOPLE: &str =
    "This is the filter for the people who log in: a filter for groups belongs to the agreement's group filter";
const RIGHTS: &str = "Give the manager account the right to list and read the people of this part of the tree";

const FOREIGN: &str = "The filter is right for Active Directory, and this server is none, or a proxy without its schema: configure a domain controller, or load the schema on the proxy (OpenLDAP: nis and msuser); to leave the clause out lets in whom it keeps out";

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch004,
    stage: Stage::Search,
    title: "the search filter matches somebody",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-004.md"),
    run: |case| per_search(case, matches_somebody),
};

fn matches_somebody(at: At<'_>) -> Judged {
    let (search, matched) = at.matched()?;
    if matched.nobody_is_a_person() {
        return Ok(proposed(no_people(matched), search, base_name(&at)).fix(FOR_PEOPLE).into());
    }
    if matched.entries > 0 {
        if let Some(finding) = further_agreements::without_anybody(at.case, search) {
            return Ok(finding.into());
        }
        let entries = count_of(matched.entries, "entry", "entries");
        return Ok(pass(format!("{entries}, in {}", matched.end.ms)).fact("entries", matched.entries).into());
    }
    if matched.end.code != 0 {
        return Err(Skip::Blocked(CheckCode::Srch006));
    }
    if matched.end.is_open() {
        return Err(unfinished());
    }
    let finds = |found: &Likewise| found.matched.as_ref().is_some_and(|matched| matched.entries > 0);
    if let Some((other, _)) = elsewhere(at.case, at.vantage, finds) {
        let (here, there) = (at.subject(), other.subject());
        let what = format!("{here} lacks what {there} has: base and filter find nobody there");
        return Ok(servers_differ(&here, &there, what).into());
    }
    if refused_for_blanks(search) {
        return Err(Skip::Blocked(CheckCode::Srch003));
    }
    let (finding, next) = why(search, base_name(&at));
    // What is right cannot be corrected: the server is another one, or lacks the schema.
    let finding = if next == FOREIGN { finding.fix(FOREIGN) } else { finding };
    let finding = proposed(finding, search, base_name(&at));
    if next == FOREIGN {
        return Ok(finding.into());
    }
    // What was tried and works is better than what is to be tried.
    if search.proposal.is_some() {
        return Ok(finding.into());
    }
    Ok(referring(finding.fix(next), at, search, matched).into())
}

/// The people meant may be on another server, to which this one refers.
fn referring(finding: Finding, at: At<'_>, search: &Search, matched: &Matched) -> Finding {
    let Branches { elsewhere, .. } = kept_elsewhere::branches(at, search, &matched.end);
    let Some((branch, url)) = elsewhere.first_key_value() else { return finding };
    let refers = format!("{} holds {branch}", kept_elsewhere::server(url));
    finding.fact("not read from here", refers).fix(kept_elsewhere::agreement_for(branch))
}

/// A filter for something else: whatever it matches, nobody can log in.
fn no_people(matched: &Matched) -> Finding {
    let kinds = [
        (&matched.computers, "computers"),
        (&matched.contacts, "contacts"),
        (&matched.others, "groups or other things"),
    ];
    let kinds: Vec<String> = kinds
        .iter()
        .filter(|(sample, _)| sample.count > 0)
        .map(|(sample, kind)| format!("{} {kind}", sample.count))
        .collect();
    let example =
        [&matched.others, &matched.computers, &matched.contacts].into_iter().find_map(|sample| sample.dns.first());
    let finding = nobody(format!(
        "{} the filter, and none is a person: {}",
        count_of(matched.entries, "entry matches", "entries match"),
        kinds.join(", ")
    ));
    example.into_iter().fold(finding, |finding, dn| finding.fact("for example", dn))
}

/// Who eats the users: missing rights, the base, or a clause. Also returns what to do when nothing better was found.
fn why(search: &Search, base: &str) -> (Finding, String) {
    let found = |what: &Tried| search.trials.iter().find(|trial| trial.what == *what).map(|trial| trial.found);
    let below = found(&Tried::AnythingBelow);
    // What the server says is below the base, and does not show, is hidden.
    let hidden = search.base.has_subordinates.unwrap_or(found(&Tried::AnythingElse) == Some(false));
    if below == Some(false) && hidden {
        let message = format!("the manager may read nothing below {base}: success, and no entry");
        let finding = fail(CauseCode::InsufficientRights, message).fault("base");
        let finding = finding.summary(format!("The manager account may read nothing below {base}"));
        return (finding, RIGHTS.to_owned());
    }
    if below == Some(false) {
        return (
            nothing_below(search, base),
            "Set the search base to the OU that holds the people, or to the domain".to_owned(),
        );
    }
    if found(&Tried::WholeContext) == Some(true) && for_something_else(search) {
        let finding =
            nobody(format!("whoever matches the filter stands outside the search base {base}, and is no person"));
        return (finding, FOR_PEOPLE.to_owned());
    }
    if found(&Tried::WholeContext) == Some(true) {
        let finding = nobody(format!("whoever matches the filter stands outside the search base {base}"));
        return (finding, "Set the search base to an OU above these people, or to the domain".to_owned());
    }
    match culprit(search) {
        Some(culprit) => to_blame(search, &culprit),
        None => {
            let message = "nobody matches the filter: no single clause is to blame, together they exclude everybody";
            let next = "Look at one of the people meant, and leave out the clauses that do not hold for them";
            (nobody(message.to_owned()).fact("filter", &search.filter), next.to_owned())
        }
    }
}

/// The filter leads to no people anywhere: another one was tried in its place.
fn for_something_else(search: &Search) -> bool {
    let same = |proposal: &Proposal| filter::parse(&search.filter).is_ok_and(|own| own.to_string() == proposal.filter);
    search.proposal.as_ref().is_some_and(|proposal| !same(proposal))
}

/// Active Directory shows what may not be listed like what is empty; other servers tell whether anything is there.
fn nothing_below(search: &Search, base: &str) -> Finding {
    match search.base.has_subordinates {
        Some(_) => nobody(format!("nothing stands below the search base {base}")),
        None => nobody(format!("nothing readable stands below the search base {base}"))
            .fix("If people stand there: give the manager account the rights to list and read them (List Contents, Read All Properties)"),
    }
}

/// One clause, and what is wrong with it.
fn to_blame(search: &Search, culprit: &Culprit) -> (Finding, String) {
    let Culprit { clause, at, by } = culprit;
    let (words, next) = if let Some(of_group) = of_group(search, clause) {
        of_group
    } else if let Some(attribute) = foreign(search, clause) {
        let words = "an attribute of Active Directory, so it is never true here";
        (format!("this server does not know {attribute}, {words}"), FOREIGN.to_owned())
    } else if unknown(search, clause) {
        let words = "the server's schema has no such attribute, so it is never true";
        (words.to_owned(), format!("Correct the name of the attribute in {clause}"))
    } else if let Some(doubt) = doubt(search, *at) {
        let next = match doubt.kind {
            LintKind::Undefined => format!(
                "Ask otherwise than by {clause}: what this server compares is told by `ldapsearch -s base -b cn=subschema attributeTypes` (EQUALITY, ORDERING, SUBSTR)"
            ),
            LintKind::MemberOfWildcard => {
                format!(
                    "Write the whole value in {clause}; where it is for a part of the tree, leave it out and set the search base to that part"
                )
            }
            _ => format!("Replace it in {clause} by the value that is meant"),
        };
        (doubt.what, next)
    } else {
        let next = "or leave it out; if it is right, fill the attribute for the people meant, or let the manager account search by it: what a server hides from an account is, to that account, not filled";
        (by.words(), format!("Correct {clause} {next}"))
    };
    let length = filter::parse(&search.filter)
        .ok()
        .and_then(|parsed| parsed.walk().find(|part| part.span.start == *at).map(|part| part.span.len()));
    let finding = nobody(format!("nobody matches because of {clause}: {words}"));
    (marked(finding, &search.filter, *at, length.unwrap_or(1)).fact("clause", clause), next)
}

/// What is odd about the clause that begins there: a comparison that the server does not make, or its value, a
/// placeholder, nothing, a blank, an entity of XML.
fn doubt(search: &Search, at: usize) -> Option<Lint> {
    let parsed = filter::parse(&search.filter).ok()?;
    let clause = parsed.walk().find(|part| part.span.start == at)?.span.clone();
    let about_value = |lint: &Lint| {
        let odd = [
            LintKind::Placeholder,
            LintKind::EmptyValue,
            LintKind::BlankAroundValue,
            LintKind::XmlLeftover,
            LintKind::StraySign,
            LintKind::MemberOfWildcard,
            LintKind::ExactState,
            LintKind::Undefined,
        ];
        odd.contains(&lint.kind) && clause.start <= lint.span.start && lint.span.end <= clause.end
    };
    let schema = Schema {
        active_directory: search.active_directory || search.lightweight,
        undefined: undefined(search),
        ..Schema::default()
    };
    lint::lint(&parsed, &schema).into_iter().find(about_value)
}

fn nobody(message: String) -> Finding {
    let summary = format!("The search finds nobody: {}", message.trim_start_matches("nobody matches "));
    fail(CauseCode::FilterMatchesNobody, message).fault("filter").summary(summary)
}

/// The clause that excludes everybody.
struct Culprit {
    clause: String,
    /// Its first byte in the filter.
    at: usize,
    by: By,
}

/// How it was found.
enum By {
    /// Somebody matches the rest of the filter.
    Without,
    /// It matches nobody by itself, and neither do these other clauses.
    Alone(Vec<String>),
    /// There is no other clause.
    Only,
}

impl By {
    fn words(&self) -> String {
        match self {
            Self::Without => "without it somebody does".to_owned(),
            Self::Alone(others) if others.is_empty() => "alone it matches nobody".to_owned(),
            Self::Alone(others) => format!("alone it matches nobody, and neither does {}", others.join(", nor ")),
            Self::Only => "it is the whole filter".to_owned(),
        }
    }
}

/// The clause without which somebody matches, else one that matches nobody alone, else the only one.
fn culprit(search: &Search) -> Option<Culprit> {
    let without = search.trials.iter().find_map(|trial| match &trial.what {
        Tried::Without { clause, at } if trial.found => {
            Some(Culprit { clause: clause.clone(), at: *at, by: By::Without })
        }
        _ => None,
    });
    let mut alone = search.trials.iter().filter_map(|trial| match &trial.what {
        Tried::Alone { clause, at } if !trial.found => Some((clause, *at)),
        _ => None,
    });
    let alone = alone.next().map(|(clause, at)| {
        let others = alone.map(|(other, _)| other.clone()).collect();
        Culprit { clause: clause.clone(), at, by: By::Alone(others) }
    });
    let only = || {
        let parsed = filter::parse(&search.filter).ok()?;
        let [clause] = parsed.clauses() else { return None };
        Some(Culprit { clause: clause.to_string(), at: clause.span.start, by: By::Only })
    };
    without.or(alone).or_else(only)
}

/// An attribute of Active Directory in a clause, which this server's schema does not have: its name is right.
fn foreign(search: &Search, clause: &str) -> Option<String> {
    let parsed = filter::parse(clause).ok()?;
    let known = |name: &str| search.attribute(name).and_then(|attribute| attribute.known);
    let own = |name: &&str| known(name) == Some(false) && !search.active_directory && is_attribute(name);
    parsed.attributes().into_iter().find(own).map(str::to_owned)
}

fn unknown(search: &Search, clause: &str) -> bool {
    let parsed = filter::parse(clause);
    parsed.is_ok_and(|clause| {
        let known = |name: &str| search.attribute(name).and_then(|attribute| attribute.known);
        clause.attributes().iter().any(|name| known(name) == Some(false))
    })
}

#[cfg(test)]
mod tests;
