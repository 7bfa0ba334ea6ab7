//! What the directory lets the manager read about its own account: never required, never a bind.

use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, Month, OffsetDateTime, Time};

use crate::evidence::{AccountState, LdapFailure, RootDse};
use crate::ldap::fault::Fault;
use crate::ldap::filter;
use crate::ldap::session::{Entry, Scope, Session};

/// Reads the state of the account `name` over the manager's own session. What is not readable is left out; only a
/// conversation that breaks is a failure.
pub(super) async fn read(
    session: &mut Session,
    name: &str,
    who_am_i: Option<&str>,
    root_dse: Option<&RootDse>,
) -> Result<AccountState, LdapFailure> {
    match root_dse {
        Some(root_dse) if root_dse.active_directory => active_directory(session, name, root_dse).await,
        _ => by_entry(session, name, who_am_i, root_dse).await,
    }
}

/// Attributes of Active Directory that tell when an account stops working.
const ACTIVE_DIRECTORY: [&str; 5] =
    ["badPwdCount", "userAccountControl", "accountExpires", "msDS-UserPasswordExpiryTimeComputed", "msDS-ResultantPSO"];

async fn active_directory(session: &mut Session, name: &str, root_dse: &RootDse) -> Result<AccountState, LdapFailure> {
    let domain = root_dse.values("defaultNamingContext").first().map_or("", String::as_str);
    let mut found = None;
    for Place { base, scope, filter } in places(name, domain) {
        found = first(session.read(&base, scope, &filter, &ACTIVE_DIRECTORY, 2).await)?;
        if found.is_some() {
            break;
        }
    }
    let Some(entry) = found else {
        return Ok(AccountState::default());
    };
    let threshold = threshold(session, &entry, domain).await?;
    Ok(state_of_active_directory(&entry, threshold))
}

/// Wrong passwords that lock the account, by the policy that holds for it.
async fn threshold(session: &mut Session, entry: &Entry, domain: &str) -> Result<Option<u64>, LdapFailure> {
    // A fine-grained policy, where there is one, replaces the domain's whether it is readable or not.
    let (head, attribute) = match text(entry, "msDS-ResultantPSO") {
        Some(policy) => (policy, "msDS-LockoutThreshold"),
        None => (domain.to_owned(), "lockoutThreshold"),
    };
    let policy = one(session, &head, &[attribute]).await?;
    Ok(policy.as_ref().and_then(|policy| number(policy, attribute)))
}

/// Where to look for the account.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    base: String,
    scope: Scope,
    filter: String,
}

/// The places for each form of name that Active Directory binds: distinguished name, user principal name, `DOMAIN\sam`.
/// `sam@domain` names an account even when its userPrincipalName differs.
fn places(name: &str, domain: &str) -> Vec<Place> {
    let everywhere = |attribute: &str, value: &str| Place {
        base: domain.to_owned(),
        scope: Scope::Subtree,
        filter: format!("({attribute}={})", filter::escape(value.as_bytes())),
    };
    if is_dn(name) {
        return vec![Place { base: name.to_owned(), scope: Scope::Base, filter: "(objectClass=*)".to_owned() }];
    }
    if domain.is_empty() {
        return Vec::new();
    }
    if let Some((_, sam)) = name.split_once('\\') {
        return vec![everywhere("sAMAccountName", sam)];
    }
    let mut places = vec![everywhere("userPrincipalName", name)];
    if let Some((sam, suffix)) = name.rsplit_once('@')
        && suffix.eq_ignore_ascii_case(&dns_name(domain))
    {
        places.push(everywhere("sAMAccountName", sam));
    }
    places
}

/// `DC=corp,DC=example` as `corp.example` (RFC 2247).
fn dns_name(domain: &str) -> String {
    let label = |part: &str| {
        let (attribute, value) = part.split_once('=')?;
        attribute.trim().eq_ignore_ascii_case("dc").then(|| value.trim().to_owned())
    };
    domain.split(',').filter_map(label).collect::<Vec<_>>().join(".")
}

/// Whether a bind name is a distinguished name: it begins with an attribute type (RFC 4514 section 3).
fn is_dn(name: &str) -> bool {
    name.split_once('=').is_some_and(|(attribute, _)| {
        let attribute = attribute.trim();
        !attribute.is_empty() && attribute.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
    })
}

fn state_of_active_directory(entry: &Entry, lockout_threshold: Option<u64>) -> AccountState {
    /// `DONT_EXPIRE_PASSWORD` of userAccountControl.
    const NEVER_EXPIRES: u64 = 0x1_0000;
    AccountState {
        dn: entry.dn.clone(),
        bad_password_count: number(entry, "badPwdCount"),
        lockout_threshold,
        password_expires_at: text(entry, "msDS-UserPasswordExpiryTimeComputed").and_then(|raw| file_time(&raw)),
        account_expires_at: text(entry, "accountExpires").and_then(|raw| file_time(&raw)),
        password_never_expires: number(entry, "userAccountControl").map(|flags| flags & NEVER_EXPIRES != 0),
    }
}

/// A FILETIME (100 ns since 1601-01-01) as RFC 3339; 0 and 0x7FFF_FFFF_FFFF_FFFF are "never".
pub(super) fn file_time(raw: &str) -> Option<String> {
    const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;
    let ticks: i64 = raw.parse().ok().filter(|&ticks| ticks > 0 && ticks != i64::MAX)?;
    rfc3339(OffsetDateTime::from_unix_timestamp(ticks / 10_000_000 - SECONDS_FROM_1601_TO_1970).ok()?)
}

/// What the account's own entry shows: the operational attributes of draft-behera-ldap-password-policy-10, as OpenLDAP's
/// ppolicy overlay keeps them, or those of Active Directory, where a proxy or a copy passes them on.
async fn by_entry(
    session: &mut Session,
    name: &str,
    who_am_i: Option<&str>,
    root_dse: Option<&RootDse>,
) -> Result<AccountState, LdapFailure> {
    const POLICY: [&str; 3] = ["pwdFailureTime", "pwdChangedTime", "pwdPolicySubentry"];
    let told = who_am_i.and_then(|identity| identity.strip_prefix("dn:")).filter(|dn| !dn.is_empty());
    let Some(dn) = Some(name).filter(|name| is_dn(name)).or(told) else {
        return Ok(AccountState::default());
    };
    let attributes: Vec<&str> = POLICY.into_iter().chain(ACTIVE_DIRECTORY).collect();
    let Some(entry) = one(session, dn, &attributes).await? else {
        return Ok(AccountState::default());
    };
    if ACTIVE_DIRECTORY.iter().any(|name| !values(&entry, name).is_empty()) {
        let domain = root_dse.and_then(|root| root.values("namingContexts").first()).cloned().unwrap_or_default();
        let threshold = threshold(session, &entry, &domain).await?;
        return Ok(state_of_active_directory(&entry, threshold));
    }
    let policy = match text(&entry, "pwdPolicySubentry") {
        Some(policy) => one(session, &policy, &["pwdLockout", "pwdMaxFailure", "pwdMaxAge"]).await?,
        None => None,
    };
    Ok(state_of_password_policy(&entry, policy.as_ref()))
}

fn state_of_password_policy(entry: &Entry, policy: Option<&Entry>) -> AccountState {
    let failures = values(entry, "pwdFailureTime").len() as u64;
    let changed = text(entry, "pwdChangedTime").and_then(|raw| generalized_time(&raw));
    let max_age = policy.and_then(|policy| number(policy, "pwdMaxAge"));
    let expires = changed
        .zip(max_age.filter(|&seconds| seconds > 0))
        .and_then(|(changed, seconds)| changed.checked_add(Duration::seconds(i64::try_from(seconds).ok()?)));
    // Without pwdLockout TRUE the server counts and never locks (section 5.2.10).
    let locks = |policy: &Entry| text(policy, "pwdLockout").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let threshold = |policy: &Entry| {
        let failures = number(policy, "pwdMaxFailure")?;
        Some(if locks(policy) { failures } else { 0 })
    };
    AccountState {
        dn: entry.dn.clone(),
        // No failure at all is only known where such attributes are readable.
        bad_password_count: (failures > 0 || changed.is_some()).then_some(failures),
        lockout_threshold: policy.and_then(threshold),
        password_expires_at: expires.and_then(rfc3339),
        account_expires_at: None,
        password_never_expires: None,
    }
}

/// A GeneralizedTime in UTC (RFC 4517 section 3.3.13), to the second.
pub(super) fn generalized_time(raw: &str) -> Option<OffsetDateTime> {
    let digits = raw.strip_suffix('Z')?;
    let digits = digits.split_once(['.', ',']).map_or(digits, |(whole, _)| whole);
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u8>().ok());
    let year = digits.get(0..4)?.parse::<i32>().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(part(4, 6)?).ok()?, part(6, 8)?).ok()?;
    let time = Time::from_hms(part(8, 10)?, part(10, 12)?, part(12, 14)?).ok()?;
    (digits.len() == 14).then(|| date.with_time(time).assume_utc())
}

pub(super) fn rfc3339(time: OffsetDateTime) -> Option<String> {
    time.format(&Rfc3339).ok()
}

pub(super) async fn one(session: &mut Session, dn: &str, attributes: &[&str]) -> Result<Option<Entry>, LdapFailure> {
    first(session.read(dn, Scope::Base, "(objectClass=*)", attributes, 1).await)
}

/// The one entry of an answer. A refusal is no entry, and neither are several: they are not this account alone.
pub(super) fn first(answer: Result<Vec<Entry>, LdapFailure>) -> Result<Option<Entry>, LdapFailure> {
    match answer {
        Ok(mut entries) if entries.len() == 1 => Ok(entries.pop()),
        Ok(_) => Ok(None),
        Err(LdapFailure { fault: Fault::Result { .. }, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The values of an attribute, ignoring case of its name (RFC 4512 section 2.5).
pub(super) fn values<'a>(entry: &'a Entry, name: &str) -> &'a [Vec<u8>] {
    let attribute = entry.attributes.iter().find(|(attribute, _)| attribute.eq_ignore_ascii_case(name));
    attribute.map_or(&[], |(_, values)| values.as_slice())
}

pub(super) fn text(entry: &Entry, name: &str) -> Option<String> {
    values(entry, name).first().map(|value| String::from_utf8_lossy(value).into_owned()).filter(|text| !text.is_empty())
}

pub(super) fn number(entry: &Entry, name: &str) -> Option<u64> {
    text(entry, name)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(attributes: &[(&str, &[&str])]) -> Entry {
        let values = |values: &[&str]| values.iter().map(|value| value.as_bytes().to_vec()).collect();
        let attributes = attributes.iter().map(|(name, texts)| ((*name).to_owned(), values(texts))).collect();
        Entry { dn: "cn=svc".into(), attributes }
    }

    #[test]
    fn looks_where_the_name_says() {
        let domain = "DC=corp,DC=example";
        let filters = |name: &str| places(name, domain).into_iter().map(|place| place.filter).collect::<Vec<_>>();
        assert_eq!(filters("svc@corp.example"), ["(userPrincipalName=svc@corp.example)", "(sAMAccountName=svc)"]);
        assert_eq!(filters("svc@other.example"), ["(userPrincipalName=svc@other.example)"]);
        assert_eq!(filters(r"CORP\svc(*)"), [r"(sAMAccountName=svc\28\2a\29)"]);
        let dn = r"CN=svc\, ucm,OU=Service,DC=corp,DC=example";
        assert_eq!(
            places(dn, domain),
            [Place { base: dn.into(), scope: Scope::Base, filter: "(objectClass=*)".into() }]
        );
        assert_eq!(places("svc@corp.example", ""), []);
    }

    #[test]
    fn decodes_the_times_of_both_worlds() {
        for (raw, shown) in [
            ("0", None),
            ("9223372036854775807", None),
            ("-1", None),
            ("soon", None),
            ("9223372036854775806", None),
            ("134084592000000000", Some("2025-11-24T12:00:00Z")),
            ("116444736000000000", Some("1970-01-01T00:00:00Z")),
        ] {
            assert_eq!(file_time(raw).as_deref(), shown, "{raw}");
        }
        for (raw, shown) in [
            ("20261123210005Z", Some("2026-11-23T21:00:05Z")),
            ("20261123210005.123456Z", Some("2026-11-23T21:00:05Z")),
            ("2026112321Z", None),
            ("20261323210005Z", None),
            ("20261123210005", None),
            ("2026112321000é", None),
            ("", None),
        ] {
            assert_eq!(generalized_time(raw).and_then(rfc3339).as_deref(), shown, "{raw}");
        }
    }

    #[test]
    fn reads_active_directory() {
        let account = entry(&[
            ("badpwdcount", &["2"]),
            ("userAccountControl", &["66048"]),
            ("accountExpires", &["9223372036854775807"]),
            ("msDS-UserPasswordExpiryTimeComputed", &["134084592000000000"]),
        ]);
        let state = state_of_active_directory(&account, Some(5));
        assert_eq!(state.bad_password_count, Some(2));
        assert_eq!(state.lockout_threshold, Some(5));
        assert_eq!(state.password_never_expires, Some(true));
        assert_eq!(state.account_expires_at, None);
        assert_eq!(state.password_expires_at.as_deref(), Some("2025-11-24T12:00:00Z"));
        let nothing = state_of_active_directory(&entry(&[("badPwdCount", &["many"])]), None);
        assert_eq!(nothing, AccountState { dn: "cn=svc".into(), ..AccountState::default() });
    }

    #[test]
    fn reads_a_password_policy() {
        let account = entry(&[
            ("pwdFailureTime", &["20261123210000Z", "20261123210001Z"]),
            ("pwdChangedTime", &["20261101000000Z"]),
        ]);
        let policy = entry(&[("pwdLockout", &["TRUE"]), ("pwdMaxFailure", &["3"]), ("pwdMaxAge", &["86400"])]);
        let state = state_of_password_policy(&account, Some(&policy));
        assert_eq!((state.bad_password_count, state.lockout_threshold), (Some(2), Some(3)));
        assert_eq!(state.password_expires_at.as_deref(), Some("2026-11-02T00:00:00Z"));

        let lax = entry(&[("pwdMaxFailure", &["3"]), ("pwdMaxAge", &["18446744073709551615"])]);
        let state = state_of_password_policy(&account, Some(&lax));
        assert_eq!((state.lockout_threshold, state.password_expires_at), (Some(0), None));

        let hidden = state_of_password_policy(&entry(&[]), None);
        assert_eq!(hidden, AccountState { dn: "cn=svc".into(), ..AccountState::default() });
    }
}
