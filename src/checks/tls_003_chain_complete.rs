//! TLS-003: RFC 5246 section 7.4.2: the leaf first, each certificate followed by its issuer; the root may be left out.

use super::at::{At, certificate, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::trust::certificate::Certificate;
use crate::trust::path::{self, Order, Path};

pub(super) static CHECK: Check = Check {
    code: "TLS-003",
    title: "every server sends a complete, ordered chain",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-003.md"),
    run: |evidence| per_endpoint(evidence, chain_complete),
};

fn chain_complete(at: At<'_>) -> Judged {
    let chain = at.chain()?;
    let leaf = at.leaf()?;
    if let Order::Misplaced { after, found } = path::order(&at.evidence.certificates, chain) {
        let name = |fingerprint| certificate(at.evidence, fingerprint).map_or_else(String::new, |c| c.label);
        let (after, found) = (name(&after), name(&found));
        return Ok(fail(
            "chain-incomplete",
            format!("the chain is sent in the wrong order: \"{found}\" after \"{after}\""),
        )
        .fix("Put the certificates in the server's chain file in order: its own first, then each issuer")
        .into());
    }
    let missing = intermediates_not_sent(at)?;
    if missing.is_empty() {
        return Ok(pass(format!("{} certificates, in order", chain.len())).into());
    }
    let names = missing.iter().map(|c| format!("\"{}\"", c.label)).collect::<Vec<_>>().join(", ");
    Ok(fail("chain-incomplete", format!("the server does not send {names}, so every client must have it"))
        .fault(format!("not sent: {names}"))
        .fact("leaf", &leaf.subject)
        .fix(format!("Install {names} on the directory server, so that it is sent with the server's own certificate"))
        .into())
}

/// CAs between what was sent and a root, known from a store or another server.
/// Whether an issuer nobody has seen is a root cannot be told here: TLS-004 reports it.
fn intermediates_not_sent(at: At<'_>) -> Result<Vec<Certificate>, Skip> {
    let chain = at.chain()?;
    let mut unknown = false;
    for store in &at.evidence.stores {
        let fingerprints = match path::walk(at.evidence, chain, store) {
            Path::Anchored { from_store, .. } => from_store,
            Path::SelfSigned { .. } => return Ok(Vec::new()),
            Path::Missing { seen_elsewhere, .. } if seen_elsewhere.is_empty() => {
                unknown = true;
                continue;
            }
            Path::Missing { seen_elsewhere, .. } => seen_elsewhere,
        };
        let found = fingerprints.iter().filter_map(|fingerprint| at.certificate(fingerprint));
        return Ok(found.filter(|c| !c.self_signed && !chain.contains(&c.fingerprint)).collect());
    }
    if unknown { Err(Skip::Blocked("TLS-004")) } else { Ok(Vec::new()) }
}
