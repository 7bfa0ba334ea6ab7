//! TLS-008: the forecast: the first date on which a certificate breaks login.

use time::Duration;

use super::at::{At, per_store};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::evidence::TrustStore;
use crate::trust::judgement;

/// How far ahead we warn.
const AHEAD: Duration = Duration::days(30);

pub(super) static CHECK: Check = Check {
    code: "TLS-008",
    title: "no certificate from the server to the trust store expires within 30 days",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-008.md"),
    run: |evidence| per_store(evidence, not_expiring),
};

fn not_expiring(at: At<'_>, store: &TrustStore) -> Judged {
    let (_, path) = at.path(store)?;
    let now = at.vantage.taken_at;
    if judgement::outside_validity(&path, now).is_some() {
        return Err(Skip::Blocked("TLS-005"));
    }
    let first = path.iter().min_by_key(|c| c.not_after).ok_or(Skip::Blocked("TLS-002"))?;
    let day = first.not_after.date();
    if first.not_after - now > AHEAD {
        return Ok(pass(format!("first to expire: \"{}\" on {day}", first.label)).fact("breaks_on", day).into());
    }
    let days = (first.not_after - now).whole_days();
    Ok(fail("certificate-expiring", format!("\"{}\" expires in {days} days, on {day}", first.label))
        .summary(format!("{}: \"{}\" expires in {days} days, on {day}", at.server.url.authority(), first.label))
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
