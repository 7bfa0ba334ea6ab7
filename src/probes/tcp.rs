//! One TCP connection attempt on Linux: errno, the ICMP error queue and `TCP_INFO`, read in the right order.

mod kernel;
mod outcome;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::time::Instant;

use self::kernel::TcpState;
pub(super) use self::outcome::is_of_this_host;
use self::outcome::{Ending, Step};
use crate::evidence::{TcpConnected, TcpFailure};
use crate::platform::errno;

/// Connects to `address`, from `source` when given, within `timeout`.
///
/// One SYN, sent again by the kernel as usual; nothing is sent on the connection. The stream has `TCP_NODELAY` set.
/// A router answers at most a few ICMP errors a second, perhaps only the second SYN, so a `timeout` below 1.1 s may
/// read as [`Dropped`](crate::evidence::TcpFailureKind::Dropped) what is in truth refused.
pub async fn connect(
    address: SocketAddr,
    source: Option<IpAddr>,
    timeout: Duration,
) -> Result<(TcpStream, TcpConnected), TcpFailure> {
    connect_by(address, source, timeout, None).await
}

/// The same, by segments of `segment` bytes at most each way: the peer is told so. A system that does not let programs
/// choose fails.
pub async fn connect_by(
    address: SocketAddr,
    source: Option<IpAddr>,
    timeout: Duration,
    segment: Option<u16>,
) -> Result<(TcpStream, TcpConnected), TcpFailure> {
    let started = Instant::now();
    let opened = open(address, source).and_then(|socket| match segment {
        None => Ok(socket),
        Some(bytes) => kernel::limit_segments(&socket, bytes)
            .map(|()| socket)
            .map_err(|error| Ending::of_error(Step::Socket, &error)),
    });
    let ended = match opened {
        Ok(socket) => attempt(socket, address, started, timeout).await,
        Err(ending) => Err(ending),
    };
    match ended {
        Ok(connected) => Ok(connected),
        Err(ending) => Err(ending.name(address.ip(), started.elapsed())),
    }
}

/// What the kernel knows about data on an open connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DataInfo {
    /// Bytes sent and not acknowledged by the peer (`tcpi_unacked`, segments > 0).
    pub unacknowledged: bool,
    /// Segments sent again since the first SYN (`tcpi_total_retrans`): [`TcpConnected::syn_retransmissions`] of them
    /// were SYNs, the rest carried data.
    pub retransmissions: u32,
}

/// Reads `TCP_INFO` of an open connection; all zero when the kernel refuses it.
pub fn data_info(stream: &TcpStream) -> DataInfo {
    kernel::tcp_info(stream).map_or_else(
        |_| DataInfo::default(),
        |info| DataInfo { unacknowledged: info.unacknowledged > 0, retransmissions: info.retransmissions },
    )
}

/// Connects and waits; every way to fail is an [`Ending`].
async fn attempt(
    socket: Socket,
    address: SocketAddr,
    started: Instant,
    timeout: Duration,
) -> Result<(TcpStream, TcpConnected), Ending> {
    let stream = begin(socket, address)?;
    let local = local_address(&stream);
    let settled = match tokio::time::timeout_at(started + timeout, settle(&stream)).await {
        Ok(settled) => settled,
        // An answer that came in the same moment still counts.
        Err(_) => look(&stream).unwrap_or_else(|| Err(Ending::timed_out(address.ip(), timeout))),
    };
    let elapsed = started.elapsed();
    let syn_retransmissions = syn_retransmissions(&stream);
    settled
        .and_then(|()| adopt(&stream, address).map_err(|error| Ending::of_error(Step::Socket, &error)))
        .map_err(|ending| Ending { source: local, syn_retransmissions, ..ending })?;
    let source = local.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    Ok((stream, TcpConnected { source, ms: elapsed.into(), syn_retransmissions }))
}

/// A non-blocking socket that keeps ICMP errors, bound to `source` when given.
fn open(address: SocketAddr, source: Option<IpAddr>) -> Result<Socket, Ending> {
    let open = || -> io::Result<Socket> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        kernel::keep_icmp(&socket, address.is_ipv6(), true)?;
        Ok(socket)
    };
    let socket = open().map_err(|error| Ending::of_error(Step::Socket, &error))?;
    let Some(source) = source else { return Ok(socket) };
    if source.is_ipv4() != address.is_ipv4() {
        return Err(Ending::other_family(source, address.ip()));
    }
    match socket.bind(&SockAddr::from(SocketAddr::new(source, 0))) {
        Ok(()) => Ok(socket),
        Err(error) => Err(Ending { source: Some(source), ..Ending::of_error(Step::Source, &error) }),
    }
}

/// Sends the SYN, and hands the socket to the runtime while the handshake goes on: no thread waits for it.
fn begin(socket: Socket, address: SocketAddr) -> Result<TcpStream, Ending> {
    match socket.connect(&SockAddr::from(address)) {
        Err(error) if !errno::is_in_progress(&error) => {
            let icmp = kernel::queued_icmp(&socket).map(|queued| queued.icmp);
            let source = socket.local_addr().ok().and_then(|local| local.as_socket()).and_then(specified);
            Err(Ending { icmp, source, ..Ending::of_error(Step::Local, &error) })
        }
        _ => TcpStream::from_std(socket.into()).map_err(|error| Ending::of_error(Step::Socket, &error)),
    }
}

/// Waits until the attempt is decided. An entry in the error queue counts as "writable", too.
async fn settle(stream: &TcpStream) -> Result<(), Ending> {
    loop {
        stream.writable().await.map_err(|error| Ending::of_error(Step::Socket, &error))?;
        // "Would block" makes the runtime forget the readiness, so the next round waits for a new one.
        let looked = stream.try_io(Interest::WRITABLE, || look(stream).ok_or_else(|| io::ErrorKind::WouldBlock.into()));
        if let Ok(decided) = looked {
            return decided;
        }
        // Readiness by error stays for ever: let the timeout have its turn.
        tokio::task::yield_now().await;
    }
}

/// What the socket says now; none while the handshake goes on.
///
/// `SO_ERROR` is read before the error queue: taking a message from the queue clears the pending error, and a dead
/// port would look connected.
fn look(stream: &TcpStream) -> Option<Result<(), Ending>> {
    let error = stream.take_error().unwrap_or_else(Some);
    if let Some(error) = error {
        let icmp = kernel::queued_icmp(stream).map(|queued| queued.icmp);
        return Some(Err(Ending { icmp, ..Ending::of_error(Step::Network, &error) }));
    }
    match kernel::tcp_info(stream) {
        Err(error) => Some(Err(Ending::of_error(Step::Socket, &error))),
        Ok(info) => match info.state {
            // The ICMP error can come while connect() itself holds the socket; then the kernel keeps it as a soft
            // error and goes on. It is the network's answer all the same.
            TcpState::Pending => kernel::queued_icmp(stream).map(|queued| {
                let error = io::Error::from_raw_os_error(queued.errno);
                Err(Ending { icmp: Some(queued.icmp), ..Ending::of_error(Step::Network, &error) })
            }),
            TcpState::Open => Some(Ok(())),
            TcpState::Closed => Some(Err(Ending::reset())),
        },
    }
}

/// Makes an established connection behave as any application's would.
fn adopt(stream: &TcpStream, address: SocketAddr) -> io::Result<()> {
    // With the option set, every stray ICMP error would end the connection (tcp_v4_err in the kernel).
    kernel::keep_icmp(stream, address.is_ipv6(), false)?;
    stream.set_nodelay(true)
}

fn local_address(stream: &TcpStream) -> Option<IpAddr> {
    stream.local_addr().ok().and_then(specified)
}

fn specified(address: SocketAddr) -> Option<IpAddr> {
    (!address.ip().is_unspecified()).then(|| address.ip())
}

fn syn_retransmissions(stream: &TcpStream) -> u8 {
    kernel::tcp_info(stream).map_or(0, |info| u8::try_from(info.retransmissions).unwrap_or(u8::MAX))
}
