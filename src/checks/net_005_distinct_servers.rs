//! NET-005: two names for one machine look like failover and are none.

use std::net::IpAddr;

use super::at::{At, AtServer, endpoints, per_server};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net005,
    stage: Stage::Network,
    title: "every configured server is a machine of its own",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-005.md"),
    run: |case| per_server(case, distinct),
};

fn distinct(at: AtServer<'_>) -> Judged {
    let addresses = &at.name()?.addresses;
    let others = at.vantage.servers.iter().filter(|other| !std::ptr::eq(*other, at.server)).collect::<Vec<_>>();
    if others.is_empty() {
        return Err(Skip::NotAsked(alone(addresses.len())));
    }
    for other in others {
        let theirs = other.name.seen().map(|resolution| resolution.addresses.as_slice()).unwrap_or_default();
        // Only what has the same port stands in for the other: 636 and 3269 are two roles, and tunnels end on loopback.
        let same = |address: &&IpAddr| theirs.contains(address) && other.url.port == at.server.url.port;
        if let Some(shared) = addresses.iter().filter(same).min() {
            if several_machines(at) {
                return Ok(pass(format!("{shared} is a balancer in front of several servers")).into());
            }
            let mut pair = [at.server.url.authority(), other.url.authority()];
            pair.sort();
            let message = format!("{} are one machine: both have the address {shared}", pair.join(" and "));
            return Ok(fail(CauseCode::NoFailover, message.clone())
                .summary(message)
                .fault(shared.to_string())
                .fact("address", shared)
                .fix("Configure a second directory server as the second entry, or remove the entry that repeats the first")
                .into());
        }
    }
    Ok(pass(match addresses.len() {
        0 | 1 => "no other configured server has its address".to_owned(),
        count => {
            format!("no other configured server has its addresses; of its {count}, the appliances try the first only")
        }
    })
    .into())
}

/// What stands in for a server that stands alone.
fn alone(addresses: usize) -> String {
    let alone = "one server is configured: when it is down, nobody logs in";
    match addresses {
        0 | 1 => alone.to_owned(),
        count => format!(
            "{alone}; its name has {count} addresses, and the appliances try only the first, in the resolver's order"
        ),
    }
}

/// Whether the connections of this run met several machines at one address.
fn several_machines(at: AtServer<'_>) -> bool {
    endpoints(at).is_ok_and(|all| all.iter().any(|at: &At<'_>| at.machines().len() > 1))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{diagnosed, expect, fail_name};
    use crate::evidence::*;

    #[test]
    fn two_names_of_one_machine_are_no_failover() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass", "pass"]),
                (|e| share(e, "10.0.0.7"), &["no-failover~10.0.0.7", "no-failover~one machine"]),
                (|e| drop(e.vantages[0].servers.remove(0)), &["not asked~one server is configured"]),
                (|e| fail_name(e, 0, LookupFailureKind::NoSuchName), &["blocked by NET-001", "pass"]),
                // The Global Catalog of the same controllers, and tunnels that end on one address.
                (
                    |e| {
                        share(e, "10.0.0.7");
                        e.vantages[0].servers[0].url.port = 3269;
                    },
                    &["pass", "pass"],
                ),
                (
                    |e| {
                        share(e, "127.0.0.1");
                        e.vantages[0].servers[0].url.port = 6360;
                    },
                    &["pass", "pass"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| share(e, "10.0.0.7")), ["no-failover"]);
    }

    fn share(evidence: &mut Evidence, address: &str) {
        for server in &mut evidence.vantages[0].servers {
            let Observed::Seen(name) = &mut server.name else { unreachable!() };
            name.addresses.push(address.parse().unwrap());
        }
    }
}
