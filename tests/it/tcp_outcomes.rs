//! Every way a real network can answer a SYN, and the name the probe gives it.

use std::future::pending;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;
use ucdoctor::evidence::TcpFailureKind::{self, *};
use ucdoctor::evidence::{Asked, Icmp, Observed, TcpConnected, TcpFailure};
use ucdoctor::plan::Plan;
use ucdoctor::probes::{Progress, gather, tcp};

use crate::netns::{CLIENT, CLIENT_SECOND, CLIENT_V6, Lab, Ns, ROUTER, ROUTER_V6, SERVER, SERVER_V6};
use crate::watchdog;

/// What each port of the server meets on the router.
const RULES: &str = "
    tcp dport 1000 drop
    tcp dport 1001 reject with tcp reset
    meta nfproto ipv4 tcp dport 1002 reject with icmp type port-unreachable
    meta nfproto ipv4 tcp dport 1003 reject with icmp type admin-prohibited
    meta nfproto ipv4 tcp dport 1004 reject with icmp type host-prohibited
    meta nfproto ipv4 tcp dport 1005 reject with icmp type host-unreachable
    meta nfproto ipv4 tcp dport 1006 reject with icmp type net-unreachable
    meta nfproto ipv4 tcp dport 1007 reject with icmp type net-prohibited
    meta nfproto ipv6 tcp dport 1002 reject with icmpv6 type port-unreachable
    meta nfproto ipv6 tcp dport 1003 reject with icmpv6 type admin-prohibited
    meta nfproto ipv6 tcp dport 1006 reject with icmpv6 type no-route
    tcp dport 1010 tcp flags & psh == psh drop
";

const LOCAL_ROUTES: [&str; 3] =
    ["route add prohibit 10.78.1.0/24", "route add blackhole 10.78.2.0/24", "route add unreachable 10.78.3.0/24"];

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

struct Expected {
    kind: TcpFailureKind,
    errno: Option<i32>,
    /// Type, code, sender.
    icmp: Option<(u8, u8, &'static str)>,
    source: Option<&'static str>,
}

fn expect(kind: TcpFailureKind, errno: impl Into<Option<i32>>, icmp: Option<(u8, u8, &'static str)>) -> Expected {
    Expected { kind, errno: errno.into(), icmp, source: Some(CLIENT) }
}

impl Expected {
    fn from(self, source: impl Into<Option<&'static str>>) -> Self {
        Self { source: source.into(), ..self }
    }
}

fn outcomes() -> Vec<(&'static str, &'static str, Expected)> {
    vec![
        ("nobody listens", "10.77.2.2:1", expect(Refused, 111, None)),
        ("reset by the router", "10.77.2.2:1001", expect(Refused, 111, None)),
        ("port unreachable", "10.77.2.2:1002", expect(PortUnreachable, 111, Some((3, 3, ROUTER)))),
        ("admin prohibited", "10.77.2.2:1003", expect(Prohibited, 113, Some((3, 13, ROUTER)))),
        ("host prohibited", "10.77.2.2:1004", expect(Prohibited, 113, Some((3, 10, ROUTER)))),
        ("host unreachable", "10.77.2.2:1005", expect(HostUnreachable, 113, Some((3, 1, ROUTER)))),
        ("net unreachable", "10.77.2.2:1006", expect(NetUnreachable, 101, Some((3, 0, ROUTER)))),
        ("net prohibited", "10.77.2.2:1007", expect(Prohibited, 101, Some((3, 9, ROUTER)))),
        ("dead host behind the router", "10.77.2.99:636", expect(HostUnreachable, 113, Some((3, 1, ROUTER)))),
        ("dead neighbour", "10.77.1.99:636", expect(NoNeighbour, 113, Some((3, 1, CLIENT)))),
        ("no route", "10.99.0.1:636", expect(NoRoute, 101, None).from(None)),
        ("route of type prohibit", "10.78.1.1:636", expect(NoRoute, 13, None).from(None)),
        ("route of type blackhole", "10.78.2.1:636", expect(NoRoute, 22, None).from(None)),
        ("route of type unreachable", "10.78.3.1:636", expect(NoRoute, 113, None).from(None)),
        ("v6: nobody listens", "[fd77:2::2]:1", expect(Refused, 111, None).from(CLIENT_V6)),
        ("v6: port", "[fd77:2::2]:1002", expect(PortUnreachable, 111, Some((1, 4, ROUTER_V6))).from(CLIENT_V6)),
        ("v6: prohibited", "[fd77:2::2]:1003", expect(Prohibited, 13, Some((1, 1, ROUTER_V6))).from(CLIENT_V6)),
        (
            "v6: no route there",
            "[fd77:2::2]:1006",
            expect(NetUnreachable, 101, Some((1, 0, ROUTER_V6))).from(CLIENT_V6),
        ),
        ("v6: no route here", "[fd99::1]:636", expect(HostLimited, 101, None).from(None)),
        ("v6: dead neighbour", "[fd77:1::99]:636", expect(NoNeighbour, 113, Some((1, 3, CLIENT_V6))).from(CLIENT_V6)),
    ]
}

#[test]
fn each_refusal_has_its_name_and_its_author() {
    let lab = lab("refusals");
    LOCAL_ROUTES.iter().for_each(|route| lab.ip(Ns::Client, route));
    let seen = lab.probe(|| async {
        let mut attempts = JoinSet::new();
        for (what, target, expected) in outcomes() {
            attempts.spawn(async move { (what, expected, fails(target, None, Duration::from_secs(6)).await) });
        }
        attempts.join_all().await
    });
    for (what, expected, failure) in seen {
        let icmp = expected.icmp.map(|(kind, code, from)| Icmp { kind, code, from: from.parse().ok() });
        assert_eq!(failure.kind, expected.kind, "{what}: {failure:?}");
        assert_eq!(failure.icmp, icmp, "{what}: {failure:?}");
        assert_eq!(failure.errno, expected.errno, "{what}: {failure:?}");
        assert_eq!(failure.source, expected.source.map(address), "{what}: {failure:?}");
    }
}

#[test]
fn an_answered_syn_is_a_connection_from_the_address_asked_for() {
    let lab = lab("connected");
    let _listening = [SERVER, SERVER_V6].map(|host| listen(&lab, host, 636));
    for (target, source, expected) in [
        ("10.77.2.2:636", None, CLIENT),
        ("10.77.2.2:636", Some(CLIENT_SECOND), CLIENT_SECOND),
        ("[fd77:2::2]:636", None, CLIENT_V6),
    ] {
        let TcpConnected { source, ms, syn_retransmissions } = lab.probe(|| connects(target, source)).1;
        assert_eq!((source, syn_retransmissions), (address(expected), 0), "{target}");
        assert!(ms.0 > 0.0, "{target}: {ms}");
    }
}

#[test]
fn a_source_that_is_not_ours_is_named() {
    let lab = lab("source");
    for (source, errno) in [("10.77.9.9", Some(99)), ("127.0.0.1", Some(22)), (CLIENT_V6, None)] {
        let failure = lab.probe(|| fails("10.77.2.2:1", Some(source), Duration::from_secs(1)));
        assert_eq!((failure.kind, failure.errno), (SourceUnusable, errno), "{source}: {failure:?}");
    }
}

#[test]
fn silence_is_dropped_at_the_timeout_and_not_before() {
    let lab = lab("dropped");
    let timeout = Duration::from_millis(1500);
    let (dropped, neighbour) = lab.probe(|| async move {
        tokio::join!(fails("10.77.2.2:1000", None, timeout), fails("10.77.1.98:636", None, timeout))
    });
    for failure in [&dropped, &neighbour] {
        let took = Duration::from_secs_f64(failure.ms.0 / 1000.0);
        assert!(took >= timeout, "{failure:?}");
        assert_eq!((failure.errno, &failure.icmp, failure.source), (None, &None, Some(address(CLIENT))), "{failure:?}");
    }
    assert!(dropped.kind == Dropped && dropped.syn_retransmissions > 0, "{dropped:?}");
    // The kernel gives up on ARP only after 3 s; its table knows earlier.
    assert_eq!(neighbour.kind, NoNeighbour, "{neighbour:?}");
}

/// Whether the host is up shows at another LDAP port, tried within the time of the first, however short that is.
#[test]
fn where_a_port_says_little_another_one_of_the_host_is_tried() {
    let lab = Lab::new("beside");
    lab.router_rules("tcp dport 636 drop");
    let _listening = listen(&lab, SERVER, 389);
    for timeout in [600, 2000] {
        let servers = ["ldaps://10.77.2.2", "ldap://10.77.2.2:3268", "ldaps://10.77.2.2:3269", "ldap://10.77.2.2"];
        let asked = Asked {
            servers: servers.map(|url| url.parse().unwrap()).to_vec(),
            connect_timeout_ms: timeout,
            deadline_ms: 20_000,
            ..Asked::default()
        };
        let plan = Plan::of_network(asked, "this-host");
        let seen = lab.probe(|| async { gather(plan, pending(), &Quiet).await });
        let endpoint = |server: usize| &seen.evidence.vantages[0].servers[server].endpoints[0];
        let kind = |tcp: &Observed<TcpConnected, TcpFailure>| match tcp {
            Observed::Failed(failure) => Some(failure.kind),
            _ => None,
        };
        let told: Vec<_> = (0..4).map(|at| (kind(&endpoint(at).tcp), endpoint(at).open_port)).collect();
        let expected = [(Some(Dropped), Some(389)), (Some(Refused), Some(389)), (Some(Refused), None), (None, None)];
        assert_eq!(told, expected, "{timeout}");
    }
}

/// One after the other they would take 200 s, which the watchdog takes for hanging.
#[test]
fn two_hundred_silent_targets_are_tried_at_once() {
    let lab = lab("many");
    let timeout = Duration::from_secs(1);
    let failures = lab.probe(|| async move {
        let attempts: JoinSet<_> = (0..200).map(|_| fails("10.77.2.2:1000", None, timeout)).collect();
        watchdog::ends("the attempts", attempts.join_all()).await
    });
    assert_eq!(failures.iter().filter(|failure| failure.kind == Dropped).count(), 200);
}

#[test]
fn data_that_never_arrives_shows_in_the_open_connection() {
    let lab = lab("data");
    let _listening = listen(&lab, SERVER, 1010);
    let (before, after) = lab.probe(|| async {
        let (mut stream, _) = connects("10.77.2.2:1010", None).await;
        let before = tcp::data_info(&stream);
        stream.write_all(b"hello").await.unwrap();
        tokio::time::sleep(Duration::from_millis(800)).await;
        (before, tcp::data_info(&stream))
    });
    assert_eq!(before, tcp::DataInfo::default());
    assert!(after.unacknowledged && after.retransmissions > 0, "{after:?}");
}

fn lab(name: &str) -> Lab {
    let lab = Lab::new(name);
    lab.router_rules(RULES);
    lab
}

/// The kernel accepts for the listener; nobody has to.
fn listen(lab: &Lab, host: &str, port: u16) -> TcpListener {
    lab.inside(Ns::Server, || TcpListener::bind((host, port)).unwrap())
}

async fn connects(target: &str, source: Option<&str>) -> (tokio::net::TcpStream, TcpConnected) {
    let target: SocketAddr = target.parse().unwrap();
    tcp::connect(target, source.map(address), Duration::from_secs(3)).await.unwrap()
}

async fn fails(target: &str, source: Option<&str>, timeout: Duration) -> TcpFailure {
    let target: SocketAddr = target.parse().unwrap();
    tcp::connect(target, source.map(address), timeout).await.expect_err(&target.to_string())
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}
