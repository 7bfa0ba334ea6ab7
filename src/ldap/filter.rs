//! LDAP filters (RFC 4515): a parser that says where the mistake is.

use std::ops::Range;

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
}

/// Parses a filter. Blanks between parts are accepted, as ldapsearch and Active Directory accept them.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    let _ = text;
    todo!()
}
