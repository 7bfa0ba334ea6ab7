//! The findings as workflow commands of GitHub Actions: each becomes an annotation of the run.
//!
//! Source: "Workflow commands for GitHub Actions". GitHub shows ten annotations of each kind for one step; the worst
//! finding comes first.

use std::io::{self, Write};

use super::{escape, headline};
use crate::check::Severity;
use crate::report::{Report, ReportVerdict};

/// Writes one command per finding, or one that says what was found out where there is none. Errors are those of the
/// writer.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.diagnoses {
        let kind = match (finding.accepted.is_some(), finding.severity) {
            (true, _) => "notice",
            (false, Severity::Error) => "error",
            (false, Severity::Warning) => "warning",
        };
        let mut message = finding.summary.clone();
        for step in &finding.fix {
            message.push_str("\n- ");
            message.push_str(step);
        }
        command(kind, &finding.code, &message, out)?;
    }
    let headline = headline::of(report).sentence;
    match report.verdict {
        ReportVerdict::Inconclusive => command("warning", "inconclusive", &headline, out),
        _ if report.diagnoses.is_empty() => command("notice", "ucdoctor", &headline, out),
        _ => Ok(()),
    }
}

/// `::error title=…::…`, a line.
fn command(kind: &str, title: &str, message: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = data(title).replace(':', "%3A").replace(',', "%2C");
    writeln!(out, "::{kind} title={title}::{}", data(message))
}

/// Line breaks are ours, between the steps; those of a peer are shown by number.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| escape::text(line).replace('%', "%25")).collect();
    lines.join("%0A")
}
