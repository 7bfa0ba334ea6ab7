//! `ucdoctor demo`: the real check against an embedded directory with a fault built in.
//!
//! Everything is made at start: the certificates, the manager's password, the servers on loopback.
//! Nothing else is contacted and nothing is left behind.

pub mod appliances;
pub mod cluster;
pub mod company;
mod conversation;
pub mod directory;
mod elsewhere;
pub mod faults;
mod logs;
pub mod message;
pub mod pki;
pub mod server;
pub mod setup;
pub mod staff;
pub mod web;

use std::time::Duration;

use anyhow::Context;

pub use faults::Fault;
use server::Server;
use setup::Setup;

use crate::compare;
use crate::evidence::{Cut, Evidence, milliseconds};
use crate::gathered::Files;
use crate::plan::Plan;
use crate::probes::{self, Progress};
use crate::report::{Judging, Report, ReportVerdict};

/// A fault brought to life: servers that run until this is dropped, and the plan to look at them.
pub struct Scene {
    /// What was planted.
    pub fault: &'static Fault,
    /// What `check` would be asked.
    pub plan: Plan,
    /// What its files would say.
    pub files: Files,
    /// The running servers; none when the fault is that nobody listens.
    pub servers: Vec<Server>,
    /// Makes, from what was seen, what was recorded at a second place.
    pub elsewhere: Option<fn(&Evidence) -> Evidence>,
}

/// What the real check made of a fault.
pub struct Outcome {
    /// What was planted.
    pub fault: &'static Fault,
    /// What was found.
    pub report: Report,
    /// The report names the planted fault and nothing else.
    pub passed: bool,
}

/// The fault of this name, written exactly as `ucdoctor demo --list` prints it.
pub fn fault(name: &str) -> Option<&'static Fault> {
    faults::all().find(|fault| fault.name == name)
}

/// Makes certificates and password, and starts the servers. Fails when the system grants no port on loopback.
pub async fn scene(fault: &'static Fault) -> anyhow::Result<Scene> {
    let mut setup = Setup::healthy().context("cannot make the demo's certificates")?;
    (fault.plant)(&mut setup).context("cannot make the demo's certificates")?;
    let elsewhere = setup.elsewhere;
    let (plan, files, servers) = setup.start().await?;
    Ok(Scene { fault, plan, files, servers, elsewhere })
}

/// How long a demo may take; what is absent is the demo's own choice, which is short.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// For one connection attempt, and for each answer after it.
    pub connect_timeout: Option<Duration>,
    /// For the whole run.
    pub deadline: Option<Duration>,
}

/// Brings a fault to life, looks at it as `check` does, and compares the diagnosis with what was planted.
pub async fn run(fault: &'static Fault, judging: &Judging) -> anyhow::Result<Outcome> {
    run_within(fault, judging, Limits::default(), std::future::pending()).await
}

/// The same within limits, or until `stop` resolves: the report is then of what was seen so far.
pub async fn run_within(
    fault: &'static Fault,
    judging: &Judging,
    limits: Limits,
    stop: impl Future<Output = Cut> + Send,
) -> anyhow::Result<Outcome> {
    let Scene { fault, mut plan, files, servers, elsewhere } = scene(fault).await?;
    if let Some(timeout) = limits.connect_timeout {
        plan.asked.connect_timeout_ms = milliseconds(timeout);
    }
    if let Some(deadline) = limits.deadline {
        plan.asked.deadline_ms = milliseconds(deadline);
    }
    let evidence = files.complete(probes::gather(plan, stop, &Quiet).await).await;
    drop(servers);
    let evidence = match elsewhere {
        Some(recorded) => compare::join(vec![recorded(&evidence), evidence]),
        None => evidence,
    };
    let report = Report::judge(evidence, judging);
    let passed = names_only(fault, &report);
    Ok(Outcome { fault, report, passed })
}

fn names_only(fault: &Fault, report: &Report) -> bool {
    match (fault.expected, report.diagnoses.as_slice()) {
        (None, []) => report.verdict == ReportVerdict::Healthy,
        (Some(expected), [only]) => only.code == expected,
        _ => false,
    }
}

/// A demo takes a moment; there is nothing to show on the way.
struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}
