//! TLS-013: the acceptance test: would a client that verifies everything take this server?

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::evidence::{Observed, Session, SessionFailure};

pub(super) static CHECK: Check = Check {
    code: "TLS-013",
    title: "a strict client with the trust store accepts every server",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-013.md"),
    run: |evidence| per_endpoint(evidence, strict_client_accepts),
};

fn strict_client_accepts(at: At<'_>) -> Judged {
    // Without TLS there is nothing to verify, whatever becomes of the password.
    at.tls()?;
    let words = match (&at.endpoint.session, at.session()) {
        (_, Ok(Session::Verified { store })) => {
            return Ok(pass(format!("accepted with the store of {store}")).into());
        }
        (_, Ok(Session::Plaintext)) => return Err(Skip::NotAsked("no TLS on this connection".to_owned())),
        (_, Ok(Session::Untrusted)) => "no store verifies it".to_owned(),
        (Observed::Failed(SessionFailure::NotVerified { by_store }), _) => {
            by_store.iter().map(|(store, words)| format!("{store}: {words}")).collect::<Vec<_>>().join("; ")
        }
        (_, Err(skip)) => return Err(skip),
    };
    match at.why_not_verified() {
        Skip::Blocked(code) if code == CHECK.code => Ok(fail(
            "certificate-unsuitable",
            format!("a strict client does not get through: {words}"),
        )
        .fault("strict client")
        .fix("Compare with the appliances' own log (Cisco Tomcat security log); the library's words name the rule")
        .into()),
        gate => Err(gate),
    }
}
