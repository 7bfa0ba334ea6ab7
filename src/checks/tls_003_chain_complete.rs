//! TLS-003: RFC 5246 section 7.4.2: the leaf first, each certificate followed by its issuer; the root may be left out.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::trust::certificate::Certificate;
use crate::trust::path::{self, Order, Path};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls003,
    stage: Stage::Tls,
    title: "every server sends a complete, ordered chain",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-003.md"),
    run: |case| per_endpoint(case, chain_complete),
};

fn chain_complete(at: At<'_>) -> Judged {
    let chain = at.chain()?;
    let leaf = at.leaf()?;
    let missing = intermediates_not_sent(at)?;
    if !missing.is_empty() {
        let names = quoted(&missing);
        return Ok(fail(
            CauseCode::ChainIncomplete,
            format!("the server does not send {names}, so every client must have it"),
        )
        .fault(not_sent(&names))
        .fact("leaf", &leaf.subject)
        .fix(send(&names))
        .into());
    }
    if let Order::Misplaced { after, found } = path::order(&at.case.pki, chain) {
        let name = |fingerprint| at.certificate(fingerprint).map_or_else(String::new, |c| c.label.clone());
        if is_stranger(at, chain, &found) {
            let message = format!("the chain holds \"{}\", which has nothing to do with the certificate", name(&found));
            return Ok(fail(CauseCode::ChainIncomplete, message)
                .fix(format!("Take \"{}\" out of the server's chain file", name(&found)))
                .into());
        }
        let (after, found) = (name(&after), name(&found));
        return Ok(fail(
            CauseCode::ChainIncomplete,
            format!("the chain is sent in the wrong order: \"{found}\" after \"{after}\""),
        )
        .fix("Put the certificates in the server's chain file in order: its own first, then each issuer")
        .into());
    }
    Ok(pass(format!("sent in order: {}", chain.len())).into())
}

/// Whether a certificate that was sent is on no way from the leaf: it issued none of the others, and none of them issued
/// it.
fn is_stranger(at: At<'_>, chain: &[String], sent: &str) -> bool {
    let Some(own) = at.certificate(sent) else { return false };
    let others = chain.iter().filter(|other| *other != sent).filter_map(|other| at.certificate(other));
    let mut related = others.map(|other| other.issuer == own.subject || other.subject == own.issuer);
    !own.subject.is_empty() && !related.any(|related| related)
}

/// Labels as an administrator reads them.
pub(super) fn quoted(certificates: &[Certificate]) -> String {
    certificates.iter().map(|c| format!("\"{}\"", c.label)).collect::<Vec<_>>().join(", ")
}

/// The identity of this fault, also where TLS-004 finds it.
pub(super) fn not_sent(names: &str) -> String {
    format!("not sent: {names}")
}

pub(super) fn send(names: &str) -> String {
    format!("Install {names} on the directory server, so that it is sent with the server's own certificate")
}

/// CAs between what was sent and a root, known from a store or another server.
/// Whether an issuer nobody has seen is a root cannot be told here: TLS-004 reports it.
fn intermediates_not_sent(at: At<'_>) -> Result<Vec<Certificate>, Skip> {
    let chain = at.chain()?;
    let mut decided = at.case.stores.is_empty();
    for store in &at.case.stores {
        let walked = at.case.walk(chain, store);
        let beyond = match &walked.way {
            Path::Anchored { .. } | Path::SelfSigned { .. } => &[][..],
            Path::Missing { seen_elsewhere, .. } if seen_elsewhere.is_empty() => continue,
            Path::Missing { seen_elsewhere, .. } => seen_elsewhere,
        };
        decided = true;
        let unsent = walked.way.path().iter().chain(beyond).filter(|fingerprint| !chain.contains(fingerprint));
        // A copy of the same CA that was sent is in its place: an older one, or the root that another one cross-signed.
        let sent: Vec<&Certificate> = chain.iter().filter_map(|f| at.certificate(f)).collect();
        let copy =
            |c: &Certificate| sent.iter().any(|s| s.subject == c.subject && s.key_id.is_some() && s.key_id == c.key_id);
        let cas = unsent.filter_map(|f| at.certificate(f)).filter(|c| !c.self_signed && !copy(c));
        let found: Vec<Certificate> = cas.cloned().collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    match decided {
        true => Ok(Vec::new()),
        false if at.case.stores.iter().all(|store| store.system) => Err(Skip::Undecided(
            "the last certificate sent is no root, and no trust store was given that holds its issuer".to_owned(),
        )),
        false => Err(Skip::Blocked(CheckCode::Tls004)),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::pki;
    use crate::checks::sample::{ca, diagnosed, expect, leaf, plain, present, trust};
    use crate::evidence::Evidence;

    #[test]
    fn an_intermediate_that_is_not_sent_is_named() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~in order: 2", "pass"]),
                (|e| present(e, 0, &[&pki().dc[0], &pki().issuing, &pki().root]), &["pass~in order: 3", "pass"]),
                // The second server shows what the first one leaves out.
                (|e| present(e, 0, &[&pki().dc[0]]), &["chain-incomplete~does not send \"Corp Issuing CA\"", "pass"]),
                (
                    |e| present(e, 0, &[&pki().dc[0], &pki().root, &pki().issuing]),
                    &["chain-incomplete~wrong order~\"Corp Root CA\" after", "pass"],
                ),
                (|e| present(e, 0, &[&leaf("dc1.corp.example").self_signed()]), &["pass~in order: 1", "pass"]),
                (
                    |e| present(e, 0, &[&pki().dc[0], &pki().issuing, &ca("Somebody Else").self_signed()]),
                    &["chain-incomplete~holds \"Somebody Else\"~Take", "pass"],
                ),
                (
                    |e| present(e, 0, &[&leaf("dc1.corp.example").signed_by(&ca("Unseen CA").self_signed())]),
                    &["blocked by TLS-004", "pass"],
                ),
                (plain, &["not asked~without StartTLS", "not asked"]),
            ],
        );
    }

    #[test]
    fn what_every_store_bridges_is_a_warning_alone() {
        let bridged = |e: &mut Evidence| {
            ["call-manager", "presence"].iter().for_each(|name| trust(e, name, &[&pki().root, &pki().issuing]));
            (0..2).for_each(|server| present(e, server, &[&pki().dc[server]]));
        };
        assert_eq!(diagnosed(bridged), ["chain-incomplete"]);
    }

    #[test]
    fn a_wrong_ca_in_the_place_of_the_issuer_is_one_fault() {
        let wrong = diagnosed(|e| present(e, 0, &[&pki().dc[0], &ca("Other CA").self_signed()]));
        assert_eq!(wrong, ["chain-incomplete"]);
    }
}
