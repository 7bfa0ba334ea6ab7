//! TLS-010: what OpenSSL's security level 2 refuses, Debian's and RHEL's default.

use super::at::{At, per_store};
use crate::check::{Check, Judged, Severity, fail, pass};
use crate::evidence::TrustStore;
use crate::trust::judgement;

pub(super) static CHECK: Check = Check {
    code: "TLS-010",
    title: "keys and signatures are strong enough for today's clients",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-010.md"),
    run: |evidence| per_store(evidence, strong_enough),
};

fn strong_enough(at: At<'_>, store: &TrustStore) -> Judged {
    let (_, path) = at.path(store)?;
    Ok(match judgement::weak(&path) {
        Some((certificate, what)) => fail("certificate-unsuitable", format!("\"{}\": {what}", certificate.label))
            .summary(format!(
                "{}: \"{}\": {what}: newer clients may refuse it",
                at.server.url.authority(),
                certificate.label
            ))
            .fault(format!("weak {}", certificate.fingerprint))
            .fact("subject", &certificate.subject)
            .fix("Issue it again with an RSA key of at least 2048 bit and a SHA-256 signature")
            .into(),
        None => {
            let leaf = at.leaf()?;
            pass(format!("{} {} bit, {}", leaf.key_type, leaf.key_bits, leaf.signature)).into()
        }
    })
}
