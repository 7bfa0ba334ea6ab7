//! From a server's leaf to a trusted certificate: the path, or exactly what is missing on it.

mod order;
mod search;
mod verdicts;

use std::collections::BTreeSet;

pub use self::order::{Order, order};
pub(super) use self::search::Node;
use self::search::{End, Pool};
pub(super) use self::verdicts::openssl_refusal;
use super::pki::Pki;
use crate::evidence::{Fingerprint, TrustStore};

/// Where the walk from the leaf ends. Dates and names are judged elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// It ends in a certificate of the store.
    Anchored {
        /// Leaf first, anchor last.
        path: Vec<Fingerprint>,
        /// Those of the path that only the store has, so the server need not send them.
        from_store: Vec<Fingerprint>,
        /// The anchor is self-signed; if not, Java and GnuTLS clients accept it and OpenSSL does not.
        anchor_is_root: bool,
    },
    /// The last certificate of the path is self-signed and not in the store.
    SelfSigned {
        /// Leaf first, the self-signed one last.
        path: Vec<Fingerprint>,
        /// Certificates of the store with the same subject and another key, or an expired copy of it.
        same_name: Vec<Fingerprint>,
    },
    /// The issuer of the last certificate of the path is neither sent nor in the store.
    Missing {
        /// Leaf first, the one without an issuer last.
        path: Vec<Fingerprint>,
        /// The missing issuer's name.
        issuer: String,
        /// Its key identifier, where the certificate tells.
        key_id: Option<String>,
        /// Certificates of the store with that name whose key does not verify the signature.
        same_name: Vec<Fingerprint>,
        /// The missing issuer, where another store or another server showed it, then its own issuers up to a root.
        seen_elsewhere: Vec<Fingerprint>,
    },
}

/// Sent certificates that are looked at: a real chain has three or four, and a cross-signed one twice as many.
pub const MAX_SENT: usize = 20;

impl Path {
    /// The certificates from the leaf on.
    pub fn path(&self) -> &[Fingerprint] {
        let (Self::Anchored { path, .. } | Self::SelfSigned { path, .. } | Self::Missing { path, .. }) = self;
        path
    }
}

/// Walks from the leaf through the sent chain and the store, verifying every signature.
///
/// Of several ways it takes one that ends in a self-signed certificate of the store, else one that ends in any
/// certificate of the store; among these the one whose issuers are valid at `now` (seconds since 1970), and valid latest,
/// and then certificates of the store before sent ones. A path has at most 16 certificates. Without a readable leaf
/// nothing but the leaf is named, with an empty issuer.
pub(super) fn walk(pki: &Pki<'_>, chain: &[Fingerprint], store: &TrustStore, now: Option<i64>) -> Path {
    let chain = chain.get(..MAX_SENT).unwrap_or(chain);
    let pool = Pool::new(pki, store.certificates.iter().chain(chain).map(String::as_str));
    let Some(leaf) = chain.first().and_then(|leaf| pool.position(leaf)) else {
        let path = chain.iter().take(1).cloned().collect();
        return Path::Missing { path, issuer: String::new(), key_id: None, same_name: vec![], seen_elsewhere: vec![] };
    };
    let trusted: BTreeSet<&str> = store.certificates.iter().map(String::as_str).collect();
    let (way, end) = pool.best(leaf, &|fingerprint| trusted.contains(fingerprint), now);
    let path = pool.fingerprints(&way);
    let last = way.last().copied().unwrap_or(leaf);
    let of_store = |indices: Vec<usize>| {
        let mut fingerprints = pool.fingerprints(&indices);
        fingerprints.retain(|fingerprint| trusted.contains(fingerprint.as_str()) && !path.contains(fingerprint));
        fingerprints
    };
    match end {
        End::Root | End::Anchor => {
            let from_store = path.iter().filter(|fingerprint| !chain.contains(fingerprint)).cloned().collect();
            Path::Anchored { path, from_store, anchor_is_root: end == End::Root }
        }
        End::SelfSigned => Path::SelfSigned { same_name: of_store(pool.namesakes(last)), path },
        End::Missing => {
            let same_name = of_store(pool.named_but_not_issuing(last));
            missing(pki, path, same_name, now)
        }
    }
}

/// Names the missing issuer, and looks for it among everything that was seen anywhere.
fn missing(pki: &Pki<'_>, path: Vec<Fingerprint>, same_name: Vec<Fingerprint>, now: Option<i64>) -> Path {
    let last = path.last().and_then(|last| pki.certificate(last));
    let others = pki.fingerprints().filter(|one| !path.iter().any(|known| known == one));
    let pool = Pool::new(pki, path.last().map(String::as_str).into_iter().chain(others));
    let (way, _) = pool.best(0, &|_| false, now);
    let seen_elsewhere = pool.fingerprints(way.get(1..).unwrap_or_default());
    let (issuer, key_id) = last.map(|last| (last.issuer.clone(), last.authority_key_id.clone())).unwrap_or_default();
    Path::Missing { path, issuer, key_id, same_name, seen_elsewhere }
}

#[cfg(test)]
mod tests;
