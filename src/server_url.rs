//! `ldap://host[:port]` and `ldaps://host[:port]`, and nothing else of RFC 4516.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One LDAP server as configured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ServerUrl {
    /// Whether TLS starts with the connection.
    pub scheme: Scheme,
    /// Host name in lower case, with its final dot where it has one, or an address without brackets.
    pub host: String,
    /// TCP port: 389 or 636 when none is given.
    pub port: u16,
}

/// The two schemes the appliances know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// LDAP, in clear unless StartTLS is configured.
    Ldap,
    /// LDAP inside TLS from the first byte.
    Ldaps,
}

/// Why a text is no server URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerUrlError {
    /// No `ldap://` or `ldaps://` in front.
    #[error("{0:?} does not begin with ldap:// or ldaps://; did you mean {meant}?", meant = meant(.0))]
    NoScheme(String),
    /// Another scheme.
    #[error("the scheme {0:?} is not ldap or ldaps")]
    OtherScheme(String),
    /// Nothing between `//` and the port.
    #[error("no host name after the scheme")]
    NoHost,
    /// A name and perhaps a password in front of the host. The text is not repeated.
    #[error("a user name or password in the URL is refused; give the bind account under [directory.bind]")]
    UserInfo,
    /// A path, a base, a filter.
    #[error("only ldap://host:port or ldaps://host:port; the search base belongs under [directory.search]")]
    Path,
    /// Not 1 to 65535.
    #[error("{0:?} is not a port from 1 to 65535")]
    Port(String),
    /// Blank, control or other characters that no host name has.
    #[error("{0:?} is not a host name or address")]
    Host(String),
}

/// What a text without `://` may be meant to be: `ldap//dc1`, `ldap:/dc1` and `dc1` all have a host.
fn meant(text: &str) -> String {
    let scheme = ["ldaps", "ldap"].into_iter().find_map(|scheme| {
        let rest = text.strip_prefix(scheme)?;
        let host = rest.trim_start_matches([':', '/']);
        (host.len() < rest.len() && !host.is_empty()).then_some((scheme, host))
    });
    let (scheme, host) = scheme.unwrap_or(("ldaps", text));
    format!("{scheme}://{host}")
}

impl ServerUrl {
    /// `host:port`, with brackets around an IPv6 address: how reports name the server.
    pub fn authority(&self) -> String {
        match self.host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]:{}", self.port),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }

    /// Whether both name one host and port.
    pub fn same_authority(&self, other: &Self) -> bool {
        (&self.host, self.port) == (&other.host, other.port)
    }

    /// The host as an address, when it is one: then no name is looked up, and certificates must name the address.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Whether the port is one of the Global Catalog of Active Directory.
    pub fn global_catalog(&self) -> bool {
        matches!(self.port, 3268 | 3269)
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Ldap => "ldap",
            Scheme::Ldaps => "ldaps",
        };
        write!(f, "{scheme}://{}", self.authority())
    }
}

impl FromStr for ServerUrl {
    type Err = ServerUrlError;

    fn from_str(text: &str) -> Result<Self, ServerUrlError> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(if text.contains('@') {
                ServerUrlError::UserInfo
            } else {
                ServerUrlError::NoScheme(text.to_owned())
            });
        };
        let (scheme, default_port) = match scheme.to_ascii_lowercase().as_str() {
            "ldap" => (Scheme::Ldap, 389),
            "ldaps" => (Scheme::Ldaps, 636),
            _ => return Err(ServerUrlError::OtherScheme(scheme.to_owned())),
        };
        if rest.contains('@') {
            return Err(ServerUrlError::UserInfo);
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#']) {
            return Err(ServerUrlError::Path);
        }
        let (host, port) = split_port(rest)?;
        if host.is_empty() {
            return Err(ServerUrlError::NoHost);
        }
        let port = match port {
            None => default_port,
            Some(digits) => match digits.parse::<u16>() {
                Ok(port) if port > 0 => port,
                _ => return Err(ServerUrlError::Port(digits.to_owned())),
            },
        };
        Ok(Self { scheme, host: host_name(host)?, port })
    }
}

/// Splits `host:port`, where an IPv6 address stands in brackets.
fn split_port(rest: &str) -> Result<(&str, Option<&str>), ServerUrlError> {
    if let Some(inside) = rest.strip_prefix('[') {
        let (host, after) = inside.split_once(']').ok_or_else(|| ServerUrlError::Host(rest.to_owned()))?;
        return match after.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if after.is_empty() => Ok((host, None)),
            None => Err(ServerUrlError::Host(rest.to_owned())),
        };
    }
    if rest.parse::<Ipv6Addr>().is_ok() {
        return Ok((rest, None));
    }
    Ok(match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    })
}

fn host_name(host: &str) -> Result<String, ServerUrlError> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || !c.is_ascii();
    let labels_fit = name.split('.').all(|label| (1..=63).contains(&label.len()));
    if name.len() > 253 || !labels_fit || !name.chars().all(|c| legal(c) && !c.is_control() && !c.is_whitespace()) {
        return Err(ServerUrlError::Host(host.to_owned()));
    }
    // A final dot stays: the appliances ask for the name as it is configured.
    Ok(host.to_lowercase())
}

impl TryFrom<String> for ServerUrl {
    type Error = ServerUrlError;

    fn try_from(text: String) -> Result<Self, ServerUrlError> {
        text.parse()
    }
}

impl From<ServerUrl> for String {
    fn from(url: ServerUrl) -> Self {
        url.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_administrators_type() {
        for (text, shown) in [
            ("ldaps://dc1.corp.example", "ldaps://dc1.corp.example:636"),
            ("LDAP://DC1.Corp.Example.:3268/", "ldap://dc1.corp.example.:3268"),
            ("ldap://10.1.2.3", "ldap://10.1.2.3:389"),
            ("ldaps://[2001:db8::1]:3269", "ldaps://[2001:db8::1]:3269"),
            ("ldaps://2001:DB8::1", "ldaps://[2001:db8::1]:636"),
            ("ldaps://dc_1", "ldaps://dc_1:636"),
        ] {
            let url: ServerUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(shown.parse::<ServerUrl>().unwrap(), url);
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        use ServerUrlError as E;
        for (text, error) in [
            ("dc1.corp.example", E::NoScheme("dc1.corp.example".into())),
            ("https://dc1", E::OtherScheme("https".into())),
            ("ldap://", E::NoHost),
            ("ldap:///", E::NoHost),
            ("ldap://:636", E::NoHost),
            ("ldap://admin:secret@dc1", E::UserInfo),
            ("admin:secret@dc1", E::UserInfo),
            ("ldap://dc1/DC=corp", E::Path),
            ("ldap://dc1:0", E::Port("0".into())),
            ("ldap://dc1:70000", E::Port("70000".into())),
            ("ldap://dc1:", E::Port(String::new())),
            ("ldap://dc 1", E::Host("dc 1".into())),
            ("ldap://[::1", E::Host("[::1".into())),
            ("ldap://dc1..corp", E::Host("dc1..corp".into())),
        ] {
            assert_eq!(text.parse::<ServerUrl>().unwrap_err(), error, "{text}");
        }
        assert!(!E::UserInfo.to_string().contains("secret"));
    }
}
