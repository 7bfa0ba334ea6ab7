//! One run: every task at once, each answer filed when it comes, a panic kept apart from what was observed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::{Id, JoinError, JoinSet};

use super::bind::Candidate;
use super::draft::{At, Draft, Note, Notes};
use super::endpoint::{self, Door};
use super::search::Users;
use super::{Progress, beside, bind, dns, name};
use crate::evidence::{Endpoint, Fingerprint, Observed, Sample};
use crate::plan::Plan;
use crate::platform;

/// The tasks of a run and what they have told. Dropping it ends them all.
pub(super) struct Run<'p> {
    plan: Arc<Plan>,
    /// Whom the people of the directory are compared with.
    users: Users,
    progress: &'p dyn Progress,
    draft: Draft,
    /// Panics of tasks: bugs of ours.
    bugs: Vec<String>,
    tasks: JoinSet<()>,
    labels: HashMap<Id, String>,
    notes: Notes,
    inbox: UnboundedReceiver<Note>,
    /// Waits for answers after their time, beside everything else.
    late: JoinSet<()>,
    /// Looks at once: no more than this host has descriptors for.
    at_once: Arc<Semaphore>,
}

/// Descriptors of one look: the connection, both ends towards the LDAP client, and what opening them takes.
const OF_A_LOOK: u64 = 4;
/// Descriptors that everything else takes: standard streams, timers, appliances, files.
const OF_THE_REST: u64 = 32;

/// How many looks there may be at once.
fn at_once() -> usize {
    usize::try_from((platform::process::descriptors().saturating_sub(OF_THE_REST) / OF_A_LOOK).clamp(2, 512))
        .unwrap_or(2)
}

impl<'p> Run<'p> {
    pub(super) fn new(plan: Arc<Plan>, users: Users, progress: &'p dyn Progress) -> Self {
        let (sender, inbox) = unbounded_channel();
        Self {
            draft: Draft::new(Arc::clone(&plan)),
            plan,
            users,
            progress,
            bugs: Vec::new(),
            tasks: JoinSet::new(),
            labels: HashMap::new(),
            notes: Notes(sender),
            inbox,
            late: JoinSet::new(),
            at_once: Arc::new(Semaphore::new(at_once())),
        }
    }

    /// Looks at every address, and when all is known, binds. May be dropped at any moment; `finish` then has the rest.
    pub(super) async fn look(&mut self) {
        self.look_up_hosts();
        for at in self.draft.all() {
            self.look_at(at);
        }
        self.settle().await;
        self.bind();
        self.settle().await;
        self.plan.attempts.directory_decided();
        self.wait_for_the_late().await;
    }

    /// Ends every task and files what they told before: the draft, and the panics, which are bugs of ours.
    pub(super) fn finish(mut self) -> (Draft, Vec<String>) {
        self.tasks.abort_all();
        self.late.abort_all();
        while let Ok(note) = self.inbox.try_recv() {
            self.draft.file(note);
        }
        (self.draft, self.bugs)
    }

    /// Files notes and starts what they ask for, until no task is left.
    async fn settle(&mut self) {
        loop {
            tokio::select! {
                biased;
                Some(note) = self.inbox.recv() => self.file(note),
                ended = self.tasks.join_next_with_id() => match ended {
                    Some(Ok((id, ()))) => drop(self.labels.remove(&id)),
                    Some(Err(error)) => self.panicked(error),
                    // `recv` may hold notes back to let others run; only an inbox seen empty ends the run.
                    None => match self.inbox.try_recv() {
                        Ok(note) => self.file(note),
                        Err(_) => return,
                    },
                },
            }
        }
    }

    /// A server that said nothing so far may be slow; one that was heard meanwhile needs no more of it.
    async fn wait_for_the_late(&mut self) {
        let unanswered = |endpoint: &Endpoint| endpoint.is_silent() && endpoint.late.is_none();
        while !self.late.is_empty() && self.draft.servers.iter().flat_map(|one| &one.endpoints).any(unanswered) {
            self.late.join_next().await;
            while let Ok(note) = self.inbox.try_recv() {
                self.file(note);
            }
        }
    }

    fn file(&mut self, note: Note) {
        match &note {
            Note::Step(step) => self.progress.step(step),
            Note::Unheard(at) => self.look_late(*at),
            _ => {}
        }
        for at in self.draft.file(note) {
            self.look_at(at);
        }
    }

    fn look_up_hosts(&mut self) {
        let open = self.draft.servers.iter().filter(|server| matches!(server.name, Observed::Cut));
        let hosts: BTreeSet<String> = open.map(|server| server.url.host.clone()).collect();
        let timeout = Duration::from_millis(self.plan.asked.connect_timeout_ms);
        for host in hosts {
            let (notes, asked) = (self.notes.clone(), host.clone());
            let at_once = Arc::clone(&self.at_once);
            self.spawn(format!("the lookup of {host}"), async move {
                let _turn = at_once.acquire_owned().await;
                notes.tell(Note::Step(format!("{asked} name")));
                let resolved = name::resolve(&asked, timeout).await;
                notes.tell(Note::Name(asked, resolved));
            });
            let (notes, asked) = (self.notes.clone(), host.clone());
            self.spawn(format!("the SRV lookup of {host}"), async move {
                let srv = dns::srv(&asked, timeout).await;
                notes.tell(Note::Srv(asked, srv));
            });
        }
    }

    fn look_at(&mut self, at: At) {
        if let Some(door) = self.door(at) {
            // Large: what starts it has little room on its stack.
            let look = Box::pin(endpoint::look(door.clone(), self.plan.last_stage, self.notes.clone()));
            let at_once = Arc::clone(&self.at_once);
            self.spawn(format!("the look at {}", door.label()), async move {
                // It is never closed.
                let _turn = at_once.acquire_owned().await;
                look.await;
            });
        }
    }

    fn look_late(&mut self, at: At) {
        let asked = &self.plan.asked;
        let late = Duration::from_millis(asked.late_ms());
        if let Some(door) = self.door(at).filter(|_| asked.late_ms() > asked.patience_ms()) {
            let (at_once, notes) = (Arc::clone(&self.at_once), self.notes.clone());
            self.late.spawn(async move {
                let _turn = at_once.acquire_owned().await;
                endpoint::look_late(door, late, notes).await;
            });
        }
    }

    fn bind(&mut self) {
        let awaits_bind = |endpoint: &Endpoint| {
            matches!(endpoint.session, Observed::Cut)
                && matches!(endpoint.ldap, Observed::Seen(_) | Observed::Failed(_))
        };
        let mut doors = Vec::new();
        let known = self.plan.certificates.iter().chain(&self.draft.certificates);
        let certificates = Arc::new(known.map(|(print, pem)| (print.clone(), pem.clone())).collect());
        for at in self.draft.all() {
            if let (Some(endpoint), Some(door)) = (self.draft.endpoint(at), self.door(at))
                && awaits_bind(endpoint)
            {
                doors.push(candidate(door, endpoint, &certificates));
            }
        }
        if let Some(manager) = &self.plan.asked.bind {
            // A server of another tree rejects whoever is not in it, which would say nothing of the password.
            doors.sort_by_key(|door| door.is_of_another_tree(&manager.name));
        }
        if doors.is_empty() {
            self.plan.attempts.directory_decided();
        } else {
            let users = std::mem::take(&mut self.users);
            let binds = bind::one_after_the_other(Arc::clone(&self.plan), doors, users, self.notes.clone());
            self.spawn("the manager's bind".to_owned(), binds);
        }
    }

    fn door(&self, at: At) -> Option<Door> {
        let server = self.draft.servers.get(at.server)?;
        let endpoint = server.endpoints.get(at.endpoint)?;
        Some(Door::new(&self.plan, at, &server.url, endpoint.address))
    }

    fn spawn(&mut self, label: String, task: impl Future<Output = ()> + Send + 'static) {
        let id = self.tasks.spawn(task).id();
        self.labels.insert(id, label);
    }

    fn panicked(&mut self, error: JoinError) {
        let label = self.labels.remove(&error.id()).unwrap_or_default();
        if let Ok(panic) = error.try_into_panic() {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            self.bugs.push(format!("{label} panicked: {}", self.without_password(text)));
        }
    }

    /// A panic may quote the data it stumbled over.
    fn without_password(&self, text: &str) -> String {
        let known = self.plan.password.iter().chain(&self.plan.person_password);
        let known = known.map(|password| password.expose_secret()).filter(|password| !password.is_empty());
        known.fold(text.to_owned(), |text, password| text.replace(password, "[redacted]"))
    }
}

/// What was seen at an address that the manager may bind at.
fn candidate(door: Door, endpoint: &Endpoint, certificates: &Arc<BTreeMap<Fingerprint, String>>) -> Candidate {
    let first = endpoint.tls.seen().and_then(|tls| tls.chain.first());
    let leaves = endpoint.samples.iter().filter_map(Sample::leaf).chain(first).cloned().collect();
    let several = endpoint.samples.iter().any(Sample::unanswered);
    let answered_in = Duration::from_secs_f64(endpoint.tls.seen().map_or(0.0, |tls| tls.ms.0.max(0.0)) / 1000.0);
    let all = door.target.timeout;
    let patience = if several { all.min(beside::alone(all).max(answered_in * 3)) } else { all };
    Candidate {
        door,
        root_dse: endpoint.ldap.seen().cloned(),
        leaves,
        several,
        patience,
        certificates: Arc::clone(certificates),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use secrecy::SecretString;

    use super::*;
    use crate::check::Stage;
    use crate::evidence::{Asked, Millis, Resolution, Slot, TcpFailureKind};

    #[derive(Default)]
    struct Steps(Mutex<Vec<String>>);

    impl Progress for Steps {
        fn step(&self, what: &str) {
            self.0.lock().unwrap().push(what.to_owned());
        }
    }

    fn plan(server: &str) -> Arc<Plan> {
        let servers = vec![server.parse().unwrap()];
        let asked = Asked { servers, connect_timeout_ms: 1_000, ..Asked::default() };
        let password = Some(SecretString::from("hunter2"));
        Arc::new(Plan { password, last_stage: Stage::Bind, ..Plan::of_network(asked, "client") })
    }

    #[tokio::test]
    async fn a_panic_is_a_bug_of_ours_and_stops_nobody_else() {
        let steps = Steps::default();
        let mut run = Run::new(plan("ldaps://10.0.0.1"), Users::Nobody, &steps);
        let notes = run.notes.clone();
        run.spawn("the look at a".to_owned(), async {
            std::panic::resume_unwind(Box::new("stumbled over \"hunter2\""))
        });
        run.spawn("the look at b".to_owned(), async move {
            for step in 0..1_000 {
                notes.tell(Note::Step(step.to_string()));
                tokio::task::yield_now().await;
            }
        });
        run.settle().await;
        assert_eq!(run.bugs, ["the look at a panicked: stumbled over \"[redacted]\""]);
        assert_eq!(steps.0.lock().unwrap().len(), 1_000);
        assert!(run.labels.is_empty());
    }

    #[tokio::test]
    async fn an_address_is_looked_at_as_soon_as_it_is_known() {
        let steps = Steps::default();
        let mut run = Run::new(plan("ldaps://dc1:1"), Users::Nobody, &steps);
        let addresses = vec!["127.0.0.1".parse().unwrap(), "127.0.0.2".parse().unwrap()];
        let found = Resolution { literal: false, addresses, left_out: 0, ms: Millis::default(), dns: Vec::new() };
        run.file(Note::Name("dc1".to_owned(), Ok(found)));
        run.settle().await;
        let endpoints = &run.draft.servers[0].endpoints;
        assert_eq!(endpoints.len(), 2);
        for endpoint in endpoints {
            assert_eq!(endpoint.tcp.failed().unwrap().kind, TcpFailureKind::Refused);
            assert_eq!(endpoint.tls, Observed::Blocked(Slot::Tcp));
        }
        assert_eq!(*steps.0.lock().unwrap(), ["dc1:1 tcp"; 2]);
    }

    #[tokio::test]
    async fn what_was_told_before_the_end_is_kept() {
        let steps = Steps::default();
        let mut run = Run::new(plan("ldaps://10.0.0.1"), Users::Nobody, &steps);
        let notes = run.notes.clone();
        run.spawn("slow".to_owned(), async move {
            notes.tell(Note::Certificates(BTreeMap::from([("A1".to_owned(), "pem".to_owned())])));
            std::future::pending::<()>().await;
        });
        tokio::task::yield_now().await;
        let (draft, _) = run.finish();
        assert_eq!(draft.certificates.len(), 1);
        assert_eq!(draft.servers[0].endpoints[0].tcp, Observed::Cut);
    }
}
