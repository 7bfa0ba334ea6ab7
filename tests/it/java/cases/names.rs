//! Names of hosts and of certificates.

use super::super::der;
use super::super::pki::{Draft, NAMES};
use super::{Case, Sound};

/// Host, alternative names; without any, the common name is the host.
const NAMED: &[(&str, &[&str])] = &[
    ("dc7.lab.example", &["dns:dc7.lab.example"]),
    ("DC7.Lab.Example", &["dns:dc7.lab.example"]),
    ("dc7.lab.example", &["dns:DC7.LAB.EXAMPLE"]),
    ("dc7.lab.example", &["dns:dc8.lab.example", "dns:dc7.lab.example"]),
    ("dc7.lab.example", &["dns:dc8.lab.example"]),
    ("dc7.lab.example", &["dns:lab.example"]),
    ("dc7.lab.example", &[]),
    ("dc7.lab.example", &["ip:127.0.0.1"]),
    ("dc7.lab.example", &["mail:x@lab.example"]),
    ("dc7.lab.example", &["uri:ldap://dc7.lab.example"]),
    ("dc7.lab.example", &["dns:*.lab.example"]),
    ("dc7.lab.example", &["dns:*.LAB.example"]),
    ("dc7.lab.example", &["dns:dc*.lab.example"]),
    ("dc7.lab.example", &["dns:*7.lab.example"]),
    ("dc7.lab.example", &["dns:d*7.lab.example"]),
    ("dc7.lab.example", &["dns:d*8.lab.example"]),
    ("dc7.lab.example", &["dns:*.*.example"]),
    ("dc7.lab.example", &["dns:dc7.*.example"]),
    ("dc7.lab.example", &["dns:*.example"]),
    ("dc7.lab.example", &["dns:*"]),
    ("dc7.lab.example", &["dns:*.lab.example."]),
    ("a.dc7.lab.example", &["dns:*.lab.example"]),
    ("dc7.local", &["dns:*.local"]),
    ("dc7.local", &["dns:dc7.local"]),
    ("dc7.local", &["dns:*"]),
    ("dc7", &["dns:dc7"]),
    ("dc7", &["dns:dc7.lab.example"]),
    ("dc7", &["dns:*"]),
    ("dc7.lab.example", &["dns:dc7"]),
    ("dc_7.lab.example", &["dns:dc_7.lab.example"]),
    ("dc_7.lab.example", &["dns:*.lab.example"]),
    ("dc7.my_lab.example", &["dns:dc7.my_lab.example"]),
    ("dc7.lab.example", &["dns:dc_8.lab.example", "dns:dc7.lab.example"]),
    ("dc7-.lab.example", &["dns:dc7-.lab.example"]),
    ("xn--dc7-example.lab.example", &["dns:xn--dc7-example.lab.example"]),
    ("7dc.lab.example", &["dns:7dc.lab.example"]),
    ("dc7.lab.example.", &["dns:dc7.lab.example"]),
    ("dc7.lab.example", &["dns:dc7.lab.example."]),
    ("127.0.0.1", &["ip:127.0.0.1"]),
    ("127.0.0.1", &["dns:127.0.0.1"]),
    ("127.0.0.1", &["dns:dc7.lab.example"]),
    ("127.0.0.1", &["ip:127.0.0.2"]),
    ("127.0.0.1", &[]),
    ("dc7.lab.example", &["dns:dc7.lab.example", "ip:127.0.0.1"]),
];

/// Common names where there are no alternative ones.
const COMMON: &[(&str, &str)] = &[
    ("dc7.lab.example", "dc7.lab.example"),
    ("dc7.lab.example", "DC7.lab.example"),
    ("dc7.lab.example", "*.lab.example"),
    ("dc7.lab.example", "dc8.lab.example"),
    ("127.0.0.1", "127.0.0.1"),
    ("dc7.lab.example", "dc7.lab.example "),
];

pub(super) fn all() -> Vec<Case> {
    let Sound { root, issuing, .. } = &Sound::new();
    let mut cases = Vec::new();
    for (host, names) in NAMED {
        let draft = match names {
            [] => Draft::leaf().without(NAMES),
            names => Draft::leaf().names(names),
        };
        let case = Case::new("host name", &format!("{host} by {names:?}"), &[&draft.by(issuing), issuing], &[root]);
        cases.push(case.asked_by(host));
    }
    let utf8 = openssl::asn1::Asn1Type::UTF8STRING;
    for (host, common_name) in COMMON {
        let leaf = Draft::leaf().without(NAMES).subject(&[("CN", common_name, utf8)]).by(issuing);
        let case =
            Case::new("host name", &format!("{host} by common name {common_name:?}"), &[&leaf, issuing], &[root]);
        cases.push(case.asked_by(host));
    }
    let leaf =
        Draft::leaf().subject(&[("CN", "dc8.lab.example", utf8), ("CN", super::HOST, utf8)]).without(NAMES).by(issuing);
    cases.push(Case::new("host name", "the last of two common names", &[&leaf, issuing], &[root]));
    let leaf =
        Draft::leaf().subject(&[("CN", super::HOST, utf8), ("CN", "dc8.lab.example", utf8)]).without(NAMES).by(issuing);
    cases.push(Case::new("host name", "the first of two common names", &[&leaf, issuing], &[root]));
    let empty = Draft::leaf().subject(&[]).by(issuing);
    cases.push(Case::new("host name", "an empty subject, named by alternatives", &[&empty, issuing], &[root]));
    let name = der::general_names(&[&format!("dns:{}", super::HOST)]);
    let critical = Draft::leaf().subject(&[]).with(NAMES, true, name).by(issuing);
    cases.push(Case::new(
        "host name",
        "an empty subject, named by critical alternatives",
        &[&critical, issuing],
        &[root],
    ));
    cases
}
