//! Names the way a connection attempt failed, from errno, ICMP and the step it happened in.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use crate::evidence::{Icmp, TcpFailure, TcpFailureKind};
use crate::platform::errno;

/// How far an attempt got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The system gave no socket, or none that can be watched.
    Socket,
    /// The source address could not be bound.
    Source,
    /// `connect` itself said no, before anything was answered.
    Local,
    /// The answer came from the network, or the kernel gave up.
    Network,
    /// Our own time was over, with neighbours that answer.
    TimedOut,
    /// Our own time was over, and ARP has no answer for the address.
    NoArp,
    /// Established, and closed by a reset that left no error behind.
    Reset,
}

/// How an attempt ended, before it has a name.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) step: Step,
    pub(super) errno: Option<i32>,
    pub(super) icmp: Option<Icmp>,
    pub(super) source: Option<IpAddr>,
    pub(super) syn_retransmissions: u8,
    pub(super) raw: String,
}

impl Ending {
    fn new(step: Step, raw: impl Into<String>) -> Self {
        Self { step, errno: None, icmp: None, source: None, syn_retransmissions: 0, raw: raw.into() }
    }

    /// An error of the system.
    pub(super) fn of_error(step: Step, error: &io::Error) -> Self {
        Self { errno: errno::of(error), ..Self::new(step, error.to_string()) }
    }

    /// A source address that cannot reach this kind of target.
    pub(super) fn other_family(source: IpAddr, target: IpAddr) -> Self {
        let family = |address: IpAddr| if address.is_ipv4() { "IPv4" } else { "IPv6" };
        let raw = format!("{source} is an {} address, {target} an {} address", family(source), family(target));
        Self { source: Some(source), ..Self::new(Step::Source, raw) }
    }

    /// Nothing was heard. Whether the neighbour at least answers ARP is asked now: the kernel itself gives up on it
    /// only after 3.06 s, which is later than our usual timeout.
    pub(super) fn timed_out(target: IpAddr, timeout: Duration) -> Self {
        let waited = format!("no answer within {} s", timeout.as_secs_f64());
        // The file of this thread's network namespace.
        let table = std::fs::read_to_string("/proc/thread-self/net/arp").unwrap_or_default();
        match arp_unanswered(&table, target) {
            true => Self::new(Step::NoArp, format!("{waited}, and none to ARP")),
            false => Self::new(Step::TimedOut, waited),
        }
    }

    /// The connection was there and is gone, and its error was consumed already.
    pub(super) fn reset() -> Self {
        Self::new(Step::Reset, "established, then closed")
    }

    /// The evidence, with its name.
    pub(super) fn name(self, target: IpAddr, elapsed: Duration) -> TcpFailure {
        TcpFailure {
            kind: classify(target, &self),
            icmp: self.icmp,
            errno: self.errno,
            source: self.source,
            syn_retransmissions: self.syn_retransmissions,
            ms: elapsed.into(),
            raw: self.raw,
        }
    }
}

fn classify(target: IpAddr, ending: &Ending) -> TcpFailureKind {
    if ending.step != Step::Source && ending.errno.is_some_and(is_of_this_host) {
        return TcpFailureKind::HostLimited;
    }
    match ending.step {
        Step::Source => TcpFailureKind::SourceUnusable,
        Step::TimedOut => TcpFailureKind::Dropped,
        Step::NoArp => TcpFailureKind::NoNeighbour,
        Step::Reset => TcpFailureKind::Reset,
        Step::Socket => TcpFailureKind::Other,
        Step::Local | Step::Network => match &ending.icmp {
            Some(icmp) => by_icmp(target, ending, icmp),
            None if ending.step == Step::Local => by_local_errno(target, ending),
            None => by_errno(ending.errno),
        },
    }
}

/// Our own kernel's ICMP: an address nobody answers for, or a rule of this host's own firewall.
fn by_icmp(target: IpAddr, ending: &Ending, icmp: &Icmp) -> TcpFailureKind {
    let ours = icmp.from.is_some() && icmp.from == ending.source;
    let unreachable = if target.is_ipv4() { by_icmp_v4(icmp) } else { by_icmp_v6(icmp) };
    match unreachable.unwrap_or_else(|| by_errno(ending.errno)) {
        TcpFailureKind::HostUnreachable if ours => TcpFailureKind::NoNeighbour,
        // A service of this host itself may well answer with our own address.
        _ if ours && ending.source != Some(target) => TcpFailureKind::NoRoute,
        kind => kind,
    }
}

/// Destination unreachable, type 3 (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1).
fn by_icmp_v4(icmp: &Icmp) -> Option<TcpFailureKind> {
    match (icmp.kind, icmp.code) {
        (3, 0 | 6 | 11) => Some(TcpFailureKind::NetUnreachable),
        (3, 1 | 7 | 8 | 12) => Some(TcpFailureKind::HostUnreachable),
        (3, 3) => Some(TcpFailureKind::PortUnreachable),
        (3, 9 | 10 | 13) => Some(TcpFailureKind::Prohibited),
        _ => None,
    }
}

/// Destination unreachable, type 1 (RFC 4443 section 3.1).
fn by_icmp_v6(icmp: &Icmp) -> Option<TcpFailureKind> {
    match (icmp.kind, icmp.code) {
        (1, 0) => Some(TcpFailureKind::NetUnreachable),
        (1, 1 | 5 | 6) => Some(TcpFailureKind::Prohibited),
        (1, 3) => Some(TcpFailureKind::HostUnreachable),
        (1, 4) => Some(TcpFailureKind::PortUnreachable),
        _ => None,
    }
}

/// `connect` refused at once: a route of type unreachable, prohibit or blackhole, none at all, or a local rule.
fn by_local_errno(target: IpAddr, ending: &Ending) -> TcpFailureKind {
    let loopback_source = ending.source.is_some_and(|source| source.is_loopback());
    match ending.errno {
        Some(errno::EINVAL) if loopback_source && !target.is_loopback() => TcpFailureKind::SourceUnusable,
        // Most hosts that have no IPv6 have no route for it; a route of type unreachable says EHOSTUNREACH.
        Some(errno::ENETUNREACH) if target.is_ipv6() => TcpFailureKind::HostLimited,
        Some(
            errno::ENETUNREACH | errno::EHOSTUNREACH | errno::EACCES | errno::EINVAL | errno::EPERM | errno::ENETDOWN,
        ) => TcpFailureKind::NoRoute,
        other => by_errno(other),
    }
}

/// Errors that say what this host lacks, and nothing about the network or the server: an address family or a free port
/// (connect(2)), descriptors, buffers, memory (socket(2)).
pub(in crate::probes) fn is_of_this_host(errno: i32) -> bool {
    matches!(
        errno,
        errno::EADDRNOTAVAIL
            | errno::EAFNOSUPPORT
            | errno::EPROTONOSUPPORT
            | errno::EMFILE
            | errno::ENFILE
            | errno::ENOBUFS
            | errno::ENOMEM
            | errno::EAGAIN
    )
}

fn by_errno(errno: Option<i32>) -> TcpFailureKind {
    match errno {
        Some(errno::ECONNREFUSED) => TcpFailureKind::Refused,
        Some(errno::ECONNRESET | errno::EPIPE) => TcpFailureKind::Reset,
        Some(errno::ETIMEDOUT) => TcpFailureKind::Dropped,
        Some(errno::EHOSTUNREACH | errno::EHOSTDOWN) => TcpFailureKind::HostUnreachable,
        Some(errno::ENETUNREACH) => TcpFailureKind::NetUnreachable,
        _ => TcpFailureKind::Other,
    }
}

/// Whether the kernel's ARP table has an entry for `target` that nobody answered (flags 0x0; proc_net(5)).
fn arp_unanswered(table: &str, target: IpAddr) -> bool {
    table.lines().skip(1).any(|line| {
        let mut fields = line.split_ascii_whitespace();
        let address = fields.next().and_then(|address| address.parse::<IpAddr>().ok());
        address == Some(target) && fields.nth(1) == Some("0x0")
    })
}

#[cfg(test)]
mod tests {
    use super::TcpFailureKind::*;
    use nix::libc;

    use super::*;

    const OURS: &str = "10.1.1.2";
    const ROUTER: &str = "10.1.1.1";
    const TARGET: &str = "10.2.2.2";

    fn ending(step: Step, errno: i32, icmp: Option<(u8, u8, &str)>) -> Ending {
        Ending {
            source: Some(OURS.parse().unwrap()),
            icmp: icmp.map(|(kind, code, from)| Icmp { kind, code, from: from.parse().ok() }),
            ..Ending::of_error(step, &io::Error::from_raw_os_error(errno))
        }
    }

    #[test]
    fn every_outcome_of_the_kernel_has_one_name() {
        let cases = [
            (Step::Network, libc::ECONNREFUSED, None, Refused),
            (Step::Network, libc::ECONNREFUSED, Some((3, 3, ROUTER)), PortUnreachable),
            (Step::Network, libc::EHOSTUNREACH, Some((3, 13, ROUTER)), Prohibited),
            (Step::Network, libc::EHOSTUNREACH, Some((3, 10, ROUTER)), Prohibited),
            (Step::Network, libc::ENETUNREACH, Some((3, 9, ROUTER)), Prohibited),
            (Step::Network, libc::EHOSTUNREACH, Some((3, 1, ROUTER)), HostUnreachable),
            (Step::Network, libc::EHOSTUNREACH, Some((3, 1, OURS)), NoNeighbour),
            (Step::Network, libc::ENETUNREACH, Some((3, 0, ROUTER)), NetUnreachable),
            // Time exceeded: packets go round in a loop.
            (Step::Network, libc::EHOSTUNREACH, Some((11, 0, ROUTER)), HostUnreachable),
            (Step::Network, libc::ENOPROTOOPT, Some((3, 2, ROUTER)), Other),
            // A reject rule of this host's own firewall.
            (Step::Network, libc::ECONNREFUSED, Some((3, 3, OURS)), NoRoute),
            (Step::Network, libc::ETIMEDOUT, None, Dropped),
            (Step::Network, libc::ECONNRESET, None, Reset),
            (Step::Local, libc::ENETUNREACH, None, NoRoute),
            (Step::Local, libc::EHOSTUNREACH, None, NoRoute),
            (Step::Local, libc::EACCES, None, NoRoute),
            (Step::Local, libc::EINVAL, None, NoRoute),
            (Step::Local, libc::ECONNREFUSED, None, Refused),
            (Step::Local, libc::EADDRNOTAVAIL, None, HostLimited),
            (Step::Local, libc::EAGAIN, None, HostLimited),
            (Step::Local, libc::ENOBUFS, None, HostLimited),
            (Step::Source, libc::EADDRNOTAVAIL, None, SourceUnusable),
            (Step::Socket, libc::EAFNOSUPPORT, None, HostLimited),
            (Step::Socket, libc::EMFILE, None, HostLimited),
            (Step::Socket, libc::ENFILE, None, HostLimited),
            (Step::Socket, libc::ENOMEM, None, HostLimited),
            (Step::Socket, libc::EACCES, None, Other),
        ];
        for (step, errno, icmp, expected) in cases {
            let kind = classify(TARGET.parse().unwrap(), &ending(step, errno, icmp));
            assert_eq!(kind, expected, "{step:?}, errno {errno}, ICMP {icmp:?}");
        }
    }

    #[test]
    fn icmpv6_has_codes_of_its_own() {
        let from = "fd77:1::1";
        let cases = [
            (libc::EACCES, (1, 1), Prohibited),
            (libc::EACCES, (1, 5), Prohibited),
            (libc::EACCES, (1, 6), Prohibited),
            (libc::ENETUNREACH, (1, 0), NetUnreachable),
            (libc::EHOSTUNREACH, (1, 3), HostUnreachable),
            (libc::ECONNREFUSED, (1, 4), PortUnreachable),
            (libc::EHOSTUNREACH, (3, 0), HostUnreachable),
        ];
        for (errno, (kind, code), expected) in cases {
            let ending = ending(Step::Network, errno, Some((kind, code, from)));
            assert_eq!(classify("fd77:2::2".parse().unwrap(), &ending), expected, "{kind}/{code}");
        }
    }

    #[test]
    fn no_way_for_ipv6_is_what_this_host_lacks() {
        let target = "2001:db8:5::20".parse().unwrap();
        let local = |errno| classify(target, &ending(Step::Local, errno, None));
        assert_eq!(local(libc::ENETUNREACH), HostLimited);
        assert_eq!(local(libc::EHOSTUNREACH), NoRoute);
        // A router that has no route says so itself.
        let answered = ending(Step::Network, libc::ENETUNREACH, Some((1, 0, "2001:db8:9::1")));
        assert_eq!(classify(target, &answered), NetUnreachable);
    }

    #[test]
    fn a_loopback_source_never_leaves_the_host() {
        let ending = Ending { source: Some("127.0.0.1".parse().unwrap()), ..ending(Step::Local, libc::EINVAL, None) };
        assert_eq!(classify(TARGET.parse().unwrap(), &ending), SourceUnusable);
        assert_eq!(classify("127.0.0.2".parse().unwrap(), &ending), NoRoute);
    }

    #[test]
    fn the_arp_table_tells_who_is_silent() {
        let table = "IP address       HW type     Flags       HW address            Mask     Device\n\
                     10.1.1.1         0x1         0x2         1a:2b:3c:4d:5e:6f     *        eth0\n\
                     10.1.1.9         0x1         0x0         00:00:00:00:00:00     *        eth0\n";
        assert!(arp_unanswered(table, "10.1.1.9".parse().unwrap()));
        assert!(!arp_unanswered(table, "10.1.1.1".parse().unwrap()));
        assert!(!arp_unanswered(table, TARGET.parse().unwrap()));
        assert!(!arp_unanswered("", TARGET.parse().unwrap()));
    }
}
