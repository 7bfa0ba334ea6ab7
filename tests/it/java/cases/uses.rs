//! What certificates are issued for.

use super::super::der;
use super::super::pki::{BASIC, CLIENT, Draft, PURPOSE, SERVER, USAGE};
use super::{Case, Sound};

const ECDHE: &str = "ECDHE-RSA-AES128-GCM-SHA256";
const STATIC_RSA: &str = "AES128-GCM-SHA256";

pub(super) fn all() -> Vec<Case> {
    [leaves(), ciphers(), authorities(), constraints(), policies()].into_iter().flatten().collect()
}

fn leaves() -> Vec<Case> {
    let Sound { root, issuing, .. } = &Sound::new();
    let case = |name: &str, draft: Draft| Case::new("use", name, &[&draft.by(issuing), issuing], &[root]);
    let leaf = Draft::leaf;
    let netscape = |bits: &[u8]| der::bits(bits);
    const NETSCAPE: &str = "2.16.840.1.113730.1.1";
    let mut cases = Vec::new();
    for (name, usage) in [
        ("digitalSignature", &[0][..]),
        ("digitalSignature, keyEncipherment", &[0, 2]),
        ("keyEncipherment", &[2]),
        ("keyEncipherment, dataEncipherment", &[2, 3]),
        ("keyAgreement", &[4]),
        ("nonRepudiation", &[1]),
        ("keyCertSign, digitalSignature", &[0, 5]),
        ("keyCertSign", &[5]),
    ] {
        cases.push(case(&format!("leaf for {name}"), leaf().usage(usage)));
    }
    for (name, oids) in [
        ("clientAuth", &[CLIENT][..]),
        ("serverAuth", &[SERVER]),
        ("anyExtendedKeyUsage", &["2.5.29.37.0"]),
        ("codeSigning", &["1.3.6.1.5.5.7.3.3"]),
        ("smart card logon and KDC", &["1.3.6.1.4.1.311.20.2.2", "1.3.6.1.5.2.3.5"]),
        ("KDC, serverAuth", &["1.3.6.1.5.2.3.5", SERVER]),
        ("Microsoft's SGC", &["1.3.6.1.4.1.311.10.3.3"]),
        ("Netscape's SGC", &["2.16.840.1.113730.4.1"]),
    ] {
        cases.push(case(&format!("purpose {name}"), leaf().purposes(oids)));
    }
    cases.push(case("purposes critical", leaf().with(PURPOSE, true, der::oids(&[SERVER]))));
    cases.push(case("no purposes", leaf().without(PURPOSE)));
    cases.push(case("no key usage", leaf().without(USAGE)));
    cases.push(case("no extensions but names", leaf().without(USAGE).without(PURPOSE)));
    cases.push(case("Netscape type for servers", leaf().with(NETSCAPE, false, netscape(&[1]))));
    cases.push(case("Netscape type for clients", leaf().with(NETSCAPE, false, netscape(&[0]))));
    cases.push(case("Netscape type for servers, critical", leaf().with(NETSCAPE, true, netscape(&[1]))));
    cases.push(case("leaf with CA:TRUE", leaf().with(BASIC, true, der::basic_constraints(true, None))));
    cases.push(case("leaf with CA:FALSE", leaf().with(BASIC, true, der::basic_constraints(false, None))));
    cases.push(case("unknown extension", leaf().with("1.3.6.1.4.1.99999.7", false, der::tlv(5, &[]))));
    cases.push(case("unknown critical extension", leaf().with("1.3.6.1.4.1.99999.7", true, der::tlv(5, &[]))));
    cases.push(case(
        "Microsoft's template extension",
        leaf().with("1.3.6.1.4.1.311.20.2", false, der::tlv(30, b"\0D\0C")),
    ));
    cases.push(case("subject key identifier critical", leaf().with("2.5.29.14", true, der::tlv(4, &[7; 20]))));
    cases.push(case("leaf of version 1", leaf().version_1()));
    let odd = &leaf().usage(&[2]).purposes(&[CLIENT]).by(issuing);
    cases.push(Case::new("use", "leaf for clients, trusted itself", &[odd, issuing], &[odd]));
    let odd = &leaf().with("1.3.6.1.4.1.99999.7", true, der::tlv(5, &[])).self_signed();
    cases.push(Case::new("use", "self-signed leaf with an unknown critical extension, trusted", &[odd], &[odd]));
    cases
}

/// The use of the leaf's key depends on the cipher suite.
fn ciphers() -> Vec<Case> {
    let Sound { root, issuing, .. } = &Sound::new();
    let leaf = |usage: &[u8]| Draft::leaf().key("RSA 2048 server").usage(usage).by(issuing);
    let case =
        |name: &str, usage: &[u8], ciphers| Case::new("cipher", name, &[&leaf(usage), issuing], &[root]).over(ciphers);
    vec![
        case("ECDHE, both uses", &[0, 2], ECDHE),
        case("ECDHE, keyEncipherment", &[2], ECDHE),
        case("ECDHE, digitalSignature", &[0], ECDHE),
        case("DHE, digitalSignature", &[0], "DHE-RSA-AES128-GCM-SHA256"),
        case("DHE, keyEncipherment", &[2], "DHE-RSA-AES128-GCM-SHA256"),
        case("static RSA, both uses", &[0, 2], STATIC_RSA),
        case("static RSA, digitalSignature", &[0], STATIC_RSA),
        case("AES-CCM only", &[0, 2], "ECDHE-RSA-AES128-CCM:DHE-RSA-AES128-CCM"),
        case("CBC only", &[0, 2], "ECDHE-RSA-AES128-SHA"),
        case("Camellia only", &[0, 2], "ECDHE-RSA-CAMELLIA128-SHA256"),
    ]
}

fn authorities() -> Vec<Case> {
    let root = &Draft::ca("Lab Root").self_signed();
    let under = |name: &str, issuing: Draft| {
        let issuing = issuing.by(root);
        Case::new("use", name, &[&Draft::leaf().by(&issuing), &issuing], &[root])
    };
    let ca = || Draft::ca("Lab Issuing");
    let chained = |name: &str, upper: Draft, lower: Draft| {
        let upper = upper.by(root);
        let lower = lower.by(&upper);
        Case::new("use", name, &[&Draft::leaf().by(&lower), &lower, &upper], &[root])
    };
    let trusted = |name: &str, issuing: Draft| {
        let issuing = issuing.by(root);
        Case::new("use", name, &[&Draft::leaf().by(&issuing), &issuing], &[&issuing])
    };
    vec![
        under("issuer without basic constraints", ca().without(BASIC)),
        under("issuer with CA:FALSE", ca().with(BASIC, true, der::basic_constraints(false, None))),
        under("issuer with constraints not critical", ca().with(BASIC, false, der::basic_constraints(true, None))),
        under("issuer without key usage", ca().without(USAGE)),
        under("issuer without keyCertSign", ca().usage(&[0, 6])),
        under("issuer of version 1", ca().version_1()),
        under("issuer with path length 0", ca().path_len(0)),
        under("issuer for clients only", ca().purposes(&[CLIENT])),
        under("issuer with an unknown critical extension", ca().with("1.3.6.1.4.1.99999.7", true, der::tlv(5, &[]))),
        chained("path length 0 above a CA", ca().path_len(0), Draft::ca("Lab Low")),
        chained("path length 1 above a CA", ca().path_len(1), Draft::ca("Lab Low")),
        chained("path length 0 above a self-issued CA", ca().path_len(0), Draft::ca("Lab Issuing").key("P-256 new")),
        trusted("issuer of version 1, trusted itself", ca().version_1()),
        trusted("issuer for clients only, trusted itself", ca().purposes(&[CLIENT])),
        trusted("issuer without basic constraints, trusted itself", ca().without(BASIC)),
    ]
}

fn constraints() -> Vec<Case> {
    let root = &Draft::ca("Lab Root").self_signed();
    let mut cases = Vec::new();
    let leaf = || Draft::leaf().names(&["dns:dc7.lab.example", "ip:10.7.0.1"]);
    for (name, permitted, excluded) in [
        ("dns permitted", &["dns:lab.example"][..], &[][..]),
        ("dns permitted exactly", &["dns:dc7.lab.example"], &[]),
        ("dns permitted with a dot", &["dns:.lab.example"], &[]),
        ("dns permitted, a dot alone", &["dns:."], &[]),
        ("dns excluded, a dot alone", &[], &["dns:."]),
        ("mail permitted, and none is written", &["mail:"], &[]),
        ("another dns permitted", &["dns:corp.example"], &[]),
        ("dns permitted, ends alike", &["dns:7.lab.example"], &[]),
        ("one of two dns permitted", &["dns:corp.example", "dns:lab.example"], &[]),
        ("dns excluded", &[], &["dns:lab.example"]),
        ("another dns excluded", &[], &["dns:corp.example"]),
        ("address permitted", &["ip:10.7.0.0/255.255.0.0"], &[]),
        ("another address permitted", &["ip:10.8.0.0/255.255.0.0"], &[]),
        ("address excluded", &[], &["ip:10.0.0.0/255.0.0.0"]),
        ("mail permitted, of which there is none", &["mail:corp.example"], &[]),
        ("uri permitted, of which there is none", &["uri:corp.example", "dns:lab.example"], &[]),
        ("uri excluded, of which there is none", &[], &["uri:lab.example", "dns:corp.example"]),
        ("directory permitted", &["dir:Lab"], &[]),
        ("another directory permitted", &["dir:Corp"], &[]),
        ("directory excluded", &[], &["dir:Lab"]),
    ] {
        let issuing =
            Draft::ca("Lab Issuing").with("2.5.29.30", true, der::name_constraints(permitted, excluded)).by(root);
        cases.push(Case::new("name constraints", name, &[&leaf().by(&issuing), &issuing], &[root]));
    }
    for (name, own, permitted, excluded) in [
        ("login names permitted, beside a GUID", "guid:0123456789abcdef", &["upn:@lab.example"][..], &[][..]),
        ("login names excluded, beside a GUID", "guid:0123456789abcdef", &[], &["upn:@corp.example"]),
        ("a login name that is permitted itself", "upn:dc7@lab.example", &["upn:dc7@lab.example"], &[]),
        ("a GUID where DNS names are permitted", "guid:0123456789abcdef", &["dns:lab.example"], &[]),
    ] {
        let issuing =
            Draft::ca("Lab Issuing").with("2.5.29.30", true, der::name_constraints(permitted, excluded)).by(root);
        let leaf = Draft::leaf().names(&["dns:dc7.lab.example", own]).by(&issuing);
        cases.push(Case::new("name constraints", name, &[&leaf, &issuing], &[root]));
    }
    let upper =
        Draft::ca("Lab Upper").with("2.5.29.30", true, der::name_constraints(&["dns:corp.example"], &[])).by(root);
    let lower = Draft::ca("Lab Low").by(&upper);
    cases.push(Case::new("name constraints", "two above", &[&leaf().by(&lower), &lower, &upper], &[root]));
    let numbered = Draft::leaf().names(&["ip:127.0.0.1"]);
    let issuing =
        Draft::ca("Lab Issuing").with("2.5.29.30", true, der::name_constraints(&["dns:corp.example"], &[])).by(root);
    let by_address = Case::new(
        "name constraints",
        "address, and a common name outside",
        &[&numbered.by(&issuing), &issuing],
        &[root],
    );
    cases.push(by_address.asked_by("127.0.0.1"));
    let plain = Draft::leaf().without(super::super::pki::NAMES);
    let issuing =
        Draft::ca("Lab Issuing").with("2.5.29.30", true, der::name_constraints(&["dns:corp.example"], &[])).by(root);
    cases.push(Case::new("name constraints", "common name only", &[&plain.by(&issuing), &issuing], &[root]));
    cases
}

fn policies() -> Vec<Case> {
    const POLICY: &str = "2.5.29.32";
    const A: &str = "1.3.6.1.4.1.99999.1";
    const B: &str = "1.3.6.1.4.1.99999.2";
    let root = &Draft::ca("Lab Root").self_signed();
    let case = |name: &str, issuing: Draft, leaf: Draft| {
        let issuing = issuing.by(root);
        Case::new("policies", name, &[&leaf.by(&issuing), &issuing], &[root])
    };
    let ca = || Draft::ca("Lab Issuing");
    let strict = |skip| ca().with("2.5.29.36", true, der::require_policy(skip));
    let with = |draft: Draft, policies: &[&str]| draft.with(POLICY, false, der::policies(policies));
    vec![
        case("same policy, none required", with(ca(), &[A]), with(Draft::leaf(), &[A])),
        case("another policy, none required", with(ca(), &[A]), with(Draft::leaf(), &[B])),
        case("required and the same", with(strict(0), &[A]), with(Draft::leaf(), &[A])),
        case("required and another", with(strict(0), &[A]), with(Draft::leaf(), &[B])),
        case("required and none", with(strict(0), &[A]), Draft::leaf()),
        case("required, CA has none", strict(0), with(Draft::leaf(), &[A])),
        case("required, CA has any", with(strict(0), &["2.5.29.32.0"]), with(Draft::leaf(), &[A])),
        case("required, leaf has any", with(strict(0), &[A]), with(Draft::leaf(), &["2.5.29.32.0"])),
        case("required after one", with(strict(1), &[A]), with(Draft::leaf(), &[B])),
        case("required after two", with(strict(2), &[A]), with(Draft::leaf(), &[B])),
        case(
            "mapped",
            with(strict(0), &[A]).with("2.5.29.33", true, der::policy_mapping(A, B)),
            with(Draft::leaf(), &[B]),
        ),
        case(
            "mapped away",
            with(strict(0), &[A]).with("2.5.29.33", true, der::policy_mapping(A, B)),
            with(Draft::leaf(), &[A]),
        ),
        case(
            "any inhibited",
            with(strict(0), &[A]).with("2.5.29.54", true, der::tlv(2, &[0])),
            with(Draft::leaf(), &["2.5.29.32.0"]),
        ),
        case("policies critical", ca().with(POLICY, true, der::policies(&[A])), with(Draft::leaf(), &[A])),
    ]
}
