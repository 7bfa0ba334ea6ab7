//! Filters as text (RFC 4515 section 3).

use super::{Assertion, Filter, Kind};
use std::fmt::{self, Display, Formatter, Write};

impl Display for Filter {
    /// Without blanks between the parts, and with everything escaped that needs it; parses to the same filter.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        match &self.kind {
            Kind::And(parts) => list(f, '&', parts),
            Kind::Or(parts) => list(f, '|', parts),
            Kind::Not(part) => write!(f, "!{part}"),
            Kind::Equal(it) => assertion(f, it, "="),
            Kind::GreaterOrEqual(it) => assertion(f, it, ">="),
            Kind::LessOrEqual(it) => assertion(f, it, "<="),
            Kind::Approx(it) => assertion(f, it, "~="),
            Kind::Present(attribute) => write!(f, "{attribute}=*"),
            Kind::Substrings { attribute, parts } => {
                write!(f, "{attribute}=")?;
                for (nth, part) in parts.iter().enumerate() {
                    f.write_str(if nth == 0 { "" } else { "*" })?;
                    write_value(f, part)?;
                }
                Ok(())
            }
            Kind::Extensible { attribute, dn, rule, value } => {
                f.write_str(attribute.as_deref().unwrap_or_default())?;
                f.write_str(if *dn { ":dn" } else { "" })?;
                if let Some(rule) = rule {
                    write!(f, ":{rule}")?;
                }
                f.write_str(":=")?;
                write_value(f, value)
            }
        }?;
        f.write_char(')')
    }
}

/// A value as it is written in a filter: `*`, `(`, `)`, `\`, control characters and bytes that are not UTF-8
/// become `\xx`.
pub fn escape(value: &[u8]) -> String {
    let mut text = String::with_capacity(value.len());
    // Writing to a string does not fail.
    let _ = write_value(&mut text, value);
    text
}

fn list(f: &mut Formatter<'_>, operator: char, parts: &[Filter]) -> fmt::Result {
    f.write_char(operator)?;
    parts.iter().try_for_each(|part| part.fmt(f))
}

fn assertion(f: &mut Formatter<'_>, it: &Assertion, operator: &str) -> fmt::Result {
    write!(f, "{}{operator}", it.attribute)?;
    write_value(f, &it.value)
}

fn write_value(to: &mut impl Write, value: &[u8]) -> fmt::Result {
    for chunk in value.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '*' | '(' | ')' | '\\' | '\0'..='\x1f' | '\x7f' => write!(to, "\\{:02x}", u32::from(character))?,
                other => to.write_char(other)?,
            }
        }
        for byte in chunk.invalid() {
            write!(to, "\\{byte:02x}")?;
        }
    }
    Ok(())
}
