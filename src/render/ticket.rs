//! The worst finding as a ticket: Markdown that also reads as plain text, for somebody who has never seen the tool.
//!
//! At most 40 lines of at most 100 columns, but for a heading, command or fingerprint that must not be broken.

mod by_hand;

use std::io::{self, Write};

use time::OffsetDateTime;

use super::text::Style;
use super::text::flow::{Flow, Paint};
use super::{escape, headline, words};
use crate::check::Owner;
use crate::report::{DiagnosisEntry, OutcomeEntry, Report};
use crate::trust::certificate::decode;
use crate::trust::numbers::numbers;

/// Lines of a ticket.
const LINES: usize = 40;

/// Columns of a line.
const WIDTH: usize = 100;

/// Steps, refutations and further findings that are told, as many as fit; the report has all.
const TOLD: [[usize; 3]; 4] = [[6, 2, 5], [5, 1, 3], [3, 1, 1], [2, 0, 0]];

/// Writes it, about the findings of one owner or of all. Errors are those of the writer.
pub fn render(report: &Report, owner: Option<Owner>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let style = &Style { color: false, width: WIDTH, ..*style };
    let findings: Vec<_> = report.open().filter(|finding| owner.is_none_or(|owner| finding.owner == owner)).collect();
    let Some((first, others)) = findings.split_first() else {
        nothing(report, owner, style, out)?;
        return foot(report, "", out);
    };
    let mut text = Vec::new();
    for told in TOLD {
        text.clear();
        page(first, others, report, told, style, &mut text)?;
        // The foot takes two.
        if text.iter().filter(|byte| **byte == b'\n').count() + 2 <= LINES {
            break;
        }
    }
    out.write_all(&text)?;
    foot(report, &seen_by(first), out)
}

fn page(
    first: &DiagnosisEntry,
    others: &[&DiagnosisEntry],
    report: &Report,
    [steps, refutations, further]: [usize; 3],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    title(&format!("{}: {}", first.code, first.title), style, out)?;
    whose(first, report, style, out)?;
    certificate(first, report, style, out)?;
    list("Do", &first.fix, steps, style, out)?;
    by_hand::write(first, report, out)?;
    list("This is wrong if", &first.refuted_if, refutations, style, out)?;
    let others: Vec<String> = others.iter().map(|other| format!("{}: {}", other.code, other.summary)).collect();
    list("Also found", &others, further, style, out)
}

fn foot(report: &Report, about: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{} {}{about}", report.tool.name, report.tool.version)
}

/// ", ca-missing, TLS-004, fingerprint 0123456789abcdef".
fn seen_by(finding: &DiagnosisEntry) -> String {
    let mut checks: Vec<&str> = finding.because.iter().map(|because| because.check.as_str()).collect();
    checks.dedup();
    format!(", {}, {}, fingerprint {}", finding.code, checks.join(", "), finding.fingerprint)
}

/// A heading is one line: what does not fit it stands below.
fn title(words: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let words = marked_down(words);
    let shown = if style.unicode { escape::text(&words) } else { escape::ascii(&words) };
    writeln!(out, "## [ucdoctor] {shown}")
}

fn nothing(report: &Report, owner: Option<Owner>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match owner {
        Some(owner) if report.open().next().is_some() => {
            title(&format!("nothing was found that is for the {}", words::owner(owner)), style, out)?;
        }
        _ => {
            let verdict = words::verdict(report.verdict).to_lowercase();
            title(&verdict, style, out)?;
            row("What", &headline::of(report).sentence, style, out)?;
        }
    }
    row("Seen", &seen(report, style), style, out)
}

fn whose(finding: &DiagnosisEntry, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    row("What", &finding.summary, style, out)?;
    row("Owner", words::owner(finding.owner), style, out)?;
    let mut breaks: Vec<String> = finding.breaks.iter().map(|&feature| words::feature(feature).to_owned()).collect();
    breaks.extend(finding.affected_users.map(words::users));
    if !breaks.is_empty() {
        row("Breaks", &breaks.join(", "), style, out)?;
    }
    row("Seen", &seen(report, style), style, out)
}

/// "from this-host, 2026-11-28 18:26Z (19:26 +01:00)".
fn seen(report: &Report, style: &Style) -> String {
    let places: Vec<_> = report.evidence.vantages.iter().map(words::place).take(4).collect();
    let more = match report.evidence.vantages.len().saturating_sub(places.len()) {
        0 => String::new(),
        more => format!(" and {more} more places"),
    };
    let from = if places.is_empty() { "in files".to_owned() } else { format!("from {}{more}", places.join(", ")) };
    match report.moment() {
        Some(moment) => format!("{from}, {}", words::moment(moment, style.local)),
        None => from,
    }
}

/// The server's certificate, where the finding is about one.
fn certificate(finding: &DiagnosisEntry, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(pem) = presented(finding, report) else { return Ok(()) };
    let (Some(leaf), Some(numbers)) = (decode(pem), numbers(pem)) else { return Ok(()) };
    row("Certificate", &format!("{}, issued by {}", leaf.subject, leaf.issuer), style, out)?;
    let utc = |at: OffsetDateTime| words::moment(at, style.local);
    let valid = format!("{} to {}", utc(leaf.not_before), utc(leaf.not_after));
    row("Valid", &valid, style, out)?;
    row("Serial", &numbers.serial, style, out)?;
    row("SHA-1", &numbers.sha1, style, out)?;
    row("SHA-256", &leaf.fingerprint, style, out)
}

/// The certificate that the server of a TLS finding sent, as PEM.
fn presented<'a>(finding: &DiagnosisEntry, report: &'a Report) -> Option<&'a str> {
    let failed = failed(finding, report)?;
    if !failed.check.starts_with("TLS-") {
        return None;
    }
    let presented = report.certificates();
    let of = presented.iter().find(|one| about(failed, &one.server))?;
    report.evidence.certificates.get(&of.sha256).map(String::as_str)
}

/// The first failure of a finding.
fn failed<'a>(finding: &DiagnosisEntry, report: &'a Report) -> Option<&'a OutcomeEntry> {
    let because = finding.because.first()?;
    report.outcomes.iter().find(|outcome| outcome.check == because.check && outcome.subject == because.subject)
}

/// Whether an outcome is about this server: its subject begins with it.
fn about(outcome: &OutcomeEntry, server: &str) -> bool {
    outcome.subject.strip_prefix(server).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// "**Owner:** directory administrator", each on a line of its own.
fn row(label: &str, text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let label = format!("- **{label}:** ");
    Flow::new(style).lead(&label, Paint::Plain).words(&marked_down(text), Paint::Plain).write(style, 2, out)
}

fn list(label: &str, items: &[String], most: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() || most == 0 {
        return Ok(());
    }
    writeln!(out, "\n**{label}**")?;
    for item in items.iter().take(most) {
        Flow::new(style).lead("- ", Paint::Plain).words(&marked_down(item), Paint::Plain).write(style, 2, out)?;
    }
    match items.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "- and {more} more, in the report"),
    }
}

/// What Markdown would take for its own is taken literally; what stands in back quotes already is.
fn marked_down(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    for (nth, part) in text.split('`').enumerate() {
        if nth > 0 {
            shown.push('`');
        }
        for c in part.chars() {
            if nth % 2 == 0 && matches!(c, '*' | '<' | '>' | '[' | ']') {
                shown.push('\\');
            }
            shown.push(c);
        }
    }
    if text.matches('`').count() % 2 == 1 { shown.replace('`', "\\`") } else { shown }
}
