//! NET-004: a domain controller that DNS does not list may have been retired.

use std::net::IpAddr;

use super::at::{At, AtServer, cut, endpoints, per_server};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Observed, Srv};

/// A large domain has hundreds of controllers.
const SHOWN: usize = 5;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net004,
    stage: Stage::Network,
    title: "the SRV records of the domain list every server",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-004.md"),
    run: |case| per_server(case, srv_lists_server),
};

fn srv_lists_server(at: AtServer<'_>) -> Judged {
    let srv = match &at.server.srv {
        Observed::Seen(srv) => srv,
        Observed::NotAsked(reason) => return Err(Skip::NotAsked(reason.clone())),
        Observed::Failed(_) => return Err(Skip::NotAsked("no name server answered the SRV question".to_owned())),
        Observed::Blocked(_) => return Err(Skip::Blocked(CheckCode::Net001)),
        Observed::Cut => return Err(cut(at.vantage)),
    };
    if srv.targets.is_empty() {
        return Err(Skip::NotAsked(format!("{} has no record ({})", srv.query, srv.rcode)));
    }
    if of_domain(&at.server.url.host, srv) {
        return each_address_listed(at, srv);
    }
    if lists(at, srv) {
        return Ok(pass(format!("{} lists it among {}", srv.query, srv.targets.len())).into());
    }
    let Some(machines) = unlisted(at, srv) else {
        return Err(Skip::NotAsked(format!(
            "{} does not list this name, and the server does not say which machine it is: an alias or a balancer",
            srv.query
        )));
    };
    // A domain lists its own controllers alone, and a child domain's name is asked for in the domain above it.
    let (own, others): (Vec<&String>, Vec<&String>) = machines.iter().partition(|machine| is_of(machine, srv));
    if let ([], [other, ..]) = (own.as_slice(), others.as_slice()) {
        return Err(Skip::NotAsked(format!("{other} answers, which is of another domain than {} is about", srv.query)));
    }
    if machines.is_empty() {
        return Ok(pass(format!("{} lists the machine that answers", srv.query)).into());
    }
    Ok(not_listed(srv, "it")
        .refuted_if(&["the configured name is an alias on purpose"])
        .fix("Check that the server is still in service, or that the name is an alias on purpose; else configure a listed one")
        .into())
}

/// A domain's own name has the addresses of all controllers: one that is left of a retired controller is told here where
/// something answers there, and by NET-002 where nothing does.
fn each_address_listed(at: AtServer<'_>, srv: &Srv) -> Judged {
    let all = endpoints(at)?;
    let host = &at.server.url.host;
    let machine = |at: &At<'_>| at.machines().into_iter().find(|machine| !is_listed(srv, machine));
    let unlisted = |at: &&At<'_>| !has_address(srv, at.endpoint.address.ip());
    let strange = all.iter().filter(unlisted).find_map(|at| Some((at.endpoint.address.ip(), machine(at)?)));
    if let Some((address, machine)) = strange {
        return Ok(not_listed(srv, &format!("{machine}, which answers at {address}"))
            .owner(Owner::Directory)
            .fact("address", address)
            .fix(format!("If {machine} is retired: remove {address} from the address records of {host}; the nodes take any of them"))
            .fix("If it is in service: let it register itself again (`nltest /dsregdns` there), or configure controllers by their own names")
            .into());
    }
    let known = all.iter().filter(|at| !unlisted(at)).count();
    match known == all.len() {
        true => Ok(pass(format!("{} lists a controller at each of {known} addresses", srv.query)).into()),
        false => Err(Skip::NotAsked(format!(
            "{} addresses of {host} are not known to be those of a controller that {} lists, and say no name",
            all.len() - known,
            srv.query
        ))),
    }
}

fn not_listed(srv: &Srv, what: &str) -> Finding {
    let hosts = srv.targets.iter().map(|target| target.host.as_str()).collect::<Vec<_>>();
    let more = match hosts.len().saturating_sub(SHOWN) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let listed = hosts.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    fail(CauseCode::SettingsContradict, format!("{} does not list {what}; it lists {listed}{more}", srv.query))
        .fact("srv", hosts.join(", "))
}

/// Whether the SRV records are those of the name itself, which is then a domain's.
pub(super) fn of_domain(host: &str, srv: &Srv) -> bool {
    let domain = srv.query.trim_start_matches("_ldap._tcp.").trim_end_matches('.');
    domain.eq_ignore_ascii_case(host.trim_end_matches('.'))
}

/// Whether a listed controller has this address, as far as the answer carried them.
pub(super) fn has_address(srv: &Srv, address: IpAddr) -> bool {
    srv.targets.iter().any(|target| target.addresses.contains(&address))
}

fn is_listed(srv: &Srv, name: &str) -> bool {
    srv.targets.iter().any(|target| target.host.trim_end_matches('.').eq_ignore_ascii_case(name.trim_end_matches('.')))
}

/// Machines that answered and are not listed; none when they do not give their names. A certificate that names a
/// listed host speaks for the machine, too.
fn unlisted(at: AtServer<'_>, srv: &Srv) -> Option<Vec<String>> {
    let listed = |name: &str| is_listed(srv, name);
    let all = endpoints(at).ok()?;
    let machines: Vec<String> = all.iter().flat_map(|at| at.machines()).collect();
    if !machines.is_empty() {
        return Some(machines.into_iter().filter(|machine| !listed(machine)).collect());
    }
    let leaves = all.iter().filter_map(|at| at.leaf().ok()).collect::<Vec<_>>();
    let named = leaves.iter().any(|leaf| leaf.dns_names.iter().any(|name| listed(name)));
    named.then(Vec::new)
}

/// Whether a machine is named directly in the domain that was asked about.
fn is_of(machine: &str, srv: &Srv) -> bool {
    let domain = srv.query.trim_start_matches("_ldap._tcp.").trim_end_matches('.');
    machine.trim_end_matches('.').split_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(domain))
}

/// By name, or by address where the configured name is an alias.
fn lists(at: AtServer<'_>, srv: &Srv) -> bool {
    let host = &at.server.url.host;
    let addresses = at.server.name.seen().map(|resolution| resolution.addresses.as_slice()).unwrap_or_default();
    srv.targets.iter().any(|target| {
        target.host.eq_ignore_ascii_case(host) || target.addresses.iter().any(|address| addresses.contains(address))
    })
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, expect, second_address};
    use crate::evidence::*;

    #[test]
    fn the_domain_lists_the_server_by_name_or_address() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~among 2", "pass"]),
                (|e| srv(e).targets.truncate(1), &["pass", "pass"]),
                (
                    |e| {
                        drop(srv(e).targets.remove(0));
                        calls_itself(e, "dc1.corp.example");
                    },
                    &["settings-contradict~lists dc2.corp.example", "pass"],
                ),
                // The name of a child domain, or of a balancer before one.
                (
                    |e| {
                        drop(srv(e).targets.remove(0));
                        calls_itself(e, "dc7.emea.corp.example");
                    },
                    &["not asked~dc7.emea.corp.example answers, which is of another domain", "pass"],
                ),
                // A balancer's name, and the machine behind it is listed.
                (
                    |e| {
                        drop(srv(e).targets.remove(0));
                        calls_itself(e, "dc2.corp.example");
                    },
                    &["pass~the machine that answers", "pass"],
                ),
                (|e| drop(srv(e).targets.remove(0)), &["not asked~an alias or a balancer", "pass"]),
                (
                    |e| {
                        let target = srv(e).targets.remove(0);
                        let addresses = vec!["10.0.0.1".parse().unwrap()];
                        srv(e).targets.push(SrvTarget { host: "real.corp.example".into(), addresses, ..target });
                    },
                    &["pass", "pass"],
                ),
                (|e| srv(e).targets.clear(), &["not asked~has no record", "pass"]),
                (|e| e.vantages[0].servers[0].srv = Observed::Failed(DnsFailure::NoServer), &["not asked", "pass"]),
                (|e| e.vantages[0].servers[0].srv = Observed::Cut, &["undecided", "pass"]),
            ],
        );
    }

    /// The name is the domain's own: each of its addresses is a controller's, or left of one.
    #[test]
    fn the_addresses_of_a_domain_are_those_of_its_controllers() {
        expect(
            &CHECK,
            &[
                (|e| domain(e, "10.0.0.2:636"), &["pass~each of 2 addresses", "pass"]),
                (|e| domain(e, "10.0.0.44:636"), &["not asked~1 addresses", "pass"]),
                (
                    |e| {
                        domain(e, "10.0.0.44:636");
                        let own = e.vantages[0].servers[0].endpoints[0].clone();
                        calls_itself(e, "dc9.corp.example");
                        e.vantages[0].servers[0].endpoints[1].ldap = at(e, 0).ldap.clone();
                        *at(e, 0) = own;
                    },
                    &["settings-contradict~dc9.corp.example, which answers at 10.0.0.44~remove 10.0.0.44", "pass"],
                ),
            ],
        );
    }

    /// The first server's name is that of a domain with two controllers, and has this address too.
    fn domain(evidence: &mut Evidence, left: &str) {
        srv(evidence).query = "_ldap._tcp.dc1.corp.example".into();
        srv(evidence).targets[0].addresses = vec!["10.0.0.1".parse().unwrap()];
        srv(evidence).targets[1].addresses = vec!["10.0.0.2".parse().unwrap()];
        second_address(evidence, left);
    }

    fn calls_itself(evidence: &mut Evidence, name: &str) {
        let Observed::Seen(root) = &mut at(evidence, 0).ldap else { unreachable!() };
        root.attributes.insert("dnsHostName".to_owned(), vec![name.to_owned()]);
    }

    fn srv(evidence: &mut Evidence) -> &mut Srv {
        let Observed::Seen(srv) = &mut evidence.vantages[0].servers[0].srv else { unreachable!() };
        srv
    }
}
