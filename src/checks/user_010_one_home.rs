//! USER-010: a client logs in at the first cluster that calls itself the user's home, so it must be one alone.

use super::person::{AtPerson, per_vantage};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::homes::ClusterAnswer;
use crate::https_url::same_host;

pub(super) static CHECK: Check = Check {
    code: CheckCode::User010,
    stage: Stage::Identity,
    title: "one cluster alone is the user's home",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-010.md"),
    run: |case| per_vantage(case, one_home),
};

fn one_home(at: AtPerson<'_>) -> Judged {
    let answers = at.case.deployment.as_ref().map_or(&[][..], |deployment| &deployment.person_homes);
    if answers.len() < 2 {
        let why = "no other cluster is to be asked ([[call_manager.other_clusters]], beside call_manager.uds)";
        return Err(Skip::NotAsked(why.to_owned()));
    }
    let mut claims: Vec<(&ClusterAnswer, &str)> = Vec::new();
    for answer in answers {
        let Some(home) = answer.claims() else { continue };
        if claims.iter().all(|(other, known)| !same_host(known, home) && !other.is_of_cluster(answer)) {
            claims.push((answer, home));
        }
    }
    match claims.as_slice() {
        [] => Err(nobody(answers)),
        [(only, home)] => match unanswered(answers).or_else(|| another(answers, only, home)) {
            Some(why) => Err(Skip::Undecided(format!("{} calls itself the home, and {why}", only.server))),
            None => Ok(pass(format!("{home} alone, of {} clusters asked", answers.len())).into()),
        },
        several => Ok(on_several(at, several).into()),
    }
}

/// Why one of them said nothing.
fn unanswered(answers: &[ClusterAnswer]) -> Option<String> {
    answers.iter().find_map(|ClusterAnswer { server, answer }| match answer {
        Observed::Seen(_) => None,
        Observed::Failed(why) => Some(format!("{server} did not say: {why}")),
        _ => Some(format!("the run was cut before {server} answered")),
    })
}

/// A home that another cluster names, and that is neither itself nor in the cluster that is the home.
fn another(answers: &[ClusterAnswer], only: &ClusterAnswer, home: &str) -> Option<String> {
    let servers = only.answer.seen().map_or(&[][..], |user| &user.servers);
    let is_there = |named: &str| same_host(named, home) || servers.iter().any(|server| same_host(server, named));
    answers.iter().find_map(|answer| {
        let named = answer.answer.seen()?.home.as_deref().filter(|named| !is_there(named))?;
        Some(format!(
            "{} names {named}, which does not list its servers or was not asked: ask that one too",
            answer.server
        ))
    })
}

/// No cluster calls itself the home.
fn nobody(answers: &[ClusterAnswer]) -> Skip {
    if let Some(why) = unanswered(answers) {
        return Skip::Undecided(why);
    }
    let named: Vec<String> = answers
        .iter()
        .filter_map(|of| Some(format!("{} names {}", of.server, of.answer.seen()?.home.as_deref()?)))
        .collect();
    match named.is_empty() {
        true => Skip::NotAsked("none of the clusters asked names a home".to_owned()),
        false => Skip::Undecided(format!(
            "none of the clusters asked calls itself the home ({}): ask that one too",
            named.join(", ")
        )),
    }
}

fn on_several(at: AtPerson<'_>, claims: &[(&ClusterAnswer, &str)]) -> Finding {
    let named: Vec<&str> = claims.iter().map(|(_, home)| *home).collect();
    let named = named.join(" and ");
    let what =
        format!("{named} each call themselves the user's home, and a client logs in at whichever it meets first");
    let finding = fail(CauseCode::UserOnTwoClusters, what.clone())
        .summary(at.cannot_log_in(&what))
        .fault(&at.asked.id)
        .owner(Owner::CallManager)
        .affected(1)
        .fix(format!(
            "Untick Home Cluster for the user (User Management > End User) on every cluster but one: {named} have it"
        ));
    claims.iter().fold(finding, |finding, (answer, home)| finding.fact(&format!("home says {}", answer.server), *home))
}

#[cfg(test)]
mod tests {
    use super::super::person::tests::found;
    use super::CHECK;
    use crate::checks::appliances::tests::settled;
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::homes::{ClusterAnswer, ClusterUser};
    use crate::evidence::person::AskedPerson;
    use crate::evidence::{Evidence, Observed};

    /// Asks about a person; each cluster by its server, what it calls the home, and its servers.
    fn ask(evidence: &mut Evidence, clusters: &[(&str, Option<&str>, &[&str])]) {
        evidence.asked.person = Some(AskedPerson { id: "jdoe".into(), bind: false, ..AskedPerson::default() });
        evidence.vantages[0].person = Some(found());
        let answer = |&(server, home, servers): &(&str, Option<&str>, &[&str])| {
            let servers = servers.iter().map(|&server| server.to_owned()).collect();
            let user = ClusterUser { found: home.is_some(), home: home.map(str::to_owned), servers };
            ClusterAnswer { server: server.to_owned(), answer: Observed::Seen(user) }
        };
        settled(evidence).person_homes = clusters.iter().map(answer).collect();
    }

    #[test]
    fn two_homes_are_two_clusters_that_both_say_so() {
        expect(
            &CHECK,
            &[
                (|e| ask(e, &[]), &["not asked~other_clusters"]),
                (|e| ask(e, &[("e1:8443", Some("e1"), &[])]), &["not asked~other_clusters"]),
                (
                    |e| ask(e, &[("e1:8443", Some("e1"), &["e1", "e2"]), ("w1:8443", Some("w1.x"), &["w1.x"])]),
                    &["user-on-two-clusters~e1 and w1.x each call themselves"],
                ),
                // Asked by an address; its own list of servers tells that it means itself.
                (
                    |e| ask(e, &[("10.0.0.1:8443", Some("e2"), &["e1", "e2"]), ("w1:8443", Some("w1"), &[])]),
                    &["user-on-two-clusters~e2 and w1 each"],
                ),
                // The other cluster knows of the home here.
                (|e| ask(e, &[("e1:8443", Some("e1"), &[]), ("w1:8443", Some("e1"), &["w1"])]), &["pass~e1 alone"]),
                (|e| ask(e, &[("e1:8443", Some("e1.x"), &[]), ("w1:8443", None, &[])]), &["pass~e1.x alone"]),
                // Whether it means itself, nobody knows.
                (
                    |e| ask(e, &[("e1:8443", Some("e1"), &[]), ("10.0.0.9:8443", Some("w1"), &[])]),
                    &["undecided~10.0.0.9:8443 names w1"],
                ),
                // Another server of the one home.
                (
                    |e| ask(e, &[("e1:8443", Some("e1"), &["e1", "e2"]), ("w1:8443", Some("e2"), &["w1"])]),
                    &["pass~e1 alone"],
                ),
                // Two servers of one cluster, each of which names itself.
                (
                    |e| ask(e, &[("e1:8443", Some("e1"), &["e1", "e2"]), ("e2:8443", Some("e2"), &["e1", "e2"])]),
                    &["pass~alone"],
                ),
                (|e| ask(e, &[("e1:8443", None, &[]), ("w1:8443", None, &[])]), &["not asked~none of the clusters"]),
                (
                    |e| ask(e, &[("e1:8443", Some("n1"), &[]), ("w1:8443", Some("n1"), &[])]),
                    &["undecided~e1:8443 names n1"],
                ),
                (
                    |e| {
                        ask(e, &[("e1:8443", Some("e1"), &[]), ("w1:8443", None, &[])]);
                        e.deployment.as_mut().unwrap().person_homes[1].answer =
                            Observed::Failed("HTTP status 503".into());
                    },
                    &["undecided~w1:8443 did not say: HTTP status 503"],
                ),
                (
                    |e| {
                        ask(e, &[("e1:8443", None, &[]), ("w1:8443", None, &[])]);
                        e.deployment.as_mut().unwrap().person_homes[0].answer = Observed::Cut;
                    },
                    &["undecided~cut"],
                ),
            ],
        );
        let twice = |e: &mut Evidence| ask(e, &[("e1:8443", Some("e1"), &[]), ("w1:8443", Some("w1"), &[])]);
        assert_eq!(diagnosed(twice), ["user-on-two-clusters"]);
    }
}
