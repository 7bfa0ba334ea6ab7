//! What the system tells about a TCP socket beyond its errors.

#[cfg(unix)]
mod linux;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use self::linux::{keep_icmp, limit_segments, queued_icmp, tcp_info};
#[cfg(windows)]
pub(super) use self::windows::{keep_icmp, limit_segments, queued_icmp, tcp_info};
use crate::evidence::Icmp;

/// The part of `struct tcp_info` we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TcpInfo {
    pub(super) state: TcpState,
    /// `tcpi_unacked`, in segments; 0 on Windows, which does not tell.
    pub(super) unacknowledged: u32,
    /// `tcpi_total_retrans`, SYNs included; 0 on Windows.
    pub(super) retransmissions: u32,
}

/// `tcpi_state`, as far as an attempt to connect tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TcpState {
    /// `TCP_SYN_SENT`, `TCP_SYN_RECV`.
    Pending,
    /// `TCP_ESTABLISHED`, and what follows it when the peer closes.
    Open,
    /// `TCP_CLOSE`.
    #[cfg_attr(windows, expect(dead_code, reason = "Windows tells it as an error"))]
    Closed,
}

/// An ICMP error from a socket's error queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueuedIcmp {
    pub(super) icmp: Icmp,
    /// The errno the kernel makes of it.
    pub(super) errno: i32,
}
