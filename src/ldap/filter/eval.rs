//! Which entries a filter matches, without a server: for directories read from a file.
//!
//! Values are compared as Active Directory compares them, whatever wrote the file: no schema comes with an export. Where
//! servers read a clause otherwise, what the entry tells of its server decides.

mod rules;
mod value;

use self::rules::extensible;
use self::value::{Bound, Name, Pieces, Text};
use super::{Assertion, Filter, Kind};

/// Bits of an integer, all set (Active Directory, OpenLDAP).
pub const ALL_BITS: &str = "1.2.840.113556.1.4.803";
/// Bits of an integer, at least one set (Active Directory, OpenLDAP).
pub const ANY_BITS: &str = "1.2.840.113556.1.4.804";
/// Membership through groups in groups (Active Directory only; LDAP_MATCHING_RULE_IN_CHAIN, MS-ADTS 3.1.1.3.4.4.3).
pub const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// Attributes that hold distinguished names.
const NAMES: [&str; 10] = [
    "memberof",
    "ismemberof",
    "member",
    "uniquemember",
    "manager",
    "managedby",
    "directreports",
    "distinguishedname",
    "entrydn",
    "secretary",
];

/// An entry that a filter is tried on.
pub trait Entry {
    /// Its distinguished name.
    fn dn(&self) -> &str;

    /// The values of an attribute, none when it is absent. `attribute` comes in lower case and without options.
    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]>;

    /// Whether the attribute would be seen if the entry had it. A column that is not in the export is not known, and
    /// comparing with it is neither true nor false.
    fn knows(&self, attribute: &str) -> bool {
        let _ = attribute;
        true
    }

    /// Whether all values of the attribute are seen. Of one that has more, "no value passes" is neither true nor false.
    fn is_whole(&self, attribute: &str) -> bool {
        let _ = attribute;
        true
    }

    /// Whether all groups are seen that it is in by this one, directly or through others.
    fn knows_chains(&self, group: &str) -> bool {
        let _ = group;
        true
    }

    /// Whether it is kept by Active Directory; none where the entry does not tell.
    fn active_directory(&self) -> Option<bool> {
        None
    }

    /// The answer hangs on what kind of server this is, and that is not known.
    fn hangs_on_server(&self) {}
}

/// A filter made ready to be tried on many entries; trying it allocates nothing for ordinary values.
#[derive(Debug, Clone)]
pub struct Matcher(Node);

impl Matcher {
    /// Prepares a filter: names in lower case, values taken apart once for all entries.
    pub fn new(filter: &Filter) -> Self {
        Self(node(filter))
    }

    /// Whether the entry matches. `is_member_nested(dn of the entry, dn of the group)` answers for
    /// `memberOf:1.2.840.113556.1.4.1941:=`; the group comes as it stands in the filter.
    pub fn matches(&self, entry: &impl Entry, is_member_nested: &impl Fn(&str, &str) -> bool) -> bool {
        self.evaluate(entry, is_member_nested) == Some(true)
    }

    /// The same with three values: `None` is undefined (RFC 4511 section 4.5.1.7), because a rule is unknown, a value
    /// does not fit its comparison, or the entry does not know the attribute. An absent attribute is false, so its
    /// negation is true.
    pub fn evaluate(&self, entry: &impl Entry, is_member_nested: &impl Fn(&str, &str) -> bool) -> Option<bool> {
        self.0.evaluate(entry, is_member_nested)
    }
}

#[derive(Debug, Clone)]
enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Undefined,
    /// A rule that only some servers have, and not Active Directory.
    Foreign,
    Present(String),
    /// One value of the attribute passes.
    Value(String, Test),
    /// A component of the entry's name has this type and value (`:dn:`), or a value passes.
    Component(String, Text),
    /// Member of this group, directly or not.
    Nested(String),
    /// What Active Directory and what all others make of one clause.
    Either(Box<Node>, Box<Node>),
    /// Two readings of one clause, of which servers of every kind take one or the other.
    Readings(Box<Node>, Box<Node>),
    /// Sounds like it (`~=`): Active Directory takes it as `=`, others each by a way of their own.
    Like(Box<Node>),
}

/// What one value must be.
#[derive(Debug, Clone)]
enum Test {
    Text(Text),
    Exact(Vec<u8>),
    Pieces(Pieces),
    Name(Name),
    /// `objectCategory` by the last part of its name.
    Category(String),
    Class(String),
    AtLeast(Bound),
    AtMost(Bound),
    AllBits(i64),
    AnyBits(i64),
}

impl Node {
    fn evaluate(&self, entry: &impl Entry, nested: &impl Fn(&str, &str) -> bool) -> Option<bool> {
        match self {
            Self::And(parts) => all(parts.iter().map(|part| part.evaluate(entry, nested))),
            Self::Or(parts) => all(parts.iter().map(|part| part.evaluate(entry, nested).map(|is| !is))).map(|is| !is),
            Self::Not(part) => part.evaluate(entry, nested).map(|is| !is),
            Self::Undefined => None,
            Self::Foreign if entry.active_directory() == Some(true) => None,
            Self::Foreign => open(entry),
            // Every entry has classes, in exports too that leave them out.
            Self::Present(name) if name == "objectclass" => Some(true),
            Self::Present(name) => seen(entry, name, || whole(entry, name, has_value(entry, name))),
            Self::Value(name, test) => seen(entry, name, || one_passes(entry, name, test)),
            Self::Component(kind, text) => match has_component(entry.dn(), kind, text) {
                true => Some(true),
                false => seen(entry, kind, || Some(entry.values(kind).any(|value| text.is(value)))),
            },
            Self::Either(here, elsewhere) => match entry.active_directory() {
                Some(true) => here.evaluate(entry, nested),
                Some(false) => elsewhere.evaluate(entry, nested),
                None => {
                    let answer = here.evaluate(entry, nested);
                    let alike = elsewhere.evaluate(entry, nested) == answer;
                    if alike { answer } else { open(entry) }
                }
            },
            Self::Readings(one, other) => {
                let answer = one.evaluate(entry, nested);
                if other.evaluate(entry, nested) == answer { answer } else { open(entry) }
            }
            Self::Like(equal) => match (entry.active_directory(), equal.evaluate(entry, nested)) {
                (Some(true), answer) | (_, answer @ (Some(true) | None)) => answer,
                _ => open(entry),
            },
            Self::Nested(group) => seen(entry, "memberof", || {
                whole(entry, "memberof", nested(entry.dn(), group)).filter(|&is| is || entry.knows_chains(group))
            }),
        }
    }
}

/// The three-valued "and": false wins over undefined.
fn all(mut results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut so_far = Some(true);
    loop {
        match results.next() {
            None => return so_far,
            Some(Some(false)) => return Some(false),
            Some(None) => so_far = None,
            Some(Some(true)) => {}
        }
    }
}

fn seen(entry: &impl Entry, attribute: &str, answer: impl FnOnce() -> Option<bool>) -> Option<bool> {
    if entry.knows(attribute) { answer() } else { None }
}

/// Whether a component of a name has this type and value.
fn has_component(dn: &str, kind: &str, text: &Text) -> bool {
    let of = |(its, value): &(String, String)| its.eq_ignore_ascii_case(kind) && text.is(value.as_bytes());
    crate::ldap::dn::parse(dn).is_ok_and(|name| name.parts.iter().any(|part| part.values.iter().any(of)))
}

fn open(entry: &impl Entry) -> Option<bool> {
    entry.hangs_on_server();
    None
}

/// True is true; false only where all values are seen.
fn whole(entry: &impl Entry, attribute: &str, found: bool) -> Option<bool> {
    (found || entry.is_whole(attribute)).then_some(found)
}

fn has_value(entry: &impl Entry, attribute: &str) -> bool {
    entry.values(attribute).next().is_some() || is_own_name(attribute)
}

/// Every entry has its own name, in exports too that do not list it as an attribute.
fn is_own_name(attribute: &str) -> bool {
    matches!(attribute, "distinguishedname" | "entrydn")
}

/// True wins over undefined, undefined over false.
fn one_passes(entry: &impl Entry, attribute: &str, test: &Test) -> Option<bool> {
    if is_own_name(attribute) {
        return test.passes(entry.dn().as_bytes());
    }
    let mut so_far = Some(false);
    for value in entry.values(attribute) {
        match test.passes(value) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => so_far = None,
        }
    }
    if entry.is_whole(attribute) { so_far } else { None }
}

impl Test {
    fn passes(&self, value: &[u8]) -> Option<bool> {
        match self {
            Self::Text(text) => Some(text.is(value)),
            Self::Exact(wanted) => Some(value == wanted.as_slice()),
            Self::Pieces(pieces) => Some(pieces.fit(value)),
            Self::Name(name) => Some(name.is(value)),
            Self::Category(wanted) => Some(value::is_category(value, wanted)),
            Self::Class(wanted) => Some(value::is_class(value, wanted)),
            Self::AtLeast(bound) => bound.compare(value).map(std::cmp::Ordering::is_ge),
            Self::AtMost(bound) => bound.compare(value).map(std::cmp::Ordering::is_le),
            Self::AllBits(bits) => value::integer(value).map(|number| number & bits == *bits),
            Self::AnyBits(bits) => value::integer(value).map(|number| number & bits != 0),
        }
    }
}

fn node(filter: &Filter) -> Node {
    let nodes = |parts: &[Filter]| parts.iter().map(node).collect();
    match &filter.kind {
        Kind::And(parts) => Node::And(nodes(parts)),
        Kind::Or(parts) => Node::Or(nodes(parts)),
        Kind::Not(part) => Node::Not(Box::new(node(part))),
        Kind::Present(attribute) => Node::Present(plain(attribute)),
        Kind::Equal(it) => equal(plain(&it.attribute), &it.value),
        Kind::Approx(it) => Node::Like(Box::new(equal(plain(&it.attribute), &it.value))),
        Kind::GreaterOrEqual(it) => bound(it, Test::AtLeast),
        Kind::LessOrEqual(it) => bound(it, Test::AtMost),
        Kind::Substrings { attribute, parts } => match plain(attribute) {
            // No server looks for parts of distinguished names.
            name if NAMES.contains(&name.as_str()) => Node::Undefined,
            name => pieces(name, parts),
        },
        Kind::Extensible { attribute, dn, rule, value } => {
            attribute.as_deref().map_or(Node::Undefined, |name| extensible(plain(name), *dn, rule.as_deref(), value))
        }
    }
}

/// A blank beside a star counts at some servers and not at others (RFC 4518, section 2.6.1, and what is made of it).
fn pieces(name: String, parts: &[Vec<u8>]) -> Node {
    let bare: Vec<Vec<u8>> = parts.iter().map(|part| part.trim_ascii().to_vec()).collect();
    let of = |parts: &[Vec<u8>]| Node::Value(name.clone(), Test::Pieces(Pieces::new(parts)));
    if bare == parts { of(parts) } else { Node::Readings(Box::new(of(parts)), Box::new(of(&bare))) }
}

/// Attribute name in lower case, without options.
fn plain(attribute: &str) -> String {
    attribute.split(';').next().unwrap_or_default().to_ascii_lowercase()
}

fn equal(name: String, value: &[u8]) -> Node {
    let text = String::from_utf8_lossy(value);
    let test = match name.as_str() {
        "objectcategory" if !text.contains('=') => Test::Category(value::category_of(&text)),
        "objectclass" => Test::Class(text.trim().to_ascii_lowercase()),
        "objectcategory" => return named(name, &text),
        known if NAMES.contains(&known) => return named(name, &text),
        _ => Test::Text(Text::new(value)),
    };
    Node::Value(name, test)
}

fn named(attribute: String, text: &str) -> Node {
    Name::new(text).map_or(Node::Undefined, |name| Node::Value(attribute, Test::Name(name)))
}

fn bound(it: &Assertion, test: fn(Bound) -> Test) -> Node {
    Node::Value(plain(&it.attribute), test(Bound::new(&it.value)))
}

#[cfg(test)]
mod tests;
