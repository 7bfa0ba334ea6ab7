//! ID-018: a client logs in at the user's home cluster alone, so who is enabled for presence here is at home here.

use super::people::{Meaning, One, PeopleCheck, people, users};
use crate::case::Case;
use crate::check::{Check, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Comparison, Identity};
use crate::versions::Version;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id018,
    stage: Stage::Identity,
    title: "call manager is the home cluster of every user enabled for presence",
    // Another cluster may be the home, and a central presence cluster serves users who are at home elsewhere.
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-018.md"),
    run: |case| PEOPLE.run(case),
};

/// Before it, clients ask the presence server alone.
const FIRST_RELEASE: u32 = 9;

static PEOPLE: PeopleCheck = PeopleCheck {
    compared,
    passed: |all| format!("{} at home here", users(all.compared)),
    meaning: |_, _, count| Some(meaning(count)),
    summary: |_, _, told| format!("Users are enabled for presence, and this cluster is not their home: {told}"),
    of_one: |found| {
        let id = found.call_manager_id.as_deref().unwrap_or_default();
        format!("{id} is enabled for presence, and Home Cluster is not ticked")
    },
    last: |_, finding| {
        finding.refuted_if = Some(&[
            "this is a central presence cluster, whose users are at home on their telephony clusters",
            "another cluster is the home of these users, and they log in there",
        ])
    },
    follows: |one, _| follows(one),
    gaps: &[],
    ..PeopleCheck::of("home cluster")
};

fn compared<'a>(case: &Case<'_>, identity: &'a Identity) -> Result<&'a Comparison, Skip> {
    let version =
        case.deployment.as_ref().and_then(|deployment| Version::parse(deployment.call_manager.version.as_ref()?));
    if version.is_some_and(|version| version.major < FIRST_RELEASE) {
        return Err(Skip::NotAsked("clients of this release look for no home cluster".to_owned()));
    }
    identity.home.as_ref().ok_or_else(|| {
        Skip::NotAsked(
            "the users given do not tell who is enabled for presence and at home here (islocaluser, HOME CLUSTER)"
                .to_owned(),
        )
    })
}

/// Nobody logs in as an inactive user.
fn follows(one: &One<'_>) -> Option<Skip> {
    one.is_inactive().then_some(Skip::Blocked(CheckCode::User005))
}

fn meaning(count: usize) -> Meaning {
    Meaning {
        cause: CauseCode::HomeClusterMissing,
        message: format!("{} enabled for presence, and Home Cluster is not ticked", people(count)),
        fix: vec![
            "Where this is the user's cluster: tick Home Cluster (User Management > End User; for many, Bulk Administration > Users > Update Users)".into(),
            "Where another cluster is the home: leave Home Cluster as it is, and see that the user is enabled for presence on one presence cluster alone".into(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::deployment::Deployment;
    use crate::evidence::identity::Class;

    #[test]
    fn who_is_enabled_and_at_home_elsewhere_is_told_where_clients_ask() {
        let of = |version: Option<&str>, home| {
            let mut all = evidence(Identity { home, ..Identity::default() });
            let mut deployment = Deployment::default();
            deployment.call_manager.version = version.map(str::to_owned);
            all.deployment = Some(deployment);
            told(&run(&CHECK, &all)).remove(0)
        };
        let away = || Some(comparison(vec![difference(Class::NotHome, "mbrandt")]));
        assert_eq!(of(Some("12.5.1.11900-146"), away()), ("not-home".to_owned(), "home-cluster-missing".to_owned()));
        assert_eq!(of(None, away()).1, "home-cluster-missing");
        assert_eq!(of(None, Some(comparison(Vec::new()))).1, "pass");
        assert!(of(Some("8.6(2)"), away()).1.contains("no home cluster"));
        assert!(of(None, None).1.contains("do not tell"));
    }
}
