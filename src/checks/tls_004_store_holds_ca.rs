//! TLS-004: the classic: the CA was uploaded to one appliance and not to the other.

use super::at::{At, per_store};
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Owner, Severity, fail, pass};
use crate::evidence::{Evidence, TrustStore};
use crate::trust::certificate::Certificate;
use crate::trust::judgement;
use crate::trust::path::Path;

pub(super) static CHECK: Check = Check {
    code: "TLS-004",
    title: "every trust store holds the issuing CA",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-004.md"),
    run: |evidence| per_store(evidence, store_holds_ca),
};

fn store_holds_ca(at: At<'_>, store: &TrustStore) -> Judged {
    let (walked, path) = at.path(store)?;
    let end = path.last().ok_or(crate::check::Skip::Blocked("TLS-002"))?;
    Ok(match &walked {
        Path::Anchored { anchor_is_root, .. } => {
            let proof = pass(format!("\"{}\" is in {}", end.label, store.name)).fact("anchor", &end.subject);
            match anchor_is_root {
                true => proof,
                false => proof.fact("note", "not a root: Java and GnuTLS clients accept it, OpenSSL does not"),
            }
            .into()
        }
        Path::SelfSigned { same_name, .. } if !same_name.is_empty() => replaced(at, store, end, same_name).into(),
        Path::SelfSigned { .. } => self_signed(at, store, end, path.len() == 1).into(),
        Path::Missing { issuer, same_name, .. } if !same_name.is_empty() => {
            let known = match &walked {
                Path::Missing { seen_elsewhere, .. } => seen_elsewhere.first().and_then(|first| at.certificate(first)),
                _ => None,
            };
            match known {
                Some(certificate) => replaced(at, store, &certificate, same_name),
                None => replaced_unseen(at, store, issuer, same_name),
            }
            .into()
        }
        Path::Missing { issuer, key_id, seen_elsewhere, .. } => {
            let seen = seen_elsewhere.iter().filter_map(|f| at.certificate(f)).collect::<Vec<_>>();
            missing(at, store, end, issuer, key_id.as_deref(), &seen).into()
        }
    })
}

/// The issuer is neither sent nor in the store. An intermediate that the server should have sent is the server's fault;
/// a root, which servers leave out, is the store's.
fn missing(
    at: At<'_>,
    store: &TrustStore,
    needed_by: &Certificate,
    issuer: &str,
    key_id: Option<&str>,
    seen: &[Certificate],
) -> Finding {
    let server = at.server.url.authority();
    let label = seen.first().map_or_else(|| label(issuer), |certificate| certificate.label.clone());
    let top_is_held = seen.last().is_some_and(|top| store.certificates.contains(&top.fingerprint));
    let intermediate = seen.first().is_some_and(|certificate| !certificate.self_signed);
    let likely_intermediate = seen.is_empty() && shares_organisation(at.evidence, store, issuer);
    if intermediate && top_is_held || likely_intermediate {
        let may = if likely_intermediate { " (it may be an intermediate of a root that the store has)" } else { "" };
        let name = format!("\"{label}\"");
        return fail("chain-incomplete", format!("the server does not send {name}, which {} lacks{may}", store.name))
            .summary(format!("{server} does not send {name}, which {} lacks{may}", store.name))
            .fault(format!("not sent: {name}"))
            .fact("issuer", issuer)
            .fix(format!(
                "Install {name} on the directory server, so that it is sent with the server's own certificate"
            ))
            .fix(format!("Or upload {name} as {} on every node, and restart Cisco Tomcat there", store_kind(store)));
    }
    let elsewhere = holders(at.evidence, store, seen);
    let summary = match elsewhere.as_slice() {
        [] => format!("{} does not trust {server}: it lacks the CA \"{label}\"", store.name),
        names => format!("{} does not trust {server}: \"{label}\" is in {} only", store.name, join_possessive(names)),
    };
    let finding = ca_missing(store, format!("\"{label}\", which issued \"{}\", is missing", needed_by.label), summary)
        .fault(format!("{} {issuer}", store.name))
        .fact("issuer", issuer)
        .fact("needed_by", &needed_by.subject);
    let finding = match key_id {
        Some(key_id) => finding.fact("issuer_key_id", key_id),
        None => finding,
    };
    upload(finding, store, &label, seen)
}

fn self_signed(at: At<'_>, store: &TrustStore, root: &Certificate, leaf: bool) -> Finding {
    let server = at.server.url.authority();
    let elsewhere = holders(at.evidence, store, std::slice::from_ref(root));
    let what = if leaf { "its self-signed certificate" } else { "the root" };
    let summary = match elsewhere.as_slice() {
        [] => format!("{} does not trust {server}: it lacks {what} \"{}\"", store.name, root.label),
        names => {
            format!("{} does not trust {server}: \"{}\" is in {} only", store.name, root.label, join_possessive(names))
        }
    };
    let finding = ca_missing(store, format!("{what} \"{}\" is missing", root.label), summary)
        .fault(format!("{} {}", store.name, root.subject))
        .fact("issuer", &root.subject);
    upload(finding, store, &root.label, std::slice::from_ref(root))
}

fn ca_missing(store: &TrustStore, message: String, summary: String) -> Finding {
    fail("ca-missing", message).summary(summary).owner(owner(store)).breaks(breaks(store))
}

fn upload(finding: Finding, store: &TrustStore, label: &str, certificates: &[Certificate]) -> Finding {
    let finding = match certificates {
        [] => finding.fix(format!(
            "Get the certificate of \"{label}\" from the directory's administrator and upload it as {} on every node; \
             if it has an issuer itself, upload that too",
            store_kind(store)
        )),
        certificates => certificates.iter().fold(finding, |finding, certificate| {
            finding.fix(format!(
                "Upload \"{}\" (SHA-256 {}) as {} on every node; `--write-missing DIR` writes the file",
                certificate.label,
                short(&certificate.fingerprint),
                store_kind(store)
            ))
        }),
    };
    restart(finding, store)
}

fn restart(finding: Finding, store: &TrustStore) -> Finding {
    match owner(store) {
        Owner::CallManager | Owner::Presence => {
            finding.fix("Restart Cisco Tomcat on every node (`utils service restart Cisco Tomcat`)")
        }
        _ => finding,
    }
}

/// The store has a certificate of this name: another key, or an older copy.
fn replaced(at: At<'_>, store: &TrustStore, wanted: &Certificate, same_name: &[String]) -> Finding {
    let held = same_name.iter().filter_map(|fingerprint| at.certificate(fingerprint)).next();
    let other = match &held {
        Some(held) if held.key_id.is_some() && held.key_id == wanted.key_id => "an older copy of it",
        _ => "another key under the same name",
    };
    let summary = format!(
        "{} does not trust {}: it holds {other}, not today's \"{}\"",
        store.name,
        at.server.url.authority(),
        wanted.label
    );
    let finding = ca_replaced(store, format!("the store holds {other}, not today's \"{}\"", wanted.label), summary)
        .fault(format!("{} {}", store.name, wanted.subject))
        .fact("wanted_sha256", &wanted.fingerprint)
        .fact("held_sha256", same_name.join(", "));
    let finding = finding
        .fix(format!(
            "Delete the old \"{}\" from {} on every node: a CA of the same name replaces it only when its validity begins later",
            wanted.label,
            store_kind(store)
        ))
        .fix(format!(
            "Upload today's (SHA-256 {}) there; `--write-missing DIR` writes the file",
            short(&wanted.fingerprint)
        ));
    restart(finding, store)
}

fn replaced_unseen(at: At<'_>, store: &TrustStore, issuer: &str, same_name: &[String]) -> Finding {
    let label = label(issuer);
    let summary = format!(
        "{} does not trust {}: its \"{label}\" has another key than the one that issued the certificate",
        store.name,
        at.server.url.authority()
    );
    let finding = ca_replaced(store, format!("the store's \"{label}\" has another key than the issuer"), summary)
        .fault(format!("{} {issuer}", store.name))
        .fact("issuer", issuer)
        .fact("held_sha256", same_name.join(", "))
        .fix(format!("Get today's certificate of \"{label}\" from the directory's administrator"))
        .fix(format!("Delete the old one from {} on every node and upload today's", store_kind(store)));
    restart(finding, store)
}

fn ca_replaced(store: &TrustStore, message: String, summary: String) -> Finding {
    fail("ca-replaced", message).summary(summary).owner(owner(store)).breaks(breaks(store))
}

/// Other stores that hold the first of these certificates.
fn holders<'a>(evidence: &'a Evidence, store: &TrustStore, certificates: &[Certificate]) -> Vec<&'a str> {
    let Some(first) = certificates.first() else { return Vec::new() };
    let holds = |other: &&TrustStore| other.name != store.name && other.certificates.contains(&first.fingerprint);
    evidence.stores.iter().filter(holds).map(|other| other.name.as_str()).collect()
}

/// A root of the store belongs to the organisation that the missing issuer names (O, or the DC labels), has another
/// name, and may have CAs below it: then the issuer may well be its intermediate.
fn shares_organisation(evidence: &Evidence, store: &TrustStore, issuer: &str) -> bool {
    let organisation = judgement::organisation(issuer);
    !organisation.is_empty()
        && store.certificates.iter().filter_map(|f| super::at::certificate(evidence, f)).any(|root| {
            root.self_signed
                && root.subject != issuer
                && root.path_len != Some(0)
                && judgement::organisation(&root.subject) == organisation
        })
}

/// Which appliance, and who looks after it.
fn owner(store: &TrustStore) -> Owner {
    match store.name.split('/').next() {
        Some("call-manager") => Owner::CallManager,
        Some("presence") => Owner::Presence,
        Some("client") => Owner::Client,
        _ => Owner::Directory,
    }
}

fn breaks(store: &TrustStore) -> &'static [Feature] {
    match owner(store) {
        Owner::CallManager => &[Feature::Login, Feature::DirectorySync],
        Owner::Client => &[Feature::ContactSearch],
        _ => &[Feature::Login],
    }
}

fn store_kind(store: &TrustStore) -> String {
    match owner(store) {
        Owner::CallManager | Owner::Presence => format!("tomcat-trust ({})", store.name),
        Owner::Client => "a trusted root of the user's computer".to_owned(),
        _ => format!("a trusted CA ({})", store.name),
    }
}

fn short(fingerprint: &str) -> String {
    let pairs = fingerprint.as_bytes().chunks(2).take(8);
    pairs.map(|pair| String::from_utf8_lossy(pair).into_owned()).collect::<Vec<_>>().join(":") + "…"
}

fn join_possessive(names: &[&str]) -> String {
    match names {
        [one] => format!("{one}'s store"),
        many => format!("the stores of {}", many.join(" and ")),
    }
}

/// The common name of a distinguished name in RFC 4514 form, else the whole.
fn label(name: &str) -> String {
    let cn = name.split(',').find_map(|part| part.trim().strip_prefix("CN="));
    cn.unwrap_or(name).to_owned()
}
