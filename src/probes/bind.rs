//! The only place that sends a password: the manager's on one server after the other, where one rejection ends it, and
//! the password of the person asked about once.

mod guarded;
mod nodes;
mod person;
mod session;
mod whole;

use std::sync::Arc;
use std::time::{Duration, Instant};

use self::guarded::{Guarded, Sent};
pub(super) use self::session::Candidate;
use self::session::{opinion, protected};
use super::draft::{Answer, Note, Notes};
use super::endpoint::Door;
use super::passing::{self, Question};
use super::{account, again, search};
use crate::attempts::{Account, Bound, Held};
use crate::check::Stage;
use crate::evidence::result::{leaves_the_password_alone, wants_protection};
use crate::evidence::search::Search;
use crate::evidence::{AskedBind, AskedSearch, BindAnswer, LdapFailure, Observed, RootDse, Session, Slot};
use crate::ldap::dn;
use crate::ldap::session::{Query, Scope, Session as Conversation};
use crate::plan::Plan;

/// Binds at each door in turn, over a connection of its own. After a success the next one is tried too, since each
/// server must know the account when another one fails. After a rejection, or a bind whose answer never came, nothing
/// more is sent: a run adds at most one to the account's count of bad passwords.
///
/// `users` are compared with the people of the directory, when those are to be read.
pub(super) async fn one_after_the_other(plan: Arc<Plan>, doors: Vec<Candidate>, users: search::Users, notes: Notes) {
    let account = Account::of(plan.asked.bind.iter().map(|bind| bind.name.as_str()));
    let (mut counted, mut round) = (false, Round { users: Some(users), account, ..Round::default() });
    for at in doors {
        if counted {
            notes.answer(at.door.at, Answer::Session(Observed::Blocked(Slot::EarlierBind)));
        } else {
            counted = bind(&plan, &at, &mut round, &notes).await;
        }
    }
    plan.attempts.directory_decided();
}

/// What one server after the other shares.
#[derive(Default)]
struct Round {
    /// The manager, by all names that are known of it.
    account: Account,
    /// A server took the manager's password.
    accepted: bool,
    /// The server on which base and filter have been looked at closely: the further ones are compared with it.
    searched: Option<search::Before>,
    /// The person asked about has been looked for.
    person: bool,
    /// Whom the people of the directory are compared with, until they have been read.
    users: Option<search::Users>,
    /// The agreement that call manager told, with its name, where the configuration names no search; once it was asked.
    told: Option<Option<(String, AskedSearch)>>,
}

/// One bind at most. Returns whether the server may have counted it as a wrong password.
async fn bind(plan: &Plan, at: &Candidate, round: &mut Round, notes: &Notes) -> bool {
    let door = &at.door;
    let (Some(asked), Some(password)) = (&plan.asked.bind, &plan.password) else {
        return false;
    };
    notes.step(&door.url, "bind");
    let Some((mut session, store)) = opened(plan, asked, at, notes).await else { return false };
    let guarded = Guarded {
        plan,
        door,
        root_dse: at.root_dse.as_ref(),
        account: &round.account,
        name: &asked.name,
        password,
        accepted_elsewhere: round.accepted,
    };
    let mut held = plan.attempts.held(door.target.address, &asked.name, password).await;
    let answer = match sent_once(&guarded, &mut held, &mut session).await {
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
        Sent::Answered(answer) => kept_elsewhere(&mut session, &asked.name, answer).await,
    };
    plan.attempts.directory_decided();
    notes.answer(door.at, Answer::Bind(Observed::Seen(answer.clone())));
    if answer.code == 0 {
        round.accepted = true;
        look_on(&mut session, (plan, asked, at), answer.clone(), round, notes).await;
        leave(held, answer, session).await;
        note_opinion(plan, at, store, notes).await;
        return false;
    }
    session.close().await;
    refused(held, answer, door, notes).await
}

/// A server that holds no such account may say so to a search alone, and refuse the bind as it does a wrong password
/// (OpenLDAP below a referral object). Only a distinguished name can be looked for.
async fn kept_elsewhere(session: &mut Conversation, name: &str, answer: BindAnswer) -> BindAnswer {
    const REJECTED: u32 = 49;
    const REFERRAL: u32 = 10;
    if answer.code != REJECTED || answer.ad_data.is_some() || dn::parse(name).is_err() {
        return answer;
    }
    let deadline = Instant::now() + Duration::from_secs(2);
    let (scope, filter, attributes) = (Scope::Base, "(objectClass=*)", &["1.1"][..]);
    let query = Query { base: name, scope, filter, attributes, page: None, limit: 1, deadline };
    match session.read_each(query, &mut |_| {}).await {
        Ok(end) if end.code == REFERRAL => BindAnswer { referrals: end.referrals, ..answer },
        _ => answer,
    }
}

/// What is looked at after an accepted bind, as patiently as it has shown to be needed.
async fn look_on(
    session: &mut Conversation,
    (plan, asked, at): (&Plan, &AskedBind, &Candidate),
    answer: BindAnswer,
    round: &mut Round,
    notes: &Notes,
) {
    if plan.asked.is_late(answer.ms) {
        return too_slow(&at.door, notes);
    }
    session.waits(Duration::from_millis(plan.asked.search_patience_ms()));
    look_around(session, (plan, asked, at), answer, round, notes).await;
}

/// The answer is the next configuration's too. Returns whether the server may have counted a wrong password.
async fn refused(held: Option<Held>, answer: BindAnswer, door: &Door, notes: &Notes) -> bool {
    let code = answer.code;
    if let Some(mut held) = held {
        *held = Some(Bound { answer, session: None });
    }
    if !door.encrypted && wants_protection(code) {
        // The port with TLS is advised only where it answers.
        again::sibling(door, notes).await;
    }
    !leaves_the_password_alone(code)
}

/// The answer to the one bind of this run. Where another configuration has sent it here, its conversation is taken over,
/// and ours ends unused.
async fn sent_once(guarded: &Guarded<'_>, held: &mut Option<Held>, session: &mut Conversation) -> Sent {
    match held.as_deref_mut().and_then(Option::take) {
        Some(Bound { answer, session: known }) => {
            if let Some(known) = known {
                std::mem::replace(session, known).close().await;
            }
            Sent::Answered(answer)
        }
        None => guarded.send(session).await,
    }
}

/// The manager's conversation, protected as the plan wants it, and the store by which the server was verified.
async fn opened(
    plan: &Plan,
    asked: &AskedBind,
    at: &Candidate,
    notes: &Notes,
) -> Option<(Conversation, Option<String>)> {
    let (mut session, protection) = match protected(plan, asked, at).await {
        Ok(opened) => opened,
        Err(failure) => {
            notes.answer(at.door.at, Answer::Session(Observed::Failed(failure)));
            return None;
        }
    };
    let store = match &protection {
        Session::Verified { store } => Some(store.clone()),
        _ => None,
    };
    notes.answer(at.door.at, Answer::Session(Observed::Seen(protection)));
    if let Some(root_dse) = &at.root_dse {
        session.offers(root_dse);
    }
    Some((session, store))
}

/// A conversation that was bound is left to the next configuration; where there is none, it ends.
async fn leave(held: Option<Held>, answer: BindAnswer, session: Conversation) {
    match held {
        Some(mut held) => *held = Some(Bound { answer, session: Some(session) }),
        None => session.close().await,
    }
}

/// Somebody else spent the account's one try of this run: the person asked about, or call manager.
fn never_sent(door: &Door, notes: &Notes) {
    let why = "not tried: a password of what may be the same account was just rejected, or its answer never came";
    notes.answer(door.at, Answer::Bind(Observed::NotAsked(why.to_owned())));
    notes.answer(door.at, Answer::Account(Observed::NotAsked(why.to_owned())));
    notes.answer(door.at, Answer::Search(Box::new(Observed::NotAsked(why.to_owned()))));
}

/// The rest of the run is for servers that answer in time.
fn too_slow(door: &Door, notes: &Notes) {
    let why = "its bind was answered later than the appliances wait, so nothing more was asked there";
    notes.answer(door.at, Answer::Account(Observed::NotAsked(why.to_owned())));
    notes.answer(door.at, Answer::Search(Box::new(Observed::NotAsked(why.to_owned()))));
}

/// After the work, so that it delays nothing: what this host's strict client says of the same server.
async fn note_opinion(plan: &Plan, at: &Candidate, store: Option<String>, notes: &Notes) {
    if let Some(store) = store
        && let Some(strict) = opinion(plan, at, &store).await
    {
        notes.answer(at.door.at, Answer::Strict(strict));
    }
}

/// Who the server takes us for, what it lets the manager read about its own account, where the person asked about is,
/// and whom the search finds.
async fn look_around(
    session: &mut Conversation,
    (plan, asked, at): (&Plan, &AskedBind, &Candidate),
    answer: BindAnswer,
    round: &mut Round,
    notes: &Notes,
) {
    let (door, root_dse, account) = (&at.door, at.root_dse.clone(), asked);
    // Nobody is authenticated, or nothing but a new password is accepted: searches would be judged as somebody else's.
    let must_change = answer.password_policy.as_ref().and_then(|policy| policy.error);
    let restricted = matches!(must_change, Some(0 | 2));
    notes.step(&door.url, "account");
    // A server that hides its root entry from strangers may show it now, and with it what it offers.
    let root_dse = match root_dse {
        Some(root_dse) => Some(root_dse),
        None => session.root_dse().await.ok(),
    };
    let who_am_i = session.who_am_i().await.unwrap_or_default();
    notes.answer(door.at, Answer::Bind(Observed::Seen(BindAnswer { who_am_i: who_am_i.clone(), ..answer })));
    let state = account::read(session, &asked.name, who_am_i.as_deref(), root_dse.as_ref()).await;
    if let Ok(state) = &state {
        round.account.also(&state.dn);
    }
    notes.answer(door.at, Answer::Account(state.into()));
    let nobody = restricted || who_am_i.as_deref() == Some("");
    // Before the search, which reads everybody.
    let search = search(plan, round, notes).await;
    if let (Some(asked), false, false) = (&plan.asked.person, nobody, round.person) {
        round.person = true;
        let given = (search.as_ref(), round.users.as_ref());
        person::ask(plan, asked, at, root_dse.as_ref(), session, notes, given).await;
    }
    if let (Some(asked), true) = (&search, plan.last_stage >= Stage::Search) {
        let found = match &round.searched {
            _ if nobody => Observed::Blocked(Slot::Bind),
            Some(before) => {
                compare(session, (plan, asked, door), root_dse.as_ref(), before, notes).await;
                Observed::NotAsked(format!("base and filter are looked at on {}", before.server))
            }
            None => {
                let mut found = look_for_people(session, (plan, asked, door), root_dse.as_ref(), round, notes).await;
                if let Ok(found) = &mut found {
                    found.in_domain = whole::somebody_has_it(plan, (account, asked), at, round, found).await;
                }
                found.into()
            }
        };
        notes.answer(door.at, Answer::Search(Box::new(found)));
    }
}

/// What a further server finds by the same search: nodes that come to it find that.
async fn compare(
    session: &mut Conversation,
    (plan, asked, door): (&Plan, &AskedSearch, &Door),
    root_dse: Option<&RootDse>,
    before: &search::Before,
    notes: &Notes,
) {
    if !before.answered {
        return;
    }
    notes.step(&door.url, "search");
    let told = |read| notes.step(&door.url, &format!("search, {read} entries counted"));
    let found = match search::likewise(session, (&plan.asked, asked), root_dse, before, &told).await {
        Err(failure) => Observed::Failed(passing::explained(door, Question::Schema, None, failure).await),
        found => found.into(),
    };
    notes.answer(door.at, Answer::Likewise(Box::new(found)));
}

/// The search of the configuration; where that names none, what call manager tells of its first agreement.
async fn search(plan: &Plan, round: &mut Round, notes: &Notes) -> Option<AskedSearch> {
    if plan.asked.search.is_some() || plan.last_stage < Stage::Search {
        return plan.asked.search.clone();
    }
    if round.told.is_none() {
        // The rest of the time is for reading.
        let deadline = Instant::now() + Duration::from_millis(plan.asked.deadline_ms / 4);
        let told = match &round.users {
            Some(users) => users.first_agreement(deadline).await,
            None => None,
        };
        told.iter().for_each(|(_, search)| notes.tell(Note::Told(Box::new(search.clone()))));
        round.told = Some(told);
    }
    round.told.iter().flatten().map(|(_, search)| search.clone()).next()
}

/// Whom base and filter find; then everybody they find, where the directory itself is compared.
async fn look_for_people(
    session: &mut Conversation,
    (plan, asked, door): (&Plan, &AskedSearch, &Door),
    root_dse: Option<&RootDse>,
    round: &mut Round,
    notes: &Notes,
) -> Result<Search, LdapFailure> {
    notes.step(&door.url, "search");
    let before = search::Before { server: door.url.authority(), answered: false, login: None };
    let before = round.searched.insert(before);
    let started = Instant::now();
    let wanted = round.users.is_some() && plan.people.is_some();
    let told = |read| notes.step(&door.url, &format!("people, {read} entries read"));
    let looked = search::look(session, (&plan.asked, asked), root_dse, door.url.port, wanted, &told).await;
    let (found, kept) = match looked {
        Ok(found) => found,
        Err(failure) => return Err(passing::explained(door, Question::Schema, None, failure).await),
    };
    before.answered = true;
    before.login = found.login.clone().filter(|login| login.code == 0 && login.entries > 0);
    if let (Some(users), Some(people)) = (round.users.take(), &plan.people) {
        notes.step(&door.url, "people");
        let deadline = started + Duration::from_millis(plan.asked.deadline_ms / 4 * 3);
        let mut read = search::read(session, (&found, kept), &asked.base, (users, people), deadline, &told).await;
        read.agreements.extend(round.told.iter().flatten().map(|(name, _)| name.clone()));
        notes.tell(Note::Directory(Box::new(read)));
    }
    Ok(found)
}
