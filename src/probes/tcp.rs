//! One TCP connection attempt on Linux: errno, the ICMP error queue and `TCP_INFO`, read in the right order.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use nix::libc;
use nix::sys::socket::{GetSockOpt, sockopt::GetStruct};
use tokio::net::{TcpSocket, TcpStream};

use crate::evidence::{TcpConnected, TcpFailure, TcpFailureKind};

/// Connects to `address`, from `source` when given, within `timeout`.
pub async fn connect(
    address: SocketAddr,
    source: Option<IpAddr>,
    timeout: Duration,
) -> Result<(TcpStream, TcpConnected), TcpFailure> {
    let started = Instant::now();
    let attempt = async {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if let Some(source) = source {
            socket.bind(SocketAddr::new(source, 0))?;
        }
        socket.connect(address).await
    };
    let failure = |kind, errno, raw| TcpFailure {
        kind,
        icmp: None,
        errno,
        source: None,
        syn_retransmissions: 0,
        ms: started.elapsed().into(),
        raw,
    };
    match tokio::time::timeout(timeout, attempt).await {
        Ok(Ok(stream)) => {
            let source = stream.local_addr().map_or(address.ip(), |local| local.ip());
            Ok((stream, TcpConnected { source, ms: started.elapsed().into(), syn_retransmissions: 0 }))
        }
        Ok(Err(error)) => Err(failure(TcpFailureKind::Other, error.raw_os_error(), error.to_string())),
        Err(_) => Err(failure(TcpFailureKind::Dropped, None, "no answer".to_owned())),
    }
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
    TcpInfo.get(stream).map_or_else(
        |_| DataInfo::default(),
        |info| DataInfo { unacknowledged: info.tcpi_unacked > 0, retransmissions: info.tcpi_total_retrans },
    )
}

#[derive(Clone, Copy)]
struct TcpInfo;

nix::getsockopt_impl!(TcpInfo, libc::IPPROTO_TCP, libc::TCP_INFO, libc::tcp_info, GetStruct<libc::tcp_info>);
