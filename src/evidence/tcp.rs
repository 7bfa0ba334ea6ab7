//! One TCP connection attempt, made or not.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Millis;

/// A TCP connection that was established.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TcpConnected {
    /// The local address the kernel chose, or `--source`.
    pub source: IpAddr,
    /// From SYN to SYN-ACK.
    pub ms: Millis,
    /// How often the SYN had to be sent again.
    pub syn_retransmissions: u8,
}

/// A TCP connection that was not established.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TcpFailure {
    /// What the kernel and the network said, taken together.
    pub kind: TcpFailureKind,
    /// The ICMP message that ended it, from the socket's error queue.
    pub icmp: Option<Icmp>,
    /// `errno` of the attempt; none for our own timeout.
    pub errno: Option<i32>,
    /// The local address, where the kernel had chosen one.
    pub source: Option<IpAddr>,
    /// How often the SYN was sent again.
    pub syn_retransmissions: u8,
    /// How long it took.
    pub ms: Millis,
    /// The system's own words.
    pub raw: String,
}

/// The ways a connection attempt ends, on Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TcpFailureKind {
    /// A reset: nobody listens there, or a firewall answers in the host's name.
    Refused,
    /// ICMP port unreachable: a firewall or the host says no.
    PortUnreachable,
    /// No answer at all within the time allowed.
    Dropped,
    /// ICMP "administratively prohibited" (3/9, 3/10, 3/13; IPv6 1/1, 1/5, 1/6).
    Prohibited,
    /// ICMP host unreachable, from a router.
    HostUnreachable,
    /// ICMP network unreachable, from a router.
    NetUnreachable,
    /// Nobody with this address on the local network (no ARP or ND answer).
    NoNeighbour,
    /// This host has no route to the address, or a local rule forbids it.
    NoRoute,
    /// The connection was established and reset at once.
    Reset,
    /// The address given by `--source` cannot be used.
    SourceUnusable,
    /// This host could not even try: no such address family or no route for IPv6, or no descriptors, ports or memory left.
    HostLimited,
    /// Anything else; see errno and the raw text.
    Other,
}

impl TcpFailureKind {
    /// Whether nothing was sent: what failed is this host's own, and says nothing of the network or the server.
    pub fn of_this_host(self) -> bool {
        matches!(self, Self::NoRoute | Self::SourceUnusable | Self::HostLimited)
    }
}

/// An ICMP error, as the socket's error queue tells it (`IP_RECVERR`, ip(7)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Icmp {
    /// ICMP or ICMPv6 type.
    pub kind: u8,
    /// Code within the type.
    pub code: u8,
    /// Who sent it: usually the router or firewall that refused.
    pub from: Option<IpAddr>,
}
