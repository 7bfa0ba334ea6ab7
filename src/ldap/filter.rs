//! LDAP filters (RFC 4515): a parser that says where the mistake is, and what a filter means.

mod decode;
pub mod eval;
mod item;
mod joined;
mod layout;
pub mod lint;
mod mistake;
mod nested;
mod parse;
mod show;
pub mod words;

pub use self::decode::decode;
pub use self::layout::java_refuses;
pub use self::lint::{Lint, LintKind, Schema, lint};
pub use self::show::escape;

use std::ops::Range;

/// Longest filter text, in bytes. Appliances take 1 024 characters.
pub const LENGTH_LIMIT: usize = 64 * 1024;

/// Most filters inside each other.
pub const DEPTH_LIMIT: usize = 64;

/// A filter, with the place of each part in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Bytes of the text, parentheses included.
    pub span: Range<usize>,
    /// What it asks.
    pub kind: Kind,
}

/// One kind of filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `(&…)`; none inside is always true (RFC 4526).
    And(Vec<Filter>),
    /// `(|…)`; none inside is always false (RFC 4526).
    Or(Vec<Filter>),
    /// `(!…)`
    Not(Box<Filter>),
    /// `(attribute=value)`
    Equal(Assertion),
    /// `(attribute>=value)`
    GreaterOrEqual(Assertion),
    /// `(attribute<=value)`
    LessOrEqual(Assertion),
    /// `(attribute~=value)`
    Approx(Assertion),
    /// `(attribute=*)`
    Present(String),
    /// `(attribute=initial*any*final)`; empty ends are absent.
    Substrings {
        /// Attribute description.
        attribute: String,
        /// Unescaped parts between the stars; the first and the last may be empty.
        parts: Vec<Vec<u8>>,
    },
    /// `(attribute:dn:rule:=value)`
    Extensible {
        /// Attribute description, when given.
        attribute: Option<String>,
        /// The components of the entry's DN count too.
        dn: bool,
        /// Matching rule, name or OID, when given.
        rule: Option<String>,
        /// Unescaped value.
        value: Vec<u8>,
    },
}

/// An attribute compared with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Attribute description.
    pub attribute: String,
    /// Unescaped value.
    pub value: Vec<u8>,
}

/// Why a text is no filter, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct FilterError {
    /// Byte position of the mistake: where the caret goes.
    pub at: usize,
    /// What is wrong there, in words.
    pub what: String,
    /// A text that parses and is probably meant, when there is one.
    pub suggestion: Option<String>,
    /// Further texts that parse, may be meant as well, and ask for something else.
    pub others: Vec<String>,
}

impl FilterError {
    /// Everything that may be meant, the likeliest first; each asks for something else.
    pub fn readings(&self) -> impl Iterator<Item = &str> {
        self.suggestion.iter().chain(&self.others).map(String::as_str)
    }
}

/// Parses a filter. Blanks between parts are accepted, as ldapsearch and Active Directory accept them.
///
/// `(!cn=a)` without the inner parentheses is accepted too: Active Directory's own client and documents use it; for what is
/// given to the appliances, [`java_refuses`] decides. So is what Java reads as it is meant though RFC 4515 has it
/// otherwise: parentheses inside a value that pair, `\(` for `\28`, one pair of parentheses too many inside a list.
/// A text longer than [`LENGTH_LIMIT`] or nested deeper than [`DEPTH_LIMIT`] is an error.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    parse::parse(text).map_err(|mistake| mistake.with_suggestion(text))
}

impl Filter {
    /// All of these together; a single one stays as it is. Its span reaches from the first to the last.
    pub fn and(mut clauses: Vec<Self>) -> Self {
        match clauses.pop() {
            Some(only) if clauses.is_empty() => only,
            last => {
                clauses.extend(last);
                let start = clauses.first().map_or(0, |first| first.span.start);
                let end = clauses.last().map_or(0, |last| last.span.end);
                Self { span: start..end, kind: Kind::And(clauses) }
            }
        }
    }

    /// What must hold together: the parts of an outermost `(&…)`, or the filter itself.
    pub fn clauses(&self) -> &[Self] {
        match &self.kind {
            Kind::And(clauses) => clauses,
            _ => std::slice::from_ref(self),
        }
    }

    /// The same without blanks around the values that are asked for in full.
    #[must_use]
    pub fn without_blanks(&self) -> Self {
        self.changed(&|part| match &part.kind {
            Kind::Equal(it) => Some(Kind::Equal(Assertion { value: it.value.trim_ascii().to_vec(), ..it.clone() })),
            _ => None,
        })
    }

    /// The same without what was typed, pasted or copied around the values: blanks, quotation marks, a second `=`, XML.
    pub fn with_plain_values(&self) -> Self {
        self.changed(&|part| lint::plain(&part.kind))
    }

    /// With the exact states of accounts asked for as they are meant in Active Directory. Whoever leaves out one state leaves
    /// out those accounts, and not all that are alike.
    pub fn with_states(&self) -> Self {
        match &self.kind {
            Kind::Not(_) => self.clone(),
            Kind::And(parts) => Self { span: self.span.clone(), kind: Kind::And(Self::stated(parts)) },
            Kind::Or(parts) => Self { span: self.span.clone(), kind: Kind::Or(Self::stated(parts)) },
            _ => self.changed(&|part| lint::state_meant(part)),
        }
    }

    /// The same of each part, and what became alike once.
    fn stated(parts: &[Self]) -> Vec<Self> {
        let mut known: Vec<Self> = Vec::new();
        for part in parts.iter().map(Self::with_states) {
            if !known.iter().any(|one| one.to_string() == part.to_string()) {
                known.push(part);
            }
        }
        known
    }

    /// A copy with each part changed for which there is another.
    fn changed(&self, other: &dyn Fn(&Self) -> Option<Kind>) -> Self {
        let all = |parts: &[Self]| parts.iter().map(|part| part.changed(other)).collect();
        let kind = match &self.kind {
            Kind::And(parts) => Kind::And(all(parts)),
            Kind::Or(parts) => Kind::Or(all(parts)),
            Kind::Not(part) => Kind::Not(Box::new(part.changed(other))),
            kind => other(self).unwrap_or_else(|| kind.clone()),
        };
        Self { span: self.span.clone(), kind }
    }

    /// What must hold together, at any depth: `(&(a)(&(b)(c)))` needs a, b and c.
    pub fn required(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::And(parts) => parts.iter().flat_map(Self::required).collect(),
            _ => vec![self],
        }
    }

    /// This filter and all inside it, in the order of the text: the outermost first, `&` before its parts.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut ahead = vec![self];
        std::iter::from_fn(move || {
            let filter = ahead.pop()?;
            ahead.extend(filter.inside().iter().rev());
            Some(filter)
        })
    }

    /// The filters directly inside `&`, `|` or `!`.
    pub fn inside(&self) -> &[Self] {
        match &self.kind {
            Kind::And(parts) | Kind::Or(parts) => parts,
            Kind::Not(part) => std::slice::from_ref(part),
            _ => &[],
        }
    }

    /// The attribute this filter itself compares, options included.
    pub fn attribute(&self) -> Option<&str> {
        match &self.kind {
            Kind::And(_) | Kind::Or(_) | Kind::Not(_) => None,
            Kind::Equal(it) | Kind::GreaterOrEqual(it) | Kind::LessOrEqual(it) | Kind::Approx(it) => {
                Some(&it.attribute)
            }
            Kind::Present(attribute) | Kind::Substrings { attribute, .. } => Some(attribute),
            Kind::Extensible { attribute, .. } => attribute.as_deref(),
        }
    }

    /// Every attribute compared anywhere, each once whatever its case, in the order of the text.
    pub fn attributes(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.walk().filter_map(Self::attribute) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests;
