//! What it means that an entry does not match a filter, for those who do not read filters.

use super::eval::{ALL_BITS, IN_CHAIN};
use super::{Filter, Kind};

/// ADS_UF_ACCOUNTDISABLE of `userAccountControl` (MS-ADTS 2.2.16).
const DISABLED: &[u8] = b"2";

/// What an entry that does not match is like: "the account is disabled" for `(!(userAccountControl:…803:=2))`.
pub fn of_unmatched(filter: &Filter) -> String {
    words(filter, false)
}

fn words(filter: &Filter, matched: bool) -> String {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    match &filter.kind {
        Kind::Not(part) => words(part, !matched),
        Kind::And(parts) => several(parts, matched, !matched),
        Kind::Or(parts) => several(parts, matched, matched),
        Kind::Present(attribute) => format!("{attribute} is {}", if matched { "filled" } else { "empty" }),
        Kind::Equal(it) => equal(&it.attribute, &text(&it.value), matched),
        Kind::Approx(it) => format!("{} is {}like {}", it.attribute, not(matched), text(&it.value)),
        Kind::GreaterOrEqual(it) => format!("{} is {}{} or more", it.attribute, not(matched), text(&it.value)),
        Kind::LessOrEqual(it) => format!("{} is {}{} or less", it.attribute, not(matched), text(&it.value)),
        Kind::Substrings { attribute, parts } => {
            let pattern: Vec<String> = parts.iter().map(|part| text(part)).collect();
            format!("{attribute} {} {}", if matched { "fits" } else { "does not fit" }, pattern.join("*"))
        }
        Kind::Extensible { attribute, rule, value, .. } => {
            let (attribute, rule) = (attribute.as_deref().unwrap_or("an attribute"), rule.as_deref());
            match rule {
                Some(ALL_BITS) if is(attribute, "userAccountControl") && value == DISABLED => {
                    format!("the account is {}disabled", not(matched))
                }
                Some(IN_CHAIN) if is(attribute, "memberOf") => {
                    let nested = if matched { " or of a group in it" } else { ", nor of a group in it" };
                    format!("{}a member of {}{nested}", not(matched), text(value))
                }
                Some(ALL_BITS) => format!("{attribute} has {}the bits {}", without(matched), text(value)),
                _ => format!("{attribute} is {}{}", not(matched), text(value)),
            }
        }
    }
}

fn equal(attribute: &str, value: &str, matched: bool) -> String {
    if is(attribute, "memberOf") {
        return format!("{}a member of {value}", not(matched));
    }
    if is(attribute, "objectClass") || is(attribute, "objectCategory") {
        let article = if value.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
        return format!("it is {}{article} {value}", not(matched));
    }
    let closing = ["nsAccountLock", "msDS-UserAccountDisabled", "loginDisabled", "ds-pwp-account-disabled"];
    if closing.iter().any(|name| is(attribute, name)) && value.eq_ignore_ascii_case("true") {
        return format!("the account is {}disabled", not(matched));
    }
    format!("{attribute} is {}{value}", not(matched))
}

/// Parts of which all count (`all`), or one is enough.
fn several(parts: &[Filter], matched: bool, all: bool) -> String {
    let told: Vec<String> = parts.iter().map(|part| words(part, matched)).collect();
    told.join(if all { " or " } else { " and " })
}

fn not(matched: bool) -> &'static str {
    if matched { "" } else { "not " }
}

fn without(matched: bool) -> &'static str {
    if matched { "" } else { "not all of " }
}

fn is(attribute: &str, name: &str) -> bool {
    attribute.eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn says_what_an_entry_is_like_that_does_not_match() {
        for (filter, expected) in [
            ("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", "the account is disabled"),
            ("(!(UserAccountControl:1.2.840.113556.1.4.803:=2))", "the account is disabled"),
            ("(!(nsAccountLock=TRUE))", "the account is disabled"),
            ("(!(loginDisabled=TRUE))", "the account is disabled"),
            ("(userAccountControl:1.2.840.113556.1.4.803:=512)", "userAccountControl has not all of the bits 512"),
            ("(memberOf=CN=Voice,DC=x)", "not a member of CN=Voice,DC=x"),
            ("(!(memberOf=CN=Voice,DC=x))", "a member of CN=Voice,DC=x"),
            (
                "(memberOf:1.2.840.113556.1.4.1941:=CN=Voice,DC=x)",
                "not a member of CN=Voice,DC=x, nor of a group in it",
            ),
            ("(!(memberOf:1.2.840.113556.1.4.1941:=CN=Voice,DC=x))", "a member of CN=Voice,DC=x or of a group in it"),
            ("(objectCategory=person)", "it is not a person"),
            ("(!(objectClass=computer))", "it is a computer"),
            ("(objectClass=inetOrgPerson)", "it is not an inetOrgPerson"),
            ("(telephoneNumber=*)", "telephoneNumber is empty"),
            ("(!(mail=*))", "mail is filled"),
            ("(department=Sales)", "department is not Sales"),
            ("(telephoneNumber=+49*)", "telephoneNumber does not fit +49*"),
            ("(employeeNumber>=7000)", "employeeNumber is not 7000 or more"),
            ("(|(l=Ulm)(l=Bonn))", "l is not Ulm and l is not Bonn"),
            ("(!(|(l=Ulm)(mail=*)))", "l is Ulm or mail is filled"),
            ("(!(&(l=Ulm)(mail=*)))", "l is Ulm and mail is filled"),
        ] {
            assert_eq!(of_unmatched(&parse(filter).unwrap()), expected, "{filter}");
        }
    }
}
