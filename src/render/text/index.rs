//! All findings at a glance: which, how many people, whose.

use std::io::{self, Write};

use super::Style;
use super::flow::{Flow, Paint};
use crate::check::Severity;
use crate::render::words;
use crate::report::{DiagnosisEntry, Report};

/// Findings that are listed; the blocks below have all.
const LISTED: usize = 20;

/// Spaces between two columns.
const GAP: usize = 2;

/// The least of a summary that says anything, in columns.
const LEAST: usize = 20;

/// Writes one line a finding; nothing where there is only one.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = &report.diagnoses;
    if findings.len() < 2 {
        return Ok(());
    }
    writeln!(out)?;
    let columns = Columns::of(findings);
    for (nth, finding) in findings.iter().take(LISTED).enumerate() {
        columns.write(nth + 1, finding, style, out)?;
    }
    if findings.len() > LISTED {
        let more = format!("and {} more below", findings.len() - LISTED);
        Flow::new(style)
            .lead(&" ".repeat(columns.code), Paint::Plain)
            .words(&more, Paint::Faint)
            .write(style, 0, out)?;
    }
    Ok(())
}

/// Where each column begins.
struct Columns {
    number: usize,
    code: usize,
    people: usize,
    owner: usize,
    summary: usize,
}

impl Columns {
    fn of(findings: &[DiagnosisEntry]) -> Self {
        let widest = |width: &dyn Fn(&DiagnosisEntry) -> usize| {
            let width = findings.iter().take(LISTED).map(width).max().unwrap_or(0);
            if width == 0 { 0 } else { width + GAP }
        };
        let number = findings.len().to_string().len() + GAP;
        let code = number + GAP;
        let people = code + widest(&|finding| finding.code.len());
        let owner = people + widest(&|finding| concerned(finding).len());
        let summary = owner + widest(&|finding| words::owner_short(finding.owner).len());
        Self { number, code, people, owner, summary }
    }

    fn write(&self, nth: usize, finding: &DiagnosisEntry, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let paint = match (finding.accepted.is_some(), finding.severity) {
            (true, _) => Paint::Faint,
            (false, Severity::Error) => Paint::Bad,
            (false, Severity::Warning) => Paint::Caution,
        };
        let mut line = Flow::new(style)
            .lead(&format!("{nth:>width$}", width = self.number), Paint::Bold)
            .pad_to(self.code)
            .lead(&finding.code, paint);
        if self.owner > self.people {
            line = line.pad_to(self.people).lead(&concerned(finding), Paint::Bold);
        }
        line = line.pad_to(self.owner).lead(words::owner_short(finding.owner), Paint::Plain);
        // Where the columns leave no room, the summary is told in the block alone.
        let room = style.width.saturating_sub(self.summary);
        if room >= LEAST {
            line = line.pad_to(self.summary).words(&first(&finding.summary, room), Paint::Faint);
        }
        line.write(style, self.summary, out)
    }
}

fn concerned(finding: &DiagnosisEntry) -> String {
    finding.affected_users.map(words::users).unwrap_or_default()
}

/// As much of a sentence as one line holds: whole words, unless most of it were one that is left out.
fn first(sentence: &str, room: usize) -> String {
    if sentence.chars().count() <= room {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(room.saturating_sub(1)).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    let whole = if whole.chars().count() * 3 < room * 2 { cut.as_str() } else { whole };
    format!("{}…", whole.trim_end_matches([',', ';', ':']))
}
