//! All I/O with the network, in one order: `gather` never fails, it only learns.

mod account;
pub mod appliance;
mod bind;
mod comparison;
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
use tokio::time::Instant;

use crate::check::Stage;
use crate::evidence::deployment::Deployment;
use crate::evidence::{Asked, Cut, Evidence, Fingerprint, TrustStore, Vantage, milliseconds};
use crate::identity::Tables;
use appliance::{Appliances, Conversation};
use comparison::Comparison;
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

impl Plan {
    /// A plan that looks at the network and no further, trusts and knows nothing, and compares nothing.
    pub fn of_network(asked: Asked, vantage: &str) -> Self {
        Self {
            asked,
            vantage: vantage.to_owned(),
            source: None,
            stores: Vec::new(),
            certificates: BTreeMap::new(),
            password: None,
            person_password: None,
            last_stage: Stage::Network,
            hosts: BTreeMap::new(),
            people: None,
            appliances: None,
            live: None,
        }
    }

    /// Whether call manager is to list its users: when users are compared and no export has call manager's.
    fn asks_call_manager_for_users(&self) -> bool {
        let asked = self.appliances.as_ref().is_some_and(|appliances| appliances.axl.is_some());
        asked && self.people.as_ref().is_some_and(|tables| tables.call_manager.is_none())
    }
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
    let users_from_call_manager = plan.asks_call_manager_for_users();
    let (mut settings, mut conversation) = ask_call_manager(&mut plan, users_from_call_manager);
    let comparison = Comparison::begin(plan.people.take(), plan.live.is_some() || users_from_call_manager);
    let plan = Arc::new(plan);
    let users = |tables| Compared { tables, asked: users_from_call_manager.then(|| conversation.users()) };
    let mut run = Run::new(Arc::clone(&plan), comparison.waiting().map(users), progress);
    let mut bugs = Vec::new();
    let cut = tokio::select! {
        biased;
        ((), ()) = async { tokio::join!(run.look(), conversation.end(&mut bugs)) } => None,
        cut = stop => Some(cut),
        () = tokio::time::sleep_until(start + Duration::from_millis(plan.asked.deadline_ms)) => Some(Cut::Deadline),
    };
    let (mut draft, panics) = run.finish();
    bugs.extend(panics);
    let said = conversation.take();
    if let Some(settings) = &mut settings {
        (settings.axl, settings.person_known) = (said.axl, said.known);
    }
    let identity = comparison.end(draft.directory.take(), said.users, plan.live.as_ref(), &mut bugs).await;
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
    Evidence { asked, stores, certificates, vantages: vec![vantage], identity, deployment: settings }
}

/// The settings given, and the conversation in which call manager says its own.
fn ask_call_manager(plan: &mut Plan, users: bool) -> (Option<Deployment>, Conversation) {
    let (settings, axl, uds) =
        plan.appliances.take().map_or((None, None, None), |it| (Some(it.settings), it.axl, it.uds));
    let connect_timeout = Duration::from_millis(plan.asked.connect_timeout_ms);
    let mut conversation = Conversation::begin(axl, users, connect_timeout);
    if let (Some(access), Some(person)) = (uds, &plan.asked.person) {
        conversation.about(access, person.id.clone(), connect_timeout);
    }
    (settings, conversation)
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
