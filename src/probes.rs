//! All I/O with the network, in one order: `gather` never fails, it only learns.

mod account;
pub mod appliance;
mod bind;
pub mod dns;
mod draft;
mod endpoint;
mod issuers;
pub mod name;
mod person;
mod run;
mod search;
pub mod tcp;
pub mod tls;

use std::collections::BTreeMap;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use crate::check::Stage;
use crate::evidence::{self, Asked, Cut, Evidence, Fingerprint, TrustStore, Vantage};
use crate::identity::{self, Tables};
use appliance::{Appliances, Conversation};
use run::Run;
use search::Compared;

/// What to look at, from where, with which secrets. Everything else of the configuration stays behind.
pub struct Plan {
    /// Servers, switches and time limits, as evidence keeps them.
    pub asked: Asked,
    /// What this host stands for: `call-manager`, `presence`, `client`, or a free name.
    pub vantage: String,
    /// Local address to connect from.
    pub source: Option<IpAddr>,
    /// Trust stores given, or the system's when none was.
    pub stores: Vec<TrustStore>,
    /// Certificates of the stores, as PEM, by fingerprint.
    pub certificates: BTreeMap<Fingerprint, String>,
    /// The manager's password, when `asked.bind` is set.
    pub password: Option<SecretString>,
    /// The password of the person asked about, for one bind as that person; set when `asked.person` wants it.
    pub person_password: Option<SecretString>,
    /// The last stage to look at: `Network` opens no TLS, `Tls` sends no password.
    pub last_stage: Stage,
    /// Host names whose addresses are known already, so nothing is looked up.
    pub hosts: BTreeMap<String, Vec<IpAddr>>,
    /// What the systems list of their users, to be compared; none when no export was given.
    pub people: Option<Tables>,
    /// What is known of the appliances' settings, and how call manager is asked for its own.
    pub appliances: Option<Appliances>,
    /// The directory itself is read for the comparison, when no export of it was given.
    pub live: Option<Live>,
}

/// What is to be read of the directory.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// Another base to try.
    pub base: Option<String>,
    /// Another filter to try.
    pub filter: Option<String>,
}

/// Told what is going on, for the progress line. Calls come from several threads.
pub trait Progress: Send + Sync {
    /// A step of one endpoint ended or began, as "dc1.corp.example:636 tls".
    fn step(&self, what: &str);
}

/// Looks at everything the plan asks for, all servers and addresses at once, and ends at the deadline,
/// or when `stop` resolves, with what is known so far.
pub async fn gather(mut plan: Plan, stop: impl Future<Output = Cut> + Send, progress: &dyn Progress) -> Evidence {
    let (taken_at, start) = (OffsetDateTime::now_utc(), Instant::now());
    let (mut settings, axl, uds) =
        plan.appliances.take().map_or((None, None, None), |it| (Some(it.settings), it.axl, it.uds));
    let compare = |tables: Tables| {
        spawn_blocking(move || {
            let identity = identity::join(&tables);
            // A million rows take a while to be given back: nobody waits for it.
            std::thread::spawn(move || drop(tables));
            identity
        })
    };
    let people = plan.people.take().map(Arc::new);
    let users = axl.is_some() && people.as_ref().is_some_and(|tables| tables.call_manager.is_none());
    let connect_timeout = Duration::from_millis(plan.asked.connect_timeout_ms);
    let mut conversation = Conversation::begin(axl, users, connect_timeout);
    if let (Some(access), Some(person)) = (uds, &plan.asked.person) {
        conversation.about(access, person.id.clone(), connect_timeout);
    }
    let mut bugs = Vec::new();
    let plan = Arc::new(plan);
    // Exports alone are compared while the network answers; with the directory or call manager they wait for them.
    let (waiting, ready) = if plan.live.is_some() || users { (people, None) } else { (None, people) };
    let early = ready.map(|tables| compare(Arc::unwrap_or_clone(tables)));
    let compared = waiting.clone().map(|tables| Compared { tables, asked: users.then(|| conversation.users()) });
    let mut run = Run::new(Arc::clone(&plan), compared, progress);
    let cut = tokio::select! {
        biased;
        ((), ()) = async { tokio::join!(run.look(), conversation.end(&mut bugs)) } => None,
        cut = stop => Some(cut),
        () = tokio::time::sleep_until(start + Duration::from_millis(plan.asked.deadline_ms)) => Some(Cut::Deadline),
    };
    run.finish();
    let Run { mut draft, bugs: more, .. } = run;
    bugs.extend(more);
    let said = conversation.take();
    if let Some(settings) = &mut settings {
        (settings.axl, settings.person_known) = (said.axl, said.known);
    }
    let read = draft.directory.take();
    let live = read.as_ref().map_or(evidence::identity::Live::NOTHING, |read| read.live.clone());
    let late = waiting.map(|tables| {
        let tables = Arc::unwrap_or_clone(tables);
        let call_manager = tables.call_manager.or(said.users);
        compare(with_directory(Tables { call_manager, ..tables }, read))
    });
    let mut identity = match early.or(late) {
        Some(join) => join.await.inspect_err(|why| bugs.push(format!("comparing user IDs: {why}"))).ok(),
        None => None,
    };
    if let (Some(identity), Some(asked)) = (identity.as_mut(), &plan.live) {
        identity.live =
            Some(evidence::identity::Live { tries: asked.base.is_some() || asked.filter.is_some(), ..live });
    }
    let seen = draft.certificates.keys().cloned().collect();
    let (mut stores, mut certificates) = (plan.stores.clone(), plan.certificates.clone());
    certificates.extend(draft.certificates);
    issuers::reduce(&mut stores, &mut certificates, &seen);
    let vantage = Vantage {
        name: plan.vantage.clone(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: taken_at.replace_nanosecond(0).unwrap_or(taken_at),
        duration_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        cut,
        servers: draft.servers,
        person: draft.person,
        bugs,
        unreached: None,
    };
    Evidence {
        asked: plan.asked.clone(),
        stores,
        certificates,
        vantages: vec![vantage],
        identity,
        deployment: settings,
    }
}

/// The tables with the directory that was read, when all of it was.
fn with_directory(tables: Tables, read: Option<Box<search::Read>>) -> Tables {
    let Some((directory, read)) = read.and_then(|mut read| Some((read.directory.take()?, read))) else { return tables };
    let mut settings = tables.settings.clone();
    settings.directory_attribute = Some(read.user_id);
    Tables { directory: Some(directory), tried: read.tried, settings, ..tables }
}
