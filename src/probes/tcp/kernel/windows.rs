//! What Windows tells about a TCP socket: whether it is connected. It names no router that refused, and counts no
//! segments for others than administrators.

use std::io;

use tokio::net::TcpStream;

use super::{QueuedIcmp, TcpInfo, TcpState};

/// Whether the socket has a peer.
pub(in crate::probes::tcp) fn tcp_info(socket: &TcpStream) -> io::Result<TcpInfo> {
    let state = if socket.peer_addr().is_ok() { TcpState::Open } else { TcpState::Pending };
    Ok(TcpInfo { state, unacknowledged: 0, retransmissions: 0 })
}

/// Windows lets no program choose.
pub(in crate::probes::tcp) fn limit_segments<S>(_: &S, _bytes: u16) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Nothing is queued.
pub(in crate::probes::tcp) fn keep_icmp<S>(_: &S, _ipv6: bool, _on: bool) -> io::Result<()> {
    Ok(())
}

/// None: there is no such queue.
pub(in crate::probes::tcp) fn queued_icmp<S>(_: &S) -> Option<QueuedIcmp> {
    None
}
