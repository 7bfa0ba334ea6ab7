//! Whether the appliances' rules accept a chain: the one judgement that lets a password go.
//!
//! What the checks report dimension by dimension is asked here in their order, and ends at the first refusal.

use time::OffsetDateTime;

use super::java::{self, Dimension, Refusers};
use super::judgement::{self, Outside};
use super::names::{self, NameMatch};
use super::path::Path;
use super::pki::Pki;
use crate::evidence::{Fingerprint, TrustStore};

/// A chain as one connection presented it.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    /// Leaf first, as sent.
    pub chain: &'a [Fingerprint],
    /// The configured host.
    pub host: &'a str,
    /// The negotiated cipher suite by its IANA name, where it is known.
    pub cipher: Option<&'a str>,
    /// When it was presented.
    pub now: OffsetDateTime,
}

/// What the appliances do not accept, the earliest dimension that refuses, in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// No certificate, or none that can be read.
    Unreadable,
    /// No path to the store (TLS-004).
    Path(String),
    /// Outside its validity (TLS-005).
    Dates(String),
    /// Another name (TLS-006).
    Name(String),
    /// Not issued for this (TLS-009).
    Use(String),
    /// A key or signature that Java refuses (TLS-010).
    Strength(String),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable => f.write_str("the certificate cannot be read"),
            Self::Path(why) | Self::Dates(why) | Self::Name(why) | Self::Use(why) | Self::Strength(why) => {
                f.write_str(why)
            }
        }
    }
}

/// Whether an appliance with this store goes on with the connection.
///
/// A store of an appliance is judged as its Java does ([`java::judge`]); this host's own as OpenSSL does.
pub fn judge(pki: &Pki<'_>, presented: Presented<'_>, store: &TrustStore) -> Result<(), Refusal> {
    let Presented { chain, host, cipher, now } = presented;
    if !store.system {
        let asked = java::Asked { sent: chain, store: &store.certificates, host, cipher, now };
        let verdict = pki.java(asked).ok_or(Refusal::Unreadable)?;
        return by_java(pki, &verdict, presented);
    }
    let walked = pki.walk(chain, store, Some(now.unix_timestamp()));
    let decoded = walked.path.as_slice();
    let leaf = decoded.first().ok_or(Refusal::Unreadable)?;
    let (anchored, root) = match walked.way {
        Path::Anchored { anchor_is_root, .. } => (true, anchor_is_root),
        Path::SelfSigned { .. } | Path::Missing { .. } => (false, false),
    };
    if !anchored {
        return Err(Refusal::Path("the store holds no issuer of its chain".to_owned()));
    }
    if let Some((outside, side)) = judgement::outside_validity(decoded, now) {
        let when = if side == Outside::Expired { "has expired" } else { "is not valid yet" };
        return Err(Refusal::Dates(format!("\"{}\" {when}", outside.label)));
    }
    if matches!(names::matches(leaf, host), NameMatch::None(_) | NameMatch::ShortName(_)) {
        return Err(Refusal::Name(format!("it does not name {host}")));
    }
    if let Some((unfit, why)) = judgement::unsuitable(decoded) {
        return Err(Refusal::Use(format!("\"{}\": {why}", unfit.label)));
    }
    if root && let Some(why) = pki.openssl_refusal(chain, store) {
        return Err(Refusal::Use(why));
    }
    Ok(())
}

/// What every Java refuses, in the order of the checks; what only some releases refuse stops nobody.
fn by_java(pki: &Pki<'_>, verdict: &java::Verdict, presented: Presented<'_>) -> Result<(), Refusal> {
    let first = |dimensions: &[Dimension]| {
        let faults = verdict.faults.iter().filter(|fault| fault.refusers == Refusers::All);
        faults.filter(|fault| dimensions.contains(&fault.dimension)).map(|fault| fault.what.clone()).next()
    };
    if let Some(what) = first(&[Dimension::Path]) {
        return Err(Refusal::Path(what));
    }
    if let Some(what) = first(&[Dimension::Expired, Dimension::NotYetValid]) {
        return Err(Refusal::Dates(what));
    }
    let leaf = presented.chain.first().and_then(|print| pki.certificate(print)).ok_or(Refusal::Unreadable)?;
    if matches!(names::matches(leaf, presented.host), NameMatch::None(_) | NameMatch::ShortName(_)) {
        return Err(Refusal::Name(format!("it does not name {}", presented.host)));
    }
    if let Some(what) = first(&[Dimension::Use, Dimension::Size]) {
        return Err(Refusal::Use(what));
    }
    first(&[Dimension::Algorithm, Dimension::Cipher]).map_or(Ok(()), |what| Err(Refusal::Strength(what)))
}
