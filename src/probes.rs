//! All I/O with the network, in one order: `gather` never fails, it only learns.

mod account;
mod again;
pub mod appliance;
mod bind;
pub mod dns;
mod draft;
mod endpoint;
mod issuers;
pub mod name;
pub mod person;
mod run;
mod search;
pub mod tcp;
pub mod tls;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

use crate::evidence::{Cut, Evidence, Fingerprint, TrustStore, Vantage, milliseconds};
use crate::gathered::{Gathered, ReadDirectory};
use crate::plan::Plan;
use appliance::{Conversation, Ledger};
use run::Run;
use search::Users;

/// Told what is going on, for the progress line. Calls come from several threads.
pub trait Progress: Send + Sync {
    /// A step of one endpoint ended or began, as "dc1.corp.example:636 tls".
    fn step(&self, what: &str);
}

/// Looks at everything the plan asks for, all servers and addresses at once, and ends at the deadline,
/// or when `stop` resolves, with what is known so far.
pub async fn gather(mut plan: Plan, stop: impl Future<Output = Cut> + Send, progress: &dyn Progress) -> Gathered {
    let (taken_at, start) = (OffsetDateTime::now_utc(), Instant::now());
    let mut conversation = ask_call_manager(&mut plan);
    let users = Users::of(&plan, &conversation);
    let plan = Arc::new(plan);
    let mut run = Run::new(Arc::clone(&plan), users, progress);
    let mut bugs = Vec::new();
    let cut = tokio::select! {
        biased;
        ((), ()) = async { tokio::join!(run.look(), conversation.end(&mut bugs)) } => None,
        cut = stop => Some(cut),
        () = tokio::time::sleep_until(start + Duration::from_millis(plan.asked.deadline_ms)) => Some(Cut::Deadline),
    };
    let (mut draft, panics) = run.finish();
    bugs.extend(panics);
    let directory = directory(&plan, draft.directory.take());
    let (stores, certificates) = stores_and_seen(&plan, draft.certificates);
    let vantage = Vantage {
        name: plan.vantage.clone(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: taken_at.replace_nanosecond(0).unwrap_or(taken_at),
        duration_ms: milliseconds(start.elapsed()),
        cut,
        servers: draft.servers,
        person: draft.person,
        bugs,
        unreached: None,
    };
    let asked = plan.asked.clone();
    let evidence = Evidence { asked, stores, certificates, vantages: vec![vantage], identity: None, deployment: None };
    Gathered { evidence, said: conversation.take(), directory }
}

/// The conversation in which call manager says its settings, its users, and whether it knows the person.
fn ask_call_manager(plan: &mut Plan) -> Conversation {
    let connect_timeout = Duration::from_millis(plan.asked.connect_timeout_ms);
    let manager = plan.password.as_ref().and(plan.asked.bind.as_ref()).map(|bind| bind.name.clone());
    let ledger = Ledger { attempts: plan.attempts.clone(), manager };
    let mut conversation = Conversation::begin(plan.axl.take(), connect_timeout, ledger);
    if let (Some(access), Some(person)) = (plan.uds.take(), &plan.asked.person) {
        conversation.about(access, person.id.clone(), connect_timeout);
    }
    conversation
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
