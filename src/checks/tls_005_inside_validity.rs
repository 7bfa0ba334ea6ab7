//! TLS-005: an expired certificate, one not valid yet, or a clock that is wrong.

use time::{Duration, OffsetDateTime};

use super::appliance::{holder, owner, store_kind};
use super::at::{At, per_store};
use super::by_place::by_place;
use super::ca_replaced::expired_copy;
use super::ca_upload::restart;
use super::{clock, held, node_clock};
use crate::check::{Check, Finding, Judged, Owner, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::certificate::Certificate;
use crate::trust::judgement::{self, Outside};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls005,
    stage: Stage::Tls,
    title: "every certificate from the server to the trust store is inside its validity",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-005.md"),
    run: |case| per_store(case, |at, store| by_place(at, |at| inside_validity(at, store))),
};

fn inside_validity(at: At<'_>, store: &TrustStore) -> Judged {
    let walked = at.path(store)?;
    let path = at.dated(store, &walked);
    let Some(ends) = path.iter().map(|c| c.not_after).min() else {
        return Ok(pass("the server's own certificate is trusted, and Java does not look at its dates").into());
    };
    let now = at.vantage.taken_at;
    let skewed = clock::directory(at).filter(|clock| clock::differs(*clock, now));
    let Some((certificate, side)) = judgement::outside_validity(&path, now) else {
        // The wrong clock may be the one that says that all is well.
        if let Some(clock) = skewed
            && let Some((certificate, side)) = judgement::outside_validity(&path, clock)
        {
            return Ok(clock_skew(at, certificate, clock, words(side)).into());
        }
        return Ok(match node_clock::invalid_there(at, store, &path) {
            Some(finding) => finding.into(),
            None => pass(format!("valid until {}", ends.date())).into(),
        });
    };
    if let Some(clock) = skewed.filter(|clock| judgement::outside(certificate, *clock).is_none()) {
        return Ok(clock_skew(at, certificate, clock, "is valid").into());
    }
    let leaf = path.first().is_some_and(|leaf| leaf.fingerprint == certificate.fingerprint);
    let held_only = !leaf
        && store.certificates.contains(&certificate.fingerprint)
        && !at.chain()?.contains(&certificate.fingerprint);
    if held_only
        && side == Outside::Expired
        && let Some(renewed) = held::renewal(at, certificate)
    {
        return Ok(expired_copy(at, store, certificate, &renewed).into());
    }
    let finding = match cross_signed(at, &walked.path, certificate) {
        Some(root) if side == Outside::Expired && !(leaf && certificate.self_signed) => {
            expired_cross_signature(at, store, root)
        }
        _ => outside(at, (certificate, side), leaf, held_only.then_some(store)),
    };
    Ok(with_the_others(dated(finding, certificate, now), certificate, &path, now).into())
}

/// A certificate of the server, or of a CA, that the store alone may have.
fn outside(
    at: At<'_>,
    (certificate, side): (&Certificate, Outside),
    leaf: bool,
    held_in: Option<&TrustStore>,
) -> Finding {
    let now = at.vantage.taken_at;
    let subject = match leaf {
        true => format!("{}: its certificate", at.shown()),
        false => format!("the CA \"{}\" of {}", certificate.label, at.shown()),
    };
    match side {
        Outside::Expired if leaf && certificate.self_signed => expired_self_signed(at, certificate, &subject),
        Outside::Expired => expired(certificate, &subject, (leaf, now), held_in),
        Outside::NotYetValid => not_yet_valid(certificate, &subject, now),
    }
}

/// The root that this certificate is the cross-signature of, if it is one.
fn cross_signed<'a>(at: At<'_>, path: &'a [Certificate], expired: &Certificate) -> Option<&'a Certificate> {
    held::cross_signed(at, path).filter(|root| root.fingerprint == expired.fingerprint)
}

/// What another root lent a root has run out: the root has a certificate of its own.
fn expired_cross_signature(at: At<'_>, store: &TrustStore, root: &Certificate) -> Finding {
    let (day, label) = (ago(root, at.vantage.taken_at), &root.label);
    let finding =
        fail(CauseCode::CertificateExpired, format!("another root's signature on \"{label}\" expired on {day}"))
            .summary(format!(
                "{} trusts {} by a cross-signature on \"{label}\", which expired on {day}",
                holder(store),
                at.shown()
            ))
            .owner(owner(store))
            .fix(format!(
                "Get the self-signed certificate of \"{label}\" from its administrator and upload it as {}",
                store_kind(store)
            ));
    restart(finding, store).fix(
        "Let the directory server no longer send the expired one; renewing what the other root signed is not needed",
    )
}

/// The certificate and its dates, beside this host's clock.
fn dated(finding: Finding, certificate: &Certificate, now: OffsetDateTime) -> Finding {
    finding
        .fault(&certificate.fingerprint)
        .fact("subject", &certificate.subject)
        .fact("sha256", &certificate.fingerprint)
        .fact("not_before", clock::shown(certificate.not_before))
        .fact("not_after", clock::shown(certificate.not_after))
        .fact("local_clock", clock::shown(now))
}

/// Further certificates of the path that are outside their validity: the next to be found out.
fn with_the_others(finding: Finding, first: &Certificate, path: &[Certificate], now: OffsetDateTime) -> Finding {
    let others = path.iter().filter(|c| c.fingerprint != first.fingerprint && judgement::outside(c, now).is_some());
    let others = others.map(|c| format!("\"{}\"", c.label)).collect::<Vec<_>>().join(", ");
    match others.is_empty() {
        true => finding,
        false => finding.fact("also_outside", &others).fix(format!("The same for {others}")),
    }
}

pub(super) fn words(side: Outside) -> &'static str {
    match side {
        Outside::Expired => "has expired",
        Outside::NotYetValid => "is not valid yet",
    }
}

/// "2026-11-26 08:00:05 UTC, 3 days ago".
fn ago(certificate: &Certificate, now: OffsetDateTime) -> String {
    format!("{}, {} ago", clock::shown(certificate.not_after), clock::span(now - certificate.not_after))
}

fn expired(
    certificate: &Certificate,
    subject: &str,
    (leaf, now): (bool, OffsetDateTime),
    held_by: Option<&TrustStore>,
) -> Finding {
    let day = ago(certificate, now);
    let finding = fail(CauseCode::CertificateExpired, format!("\"{}\" expired on {day}", certificate.label))
        .summary(format!("{subject} expired on {day}"));
    let reload = "Restart the LDAP service, or reload its certificate, and run this check again";
    match (leaf, held_by) {
        (true, _) => finding
            .fix("Renew the server's certificate on the directory server, from the same CA, with the same names")
            .fix(reload)
            .fix("If logins still fail then, on release 15: restart the service SSOP-Tomcat on the nodes (Security Guide 15)"),
        (false, Some(store)) => restart(
            finding.fix("Renew the CA, if nobody has yet").fix(format!(
                "Upload the renewed certificate of this CA to {}, and delete the expired copy there",
                store.name
            )),
            store,
        ),
        (false, None) => finding
            .fix("Renew the CA, then let it issue a new server certificate, and upload the new CA to every trust store")
            .fix(reload),
    }
}

/// Nobody vouches for it but the stores that hold it: they need the new one.
fn expired_self_signed(at: At<'_>, certificate: &Certificate, subject: &str) -> Finding {
    let day = ago(certificate, at.vantage.taken_at);
    let stores: Vec<&str> = at.case.stores.iter().filter(|s| !s.system).map(|s| s.name.as_str()).collect();
    let stores = if stores.is_empty() { "every appliance".to_owned() } else { stores.join(", ") };
    fail(CauseCode::CertificateExpired, format!("\"{}\" is self-signed and expired on {day}", certificate.label))
        .summary(format!("{subject} is self-signed and expired on {day}"))
        .fix("Renew the server's certificate on the directory server; better from a CA, whose certificate outlives it")
        .fix(format!("Then upload the new one, or its CA, as tomcat-trust ({stores}), and restart Cisco Tomcat there"))
}

fn not_yet_valid(certificate: &Certificate, subject: &str, now: OffsetDateTime) -> Finding {
    let begin = match certificate.not_before - now {
        wait if wait < Duration::days(2) => clock::shown(certificate.not_before),
        _ => certificate.not_before.date().to_string(),
    };
    let finding =
        fail(CauseCode::CertificateNotYetValid, format!("\"{}\" is valid from {begin} only", certificate.label))
            .summary(format!("{subject} is valid from {begin} only"));
    // So little is no more than two clocks may differ, and is over before anybody could act.
    if !clock::differs(certificate.not_before, now) {
        return finding
            .fix(format!("Wait until {begin}, then run the check again"))
            .fix("If it comes again with the next certificate: compare the clocks of the CA, of this host and of the nodes with real time");
    }
    finding
        .fix(format!("Wait until {begin}, put the old one back until then, or issue a certificate that is valid today"))
        .fix("Compare the clock and the time zone of the CA with real time: a certificate from the future usually comes from a CA with a wrong clock")
}

fn clock_skew(at: At<'_>, certificate: &Certificate, directory: OffsetDateTime, what: &str) -> Finding {
    let offset = ((directory - at.vantage.taken_at).whole_minutes() + 5).div_euclid(10);
    let (now, directory) = (clock::shown(at.vantage.taken_at), clock::shown(directory));
    let message = format!(
        "this host's clock says {now}, the directory's {directory}; by the directory's, \"{}\" {what}",
        certificate.label
    );
    let finding = fail(CauseCode::ClockSkew, message.clone())
        .summary(format!("{}: {message}", at.shown()))
        // The same offset seen from several places is one wrong clock, the directory's.
        .fault(format!("{offset} times 10 minutes"))
        .fact("local_clock", now)
        .fact("directory_clock", directory);
    if node_clock::host_is_wrong(at.case) {
        return finding.fault(node_clock::OF_HOST).owner(Owner::Ucdoctor).fix(node_clock::SET_HOST);
    }
    match node_clock::all_agree_with_host(at.case) {
        true => finding
            .owner(Owner::Directory)
            .fix("Set the clock of the directory server: the nodes that were asked have this host's time"),
        false => finding
            .owner(Owner::Ucdoctor)
            .fix("Set this host's clock (NTP), and compare `utils ntp status` on every node")
            .fix("If this host is right: set the clock of the directory server"),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::case::Case;
    use crate::check::{Severity, Verdict};
    use crate::checks::sample::{NOW, healthy, pki};
    use crate::checks::sample::{at, ca, diagnosed, expect, leaf, plain, present, trust};
    use crate::code::CauseCode;
    use crate::evidence::{Evidence, Observed};
    use crate::{causes, checks};

    fn serve(evidence: &mut Evidence, from: i64, to: i64) {
        present(evidence, 0, &[&leaf("dc1.corp.example").days(from, to).signed_by(&pki().issuing), &pki().issuing]);
    }

    fn directory_clock(evidence: &mut Evidence, time: &str) {
        for server in 0..2 {
            let Observed::Seen(root) = &mut at(evidence, server).ldap else { unreachable!() };
            root.attributes.insert("currentTime".into(), vec![time.into()]);
        }
    }

    /// Nobody can issue another certificate sooner than this one begins.
    #[test]
    fn what_begins_in_minutes_is_waited_for() {
        let certificate = crate::checks::sample::pki().dc[0].decoded();
        for minutes in [3, 90, 3 * 24 * 60] {
            let now = certificate.not_before - time::Duration::minutes(minutes);
            let finding = super::not_yet_valid(&certificate, "it", now);
            assert!(finding.fix[0].words.starts_with("Wait until"), "{:?}", finding.fix);
            assert_eq!(finding.fix[0].words.contains("issue a certificate"), minutes > 5, "{:?}", finding.fix);
        }
    }

    #[test]
    fn dates_are_judged_by_both_clocks() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~valid until 2027", "pass", "pass", "pass"]),
                (
                    |e| serve(e, -90, -3),
                    &["certificate-expired~expired on 2026-11-20~Renew", "certificate-expired", "pass", "pass"],
                ),
                (
                    |e| serve(e, 1, 90),
                    &["certificate-not-yet-valid~2026-11-24 12:00:00 UTC", "certificate-not-yet-valid", "pass", "pass"],
                ),
                (
                    |e| {
                        serve(e, 2, 90);
                        directory_clock(e, "20261127120000.0Z");
                    },
                    &["clock-skew~is valid~2026-11-27 12:00:00 UTC", "clock-skew", "pass", "pass"],
                ),
                // This host's clock is slow, and says that all is well.
                (
                    |e| {
                        serve(e, -90, 3);
                        directory_clock(e, "20261127120000.0Z");
                    },
                    &["clock-skew~has expired", "clock-skew", "pass", "pass"],
                ),
                (plain, &["not asked", "not asked", "not asked", "not asked"]),
            ],
        );
        assert_eq!(diagnosed(|e| serve(e, -90, -3)), ["certificate-expired"]);
        assert_eq!(
            diagnosed(|e| {
                serve(e, 2, 90);
                directory_clock(e, "20261127120000.0Z");
            }),
            ["clock-skew"]
        );
    }

    #[test]
    fn a_cross_signature_that_ran_out_is_not_renewed_but_done_without() {
        for (name, says) in [("Young Root CA", "Get the self-signed certificate of"), ("Low CA", "Renew the CA")] {
            let elder = ca("Elder CA").days(-4000, 900).self_signed();
            let cross = ca(name).days(-900, -3).signed_by(&elder);
            let issuing = ca("Young Issuing CA").signed_by(&cross);
            let mut evidence = healthy();
            evidence.stores.clear();
            trust(&mut evidence, "call-manager", &[&elder]);
            present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&issuing), &issuing, &cross]);
            let outcomes = (CHECK.run)(&Case::new(&evidence));
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
            assert_eq!(finding.cause, CauseCode::CertificateExpired);
            assert!(finding.fix[0].starts_with(says), "{name}: {:?}", finding.fix);
        }
    }

    /// Java does not look at the dates of what it trusts; OpenSSL, which reads this host's own store, does.
    #[test]
    fn an_expired_anchor_counts_for_this_host_only() {
        let expired = ca("Corp Root CA").key_of(&pki().root).days(-900, -5).self_signed();
        let verdicts = |system: bool| {
            let mut evidence = healthy();
            evidence.stores.clear();
            trust(&mut evidence, if system { "system" } else { "presence" }, &[&expired]);
            evidence.stores[0].system = system;
            diagnosed_in(&evidence)
        };
        assert_eq!(verdicts(true), [(CauseCode::CaReplaced, Severity::Error)]);
        assert_eq!(verdicts(false), [(CauseCode::CaReplaced, Severity::Warning)]);
    }

    fn diagnosed_in(evidence: &Evidence) -> Vec<(CauseCode, Severity)> {
        let diagnoses = causes::explain(evidence, &checks::run(evidence));
        diagnoses.iter().map(|diagnosis| (diagnosis.cause.code, diagnosis.severity)).collect()
    }

    /// Uploading what has expired would be no help: one finding, and the renewed one is uploaded.
    #[test]
    fn an_expired_self_signed_certificate_is_renewed_first() {
        let old = leaf("dc1.corp.example").days(-400, -9).self_signed();
        let mut evidence = healthy();
        evidence.vantages[0].servers.truncate(1);
        present(&mut evidence, 0, &[&old]);
        let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
        let [only] = diagnoses.as_slice() else { unreachable!("{diagnoses:?}") };
        assert_eq!(only.cause.code, CauseCode::CertificateExpired);
        assert!(
            only.fix[0].starts_with("Renew") && only.fix[1].starts_with("Then upload the new one"),
            "{:?}",
            only.fix
        );
    }

    #[test]
    fn two_expired_certificates_are_both_named() {
        let expired = ca("Corp Issuing CA 2").days(-90, -2).signed_by(&pki().root);
        let mut evidence = healthy();
        present(&mut evidence, 0, &[&leaf("dc1.corp.example").days(-90, -3).signed_by(&expired), &expired]);
        let Verdict::Fail(finding) = &(CHECK.run)(&Case::new(&evidence))[0].verdict else { unreachable!("no failure") };
        assert_eq!(finding.facts["also_outside"], "\"Corp Issuing CA 2\"");
        assert_eq!(finding.facts["local_clock"], crate::checks::clock::shown(NOW));
    }
}
