//! Joining what several places saw: the same evidence whatever the order it comes in.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod people;
pub(crate) mod reach;
#[cfg(test)]
pub(crate) mod sample;
mod settings;
mod stores;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use time::UtcOffset;
use time::format_description::well_known::Rfc3339;

use crate::evidence::{Asked, Evidence, Fingerprint, Vantage};

/// Joins the evidence of several runs. Vantage points stand side by side, trust stores belong to everybody, what
/// each knows of users and settings is put together, and the result does not depend on the order of `evidences`.
pub fn join(mut evidences: Vec<Evidence>) -> Evidence {
    for evidence in &mut evidences {
        evidence.vantages.sort_by(in_order);
    }
    evidences.sort_by(|one, other| {
        let first = |evidence: &Evidence| evidence.vantages.first().cloned();
        match (first(one), first(other)) {
            (Some(one), Some(other)) => in_order(&one, &other),
            (one, other) => one.is_some().cmp(&other.is_some()),
        }
        .then_with(|| text(one).cmp(&text(other)))
    });
    distinct_names(&mut evidences);
    let stores = stores::join(&mut evidences);
    let asked = asked(&evidences);
    let mut certificates: BTreeMap<Fingerprint, String> = BTreeMap::new();
    let (identity, deployment) = (people::join(&mut evidences), settings::join(&mut evidences));
    let mut vantages = Vec::new();
    for evidence in evidences {
        for (fingerprint, pem) in evidence.certificates {
            certificates.entry(fingerprint).or_insert(pem);
        }
        vantages.extend(evidence.vantages);
    }
    vantages.sort_by(in_order);
    Evidence { asked, stores, certificates, vantages, identity, deployment }
}

/// The appliances first, in the order in which people think of them; then by name and time.
fn in_order(one: &Vantage, other: &Vantage) -> Ordering {
    let key = |vantage: &Vantage| (rank(&vantage.name), vantage.name.clone(), vantage.taken_at);
    key(one).cmp(&key(other)).then_with(|| text(one).cmp(&text(other)))
}

fn rank(name: &str) -> usize {
    const ROLES: [&str; 3] = ["call-manager", "presence", "client"];
    ROLES.iter().position(|role| name.starts_with(role)).unwrap_or(ROLES.len())
}

/// The same bytes for the same evidence, to break ties.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A vantage point given twice counts once; two of one name are told apart by when they looked.
fn distinct_names(evidences: &mut [Evidence]) {
    let mut seen = BTreeSet::new();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for evidence in evidences.iter_mut() {
        evidence.vantages.retain(|vantage| seen.insert(text(vantage)));
        for vantage in &evidence.vantages {
            *count.entry(vantage.name.clone()).or_default() += 1;
        }
    }
    let mut taken: BTreeSet<String> = count.keys().cloned().collect();
    let mut all: Vec<&mut Vantage> = evidences.iter_mut().flat_map(|evidence| &mut evidence.vantages).collect();
    all.sort_by(|one, other| in_order(one, other));
    for vantage in all.into_iter().filter(|vantage| count.get(&vantage.name).is_some_and(|&times| times > 1)) {
        let when = vantage.taken_at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default();
        vantage.name = free_name(&format!("{} at {when}", vantage.name), &mut taken);
    }
}

/// The name, or the first of "NAME 2", "NAME 3" … that nobody has.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while !taken.insert(free.clone()) {
        number += 1;
        free = format!("{name} {number}");
    }
    free
}

/// What was asked, of everybody. Servers keep their order where all agree on it.
fn asked(evidences: &[Evidence]) -> Asked {
    let mut asked = Asked::default();
    for Evidence { asked: one, .. } in evidences {
        for server in &one.servers {
            if !asked.servers.contains(server) {
                asked.servers.push(server.clone());
            }
        }
        asked.start_tls |= one.start_tls;
        asked.bind = asked.bind.or_else(|| one.bind.clone());
        asked.search = asked.search.or_else(|| one.search.clone());
        asked.connect_timeout_ms = asked.connect_timeout_ms.max(one.connect_timeout_ms);
        asked.answer_timeout_ms = asked.answer_timeout_ms.max(one.answer_timeout_ms);
        asked.deadline_ms = asked.deadline_ms.max(one.deadline_ms);
    }
    asked
}

#[cfg(test)]
mod tests;
