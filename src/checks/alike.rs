//! What several places judge alike is said once: trust depends on the server's certificates, not on who looks.

use std::collections::BTreeSet;

use crate::check::{Outcome, Verdict};
use crate::evidence::{Evidence, Fingerprint};

/// Merges outcomes about the same subject that were judged alike from the same chain. Their place is then nobody's, or
/// a list of places where some saw another chain.
pub(super) fn merged(evidence: &Evidence, judged: Vec<(Outcome, Vec<Fingerprint>)>) -> Vec<Outcome> {
    if evidence.vantages.len() < 2 {
        return judged.into_iter().map(|(outcome, _)| outcome).collect();
    }
    let mut kept: Vec<(Outcome, Vec<Fingerprint>, BTreeSet<String>)> = Vec::new();
    for (outcome, chain) in judged {
        let place = outcome.vantage.clone().unwrap_or_default();
        let same = |(known, its_chain, _): &&mut (Outcome, Vec<Fingerprint>, BTreeSet<String>)| {
            !chain.is_empty()
                && chain == *its_chain
                && known.subject == outcome.subject
                && known.server == outcome.server
                && known.verdict == outcome.verdict
                && !matches!(known.verdict, Verdict::Skip(_))
        };
        match kept.iter_mut().find(same) {
            Some((_, _, places)) => drop(places.insert(place)),
            None => kept.push((outcome, chain, BTreeSet::from([place]))),
        }
    }
    let all = evidence.vantages.len();
    let named = |(outcome, _, places): (Outcome, Vec<Fingerprint>, BTreeSet<String>)| match places.len() {
        1 => outcome,
        n if n == all => Outcome { vantage: None, ..outcome },
        _ => Outcome { vantage: Some(places.into_iter().collect::<Vec<_>>().join(", ")), ..outcome },
    };
    kept.into_iter().map(named).collect()
}
