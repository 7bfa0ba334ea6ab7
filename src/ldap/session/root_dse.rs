//! What the root entry tells about the server.

use super::Entry;
use crate::evidence::{Millis, RootDse};

/// Values kept of one attribute.
const VALUE_COUNT: usize = 1000;
/// Bytes kept of one value.
const VALUE_LIMIT: usize = 64 << 10;

/// `LDAP_CAP_ACTIVE_DIRECTORY_OID` (MS-ADTS 3.1.1.3.4.3): a domain controller, Microsoft's or Samba's.
const ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";
/// `LDAP_CAP_ACTIVE_DIRECTORY_ADAM_OID`: Active Directory Lightweight Directory Services.
const LIGHTWEIGHT: &str = "1.2.840.113556.1.4.1851";

/// Turns the entry into evidence: values as text, and no more of them than a report can bear.
pub(super) fn decode(entry: Entry, ms: Millis) -> RootDse {
    let mut root = RootDse { vendor: String::new(), active_directory: false, attributes: Default::default(), ms };
    for (name, values) in entry.attributes {
        let kept = root.attributes.entry(name).or_default();
        let room = VALUE_COUNT.saturating_sub(kept.len());
        kept.extend(values.iter().take(room).map(|value| {
            let value = value.get(..VALUE_LIMIT.min(value.len())).unwrap_or_default();
            String::from_utf8_lossy(value).into_owned()
        }));
    }
    root.active_directory = has(&root, "supportedCapabilities", ACTIVE_DIRECTORY);
    root.vendor = vendor(&root);
    root
}

fn vendor(root: &RootDse) -> String {
    let named: Vec<&str> =
        ["vendorName", "vendorVersion"].iter().filter_map(|name| root.values(name).first()).map(|s| s.trim()).collect();
    if !named.is_empty() {
        return named.join(" ");
    }
    let open_ldap = ["objectClass", "structuralObjectClass"].iter().any(|name| has(root, name, "OpenLDAProotDSE"))
        || has(root, "configContext", "cn=config");
    let known = [
        (root.active_directory, "Active Directory"),
        (has(root, "supportedCapabilities", LIGHTWEIGHT), "Active Directory Lightweight Directory Services"),
        (open_ldap, "OpenLDAP"),
    ];
    known.iter().find(|(is, _)| *is).map_or("unknown", |(_, vendor)| vendor).to_owned()
}

fn has(root: &RootDse, attribute: &str, value: &str) -> bool {
    root.values(attribute).iter().any(|found| found.eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(attributes: &[(&str, &[&str])]) -> RootDse {
        let attributes = attributes
            .iter()
            .map(|(name, values)| (name.to_string(), values.iter().map(|value| value.as_bytes().to_vec()).collect()))
            .collect();
        decode(Entry { dn: String::new(), attributes }, Millis(1.0))
    }

    #[test]
    fn names_the_vendor() {
        for (attributes, vendor, active_directory) in [
            (&[("supportedCapabilities", &["1.2.840.113556.1.4.800"][..])][..], "Active Directory", true),
            (
                &[
                    ("vendorname", &["Samba Team (https://www.samba.org)"]),
                    ("SUPPORTEDCAPABILITIES", &["1.2.840.113556.1.4.1670", "1.2.840.113556.1.4.800"]),
                ],
                "Samba Team (https://www.samba.org)",
                true,
            ),
            (
                &[("supportedCapabilities", &["1.2.840.113556.1.4.1851"])],
                "Active Directory Lightweight Directory Services",
                false,
            ),
            (&[("objectClass", &["top", "OpenLDAProotDSE"])], "OpenLDAP", false),
            (&[("configContext", &["cn=config"])], "OpenLDAP", false),
            (
                &[("vendorName", &["389 Project"]), ("vendorVersion", &["389-Directory/2.3.1"])],
                "389 Project 389-Directory/2.3.1",
                false,
            ),
            (&[("namingContexts", &["dc=corp,dc=example"])], "unknown", false),
            (&[], "unknown", false),
        ] {
            let root = root(attributes);
            assert_eq!((root.vendor.as_str(), root.active_directory), (vendor, active_directory));
        }
    }

    #[test]
    fn keeps_a_bounded_part_of_the_values() {
        let many = vec![b"\xff".to_vec(); 1500];
        let long = vec![b'x'; VALUE_LIMIT + 1];
        let attributes = vec![("a".into(), many.clone()), ("a".into(), many), ("b".into(), vec![long])];
        let root = decode(Entry { dn: String::new(), attributes }, Millis(1.0));
        assert_eq!(root.values("a").len(), VALUE_COUNT);
        assert_eq!(root.values("a")[0], "\u{fffd}");
        assert_eq!(root.values("b")[0].len(), VALUE_LIMIT);
    }
}
