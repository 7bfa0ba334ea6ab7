//! `demo`: plants a fault, shows the report, and says whether the fault was found.

use std::time::{Duration, Instant};

use anyhow::bail;
use colored::Colorize;

use super::color::Screen;
use super::output::{Outputs, plain_style, stdout};
use super::{Demo, say, signals};
use crate::demo::faults::{self, Fault};
use crate::demo::{self, Limits, Outcome};
use crate::nearest::nearest;
use crate::render::page;
use crate::render::text::Style;
use crate::secrets::Secrets;

/// The fault planted when none is named.
pub const DEFAULT_FAULT: &str = faults::DEFAULT;

/// Runs the demo and returns the exit status: 0 when what was planted was found, and nothing else.
pub async fn run(arguments: &Demo, screen: Screen) -> anyhow::Result<u8> {
    colored::control::set_override(screen.color);
    if arguments.list {
        return list(&plain_style(Some(screen)));
    }
    if arguments.all {
        return all(arguments).await;
    }
    let outputs = Outputs::new(&arguments.judge, screen)?;
    let outcome = plant(fault(&arguments.fault)?, arguments).await?;
    outputs.write(&outcome.report, &Secrets::default())?;
    let closing = closing(&outcome);
    if outputs.text_on_stdout() {
        let style = plain_style(Some(screen));
        stdout(|out| {
            writeln!(out)?;
            closing.lines().try_for_each(|line| page::paragraph(line, 0, &style, out))
        })?;
    } else {
        say(&closing);
    }
    Ok(u8::from(!outcome.passed))
}

fn fault(name: &str) -> anyhow::Result<&'static Fault> {
    let Some(fault) = faults::all().find(|fault| fault.name.eq_ignore_ascii_case(name)) else {
        let hint = match nearest(name, faults::all().map(|fault| fault.name)) {
            Some(meant) => format!("did you mean {meant}? "),
            None => String::new(),
        };
        bail!("there is no fault {name:?}; {hint}`ucdoctor demo --list` names them");
    };
    Ok(fault)
}

async fn plant(fault: &'static Fault, arguments: &Demo) -> anyhow::Result<Outcome> {
    let limits = Limits { connect_timeout: arguments.connect_timeout, deadline: arguments.deadline };
    demo::run_within(fault, &arguments.judge.judging(), limits, signals::stop()).await
}

/// What the demo proved, and what comes next.
fn closing(outcome: &Outcome) -> String {
    let code = outcome.report.exit_code;
    let command = match &outcome.report.evidence.asked.person {
        Some(person) => format!("ucdoctor why {}", person.id),
        None => "ucdoctor check".to_owned(),
    };
    let status = format!("`{command}` would exit {code} here; `ucdoctor demo --list` names the other faults");
    match (outcome.passed, outcome.fault.expected) {
        (true, Some(_)) => {
            format!("self-test passed: the fault {} was planted and diagnosed\n{status}", outcome.fault.name)
        }
        (true, None) => format!("self-test passed: nothing was planted and nothing was found\n{status}"),
        (false, expected) => {
            let expected = expected.unwrap_or("no diagnosis");
            format!("self-test FAILED: {expected} was expected, {} was found\n{status}", found(outcome))
        }
    }
}

/// The codes of the diagnoses, the worst first.
fn found(outcome: &Outcome) -> String {
    let codes: Vec<&str> = outcome.report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
    if codes.is_empty() { "no diagnosis".to_owned() } else { codes.join(", ") }
}

fn list(style: &Style) -> anyhow::Result<u8> {
    let width = name_width();
    stdout(|out| faults::all().try_for_each(|fault| page::row(&[(fault.name, width)], fault.story, style, out)))?;
    Ok(0)
}

/// Runs every fault, one after the other so that none disturbs another's clock, and prints a line for each.
async fn all(arguments: &Demo) -> anyhow::Result<u8> {
    let width = name_width();
    let mut passed = 0;
    stdout(|out| writeln!(out, "{}", format!("{:width$}  passed  {:>7}  diagnosis", "fault", "ms").bold()))?;
    for fault in faults::all() {
        let start = Instant::now();
        let outcome = plant(fault, arguments).await;
        let good = outcome.as_ref().is_ok_and(|outcome| outcome.passed);
        passed += usize::from(good);
        if !good || !arguments.judge.quiet {
            stdout(|out| writeln!(out, "{}", row(fault, &outcome, start.elapsed(), width)))?;
        }
    }
    let total = faults::all().count();
    stdout(|out| writeln!(out, "{passed} of {total} faults were diagnosed as planted"))?;
    Ok(u8::from(passed != total))
}

fn row(fault: &Fault, outcome: &anyhow::Result<Outcome>, took: Duration, width: usize) -> String {
    let (good, diagnosis) = match outcome {
        Ok(outcome) => (outcome.passed, found(outcome)),
        Err(error) => (false, format!("{error:#}")),
    };
    let mark = if good { "yes   ".green() } else { "NO    ".red().bold() };
    format!("{:width$}  {mark}  {:>7}  {diagnosis}", fault.name, took.as_millis())
}

fn name_width() -> usize {
    faults::all().map(|fault| fault.name.len()).max().unwrap_or(0)
}
