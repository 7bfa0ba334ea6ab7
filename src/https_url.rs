//! `https://host[:port]/path` of a service.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// Address of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpsUrl {
    /// Host name in lower case, or an address without brackets.
    pub host: String,
    /// TCP port; 443 when none is given.
    pub port: u16,
    /// Path, at least `/`.
    pub path: String,
}

/// Why a text is no such address. A text that may hold a password is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpsUrlError {
    /// Another scheme, or none.
    #[error("this does not begin with https://")]
    NotHttps,
    /// A user name and perhaps a password in front of the host.
    #[error("a user name or password in the URL is refused")]
    UserInfo,
    /// No host, or one that cannot be.
    #[error("this names no host")]
    Host,
    /// Not 1 to 65535.
    #[error("the port is not a number from 1 to 65535")]
    Port,
    /// A query or fragment, blanks or control characters.
    #[error("the path holds what no path of a service has")]
    Path,
}

impl HttpsUrl {
    /// `host:port`, with brackets around an IPv6 address.
    pub fn authority(&self) -> String {
        match self.host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]:{}", self.port),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}{}", self.authority(), self.path)
    }
}

impl FromStr for HttpsUrl {
    type Err = HttpsUrlError;

    fn from_str(text: &str) -> Result<Self, HttpsUrlError> {
        let (scheme, rest) = text.split_once("://").ok_or(HttpsUrlError::NotHttps)?;
        if rest.contains('@') {
            return Err(HttpsUrlError::UserInfo);
        }
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(HttpsUrlError::NotHttps);
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let path = if path.is_empty() { "/" } else { path };
        if !path.starts_with('/') || !path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#')) {
            return Err(HttpsUrlError::Path);
        }
        let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, port)) => {
                address.parse::<Ipv6Addr>().map_err(|_| HttpsUrlError::Host)?;
                (address, if port.is_empty() { None } else { Some(port.strip_prefix(':').ok_or(HttpsUrlError::Host)?) })
            }
            None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
        };
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if host.is_empty() || !host.chars().all(plain) {
            return Err(HttpsUrlError::Host);
        }
        let port = match port {
            None => 443,
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(HttpsUrlError::Port)?,
        };
        Ok(Self { host: host.to_lowercase(), port, path: path.to_owned() })
    }
}

/// Two names of one host: the same, or one of them without its domain.
pub(crate) fn same_host(one: &str, other: &str) -> bool {
    let short = |name: &str| !name.contains('.');
    let first = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    let address = |name: &str| name.parse::<std::net::IpAddr>().is_ok();
    let one_is_short = (short(one) || short(other)) && !address(one) && !address(other);
    one.eq_ignore_ascii_case(other) || (one_is_short && first(one) == first(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_its_domain_is_the_same_host() {
        for (one, other, same) in [
            ("Cm7.lab.example", "cm7.LAB.example", true),
            ("cm7", "cm7.lab.example", true),
            ("cm7.lab.example", "cm7.west.example", false),
            ("10.0.0.1", "10", false),
            ("10.0.0.1", "10.0.0.1", true),
        ] {
            assert_eq!(same_host(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn only_plain_addresses_of_services() {
        use HttpsUrlError::{Host, NotHttps, Path, Port, UserInfo};
        for (text, expected) in [
            ("https://CUCM:8443/axl/", Ok("https://cucm:8443/axl/")),
            ("https://cucm.corp.example", Ok("https://cucm.corp.example:443/")),
            ("HTTPS://10.1.1.1:8443/cucm-uds", Ok("https://10.1.1.1:8443/cucm-uds")),
            ("https://[fd00::1]:8443/", Ok("https://[fd00::1]:8443/")),
            ("https://[fd00::1]", Ok("https://[fd00::1]:443/")),
            ("http://cucm/axl/", Err(NotHttps)),
            ("cucm:8443", Err(NotHttps)),
            ("https://axl:secret@cucm/axl/", Err(UserInfo)),
            ("https:///axl/", Err(Host)),
            ("https://cu cm/", Err(Host)),
            ("https://[cucm]/", Err(Host)),
            ("https://[::1]8443/", Err(Host)),
            ("https://cucm:0/", Err(Port)),
            ("https://cucm:x/", Err(Port)),
            ("https://cucm?x", Err(Path)),
            ("https://cucm/a b", Err(Path)),
            ("https://cucm/a\r\nX: y", Err(Path)),
        ] {
            let parsed = text.parse::<HttpsUrl>().map(|url| url.to_string());
            assert_eq!(parsed, expected.map(str::to_owned), "{text}");
        }
    }
}
