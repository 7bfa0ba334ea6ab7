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
        let seen_from = if places.len() == all { Places::All(places) } else { Places::These(places) };
        Outcome { seen_from, ..outcome }
    };
    kept.into_iter().map(named).collect()
}
