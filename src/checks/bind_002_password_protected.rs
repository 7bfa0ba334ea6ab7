//! BIND-002: gate of `Endpoint::session`. What keeps the password back is reported by the check that found it.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Session, SessionFailure};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind002,
    stage: Stage::Bind,
    title: "the manager's password goes over verified TLS, or as configured",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-002.md"),
    run: |case| per_endpoint(case, password_protected),
};

fn password_protected(at: At<'_>) -> Judged {
    if let Some(SessionFailure::Broken { raw }) = at.endpoint.session.failed()
        && !at.differs()
    {
        return Ok(fail(
            CauseCode::ConnectionLost,
            format!("a second connection failed although the first one worked: {raw}"),
        )
        .fault("second connection")
        .fix("Look for a limit on connections per client, on the server or on the way")
        .into());
    }
    Ok(match at.session()? {
        Session::Verified { store } => pass(format!("verified by the appliances' rules with the store of {store}")),
        Session::Untrusted => pass("sent over TLS that no store verifies, because allow_untrusted is set"),
        Session::Plaintext => pass("sent in clear, because allow_plaintext is set"),
    }
    .into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, expect, fail_tcp, plain};
    use crate::evidence::*;

    #[test]
    fn the_password_leaves_over_what_the_report_names() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~store of call-manager", "pass"]),
                (plain, &["pass~allow_plaintext is set", "pass~in clear"]),
                (|e| at(e, 0).session = Observed::Seen(Session::Untrusted), &["pass~allow_untrusted is set", "pass"]),
                (|e| session(e, SessionFailure::Broken { raw: "words".into() }), &["connection-lost~words", "pass"]),
                (
                    |e| {
                        plain(e);
                        session(e, SessionFailure::WithoutTls);
                    },
                    &["undecided~withheld", "pass"],
                ),
                (
                    |e| at(e, 0).session = Observed::NotAsked("no [directory.bind]".into()),
                    &["not asked~[directory.bind]", "pass"],
                ),
                (|e| fail_tcp(e, 0, TcpFailureKind::Dropped), &["blocked by NET-002", "pass"]),
            ],
        );
    }

    fn session(evidence: &mut Evidence, failure: SessionFailure) {
        let endpoint = at(evidence, 0);
        endpoint.session = Observed::Failed(failure);
        endpoint.bind = Observed::Blocked(Slot::Session);
        endpoint.account = Observed::Blocked(Slot::Session);
    }
}
