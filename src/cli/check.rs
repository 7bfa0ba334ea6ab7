//! `check`: what comes before the network, and what comes after the report.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::net::{IpAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

use super::output::Outputs;
use super::process::Watchdog;
use super::{Check, Judge, Look, replay, say};
use crate::attempts::Attempts;
use crate::case::Case;
use crate::case::missing::missing;
use crate::config::file;
use crate::config::{CheckOptions, Prepared, plan};
use crate::evidence::Evidence;
use crate::files;
use crate::gathered::{COMPARISON, Files};
use crate::identity::renames;
use crate::inputs::trust_store;
use crate::memory::Memory;
use crate::plan::{KeptSessions, Plan};
use crate::probes::unseen;
use crate::report::{Judging, Report};
use crate::secrets::Secrets;
use crate::server_url::ServerUrl;
use crate::vantage::via::Via;
use crate::vantage::{Place, Way};

impl Check {
    /// Flags and file as a plan, what is compared with what it finds, and the further places to look from; what the user should know goes to standard error.
    ///
    /// Fails too when one of `outputs` would replace a file that is read.
    pub fn plan(&self, outputs: &Outputs) -> anyhow::Result<(Plan, Files, Vec<Place>)> {
        if let Some(folder) = self.write_missing.as_deref().filter(|folder| folder.exists() && !folder.is_dir()) {
            bail!("--write-missing: {} is not a folder", folder.display());
        }
        if let Some(folder) = self.save_transcripts.as_deref().filter(|folder| folder.exists() && !folder.is_dir()) {
            bail!("--save-transcripts: {} is not a folder", folder.display());
        }
        prepared(&self.options()?, &self.judge, self.look.bind_anyway, (outputs, &self.written()))
    }

    /// Where the run is to keep sessions of nodes, when they are to be saved.
    pub fn kept_sessions(&self, plan: &mut Plan) -> Option<KeptSessions> {
        plan.kept_sessions = self.save_transcripts.as_ref().map(|_| KeptSessions::default());
        plan.kept_sessions.clone()
    }

    /// Saves the sessions of nodes, without the secrets of the run.
    pub fn save_transcripts(&self, kept: Option<KeptSessions>, secrets: &Secrets) -> anyhow::Result<()> {
        let (Some(folder), Some(kept)) = (&self.save_transcripts, kept) else { return Ok(()) };
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for (name, text) in kept.take() {
            let path = folder.join(format!("{}.log", name.replace('/', "-")));
            let text = secrets.out_of_text(&String::from_utf8_lossy(&text));
            files::write(&path, |out| out.write_all(text.as_bytes()))
                .with_context(|| format!("--save-transcripts: cannot write {}", path.display()))?;
            say(&format!("note: wrote {}", path.display()));
        }
        Ok(())
    }

    /// Files that are written beside the reports.
    pub fn written(&self) -> Vec<&Path> {
        self.write_renames.as_deref().into_iter().collect()
    }

    /// Files that are read.
    pub fn read(&self) -> Vec<&Path> {
        self.replay.iter().chain(&self.baseline).chain(&self.look.config).map(PathBuf::as_path).collect()
    }

    /// The report that `--baseline` names, judged as this run will be.
    pub fn earlier(&self) -> anyhow::Result<Option<Report>> {
        let judged = |path| replay::report(path, &self.judge.judging());
        self.baseline.as_deref().map(judged).transpose().context("--baseline")
    }

    /// Writes what the trust stores lack, and what contact lists need, when that was asked for, and names the files.
    pub fn after(&self, evidence: &Evidence) -> anyhow::Result<()> {
        for vantage in &evidence.vantages {
            if let (Some(unreached), None) = (&vantage.unreached, &self.replay) {
                let why = unreached.why.replace('\n', " ");
                say(&format!("warning: nothing was seen from {}: {why}", vantage.name));
            }
        }
        if let Some(folder) = &self.write_missing {
            write_missing(folder, evidence)?;
        }
        self.write_renames.as_deref().map_or(Ok(()), |file| write_renames(file, evidence))
    }

    pub(super) fn options(&self) -> anyhow::Result<CheckOptions> {
        let targets = self.targets.iter().map(|text| target(text)).collect::<anyhow::Result<_>>()?;
        Ok(CheckOptions {
            ask_password: self.ask_password,
            targets,
            what_if_filter: self.what_if_filter.clone(),
            what_if_base: self.what_if_base.clone(),
            ..self.look.options(&self.judge)
        })
    }
}

impl Look {
    /// The flags as the configuration takes them: no TARGET, and no password that is asked for.
    pub(super) fn options(&self, judge: &Judge) -> CheckOptions {
        CheckOptions {
            targets: Vec::new(),
            file: self.config.first().cloned().or_else(file_of_environment),
            vantage: self.vantage.clone(),
            trust: self.trust.clone(),
            source: self.source,
            what_if_filter: None,
            what_if_base: None,
            ask_password: false,
            through_nodes: false,
            node: None,
            since: self.since,
            only: judge.only.clone(),
            connect_timeout: self.connect_timeout,
            deadline: self.deadline,
        }
    }
}

/// Reads and checks what the run needs; what the user should know goes to standard error.
pub(super) fn prepared(
    options: &CheckOptions,
    judge: &Judge,
    anyway: bool,
    (outputs, also_written): (&Outputs, &[&Path]),
) -> anyhow::Result<(Plan, Files, Vec<Place>)> {
    let Ready { mut plan, files, places, read, said } = ready(options, judge.quiet)?;
    outputs.apart(also_written, &read.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    plan.attempts = Attempts::remembering(Memory::of_environment(anyway));
    said.iter().for_each(|line| say(line));
    Ok((plan, files, places))
}

/// What a run needs, read and checked.
pub(super) struct Ready {
    pub(super) plan: Plan,
    pub(super) files: Files,
    pub(super) places: Vec<Place>,
    /// Files that were read.
    pub(super) read: Vec<PathBuf>,
    /// What the user should know: warnings, and notes unless it is to be quiet.
    pub(super) said: Vec<String>,
}

pub(super) fn ready(options: &CheckOptions, quiet: bool) -> anyhow::Result<Ready> {
    if let Some(source) = options.source {
        usable(source)?;
    }
    let Prepared { plan, files, places, read, warnings, notes } = plan(options)?;
    let places = places.into_iter().map(place).collect::<anyhow::Result<_>>()?;
    let notes = notes.iter().filter(|_| !quiet).map(|note| format!("note: {note}"));
    let said = warnings.iter().map(|warning| format!("warning: {warning}")).chain(notes).collect();
    Ok(Ready { plan, files, places, read, said })
}

/// Ends the process should gathering outlast its deadline, with a report that says so.
pub fn watch(plan: &Plan, files: &Files, (outputs, secrets): (&Outputs, &Secrets), judging: Judging) -> Watchdog {
    let compares = files.people.is_some();
    let more = if compares { COMPARISON } else { Duration::ZERO };
    let evidence = unseen(plan, "the run did not end at its deadline");
    let (outputs, secrets) = (outputs.clone(), secrets.clone());
    Watchdog::start(Duration::from_millis(plan.asked.deadline_ms), more, move || {
        // What cannot be written has no other place to be told.
        let _ = outputs.write(&Report::judge(evidence, &judging), &secrets);
    })
}

/// What could not be remembered.
pub fn say_trouble(attempts: &Attempts) {
    if let Some(trouble) = attempts.memory().take_trouble() {
        say(&format!("warning: {trouble}"));
    }
}

/// An address that this host does not have is a slip, and nothing about any server.
fn usable(source: IpAddr) -> anyhow::Result<()> {
    match UdpSocket::bind((source, 0)) {
        Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {
            bail!("--source: {source} is no address of this host; `ip address` lists them")
        }
        _ => Ok(()),
    }
}

/// A place of the configuration; a saved report is read here, since a bad one is a bad input file.
fn place(given: file::Vantage) -> anyhow::Result<Place> {
    let way = match given.via {
        Via::Ssh(destination) => Way::Ssh(destination),
        Via::Source(address) => Way::Source(address),
        Via::Report(path) => {
            let evidence = replay::load(&path).with_context(|| format!("[[vantage]] {}", given.name))?;
            Way::Report(Box::new(evidence))
        }
    };
    Ok(Place { name: given.name, way })
}

/// A TARGET. What might hold a password is not repeated.
fn target(text: &str) -> anyhow::Result<ServerUrl> {
    text.parse().context("TARGET")
}

/// `UCDOCTOR_CONFIG`, unless it is empty.
pub(super) fn file_of_environment() -> Option<PathBuf> {
    std::env::var_os("UCDOCTOR_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn write_missing(folder: &Path, evidence: &Evidence) -> anyhow::Result<()> {
    if evidence.stores.iter().all(|store| store.system) {
        say("note: no trust store was given, so what it lacks is not known; nothing was written");
        return Ok(());
    }
    let missing = missing(&Case::new(evidence));
    for (store, issuer) in &missing.unseen {
        let issuer = issuer.replace('\n', " ");
        say(&format!("note: {store} lacks \"{issuer}\", which no server or other store showed; export it from the CA"));
    }
    if missing.certificates.is_empty() {
        if missing.unseen.is_empty() {
            say("note: no trust store lacks a certificate; nothing was written");
        }
        return Ok(());
    }
    for path in trust_store::write_missing(folder, &missing.certificates, &missing.holders)? {
        say(&format!("note: wrote {}", path.display()));
    }
    Ok(())
}

/// The file of IM&P's Bulk Administration > Rename Contact IDs.
fn write_renames(path: &Path, evidence: &Evidence) -> anyhow::Result<()> {
    let renames: Vec<_> = evidence.identity.iter().flat_map(renames).collect();
    if renames.is_empty() {
        say("note: no contact has another address that is known; nothing was written");
        return Ok(());
    }
    let mut text = String::from("Contact ID, New Contact ID\n");
    for rename in &renames {
        text.push_str(&format!("{}, {}\n", cell(rename.from), cell(rename.to)));
    }
    files::write(path, |out| out.write_all(text.as_bytes()))
        .with_context(|| format!("--write-renames: cannot write {}", path.display()))?;
    say(&format!("note: wrote {} with {} contacts", path.display(), renames.len()));
    Ok(())
}

/// A cell of a CSV file, quoted when it must be.
fn cell(text: &str) -> Cow<'_, str> {
    if text.contains(['"', ',']) { format!("\"{}\"", text.replace('"', "\"\"")).into() } else { text.into() }
}
