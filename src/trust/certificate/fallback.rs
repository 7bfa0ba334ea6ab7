//! What OpenSSL tells about a certificate that x509-parser rejects, and about every certificate's key.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;

use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKeyRef, Public};
use openssl::x509::{X509, X509ExtendedKeyUsage, X509KeyUsage, X509NameRef, X509Ref};
use time::OffsetDateTime;

use super::{Certificate, subject};
use crate::trust::pem::{fingerprint, hexadecimal};

/// Decodes by OpenSSL alone. Basic constraints are known only where they limit the path.
pub(super) fn decode(der: &[u8], x509: &X509) -> Option<Certificate> {
    let common_name = x509
        .subject_name()
        .entries_by_nid(Nid::COMMONNAME)
        .last()
        .map(|entry| subject::clean(&subject::guess(entry.data().as_slice())))
        .filter(|name| !name.is_empty());
    let (key_type, key_bits) = key(x509).unwrap_or_else(|| ("unknown".to_owned(), 0));
    let usage = x509.key_usage();
    let extended = x509.extended_key_usage();
    let signature = signature(x509);
    Some(Certificate {
        fingerprint: fingerprint(der),
        subject: text(x509.subject_name()),
        issuer: text(x509.issuer_name()),
        common_name,
        label: String::new(),
        self_signed: is_self_signed(x509),
        not_before: date(x509.not_before())?,
        not_after: date(x509.not_after())?,
        key_id: x509.subject_key_id().map(|id| hexadecimal(id.as_slice(), ":")),
        authority_key_id: x509.authority_key_id().map(|id| hexadecimal(id.as_slice(), ":")),
        dns_names: alternative_names(x509).0,
        ip_addresses: alternative_names(x509).1,
        ca: x509.pathlen().map(|_| true),
        path_len: x509.pathlen(),
        may_sign_certificates: usage.map(|usage| usage.contains(X509KeyUsage::KEY_CERT_SIGN)),
        may_serve_tls: usage
            .map(|usage| usage.intersects(X509KeyUsage::DIGITAL_SIGNATURE | X509KeyUsage::KEY_ENCIPHERMENT)),
        server_auth: extended
            .map(|usage| usage.intersects(X509ExtendedKeyUsage::SSL_SERVER | X509ExtendedKeyUsage::ANYEKU)),
        key_type,
        key_bits,
        weak_signature: is_weak(&signature),
        signature,
    })
}

/// Whether subject and issuer are the same name and the certificate's own key verifies its signature.
pub(crate) fn is_self_signed(x509: &X509Ref) -> bool {
    same_name(x509.subject_name(), x509.issuer_name()) && is_signed_by(x509, x509)
}

/// Pairs whose verdict is kept: some hundred are usual in a whole report.
const KEPT: usize = 20_000;
/// Bits of an RSA key, and of its public exponent, that are verified: a larger one is nobody's CA, and takes a hundred
/// times as long.
const MAX_RSA: u32 = 8192;
const MAX_EXPONENT: i32 = 64;
/// Bits of a DSA key.
const MAX_DSA: u32 = 3072;

/// Child and issuer, by the hashes of their bytes.
type Pair = ([u8; 32], [u8; 32]);

thread_local! {
    /// What was verified already, child and issuer by their hashes. The same pair comes up for each store and each check,
    /// and a signature is what judging costs.
    static VERIFIED: RefCell<HashMap<Pair, bool>> = RefCell::default();
}

/// Whether `issuer`'s key verifies the signature of `x509`; names are not looked at. A key of a size that no CA has
/// verifies nothing.
pub(crate) fn is_signed_by(x509: &X509Ref, issuer: &X509Ref) -> bool {
    let hash = |certificate: &X509Ref| certificate.digest(MessageDigest::sha256()).ok()?.as_ref().try_into().ok();
    let Some(pair) = hash(x509).zip(hash(issuer)) else { return verifies(x509, issuer) };
    if let Some(known) = VERIFIED.with_borrow(|kept| kept.get(&pair).copied()) {
        return known;
    }
    let verified = verifies(x509, issuer);
    VERIFIED.with_borrow_mut(|kept| {
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(pair, verified);
    });
    verified
}

/// A key that is verified in well under a millisecond.
fn is_usual(key: &PKeyRef<Public>) -> bool {
    match key.id() {
        Id::RSA | Id::RSA_PSS => {
            key.bits() <= MAX_RSA && key.rsa().map_or(key.id() == Id::RSA_PSS, |rsa| rsa.e().num_bits() <= MAX_EXPONENT)
        }
        Id::DSA => key.bits() <= MAX_DSA,
        // Curves without a name may be of any size.
        Id::EC => key.ec_key().is_ok_and(|key| key.group().curve_name().is_some()),
        _ => true,
    }
}

fn verifies(x509: &X509Ref, issuer: &X509Ref) -> bool {
    let key = issuer.public_key().ok().filter(|key| is_usual(key));
    let verified = key.is_some_and(|key| x509.verify(&key).unwrap_or(false));
    if !verified {
        // A signature that does not verify leaves its reason in the thread's queue, where the next user would find it.
        let _ = ErrorStack::get();
    }
    verified
}

/// Whether two names are equal as OpenSSL compares them: case and blanks folded (RFC 5280 section 7.1).
pub(crate) fn same_name(left: &X509NameRef, right: &X509NameRef) -> bool {
    left.try_cmp(right).is_ok_and(std::cmp::Ordering::is_eq)
}

/// Type and size in bits of the public key; none for a type OpenSSL does not know.
pub(super) fn key(x509: &X509Ref) -> Option<(String, u32)> {
    let key = x509.public_key().ok()?;
    let name = match key.id() {
        Id::RSA | Id::RSA_PSS => "RSA",
        Id::EC => "EC",
        Id::DSA => "1.2.840.10040.4.1",
        Id::ED25519 => "1.3.101.112",
        Id::ED448 => "1.3.101.113",
        _ => return None,
    };
    Some((name.to_owned(), key.bits()))
}

/// The signature algorithm by OpenSSL's long name.
pub(super) fn signature(x509: &X509Ref) -> String {
    let object = x509.signature_algorithm().object();
    object.nid().long_name().map_or_else(|_| subject::clean(&object.to_string()), str::to_owned)
}

/// Whether a signature algorithm of this name hashes with MD5 (or older) or SHA-1.
pub(super) fn is_weak(signature: &str) -> bool {
    let name = signature.to_ascii_lowercase();
    name == "dsawithsha" || ["md2", "md4", "md5", "sha1"].iter().any(|hash| name.contains(hash))
}

/// A certificate's time as a date; none outside the years `time` knows.
pub(crate) fn date(time: &Asn1TimeRef) -> Option<OffsetDateTime> {
    let since = Asn1Time::from_unix(0).ok()?.diff(time).ok()?;
    OffsetDateTime::from_unix_timestamp(i64::from(since.days) * 86_400 + i64::from(since.secs)).ok()
}

/// An address of the subjectAltName extension by its bytes.
pub(super) fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes).map(IpAddr::from).or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn alternative_names(x509: &X509Ref) -> (Vec<String>, Vec<IpAddr>) {
    let names = x509.subject_alt_names();
    let names = || names.iter().flatten();
    (
        names().filter_map(|name| name.dnsname().map(subject::clean)).collect(),
        names().filter_map(|name| name.ipaddress().and_then(address)).collect(),
    )
}

/// OpenSSL does not show which attributes share one RDN, so each is shown apart.
fn text(name: &X509NameRef) -> String {
    let mut parts: Vec<String> = name
        .entries()
        .map(|entry| {
            let value = subject::guess(entry.data().as_slice());
            match entry.object().nid().short_name() {
                Ok(name) if entry.object().nid() != Nid::UNDEF => subject::assertion(name, &value),
                _ => subject::assertion(&entry.object().to_string(), &value),
            }
        })
        .collect();
    parts.reverse();
    parts.join(",")
}
