//! One TCP connection attempt on Linux: errno, the ICMP error queue and `TCP_INFO`, read in the right order.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;

use crate::evidence::{TcpConnected, TcpFailure};

/// Connects to `address`, from `source` when given, within `timeout`.
pub async fn connect(
    address: SocketAddr,
    source: Option<IpAddr>,
    timeout: Duration,
) -> Result<(TcpStream, TcpConnected), TcpFailure> {
    let _ = (address, source, timeout);
    todo!()
}

/// What the kernel knows about data on an open connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DataInfo {
    /// Bytes sent and not acknowledged by the peer (`tcpi_unacked`, segments > 0).
    pub unacknowledged: bool,
    /// Segments sent again since the connection was made (`tcpi_total_retrans`).
    pub retransmissions: u32,
}

/// Reads `TCP_INFO` of an open connection.
pub fn data_info(stream: &TcpStream) -> DataInfo {
    let _ = stream;
    todo!()
}
