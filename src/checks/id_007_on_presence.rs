//! ID-007: presence gets its users from call manager by the sync agent; who is missing there is offline for ever.

use super::appliances::untold;
use super::people::{Meaning, One, PeopleCheck, people, strangers, users};
use crate::case::Case;
use crate::check::{Check, Item, Outcome, Severity, Skip, Stage, Subject, Verdict};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Difference, Identity, OnNode, System};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id007,
    stage: Stage::Identity,
    title: "the presence server has the enabled users, each with a node",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-007.md"),
    run: |case| PEOPLE.run(case).into_iter().chain(nodes(case)).collect(),
};

static PEOPLE: PeopleCheck = PeopleCheck {
    compared: |case, identity| match strangers::on_presence(identity) {
        Some(skip) => Err(skip),
        None => identity.on_presence.as_ref().ok_or_else(|| why_not(case, identity)),
    },
    passed: |all| format!("{} there", users(all.compared)),
    meaning: |_, class, count| Some(meaning(class, count)),
    summary: |_, cause, told| summary(cause, told),
    of_one,
    follows,
    last: |_, finding| finding.items.iter_mut().for_each(as_it_should_be),
    gaps: &[System::CallManager, System::Presence],
    ..PeopleCheck::of("call-manager x presence")
};

/// Presence has its users from call manager: of two IDs of one person, call manager's is the right one.
fn as_it_should_be(item: &mut Item) {
    let is_other_id = item.suggestion.is_some() && item.class != Class::OtherUri.name();
    if is_other_id {
        std::mem::swap(&mut item.call_manager_id, &mut item.suggestion);
    }
}

/// One node against the others, in words that name the node afterwards.
static NODE: PeopleCheck = PeopleCheck {
    passed: |all| format!("{} as on the other nodes", users(all.compared)),
    meaning: |_, class, count| Some(of_node(class, count)),
    summary: |_, _, told| format!("its users are not those of the other presence nodes: {told}"),
    of_one: |found| {
        format!(
            "it has {:?} otherwise than the other presence nodes",
            found.call_manager_id.as_deref().unwrap_or_default()
        )
    },
    last: |_, finding| finding.fault = "copies of users".into(),
    gaps: &[],
    ..PeopleCheck::of("users")
};

fn of_node(class: Class, count: usize) -> Meaning {
    let who = people(count);
    let message = match class {
        Class::Missing => format!("{who} on another presence node, and not on this one"),
        Class::Extra => format!("{who} on this presence node, and not on another one"),
        Class::NotEnabled => format!("{who} not enabled on this presence node, and otherwise on another one"),
        _ => format!("{who} otherwise on this presence node than on another one"),
    };
    let fix = vec![
        "See whether the copies of the database reach every presence node: `utils dbreplication runtimestate` on the presence publisher shows each as set up".into(),
        "Where one is not, mend its replication first, by Cisco's guide or with Cisco TAC; then compare again".into(),
    ];
    Meaning { cause: CauseCode::NotOnPresence, message, fix }
}

/// Each node that told its users by itself, where several did.
fn nodes(case: &Case<'_>) -> Vec<Outcome> {
    let nodes = case.identity.iter().flat_map(|identity| &identity.on_nodes);
    let judged = nodes.flat_map(|OnNode { node, comparison }| {
        NODE.judge(case, Ok(comparison)).into_iter().map(move |mut outcome| {
            outcome.about = Subject::from(format!("{node}: {}", outcome.about));
            if let Verdict::Fail(finding) = &mut outcome.verdict {
                finding.summary = finding.summary.take().map(|summary| format!("{node}: {summary}"));
            }
            outcome
        })
    });
    judged.collect()
}

/// What to do where users have not arrived on the presence server.
pub(super) const LOOK_AT_AGENT: &str =
    "Look at the sync agent (`run sql select syncstatus from epassyncagentcfg`), then restart it at a quiet hour";

fn of_one(found: &Difference) -> String {
    let id = found.call_manager_id.as_deref().unwrap_or_default();
    match found.class {
        Class::NotEnabled => format!("the presence server has {id:?} without being enabled there"),
        Class::NoNode => format!("{id:?} is not assigned to a presence node"),
        Class::Extra => format!("the presence server has {id:?}, whom call manager does not enable for presence"),
        Class::Inactive => format!("the presence server has {id:?} as inactive, and call manager as active"),
        Class::OtherUri => {
            let uri = found.suggestion.as_deref().unwrap_or_default();
            format!("call manager has {uri} as the directory URI of {id:?}, and the presence server another one")
        }
        Class::Missing => {
            format!("call manager has {id:?} enabled for presence, and the presence server has no such user")
        }
        _ => {
            let there = found.suggestion.as_deref().unwrap_or_default();
            format!("call manager has {id:?}, and the presence server has the person as {there:?} still")
        }
    }
}

/// Whom call manager lacks or has as inactive, presence loses too.
fn follows(one: &One<'_>, found: &Difference) -> Option<Skip> {
    match found.class {
        Class::Extra if one.person.call_manager.is_empty() => Some(Skip::Blocked(CheckCode::User004)),
        Class::Extra if one.is_inactive() => Some(Skip::Blocked(CheckCode::User005)),
        _ => None,
    }
}

fn why_not(evidence: &Evidence, identity: &Identity) -> Skip {
    let no_users = "no users of call manager are given (call_manager.users)";
    match (identity.rows.call_manager, identity.rows.presence) {
        (None, Some(_)) => untold(evidence, no_users),
        (None, None) => Skip::NotAsked(no_users.to_owned()),
        (Some(_), _) => Skip::NotAsked("the export does not tell who is enabled for presence (enablecups)".to_owned()),
    }
}

fn summary(cause: CauseCode, told: &str) -> String {
    match cause {
        CauseCode::NotEnabledForPresence => {
            format!("Users are enabled in call manager and not on the presence server: {told}")
        }
        _ => format!("Call manager and the presence server do not have the same users: {told}"),
    }
}

fn meaning(class: Class, count: usize) -> Meaning {
    let who = people(count);
    let (cause, message, fix) = match class {
        Class::NotEnabled => (
            CauseCode::NotEnabledForPresence,
            format!("{who} on the presence server without being enabled there"),
            "Untick and tick \"Enable User for Unified CM IM and Presence\" of these users, then look at the sync agent",
        ),
        Class::NoNode => (
            CauseCode::NotOnPresence,
            format!("{who} not assigned to a presence node"),
            "Assign them to a node (presence administration, System > Presence Topology)",
        ),
        Class::Extra => (
            CauseCode::NotOnPresence,
            format!("{who} on the presence server, and not enabled in call manager"),
            "Ask whether they shall have presence: if so, tick \"Enable User for Unified CM IM and Presence\" in call manager before anything else, since presence loses them and their contact lists with the next message; if not, look at the sync agent: a removal has not arrived; restart it at a quiet hour",
        ),
        Class::Missing => (
            CauseCode::NotOnPresence,
            format!("{who} enabled in call manager, and not on the presence server"),
            LOOK_AT_AGENT,
        ),
        Class::Inactive => (
            CauseCode::NotOnPresence,
            format!("{who} inactive on the presence server, and active in call manager"),
            LOOK_AT_AGENT,
        ),
        Class::OtherUri => (
            CauseCode::NotOnPresence,
            format!("{who} on the presence server with another directory URI than in call manager"),
            "Look at the sync agent: the directory URIs that call manager has now have not arrived; restart it at a quiet hour, then compare again: contacts that hold the old addresses are to be renamed after it",
        ),
        _ => (
            CauseCode::NotOnPresence,
            format!("{who} on the presence server under another ID than in call manager"),
            "Look at the sync agent: the IDs that call manager has now have not arrived; restart it at a quiet hour, then compare again: contacts that hold the old addresses are to be renamed after it",
        ),
    };
    Meaning { cause, message, fix: vec![fix.into()] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::Comparison;

    #[test]
    fn exports_of_two_sites_accuse_nobody() {
        let of = |missing: usize, extra: usize, compared| {
            let all = [(Class::Missing, missing), (Class::Extra, extra)];
            let all = all
                .into_iter()
                .flat_map(|(class, count)| (0..count).map(move |n| difference(class, &format!("{class:?}{n}"))));
            let on_presence = Some(Comparison { compared, ..comparison(all.collect()) });
            told(&run(&CHECK, &evidence(Identity { on_presence, ..Identity::default() })))
        };
        assert!(of(7, 5, 7)[0].1.contains("nobody in common"));
        for (missing, extra, compared) in [(7, 5, 8), (7, 0, 7), (2, 9, 2)] {
            assert_eq!(of(missing, extra, compared)[0].1, "not-on-presence", "{missing} {extra} {compared}");
        }
    }

    #[test]
    fn who_is_not_enabled_is_told_apart() {
        let of = |found| {
            told(&run(&CHECK, &evidence(Identity { on_presence: Some(comparison(found)), ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        let causes: Vec<String> = of([Class::Missing, Class::NotEnabled, Class::NoNode, Class::Extra]
            .map(|class| difference(class, "x"))
            .to_vec())
        .into_iter()
        .map(|(_, cause)| cause)
        .collect();
        assert_eq!(causes, ["not-on-presence", "not-enabled-for-presence", "not-on-presence", "not-on-presence"]);
    }
}
