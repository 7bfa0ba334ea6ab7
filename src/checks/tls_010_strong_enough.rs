//! TLS-010: what OpenSSL's security level 2 refuses, Debian's and RHEL's default.

use super::at::{At, per_store};
use super::by_place::by_place;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::java::{Dimension, Fault, Refusers};
use crate::trust::judgement;
use crate::versions::Version;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls010,
    stage: Stage::Tls,
    title: "keys and signatures are strong enough for today's clients",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-010.md"),
    run: |case| per_store(case, |at, store| by_place(at, |at| strong_enough(at, store))),
};

fn strong_enough(at: At<'_>, store: &TrustStore) -> Judged {
    let walked = at.path(store)?;
    let java = at.java(store);
    let mut algorithms =
        java.iter().flat_map(|java| &java.faults).filter(|fault| fault.dimension == Dimension::Algorithm);
    if algorithms.clone().any(|fault| fault.refusers == Refusers::All) {
        return Err(Skip::Blocked(CheckCode::Tls009));
    }
    if let Some((fault, who)) = algorithms.find_map(|fault| refusing(at, fault.refusers).map(|who| (fault, who))) {
        return Ok(by_some_releases(at, fault, who).into());
    }
    Ok(match judgement::weak(&walked.path) {
        Some((certificate, what)) => {
            fail(CauseCode::CertificateUnsuitable, format!("\"{}\": {what}", certificate.label))
                .summary(format!("{}: \"{}\": {what}: newer clients may refuse it", at.shown(), certificate.label))
                .fault(format!("weak {}", certificate.fingerprint))
                .fact("subject", &certificate.subject)
                .fix("Issue it again with an RSA key of at least 2048 bit and a SHA-256 signature")
                .into()
        }
        None => {
            let leaf = at.leaf()?;
            pass(format!("{} {} bit, {}", leaf.key_type, leaf.key_bits, leaf.signature)).into()
        }
    })
}

/// Which releases refuse, in words; none where the configured release is known to accept. Which Java a release has is
/// not public, so this is a warning at most.
fn refusing(at: At<'_>, refusers: Refusers) -> Option<&'static str> {
    let version = at.case.deployment.as_ref().and_then(|settings| settings.call_manager.version.as_deref());
    let release = version.and_then(Version::parse).map(|version| version.major);
    match refusers {
        Refusers::BeforePss if release.is_some_and(|major| major >= 14) => None,
        Refusers::BeforePss => Some("releases with a Java before 8u251 (2020) refuse it"),
        Refusers::BeforeEdwards => Some("releases with Java 8 or 11 refuse it"),
        Refusers::OverTls13 => Some("Java since 2026 refuses it over TLS 1.3"),
        _ => None,
    }
}

fn by_some_releases(at: At<'_>, fault: &Fault, who: &str) -> Finding {
    let certificate = fault.certificate.as_ref().and_then(|one| at.certificate(one));
    let (label, subject) = certificate.map_or_else(Default::default, |c| (c.label.clone(), c.subject.clone()));
    let message = format!("\"{label}\": {}: {who}", fault.what);
    fail(CauseCode::CertificateUnsuitable, message.clone())
        .summary(format!("{}: {message}", at.shown()))
        .fault(format!("release {}", fault.certificate.as_deref().unwrap_or_default()))
        .fact("subject", subject)
        .breaks(&[])
        .fix("Issue it again with an RSA key of 2048 to 4096 bit, signed with SHA-256 and RSA (PKCS #1)")
        .fix("Or look into the Tomcat log of a node: if handshakes complete, its release takes it")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{diagnosed, expect, leaf, plain, present, withhold};
    use openssl::hash::MessageDigest;

    use crate::checks::sample::pki;
    use crate::evidence::Evidence;

    #[test]
    fn weak_keys_and_signatures_are_named() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~EC 256 bit", "pass", "pass", "pass"]),
                (sha1, &["certificate-unsuitable~SHA1", "certificate-unsuitable", "pass", "pass"]),
                (
                    |e| present(e, 0, &[&leaf("dc1.corp.example").rsa(1024).signed_by(&pki().issuing), &pki().issuing]),
                    &["certificate-unsuitable~RSA key of 1024 bit", "certificate-unsuitable", "pass", "pass"],
                ),
                (plain, &["not asked", "not asked", "not asked", "not asked"]),
            ],
        );
    }

    /// OpenSSL's strict client refuses it too: the same fault, not another one.
    #[test]
    fn one_warning_for_all_stores_and_the_password_withheld() {
        let withheld = diagnosed(|e| {
            sha1(e);
            withhold(e, 0);
        });
        assert_eq!(withheld, ["certificate-unsuitable"]);
    }

    fn sha1(evidence: &mut Evidence) {
        let certificate = leaf("dc1.corp.example").hash(MessageDigest::sha1()).signed_by(&pki().issuing);
        present(evidence, 0, &[&certificate, &pki().issuing]);
    }
}
