//! TLS-011: RFC 8996 retires TLS 1.0 and 1.1; today's clients refuse them.

use super::at::{At, per_endpoint};
use super::by_place::by_place;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{HelloKind, Sample, TlsFailure, TlsFailureKind};
use crate::trust::judgement;
use crate::versions::{self, Version};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls011,
    stage: Stage::Tls,
    title: "every server speaks TLS 1.2 or later",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-011.md"),
    run: |case| per_endpoint(case, |at| by_place(at, version_current)),
};

fn version_current(at: At<'_>) -> Judged {
    let version = &at.tls()?.version;
    if let Some(finding) = too_new_for(at).or_else(|| retired_for(at)) {
        return Ok(finding.into());
    }
    if !judgement::outdated(version) {
        return Ok(pass(version.clone()).into());
    }
    if old_as_release(at).is_some() {
        return Err(Skip::Blocked(CheckCode::Tls015));
    }
    let shown = shown(version);
    Ok(fail(CauseCode::TlsVersionUnsupported, format!("speaks {shown} at best; today's clients want TLS 1.2"))
        .fact("version", version)
        .fix("Enable TLS 1.2 on the directory server")
        .fix("Old appliances may still accept it: compare `show tls min-version` on every node")
        .into())
}

fn shown(version: &str) -> String {
    let shown = version.replace("TLSv", "TLS ");
    if shown == "TLS 1" { "TLS 1.0".to_owned() } else { shown }
}

/// TLS 1.0, and a call manager that may speak nothing newer: they go together, as far as is known.
pub(super) fn old_as_release(at: At<'_>) -> Option<Finding> {
    let (given, version) = release(at)?;
    let tls = at.endpoint.tls.seen().filter(|tls| tls.version == "TLSv1" && versions::speaks_tls_1_0_only(version))?;
    let message = format!(
        "speaks {} at best: call manager {given} may speak nothing newer itself (before 11.5(1)SU3), and clients of today refuse it",
        shown(&tls.version)
    );
    Some(
        fail(CauseCode::TlsVersionUnsupported, message)
            .fault("TLS 1.0 for an old release")
            .breaks(&[])
            .refuted_if(&["the nodes run another release than the version given here"])
            .fix("Enable TLS 1.2 beside it on the directory server before call manager is upgraded: newer releases want it"),
    )
}

/// Hellos of one kind that must have been ended before it is the hello and not the machine.
const SURE: usize = 3;

/// Whether a hello of this kind led to a handshake, where one was sent and anything came back.
pub(super) fn answers(at: At<'_>, kind: HelloKind) -> Option<bool> {
    let (of_kind, others): (Vec<&Sample>, Vec<&Sample>) =
        at.endpoint.samples.iter().partition(|sample| sample.hello == Some(kind));
    // Not every server says why (OpenLDAP with GnuTLS, Windows): it hangs up on each of these, and on no other hello.
    let usual = || others.iter().filter(|sample| sample.hello.is_some_and(|kind| !kind.offers_less()));
    if of_kind.len() >= SURE && of_kind.iter().all(|sample| sample.hung_up()) {
        return (usual().count() >= SURE && usual().all(|sample| sample.tls.seen().is_some())).then_some(false);
    }
    let mut sent = of_kind.into_iter().filter(|sample| !sample.unanswered());
    let first = sent.next()?;
    // A demand for a client certificate comes after version and suite were agreed.
    let agreed = |sample: &Sample| {
        let asked = |failure: &TlsFailure| failure.kind == TlsFailureKind::ClientCertificateRequired;
        sample.tls.seen().is_some() || sample.tls.failed().is_some_and(asked)
    };
    Some(agreed(first) || sent.any(agreed))
}

/// The release of call manager that the configuration names, as given and as numbers.
pub(super) fn release(at: At<'_>) -> Option<(&str, Version)> {
    let given = at.case.deployment.as_ref()?.call_manager.version.as_deref()?;
    Some((given, Version::parse(given)?))
}

/// TLS 1.3 alone, and a call manager that speaks none.
pub(super) fn too_new_for(at: At<'_>) -> Option<Finding> {
    let (given, version) = release(at)?;
    if answers(at, HelloKind::Tls12) != Some(false) || !versions::speaks_no_tls_1_3(version) {
        return None;
    }
    let message = format!("speaks TLS 1.3 only, and call manager {given} none: Cisco documents TLS 1.3 from 15SU2 on");
    Some(
        fail(CauseCode::TlsVersionUnsupported, message)
            .fault("TLS 1.3 only")
            .refuted_if(&["the nodes run another release than the version given here"])
            .fix("Enable TLS 1.2 beside 1.3 on the directory server"),
    )
}

/// No TLS 1.0, and a call manager that speaks nothing newer.
pub(super) fn retired_for(at: At<'_>) -> Option<Finding> {
    let (given, version) = release(at)?;
    if answers(at, HelloKind::Tls10) != Some(false) || !versions::speaks_tls_1_0_only(version) {
        return None;
    }
    let message = format!("speaks no TLS 1.0, and call manager {given} may speak nothing newer (before 11.5(1)SU3)");
    Some(
        fail(CauseCode::TlsVersionUnsupported, message)
            .fault("no TLS 1.0")
            .refuted_if(&["the nodes run another release than the version given here"])
            .fix("Upgrade call manager to 11.5(1)SU3 or later")
            .fix("Until then: a directory server, or a proxy before it, that still speaks TLS 1.0 to the nodes and to nobody else"),
    )
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
