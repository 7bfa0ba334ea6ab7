//! The name check of a Java LDAP client: `sun.security.util.HostnameChecker`, type LDAP (endpoint identification
//! "LDAPS", on by default since 8u181).
//!
//! Unlike RFC 6125 section 6.4 it takes a wildcard anywhere in the first label and above a single label. Cisco's own
//! check on LDAP authentication is another one, and not known.

use std::net::IpAddr;

use super::Refusers;
use super::read::Read;

/// How Java takes the configured host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostMatch {
    /// By a name written out, or an address.
    Exact,
    /// By this pattern.
    Wildcard(String),
    /// By the common name: there is no DNS name beside it.
    CommonName,
}

/// Why Java does not take the host for the certificate's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostRefusal {
    /// The name itself is none to Java, whatever the certificate says.
    IllegalName(Refusers),
    /// The certificate does not name it.
    NotNamed,
    /// The name or a name of the certificate is not ASCII, which is not decided here.
    Undecided,
}

pub(super) fn check(host: &str, read: &Read) -> Result<HostMatch, HostRefusal> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        let wanted = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        return if read.addresses.contains(&wanted) { Ok(HostMatch::Exact) } else { Err(HostRefusal::NotNamed) };
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    if !host.is_ascii() {
        return Err(HostRefusal::Undecided);
    }
    if !is_legal(name) {
        return Err(HostRefusal::IllegalName(Refusers::All));
    }
    let found = by_names(name, read)?;
    // Java 11 keeps the final dot, newer ones and 8u504 drop it.
    if host.len() == name.len() { Ok(found) } else { Err(HostRefusal::IllegalName(Refusers::SomeOld)) }
}

fn by_names(host: &str, read: &Read) -> Result<HostMatch, HostRefusal> {
    if read.dns_names.is_empty() {
        let common_name = read.common_name.as_deref().filter(|name| fits(host, name));
        return common_name.map(|_| HostMatch::CommonName).ok_or(HostRefusal::NotNamed);
    }
    let fitting = || read.dns_names.iter().filter(|name| fits(host, name));
    let exact = fitting().any(|name| !name.contains('*'));
    match fitting().next() {
        Some(_) if exact => Ok(HostMatch::Exact),
        Some(pattern) => Ok(HostMatch::Wildcard(pattern.clone())),
        None if read.dns_names.iter().any(|name| !name.is_ascii()) => Err(HostRefusal::Undecided),
        None => Err(HostRefusal::NotNamed),
    }
}

/// `javax.net.ssl.SNIHostName`: letters, digits and inner hyphens, labels of 1 to 63 characters, no final dot.
pub fn is_legal(name: &str) -> bool {
    let legal = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.split('.').all(legal)
}

/// Whether a pattern of a certificate covers a host, by Java's rule.
pub fn covers(pattern: &str, host: &str) -> bool {
    pattern.contains('*') && is_legal(host) && fits(host, pattern)
}

/// Whether a name of the certificate stands for the host.
fn fits(host: &str, pattern: &str) -> bool {
    let dot_after_wildcard =
        pattern.rfind('*').is_none_or(|at| pattern.get(at..).is_some_and(|rest| rest.contains('.')));
    if !pattern.is_ascii()
        || matches!(pattern, "*" | "*.")
        || !dot_after_wildcard
        || !is_legal(&pattern.replace('*', "z"))
    {
        return false;
    }
    let (host, pattern) = (host.to_ascii_lowercase(), pattern.to_ascii_lowercase());
    let split = |name: &str| name.find('.').unwrap_or(name.len());
    let ((label, domain), (first, rest)) = (host.split_at(split(&host)), pattern.split_at(split(&pattern)));
    domain == rest && label_fits(label, first)
}

/// Stars stand for any run of characters inside one label.
fn label_fits(label: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = label.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece).and_then(|at| rest.get(at + piece.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}
