//! TLS-009: RFC 5280 sections 4.2.1.3 (key usage), 4.2.1.9 (basic constraints), 4.2.1.12 (extended key usage).

use super::appliance;
use super::at::{At, per_store};
use super::by_place::by_place;
use super::taken_first::{TakenFirst, taken_first};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::java::{self, Dimension, Fault, Refusers};
use crate::trust::judgement;
use crate::trust::path::Path;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls009,
    stage: Stage::Tls,
    title: "every certificate is issued for what it does here",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-009.md"),
    run: |case| per_store(case, |at, store| by_place(at, |at| issued_for_use(at, store))),
};

fn issued_for_use(at: At<'_>, store: &TrustStore) -> Judged {
    let walked = at.path(store)?;
    let (way, path) = (&walked.way, &walked.path);
    if matches!(way, Path::Anchored { .. })
        && let Some(java) = at.java(store)
    {
        return by_java(at, store, way, &java);
    }
    if let Some((certificate, what)) = judgement::unsuitable(path) {
        return Ok(fail(CauseCode::CertificateUnsuitable, format!("\"{}\": {what}", certificate.label))
            .summary(format!("{}: \"{}\": {what}", at.shown(), certificate.label))
            .fault(&certificate.fingerprint)
            .fact("subject", &certificate.subject)
            .fix(TEMPLATE)
            .into());
    }
    if let Some(text) = at.openssl_refusal(store, way) {
        if let Some(TakenFirst { label, .. }) = taken_first(at, path) {
            let note = format!("OpenSSL goes by the first of two certificates of \"{label}\" and refuses it: {text}");
            return Ok(pass("for TLS servers, by CAs that may").fact("note", note).into());
        }
        return Ok(fail(CauseCode::CertificateUnsuitable, format!("OpenSSL refuses the path: {text}"))
            .summary(format!("{}: OpenSSL refuses the certificate path: {text}", at.shown()))
            .fault(&text)
            .fix("Let the CA's administrator look at the constraints of its certificates (`openssl x509 -text`)")
            .into());
    }
    Ok(pass("for TLS servers, by CAs that may").into())
}

const TEMPLATE: &str = "Issue a certificate for TLS servers: key usage digitalSignature, extended key usage serverAuth, names that the CAs above allow; CAs with CA:TRUE, keyCertSign and a path length that suffices";

/// The appliances' rules; what OpenSSL alone refuses is a note.
fn by_java(at: At<'_>, store: &TrustStore, way: &Path, java: &java::Verdict) -> Judged {
    if java.lacks_path() {
        return Err(at.untrusted());
    }
    if let Some(fault) = java.unfit() {
        return Ok(refused(at, fault).into());
    }
    if let Some(twin) = java.faults.iter().find(|fault| fault.refusers == Refusers::ByChance) {
        return Ok(beside_its_twin(at, store, twin).into());
    }
    let unsure = |fault: &&Fault| fault.dimension != Dimension::Cipher && fault.refusers == Refusers::Unsure;
    if let Some(unsure) = java.faults.iter().find(unsure) {
        let why = format!("{}; whether Java takes it is not known: the Tomcat log of a node would tell", unsure.what);
        return Err(Skip::Undecided(why));
    }
    let proof = pass("for TLS servers, by CAs that may");
    Ok(match at.openssl_refusal(store, way) {
        Some(text) => proof.fact("note", format!("Java accepts it, OpenSSL clients do not: {text}")),
        None => proof,
    }
    .into())
}

/// The store is to be tidied: the server and its CA are sound.
fn beside_its_twin(at: At<'_>, store: &TrustStore, twin: &Fault) -> Finding {
    let certificate = twin.certificate.as_ref().and_then(|one| at.certificate(one));
    let label = certificate.as_ref().map_or_else(|| "a certificate".to_owned(), |one| format!("\"{}\"", one.label));
    let print = twin.certificate.clone().unwrap_or_default();
    fail(CauseCode::CertificateUnsuitable, format!("{label} with SHA-256 {print}: {}", twin.what))
        .owner(appliance::owner(store))
        .summary(format!(
            "{}'s store has two certificates of {label}, one of them no CA: Java takes either, so logins work after one start of Tomcat and not after another",
            store.name
        ))
        .fault(format!("{print} in {}", store.name))
        .fact("sha256", &print)
        .refuted_if(&["the store was exported before that certificate was removed"])
        .fix(format!("Remove the certificate with SHA-256 {print} from tomcat-trust on every node, and keep the CA of the same name"))
        .fix("Restart Cisco Tomcat on every node (`utils service restart Cisco Tomcat`)")
}

fn refused(at: At<'_>, fault: &Fault) -> Finding {
    let certificate = fault.certificate.as_ref().and_then(|one| at.certificate(one));
    let what = match &certificate {
        Some(certificate) => format!("\"{}\": {}", certificate.label, fault.what),
        None => fault.what.clone(),
    };
    let finding = fail(CauseCode::CertificateUnsuitable, what.clone()).summary(format!("{}: {what}", at.shown()));
    let finding = match certificate {
        Some(certificate) => finding.fault(&certificate.fingerprint).fact("subject", &certificate.subject),
        None => finding.fault(&fault.what),
    };
    finding.fix(match fault.dimension {
        Dimension::Size => "Issue a certificate with fewer names, and send no certificate that the path does not need",
        Dimension::Algorithm => {
            "Issue it again with an RSA key of 2048 to 4096 bit or a key on P-256, signed with SHA-256"
        }
        _ => TEMPLATE,
    })
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::pki;
    use crate::checks::sample::{ca, diagnosed, expect, leaf, plain, present, trust, withhold};
    use crate::evidence::Evidence;
    use crate::trust::mint::Minted;

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

    /// What OpenSSL takes and Java does not, and the other way round.
    #[test]
    fn the_appliances_rules_decide_for_their_stores() {
        let root = ca("Corp Root CA").self_signed();
        let mail_only = ca("Corp Narrow CA").path_len(0).self_signed();
        let below = ca("Corp Low CA").signed_by(&mail_only);
        let narrow = diagnosed(|e| {
            e.vantages[0].servers.truncate(1);
            ["call-manager", "presence"].iter().for_each(|name| trust(e, name, &[&mail_only]));
            present(e, 0, &[&leaf("dc1.corp.example").signed_by(&below), &below]);
        });
        assert_eq!(narrow, Vec::<String>::new(), "what is trusted itself is not asked for its path length");
        let md5 = diagnosed(|e| {
            e.vantages[0].servers.truncate(1);
            ["call-manager", "presence"].iter().for_each(|name| trust(e, name, &[&root]));
            present(e, 0, &[&leaf("dc1.corp.example").rsa(1000).signed_by(&root)]);
        });
        assert_eq!(md5, ["certificate-unsuitable"]);
    }

    #[test]
    fn beside_a_twin_that_is_no_ca_the_pick_is_left_to_chance() {
        let root = ca("Dune Root").self_signed();
        let no_ca = || leaf("Dune Root").subject(&[("O", "Corp"), ("CN", "Dune Root")]);
        let (twin, namesake) = (no_ca().key_of(&root).self_signed(), no_ca().self_signed());
        let found = |beside: &Minted| {
            diagnosed(|e| {
                e.vantages[0].servers.truncate(1);
                trust(e, "call-manager", &[&root, beside]);
                trust(e, "presence", &[&root]);
                present(e, 0, &[&leaf("dc1.corp.example").signed_by(&root)]);
            })
        };
        assert_eq!(found(&twin), ["certificate-unsuitable"]);
        assert_eq!(found(&namesake), Vec::<String>::new(), "another key is no twin");
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
