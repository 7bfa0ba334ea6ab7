//! What is written of several clusters: a file each in folders, one document of suites, and the list.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use quick_junit::TestSuite;

use super::{Cluster, Seen};
use crate::cli::color::Screen;
use crate::cli::output::{Format, Output, Outputs, stdout, to_file};
use crate::cli::{ExitStyle, Judge};
use crate::files::Place;
use crate::platform;
use crate::render::{junit, rollup};
use crate::report::Report;
use crate::secrets::{Secrets, Written};

/// Where everything goes.
pub(super) struct Targets {
    /// One report a cluster, into this folder.
    folders: Vec<(Format, PathBuf)>,
    /// The document of all suites; none is standard output.
    suites: Option<Option<PathBuf>>,
    /// The list, into this file.
    lists: Vec<PathBuf>,
    fail_on_warning: bool,
    style: ExitStyle,
    outputs: Outputs,
}

impl Targets {
    /// Prepares what was asked for: folders are made. Fails where one file was asked for that only one cluster can have.
    pub(super) fn new(judge: &Judge, screen: Screen, clusters: &[Cluster]) -> anyhow::Result<Self> {
        let outputs = Outputs::of_fleet(judge, screen)?;
        let mut targets = Self {
            folders: Vec::new(),
            suites: None,
            lists: Vec::new(),
            fail_on_warning: judge.judging().fail_on_warning,
            style: judge.exit_style,
            outputs,
        };
        for Output { format, file } in &judge.outputs {
            match (format, file) {
                (_, Some(folder)) if is_folder(folder) => {
                    platform::files::make_private_folder(folder)
                        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
                    targets.folders.push((*format, folder.clone()));
                }
                (Format::Junit, file) => targets.suites = Some(file.clone()),
                (Format::Text, Some(file)) => targets.lists.push(file.clone()),
                (Format::Text, None) => {}
                (format, _) => {
                    let name = format!("{format:?}").to_lowercase();
                    bail!("of {} configurations, each has a report of its own: -o {name}=DIR/", clusters.len());
                }
            }
        }
        Ok(targets)
    }

    /// Fails where a report would replace what is read for it.
    pub(super) fn apart(&self, name: &str, read: &[PathBuf]) -> anyhow::Result<()> {
        let read: Vec<Place> = read.iter().map(|path| Place::of(path)).collect();
        for (format, folder) in &self.folders {
            let file = folder.join(file_name(name, *format));
            if read.contains(&Place::of(&file)) {
                bail!("{} is read by this run, and would be overwritten", file.display());
            }
        }
        Ok(())
    }

    /// The report as it may be shown.
    pub(super) fn shown<'r>(&self, report: &'r Report) -> anyhow::Result<Cow<'r, Report>> {
        self.outputs.shown(report)
    }

    /// Writes the files of one cluster, and makes its suite where one is wanted.
    pub(super) fn write(&self, name: &str, report: &Report, secrets: &Secrets) -> anyhow::Result<Option<TestSuite>> {
        for (format, folder) in &self.folders {
            let file = folder.join(file_name(name, *format));
            self.outputs.of_cluster((name, report, secrets), *format, &file)?;
        }
        let suite = self.suites.as_ref().map(|_| junit::suite(name, report, self.fail_on_warning));
        suite.transpose().context("cannot write JUnit")
    }

    /// Writes what tells of all of them.
    pub(super) fn finish(&self, seen: Vec<Seen>, duration_ms: u64, status: u8) -> anyhow::Result<()> {
        let (mut rows, mut suites, mut secrets) = (Vec::new(), Vec::new(), Secrets::default());
        for one in seen {
            rows.push(one.row);
            suites.extend(one.suite);
            secrets.and(one.secrets);
        }
        let words = words(status, self.style);
        let list = |style: &_, out: &mut dyn std::io::Write| {
            secrets.write(out, Written::Text, |out| rollup::render(&rows, (duration_ms, &words), style, out))
        };
        let plain = crate::cli::output::plain_style(None);
        for file in &self.lists {
            to_file(file, |out| list(&plain, out))?;
        }
        let document = |out: &mut dyn std::io::Write| {
            let time = Duration::from_millis(duration_ms);
            secrets.write(out, Written::Markup, |out| junit::write(suites, time, out))
        };
        match &self.suites {
            Some(None) => return stdout(document),
            Some(Some(file)) => to_file(file, document)?,
            None => {}
        }
        stdout(|out| list(self.outputs.style(), out))
    }
}

/// A folder that is there, or a path that ends as one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator)
}

fn file_name(cluster: &str, format: Format) -> String {
    let end = match format {
        Format::Text => "txt",
        Format::Json => "json",
        Format::Junit => "xml",
        Format::Html => "html",
        Format::Ticket => "md",
        Format::Csv => "csv",
        Format::Nagios => "nagios.txt",
        Format::Prometheus => "prom",
        Format::Github => "github.txt",
    };
    format!("{cluster}.{end}")
}

/// What the exit status of several clusters means.
fn words(status: u8, style: ExitStyle) -> String {
    let words = match (style, status) {
        (ExitStyle::Ucdoctor, 0) => "no problem was found in any of them",
        (ExitStyle::Ucdoctor, 1) => "at least one problem was found",
        (ExitStyle::Ucdoctor, 2) => "a configuration could not be run as asked",
        (ExitStyle::Ucdoctor, _) => "undecided in at least one of them",
        (ExitStyle::Nagios, 0) => "OK, all of them",
        (ExitStyle::Nagios, 1) => "WARNING, the worst of them",
        (ExitStyle::Nagios, 2) => "CRITICAL, the worst of them",
        (ExitStyle::Nagios, _) => "UNKNOWN, the worst of them",
    };
    format!("Exit status {status}: {words}")
}
