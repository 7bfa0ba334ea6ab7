//! StartTLS (RFC 4511 section 4.14), by hand: no byte behind the answer may be taken for TLS, or the reverse.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::wire::{End, FIRST};
use crate::ldap::ber::{self, BerError, Element, Reader};
use crate::ldap::fault::Fault;
use crate::ldap::first_bytes;

/// Message id 1, ExtendedRequest, name 1.3.6.1.4.1.1466.20037.
const REQUEST: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// `[APPLICATION 24]`: ExtendedResponse.
const EXTENDED_RESPONSE: u8 = 0x78;

/// URLs of another server (RFC 4511 section 4.1.9).
const REFERRAL: u8 = 0xa3;

/// URLs that are kept of one referral.
const REFERRALS: usize = 20;

/// Largest answer accepted, in bytes; a StartTLS answer has a few dozen.
const LARGEST: u64 = 64 * 1024;

/// No LDAP answer nests deeper.
const DEEPEST: usize = 40;

/// Asks for TLS and reads the answer, not a byte more. The whole exchange takes at most `wait`.
pub(super) async fn upgrade<S>(stream: &mut S, wait: Duration) -> Result<(), Fault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    judge(&exchange(stream, REQUEST, wait).await?)
}

/// Sends one request and reads the first whole LDAP message of the answer, byte by byte, within `wait`.
pub(super) async fn exchange<S>(stream: &mut S, request: &[u8], wait: Duration) -> Result<Vec<u8>, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut message = Vec::new();
    let conversation = async {
        stream.write_all(request).await.map_err(|error| broken(&error, 0))?;
        fill(stream, &mut message).await
    };
    match timeout(wait, conversation).await {
        Ok(end) => end.map(|()| message),
        Err(_) => Err(unfinished(&message, wait)),
    }
}

/// Whether these bytes are an LDAP message: a SEQUENCE of a message id and an operation of a server.
pub(super) fn is_server_message(message: &[u8]) -> bool {
    ber::check_structure(message, DEEPEST).is_ok()
        // Entry, end of search, reference, extended response (RFC 4511 section 4.2 and following).
        && split(message).is_ok_and(|(id, op)| id >= 0 && matches!(op.tag, 0x64 | 0x65 | 0x73 | EXTENDED_RESPONSE))
}

/// Whether these bytes are an entry or the end of a search, and no farewell to what was not understood.
pub(super) fn is_search_answer(message: &[u8]) -> bool {
    is_server_message(message) && split(message).is_ok_and(|(id, op)| id == 1 && matches!(op.tag, 0x64 | 0x65))
}

async fn fill<S: AsyncRead + Unpin>(stream: &mut S, message: &mut Vec<u8>) -> Result<(), Fault> {
    loop {
        if let Some(head) = ber::header(message, 0).map_err(malformed)? {
            if head.content > LARGEST {
                let what = format!("the message announces {} bytes, at most {LARGEST} are accepted", head.content);
                return Err(Fault::Malformed { what });
            }
            if message.len() as u64 >= head.len as u64 + head.content {
                return Ok(());
            }
        }
        let mut byte = [0];
        match stream.read(&mut byte).await {
            Ok(0) => return Err(Fault::Closed { pending: message.len() as u64 }),
            Ok(_) if message.is_empty() && byte != [ber::SEQUENCE] => return Err(not_ldap(stream, byte).await),
            Ok(_) => message.extend_from_slice(&byte),
            Err(error) => return Err(broken(&error, message.len() as u64)),
        }
    }
}

/// The answer is lost anyway, so a little more of it is read for the sample.
async fn not_ldap<S: AsyncRead + Unpin>(stream: &mut S, byte: [u8; 1]) -> Fault {
    let mut more = [0; 31];
    let read = timeout(Duration::from_millis(100), stream.read(&mut more)).await;
    let more = read.ok().and_then(Result::ok).and_then(|len| more.get(..len)).unwrap_or_default();
    let first = [&byte, more].concat();
    Fault::NotLdap { protocol: first_bytes::likely(&first), sample: first_bytes::sample(&first, FIRST) }
}

fn unfinished(message: &[u8], wait: Duration) -> Fault {
    let waited_ms = wait.as_millis() as u64;
    if message.is_empty() {
        return Fault::Silent { waited_ms };
    }
    let announced = match ber::header(message, 0) {
        Ok(Some(head)) => head.content.saturating_add(head.len as u64),
        _ => 0,
    };
    Fault::Stalled { received: message.len() as u64, announced, waited_ms }
}

fn broken(error: &std::io::Error, pending: u64) -> Fault {
    match End::of(error) {
        End::Reset => Fault::Reset { pending },
        _ => Fault::Local { raw: error.to_string() },
    }
}

fn malformed(error: BerError) -> Fault {
    Fault::Malformed { what: error.to_string() }
}

fn judge(message: &[u8]) -> Result<(), Fault> {
    ber::check_structure(message, DEEPEST).map_err(malformed)?;
    let (id, op) = split(message).map_err(malformed)?;
    let answered = op.tag == EXTENDED_RESPONSE;
    match id {
        1 if answered => match result(&op)? {
            (0, ..) => Ok(()),
            (10, _, text) if !referrals(&op).is_empty() => Err(Fault::Referral { text, referrals: referrals(&op) }),
            (code, matched, text) => Err(Fault::Result { code, text, matched }),
        },
        // An unsolicited notification; the only one defined is the notice of disconnection (section 4.4.1).
        0 if answered => result(&op).and_then(|(code, _, text)| Err(Fault::Notice { code, text })),
        1 => Err(malformed(BerError::Tag { at: op.offset, found: op.tag, expected: EXTENDED_RESPONSE })),
        _ => Err(Fault::Malformed { what: format!("the answer has message id {id}, expected 1") }),
    }
}

/// Message id and operation of an LDAP message.
fn split(message: &[u8]) -> Result<(i64, Element<'_>), BerError> {
    let whole = Reader::new(message).expect(ber::SEQUENCE)?;
    let mut parts = Reader::inside(&whole);
    Ok((parts.expect(ber::INTEGER)?.number()?, parts.any()?))
}

/// URLs of a referral (RFC 4511 section 4.1.10), the first ones; none where the answer has none, or broken ones.
fn referrals(op: &Element<'_>) -> Vec<String> {
    let mut parts = Reader::inside(op);
    for _ in 0..3 {
        if parts.any().is_err() {
            return Vec::new();
        }
    }
    let Ok(Some(list)) = parts.optional(REFERRAL) else { return Vec::new() };
    let mut urls = Reader::inside(&list);
    let next = || urls.expect(ber::OCTETS).ok().map(|url| String::from_utf8_lossy(url.content).into_owned());
    std::iter::from_fn(next).take(REFERRALS).collect()
}

/// Code, matchedDN and text of an LDAPResult (RFC 4511 section 4.1.9).
fn result(op: &Element<'_>) -> Result<(u32, String, String), Fault> {
    let mut parts = Reader::inside(op);
    let code = parts.expect(ber::ENUMERATED).and_then(|element| element.number()).map_err(malformed)?;
    let code =
        u32::try_from(code).map_err(|_| Fault::Malformed { what: format!("the answer has result code {code}") })?;
    let mut text = || {
        let octets = parts.expect(ber::OCTETS).map_err(malformed)?;
        // Active Directory ends its texts in a NUL byte.
        Ok::<_, Fault>(String::from_utf8_lossy(octets.content).trim_end_matches('\0').to_owned())
    };
    Ok((code, text()?, text()?))
}
