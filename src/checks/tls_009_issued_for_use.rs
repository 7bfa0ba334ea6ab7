//! TLS-009: RFC 5280 sections 4.2.1.3 (key usage), 4.2.1.9 (basic constraints), 4.2.1.12 (extended key usage).

use super::at::{At, per_store};
use crate::check::{Check, Judged, Severity, fail, pass};
use crate::evidence::TrustStore;
use crate::trust::judgement;
use crate::trust::path::{self, Path};

pub(super) static CHECK: Check = Check {
    code: "TLS-009",
    title: "every certificate is issued for what it does here",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-009.md"),
    run: |evidence| per_store(evidence, issued_for_use),
};

fn issued_for_use(at: At<'_>, store: &TrustStore) -> Judged {
    let (walked, path) = at.path(store)?;
    if let Some((certificate, what)) = judgement::unsuitable(&path) {
        return Ok(fail("certificate-unsuitable", format!("\"{}\": {what}", certificate.label))
            .summary(format!("{}: \"{}\": {what}", at.server.url.authority(), certificate.label))
            .fault(&certificate.fingerprint)
            .fact("subject", &certificate.subject)
            .fix("Issue a certificate for TLS servers: key usage digitalSignature, extended key usage serverAuth; CAs with CA:TRUE and keyCertSign")
            .into());
    }
    if let Path::Anchored { anchor_is_root: true, .. } = walked
        && let Some(text) = openssl_refusal(at, store)
    {
        return Ok(fail("certificate-unsuitable", format!("OpenSSL refuses the path: {text}"))
            .summary(format!("{}: OpenSSL refuses the certificate path: {text}", at.server.url.authority()))
            .fault(&text)
            .fix("Let the CA's administrator look at the constraints of its certificates (`openssl x509 -text`)")
            .into());
    }
    Ok(pass("for TLS servers, by CAs that may").into())
}

/// Constraints that our own walk does not read (name constraints, policies): OpenSSL's word on path and purpose.
fn openssl_refusal(at: At<'_>, store: &TrustStore) -> Option<String> {
    let chain = at.chain().ok()?;
    let now = at.vantage.taken_at;
    let verdicts = path::openssl_verdicts(&at.evidence.certificates, chain, store, &at.server.url.host, now)?;
    let refused = [verdicts.path, verdicts.purpose].into_iter().find_map(Result::err);
    refused.map(|(number, depth, text)| format!("{text} (error {number} at depth {depth})"))
}
