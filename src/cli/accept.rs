//! `accept`: a finding that is to stay for a while, written into the configuration.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use time::Date;
use time::macros::format_description;

use super::check::file_of_environment;
use super::{Accept, last, replay, say};
use crate::config::found::trusted;
use crate::config::plan::DEFAULT_FILE;
use crate::config::{self, NewAccept};
use crate::report::Judging;

/// Subjects of one finding that are written one by one; more of them are accepted as all.
const SUBJECTS: usize = 20;

/// Adds the finding to the configuration, and says so. Fails, and writes nothing, where there is no such finding, or the
/// configuration would not be valid with it.
pub fn run(arguments: &Accept) -> anyhow::Result<u8> {
    let file = file(arguments.config.as_deref())?;
    let until = Date::parse(&arguments.until, format_description!("[year]-[month]-[day]"));
    let until = until.with_context(|| format!("--until is {:?}; write it as 2027-03-31", arguments.until))?;
    let (code, subjects) = match &arguments.report {
        None => (last::finding(arguments.number)?, Vec::new()),
        Some(report) => of_report(arguments.number, report)?,
    };
    let new = NewAccept { code, subjects, reason: &arguments.reason, owner: arguments.owner.as_deref(), until };
    config::accept(&file, &new)?;
    say(&format!(
        "note: {} accepts {} until {until}; it is told as before, and does not count",
        file.display(),
        new.code
    ));
    Ok(0)
}

fn file(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(named) = named.map(Path::to_owned).or_else(file_of_environment) {
        return Ok(named);
    }
    let file = PathBuf::from(DEFAULT_FILE);
    trusted(&file)?;
    Ok(file)
}

/// Code and subjects of a finding of a saved report; none where all of them are meant.
fn of_report(number: usize, path: &Path) -> anyhow::Result<(String, Vec<String>)> {
    let report = replay::report(path, &Judging::default())?;
    let Some(finding) = number.checked_sub(1).and_then(|nth| report.diagnoses.get(nth)) else {
        bail!(last::no_finding(number, report.diagnoses.len()));
    };
    let mut subjects: Vec<String> = finding.because.iter().map(|because| because.subject.clone()).collect();
    subjects.sort();
    subjects.dedup();
    if subjects.len() > SUBJECTS {
        subjects.clear();
    }
    Ok((finding.code.clone(), subjects))
}
