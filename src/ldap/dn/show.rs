//! Names as text (RFC 4514 section 2).

use super::{Dn, Rdn};
use std::fmt::{self, Display, Formatter, Write};

impl Display for Dn {
    /// `CN=Doe\, John,OU=People,DC=corp,DC=example`: no blanks around separators; parses to the same name.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (nth, part) in self.parts.iter().enumerate() {
            f.write_str(if nth == 0 { "" } else { "," })?;
            part.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Rdn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (nth, (name, value)) in self.values.iter().enumerate() {
            f.write_str(if nth == 0 { "" } else { "+" })?;
            write!(f, "{name}=")?;
            write_value(f, value)?;
        }
        Ok(())
    }
}

fn write_value(to: &mut impl Write, value: &str) -> fmt::Result {
    let last = value.char_indices().next_back().map(|(at, _)| at);
    for (at, character) in value.char_indices() {
        match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => write!(to, "\\{character}")?,
            '#' if at == 0 => to.write_str("\\#")?,
            ' ' if at == 0 || Some(at) == last => to.write_str("\\ ")?,
            '\0'..='\x1f' | '\x7f' => write!(to, "\\{:02x}", u32::from(character))?,
            other => to.write_char(other)?,
        }
    }
    Ok(())
}
