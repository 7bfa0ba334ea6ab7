//! The people and entries concerned, with a field to find one.

use maud::{Markup, html};

use super::shown;
use crate::check::Item;
use crate::report::Report;

/// People told; the JSON report and `-o csv` have all.
const TOLD: usize = 2_000;

pub(super) fn table(report: &Report) -> Markup {
    let concerned = || report.outcomes.iter().flat_map(|outcome| outcome.items.iter().map(move |item| (outcome, item)));
    let all = concerned().count();
    if all == 0 {
        return html! {};
    }
    html! {
        section #people aria-labelledby="people-title" {
            h2 #people-title { "People" }
            p { label for="search" { "Find somebody: " } input #search type="search" autocomplete="off"; }
            @if all > TOLD { p { "The first " (TOLD) " of " (all) "; the JSON report and " code { "-o csv" } " have all." } }
            table.people {
                thead { tr { th scope="col" { "Who" } th scope="col" { "Should be" } th scope="col" { "What" } th scope="col" { "Check" } th scope="col" { "Entry" } } }
                tbody {
                    @for (outcome, item) in concerned().take(TOLD) {
                        tr {
                            td { (shown(item.name().unwrap_or("?"))) }
                            td { @if let Some(meant) = meant(item) { (shown(meant)) } }
                            td { (shown(&item.class)) }
                            td { code { (shown(&outcome.check)) } }
                            td { @if let Some(dn) = &item.dn { (shown(dn)) } }
                        }
                    }
                }
            }
        }
    }
}

fn meant(item: &Item) -> Option<&str> {
    let meant = item.suggestion.as_deref().or(item.directory_id.as_deref());
    meant.filter(|meant| Some(*meant) != item.name())
}
