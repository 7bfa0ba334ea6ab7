//! The report as a monitoring plugin prints it: one line with the state, figures behind it, the findings below.
//!
//! Source: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios", "Performance data", "Plugin Return
//! Codes".

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{escape, headline};
use crate::check::Severity;
use crate::report::{Report, ReportVerdict};

/// Columns of the first line, without the figures: what a pager or a text message shows.
const FIRST_LINE: usize = 80;

/// Days before a certificate's end from which on it is worth a warning, and from which on it is urgent.
const DAYS: (u32, u32) = (30, 7);

/// The states a plugin may end in; the number is its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Healthy.
    Ok = 0,
    /// Warnings only.
    Warning = 1,
    /// At least one error.
    Critical = 2,
    /// Inconclusive, or it could not run as asked.
    Unknown = 3,
}

/// The state a report stands for.
pub fn state(report: &Report) -> State {
    match report.verdict {
        ReportVerdict::Healthy => State::Ok,
        ReportVerdict::Degraded => State::Warning,
        ReportVerdict::Broken => State::Critical,
        ReportVerdict::Inconclusive => State::Unknown,
    }
}

/// Its name, as the first line begins.
pub(super) fn name(report: &Report) -> &'static str {
    match state(report) {
        State::Ok => "OK",
        State::Warning => "WARNING",
        State::Critical => "CRITICAL",
        State::Unknown => "UNKNOWN",
    }
}

/// Writes it. Errors are those of the writer.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let name = name(report);
    let findings = match report.diagnoses.len() {
        0 | 1 => String::new(),
        several => format!(" ({several} findings)"),
    };
    let headline = match report.open().next() {
        Some(first) => format!("{}: {}", first.code, first.summary),
        None => headline::of(report).sentence.into_owned(),
    };
    let room = FIRST_LINE.saturating_sub(name.len() + " - ".len() + findings.len());
    writeln!(out, "{name} - {}{findings} | {}", cut(&plain(&headline), room), figures(report))?;
    for finding in &report.diagnoses {
        let state = match (finding.accepted.is_some(), finding.severity) {
            (true, _) => "accepted",
            (false, Severity::Error) => "critical",
            (false, Severity::Warning) => "warning",
        };
        writeln!(out, "[{state}] {}: {}", finding.code, plain(&finding.summary))?;
    }
    Ok(())
}

/// The line of a run that could not be made, and below it the whole of what does not fit. Errors are those of the writer.
pub fn could_not_run(why: &str, out: &mut dyn Write) -> io::Result<()> {
    let lead = "UNKNOWN - ";
    let first = why.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it could not run as asked");
    let (whole, room) = (plain(first), FIRST_LINE - lead.len());
    writeln!(out, "{lead}{}", cut(&whole, room))?;
    if whole.len() > room { writeln!(out, "{whole}") } else { Ok(()) }
}

/// `label=value;warn;crit`, with a blank between.
fn figures(report: &Report) -> String {
    let summary = report.summary;
    let mut figures = format!(
        "findings={} pass={} warn={} fail={} blocked={} skipped={}",
        report.diagnoses.len(),
        summary.pass,
        summary.warn,
        summary.fail,
        summary.blocked,
        summary.skipped
    );
    if let (Some(first), Some(now)) = (report.certificates().first(), report.moment()) {
        // A range is fine inside: "30:" calls for attention below 30.
        let _ = write!(figures, " cert_days={};{}:;{}:", (first.not_after - now).whole_days(), DAYS.0, DAYS.1);
    }
    let _ = write!(figures, " time={}.{:03}s", report.duration_ms / 1000, report.duration_ms % 1000);
    figures
}

/// A bar begins the figures, so that none may stand in the text.
fn plain(text: &str) -> String {
    escape::ascii(text).replace('|', "/")
}

fn cut(text: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(3)).collect();
    format!("{}...", kept.trim_end())
}
