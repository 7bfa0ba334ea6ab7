//! What a store holds beside the way to one server: copies, namesakes, and who else needs them.

use super::at::At;
use crate::evidence::TrustStore;
use crate::server_url::ServerUrl;
use crate::trust::certificate::Certificate;
use crate::trust::judgement::{self, Outside};
use crate::trust::path::Path;

/// Another configured server that this store trusts by one of these certificates.
pub(super) fn needed_by(at: At<'_>, store: &TrustStore, held: &[String]) -> Option<String> {
    at.case.needs(store, held, &at.server.url).map(ServerUrl::authority)
}

/// An expired copy of a CA in the store, beside a valid certificate of the same CA with the same key on the path: Java
/// goes by the valid one, OpenSSL may take the copy.
pub(super) fn expired_copy(at: At<'_>, store: &TrustStore, path: &[Certificate]) -> Option<(Certificate, Certificate)> {
    let held = store.certificates.iter().filter(|one| !path.iter().any(|c| c.fingerprint == **one));
    held.filter_map(|one| at.certificate(one)).find_map(|copy| {
        let renews = |c: &&Certificate| c.subject == copy.subject && c.key_id.is_some() && c.key_id == copy.key_id;
        let renewed = path.iter().skip(1).find(renews)?;
        expired(at, copy).then(|| (copy.clone(), renewed.clone()))
    })
}

/// The certificate below the anchor is that of a root which the anchor only cross-signed: it is of another organisation,
/// calls itself a root, or its self-signed certificate was seen.
pub(super) fn cross_signed<'a>(at: At<'_>, path: &'a [Certificate]) -> Option<&'a Certificate> {
    let (anchor, below) = path.split_last()?;
    let top = below.last().filter(|_| below.len() > 1)?;
    let mut known = at.case.certificates.keys().filter_map(|one| at.certificate(one));
    let same = |c: &Certificate| c.self_signed && c.subject == top.subject && c.key_id == top.key_id;
    let organisations = (judgement::organisation(&top.subject), judgement::organisation(&anchor.subject));
    let foreign = !organisations.0.is_empty() && !organisations.1.is_empty() && organisations.0 != organisations.1;
    let says_so = top.label.to_lowercase().contains("root");
    (foreign || says_so || known.any(same)).then_some(top)
}

/// Every store, as named, that ends at the same missing issuer or the same untrusted root for this server.
pub(super) fn lacking_alike(at: At<'_>, end: &str) -> Vec<String> {
    let Ok(chain) = at.chain() else { return Vec::new() };
    let lacks = |store: &&TrustStore| match &at.case.walk(chain, store).way {
        Path::Missing { issuer, same_name, .. } => same_name.is_empty() && issuer == end,
        Path::SelfSigned { path, same_name } => {
            let root = path.last().and_then(|one| at.certificate(one));
            same_name.is_empty() && root.is_some_and(|root| root.subject == end)
        }
        Path::Anchored { .. } => false,
    };
    let mut names: Vec<String> = at
        .case
        .stores
        .iter()
        .filter(lacks)
        .filter(|store| at.judged_elsewhere(store).is_none())
        .map(|store| store.name.clone())
        .collect();
    names.dedup();
    names
}

/// A certificate that nobody is to upload: an upgrade of call manager drops it, and other clients refuse it.
pub(super) fn expired(at: At<'_>, certificate: &Certificate) -> bool {
    judgement::outside(certificate, at.vantage.taken_at) == Some(Outside::Expired)
}

/// A valid certificate of the same CA with the same key, seen anywhere: then the CA is renewed already.
pub(super) fn renewal(at: At<'_>, expired: &Certificate) -> Option<Certificate> {
    let known = at.case.certificates.keys().filter_map(|fingerprint| at.certificate(fingerprint));
    let renews = |c: &&Certificate| {
        c.subject == expired.subject
            && c.key_id.is_some()
            && c.key_id == expired.key_id
            && judgement::outside(c, at.vantage.taken_at).is_none()
    };
    known.filter(renews).max_by_key(|c| c.not_after).cloned()
}
