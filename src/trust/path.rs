//! From a server's leaf to a trusted certificate: the path, or exactly what is missing on it.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::evidence::{Evidence, Fingerprint, TrustStore};

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

/// Walks from the leaf through the sent chain and the store, verifying every signature.
pub fn walk(evidence: &Evidence, chain: &[Fingerprint], store: &TrustStore) -> Path {
    let _ = (evidence, chain, store);
    todo!()
}

/// What OpenSSL says offline about one dimension: `Ok`, or its error number, depth and text.
pub type OpensslVerdict = Result<(), (i32, u32, String)>;

/// The dimensions OpenSSL is asked about one by one, since it reports only its first error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpensslVerdicts {
    /// Signatures and anchors only.
    pub path: OpensslVerdict,
    /// The same, accepting an anchor that is not self-signed.
    pub partial_path: OpensslVerdict,
    /// Path and dates at `now`.
    pub time: OpensslVerdict,
    /// Path and name.
    pub host: OpensslVerdict,
    /// Path and purpose "TLS server".
    pub purpose: OpensslVerdict,
    /// Path at security level 1 (RSA 1024, SHA-1 refused) and 2 (RSA 2048).
    pub level_1: OpensslVerdict,
    /// See `level_1`.
    pub level_2: OpensslVerdict,
}

/// Judges a chain against a store by OpenSSL's own verification, dimension by dimension.
pub fn openssl_verdicts(
    certificates: &BTreeMap<Fingerprint, String>,
    chain: &[Fingerprint],
    store: &TrustStore,
    host: &str,
    now: OffsetDateTime,
) -> Option<OpensslVerdicts> {
    let _ = (certificates, chain, store, host, now);
    todo!()
}

/// How a server's chain is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Each certificate is followed by its issuer.
    Ordered,
    /// A certificate is not followed by its issuer, although that was sent too, or others stand between.
    Misplaced {
        /// The first certificate whose successor is not its issuer.
        after: Fingerprint,
        /// The one sent in its issuer's place.
        found: Fingerprint,
    },
}

/// Checks the order of a chain as sent (RFC 5246 section 7.4.2).
pub fn order(certificates: &BTreeMap<Fingerprint, String>, chain: &[Fingerprint]) -> Order {
    let _ = (certificates, chain);
    todo!()
}
