//! TLS-011: RFC 8996 retires TLS 1.0 and 1.1; today's clients refuse them.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::trust::judgement;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls011,
    stage: Stage::Tls,
    title: "every server speaks TLS 1.2 or later",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-011.md"),
    run: |evidence| per_endpoint(evidence, version_current),
};

fn version_current(at: At<'_>) -> Judged {
    let version = &at.tls()?.version;
    if !judgement::outdated(version) {
        return Ok(pass(version.clone()).into());
    }
    let shown = version.replace("TLSv", "TLS ");
    let shown = if shown == "TLS 1" { "TLS 1.0".to_owned() } else { shown };
    Ok(fail(CauseCode::TlsVersionUnsupported, format!("speaks {shown} at best; today's clients want TLS 1.2"))
        .fact("version", version)
        .fix("Enable TLS 1.2 on the directory server")
        .fix("Old appliances may still accept it: compare `show tls min-version` on every node")
        .into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, diagnosed, expect, fail_tls, plain, withhold};
    use crate::evidence::*;

    #[test]
    fn retired_versions_are_named() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~TLSv1.3", "pass"]),
                (|e| version(e, "TLSv1.2"), &["pass~TLSv1.2", "pass"]),
                (|e| version(e, "TLSv1"), &["tls-version-unsupported~TLS 1.0 at best", "pass"]),
                (|e| version(e, "TLSv1.1"), &["tls-version-unsupported~TLS 1.1", "pass"]),
                (|e| fail_tls(e, 0, TlsFailureKind::NoCommonVersion, 7), &["blocked by TLS-002", "pass"]),
                (plain, &["not asked", "not asked"]),
            ],
        );
        let withheld = diagnosed(|e| {
            version(e, "TLSv1");
            withhold(e, 0);
        });
        assert_eq!(withheld, ["tls-version-unsupported"]);
    }

    fn version(evidence: &mut Evidence, version: &str) {
        let Observed::Seen(tls) = &mut at(evidence, 0).tls else { unreachable!() };
        tls.version = version.into();
    }
}
