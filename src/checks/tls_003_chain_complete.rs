//! TLS-003: RFC 5246 section 7.4.2: the leaf first, each certificate followed by its issuer; the root may be left out.

use std::collections::BTreeSet;

use super::at::{At, per_endpoint};
use super::ca_upload;
use crate::check::{Check, Finding, Judged, Proof, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
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
    let missing = intermediates_not_sent(at);
    match &missing {
        Err(blocked @ Skip::Blocked(_)) => return Err(blocked.clone()),
        Ok(missing) if !missing.is_empty() => {
            let names = quoted(missing);
            return Ok(fail(
                CauseCode::ChainIncomplete,
                format!("the server does not send {names}, so every client must have it"),
            )
            .fault(not_sent(&names))
            .fact("leaf", &leaf.subject)
            .fix(send(&names))
            .into());
        }
        _ => {}
    }
    let name = |fingerprint: &str| at.certificate(fingerprint).map_or_else(String::new, |c| c.label.clone());
    match path::order(&at.case.pki, chain) {
        Order::Ordered => missing.map(|_| in_order(chain).into()),
        Order::Misplaced { after, found } => Ok(fail(
            CauseCode::ChainIncomplete,
            format!("the chain is sent in the wrong order: \"{}\" after \"{}\"", name(&found), name(&after)),
        )
        .fix("Put the certificates in the server's chain file in order: its own first, then each issuer")
        .into()),
        Order::Stranger { found, open } => {
            let open = open.filter(|_| missing.is_err()).and_then(|open| at.certificate(&open));
            Ok(stranger(&name(&found), open).into())
        }
    }
}

/// Java and OpenSSL alike take what is sent twice as sent once.
fn in_order(chain: &[String]) -> Proof {
    let once: BTreeSet<&String> = chain.iter().collect();
    match chain.len() - once.len() {
        0 => pass(format!("sent in order: {}", chain.len())),
        again => pass(format!("sent in order: {}, and {again} of them once more, which harms nobody", once.len())),
    }
}

/// `found` is no issuer of what stands before it: a stranger, or sent where the unknown issuer of `open` is missing.
fn stranger(found: &str, open: Option<&Certificate>) -> Finding {
    let Some(open) = open else {
        let message = format!("the chain holds \"{found}\", which is no issuer of the server's certificate");
        let out = format!("Take \"{found}\" out of the server's chain file");
        return fail(CauseCode::ChainIncomplete, message).fix(out);
    };
    let (issuer, label) = (ca_upload::label(&open.issuer), &open.label);
    fail(
        CauseCode::ChainIncomplete,
        format!("the chain holds \"{found}\" in the place of \"{issuer}\", the issuer of \"{label}\""),
    )
    .fix(format!(
        "Put \"{issuer}\" behind \"{label}\" in the server's chain file (a root may be left out), and \"{found}\" \
         after it only if it is the next issuer"
    ))
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
    // Without stores, other servers may still show what is missing.
    let none = [TrustStore {
        name: String::new(),
        source: String::new(),
        system: true,
        certificates: Vec::new(),
        junk: Vec::new(),
    }];
    let stores = if at.case.stores.is_empty() { &none[..] } else { &at.case.stores };
    let mut decided = false;
    for store in stores {
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
        false if stores.iter().all(|store| store.system) => Err(Skip::Undecided(
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
                // More than is needed, and nothing that is missing.
                (
                    |e| present(e, 0, &[&pki().dc[0], &pki().dc[0], &pki().issuing, &pki().issuing, &pki().root]),
                    &["pass~in order: 3, and 2 of them once more", "pass"],
                ),
                (
                    |e| present(e, 0, &[&pki().dc[0], &pki().dc[1], &pki().issuing]),
                    &["chain-incomplete~holds \"dc2.corp.example\", which is no issuer~Take", "pass"],
                ),
                (
                    |e| {
                        e.stores.clear();
                        e.certificates.remove(&pki().issuing.fingerprint());
                        (0..2).for_each(|server| present(e, server, &[&pki().dc[server], &pki().root]));
                    },
                    &[
                        "chain-incomplete~\"Corp Root CA\" in the place of \"Corp Issuing CA\"~behind",
                        "chain-incomplete~the issuer of \"dc2.corp.example\"",
                    ],
                ),
                (
                    |e| {
                        e.stores.clear();
                        e.certificates.remove(&pki().issuing.fingerprint());
                        (0..2).for_each(|server| present(e, server, &[&pki().dc[server]]));
                    },
                    &["undecided~no trust store was given", "undecided"],
                ),
                // Without a store, too, the second server shows what the first one leaves out.
                (
                    |e| {
                        e.stores.clear();
                        present(e, 0, &[&pki().dc[0]]);
                    },
                    &["chain-incomplete~does not send \"Corp Issuing CA\"", "pass"],
                ),
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
