//! NET-006: the appliances give up on LDAP after 5 s (CUCM System Configuration Guide, LDAP connection timeout).

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{LdapFailure, Millis};
use crate::ldap::fault::Fault;

/// The appliances' own limit, in milliseconds.
const LIMIT_MS: f64 = 5000.0;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net006,
    stage: Stage::Network,
    title: "connection, TLS and LDAP answers take less than the appliances' 5 s",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-006.md"),
    run: |case| per_endpoint(case, under_five_seconds),
};

fn under_five_seconds(at: At<'_>) -> Judged {
    let tcp = at.tcp()?.ms.0;
    let tls = at.endpoint.tls.seen().map_or(0.0, |tls| tls.ms.0);
    // A refusal is an answer as well.
    let ldap = match at.endpoint.ldap.failed() {
        Some(LdapFailure { fault: Fault::Result { .. }, ms, .. }) => ms.0,
        _ => at.ldap()?.ms.0,
    };
    let bind = at.endpoint.bind.seen().map_or(0.0, |bind| bind.ms.0);
    let total = Millis(tcp + tls + ldap + bind);
    if total.0 < LIMIT_MS {
        return Ok(pass(format!("{total} in all")).into());
    }
    Ok(fail(
        CauseCode::SlowServer,
        format!("answers take {} s, the appliances wait 5 s", (total.0 / 100.0).round() / 10.0),
    )
    .fault("slow")
    .fact("tcp", Millis(tcp))
    .fact("tls", Millis(tls))
    .fact("rootDSE", Millis(ldap))
    .fact("bind", Millis(bind))
    .fix("Use a directory server nearer to the nodes, or find out what slows this one down")
    .into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, broken, expect, fail_ldap, fail_tcp, result};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    use crate::evidence::TcpFailureKind;

    #[test]
    fn all_answers_together_stay_under_the_limit() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~11 ms in all", "pass"]),
                (|e| tcp(e).ms = Millis(5100.0), &["slow-server~5.1 s", "pass"]),
                (|e| fail_ldap(e, 0, broken(result(1))), &["pass~13 ms", "pass"]),
                (|e| fail_ldap(e, 0, broken(Fault::Silent { waited_ms: 3000 })), &["blocked by BIND-001", "pass"]),
                (|e| fail_tcp(e, 0, TcpFailureKind::Refused), &["blocked by NET-002", "pass"]),
            ],
        );
    }

    fn tcp(evidence: &mut Evidence) -> &mut TcpConnected {
        let Observed::Seen(tcp) = &mut at(evidence, 0).tcp else { unreachable!() };
        tcp
    }
}
