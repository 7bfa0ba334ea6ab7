//! NET-005: two names for one machine look like failover and are none.

use std::net::IpAddr;

use super::at::{AtServer, per_server};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};

pub(super) static CHECK: Check = Check {
    code: "NET-005",
    title: "every configured server is a machine of its own",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-005.md"),
    run: |evidence| per_server(evidence, distinct),
};

fn distinct(at: AtServer<'_>) -> Judged {
    let addresses = &at.name()?.addresses;
    let others = at.vantage.servers.iter().filter(|other| other.url != at.server.url).collect::<Vec<_>>();
    if others.is_empty() {
        return Err(Skip::NotAsked("one server is configured: when it is down, nobody logs in".to_owned()));
    }
    for other in others {
        let theirs = other.name.seen().map(|resolution| resolution.addresses.as_slice()).unwrap_or_default();
        // Tunnels end on loopback: there, only the same port is the same server.
        let same = |address: &&IpAddr| {
            theirs.contains(address) && (!address.is_loopback() || other.url.port == at.server.url.port)
        };
        if let Some(shared) = addresses.iter().find(same) {
            let mut pair = [at.server.url.authority(), other.url.authority()];
            pair.sort();
            let message = format!("{} are one machine: both have the address {shared}", pair.join(" and "));
            return Ok(fail("no-failover", message.clone())
                .summary(message)
                .fact("address", shared)
                .fix("Configure a second directory server as the second entry, or remove the entry that repeats the first")
                .into());
        }
    }
    Ok(pass("no other configured server has its address").into())
}
