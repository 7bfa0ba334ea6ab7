//! BIND-002: gate of `Endpoint::session`. What keeps the password back is reported by the check that found it.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, fail, pass};
use crate::evidence::{Session, SessionFailure};

pub(super) static CHECK: Check = Check {
    code: "BIND-002",
    title: "the manager's password only leaves over a verified connection",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-002.md"),
    run: |evidence| per_endpoint(evidence, password_protected),
};

fn password_protected(at: At<'_>) -> Judged {
    if let Some(SessionFailure::Broken { raw }) = at.endpoint.session.failed() {
        return Ok(fail("connection-lost", format!("a second connection failed although the first one worked: {raw}"))
            .fault("second connection")
            .fix("Look for a limit on connections per client, on the server or on the way")
            .into());
    }
    Ok(match at.session()? {
        Session::Verified { store } => pass(format!("verified with the store of {store}")),
        Session::Untrusted => pass("sent over TLS that no store verifies, because allow_untrusted is set"),
        Session::Plaintext => pass("sent in clear, because allow_plaintext is set"),
    }
    .into())
}
