//! What each trust store lacks, as certificates that can be uploaded.

use std::collections::{BTreeMap, BTreeSet};

use super::path::Path;
use super::pki::Pki;
use crate::evidence::{Evidence, Fingerprint, TrustStore};

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

/// Walks every chain that any server sent against every store, and collects what each store lacks to verify it.
pub fn missing(evidence: &Evidence) -> Missing {
    let mut missing = Missing::default();
    let (pki, now) = (Pki::new(&evidence.certificates), evidence.latest());
    let chains: BTreeSet<&[Fingerprint]> = chains(evidence).filter(|chain| !chain.is_empty()).collect();
    // This host's own bundle stands for no appliance.
    for store in evidence.stores.iter().filter(|store| !store.system) {
        let mut lacking: Vec<Fingerprint> = Vec::new();
        for chain in &chains {
            match lacks(&pki, chain, store, now) {
                Lacks::Nothing => {}
                Lacks::Unseen(issuer) => {
                    missing.unseen.insert((store.name.clone(), issuer));
                }
                Lacks::These(these) => lacking.extend(these),
            }
        }
        for fingerprint in &lacking {
            let holds = |other: &&TrustStore| other.certificates.contains(fingerprint);
            if let Some(other) = evidence.stores.iter().find(holds) {
                missing.holders.insert(fingerprint.clone(), other.name.clone());
            }
        }
        let pem = in_order(&lacking).filter_map(|fingerprint| evidence.certificates.get(fingerprint).cloned());
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

fn lacks(pki: &Pki<'_>, chain: &[Fingerprint], store: &TrustStore, now: Option<i64>) -> Lacks {
    // What has expired is not to be uploaded.
    let valid = |print: &&Fingerprint| {
        let ends = pki.certificate(print).map(|one| one.not_after.unix_timestamp());
        now.zip(ends).is_none_or(|(now, ends)| ends >= now)
    };
    let (issuer, wanted) = match &pki.walk(chain, store, now).way {
        Path::Anchored { .. } => return Lacks::Nothing,
        Path::SelfSigned { path, .. } => {
            let root = path.last().and_then(|root| pki.certificate(root));
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

/// Every chain as sent, also those of handshakes that failed after it.
fn chains(evidence: &Evidence) -> impl Iterator<Item = &[Fingerprint]> {
    let endpoints = evidence.vantages.iter().flat_map(|vantage| &vantage.servers).flat_map(|server| &server.endpoints);
    endpoints.flat_map(|endpoint| {
        let seen = endpoint.tls.seen().map(|tls| tls.chain.as_slice());
        seen.or_else(|| endpoint.tls.failed().map(|tls| tls.chain.as_slice()))
    })
}

/// Each once, in order of first appearance.
fn in_order(fingerprints: &[Fingerprint]) -> impl Iterator<Item = &Fingerprint> {
    let mut seen = BTreeSet::new();
    fingerprints.iter().filter(move |fingerprint| seen.insert(*fingerprint))
}
