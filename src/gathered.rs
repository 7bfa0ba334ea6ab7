//! What was seen on the network, and what files say: together they are the evidence.

mod nodes;
mod sessions;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::evidence::client_log::ClientLog;
use crate::evidence::deployment::{Axl, AxlFailure, Deployment};
use crate::evidence::homes::ClusterAnswer;
use crate::evidence::identity::{Identity, Live, Settings};
use crate::evidence::node::Node;
use crate::evidence::node_logs::NodeLogs;
use crate::evidence::{Evidence, Observed};
use crate::identity::{self, Tables, Tried};
use crate::people::{CallManagerUsers, DirectoryUsers};

pub use self::nodes::NodeTold;
pub use self::sessions::Session;

/// What was seen: evidence without settings and comparison, and what these wait for.
pub struct Gathered {
    /// Everything about servers, certificates and one person.
    pub evidence: Evidence,
    /// What call manager said.
    pub said: Said,
    /// The people of the directory; none when they were not to be read.
    pub directory: Option<ReadDirectory>,
    /// The sessions of nodes that were asked by ssh.
    pub sessions: Vec<Session>,
}

/// What call manager said.
#[derive(Debug, Default)]
pub struct Said {
    /// Its settings.
    pub axl: Observed<Axl, AxlFailure>,
    /// Whether it knows the person asked about.
    pub known: Observed<bool, String>,
    /// Which cluster each UDS asked calls that person's home.
    pub homes: Vec<ClusterAnswer>,
    /// What the logs of nodes say.
    pub logs: Vec<NodeLogs>,
    /// Its users, when it listed all of them.
    pub users: Option<Arc<CallManagerUsers>>,
    /// What nodes told by AXL, in the order of the configuration.
    pub nodes: Vec<NodeTold>,
}

/// The people read of the directory, and how that ended.
#[derive(Debug)]
pub struct ReadDirectory {
    /// The attribute that is the user ID.
    pub user_id: String,
    /// Everybody in base and filter, and of those outside whoever tells why a user is not found inside; none unless all
    /// of them came.
    pub people: Option<DirectoryUsers>,
    /// Names of the agreements whose searches call manager itself told, and which were read too.
    pub agreements: Vec<String>,
    /// The same directory through the base and filter that are tried.
    pub tried: Option<Tried>,
    /// For the evidence.
    pub live: Live,
}

impl ReadDirectory {
    /// Nothing was read yet.
    pub fn nothing(user_id: &str) -> Self {
        Self { user_id: user_id.to_owned(), people: None, agreements: Vec::new(), tried: None, live: Live::NOTHING }
    }
}

/// What files and configuration say: it is compared with itself and with what was seen.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// What the systems list of their users; none when nothing is to be compared.
    pub people: Option<Tables>,
    /// The settings of the appliances; none when nothing was given of them.
    pub settings: Option<Deployment>,
    /// What nodes showed of themselves in sessions that were given.
    pub nodes: Vec<Node>,
    /// What log files say of logins; none when none was given.
    pub client_log: Option<ClientLog>,
}

impl Files {
    /// The whole evidence: what was seen, the settings, and the comparison of the users.
    pub async fn complete(mut self, Gathered { mut evidence, said, directory, sessions }: Gathered) -> Evidence {
        let Said { axl, known, homes, logs, users, mut nodes } = said;
        evidence.client_log = self.client_log;
        evidence.node_logs = logs;
        let mut sessions: Vec<_> = sessions.into_iter().map(sessions::read).collect();
        if let Some(settings) = &mut self.settings {
            sessions::fill(settings, &mut sessions);
            nodes::fill(settings, &mut nodes);
        }
        evidence.nodes = self.nodes;
        evidence.nodes.extend(sessions.into_iter().map(|read| read.session.node));
        evidence.node_axl = nodes.iter().map(|told| told.axl.clone()).collect();
        if let Some(settings) = &mut self.settings {
            nodes::agree(settings, &evidence.nodes, &evidence.node_axl);
        }
        evidence.deployment =
            self.settings.map(|settings| Deployment { axl, person_known: known, person_homes: homes, ..settings });
        let Some(mut tables) = self.people else { return evidence };
        tables.call_manager = tables.call_manager.or(users);
        nodes::users(&mut tables, nodes);
        let told = evidence.deployment.as_ref().and_then(|deployment| deployment.axl.seen());
        if let Some(axl) = told {
            settle(&mut tables.settings, axl);
        }
        if let Some(axl) = told.filter(|_| directory.is_none()) {
            identity::agreements::widen(&mut tables, &axl.agreements);
        }
        let live = directory.as_ref().map(|read| read.live.clone());
        match compare(with_directory(tables, directory)).await {
            Ok(identity) => evidence.identity = Some(Identity { live, ..identity }),
            // A panic is a bug of ours, and then there is no comparison.
            Err(why) => evidence.vantages.iter_mut().for_each(|vantage| vantage.bugs.push(why.clone())),
        }
        evidence
    }
}

/// What call manager says of itself is newer than what the configuration says; where they differ, CONF-008 tells.
fn settle(settings: &mut Settings, axl: &Axl) {
    settings.ldap_synchronization = axl.synchronization.or(settings.ldap_synchronization);
    settings.ldap_authentication = axl.authentication.or(settings.ldap_authentication);
    if let Some(base) = &axl.base {
        settings.authentication_bases = vec![base.clone()];
    }
}

/// What the comparison may take, which no deadline cuts: a million people take a few seconds.
pub const COMPARISON: Duration = Duration::from_secs(60);

/// Compares beside everything else that goes on.
async fn compare(mut tables: Tables) -> Result<Identity, String> {
    let join = spawn_blocking(move || {
        identity::complete(&mut tables);
        let identity = identity::join(&tables);
        // A million rows take a while to be given back: nobody waits for it.
        std::thread::spawn(move || drop(tables));
        identity
    });
    match timeout(COMPARISON, join).await {
        Ok(ended) => ended.map_err(|why| format!("comparing user IDs: {why}")),
        Err(_) => Err(format!("comparing user IDs did not end within {} s", COMPARISON.as_secs())),
    }
}

/// The tables with the directory that was read, when all of it was.
fn with_directory(tables: Tables, read: Option<ReadDirectory>) -> Tables {
    let Some(ReadDirectory { user_id, people: Some(people), agreements, tried, .. }) = read else { return tables };
    let mut settings = tables.settings.clone();
    settings.agreements.extend(agreements);
    settings.directory_attribute = Some(user_id);
    Tables { directory: Some(people), tried, settings, ..tables }
}
