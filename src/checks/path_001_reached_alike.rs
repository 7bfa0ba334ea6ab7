//! PATH-001: the proof that one path is blocked: the same server, two places, different outcomes.

use std::net::IpAddr;

use super::at::{At, per_endpoint};
use super::elsewhere::{Elsewhere, Other};
use super::refuser::{Refuser, own_firewall};
use super::tls_014_large_hello::LARGER_PACKETS;
use crate::case::Case;
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::compare::reach::{Reach, Stop, reach, stop_word, tcp_word};
use crate::evidence::{Observed, TcpFailure, TcpFailureKind};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Path001,
    stage: Stage::Deployment,
    title: "every vantage point reaches every server that another one reaches",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/PATH-001.md"),
    run: reached_alike,
};

fn reached_alike(case: &Case<'_>) -> Vec<Outcome> {
    if case.vantages.len() < 2 {
        let why = "one vantage point; `ucdoctor compare` joins the reports of several".to_owned();
        return vec![Outcome::anywhere(every_server(), Err(Skip::NotAsked(why)))];
    }
    let unreached = case.vantages.iter().filter_map(|vantage| {
        let unreached = vantage.unreached.as_ref()?;
        let why = format!("nothing was seen from {}: {}", vantage.name, unreached.why);
        Some(Outcome::seen_from(vantage, every_server(), Err(Skip::Undecided(why))))
    });
    let unreached: Vec<Outcome> = unreached.collect();
    per_endpoint(case, reached_by_all).into_iter().chain(unreached).collect()
}

fn every_server() -> Subject {
    "every server".into()
}

fn reached_by_all(at: At<'_>) -> Judged {
    let here = reach(at.endpoint);
    let gate = match here {
        Reach::Unknown => {
            at.tcp()?;
            return Err(Skip::Undecided("the run was cut before the answer came".to_owned()));
        }
        Reach::Connected | Reach::Answered => {
            return Ok(pass(match source(at) {
                Some(source) => format!("reached from {source}"),
                None => "reached".to_owned(),
            })
            .into());
        }
        Reach::Unconnected(failure) if failure.kind.of_this_host() => return Err(at.tcp_gate(failure)),
        Reach::Unconnected(TcpFailure { kind: TcpFailureKind::Other, .. }) => {
            return Err(Skip::Blocked(CheckCode::Net002));
        }
        Reach::Unconnected(_) => CheckCode::Net002,
        Reach::Stopped(_) if at.endpoint.tls.failed().is_some() => CheckCode::Tls002,
        Reach::Stopped(_) => CheckCode::Bind001,
    };
    let other = Elsewhere::of(at).further_than(&here, gate)?;
    Ok(blocked(at, &here, other).into())
}

fn blocked(at: At<'_>, here: &Reach<'_>, other: Other<'_>) -> Finding {
    let (address, port) = (at.endpoint.address.ip(), at.endpoint.address.port());
    let cut_off = &at.vantage.name;
    let source_known = source(at);
    let source = source_known.map_or_else(|| cut_off.clone(), |source| source.to_string());
    let from = source_known.map_or_else(String::new, |source| format!(" ({source})"));
    let theirs = other.endpoint.tcp.seen().map(|tcp| tcp.source);
    let reaching = format!("{}{}", other.vantage.name, theirs.map_or_else(String::new, |ip| format!(" ({ip})")));
    let refuser = refuser(here, address);
    let router = refuser.address();
    let (kind, what) = (word(here), words(here, refuser));
    let mut finding = fail(CauseCode::PathBlocked, format!("{what}; from {reaching} it is reached"))
        .summary(format!(
            "{cut_off}{from} is cut off from {} ({address}): {what}; {reaching} reaches it",
            at.server.url.authority()
        ))
        .fault(format!("{cut_off} {kind} {router:?} {port}"))
        .breaks(breaks(cut_off))
        .fact("source", &source)
        .fact("destination", address)
        .fact("port", port)
        .fact("kind", kind)
        .fact("reached_from", &reaching)
        .fact("apart", format!("{} s", (at.vantage.taken_at - other.vantage.taken_at).whole_seconds().abs()));
    if let Some(router) = router {
        finding = finding.fact("router", router);
    }
    if let Some(leaf) = other.leaf() {
        finding = finding.fact("server_certificate_sha256", leaf);
    }
    if refuser.is_server() {
        finding = finding.owner(Owner::Directory);
    }
    fixes(here, &source, (address, port), refuser).into_iter().fold(finding, Finding::fix).fix(format!(
        "Run the check again from {cut_off}; then compare every other node of the same kind, which may be cut off too"
    ))
}

/// The local address of the attempt, where it is known.
fn source(at: At<'_>) -> Option<IpAddr> {
    match &at.endpoint.tcp {
        Observed::Seen(connected) => Some(connected.source),
        Observed::Failed(failure) => failure.source,
        _ => None,
    }
}

/// Who refused, where it said so.
fn refuser(here: &Reach<'_>, address: IpAddr) -> Refuser {
    match here {
        Reach::Unconnected(failure) => Refuser::of(failure, address),
        _ => Refuser::Unknown,
    }
}

fn word(here: &Reach<'_>) -> &'static str {
    match here {
        Reach::Unconnected(failure) => tcp_word(failure.kind),
        Reach::Stopped(stop) => stop_word(*stop),
        Reach::Connected | Reach::Answered | Reach::Unknown => "reached",
    }
}

/// The kind of block, and who does it.
fn words(here: &Reach<'_>, refuser: Refuser) -> String {
    match here {
        Reach::Unconnected(failure) => match failure.kind {
            TcpFailureKind::Refused => "refused with a reset, which a firewall sends in the server's name".to_owned(),
            TcpFailureKind::PortUnreachable => format!("rejected by {refuser} (ICMP port unreachable)"),
            TcpFailureKind::Dropped => format!("packets are dropped, no answer within {}", failure.ms.rounded()),
            TcpFailureKind::Prohibited => format!("prohibited by {refuser} (ICMP administratively prohibited)"),
            TcpFailureKind::HostUnreachable => format!("{refuser} says host unreachable"),
            TcpFailureKind::NetUnreachable => format!("{refuser} says network unreachable"),
            TcpFailureKind::NoNeighbour => "no answer to ARP or ND on its local network".to_owned(),
            TcpFailureKind::Reset => "the connection is made and reset at once".to_owned(),
            TcpFailureKind::NoRoute
            | TcpFailureKind::SourceUnusable
            | TcpFailureKind::HostLimited
            | TcpFailureKind::Other => failure.raw.clone(),
        },
        Reach::Stopped(Stop::DataDropped) => "the connection is made, and its data is dropped on the way".to_owned(),
        Reach::Stopped(Stop::DataReset) => "the connection is made, and any data on it is reset".to_owned(),
        Reach::Stopped(Stop::Silent) => "the connection is made, and no answer comes back over it".to_owned(),
        Reach::Stopped(Stop::LargeLost) => "the connection is made, and large packets on it are lost".to_owned(),
        Reach::Stopped(Stop::Closed) => "the connection is made, and ended at the first message".to_owned(),
        Reach::Connected | Reach::Answered | Reach::Unknown => "reached".to_owned(),
    }
}

/// What to change, as exact as an access list.
fn fixes(here: &Reach<'_>, source: &str, (address, port): (IpAddr, u16), refuser: Refuser) -> Vec<String> {
    let rule = format!("permit TCP from host {source}, any port, to host {address} port {port}, and the replies back");
    match here {
        Reach::Unconnected(_) if refuser.is_server() => own_firewall(port, source).into(),
        Reach::Unconnected(failure) => match failure.kind {
            TcpFailureKind::NoNeighbour => {
                vec![format!("Check address and netmask of {source}: it takes {address} for a neighbour")]
            }
            TcpFailureKind::HostUnreachable | TcpFailureKind::NetUnreachable => vec![format!(
                "On {}: add the route from {source} to {address}, and the way back",
                refuser.address().map_or_else(|| "the router that says so".to_owned(), |router| router.to_string())
            )],
            TcpFailureKind::Refused => vec![
                format!("In the firewall or access list that rejects by source address: {rule}"),
                format!(
                    "Look at the directory server's own firewall too: its rule may name sources and leave out {source}"
                ),
            ],
            TcpFailureKind::Reset => ended_by_address(source, address, &rule),
            _ => vec![match refuser.address() {
                Some(router) => format!("In the access list of {router}: {rule}"),
                None => format!("In every firewall and access list between {source} and {address}: {rule}"),
            }],
        },
        Reach::Stopped(Stop::LargeLost) => vec![format!("{LARGER_PACKETS}; between {source} and {address}")],
        Reach::Stopped(Stop::Closed) => ended_by_address(source, address, &rule),
        _ => vec![
            format!(
                "In the firewall between {source} and {address}: {rule}, with established connections passed uninspected"
            ),
            format!("Check the MTU of the path from {source}: `ping -M do -s 1400 {address}` must work"),
        ],
    }
}

/// Who makes a connection and ends it knows the address, and is seldom a packet filter.
fn ended_by_address(source: &str, address: IpAddr, rule: &str) -> Vec<String> {
    vec![
        format!(
            "Look for who ends it at {address}: the list of permitted addresses of a load balancer, proxy or TCP wrapper must admit {source}"
        ),
        format!(
            "If none has such a list, in the firewall between {source} and {address}: {rule}, with established connections passed uninspected"
        ),
    ]
}

/// What this place is needed for.
fn breaks(vantage: &str) -> &'static [Feature] {
    match vantage.starts_with("call-manager") {
        true => &[Feature::Login, Feature::DirectorySync],
        false => &[Feature::Login],
    }
}

#[cfg(test)]
#[path = "path_001/tests.rs"]
mod tests;
