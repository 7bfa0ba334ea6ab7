//! NET-006: the appliances give up on LDAP after 5 s (CUCM System Configuration Guide, LDAP connection timeout).

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, fail, pass};
use crate::evidence::Millis;

/// The appliances' own limit, in milliseconds.
const LIMIT_MS: f64 = 5000.0;

pub(super) static CHECK: Check = Check {
    code: "NET-006",
    title: "connection, TLS and LDAP answers take less than the appliances' 5 s",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-006.md"),
    run: |evidence| per_endpoint(evidence, under_five_seconds),
};

fn under_five_seconds(at: At<'_>) -> Judged {
    let tcp = at.tcp()?.ms.0;
    let tls = at.endpoint.tls.seen().map_or(0.0, |tls| tls.ms.0);
    let ldap = at.ldap()?.ms.0;
    let bind = at.endpoint.bind.seen().map_or(0.0, |bind| bind.ms.0);
    let total = Millis(tcp + tls + ldap + bind);
    if total.0 < LIMIT_MS {
        return Ok(pass(format!("{total} in all")).into());
    }
    Ok(fail("slow-server", format!("answers take {} s, the appliances wait 5 s", (total.0 / 100.0).round() / 10.0))
        .fault("slow")
        .fact("tcp", Millis(tcp))
        .fact("tls", Millis(tls))
        .fact("rootDSE", Millis(ldap))
        .fact("bind", Millis(bind))
        .fix("Use a directory server nearer to the nodes, or find out what slows this one down")
        .into())
}
