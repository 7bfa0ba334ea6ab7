//! How a CA that a store lacks comes into it, and who vouches for it.

use super::appliance::{owner, store_kind};
use super::at::At;
use crate::check::{Change, Finding, Owner, Step};
use crate::evidence::{Evidence, TrustStore};
use crate::trust::certificate::Certificate;
use crate::trust::judgement;

/// Largest key in bit that call manager takes as an upload (Security Guide 15).
const MAX_UPLOAD: u32 = 4096;

/// Adds the steps that bring these certificates into the store, and what makes them count.
pub(super) fn upload(
    at: At<'_>,
    mut finding: Finding,
    store: &TrustStore,
    label: &str,
    certificates: &[Certificate],
) -> Finding {
    finding.fix.extend(steps(at, store, label, certificates));
    restart(finding, store)
}

/// The steps that bring these certificates into the store.
pub(super) fn steps(at: At<'_>, store: &TrustStore, label: &str, certificates: &[Certificate]) -> Vec<Step> {
    let kind = store_kind(store);
    if certificates.is_empty() {
        return vec![Step::from(format!(
            "Get the certificate of \"{label}\" from the directory's administrator and upload it as {kind} on every node; \
             if it has an issuer itself, upload that too"
        ))];
    }
    certificates.iter().flat_map(|one| steps_for(at, store, one, certificates)).collect()
}

fn steps_for(at: At<'_>, store: &TrustStore, certificate: &Certificate, all: &[Certificate]) -> Vec<Step> {
    let (label, kind) = (&certificate.label, store_kind(store));
    if certificate.key_type == "RSA" && certificate.key_bits > MAX_UPLOAD && owner(store) != Owner::Client {
        return vec![Step::from(format!(
            "\"{label}\" has {} bit, and an upload takes {MAX_UPLOAD}: upload the CA that issued the server's certificate \
             instead, or let a CA with a smaller key issue it",
            certificate.key_bits
        ))];
    }
    let mut steps = Vec::new();
    let words = if vouched_for(at.case, store, certificate) {
        format!("Upload \"{label}\" with SHA-256 {} as {kind}", certificate.fingerprint)
    } else {
        steps.push(owner_decides(certificate));
        format!("If it is the same, upload \"{label}\" as {kind}")
    };
    let words = format!("{words} on every node; `--write-missing DIR` writes the file");
    steps.push(Step::from(words).changing(comes(store, all)));
    steps
}

/// These certificates come into a store; nothing where none is known.
pub(super) fn comes(store: &TrustStore, certificates: &[Certificate]) -> Option<Change> {
    let add: Vec<_> = certificates.iter().map(|one| one.fingerprint.clone()).collect();
    (!add.is_empty()).then(|| Change::trust(store, add, Vec::new()))
}

/// Whether another store of the company, or this host's own bundle, vouches for a certificate.
pub(super) fn vouched_for(evidence: &Evidence, store: &TrustStore, certificate: &Certificate) -> bool {
    !holders(evidence, store, std::slice::from_ref(certificate)).is_empty()
}

/// What only the connection showed that could not be verified may be anybody's: its owner decides, not the name.
pub(super) fn ask_the_owner(finding: Finding, certificate: &Certificate) -> Finding {
    finding.fix(owner_decides(certificate))
}

fn owner_decides(certificate: &Certificate) -> Step {
    Step::from(format!(
        "Only the unverified connection showed \"{}\", and interception looks the same: get the certificate from who \
         runs the CA, and compare the whole SHA-256: {}",
        certificate.label, certificate.fingerprint
    ))
}

/// An appliance reads its trust store when Tomcat starts.
pub(super) fn restart(mut finding: Finding, store: &TrustStore) -> Finding {
    finding.fix.extend(restarted(store));
    finding
}

pub(super) fn restarted(store: &TrustStore) -> Option<Step> {
    let appliance = matches!(owner(store), Owner::CallManager | Owner::Presence);
    appliance.then(|| Step::from("Restart Cisco Tomcat on every node (`utils service restart Cisco Tomcat`)"))
}

/// Other stores that hold the first of these certificates.
pub(super) fn holders<'a>(evidence: &'a Evidence, store: &TrustStore, certificates: &[Certificate]) -> Vec<&'a str> {
    let Some(first) = certificates.first() else { return Vec::new() };
    let holds = |other: &&TrustStore| other.name != store.name && other.certificates.contains(&first.fingerprint);
    evidence.stores.iter().filter(holds).map(|other| other.name.as_str()).collect()
}

/// The common name of a distinguished name in RFC 4514 form, else the whole.
pub(super) fn label(name: &str) -> String {
    let cn = judgement::parts(name).find_map(|part| part.strip_prefix("CN="));
    cn.map_or_else(|| name.to_owned(), |cn| cn.replace('\\', ""))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_label_ends_at_a_comma_that_is_none_of_its_own() {
        assert_eq!(super::label("CN=Example\\, Inc. CA,O=Example"), "Example, Inc. CA");
        assert_eq!(super::label("O=Example"), "O=Example");
    }
}
