//! TLS-013: the acceptance test: would a client that verifies everything take this server?

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::evidence::{Session, SessionFailure};

pub(super) static CHECK: Check = Check {
    code: "TLS-013",
    title: "a strict client with the trust store accepts every server",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-013.md"),
    run: |evidence| per_endpoint(evidence, strict_client_accepts),
};

fn strict_client_accepts(at: At<'_>) -> Judged {
    if let Some(SessionFailure::NotVerified { by_store }) = at.endpoint.session.failed() {
        let gate = at.why_not_verified();
        if gate != CHECK.code {
            return Err(Skip::Blocked(gate));
        }
        let words = by_store.iter().map(|(store, words)| format!("{store}: {words}")).collect::<Vec<_>>().join("; ");
        return Ok(fail("certificate-unsuitable", format!("a strict client refuses it: {words}"))
            .fault("strict client")
            .fix("Compare with the appliances' own log (Cisco Tomcat security log); the library's words name the rule")
            .into());
    }
    match at.session()? {
        Session::Verified { store } => Ok(pass(format!("accepted with the store of {store}")).into()),
        Session::Untrusted => Err(Skip::Blocked(at.why_not_verified())),
        Session::Plaintext => Err(Skip::NotAsked("no TLS on this connection".to_owned())),
    }
}
