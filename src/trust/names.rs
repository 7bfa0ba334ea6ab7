//! Whether a certificate names a host, as RFC 6125 reads it and as the appliances do.

use std::net::IpAddr;

use super::certificate::Certificate;
use super::java;

/// How a certificate names the configured host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameMatch {
    /// A DNS name or address of the subjectAltName extension, exactly.
    Exact,
    /// A wildcard (`*.corp.example`) covers it.
    Wildcard(String),
    /// A wildcard that Java takes and RFC 6125 does not: inside a label, or above a single one (`dc*.corp.example`,
    /// `*.local`).
    LooseWildcard(String),
    /// There is no DNS name in the subjectAltName extension; the common name fits.
    CommonNameOnly,
    /// The configured host is a short name, and the certificate has a full name that begins with it.
    ShortName(String),
    /// Nothing fits; every name that counts: those of the subjectAltName extension, and the common name where no DNS
    /// name is among them.
    None(Vec<String>),
}

/// Matches `host` (a DNS name in any case, or an address) against a certificate.
///
/// A final dot of `host` is ignored. The common name counts only where the certificate has no DNS name in its
/// subjectAltName extension (RFC 6125 section 6.4.4), to Java and OpenSSL also beside an address. An address matches
/// addresses only.
pub fn matches(certificate: &Certificate, host: &str) -> NameMatch {
    let names = counting_names(certificate);
    if let Some(address) = address(host) {
        return match_address(certificate, address).unwrap_or(NameMatch::None(names));
    }
    match match_name(&names, host.strip_suffix('.').unwrap_or(host)) {
        Some(NameMatch::Exact | NameMatch::Wildcard(_) | NameMatch::LooseWildcard(_))
            if certificate.dns_names.is_empty() =>
        {
            NameMatch::CommonNameOnly
        }
        Some(found) => found,
        None => NameMatch::None(names),
    }
}

/// An address as configured: `10.0.0.1`, `::1` or `[::1]`.
pub(super) fn address(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host).parse().ok()
}

/// Whether a name of a certificate is that of no host on a network: `localhost`, what RFC 6761 reserves for nothing and for
/// the host itself, the loopback addresses, and what has blanks, as products call the certificate that they make for
/// themselves.
pub fn leads_nowhere(name: &str) -> bool {
    const ENDS: [&str; 3] = [".localhost", ".localdomain", ".invalid"];
    if let Some(address) = address(name) {
        return address.is_loopback();
    }
    let lower = name.trim_end_matches('.').to_ascii_lowercase();
    lower.contains(' ') || lower == "localhost" || ENDS.iter().any(|end| lower.ends_with(end))
}

fn counting_names(certificate: &Certificate) -> Vec<String> {
    let common_name = certificate.common_name.iter().filter(|_| certificate.dns_names.is_empty());
    let addresses = certificate.ip_addresses.iter().map(IpAddr::to_string);
    certificate.dns_names.iter().chain(common_name).cloned().chain(addresses).collect()
}

fn match_address(certificate: &Certificate, wanted: IpAddr) -> Option<NameMatch> {
    // Not even where the common name is the address: to Java an address counts as an iPAddress only.
    certificate.ip_addresses.contains(&wanted).then_some(NameMatch::Exact)
}

fn match_name(names: &[String], host: &str) -> Option<NameMatch> {
    if host.is_empty() {
        return None;
    }
    if names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
        return Some(NameMatch::Exact);
    }
    if let Some(pattern) = names.iter().find(|pattern| covers(pattern, host)) {
        return Some(NameMatch::Wildcard(pattern.clone()));
    }
    if let Some(pattern) = names.iter().find(|pattern| java::covers(pattern, host)) {
        return Some(NameMatch::LooseWildcard(pattern.clone()));
    }
    let full = names.iter().find(|name| !host.contains('.') && begins_with(name, host))?;
    Some(NameMatch::ShortName(full.clone()))
}

/// `*.rest` covers exactly one label before `rest`, which itself has at least two (OpenSSL and browsers alike).
fn covers(pattern: &str, host: &str) -> bool {
    let Some((rest, (label, domain))) = pattern.strip_prefix("*.").zip(host.split_once('.')) else { return false };
    rest.contains('.')
        && !rest.contains('*')
        && rest.eq_ignore_ascii_case(domain)
        && !label.is_empty()
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The name is `host.` and more, in any case.
fn begins_with(name: &str, host: &str) -> bool {
    name.split_once('.').is_some_and(|(label, rest)| label.eq_ignore_ascii_case(host) && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::mint;

    fn exact() -> NameMatch {
        NameMatch::Exact
    }

    fn short(name: &str) -> NameMatch {
        NameMatch::ShortName(name.into())
    }

    fn wildcard(name: &str) -> NameMatch {
        NameMatch::Wildcard(name.into())
    }

    fn loose(name: &str) -> NameMatch {
        NameMatch::LooseWildcard(name.into())
    }

    fn none(names: &[&str]) -> NameMatch {
        NameMatch::None(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn names_that_products_make_up_lead_nowhere() {
        for (name, nowhere) in [
            ("localhost", true),
            ("LocalHost.localdomain.", true),
            ("proxy.invalid", true),
            ("PROXY DEFAULT CERT", true),
            ("127.0.0.1", true),
            ("::1", true),
            ("dc1", false),
            ("dc1.corp.example", false),
            ("localhost.corp.example", false),
            ("invalid", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(leads_nowhere(name), nowhere, "{name}");
        }
    }

    #[test]
    fn names_a_host_as_rfc_6125_says() {
        let cn_only = NameMatch::CommonNameOnly;
        // Common name, subjectAltName entries, host, match.
        let table: &[(&str, &[&str], &str, NameMatch)] = &[
            ("x", &["dc1.corp.example"], "dc1.corp.example", exact()),
            ("x", &["DC1.Corp.Example"], "dc1.CORP.example", exact()),
            ("x", &["dc1.corp.example"], "dc1.corp.example.", exact()),
            ("x", &["other.example", "dc1.corp.example"], "dc1.corp.example", exact()),
            ("x", &["dc1"], "dc1", exact()),
            ("x", &["*.corp.example"], "dc1.corp.example", wildcard("*.corp.example")),
            ("x", &["*.CORP.example"], "dc1.corp.EXAMPLE.", wildcard("*.CORP.example")),
            ("x", &["*.corp.example", "dc1.corp.example"], "dc1.corp.example", exact()),
            ("x", &["*.corp.example"], "xn--d-1ia.corp.example", wildcard("*.corp.example")),
            ("x", &["*.corp.example"], "corp.example", none(&["*.corp.example"])),
            ("x", &["*.corp.example"], "a.b.corp.example", none(&["*.corp.example"])),
            ("x", &["*.corp.example"], ".corp.example", none(&["*.corp.example"])),
            ("x", &["*.example"], "corp.example", loose("*.example")),
            ("x", &["*.local"], "dc1.local", loose("*.local")),
            ("x", &["*"], "dc1", none(&["*"])),
            ("x", &["dc*.corp.example"], "dc1.corp.example", loose("dc*.corp.example")),
            ("x", &["dc*.corp.example"], "www.corp.example", none(&["dc*.corp.example"])),
            ("x", &["dc1.*.example"], "dc1.corp.example", none(&["dc1.*.example"])),
            ("x", &["*.*.example"], "dc1.corp.example", none(&["*.*.example"])),
            ("x", &["dc1.corp.example"], "dc1", short("dc1.corp.example")),
            ("x", &["DC1.corp.example"], "dc1.", short("DC1.corp.example")),
            ("x", &["dc10.corp.example"], "dc1", none(&["dc10.corp.example"])),
            ("dc1.corp.example", &[], "dc1", short("dc1.corp.example")),
            ("dc1.corp.example", &[], "DC1.corp.example", cn_only.clone()),
            ("*.corp.example", &[], "dc1.corp.example", cn_only.clone()),
            ("dc1.corp.example", &["dc2.corp.example"], "dc1.corp.example", none(&["dc2.corp.example"])),
            ("dc1.corp.example", &["10.0.0.1"], "dc1.corp.example", cn_only.clone()),
            ("dc2.corp.example", &["10.0.0.1"], "dc1.corp.example", none(&["dc2.corp.example", "10.0.0.1"])),
            ("x", &["10.0.0.1", "dc2.corp.example"], "dc1.corp.example", none(&["dc2.corp.example", "10.0.0.1"])),
            ("dc1.corp.example", &[], "dc2.corp.example", none(&["dc1.corp.example"])),
            ("x", &["10.0.0.1"], "10.0.0.1", exact()),
            ("x", &["2001:db8::1"], "2001:DB8:0::1", exact()),
            ("x", &["2001:db8::1"], "[2001:db8::1]", exact()),
            ("x", &["dns:10.0.0.1"], "10.0.0.1", none(&["10.0.0.1"])),
            ("10.0.0.1", &[], "10.0.0.1", none(&["10.0.0.1"])),
            ("10.0.0.1", &["dc1.corp.example"], "10.0.0.1", none(&["dc1.corp.example"])),
            ("x", &["10.0.0.1"], "10.0.0.2", none(&["x", "10.0.0.1"])),
            ("", &[], "dc1.corp.example", none(&[])),
            ("x", &["dc1.corp.example"], "", none(&["dc1.corp.example"])),
            (
                "x",
                &["dc1.corp.example\0.evil.example"],
                "dc1.corp.example",
                none(&["dc1.corp.example\u{fffd}.evil.example"]),
            ),
        ];
        for (common_name, names, host, expected) in table {
            let certificate = mint::Certificate::leaf(common_name).names(names).self_signed();
            assert_eq!(matches(&certificate.decoded(), host), *expected, "{common_name} {names:?} for {host}");
        }
    }
}
