//! What several places judge alike is said once: trust depends on the server's certificates, not on who looks.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Outcome, PlaceName, Places, Subject, Verdict};
use crate::evidence::{Evidence, Fingerprint};

/// Merges outcomes about the same subject that were judged alike from the same chain, and names all their places.
pub(super) fn merged(evidence: &Evidence, judged: Vec<(Outcome, Vec<Fingerprint>)>) -> Vec<Outcome> {
    if evidence.vantages.len() < 2 {
        return judged.into_iter().map(|(outcome, _)| outcome).collect();
    }
    let mut kept: Vec<(Outcome, BTreeSet<PlaceName>)> = Vec::new();
    let mut positions: BTreeMap<(Subject, Vec<Fingerprint>), Vec<usize>> = BTreeMap::new();
    for (outcome, chain) in judged {
        let places = outcome.seen_from.names().cloned();
        if chain.is_empty() || matches!(outcome.verdict, Verdict::Skip(_)) {
            let places = places.collect();
            kept.push((outcome, places));
            continue;
        }
        let alike = positions.entry((outcome.about.clone(), chain)).or_default();
        let same = |position: &&usize| kept.get(**position).is_some_and(|(known, _)| known.verdict == outcome.verdict);
        let position = alike.iter().find(same).copied();
        match position.and_then(|position| kept.get_mut(position)) {
            Some((_, known)) => known.extend(places),
            None => {
                let places = places.collect();
                alike.push(kept.len());
                kept.push((outcome, places));
            }
        }
    }
    let all = evidence.vantages.len();
    let named = |(outcome, places): (Outcome, BTreeSet<PlaceName>)| {
        let names = places.into_iter().collect::<Box<[_]>>();
        let seen_from = if names.len() == all { Places::All(names) } else { Places::These(names) };
        Outcome { seen_from, ..outcome }
    };
    kept.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{ServerName, Skip, pass};
    use crate::checks::sample;
    use crate::evidence::Vantage;

    /// Two places that judge one server, each from a chain; how many outcomes are left, and how many name both places.
    fn of_two(one: (&str, Verdict), other: (&str, Verdict)) -> (usize, usize) {
        let mut evidence = sample::healthy();
        let first = Vantage { name: "call-manager".into(), ..evidence.vantages[0].clone() };
        let second = Vantage { name: "presence".into(), ..first.clone() };
        let about = || Subject::Server(ServerName::new("dc1.corp.example:636", None));
        let outcome = |vantage: &Vantage, (chain, verdict): (&str, Verdict)| {
            let chain = chain.split_whitespace().map(str::to_owned).collect();
            (Outcome { about: about(), seen_from: Places::only(vantage), verdict }, chain)
        };
        let judged = vec![outcome(&first, one), outcome(&second, other)];
        evidence.vantages = vec![first, second];
        let left = merged(&evidence, judged);
        (left.len(), left.iter().filter(|outcome| matches!(outcome.seen_from, Places::All(_))).count())
    }

    #[test]
    fn only_the_same_verdict_on_the_same_chain_is_said_once() {
        let good = || Verdict::Pass(pass("good"));
        let other = || Verdict::Pass(pass("otherwise"));
        let open = || Verdict::Skip(Skip::Undecided("why".into()));
        for (one, another, left) in [
            (("A B", good()), ("A B", good()), (1, 1)),
            (("A B", good()), ("A C", good()), (2, 0)),
            (("A B", good()), ("A", good()), (2, 0)),
            (("A B", good()), ("A B", other()), (2, 0)),
            (("A B", open()), ("A B", open()), (2, 0)),
            (("", good()), ("", good()), (2, 0)),
        ] {
            let told = format!("{one:?} {another:?}");
            assert_eq!(of_two(one, another), left, "{told}");
        }
    }
}
