//! Attributes that an export does not show, and that others of the same entry imply.

use super::entry::Entry;
use crate::ldap::filter::{Filter, Kind};

/// Says of accounts that they are disabled: an attribute of AD LDS, and what becomes of `Enabled` of PowerShell.
pub(super) const DISABLED: &str = "msDS-UserAccountDisabled";

const PERSON: &[u8] = b"CN=Person,CN=Schema,CN=Configuration";
const COMPUTER: &[u8] = b"CN=Computer,CN=Schema,CN=Configuration";
const GROUP: &[u8] = b"CN=Group,CN=Schema,CN=Configuration";

/// What may be told of a filter's attributes by others.
pub(super) struct Implied {
    /// Of `userAccountControl` the filter asks for the bit of disabled accounts alone.
    disabled_alone: bool,
}

impl Implied {
    pub(super) fn new(filter: Option<&Filter>) -> Self {
        let is_control =
            |part: &&Filter| part.attribute().is_some_and(|name| name.eq_ignore_ascii_case("userAccountControl"));
        let mut parts = filter.into_iter().flat_map(Filter::walk).filter(is_control);
        Self { disabled_alone: parts.all(asks_for_disabled) }
    }

    /// The value of an attribute, in lower case, that no entry has shown.
    pub(super) fn value(&self, entry: &Entry, attribute: &str) -> Option<&'static [u8]> {
        match attribute {
            "objectcategory" => category(entry),
            "samaccounttype" => account_type(entry),
            "useraccountcontrol" if self.disabled_alone => match entry.first(entry.place(DISABLED)) {
                b"TRUE" => Some(b"514"),
                b"FALSE" => Some(b"512"),
                _ => None,
            },
            _ => None,
        }
    }
}

/// ACCOUNTDISABLE (MS-ADTS 2.2.16), by one of the rules on bits.
fn asks_for_disabled(part: &Filter) -> bool {
    matches!(&part.kind, Kind::Extensible { value, .. } if value.as_slice() == b"2")
}

/// The category that Active Directory gives entries of a class (defaultObjectCategory, MS-ADSC).
fn category(entry: &Entry) -> Option<&'static [u8]> {
    if entry.place("objectCategory").is_some() {
        return None;
    }
    let is = |class: &str| entry.values("objectClass").any(|own| own.eq_ignore_ascii_case(class.as_bytes()));
    let is_active_directory = || entry.place("sAMAccountName").is_some();
    match () {
        () if is("computer") => Some(COMPUTER),
        () if is("user") || is("contact") || (is("inetOrgPerson") && is_active_directory()) => Some(PERSON),
        () if is("group") => Some(GROUP),
        () => None,
    }
}

/// SAM_USER_OBJECT and SAM_MACHINE_ACCOUNT (MS-SAMR 2.2.1.9). Accounts of trusted domains are users whose names end with `$`.
fn account_type(entry: &Entry) -> Option<&'static [u8]> {
    let is = |class: &str| entry.values("objectClass").any(|own| own.eq_ignore_ascii_case(class.as_bytes()));
    let name = entry.first(entry.place("sAMAccountName"));
    match () {
        () if entry.place("sAMAccountType").is_some() || name.is_empty() => None,
        () if is("computer") => Some(b"805306369"),
        () if is("user") && !name.ends_with(b"$") => Some(b"805306368"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ldap::filter;

    #[test]
    fn a_class_implies_the_category_and_enabled_one_bit() {
        let of = |filter: &str, pairs: &[(&str, &str)], attribute: &str| {
            let mut entry = Entry::default();
            pairs.iter().for_each(|(name, value)| entry.push(name, value.as_bytes()));
            Implied::new(filter::parse(filter).ok().as_ref()).value(&entry, attribute)
        };
        for (pairs, expected) in [
            (&[("objectClass", "user")][..], Some(PERSON)),
            (&[("objectclass", "User"), ("objectClass", "Computer")], Some(COMPUTER)),
            (&[("objectClass", "inetOrgPerson")], None),
            (&[("sAMAccountName", "r"), ("objectClass", "inetOrgPerson")], Some(PERSON)),
            (&[("objectClass", "group")], Some(GROUP)),
            (&[("objectClass", "corpVoiceUser")], None),
            (&[("objectCategory", "x"), ("objectClass", "user")], None),
        ] {
            assert_eq!(of("(objectCategory=person)", pairs, "objectcategory"), expected, "{pairs:?}");
        }
        for (pairs, expected) in [
            (&[("objectClass", "user"), ("sAMAccountName", "ruth")][..], Some(&b"805306368"[..])),
            (&[("objectClass", "user"), ("objectClass", "computer"), ("sAMAccountName", "PC7$")], Some(b"805306369")),
            (&[("objectClass", "user"), ("sAMAccountName", "NORTH$")], None),
            (&[("objectClass", "user")], None),
            (&[("objectClass", "user"), ("sAMAccountName", "r"), ("sAMAccountType", "805306368")], None),
        ] {
            assert_eq!(of("(sAMAccountType=805306368)", pairs, "samaccounttype"), expected, "{pairs:?}");
        }
        let enabled = "(&(cn=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))";
        let both =
            "(&(!(userAccountControl:1.2.840.113556.1.4.803:=2))(!(userAccountControl:1.2.840.113556.1.4.803:=65536)))";
        for (filter, value, expected) in [
            (enabled, "TRUE", Some(&b"514"[..])),
            (enabled, "FALSE", Some(b"512")),
            (enabled, "", None),
            (both, "TRUE", None),
            ("(userAccountControl=512)", "FALSE", None),
        ] {
            assert_eq!(of(filter, &[(DISABLED, value)], "useraccountcontrol"), expected, "{filter} {value}");
        }
    }
}
