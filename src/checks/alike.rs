//! What several places judge alike is said once: trust depends on the server's certificates, not on who looks.

use std::collections::BTreeSet;

use crate::check::{Outcome, PlaceName, Places, Verdict};
use crate::evidence::{Evidence, Fingerprint};

/// Merges outcomes about the same subject that were judged alike from the same chain, and names all their places.
pub(super) fn merged(evidence: &Evidence, judged: Vec<(Outcome, Vec<Fingerprint>)>) -> Vec<Outcome> {
    if evidence.vantages.len() < 2 {
        return judged.into_iter().map(|(outcome, _)| outcome).collect();
    }
    let mut kept: Vec<(Outcome, Vec<Fingerprint>, BTreeSet<PlaceName>)> = Vec::new();
    for (outcome, chain) in judged {
        let places = outcome.seen_from.names().cloned();
        let same = |(known, its_chain, _): &&mut (Outcome, Vec<Fingerprint>, BTreeSet<PlaceName>)| {
            !chain.is_empty()
                && chain == *its_chain
                && known.about == outcome.about
                && known.verdict == outcome.verdict
                && !matches!(known.verdict, Verdict::Skip(_))
        };
        match kept.iter_mut().find(same) {
            Some((_, _, known)) => known.extend(places),
            None => {
                let places = places.collect();
                kept.push((outcome, chain, places));
            }
        }
    }
    let all = evidence.vantages.len();
    let named = |(outcome, _, places): (Outcome, _, BTreeSet<PlaceName>)| {
        let seen_from = if places.len() == all { Places::All(places) } else { Places::These(places) };
        Outcome { seen_from, ..outcome }
    };
    kept.into_iter().map(named).collect()
}
