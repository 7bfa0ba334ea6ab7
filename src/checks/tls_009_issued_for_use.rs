//! TLS-009: RFC 5280 sections 4.2.1.3 (key usage), 4.2.1.9 (basic constraints), 4.2.1.12 (extended key usage).

use super::at::{At, per_store};
use crate::check::{Check, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::judgement;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls009,
    stage: Stage::Tls,
    title: "every certificate is issued for what it does here",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-009.md"),
    run: |evidence| per_store(evidence, issued_for_use),
};

fn issued_for_use(at: At<'_>, store: &TrustStore) -> Judged {
    let (walked, path) = at.path(store)?;
    if let Some((certificate, what)) = judgement::unsuitable(&path) {
        return Ok(fail(CauseCode::CertificateUnsuitable, format!("\"{}\": {what}", certificate.label))
            .summary(format!("{}: \"{}\": {what}", at.server.url.authority(), certificate.label))
            .fault(&certificate.fingerprint)
            .fact("subject", &certificate.subject)
            .fix("Issue a certificate for TLS servers: key usage digitalSignature, extended key usage serverAuth; CAs with CA:TRUE and keyCertSign")
            .into());
    }
    if let Some(text) = at.openssl_refusal(store, &walked) {
        return Ok(fail(CauseCode::CertificateUnsuitable, format!("OpenSSL refuses the path: {text}"))
            .summary(format!("{}: OpenSSL refuses the certificate path: {text}", at.server.url.authority()))
            .fault(&text)
            .fix("Let the CA's administrator look at the constraints of its certificates (`openssl x509 -text`)")
            .into());
    }
    Ok(pass("for TLS servers, by CAs that may").into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::pki;
    use crate::checks::sample::{ca, diagnosed, expect, leaf, plain, present, withhold};
    use crate::evidence::Evidence;

    #[test]
    fn certificates_are_used_for_what_they_were_issued() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass", "pass", "pass", "pass"]),
                (for_clients, &["certificate-unsuitable~lacks serverAuth", "certificate-unsuitable", "pass", "pass"]),
                (below_a_leaf, &["certificate-unsuitable~is no CA", "certificate-unsuitable", "pass", "pass"]),
                (
                    too_deep,
                    &[
                        "certificate-unsuitable~allows 0 CAs below it and has 1",
                        "certificate-unsuitable",
                        "pass",
                        "pass",
                    ],
                ),
                (plain, &["not asked", "not asked", "not asked", "not asked"]),
            ],
        );
        let withheld = diagnosed(|e| {
            for_clients(e);
            withhold(e, 0);
        });
        assert_eq!(withheld, ["certificate-unsuitable"]);
    }

    fn for_clients(evidence: &mut Evidence) {
        let certificate = leaf("dc1.corp.example").client_only().signed_by(&pki().issuing);
        present(evidence, 0, &[&certificate, &pki().issuing]);
    }

    fn below_a_leaf(evidence: &mut Evidence) {
        let signer = leaf("no CA").signed_by(&pki().issuing);
        present(evidence, 0, &[&leaf("dc1.corp.example").signed_by(&signer), &signer, &pki().issuing]);
    }

    fn too_deep(evidence: &mut Evidence) {
        let top = ca("Corp Top CA").path_len(0).signed_by(&pki().root);
        let below = ca("Corp Low CA").signed_by(&top);
        present(evidence, 0, &[&leaf("dc1.corp.example").signed_by(&below), &below, &top]);
    }
}
