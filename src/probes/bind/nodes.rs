//! Logins at nodes, once the directory has taken the person's password: call manager, then presence, each only after the
//! one before succeeded. So a wrong password costs one try in all.

use std::time::Duration;

use crate::attempts::Account;
use crate::evidence::login::{Chosen, LoginService, NodeLogin, UdsAccount};
use crate::evidence::person::Person;
use crate::evidence::{BindAnswer, Observed};
use crate::https_url::same_host;
use crate::plan::{Logins, NodeAccess, Plan, PresenceNodes};
use crate::probes::appliance::login::{Who, epas, uds_user};
use crate::probes::draft::{Note, Notes};

/// Logs in at the nodes of the plan. Each answer is told as it comes.
pub(super) async fn log_in(plan: &Plan, person: &mut Person, notes: &Notes) {
    let (Some(logins), true) = (&plan.logins, person.bind.seen().is_some_and(taken)) else { return };
    let mut told: Option<UdsAccount> = None;
    if let Some(access) = &logins.call_manager {
        let login = one(plan, (access, LoginService::Uds), person, notes).await;
        told = login.answer.seen().and_then(|answer| answer.account.clone());
        let goes_on = login.accepted();
        person.logins.push(login);
        if !goes_on && !matches!(logins.presence, PresenceNodes::None) {
            person.logins.push(not_asked("call manager has not taken the password"));
        }
        notes.tell(Note::Person(Box::new(person.clone())));
        if !goes_on {
            return;
        }
    }
    match choose(logins, told.as_ref()) {
        Ok(None) => {}
        Err(why) => tell(person, not_asked(&why), notes),
        Ok(Some((access, chosen))) => {
            let login = one(plan, (access, LoginService::Epas), person, notes).await;
            tell(person, NodeLogin { chosen: Some(chosen), ..login }, notes);
        }
    }
}

/// The directory took the password, and wants no other one first.
fn taken(answer: &BindAnswer) -> bool {
    let restricted = answer.password_policy.as_ref().and_then(|policy| policy.error);
    answer.code == 0 && restricted.is_none()
}

fn tell(person: &mut Person, login: NodeLogin, notes: &Notes) {
    person.logins.push(login);
    notes.tell(Note::Person(Box::new(person.clone())));
}

fn not_asked(why: &str) -> NodeLogin {
    NodeLogin { answer: Observed::NotAsked(why.to_owned()), ..NodeLogin::of("presence", LoginService::Epas) }
}

/// One try at one node, when this run has not spent it.
async fn one(plan: &Plan, (access, service): (&NodeAccess, LoginService), person: &Person, notes: &Notes) -> NodeLogin {
    let refused =
        |why: &str| NodeLogin { answer: Observed::NotAsked(why.to_owned()), ..NodeLogin::of(&access.name, service) };
    let (Some(password), Some(asked)) = (&plan.person_password, &plan.asked.person) else {
        return refused("no password was given");
    };
    if asked.id.contains(':') && service == LoginService::Uds {
        return refused("Basic authentication has no way to send a user ID with a colon");
    }
    let dn = person.found.seen().and_then(|found| found.first()).map(|one| one.dn.as_str());
    let account = Account::of([asked.id.as_str()].into_iter().chain(dn));
    let Some(turn) = plan.attempts.turn(&account).await else {
        return refused("not tried: this run has spent a try of what may be the same account");
    };
    notes.tell(Note::Step(format!("{} login", access.name)));
    // Told before the answer: if the run is cut now, the report says that the password may have been sent.
    let so_far = |login: &NodeLogin| {
        let mut person = person.clone();
        person.logins.push(login.clone());
        notes.tell(Note::Person(Box::new(person)));
    };
    let who = Who { id: &asked.id, password };
    let connect = Duration::from_millis(plan.asked.connect_timeout_ms);
    let login = match service {
        LoginService::Uds => uds_user::log_in(access, who, connect, so_far).await,
        LoginService::Epas => epas::log_in(access, who, connect, so_far).await,
    };
    let unsent = login.answer.failed().is_some_and(|failure| failure.kind.is_before_the_password());
    if login.accepted() || unsent {
        turn.harmless()
    } else {
        turn.ended()
    }
    let chosen = if access.named { Chosen::Named } else { Chosen::First };
    NodeLogin { chosen: Some(chosen), ..login }
}

/// The node of presence that this person logs in to, when any is to be asked: what call manager lists now comes before
/// what an export had. Else what would tell it.
fn choose<'n>(logins: &'n Logins, told: Option<&UdsAccount>) -> Result<Option<(&'n NodeAccess, Chosen)>, String> {
    let nodes = match &logins.presence {
        PresenceNodes::None => return Ok(None),
        PresenceNodes::Named(access) => return Ok(Some((access, Chosen::Named))),
        PresenceNodes::Assigned(nodes) => nodes,
    };
    let known = |server: &String| {
        let is = |access: &&NodeAccess| {
            let name = access.name.split_once('/').map_or(access.name.as_str(), |(_, name)| name);
            same_host(name, server) || same_host(&access.url.host, server)
        };
        nodes.iter().find(is)
    };
    let listed = told.map(|account| account.presence_servers.as_slice()).unwrap_or_default();
    let found = listed.iter().find_map(known).map(|access| (access, Chosen::Listed));
    let exported = || Some((logins.exported.as_ref().and_then(known)?, Chosen::Exported));
    found.or_else(exported).map(Some).ok_or_else(|| match listed {
        [] => "the person's presence node is not known: neither UDS nor an export of call manager's users names one; name \
               it with --node"
            .to_owned(),
        _ => format!(
            "call manager lists {} for the person, and no such node of [[presence.nodes]] has a login address: add \
             login and client_version there",
            listed.join(" and ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(name: &str) -> NodeAccess {
        NodeAccess {
            name: format!("presence/{name}"),
            url: format!("https://{name}:8443").parse().unwrap(),
            named: false,
            trust: Vec::new(),
            client_version: "14.2".to_owned(),
        }
    }

    fn lists(servers: &[&str]) -> UdsAccount {
        UdsAccount {
            presence_servers: servers.iter().map(|&server| server.to_owned()).collect(),
            ..UdsAccount::default()
        }
    }

    fn of(presence: PresenceNodes, exported: Option<&str>) -> Logins {
        Logins { call_manager: None, presence, exported: exported.map(str::to_owned) }
    }

    #[test]
    fn the_first_listed_node_that_is_known_is_asked() {
        let nodes = || PresenceNodes::Assigned(vec![access("p1.lab.example"), access("p2.lab.example")]);
        for (told, exported, expected) in [
            (Some(&["p2.lab.example", "p1.lab.example"][..]), None, Ok(("presence/p2.lab.example", Chosen::Listed))),
            (Some(&["P2"]), None, Ok(("presence/p2.lab.example", Chosen::Listed))),
            (Some(&["p9.lab.example", "p1.lab.example"]), None, Ok(("presence/p1.lab.example", Chosen::Listed))),
            (Some(&["p1.lab.example"]), Some("p2"), Ok(("presence/p1.lab.example", Chosen::Listed))),
            (Some(&[]), Some("p2"), Ok(("presence/p2.lab.example", Chosen::Exported))),
            (None, Some("P1.lab.example"), Ok(("presence/p1.lab.example", Chosen::Exported))),
            // The database has a number for it.
            (None, Some("1100"), Err("--node")),
            (Some(&["p1.other.example"]), None, Err("p1.other.example")),
            (Some(&[]), None, Err("neither UDS")),
            (None, None, Err("--node")),
        ] {
            let (logins, told) = (of(nodes(), exported), told.map(lists));
            match (choose(&logins, told.as_ref()), expected) {
                (Ok(Some((access, chosen))), Ok(expected)) => assert_eq!((access.name.as_str(), chosen), expected),
                (Err(why), Err(says)) => assert!(why.contains(says), "{why}"),
                (found, _) => unreachable!("{told:?}: {found:?}"),
            }
        }
        let named = of(PresenceNodes::Named(access("p1")), Some("p2"));
        assert!(matches!(choose(&named, None), Ok(Some((_, Chosen::Named)))));
    }
}
