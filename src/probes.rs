//! All I/O with the network, in one order: `gather` never fails, it only learns.

mod account;
mod again;
pub(crate) mod alarm;
pub mod appliance;
mod beside;
mod bind;
mod connecting;
pub mod dns;
mod draft;
mod endpoint;
mod issuers;
pub mod name;
mod passing;
pub mod person;
mod run;
mod search;
mod shell;
mod stores;
pub mod tcp;
pub mod tls;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

use crate::evidence::node_stores::NodeStore;
use crate::evidence::{Cut, Endpoint, Evidence, Fingerprint, TrustStore, Vantage, milliseconds};
use crate::gathered::{Gathered, ReadDirectory};
use crate::plan::Plan;
use crate::platform;
use appliance::{Conversation, Ledger};
use run::Run;
use search::Users;
use shell::Shells;

/// Told what is going on, for the progress line. Calls come from several threads.
pub trait Progress: Send + Sync {
    /// A step of one endpoint ended or began, as "dc1.corp.example:636 tls".
    fn step(&self, what: &str);
}

/// Looks at everything the plan asks for, all servers and addresses at once, and ends at the deadline,
/// or when `stop` resolves, with what is known so far.
pub async fn gather(mut plan: Plan, stop: impl Future<Output = Cut> + Send, progress: &dyn Progress) -> Gathered {
    let (taken_at, start) = (OffsetDateTime::now_utc(), Instant::now());
    let mut node_stores = Vec::new();
    tokio::pin!(stop);
    let early = first(&mut plan, &mut node_stores, stop.as_mut()).await;
    let mut conversation = ask_call_manager(&mut plan);
    let users = Users::of(&plan, &conversation);
    let mut shells = ask_nodes(&mut plan, progress);
    let plan = Arc::new(plan);
    let mut run = Run::new(Arc::clone(&plan), users, progress);
    let (mut bugs, mut bugs_of_shells) = (Vec::new(), Vec::new());
    let cut = tokio::select! {
        biased;
        cut = already(early) => Some(cut),
        ((), (), ()) = async {
            tokio::join!(run.look(), conversation.end(&mut bugs), shells.end(&mut bugs_of_shells))
        } => None,
        cut = stop => Some(cut),
        () = alarm::after(Duration::from_millis(plan.asked.deadline_ms).saturating_sub(start.elapsed())) => Some(Cut::Deadline),
    };
    let (mut draft, panics) = run.finish();
    bugs.extend(bugs_of_shells);
    bugs.extend(panics);
    let sessions = shells.take();
    if let Some(kept) = &plan.kept_sessions {
        sessions.iter().for_each(|session| kept.keep(&session.name, &session.text));
    }
    let known = plan.asked.search.is_some() || draft.told.is_some();
    let directory = directory(&plan, draft.directory.take()).filter(|_| known);
    let vantage = Vantage {
        duration_ms: milliseconds(start.elapsed()),
        cut,
        servers: draft.servers,
        person: draft.person,
        bugs,
        ..nothing_yet(&plan, taken_at)
    };
    let mut evidence = Evidence { node_stores, ..evidence(&plan, vantage, draft.certificates) };
    if let Some(told) = draft.told {
        (evidence.asked.search, evidence.asked.search_told) = (Some(*told), true);
    }
    Gathered { evidence, said: conversation.take(), directory, sessions }
}

/// What everything else is judged by: the trust stores that nodes show of themselves. What cut it short, if anything did.
async fn first(
    plan: &mut Plan,
    seen: &mut Vec<NodeStore>,
    stop: Pin<&mut (impl Future<Output = Cut> + Send)>,
) -> Option<Cut> {
    let deadline = Duration::from_millis(plan.asked.deadline_ms);
    tokio::select! {
        biased;
        () = stores::ask(plan, seen) => None,
        cut = stop => Some(cut),
        () = alarm::after(deadline) => Some(Cut::Deadline),
    }
}

/// Resolves when the run was cut before; else never.
async fn already(early: Option<Cut>) -> Cut {
    match early {
        Some(cut) => cut,
        None => std::future::pending().await,
    }
}

/// The evidence of a run that saw nothing, because of a bug of ours.
pub fn unseen(plan: &Plan, bug: &str) -> Evidence {
    let vantage = Vantage {
        duration_ms: plan.asked.deadline_ms,
        cut: Some(Cut::Deadline),
        servers: draft::unknown_servers(plan),
        bugs: vec![bug.to_owned()],
        ..nothing_yet(plan, OffsetDateTime::now_utc())
    };
    evidence(plan, vantage, BTreeMap::new())
}

fn nothing_yet(plan: &Plan, taken_at: OffsetDateTime) -> Vantage {
    Vantage {
        host: this_machine(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        untold: platform::process::UNTOLD.map(str::to_owned),
        ..Vantage::begun(&plan.vantage, taken_at.replace_nanosecond(0).unwrap_or(taken_at))
    }
}

/// What this machine calls itself.
pub fn this_machine() -> Option<String> {
    platform::process::host_name().filter(|name| !name.is_empty())
}

/// What one place saw, with the stores; `sent` are the certificates of its servers.
fn evidence(plan: &Plan, vantage: Vantage, sent: BTreeMap<Fingerprint, String>) -> Evidence {
    let (stores, certificates) = stores_and_seen(plan, sent);
    let mut asked = plan.asked.clone();
    let refused = |endpoint: &Endpoint| endpoint.bind.seen().is_some_and(|answer| answer.code != 0);
    if let Some(bind) = &mut asked.bind {
        // Nothing is told of a password that was taken.
        bind.padded &= vantage.servers.iter().flat_map(|server| &server.endpoints).any(refused);
    }
    Evidence { asked, stores, certificates, vantages: vec![vantage], ..Evidence::default() }
}

/// The conversation in which call manager says its settings, its users, and whether it knows the person.
fn ask_call_manager(plan: &mut Plan) -> Conversation {
    let connect_timeout = Duration::from_millis(plan.asked.connect_timeout_ms);
    let manager = plan.password.as_ref().and(plan.asked.bind.as_ref()).map(|bind| bind.name.clone());
    let ledger = Ledger { attempts: plan.attempts.clone(), manager };
    let mut conversation = Conversation::begin(plan.axl.take(), connect_timeout, ledger.clone());
    if let (Some(access), Some(person)) = (plan.uds.take(), &plan.asked.person) {
        let others = std::mem::take(&mut plan.other_uds);
        conversation.about(access, others, &person.id, connect_timeout);
    }
    conversation.nodes(std::mem::take(&mut plan.node_axl), (connect_timeout, ledger.clone()));
    if let Some(logs) = plan.node_logs.take() {
        conversation.logs(logs.nodes, logs.window, (connect_timeout, ledger));
    }
    conversation
}

/// The shells of nodes, which are asked beside everything else.
fn ask_nodes(plan: &mut Plan, progress: &dyn Progress) -> Shells {
    let accesses = std::mem::take(&mut plan.shells);
    accesses.iter().for_each(|access| progress.step(&format!("{} by ssh", access.name)));
    Shells::begin(accesses, Duration::from_millis(plan.asked.connect_timeout_ms), &plan.attempts)
}

/// The people of the directory as far as they were read, when they were to be.
fn directory(plan: &Plan, read: Option<Box<ReadDirectory>>) -> Option<ReadDirectory> {
    let asked = plan.people.as_ref()?;
    let mut read = read.map_or_else(|| ReadDirectory::nothing(""), |read| *read);
    read.live.tries = asked.base.is_some() || asked.filter.is_some();
    Some(read)
}

/// The stores and all certificates, those servers sent among them, without what judges nothing.
fn stores_and_seen(
    plan: &Plan,
    sent: BTreeMap<Fingerprint, String>,
) -> (Vec<TrustStore>, BTreeMap<Fingerprint, String>) {
    let seen = sent.keys().cloned().collect();
    let (mut stores, mut certificates) = (plan.stores.clone(), plan.certificates.clone());
    certificates.extend(sent);
    issuers::reduce(&mut stores, &mut certificates, &seen);
    (stores, certificates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Asked, Observed};
    use crate::report::{Judging, Report};

    #[test]
    fn a_run_that_saw_nothing_is_a_bug_of_ours_and_says_nothing_of_anybody() {
        let servers = vec!["ldaps://dc1".parse().unwrap(), "ldaps://10.0.0.1".parse().unwrap()];
        let plan = Plan::of_network(Asked { servers, ..Asked::default() }, "client");
        let evidence = unseen(&plan, "it did not end");
        assert_eq!(evidence.vantages[0].servers[1].endpoints[0].tcp, Observed::Cut);
        let report = Report::judge(evidence, &Judging::default());
        let codes: Vec<&str> = report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
        assert_eq!((report.exit_code, codes), (3, vec!["ucdoctor-bug"]));
    }
}
