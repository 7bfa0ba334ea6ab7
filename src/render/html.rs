//! The report as one HTML file: no network, no script needed to read it, fit for paper, screen readers and both
//! colour schemes.

mod finding;
mod people;
mod picture;
mod stages;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use time::UtcOffset;

use super::{escape, headline, words};
use crate::check::Severity;
use crate::report::{DiagnosisEntry, OutcomeVerdict, Report, ReportVerdict};

const STYLE: &str = include_str!("html/style.css");

/// Narrows the table of people while somebody types. Without it, the table is there as well.
const SEARCH: &str = include_str!("html/search.js");

/// Writes the page. `local` is what the clock on the wall shows, beside UTC. Errors are those of the writer.
pub fn render(report: &Report, local: Option<UtcOffset>, out: &mut dyn Write) -> io::Result<()> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "ucdoctor: " (words::verdict(report.verdict)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#findings" { "Skip to the findings" }
                (header(report, local))
                main {
                    (picture::of(report))
                    section #findings aria-labelledby="findings-title" {
                        h2 #findings-title { "Findings" }
                        @if report.diagnoses.is_empty() { p { "None." } }
                        @for (nth, entry) in report.diagnoses.iter().enumerate() {
                            (finding::block(report, entry, nth + 1))
                        }
                    }
                    (stages::all(report))
                    (people::table(report))
                }
                footer { p { (report.tool.name) " " (report.tool.version) ", exit status " (report.exit_code) ": " (words::exit_status(report)) } }
                script { (PreEscaped(SEARCH)) }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())
}

/// Nothing is loaded, and nothing runs but the search.
fn policy() -> String {
    let hash = data_encoding::BASE64.encode(&openssl::sha::sha256(SEARCH.as_bytes()));
    format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'")
}

fn header(report: &Report, local: Option<UtcOffset>) -> Markup {
    let places: Vec<_> = report.evidence.vantages.iter().map(words::place).collect();
    html! {
        header {
            h1 {
                span.verdict.(kind(report.verdict)) { (words::verdict(report.verdict)) } " "
                (shown(&headline::of(report).sentence))
            }
            p.when {
                @if !places.is_empty() { "Seen from " (shown(&places.join(", "))) " at " }
                @match report.moment() {
                    Some(moment) => { time datetime=(report.taken_at) { (words::moment(moment, local)) } },
                    None => { (shown(&report.taken_at)) },
                }
                ", in " (words::duration(report.duration_ms))
            }
            @if report.diagnoses.len() > 1 { (index(report)) }
        }
    }
}

fn index(report: &Report) -> Markup {
    html! {
        nav aria-label="Findings" {
            table.index {
                thead { tr { th scope="col" { "#" } th scope="col" { "Finding" } th scope="col" { "People" } th scope="col" { "Owner" } th scope="col" { "In short" } } }
                tbody {
                    @for (nth, entry) in report.diagnoses.iter().enumerate() {
                        tr {
                            td { (nth + 1) }
                            td { a href=(format!("#finding-{}", nth + 1)) { (mark(entry)) " " (shown(&entry.code)) } }
                            td { @if let Some(users) = entry.affected_users { (users) } }
                            td { (words::owner_short(entry.owner)) }
                            td { (shown(&entry.summary)) }
                        }
                    }
                }
            }
        }
    }
}

/// A word for those who see no colour.
fn mark(entry: &DiagnosisEntry) -> Markup {
    let (class, word) = match (entry.accepted.is_some(), entry.severity) {
        (true, _) => ("accepted", "accepted"),
        (false, Severity::Error) => ("bad", "error"),
        (false, Severity::Warning) => ("caution", "warning"),
    };
    html! { span.mark.(class) { (word) } }
}

/// The class of a verdict.
fn kind(verdict: ReportVerdict) -> &'static str {
    match verdict {
        ReportVerdict::Healthy => "good",
        ReportVerdict::Degraded | ReportVerdict::Inconclusive => "caution",
        ReportVerdict::Broken => "bad",
    }
}

/// The word and class of an outcome.
fn answer(verdict: OutcomeVerdict) -> (&'static str, &'static str) {
    match verdict {
        OutcomeVerdict::Pass => ("passed", "good"),
        OutcomeVerdict::Warn => ("warning", "caution"),
        OutcomeVerdict::Fail => ("failed", "bad"),
        OutcomeVerdict::Blocked => ("blocked", "faint"),
        OutcomeVerdict::Skipped => ("not checked", "faint"),
    }
}

/// A text that came from a server, file or name: what cannot be seen is shown by number, and markup is text.
fn shown(text: &str) -> Markup {
    html! { (escape::text(text)) }
}
