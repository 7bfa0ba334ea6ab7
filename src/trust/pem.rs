//! Textual encoding of certificates (RFC 7468), read as leniently as administrators' files need.

use openssl::x509::X509;

use crate::evidence::Fingerprint;

/// Dashes on either side of a marker's words.
const DASHES: usize = 5;

/// Longest text that is taken for one certificate of evidence, in bytes.
const MAX_CERTIFICATE_TEXT: usize = 1 << 20;

/// One armoured part of a text, or what is left of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What its BEGIN line says it is: `CERTIFICATE`. Empty for an END line without a BEGIN line.
    pub label: String,
    /// Line of its BEGIN line (or of the lonely END line), counted from 1.
    pub line: usize,
    /// The END line is there.
    pub ended: bool,
    /// What was encoded, or the line in which the base64 is damaged.
    pub bytes: Result<Vec<u8>, usize>,
}

/// Finds every armoured part of a text; whatever stands around them is ignored.
///
/// Line ends may be LF, CRLF or CR, blanks may follow any line, and BEGIN, base64 and END may share one line, and so may END and
/// the next BEGIN.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let markers = Markers::of(text);
    let line_end = markers.line_end;
    let mut markers = markers.peekable();
    while let Some(marker) = markers.next() {
        let line = marker.line;
        if marker.end {
            found.push(Block { label: String::new(), line, ended: true, bytes: Ok(Vec::new()) });
            continue;
        }
        let stop = markers.peek().map_or(text.len(), |next| next.start);
        let bytes = decode_body(text.get(marker.stop..stop).unwrap_or_default(), line_end, line);
        let ended = markers.next_if(|next| next.end).is_some();
        found.push(Block { label: marker.label, line, ended, bytes });
    }
    found
}

/// The DER form of the first armoured part of a text; none where there is no undamaged one.
pub fn der(pem: &str) -> Option<Vec<u8>> {
    if pem.len() > MAX_CERTIFICATE_TEXT {
        return None;
    }
    blocks(pem).into_iter().find_map(|block| block.bytes.ok().filter(|bytes| !bytes.is_empty()))
}

/// The certificate in a text, as OpenSSL reads it. Unlike OpenSSL's own reader this never asks for a passphrase.
pub fn x509(pem: &str) -> Option<X509> {
    X509::from_der(&der(pem)?).ok()
}

/// The textual form of a certificate: 64 characters a line, LF, with a final line end.
pub fn encode(der: &[u8]) -> String {
    let base64 = openssl::base64::encode_block(der);
    let mut pem = String::with_capacity(base64.len() + base64.len() / 64 + 60);
    pem.push_str("-----BEGIN CERTIFICATE-----");
    let mut rest = base64.as_str();
    while let Some((line, after)) = rest.split_at_checked(rest.len().min(64)).filter(|(line, _)| !line.is_empty()) {
        pem.push('\n');
        pem.push_str(line);
        rest = after;
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

/// The fingerprint of a certificate by its DER form: SHA-256 in upper-case hexadecimal, without colons.
pub fn fingerprint(der: &[u8]) -> Fingerprint {
    hexadecimal(&openssl::sha::sha256(der), "")
}

/// Upper-case hexadecimal digits of `bytes`, with a separator between each two.
pub(crate) fn hexadecimal(bytes: &[u8], separator: &str) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let mut text = String::with_capacity(bytes.len() * (2 + separator.len()));
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        text.extend(DIGITS.get(usize::from(byte >> 4)));
        text.extend(DIGITS.get(usize::from(byte & 15)));
    }
    text
}

/// A BEGIN or END line.
struct Marker {
    start: usize,
    stop: usize,
    line: usize,
    end: bool,
    label: String,
}

/// The BEGIN and END lines of a text, in order; every byte is looked at once.
struct Markers<'a> {
    text: &'a str,
    line_end: char,
    at: usize,
    line: usize,
}

impl<'a> Markers<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, line_end: if text.contains('\n') { '\n' } else { '\r' }, at: 0, line: 1 }
    }
}

impl Iterator for Markers<'_> {
    type Item = Marker;

    fn next(&mut self) -> Option<Marker> {
        loop {
            let rest = self.text.get(self.at..)?;
            let offset = rest.find("-----")?;
            let dashes = rest.get(offset..)?;
            let words = dashes.trim_start_matches('-');
            self.line += rest.get(..offset)?.matches(self.line_end).count();
            let start = self.at + offset;
            self.at = self.text.len() - words.len();
            let (end, name) = match (words.strip_prefix("BEGIN "), words.strip_prefix("END ")) {
                (Some(name), _) => (false, name),
                (_, Some(name)) => (true, name),
                _ => continue,
            };
            let label: String = name.chars().take(64).take_while(|c| !matches!(c, '-' | '\r' | '\n')).collect();
            let after = name.get(label.len()..).unwrap_or_default();
            let next = after.trim_start_matches('-');
            self.at = self.text.len() - next.len();
            // Files put together without a line end between them: half of the dashes are the next marker's.
            if after.len() - next.len() >= 2 * DASHES && (next.starts_with("BEGIN ") || next.starts_with("END ")) {
                self.at -= DASHES;
            }
            return Some(Marker { start, stop: self.at, line: self.line, end, label: label.trim().to_owned() });
        }
    }
}

/// Decodes the base64 between two markers; fails with the line of the damage, or the first line for a wrong length.
fn decode_body(body: &str, line_end: char, first_line: usize) -> Result<Vec<u8>, usize> {
    let mut base64 = String::with_capacity(body.len());
    for (index, line) in body.split(line_end).enumerate() {
        // `X-Header: value` lines of RFC 1421 stand before the base64.
        if index > 0 && base64.is_empty() && line.contains(':') {
            continue;
        }
        for word in line.split_ascii_whitespace() {
            if word.bytes().any(|byte| !matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=')) {
                return Err(first_line + index);
            }
            base64.push_str(word);
        }
    }
    let inner = base64.trim_end_matches('=');
    if base64.len() - inner.len() > 2 || inner.contains('=') {
        return Err(first_line);
    }
    openssl::base64::decode_block(&base64).map_err(|_| first_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `QUJD` is `ABC`.
    #[test]
    fn finds_parts_whatever_the_layout() {
        type Part<'a> = (&'a str, usize, bool, Result<&'a [u8], usize>);
        let table: &[(&str, &[Part<'_>])] = &[
            ("", &[]),
            ("no armour, only ----- and --BEGIN X--", &[]),
            ("-----BEGIN X-----\nQUJD\n-----END X-----", &[("X", 1, true, Ok(b"ABC"))]),
            ("-----BEGIN X-----QUJD-----END X-----", &[("X", 1, true, Ok(b"ABC"))]),
            ("text\r\n\r\n  -----BEGIN X-----  \r\nQU \r\nJD\t\r\n-----END X-----\r\n", &[("X", 3, true, Ok(b"ABC"))]),
            ("\r-----BEGIN X-----\rQUJD\r-----END X-----\r", &[("X", 2, true, Ok(b"ABC"))]),
            ("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\nQUJD\n-----END X-----", &[("X", 1, true, Ok(b"ABC"))]),
            ("-----BEGIN X-----\nQU\nJ*\n-----END X-----", &[("X", 1, true, Err(3))]),
            ("-----BEGIN X-----\nQUJ\n-----END X-----", &[("X", 1, true, Err(1))]),
            ("-----BEGIN X-----\nQ=JD\n-----END X-----", &[("X", 1, true, Err(1))]),
            ("-----BEGIN X-----\n====\n-----END X-----", &[("X", 1, true, Err(1))]),
            ("\n-----END X-----\n", &[("", 2, true, Ok(b""))]),
            (
                "-----BEGIN X-----\nQUJD\n-----BEGIN Y-----\nQUJD",
                &[("X", 1, false, Ok(b"ABC")), ("Y", 3, false, Ok(b"ABC"))],
            ),
            (
                "-----BEGIN X-----\nQUJD\n-----END X----------BEGIN Y-----\nREVG\n-----END Y-----\n",
                &[("X", 1, true, Ok(b"ABC")), ("Y", 3, true, Ok(b"DEF"))],
            ),
            ("-----END X----------END X-----", &[("", 1, true, Ok(b"")), ("", 1, true, Ok(b""))]),
            ("-----BEGIN \u{e9}\u{e9}", &[("\u{e9}\u{e9}", 1, false, Ok(b""))]),
            ("-----------------------BEGIN X-----\nQUJD\n-------END X------", &[("X", 1, true, Ok(b"ABC"))]),
        ];
        for (text, expected) in table {
            let expected: Vec<Block> = expected
                .iter()
                .map(|(label, line, ended, bytes)| Block {
                    label: (*label).to_owned(),
                    line: *line,
                    ended: *ended,
                    bytes: bytes.map(<[u8]>::to_vec),
                })
                .collect();
            assert_eq!(blocks(text), expected, "{text:?}");
        }
    }

    #[test]
    fn encodes_what_it_decodes() {
        for length in [1, 47, 48, 49, 96, 1000] {
            let bytes = vec![7; length];
            let pem = encode(&bytes);
            assert_eq!(der(&pem), Some(bytes));
            assert!(
                pem.lines().all(|line| line.len() <= 64) && pem.ends_with("-----\n") && !pem.contains("\n\n"),
                "{pem}"
            );
        }
    }
}
