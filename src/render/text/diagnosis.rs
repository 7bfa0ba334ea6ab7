//! One fault: its code, who must act, what to do, and what would refute it.

use std::borrow::Cow;
use std::io::{self, Write};

use super::flow::{Flow, Paint};
use super::{Style, seen_from};
use crate::check::Severity;
use crate::render::words;
use crate::report::{Because, DiagnosisEntry};

/// Column of the row labels, and of what stands behind them.
const LABEL: usize = 3;
const ROW: usize = 13;

/// Failed checks named by subject; there may be thousands.
const SUBJECTS: usize = 5;

/// How the block begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    /// Its place among the faults.
    pub(super) number: usize,
    /// The headline has its summary already.
    pub(super) told: bool,
    /// Checks were seen from more than one place, so the place is named.
    pub(super) places: bool,
}

/// Writes the block.
pub(super) fn write(
    diagnosis: &DiagnosisEntry,
    opening: Opening,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_title(diagnosis, opening.number, style, out)?;
    if !opening.told {
        row("What", style).words(&diagnosis.summary, Paint::Plain).write(style, ROW, out)?;
    }
    write_accepted(diagnosis, style, out)?;
    row("Owner", style).words(words::owner(diagnosis.owner), Paint::Bold).write(style, ROW, out)?;
    write_breaks(diagnosis, style, out)?;
    write_steps(&diagnosis.fix, style, out)?;
    for (label, sentence) in std::iter::once("Wrong if").chain(std::iter::repeat("or if")).zip(&diagnosis.refuted_if) {
        row(label, style).words(sentence, Paint::Plain).write(style, ROW, out)?;
    }
    write_because(&diagnosis.because, opening.places, style, out)?;
    let explain = format!("ucdoctor explain {}", diagnosis.code);
    row("More", style).words(&explain, Paint::Command).write(style, ROW, out)
}

/// Why it does not count, or counts again.
fn write_accepted(diagnosis: &DiagnosisEntry, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let told = match (&diagnosis.accepted, &diagnosis.accepted_before) {
        (Some(accepted), _) => format!("until {}: {}", accepted.until, accepted.reason),
        (None, Some(before)) => format!("until {}, which is over: {}", before.until, before.reason),
        (None, None) => return Ok(()),
    };
    row("Accepted", style).words(&told, Paint::Plain).write(style, ROW, out)
}

fn write_title(diagnosis: &DiagnosisEntry, number: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (paint, kind) = match diagnosis.severity {
        Severity::Error => (Paint::Bad, ""),
        Severity::Warning => (Paint::Caution, "(warning)"),
    };
    Flow::new(style)
        .lead(&format!("{number}."), Paint::Bold)
        .pad_to(LABEL)
        .atom(&diagnosis.code, paint)
        .words(kind, Paint::Caution)
        .glue(":")
        .words(&diagnosis.title, Paint::Bold)
        .write(style, LABEL, out)
}

fn write_breaks(diagnosis: &DiagnosisEntry, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let label = match diagnosis.severity {
        Severity::Error => "Breaks",
        Severity::Warning => "At risk",
    };
    let features = diagnosis.breaks.iter().map(|&feature| Cow::Borrowed(words::feature(feature)));
    let people = diagnosis.affected_users.map(words::users).unwrap_or_default();
    let flow = row(label, style).list(features, usize::MAX);
    match (diagnosis.breaks.is_empty(), people.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => flow.words(&people, Paint::Plain).write(style, ROW, out),
        (false, true) => flow.write(style, ROW, out),
        (false, false) => flow.words(&format!("({people})"), Paint::Plain).write(style, ROW, out),
    }
}

/// The next actions; numbered when there are several.
fn write_steps(steps: &[String], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if let [only] = steps {
        return row("Fix", style).words(only, Paint::Plain).write(style, ROW, out);
    }
    for (nth, step) in steps.iter().enumerate() {
        let label = if nth == 0 { "Fix" } else { "" };
        let number = format!("{}.", nth + 1);
        let text = ROW + number.len() + 1;
        let flow = row(label, style).lead(&number, Paint::Bold).pad_to(text);
        flow.words(step, Paint::Plain).write(style, text, out)?;
    }
    Ok(())
}

/// One line per check, its subjects behind it.
fn write_because(because: &[Because], places: bool, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut checks: Vec<&str> = Vec::new();
    for failure in because {
        if !checks.contains(&failure.check.as_str()) {
            checks.push(&failure.check);
        }
    }
    for (label, check) in std::iter::once("Seen by").chain(std::iter::repeat("")).zip(checks) {
        let subjects: Vec<_> = because
            .iter()
            .filter(|failure| failure.check == check)
            .map(|failure| seen_from(&failure.subject, failure.vantage.as_deref(), places))
            .collect();
        let text = ROW + check.len() + 1;
        row(label, style)
            .lead(check, Paint::Bold)
            .pad_to(text)
            .list(subjects.into_iter(), SUBJECTS)
            .write(style, text, out)?;
    }
    Ok(())
}

fn row(label: &str, style: &Style) -> Flow {
    Flow::new(style).lead(&" ".repeat(LABEL), Paint::Plain).lead(label, Paint::Faint).pad_to(ROW)
}
