//! Where reports go: one run feeds every format that was asked for.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::ValueEnum;

use super::color::{self, Screen};
use super::{ExitStyle, Judge, last, say};
use crate::check::Owner;
use crate::files::{self, Place};
use crate::nearest::nearest;
use crate::pseudonyms::Pseudonyms;
use crate::render::{github, html, json, junit, nagios, people, prometheus, text, ticket};
use crate::report::Report;
use crate::secrets::{Secrets, Written};

/// Columns of the text report where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs, and to be judged again.
    Json,
    /// For test runners.
    Junit,
    /// For a browser: one file.
    Html,
    /// For somebody who must act and has never seen this tool: Markdown.
    Ticket,
    /// The people and entries concerned, for a spreadsheet.
    Csv,
    /// For Nagios, Icinga, Checkmk and their kin.
    Nagios,
    /// For the textfile collector of Prometheus.
    Prometheus,
    /// For the log of GitHub Actions.
    Github,
}

/// `FORMAT[=FILE]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// How.
    pub format: Format,
    /// Where; none is standard output.
    pub file: Option<PathBuf>,
}

/// Parses `FORMAT[=FILE]`, the value of `-o`. Fails on an unknown format, naming those there are, and on an empty file
/// name.
pub fn parse(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("no file name after =".to_owned()),
        Some((name, "-")) => (name, None),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    match Format::from_str(name, false) {
        Ok(format) => Ok(Output { format, file }),
        Err(_) => {
            let known: Vec<String> = Format::value_variants().iter().filter_map(name_of).collect();
            let all = known.join(", ");
            Err(match nearest(name, known.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean {meant}? The formats are {all}"),
                None => format!("the formats are {all}"),
            })
        }
    }
}

fn name_of(format: &Format) -> Option<String> {
    format.to_possible_value().map(|value| value.get_name().to_owned())
}

/// All outputs of one run, checked before the run.
#[derive(Clone)]
pub struct Outputs {
    outputs: Vec<Output>,
    style: text::Style,
    fail_on_warning: bool,
    /// One finding alone, in the text.
    finding: Option<usize>,
    /// Whose findings the ticket is about.
    owner: Option<Owner>,
    /// What stands in every output instead of names.
    pseudonyms: Option<Arc<Pseudonyms>>,
}

impl Outputs {
    /// Prepares what was asked for. Fails on two reports for one place, and on a file that cannot be written: before
    /// anything is looked at, so that no run is lost.
    pub fn new(judge: &Judge, screen: Screen) -> anyhow::Result<Self> {
        let mut outputs = judge.outputs.clone();
        if outputs.is_empty() {
            outputs.push(Output { format: Format::Text, file: None });
        }
        if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
            bail!("two formats want standard output; send all but one to a file, as -o json=report.json");
        }
        let mut places = BTreeSet::new();
        for file in outputs.iter().filter_map(|output| output.file.as_deref()) {
            if !places.insert(Place::of(file)) {
                bail!("two formats want {}", file.display());
            }
            writable(file)?;
        }
        if judge.owner.is_some() && outputs.iter().all(|output| output.format != Format::Ticket) {
            bail!("--owner says whose findings a ticket is about; add -o ticket, or -o ticket=FILE");
        }
        Ok(Self {
            outputs,
            style: style(judge, screen),
            fail_on_warning: judge.judging().fail_on_warning,
            finding: judge.finding,
            owner: judge.owner,
            pseudonyms: pseudonyms(judge)?,
        })
    }

    /// Of a run over several configurations: `outputs` are written by somebody else.
    pub fn of_fleet(judge: &Judge, screen: Screen) -> anyhow::Result<Self> {
        Ok(Self {
            outputs: Vec::new(),
            style: style(judge, screen),
            fail_on_warning: judge.judging().fail_on_warning,
            finding: None,
            owner: judge.owner,
            pseudonyms: pseudonyms(judge)?,
        })
    }

    /// The report as it may be shown.
    pub fn shown<'r>(&self, report: &'r Report) -> anyhow::Result<Cow<'r, Report>> {
        match &self.pseudonyms {
            Some(pseudonyms) => pseudonyms.applied(report).map(Cow::Owned),
            None => Ok(Cow::Borrowed(report)),
        }
    }

    /// How the text is written.
    pub fn style(&self) -> &text::Style {
        &self.style
    }

    /// Fails when a report, or a file written beside it, would replace another one or what is read.
    pub fn apart(&self, also_written: &[&Path], read: &[&Path]) -> anyhow::Result<()> {
        let mut written: BTreeSet<Place> = BTreeSet::new();
        let reports = self.outputs.iter().filter_map(|output| output.file.as_deref());
        for file in reports.chain(also_written.iter().copied()) {
            let place = Place::of(file);
            if read.iter().any(|input| **input != *Path::new("-") && Place::of(input) == place) {
                bail!("{} is read by this run, and would be overwritten", file.display());
            }
            if !written.insert(place) {
                bail!("two outputs want {}", file.display());
            }
        }
        Ok(())
    }

    /// Whether the text report goes to standard output.
    pub fn text_on_stdout(&self) -> bool {
        self.outputs.iter().any(|output| output.format == Format::Text && output.file.is_none())
    }

    /// Writes all of them; the first failure is the error, after the others were tried.
    pub fn write(&self, report: &Report, secrets: &Secrets) -> anyhow::Result<()> {
        let (mut result, report) = (Ok(()), &*self.shown(report)?);
        if let Some(number) = self.finding.filter(|&number| number == 0 || number > report.diagnoses.len()) {
            bail!(last::no_finding(number, report.diagnoses.len()));
        }
        for output in &self.outputs {
            let style = match output.file {
                None => self.style,
                Some(_) => text::Style { color: false, width: DEFAULT_WIDTH, ..self.style },
            };
            // Left to itself, the crate would ask the environment again, and not the flag.
            colored::control::set_override(style.color);
            let render = |out: &mut dyn Write| self.render((report, secrets), output.format, &style, out);
            let written = match &output.file {
                None => stdout(render),
                Some(file) => to_file(file, render),
            };
            result = result.and(written);
        }
        if result.is_ok() {
            self.say_where(report);
        }
        if self.text_on_stdout() {
            last::keep(report);
        }
        result
    }

    /// Where everything went, when nothing of it is on the screen.
    fn say_where(&self, report: &Report) {
        if self.style.quiet || self.outputs.iter().any(|output| output.file.is_none()) {
            return;
        }
        let files: Vec<String> =
            self.outputs.iter().filter_map(|output| Some(output.file.as_ref()?.display().to_string())).collect();
        say(&format!("note: wrote {}: {}", files.join(", "), text::in_a_word(report)));
    }

    /// One report into a file, in one format; its figures name the cluster.
    pub fn of_cluster(
        &self,
        (cluster, report, secrets): (&str, &Report, &Secrets),
        format: Format,
        file: &Path,
    ) -> anyhow::Result<()> {
        let style = text::Style { color: false, width: DEFAULT_WIDTH, ..self.style };
        to_file(file, |out| match format {
            Format::Prometheus => {
                secrets.write(out, Written::Figures, |out| prometheus::render_of(report, Some(cluster), out))
            }
            format => self.render((report, secrets), format, &style, out),
        })
    }

    fn render(
        &self,
        (report, secrets): (&Report, &Secrets),
        format: Format,
        style: &text::Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match format {
            Format::Text => secrets.write(out, Written::Text, |out| match self.finding {
                Some(number) => text::finding(report, number, style, out),
                None => text::render(report, style, out),
            }),
            Format::Json => secrets.write(out, Written::Json, |out| json::render(report, out)),
            Format::Junit => {
                secrets.write(out, Written::Markup, |out| junit::render(report, self.fail_on_warning, out))
            }
            Format::Html => secrets.write(out, Written::Markup, |out| html::render(report, style.local, out)),
            Format::Ticket => secrets.write(out, Written::Text, |out| ticket::render(report, self.owner, style, out)),
            Format::Csv => secrets.write(out, Written::Table, |out| people::render(report, out)),
            Format::Nagios => secrets.write(out, Written::Text, |out| nagios::render(report, out)),
            Format::Prometheus => secrets.write(out, Written::Figures, |out| prometheus::render(report, out)),
            Format::Github => secrets.write(out, Written::Commands, |out| github::render(report, out)),
        }
    }
}

/// Writes to standard output. A reader that went away is no error: it has seen what it wanted.
pub fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still buffered has no reader; dropping the writer must not try again.
            let _ = out.into_parts();
            Ok(())
        }
        other => other.context("cannot write to standard output"),
    }
}

/// Writes a file so that it is either whole or untouched; a device or pipe is written as it is.
pub fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    files::write(path, write).with_context(|| format!("cannot write {}", path.display()))
}

/// Finds out early that a file cannot be written: a run may take its whole deadline.
fn writable(file: &Path) -> anyhow::Result<()> {
    if file.is_dir() {
        bail!("cannot write {}: it is a folder", file.display());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        bail!("cannot write {}: there is no folder {}", file.display(), folder.display());
    }
    Ok(())
}

fn pseudonyms(judge: &Judge) -> anyhow::Result<Option<Arc<Pseudonyms>>> {
    judge.pseudonyms.as_deref().map(|file| Pseudonyms::read(file).map(Arc::new)).transpose()
}

fn style(judge: &Judge, screen: Screen) -> text::Style {
    let plugin = judge.exit_style == ExitStyle::Nagios;
    text::Style { quiet: judge.quiet, verbose: judge.verbose, plugin, ..plain_style(Some(screen)) }
}

/// The style of a short text: that of the screen, or of a file.
pub fn plain_style(screen: Option<Screen>) -> text::Style {
    let (color, local) = screen.map_or((false, None), |Screen { color, local }| (color, local));
    let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    let width = terminal.filter(|_| screen.is_some()).map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
    let (width, unicode) = (width.clamp(40, 120), color::unicode());
    colored::control::set_override(color);
    text::Style { color, unicode, width, quiet: false, verbose: false, local, plugin: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_files() {
        for (text, expected) in [
            ("json", Ok((Format::Json, None))),
            ("junit=out.xml", Ok((Format::Junit, Some("out.xml")))),
            ("text=a=b", Ok((Format::Text, Some("a=b")))),
            ("json=-", Ok((Format::Json, None))),
            ("json=", Err("no file name")),
            ("jsn", Err("did you mean json?")),
            ("yaml", Err("the formats are")),
        ] {
            let expected = expected.map(|(format, file)| Output { format, file: file.map(PathBuf::from) });
            match expected {
                Ok(output) => assert_eq!(parse(text), Ok(output)),
                Err(part) => assert!(parse(text).unwrap_err().contains(part), "{text}"),
            }
        }
    }
}
