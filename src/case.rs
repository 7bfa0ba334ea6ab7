//! One evidence to be judged, and what follows from it: derived once, shared by all checks.

mod sightings;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Deref;
use std::rc::Rc;

pub(crate) use self::sightings::{NAMES, Sighting, Sightings, leaf};
use crate::evidence::{Evidence, Fingerprint, TrustStore};
use crate::server_url::ServerUrl;
use crate::trust::certificate::Certificate;
use crate::trust::path::Path;
use crate::trust::pki::{Pki, Walked};

/// What a check judges. It reads as the evidence itself.
pub struct Case<'a> {
    evidence: &'a Evidence,
    /// The certificates of all stores and servers.
    pub pki: Pki<'a>,
    latest: Option<i64>,
    /// Where each server was seen.
    pub(crate) sightings: Sightings<'a>,
    /// Of the sightings, those of an address whose certificate a store trusts.
    trusted: RefCell<Trusted>,
    /// By store, the certificates on the ways to it, each with the first of the sightings that need it, of two servers.
    needing: RefCell<BTreeMap<*const TrustStore, Rc<Needing>>>,
}

type Trusted = BTreeMap<(SocketAddr, *const TrustStore), Rc<[usize]>>;
type Needing = BTreeMap<Fingerprint, Vec<usize>>;

impl Deref for Case<'_> {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        self.evidence
    }
}

impl<'a> Case<'a> {
    /// Reads no certificate yet.
    pub fn new(evidence: &'a Evidence) -> Self {
        let (pki, latest) = (Pki::new(&evidence.certificates), evidence.latest());
        Self {
            evidence,
            pki,
            latest,
            sightings: Sightings::of(evidence),
            trusted: RefCell::default(),
            needing: RefCell::default(),
        }
    }

    /// One certificate, decoded; none for what is not there or cannot be read.
    pub fn certificate(&self, fingerprint: &str) -> Option<&Certificate> {
        self.pki.certificate(fingerprint)
    }

    /// The way from the leaf of `chain` towards `store`, by the clock of the latest look.
    pub fn walk(&self, chain: &[Fingerprint], store: &TrustStore) -> Rc<Walked> {
        self.pki.walk(chain, store, self.latest)
    }

    /// Where an address showed a certificate from which a way leads to a CA of this store, in the order of the evidence.
    /// Thousands of places ask the same.
    pub(crate) fn trusted_at(&self, address: SocketAddr, store: &TrustStore) -> impl Iterator<Item = Sighting<'a>> {
        let key = (address, std::ptr::from_ref(store));
        let known = self.trusted.borrow().get(&key).map(Rc::clone);
        let trusted = known.unwrap_or_else(|| {
            let is_trusted = |sighting: &Sighting<'_>| {
                let chain = sighting.endpoint.tls.seen().map(|tls| tls.chain.as_slice()).unwrap_or_default();
                matches!(self.walk(chain, store).way, Path::Anchored { .. })
            };
            let trusted: Rc<[usize]> = self.sightings.at(address, is_trusted).collect();
            self.trusted.borrow_mut().insert(key, Rc::clone(&trusted));
            trusted
        });
        (0..trusted.len()).filter_map(move |nth| self.sightings.get(*trusted.get(nth)?))
    }

    /// The first server but this one that the store trusts by one of these certificates.
    pub(crate) fn needs(&self, store: &TrustStore, held: &[Fingerprint], besides: &ServerUrl) -> Option<&'a ServerUrl> {
        let key = std::ptr::from_ref(store);
        let known = self.needing.borrow().get(&key).map(Rc::clone);
        let needing = known.unwrap_or_else(|| {
            let needing = Rc::new(self.needing(store));
            self.needing.borrow_mut().insert(key, Rc::clone(&needing));
            needing
        });
        let servers = held.iter().filter_map(|one| needing.get(one)).flatten();
        let others = servers.filter_map(|&index| Some((index, &self.sightings.get(index)?.server.url)));
        others.filter(|(_, url)| !url.same_authority(besides)).min_by_key(|(index, _)| *index).map(|(_, url)| url)
    }

    fn needing(&self, store: &TrustStore) -> Needing {
        let mut needing = Needing::new();
        for (index, sighting) in self.sightings.all() {
            let chain = sighting.endpoint.tls.seen().map(|tls| tls.chain.as_slice()).unwrap_or_default();
            let Path::Anchored { path, .. } = &self.walk(chain, store).way else { continue };
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
}
