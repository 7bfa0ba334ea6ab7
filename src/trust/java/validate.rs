//! What Java finds on one way: `sun.security.provider.certpath.PKIXCertPathValidator`, then
//! `sun.security.validator.EndEntityChecker`. The anchor itself is asked for its key and for being a CA only.

use super::algorithm::Use;
use super::path::Way;
use super::reader::{Known, Reader};
use super::{Dimension, Fault, Refusers, policy};

/// `serverAuth`, anyExtendedKeyUsage, and what Microsoft and Netscape once had for it.
const SERVER_PURPOSES: &[&str] =
    &["1.3.6.1.5.5.7.3.1", "2.5.29.37.0", "1.3.6.1.4.1.311.10.3.3", "2.16.840.1.113730.4.1"];

const DIGITAL_SIGNATURE: u16 = 0;
const KEY_ENCIPHERMENT: u16 = 2;
const KEY_AGREEMENT: u16 = 4;
const CERT_SIGN: u16 = 5;

/// Every fault of one way; none where Java takes it. `cipher` is the negotiated suite by its IANA name.
pub(super) fn faults(reader: &Reader<'_>, way: &Way, now: i64, cipher: Option<&str>) -> Vec<Fault> {
    let Some(leaf) = way.below.first() else { return pinned(&way.anchor) };
    let tls_1_3 = cipher.is_some_and(|cipher| cipher.starts_with("TLS_AES_") || cipher.starts_with("TLS_CHACHA20_"));
    let mut found = Vec::new();
    signatures(reader, way, &mut found);
    for (depth, certificate) in way.below.iter().enumerate() {
        dates(certificate, now, &mut found);
        algorithms(certificate, Some(Use { leaf: depth == 0, tls_1_3 }), &mut found);
        if let Some(oid) = certificate.unknown_critical.first() {
            let what = format!("its critical extension {} is unknown to Java", super::name::printable(oid));
            found.push(Fault::new(Dimension::Use, certificate, what, Refusers::All));
        }
    }
    algorithms(&way.anchor, None, &mut found);
    authorities(way, &mut found);
    names(way, &mut found);
    let down: Vec<&super::read::Read> = way.below.iter().rev().map(|known| &*known.read).collect();
    if let Some(culprit) = policy::refuse(&down).and_then(|at| way.below.iter().rev().nth(at)) {
        let what = "a certificate policy is required, and it has none that its issuers allow".to_owned();
        found.push(Fault::new(Dimension::Use, culprit, what, Refusers::All));
    }
    end_entity(leaf, cipher, &mut found);
    anchor(&way.anchor, &mut found);
    found
}

/// A trusted leaf is not judged; its key must be one that Java has.
fn pinned(leaf: &Known) -> Vec<Fault> {
    leaf.key.refusal().map(|(what, who)| Fault::new(Dimension::Algorithm, leaf, what, who)).into_iter().collect()
}

fn signatures(reader: &Reader<'_>, way: &Way, found: &mut Vec<Fault>) {
    let issuers = way.below.iter().skip(1).chain([&way.anchor]);
    for (child, issuer) in way.below.iter().zip(issuers) {
        if !reader.signed(child, issuer) {
            let what = format!("the key of \"{}\" did not sign it", super::label(issuer));
            found.push(Fault::new(Dimension::Path, child, what, Refusers::All));
        }
        if child.issuer.is_empty() {
            found.push(Fault::new(Dimension::Path, child, "its issuer has an empty name".to_owned(), Refusers::All));
        }
    }
}

fn dates(certificate: &Known, now: i64, found: &mut Vec<Fault>) {
    let (from, to) = certificate.validity;
    let dimension = if now > to {
        Dimension::Expired
    } else if now < from {
        Dimension::NotYetValid
    } else {
        return;
    };
    let what = if dimension == Dimension::Expired { "it has expired" } else { "it is not valid yet" };
    found.push(Fault::new(dimension, certificate, what.to_owned(), Refusers::All));
}

/// The key, and the signature unless it is the anchor's, which nobody verifies.
fn algorithms(certificate: &Known, used: Option<Use>, found: &mut Vec<Fault>) {
    let signature = used.and_then(|used| certificate.signature.refusal(used));
    // One fault a certificate: an Ed25519 root is signed by itself.
    if let Some((what, who)) = certificate.key.refusal().or(signature) {
        found.push(Fault::new(Dimension::Algorithm, certificate, what, who));
    }
}

/// Issuers below the anchor: `ConstraintsChecker` and `KeyChecker`.
fn authorities(way: &Way, found: &mut Vec<Fault>) {
    let mut below: u32 = 0;
    for (nth, ca) in way.below.iter().enumerate().skip(1) {
        let topmost = nth + 1 == way.below.len();
        let what = match (ca.version, ca.ca) {
            (1 | 2, _) if topmost && ca.self_issued() => None,
            (3.., Some(allowed)) => {
                (below > allowed).then(|| format!("it allows {allowed} CAs below it and has {below}"))
            }
            _ => Some("it issued a certificate and is no CA by its basic constraints".to_owned()),
        };
        let unsigned = (!ca.may(CERT_SIGN)).then(|| "its key usage lacks keyCertSign".to_owned());
        if let Some(what) = what.or(unsigned) {
            found.push(Fault::new(Dimension::Use, ca, what, Refusers::All));
        }
        below += u32::from(!ca.self_issued());
    }
}

/// Name constraints of each issuer on everything below it; self-issued CAs are exempt.
fn names(way: &Way, found: &mut Vec<Fault>) {
    for (depth, issuer) in way.below.iter().enumerate().skip(1) {
        for (index, child) in way.below.iter().enumerate().take(depth) {
            if index > 0 && child.self_issued() {
                continue;
            }
            if let Some(name) = issuer.subtrees.refuse(child) {
                let what = format!("the name constraints of \"{}\" do not allow {name}", super::label(issuer));
                found.push(Fault::new(Dimension::Use, child, what, Refusers::All));
            } else if issuer.subtrees.unread_for(child) {
                let what = format!("\"{}\" has name constraints of a kind that is not read here", super::label(issuer));
                found.push(Fault::new(Dimension::Use, child, what, Refusers::Unsure));
            }
        }
    }
}

/// `EndEntityChecker.checkTLSServer`: the use of the key depends on the cipher suite.
fn end_entity(leaf: &Known, cipher: Option<&str>, found: &mut Vec<Fault>) {
    let (bit, words) = match cipher {
        Some(cipher) if cipher.starts_with("TLS_RSA_") => (KEY_ENCIPHERMENT, "keyEncipherment"),
        Some(cipher) if cipher.starts_with("TLS_ECDH_") || cipher.starts_with("TLS_DH_") => {
            (KEY_AGREEMENT, "keyAgreement")
        }
        _ => (DIGITAL_SIGNATURE, "digitalSignature"),
    };
    if !leaf.may(bit) {
        let with =
            cipher.map_or_else(String::new, |cipher| format!(", which {} needs", super::name::printable(cipher)));
        let what = format!("its key usage lacks {words}{with}");
        found.push(Fault::new(Dimension::Use, leaf, what, Refusers::All));
    }
    if leaf.purposes.as_ref().is_some_and(|all| !all.iter().any(|oid| SERVER_PURPOSES.contains(&oid.as_str()))) {
        let what = "its extended key usage lacks serverAuth".to_owned();
        found.push(Fault::new(Dimension::Use, leaf, what, Refusers::All));
    }
    if leaf.netscape_type.is_some_and(|bits| bits & 0x40 == 0) {
        let what = "its Netscape certificate type is not for servers".to_owned();
        found.push(Fault::new(Dimension::Use, leaf, what, Refusers::All));
    }
}

fn anchor(anchor: &Known, found: &mut Vec<Fault>) {
    if let Some(what) = no_authority(anchor) {
        found.push(Fault::new(Dimension::Use, anchor, what.to_owned(), Refusers::All));
    }
}

/// Whether Java takes it for no CA where it is trusted as one.
pub(super) fn is_no_authority(anchor: &Known) -> bool {
    no_authority(anchor).is_some()
}

/// Since 8u241 and 11.0.6 a version 3 anchor must be a CA that may sign.
fn no_authority(anchor: &Known) -> Option<&'static str> {
    if anchor.version < 3 {
        return None;
    }
    match (anchor.ca, anchor.may(CERT_SIGN)) {
        (None, _) => Some("it is trusted as a CA and is none by its basic constraints"),
        (Some(_), false) => Some("it is trusted as a CA and its key usage lacks keyCertSign"),
        (Some(_), true) => None,
    }
}
