//! TLS-013: the acceptance test: would a client that verifies everything take this server?

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Observed, Session, SessionFailure};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls013,
    stage: Stage::Tls,
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
            CauseCode::CertificateUnsuitable,
            format!("a strict client does not get through: {words}"),
        )
        .fault("strict client")
        .fix("Compare with the appliances' own log (Cisco Tomcat security log); the library's words name the rule")
        .into()),
        gate => Err(gate),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, ca, expect, plain, trust, withhold};
    use crate::checks::sample::{healthy, pki};
    use crate::evidence::*;
    use crate::report::{Judging, Report, ReportVerdict};

    #[test]
    fn a_refusal_that_nothing_explains_is_reported_here() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~store of call-manager", "pass"]),
                (|e| withhold(e, 0), &["certificate-unsuitable~call-manager: verify failed", "pass"]),
                (
                    |e| at(e, 0).session = Observed::Seen(Session::Untrusted),
                    &["certificate-unsuitable~no store verifies it", "pass"],
                ),
                (
                    |e| {
                        lack(e);
                        withhold(e, 0);
                        withhold(e, 1);
                    },
                    &["blocked by TLS-004", "blocked by TLS-004"],
                ),
                (
                    |e| {
                        lack(e);
                        at(e, 0).session = Observed::Seen(Session::Untrusted);
                        withhold(e, 1);
                    },
                    &["blocked by TLS-004", "blocked by TLS-004"],
                ),
                (
                    |e| {
                        anchor(e);
                        withhold(e, 0);
                    },
                    &["undecided~no root", "pass"],
                ),
                (plain, &["not asked~without StartTLS", "not asked"]),
                (|e| at(e, 0).session = Observed::NotAsked("no bind".into()), &["not asked~no bind", "pass"]),
            ],
        );
    }

    /// The appliances accept an intermediate as an anchor, so this is no fault of the deployment.
    #[test]
    fn a_store_without_the_root_is_inconclusive_here() {
        let mut evidence = healthy();
        anchor(&mut evidence);
        (0..2).for_each(|server| withhold(&mut evidence, server));
        let report = Report::judge(evidence, &Judging::default());
        assert_eq!((report.verdict, report.exit_code, report.diagnoses.len()), (ReportVerdict::Inconclusive, 3, 0));
    }

    fn lack(evidence: &mut Evidence) {
        let other = ca("Other CA").self_signed();
        ["call-manager", "presence"].iter().for_each(|name| trust(evidence, name, &[&other]));
    }

    fn anchor(evidence: &mut Evidence) {
        ["call-manager", "presence"].iter().for_each(|name| trust(evidence, name, &[&pki().issuing]));
    }
}
