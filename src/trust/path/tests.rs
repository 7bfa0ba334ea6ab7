mod oracle;

use std::collections::BTreeMap;

use openssl::hash::MessageDigest;
use time::Duration;

use self::oracle::{code, openssl_verdicts};
use super::*;
use crate::evidence::{Evidence, Vantage};
use crate::trust::mint::{Certificate, Minted, NOW};

const HOST: &str = "dc1.corp.example";

fn leaf() -> Certificate {
    Certificate::leaf(HOST).names(&[HOST])
}

fn evidence(certificates: &[&Minted]) -> Evidence {
    Evidence {
        certificates: certificates.iter().map(|minted| (minted.fingerprint(), minted.pem())).collect(),
        ..Evidence::default()
    }
}

fn store(certificates: &[&Minted]) -> TrustStore {
    let certificates = fingerprints(certificates);
    TrustStore { name: "presence".into(), source: "trust".into(), system: false, certificates, junk: Vec::new() }
}

fn fingerprints(certificates: &[&Minted]) -> Vec<Fingerprint> {
    certificates.iter().map(|minted| minted.fingerprint()).collect()
}

fn anchored(path: &[&Minted], from_store: &[&Minted], anchor_is_root: bool) -> Path {
    Path::Anchored { path: fingerprints(path), from_store: fingerprints(from_store), anchor_is_root }
}

fn self_signed(path: &[&Minted], same_name: &[&Minted]) -> Path {
    Path::SelfSigned { path: fingerprints(path), same_name: fingerprints(same_name) }
}

fn missing(path: &[&Minted], issuer: &Minted, same_name: &[&Minted], elsewhere: &[&Minted]) -> Path {
    let issuer = issuer.decoded();
    Path::Missing {
        path: fingerprints(path),
        issuer: issuer.subject,
        key_id: issuer.key_id,
        same_name: fingerprints(same_name),
        seen_elsewhere: fingerprints(elsewhere),
    }
}

/// The ways of these certificates, by the clock of the latest look.
fn walk(evidence: &Evidence, chain: &[Fingerprint], store: &TrustStore) -> Path {
    super::walk(&Pki::new(&evidence.certificates), chain, store, evidence.latest())
}

/// Asserts what a walk and OpenSSL say of one chain and one store; verdicts are error numbers, 0 is ok.
/// `rest`: time, host, purpose, level 1, level 2, where the path is ok.
fn row(case: &str, chain: &[&Minted], trusted: &[&Minted], expected: Path, path: i32, partial: i32, rest: [i32; 5]) {
    let everything: Vec<&Minted> = chain.iter().chain(trusted).copied().collect();
    let evidence = evidence(&everything);
    let (chain, store) = (fingerprints(chain), store(trusted));
    let walked = walk(&evidence, &chain, &store);
    assert_eq!(walked, expected, "{case}");
    let of = openssl_verdicts(&evidence.certificates, &chain, &store, HOST, NOW).unwrap();
    assert_eq!((code(&of.path), code(&of.partial_path)), (path, partial), "{case}");
    if path == 0 {
        assert_eq!([&of.time, &of.host, &of.purpose, &of.level_1, &of.level_2].map(code), rest, "{case}");
    }
    // The walk looks at names and signatures only; constraints (25, 79) are judged from the certificates.
    if ![25, 79].contains(&path) {
        assert_eq!(matches!(walked, Path::Anchored { anchor_is_root: true, .. }), path == 0, "{case}");
        assert_eq!(matches!(walked, Path::Anchored { .. }), partial == 0, "{case}");
    }
}

const FINE: [i32; 5] = [0; 5];

#[test]
fn agrees_with_openssl_on_anchored_chains() {
    let root = Certificate::ca("Corp Root CA").self_signed();
    let issuing = Certificate::ca("Corp Issuing CA").signed_by(&root);
    let good = leaf().signed_by(&issuing);
    let expired = leaf().days(-90, -1).signed_by(&issuing);
    let future = leaf().days(1, 90).signed_by(&issuing);
    let other = leaf().names(&["dc2.corp.example"]).signed_by(&issuing);
    let sha1 = leaf().hash(MessageDigest::sha1()).signed_by(&issuing);
    let rsa1024 = leaf().rsa(1024).signed_by(&issuing);
    let client = leaf().client_only().signed_by(&issuing);
    let alone = leaf().self_signed();
    let short_root = Certificate::ca("Short Root").path_len(0).self_signed();
    let too_deep = Certificate::ca("Too Deep").signed_by(&short_root);
    let deep_leaf = leaf().signed_by(&too_deep);
    let no_ca = Certificate::leaf("No CA").signed_by(&root);
    let by_no_ca = leaf().signed_by(&no_ca);
    let old_root = Certificate::ca("Old Root").days(-90, -1).self_signed();
    let by_old_root = leaf().signed_by(&old_root);
    let chain = &[&good, &issuing];
    let full = anchored(&[&good, &issuing, &root], &[&root], true);
    let to_root = |leaf| anchored(&[leaf, &issuing, &root], &[&root], true);
    row("good", chain, &[&root], full.clone(), 0, 0, FINE);
    row(
        "root also sent",
        &[&good, &issuing, &root],
        &[&root],
        anchored(&[&good, &issuing, &root], &[], true),
        0,
        0,
        FINE,
    );
    row("wrong order", &[&good, &root, &issuing], &[&root], anchored(&[&good, &issuing, &root], &[], true), 0, 0, FINE);
    row("sent twice", &[&good, &good, &issuing, &issuing], &[&root], full, 0, 0, FINE);
    let from_store = anchored(&[&good, &issuing, &root], &[&issuing, &root], true);
    row("store has all", &[&good], &[&issuing, &root], from_store, 0, 0, FINE);
    let preferred = anchored(&[&good, &issuing, &root], &[&root], true);
    row("store has root and issuing CA", chain, &[&issuing, &root], preferred, 0, 0, FINE);
    row("issuing CA only", chain, &[&issuing], anchored(&[&good, &issuing], &[], false), 2, 0, FINE);
    row(
        "issuing CA only, root sent",
        &[&good, &issuing, &root],
        &[&issuing],
        anchored(&[&good, &issuing], &[], false),
        2,
        0,
        FINE,
    );
    row("leaf only", chain, &[&good], anchored(&[&good], &[], false), 20, 0, FINE);
    row("self-signed in the store", &[&alone], &[&alone], anchored(&[&alone], &[], true), 0, 0, FINE);
    row("expired", &[&expired, &issuing], &[&root], to_root(&expired), 0, 0, [10, 0, 0, 0, 0]);
    row("not yet valid", &[&future, &issuing], &[&root], to_root(&future), 0, 0, [9, 0, 0, 0, 0]);
    row("host mismatch", &[&other, &issuing], &[&root], to_root(&other), 0, 0, [0, 62, 0, 0, 0]);
    row("SHA-1 leaf", &[&sha1, &issuing], &[&root], to_root(&sha1), 0, 0, [0, 0, 0, 68, 68]);
    row("RSA-1024 leaf", &[&rsa1024, &issuing], &[&root], to_root(&rsa1024), 0, 0, [0, 0, 0, 0, 66]);
    row("client certificate", &[&client, &issuing], &[&root], to_root(&client), 0, 0, [0, 0, 26, 0, 0]);
    let path_too_long = anchored(&[&deep_leaf, &too_deep, &short_root], &[&short_root], true);
    row("path length", &[&deep_leaf, &too_deep], &[&short_root], path_too_long, 25, 25, FINE);
    let through_leaf = anchored(&[&by_no_ca, &no_ca, &root], &[&root], true);
    row("issuer is no CA", &[&by_no_ca, &no_ca], &[&root], through_leaf, 79, 79, FINE);
    row(
        "expired root",
        &[&by_old_root],
        &[&old_root],
        anchored(&[&by_old_root, &old_root], &[&old_root], true),
        0,
        0,
        [10, 0, 0, 0, 0],
    );
}

#[test]
fn agrees_with_openssl_on_chains_without_an_anchor() {
    let root = Certificate::ca("Corp Root CA").self_signed();
    let issuing = Certificate::ca("Corp Issuing CA").signed_by(&root);
    let good = leaf().signed_by(&issuing);
    let other_root = Certificate::ca("Other Root CA").self_signed();
    let renewed_root = Certificate::ca("Corp Root CA").self_signed();
    let renewed_issuing = Certificate::ca("Corp Issuing CA").signed_by(&renewed_root);
    let alone = leaf().self_signed();
    let alone_before = leaf().days(-900, -400).key_of(&alone).self_signed();
    let alone_other = leaf().self_signed();
    let row = |case: &str, chain: &[&Minted], trusted: &[&Minted], expected: Path, path: i32| {
        row(case, chain, trusted, expected, path, path, FINE);
    };
    row("intermediate missing, root in store", &[&good], &[&root], missing(&[&good], &issuing, &[], &[]), 20);
    row("wrong CA sent", &[&good, &other_root], &[&root], missing(&[&good], &issuing, &[], &[]), 20);
    row("self-signed", &[&alone], &[&root], self_signed(&[&alone], &[]), 18);
    row(
        "self-signed, its old copy in the store",
        &[&alone],
        &[&alone_before],
        self_signed(&[&alone], &[&alone_before]),
        18,
    );
    row(
        "self-signed, another key in the store",
        &[&alone],
        &[&alone_other],
        self_signed(&[&alone], &[&alone_other]),
        18,
    );
    row("other CA in the store", &[&good, &issuing], &[&other_root], missing(&[&good, &issuing], &root, &[], &[]), 20);
    let replaced = missing(&[&good, &issuing], &root, &[&renewed_root], &[]);
    row("same name, new key", &[&good, &issuing], &[&renewed_root], replaced, 20);
    let renewed = missing(&[&good], &issuing, &[&renewed_issuing], &[]);
    row("issuing CA replaced", &[&good], &[&renewed_issuing, &renewed_root], renewed, 20);
    let sent_root = self_signed(&[&good, &issuing, &root], &[&renewed_root]);
    row("root sent, store has its successor", &[&good, &issuing, &root], &[&renewed_root], sent_root, 19);
    row("empty store", &[&good, &issuing, &root], &[], self_signed(&[&good, &issuing, &root], &[]), 19);
}

#[test]
fn finds_the_missing_issuer_elsewhere_up_to_its_root() {
    let root = Certificate::ca("Corp Root CA").self_signed();
    let policy = Certificate::ca("Corp Policy CA").signed_by(&root);
    let issuing = Certificate::ca("Corp Issuing CA").signed_by(&policy);
    let good = leaf().signed_by(&issuing);
    let impostor = Certificate::ca("Corp Issuing CA").signed_by(&root);
    let everything = evidence(&[&good, &issuing, &policy, &root, &impostor]);
    let walked = walk(&everything, &fingerprints(&[&good]), &store(&[&impostor]));
    assert_eq!(walked, missing(&[&good], &issuing, &[&impostor], &[&issuing, &policy, &root]));
    let walked = walk(&everything, &fingerprints(&[&good, &issuing]), &store(&[]));
    assert_eq!(walked, missing(&[&good, &issuing], &policy, &[], &[&policy, &root]));
    let without_root = evidence(&[&good, &issuing, &policy]);
    let walked = walk(&without_root, &fingerprints(&[&good]), &store(&[]));
    assert_eq!(walked, missing(&[&good], &issuing, &[], &[&issuing, &policy]));
}

#[test]
fn prefers_a_root_then_validity_then_the_store() {
    let root = Certificate::ca("Corp Root CA").self_signed();
    let renewed = Certificate::ca("Corp Root CA").key_of(&root).days(-1, 3000).self_signed();
    let not_yet = Certificate::ca("Corp Root CA").key_of(&root).days(5, 4000).self_signed();
    let other = Certificate::ca("Other Root CA").days(-10, 200).self_signed();
    let crossed = Certificate::ca("Corp Root CA").key_of(&root).signed_by(&other);
    let issuing = Certificate::ca("Corp Issuing CA").days(-1, 5000).signed_by(&root);
    let good = leaf().signed_by(&issuing);
    let mut everything = evidence(&[&good, &issuing, &root, &renewed, &not_yet, &other, &crossed]);
    everything.vantages.push(Vantage::begun("here", NOW));
    let reaches = |sent: &[&Minted], trusted: &[&Minted]| {
        let mut chain = vec![&good, &issuing];
        chain.extend(sent);
        match walk(&everything, &fingerprints(&chain), &store(trusted)) {
            Path::Anchored { path, anchor_is_root, .. } => (path.last().cloned().unwrap(), anchor_is_root),
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!(reaches(&[], &[&root, &renewed]), (renewed.fingerprint(), true));
    assert_eq!(reaches(&[], &[&renewed, &root, &not_yet]), (renewed.fingerprint(), true));
    assert_eq!(reaches(&[&renewed, &crossed], &[&root]), (root.fingerprint(), true));
    assert_eq!(reaches(&[&crossed], &[&other]), (other.fingerprint(), true));
    assert_eq!(reaches(&[&crossed], &[&other, &root]), (root.fingerprint(), true));
    assert_eq!(reaches(&[&root], &[&other, &crossed]), (other.fingerprint(), true));
    assert_eq!(reaches(&[&root], &[&crossed]), (crossed.fingerprint(), false));
    let stored = Certificate::ca("Corp Issuing CA").days(-1, 5000).key_of(&issuing).signed_by(&root);
    everything.certificates.insert(stored.fingerprint(), stored.pem());
    let walked = walk(&everything, &fingerprints(&[&good, &issuing]), &store(&[&root, &stored]));
    assert_eq!(walked, anchored(&[&good, &stored, &root], &[&stored, &root], true));
    let ahead = NOW + Duration::days(10);
    everything.vantages.iter_mut().for_each(|vantage| vantage.taken_at = ahead);
    let walked = walk(&everything, &fingerprints(&[&good, &issuing]), &store(&[&renewed, &not_yet]));
    assert!(matches!(walked, Path::Anchored { path, .. } if path.last() == Some(&not_yet.fingerprint())));
}

#[test]
fn stays_bounded_on_hostile_chains() {
    let first = Certificate::ca("Loop").self_signed();
    let second = Certificate::ca("Loop").self_signed();
    // Two keys that certify each other, many times over, and never a root.
    let crossed: Vec<Minted> = (0..40)
        .map(|turn| {
            let (key, issuer) = if turn % 2 == 0 { (&first, &second) } else { (&second, &first) };
            Certificate::ca("Loop").key_of(key).signed_by(issuer)
        })
        .collect();
    let leaf = leaf().signed_by(&first);
    let chain: Vec<&Minted> = std::iter::once(&leaf).chain(&crossed).collect();
    let evidence = evidence(&chain);
    match walk(&evidence, &fingerprints(&chain), &store(&[])) {
        Path::Missing { path, .. } => assert!(path.len() <= 16),
        other => unreachable!("{other:?}"),
    }
    let unreadable = BTreeMap::from([("X".to_owned(), "junk".to_owned())]);
    let evidence = Evidence { certificates: unreadable, ..evidence };
    for chain in [vec![], vec!["X".to_owned()], vec!["unknown".to_owned()]] {
        assert!(matches!(walk(&evidence, &chain, &store(&[&leaf])), Path::Missing { .. }));
        assert!(openssl_verdicts(&evidence.certificates, &chain, &store(&[]), HOST, NOW).is_none());
        assert_eq!(order(&Pki::new(&evidence.certificates), &chain), Order::Ordered);
    }
}

#[test]
fn reads_hosts_as_openssl_does_not() {
    let root = Certificate::ca("Corp Root CA").self_signed();
    let table = [
        (vec!["dc1.corp.example"], "dc1.corp.example.", 0),
        (vec!["*.corp.example"], "dc1.corp.example", 0),
        (vec!["dc*.corp.example"], "dc1.corp.example", 62),
        (vec!["10.0.0.1"], "10.0.0.1", 0),
        (vec!["::1"], "[::1]", 0),
        (vec!["dns:10.0.0.1"], "10.0.0.1", 64),
    ];
    for (names, host, expected) in table {
        let leaf = Certificate::leaf("x").names(&names).signed_by(&root);
        let evidence = evidence(&[&leaf, &root]);
        let chain = fingerprints(&[&leaf]);
        let verdicts = openssl_verdicts(&evidence.certificates, &chain, &store(&[&root]), host, NOW).unwrap();
        assert_eq!(code(&verdicts.host), expected, "{names:?} for {host}");
    }
}

#[test]
fn a_key_that_no_ca_has_verifies_nothing() {
    use crate::trust::certificate::fallback::is_self_signed;
    // Its exponent has 160 bits.
    let exponent = openssl::bn::BigNum::from_hex_str(&format!("{}1", "f".repeat(39))).unwrap();
    let key = openssl::pkey::PKey::from_rsa(openssl::rsa::Rsa::generate_with_e(1024, &exponent).unwrap()).unwrap();
    assert!(!is_self_signed(&self_issued(&key)));
    let usual = openssl::pkey::PKey::from_rsa(openssl::rsa::Rsa::generate(2048).unwrap()).unwrap();
    assert!(is_self_signed(&self_issued(&usual)));
}

/// A certificate of "Slow CA" that its own key signs.
fn self_issued(key: &openssl::pkey::PKeyRef<openssl::pkey::Private>) -> openssl::x509::X509 {
    let mut name = openssl::x509::X509Name::builder().unwrap();
    name.append_entry_by_text("CN", "Slow CA").unwrap();
    let name = name.build();
    let mut made = openssl::x509::X509::builder().unwrap();
    made.set_subject_name(&name).unwrap();
    made.set_issuer_name(&name).unwrap();
    made.set_pubkey(key).unwrap();
    made.set_not_before(&openssl::asn1::Asn1Time::days_from_now(0).unwrap()).unwrap();
    made.set_not_after(&openssl::asn1::Asn1Time::days_from_now(9).unwrap()).unwrap();
    made.sign(key, openssl::hash::MessageDigest::sha256()).unwrap();
    made.build()
}
