//! TLS-008: the forecast: the first date on which a certificate breaks login.

use time::Duration;

use super::appliance::{holder, owner, store_kind};
use super::at::{At, per_store};
use super::by_place::by_place;
use super::ca_replaced::swap;
use super::ca_upload::{label, restart, upload};
use super::clock::span;
use super::held;
use crate::check::{Change, Check, Finding, Judged, Severity, Skip, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::certificate::Certificate;
use crate::trust::judgement::{self, Outside};
use crate::trust::path::Path;

/// How far ahead we warn.
const AHEAD: Duration = Duration::days(30);

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls008,
    stage: Stage::Tls,
    title: "no certificate from the server to the trust store expires within 30 days",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-008.md"),
    run: |case| per_store(case, |at, store| by_place(at, |at| not_expiring(at, store))),
};

fn not_expiring(at: At<'_>, store: &TrustStore) -> Judged {
    let walked = at.path(store)?;
    let path = walked.path.as_slice();
    let now = at.vantage.taken_at;
    if judgement::outside_validity(&at.dated(store, &walked), now).is_some() {
        return Err(Skip::Blocked(CheckCode::Tls005));
    }
    let anchored = matches!(walked.way, Path::Anchored { .. });
    // Java ends at the first that it trusts, which need not be the root.
    let outside = path.iter().enumerate().find_map(|(nth, one)| Some((nth, one, judgement::outside(one, now)?)));
    if anchored && let Some((nth, anchor, side)) = outside {
        let way = path.get(..=nth).unwrap_or(path);
        return Ok(trusted_though(at, store, way, anchor, side).into());
    }
    if anchored && let Some((copy, renewed)) = held::expired_copy(at, store, path) {
        return Ok(copy_beside(at, store, &copy, &renewed).into());
    }
    // Behind one address may stand several servers; of what has expired already NET-007 tells.
    let others = at.other_leaves().into_iter().filter(|other| other.not_after > now);
    let first = path.iter().chain(others).min_by_key(|c| c.not_after).ok_or(Skip::Blocked(CheckCode::Tls002))?;
    let day = first.not_after.date();
    if first.not_after - now > AHEAD {
        // What is missing on the way may expire before.
        if !anchored {
            return Err(at.untrusted());
        }
        if let Some(own) = pinned(&walked.way, path) {
            return Ok(until_renewed(at, store, own).into());
        }
        if let Some(issuing) = below_its_root(&walked.way, path) {
            return Ok(until_another_issues(at, store, issuing).into());
        }
        return Ok(pass(format!("first to expire: \"{}\" on {day}", first.label)).fact("breaks_on", day).into());
    }
    Ok(soon(at, store, first, pinned(&walked.way, path).is_some()).into())
}

/// The first date is near. `itself`: the store holds the server's own certificate and no CA above it.
fn soon(at: At<'_>, store: &TrustStore, first: &Certificate, itself: bool) -> Finding {
    let (left, day) = (span(first.not_after - at.vantage.taken_at), first.not_after.date());
    let renewing = if itself {
        format!("upload its CA as {} first: the store holds the server's own certificate", store_kind(store))
    } else {
        "if the CA changes, upload the new one to every trust store first".to_owned()
    };
    fail(CauseCode::CertificateExpiring, format!("\"{}\" expires in {left}, on {day}", first.label))
        .summary(format!("{}: \"{}\" expires in {left}, on {day}", at.shown(), first.label))
        .fault(&first.fingerprint)
        .fact("breaks_on", day)
        .fact("subject", &first.subject)
        .fact("sha256", &first.fingerprint)
        .fix(format!("Renew \"{}\" before {day}; {renewing}", first.label))
}

/// The server's own certificate, where the store holds it and no CA above it.
fn pinned<'p>(way: &Path, path: &'p [Certificate]) -> Option<&'p Certificate> {
    match (way, path) {
        (Path::Anchored { anchor_is_root: false, .. }, [own]) => Some(own),
        _ => None,
    }
}

/// The vendor's guide allows the server's own certificate in the store; it is one among others until it is renewed.
fn until_renewed(at: At<'_>, store: &TrustStore, own: &Certificate) -> Finding {
    let (server, day) = (at.shown(), own.not_after.date());
    let message = format!(
        "{} holds the server's own certificate, not its CA: the next renewal breaks it, by {day} at the latest",
        store.name
    );
    let finding = fail(CauseCode::CaMissing, message)
        .summary(format!(
            "{} trusts {server} by its own certificate and not by its CA: the next renewal breaks it, by {day} at the latest",
            holder(store)
        ))
        .owner(owner(store))
        .breaks(&[])
        .fault(&own.issuer)
        .fact("breaks_on", day)
        .fact("issuer", &own.issuer);
    upload(at, finding, store, &label(&own.issuer), &[])
}

/// The CA that the store trusts without the root above it.
fn below_its_root<'p>(way: &Path, path: &'p [Certificate]) -> Option<&'p Certificate> {
    match (way, path) {
        (Path::Anchored { anchor_is_root: false, .. }, [_, .., issuing]) => Some(issuing),
        _ => None,
    }
}

/// The vendor's guide allows the issuing CA alone; the next one, by which a server is renewed one day, is not trusted.
fn until_another_issues(at: At<'_>, store: &TrustStore, issuing: &Certificate) -> Finding {
    let (server, day) = (at.shown(), issuing.not_after.date());
    let message = format!(
        "{} holds the issuing CA \"{}\" and not its root: the next renewal by another CA breaks it, by {day} at the latest",
        store.name, issuing.label
    );
    let finding = fail(CauseCode::CaMissing, message)
        .summary(format!(
            "{} trusts {server} by the issuing CA \"{}\" and not by its root: the next renewal by another CA breaks it, by {day} at the latest",
            holder(store), issuing.label
        ))
        .owner(owner(store))
        .breaks(&[])
        .fault(&issuing.issuer)
        .fact("breaks_on", day)
        .fact("issuer", &issuing.issuer);
    upload(at, finding, store, &label(&issuing.issuer), &[])
}

/// What the store trusts is itself outside its validity: Java does not look, until an upgrade or a renewal.
fn trusted_though(
    at: At<'_>,
    store: &TrustStore,
    path: &[Certificate],
    anchor: &Certificate,
    side: Outside,
) -> Finding {
    if side == Outside::NotYetValid {
        let message = format!("\"{}\" in {} is valid from {} only", anchor.label, store.name, anchor.not_before.date());
        return fail(CauseCode::CertificateNotYetValid, message).fault(&anchor.fingerprint).breaks(&[]).fix(
            "Nothing for Java, which does not look at the dates of what it trusts; other clients refuse it until then",
        );
    }
    match held::renewal(at, anchor).filter(|_| path.len() > 1) {
        Some(renewed) => renewed_since(at, store, anchor, &renewed),
        None => nobody_renewed(at, store, path, anchor),
    }
}

/// The store's copy has expired and its CA has a new certificate.
fn renewed_since(at: At<'_>, store: &TrustStore, anchor: &Certificate, renewed: &Certificate) -> Finding {
    let (server, day) = (at.shown(), anchor.not_after.date());
    let message = format!("the store holds a copy of \"{}\" that expired on {day}; the CA was renewed", anchor.label);
    let finding = fail(CauseCode::CaReplaced, message)
        .summary(format!(
            "{}'s copy of \"{}\" expired on {day} and the CA was renewed: {server} is trusted until the next upgrade",
            holder(store),
            anchor.label
        ))
        .owner(owner(store))
        .breaks(&[])
        .fault(&anchor.subject);
    swap(finding, store, (renewed, true), &anchor.fingerprint)
}

/// What the store trusts has expired and nothing newer of it was seen.
fn nobody_renewed(at: At<'_>, store: &TrustStore, path: &[Certificate], anchor: &Certificate) -> Finding {
    let (server, day) = (at.shown(), anchor.not_after.date());
    let message = format!(
        "\"{}\" in {} expired on {day}: it works while Java does not look at the dates of what it trusts, and an upgrade \
         of call manager does not import it",
        anchor.label, store.name
    );
    let finding = fail(CauseCode::CertificateExpired, message)
        .summary(format!(
            "{}'s \"{}\" expired on {day}: {server} is trusted until the next upgrade",
            holder(store),
            anchor.label
        ))
        .fault(&anchor.fingerprint)
        .owner(owner(store))
        .breaks(&[])
        .fact("subject", &anchor.subject)
        .fact("sha256", &anchor.fingerprint)
        .fact("not_after", day);
    let finding = match (held::cross_signed(at, path), path.len()) {
        (Some(root), _) => finding.fix(format!(
            "Get the self-signed certificate of \"{}\" from its administrator and upload it as {}: \"{}\" had only cross-signed it",
            root.label, store_kind(store), anchor.label
        )),
        (None, 1) => finding
            .fix("Renew the server's certificate on the directory server")
            .fix(format!("Upload the new one, or better its CA, as {}", store_kind(store))),
        (None, _) => finding
            .fix(format!("Get the renewed certificate of \"{}\", or renew the CA", anchor.label))
            .fix(format!("Upload it as {}, and delete the expired one there", store_kind(store))),
    };
    restart(finding, store)
}

/// An expired copy of a CA that is trusted otherwise.
fn copy_beside(at: At<'_>, store: &TrustStore, copy: &Certificate, renewed: &Certificate) -> Finding {
    let day = copy.not_after.date();
    let message = format!("the store holds a copy of \"{}\" that expired on {day}, beside a valid path", copy.label);
    let finding = fail(CauseCode::CaReplaced, message)
        .summary(format!(
            "{} holds a copy of \"{}\" that expired on {day}: Java takes the renewed one that {} sends, OpenSSL the copy",
            holder(store), copy.label, at.shown()
        ))
        .owner(owner(store))
        .breaks(&[])
        .fault(&copy.subject)
        .fact("held_sha256", &copy.fingerprint)
        .fact("renewed_sha256", &renewed.fingerprint);
    let words = format!(
        "Delete the old \"{}\" from {} on every node: nothing is to be uploaded, the way goes by the renewed one already",
        copy.label,
        store_kind(store)
    );
    let gone = Change::trust(store, Vec::new(), vec![copy.fingerprint.clone()]);
    restart(finding.fix(Step::from(words).changing(gone)), store)
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::cause::Diagnosis;
    use crate::check::{Owner, Severity};
    use crate::checks::sample::pki;
    use crate::checks::sample::{at, ca, diagnosed, expect, healthy, leaf, plain, present, sampled, trust};
    use crate::code::CauseCode;
    use crate::evidence::{Evidence, Observed};
    use crate::trust::mint;
    use crate::{causes, checks};

    fn serve(evidence: &mut Evidence, to: i64) {
        present(evidence, 0, &[&leaf("dc1.corp.example").days(-90, to).signed_by(&pki().issuing), &pki().issuing]);
    }

    fn only(evidence: &Evidence) -> Diagnosis {
        let mut diagnoses = causes::explain(evidence, &checks::run(evidence));
        assert_eq!(diagnoses.len(), 1, "{diagnoses:?}");
        diagnoses.remove(0)
    }

    #[test]
    fn a_server_trusted_by_its_own_certificate_is_so_until_its_renewal() {
        let mut evidence = healthy();
        trust(&mut evidence, "presence", &pki().dc.iter().collect::<Vec<_>>());
        let found = only(&evidence);
        assert_eq!(
            (found.cause.code, found.severity, found.owner),
            (CauseCode::CaMissing, Severity::Warning, Owner::Presence)
        );
        assert!(found.summary.contains("the next renewal breaks it"), "{}", found.summary);
        trust(&mut evidence, "presence", &[&pki().issuing]);
        let found = only(&evidence);
        assert_eq!((found.cause.code, found.severity), (CauseCode::CaMissing, Severity::Warning));
        assert!(
            found.summary.contains("by the issuing CA \"Corp Issuing CA\" and not by its root"),
            "{}",
            found.summary
        );
        assert!(found.fix[0].starts_with("Get the certificate of \"Corp Root CA\""), "{:?}", found.fix);
        trust(&mut evidence, "presence", &[&pki().issuing, &pki().root]);
        assert!(causes::explain(&evidence, &checks::run(&evidence)).is_empty());
    }

    #[test]
    fn an_expired_root_works_until_it_is_looked_at() {
        let expired = ca("Corp Root CA").key_of(&pki().root).days(-900, -5).self_signed();
        let mut evidence = healthy();
        trust(&mut evidence, "presence", &[&expired]);
        let renewed = only(&evidence);
        assert_eq!(
            (renewed.cause.code, renewed.severity, renewed.owner),
            (CauseCode::CaReplaced, Severity::Warning, Owner::Presence)
        );
        assert!(renewed.summary.contains("copy of \"Corp Root CA\" expired on 2026-11-18"), "{}", renewed.summary);
        // Nobody has a renewed one.
        evidence.certificates.remove(&pki().root.fingerprint());
        ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[&expired]));
        let old = only(&evidence);
        assert_eq!((old.cause.code, old.severity), (CauseCode::CertificateExpired, Severity::Warning));
        assert!(
            old.fix[0].starts_with("Get the renewed") && old.fix[3].starts_with("Restart Cisco Tomcat"),
            "{:?}",
            old.fix
        );
    }

    #[test]
    fn an_expired_copy_beside_a_good_path_is_the_stores() {
        let copy = ca("Corp Issuing CA").key_of(&pki().issuing).days(-2000, -3).signed_by(&pki().root);
        let mut evidence = healthy();
        trust(&mut evidence, "call-manager", &[&pki().root, &copy]);
        let found = only(&evidence);
        assert_eq!(
            (found.cause.code, found.severity, found.owner),
            (CauseCode::CaReplaced, Severity::Warning, Owner::CallManager)
        );
        assert!(found.summary.contains("beside") || found.summary.contains("OpenSSL the copy"), "{}", found.summary);
        assert!(found.fix[0].starts_with("Delete the old \"Corp Issuing CA\""), "{:?}", found.fix);
    }

    /// The server sends its own certificate alone; the way goes by a copy that the store trusts and that has expired.
    #[test]
    fn an_expired_ca_in_the_midst_of_the_store_is_no_forecast() {
        let copy = ca("Corp Issuing CA").key_of(&pki().issuing).days(-2000, -3).signed_by(&pki().root);
        let mut evidence = healthy();
        evidence.vantages[0].servers.truncate(1);
        present(&mut evidence, 0, &[&pki().dc[0]]);
        evidence.certificates.remove(&pki().issuing.fingerprint());
        ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[&pki().root, &copy]));
        let found = causes::explain(&evidence, &checks::run(&evidence));
        let told: Vec<_> = found.iter().map(|one| (one.cause.code, one.severity)).collect();
        let warnings =
            [CauseCode::CertificateExpired, CauseCode::ChainIncomplete].map(|code| (code, Severity::Warning));
        assert_eq!(told.len(), 2, "{found:?}");
        assert!(warnings.iter().all(|one| told.contains(one)), "{told:?}");
    }

    #[test]
    fn an_expired_cross_signer_is_past_renewing() {
        let old = mint::Certificate::ca("Old Root")
            .subject(&[("O", "Old Trust"), ("CN", "Old Root")])
            .days(-3000, -2)
            .self_signed();
        let cross = mint::Certificate::ca("New Root")
            .subject(&[("O", "New Trust"), ("CN", "New Root")])
            .days(-900, 900)
            .signed_by(&old);
        let low = mint::Certificate::ca("New CA").subject(&[("O", "New Trust"), ("CN", "New CA")]).signed_by(&cross);
        let mut evidence = healthy();
        evidence.vantages[0].servers.truncate(1);
        present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&low), &low, &cross]);
        ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[&old]));
        let found = only(&evidence);
        assert_eq!((found.cause.code, found.severity), (CauseCode::CertificateExpired, Severity::Warning));
        assert!(found.fix[0].starts_with("Get the self-signed certificate of \"New Root\""), "{:?}", found.fix);
    }

    /// A balancer shows one certificate or the other: the one that ends first is told, whichever came first.
    #[test]
    fn the_certificate_that_another_connection_met_counts() {
        let near = leaf("dc1.corp.example").days(-80, 9).signed_by(&pki().issuing);
        let mut evidence = healthy();
        evidence.certificates.insert(near.fingerprint(), near.pem());
        sampled(&mut evidence, 0, None, None);
        let Observed::Seen(tls) = &mut at(&mut evidence, 0).samples[0].tls else { unreachable!("no TLS") };
        tls.chain[0] = near.fingerprint();
        let found = only(&evidence);
        assert_eq!((found.cause.code, found.severity), (CauseCode::CertificateExpiring, Severity::Warning));
        assert!(found.summary.contains("in 9 days"), "{}", found.summary);
    }

    #[test]
    fn thirty_days_ahead() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~dc1.corp.example~2027-09-19", "pass", "pass", "pass"]),
                (
                    |e| serve(e, 12),
                    &["certificate-expiring~in 12 days, on 2026-12-05", "certificate-expiring", "pass", "pass"],
                ),
                (|e| serve(e, 1), &["certificate-expiring~in 24 hours", "certificate-expiring", "pass", "pass"]),
                (|e| serve(e, 31), &["pass", "pass", "pass", "pass"]),
                (|e| serve(e, -1), &["blocked by TLS-005", "blocked by TLS-005", "pass", "pass"]),
                // What is missing on the way may expire before.
                (
                    |e| trust(e, "presence", &[&ca("Other").self_signed()]),
                    &["pass", "blocked by TLS-004", "pass", "blocked by TLS-004"],
                ),
                (plain, &["not asked", "not asked", "not asked", "not asked"]),
            ],
        );
        assert_eq!(diagnosed(|e| serve(e, 12)), ["certificate-expiring"]);
    }
}
