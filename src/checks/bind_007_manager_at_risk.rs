//! BIND-007: the account every node shares: when it locks or expires, everybody is out.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::at::{At, per_endpoint};
use super::base_and_filter::count_of;
use super::clock::span;
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{AccountState, BindAnswer};

/// How far ahead we warn of an expiry: Windows' own notice of an expiring password.
const AHEAD: Duration = Duration::days(14);
/// Tries left before a lock that are too few, where as many are used up: one slip of a finger is no risk.
const FEW: u64 = 2;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind007,
    stage: Stage::Bind,
    title: "the manager account is not about to lock or to expire",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/BIND-007.md"),
    run: |case| per_endpoint(case, not_at_risk),
};

fn not_at_risk(at: At<'_>) -> Judged {
    let answer = at.bound()?;
    let now = at.vantage.taken_at;
    let account = at.account();
    let risk = policy_risk(answer).or_else(|| account.as_ref().ok().and_then(|account| account_risk(account, now)));
    if let Some((message, fix)) = risk {
        return Ok(fail(CauseCode::ManagerAtRisk, message).fix(fix).into());
    }
    let account = account?;
    if *account == (AccountState { dn: account.dn.clone(), ..AccountState::default() }) {
        return Err(Skip::NotAsked("the directory shows the manager nothing about its own account".to_owned()));
    }
    if only_in_catalog(at, account) {
        return Err(Skip::NotAsked(
            "the Global Catalog holds neither failed tries nor dates of the account: port 389 or 636 of a domain controller does"
                .to_owned(),
        ));
    }
    let shown = match (account.bad_password_count, account.lockout_threshold) {
        (Some(count), Some(0)) => format!("wrong passwords: {count}, and the account is never locked"),
        (Some(count), Some(threshold)) => format!("wrong passwords: {count} of {threshold}"),
        (Some(count), None) => format!("wrong passwords: {count}"),
        _ => "no expiry is near".to_owned(),
    };
    let proof = pass(shown);
    Ok(match &account.password_expires_at {
        Some(day) => proof.fact("password_expires_at", day),
        None => proof,
    }
    .into())
}

/// A Global Catalog, which has not been given what this check looks at.
fn only_in_catalog(at: At<'_>, account: &AccountState) -> bool {
    let catalog = at.endpoint.ldap.seen().is_some_and(|root| root.active_directory) && at.server.url.global_catalog();
    catalog
        && account.bad_password_count.is_none()
        && account.password_expires_at.is_none()
        && account.account_expires_at.is_none()
}

fn policy_risk(answer: &BindAnswer) -> Option<(String, &'static str)> {
    const NEW_PASSWORD: &str =
        "Set a new password, or exempt the account from password expiry; then enter it on every appliance";
    let policy = answer.password_policy.as_ref()?;
    if let Some(left) = policy.grace_binds {
        let left = count_of(left, "bind is left", "binds are left");
        let message = format!(
            "the manager's password has expired; {left}, and every bind takes one: those of the nodes at each login and \
             synchronisation, and each run of this check"
        );
        return Some((message, NEW_PASSWORD));
    }
    let left = Duration::seconds(i64::try_from(policy.expires_in_s?).ok()?);
    (left <= AHEAD).then(|| (format!("the manager's password expires in {}", span(left)), NEW_PASSWORD))
}

fn account_risk(account: &AccountState, now: OffsetDateTime) -> Option<(String, &'static str)> {
    if let (Some(count), Some(threshold)) = (account.bad_password_count, account.lockout_threshold)
        && threshold > 0
        && count > 0
        && threshold.saturating_sub(count) <= FEW.min(count)
    {
        return Some((
            format!(
                "the manager account has {} behind it, and locks at {threshold}",
                count_of(count, "wrong password", "wrong passwords")
            ),
            "Find who still uses an old password (security log of the domain controller) before the account locks",
        ));
    }
    if account.password_never_expires != Some(true)
        && let Some(left) = left(account.password_expires_at.as_deref(), now)
    {
        return Some((
            format!("the manager's password expires in {}", span(left)),
            "Set \"Password never expires\", or change it on the directory and on every appliance before then",
        ));
    }
    left(account.account_expires_at.as_deref(), now)
        .map(|left| (format!("the manager account expires in {}", span(left)), "Set the account to never expire"))
}

/// Time until `end`, when it is near.
fn left(end: Option<&str>, now: OffsetDateTime) -> Option<Duration> {
    let left = OffsetDateTime::parse(end?, &Rfc3339).ok()? - now;
    (left <= AHEAD).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, broken, expect, reject, result};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    #[test]
    fn tries_and_dates_are_watched() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~0 of 5", "pass"]),
                (
                    |e| (account(e).bad_password_count, account(e).lockout_threshold) = (Some(3), Some(5)),
                    &["manager-at-risk~3 wrong passwords behind it, and locks at 5", "pass"],
                ),
                // One slip of a finger.
                (
                    |e| (account(e).bad_password_count, account(e).lockout_threshold) = (Some(1), Some(3)),
                    &["pass", "pass"],
                ),
                (
                    |e| (account(e).bad_password_count, account(e).lockout_threshold) = (Some(9), Some(0)),
                    &["pass~never locked", "pass"],
                ),
                (
                    |e| account(e).account_expires_at = Some("2026-11-28T12:00:00Z".into()),
                    &["manager-at-risk~account expires in 5 days", "pass"],
                ),
                (
                    |e| account(e).password_expires_at = Some("2026-12-20T12:00:00Z".into()),
                    &["pass~2026-12-20", "pass"],
                ),
                (
                    |e| {
                        account(e).password_expires_at = Some("2026-11-24T12:00:00Z".into());
                        account(e).password_never_expires = Some(true);
                    },
                    &["pass", "pass"],
                ),
                (
                    |e| policy(e).grace_binds = Some(3),
                    &["manager-at-risk~3 binds are left, and every bind takes one", "pass"],
                ),
                (|e| policy(e).expires_in_s = Some(7200), &["manager-at-risk~2 hours", "pass"]),
                (|e| *account(e) = AccountState::default(), &["not asked~shows the manager nothing", "pass"]),
                (|e| at(e, 0).account = Observed::Failed(broken(result(50))), &["not asked~does not let", "pass"]),
                (
                    |e| at(e, 0).account = Observed::Failed(broken(Fault::Closed { pending: 0 })),
                    &["undecided~closed", "pass"],
                ),
                (|e| reject(e, 49, None), &["blocked by BIND-005", "blocked by BIND-005"]),
            ],
        );
    }

    fn account(evidence: &mut Evidence) -> &mut AccountState {
        let Observed::Seen(account) = &mut at(evidence, 0).account else { unreachable!() };
        account
    }

    fn policy(evidence: &mut Evidence) -> &mut PasswordPolicy {
        let Observed::Seen(answer) = &mut at(evidence, 0).bind else { unreachable!() };
        answer.password_policy.get_or_insert_default()
    }
}
