//! Reading names.

use super::{Dn, DnError, LENGTH_LIMIT, Rdn};

pub(super) fn parse(text: &str) -> Result<Dn, DnError> {
    if text.len() > LENGTH_LIMIT {
        return error(0, format!("the name has {} bytes; {LENGTH_LIMIT} are the limit", text.len()));
    }
    let mut parser = Parser { text, at: 0 };
    let mut parts = Vec::new();
    parser.skip_blanks();
    if parser.peek().is_none() {
        return Ok(Dn { parts });
    }
    loop {
        let mut values = vec![parser.value_pair(parts.last())?];
        while parser.take(|byte| byte == b'+') {
            values.push(parser.value_pair(None)?);
        }
        parts.push(Rdn { values });
        if !parser.take(|byte| matches!(byte, b',' | b';')) {
            return Ok(Dn { parts });
        }
    }
}

fn error<T>(at: usize, what: impl Into<String>) -> Result<T, DnError> {
    Err(DnError { at, what: what.into() })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// `type=value`, with the blanks around it; stops at a separator or at the end.
    fn value_pair(&mut self, before: Option<&Rdn>) -> Result<(String, String), DnError> {
        self.skip_blanks();
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let stop = rest.find(['=', ',', ';', '+']).unwrap_or(rest.len());
        let name = rest.get(..stop).unwrap_or_default().trim_end();
        if rest.as_bytes().get(stop) != Some(&b'=') {
            return self.no_equals(start, name, before);
        }
        let bare = name
            .get(..4)
            .filter(|oid| oid.eq_ignore_ascii_case("oid."))
            .map_or(name, |_| name.get(4..).unwrap_or_default());
        if let Some(bad) = bad_type(bare) {
            let found = bare.get(bad..).and_then(|rest| rest.chars().next());
            let what = match found {
                None => "an attribute type such as `CN`, `OU` or `DC` is missing before `=`".to_owned(),
                Some(found) => format!(
                    "`{}` does not belong into an attribute type: letters, digits and `-` do",
                    found.escape_debug()
                ),
            };
            return error(start + (name.len() - bare.len()) + bad, what);
        }
        self.at = start + stop + 1;
        self.skip_blanks();
        let value = self.value()?;
        Ok((bare.to_owned(), value))
    }

    /// A part without `=`: what was meant depends on the part before it.
    fn no_equals<T>(&self, start: usize, name: &str, before: Option<&Rdn>) -> Result<T, DnError> {
        if name.is_empty() {
            let what = match self.text.as_bytes().get(start) {
                None => "the name ends with a separator: a part such as `DC=example` is missing",
                Some(_) => "an empty part: two separators follow each other, or the name begins with one",
            };
            return error(start, what);
        }
        let previous = before.and_then(|part| part.values.first()).map(|(name, value)| (name.as_str(), value));
        error(
            start,
            match previous {
                Some((kind, _)) if kind.eq_ignore_ascii_case("DC") => {
                    format!("`{name}` has no `=`: did you mean `DC={name}`?")
                }
                Some((kind, value)) if kind.eq_ignore_ascii_case("CN") => {
                    format!(
                        "`{name}` has no `=`: a comma inside a name is written `\\,`: did you mean `{kind}={value}\\, {name}`?"
                    )
                }
                Some(_) => format!("`{name}` has no `=`: did you mean `OU={name}`?"),
                None => format!("`{name}` has no `=`: did you mean `CN={name}`?"),
            },
        )
    }

    fn value(&mut self) -> Result<String, DnError> {
        match self.peek() {
            Some(b'#') => self.hexadecimal(),
            Some(b'"') => self.quoted(),
            _ => self.plain(),
        }
    }

    fn plain(&mut self) -> Result<String, DnError> {
        let start = self.at;
        let mut value = Vec::new();
        // Blanks at the end do not count, unless they are escaped.
        let mut kept = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b',' | b';' | b'+' => break,
                b'\\' => {
                    value.push(self.escaped()?);
                    kept = value.len();
                    continue;
                }
                b'"' | b'<' | b'>' | 0 => {
                    let shown = char::from(byte).escape_debug();
                    return error(self.at, format!("`{shown}` inside a value is written `\\{byte:02x}`"));
                }
                b' ' | b'\t' | b'\r' | b'\n' => value.push(byte),
                _ => {
                    value.push(byte);
                    kept = value.len();
                }
            }
            self.at += 1;
        }
        value.truncate(kept);
        text_of(value, start)
    }

    /// The form of RFC 1779: everything between the quotation marks is the value.
    fn quoted(&mut self) -> Result<String, DnError> {
        let start = self.at;
        let mut value = Vec::new();
        self.at += 1;
        loop {
            match self.peek() {
                None => return error(start, "this quotation mark is not closed"),
                Some(b'"') => break,
                Some(b'\\') => {
                    value.push(self.escaped()?);
                    continue;
                }
                Some(byte) => value.push(byte),
            }
            self.at += 1;
        }
        self.at += 1;
        self.end_of_value("the closing quotation mark")?;
        text_of(value, start)
    }

    fn hexadecimal(&mut self) -> Result<String, DnError> {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        while let Some(byte) = self.hex_pair(self.at) {
            bytes.push(byte);
            self.at += 2;
        }
        if bytes.is_empty() {
            return error(self.at, "hexadecimal digits belong behind `#`; the character itself is written `\\#`");
        }
        let end = self.at;
        self.end_of_value("pairs of hexadecimal digits")?;
        Ok(string_of_ber(&bytes).unwrap_or_else(|| self.text.get(start..end).unwrap_or_default().to_owned()))
    }

    fn end_of_value(&mut self, what: &str) -> Result<(), DnError> {
        self.skip_blanks();
        match self.peek() {
            None | Some(b',' | b';' | b'+') => Ok(()),
            Some(_) => error(self.at, format!("only `,` or the end may follow {what}")),
        }
    }

    /// At a backslash: the byte it stands for.
    fn escaped(&mut self) -> Result<u8, DnError> {
        if let Some(byte) = self.hex_pair(self.at + 1) {
            self.at += 3;
            return Ok(byte);
        }
        match self.text.as_bytes().get(self.at + 1) {
            Some(byte @ (b',' | b'+' | b'"' | b'\\' | b'<' | b'>' | b';' | b'#' | b'=' | b' ')) => {
                self.at += 2;
                Ok(*byte)
            }
            _ => error(
                self.at,
                "`\\` escapes one of `,+\"\\<>;#=` or a blank, or takes two hexadecimal digits; itself it is written `\\\\`",
            ),
        }
    }

    fn hex_pair(&self, at: usize) -> Option<u8> {
        let digits = self.text.get(at..at + 2)?;
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    fn skip_blanks(&mut self) {
        while self.take(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {}
    }
}

fn text_of(value: Vec<u8>, at: usize) -> Result<String, DnError> {
    String::from_utf8(value).or_else(|_| error(at, "the escaped bytes of this value are no UTF-8 text"))
}

/// Where a text stops being a name of letters, digits and hyphens, or numbers with dots.
fn bad_type(name: &str) -> Option<usize> {
    match name.bytes().next() {
        None => Some(0),
        Some(first) if first.is_ascii_digit() => name.find(|c: char| !c.is_ascii_digit() && c != '.'),
        Some(first) if first.is_ascii_alphabetic() => name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-'),
        Some(_) => Some(0),
    }
}

/// The content of an OCTET STRING, UTF8String, PrintableString, TeletexString or IA5String that fills `bytes`.
fn string_of_ber(bytes: &[u8]) -> Option<String> {
    let mut reader = crate::ldap::ber::Reader::new(bytes);
    let element = reader.any().ok()?;
    let whole = element.content_offset + element.content.len() == bytes.len();
    (whole && matches!(element.tag, 0x04 | 0x0c | 0x13 | 0x14 | 0x16))
        .then(|| String::from_utf8(element.content.to_vec()).ok())?
}
