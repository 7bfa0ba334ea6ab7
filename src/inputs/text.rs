//! From bytes to text: byte-order marks, UTF-8, UTF-16, Windows-1252, and files that mix them line by line.

use anyhow::bail;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Log;

/// Bytes that are looked at to tell UTF-16 without a byte-order mark from other text.
const SAMPLE: usize = 4096;

/// First bytes of files that are handed in by mistake, and what to do instead.
const NO_TEXT: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook: unpack it, or save it as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file: save it as CSV"),
    (b"\x1f\x8b", "gzip data: unpack it first"),
    (b"%PDF", "a PDF document: export the data as text"),
    (b"\x89PNG", "a picture: copy the text instead"),
    (b"\xff\xd8\xff", "a picture: copy the text instead"),
];

/// The text of a file. Fails on what is no text at all; a line that is not UTF-8 is taken as Windows-1252 and counted.
pub(super) fn decode(bytes: Vec<u8>, log: &mut Log) -> anyhow::Result<String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        bail!("expected text, found an empty file");
    }
    if let Some(what) = other_than_text(&bytes) {
        bail!("expected text, found {what}");
    }
    if let Some(encoding) = utf_16(&bytes) {
        return Ok(with_line_feeds(decode_utf_16(&bytes, encoding, log)));
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        bail!("expected text, found binary data (a NUL at byte {at})");
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => decode_mixed(error.as_bytes(), log),
    };
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(with_line_feeds(text))
}

/// Whether lines end with a carriage return alone, as old Macs and web interfaces that still offer it write them.
pub(super) fn ends_lines_the_old_way(text: &[u8]) -> bool {
    memchr::memchr(b'\r', text).is_some() && memchr::memchr(b'\n', text.trim_ascii_end()).is_none()
}

fn with_line_feeds(text: String) -> String {
    if ends_lines_the_old_way(text.as_bytes()) { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// What a file is that is handed in by mistake, by its first bytes, and what to do instead.
pub(super) fn other_than_text(bytes: &[u8]) -> Option<&'static str> {
    NO_TEXT.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what)
}

/// UTF-16 by its byte-order mark; without one, by the NUL that every second byte of Latin text is.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => return Some(encoding),
        Some(_) => return None,
        None => {}
    }
    let pairs = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default().chunks_exact(2);
    let total = pairs.len();
    let (mut first, mut second) = (0, 0);
    for pair in pairs {
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    let most = |count: usize, other: usize| count * 2 > total && other * 8 < total;
    if most(second, first) {
        return Some(UTF_16LE);
    }
    most(first, second).then_some(UTF_16BE)
}

fn decode_utf_16(bytes: &[u8], encoding: &'static Encoding, log: &mut Log) -> String {
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    log.note(format!("the file is in {}", encoding.name()));
    if damaged {
        log.note("some of its characters are damaged and were replaced by \u{fffd}");
    }
    text.into_owned()
}

/// Text of which some lines are not UTF-8. Exports that were glued together, or edited by two programs, mix encodings
/// by line, so that the lines in UTF-8 must not suffer.
fn decode_mixed(bytes: &[u8], log: &mut Log) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    let mut foreign = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => {
                foreign += 1;
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
            }
        }
    }
    log.note_count(foreign, "{n} line(s) are not UTF-8 and were read as Windows-1252");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16_of(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "USER ID,LAST NAME\r\nmüller,Müller\r\n";
        let cases: Vec<(Vec<u8>, usize)> = vec![
            (text.into(), 0),
            (format!("\u{feff}{text}").into(), 0),
            (utf_16_of(text, true, u16::to_le_bytes), 1),
            (utf_16_of(text, true, u16::to_be_bytes), 1),
            (utf_16_of(text, false, u16::to_le_bytes), 1),
            (utf_16_of(text, false, u16::to_be_bytes), 1),
            (WINDOWS_1252.encode(text).0.into_owned(), 1),
        ];
        for (index, (bytes, notes)) in cases.into_iter().enumerate() {
            let mut log = Log::default();
            assert_eq!(decode(bytes, &mut log).unwrap(), text, "case {index}");
            assert_eq!(log.notes.len(), notes, "case {index}: {:?}", log.notes);
        }
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line_where_no_line_feed_does() {
        for (text, expected) in [
            ("dn: a\rcn: b\r\rdn: c\r", "dn: a\ncn: b\n\ndn: c\n"),
            ("dn: a\rcn: b\r\n", "dn: a\ncn: b\n"),
            ("progress 1%\rprogress 2%\nx\n", "progress 1%\rprogress 2%\nx\n"),
            ("one line\r\n", "one line\n"),
        ] {
            assert_eq!(decode(text.into(), &mut Log::default()).unwrap(), expected, "{text:?}");
            let wide = utf_16_of(text, true, u16::to_le_bytes);
            assert_eq!(decode(wide, &mut Log::default()).unwrap(), expected, "{text:?} in UTF-16");
        }
    }

    #[test]
    fn lines_keep_their_own_encoding() {
        let mut log = Log::default();
        let text = decode(b"m\xc3\xbcller\nm\xfcller\n".to_vec(), &mut log).unwrap();
        assert_eq!(text, "müller\nmüller\n");
        assert_eq!(log.notes, ["1 line(s) are not UTF-8 and were read as Windows-1252"]);
    }
}
