//! The report as text, for a person: the cause first, then the stages, then what the figures mean.

mod diagnosis;
mod facts;
mod flow;
mod matrix;
mod stage;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use self::diagnosis::Opening;
use self::flow::{Flow, Paint};
use self::stage::{CheckGroup, Layout};
use crate::check::{Owner, Stage};
use crate::evidence::Cut;
use crate::report::{DiagnosisEntry, Login, OutcomeEntry, OutcomeVerdict, Report, ReportVerdict};
use strum::IntoEnumIterator;

/// How the text is written. The command line decides it once, from the flags, the environment and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Escape sequences for colour, as far as the override of the `colored` crate allows them.
    pub color: bool,
    /// Characters beyond ASCII; false shows them by number and uses `ok !! .. --` as marks.
    pub unicode: bool,
    /// Columns of the terminal, or 80. Only a single longer word makes a longer line. Below 40 it counts as 40.
    pub width: usize,
    /// Only the headline and the faults.
    pub quiet: bool,
    /// Every subject of every check, with what was observed.
    pub verbose: bool,
}

/// Writes the report. Errors are those of the writer.
///
/// Every string of the report is made safe by `render::escape`.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = has_several_places(report);
    let told = write_headline(report, style, out)?;
    if !style.quiet {
        facts::write(report, style, out)?;
    }
    for (nth, diagnosis) in report.diagnoses.iter().enumerate() {
        writeln!(out)?;
        diagnosis::write(diagnosis, Opening { number: nth + 1, told: told && nth == 0, places }, style, out)?;
    }
    if style.quiet {
        return Ok(());
    }
    matrix::write(report, style, out)?;
    let code = report.outcomes.iter().map(|outcome| outcome.check.len()).max().unwrap_or(0).min(12);
    for (stage, groups) in by_stage(report) {
        writeln!(out)?;
        stage::write(stage, &groups, Layout { style, code, places }, out)?;
    }
    writeln!(out)?;
    write_footer(report, style, out)
}

/// One fault as plain text, complete in itself; the body of a failure in other formats.
pub(super) fn diagnosis(diagnosis: &DiagnosisEntry, number: usize, places: bool) -> io::Result<String> {
    let style = Style { color: false, unicode: true, width: 100, quiet: false, verbose: false };
    let mut text = Vec::new();
    diagnosis::write(diagnosis, Opening { number, told: false, places }, &style, &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Whether a check was seen from more than one place, so that its place must be named.
pub(super) fn has_several_places(report: &Report) -> bool {
    let mut places: BTreeSet<&String> = report.outcomes.iter().flat_map(|outcome| &outcome.place).collect();
    places.extend(report.outcomes.iter().filter(|outcome| outcome.place.is_empty()).flat_map(|o| &o.vantage));
    places.len() > 1
}

/// Verdict and reason. True when the first fault's summary was told.
fn write_headline(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<bool> {
    let (sentence, told) = headline(report);
    let (verdict, paint) = words::verdict(report.verdict);
    let hang = verdict.len() + 2;
    let flow = Flow::new(style).lead(verdict, paint).pad_to(hang);
    flow.words(&sentence, Paint::Bold).write(style, hang, out)?;
    if report.diagnoses.len() > 1 {
        let count = format!("{} findings in all, the worst first", report.diagnoses.len());
        let flow = Flow::new(style).lead(&" ".repeat(hang), Paint::Plain);
        flow.words(&count, Paint::Faint).write(style, hang, out)?;
    }
    Ok(told)
}

fn headline(report: &Report) -> (Cow<'_, str>, bool) {
    let first = report.diagnoses.first();
    match report.login() {
        Some((id, Login::Cannot(fault))) => {
            let opening = format!("{id} cannot log in: ");
            let why = fault.summary.strip_prefix(&opening).unwrap_or(&fault.summary);
            return (format!("{opening}{why}").into(), first == Some(fault));
        }
        Some((id, Login::Offline(fault))) => {
            return (format!("{id} shows as offline to others: {}", fault.summary).into(), first == Some(fault));
        }
        Some((id, Login::NothingFound)) if report.verdict != ReportVerdict::Inconclusive => {
            return (
                format!("nothing in the exports keeps {id} out, or offline; no directory server was asked").into(),
                false,
            );
        }
        Some((id, Login::Can)) if report.verdict != ReportVerdict::Inconclusive => {
            return (format!("{id} can log in, as far as the directory tells").into(), false);
        }
        _ => {}
    }
    match (report.verdict, first) {
        (ReportVerdict::Healthy, _) => (passed(report).into(), false),
        (ReportVerdict::Inconclusive, Some(first)) if first.owner == Owner::Ucdoctor => ((&first.summary).into(), true),
        (ReportVerdict::Inconclusive, _) => (undecided(report).into(), false),
        (_, Some(first)) => ((&first.summary).into(), true),
        (_, None) => ("see the checks below".into(), false),
    }
}

/// "14 checks passed on 2 servers".
fn passed(report: &Report) -> String {
    let checks = match report.summary.pass {
        1 => "1 check passed".to_owned(),
        passed => format!("{passed} checks passed"),
    };
    match report.evidence.asked.servers.as_slice() {
        [] => checks,
        [server] => format!("{checks} on {}", server.authority()),
        servers => format!("{checks} on {} servers", servers.len()),
    }
}

fn undecided(report: &Report) -> String {
    let judged = |outcome: &&OutcomeEntry| {
        outcome.stage != Stage::Tool && !matches!(outcome.verdict, OutcomeVerdict::Blocked | OutcomeVerdict::Skipped)
    };
    match (cut(report), &report.undecided) {
        (Some(cut), _) => format!("{cut}, too early to decide"),
        (None, Some(reason)) => format!("no problem is proven, but not all could be judged: {reason}"),
        (None, None) if !report.outcomes.iter().any(|outcome| judged(&outcome)) => {
            "nothing was checked: each check below says what it would need".to_owned()
        }
        (None, None) => {
            "no problem is proven, but the evidence does not decide; see what was skipped, and why".to_owned()
        }
    }
}

/// "the deadline of 30 s ended the run", when the run was cut.
fn cut(report: &Report) -> Option<String> {
    let cut = report.evidence.vantages.iter().find_map(|vantage| vantage.cut)?;
    Some(match cut {
        Cut::Deadline => {
            format!("the deadline of {} ended the run", words::duration(report.evidence.asked.deadline_ms))
        }
        Cut::Signal => "a signal ended the run".to_owned(),
    })
}

/// The outcomes by stage and check, in the order of the report.
fn by_stage(report: &Report) -> Vec<(Stage, Vec<CheckGroup<'_>>)> {
    let mut groups: Vec<CheckGroup<'_>> = Vec::new();
    let mut places: HashMap<(Stage, &str), usize> = HashMap::new();
    for outcome in &report.outcomes {
        let place = *places.entry((outcome.stage, &outcome.check)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.outcomes.push(outcome),
            None => {
                groups.push(CheckGroup { stage: outcome.stage, code: &outcome.check, outcomes: vec![outcome] });
            }
        }
    }
    let mut stages: Vec<_> = Stage::iter().map(|stage| (stage, Vec::new())).collect();
    for group in groups {
        if let Some((_, checks)) = stages.iter_mut().find(|(stage, _)| *stage == group.stage) {
            checks.push(group);
        }
    }
    stages.retain(|(_, checks)| !checks.is_empty());
    stages
}

/// Counts beside their marks, which makes them the legend; then when, from where, and the exit status.
fn write_footer(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary;
    let counts = [
        (OutcomeVerdict::Pass, summary.pass, "passed"),
        (OutcomeVerdict::Fail, summary.fail, "failed"),
        (OutcomeVerdict::Warn, summary.warn, if summary.warn == 1 { "warning" } else { "warnings" }),
        (OutcomeVerdict::Blocked, summary.blocked, "blocked"),
        (OutcomeVerdict::Skipped, summary.skipped, "skipped"),
    ];
    let mut flow = Flow::new(style);
    let mut separator = "";
    for (verdict, count, what) in counts.into_iter().filter(|(_, count, _)| *count > 0) {
        let (mark, paint) = words::mark(verdict, style);
        flow = flow.glue(separator).atom(mark.trim_start(), paint).glue(&format!(" {count} {what}"));
        separator = ",";
    }
    if !report.outcomes.is_empty() {
        flow.write(style, 0, out)?;
    }
    if let (Some(cut), true) = (cut(report), report.verdict != ReportVerdict::Inconclusive) {
        Flow::new(style)
            .words(&cut, Paint::Caution)
            .glue(";")
            .words("what it left open is skipped", Paint::Plain)
            .write(style, 0, out)?;
    }
    write_where_and_when(report, style, out)?;
    let status = format!("Exit status {}: {}", report.exit_code, words::exit_status(report));
    Flow::new(style).words(&status, Paint::Plain).write(style, 0, out)
}

fn write_where_and_when(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let names = report.evidence.vantages.iter().map(|vantage| Cow::Borrowed(vantage.name.as_str()));
    let flow = match report.evidence.vantages.len() {
        0 => Flow::new(style).words("Taken", Paint::Faint),
        _ => Flow::new(style).words("Seen from", Paint::Faint).list(names, 5),
    };
    let tool = format!("in {}, by {} {}", words::duration(report.duration_ms), report.tool.name, report.tool.version);
    flow.words("at", Paint::Faint)
        .words(&report.taken_at, Paint::Faint)
        .glue(",")
        .words(&tool, Paint::Faint)
        .write(style, 0, out)
}

/// The subject, with its place where that is not the same for all.
fn seen_from<'a>(subject: &'a str, vantage: Option<&str>, places: bool) -> Cow<'a, str> {
    match vantage {
        Some(vantage) if places => format!("{subject} (from {vantage})").into(),
        _ => subject.into(),
    }
}
