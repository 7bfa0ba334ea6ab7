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
        evidence.vantages.sort_by(order);
    }
    evidences.sort_by(|one, other| {
        let places = match (one.vantages.first(), other.vantages.first()) {
            (Some(one), Some(other)) => order(one, other),
            (one, other) => one.is_some().cmp(&other.is_some()),
        };
        places.then_with(|| digest(one).cmp(&digest(other)))
    });
    distinct_names(&mut evidences);
    let stores = stores::join(&mut evidences);
    let asked = asked(&evidences);
    let mut certificates: BTreeMap<Fingerprint, String> = BTreeMap::new();
    let (identity, deployment) = (people::join(&mut evidences), settings::join(&mut evidences));
    let (mut vantages, mut nodes, mut client_log, mut pseudonyms) = (Vec::new(), Vec::new(), None, None);
    let (mut node_logs, mut node_stores, mut node_axl) = (Vec::new(), Vec::new(), Vec::new());
    for evidence in evidences {
        nodes.extend(evidence.nodes);
        node_logs.extend(evidence.node_logs);
        node_stores.extend(evidence.node_stores);
        node_axl.extend(evidence.node_axl);
        client_log = client_log.or(evidence.client_log);
        pseudonyms = pseudonyms.or(evidence.pseudonyms);
        for (fingerprint, pem) in evidence.certificates {
            certificates.entry(fingerprint).or_insert(pem);
        }
        vantages.extend(evidence.vantages);
    }
    vantages.sort_by(order);
    Evidence {
        asked,
        stores,
        certificates,
        vantages,
        identity,
        deployment,
        nodes,
        client_log,
        node_logs,
        node_stores,
        node_axl,
        pseudonyms,
    }
}

/// What this host saw of one person, with what other places saw of the network beside it. All else is this host's: who was
/// asked about, the settings, the exports narrowed to the one.
pub fn beside(here: Evidence, others: Vec<Evidence>) -> Evidence {
    let mut all: Vec<Evidence> = [here].into_iter().chain(others).collect();
    distinct_names(&mut all);
    let mut all = all.into_iter();
    let mut evidence = all.next().unwrap_or_default();
    for other in all {
        evidence.vantages.extend(other.vantages.into_iter().map(|vantage| Vantage { person: None, ..vantage }));
        for (fingerprint, pem) in other.certificates {
            evidence.certificates.entry(fingerprint).or_insert(pem);
        }
    }
    evidence
}

/// The appliances first, in the order in which people think of them; then by name and time.
fn order(one: &Vantage, other: &Vantage) -> Ordering {
    let key = |vantage: &Vantage| (rank(&vantage.name), vantage.taken_at);
    let ((one_rank, one_time), (other_rank, other_time)) = (key(one), key(other));
    let told = one_rank.cmp(&other_rank).then_with(|| one.name.cmp(&other.name)).then(one_time.cmp(&other_time));
    // Of thousands few are told apart by all that they hold, which is slow.
    told.then_with(|| digest(one).cmp(&digest(other)))
}

fn rank(name: &str) -> usize {
    const ROLES: [&str; 3] = ["call-manager", "presence", "client"];
    ROLES.iter().position(|role| name.starts_with(role)).unwrap_or(ROLES.len())
}

/// SHA-256 of what is written of a value.
type Digest = [u8; 32];

/// The same for the same evidence, to break ties and to find it again.
fn digest(value: &impl Serialize) -> Digest {
    openssl::sha::sha256(&serde_json::to_vec(value).unwrap_or_default())
}

/// Two reports of one place: the same name, and the same machine as far as both tell it. Its name, if there are such.
pub fn one_place_twice(evidences: &[Evidence]) -> Option<&str> {
    let all: Vec<&Vantage> = evidences.iter().flat_map(|evidence| &evidence.vantages).collect();
    let mut known: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    all.into_iter().map(|vantage| (vantage.name.as_str(), vantage.host.as_deref())).find_map(|(name, host)| {
        let hosts = known.entry(name).or_default();
        let twice = hosts.contains(&host) || !hosts.is_empty() && (host.is_none() || hosts.contains(&None));
        hosts.insert(host);
        twice.then_some(name)
    })
}

/// A vantage point given twice counts once; two of one name are told apart by their machines, else by when they looked.
fn distinct_names(evidences: &mut [Evidence]) {
    let before = counted(evidences);
    let mut seen = BTreeSet::new();
    for evidence in evidences.iter_mut() {
        evidence.vantages.retain(|vantage| before.get(&vantage.name) == Some(&1) || seen.insert(digest(vantage)));
    }
    let count = counted(evidences);
    let mut names = Names::new(count.keys().cloned());
    let mut all: Vec<&mut Vantage> = evidences.iter_mut().flat_map(|evidence| &mut evidence.vantages).collect();
    all.sort_by(|one, other| order(one, other));
    for vantage in all.into_iter().filter(|vantage| count.get(&vantage.name).is_some_and(|&times| times > 1)) {
        let which = match &vantage.host {
            Some(host) => format!("on {host}"),
            None => {
                let when = vantage.taken_at.to_offset(UtcOffset::UTC);
                format!("at {}", when.format(&Rfc3339).unwrap_or_default())
            }
        };
        vantage.name = names.free(&format!("{} {which}", vantage.name));
    }
}

/// How many vantage points have each name.
fn counted(evidences: &[Evidence]) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for vantage in evidences.iter().flat_map(|evidence| &evidence.vantages) {
        *count.entry(vantage.name.clone()).or_default() += 1;
    }
    count
}

/// Names that somebody has.
struct Names {
    taken: BTreeSet<String>,
    /// The number that was given last to a name.
    numbers: BTreeMap<String, usize>,
}

impl Names {
    fn new(taken: impl IntoIterator<Item = String>) -> Self {
        Self { taken: taken.into_iter().collect(), numbers: BTreeMap::new() }
    }

    /// The name, or the first of "NAME 2", "NAME 3" … that nobody has.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let number = self.numbers.entry(free.clone()).or_insert(1);
        while !self.taken.insert(free.clone()) {
            *number += 1;
            free = format!("{name} {number}");
        }
        free
    }
}

/// What was asked, of everybody. Servers keep their order where all agree on it.
fn asked(evidences: &[Evidence]) -> Asked {
    let mut asked = Asked::default();
    let mut servers = BTreeSet::new();
    for Evidence { asked: one, .. } in evidences {
        asked.servers.extend(one.servers.iter().filter(|server| servers.insert(*server)).cloned());
        asked.start_tls |= one.start_tls;
        asked.bind = asked.bind.or_else(|| one.bind.clone());
        asked.search_told |= asked.search.is_none() && one.search_told;
        asked.search = asked.search.or_else(|| one.search.clone());
        let known = asked.accepts.clone();
        asked.accepts.extend(one.accepts.iter().filter(|accept| !known.contains(accept)).cloned());
        let known = asked.further_searches.clone();
        asked.further_searches.extend(one.further_searches.iter().filter(|search| !known.contains(search)).cloned());
        let known = asked.login_bases.clone();
        asked.login_bases.extend(one.login_bases.iter().filter(|base| !known.contains(base)).cloned());
        asked.connect_timeout_ms = asked.connect_timeout_ms.max(one.connect_timeout_ms);
        asked.answer_timeout_ms = asked.answer_timeout_ms.max(one.answer_timeout_ms);
        asked.deadline_ms = asked.deadline_ms.max(one.deadline_ms);
    }
    asked
}

#[cfg(test)]
mod tests;
