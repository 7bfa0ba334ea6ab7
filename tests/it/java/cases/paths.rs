//! Where a chain ends: in a root, an issuing CA, the leaf itself, another key of the same name, or nowhere.

use openssl::asn1::Asn1Type;

use super::super::der;
use super::super::pki::{BASIC, Draft, Issued, USAGE};
use super::{Case, Sound};

const UTF8: Asn1Type = Asn1Type::UTF8STRING;
const PRINTABLE: Asn1Type = Asn1Type::PRINTABLESTRING;
const T61: Asn1Type = Asn1Type::TELETEXSTRING;
const BMP: Asn1Type = Asn1Type::BMPSTRING;
const IA5: Asn1Type = Asn1Type::IA5STRING;

pub(super) fn all() -> Vec<Case> {
    [ends(), order(), renewed(), by_serial(), by_another_key(), anchors(), strings(), lengths()]
        .into_iter()
        .flatten()
        .collect()
}

fn case(name: &str, sent: &[&Issued], store: &[&Issued]) -> Case {
    Case::new("path", name, sent, store)
}

fn ends() -> Vec<Case> {
    let Sound { root, issuing, leaf } = &Sound::new();
    let other = &Draft::ca("Other Root").self_signed();
    let alone = &Draft::leaf().self_signed();
    vec![
        case("leaf, issuing; root trusted", &[leaf, issuing], &[root]),
        case("leaf, issuing, root; root trusted", &[leaf, issuing, root], &[root]),
        case("leaf alone; root trusted", &[leaf], &[root]),
        case("leaf alone; issuing trusted", &[leaf], &[issuing]),
        case("leaf alone; both trusted", &[leaf], &[issuing, root]),
        case("whole chain; issuing alone trusted", &[leaf, issuing, root], &[issuing]),
        case("leaf trusted", &[leaf, issuing], &[leaf]),
        case("leaf trusted, sent alone", &[leaf], &[leaf]),
        case("another root trusted", &[leaf, issuing], &[other]),
        case("another root beside the right one", &[leaf, issuing], &[other, root]),
        case("self-signed, trusted", &[alone], &[alone]),
        case("self-signed, not trusted", &[alone], &[root]),
        case(
            "self-signed, another leaf with its name trusted",
            &[alone],
            &[&Draft::leaf().key("P-256 other").self_signed()],
        ),
        case("damaged leaf", &[&leaf.damaged(), issuing], &[root]),
        case("damaged leaf, trusted as it is", &[&leaf.damaged()], &[&leaf.damaged()]),
        case("damaged issuing CA", &[leaf, &issuing.damaged()], &[root]),
        case("damaged root sent, sound one trusted", &[leaf, issuing, &root.damaged()], &[root]),
        case("damaged root trusted", &[leaf, issuing], &[&root.damaged()]),
        case("self-signed CA as server", &[root], &[root]),
    ]
}

fn order() -> Vec<Case> {
    let Sound { root, issuing, leaf } = &Sound::new();
    let other = &Draft::ca("Other Root").self_signed();
    let middle = &Draft::ca("Lab Middle").by(root);
    let low = &Draft::ca("Lab Low").by(middle);
    let below = &Draft::leaf().by(low);
    vec![
        case("root before issuing", &[leaf, root, issuing], &[root]),
        case("a stranger between", &[leaf, other, issuing], &[root]),
        case("a stranger at the end", &[leaf, issuing, other], &[root]),
        case("a stranger after the root", &[leaf, issuing, root, other], &[root]),
        case("two CAs in order", &[below, low, middle], &[root]),
        case("two CAs swapped", &[below, middle, low], &[root]),
        case("a CA missing between", &[below, middle], &[root]),
        case("the upper CA missing", &[below, low], &[root]),
        case("the upper CA missing, but trusted", &[below, low], &[root, middle]),
        case("the lower CA missing, but trusted", &[below, middle], &[root, low]),
        case("the leaf twice", &[leaf, leaf, issuing], &[root]),
        case("the issuing CA twice", &[leaf, issuing, issuing], &[root]),
        case("swapped, and the other root trusted", &[below, middle, low], &[other]),
    ]
}

fn renewed() -> Vec<Case> {
    let root = &Draft::ca("Lab Root").key("P-256 first").self_signed();
    let same_key = &Draft::ca("Lab Root").key("P-256 first").days(-5, 3000).self_signed();
    let new_key = &Draft::ca("Lab Root").key("P-256 second").days(-5, 3000).self_signed();
    let bare = |key: &str| Draft::ca("Bare Root").key(key).without_key_ids();
    let (bare_old, bare_new) = (&bare("P-256 first").self_signed(), &bare("P-256 second").self_signed());
    let leaf = &Draft::leaf().by(root);
    let bare_leaf = &Draft::leaf().without_key_ids().by(bare_new);
    let issuing = Draft::ca("Lab Issuing");
    let (old_copy, new_copy) = (&issuing.clone().days(-900, -9).by(root), &issuing.clone().days(-10, 900).by(root));
    let other_issuing = &issuing.clone().key("P-256 other").by(root);
    let below = &Draft::leaf().by(new_copy);
    let old_root = &Draft::ca("Old Trust").days(-3000, -3).self_signed();
    let live_root = &Draft::ca("Live Trust").self_signed();
    let cross = |by: &Issued| Draft::ca("Lab Root").key("P-256 first").by(by);
    vec![
        case("renewed root, same key, old one sent", &[leaf, root], &[same_key]),
        case("renewed root, same key, new one sent", &[leaf, same_key], &[root]),
        case("renewed root, same key, none sent", &[leaf], &[same_key]),
        case("renewed root, new key", &[leaf], &[new_key]),
        case("renewed root, new key, old one sent", &[leaf, root], &[new_key]),
        case("both roots of one name", &[leaf], &[new_key, root]),
        case("no key identifiers, wrong key", &[bare_leaf], &[bare_old]),
        case("no key identifiers, right key", &[bare_leaf], &[bare_new]),
        case("no key identifiers, both keys", &[bare_leaf], &[bare_old, bare_new]),
        case("expired copy of the issuing CA beside the root", &[below, new_copy], &[root, old_copy]),
        case("expired copy of the issuing CA sent", &[below, old_copy], &[root]),
        case("expired copy sent, the new one trusted", &[below, old_copy], &[new_copy]),
        case("issuing CA of the same name and another key sent", &[below, other_issuing], &[root]),
        case("both issuing CAs sent", &[below, other_issuing, new_copy], &[root]),
        case("issuing CA of another key trusted beside the root", &[below, new_copy], &[other_issuing, root]),
        case("cross-signed by an expired root that is trusted", &[leaf, &cross(old_root)], &[old_root]),
        case("cross-signed by an expired root, own root trusted", &[leaf, &cross(old_root)], &[root]),
        case("cross-signed by a live root", &[leaf, &cross(live_root)], &[live_root]),
        case("cross-signed, and the own root sent too", &[leaf, root, &cross(live_root)], &[live_root]),
        case("cross-signed first, own root after it", &[leaf, &cross(live_root), root], &[live_root]),
    ]
}

/// A certificate that names its issuer by serial number too, as `authorityKeyIdentifier=keyid:always,issuer:always` makes it.
fn by_serial() -> Vec<Case> {
    let root = &Draft::ca("Serial Root").key("P-256 first").self_signed();
    let renewed = &Draft::ca("Serial Root").key("P-256 first").days(-5, 3000).self_signed();
    let bare = &Draft::ca("Serial Root").key("P-256 first").without_key_ids().self_signed();
    let version_1 = &Draft::ca("Serial Root").key("P-256 first").version_1().self_signed();
    let leaf = &Draft::leaf().with("2.5.29.35", false, names_of(root)).by(root);
    let issuing = &Draft::ca("Serial Issuing").with("2.5.29.35", false, names_of(root)).by(root);
    let below = &Draft::leaf().by(issuing);
    vec![
        case("issuer by serial, that one trusted", &[leaf], &[root]),
        case("issuer by serial, the renewed one trusted", &[leaf], &[renewed]),
        case("issuer by serial, both trusted", &[leaf], &[renewed, root]),
        case("issuer by serial, it is sent and the renewed one trusted", &[leaf, root], &[renewed]),
        case("issuer by serial, another without key identifier trusted", &[leaf], &[bare]),
        case("issuer by serial, another of version 1 trusted", &[leaf], &[version_1]),
        case("issuing CA by serial, the renewed root trusted", &[below, issuing], &[renewed]),
        case("issuing CA by serial, and trusted itself", &[below, issuing], &[issuing, renewed]),
    ]
}

/// An issuing CA whose certificate has another key identifier, or serial number, than the leaf names: the same key.
fn by_another_key() -> Vec<Case> {
    let Sound { root, issuing, leaf } = &Sound::new();
    let other_id = || Draft::ca("Lab Issuing").with("2.5.29.14", false, der::tlv(4, b"another identifier"));
    let other = &other_id().by(root);
    let other_root = &Draft::ca("Lab Root").with("2.5.29.14", false, der::tlv(4, b"another")).self_signed();
    let by_serial = &Draft::leaf().with("2.5.29.35", false, names_of(issuing)).by(issuing);
    let renewed = &Draft::ca("Lab Issuing").by(root);
    let alone = &Draft::leaf().by(root);
    vec![
        case("another identifier, in order", &[leaf, other], &[root]),
        case("another identifier, out of order", &[leaf, root, other], &[root]),
        case("another identifier, trusted itself", &[leaf], &[other]),
        case("another identifier, trusted itself, a stranger sent", &[leaf, root], &[other]),
        case("both, out of order", &[leaf, root, other, issuing], &[root]),
        case("root of another identifier, in order", &[leaf, issuing], &[other_root]),
        case("root of another identifier, out of order", &[leaf, root, issuing], &[other_root]),
        case("root of another identifier, the leaf alone", &[alone], &[other_root]),
        case("another serial number, in order", &[by_serial, renewed], &[root]),
        case("another serial number, out of order", &[by_serial, root, renewed], &[root]),
        case("another serial number, trusted itself", &[by_serial], &[renewed]),
        case("another serial number, trusted itself, a stranger sent", &[by_serial, root], &[renewed]),
    ]
}

/// Key identifier, name and serial number of an issuer (RFC 5280 section 4.2.1.1).
fn names_of(issuer: &Issued) -> Vec<u8> {
    let certificate = &issuer.certificate;
    let name = der::tlv(0xa4, &certificate.issuer_name().to_der().unwrap());
    let mut serial = certificate.serial_number().to_bn().unwrap().to_vec();
    if serial.first().is_some_and(|first| *first >= 0x80) {
        serial.insert(0, 0);
    }
    let key = der::tlv(0x80, certificate.subject_key_id().unwrap().as_slice());
    der::sequence(&[key, der::tlv(0xa1, &name), der::tlv(0x82, &serial)])
}

/// What the anchor itself is like.
fn anchors() -> Vec<Case> {
    let ca = || Draft::ca("Lab Root");
    let with = |name: &str, root: &Issued| {
        let issuing = Draft::ca("Lab Issuing").by(root);
        let leaf = Draft::leaf().by(&issuing);
        case(name, &[&leaf, &issuing], &[root])
    };
    let direct = |name: &str, root: &Issued| case(name, &[&Draft::leaf().by(root)], &[root]);
    let built = |name: &str, root: &Issued| {
        let issuing = Draft::ca("Lab Issuing").by(root);
        let leaf = Draft::leaf().by(&issuing);
        case(name, &[&leaf, root, &issuing], &[root])
    };
    let narrow = || ca().with("2.5.29.30", true, der::name_constraints(&["dns:other.example"], &[]));
    let plain = || ca().without(BASIC);
    vec![
        with("anchor without basic constraints", &plain().self_signed()),
        with("anchor without basic constraints and key usage", &plain().without(USAGE).self_signed()),
        direct("anchor with CA:FALSE", &ca().with(BASIC, true, der::basic_constraints(false, None)).self_signed()),
        with("anchor without key usage", &ca().without(USAGE).self_signed()),
        with("anchor whose key usage lacks keyCertSign", &ca().usage(&[0, 6]).self_signed()),
        with("anchor of version 1", &ca().version_1().self_signed()),
        direct("anchor of version 1, expired", &ca().version_1().days(-900, -9).self_signed()),
        direct("anchor of version 1 that ends before the leaf", &ca().version_1().days(-900, 100).self_signed()),
        with("anchor with path length 0 and a CA below", &ca().path_len(0).self_signed()),
        direct("anchor with path length 0 and none below", &ca().path_len(0).self_signed()),
        with("anchor with name constraints against it", &narrow().self_signed()),
        built("the same, out of order", &narrow().self_signed()),
        built("out of order, anchor without basic constraints", &plain().self_signed()),
        built("out of order, anchor with path length 0", &ca().path_len(0).self_signed()),
        with("anchor for mail only", &ca().purposes(&["1.3.6.1.5.5.7.3.4"]).self_signed()),
        with(
            "anchor with an unknown critical extension",
            &ca().with("1.3.6.1.4.1.99999.7", true, der::tlv(5, &[])).self_signed(),
        ),
        with("anchor that requires a policy", &ca().with("2.5.29.36", true, der::require_policy(0)).self_signed()),
    ]
}

/// One name in several string types.
fn strings() -> Vec<Case> {
    let mut cases = Vec::new();
    let named = |name: &str, held: &[(&'static str, &str, Asn1Type)], written: &[(&'static str, &str, Asn1Type)]| {
        let root = Draft::ca("x").subject(held).self_signed();
        case(name, &[&Draft::leaf().issuer(written).by(&root)], &[&root])
    };
    let cn = |kind: Asn1Type| [("O", "Lab", UTF8), ("CN", "Lab Root", kind)];
    for (name, held, written) in [
        ("UTF8 and UTF8", UTF8, UTF8),
        ("Printable for UTF8", PRINTABLE, UTF8),
        ("UTF8 for Printable", UTF8, PRINTABLE),
        ("T61 for UTF8", T61, UTF8),
        ("UTF8 for T61", UTF8, T61),
        ("T61 and T61", T61, T61),
        ("BMP for UTF8", BMP, UTF8),
        ("BMP and BMP", BMP, BMP),
    ] {
        cases.push(named(name, &cn(held), &cn(written)));
    }
    let dc = |kind: Asn1Type| [("DC", "example", kind), ("DC", "lab", kind), ("CN", "Lab Root", UTF8)];
    cases.push(named("domain components in IA5 and IA5", &dc(IA5), &dc(IA5)));
    cases.push(named("domain components in UTF8 for IA5", &dc(UTF8), &dc(IA5)));
    let text = |value: &'static str| [("O", "Lab", UTF8), ("CN", value, UTF8)];
    cases.push(named("another case", &text("LAB root"), &text("Lab Root")));
    cases.push(named("blanks more", &text("Lab   Root"), &text("Lab Root")));
    cases.push(named("blanks around", &text(" Lab Root "), &text("Lab Root")));
    let mail = |value: &'static str| [("CN", "Lab Root", UTF8), ("emailAddress", value, IA5)];
    cases.push(named("mail address in another case", &mail("CA@lab.example"), &mail("ca@lab.example")));
    cases.push(named("mail address alike", &mail("ca@lab.example"), &mail("ca@lab.example")));
    let serial = |value: &'static str| [("CN", "Lab Root", UTF8), ("serialNumber", value, PRINTABLE)];
    cases.push(named("serial number in another case", &serial("ab"), &serial("AB")));
    cases.push(named(
        "the parts swapped",
        &[("O", "Lab", UTF8), ("OU", "PKI", UTF8)],
        &[("OU", "PKI", UTF8), ("O", "Lab", UTF8)],
    ));
    cases
}

/// Chains of many CAs, in order and not; a message larger than Java reads.
fn lengths() -> Vec<Case> {
    let mut cases = Vec::new();
    for cas in [3, 5, 6, 8, 9, 10] {
        let root = Draft::ca("Deep Root").self_signed();
        let mut chain = vec![root.clone()];
        for n in 0..cas {
            chain.push(Draft::ca(&format!("Deep CA {n}")).by(&chain[chain.len() - 1]));
        }
        let leaf = Draft::leaf().by(&chain[chain.len() - 1]);
        let mut sent: Vec<&Issued> = vec![&leaf];
        sent.extend(chain.iter().skip(1).rev());
        cases.push(case(&format!("{cas} CAs in order"), &sent, &[&root]));
        let last = sent.len() - 1;
        sent.swap(1, last);
        cases.push(case(&format!("{cas} CAs out of order"), &sent, &[&root]));
    }
    let Sound { root, issuing, .. } = &Sound::new();
    for names in [100, 800, 1300] {
        let all: Vec<String> = (0..names).map(|n| format!("dns:server-number-{n}.lab.example")).collect();
        let mut all: Vec<&str> = all.iter().map(String::as_str).collect();
        let host = format!("dns:{}", super::HOST);
        all.push(&host);
        let leaf = Draft::leaf().names(&all).by(issuing);
        cases.push(Case { dimension: "size", ..case(&format!("{names} names"), &[&leaf, issuing], &[root]) });
    }
    cases
}
