//! `check`: what comes before the network, and what comes after the report.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{Check, Judge, Look, replay, say};
use crate::config::file::{self, Via};
use crate::config::{CheckOptions, Prepared, plan};
use crate::evidence::Evidence;
use crate::inputs::trust_store;
use crate::probes::Plan;
use crate::server_url::ServerUrl;
use crate::trust::missing::missing;
use crate::vantage::{Place, Way};

impl Check {
    /// Flags and file as a plan and the further places to look from; what the user should know goes to standard error.
    pub fn plan(&self) -> anyhow::Result<(Plan, Vec<Place>)> {
        if let Some(folder) = self.write_missing.as_deref().filter(|folder| folder.exists() && !folder.is_dir()) {
            bail!("--write-missing: {} is not a folder", folder.display());
        }
        prepared(&self.options()?, &self.judge)
    }

    /// Writes what the trust stores lack, when that was asked for, and names the files.
    pub fn after(&self, evidence: &Evidence) -> anyhow::Result<()> {
        for vantage in &evidence.vantages {
            if let (Some(unreached), None) = (&vantage.unreached, &self.replay) {
                say(&plain(&format!("warning: nothing was seen from {}: {}", vantage.name, unreached.why)));
            }
        }
        self.write_missing.as_deref().map_or(Ok(()), |folder| write_missing(folder, evidence))
    }

    fn options(&self) -> anyhow::Result<CheckOptions> {
        let targets = self.targets.iter().map(|text| target(text)).collect::<anyhow::Result<_>>()?;
        Ok(CheckOptions { ask_password: self.ask_password, targets, ..self.look.options(&self.judge) })
    }
}

impl Look {
    /// The flags as the configuration takes them: no TARGET, and no password that is asked for.
    pub(super) fn options(&self, judge: &Judge) -> CheckOptions {
        CheckOptions {
            targets: Vec::new(),
            file: self.config.clone().or_else(file_of_environment),
            vantage: self.vantage.clone(),
            source: self.source,
            ask_password: false,
            only: judge.only.clone(),
            connect_timeout: self.connect_timeout,
            deadline: self.deadline,
        }
    }
}

/// Reads and checks what the run needs; what the user should know goes to standard error.
pub(super) fn prepared(options: &CheckOptions, judge: &Judge) -> anyhow::Result<(Plan, Vec<Place>)> {
    let Prepared { plan, places, warnings, notes } = plan(options)?;
    let places = places.into_iter().map(place).collect::<anyhow::Result<_>>()?;
    for warning in warnings {
        say(&format!("warning: {warning}"));
    }
    for note in notes.iter().filter(|_| !judge.quiet) {
        say(&format!("note: {note}"));
    }
    Ok((plan, places))
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

/// Without characters that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// A TARGET. What might hold a password is not repeated.
fn target(text: &str) -> anyhow::Result<ServerUrl> {
    text.parse().context("TARGET")
}

/// `UCDOCTOR_CONFIG`, unless it is empty.
fn file_of_environment() -> Option<PathBuf> {
    std::env::var_os("UCDOCTOR_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn write_missing(folder: &Path, evidence: &Evidence) -> anyhow::Result<()> {
    let missing = missing(evidence);
    for (store, issuer) in &missing.unseen {
        let issuer = plain(issuer);
        say(&format!("note: {store} lacks \"{issuer}\", which no server or other store showed; export it from the CA"));
    }
    if missing.certificates.is_empty() {
        if missing.unseen.is_empty() {
            say("note: no trust store lacks a certificate; nothing was written");
        }
        return Ok(());
    }
    for path in trust_store::write_missing(folder, &missing.certificates)? {
        say(&format!("note: wrote {}", path.display()));
    }
    Ok(())
}
