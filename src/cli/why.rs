//! `why`: a check of everything on the way, and of one person at its end.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;

use super::check::{prepared, say_trouble, watch};
use super::color::Screen;
use super::output::Outputs;
use super::{Why, signals};
use crate::check::Stage;
use crate::config::{CheckOptions, secret};
use crate::evidence::person::AskedPerson;
use crate::gathered::Files;
use crate::inputs::client_log;
use crate::plan::Plan;
use crate::progress::Line;
use crate::report::Report;
use crate::secrets::Secrets;
use crate::vantage::{Place, gather};

/// Looks, judges, writes the report, and returns the exit status.
pub async fn run(arguments: &Why, screen: Screen) -> anyhow::Result<u8> {
    if arguments.look.config.len() > 1 {
        bail!("one person is looked for in one configuration; give -c once");
    }
    let outputs = Outputs::new(&arguments.judge, screen)?;
    let read = arguments.look.config.iter().chain(&arguments.problem_report).map(PathBuf::as_path);
    outputs.apart(&[], &read.collect::<Vec<_>>())?;
    let (plan, files, places) = arguments.plan(&outputs)?;
    let (secrets, attempts) = (Secrets::of(&plan), plan.attempts.clone());
    let watchdog = watch(&plan, &files, (&outputs, &secrets), arguments.judge.judging());
    let deadline = Duration::from_millis(plan.asked.deadline_ms);
    let line = Line::new(arguments.judge.quiet, Some(deadline));
    let seen = gather(plan, files, places, signals::stop(), &line).await;
    drop(line);
    drop(watchdog);
    let evidence = secrets.withheld(seen);
    let report = Report::judge(evidence, &arguments.judge.judging());
    outputs.write(&report, &secrets)?;
    say_trouble(&attempts);
    Ok(arguments.judge.status(&report))
}

impl Why {
    /// Flags and file as a plan, what is compared with what it finds, and the further places to look from. The manager's password comes by the way the file names; the prompt is for the person's.
    pub fn plan(&self, outputs: &Outputs) -> anyhow::Result<(Plan, Files, Vec<Place>)> {
        let (through_nodes, node) = (self.through_nodes, self.node.clone());
        let options = CheckOptions { through_nodes, node, ..self.look.options(&self.judge) };
        let (mut plan, mut files, places) = prepared(&options, &self.judge, self.look.bind_anyway, (outputs, &[]))?;
        if !self.problem_report.is_empty() {
            files.client_log = Some(client_log::load(&self.problem_report)?);
        }
        let nodes = plan.logins.is_some();
        plan.asked.person = Some(AskedPerson { id: self.user.clone(), bind: self.ask_password, nodes });
        let users = files.people.as_ref().and_then(|tables| tables.call_manager.as_ref());
        if let (Some(logins), Some(users)) = (&mut plan.logins, users) {
            logins.exported = users.node_of(&self.user).map(str::to_owned);
        }
        if let Some(tables) = &mut files.people {
            tables.person = Some(self.user.clone());
        }
        if self.ask_password {
            if plan.last_stage < Stage::Bind {
                bail!("--ask-password needs the bind stage, which --only {} leaves out", plan.last_stage.name());
            }
            plan.person_password = Some(secret::ask(&self.user)?.password);
        }
        Ok((plan, files, places))
    }
}
