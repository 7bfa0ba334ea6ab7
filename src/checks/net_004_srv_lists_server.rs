//! NET-004: a domain controller that DNS does not list may have been retired.

use super::at::{AtServer, per_server};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::evidence::{Observed, Srv};

pub(super) static CHECK: Check = Check {
    code: "NET-004",
    title: "the SRV records of the domain list every server",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-004.md"),
    run: |evidence| per_server(evidence, srv_lists_server),
};

fn srv_lists_server(at: AtServer<'_>) -> Judged {
    let srv = match &at.server.srv {
        Observed::Seen(srv) => srv,
        Observed::NotAsked(reason) => return Err(Skip::NotAsked(reason.clone())),
        Observed::Failed(_) => return Err(Skip::NotAsked("no name server answered the SRV question".to_owned())),
        Observed::Blocked(_) => return Err(Skip::Blocked("NET-001")),
        Observed::Cut => return Err(Skip::Undecided("the run was cut before the answer came".to_owned())),
    };
    if srv.targets.is_empty() {
        return Err(Skip::NotAsked(format!("{} has no record ({})", srv.query, srv.rcode)));
    }
    if lists(at, srv) {
        return Ok(pass(format!("{} lists it among {}", srv.query, srv.targets.len())).into());
    }
    let listed = srv.targets.iter().map(|target| target.host.as_str()).collect::<Vec<_>>().join(", ");
    Ok(fail("settings-contradict", format!("{} does not list it; it lists {listed}", srv.query))
        .fact("srv", &listed)
        .fix("Check that the server is still in service, or that the name is an alias on purpose; else configure a listed one")
        .into())
}

/// By name, or by address where the configured name is an alias.
fn lists(at: AtServer<'_>, srv: &Srv) -> bool {
    let host = &at.server.url.host;
    let addresses = at.server.name.seen().map(|resolution| resolution.addresses.as_slice()).unwrap_or_default();
    srv.targets.iter().any(|target| {
        target.host.eq_ignore_ascii_case(host) || target.addresses.iter().any(|address| addresses.contains(address))
    })
}
