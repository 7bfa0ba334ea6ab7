//! The one bind as the person asked about: only when it cannot lock the account.

use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::guarded::{Guarded, Sent};
use super::{Candidate, nodes, protected};
use crate::attempts::Account;
use crate::evidence::person::{AskedPerson, Person, PersonAccount, Sighting};
use crate::evidence::{AskedSearch, BindAnswer, LdapFailure, Observed, RootDse, Session, SessionFailure};
use crate::ldap::session;
use crate::plan::Plan;
use crate::probes::draft::{Note, Notes};
use crate::probes::person::{self, Wanted};
use crate::probes::search::Users;

/// Failed tries that must be left before the account locks: the one that may be spent here, and one for the person.
const TRIES_LEFT: u64 = 2;

/// Looks for the person over the manager's session, and binds once as them when that was asked for and is safe.
pub(super) async fn ask(
    plan: &Plan,
    asked: &AskedPerson,
    at: &Candidate,
    root_dse: Option<&RootDse>,
    session: &mut session::Session,
    notes: &Notes,
    (search, users): (Option<&AskedSearch>, Option<&Users>),
) {
    let door = &at.door;
    notes.step(&door.url, "person");
    let tell = |person: &Person| notes.tell(Note::Person(Box::new(person.clone())));
    let wanted = Wanted::new(&asked.id, search, root_dse);
    let unknown = person::unknown(&wanted, door.url.authority(), door.target.address);
    tell(&unknown);
    let mut person = person::look(session, &wanted, unknown, tell).await;
    if let Some([_] | []) = person.found.seen().map(Vec::as_slice) {
        let further = further(plan, (search, users)).await;
        person = match nobody(&person) {
            true => in_further_agreements(asked, at, (root_dse, &further), session).await.unwrap_or(person),
            false => also_in_further_agreements(asked, (root_dse, &further), person, session).await,
        };
    }
    match withheld(asked, &person) {
        Some(reason) => {
            person.session = Observed::NotAsked(reason.clone());
            person.bind = Observed::NotAsked(reason);
        }
        None => {
            // Told before the answer: if the run is cut now, the report says that a try may have been spent.
            tell(&person);
            (person.session, person.bind) = bind(plan, &person, (at, root_dse)).await;
            tell(&person);
            nodes::log_in(plan, &mut person, notes).await;
        }
    }
    tell(&person);
}

fn nobody(person: &Person) -> bool {
    person.found.seen().is_some_and(Vec::is_empty)
}

/// One person has what was typed otherwise than as the user ID, inside base and filter.
fn is_named_inside(person: &Person) -> bool {
    let people = person.elsewhere.seen().map_or(&[][..], |elsewhere| elsewhere.people.as_slice());
    matches!(people, [one] if one.in_base == Some(true) && one.clauses.iter().all(|clause| clause.matches))
}

/// The agreements beside the first: those of the configuration, and those that call manager told.
async fn further(plan: &Plan, (search, users): (Option<&AskedSearch>, Option<&Users>)) -> Vec<AskedSearch> {
    let mut further = plan.asked.further_searches.clone();
    if let (Some(users), Some(search)) = (users, search) {
        let known: Vec<&str> = [search].into_iter().chain(&further).map(|search| search.base.as_str()).collect();
        let deadline = Instant::now() + Duration::from_millis(plan.asked.answer_timeout_ms);
        let told = users.agreements(&known, &search.user_id, deadline).await;
        further.extend(told.into_iter().map(|(_, search)| search));
    }
    further
}

/// Whom one agreement does not take another may.
async fn in_further_agreements(
    asked: &AskedPerson,
    at: &Candidate,
    (root_dse, further): (Option<&RootDse>, &[AskedSearch]),
    session: &mut session::Session,
) -> Option<Person> {
    for search in further {
        let wanted = Wanted::new(&asked.id, Some(search), root_dse);
        let unknown = person::unknown(&wanted, at.door.url.authority(), at.door.target.address);
        let person = person::look(session, &wanted, unknown, |_| {}).await;
        if person.found.seen().is_some_and(|found| !found.is_empty()) || is_named_inside(&person) {
            return Some(person);
        }
    }
    None
}

/// The person of one agreement, and whoever has the same user ID in another: all of them share one user of call manager.
async fn also_in_further_agreements(
    asked: &AskedPerson,
    (root_dse, further): (Option<&RootDse>, &[AskedSearch]),
    mut person: Person,
    session: &mut session::Session,
) -> Person {
    for search in further {
        let wanted = Wanted::new(&asked.id, Some(search), root_dse);
        let (Observed::Seen(known), Observed::Seen(more)) = (&mut person.found, person::found(session, &wanted).await)
        else {
            continue;
        };
        // Agreements may overlap.
        let is_new = |one: &Sighting| !known.iter().any(|known| known.dn.eq_ignore_ascii_case(&one.dn));
        let new: Vec<Sighting> = more.into_iter().filter(is_new).collect();
        known.extend(new);
    }
    if person.found.seen().is_some_and(|found| found.len() > 1) {
        person.account = Observed::NotAsked("not exactly one person was found".to_owned());
    }
    person
}

/// Why the person's password is not sent, if it is not.
fn withheld(asked: &AskedPerson, person: &Person) -> Option<String> {
    if !asked.bind {
        return Some("the password is tried only with --ask-password".to_owned());
    }
    match (person.found.seen().map(Vec::as_slice), &person.account) {
        (Some([_]), Observed::Seen(account)) => too_few_tries(account),
        (Some([_]), _) => Some("the state of the account could not be read, so a try might lock it".to_owned()),
        _ => Some("not exactly one person was found with base, filter and user ID".to_owned()),
    }
}

/// Why one more failed try would do harm, or might: where the policy is not readable, only a count of none is safe.
fn too_few_tries(account: &PersonAccount) -> Option<String> {
    if account.is_locked(OffsetDateTime::now_utc()) {
        return Some("not tried: the account is locked, so no password is looked at".to_owned());
    }
    let unreadable = "the lockout policy that holds for this account could not be read: a failure here could lock it";
    match (account.lockout_threshold, account.bad_password_count) {
        (Some(0), _) | (None, Some(0)) => None,
        (None, Some(count)) => Some(format!("not tried: {} counted, and {unreadable}", failed_tries(count))),
        (None, None) => Some(format!("not tried: the number of failed tries is not known, and {unreadable}")),
        // The attribute is absent until the first failure.
        (Some(threshold), count) => {
            let count = count.unwrap_or(0);
            (threshold.saturating_sub(count) < TRIES_LEFT).then(|| {
                let counted = failed_tries(count);
                format!(
                    "not tried: {counted} counted and the account locks at {threshold}; a failure here could lock it"
                )
            })
        }
    }
}

fn failed_tries(count: u64) -> String {
    match count {
        1 => "1 failed try is".to_owned(),
        _ => format!("{count} failed tries are"),
    }
}

type Bound = (Observed<Session, SessionFailure>, Observed<BindAnswer, LdapFailure>);

/// One bind by distinguished name, over a connection of its own.
async fn bind(plan: &Plan, person: &Person, (at, root_dse): (&Candidate, Option<&RootDse>)) -> Bound {
    let not_asked = |why: &str| (Observed::NotAsked(why.to_owned()), Observed::NotAsked(why.to_owned()));
    let (Some(manager), Some(password)) = (&plan.asked.bind, &plan.person_password) else {
        return not_asked("no password was given");
    };
    let Some([one]) = person.found.seen().map(Vec::as_slice) else {
        return not_asked("not exactly one person was found");
    };
    let (mut session, protection) = match protected(plan, manager, at).await {
        Ok(open) => open,
        Err(failure) => {
            let withheld = Observed::NotAsked("the password was withheld: the connection is not safe".to_owned());
            return (Observed::Failed(failure), withheld);
        }
    };
    if let Some(root_dse) = root_dse {
        session.offers(root_dse);
    }
    let id = plan.asked.person.as_ref().map(|asked| asked.id.as_str());
    let account = Account::of(id.into_iter().chain([one.dn.as_str()]));
    let (name, accepted_elsewhere) = (one.dn.as_str(), false);
    let guarded = Guarded { plan, door: &at.door, root_dse, account: &account, name, password, accepted_elsewhere };
    let answer = match guarded.send(&mut session).await {
        Sent::Answered(answer) => Observed::Seen(answer),
        Sent::Broken(failure) => Observed::Failed(failure),
        Sent::Never => Observed::NotAsked("not tried: this run has spent a try of what may be the same account".into()),
    };
    session.close().await;
    (Observed::Seen(protection), answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_try_is_spent_only_when_another_is_left() {
        for (locked, count, threshold, tried) in [
            (None, Some(0), Some(3), true),
            (None, Some(1), Some(3), true),
            (None, Some(2), Some(3), false),
            (None, Some(7), Some(3), false),
            (None, None, Some(2), true),
            (None, Some(0), Some(1), false),
            (None, Some(90), Some(0), true),
            // How many lock is not known, and neither is how many are left; the first failure alone locks nobody.
            (None, Some(0), None, true),
            (None, Some(1), None, false),
            (None, Some(90), None, false),
            (None, None, None, false),
            (Some(false), None, None, false),
            (Some(false), Some(0), Some(5), true),
            (Some(true), Some(0), Some(5), false),
            (Some(true), None, None, false),
        ] {
            let account = PersonAccount {
                locked,
                bad_password_count: count,
                lockout_threshold: threshold,
                ..PersonAccount::default()
            };
            assert_eq!(too_few_tries(&account).is_none(), tried, "{account:?}");
        }
    }
}
