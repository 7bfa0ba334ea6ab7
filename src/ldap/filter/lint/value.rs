//! Values that are not what they should be.

use super::super::{Assertion, Kind};
use super::{LintKind, with_value};
use crate::ldap::dn;
use crate::ldap::slips::QUOTES;

/// A doubt about a value, and the comparison that was probably meant.
pub(super) struct Doubt {
    pub(super) kind: LintKind,
    pub(super) what: String,
    pub(super) instead: Option<Kind>,
}

/// What is odd about the value of a comparison, whatever the attribute.
pub(super) fn doubt(kind: &Kind) -> Option<Doubt> {
    let text = match kind {
        Kind::Equal(Assertion { attribute, value }) if value.is_empty() => {
            return Some(Doubt {
                kind: LintKind::EmptyValue,
                what: format!("`{attribute}` is compared with nothing: this is never true"),
                instead: Some(Kind::Present(attribute.clone())),
            });
        }
        Kind::Equal(it) | Kind::GreaterOrEqual(it) | Kind::LessOrEqual(it) | Kind::Approx(it) => text_of(&it.value)?,
        Kind::Extensible { value, .. } => text_of(value)?,
        Kind::Substrings { parts, .. } => {
            parts.iter().find_map(|part| text_of(part).filter(|t| placeholder(t).is_some()))?
        }
        _ => return None,
    };
    if let Some(found) = placeholder(text) {
        let what = format!("`{found}` looks like a placeholder that nobody replaced");
        return Some(Doubt { kind: LintKind::Placeholder, what, instead: None });
    }
    if text.contains("&amp;") {
        return Some(Doubt {
            kind: LintKind::XmlLeftover,
            what: "`&amp;` is how XML writes `&`: here it stands for five characters".to_owned(),
            instead: with_value(kind, &text.replace("&amp;", "&")),
        });
    }
    if let Some(bare) = bare(text) {
        return Some(Doubt {
            kind: LintKind::StraySign,
            what: format!("`{text}` is looked for with its quotation marks or second `=`: a value stands as it is"),
            instead: with_value(kind, bare),
        });
    }
    if text != text.trim() {
        return Some(Doubt {
            kind: LintKind::BlankAroundValue,
            what: format!("a blank stands around `{}`, which not every server and attribute passes over", text.trim()),
            instead: with_value(kind, text.trim()).filter(|_| !text.trim().is_empty()),
        });
    }
    None
}

/// A value without quotation marks around it, and without a second `=` in front; none where it has neither.
fn bare(text: &str) -> Option<&str> {
    let text = text.trim();
    let quoted = |text: &str| text.chars().count() > 2 && text.starts_with(QUOTES) && text.ends_with(QUOTES);
    let inner = text.strip_prefix('=').unwrap_or(text).trim();
    let inner = if quoted(inner) { inner.trim_matches(QUOTES).trim() } else { inner };
    (inner != text && !inner.is_empty()).then_some(inner)
}

/// What the value of a comparison is without what does not belong to it: blanks and quotation marks around it, a second
/// `=`, and what XML makes of `&`.
pub(in super::super) fn plain(kind: &Kind) -> Option<Kind> {
    let (Kind::Equal(Assertion { value, .. }) | Kind::Extensible { value, .. }) = kind else { return None };
    let text = text_of(value)?.replace("&amp;", "&");
    with_value(kind, bare(&text).unwrap_or(text.trim()))
}

/// Why a group is not named in full, and its name when it can be told.
pub(super) fn not_a_full_name(group: &str) -> Option<(String, Option<String>)> {
    if is_alternate_name(group) || placeholder(group).is_some() {
        return None;
    }
    match dn::parse(group) {
        Ok(name) if name.parts.len() > 1 => None,
        Ok(_) => Some((
            format!("`{group}` is not the group's full name: `CN=…,OU=…,DC=…` down to the domain, so nobody matches"),
            None,
        )),
        Err(error) => {
            let named = format!("CN={group}");
            let named = Some(named).filter(|named| dn::parse(named).is_ok_and(|name| name.parts.len() > 1));
            let what = format!("`{group}` is no distinguished name, so nobody matches: {}", error.what);
            Some((what, named.filter(|_| error.at == 0)))
        }
    }
}

fn text_of(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(value).ok()
}

/// `<GUID=…>` and `<SID=…>`, which Active Directory takes for a name.
fn is_alternate_name(text: &str) -> bool {
    let text = text.trim_start().to_ascii_uppercase();
    ["<GUID=", "<SID=", "<WKGUID="].iter().any(|start| text.starts_with(start))
}

/// Longest placeholder, in characters.
const WORD_LIMIT: usize = 64;

/// `<base>`, `%USERNAME%`, `%s`, `%(user)s`, `%u@corp.example`, `{user}`, `{}`, `${user}`, `$user`.
fn placeholder(text: &str) -> Option<&str> {
    if is_alternate_name(text) {
        return None;
    }
    if text == "{}" {
        return Some(text);
    }
    let word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | ':'))
    };
    let guid = |text: &str| text.len() >= 32 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    for (open, close) in [("<", ">"), ("${", "}"), ("{", "}"), ("%(", ")"), ("%", "%")] {
        for (start, _) in text.match_indices(open) {
            let inside = start + open.len();
            let mut ahead = text.get(inside..).unwrap_or_default().char_indices().take(WORD_LIMIT);
            let found = ahead.find(|(_, character)| close.contains(*character));
            if let Some(end) = found.map(|(at, _)| inside + at)
                && let Some(name) = text.get(inside..end)
                && word(name)
                && !guid(name)
            {
                return text.get(start..end + close.len());
            }
        }
    }
    // `%u@corp.example`: one letter, as daemons have it.
    if let Some(at) = text.find('%')
        && let [b'%', letter, b'@', ..] = text.as_bytes().get(at..).unwrap_or_default()
        && letter.is_ascii_alphabetic()
    {
        return text.get(at..at + 2);
    }
    let name = text.strip_prefix('$').or_else(|| text.strip_prefix('%'))?;
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some(text)
}
