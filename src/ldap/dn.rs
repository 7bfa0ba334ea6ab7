//! Distinguished names (RFC 4514): a parser that says where the mistake is.

mod compare;
mod parse;
mod show;

/// Longest name text, in bytes; appliances take 255 characters.
pub const LENGTH_LIMIT: usize = 64 * 1024;

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
///
/// Accepted besides RFC 4514: blanks around `,`, `+` and `=`, `;` as separator and values in quotation marks
/// (RFC 2253 section 4), and `OID.` in front of numeric types. A value written as `#` and hexadecimal digits is
/// decoded when it is a BER string of UTF-8, and kept as written otherwise.
pub fn parse(text: &str) -> Result<Dn, DnError> {
    parse::parse(text)
}

impl Dn {
    /// The same name: attribute types and values compared without regard to case and to blanks around them.
    ///
    /// Runs of blanks count as one, several values of one part come in any order, and `commonName`, `2.5.4.3` and
    /// `CN` are one type.
    pub fn same_as(&self, other: &Self) -> bool {
        compare::same_parts(&self.parts, &other.parts)
    }

    /// Whether it stands below `base`, or is it.
    pub fn is_within(&self, base: &Self) -> bool {
        let depth = self.parts.len().checked_sub(base.parts.len());
        depth.and_then(|depth| self.parts.get(depth..)).is_some_and(|tail| compare::same_parts(tail, &base.parts))
    }

    /// Whether it is in none of these naming contexts; one that cannot be read may hold it.
    pub fn is_outside(&self, contexts: &[String]) -> bool {
        let inside = |context: &String| parse(context).map_or(true, |context| self.is_within(&context));
        !self.parts.is_empty() && !contexts.is_empty() && !contexts.iter().any(inside)
    }

    /// The name of the entry above; the root has none.
    pub fn parent(&self) -> Option<Self> {
        self.parts.split_first().map(|(_, above)| Self { parts: above.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_names_are_recognised() {
        for (left, right, same) in [
            ("CN=Ann Lee,DC=corp", "cn=ann  lee , dc=CORP", true),
            ("commonName=Ann,2.5.4.11=x", "CN=Ann,OU=x", true),
            ("CN=a+UID=b,DC=x", "uid=B+cn=A,dc=x", true),
            ("CN=a+UID=b,DC=x", "uid=B,dc=x", false),
            ("CN=Ärger,DC=x", "CN=äRGER,DC=x", true),
            ("CN=a\\2c b,DC=x", "CN=\"a, b\",DC=x", true),
            ("CN=a,DC=x", "CN=a,DC=x,DC=y", false),
            ("", " ", true),
        ] {
            assert_eq!(parse(left).unwrap().same_as(&parse(right).unwrap()), same, "{left} / {right}");
        }
    }

    #[test]
    fn a_name_knows_what_is_above_it() {
        let name = parse("CN=Ann,OU=People,DC=corp,DC=example").unwrap();
        for (base, within) in [
            ("dc=corp,dc=example", true),
            ("ou=people, dc=corp, dc=example", true),
            ("CN=Ann,OU=People,DC=corp,DC=example", true),
            ("", true),
            ("DC=orp,DC=example", false),
            ("CN=x,CN=Ann,OU=People,DC=corp,DC=example", false),
        ] {
            assert_eq!(name.is_within(&parse(base).unwrap()), within, "{base}");
        }
        assert_eq!(name.parent().unwrap().to_string(), "OU=People,DC=corp,DC=example");
        assert_eq!(parse("").unwrap().parent(), None);
    }
}
