//! The shells of nodes, by ssh: one connection each, all at once; commands of one list, one after the other.
//!
//! What comes back is the text of a terminal, read by `inputs::transcript` like a session that somebody logged.

mod algorithms;
mod conversation;
mod link;
mod login;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::task::JoinSet;

use crate::attempts::Attempts;
use crate::evidence::node::{HostKey, Shell, ShellTrouble, ShellTroubleKind};
use crate::gathered::Session;
use crate::inputs::excerpt::excerpt;
use crate::plan::ShellAccess;

/// What a shell has shown so far: it stays when the run is cut.
#[derive(Debug, Default)]
struct Reading {
    text: Vec<u8>,
    host_key: Option<HostKey>,
    /// How it ended; none while it goes on.
    ended: Option<Result<(), ShellTrouble>>,
    /// When it began and ended.
    times: Option<(OffsetDateTime, OffsetDateTime)>,
}

/// The reading of one shell, shared by those who fill it.
#[derive(Debug, Clone, Default)]
struct Told(Arc<Mutex<Reading>>);

impl Told {
    fn locked(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a session ends early; the words may be a peer's.
fn trouble(kind: ShellTroubleKind, raw: impl AsRef<str>) -> ShellTrouble {
    ShellTrouble { kind, raw: excerpt(raw.as_ref()) }
}

/// Everything that is asked of shells. Dropping it ends all of it.
pub(super) struct Shells {
    tasks: JoinSet<()>,
    /// Each session as it will be handed on, and what it showed.
    all: Vec<(Session, Told)>,
}

impl Shells {
    /// Begins to ask. `connect` is for each connection attempt.
    pub(super) fn begin(accesses: Vec<ShellAccess>, connect: Duration, attempts: &Attempts) -> Self {
        let (mut tasks, mut all) = (JoinSet::new(), Vec::new());
        for access in accesses {
            let told = Told::default();
            all.push((blank(&access), told.clone()));
            let attempts = attempts.clone();
            tasks.spawn(async move {
                let began = now();
                let ended = talk(&access, connect, &attempts, &told).await;
                let mut told = told.locked();
                (told.times, told.ended) = (Some((began, now())), Some(ended));
            });
        }
        Self { tasks, all }
    }

    /// Waits for the last answer. A panic is a bug of ours; its words may quote what was read and are not kept.
    pub(super) async fn end(&mut self, bugs: &mut Vec<String>) {
        while let Some(ended) = self.tasks.join_next().await {
            if ended.is_err() {
                bugs.push("a session on a node panicked".to_owned());
            }
        }
    }

    /// What was shown until now.
    pub(super) fn take(mut self) -> Vec<Session> {
        self.tasks.abort_all();
        let filled = |(mut session, told): (Session, Told)| {
            let reading = std::mem::take(&mut *told.locked());
            session.text = reading.text;
            session.shell.host_key = reading.host_key;
            (session.shell.began, session.shell.ended) = reading.times.unzip();
            let cut = || trouble(ShellTroubleKind::Cut, "the run ended before the session did");
            session.shell.trouble = reading.ended.unwrap_or_else(|| Err(cut())).err();
            session
        };
        std::mem::take(&mut self.all).into_iter().map(filled).collect()
    }
}

/// To the second, as nodes tell it.
fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now)
}

/// A session in which nothing was said yet.
fn blank(access: &ShellAccess) -> Session {
    Session {
        name: access.name.clone(),
        nodes: access.nodes.clone(),
        has_hosts: access.has_hosts,
        text: Vec::new(),
        shell: Shell {
            endpoint: access.authority(),
            user: access.user.clone(),
            known: access.known.clone(),
            ..Shell::default()
        },
    }
}

/// One session from the connection to its last command.
async fn talk(access: &ShellAccess, connect: Duration, attempts: &Attempts, told: &Told) -> Result<(), ShellTrouble> {
    let mut link = link::open(access, connect, told).await?;
    if access.commands.is_empty() {
        return Ok(());
    }
    login::log_in(&mut link, access, attempts).await?;
    let asked = conversation::ask(&link, &access.commands, told).await;
    // Whether it hears that makes no difference.
    let _ = link.disconnect(russh::Disconnect::ByApplication, "", "").await;
    asked
}
