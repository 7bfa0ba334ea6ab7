//! What Windows tells about a TCP socket: whether it is connected. It names no router that refused, and counts no
//! segments for others than administrators.

use std::io;

use tokio::net::TcpStream;

use crate::evidence::Icmp;

/// What is known; nothing of it counts segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TcpInfo {
    pub(super) state: TcpState,
    /// Always 0.
    pub(super) unacknowledged: u32,
    /// Always 0.
    pub(super) retransmissions: u32,
}

/// How far an attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TcpState {
    /// No answer yet.
    Pending,
    /// Connected.
    Open,
    /// Not told apart from an error here.
    #[expect(dead_code, reason = "Linux tells it")]
    Closed,
}

/// Whether the socket has a peer.
pub(super) fn tcp_info(socket: &TcpStream) -> io::Result<TcpInfo> {
    let state = if socket.peer_addr().is_ok() { TcpState::Open } else { TcpState::Pending };
    Ok(TcpInfo { state, unacknowledged: 0, retransmissions: 0 })
}

/// Nothing is queued.
pub(super) fn keep_icmp<S>(_: &S, _ipv6: bool, _on: bool) -> io::Result<()> {
    Ok(())
}

/// An ICMP error from a socket's error queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueuedIcmp {
    pub(super) icmp: Icmp,
    pub(super) errno: i32,
}

/// None: there is no such queue.
pub(super) fn queued_icmp<S>(_: &S) -> Option<QueuedIcmp> {
    None
}
