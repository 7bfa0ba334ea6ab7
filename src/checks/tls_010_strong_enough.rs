//! TLS-010: what OpenSSL's security level 2 refuses, Debian's and RHEL's default.

use super::at::{At, per_store};
use crate::check::{Check, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::judgement;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls010,
    stage: Stage::Tls,
    title: "keys and signatures are strong enough for today's clients",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-010.md"),
    run: |evidence| per_store(evidence, strong_enough),
};

fn strong_enough(at: At<'_>, store: &TrustStore) -> Judged {
    let (_, path) = at.path(store)?;
    Ok(match judgement::weak(&path) {
        Some((certificate, what)) => {
            fail(CauseCode::CertificateUnsuitable, format!("\"{}\": {what}", certificate.label))
                .summary(format!(
                    "{}: \"{}\": {what}: newer clients may refuse it",
                    at.server.url.authority(),
                    certificate.label
                ))
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
