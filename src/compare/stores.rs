//! Trust stores of several runs: equal ones are one, and two of one name that differ are told apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Names;
use crate::evidence::{Evidence, Observed, Session, SessionFailure, TrustStore};

/// What makes two stores one: name, kind, and what they hold.
type Content = (String, bool, BTreeSet<String>);

/// Takes the stores out of all evidence. Where a store gets another name, the sessions that name it follow.
pub(super) fn join(evidences: &mut [Evidence]) -> Vec<TrustStore> {
    drop_systems(evidences);
    let mut contents: BTreeMap<String, BTreeSet<Content>> = BTreeMap::new();
    for store in evidences.iter().flat_map(|evidence| &evidence.stores) {
        contents.entry(store.name.clone()).or_default().insert(content(store));
    }
    let mut taken = Names::new(contents.keys().cloned());
    let mut names: BTreeMap<Content, String> = BTreeMap::new();
    let mut joined: BTreeMap<String, TrustStore> = BTreeMap::new();
    for evidence in evidences.iter_mut() {
        let place = evidence.vantages.first().map_or_else(|| "elsewhere".to_owned(), |vantage| vantage.name.clone());
        let mut renamed = BTreeMap::new();
        for mut store in std::mem::take(&mut evidence.stores) {
            let key = content(&store);
            let differs = contents.get(&store.name).is_some_and(|contents| contents.len() > 1);
            let new = |taken: &mut Names| match differs {
                true => taken.free(&format!("{}/{place}", store.name)),
                false => store.name.clone(),
            };
            let name = names.entry(key).or_insert_with(|| new(&mut taken)).clone();
            renamed.insert(std::mem::replace(&mut store.name, name.clone()), name);
            match joined.get_mut(&store.name) {
                Some(known) if store.source < known.source => *known = store,
                Some(_) => {}
                None => drop(joined.insert(store.name.clone(), store)),
            }
        }
        rename_in_sessions(evidence, &renamed);
    }
    let mut joined: Vec<TrustStore> = joined.into_values().collect();
    joined.sort_by_key(|store| super::rank(&store.name));
    joined
}

/// A host's own bundle stands in where no store was given: it gives way to a store that somebody gave,
/// unless a connection was refused because of it.
fn drop_systems(evidences: &mut [Evidence]) {
    let given = evidences.iter().any(|evidence| evidence.stores.iter().any(|store| !store.system));
    for evidence in evidences.iter_mut().filter(|_| given) {
        let endpoints = evidence.vantages.iter().flat_map(|vantage| &vantage.servers).flat_map(|s| &s.endpoints);
        let mut sessions = endpoints.filter_map(|endpoint| endpoint.session.failed());
        if !sessions.any(|failure| matches!(failure, SessionFailure::NotVerified { .. })) {
            evidence.stores.retain(|store| !store.system);
        }
    }
}

fn content(store: &TrustStore) -> Content {
    (store.name.clone(), store.system, store.certificates.iter().cloned().collect())
}

fn rename_in_sessions(evidence: &mut Evidence, renamed: &BTreeMap<String, String>) {
    let new = |name: &String| renamed.get(name).unwrap_or(name).clone();
    let servers = evidence.vantages.iter_mut().flat_map(|vantage| &mut vantage.servers);
    for endpoint in servers.flat_map(|server| &mut server.endpoints) {
        match &mut endpoint.session {
            Observed::Seen(Session::Verified { store }) => *store = new(store),
            Observed::Failed(SessionFailure::NotVerified { by_store }) => {
                *by_store = by_store.iter().map(|(store, words)| (new(store), words.clone())).collect();
            }
            _ => {}
        }
    }
}
