//! Which stores trust which servers, and by which certificates: asked by thousands of places, found out once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;

use super::{Case, Sighting};
use crate::evidence::{Fingerprint, TrustStore};
use crate::server_url::ServerUrl;
use crate::trust::path::Path;
use crate::trust::pki::{Walked, remembered};

/// What was found out, by the number of the store's certificates ([`crate::trust::pki::Pki::number`]).
#[derive(Default)]
pub(super) struct Trusting {
    /// Of the sightings, those of an address whose certificate a store trusts.
    trusted: RefCell<BTreeMap<(SocketAddr, usize), Nths>>,
    needing: RefCell<BTreeMap<usize, Rc<Needing>>>,
}

/// Sightings, by their places in the evidence.
type Nths = Rc<[usize]>;

/// The certificates on the ways to a store, each with the first of the sightings that need it, of two servers.
type Needing = BTreeMap<Fingerprint, Vec<usize>>;

impl<'a> Case<'a> {
    /// Where an address showed a certificate from which a way leads to a CA of this store, in the order of the evidence.
    pub(crate) fn trusted_at(&self, address: SocketAddr, store: &TrustStore) -> impl Iterator<Item = Sighting<'a>> {
        let key = (address, self.pki.number(&store.certificates));
        let trusted = remembered(&self.trusting.trusted, key, || {
            let is_trusted = |sighting: &Sighting<'_>| matches!(self.way(sighting, store).way, Path::Anchored { .. });
            self.sightings.at(address, is_trusted).collect()
        });
        (0..trusted.len()).filter_map(move |nth| self.sightings.get(*trusted.get(nth)?))
    }

    /// The first server but this one that the store trusts by one of these certificates.
    pub(crate) fn needs(&self, store: &TrustStore, held: &[Fingerprint], besides: &ServerUrl) -> Option<&'a ServerUrl> {
        let key = self.pki.number(&store.certificates);
        let needing = remembered(&self.trusting.needing, key, || Rc::new(self.needing(store)));
        let servers = held.iter().filter_map(|one| needing.get(one)).flatten();
        let others = servers.filter_map(|&index| Some((index, &self.sightings.get(index)?.server.url)));
        others.filter(|(_, url)| !url.same_authority(besides)).min_by_key(|(index, _)| *index).map(|(_, url)| url)
    }

    fn needing(&self, store: &TrustStore) -> Needing {
        let mut needing = Needing::new();
        for (index, sighting) in self.sightings.all() {
            let Path::Anchored { path, .. } = &self.way(&sighting, store).way else { continue };
            for one in path {
                let servers = needing.entry(one.clone()).or_default();
                let of_another = |first: &usize| {
                    let first = self.sightings.get(*first);
                    first.is_none_or(|first| !first.server.url.same_authority(&sighting.server.url))
                };
                if servers.len() < 2 && servers.iter().all(of_another) {
                    servers.push(index);
                }
            }
        }
        needing
    }

    fn way(&self, sighting: &Sighting<'_>, store: &TrustStore) -> Rc<Walked> {
        let chain = sighting.endpoint.tls.seen().map(|tls| tls.chain.as_slice()).unwrap_or_default();
        self.walk(chain, store)
    }
}

#[cfg(test)]
mod tests {
    use crate::case::Case;
    use crate::checks::sample;

    #[test]
    fn a_store_is_known_by_what_it_holds() {
        let evidence = sample::healthy();
        let case = Case::new(&evidence);
        let store = evidence.stores.first().expect("a store");
        let server = evidence.vantages.first().and_then(|place| place.servers.first()).expect("a server");
        let address = server.endpoints.first().expect("an address").address;
        assert_eq!(case.trusted_at(address, store).count(), 1);
        // The same place in memory, another content.
        let mut changed = store.clone();
        changed.certificates.clear();
        assert_eq!(case.trusted_at(address, &changed).count(), 0);
        assert_eq!(case.needs(&changed, &store.certificates, &server.url), None);
        changed.certificates.clone_from(&store.certificates);
        assert_eq!(case.trusted_at(address, &changed).count(), 1);
    }
}
