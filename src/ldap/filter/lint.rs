//! What a filter that parses probably does not mean.

mod defined;
mod population;
mod state;
mod value;

pub use self::defined::Matching;
pub(super) use self::value::plain;
use super::eval::IN_CHAIN;
use super::{Assertion, Filter, Kind};
use crate::nearest::nearest;
use std::collections::BTreeSet;
use std::ops::Range;

/// Longest text for which corrections are written out, in bytes: each is a copy of the whole filter.
const SUGGESTION_LIMIT: usize = 4096;

/// What is known about the directory a filter is meant for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Active Directory or AD LDS, not another server.
    pub active_directory: bool,
    /// Every attribute of the server's schema, in lower case; `None` when the schema was not read.
    pub attributes: Option<BTreeSet<String>>,
    /// Comparisons that the server does not make, by attribute in lower case: its schema has no rule for them.
    pub undefined: BTreeSet<(String, Matching)>,
}

impl Schema {
    /// Whether the server can know this attribute: options and case do not count; without a schema any is known.
    pub fn knows(&self, attribute: &str) -> bool {
        let bare = attribute.split(';').next().unwrap_or_default().to_ascii_lowercase();
        let numeric = bare.starts_with(|c: char| c.is_ascii_digit());
        self.attributes.as_ref().is_none_or(|known| numeric || known.contains(&bare))
    }
}

/// One doubt about a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// The part of the text it is about, in bytes.
    pub span: Range<usize>,
    /// Which doubt.
    pub kind: LintKind,
    /// What the filter does instead of what was probably meant, in words.
    pub what: String,
    /// The whole filter, corrected in this point only.
    pub suggestion: Option<String>,
}

/// The doubts, each with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintKind {
    /// `memberOf` is compared with something that is no full distinguished name: nobody matches.
    MemberOfNotDn,
    /// `memberOf`, or another attribute that holds names of entries, with a star: parts of names are not looked for.
    MemberOfWildcard,
    /// `memberOf` finds direct members only (Active Directory).
    NestedGroups,
    /// Computers are users in Active Directory, and match.
    ComputersIncluded,
    /// Disabled accounts match (Active Directory).
    DisabledIncluded,
    /// A placeholder of a manual or a template stands where a value belongs.
    Placeholder,
    /// `&amp;` in a value: copied out of XML.
    XmlLeftover,
    /// A value begins with a star: slow, the usual index does not help.
    LeadingWildcard,
    /// The server's schema has no such attribute: the comparison is never true, without any error.
    UnknownAttribute,
    /// The server's schema has no rule for this comparison: it is neither true nor false, without any error.
    Undefined,
    /// Something that only Active Directory understands, elsewhere.
    ActiveDirectoryOnly,
    /// A value begins or ends with a blank, which is part of the value at some servers.
    BlankAroundValue,
    /// An attribute is compared with nothing.
    EmptyValue,
    /// Quotation marks around a value, or a second `=` in front of it: they count as part of the value.
    StraySign,
    /// A sum of flags, or a time with two ways to say "never", is compared as a whole: who has another one is left out.
    ExactState,
}

impl LintKind {
    /// Whether the filter may well be meant as it is: worth a note, not a warning.
    pub fn is_note(self) -> bool {
        matches!(self, Self::NestedGroups | Self::LeadingWildcard | Self::ExactState)
    }
}

/// Everything doubtful about a filter, in the order of its text.
pub fn lint(filter: &Filter, schema: &Schema) -> Vec<Lint> {
    let mut lints = Vec::new();
    for (nth, part) in filter.walk().enumerate() {
        let mut at = At { root: filter, nth, part, schema, lints: &mut lints };
        at.membership();
        at.attribute_known();
        at.comparison_defined();
        at.active_directory_only();
        at.leading_wildcard();
        at.values();
        at.parts_of_names();
        at.state_as_a_whole();
    }
    if schema.active_directory {
        lints.extend(population::computers(filter));
        lints.extend(population::disabled(filter));
    }
    lints.sort_by_key(|lint| (lint.span.start, lint.kind));
    lints
}

/// One part of the filter under examination.
struct At<'a> {
    root: &'a Filter,
    /// Which part it is, in the order of `Filter::walk`.
    nth: usize,
    part: &'a Filter,
    schema: &'a Schema,
    lints: &'a mut Vec<Lint>,
}

impl At<'_> {
    fn add(&mut self, kind: LintKind, what: impl Into<String>, instead: Option<Kind>) {
        let instead = instead.filter(|_| self.root.span.len() <= SUGGESTION_LIMIT);
        let suggestion = instead.map(|kind| with_part(self.root, self.nth, kind).to_string());
        self.lints.push(Lint { span: self.part.span.clone(), kind, what: what.into(), suggestion });
    }

    fn membership(&mut self) {
        if !self.part.attribute().is_some_and(is_membership) {
            return;
        }
        match &self.part.kind {
            Kind::Equal(it) => {
                let full = self.full_name(&it.value);
                if full && self.schema.active_directory {
                    self.add(
                        LintKind::NestedGroups,
                        format!("only direct members match: people in groups inside the group need `:{IN_CHAIN}:=`"),
                        Some(Kind::Extensible {
                            attribute: Some(it.attribute.clone()),
                            dn: false,
                            rule: Some(IN_CHAIN.to_owned()),
                            value: it.value.clone(),
                        }),
                    );
                }
            }
            Kind::Extensible { value, .. } => {
                self.full_name(value);
            }
            Kind::Substrings { attribute, .. } => {
                let what =
                    format!("`{attribute}` with `*` matches nobody: servers compare whole distinguished names only");
                self.add(LintKind::MemberOfWildcard, what, None);
            }
            _ => {}
        }
    }

    /// Reports a group that is no full distinguished name; true when it is one.
    fn full_name(&mut self, value: &[u8]) -> bool {
        let text = String::from_utf8_lossy(value);
        match value::not_a_full_name(&text) {
            None => true,
            Some((what, named)) => {
                let instead = named.and_then(|named| with_value(&self.part.kind, &named));
                self.add(LintKind::MemberOfNotDn, what, instead);
                false
            }
        }
    }

    fn attribute_known(&mut self) {
        let Some(name) = self.part.attribute().filter(|name| !self.schema.knows(name)) else {
            return;
        };
        if !self.schema.active_directory && name.eq_ignore_ascii_case("objectCategory") {
            return;
        }
        let known = self.schema.attributes.iter().flatten().map(String::as_str);
        let meant = nearest(name, known);
        let hint = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        let what =
            format!("the server's schema has no attribute `{name}`: this is never true, and no error says so{hint}");
        let instead = meant.map(|meant| with_attribute(&self.part.kind, meant));
        self.add(LintKind::UnknownAttribute, what, instead);
    }

    fn active_directory_only(&mut self) {
        if self.schema.active_directory {
            return;
        }
        match &self.part.kind {
            Kind::Equal(it) if it.attribute.eq_ignore_ascii_case("objectCategory") => {
                let person = it.value.eq_ignore_ascii_case(b"person") || it.value.eq_ignore_ascii_case(b"user");
                let instead = person.then(|| equal("objectClass", "person"));
                let what =
                    "only Active Directory has `objectCategory`: elsewhere this is never true, and no error says so";
                self.add(LintKind::ActiveDirectoryOnly, what, instead);
            }
            Kind::Extensible { attribute: Some(attribute), rule: Some(rule), value, .. } if rule == IN_CHAIN => {
                let it = Assertion { attribute: attribute.clone(), value: value.clone() };
                let what = "only Active Directory has this rule for nested groups: elsewhere this is never true, and no error says so";
                self.add(LintKind::ActiveDirectoryOnly, what, Some(Kind::Equal(it)));
            }
            _ => {}
        }
    }

    fn leading_wildcard(&mut self) {
        if let Kind::Substrings { attribute, parts } = &self.part.kind
            && parts.first().is_some_and(Vec::is_empty)
        {
            let what = format!(
                "`{attribute}` compared with a leading `*`: slow, the server reads every entry unless it has a special index"
            );
            self.add(LintKind::LeadingWildcard, what, None);
        }
    }

    /// Active Directory compares names of entries as a whole; elsewhere the schema tells.
    fn parts_of_names(&mut self) {
        let Kind::Substrings { attribute, .. } = &self.part.kind else { return };
        if self.schema.active_directory && state::HOLDS_NAMES.iter().any(|name| attribute.eq_ignore_ascii_case(name)) {
            let branch = match attribute.eq_ignore_ascii_case("distinguishedName") {
                true => "; a part of the tree is chosen by the search base",
                false => "",
            };
            let what = format!(
                "`{attribute}` is compared as a whole: with `*` it finds nobody, and leaves nobody out{branch}"
            );
            self.add(LintKind::MemberOfWildcard, what, None);
        }
    }

    fn state_as_a_whole(&mut self) {
        let Some((better, what)) = state::better(self.part).filter(|_| self.schema.active_directory) else { return };
        // Whoever asks for both ways to say "never" knows of them.
        if !self.root.walk().any(|other| other.span != self.part.span && state::better(other).is_some()) {
            self.add(LintKind::ExactState, what, Some(better));
        }
    }

    fn values(&mut self) {
        let Some(doubt) = value::doubt(&self.part.kind) else {
            return;
        };
        self.add(doubt.kind, doubt.what, doubt.instead);
    }
}

/// What was meant by a comparison with the whole of a state.
pub(super) fn state_meant(part: &Filter) -> Option<Kind> {
    state::better(part).map(|(better, _)| better)
}

fn is_membership(name: &str) -> bool {
    name.eq_ignore_ascii_case("memberOf") || name.eq_ignore_ascii_case("isMemberOf")
}

/// `(attribute=value)`.
fn equal(attribute: &str, value: &str) -> Kind {
    Kind::Equal(Assertion { attribute: attribute.to_owned(), value: value.into() })
}

/// A copy with the part that `walk` reaches as the `nth` changed.
fn with_part(root: &Filter, nth: usize, kind: Kind) -> Filter {
    fn change(filter: &mut Filter, ahead: &mut usize, kind: &mut Option<Kind>) {
        if *ahead == 0 {
            if let Some(kind) = kind.take() {
                filter.kind = kind;
            }
            return;
        }
        *ahead -= 1;
        let inside: &mut [Filter] = match &mut filter.kind {
            Kind::And(parts) | Kind::Or(parts) => parts,
            Kind::Not(part) => std::slice::from_mut(part),
            _ => return,
        };
        for part in inside {
            if kind.is_none() {
                return;
            }
            change(part, ahead, kind);
        }
    }
    let (mut copy, mut ahead, mut kind) = (root.clone(), nth, Some(kind));
    change(&mut copy, &mut ahead, &mut kind);
    copy
}

/// The same comparison with another value; only where there is a single one.
fn with_value(kind: &Kind, text: &str) -> Option<Kind> {
    let mut kind = kind.clone();
    match &mut kind {
        Kind::Equal(it) | Kind::GreaterOrEqual(it) | Kind::LessOrEqual(it) | Kind::Approx(it) => it.value = text.into(),
        Kind::Extensible { value, .. } => *value = text.into(),
        _ => return None,
    }
    Some(kind)
}

/// The same comparison of another attribute.
fn with_attribute(kind: &Kind, name: &str) -> Kind {
    let mut kind = kind.clone();
    match &mut kind {
        Kind::Equal(it) | Kind::GreaterOrEqual(it) | Kind::LessOrEqual(it) | Kind::Approx(it) => {
            it.attribute = name.to_owned();
        }
        Kind::Present(attribute) | Kind::Substrings { attribute, .. } => *attribute = name.to_owned(),
        Kind::Extensible { attribute, .. } => *attribute = Some(name.to_owned()),
        Kind::And(_) | Kind::Or(_) | Kind::Not(_) => {}
    }
    kind
}

#[cfg(test)]
mod tests;
