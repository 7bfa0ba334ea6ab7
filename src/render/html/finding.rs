//! One finding: what, whose, what to do, what would refute it, and which checks saw it.

use maud::{Markup, html};

use super::{mark, shown};
use crate::render::text::has_several_places;
use crate::render::words;
use crate::report::{DiagnosisEntry, OutcomeEntry, Report};

/// Failures told of one finding; the JSON report has all.
const SEEN: usize = 20;

pub(super) fn block(report: &Report, finding: &DiagnosisEntry, number: usize) -> Markup {
    let breaks: Vec<&str> = finding.breaks.iter().map(|&feature| words::feature(feature)).collect();
    let id = format!("finding-{number}");
    html! {
        article.finding id=(id) aria-labelledby=(format!("{id}-title")) {
            h3 id=(format!("{id}-title")) { (number) ". " (mark(finding)) " " (shown(&finding.title)) " " code { (shown(&finding.code)) } }
            p { strong { (shown(&finding.summary)) } }
            dl {
                dt { "Owner" } dd { (words::owner(finding.owner)) }
                @if !breaks.is_empty() || finding.affected_users.is_some() {
                    dt { "Breaks" }
                    dd { (breaks.join(", ")) @if let Some(users) = finding.affected_users { " (" (words::users(users)) ")" } }
                }
                @if let Some(accepted) = &finding.accepted {
                    dt { "Accepted" } dd { "until " (accepted.until) ": " (shown(&accepted.reason)) }
                }
                @if let Some(before) = &finding.accepted_before {
                    dt { "Accepted" } dd { "until " (before.until) ", which is over: " (shown(&before.reason)) }
                }
                @if !finding.fix.is_empty() {
                    dt { "Fix" } dd { ol { @for step in &finding.fix { li { (quoted(step)) } } } }
                }
                @if !finding.refuted_if.is_empty() {
                    dt { "Wrong if" } dd { ul { @for sentence in &finding.refuted_if { li { (quoted(sentence)) } } } }
                }
                dt { "More" } dd { code { "ucdoctor explain " (shown(&finding.code)) } }
            }
            (seen_by(report, finding))
        }
    }
}

fn seen_by(report: &Report, finding: &DiagnosisEntry) -> Markup {
    let failed: Vec<&OutcomeEntry> =
        report.outcomes.iter().filter(|outcome| report.finding_of(outcome) == Some(finding)).collect();
    let places = has_several_places(report);
    html! {
        details {
            summary { "Seen by " (failed.len()) @if failed.len() == 1 { " check" } @else { " checks" } }
            @for outcome in failed.iter().take(SEEN) {
                h4 { (shown(&outcome.check)) " " (shown(&outcome.subject)) @if let Some(place) = outcome.vantage.as_ref().filter(|_| places) { " (from " (shown(place)) ")" } }
                p { (shown(&outcome.message)) }
                @if !outcome.facts.is_empty() {
                    dl.facts { @for (name, value) in &outcome.facts { dt { (shown(name)) } dd { (shown(value)) } } }
                }
            }
            @if failed.len() > SEEN { p { "and " (failed.len() - SEEN) " more; the JSON report has all" } }
        }
    }
}

/// What stands in back quotes is there to be copied.
fn quoted(sentence: &str) -> Markup {
    html! {
        @for (nth, part) in sentence.split('`').enumerate() {
            @if nth % 2 == 1 { code { (shown(part)) } } @else { (shown(part)) }
        }
    }
}
