//! TLS-008: the forecast: the first date on which a certificate breaks login.

use time::Duration;

use super::at::{At, per_store};
use super::clock::span;
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::TrustStore;
use crate::trust::judgement;

/// How far ahead we warn.
const AHEAD: Duration = Duration::days(30);

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls008,
    stage: Stage::Tls,
    title: "no certificate from the server to the trust store expires within 30 days",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-008.md"),
    run: |evidence| per_store(evidence, not_expiring),
};

fn not_expiring(at: At<'_>, store: &TrustStore) -> Judged {
    let (_, path) = at.path(store)?;
    let now = at.vantage.taken_at;
    if judgement::outside_validity(&path, now).is_some() {
        return Err(Skip::Blocked(CheckCode::Tls005));
    }
    let first = path.iter().min_by_key(|c| c.not_after).ok_or(Skip::Blocked(CheckCode::Tls002))?;
    let day = first.not_after.date();
    if first.not_after - now > AHEAD {
        return Ok(pass(format!("first to expire: \"{}\" on {day}", first.label)).fact("breaks_on", day).into());
    }
    let left = span(first.not_after - now);
    Ok(fail(CauseCode::CertificateExpiring, format!("\"{}\" expires in {left}, on {day}", first.label))
        .summary(format!("{}: \"{}\" expires in {left}, on {day}", at.server.url.authority(), first.label))
        .fault(&first.fingerprint)
        .fact("breaks_on", day)
        .fact("subject", &first.subject)
        .fact("sha256", &first.fingerprint)
        .fix(format!(
            "Renew \"{}\" before {day}; if the CA changes, upload the new one to every trust store first",
            first.label
        ))
        .into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::pki;
    use crate::checks::sample::{diagnosed, expect, leaf, plain, present};
    use crate::evidence::Evidence;

    fn serve(evidence: &mut Evidence, to: i64) {
        present(evidence, 0, &[&leaf("dc1.corp.example").days(-90, to).signed_by(&pki().issuing), &pki().issuing]);
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
                (plain, &["not asked", "not asked", "not asked", "not asked"]),
            ],
        );
        assert_eq!(diagnosed(|e| serve(e, 12)), ["certificate-expiring"]);
    }
}
