//! Every check by stage: what failed is open, the rest is folded.

use maud::{Markup, html};
use strum::IntoEnumIterator;

use super::{answer, shown};
use crate::check::Stage;
use crate::render::text::has_several_places;
use crate::render::words;
use crate::report::{OutcomeEntry, OutcomeVerdict, Report};

/// Subjects told of one check and answer; the JSON report has all.
const TOLD: usize = 20;

pub(super) fn all(report: &Report) -> Markup {
    let places = has_several_places(report);
    html! {
        section aria-labelledby="checks-title" {
            h2 #checks-title { "Checks" }
            @for stage in Stage::iter() {
                @let outcomes: Vec<&OutcomeEntry> = report.outcomes.iter().filter(|outcome| outcome.stage == stage).collect();
                @if !outcomes.is_empty() { (one(stage, &outcomes, places)) }
            }
        }
    }
}

fn one(stage: Stage, outcomes: &[&OutcomeEntry], places: bool) -> Markup {
    let wanting = |outcome: &&&OutcomeEntry| matches!(outcome.verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn);
    let failed: Vec<&OutcomeEntry> = outcomes.iter().filter(wanting).copied().collect();
    let rest: Vec<&OutcomeEntry> = outcomes.iter().filter(|outcome| !wanting(outcome)).copied().collect();
    html! {
        @if !failed.is_empty() {
            h3 { (words::stage(stage)) ": " (counts(&failed)) }
            (table(&failed, places))
        }
        @if !rest.is_empty() {
            details { summary { (words::stage(stage)) ": " (counts(&rest)) } (table(&rest, places)) }
        }
    }
}

/// "17 passed, 1 blocked".
fn counts(outcomes: &[&OutcomeEntry]) -> String {
    let count = |verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    let counts = OutcomeVerdict::iter().map(|verdict| (count(verdict), answer(verdict).0));
    let told: Vec<String> =
        counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    told.join(", ")
}

fn table(outcomes: &[&OutcomeEntry], places: bool) -> Markup {
    html! {
        table.checks {
            thead { tr { th scope="col" { "Check" } th scope="col" { "Claim" } th scope="col" { "About" } th scope="col" { "Answer" } th scope="col" { "Seen" } } }
            tbody { @for outcome in shortened(outcomes) { (row(outcome, places)) } }
        }
    }
}

/// At most so many outcomes of one check with one answer.
fn shortened<'a>(outcomes: &[&'a OutcomeEntry]) -> Vec<&'a OutcomeEntry> {
    let mut kept = Vec::new();
    let (mut of, mut times) = (None, 0);
    for outcome in outcomes {
        let this = Some((&*outcome.check, outcome.verdict));
        times = if of == this { times + 1 } else { 1 };
        of = this;
        if times <= TOLD {
            kept.push(*outcome);
        }
    }
    kept
}

fn row(outcome: &OutcomeEntry, places: bool) -> Markup {
    let (word, class) = answer(outcome.verdict);
    html! {
        tr {
            td { code { (shown(&outcome.check)) } }
            td { (shown(&outcome.title)) }
            td { (shown(&outcome.subject)) @if let Some(place) = outcome.vantage.as_ref().filter(|_| places) { " (from " (shown(place)) ")" } }
            td.(class) { (word) @if outcome.accepted.is_some() { ", accepted" } }
            td { (shown(&outcome.message)) }
        }
    }
}
