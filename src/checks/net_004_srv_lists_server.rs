//! NET-004: a domain controller that DNS does not list may have been retired.

use super::at::{AtServer, cut, endpoints, per_server};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
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
    let hosts = srv.targets.iter().map(|target| target.host.as_str()).collect::<Vec<_>>();
    let more = match hosts.len().saturating_sub(SHOWN) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let listed = hosts.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    Ok(fail(CauseCode::SettingsContradict, format!("{} does not list it; it lists {listed}{more}", srv.query))
        .fact("srv", hosts.join(", "))
        .fix("Check that the server is still in service, or that the name is an alias on purpose; else configure a listed one")
        .into())
}

/// Machines that answered and are not listed; none when they do not give their names. A certificate that names a
/// listed host speaks for the machine, too.
fn unlisted(at: AtServer<'_>, srv: &Srv) -> Option<Vec<String>> {
    let listed =
        |name: &str| srv.targets.iter().any(|target| target.host.trim_end_matches('.').eq_ignore_ascii_case(name));
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
    use crate::checks::sample::{at, expect};
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

    fn calls_itself(evidence: &mut Evidence, name: &str) {
        let Observed::Seen(root) = &mut at(evidence, 0).ldap else { unreachable!() };
        root.attributes.insert("dnsHostName".to_owned(), vec![name.to_owned()]);
    }

    fn srv(evidence: &mut Evidence) -> &mut Srv {
        let Observed::Seen(srv) = &mut evidence.vantages[0].servers[0].srv else { unreachable!() };
        srv
    }
}
