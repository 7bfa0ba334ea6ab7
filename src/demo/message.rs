//! LDAP messages as a server sees them (RFC 4511 section 4): requests in, answers out.

use super::directory::Entry;
use crate::ldap::ber::{self, BerError, Element, Reader, Writer};
use crate::ldap::filter::{self, Filter};

/// The paged results control (RFC 2696).
pub const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
/// StartTLS (RFC 4511 section 4.14).
pub const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
/// "Who am I?" (RFC 4532).
pub const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";
/// Elements within elements; no request of a sane client comes near.
const MAX_DEPTH: usize = 40;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The client's number for it.
    pub id: i64,
    /// What it asks.
    pub request: Request,
    /// A control the server must understand and does not (RFC 4511 section 4.1.11).
    pub unknown_critical: Option<String>,
}

/// What a client may ask.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// A simple bind; `None` stands for a SASL one.
    Bind {
        /// Name, perhaps empty.
        name: String,
        /// Password, perhaps empty.
        password: Option<Vec<u8>>,
    },
    /// Goodbye.
    Unbind,
    /// Forget a request; nothing is answered.
    Abandon,
    /// A search.
    Search(Box<Search>),
    /// An extended operation, by its object identifier.
    Extended(String),
    /// Something that would write, by the tag of its answer.
    Write(u8),
}

/// A search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Where it starts.
    pub base: String,
    /// How far it reaches.
    pub scope: Scope,
    /// Entries the client takes at most; 0 is no limit.
    pub size_limit: usize,
    /// Attribute names only, no values.
    pub types_only: bool,
    /// Which entries.
    pub filter: Filter,
    /// Which attributes; empty is all.
    pub attributes: Vec<String>,
    /// The page asked for, when the client pages.
    pub page: Option<Page>,
}

/// How far a search reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The base alone.
    Base,
    /// Its children.
    One,
    /// The base and everything below.
    Subtree,
}

/// One page of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Entries of a page.
    pub size: usize,
    /// Where the last page ended; empty at the start.
    pub cookie: Vec<u8>,
}

/// The result of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Result code (RFC 4511 appendix A).
    pub code: u32,
    /// `matchedDN`.
    pub matched: String,
    /// `diagnosticMessage`.
    pub text: String,
    /// URLs of servers that can answer (RFC 4511 section 4.1.10).
    pub referrals: Vec<String>,
}

impl Answer {
    /// Result 0.
    pub fn success() -> Self {
        Self::new(0, "")
    }

    /// A result with the server's words.
    pub fn new(code: u32, text: &str) -> Self {
        Self { code, matched: String::new(), text: text.to_owned(), referrals: Vec::new() }
    }
}

/// Passwords stay out of it.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bind { name, .. } => write!(f, "Bind({name:?})"),
            Self::Unbind => f.write_str("Unbind"),
            Self::Abandon => f.write_str("Abandon"),
            Self::Search(search) => search.fmt(f),
            Self::Extended(oid) => write!(f, "Extended({oid:?})"),
            Self::Write(tag) => write!(f, "Write(0x{tag:02x})"),
        }
    }
}

/// Decodes one whole message (RFC 4511 section 4.1.1). What is wrong with a request comes with the message id it
/// belongs to.
pub fn decode(bytes: &[u8]) -> Result<Message, (Option<i64>, BerError)> {
    let broken = |error: BerError| (None, error);
    ber::check_structure(bytes, MAX_DEPTH).map_err(broken)?;
    let whole = Reader::new(bytes).expect(ber::SEQUENCE).map_err(broken)?;
    let mut parts = Reader::inside(&whole);
    let id = parts.expect(ber::INTEGER).and_then(|id| id.number()).map_err(broken)?;
    let operation = parts.any().map_err(broken)?;
    let (page, unknown_critical) = match parts.optional(0xa0).map_err(broken)? {
        Some(controls) => decode_controls(&controls).map_err(broken)?,
        None => (None, None),
    };
    let mut request = decode_request(&operation).map_err(|error| (Some(id), error))?;
    if let Request::Search(search) = &mut request {
        search.page = page;
    }
    Ok(Message { id, request, unknown_critical })
}

fn decode_request(operation: &Element<'_>) -> Result<Request, BerError> {
    let mut parts = Reader::inside(operation);
    Ok(match operation.tag {
        0x60 => {
            parts.expect(ber::INTEGER)?; // version
            let name = text(&parts.expect(ber::OCTETS)?);
            Request::Bind { name, password: parts.optional(0x80)?.map(|password| password.content.to_vec()) }
        }
        0x42 => Request::Unbind,
        0x50 => Request::Abandon,
        0x63 => Request::Search(Box::new(decode_search(parts)?)),
        0x77 => Request::Extended(text(&parts.expect(0x80)?)),
        // modify, add, modifyDN and compare are answered under the next tag, delete is primitive.
        tag @ (0x66 | 0x68 | 0x6c | 0x6e) => Request::Write(tag + 1),
        0x4a => Request::Write(0x6b),
        tag => return Err(BerError::Tag { at: operation.offset, found: tag, expected: 0x60 }),
    })
}

fn decode_search(mut parts: Reader<'_>) -> Result<Search, BerError> {
    let base = text(&parts.expect(ber::OCTETS)?);
    let scope = match parts.expect(ber::ENUMERATED)?.number()? {
        0 => Scope::Base,
        1 => Scope::One,
        _ => Scope::Subtree,
    };
    parts.expect(ber::ENUMERATED)?; // derefAliases: there are none
    let size_limit = usize::try_from(parts.expect(ber::INTEGER)?.number()?).unwrap_or(0);
    parts.expect(ber::INTEGER)?; // timeLimit: every answer is immediate
    let types_only = parts.expect(ber::BOOLEAN)?.content != [0];
    let filter = filter::decode(&parts.any()?)?;
    let mut attributes = Vec::new();
    let mut names = Reader::inside(&parts.expect(ber::SEQUENCE)?);
    while let Some(name) = names.next_element()? {
        attributes.push(text(&name));
    }
    Ok(Search { base, scope, size_limit, types_only, filter, attributes, page: None })
}

fn decode_controls(element: &Element<'_>) -> Result<(Option<Page>, Option<String>), BerError> {
    let (mut page, mut unknown) = (None, None);
    let mut controls = Reader::inside(element);
    while let Some(control) = controls.next_element()? {
        let mut parts = Reader::inside(&control);
        let oid = text(&parts.expect(ber::OCTETS)?);
        let critical = parts.optional(ber::BOOLEAN)?.is_some_and(|critical| critical.content != [0]);
        let value = parts.optional(ber::OCTETS)?;
        match (oid.as_str(), value) {
            (PAGED_RESULTS, Some(value)) => page = Some(decode_page(&value)?),
            _ if critical => unknown = Some(oid),
            _ => {}
        }
    }
    Ok((page, unknown))
}

fn decode_page(value: &Element<'_>) -> Result<Page, BerError> {
    let inside = Reader::inside(value).expect(ber::SEQUENCE)?;
    let mut parts = Reader::inside(&inside);
    let size = usize::try_from(parts.expect(ber::INTEGER)?.number()?).unwrap_or(0);
    Ok(Page { size, cookie: parts.expect(ber::OCTETS)?.content.to_vec() })
}

/// Encodes a result under the tag of its operation.
pub fn encode_answer(id: i64, tag: u8, answer: &Answer) -> Vec<u8> {
    envelope(id, |message| {
        message.constructed(tag, |result| write_answer(result, answer));
    })
}

/// Encodes the end of a search, with the cookie of the next page when the client pages.
pub fn encode_search_done(id: i64, answer: &Answer, cookie: Option<&[u8]>) -> Vec<u8> {
    envelope(id, |message| {
        message.constructed(0x65, |result| write_answer(result, answer));
        let Some(cookie) = cookie else { return };
        let mut value = Writer::new();
        value.constructed(ber::SEQUENCE, |page| {
            page.number(ber::INTEGER, 0).octets(cookie);
        });
        message.constructed(0xa0, |controls| {
            controls.constructed(ber::SEQUENCE, |control| {
                control.octets(PAGED_RESULTS).octets(value.into_bytes());
            });
        });
    })
}

/// Encodes one entry of a search result.
pub fn encode_entry(id: i64, entry: &Entry) -> Vec<u8> {
    envelope(id, |message| {
        message.constructed(0x64, |result| write_entry(result, entry));
    })
}

/// Encodes an entry whose inner length reaches 80 bytes past the end of the message: a broken server's answer.
pub fn encode_overlong_entry(id: i64, entry: &Entry) -> Vec<u8> {
    let mut content = Writer::new();
    write_entry(&mut content, entry);
    let mut content = content.into_bytes();
    content.resize(content.len() + 80, 0);
    let mut operation = Writer::new();
    operation.primitive(0x64, &content);
    let mut operation = operation.into_bytes();
    operation.truncate(operation.len() - 80);
    envelope(id, |message| {
        message.raw(&operation);
    })
}

/// Encodes the answer to an extended request, with its value where it has one.
pub fn encode_extended(id: i64, answer: &Answer, oid: Option<&str>, value: Option<&str>) -> Vec<u8> {
    envelope(id, |message| {
        message.constructed(0x78, |result| {
            write_answer(result, answer);
            if let Some(oid) = oid {
                result.primitive(0x8a, oid.as_bytes());
            }
            if let Some(value) = value {
                result.primitive(0x8b, value.as_bytes());
            }
        });
    })
}

fn envelope(id: i64, operation: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(ber::SEQUENCE, |message| {
        message.number(ber::INTEGER, id);
        operation(message);
    });
    writer.into_bytes()
}

fn write_answer(writer: &mut Writer, answer: &Answer) {
    writer.number(ber::ENUMERATED, i64::from(answer.code)).octets(&answer.matched).octets(&answer.text);
    if !answer.referrals.is_empty() {
        writer.constructed(0xa3, |urls| {
            for url in &answer.referrals {
                urls.octets(url);
            }
        });
    }
}

fn write_entry(writer: &mut Writer, entry: &Entry) {
    writer.octets(&entry.dn).constructed(ber::SEQUENCE, |attributes| {
        for (name, values) in &entry.attributes {
            attributes.constructed(ber::SEQUENCE, |attribute| {
                attribute.octets(name).constructed(ber::SET, |set| {
                    for value in values {
                        set.octets(value);
                    }
                });
            });
        }
    });
}

fn text(element: &Element<'_>) -> String {
    String::from_utf8_lossy(element.content).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_clients_send() {
        for (bytes, request) in [
            (
                &b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"[..],
                Request::Bind { name: String::new(), password: Some(Vec::new()) },
            ),
            (b"\x30\x05\x02\x01\x01\x42\x00", Request::Unbind),
            (b"\x30\x06\x02\x01\x01\x50\x01\x05", Request::Abandon),
            (b"\x30\x0a\x02\x01\x01\x77\x05\x80\x031.2", Request::Extended("1.2".into())),
            (b"\x30\x06\x02\x01\x01\x4a\x01x", Request::Write(0x6b)),
        ] {
            let bytes = [bytes].concat();
            assert_eq!(decode(&bytes).map(|message| message.request), Ok(request), "{bytes:02x?}");
        }
    }

    #[test]
    fn never_trusts_what_clients_send() {
        for bytes in [
            &b""[..],
            b"GET / HTTP/1.1\r\n",
            b"\x30\x03\x02\x01\x01",
            b"\x30\x05\x02\x01\x01\x60\x50",
            b"\x30\x05\x02\x01\x01\x63\x00",
            b"\x30\x05\x02\x01\x01\x65\x00",
            b"\x30\x07\x02\x01\x01\x42\x00\xa0\x01",
        ] {
            assert!(decode(bytes).is_err(), "{bytes:02x?}");
        }
    }

    #[test]
    fn a_password_never_shows() {
        let bind = Request::Bind { name: "svc".into(), password: Some(b"secret".to_vec()) };
        assert_eq!(format!("{bind:?}"), "Bind(\"svc\")");
    }

    #[test]
    fn the_broken_entry_is_broken_in_the_way_it_says() {
        let bytes = encode_overlong_entry(2, &Entry::new(""));
        let error = ber::check_structure(&bytes, MAX_DEPTH).unwrap_err();
        assert!(matches!(error, BerError::Overrun { tag: 0x64, claimed: 84, left: 4, .. }), "{error}");
    }
}
