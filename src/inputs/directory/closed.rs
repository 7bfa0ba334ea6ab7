//! Accounts that are closed at this moment: expired, locked, or with a password that must be changed first.

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, Time};

/// Seconds from 1601, where Active Directory's times begin, to 1970.
const TO_1970: i64 = 11_644_473_600;

/// When an account expired, in seconds since 1970; none unless it has.
///
/// `accountExpires` is in steps of 100 ns since 1601; 0 and the largest number stand for never (MS-ADA1 2.1).
pub(super) fn expired(account_expires: &[u8], now: OffsetDateTime) -> Option<i64> {
    let at = file_time(account_expires).or_else(|| written(account_expires))?;
    (at <= now.unix_timestamp()).then_some(at)
}

/// When an account was locked, likewise; 0 where it is, and not told since when.
///
/// `lockoutTime` stays after the lock has ended, until the next login, so it is a hint (MS-ADA1 2.376);
/// `pwdAccountLockedTime` of 000001010000Z is a lock that an administrator must take away (draft-behera-ldap-password-policy).
pub(super) fn locked(lockout_time: &[u8], locked_time: &[u8]) -> Option<i64> {
    let by_policy = || match locked_time {
        [] => None,
        [b'0', b'0', b'0', b'0', ..] => Some(0),
        time => generalized(time).or(Some(0)),
    };
    file_time(lockout_time).or_else(|| written(lockout_time)).or_else(by_policy)
}

/// How long a lock lasts, in seconds, by the domain's `lockoutDuration` in negative steps of 100 ns (MS-ADA1 2.374); for ever
/// where an administrator must take it away.
pub(super) fn lock_lasts(duration: &[u8]) -> i64 {
    let steps = number(duration).filter(|&steps| steps < 0 && steps != i64::MIN);
    steps.map_or(i64::MAX, |steps| -(steps / 10_000_000))
}

/// Bits of `msDS-User-Account-Control-Computed` of an account that is locked at this moment, and of a password that has
/// expired (MS-ADTS 3.1.1.4.5.17).
const LOCKED_NOW: i64 = 0x10;
const PASSWORD_EXPIRED: i64 = 0x0080_0000;

/// What the directory itself makes of locks and passwords, where the export has it.
pub(super) struct Computed {
    pub(super) is_locked: bool,
    pub(super) is_password_expired: bool,
}

impl Computed {
    pub(super) fn of(value: &[u8]) -> Option<Self> {
        let bits = number(value)?;
        Some(Self { is_locked: bits & LOCKED_NOW != 0, is_password_expired: bits & PASSWORD_EXPIRED != 0 })
    }
}

/// The bits of `userAccountControl`: as the directory has them, as consoles show them (`0x202`, `514 (0x202)`), and by their
/// names (`NORMAL_ACCOUNT, ACCOUNTDISABLE`).
pub(super) fn control(value: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let first = text.split([' ', '(', ',']).next()?;
    if let Some(digits) = first.strip_prefix("0x").or_else(|| first.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let named = || match (plain.contains("accountdisable"), plain.contains("normalaccount")) {
        (true, _) => Some(DISABLED),
        (false, true) => Some(NORMAL),
        (false, false) => None,
    };
    first.parse().ok().or_else(named)
}

/// Bits of `userAccountControl` of a disabled account, and of a person's (MS-ADTS 2.2.16).
pub(super) const DISABLED: i64 = 2;
const NORMAL: i64 = 0x200;

/// Bit of `userAccountControl` of a password that never expires (MS-ADTS 2.2.16).
const NEVER_EXPIRES: i64 = 0x10000;

/// Whether the password must be changed at the next login: `pwdLastSet` of 0 (MS-ADA3 2.175), unless it never expires;
/// `pwdReset` (draft-behera-ldap-password-policy). No client of the appliances can change it.
pub(super) fn must_change(password_set: &[u8], account_control: &[u8], reset: &[u8]) -> bool {
    let never_expires = control(account_control).is_some_and(|bits| bits & NEVER_EXPIRES != 0);
    (number(password_set) == Some(0) && !never_expires) || reset.eq_ignore_ascii_case(b"TRUE")
}

/// Bit of `userAccountControl` of an account that requires a smart card (MS-ADTS 2.2.16).
const SMART_CARD: i64 = 0x40000;

/// Whether the account requires a smart card: the directory makes up a password that nobody knows.
pub(super) fn smart_card(account_control: &[u8]) -> bool {
    control(account_control).is_some_and(|bits| bits & SMART_CARD != 0)
}

fn number(value: &[u8]) -> Option<i64> {
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

fn file_time(value: &[u8]) -> Option<i64> {
    let steps: i64 = std::str::from_utf8(value).ok()?.trim().parse().ok()?;
    (steps > 0 && steps != i64::MAX).then(|| steps / 10_000_000 - TO_1970)
}

/// As tools write it that show dates: RFC 3339, or generalized time.
fn written(value: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp);
    // The year 1601 is "never" once more.
    moment.or_else(|| generalized(value)).or_else(|| shown(text)).filter(|&at| at > 0)
}

/// As PowerShell shows a date: `31.12.2026 00:00:00`, `12/31/2026 12:00:00 AM`, `/Date(1798675200000)/`. The later one where
/// it may be read in two ways; the hour is left out, and the day counts to its end.
fn shown(text: &str) -> Option<i64> {
    if let Some(milliseconds) = text.trim_matches('/').strip_prefix("Date(").and_then(|text| text.strip_suffix(')')) {
        return milliseconds.parse::<i64>().ok().map(|of| of / 1000);
    }
    let day = text.split_whitespace().next()?;
    let mut parts = day.split(['.', '/', '-']).map(|part| part.parse::<u16>().ok());
    let (a, b, c) = (parts.next()??, parts.next()??, parts.next()??);
    let ways = if a > 31 { [(a, b, c); 2] } else { [(c, a, b), (c, b, a)] };
    // Dots stand behind the day. AM and PM tell nothing: Australia writes the day first, and them too.
    let ways = if day.contains('.') { ways.get(1..)? } else { ways.as_slice() };
    let at = |&(year, month, day): &(u16, u16, u16)| {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
        Some(date.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp() + DAY)
    };
    ways.iter().filter_map(at).max()
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// `20261123210000Z`, or with a fraction (RFC 4517 section 3.3.13).
fn generalized(value: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(value).ok()?.trim().strip_suffix('Z')?;
    let digits = text.split('.').next()?;
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u16>().ok();
    let month = Month::try_from(u8::try_from(number(4, 6)?).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(0, 4)?), month, u8::try_from(number(6, 8)?).ok()?).ok()?;
    let part = |from, to| u8::try_from(number(from, to).unwrap_or(0)).ok();
    let time = Time::from_hms(part(8, 10)?, part(10, 12)?, part(12, 14)?).ok()?;
    Some(date.with_time(time).assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-11-25 12:00 UTC);

    #[test]
    fn only_what_has_expired_has() {
        let of = |moment: OffsetDateTime| ((moment.unix_timestamp() + TO_1970) * 10_000_000).to_string();
        let past = time::macros::datetime!(2026-11-20 22:00 UTC);
        for (value, expected) in [
            ("0".to_owned(), None),
            (i64::MAX.to_string(), None),
            (of(past), Some(past.unix_timestamp())),
            (of(NOW + time::Duration::days(1)), None),
            ("2026-11-20T22:00:00Z".to_owned(), Some(past.unix_timestamp())),
            ("20261120220000.0Z".to_owned(), Some(past.unix_timestamp())),
            ("16010101000000.0Z".to_owned(), None),
            ("never".to_owned(), None),
            ("31.10.2026 00:00:00".to_owned(), Some(time::macros::datetime!(2026-11-01 00:00 UTC).unix_timestamp())),
            ("10/31/2026 12:00:00 AM".to_owned(), Some(time::macros::datetime!(2026-11-01 00:00 UTC).unix_timestamp())),
            ("31/10/2026 00:00:00".to_owned(), Some(time::macros::datetime!(2026-11-01 00:00 UTC).unix_timestamp())),
            // The second of October, or the tenth of February of a year that is over.
            ("02/10/2025 00:00".to_owned(), Some(time::macros::datetime!(2025-10-03 00:00 UTC).unix_timestamp())),
            ("2/10/2025 12:00:00 AM".to_owned(), Some(time::macros::datetime!(2025-10-03 00:00 UTC).unix_timestamp())),
            // The eleventh of December or the twelfth of November.
            ("11/12/2026 00:00:00".to_owned(), None),
            ("/Date(1790000000000)/".to_owned(), Some(1_790_000_000)),
            ("1/2".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(expired(value.as_bytes(), NOW), expected, "{value}");
        }
    }

    #[test]
    fn a_password_that_must_be_changed_first() {
        for (set, control, reset, expected) in [
            ("0", "512", "", true),
            ("0", "", "", true),
            ("0", "66048", "", false),
            ("133000000000000000", "512", "", false),
            ("", "512", "", false),
            ("", "", "TRUE", true),
            ("", "", "FALSE", false),
        ] {
            assert_eq!(must_change(set.as_bytes(), control.as_bytes(), reset.as_bytes()), expected, "{set} {control}");
        }
    }

    #[test]
    fn how_long_a_lock_lasts_and_what_the_directory_makes_of_it() {
        for (duration, expected) in
            [("-18000000000", 1800), ("0", i64::MAX), ("-9223372036854775808", i64::MAX), ("?", i64::MAX)]
        {
            assert_eq!(lock_lasts(duration.as_bytes()), expected, "{duration}");
        }
        for (bits, expected) in
            [("0", Some((false, false))), ("16", Some((true, false))), ("8388608", Some((false, true))), ("", None)]
        {
            let computed = Computed::of(bits.as_bytes()).map(|of| (of.is_locked, of.is_password_expired));
            assert_eq!(computed, expected, "{bits}");
        }
    }

    #[test]
    fn bits_as_consoles_show_them() {
        for (shown, expected) in [
            ("66050", Some(66050)),
            (" 512 ", Some(512)),
            ("0x202", Some(514)),
            ("514 (0x202)", Some(514)),
            ("0x10200 (NORMAL_ACCOUNT)", Some(66048)),
            ("NORMAL_ACCOUNT, ACCOUNTDISABLE", Some(2)),
            ("NormalAccount, PasswordNeverExpires", Some(512)),
            ("", None),
            ("enabled", None),
        ] {
            assert_eq!(control(shown.as_bytes()), expected, "{shown}");
        }
    }

    #[test]
    fn a_smart_card_is_a_bit_of_its_own() {
        for (control, expected) in [("262656", true), ("328192", true), ("66048", false), ("", false), ("?", false)] {
            assert_eq!(smart_card(control.as_bytes()), expected, "{control}");
        }
    }

    #[test]
    fn locks_of_both_kinds() {
        assert_eq!(locked(b"0", b""), None);
        assert_eq!(locked(b"", b""), None);
        assert_eq!(locked(b"", b"000001010000Z"), Some(0));
        assert_eq!(locked(b"", b"19700101000100Z"), Some(60));
        assert_eq!(locked(b"116444736600000000", b""), Some(60));
    }
}
