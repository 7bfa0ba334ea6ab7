//! Whether the appliances' rules accept a chain: the one judgement that lets a password go.
//!
//! What the checks report dimension by dimension is asked here in their order, and ends at the first refusal.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::certificate::{self, Certificate};
use super::judgement::{self, Outside};
use super::names::{self, NameMatch};
use super::path::{self, Path};
use crate::evidence::{Fingerprint, TrustStore};

/// A chain as one connection presented it.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    /// Every certificate known, as PEM.
    pub certificates: &'a BTreeMap<Fingerprint, String>,
    /// Leaf first, as sent.
    pub chain: &'a [Fingerprint],
    /// The configured host.
    pub host: &'a str,
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
/// An anchor that is no root is accepted, as by Java; OpenSSL's own word on use (name constraints, policies) counts
/// where the path ends in a root.
pub fn judge(presented: Presented<'_>, store: &TrustStore) -> Result<(), Refusal> {
    let Presented { certificates, chain, host, now } = presented;
    let walked = path::walk_at(certificates, chain, store, Some(now.unix_timestamp()));
    let (path, anchored, root) = match &walked {
        Path::Anchored { path, anchor_is_root, .. } => (path, true, *anchor_is_root),
        Path::SelfSigned { path, .. } | Path::Missing { path, .. } => (path, false, false),
    };
    let decoded: Vec<Certificate> =
        path.iter().filter_map(|print| certificates.get(print)).filter_map(|pem| certificate::decode(pem)).collect();
    let leaf = decoded.first().ok_or(Refusal::Unreadable)?;
    if !anchored {
        return Err(Refusal::Path("the store holds no issuer of its chain".to_owned()));
    }
    if let Some((outside, side)) = judgement::outside_validity(&decoded, now) {
        let when = if side == Outside::Expired { "has expired" } else { "is not valid yet" };
        return Err(Refusal::Dates(format!("\"{}\" {when}", outside.label)));
    }
    if matches!(names::matches(leaf, host), NameMatch::None(_) | NameMatch::ShortName(_)) {
        return Err(Refusal::Name(format!("it does not name {host}")));
    }
    if let Some((unfit, why)) = judgement::unsuitable(&decoded) {
        return Err(Refusal::Use(format!("\"{}\": {why}", unfit.label)));
    }
    if root && let Some(why) = openssl_refusal(presented, store) {
        return Err(Refusal::Use(why));
    }
    match refused_by_java(&decoded) {
        Some(why) => Err(Refusal::Strength(why)),
        None => Ok(()),
    }
}

/// Constraints that our own walk does not read: OpenSSL's word on path and purpose.
fn openssl_refusal(presented: Presented<'_>, store: &TrustStore) -> Option<String> {
    let Presented { certificates, chain, host, now } = presented;
    let verdicts = path::openssl_verdicts(certificates, chain, store, host, now)?;
    let refused = [verdicts.path, verdicts.purpose].into_iter().find_map(Result::err);
    refused.map(|(number, depth, text)| format!("{text} (error {number} at depth {depth})"))
}

/// What Java's `jdk.certpath.disabledAlgorithms` refuses below the anchor: RSA below 1024 bit, EC below 224, MD5.
fn refused_by_java(path: &[Certificate]) -> Option<String> {
    let below = path.split_last().map_or(path, |(_, below)| if below.is_empty() { path } else { below });
    below.iter().find_map(|one| {
        let smallest = match one.key_type.as_str() {
            "RSA" => 1024,
            "EC" => 224,
            _ => 0,
        };
        let md5 = one.signature.to_ascii_lowercase().contains("md5");
        (one.key_bits < smallest || md5)
            .then(|| format!("\"{}\": {} {} bit, {}", one.label, one.key_type, one.key_bits, one.signature))
    })
}
