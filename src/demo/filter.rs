//! Search filters as they arrive (RFC 4511 section 4.5.1.7), and which entries they match.

use super::directory::Entry;
use crate::ldap::ber::{BerError, Element, Reader};

/// Parentheses within parentheses; no filter of ours comes near.
const MAX_DEPTH: usize = 20;

/// A decoded filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// `(&…)`
    And(Vec<Filter>),
    /// `(|…)`
    Or(Vec<Filter>),
    /// `(!…)`
    Not(Box<Filter>),
    /// `(attribute=value)`
    Equal(String, Vec<u8>),
    /// `(attribute=initial*any*final)`, in lower case.
    Substring(String, Substring),
    /// `(attribute=*)`
    Present(String),
    /// `(attribute:1.2.840.113556.1.4.803:=bits)`: all of these bits are set.
    Bits(String, i64),
    /// `(attribute:1.2.840.113556.1.4.1941:=name)`: the demo's groups are not nested, so it is equality.
    InChain(String, Vec<u8>),
}

/// The pieces of a value between the stars.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Substring {
    initial: String,
    any: Vec<String>,
    last: String,
}

/// Why a filter is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The encoding is broken.
    #[error("{0}")]
    Ber(#[from] BerError),
    /// A kind of comparison the demo directory does not know.
    #[error("the demo directory does not compare by {0}")]
    Unsupported(&'static str),
    /// Too many parentheses.
    #[error("the filter is nested more than {MAX_DEPTH} deep")]
    TooDeep,
}

impl Filter {
    /// Decodes a filter.
    pub fn decode(element: &Element<'_>) -> Result<Self, FilterError> {
        decode(element, MAX_DEPTH)
    }

    /// Whether an entry matches. Absent attributes match nothing, so their negation does, as in Active Directory.
    pub fn matches(&self, entry: &Entry) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(entry)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(entry)),
            Self::Not(part) => !part.matches(entry),
            Self::Present(name) => !entry.values(name).is_empty(),
            Self::Equal(name, wanted) => entry.values(name).iter().any(|value| equal(name, value, wanted)),
            Self::Bits(name, bits) => entry.values(name).iter().any(|value| number(value) & bits == *bits),
            Self::InChain(name, wanted) => entry.values(name).iter().any(|value| equal(name, value, wanted)),
            Self::Substring(name, pieces) => entry.values(name).iter().any(|value| pieces.fit(value)),
        }
    }
}

impl Substring {
    fn fit(&self, value: &[u8]) -> bool {
        let value = lower(value);
        let Some(mut rest) = value.strip_prefix(self.initial.as_str()) else {
            return false;
        };
        for piece in &self.any {
            let Some((_, after)) = rest.split_once(piece.as_str()) else {
                return false;
            };
            rest = after;
        }
        rest.ends_with(self.last.as_str())
    }
}

/// Recursive; `depth` bounds it.
fn decode(element: &Element<'_>, depth: usize) -> Result<Filter, FilterError> {
    let depth = depth.checked_sub(1).ok_or(FilterError::TooDeep)?;
    let mut inside = Reader::inside(element);
    match element.tag {
        0xa0 => Ok(Filter::And(decode_all(inside, depth)?)),
        0xa1 => Ok(Filter::Or(decode_all(inside, depth)?)),
        0xa2 => Ok(Filter::Not(Box::new(decode(&inside.any()?, depth)?))),
        0xa3 => Ok(Filter::Equal(lower(inside.any()?.content), inside.any()?.content.to_vec())),
        0xa4 => Ok(Filter::Substring(lower(inside.any()?.content), decode_substring(&inside.any()?)?)),
        0x87 => Ok(Filter::Present(lower(element.content))),
        0xa5 => Err(FilterError::Unsupported(">=")),
        0xa6 => Err(FilterError::Unsupported("<=")),
        0xa8 => Err(FilterError::Unsupported("~=")),
        0xa9 => decode_rule(inside),
        tag => Err(BerError::Tag { at: element.offset, found: tag, expected: 0xa0 }.into()),
    }
}

/// The two rules of Active Directory that filters for people use (MS-ADTS 3.1.1.3.4.4).
fn decode_rule(mut parts: Reader<'_>) -> Result<Filter, FilterError> {
    let (rule, name, value) = (parts.expect(0x81)?, parts.expect(0x82)?, parts.expect(0x83)?);
    let name = lower(name.content);
    match rule.content {
        b"1.2.840.113556.1.4.803" => Ok(Filter::Bits(name, number(value.content))),
        b"1.2.840.113556.1.4.1941" => Ok(Filter::InChain(name, value.content.to_vec())),
        _ => Err(FilterError::Unsupported("this matching rule")),
    }
}

fn decode_all(mut parts: Reader<'_>, depth: usize) -> Result<Vec<Filter>, FilterError> {
    let mut filters = Vec::new();
    while let Some(part) = parts.next_element()? {
        filters.push(decode(&part, depth)?);
    }
    Ok(filters)
}

fn decode_substring(element: &Element<'_>) -> Result<Substring, FilterError> {
    let mut pieces = Reader::inside(element);
    let mut substring = Substring::default();
    while let Some(piece) = pieces.next_element()? {
        match piece.tag {
            0x80 => substring.initial = lower(piece.content),
            0x81 => substring.any.push(lower(piece.content)),
            0x82 => substring.last = lower(piece.content),
            tag => return Err(BerError::Tag { at: piece.offset, found: tag, expected: 0x80 }.into()),
        }
    }
    Ok(substring)
}

/// Case does not count. Active Directory lets the last part of an objectCategory stand for the whole name.
fn equal(name: &str, value: &[u8], wanted: &[u8]) -> bool {
    if value.eq_ignore_ascii_case(wanted) {
        return true;
    }
    let (value, wanted) = (lower(value), lower(wanted));
    value == wanted || (name == "objectcategory" && value.starts_with(&format!("cn={wanted},")))
}

fn number(value: &[u8]) -> i64 {
    String::from_utf8_lossy(value).trim().parse().unwrap_or(0)
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ldap::ber::Writer;

    fn ava(tag: u8, name: &str, value: &str) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(tag, |w| {
            w.octets(name).octets(value);
        });
        writer.into_bytes()
    }

    fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.primitive(tag, &parts.concat());
        writer.into_bytes()
    }

    fn stars(name: &str, pieces: &[(u8, &str)]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(0xa4, |w| {
            w.octets(name).constructed(0x30, |w| {
                for (tag, piece) in pieces {
                    w.primitive(*tag, piece.as_bytes());
                }
            });
        });
        writer.into_bytes()
    }

    fn rule(oid: &str, name: &str, value: &str) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(0xa9, |w| {
            w.primitive(0x81, oid.as_bytes()).primitive(0x82, name.as_bytes()).primitive(0x83, value.as_bytes());
        });
        writer.into_bytes()
    }

    fn decoded(bytes: &[u8]) -> Result<Filter, FilterError> {
        Filter::decode(&Reader::new(bytes).any().unwrap())
    }

    #[test]
    fn matches_as_a_directory_does() {
        let mut entry = Entry::new("CN=Alice Archer,DC=demo,DC=example");
        entry.add("sAMAccountName", &["alice"]).add("cn", &["Alice Archer"]);
        entry.add("userAccountControl", &["514"]);
        entry.add("objectCategory", &["CN=Person,CN=Schema,CN=Configuration,DC=demo,DC=example"]);
        let alice = ava(0xa3, "SAMACCOUNTNAME", "Alice");
        let bob = ava(0xa3, "sAMAccountName", "bob");
        let present = wrap(0x87, &[b"CN"]);
        for (filter, expected) in [
            (alice.clone(), true),
            (bob.clone(), false),
            (present.clone(), true),
            (wrap(0x87, &[b"mail"]), false),
            (ava(0xa3, "objectCategory", "person"), true),
            (ava(0xa3, "objectCategory", "pers"), false),
            (wrap(0xa0, &[&alice, &present]), true),
            (wrap(0xa0, &[&alice, &bob]), false),
            (wrap(0xa0, &[]), true),
            (wrap(0xa1, &[&bob, &alice]), true),
            (wrap(0xa1, &[]), false),
            (wrap(0xa2, &[&bob]), true),
            (stars("cn", &[(0x80, "ali"), (0x81, "E A"), (0x82, "cher")]), true),
            (stars("cn", &[(0x81, "arc"), (0x81, "ali")]), false),
            (stars("cn", &[(0x80, "alice archer"), (0x82, "archer")]), false),
            (rule("1.2.840.113556.1.4.803", "userAccountControl", "2"), true),
            (rule("1.2.840.113556.1.4.803", "userAccountControl", "6"), false),
            (rule("1.2.840.113556.1.4.1941", "cn", "alice archer"), true),
        ] {
            assert_eq!(decoded(&filter).unwrap().matches(&entry), expected, "{filter:02x?}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_answer() {
        let mut deep = wrap(0x87, &[b"cn"]);
        for _ in 0..MAX_DEPTH {
            deep = wrap(0xa2, &[&deep]);
        }
        assert_eq!(decoded(&deep), Err(FilterError::TooDeep));
        assert_eq!(decoded(&ava(0xa5, "a", "b")), Err(FilterError::Unsupported(">=")));
        assert!(matches!(decoded(&wrap(0xa2, &[])), Err(FilterError::Ber(BerError::Missing { .. }))));
        assert!(matches!(decoded(&ava(0x30, "a", "b")), Err(FilterError::Ber(BerError::Tag { .. }))));
    }
}
