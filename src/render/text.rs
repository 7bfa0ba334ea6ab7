//! The report as text, for a person: the cause first, then what failed, and the cause again where the eye ends.

mod diagnosis;
mod facts;
pub(in crate::render) mod flow;
mod folded;
mod group;
mod index;
mod marks;
mod matrix;
mod moments;
mod stage;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use time::UtcOffset;

use self::diagnosis::Opening;
use self::flow::{Flow, Paint};
use self::group::CheckGroup;
use self::stage::Layout;
use crate::check::Stage;
use crate::render::headline::{self, Headline};
use crate::render::{difference, nagios, words};
use crate::report::{DiagnosisEntry, OutcomeEntry, OutcomeVerdict, Report, ReportVerdict};
use strum::IntoEnumIterator;

/// Further findings that the foot names.
const OTHERS: usize = 8;

/// How the text is written. The command line decides it once, from the flags, the environment and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Escape sequences for colour, as far as the override of the `colored` crate allows them.
    pub color: bool,
    /// Characters beyond ASCII; false shows them by number and uses `ok !! .. --` as marks.
    pub unicode: bool,
    /// Columns of the terminal, or 80. Only a single longer word makes a longer line. Below 40 it counts as 40.
    pub width: usize,
    /// Only the headline, the faults, and where and when they were seen.
    pub quiet: bool,
    /// Every subject of every check, with what was observed.
    pub verbose: bool,
    /// What the clock on the wall shows, beside UTC.
    pub local: Option<UtcOffset>,
    /// The exit status is that of a monitoring plugin.
    pub plugin: bool,
}

/// Writes the report. Errors are those of the writer.
///
/// Every string of the report is made safe by `render::escape`.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = has_several_places(report);
    let headline = headline::of(report);
    write_headline(report, &headline, style, out)?;
    facts::write(report, style, out)?;
    index::write(report, style, out)?;
    for (nth, finding) in report.diagnoses.iter().enumerate() {
        writeln!(out)?;
        let told = headline.tells == Some(finding);
        diagnosis::write(finding, Opening { number: nth + 1, told, places }, style, out)?;
    }
    writeln!(out)?;
    if style.quiet {
        if let Some(since) = &report.since {
            difference::render(since, style, out)?;
        }
        return write_where_and_when(report, style, out);
    }
    matrix::write(report, style, out)?;
    write_stages(report, places, style, out)?;
    write_foot(report, &headline, style, out)
}

/// One finding by its number, from 1 on, and the checks that saw it. Errors are those of the writer.
pub fn finding(report: &Report, number: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = has_several_places(report);
    let Some(finding) = number.checked_sub(1).and_then(|nth| report.diagnoses.get(nth)) else { return Ok(()) };
    diagnosis::write(finding, Opening { number, told: false, places }, style, out)?;
    writeln!(out)?;
    let style = &Style { verbose: true, ..*style };
    let mut stages = by_stage(report, |outcome| report.finding_of(outcome) == Some(finding));
    let layout = Layout { style, code: code_width(report), places };
    stages.iter_mut().try_for_each(|(_, checks)| stage::write_failed(checks, layout, out))?;
    write_where_and_when(report, style, out)
}

/// "BROKEN, 12 findings".
pub fn in_a_word(report: &Report) -> String {
    let verdict = words::verdict(report.verdict);
    match report.diagnoses.len() {
        0 => verdict.to_owned(),
        1 => format!("{verdict}, 1 finding"),
        findings => format!("{verdict}, {findings} findings"),
    }
}

/// One fault as plain text, complete in itself; the body of a failure in other formats.
pub(super) fn diagnosis(diagnosis: &DiagnosisEntry, number: usize, places: bool) -> io::Result<String> {
    let style =
        Style { color: false, unicode: true, width: 100, quiet: false, verbose: false, local: None, plugin: false };
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

/// Verdict and reason, and how many findings there are.
fn write_headline(report: &Report, headline: &Headline<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (verdict, paint) = (words::verdict(report.verdict), marks::verdict(report.verdict));
    let hang = verdict.len() + 2;
    let flow = Flow::new(style).lead(verdict, paint).pad_to(hang);
    flow.words(&headline.sentence, Paint::Bold).write(style, hang, out)?;
    if report.diagnoses.len() > 1 {
        let count = format!("{} findings in all, the worst first", report.diagnoses.len());
        let flow = Flow::new(style).lead(&" ".repeat(hang), Paint::Plain);
        flow.words(&count, Paint::Faint).write(style, hang, out)?;
    }
    Ok(())
}

/// With `-v` every check; else what failed, and how many passed.
fn write_stages(report: &Report, places: bool, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let stages = by_stage(report, |_| true);
    let layout = Layout { style, code: code_width(report), places };
    if style.verbose {
        for (stage, checks) in &stages {
            stage::write(*stage, checks, layout, out)?;
            writeln!(out)?;
        }
        return Ok(());
    }
    let before = report.summary.fail + report.summary.warn;
    for (_, checks) in &stages {
        stage::write_failed(checks, layout, out)?;
    }
    if before > 0 {
        writeln!(out)?;
    }
    if !stages.is_empty() {
        folded::write_stages(&stages, style, out)?;
    }
    folded::write_not_checked(report, style, out)
}

/// The longest code of a check, so that titles stand in one column.
fn code_width(report: &Report) -> usize {
    report.outcomes.iter().map(|outcome| outcome.check.len()).max().unwrap_or(0).min(12)
}

/// The outcomes that are wanted, by stage and check, in the order of the report.
fn by_stage(report: &Report, wanted: impl Fn(&OutcomeEntry) -> bool) -> Vec<(Stage, Vec<CheckGroup<'_>>)> {
    let mut groups: Vec<CheckGroup<'_>> = Vec::new();
    let mut places: HashMap<(Stage, &str), usize> = HashMap::new();
    for outcome in report.outcomes.iter().filter(|outcome| wanted(outcome)) {
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

/// The cause again, what is accepted, when and from where, and the exit status: what the last screen shows.
fn write_foot(report: &Report, headline: &Headline<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_counts(report, style, out)?;
    if let (Some(cut), true) = (headline::cut(report), report.verdict != ReportVerdict::Inconclusive) {
        Flow::new(style)
            .words(&cut, Paint::Caution)
            .glue(";")
            .words("what it left open is not checked", Paint::Plain)
            .write(style, 0, out)?;
    }
    write_accepted(report, style, out)?;
    if let Some(since) = &report.since {
        writeln!(out)?;
        difference::render(since, style, out)?;
        writeln!(out)?;
    }
    if let Some(first) = report.open().next() {
        let (verdict, paint) = (words::verdict(report.verdict), marks::verdict(report.verdict));
        let hang = verdict.len() + 2;
        let cause = format!("{}: {}", first.code, headline.tells.unwrap_or(first).summary);
        Flow::new(style).lead(verdict, paint).pad_to(hang).words(&cause, Paint::Bold).write(style, hang, out)?;
        write_others(report, first, style, out)?;
    }
    write_next(report, style, out)?;
    write_where_and_when(report, style, out)?;
    let status = match style.plugin {
        true => format!("Exit status {} of a monitoring plugin: {}", nagios::state(report) as u8, nagios::name(report)),
        false => format!("Exit status {}: {}", report.exit_code, words::exit_status(report)),
    };
    Flow::new(style).words(&status, Paint::Plain).write(style, 0, out)
}

/// "and 2: ldap-hosts-differ, 3: user-id-mismatch": which findings the last screen does not show.
fn write_others(report: &Report, first: &DiagnosisEntry, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let others = report.diagnoses.iter().enumerate().filter(|(_, other)| *other != first && other.accepted.is_none());
    let others: Vec<Cow<'_, str>> = others.map(|(nth, other)| format!("{} {}", nth + 1, other.code).into()).collect();
    let Some(second) = others.first().and_then(|other| other.split_once(' ')).map(|(number, _)| number.to_owned())
    else {
        return Ok(());
    };
    Flow::new(style)
        .words("Also", Paint::Bold)
        .list(others.into_iter(), OTHERS)
        .glue(":")
        .words(&format!("`--finding {second}` tells one alone"), Paint::Plain)
        .write(style, "Also ".len(), out)
}

/// What would decide whether the appliances trust a server, where nothing else is open.
fn write_next(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let server = report.evidence.asked.servers.first();
    let Some(server) = server.filter(|_| report.verdict == ReportVerdict::Inconclusive && headline::no_store(report))
    else {
        return Ok(());
    };
    let next = format!(
        "`ucdoctor queries trust` says how to export the nodes' certificates; then \
         `ucdoctor check {server} --trust call-manager=DIR --trust presence=DIR`"
    );
    Flow::new(style).words("Next:", Paint::Bold).words(&next, Paint::Plain).write(style, "Next: ".len(), out)
}

/// Counts beside their marks, which makes them the legend of `-v`.
fn write_counts(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !style.verbose || report.outcomes.is_empty() {
        return Ok(());
    }
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
        let (mark, paint) = marks::mark(verdict, style);
        flow = flow.glue(separator).atom(mark.trim_start(), paint).glue(&format!(" {count} {what}"));
        separator = ",";
    }
    flow.write(style, 0, out)
}

/// "Accepted: certificate-expiring until 2027-03-31 (moved to the new CA in March)".
fn write_accepted(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.diagnoses {
        if let Some(accepted) = &finding.accepted {
            let owner = accepted.owner.as_deref().map(|owner| format!(", {owner}")).unwrap_or_default();
            let words = format!("{} until {} ({}{owner})", finding.code, accepted.until, accepted.reason);
            Flow::new(style).words("Accepted:", Paint::Faint).words(&words, Paint::Plain).write(style, 2, out)?;
        }
    }
    Ok(())
}

fn write_where_and_when(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let names = report.evidence.vantages.iter().map(words::place);
    let flow = match report.evidence.vantages.len() {
        0 => Flow::new(style).words("Taken", Paint::Faint),
        _ => Flow::new(style).words("Seen from", Paint::Faint).list(names, 5),
    };
    let taken = match report.moment() {
        Some(moment) => words::moment(moment, style.local),
        None => report.taken_at.clone(),
    };
    let tool = format!("in {}, by {} {}", words::duration(report.duration_ms), report.tool.name, report.tool.version);
    flow.words("at", Paint::Faint)
        .words(&taken, Paint::Faint)
        .glue(",")
        .words(&tool, Paint::Faint)
        .write(style, 0, out)?;
    let untold: BTreeSet<&str> = report.evidence.vantages.iter().filter_map(|at| at.untold.as_deref()).collect();
    untold.iter().try_for_each(|what| Flow::new(style).words(what, Paint::Faint).write(style, 0, out))
}

/// The subject, with its place where that is not the same for all.
pub(super) fn seen_from<'a>(subject: &'a str, vantage: Option<&str>, places: bool) -> Cow<'a, str> {
    match vantage {
        Some(vantage) if places => format!("{subject} (from {vantage})").into(),
        _ => subject.into(),
    }
}
