//! The only place that sends a password: the manager's on one server after the other, where one rejection ends it, and
//! the password of the person asked about once.

mod guarded;
mod person;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use self::guarded::{Guarded, Sent, password_not_looked_at};
use super::attempts::Account;
use super::draft::{Answer, Note, Notes};
use super::endpoint::Door;
use super::tls::{Client, StrictFailure};
use super::{account, search, tcp, tls};
use crate::check::Stage;
use crate::evidence::search::Search;
use crate::evidence::{
    AskedBind, AskedSearch, BindAnswer, LdapFailure, Observed, RootDse, Session, SessionFailure, Slot, TcpFailureKind,
    TrustStore,
};
use crate::ldap::session;
use crate::plan::Plan;

/// Binds at each door in turn, over a connection of its own. After a success the next one is tried too, since each
/// server must know the account when another one fails. After a rejection, or a bind whose answer never came, nothing
/// more is sent: a run adds at most one to the account's count of bad passwords.
///
/// `users` are compared with the people of the directory, when those are to be read.
pub(super) async fn one_after_the_other(
    plan: Arc<Plan>,
    doors: Vec<(Door, Option<RootDse>)>,
    users: search::Users,
    notes: Notes,
) {
    let account = Account::of(plan.asked.bind.iter().map(|bind| bind.name.as_str()));
    let (mut counted, mut round) = (false, Round { users: Some(users), account, ..Round::default() });
    for (door, root_dse) in doors {
        if counted {
            notes.answer(door.at, Answer::Session(Observed::Blocked(Slot::EarlierBind)));
        } else {
            counted = bind(&plan, &door, root_dse, &mut round, &notes).await;
        }
    }
    plan.attempts.directory_decided();
}

/// What one server after the other shares.
#[derive(Default)]
struct Round {
    clients: Clients,
    /// The manager, by all names that are known of it.
    account: Account,
    /// A server took the manager's password.
    accepted: bool,
    /// The server on which base and filter have been looked at: once is enough, since they are the same for all.
    searched: Option<String>,
    /// The person asked about has been looked for.
    person: bool,
    /// Whom the people of the directory are compared with, until they have been read.
    users: Option<search::Users>,
}

/// One bind at most. Returns whether the server may have counted it as a wrong password.
async fn bind(plan: &Plan, door: &Door, root_dse: Option<RootDse>, round: &mut Round, notes: &Notes) -> bool {
    let (Some(asked), Some(password)) = (&plan.asked.bind, &plan.password) else {
        return false;
    };
    notes.step(&door.url, "bind");
    let mut session = match protected(plan, asked, door, &mut round.clients).await {
        Err(failure) => {
            notes.answer(door.at, Answer::Session(Observed::Failed(failure)));
            return false;
        }
        Ok((session, protection)) => {
            notes.answer(door.at, Answer::Session(Observed::Seen(protection)));
            session
        }
    };
    let guarded = Guarded {
        plan,
        door,
        root_dse: root_dse.as_ref(),
        account: &round.account,
        name: &asked.name,
        password,
        accepted_elsewhere: round.accepted,
    };
    let answer = match guarded.send(&mut session).await {
        Sent::Broken(failure) => {
            notes.answer(door.at, Answer::Bind(Observed::Failed(failure)));
            plan.attempts.directory_decided();
            return true;
        }
        Sent::Never => {
            never_sent(door, notes);
            session.close().await;
            return false;
        }
        Sent::Answered(answer) => answer,
    };
    plan.attempts.directory_decided();
    notes.answer(door.at, Answer::Bind(Observed::Seen(answer.clone())));
    if answer.code == 0 {
        round.accepted = true;
        look_around(&mut session, (plan, asked, door), root_dse, answer, round, notes).await;
        session.close().await;
        return false;
    }
    session.close().await;
    !password_not_looked_at(answer.code)
}

/// Somebody else spent the account's one try of this run: the person asked about, or call manager.
fn never_sent(door: &Door, notes: &Notes) {
    let why = "not tried: a password of what may be the same account was just rejected, or its answer never came";
    notes.answer(door.at, Answer::Bind(Observed::NotAsked(why.to_owned())));
    notes.answer(door.at, Answer::Account(Observed::NotAsked(why.to_owned())));
    notes.answer(door.at, Answer::Search(Box::new(Observed::NotAsked(why.to_owned()))));
}

/// Who the server takes us for, what it lets the manager read about its own account, where the person asked about is,
/// and whom the search finds.
async fn look_around(
    session: &mut session::Session,
    (plan, asked, door): (&Plan, &AskedBind, &Door),
    root_dse: Option<RootDse>,
    answer: BindAnswer,
    round: &mut Round,
    notes: &Notes,
) {
    // Nobody is authenticated, or nothing but a new password is accepted: searches would be judged as somebody else's.
    let must_change = answer.password_policy.as_ref().and_then(|policy| policy.error);
    let restricted = matches!(must_change, Some(0 | 2));
    notes.step(&door.url, "account");
    let who_am_i = session.who_am_i().await.unwrap_or_default();
    notes.answer(door.at, Answer::Bind(Observed::Seen(BindAnswer { who_am_i: who_am_i.clone(), ..answer })));
    // A server that hides its root entry from strangers may show it now.
    let root_dse = match root_dse {
        Some(root_dse) => Some(root_dse),
        None => session.root_dse().await.ok(),
    };
    let state = account::read(session, &asked.name, who_am_i.as_deref(), root_dse.as_ref()).await;
    if let Ok(state) = &state {
        round.account.also(&state.dn);
    }
    notes.answer(door.at, Answer::Account(state.into()));
    let nobody = restricted || who_am_i.as_deref() == Some("");
    // Before the search, which reads everybody.
    if let (Some(asked), false, false) = (&plan.asked.person, nobody, round.person) {
        round.person = true;
        person::ask(plan, asked, door, root_dse.as_ref(), session, &mut round.clients, notes).await;
    }
    if let (Some(asked), true) = (&plan.asked.search, plan.last_stage >= Stage::Search) {
        let found = match &round.searched {
            _ if nobody => Observed::Blocked(Slot::Bind),
            Some(earlier) => Observed::NotAsked(format!("base and filter are looked at on {earlier}")),
            None => look_for_people(session, (plan, asked, door), root_dse.as_ref(), round, notes).await.into(),
        };
        notes.answer(door.at, Answer::Search(Box::new(found)));
    }
}

/// Whom base and filter find; then everybody they find, where the directory itself is compared.
async fn look_for_people(
    session: &mut session::Session,
    (plan, asked, door): (&Plan, &AskedSearch, &Door),
    root_dse: Option<&RootDse>,
    round: &mut Round,
    notes: &Notes,
) -> Result<Search, LdapFailure> {
    notes.step(&door.url, "search");
    round.searched = Some(door.url.authority());
    let started = Instant::now();
    let found = search::look(session, &plan.asked, asked, root_dse, door.url.port).await?;
    if let (Some(users), Some(people)) = (round.users.take(), &plan.people) {
        notes.step(&door.url, "people");
        let deadline = started + Duration::from_millis(plan.asked.deadline_ms / 4 * 3);
        let read = search::read(session, &found, &asked.base, (users, people), deadline).await;
        notes.tell(Note::Directory(Box::new(read)));
    }
    Ok(found)
}

/// A connection the password may go over, fresh for each attempt.
async fn protected(
    plan: &Plan,
    asked: &AskedBind,
    door: &Door,
    clients: &mut Clients,
) -> Result<(session::Session, Session), SessionFailure> {
    if !door.encrypted {
        if !asked.allow_plaintext {
            return Err(SessionFailure::WithoutTls);
        }
        let stream = connect(door).await?;
        return converse(stream, door, Session::Plaintext).await;
    }
    match verified(plan, door, clients).await {
        Err(SessionFailure::NotVerified { .. }) if asked.allow_untrusted => {
            match tls::untrusted(connect(door).await?, &door.target).await {
                Ok(stream) => converse(stream, door, Session::Untrusted).await,
                Err(raw) => Err(SessionFailure::Broken { raw }),
            }
        }
        outcome => outcome,
    }
}

/// A connection that the first fitting store verifies.
async fn verified(
    plan: &Plan,
    door: &Door,
    clients: &mut Clients,
) -> Result<(session::Session, Session), SessionFailure> {
    let mut by_store = BTreeMap::new();
    for store in &plan.stores {
        let refusal = match clients.of(store, plan).await {
            Err(unusable) => unusable.clone(),
            Ok(client) => match tls::strict(connect(door).await?, &door.target, client).await {
                Ok(stream) => return converse(stream, door, Session::Verified { store: store.name.clone() }).await,
                Err(StrictFailure::Broken(raw)) => return Err(SessionFailure::Broken { raw }),
                Err(StrictFailure::Refused(words)) => words,
            },
        };
        by_store.insert(store.name.clone(), refusal);
    }
    Err(SessionFailure::NotVerified { by_store })
}

/// One TLS client per store, made when it is first needed.
#[derive(Default)]
struct Clients(BTreeMap<String, Result<Client, String>>);

impl Clients {
    async fn of(&mut self, store: &TrustStore, plan: &Plan) -> &Result<Client, String> {
        match self.0.entry(store.name.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let pems = store.certificates.iter().filter_map(|print| plan.certificates.get(print));
                let pems: Vec<&str> = pems.map(String::as_str).collect();
                free.insert(Client::verifying(&pems).await)
            }
        }
    }
}

async fn connect(door: &Door) -> Result<TcpStream, SessionFailure> {
    match tcp::connect(door.target.address, door.target.source, door.target.timeout).await {
        Ok((stream, _)) => Ok(stream),
        Err(failure) if failure.kind == TcpFailureKind::HostLimited => {
            Err(SessionFailure::HostLimited { raw: failure.raw })
        }
        Err(failure) => Err(SessionFailure::Broken { raw: failure.raw }),
    }
}

async fn converse<S>(stream: S, door: &Door, protection: Session) -> Result<(session::Session, Session), SessionFailure>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
{
    match session::Session::open(stream, door.target.timeout).await {
        Ok(session) => Ok((session, protection)),
        // Nothing was sent yet: it is this host that has no more sockets.
        Err(failure) => Err(SessionFailure::HostLimited { raw: failure.fault.to_string() }),
    }
}
