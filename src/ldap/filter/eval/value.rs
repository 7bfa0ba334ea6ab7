//! Comparing single values, without allocating for the ordinary ones.

use crate::ldap::dn::{self, Dn};
use std::cmp::Ordering;

/// Text compared without regard to case and to blanks around it.
#[derive(Debug, Clone)]
pub(super) struct Text {
    trimmed: Vec<u8>,
    /// In lower case; `None` when it is not UTF-8 and compares byte by byte.
    lower: Option<String>,
}

impl Text {
    pub(super) fn new(value: &[u8]) -> Self {
        let trimmed = value.trim_ascii();
        Self { trimmed: trimmed.to_vec(), lower: std::str::from_utf8(trimmed).ok().map(str::to_lowercase) }
    }

    pub(super) fn is(&self, value: &[u8]) -> bool {
        let value = value.trim_ascii();
        if value.eq_ignore_ascii_case(&self.trimmed) {
            return true;
        }
        match &self.lower {
            Some(lower) if !lower.is_ascii() => std::str::from_utf8(value)
                .is_ok_and(|value| value.chars().flat_map(char::to_lowercase).eq(lower.chars())),
            _ => false,
        }
    }
}

/// `initial*any*final`, without regard to case.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    /// In lower case; the first and the last may be empty.
    parts: Vec<Vec<u8>>,
    ascii: bool,
}

impl Pieces {
    pub(super) fn new(parts: &[Vec<u8>]) -> Self {
        let ascii = parts.iter().all(|part| part.is_ascii());
        Self { parts: parts.iter().map(|part| lower(part)).collect(), ascii }
    }

    pub(super) fn fit(&self, value: &[u8]) -> bool {
        let value = value.trim_ascii();
        if self.ascii || value.is_ascii() { self.fit_bytes(value) } else { self.fit_bytes(&lower(value)) }
    }

    fn fit_bytes(&self, value: &[u8]) -> bool {
        let (Some((first, rest)), mut value) = (self.parts.split_first(), value) else {
            return false;
        };
        let Some((last, middle)) = rest.split_last() else {
            return value.eq_ignore_ascii_case(first);
        };
        match value.split_at_checked(first.len()) {
            Some((start, behind)) if start.eq_ignore_ascii_case(first) => value = behind,
            _ => return false,
        }
        match value.len().checked_sub(last.len()).and_then(|at| value.split_at_checked(at)) {
            Some((before, end)) if end.eq_ignore_ascii_case(last) => value = before,
            _ => return false,
        }
        middle.iter().all(|part| {
            let found = value.windows(part.len().max(1)).position(|window| window.eq_ignore_ascii_case(part));
            let behind = found.and_then(|at| value.get(at + part.len()..));
            value = behind.unwrap_or_default();
            behind.is_some()
        })
    }
}

/// A distinguished name.
#[derive(Debug, Clone)]
pub(super) struct Name {
    written: String,
    plain: bool,
    parsed: Dn,
}

impl Name {
    pub(super) fn new(text: &str) -> Option<Self> {
        let parsed = dn::parse(text).ok().filter(|name| !name.parts.is_empty())?;
        let written = text.trim().to_owned();
        Some(Self { plain: is_plain(written.as_bytes()), written, parsed })
    }

    /// Names without escapes and odd blanks are the same when their letters are; the others are parsed.
    pub(super) fn is(&self, value: &[u8]) -> bool {
        if value.eq_ignore_ascii_case(self.written.as_bytes()) {
            return true;
        }
        let Ok(text) = std::str::from_utf8(value) else {
            return false;
        };
        if self.plain && is_plain(value) {
            return !text.is_ascii() && folded(text).eq(folded(&self.written));
        }
        dn::parse(text).is_ok_and(|name| name.same_as(&self.parsed))
    }
}

/// Whether a name can be written in one way only, but for case; types are taken to have their usual short names.
fn is_plain(name: &[u8]) -> bool {
    let mut before = b',';
    for byte in name {
        let blank_at_edge = |it: u8, other: u8| it == b' ' && matches!(other, b' ' | b',' | b'=');
        if matches!(byte, b'\\' | b'"' | b'#' | b'+' | b';')
            || blank_at_edge(*byte, before)
            || blank_at_edge(before, *byte)
        {
            return false;
        }
        before = *byte;
    }
    before != b' '
}

/// The other side of `>=` and `<=`: a number when it is one, otherwise text (dates of LDAP compare as text).
#[derive(Debug, Clone)]
pub(super) enum Bound {
    Number(i64),
    Text(Vec<u8>),
}

impl Bound {
    pub(super) fn new(value: &[u8]) -> Self {
        integer(value).map_or_else(|| Self::Text(lower(value.trim_ascii())), Self::Number)
    }

    /// How the value compares with the bound; a number and a text do not.
    pub(super) fn compare(&self, value: &[u8]) -> Option<Ordering> {
        match self {
            Self::Number(bound) => integer(value).map(|number| number.cmp(bound)),
            Self::Text(bound) => {
                let value = value.trim_ascii().iter().map(u8::to_ascii_lowercase);
                Some(value.cmp(bound.iter().copied()))
            }
        }
    }
}

/// A decimal integer, as LDAP writes it.
pub(super) fn integer(value: &[u8]) -> Option<i64> {
    std::str::from_utf8(value.trim_ascii()).ok()?.parse().ok()
}

/// The category that Active Directory takes a short name for: that of the class of this name.
pub(super) fn category_of(short: &str) -> String {
    let short = short.trim().to_ascii_lowercase().replace('-', "");
    match short.as_str() {
        "user" | "contact" | "organizationalperson" | "inetorgperson" => "person".to_owned(),
        _ => short,
    }
}

/// Whether `CN=Person,CN=Schema,…` is the category `person`; hyphens do not count (`CN=Organizational-Unit`).
pub(super) fn is_category(value: &[u8], wanted: &str) -> bool {
    let first = value.split(|byte| *byte == b',').next().unwrap_or_default().trim_ascii();
    let bare = match first.split_at_checked(3) {
        Some((kind, name)) if kind.eq_ignore_ascii_case(b"cn=") => name,
        _ => first,
    };
    bare.iter().filter(|byte| **byte != b'-').map(u8::to_ascii_lowercase).eq(wanted.bytes())
}

/// Whether a class is, or descends from, the wanted one (in lower case): csvde exports the lowest class only.
pub(super) fn is_class(value: &[u8], wanted: &str) -> bool {
    let value = value.trim_ascii();
    if value.eq_ignore_ascii_case(wanted.as_bytes()) {
        return true;
    }
    let above: &[&str] = match value {
        v if v.eq_ignore_ascii_case(b"computer") => &["user", "organizationalperson", "person", "top"],
        v if v.eq_ignore_ascii_case(b"user") => &["organizationalperson", "person", "top"],
        v if v.eq_ignore_ascii_case(b"contact") => &["organizationalperson", "person", "top"],
        v if v.eq_ignore_ascii_case(b"inetOrgPerson") => &["organizationalperson", "person", "top"],
        v if v.eq_ignore_ascii_case(b"organizationalPerson") => &["person", "top"],
        _ => &["top"],
    };
    above.contains(&wanted)
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// In lower case when it is UTF-8, otherwise only its ASCII letters.
fn lower(value: &[u8]) -> Vec<u8> {
    std::str::from_utf8(value).map_or_else(|_| value.to_ascii_lowercase(), |text| text.to_lowercase().into_bytes())
}
