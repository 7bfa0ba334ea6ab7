//! Passwords do not belong in the file: keys that look like one are refused, and their values never shown.

use std::ops::Range;

use strsim::damerau_levenshtein;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The three ways to give a password, as the refusal names them.
pub(super) const THREE_WAYS: &str = "instead, give one of:\n\
     password_env = \"NAME\"                  an environment variable\n\
     password_file = \"path\"                 a file that only you can read\n\
     password_command = [\"pass\", \"show\", \"ucm\"]   a program that prints it";

/// Endings of the keys that say where a password comes from.
const WAYS: [&str; 3] = ["env", "file", "command"];

/// The first key of the document that seems to hold a password, with its position.
pub(super) fn password_key(table: &DeTable<'_>) -> Option<(String, Range<usize>)> {
    table
        .iter()
        .filter_map(|(key, value)| {
            if holds_password(key.get_ref()) {
                return Some((key.get_ref().to_string(), key.span()));
            }
            inside(value)
        })
        .min_by_key(|(_, span)| span.start)
}

/// The same, inside a value.
fn inside(value: &Spanned<DeValue<'_>>) -> Option<(String, Range<usize>)> {
    match value.get_ref() {
        DeValue::Table(table) => password_key(table),
        DeValue::Array(items) => items.iter().find_map(inside),
        _ => None,
    }
}

/// Whether text that is not TOML seems to give a password somewhere: then none of it is shown.
pub(super) fn mentions_password(text: &str) -> bool {
    text.lines().any(|line| shown(line).len() < line.len())
}

/// The part of a line that may be shown: up to the value of a key about passwords, up to a URL with a user name.
pub(super) fn shown(line: &str) -> &str {
    let secret = line
        .match_indices('=')
        .find(|(at, _)| about_passwords(key_before(line.get(..*at).unwrap_or_default())))
        .map(|(at, _)| at + 1);
    let user_info = line
        .match_indices("//")
        .find(|(at, _)| line.get(at + 2..).is_some_and(|rest| rest.contains('@')))
        .map(|(at, _)| at + 2);
    let end = secret.into_iter().chain(user_info).min().unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}

/// The last key of a dotted key that ends `text`.
fn key_before(text: &str) -> &str {
    let text = text.trim_end().trim_end_matches(['"', '\'']);
    let start = text.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}

/// Whether a key's value would be a password itself, and not where to find it.
fn holds_password(key: &str) -> bool {
    about_passwords(key) && !WAYS.iter().any(|way| key.ends_with(way))
}

/// Whether a key is about passwords, also when it is mistyped.
fn about_passwords(key: &str) -> bool {
    let plain: String = key.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let last = key.to_lowercase();
    let last = last.rsplit(['_', '-']).next().unwrap_or_default();
    ["passw", "passphrase", "pwd", "secret", "kennwort", "credential"].iter().any(|word| plain.contains(word))
        || ["pass", "pw"].contains(&last)
        || [plain.as_str(), last].iter().any(|word| word.len() >= 5 && damerau_levenshtein(word, "password") <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_keys_about_passwords() {
        for key in
            ["password", "axl_password", "passwd", "PASSWORD", "pasword", "bind-pw", "bindpw_pass", "secret", "pass"]
        {
            assert!(holds_password(key), "{key}");
        }
        for key in
            ["password_env", "axl_password_command", "base", "trust", "dn", "domain", "user_id", "address_scheme"]
        {
            assert!(!holds_password(key), "{key}");
        }
    }

    #[test]
    fn values_are_not_shown() {
        for (line, part) in [
            ("password = \"x\"", "password ="),
            ("bind = { dn = \"a\", \"password\"='x' }", "bind = { dn = \"a\", \"password\"="),
            ("password_file = \"x\"", "password_file ="),
            ("servers = [\"ldap://a:b@c\"]", "servers = [\"ldap://"),
            ("filter = \"(a=b)\"", "filter = \"(a=b)\""),
        ] {
            assert_eq!(shown(line), part);
        }
    }
}
