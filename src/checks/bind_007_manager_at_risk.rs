//! BIND-007: the account every node shares: when it locks or expires, everybody is out.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::at::{At, per_endpoint, refuses_simple_binds};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::evidence::{AccountState, BindAnswer};

/// How far ahead we warn of an expiry: Windows' own notice of an expiring password.
const AHEAD: Duration = Duration::days(14);
/// Tries left before a lock that are too few.
const FEW: u64 = 2;

pub(super) static CHECK: Check = Check {
    code: "BIND-007",
    title: "the manager account is not about to lock or to expire",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/BIND-007.md"),
    run: |evidence| per_endpoint(evidence, not_at_risk),
};

fn not_at_risk(at: At<'_>) -> Judged {
    let answer = at.bind()?;
    match answer.code {
        0 => {}
        code if refuses_simple_binds(code) => return Err(Skip::Blocked("BIND-004")),
        _ => return Err(Skip::Blocked("BIND-005")),
    }
    let now = at.vantage.taken_at;
    let account = at.account();
    let risk = policy_risk(answer).or_else(|| account.as_ref().ok().and_then(|account| account_risk(account, now)));
    if let Some((message, fix)) = risk {
        return Ok(fail("manager-at-risk", message).fix(fix).into());
    }
    let account = account?;
    let shown = match (account.bad_password_count, account.lockout_threshold) {
        (Some(count), Some(0)) => format!("{count} failed tries, never locked"),
        (Some(count), Some(threshold)) => format!("{count} failed tries of {threshold}"),
        (Some(count), None) => format!("{count} failed tries"),
        _ => "no failed tries or expiry to be read".to_owned(),
    };
    let proof = pass(shown);
    Ok(match &account.password_expires_at {
        Some(day) => proof.fact("password_expires_at", day),
        None => proof,
    }
    .into())
}

fn policy_risk(answer: &BindAnswer) -> Option<(String, &'static str)> {
    const NEW_PASSWORD: &str =
        "Set a new password, or exempt the account from password expiry; then enter it on every appliance";
    let policy = answer.password_policy.as_ref()?;
    if let Some(left) = policy.grace_binds {
        return Some((format!("the password has expired; {left} binds are left"), NEW_PASSWORD));
    }
    let left = Duration::seconds(i64::try_from(policy.expires_in_s?).ok()?);
    (left <= AHEAD).then(|| (format!("the password expires in {}", span(left)), NEW_PASSWORD))
}

fn account_risk(account: &AccountState, now: OffsetDateTime) -> Option<(String, &'static str)> {
    if let (Some(count), Some(threshold)) = (account.bad_password_count, account.lockout_threshold)
        && threshold > 0
        && count > 0
        && threshold.saturating_sub(count) <= FEW
    {
        return Some((
            format!("{count} failed tries, and the account locks at {threshold}"),
            "Find who still uses an old password (security log of the domain controller) before the account locks",
        ));
    }
    if account.password_never_expires != Some(true)
        && let Some(left) = left(account.password_expires_at.as_deref(), now)
    {
        return Some((
            format!("the password expires in {}", span(left)),
            "Set \"Password never expires\", or change it on the directory and on every appliance before then",
        ));
    }
    left(account.account_expires_at.as_deref(), now)
        .map(|left| (format!("the account expires in {}", span(left)), "Set the account to never expire"))
}

/// Time until `end`, when it is near.
fn left(end: Option<&str>, now: OffsetDateTime) -> Option<Duration> {
    let left = OffsetDateTime::parse(end?, &Rfc3339).ok()? - now;
    (left <= AHEAD).then_some(left)
}

fn span(left: Duration) -> String {
    match (left.whole_days(), left.whole_hours()) {
        (days, _) if days >= 2 => format!("{days} days"),
        (_, hours) if hours >= 1 => format!("{hours} hours"),
        _ => format!("{} minutes", left.whole_minutes().max(0)),
    }
}
