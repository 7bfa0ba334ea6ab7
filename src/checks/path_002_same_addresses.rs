//! PATH-002: a stale record in one place's DNS looks like a blocked path. Different answers alone are no fault:
//! split DNS gives each site its nearest server.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::case::Case;
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Outcome, ServerName, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::compare::reach::{Reach, reach};
use crate::evidence::{Evidence, Server, Vantage};
use crate::server_url::ServerUrl;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Path002,
    stage: Stage::Deployment,
    title: "where vantage points get different addresses for one name, each of them answers",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/PATH-002.md"),
    run: same_addresses,
};

fn same_addresses(case: &Case<'_>) -> Vec<Outcome> {
    let judge = |url: &ServerUrl| {
        Outcome::anywhere(Subject::Server(ServerName::new(url.authority(), None)), compared(case, url))
    };
    case.asked.servers.iter().map(judge).collect()
}

fn compared(evidence: &Evidence, url: &ServerUrl) -> Judged {
    if evidence.vantages.len() < 2 {
        return Err(Skip::NotAsked("one vantage point; `ucdoctor compare` joins the reports of several".to_owned()));
    }
    if url.address().is_some() {
        return Err(Skip::NotAsked("the host is an address".to_owned()));
    }
    let seen: Vec<Told<'_>> = evidence
        .vantages
        .iter()
        .filter_map(|vantage| {
            let server = vantage.servers.iter().find(|server| server.url == *url)?;
            Some((vantage, server, server.name.seen()?.addresses.iter().copied().collect()))
        })
        .collect();
    let Some(((_, _, first), rest @ [_, ..])) = seen.split_first() else {
        return Err(Skip::NotAsked("fewer than two vantage points resolve the name".to_owned()));
    };
    if rest.iter().all(|(_, _, addresses)| addresses == first) {
        return Ok(pass(format!("{} everywhere", list(first))).into());
    }
    // Of a name with very many addresses each place looks at some: who is told which of them stays unknown.
    if seen.iter().any(|(_, server, _)| server.name.seen().is_some_and(|name| name.left_out > 0)) {
        return Err(Skip::NotAsked(
            "the name has more addresses than are looked at, and places look at others".to_owned(),
        ));
    }
    let told = seen.iter().map(|(vantage, _, addresses)| format!("{} from {}", list(addresses), vantage.name));
    let told = told.collect::<Vec<_>>().join(", ");
    let (dead, alive) = tried(&seen);
    match (dead.first(), alive) {
        (Some((vantage, address)), true) => Ok(stale(&url.host, &told, &vantage.name, *address).into()),
        (Some(_), false) => Err(Skip::Blocked(CheckCode::Net002)),
        (None, _) => Ok(pass(format!("{told}; each of them answers")).into()),
    }
}

/// A place, the server as it saw it, and the addresses it was told.
type Told<'a> = (&'a Vantage, &'a Server, BTreeSet<IpAddr>);

/// Addresses that do not answer and that not everybody is told, each with its place; and whether any address answers.
fn tried<'a>(seen: &[Told<'a>]) -> (Vec<(&'a Vantage, IpAddr)>, bool) {
    let everybody = |address: &IpAddr| seen.iter().all(|(_, _, addresses)| addresses.contains(address));
    let (mut dead, mut alive) = (Vec::new(), false);
    for (vantage, server, _) in seen {
        for endpoint in &server.endpoints {
            let address = endpoint.address.ip();
            match reach(endpoint) {
                Reach::Unknown => {}
                Reach::Unconnected(_) if everybody(&address) => {}
                Reach::Unconnected(_) => dead.push((*vantage, address)),
                Reach::Stopped(_) | Reach::Connected | Reach::Answered => alive = true,
            }
        }
    }
    (dead, alive)
}

fn stale(host: &str, told: &str, place: &str, address: IpAddr) -> Finding {
    fail(CauseCode::DnsFailure, format!("it is {told}; {address} does not answer"))
        .summary(format!("{host} is {told}; {address}, which {place} is told, does not answer"))
        .fault(format!("{host} {address}"))
        .breaks(&[Feature::Login])
        .refuted_if(&["the address is one that the server has: then the way to it is at fault"])
        .fact("place", place)
        .fact("address", address)
        .fix(format!(
            "If {address} is an old address of {host}: correct the record on the name servers of {place} \
             (`nslookup {host}`)"
        ))
        .fix(format!("If it is right: the way from {place} to {address} is at fault; see NET-002"))
}

fn list(addresses: &BTreeSet<IpAddr>) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
#[path = "path_002/tests.rs"]
mod tests;
