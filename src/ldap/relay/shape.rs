//! Takes one LDAPMessage apart and builds it anew, so that ldap3 only ever reads what we wrote.
//!
//! The new message has the RFC's shape, valid UTF-8 where the RFC wants text, and nothing else: what a server adds
//! beyond the shape is left behind.

use crate::ldap::ber::{self, BOOLEAN, BerError, ENUMERATED, Element, INTEGER, OCTETS, Reader, SEQUENCE, SET, Writer};
use crate::ldap::fault::Fault;

pub(super) const BIND_REQUEST: u8 = 0x60;
pub(super) const BIND_RESPONSE: u8 = 0x61;
pub(super) const UNBIND_REQUEST: u8 = 0x42;
pub(super) const SEARCH_REQUEST: u8 = 0x63;
pub(super) const SEARCH_ENTRY: u8 = 0x64;
pub(super) const SEARCH_DONE: u8 = 0x65;
pub(super) const SEARCH_REFERENCE: u8 = 0x73;
pub(super) const ABANDON_REQUEST: u8 = 0x50;
pub(super) const EXTENDED_REQUEST: u8 = 0x77;
pub(super) const EXTENDED_RESPONSE: u8 = 0x78;

/// The paged results control (RFC 2696).
pub(in crate::ldap) const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

const CONTROLS: u8 = 0xa0;
const REFERRAL: u8 = 0xa3;
const SASL_CREDENTIALS: u8 = 0x87;
const RESPONSE_NAME: u8 = 0x8a;
const RESPONSE_VALUE: u8 = 0x8b;

/// The parts of an LDAPMessage (RFC 4511 section 4.1.1).
pub(super) struct Message<'a> {
    pub(super) id: i64,
    pub(super) op: Element<'a>,
    controls: Option<Element<'a>>,
}

/// Takes a whole message apart.
pub(super) fn parse(message: &[u8]) -> Result<Message<'_>, BerError> {
    let whole = Reader::new(message).expect(SEQUENCE)?;
    let mut parts = Reader::inside(&whole);
    let id = parts.expect(INTEGER)?.number()?;
    let op = parts.any()?;
    let controls = parts.optional(CONTROLS)?;
    Ok(Message { id, op, controls })
}

/// Builds a response anew from its checked parts.
pub(super) fn rebuild(message: &Message<'_>) -> Result<Vec<u8>, Fault> {
    let op = match message.op.tag {
        SEARCH_REFERENCE => texts(&message.op)?,
        _ => result(&message.op)?,
    };
    let mut parts = Writer::new();
    parts.number(INTEGER, message.id).primitive(message.op.tag, &op);
    if let Some(list) = &message.controls {
        parts.primitive(CONTROLS, &controls(list)?);
    }
    let mut whole = Writer::new();
    whole.primitive(SEQUENCE, &parts.into_bytes());
    Ok(whole.into_bytes())
}

/// The fault a message of id 0 stands for: a notice of disconnection (RFC 4511 section 4.4.1). Active Directory puts
/// its name behind the operation instead of into it, so the name is not looked for at all.
pub(super) fn notice(message: &Message<'_>) -> Fault {
    if message.op.tag != EXTENDED_RESPONSE {
        let what = format!("message id 0 with {}, which only a notice of disconnection may have", name(message.op.tag));
        return Fault::Malformed { what };
    }
    match outcome(&mut Reader::inside(&message.op)) {
        Ok((code, _, text)) => Fault::Notice { code, text: text.trim_end_matches('\0').to_owned() },
        Err(fault) => fault,
    }
}

/// The result code of an answer that has one.
pub(super) fn result_code(op: &Element<'_>) -> Option<u32> {
    outcome(&mut Reader::inside(op)).ok().map(|(code, _, _)| code)
}

/// The cookie in a paged results control's value.
pub(in crate::ldap) fn page_cookie(value: &[u8]) -> Result<&[u8], BerError> {
    let pair = Reader::new(value).expect(SEQUENCE)?;
    let mut pair = Reader::inside(&pair);
    pair.expect(INTEGER)?.number()?;
    Ok(pair.expect(OCTETS)?.content)
}

/// What an operation is called, with its tag.
pub(super) fn name(op: u8) -> String {
    let name = match op {
        BIND_REQUEST => "a bind request",
        BIND_RESPONSE => "a bind response",
        UNBIND_REQUEST => "an unbind request",
        SEARCH_REQUEST => "a search request",
        SEARCH_ENTRY => "a search result entry",
        SEARCH_DONE => "a search result",
        SEARCH_REFERENCE => "a search result reference",
        EXTENDED_REQUEST => "an extended request",
        EXTENDED_RESPONSE => "an extended response",
        _ => "an unexpected operation",
    };
    format!("{name} (0x{op:02x})")
}

/// `resultCode`, `matchedDN` and `diagnosticMessage` of an LDAPResult (RFC 4511 section 4.1.9).
fn outcome(parts: &mut Reader<'_>) -> Result<(u32, String, String), Fault> {
    let code = parts.expect(ENUMERATED)?;
    let number = code.number()?;
    let Some(number) = i32::try_from(number).ok().and_then(|number| u32::try_from(number).ok()) else {
        return Err(Fault::Malformed { what: format!("the result code at byte {} is {number}", code.offset) });
    };
    let matched = lossy(&parts.expect(OCTETS)?);
    let text = lossy(&parts.expect(OCTETS)?);
    Ok((number, matched, text))
}

/// The content of a response that is an LDAPResult and what its operation adds.
fn result(op: &Element<'_>) -> Result<Vec<u8>, Fault> {
    let mut parts = Reader::inside(op);
    let (code, matched, text) = outcome(&mut parts)?;
    let mut out = Writer::new();
    out.number(ENUMERATED, i64::from(code)).octets(matched).octets(text);
    while let Some(part) = parts.next_element()? {
        match part.tag {
            REFERRAL => out.primitive(REFERRAL, &texts(&part)?),
            RESPONSE_NAME => out.primitive(RESPONSE_NAME, lossy(&part).as_bytes()),
            SASL_CREDENTIALS | RESPONSE_VALUE => out.primitive(part.tag, part.content),
            _ => continue,
        };
    }
    Ok(out.into_bytes())
}

/// Whether an operation has the shape of a SearchResultEntry (RFC 4511 section 4.5.2).
pub(super) fn check_entry(op: &Element<'_>) -> Result<(), BerError> {
    let mut parts = Reader::inside(op);
    parts.expect(OCTETS)?;
    let mut list = Reader::inside(&parts.expect(SEQUENCE)?);
    while let Some(attribute) = expected(&mut list, SEQUENCE)? {
        let mut halves = Reader::inside(&attribute);
        halves.expect(OCTETS)?;
        let mut values = Reader::inside(&halves.expect(SET)?);
        while expected(&mut values, OCTETS)?.is_some() {}
    }
    Ok(())
}

/// Passes each of these whole search result entries to `each`: its name, and the content of its list of attributes.
/// What [`check_entry`] has not seen ends it.
pub(in crate::ldap) fn each_entry<'m>(messages: &'m [u8], mut each: impl FnMut(&'m [u8], &'m [u8])) {
    let mut all = Reader::new(messages);
    while let Ok(Some(whole)) = all.next_element() {
        let mut parts = Reader::inside(&whole);
        let (Ok(_), Ok(op)) = (parts.any(), parts.any()) else { return };
        let mut halves = Reader::inside(&op);
        let (Ok(dn), Ok(list)) = (halves.any(), halves.any()) else { return };
        each(dn.content, list.content);
    }
}

/// The content of a list of controls (RFC 4511 section 4.1.11).
fn controls(list: &Element<'_>) -> Result<Vec<u8>, Fault> {
    let mut list = Reader::inside(list);
    let mut out = Writer::new();
    while let Some(control) = expected(&mut list, SEQUENCE)? {
        let mut parts = Reader::inside(&control);
        let kind = lossy(&parts.expect(OCTETS)?);
        let critical = parts.optional(BOOLEAN)?;
        let value = parts.optional(OCTETS)?;
        if kind == PAGED_RESULTS {
            let value = value.ok_or_else(|| Fault::Malformed {
                what: format!("the paged results control at byte {} has no value", control.offset),
            })?;
            page_cookie(value.content).map_err(|error| Fault::Malformed {
                what: format!("the paged results control at byte {}: {error}", control.offset),
            })?;
        }
        let mut copy = Writer::new();
        copy.octets(kind);
        if let Some(flag) = critical {
            copy.boolean(flag.content.iter().any(|&byte| byte != 0));
        }
        if let Some(value) = value {
            copy.octets(value.content);
        }
        out.primitive(SEQUENCE, &copy.into_bytes());
    }
    Ok(out.into_bytes())
}

/// A list of OCTET STRINGs that are text, as referrals are.
fn texts(list: &Element<'_>) -> Result<Vec<u8>, BerError> {
    let mut list = Reader::inside(list);
    let mut out = Writer::new();
    while let Some(text) = expected(&mut list, OCTETS)? {
        out.octets(lossy(&text));
    }
    Ok(out.into_bytes())
}

/// The next element of a list whose elements all have this tag; `None` at its end.
fn expected<'a>(list: &mut Reader<'a>, tag: u8) -> Result<Option<Element<'a>>, BerError> {
    match list.next_element()? {
        Some(found) if found.tag != tag => {
            Err(ber::BerError::Tag { at: found.offset, found: found.tag, expected: tag })
        }
        other => Ok(other),
    }
}

fn lossy(element: &Element<'_>) -> String {
    String::from_utf8_lossy(element.content).into_owned()
}
