//! The state of a person's account as the manager may read it: no attribute is required, nothing is bound.

use time::{Duration, OffsetDateTime};

use super::super::account::{file_time, generalized_time, number, one, rfc3339, text, values};
use super::{Wanted, unless_broken};
use crate::evidence::LdapFailure;
use crate::evidence::person::PersonAccount;
use crate::ldap::session::{Entry, Scope, Session};

/// Policies that are looked through for the strictest threshold.
const POLICIES: usize = 20;
/// Workstations that are kept of a list.
const WORKSTATIONS: usize = 50;

const ACTIVE_DIRECTORY: [&str; 14] = [
    "objectClass",
    "sn",
    "userAccountControl",
    "msDS-User-Account-Control-Computed",
    "lockoutTime",
    "badPwdCount",
    "badPasswordTime",
    "accountExpires",
    "pwdLastSet",
    "msDS-UserPasswordExpiryTimeComputed",
    "logonHours",
    "userWorkstations",
    "msDS-ResultantPSO",
    "msDS-UserAccountDisabled",
];

/// Attributes at the head of both lists.
const COMMON: usize = 2;

/// draft-behera-ldap-password-policy-10, and what 389 Directory Server, FreeIPA (`krbPrincipalExpiration`), eDirectory
/// (`login…`, `lockedByIntruder`) and OpenDJ (`ds-pwp-…`) have of their own.
const PASSWORD_POLICY: [&str; 20] = [
    "objectClass",
    "sn",
    "pwdAccountLockedTime",
    "pwdFailureTime",
    "pwdReset",
    "pwdChangedTime",
    "pwdEndTime",
    "pwdPolicySubentry",
    "nsAccountLock",
    "passwordRetryCount",
    "accountUnlockTime",
    "passwordExpirationTime",
    "krbPrincipalExpiration",
    "loginDisabled",
    "loginExpirationTime",
    "loginGraceRemaining",
    "lockedByIntruder",
    "loginIntruderResetTime",
    "ds-pwp-account-disabled",
    "ds-pwp-account-expiration-time",
];

/// Attributes that disable an account where they are TRUE.
const DISABLING: [&str; 3] = ["nsAccountLock", "loginDisabled", "ds-pwp-account-disabled"];
/// Moments from which an account does not log in.
const ENDS: [&str; 4] =
    ["pwdEndTime", "krbPrincipalExpiration", "loginExpirationTime", "ds-pwp-account-expiration-time"];

/// The class of eDirectory's accounts that has `loginGraceRemaining`.
const EDIRECTORY: &[u8] = b"ndsLoginProperties";

/// Reads the account at `dn`. What is not readable is left out; only a conversation that breaks is a failure.
pub(super) async fn read(
    session: &mut Session,
    dn: &str,
    Wanted { contexts, active_directory, never_locks, .. }: &Wanted,
) -> Result<PersonAccount, LdapFailure> {
    // What an entry shows decides: a proxy or a copy passes Active Directory's attributes on, and not its root entry.
    let attributes: Vec<&str> = ACTIVE_DIRECTORY.into_iter().chain(PASSWORD_POLICY.into_iter().skip(COMMON)).collect();
    let Some(entry) = one(session, dn, &attributes).await? else {
        return Ok(PersonAccount { dn: dn.to_owned(), ..PersonAccount::default() });
    };
    if *active_directory || is_active_directory(&entry) {
        let domain = contexts.first().map_or("", String::as_str);
        let (head, attributes) = match text(&entry, "msDS-ResultantPSO") {
            // A fine-grained policy, where there is one, replaces the domain's whether it is readable or not.
            Some(policy) => (policy, ["msDS-LockoutThreshold", "msDS-LockoutDuration"]),
            None => (domain.to_owned(), ["lockoutThreshold", "lockoutDuration"]),
        };
        let policy = one(session, &head, &attributes).await?;
        let account = of_active_directory(&entry, policy.as_ref(), attributes);
        return Ok(PersonAccount { last_name: last_name(&entry), of_active_directory: true, ..account });
    }
    let policy = policy(session, &entry, contexts).await?;
    let account = of_password_policy(&entry, policy.as_ref());
    let lockout_threshold = account.lockout_threshold.or(never_locks.then_some(0));
    Ok(PersonAccount { lockout_threshold, last_name: last_name(&entry), ..account })
}

/// Whether an entry is one of Active Directory's: by an attribute that only it has, or by its class for people.
fn is_active_directory(entry: &Entry) -> bool {
    const OWN: [&str; 6] = [
        "userAccountControl",
        "msDS-User-Account-Control-Computed",
        "lockoutTime",
        "accountExpires",
        "pwdLastSet",
        "msDS-UserPasswordExpiryTimeComputed",
    ];
    let class = |value: &Vec<u8>| value.eq_ignore_ascii_case(b"user");
    OWN.iter().any(|name| !values(entry, name).is_empty()) || values(entry, "objectClass").iter().any(class)
}

/// Whether there is a last name. An entry of which nothing is readable may have one.
fn last_name(entry: &Entry) -> Option<bool> {
    let filled = values(entry, "sn").iter().any(|value| !value.trim_ascii().is_empty());
    (!entry.attributes.is_empty()).then_some(filled)
}

fn of_active_directory(entry: &Entry, policy: Option<&Entry>, [threshold, duration]: [&str; 2]) -> PersonAccount {
    // Bits of userAccountControl (MS-ADTS 2.2.16) and of its computed sibling (MS-ADTS 3.1.1.4.5.17).
    const DISABLED: u64 = 0x2;
    const LOCKED: u64 = 0x10;
    const NEVER_EXPIRES: u64 = 0x1_0000;
    const SMART_CARD: u64 = 0x4_0000;
    const PASSWORD_EXPIRED: u64 = 0x80_0000;
    let control = number(entry, "userAccountControl");
    let computed = number(entry, "msDS-User-Account-Control-Computed");
    let bit = |flags: Option<u64>, mask: u64| flags.map(|flags| flags & mask != 0);
    let moment = |name: &str| text(entry, name).and_then(|raw| file_time(&raw));
    let locked_at = moment("lockoutTime");
    // A negative count of 100 ns; the most negative one, or none, never ends by itself.
    let lasts = policy.and_then(|policy| text(policy, duration)?.trim().parse::<i64>().ok());
    let lasts = lasts.filter(|&ticks| ticks < 0 && ticks != i64::MIN).map(|ticks| -ticks / 10_000_000);
    let never_set = text(entry, "pwdLastSet").is_some_and(|raw| raw.trim() == "0");
    PersonAccount {
        dn: entry.dn.clone(),
        // AD LDS has no bits, and an attribute of its own.
        disabled: bit(control, DISABLED)
            .or_else(|| text(entry, "msDS-UserAccountDisabled").map(|raw| raw.trim().eq_ignore_ascii_case("TRUE"))),
        locked: bit(computed, LOCKED),
        unlocks_at: locked_at.as_deref().zip(lasts).and_then(|(at, seconds)| later(at, seconds)),
        locked_at,
        expires_at: moment("accountExpires"),
        password_expired: bit(computed, PASSWORD_EXPIRED),
        password_expires_at: moment("msDS-UserPasswordExpiryTimeComputed"),
        grace_untold: false,
        must_change_password: text(entry, "pwdLastSet").map(|_| never_set && bit(control, NEVER_EXPIRES) != Some(true)),
        password_set_at: moment("pwdLastSet"),
        logon_hours: values(entry, "logonHours").first().filter(|hours| hours.len() == 21).map(|hours| hex(hours)),
        workstations: workstations(entry),
        smart_card_required: bit(control, SMART_CARD),
        bad_password_count: number(entry, "badPwdCount"),
        bad_password_at: moment("badPasswordTime"),
        lockout_threshold: policy.and_then(|policy| number(policy, threshold)),
        last_name: None,
        of_active_directory: false,
    }
}

fn workstations(entry: &Entry) -> Vec<String> {
    let list = text(entry, "userWorkstations").unwrap_or_default();
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.take(WORKSTATIONS).map(str::to_owned).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The policy of this account; where none is named, the strictest one that is readable, since the server's default may
/// be any of them.
async fn policy(session: &mut Session, entry: &Entry, contexts: &[String]) -> Result<Option<Entry>, LdapFailure> {
    const ATTRIBUTES: [&str; 5] = ["pwdLockout", "pwdMaxFailure", "pwdLockoutDuration", "pwdMaxAge", "pwdMustChange"];
    if let Some(named) = text(entry, "pwdPolicySubentry") {
        return one(session, &named, &ATTRIBUTES).await;
    }
    let mut policies = Vec::new();
    for context in contexts {
        let read = session.read(context, Scope::Subtree, "(objectClass=pwdPolicy)", &ATTRIBUTES, POLICIES).await;
        policies.extend(unless_broken(read)?);
    }
    Ok(policies.into_iter().min_by_key(|policy| match threshold_of(policy) {
        None | Some(0) => u64::MAX,
        Some(failures) => failures,
    }))
}

/// Failures that lock. Without pwdLockout TRUE the server counts and never locks (section 5.2.10).
fn threshold_of(policy: &Entry) -> Option<u64> {
    let failures = number(policy, "pwdMaxFailure")?;
    Some(if is_true(policy, "pwdLockout") == Some(true) { failures } else { 0 })
}

fn of_password_policy(entry: &Entry, policy: Option<&Entry>) -> PersonAccount {
    let moment = |name: &str| text(entry, name).and_then(|raw| generalized_time(&raw));
    let changed = moment("pwdChangedTime");
    let lock = Lock::of(entry, policy);
    let age = policy.and_then(|policy| number(policy, "pwdMaxAge")).filter(|&seconds| seconds > 0);
    let aged = changed.zip(age).and_then(|(changed, seconds)| plus(changed, i64::try_from(seconds).ok()?));
    let failures = values(entry, "pwdFailureTime");
    let counted = number(entry, "passwordRetryCount").or((!failures.is_empty()).then_some(failures.len() as u64));
    let must_change = is_true(entry, "pwdReset")
        .map(|reset| reset && policy.and_then(|policy| is_true(policy, "pwdMustChange")) != Some(false));
    let disabling = || DISABLING.iter().filter_map(|name| is_true(entry, name));
    // eDirectory's logins go on after the password's end, as often as this says.
    let grace = number(entry, "loginGraceRemaining");
    let ends = moment("passwordExpirationTime");
    let of_edirectory = values(entry, "objectClass").iter().any(|class| class.eq_ignore_ascii_case(EDIRECTORY));
    PersonAccount {
        dn: entry.dn.clone(),
        disabled: disabling().reduce(|one, other| one || other),
        locked: lock.for_good.then_some(true),
        locked_at: lock.since.and_then(rfc3339),
        unlocks_at: lock.until.and_then(rfc3339),
        expires_at: ENDS.iter().filter_map(|name| moment(name)).min().and_then(rfc3339),
        password_expires_at: ends.filter(|_| grace.is_none_or(|logins| logins == 0)).or(aged).and_then(rfc3339),
        grace_untold: grace.is_none() && of_edirectory && ends.is_some(),
        must_change_password: must_change,
        password_set_at: changed.and_then(rfc3339),
        // No failure at all is only known where such attributes are readable.
        bad_password_count: counted.or(changed.map(|_| 0)),
        bad_password_at: failures
            .iter()
            .filter_map(|raw| generalized_time(&String::from_utf8_lossy(raw)))
            .max()
            .and_then(rfc3339),
        lockout_threshold: policy.and_then(threshold_of),
        ..PersonAccount::default()
    }
}

/// A lock of a directory that is not Active Directory.
struct Lock {
    /// Until an administrator unlocks it.
    for_good: bool,
    since: Option<OffsetDateTime>,
    until: Option<OffsetDateTime>,
}

impl Lock {
    fn of(entry: &Entry, policy: Option<&Entry>) -> Self {
        let moment = |name: &str| text(entry, name).and_then(|raw| generalized_time(&raw));
        let begins = |name: &str, with: &str| text(entry, name).is_some_and(|raw| raw.starts_with(with));
        // "000001010000Z" (section 5.3.3) is no moment; 389 Directory Server says the same by the epoch.
        let marked = begins("pwdAccountLockedTime", "0000") || begins("accountUnlockTime", "1970");
        let since = moment("pwdAccountLockedTime").filter(|_| !marked);
        let lasts = policy.and_then(|policy| number(policy, "pwdLockoutDuration")).filter(|&seconds| seconds > 0);
        let ends = since.zip(lasts).and_then(|(at, seconds)| plus(at, i64::try_from(seconds).ok()?));
        // eDirectory marks a lock also after its end, and tells that end.
        let by_intruder = is_true(entry, "lockedByIntruder") == Some(true);
        let intruder_until = moment("loginIntruderResetTime").filter(|_| by_intruder);
        Self {
            for_good: marked || (by_intruder && intruder_until.is_none()),
            since,
            until: ends.or(intruder_until).or(moment("accountUnlockTime").filter(|_| !marked)),
        }
    }
}

fn is_true(entry: &Entry, name: &str) -> Option<bool> {
    text(entry, name).map(|value| value.trim().eq_ignore_ascii_case("true"))
}

fn later(at: &str, seconds: i64) -> Option<String> {
    use time::format_description::well_known::Rfc3339;
    rfc3339(plus(OffsetDateTime::parse(at, &Rfc3339).ok()?, seconds)?)
}

fn plus(at: OffsetDateTime, seconds: i64) -> Option<OffsetDateTime> {
    at.checked_add(Duration::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(attributes: &[(&str, &[&str])]) -> Entry {
        let values = |values: &[&str]| values.iter().map(|value| value.as_bytes().to_vec()).collect();
        let attributes = attributes.iter().map(|(name, texts)| ((*name).to_owned(), values(texts))).collect();
        Entry { dn: "cn=jdoe".into(), attributes }
    }

    const DOMAIN: [&str; 2] = ["lockoutThreshold", "lockoutDuration"];

    #[test]
    fn reads_the_flags_and_moments_of_active_directory() {
        let policy = entry(&[("lockoutThreshold", &["3"]), ("lockoutDuration", &["-18000000000"])]);
        let locked = entry(&[
            ("useraccountcontrol", &["514"]),
            ("msDS-User-Account-Control-Computed", &["8388624"]),
            ("lockoutTime", &["134084592000000000"]),
            ("badPwdCount", &["3"]),
            ("pwdLastSet", &["0"]),
            ("accountExpires", &["9223372036854775807"]),
            ("userWorkstations", &["PC1, PC2,,"]),
        ]);
        let state = of_active_directory(&locked, Some(&policy), DOMAIN);
        assert_eq!((state.disabled, state.locked, state.password_expired), (Some(true), Some(true), Some(true)));
        assert_eq!(state.locked_at.as_deref(), Some("2025-11-24T12:00:00Z"));
        assert_eq!(state.unlocks_at.as_deref(), Some("2025-11-24T12:30:00Z"));
        assert_eq!((state.must_change_password, state.expires_at), (Some(true), None));
        assert_eq!((state.bad_password_count, state.lockout_threshold), (Some(3), Some(3)));
        assert_eq!(state.workstations, ["PC1", "PC2"]);

        let forever = entry(&[("lockoutDuration", &["-9223372036854775808"])]);
        assert_eq!(of_active_directory(&locked, Some(&forever), DOMAIN).unlocks_at, None);
        let service = entry(&[("userAccountControl", &["66048"]), ("pwdLastSet", &["0"])]);
        let state = of_active_directory(&service, None, DOMAIN);
        assert_eq!((state.must_change_password, state.disabled, state.locked), (Some(false), Some(false), None));
        let lightweight = entry(&[("msds-useraccountdisabled", &["TRUE"]), ("pwdLastSet", &["1"])]);
        assert_eq!(of_active_directory(&lightweight, None, DOMAIN).disabled, Some(true));
        let nothing = of_active_directory(&entry(&[("badPwdCount", &["many"])]), None, DOMAIN);
        assert_eq!(nothing, PersonAccount { dn: "cn=jdoe".into(), ..PersonAccount::default() });
    }

    #[test]
    fn what_an_entry_shows_tells_its_directory() {
        for (attribute, value, expected) in [
            ("USERACCOUNTCONTROL", "512", true),
            ("lockouttime", "0", true),
            ("objectClass", "User", true),
            ("objectClass", "inetOrgPerson", false),
            ("pwdChangedTime", "20261101000000Z", false),
            ("nsAccountLock", "true", false),
        ] {
            assert_eq!(is_active_directory(&entry(&[(attribute, &[value])])), expected, "{attribute}");
        }
    }

    #[test]
    fn a_last_name_is_missing_only_where_something_is_readable() {
        let class: (&str, &[&str]) = ("objectClass", &["user"]);
        assert_eq!(last_name(&entry(&[])), None);
        assert_eq!(last_name(&entry(&[class])), Some(false));
        assert_eq!(last_name(&entry(&[class, ("SN", &[" "])])), Some(false));
        assert_eq!(last_name(&entry(&[class, ("SN", &["Doe"])])), Some(true));
    }

    #[test]
    fn reads_what_closes_an_account_elsewhere() {
        let state = |attributes: &[(&str, &[&str])]| of_password_policy(&entry(attributes), None);
        assert_eq!(state(&[("loginDisabled", &["TRUE"])]).disabled, Some(true));
        assert_eq!(state(&[("loginDisabled", &["FALSE"])]).disabled, Some(false));
        assert_eq!(state(&[("ds-pwp-account-disabled", &["true"])]).disabled, Some(true));
        for name in ["krbPrincipalExpiration", "loginExpirationTime", "ds-pwp-account-expiration-time"] {
            let ended = state(&[(name, &["20261101000000Z"])]);
            assert_eq!(ended.expires_at.as_deref(), Some("2026-11-01T00:00:00Z"), "{name}");
        }
        let both = [("pwdEndTime", &["20271101000000Z"][..]), ("krbPrincipalExpiration", &["20261101000000Z"])];
        assert_eq!(state(&both).expires_at.as_deref(), Some("2026-11-01T00:00:00Z"), "the first of them ends it");
        let until: &[(&str, &[&str])] =
            &[("lockedByIntruder", &["TRUE"]), ("loginIntruderResetTime", &["20261123210000Z"])];
        let now = generalized_time("20261123203000Z").unwrap();
        assert!(state(until).is_locked(now) && !state(until).is_locked(now + Duration::hours(1)));
        assert!(state(&[("lockedByIntruder", &["TRUE"])]).is_locked(now));
        let open: &[(&str, &[&str])] =
            &[("lockedByIntruder", &["FALSE"]), ("loginIntruderResetTime", &["20261123210000Z"])];
        assert!(!state(open).is_locked(now));
        let expired =
            |grace| state(&[("passwordExpirationTime", &["20261101000000Z"]), ("loginGraceRemaining", &[grace])]);
        assert_eq!(expired("3").password_expires_at, None);
        assert!(expired("0").password_expires_at.is_some() && !expired("0").grace_untold);
        let ends = ("passwordExpirationTime", &["20261101000000Z"][..]);
        assert!(state(&[ends, ("objectClass", &["Person", "ndsLoginProperties"])]).grace_untold);
        assert!(!state(&[ends, ("objectClass", &["person", "nsPerson"])]).grace_untold, "389 has no such attribute");
    }

    #[test]
    fn reads_the_password_policy_of_others() {
        let policy = entry(&[
            ("pwdLockout", &["TRUE"]),
            ("pwdMaxFailure", &["3"]),
            ("pwdLockoutDuration", &["600"]),
            ("pwdMaxAge", &["86400"]),
        ]);
        let account = entry(&[
            ("pwdAccountLockedTime", &["20261123210000Z"]),
            ("pwdFailureTime", &["20261123205900.5Z", "20261123205800Z"]),
            ("pwdChangedTime", &["20261101000000Z"]),
            ("pwdReset", &["TRUE"]),
        ]);
        let state = of_password_policy(&account, Some(&policy));
        assert_eq!(state.locked_at.as_deref(), Some("2026-11-23T21:00:00Z"));
        assert_eq!(state.unlocks_at.as_deref(), Some("2026-11-23T21:10:00Z"));
        assert_eq!(state.bad_password_at.as_deref(), Some("2026-11-23T20:59:00Z"));
        assert_eq!(state.password_expires_at.as_deref(), Some("2026-11-02T00:00:00Z"));
        assert_eq!((state.bad_password_count, state.lockout_threshold), (Some(2), Some(3)));
        assert_eq!(state.must_change_password, Some(true));

        let for_good = of_password_policy(&entry(&[("pwdAccountLockedTime", &["000001010000Z"])]), None);
        assert_eq!((for_good.locked, for_good.locked_at), (Some(true), None));
        let inactive = entry(&[("nsAccountLock", &["true"]), ("passwordRetryCount", &["1"])]);
        let state = of_password_policy(&inactive, None);
        assert_eq!((state.disabled, state.bad_password_count), (Some(true), Some(1)));
        let lax = entry(&[("pwdMaxFailure", &["3"])]);
        let state = of_password_policy(&entry(&[]), Some(&lax));
        assert_eq!((state.lockout_threshold, state.bad_password_count), (Some(0), None));
    }
}
