//! Distinguished names (RFC 4514): a parser that says where the mistake is.

/// A distinguished name, most specific part first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dn {
    /// Relative names.
    pub parts: Vec<Rdn>,
}

/// One relative name: one or several attribute values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rdn {
    /// Attribute type as written, and value unescaped.
    pub values: Vec<(String, String)>,
}

/// Why a text is no distinguished name, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct DnError {
    /// Byte position of the mistake.
    pub at: usize,
    /// What is wrong there, in words.
    pub what: String,
}

/// Parses a distinguished name; the empty text is the root.
pub fn parse(text: &str) -> Result<Dn, DnError> {
    let _ = text;
    todo!()
}

impl Dn {
    /// The same name: attribute types and values compared without regard to case and to blanks around them.
    pub fn same_as(&self, other: &Self) -> bool {
        let _ = other;
        todo!()
    }

    /// Whether it stands below `base`, or is it.
    pub fn is_within(&self, base: &Self) -> bool {
        let _ = base;
        todo!()
    }
}
