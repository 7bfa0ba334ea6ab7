//! What speaks against an account, in words, and what to do about it: shared by the checks of the person.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::super::bind_answer::{Refusal, UNCHECKED};
use super::AtPerson;
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::person::PersonAccount;

/// What an administrator would try next, in vain.
const NO_SYNC: &str =
    "Do not re-synchronise: passwords are not synchronised, call manager asks the directory at every login";

/// Everything that keeps this account out, the most final first.
pub(in crate::checks) fn states(at: AtPerson<'_>, account: &PersonAccount) -> Vec<(Refusal, String)> {
    let now = at.vantage.taken_at;
    let past = |moment: &Option<String>| moment.as_deref().filter(|at| is_past(at, now)).map(str::to_owned);
    let mut states: Vec<(Refusal, String)> = Vec::new();
    if account.disabled == Some(true) {
        states.push((Refusal::Disabled, "the account is disabled".to_owned()));
    }
    if let Some(moment) = past(&account.expires_at) {
        states.push((Refusal::Expired, format!("the account expired at {moment}")));
    }
    if account.is_locked(now) {
        states.push((Refusal::Locked, locked(account)));
    }
    if account.must_change_password == Some(true) {
        states
            .push((Refusal::PasswordExpired, "the password must be changed first, which clients cannot do".to_owned()));
    } else if account.password_expired == Some(true) {
        states.push((Refusal::PasswordExpired, "the password has expired".to_owned()));
    } else if account.password_expired.is_none()
        && !account.grace_untold
        && let Some(moment) = past(&account.password_expires_at)
    {
        states.push((Refusal::PasswordExpired, format!("the password expired at {moment}")));
    }
    states.extend(restriction(at, account, now).map(|what| (Refusal::Restricted, what)));
    states
}

/// "the account is locked since 2026-11-23T20:59:00Z, after 5 failed tries of 5".
fn locked(account: &PersonAccount) -> String {
    let mut what = "the account is locked".to_owned();
    if let Some(since) = &account.locked_at {
        what.push_str(&format!(" since {since}"));
    }
    match (account.bad_password_count, account.lockout_threshold) {
        (Some(count @ 1..), Some(threshold @ 1..)) => what.push_str(&format!(", {count} failed tries of {threshold}")),
        (Some(count @ 1..), _) => what.push_str(&format!(", {count} failed tries")),
        _ => {}
    }
    what
}

/// Hours, workstations, smart card.
fn restriction(at: AtPerson<'_>, account: &PersonAccount, now: OffsetDateTime) -> Option<String> {
    if account.smart_card_required == Some(true) {
        return Some("the account requires a smart card, so no password is accepted".to_owned());
    }
    if let Some(hours) = &account.logon_hours {
        if hours.bytes().all(|digit| digit == b'0') {
            return Some("the account has no logon hours at all".to_owned());
        }
        if hour_allowed(hours, now) == Some(false) {
            return Some("the account may not log on at this hour (logonHours)".to_owned());
        }
    }
    // For a simple bind the workstation is the domain controller itself.
    let own = at.root_dse().and_then(|root| root.values("dnsHostName").first());
    let own = own.and_then(|name| name.split('.').next()).unwrap_or_default();
    let listed =
        account.workstations.iter().any(|name| name.split('.').next().is_some_and(|n| n.eq_ignore_ascii_case(own)));
    (!account.workstations.is_empty() && !listed).then(|| {
        format!("the account may log on to certain computers only (userWorkstations), and the domain controller is none of them: {}", account.workstations.join(", "))
    })
}

/// The bit of this hour: byte by day and eight hours from Sunday 00:00 UTC, the lowest bit first.
fn hour_allowed(hours: &str, now: OffsetDateTime) -> Option<bool> {
    let now = now.to_offset(time::UtcOffset::UTC);
    let hour = usize::from(now.weekday().number_days_from_sunday()) * 24 + usize::from(now.hour());
    let byte = hours.get(hour / 8 * 2..hour / 8 * 2 + 2)?;
    Some(u8::from_str_radix(byte, 16).ok()? >> (hour % 8) & 1 == 1)
}

/// A disabled account, wherever it is noticed.
pub(in crate::checks) fn disabled(at: AtPerson<'_>, message: &str) -> Finding {
    fail(CauseCode::UserDisabled, message)
        .summary(at.cannot_log_in("the account is disabled"))
        .fault(&at.asked.id)
        .fix("Enable the account in the directory, if the person shall log in")
        .fix("Then run a full synchronisation on call manager: it makes users inactive whom the filter leaves out")
}

/// The cause a refusal of a person points to.
pub(in crate::checks) fn cause(refusal: Refusal) -> CauseCode {
    match refusal {
        Refusal::Rejected => CauseCode::UserPasswordWrong,
        Refusal::Locked => CauseCode::UserLocked,
        Refusal::Disabled => CauseCode::UserDisabled,
        Refusal::Expired => CauseCode::UserExpired,
        Refusal::PasswordExpired => CauseCode::UserPasswordExpired,
        Refusal::Restricted => CauseCode::UserRestricted,
        Refusal::Busy => CauseCode::ServerBusy,
        Refusal::NameForm | Refusal::Unchecked | Refusal::Method | Refusal::NoPassword | Refusal::Other => {
            CauseCode::BindRefused
        }
    }
}

/// What to do about it, in order.
pub(in crate::checks) fn fixes(refusal: Refusal) -> &'static [&'static str] {
    match refusal {
        Refusal::Locked => &[
            "Find what still sends an old password: Jabber or mail on a mobile phone, a second PC, a softphone left logged in, saved Wi-Fi or VPN logins, a service or scheduled task; on Windows, event 4740 of the PDC emulator names the computer",
            "Correct the password there first, then unlock the account: else it locks again",
            NO_SYNC,
        ],
        Refusal::Rejected => &[
            "Let the person type the password again; if it was changed lately, it is the new one everywhere, at once",
            "Change the saved password in Jabber, on the mobile phone and wherever else the old one is: each old try counts towards a lock",
            NO_SYNC,
        ],
        Refusal::PasswordExpired => &[
            "Let the person set a new password at a PC or a self-service page: the clients cannot change it",
            "Then type the new one in the client; an old one that is saved anywhere locks the account",
            NO_SYNC,
        ],
        Refusal::Expired => {
            &["Extend the account in the directory (account tab, \"Account expires\"), if the person shall log in"]
        }
        Refusal::Disabled => &["Enable the account in the directory, if the person shall log in"],
        Refusal::Restricted => &[
            "Widen logon hours and \"Log On To\" of the account: for a login through call manager the computer is the domain controller; take off \"Smart card is required\" where a password shall work; members of Protected Users may be refused whatever they type",
        ],
        Refusal::Unchecked => UNCHECKED,
        Refusal::Busy => &["Look at the directory server's load and health, then try again"],
        Refusal::NoPassword => &[
            "Let the person set a password in the directory: the entry has none, or none that a simple bind could show",
            NO_SYNC,
        ],
        Refusal::NameForm | Refusal::Method | Refusal::Other => {
            &["Look into the directory server's log for this moment; the answer above is its own"]
        }
    }
}

/// "changed 3 hours ago", when that is recent enough to matter.
pub(in crate::checks) fn changed_lately(account: &PersonAccount, now: OffsetDateTime) -> Option<String> {
    const LATELY: Duration = Duration::days(14);
    let ago = now - parse(account.password_set_at.as_deref()?)?;
    let words = match (ago.whole_days(), ago.whole_hours()) {
        (days @ 2.., _) => format!("{days} days"),
        (_, hours @ 1..) => format!("{hours} hours"),
        _ => "less than an hour".to_owned(),
    };
    (Duration::ZERO <= ago && ago <= LATELY).then(|| format!("the password was changed {words} ago"))
}

/// Whether a moment (RFC 3339) has come.
pub(in crate::checks) fn is_past(moment: &str, now: OffsetDateTime) -> bool {
    parse(moment).is_some_and(|at| at <= now)
}

fn parse(moment: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(moment, &Rfc3339).ok()
}
