//! What call manager says of itself, asked for while the directory is looked at.

mod awaited;
pub mod axl;
pub mod certificates;
mod credential;
pub mod https;
pub mod login;
pub mod logs;
pub mod multipart;
mod nodes;
mod soap;
pub mod uds;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::attempts::{Account, Attempts, Turn};
use crate::evidence::Observed;
use crate::evidence::deployment::{Axl, AxlFailure, AxlFailureKind};
use crate::evidence::homes::ClusterAnswer;
use crate::evidence::node_logs::NodeLogs;
use crate::gathered::Said;
use crate::memory::Tried;
use crate::people::CallManagerUsers;
use crate::plan::{AxlAccess, NodeAxl, UdsAccess, WebAccess, Window};
pub(super) use awaited::{Awaited, Late};
use nodes::NodeReading;

/// What call manager has said so far: it stays when the run is cut.
#[derive(Debug, Default)]
struct Reading {
    /// The settings; none before the first answer.
    settings: Option<Axl>,
    /// Why there is no answer at all.
    failure: Option<AxlFailure>,
    /// Why its password was not sent at all.
    withheld: Option<String>,
    /// All users, when they were asked for and read to the end.
    users: Option<Arc<CallManagerUsers>>,
    /// Nothing is left to be asked.
    finished: bool,
    /// What its UDS, then that of each other cluster asked, says of the person asked about.
    homes: Vec<ClusterAnswer>,
    /// What the logs of nodes say.
    logs: Vec<NodeLogs>,
    /// What nodes tell by AXL.
    nodes: Vec<NodeReading>,
}

/// The ledger of the run, and the manager whose password the directory is asked about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    pub(crate) attempts: Attempts,
    pub(crate) manager: Option<String>,
}

impl Ledger {
    /// Waits for what the directory says, when `user` may be the manager too: its verdict tells more, and a second try
    /// would count against the same account. An error says why nothing may be sent.
    pub(crate) async fn turn(&self, login: &Login<'_>) -> Result<Turn, NotSent> {
        let user = login.account();
        if self.manager.as_deref().is_some_and(|manager| Account::of([manager]).may_be(&user)) {
            self.attempts.directory().await;
        }
        let turn = self.attempts.turn(&user).await.ok_or_else(|| {
            NotSent::Spent(format!(
                "not asked: the password of {}, or of what may be the same account, was just rejected, or its answer \
                 never came",
                login.user
            ))
        })?;
        match self.attempts.memory().recall(login.tried(), &[]) {
            None => Ok(turn),
            Some(recalled) => {
                turn.ended();
                Err(NotSent::Remembered(format!(
                    "rejected in an earlier run ({}), and not sent again; --bind-anyway sends it once more",
                    recalled.at
                )))
            }
        }
    }

    /// Ends the turn by what came of the first request that carried the password.
    pub(crate) fn settle(&self, login: &Login<'_>, turn: Turn, failure: Option<AxlFailureKind>) {
        use AxlFailureKind::{Broken, NotHttp, TimedOut, Unauthorized};
        match failure {
            None => {
                self.accepted(login);
                turn.harmless();
            }
            Some(Unauthorized) => {
                self.rejected(login);
                turn.ended();
            }
            // It may have been sent and counted.
            Some(TimedOut | Broken | NotHttp) => turn.ended(),
            Some(_) => turn.harmless(),
        }
    }

    /// The service has rejected it.
    pub(crate) fn rejected(&self, login: &Login<'_>) {
        self.attempts.end(&login.account());
        self.attempts.memory().keep(login.tried(), 401, None, false);
    }

    /// The service has accepted it.
    pub(crate) fn accepted(&self, login: &Login<'_>) {
        self.attempts.memory().forget(login.tried());
    }
}

/// An account of an appliance, and where it logs in.
pub(crate) struct Login<'a> {
    servers: Vec<String>,
    user: &'a str,
    password: &'a SecretString,
    of_host: bool,
}

impl Login<'_> {
    fn account(&self) -> Account {
        let hosts = self.servers.iter().map(String::as_str);
        if self.of_host { Account::of_host(hosts, self.user) } else { Account::of([self.user]).at(hosts) }
    }

    fn tried(&self) -> Tried<'_> {
        Tried { servers: &self.servers, account: self.user, password: self.password }
    }
}

impl AxlAccess {
    pub(crate) fn login(&self) -> Login<'_> {
        Login { servers: self.servers(), user: &self.user, password: &self.password, of_host: false }
    }
}

impl WebAccess {
    pub(crate) fn login(&self) -> Login<'_> {
        let of_host = self.of_host.is_some();
        Login { servers: self.servers(), user: &self.user, password: &self.password, of_host }
    }
}

/// Why an account's password was not sent.
pub(crate) enum NotSent {
    /// The account's one try of this run is spent.
    Spent(String),
    /// An earlier run was told that it is wrong.
    Remembered(String),
}

/// The conversation with call manager. Dropping it ends it.
pub(super) struct Conversation {
    tasks: JoinSet<()>,
    reading: Arc<Mutex<Reading>>,
    /// Closed when nothing more is asked by AXL, however that came.
    open: watch::Receiver<()>,
    /// Closed when the settings have been asked for, which come before the users.
    settling: watch::Receiver<()>,
    asked: bool,
    users: bool,
}

impl Conversation {
    /// Begins to ask. `connect_timeout` is for each connection.
    pub(super) fn begin(access: Option<AxlAccess>, connect_timeout: Duration, ledger: Ledger) -> Self {
        let ((closes, open), (settles, settling)) = (watch::channel(()), watch::channel(()));
        let users = access.as_ref().is_some_and(|access| access.users);
        let (tasks, reading, asked) = (JoinSet::new(), Arc::default(), access.is_some());
        let mut conversation = Self { tasks, reading, open, settling, asked, users };
        if let Some(access) = access {
            conversation.ask(access, (connect_timeout, ledger), (closes, settles));
        }
        conversation
    }

    /// The users it is asked for, to wait for them.
    pub(super) fn users(&self) -> Option<Awaited> {
        self.users.then(|| self.awaited())
    }

    /// What it says of its synchronisation agreements, to wait for it.
    pub(super) fn settings(&self) -> Option<Awaited> {
        self.asked.then(|| self.awaited())
    }

    fn awaited(&self) -> Awaited {
        let (open, settling) = (self.open.clone(), self.settling.clone());
        Awaited { reading: Arc::clone(&self.reading), open, settling }
    }

    /// Asks too whether call manager knows a person, and the other clusters whose home it is.
    pub(super) fn about(&mut self, access: UdsAccess, others: Vec<UdsAccess>, user: &str, timeout: Duration) {
        for (place, access) in [access].into_iter().chain(others).enumerate() {
            let (reading, user) = (Arc::clone(&self.reading), user.to_owned());
            let unanswered = ClusterAnswer { server: access.url.authority(), answer: Observed::Cut };
            reading.lock().unwrap_or_else(PoisonError::into_inner).homes.push(unanswered);
            self.tasks.spawn(async move {
                let trust: Vec<&str> = access.trust.iter().map(String::as_str).collect();
                let told = uds::cluster_user(&access.url, &trust, &user, timeout).await;
                let told = Observed::from(told.map_err(|failure| failure.to_string()));
                let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(home) = reading.homes.get_mut(place) {
                    home.answer = told;
                }
            });
        }
    }

    /// Fetches the logs of nodes, all nodes at once.
    pub(super) fn logs(&mut self, nodes: Vec<WebAccess>, window: Window, (connect, ledger): (Duration, Ledger)) {
        for access in nodes {
            let (reading, ledger) = (Arc::clone(&self.reading), ledger.clone());
            let tell = move |logs: NodeLogs| {
                let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
                match reading.logs.iter_mut().find(|known| known.node == logs.node) {
                    Some(known) => *known = logs,
                    None => reading.logs.push(logs),
                }
            };
            self.tasks.spawn(logs::fetch(access, window, (connect, ledger), tell));
        }
    }

    /// Asks nodes by AXL, all at once.
    pub(super) fn nodes(&mut self, nodes: Vec<NodeAxl>, (connect, ledger): (Duration, Ledger)) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        for access in nodes {
            let place = reading.nodes.len();
            reading.nodes.push(NodeReading::of(&access.access));
            let file = nodes::Filing { reading: Arc::clone(&self.reading), place };
            self.tasks.spawn(axl::node::read(access, (connect, ledger.clone()), file));
        }
    }

    fn ask(
        &mut self,
        access: AxlAccess,
        (connect_timeout, ledger): (Duration, Ledger),
        (closes, settles): (watch::Sender<()>, watch::Sender<()>),
    ) {
        let reading = Arc::clone(&self.reading);
        self.tasks.spawn(async move {
            axl::read(access, (connect_timeout, ledger), reading, settles).await;
            drop(closes);
        });
    }

    /// Waits for the last answer. A panic is a bug of ours; its words may quote what was read and are not kept.
    pub(super) async fn end(&mut self, bugs: &mut Vec<String>) {
        while let Some(ended) = self.tasks.join_next().await {
            if ended.is_err() {
                bugs.push("the conversation with call manager panicked".to_owned());
            }
        }
    }

    /// What was said until now.
    pub(super) fn take(mut self) -> Said {
        self.tasks.abort_all();
        let reading = std::mem::take(&mut *self.reading.lock().unwrap_or_else(PoisonError::into_inner));
        let known = match reading.homes.first().map(|home| &home.answer) {
            Some(Observed::Seen(user)) => Observed::Seen(user.found),
            Some(Observed::Failed(why)) => Observed::Failed(why.clone()),
            Some(_) => Observed::Cut,
            None => Observed::NotAsked("no UDS address is given (call_manager.uds)".to_owned()),
        };
        let axl = match (reading.settings, reading.failure) {
            _ if !self.asked => Observed::NotAsked("no AXL access is given (call_manager.axl)".to_owned()),
            _ if reading.withheld.is_some() => Observed::NotAsked(reading.withheld.unwrap_or_default()),
            (_, Some(failure)) => Observed::Failed(failure),
            (Some(settings), None) if reading.finished => Observed::Seen(settings),
            _ => Observed::Cut,
        };
        let mut logs = reading.logs;
        logs.sort_by(|one, other| one.node.cmp(&other.node));
        let nodes = reading.nodes.into_iter().map(NodeReading::told).collect();
        Said { axl, known, homes: reading.homes, logs, users: reading.users, nodes }
    }
}
