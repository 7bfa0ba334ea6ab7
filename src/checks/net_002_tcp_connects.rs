//! NET-002: gate of `Endpoint::tcp`.

use super::at::{At, per_endpoint};
use super::elsewhere::Elsewhere;
use super::net_004_srv_lists_server::{has_address, of_domain};
use super::open_port::beside_an_open_port;
use super::refuser::{Refuser, own_firewall};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::compare::reach::reach;
use crate::evidence::{Srv, TcpFailure, TcpFailureKind};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net002,
    stage: Stage::Network,
    title: "the TCP port of every server answers",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NET-002.md"),
    run: |case| per_endpoint(case, tcp_connects),
};

fn tcp_connects(at: At<'_>) -> Judged {
    let Some(failure) = at.endpoint.tcp.failed() else {
        let connected = at.tcp()?;
        let proof = pass(format!("connected in {} from {}", connected.ms, connected.source));
        return Ok(match connected.syn_retransmissions {
            0 => proof,
            again => proof.fact("syn_retransmissions", again),
        }
        .into());
    };
    match at.unrouted() {
        Some(reason) => Err(Skip::NotAsked(reason)),
        None if at.is_nobodys() => Err(Skip::Blocked(CheckCode::Net001)),
        None if failure.kind.of_this_host() => Err(Skip::Blocked(CheckCode::Tool001)),
        None => {
            let found = finding(at, failure);
            let found = match at_another_time(at, &found) {
                // An address that another place reaches is left of nobody.
                Some(first) => Finding { fix: [first].into_iter().chain(found.fix).collect(), ..found },
                None => stale(at, found),
            };
            let finding = facts(found, failure);
            Ok(match Refuser::of(failure, at.endpoint.address.ip()).is_server() {
                true => finding.owner(Owner::Directory),
                false => finding,
            }
            .into())
        }
    }
}

fn finding(at: At<'_>, failure: &TcpFailure) -> Finding {
    let address = at.endpoint.address;
    let port = address.port();
    let refuser = Refuser::of(failure, address.ip());
    let source = failure.source.map_or_else(|| "this host".to_owned(), |source| source.to_string());
    let listens = format!("On the directory server, check that its LDAP service listens on port {port}");
    let firewall =
        format!("Allow TCP {port} from {source} to {} in every firewall and access list between", address.ip());
    match failure.kind {
        kind if refuser.is_server() && let Some(said) = said(kind) => {
            own_firewall(port, &source).into_iter().fold(unreachable(format!("{refuser} refuses: {said}")), Finding::fix)
        }
        TcpFailureKind::Refused | TcpFailureKind::Dropped if let Some(open) = at.endpoint.open_port => {
            beside_an_open_port(failure, (port, open), &source, firewall)
        }
        TcpFailureKind::Refused => unreachable("refused: the host, or a firewall in its name, answers with a reset")
            .fix(listens)
            .fix(format!("If it does: a firewall rejects TCP {port} from {source}; allow it")),
        TcpFailureKind::PortUnreachable => {
            unreachable(format!("rejected by {refuser} (ICMP port unreachable)")).fix(firewall)
        }
        TcpFailureKind::Dropped => unreachable(format!(
            "no answer within {}: packets are dropped on the way there or back",
            failure.ms.rounded()
        ))
        .fault("dropped")
        .fix(firewall)
        .fix("Check that the host is up, and that its way back to this host is open"),
        TcpFailureKind::Prohibited => unreachable(format!("prohibited by {refuser} (ICMP administratively prohibited)"))
            .fix(format!("On {refuser}: allow TCP {port} from {source} to {}", address.ip())),
        TcpFailureKind::HostUnreachable => unreachable(format!("{refuser} says: host unreachable"))
            .fix("Check that the host is up and that the last router has it in its network"),
        TcpFailureKind::NetUnreachable => {
            unreachable(format!("{refuser} says: network unreachable")).fix(format!("Add the missing route on {refuser}"))
        }
        TcpFailureKind::NoNeighbour => {
            unreachable("nobody with this address on the local network (no ARP or ND answer)")
                .fix("Check that the host is up, its address and the netmask of this host")
        }
        TcpFailureKind::Reset => fail(CauseCode::PathFiltered, "the connection is made and reset at once")
            .fix(format!("Look for a load balancer, TCP wrapper or application firewall that cuts the connection: its list of permitted addresses must admit {source} and every node")),
        TcpFailureKind::NoRoute
        | TcpFailureKind::SourceUnusable
        | TcpFailureKind::HostLimited
        | TcpFailureKind::Other => unreachable(format!("the connection failed: {}", failure.raw)).fix(firewall),
    }
}

/// What a refusal by ICMP says in words.
fn said(kind: TcpFailureKind) -> Option<&'static str> {
    match kind {
        TcpFailureKind::PortUnreachable => Some("ICMP port unreachable"),
        TcpFailureKind::Prohibited => Some("ICMP administratively prohibited"),
        TcpFailureKind::HostUnreachable => Some("ICMP host unreachable"),
        TcpFailureKind::NetUnreachable => Some("ICMP network unreachable"),
        _ => None,
    }
}

/// A name with several addresses, of which another answers: this one may be a record that nobody removed.
fn stale(at: At<'_>, finding: Finding) -> Finding {
    let (address, host) = (at.endpoint.address.ip(), &at.server.url.host);
    let another = at.server.endpoints.iter().find(|other| other.tcp.seen().is_some()).map(|other| other.address.ip());
    let another = another.filter(|_| finding.cause == CauseCode::ServerUnreachable && finding.owner.is_none());
    let srv = at.server.srv.seen().filter(|srv| of_domain(host, srv) && has_addresses(srv));
    match (another, srv) {
        (Some(another), Some(srv)) if has_address(srv, address) => {
            finding.fact("the same name answers at", another).fact("listed by", &srv.query)
        }
        (Some(another), Some(srv)) => {
            let mut finding = finding.fact("the same name answers at", another);
            finding.fix.insert(0, Step::from(format!(
                "Remove {address} from the address records of {host}, unless a controller is to have it: none that {} \
                 lists has this address, so it is left of a retired one; the nodes take any of them",
                srv.query
            )));
            finding.owner(Owner::Directory)
        }
        (Some(another), None) => finding.fact("the same name answers at", another).fix(format!(
            "Or, if no directory server has {address} any more: remove it from the address records of {host}; {} take \
             any of them",
            // Java puts IPv4 in front.
            if address.is_ipv6() && another.is_ipv4() { "clients" } else { "the nodes" }
        )),
        (None, _) => finding,
    }
}

/// Whether the answer carried the addresses of all controllers.
fn has_addresses(srv: &Srv) -> bool {
    srv.targets.iter().all(|target| !target.addresses.is_empty())
}

/// Another place reached the server, and what lies between the two looks is not only the place.
fn at_another_time(at: At<'_>, finding: &Finding) -> Option<Step> {
    if finding.owner.is_some() {
        return None;
    }
    let why = Elsewhere::of(at).further_and_incomparable(&reach(at.endpoint))?;
    Some(Step::from(format!(
        "First find out whether it is the place or the moment: another place reaches the server, and {why}; run the check from both at the same time, then `ucdoctor compare`"
    )))
}

fn unreachable(message: impl Into<String>) -> Finding {
    fail(CauseCode::ServerUnreachable, message)
}

fn facts(mut finding: Finding, failure: &TcpFailure) -> Finding {
    if let Some(icmp) = &failure.icmp {
        let from = icmp.from.map_or_else(String::new, |from| format!(" from {from}"));
        finding = finding.fact("icmp", format!("type {} code {}{from}", icmp.kind, icmp.code));
    }
    if let Some(errno) = failure.errno {
        finding = finding.fact("errno", errno);
    }
    if let Some(source) = failure.source {
        finding = finding.fact("source", source);
    }
    finding.fact("system", &failure.raw).fact("syn_retransmissions", failure.syn_retransmissions)
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::check::Owner;
    use crate::checks::sample::{at, diagnosed, expect, fail_name, fail_tcp, second_address};
    use crate::evidence::*;

    use crate::evidence::TcpFailureKind as Kind;

    #[test]
    fn a_port_answers_or_the_network_says_why_not() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~from 10.0.9.9", "pass"]),
                (
                    |e| fail_tcp(e, 0, Kind::Refused),
                    &["server-unreachable~refused~LDAP service listens on port 636", "pass"],
                ),
                (
                    |e| fail_tcp(e, 0, Kind::Dropped),
                    &["server-unreachable~no answer within 3 s~Allow TCP 636 from 10.0.9.9", "pass"],
                ),
                (
                    |e| fail_tcp(e, 0, Kind::Prohibited),
                    &["server-unreachable~prohibited by 10.0.9.1~On 10.0.9.1: allow", "pass"],
                ),
                (
                    |e| {
                        fail_tcp(e, 0, Kind::Dropped);
                        at(e, 0).open_port = Some(389);
                    },
                    &["server-unreachable~while port 389 of the same address takes connections~Allow TCP 636", "pass"],
                ),
                (
                    |e| {
                        fail_tcp(e, 0, Kind::Refused);
                        at(e, 0).address.set_port(3269);
                        at(e, 0).open_port = Some(636);
                    },
                    &["server-unreachable~refused, while port 636~is a Global Catalog", "pass"],
                ),
                (
                    |e| by_itself(e, Kind::Prohibited),
                    &["server-unreachable~the server itself (10.0.0.1) refuses~its own firewall~10.0.9.9", "pass"],
                ),
                (
                    |e| by_itself(e, Kind::PortUnreachable),
                    &["server-unreachable~the server itself (10.0.0.1) refuses~its own firewall", "pass"],
                ),
                (
                    |e| {
                        second_address(e, "10.0.0.9:636");
                        fail_tcp(e, 0, Kind::Refused);
                    },
                    &["server-unreachable~if no directory server has 10.0.0.1 any more: remove it", "pass", "pass"],
                ),
                // The same, of a domain's own name: its SRV records tell a retired controller from one that is down.
                (
                    |e| of_a_domain(e, "10.0.0.9"),
                    &["server-unreachable~Remove 10.0.0.1 from the address records~left of a retired", "pass", "pass"],
                ),
                (
                    |e| of_a_domain(e, "10.0.0.1"),
                    &[
                        "server-unreachable~LDAP service listens on port 636~_ldap._tcp.dc1.corp.example",
                        "pass",
                        "pass",
                    ],
                ),
                (|e| fail_tcp(e, 0, Kind::Reset), &["path-filtered~reset at once~must admit 10.0.9.9", "pass"]),
                (|e| fail_name(e, 0, LookupFailureKind::NoSuchName), &["blocked by NET-001", "pass"]),
            ],
        );
    }

    /// A controller that is listed has this address, and nobody answers at the first of the name's two.
    fn of_a_domain(evidence: &mut Evidence, listed: &str) {
        second_address(evidence, "10.0.0.9:636");
        fail_tcp(evidence, 0, Kind::Refused);
        let Observed::Seen(srv) = &mut evidence.vantages[0].servers[0].srv else { unreachable!() };
        srv.query = "_ldap._tcp.dc1.corp.example".into();
        srv.targets.iter_mut().for_each(|target| target.addresses = vec![listed.parse().unwrap()]);
    }

    /// The ICMP error comes from the address that was asked for.
    fn by_itself(evidence: &mut Evidence, kind: Kind) {
        fail_tcp(evidence, 0, kind);
        let Observed::Failed(failure) = &mut at(evidence, 0).tcp else { unreachable!() };
        failure.icmp = Some(Icmp { kind: 3, code: 10, from: Some("10.0.0.1".parse().unwrap()) });
    }

    /// A record is the directory's to remove, and never that of an address which another place reaches.
    #[test]
    fn what_another_place_reaches_is_left_of_nobody() {
        let told = |reached_later: bool| {
            let mut evidence = crate::checks::sample::healthy();
            of_a_domain(&mut evidence, "10.0.0.9");
            if reached_later {
                let mut annex = crate::checks::sample::healthy().vantages.remove(0);
                "annex".clone_into(&mut annex.name);
                annex.taken_at += time::Duration::hours(3);
                evidence.vantages.push(annex);
            }
            let outcomes = crate::checks::sample::run(&CHECK, &evidence);
            let crate::check::Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
            let steps: Vec<&str> = finding.fix.iter().map(|step| step.words.as_str()).collect();
            (finding.owner, steps.join("; "))
        };
        let (owner, steps) = told(false);
        assert!(owner == Some(Owner::Directory) && steps.starts_with("Remove 10.0.0.1"), "{steps}");
        let (owner, steps) = told(true);
        assert!(owner.is_none() && steps.starts_with("First find out") && !steps.contains("emove"), "{steps}");
    }

    /// What this host lacks is its own, by whatever family and for however many addresses.
    #[test]
    fn an_address_without_a_route_here_is_no_fault_of_the_server() {
        let mut alone = Vec::new();
        for kind in [Kind::NoRoute, Kind::HostLimited, Kind::SourceUnusable] {
            alone.push(diagnosed(|e| fail_tcp(e, 1, kind)));
            alone.push(diagnosed(|e| {
                second_address(e, "10.0.0.9:636");
                fail_tcp(e, 0, kind);
            }));
            alone.push(diagnosed(|e| (0..2).for_each(|server| fail_tcp(e, server, kind))));
        }
        assert!(alone.iter().all(|causes| causes == &["this-host-limited"]), "{alone:?}");
        let no_ipv6 = |e: &mut Evidence| {
            second_address(e, "10.0.0.9:636");
            fail_tcp(e, 0, Kind::NoRoute);
            at(e, 0).address = "[2001:db8::1]:636".parse().unwrap();
        };
        assert_eq!(diagnosed(no_ipv6), Vec::<&str>::new());
        // The other address tells what is wrong, and this one says nothing of the server.
        let both = |e: &mut Evidence| {
            no_ipv6(e);
            let refused = TcpFailure { kind: Kind::Refused, ..at(e, 0).tcp.failed().unwrap().clone() };
            e.vantages[0].servers[0].endpoints[1].tcp = Observed::Failed(refused);
        };
        assert_eq!(diagnosed(both), ["server-unreachable"]);
        expect(
            &CHECK,
            &[(
                |e| {
                    second_address(e, "[2001:db8::1]:636");
                    fail_tcp(e, 0, Kind::NoRoute);
                },
                &["blocked by TOOL-001", "pass", "pass"],
            )],
        );
    }
}
