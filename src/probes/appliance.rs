//! What call manager says of itself, asked for while the directory is looked at.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout_at;

use crate::evidence::Observed;
use crate::evidence::deployment::{Axl, AxlFailure, Deployment};
use crate::https::HttpsUrl;
use crate::people::CallManagerUsers;
use crate::uds;

/// The settings given, and how call manager is asked for its own.
#[derive(Debug, Clone)]
pub struct Appliances {
    /// What files and configuration say.
    pub settings: Deployment,
    /// How to ask call manager; none when nothing asks for it.
    pub axl: Option<AxlAccess>,
    /// How to ask call manager whether it knows a person; asked when there is one.
    pub uds: Option<UdsAccess>,
}

/// How to ask call manager by UDS, which wants no credentials.
#[derive(Debug, Clone)]
pub struct UdsAccess {
    /// Where UDS is.
    pub url: HttpsUrl,
    /// Certificates, as PEM, that call manager's own is verified with.
    pub trust: Vec<String>,
}

/// How to ask call manager by AXL.
#[derive(Debug, Clone)]
pub struct AxlAccess {
    /// Where AXL is.
    pub url: HttpsUrl,
    /// A user with the role "Standard AXL API Access".
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Certificates, as PEM, that call manager's own is verified with.
    pub trust: Vec<String>,
    /// The version of call manager, when it is known: it decides which AXL is spoken first.
    pub version: Option<String>,
}

/// What call manager has said so far: it stays when the run is cut.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The settings; none before the first answer.
    pub(crate) settings: Option<Axl>,
    /// Why there is no answer at all.
    pub(crate) failure: Option<AxlFailure>,
    /// All users, when they were asked for and read to the end.
    pub(crate) users: Option<Arc<CallManagerUsers>>,
    /// Nothing is left to be asked.
    pub(crate) finished: bool,
    /// Whether it knows the person asked about, or why it did not say.
    known: Option<Result<bool, String>>,
}

/// The conversation with call manager. Dropping it ends it.
pub(super) struct Conversation {
    tasks: JoinSet<()>,
    reading: Arc<Mutex<Reading>>,
    /// Closed when nothing more is asked by AXL, however that came.
    open: watch::Receiver<()>,
    asked: bool,
    asked_for_person: bool,
}

impl Conversation {
    /// Begins to ask; `users` asks for them too. `connect_timeout` is for each connection.
    pub(super) fn begin(access: Option<AxlAccess>, users: bool, connect_timeout: Duration) -> Self {
        let (closes, open) = watch::channel(());
        let (tasks, reading, asked) = (JoinSet::new(), Arc::default(), access.is_some());
        let mut conversation = Self { tasks, reading, open, asked, asked_for_person: false };
        if let Some(access) = access {
            conversation.ask(access, users, connect_timeout, closes);
        }
        conversation
    }

    /// The users it is asked for, to wait for them.
    pub(super) fn users(&self) -> Awaited {
        Awaited { reading: Arc::clone(&self.reading), open: self.open.clone() }
    }

    /// Asks too whether call manager knows a person.
    pub(super) fn about(&mut self, access: UdsAccess, user: String, timeout: Duration) {
        self.asked_for_person = true;
        let reading = Arc::clone(&self.reading);
        self.tasks.spawn(async move {
            let trust: Vec<&str> = access.trust.iter().map(String::as_str).collect();
            let known = uds::cluster_user(&access.url, &trust, &user, timeout).await;
            let known = known.map_err(|failure| failure.to_string());
            reading.lock().unwrap_or_else(PoisonError::into_inner).known = Some(known);
        });
    }

    fn ask(&mut self, access: AxlAccess, users: bool, connect_timeout: Duration, closes: watch::Sender<()>) {
        let reading = Arc::clone(&self.reading);
        self.tasks.spawn(async move {
            crate::axl::read(access, users, connect_timeout, reading).await;
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
        let known = match reading.known {
            Some(Ok(known)) => Observed::Seen(known),
            Some(Err(why)) => Observed::Failed(why),
            None if self.asked_for_person => Observed::Cut,
            None => Observed::NotAsked("no UDS address is given (call_manager.uds)".to_owned()),
        };
        let axl = match (reading.settings, reading.failure) {
            _ if !self.asked => Observed::NotAsked("no AXL access is given (call_manager.axl)".to_owned()),
            (_, Some(failure)) => Observed::Failed(failure),
            (Some(settings), None) if reading.finished => Observed::Seen(settings),
            _ => Observed::Cut,
        };
        Said { axl, users: reading.users.map(Arc::unwrap_or_clone), known }
    }
}

/// The users that call manager is still asked for.
#[derive(Debug, Clone)]
pub(super) struct Awaited {
    reading: Arc<Mutex<Reading>>,
    open: watch::Receiver<()>,
}

/// The time was over before call manager had told its users.
#[derive(Debug)]
pub(super) struct Late;

impl Awaited {
    /// All users, as soon as they are there; none when call manager does not tell them.
    pub(super) async fn come(mut self, deadline: Instant) -> Result<Option<Arc<CallManagerUsers>>, Late> {
        let closed = async { while self.open.changed().await.is_ok() {} };
        timeout_at(deadline.into(), closed).await.map_err(|_| Late)?;
        Ok(self.reading.lock().unwrap_or_else(PoisonError::into_inner).users.clone())
    }
}

/// What call manager said.
pub(super) struct Said {
    /// Its settings.
    pub(super) axl: Observed<Axl, AxlFailure>,
    /// Its users.
    pub(super) users: Option<CallManagerUsers>,
    /// Whether it knows the person asked about.
    pub(super) known: Observed<bool, String>,
}
