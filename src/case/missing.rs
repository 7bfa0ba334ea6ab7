//! What each trust store lacks, as certificates that can be uploaded.

use std::collections::{BTreeMap, BTreeSet};

use super::holders::about_the_same_time;
use super::sightings::chain;
use super::{Case, Sighting};
use crate::evidence::{Endpoint, Fingerprint, Sample, TrustStore};
use crate::trust::path::Path;

/// What the stores lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Certificates to add, as PEM, by store; the issuer of the last sent certificate first, the root last.
    pub certificates: BTreeMap<String, Vec<String>>,
    /// Which store holds a certificate that another one lacks. What stands in none was shown by an unverified connection
    /// only.
    pub holders: BTreeMap<Fingerprint, String>,
    /// Store and issuer, where nobody showed the issuer's certificate.
    pub unseen: BTreeSet<(String, String)>,
}

/// Walks every chain that its holder meets against every store, and collects what each store lacks to verify it.
pub fn missing(case: &Case<'_>) -> Missing {
    let mut missing = Missing::default();
    // This host's own bundle stands for no appliance.
    for store in case.stores.iter().filter(|store| !store.system) {
        let mut lacking: Vec<Fingerprint> = Vec::new();
        for chain in chains(case, store) {
            match lacks(case, chain, store) {
                Lacks::Nothing => {}
                Lacks::Unseen(issuer) => {
                    missing.unseen.insert((store.name.clone(), issuer));
                }
                Lacks::These(these) => lacking.extend(these),
            }
        }
        for fingerprint in &lacking {
            let holds = |other: &&TrustStore| other.certificates.contains(fingerprint);
            if let Some(other) = case.stores.iter().find(holds) {
                missing.holders.insert(fingerprint.clone(), other.name.clone());
            }
        }
        let pem = in_order(&lacking).filter_map(|fingerprint| case.certificates.get(fingerprint).cloned());
        let pem: Vec<String> = pem.collect();
        if !pem.is_empty() {
            missing.certificates.insert(store.name.clone(), pem);
        }
    }
    missing
}

/// What one store lacks for one chain.
enum Lacks {
    Nothing,
    These(Vec<Fingerprint>),
    Unseen(String),
}

fn lacks(case: &Case<'_>, chain: &[Fingerprint], store: &TrustStore) -> Lacks {
    // What has expired is not to be uploaded.
    let valid = |print: &&Fingerprint| {
        let ends = case.certificate(print).map(|one| one.not_after.unix_timestamp());
        case.latest.zip(ends).is_none_or(|(now, ends)| ends >= now)
    };
    let (issuer, wanted) = match &case.walk(chain, store).way {
        Path::Anchored { .. } => return Lacks::Nothing,
        Path::SelfSigned { path, .. } => {
            let root = path.last().and_then(|root| case.certificate(root));
            let issuer = root.map(|root| root.subject.clone()).unwrap_or_default();
            (issuer, path.last().filter(valid).cloned().into_iter().collect::<Vec<_>>())
        }
        Path::Missing { seen_elsewhere, issuer, .. } => {
            (issuer.clone(), seen_elsewhere.iter().take_while(valid).cloned().collect())
        }
    };
    match wanted.is_empty() {
        true => Lacks::Unseen(issuer),
        false => Lacks::These(wanted.into_iter().filter(|one| !store.certificates.contains(one)).collect()),
    }
}

/// What all machines behind an address show, and the certificates of both kinds of key where a server has two.
fn shown(endpoint: &Endpoint) -> impl Iterator<Item = &[Fingerprint]> {
    let further = endpoint.samples.iter().map(Sample::chain).filter(|chain| !chain.is_empty());
    std::iter::once(chain(endpoint)).chain(further)
}

/// Every chain that the store is judged by, also those of handshakes that failed after it. Where another place is shown a
/// chain that the store trusts at the same address, somebody else answers: nothing of that is to be uploaded.
fn chains<'a>(case: &Case<'a>, store: &TrustStore) -> BTreeSet<&'a [Fingerprint]> {
    let strange = |seen: &Sighting<'a>| {
        let mut trusted = case.trusted_at(seen.endpoint.address, store).map(|other| other.vantage);
        trusted.any(|other| other.name != seen.vantage.name && about_the_same_time(other, seen.vantage))
    };
    let met = case.sightings.all().map(|(_, seen)| seen).filter(|seen| case.judged_by(store, seen).is_none());
    let met = met.filter(|seen| !chain(seen.endpoint).is_empty());
    met.filter(|seen| matches!(case.walk(chain(seen.endpoint), store).way, Path::Anchored { .. }) || !strange(seen))
        .flat_map(|seen| shown(seen.endpoint))
        .collect()
}

/// Each once, in order of first appearance.
fn in_order(fingerprints: &[Fingerprint]) -> impl Iterator<Item = &Fingerprint> {
    let mut seen = BTreeSet::new();
    fingerprints.iter().filter(move |fingerprint| seen.insert(*fingerprint))
}
