//! What the Linux kernel tells about a TCP socket beyond its errors: `TCP_INFO` (tcp(7)), the error queue (ip(7)).

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsFd, AsRawFd};

use nix::libc;
use nix::sys::socket::sockopt::{GetStruct, Ipv4RecvErr, Ipv6RecvErr, TcpMaxSeg};
use nix::sys::socket::{
    ControlMessageOwned, GetSockOpt, MsgFlags, SetSockOpt, SockaddrStorage, recvmsg, sockaddr_in, sockaddr_in6,
};

use super::{QueuedIcmp, TcpInfo, TcpState};
use crate::evidence::Icmp;

/// Length of `struct tcp_info` up to `tcpi_total_retrans`, which every kernel since 2.6.10 fills. The struct of the C
/// library is longer than what older kernels return.
const TCP_INFO_LENGTH: usize = 104;

/// Messages taken from one error queue at most; the kernel queues one for each answered SYN.
const QUEUE_LIMIT: usize = 16;

/// The head of `struct tcp_info`, as bytes.
#[derive(Clone, Copy)]
struct TcpInfoHead;

nix::getsockopt_impl!(
    TcpInfoHead,
    libc::IPPROTO_TCP,
    libc::TCP_INFO,
    [u8; TCP_INFO_LENGTH],
    GetStruct<[u8; TCP_INFO_LENGTH]>
);

/// Reads `TCP_INFO`.
pub(in crate::probes::tcp) fn tcp_info(socket: &impl AsFd) -> io::Result<TcpInfo> {
    let bytes = TcpInfoHead.get(socket)?;
    let [state, ..] = bytes;
    Ok(TcpInfo {
        state: match state {
            2 | 3 => TcpState::Pending,
            7 => TcpState::Closed,
            _ => TcpState::Open,
        },
        unacknowledged: word(&bytes, 24),
        retransmissions: word(&bytes, 100),
    })
}

fn word(bytes: &[u8; TCP_INFO_LENGTH], offset: usize) -> u32 {
    bytes.get(offset..).and_then(<[u8]>::first_chunk).map_or(0, |word| u32::from_ne_bytes(*word))
}

/// Switches the queueing of ICMP errors on or off; off also empties the queue.
pub(in crate::probes::tcp) fn keep_icmp(socket: &impl AsFd, ipv6: bool, on: bool) -> io::Result<()> {
    match ipv6 {
        true => Ipv6RecvErr.set(socket, &on)?,
        false => Ipv4RecvErr.set(socket, &on)?,
    }
    Ok(())
}

/// Segments of at most so many bytes, before the socket connects: its SYN tells the peer.
pub(in crate::probes::tcp) fn limit_segments(socket: &impl AsFd, bytes: u16) -> io::Result<()> {
    Ok(TcpMaxSeg.set(socket, &u32::from(bytes))?)
}

/// Empties the error queue and gives the last ICMP error in it: the one that ended the attempt.
pub(in crate::probes::tcp) fn queued_icmp(socket: &impl AsRawFd) -> Option<QueuedIcmp> {
    let mut last = None;
    for _ in 0..QUEUE_LIMIT {
        let mut payload = [0; 128];
        let mut iov = [IoSliceMut::new(&mut payload)];
        let mut control = nix::cmsg_space!(libc::sock_extended_err, sockaddr_in6);
        let Ok(message) = recvmsg::<SockaddrStorage>(
            socket.as_raw_fd(),
            &mut iov,
            Some(&mut control),
            MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT,
        ) else {
            break;
        };
        let icmp = message.cmsgs().ok().and_then(|mut messages| messages.find_map(|message| icmp_of(&message)));
        last = icmp.or(last);
    }
    last
}

fn icmp_of(message: &ControlMessageOwned) -> Option<QueuedIcmp> {
    let (error, from) = match message {
        ControlMessageOwned::Ipv4RecvErr(error, from) => (error, from.as_ref().and_then(ipv4)),
        ControlMessageOwned::Ipv6RecvErr(error, from) => (error, from.as_ref().and_then(ipv6)),
        _ => return None,
    };
    let from_icmp = matches!(error.ee_origin, libc::SO_EE_ORIGIN_ICMP | libc::SO_EE_ORIGIN_ICMP6);
    from_icmp.then(|| QueuedIcmp {
        icmp: Icmp { kind: error.ee_type, code: error.ee_code, from },
        errno: i32::try_from(error.ee_errno).unwrap_or(0),
    })
}

fn ipv4(from: &sockaddr_in) -> Option<IpAddr> {
    let known = i32::from(from.sin_family) == libc::AF_INET;
    known.then(|| Ipv4Addr::from(u32::from_be(from.sin_addr.s_addr)).into())
}

fn ipv6(from: &sockaddr_in6) -> Option<IpAddr> {
    let known = i32::from(from.sin6_family) == libc::AF_INET6;
    known.then(|| Ipv6Addr::from(from.sin6_addr.s6_addr).into())
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn an_open_connection_is_open_and_has_nothing_to_repeat() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let expected = TcpInfo { state: TcpState::Open, unacknowledged: 0, retransmissions: 0 };
        assert_eq!(tcp_info(&stream).unwrap(), expected);
    }

    #[test]
    fn a_socket_that_never_connected_is_closed() {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        assert_eq!(tcp_info(&socket).unwrap().state, TcpState::Closed);
        assert_eq!(queued_icmp(&socket), None);
    }
}
