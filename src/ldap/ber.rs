//! The subset of BER that LDAP uses (RFC 4511 section 5.1): definite lengths, one-byte tags.
//!
//! Shared by the relay in front of ldap3, the embedded directory of `demo`, and the broken
//! servers of the tests. It never allocates by a length it was told, and never recurses.

mod error;

pub use self::error::BerError;

/// `SEQUENCE`.
pub const SEQUENCE: u8 = 0x30;
/// `SET`.
pub const SET: u8 = 0x31;
/// `BOOLEAN`.
pub const BOOLEAN: u8 = 0x01;
/// `INTEGER`.
pub const INTEGER: u8 = 0x02;
/// `OCTET STRING`.
pub const OCTETS: u8 = 0x04;
/// `ENUMERATED`.
pub const ENUMERATED: u8 = 0x0a;

/// A header: what comes, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Identifier octet.
    pub tag: u8,
    /// Bytes of identifier and length.
    pub len: usize,
    /// Bytes of content that follow.
    pub content: u64,
}

/// One element, cut out of its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// Identifier octet.
    pub tag: u8,
    /// The content octets.
    pub content: &'a [u8],
    /// Where the element begins, in bytes from the start of the message.
    pub offset: usize,
    /// Where its content begins, in bytes from the start of the message.
    pub content_offset: usize,
}

/// Most elements in one message that `check_structure` accepts: a group of 200 000 members still fits.
pub const ELEMENT_LIMIT: usize = 300_000;

/// Reads the header at the start of `bytes`; `None` while it is not complete.
///
/// `at` is the position of `bytes` in the message, for error texts.
pub fn header(bytes: &[u8], at: usize) -> Result<Option<Header>, BerError> {
    let (Some(&tag), second) = (bytes.first(), bytes.get(1)) else {
        return Ok(None);
    };
    if tag & 0x1f == 0x1f {
        return Err(BerError::LongTag { at, tag });
    }
    match second {
        None => Ok(None),
        Some(&short) if short < 0x80 => Ok(Some(Header { tag, len: 2, content: u64::from(short) })),
        Some(0x80) => Err(BerError::Indefinite { at, tag }),
        Some(&long) => {
            let octets = usize::from(long & 0x7f);
            if octets > 8 {
                return Err(BerError::LongLength { at, tag, octets });
            }
            let Some(digits) = bytes.get(2..2 + octets) else {
                return Ok(None);
            };
            let content = digits.iter().fold(0_u64, |sum, &digit| (sum << 8) | u64::from(digit));
            Ok(Some(Header { tag, len: 2 + octets, content }))
        }
    }
}

/// Walks the elements inside one parent, in order.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads a whole message.
    pub fn new(message: &'a [u8]) -> Self {
        Self { rest: message, at: 0 }
    }

    /// Reads the children of a constructed element.
    pub fn inside(parent: &Element<'a>) -> Self {
        Self { rest: parent.content, at: parent.content_offset }
    }

    /// Position in the message, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next element; `None` at the end of the parent. Fails where it runs over that end, and on a
    /// header other than a single-byte tag and a definite length (RFC 4511 section 5.1).
    pub fn next_element(&mut self) -> Result<Option<Element<'a>>, BerError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let at = self.at;
        let head = header(self.rest, at)?.ok_or(BerError::Truncated { at })?;
        let left = self.rest.len() - head.len;
        let overrun = BerError::Overrun { at, tag: head.tag, claimed: head.content, left };
        let len = usize::try_from(head.content).ok().filter(|&len| len <= left).ok_or(overrun)?;
        let (whole, rest) = self.rest.split_at(head.len + len);
        self.rest = rest;
        self.at += whole.len();
        let content = whole.get(head.len..).unwrap_or_default();
        Ok(Some(Element { tag: head.tag, content, offset: at, content_offset: at + head.len }))
    }

    /// The next element; its absence is an error.
    pub fn any(&mut self) -> Result<Element<'a>, BerError> {
        let at = self.at;
        self.next_element()?.ok_or(BerError::Missing { at })
    }

    /// The next element, which must be there and have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<Element<'a>, BerError> {
        let element = self.any()?;
        if element.tag != tag {
            return Err(BerError::Tag { at: element.offset, found: element.tag, expected: tag });
        }
        Ok(element)
    }

    /// The next element when it has this tag; otherwise the reader stays where it is.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, BerError> {
        match self.rest.first() {
            Some(&found) if found == tag => self.next_element(),
            _ => Ok(None),
        }
    }
}

impl Element<'_> {
    /// The value of an INTEGER or ENUMERATED (X.690 section 8.3). Fails on none or more than eight octets.
    pub fn number(&self) -> Result<i64, BerError> {
        let len = self.content.len();
        match self.content.first() {
            Some(&first) if len <= 8 => {
                let sign = if first & 0x80 == 0 { 0_i64 } else { -1 };
                Ok(self.content.iter().fold(sign, |sum, &byte| (sum << 8) | i64::from(byte)))
            }
            _ => Err(BerError::Number { at: self.offset, len }),
        }
    }

    /// Whether the element has children.
    pub fn constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }
}

/// Checks that every constructed element in `message` is well formed, none is nested deeper than `limit`, and all
/// together are at most `ELEMENT_LIMIT`.
///
/// Iterative: a hostile message cannot exhaust the stack.
pub fn check_structure(message: &[u8], limit: usize) -> Result<(), BerError> {
    let mut open = vec![Reader::new(message)];
    let mut elements = 0;
    while let Some(reader) = open.last_mut() {
        match reader.next_element()? {
            None => {
                open.pop();
                continue;
            }
            Some(element) if element.constructed() => {
                if open.len() > limit {
                    return Err(BerError::Depth { at: element.offset, limit });
                }
                open.push(Reader::inside(&element));
            }
            Some(_) => {}
        }
        elements += 1;
        if elements > ELEMENT_LIMIT {
            return Err(BerError::Elements { limit: ELEMENT_LIMIT });
        }
    }
    Ok(())
}

/// Builds messages. Children are written by closures, lengths follow by themselves.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An empty message.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A constructed element whose children `children` writes.
    pub fn constructed(&mut self, tag: u8, children: impl FnOnce(&mut Self)) -> &mut Self {
        let mut inner = Self::new();
        children(&mut inner);
        self.primitive(tag, &inner.0)
    }

    /// An element of these content octets.
    pub fn primitive(&mut self, tag: u8, content: &[u8]) -> &mut Self {
        self.0.push(tag);
        let len = content.len();
        if len < 0x80 {
            self.0.push(len as u8);
        } else {
            let digits = len.to_be_bytes();
            let skip = digits.iter().take_while(|&&digit| digit == 0).count();
            let digits = digits.get(skip..).unwrap_or_default();
            self.0.push(0x80 | digits.len() as u8);
            self.0.extend_from_slice(digits);
        }
        self.0.extend_from_slice(content);
        self
    }

    /// Writes an OCTET STRING, which is also how LDAP writes text and names (RFC 4511 section 4.1.2).
    pub fn octets(&mut self, content: impl AsRef<[u8]>) -> &mut Self {
        self.primitive(OCTETS, content.as_ref())
    }

    /// A number under the given tag (INTEGER, ENUMERATED or a context tag), in as few bytes as it needs.
    pub fn number(&mut self, tag: u8, value: i64) -> &mut Self {
        let bytes = value.to_be_bytes();
        let mut skip = 0;
        while let [first, second, ..] = bytes.get(skip..).unwrap_or_default() {
            let redundant = matches!((first, second & 0x80), (0, 0) | (0xff, 0x80));
            if !redundant {
                break;
            }
            skip += 1;
        }
        self.primitive(tag, bytes.get(skip..).unwrap_or_default())
    }

    /// Writes a BOOLEAN; true is 0xff, as RFC 4511 section 5.1 demands.
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.primitive(BOOLEAN, &[if value { 0xff } else { 0 }])
    }

    /// Writes bytes as they are: elements that are encoded already.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_it_reads() {
        for value in [0, 1, 127, 128, 255, 256, -1, -128, -129, i64::MAX, i64::MIN] {
            let mut writer = Writer::new();
            writer.number(INTEGER, value);
            let bytes = writer.into_bytes();
            assert_eq!(Reader::new(&bytes).any().unwrap().number().unwrap(), value, "{bytes:02x?}");
        }
        let long = vec![b'x'; 70_000];
        let mut writer = Writer::new();
        writer.constructed(SEQUENCE, |w| {
            w.octets(&long).boolean(true).octets("");
        });
        let bytes = writer.into_bytes();
        let whole = Reader::new(&bytes).expect(SEQUENCE).unwrap();
        let mut inside = Reader::inside(&whole);
        assert_eq!(inside.expect(OCTETS).unwrap().content, long);
        assert_eq!(inside.optional(BOOLEAN).unwrap().unwrap().content, [0xff]);
        assert_eq!(inside.optional(BOOLEAN).unwrap(), None);
        assert_eq!(inside.any().unwrap().content, b"");
        assert_eq!(inside.next_element(), Ok(None));
    }

    #[test]
    fn names_what_is_broken_and_where() {
        for (bytes, error) in [
            (
                &b"\x30\x05\x02\x01\x01\x61\x50"[..],
                "element at byte 5 (tag 0x61) claims 80 bytes, its parent ends after 0",
            ),
            (b"\x30\x80\x00\x00", "element at byte 0 (tag 0x30) has an indefinite length, which LDAP forbids"),
            (b"\x3f\x81\x01\x00", "element at byte 0 has a multi-byte tag (0x3f)"),
            (b"\x30\x89\x01\x01\x01\x01\x01\x01\x01\x01\x01", "element at byte 0 (tag 0x30) has a length of 9 octets"),
            (b"\x30\x03\x02\x01\x01\x04", "the element at byte 5 ends inside its header"),
            (
                b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff",
                "element at byte 0 (tag 0x30) claims 18446744073709551615 bytes, its parent ends after 0",
            ),
        ] {
            assert_eq!(check_structure(bytes, 40).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn deep_nesting_is_refused_without_recursion() {
        let mut nested = b"\x04\x00".to_vec();
        for _ in 0..100 {
            let mut writer = Writer::new();
            writer.primitive(SEQUENCE, &nested);
            nested = writer.into_bytes();
        }
        assert!(matches!(check_structure(&nested, 40), Err(BerError::Depth { limit: 40, .. })));
    }

    #[test]
    fn many_small_elements_are_refused() {
        let mut writer = Writer::new();
        writer.primitive(SEQUENCE, &b"\x04\x00".repeat(ELEMENT_LIMIT));
        assert_eq!(check_structure(&writer.into_bytes(), 40), Err(BerError::Elements { limit: ELEMENT_LIMIT }));
    }

    #[test]
    fn half_headers_wait_for_more() {
        for bytes in [&b""[..], b"\x30", b"\x30\x84\x00\x00"] {
            assert_eq!(header(bytes, 0), Ok(None));
        }
    }
}
