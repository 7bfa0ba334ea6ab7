//! USER-002: what the directory says about the account, without binding as the person.

use super::bind_answer::{Refusal, decode};
use super::person::state::{cause, disabled, fixes, is_past, states};
use super::person::{AtPerson, by_export, per_vantage};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::CheckCode;
use crate::evidence::person::{Person, PersonAccount};

pub(super) static CHECK: Check = Check {
    code: CheckCode::User002,
    stage: Stage::Bind,
    title: "the account may log in",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-002.md"),
    run: |case| per_vantage(case, account_open),
};

fn account_open(at: AtPerson<'_>) -> Judged {
    if let Some(own) = at.own_password() {
        return Err(own);
    }
    if let Some(check) = by_export::new_account(at) {
        return Err(Skip::Blocked(check));
    }
    if let Some(row) = by_export::disabled(at) {
        return Ok(disabled(at, &format!("the account {} is disabled, by the export", row.dn)).into());
    }
    if let Some(skip) = by_export::locked_long_ago(at) {
        return Err(skip);
    }
    if let Some((refusal, what)) = by_export::closed(at) {
        return Ok(of_state(at, refusal, &what, &PersonAccount::default()).into());
    }
    let account = at.account()?;
    let person = at.person()?;
    // The best proof of all: the directory let this person in.
    if person.bind.seen().is_some_and(|answer| decode(answer, at.root_dse()).is_none()) {
        return Ok(pass("the directory let this person in").into());
    }
    let states = states(at, account);
    let Some((first, others)) = states.split_first() else {
        return nothing_wrong(at, person, account);
    };
    let mut finding = of_state(at, first.0, &first.1, account);
    if let [_, ..] = others {
        let others: Vec<&str> = others.iter().map(|(_, what)| what.as_str()).collect();
        finding = finding.fact("also", others.join("; "));
    }
    let rejected = person.bind.seen().and_then(|answer| decode(answer, at.root_dse()));
    if let Some((Refusal::Rejected, words)) = rejected {
        finding = finding
            .fact("password", &words)
            .fix(format!("Then the password: the one typed here was refused ({words})"));
    }
    Ok(finding.into())
}

/// No state keeps the account out, as far as it can be read.
fn nothing_wrong(at: AtPerson<'_>, person: &Person, account: &PersonAccount) -> Judged {
    if let Some(moment) = grace_left(at, account) {
        return Err(Skip::Undecided(format!(
            "the password expired at {moment}; eDirectory lets it be used as often as loginGraceRemaining says, which the manager \
             is not shown: let it read that, or try a login"
        )));
    }
    if (person.active_directory || account.of_active_directory) && account.disabled.is_none() {
        return Err(Skip::Undecided("the manager account may not read the state of this account".to_owned()));
    }
    if only_in_catalog(person, account) {
        return Err(Skip::Undecided(format!(
            "{} is a Global Catalog, which shows that the account is enabled, and neither locks nor expiry nor a password \
             that must be changed: ask a domain controller at port 389 or 636",
            person.server
        )));
    }
    Ok(proof(account).into())
}

/// When the password expired, where it may be used all the same.
fn grace_left<'a>(at: AtPerson<'_>, account: &'a PersonAccount) -> Option<&'a str> {
    let moment = account.password_expires_at.as_deref().filter(|_| account.grace_untold)?;
    is_past(moment, at.vantage.taken_at).then_some(moment)
}

/// Active Directory keeps `pwdLastSet` of every account, and gives it to no Global Catalog.
fn only_in_catalog(person: &Person, account: &PersonAccount) -> bool {
    let catalog = matches!(person.address.port(), 3268 | 3269);
    let shown = account.locked.is_some() || account.locked_at.is_some() || account.must_change_password.is_some();
    catalog && (person.active_directory || account.of_active_directory) && !shown
}

fn proof(account: &PersonAccount) -> crate::check::Proof {
    let tries = match (account.bad_password_count, account.lockout_threshold) {
        (Some(count), Some(0)) => format!(", {count} failed tries, never locked"),
        (Some(count), Some(threshold)) => format!(", {count} failed tries of {threshold}"),
        (Some(count), None) => format!(", {count} failed tries"),
        _ => String::new(),
    };
    let bare = PersonAccount {
        dn: account.dn.clone(),
        last_name: account.last_name,
        lockout_threshold: account.lockout_threshold,
        ..PersonAccount::default()
    };
    let proof = pass(match (account == &bare, account.lockout_threshold) {
        (true, Some(0)) => "not shown: the directory keeps no lock, expiry or restriction of this account".to_owned(),
        (true, _) => "not shown: the manager reads no lock, expiry or restriction of this account".to_owned(),
        _ => format!("no lock, expiry or restriction is recorded{tries}"),
    });
    match &account.password_expires_at {
        Some(moment) => proof.fact("password_expires_at", moment),
        None => proof,
    }
}

/// One state of the account as a finding.
pub(super) fn of_state(at: AtPerson<'_>, refusal: Refusal, what: &str, account: &PersonAccount) -> Finding {
    if refusal == Refusal::Disabled {
        return disabled(at, what);
    }
    let finding = fail(cause(refusal), what).summary(at.cannot_log_in(what)).fault(&at.asked.id);
    let finding = facts(finding, account);
    fixes(refusal).iter().fold(finding, |finding, step| finding.fix(*step))
}

fn facts(finding: Finding, account: &PersonAccount) -> Finding {
    let named = [
        ("locked_at", &account.locked_at),
        ("unlocks_at", &account.unlocks_at),
        ("last_failed_try_at", &account.bad_password_at),
        ("password_set_at", &account.password_set_at),
    ];
    named.iter().fold(finding, |finding, (name, value)| match value {
        Some(value) => finding.fact(name, value),
        None => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::super::person::tests::{answer, failed, found, verdict};
    use super::*;
    use crate::check::Verdict;
    use crate::evidence::Observed;

    fn with(change: impl FnOnce(&mut PersonAccount)) -> Person {
        let mut account = found().account.seen().unwrap().clone();
        change(&mut account);
        Person { account: Observed::Seen(account), ..found() }
    }

    #[test]
    fn a_catalog_does_not_show_that_nothing_is_locked() {
        let by = |port: u16, change: fn(&mut PersonAccount)| {
            let address = std::net::SocketAddr::from(([10, 0, 0, 9], port));
            verdict(&CHECK, Some(Person { server: format!("gc7:{port}"), address, ..with(change) }), false)
        };
        let open =
            |verdict: Verdict| matches!(verdict, Verdict::Skip(Skip::Undecided(why)) if why.contains("Global Catalog"));
        assert!(open(by(3269, |_| {})) && open(by(3268, |_| {})));
        assert!(matches!(by(636, |_| {}), Verdict::Pass(_)));
        assert!(matches!(by(3269, |account| account.must_change_password = Some(false)), Verdict::Pass(_)));
        assert!(matches!(by(3269, |account| account.disabled = Some(true)), Verdict::Fail(_)));
    }

    const PAST: &str = "2026-11-23T11:00:00Z";
    const FUTURE: &str = "2026-11-23T13:00:00Z";

    #[test]
    fn every_state_has_its_cause_and_the_most_final_comes_first() {
        type Change = fn(&mut PersonAccount);
        let cases: [(Change, Option<&str>, &str); 16] = [
            (|_| {}, None, ""),
            (|a| a.disabled = Some(true), Some("user-disabled"), "disabled"),
            (|a| a.expires_at = Some(PAST.into()), Some("user-expired"), PAST),
            (|a| a.expires_at = Some(FUTURE.into()), None, ""),
            (|a| a.locked = Some(true), Some("user-locked"), "locked"),
            (|a| a.locked_at = Some(PAST.into()), Some("user-locked"), PAST),
            (|a| (a.locked, a.locked_at) = (Some(false), Some(PAST.into())), None, ""),
            (|a| (a.locked_at, a.unlocks_at) = (Some(PAST.into()), Some(PAST.into())), None, ""),
            (|a| (a.locked_at, a.unlocks_at) = (Some(PAST.into()), Some(FUTURE.into())), Some("user-locked"), PAST),
            (|a| a.must_change_password = Some(true), Some("user-password-expired"), "must be changed"),
            (|a| a.password_expired = Some(true), Some("user-password-expired"), "has expired"),
            (|a| a.password_expires_at = Some(PAST.into()), Some("user-password-expired"), PAST),
            (|a| a.smart_card_required = Some(true), Some("user-restricted"), "smart card"),
            (|a| a.workstations = vec!["PC1".into()], Some("user-restricted"), "PC1"),
            (|a| a.logon_hours = Some("00".repeat(21)), Some("user-restricted"), "no logon hours"),
            (|a| (a.disabled, a.locked) = (Some(true), Some(true)), Some("user-disabled"), "disabled"),
        ];
        for (number, (change, cause, says)) in cases.into_iter().enumerate() {
            match (cause, verdict(&CHECK, Some(with(change)), false)) {
                (None, Verdict::Pass(_)) => {}
                (Some(cause), Verdict::Fail(finding)) => {
                    assert_eq!(finding.cause.name(), cause, "case {number}");
                    assert!(finding.message.contains(says), "case {number}: {}", finding.message);
                    assert!(!finding.fix.is_empty(), "case {number}");
                }
                (_, other) => unreachable!("case {number}: {other:?}"),
            }
        }
    }

    #[test]
    fn logins_after_the_end_of_a_password_that_are_not_told_decide_nothing() {
        let by = |ends: &str, grace_untold| {
            let change =
                |a: &mut PersonAccount| (a.password_expires_at, a.grace_untold) = (Some(ends.into()), grace_untold);
            verdict(&CHECK, Some(with(change)), false)
        };
        let Verdict::Skip(Skip::Undecided(why)) = by(PAST, true) else { unreachable!("decided") };
        assert!(why.contains(PAST) && why.contains("loginGraceRemaining"), "{why}");
        assert!(matches!(by(PAST, false), Verdict::Fail(_)));
        assert!(matches!(by(FUTURE, true), Verdict::Pass(_)));
    }

    #[test]
    fn the_hour_of_the_look_counts() {
        // Monday 12:00 UTC is bit 36: byte 4, bit 4.
        for (byte, open) in [("10", true), ("ef", false)] {
            let hours = format!("{}{byte}{}", "ff".repeat(4), "ff".repeat(16));
            let verdict = verdict(&CHECK, Some(with(|a| a.logon_hours = Some(hours))), false);
            assert_eq!(matches!(verdict, Verdict::Pass(_)), open, "{byte}");
        }
    }

    #[test]
    fn what_is_not_readable_decides_nothing_and_an_accepted_bind_decides_all() {
        let unreadable = with(|account| *account = PersonAccount::default());
        assert!(matches!(verdict(&CHECK, Some(unreadable.clone()), false), Verdict::Skip(Skip::Undecided(_))));
        let elsewhere = Person { active_directory: false, ..unreadable };
        assert!(matches!(verdict(&CHECK, Some(elsewhere), false), Verdict::Pass(_)));
        let bound = Person { bind: Observed::Seen(answer(0, None)), ..with(|a| a.workstations = vec!["PC1".into()]) };
        assert!(matches!(verdict(&CHECK, Some(bound), true), Verdict::Pass(_)));
        let wrong = Person { bind: Observed::Seen(answer(49, Some(0x52e))), ..with(|a| a.disabled = Some(true)) };
        let finding = failed(verdict(&CHECK, Some(wrong), true));
        assert!(finding.fix.last().unwrap().contains("52e"), "{:?}", finding.fix);
    }
}
