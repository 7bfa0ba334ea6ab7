//! Every server against every trust store, and by what which place was shown a store is judged.

use super::super::alike;
use super::{At, endpoints, outcome, per_endpoint, servers};
use crate::case::{Case, Sighting};
use crate::check::{Judged, Outcome, Skip, StoreName, Subject};
use crate::evidence::TrustStore;

/// Judges every address of every server against every trust store, once for all places that are shown the same chain.
pub(in crate::checks) fn per_store(case: &Case<'_>, judge: impl Fn(At<'_>, &TrustStore) -> Judged) -> Vec<Outcome> {
    if case.stores.is_empty() {
        return per_endpoint(case, |_| Err(Skip::NotAsked("no trust store was given or found".to_owned())));
    }
    let mut all = Vec::new();
    for server in servers(case) {
        for store in &case.stores {
            match endpoints(server) {
                Err(skip) => {
                    let about = Subject::Store(server.server_name(), StoreName::of(store));
                    all.push((outcome(server, about, Err(skip)), Vec::new()));
                }
                Ok(endpoints) => all.extend(endpoints.into_iter().map(|at| {
                    let about = Subject::Store(at.server_name(), StoreName::of(store));
                    let judged = match at.judged_elsewhere(store) {
                        Some(why) => Err(Skip::NotAsked(why)),
                        None => judge(at, store),
                    };
                    (outcome(server, about, judged), at.chain().unwrap_or_default().to_vec())
                })),
            }
        }
    }
    alike::merged(case, all)
}

impl At<'_> {
    /// Why what this place was shown says nothing of the store: its own nodes are shown something else.
    pub(in crate::checks) fn judged_elsewhere(&self, store: &TrustStore) -> Option<String> {
        let seen = Sighting { vantage: self.vantage, server: self.server, endpoint: self.endpoint };
        let there = &self.case.judged_by(store, &seen)?.name;
        Some(format!("{there} is shown another certificate, and the store of {} is judged by that one", store.name))
    }
}
