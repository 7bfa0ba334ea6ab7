//! Of the system's bundle, only what can issue a certificate that was seen: evidence stays small.

use std::collections::{BTreeMap, BTreeSet};

use openssl::x509::{X509, X509NameRef};

use crate::evidence::{Fingerprint, TrustStore};

/// Reduces the system's store to possible issuers, by name, of the certificates in `seen` and of one another, and drops
/// from `certificates` what neither was seen nor is in a store any more.
pub(super) fn reduce(
    stores: &mut [TrustStore],
    certificates: &mut BTreeMap<Fingerprint, String>,
    seen: &BTreeSet<Fingerprint>,
) {
    let mut kept = seen.clone();
    for store in stores.iter_mut() {
        if store.system {
            let issuers = issuers(&store.certificates, certificates, seen);
            store.certificates.retain(|fingerprint| issuers.contains(fingerprint));
        }
        kept.extend(store.certificates.iter().cloned());
    }
    certificates.retain(|fingerprint, _| kept.contains(fingerprint));
}

fn issuers(
    bundle: &[Fingerprint],
    certificates: &BTreeMap<Fingerprint, String>,
    seen: &BTreeSet<Fingerprint>,
) -> BTreeSet<Fingerprint> {
    let decode = |fingerprint: &Fingerprint| X509::from_pem(certificates.get(fingerprint)?.as_bytes()).ok();
    let mut below: Vec<X509> = seen.iter().filter_map(decode).collect();
    let mut open: Vec<_> = bundle.iter().filter_map(|print| Some((print.clone(), decode(print)?))).collect();
    let mut found = BTreeSet::new();
    while let Some(certificate) = below.pop() {
        let (issuing, rest) = open.into_iter().partition(|(_, candidate): &(Fingerprint, X509)| {
            same_name(candidate.subject_name(), certificate.issuer_name())
        });
        open = rest;
        let issuing: Vec<_> = issuing;
        for (fingerprint, issuer) in issuing {
            found.insert(fingerprint);
            below.push(issuer);
        }
    }
    found
}

/// Names compared as path building does (RFC 5280 section 7.1): case, blanks and string types do not count.
fn same_name(one: &X509NameRef, other: &X509NameRef) -> bool {
    one.try_cmp(other).is_ok_and(|order| order.is_eq())
}

#[cfg(test)]
mod tests {
    use openssl::asn1::Asn1Time;
    use openssl::ec::{EcGroup, EcKey};
    use openssl::hash::MessageDigest;
    use openssl::nid::Nid;
    use openssl::pkey::PKey;
    use openssl::x509::{X509Builder, X509NameBuilder};

    use super::*;

    fn certificate(subject: &str, issuer: &str) -> String {
        let name = |text: &str| {
            let mut builder = X509NameBuilder::new().unwrap();
            builder.append_entry_by_text("CN", text).unwrap();
            builder.build()
        };
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let mut builder = X509Builder::new().unwrap();
        builder.set_subject_name(&name(subject)).unwrap();
        builder.set_issuer_name(&name(issuer)).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        String::from_utf8(builder.build().to_pem().unwrap()).unwrap()
    }

    fn store(name: &str, system: bool, certificates: &[&str]) -> TrustStore {
        let certificates = certificates.iter().map(|&print| print.to_owned()).collect();
        TrustStore { name: name.into(), source: String::new(), system, certificates, junk: Vec::new() }
    }

    #[test]
    fn keeps_the_way_up_and_nothing_else() {
        let mut certificates: BTreeMap<_, _> = [
            ("LEAF", certificate("dc1", "Issuing CA")),
            ("ISSUING", certificate("issuing ca", "Root")),
            ("ROOT", certificate("Root", "Root")),
            ("ROOT-OLD-KEY", certificate("Root", "Root")),
            ("OTHER", certificate("Other Root", "Other Root")),
            ("GIVEN", certificate("Given Root", "Given Root")),
            ("BROKEN", "-----BEGIN CERTIFICATE-----".to_owned()),
        ]
        .map(|(print, pem)| (print.to_owned(), pem))
        .into();
        let bundle = ["OTHER", "ROOT-OLD-KEY", "BROKEN", "ISSUING", "ROOT"];
        let mut stores = [store("system", true, &bundle), store("presence", false, &["GIVEN"])];
        reduce(&mut stores, &mut certificates, &BTreeSet::from(["LEAF".to_owned()]));
        assert_eq!(stores[0].certificates, ["ROOT-OLD-KEY", "ISSUING", "ROOT"]);
        assert_eq!(stores[1].certificates, ["GIVEN"]);
        let left: Vec<_> = certificates.keys().map(String::as_str).collect();
        assert_eq!(left, ["GIVEN", "ISSUING", "LEAF", "ROOT", "ROOT-OLD-KEY"]);
    }
}
