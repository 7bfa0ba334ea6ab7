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

/// The variables that the keys `…password_env` name.
pub(super) fn variables(table: &DeTable<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in table {
        match value.get_ref() {
            DeValue::String(name) if about_passwords(key.get_ref()) && key.get_ref().ends_with("env") => {
                found.push(name.to_string());
            }
            DeValue::Table(table) => found.extend(variables(table)),
            DeValue::Array(items) => {
                found.extend(items.iter().filter_map(|item| item.get_ref().as_table()).flat_map(variables));
            }
            _ => {}
        }
    }
    found
}

/// Whether text that is not TOML seems to give a password somewhere: then none of it is shown.
pub(super) fn mentions_password(text: &str) -> bool {
    text.lines().any(|line| {
        let keys = line.match_indices('=').map(|(at, _)| key_before(line.get(..at).unwrap_or_default()));
        keys.into_iter().any(about_passwords) || has_user_info(line)
    })
}

/// Keys whose values may be shown when a line is: nobody takes them for the place of a password. `dn` and paths are not
/// among them, since a password ends up there by mistake.
const HARMLESS: [&str; 17] = [
    "servers",
    "start_tls",
    "allow_plaintext",
    "allow_untrusted",
    "base",
    "bases",
    "filter",
    "user_id",
    "version",
    "ldap_authentication",
    "ldap_synchronization",
    "domain",
    "address_scheme",
    "connect_timeout",
    "deadline",
    "certificates",
    "client_version",
];

/// The part of a line that may be shown: keys, and the values of harmless ones. `before` is what stands above the line:
/// a list of a harmless key may go on in it.
pub(super) fn shown<'l>(before: &str, line: &'l str) -> &'l str {
    let end = match line.split_once('=').map(|(key, _)| (key, key_before(key))) {
        _ if line.trim_start().starts_with('#') => line.find('#').map_or(0, |at| at + 1),
        Some((key, name)) if !key.contains(['"', '\'', '#']) || key.trim_end().ends_with(['"', '\'']) => {
            match HARMLESS.contains(&name) && !key.contains(['{', ',']) {
                true => value_end(line, key.len() + 1),
                false => key.len() + 1,
            }
        }
        // A table's head, or a key that nothing follows.
        None if line.trim_start().starts_with('[') && before_is_closed(before) => line.find('#').unwrap_or(line.len()),
        _ if goes_on(before) => value_end(line, 0),
        _ => line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || "]}[{".contains(c)).len(),
    };
    line.get(..end).unwrap_or_default()
}

/// Where the value of a harmless key ends: before a comment, a further key, or a URL with a user or a query.
fn value_end(line: &str, from: usize) -> usize {
    let value = line.get(from..).unwrap_or_default();
    let mut quote = None;
    for (at, c) in value.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '#' | '=') => return if c == '=' { from } else { from + at },
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    if has_user_info(value) { from + value.find("//").map_or(0, |at| at + 2) } else { line.len() }
}

/// `//user:password@host`, or `//host/?bindpw=password`.
fn has_user_info(text: &str) -> bool {
    text.match_indices("//").any(|(at, _)| text.get(at + 2..).is_some_and(|rest| rest.contains(['@', '?'])))
}

/// Whether the line after this text goes on with the list of a harmless key.
fn goes_on(before: &str) -> bool {
    let Some(start) = before.rfind('=') else { return false };
    let key = before.get(..start).unwrap_or_default();
    let value = before.get(start + 1..).unwrap_or_default();
    HARMLESS.contains(&key_before(key)) && value.trim_start().starts_with('[') && !value.contains(']')
}

/// Whether no list is open before a line.
fn before_is_closed(before: &str) -> bool {
    let value = before.rfind('=').and_then(|at| before.get(at + 1..)).unwrap_or_default();
    !value.trim_start().starts_with('[') || value.contains(']')
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

/// Words in keys about passwords, here and in the configurations of other LDAP tools: `bindpw` (nslcd, pam_ldap),
/// `ldap_default_authtok` (sssd), `sasl_secret`, `rootpw`.
const WORDS: [&str; 11] =
    ["pass", "pwd", "pswd", "psw", "secret", "kennwort", "credential", "authtok", "passcode", "parole", "motdepasse"];

/// Whether a key is about passwords, also when it is mistyped.
fn about_passwords(key: &str) -> bool {
    let plain: String = key.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let last = key.to_lowercase();
    let last = last.rsplit(['_', '-']).next().unwrap_or_default();
    WORDS.iter().any(|word| plain.contains(word))
        || plain.ends_with("pw")
        || ["pin", "token", "apikey"].contains(&last)
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
    fn keys_of_other_tools_are_known() {
        for key in ["bindpw", "bind_pw", "rootpw", "passcode", "pswd", "pin", "ldap_default_authtok", "sasl_secret"] {
            assert!(holds_password(key), "{key}");
        }
        assert!(!holds_password("pinned") && !holds_password("mapping") && !holds_password("bindpw_file"));
    }

    #[test]
    fn values_are_not_shown() {
        for (before, line, part) in [
            ("", "password = \"x\"", "password ="),
            ("", "bind = { dn = \"a\", \"password\"='x' }", "bind ="),
            ("", "password_file = \"x\"", "password_file ="),
            ("", "servers = [\"ldap://a:b@c\"]", "servers = [\"ldap://"),
            ("", "filter = \"(a=b)\"", "filter = \"(a=b)\""),
            ("", "filter = \"(a=b)\" # hunter2", "filter = \"(a=b)\" "),
            ("", "base = \"a\", dn = \"hunter2\"", "base ="),
            ("", "via = \"ssh:u:hunter2@h\"", "via ="),
            ("", "servers = [\"ldaps://h/?bindpw:hunter2\"]", "servers = [\"ldaps://"),
            ("", "dn = \"hunter2\"", "dn ="),
            ("", "# hunter2", "#"),
            ("", "[directory] # hunter2", "[directory] "),
            ("", "hunter2", ""),
            ("servers = [\n", "  \"ldap://dc1\",", "  \"ldap://dc1\","),
            ("servers = [\"a\"]\n", "  \"hunter2\",", "  "),
            ("password_command = [\n", "  \"hunter2\",", "  "),
            ("dn = \"\"\"\n", "hunter2", ""),
        ] {
            assert_eq!(shown(before, line), part, "{before}{line}");
        }
    }

    #[test]
    fn variables_are_found_wherever_they_stand() {
        let text = "[a]\npassword_env = \"ONE\"\n[[a.nodes]]\nssh_password_env = \"TWO\"\n[b]\naxl_password_env = \"THREE\"\n\
                    password_file = \"f\"\nlog_env = \"x\"\n";
        let (tree, _) = DeTable::parse_recoverable(text);
        let mut found = variables(tree.get_ref());
        found.sort();
        assert_eq!(found, ["ONE", "THREE", "TWO"]);
    }
}
