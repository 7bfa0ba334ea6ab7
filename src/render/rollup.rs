//! Several clusters in one list: how each is, what its worst finding is, and how many are well.

use std::io::{self, Write};

use super::text::Style;
use super::text::flow::{Flow, Paint};
use super::{headline, words};
use crate::report::{Report, ReportVerdict};

/// One cluster.
#[derive(Debug, Clone)]
pub struct Row {
    /// The name of its configuration.
    pub name: String,
    /// How it is.
    pub state: State,
    /// The worst finding, or what was found out.
    pub told: String,
    /// Findings beside that.
    pub more: usize,
}

/// How a cluster is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// At least one error.
    Broken,
    /// It could not be looked at as asked.
    NotRun,
    /// Not decided.
    Open,
    /// Warnings only.
    Warned,
    /// Healthy.
    Well,
}

impl Row {
    /// Of a report.
    pub fn of(name: &str, report: &Report) -> Self {
        let state = match report.verdict {
            ReportVerdict::Healthy => State::Well,
            ReportVerdict::Degraded => State::Warned,
            ReportVerdict::Broken => State::Broken,
            ReportVerdict::Inconclusive => State::Open,
        };
        let first = report.open().next().filter(|_| matches!(state, State::Broken | State::Warned));
        let told = match first {
            Some(first) => format!("{}: {}", first.code, first.summary),
            None => headline::of(report).sentence.into_owned(),
        };
        Self { name: name.to_owned(), state, told, more: report.open().count().saturating_sub(1) }
    }

    /// Of a configuration that could not be run.
    pub fn not_run(name: &str, why: &str) -> Self {
        let first = why.lines().next().unwrap_or_default().to_owned();
        Self { name: name.to_owned(), state: State::NotRun, told: first, more: 0 }
    }
}

/// Writes one line a cluster, then the counts; with `quiet`, only those that want attention. Errors are those of the
/// writer.
pub fn render(rows: &[Row], (duration_ms, status): (u64, &str), style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).min(style.width / 3);
    for row in rows.iter().filter(|row| !style.quiet || row.state != State::Well) {
        let (word, paint) = match row.state {
            State::Broken => ("FAIL", Paint::Bad),
            State::NotRun => ("ERR", Paint::Bad),
            State::Open => ("?", Paint::Caution),
            State::Warned => ("WARN", Paint::Caution),
            State::Well => ("ok", Paint::Good),
        };
        let text = width + 2 + "FAIL".len() + 2;
        let line = Flow::new(style).lead(&row.name, Paint::Bold).pad_to(width + 2).lead(word, paint).pad_to(text);
        let line = line.words(&row.told, Paint::Plain);
        let line = if row.more > 0 { line.words(&format!("+{}", row.more), Paint::Faint) } else { line };
        line.write(style, text, out)?;
    }
    let count = |state: State| rows.iter().filter(|row| row.state == state).count();
    let counted: Vec<String> = [
        (State::Well, "healthy"),
        (State::Warned, "with warnings"),
        (State::Broken, "with a problem"),
        (State::Open, "undecided"),
        (State::NotRun, "not run as asked"),
    ]
    .into_iter()
    .map(|(state, word)| (count(state), word))
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    let clusters = if rows.len() == 1 { "1 cluster".to_owned() } else { format!("{} clusters", rows.len()) };
    let counts = format!("{clusters}: {}, in {}", counted.join(", "), words::duration(duration_ms));
    Flow::new(style).words(&counts, Paint::Bold).write(style, 2, out)?;
    Flow::new(style).words(status, Paint::Plain).write(style, 0, out)
}
