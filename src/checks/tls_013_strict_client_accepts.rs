//! TLS-013: what a verifying client of this host says of a server that the appliances' rules accept: a note.

use super::at::{At, per_endpoint};
use super::held;
use super::taken_first::taken_first;
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Session, Strict};
use crate::trust::judgement;
use crate::trust::path::Path;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls013,
    stage: Stage::Tls,
    title: "clients stricter than the appliances accept the certificate, too",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-013.md"),
    run: |case| per_endpoint(case, strict_client_accepts),
};

fn strict_client_accepts(at: At<'_>) -> Judged {
    // Without TLS there is nothing to verify, whatever becomes of the password.
    at.tls()?;
    match at.session()? {
        Session::Verified { .. } => {}
        Session::Plaintext => return Err(Skip::NotAsked("no TLS on this connection".to_owned())),
        Session::Untrusted => return Err(Skip::NotAsked("the session was not verified".to_owned())),
    }
    let Some(Strict { store, refusal, certificate }) = &at.endpoint.strict else {
        return Err(Skip::NotAsked("no strict client was asked".to_owned()));
    };
    match refusal {
        None => Ok(pass(format!("accepted with the store of {store}")).into()),
        // Version, suites, signatures and sizes of a handshake are no matter of the certificate.
        Some(words) if !certificate => {
            Ok(pass(format!("a strict client of this host makes no handshake ({words}); the appliances' own do"))
                .fact("strict_client", words)
                .into())
        }
        Some(words) => refused(at, store, words),
    }
}

const ISSUE_ANOTHER: &str = "Nothing for call manager and presence; issue a certificate that OpenSSL accepts, too, before other clients meet it";

/// The certificate is refused by more than the appliances' rules: told here where no other check tells it.
fn refused(at: At<'_>, store: &str, words: &str) -> Judged {
    if at.server.url.host.ends_with('.') {
        return Err(Skip::NotAsked(
            "the dot at the end of the configured name is what it refuses: TLS-007 tells".to_owned(),
        ));
    }
    let mut fix = ISSUE_ANOTHER.to_owned();
    if let Some(store) = at.case.stores.iter().find(|one| one.name == store) {
        let walked = at.path(store)?;
        let path = walked.path.as_slice();
        let now = at.vantage.taken_at;
        let expired = path.iter().any(|one| judgement::outside(one, now).is_some());
        // TLS-008 tells of the copy and of what the store trusts, and that Java goes on.
        if expired || held::expired_copy(at, store, path).is_some() {
            let why = "a strict client refuses what TLS-008 tells of, and the appliances' own do not";
            return Err(Skip::NotAsked(why.to_owned()));
        }
        if let Some(taken) = taken_first(at, path) {
            fix = format!("Nothing for call manager and presence. {}", taken.fix);
        }
        if judgement::weak(path).is_some() {
            return Err(Skip::Blocked(CheckCode::Tls010));
        }
        if matches!(walked.way, Path::Anchored { anchor_is_root: false, .. }) {
            return Ok(pass(format!(
                "the store of {} ends in a certificate that is no root: Java accepts that, OpenSSL clients do not",
                store.name
            ))
            .fact("strict_client", words)
            .into());
        }
    }
    Ok(fail(
        CauseCode::CertificateUnsuitable,
        format!("the appliances' rules accept the certificate, and stricter clients do not: {}", reason(words)),
    )
    .fault("strict client")
    .breaks(&[])
    .refuted_if(&["nobody but call manager and presence asks this server by TLS"])
    .fix(fix)
    .into())
}

/// The reason in a library's words, without the names of its functions and files.
fn reason(words: &str) -> &str {
    let inside = words.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    match words.starts_with("error:") {
        true => inside.or_else(|| words.rsplit(':').next()).unwrap_or(words).trim(),
        false => words,
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::case::Case;
    use crate::check::Verdict;
    use crate::checks::sample::{at, ca, diagnosed, expect, healthy, leaf, plain, present, trust, withhold};
    use crate::evidence::*;
    use crate::report::{Judging, Report, ReportVerdict};

    #[test]
    fn a_stricter_client_is_a_note_and_at_most_a_warning() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~no strict client", "not asked"]),
                (|e| said(e, None, false), &["pass~store of call-manager", "not asked"]),
                (|e| said(e, Some("dh key too small"), false), &["pass~dh key too small", "not asked"]),
                (|e| said(e, Some("verify failed"), true), &["certificate-unsuitable~verify failed", "not asked"]),
                (|e| withhold(e, 0), &["undecided~look again", "not asked"]),
                (|e| at(e, 0).session = Observed::Seen(Session::Untrusted), &["not asked~not verified", "not asked"]),
                (
                    |e| {
                        lack(e);
                        withhold(e, 0);
                        withhold(e, 1);
                    },
                    &["blocked by TLS-004", "blocked by TLS-004"],
                ),
                (plain, &["not asked~without StartTLS", "not asked"]),
                (|e| at(e, 0).session = Observed::NotAsked("no bind".into()), &["not asked~no bind", "not asked"]),
            ],
        );
        assert_eq!(diagnosed(|e| said(e, Some("verify failed"), true)), ["certificate-unsuitable"]);
        // OpenSSL refuses a name with a dot at its end, whatever the certificate.
        let dotted = |e: &mut Evidence| {
            said(e, Some("verify failed"), true);
            e.vantages[0].servers[0].url.host.push('.');
        };
        assert!(!diagnosed(dotted).contains(&"certificate-unsuitable"));
        assert_eq!(diagnosed(|e| said(e, Some("dh key too small"), false)), Vec::<&str>::new());
    }

    /// Reports of before the appliances' rules decided: the strict client's refusal is nobody's fault.
    #[test]
    fn an_old_refusal_that_nothing_explains_is_inconclusive() {
        let mut evidence = healthy();
        (0..2).for_each(|server| withhold(&mut evidence, server));
        let report = Report::judge(evidence, &Judging::default());
        assert_eq!((report.verdict, report.exit_code, report.diagnoses.len()), (ReportVerdict::Inconclusive, 3, 0));
    }

    fn said(evidence: &mut Evidence, words: Option<&str>, certificate: bool) {
        let refusal = words.map(ToOwned::to_owned);
        at(evidence, 0).strict = Some(Strict { store: "call-manager".into(), refusal, certificate });
    }

    /// A CA whose root was replaced is signed by both, and the way to the root that is held is sent behind the other.
    #[test]
    fn the_choice_between_two_certificates_of_a_ca_is_named() {
        let (old, new) = (ca("Moor Root 1").self_signed(), ca("Moor Root 2").self_signed());
        let by_old = ca("Moor Issuing").signed_by(&old);
        let by_new = ca("Moor Issuing").key_of(&by_old).signed_by(&new);
        for (first, second, held, named) in
            [(&by_new, &by_old, &old, true), (&by_old, &by_new, &old, false), (&by_old, &by_new, &new, true)]
        {
            let mut evidence = healthy();
            evidence.vantages[0].servers.truncate(1);
            ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[held]));
            present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&by_old), first, second]);
            said(&mut evidence, Some("unable to get local issuer certificate"), true);
            let outcomes = (CHECK.run)(&Case::new(&evidence));
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:#?}") };
            assert_eq!(finding.fix[0].contains(&second.fingerprint()), named, "{:#?}", finding.fix);
            evidence.stores.iter_mut().for_each(|store| store.system = true);
            let outcomes = (crate::checks::tls_009_issued_for_use::CHECK.run)(&Case::new(&evidence));
            assert!(outcomes.iter().all(|it| matches!(it.verdict, Verdict::Pass(_))), "{outcomes:#?}");
        }
    }

    fn lack(evidence: &mut Evidence) {
        let other = ca("Other CA").self_signed();
        ["call-manager", "presence"].iter().for_each(|name| trust(evidence, name, &[&other]));
    }
}
