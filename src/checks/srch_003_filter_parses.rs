//! SRCH-003: the appliances take a filter as it is typed, and find nobody when it is broken.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, count_of, marked, no_container, proposed};
use super::people::outcome;
use crate::case::Case;
use crate::check::{Change, Check, Finding, Judged, Outcome, Severity, Skip, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::AskedSearch;
use crate::evidence::search::{Proposal, Search};
use crate::ldap::filter::{self, Filter, FilterError};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch003,
    stage: Stage::Search,
    title: "the search filter is a valid filter",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-003.md"),
    run,
};

/// The filter of the search that is looked at; and, where no server is looked at, and of further agreements, whatever the
/// appliances would not take: that it could be taken proves nothing there.
fn run(case: &Case<'_>) -> Vec<Outcome> {
    let mut all = per_search(case, parses);
    let unseen = case.asked.search.as_ref().filter(|_| all.is_empty());
    for search in unseen.into_iter().chain(&case.asked.further_searches) {
        let Ok(parsed) = filter::parse(&search.filter) else { continue };
        if let Some(place) = filter::java_refuses(&search.filter, &parsed) {
            all.push(outcome(format!("filter below {}", search.base), refused(search, None, &parsed, place).into()));
        }
    }
    all
}

/// Needs no server: a filter that was typed is read by itself.
fn parses(at: At<'_>) -> Judged {
    let asked = at.case.asked.search.as_ref();
    let asked = asked.ok_or_else(|| Skip::NotAsked("no [directory.search] is configured".to_owned()))?;
    let search = at.search();
    let text = match (&search, asked.filter.trim()) {
        (Ok(search), _) => search.filter.as_str(),
        (Err(skip), "") => return Err(skip.clone()),
        (Err(_), _) => asked.filter.as_str(),
    };
    match filter::parse(text) {
        Err(error) => Ok(not_valid(&at, search.ok(), text, &error).into()),
        Ok(parsed) => match filter::java_refuses(text, &parsed) {
            Some(place) => {
                let asked = AskedSearch { filter: text.to_owned(), ..asked.clone() };
                Ok(refused(&asked, search.ok(), &parsed, place).into())
            }
            None => {
                let names = parsed.attributes();
                let count = count_of(names.len() as u64, "attribute", "attributes");
                Ok(pass(format!("{count}: {}", names.join(", "))).into())
            }
        },
    }
}

/// Where it breaks, and what was probably meant: by what each reading found, where a server was looked at.
fn not_valid(at: &At<'_>, search: Option<&Search>, text: &str, error: &FilterError) -> Finding {
    let column = text.get(..error.at).unwrap_or(text).chars().count() + 1;
    let finding = fail(CauseCode::FilterInvalid, format!("column {column}: {}", error.what))
        .fault("filter")
        .summary(format!("The search filter is not valid, column {column}: {}", error.what));
    let finding = marked(finding, text, error.at, 1);
    // Below a base that is wrong too, nothing was tried with this filter alone: SRCH-002 says what works instead.
    let tried = search.filter(|search| search.proposal.is_some() && no_container(&search.base).is_none());
    let readings: Vec<&str> = error.readings().collect();
    let counted = search.map_or(&[][..], |search| search.readings.as_slice());
    match (tried, counted, readings.as_slice()) {
        (_, [_, ..], _) => counted.iter().fold(finding.fix(CHOOSE), |finding, reading| finding.fix(meant(reading))),
        (Some(search), ..) => proposed(finding, search, base_name(at)),
        (None, [], [only]) => {
            let change = Change::Search { base: base_name(at).to_owned(), filter: (*only).to_owned() };
            finding.fix(Step::from(format!("Probably meant: {only}")).changing(change))
        }
        (None, [], [_, ..]) => {
            readings.iter().fold(finding.fix(CHOOSE), |finding, reading| finding.fix(format!("Either {reading}")))
        }
        (None, [], []) if text.matches('(').count() == text.matches(')').count() => {
            finding.fix(format!("Correct what stands in column {column} of the filter"))
        }
        (None, [], []) => {
            finding.fix("Balance the parentheses: each condition has its own pair, and one pair stands around them all")
        }
    }
}

/// It can be understood, and the appliances do not take it.
fn refused(asked: &AskedSearch, seen: Option<&Search>, parsed: &Filter, (place, what): (usize, &str)) -> Finding {
    let text = asked.filter.as_str();
    let column = text.get(..place).unwrap_or(text).chars().count() + 1;
    let why = format!("column {column}: {what}; Java, in which the appliances are written, refuses it");
    let finding = fail(CauseCode::FilterInvalid, &why)
        .fault(format!("filter {text}"))
        .summary(format!("The search filter is not one that the appliances take, {why}"));
    let finding = marked(finding, text, place, 1);
    if let Some(meant) = seen.and_then(|search| meant_without_blanks(search, parsed)) {
        let change = Change::Search { base: asked.base.clone(), filter: meant.filter.clone() };
        let count = count_of(meant.entries, "entry", "entries");
        let words = format!("Use the filter `{}` (tried: it matches {count}), without the blanks", meant.filter);
        return finding.fix(Step::from(words).changing(change));
    }
    let written = parsed.to_string();
    let tried = seen.and_then(|search| search.matched.as_ref()).filter(|matched| matched.end.is_whole());
    let tried = tried.map_or_else(String::new, |matched| {
        format!(" (tried: it matches {})", count_of(matched.entries, "entry", "entries"))
    });
    let change = Change::Search { base: asked.base.clone(), filter: written.clone() };
    let words = format!("Use the filter `{written}`{tried}: it asks for the same, as RFC 4515 has it");
    finding.fix(Step::from(words).changing(change))
}

/// One slip of the keyboard: the appliances refuse the filter for a blank, and blanks around values find nobody.
pub(super) fn refused_for_blanks(search: &Search) -> bool {
    filter::parse(&search.filter).is_ok_and(|parsed| {
        filter::java_refuses(&search.filter, &parsed).is_some() && meant_without_blanks(search, &parsed).is_some()
    })
}

/// Blanks were typed around values, too, and then nobody matches: what was tried without all of them, if it works.
fn meant_without_blanks<'a>(search: &'a Search, parsed: &Filter) -> Option<&'a Proposal> {
    let finds_nobody = search.matched.as_ref().is_some_and(|matched| matched.entries == 0);
    search.proposal.as_ref().filter(|found| finds_nobody && found.filter == parsed.without_blanks().to_string())
}

const CHOOSE: &str =
    "Choose by whom it shall match: more than one filter may be meant, and they match different people";

/// One reading, with whom it matches.
fn meant(reading: &Proposal) -> Step {
    let unwanted = match reading.unwanted {
        0 => String::new(),
        n => format!(", {n} of them no enabled people"),
    };
    let count = count_of(reading.entries, "entry", "entries");
    let words = format!("Either {} (tried: it matches {count}{unwanted})", reading.filter);
    Step::from(words).changing(Change::Search { base: reading.base.clone(), filter: reading.filter.clone() })
}
