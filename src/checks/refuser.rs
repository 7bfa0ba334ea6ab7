//! Who said by ICMP that a connection is not to be: the server itself, or somebody before it.

use std::fmt;
use std::net::IpAddr;

use crate::evidence::TcpFailure;

/// The sender of the ICMP error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refuser {
    /// The address that was asked for: a rule of its own firewall, since a port without a service answers with a reset.
    Server(IpAddr),
    Router(IpAddr),
    Unknown,
}

impl Refuser {
    pub(super) fn of(failure: &TcpFailure, target: IpAddr) -> Self {
        match failure.icmp.as_ref().and_then(|icmp| icmp.from) {
            Some(from) if from == target => Self::Server(from),
            Some(from) => Self::Router(from),
            None => Self::Unknown,
        }
    }

    /// Whether the server itself said so.
    pub(super) fn is_server(self) -> bool {
        matches!(self, Self::Server(_))
    }

    pub(super) fn address(self) -> Option<IpAddr> {
        match self {
            Self::Server(from) | Self::Router(from) => Some(from),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for Refuser {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(from) => write!(to, "the server itself ({from})"),
            Self::Router(from) => from.fmt(to),
            Self::Unknown => to.write_str("a router"),
        }
    }
}

/// What to do where the server itself refuses.
pub(super) fn own_firewall(port: u16, source: &str) -> [String; 2] {
    [
        format!(
            "On the directory server: let its own firewall (Windows Defender Firewall, nftables, firewalld, a security \
             agent) allow TCP {port} from {source} and from every node"
        ),
        "If its rules allow that already: a firewall that is a bridge, or one that translates addresses, refuses in \
         its name"
            .to_owned(),
    ]
}
