//! What those write who know another syntax than TOML's: backslashes of LDAP, Windows and accounts, quotation marks of a word
//! processor, YAML and JSON.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What helps with a backslash.
pub(super) const LITERAL: &str =
    "in double quotes a backslash begins an escape; in single quotes it is a backslash: 'CORP\\ruth'";

/// Keys whose texts are for people or programs, and may hold what they like.
const FREE: [&str; 2] = ["reason", "command"];

/// What helps where the parser stopped, when the text there says what was meant.
pub(super) fn help(text: &str, span: &Range<usize>) -> Option<&'static str> {
    let start = text.floor_char_boundary(span.start);
    let (before, after) = text.split_at(start);
    // The parser names the escaped character, or what follows it.
    if before.chars().rev().take(2).any(|c| c == '\\') || after.starts_with('\\') {
        return Some(LITERAL);
    }
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.lines().next().unwrap_or_default();
    let is_typographic = |c: char| "“”„‟«»‘’‚‹›".contains(c);
    if rest.starts_with(is_typographic) || line_before.ends_with(is_typographic) {
        return Some("these quotation marks are typographic; TOML takes \"…\" or '…'");
    }
    if before.trim().is_empty() && text.trim_start().starts_with('{') {
        return Some("this looks like JSON, and TOML is expected; `ucdoctor init` writes an example");
    }
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let key = [line_before, rest].concat();
    let is_yaml = key.split_once(':').is_some_and(|(key, _)| word(key.trim().trim_start_matches("- ")));
    is_yaml.then_some("this looks like YAML, and TOML is expected: [directory], then servers = [\"…\"]; `ucdoctor init` writes an example")
}

/// The first text whose backslash has become a control character, with its place: `"CORP\bind"` holds no `b`.
pub(super) fn swallowed(text: &str, table: &DeTable<'_>) -> Option<(Range<usize>, &'static str)> {
    let all = table.iter().filter(|(key, _)| !FREE.iter().any(|free| key.get_ref().ends_with(free)));
    all.filter_map(|(_, value)| inside(text, value)).min_by_key(|(span, _)| span.start)
}

fn inside(text: &str, value: &Spanned<DeValue<'_>>) -> Option<(Range<usize>, &'static str)> {
    match value.get_ref() {
        DeValue::Table(table) => swallowed(text, table),
        DeValue::Array(items) => items.iter().find_map(|item| inside(text, item)),
        DeValue::String(read) => {
            let written = text.get(value.span())?;
            // Only a text of several lines holds ends of lines as they are.
            if written.starts_with("\"\"\"") || !written.starts_with('"') {
                return None;
            }
            let escape = read.chars().find_map(|c| match c {
                '\u{8}' => Some("\\b"),
                '\t' => Some("\\t"),
                '\n' => Some("\\n"),
                '\u{c}' => Some("\\f"),
                '\r' => Some("\\r"),
                '\u{1b}' => Some("\\e"),
                c if c.is_control() => Some("\\u"),
                _ => None,
            })?;
            written.contains(escape).then(|| (value.span(), escape))
        }
        _ => None,
    }
}
