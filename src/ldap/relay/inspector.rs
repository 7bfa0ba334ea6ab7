//! The judgement of the relay, without any I/O: bytes in, whole and expected messages or one fault out.

use std::collections::{BTreeMap, BTreeSet};

use super::shape;
use crate::evidence::{Protocol, Wire};
use crate::ldap::ber::{self, SEQUENCE};
use crate::ldap::fault::Fault;
use crate::ldap::first_bytes;

/// Nested elements in one message: LDAP's deepest answer has about ten.
const DEPTH_LIMIT: usize = 40;
/// The first bytes kept as evidence.
const SAMPLE: usize = 32;
/// Those of an answer that is not LDAP that a fault shows in hexadecimal too.
const EXACT: usize = 8;

/// How much answer one request may get; the rest is a fault, or left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Entries passed on; further ones are dropped, so an endless answer costs no memory.
    pub entries: usize,
    /// Bytes of all messages that answer it, and so of each one. More is a fault.
    pub bytes: u64,
}

impl Allowance {
    /// The most that is ever read: 16 MiB for one request, many times a page of people.
    pub const LARGEST: Self = Self { entries: usize::MAX, bytes: 16 << 20 };
}

/// Whole, sound messages of a server, back to back.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Entries of searches as they came: they are read by our own decoder.
    pub entries: Vec<u8>,
    /// Everything else, rebuilt for ldap3.
    pub messages: Vec<u8>,
}

/// Checks what a server sends against what was asked, and keeps the statistics of the conversation.
///
/// After its first fault it must not be fed again.
#[derive(Debug)]
pub struct Inspector {
    buffer: Vec<u8>,
    requests: BTreeMap<i64, Request>,
    /// Abandon requests sent: they have no answer (RFC 4511 section 4.11), and some servers give one.
    abandons: BTreeSet<i64>,
    allowance: Allowance,
    messages: u64,
    wire: Wire,
}

/// A request that waits for its answer.
#[derive(Debug)]
struct Request {
    op: u8,
    abandoned: bool,
    allowed: Allowance,
    left: Allowance,
}

impl Default for Inspector {
    fn default() -> Self {
        Self {
            buffer: Vec::new(),
            requests: BTreeMap::new(),
            abandons: BTreeSet::new(),
            allowance: Allowance::LARGEST,
            messages: 0,
            wire: Wire::default(),
        }
    }
}

impl Inspector {
    /// What the answers to requests from now on may be.
    pub fn allow(&mut self, allowance: Allowance) {
        self.allowance = allowance;
    }

    /// Remembers one whole message that is about to be sent. Anything but a bind, a search, an extended request, an
    /// abandon or an unbind is refused: ucdoctor changes nothing.
    pub fn request(&mut self, message: &[u8]) -> Result<(), Fault> {
        let request = shape::parse(message)?;
        match request.op.tag {
            shape::UNBIND_REQUEST => {}
            shape::ABANDON_REQUEST => {
                self.abandons.insert(request.id);
                if let Some(abandoned) = self.requests.get_mut(&request.op.number()?) {
                    abandoned.abandoned = true;
                }
            }
            op @ (shape::BIND_REQUEST | shape::SEARCH_REQUEST | shape::EXTENDED_REQUEST) => {
                let allowed = self.allowance;
                self.requests.insert(request.id, Request { op, abandoned: false, allowed, left: allowed });
            }
            op => {
                return Err(Fault::Local { raw: format!("refused to send {}: ucdoctor only reads", shape::name(op)) });
            }
        }
        Ok(())
    }

    /// Counts bytes that were sent.
    pub fn sent(&mut self, bytes: usize) {
        self.wire.sent += bytes as u64;
    }

    /// Takes bytes from the server and appends every message they complete to `ready`. On a fault, `ready` holds what
    /// was sound before it.
    pub fn receive(&mut self, bytes: &[u8], ready: &mut Sound) -> Result<(), Fault> {
        self.count(bytes);
        self.grow(bytes.len());
        self.buffer.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut self.buffer);
        let mut rest = buffer.as_slice();
        let judged = loop {
            match self.whole_message(rest) {
                Ok(Some(len)) => {
                    let (message, behind) = rest.split_at(len);
                    rest = behind;
                    if let Err(fault) = self.answer(message, ready) {
                        break Err(fault);
                    }
                }
                Ok(None) => break Ok(()),
                Err(fault) => break Err(fault),
            }
        };
        let done = buffer.len() - rest.len();
        self.buffer = buffer;
        self.buffer.drain(..done);
        judged
    }

    /// Bytes of the unfinished message, and how long its header says it is (0 while the header is unfinished).
    pub fn pending(&self) -> (u64, u64) {
        let announced = match ber::header(&self.buffer, 0) {
            Ok(Some(head)) => head.content.saturating_add(head.len as u64),
            _ => 0,
        };
        (self.buffer.len() as u64, announced)
    }

    /// The fault in the bytes kept, when nothing more will come and they are no beginning of LDAP.
    pub fn not_ldap(&self) -> Option<Fault> {
        let foreign = self.messages == 0 && self.buffer.first().is_some_and(|&first| first != SEQUENCE);
        foreign.then(|| Fault::NotLdap {
            protocol: first_bytes::protocol(&self.buffer).unwrap_or(Protocol::Unknown),
            sample: first_bytes::sample(&self.buffer, EXACT),
        })
    }

    /// What went over the wire so far: bytes each way, and the first 32 received.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    fn count(&mut self, bytes: &[u8]) {
        let missing = SAMPLE.saturating_sub(usize::try_from(self.wire.received).unwrap_or(SAMPLE));
        for byte in bytes.iter().take(missing) {
            self.wire.first_bytes += &format!("{byte:02x}");
        }
        self.wire.received += bytes.len() as u64;
    }

    /// Makes room as bytes arrive, never beyond what the message needs.
    fn grow(&mut self, more: usize) {
        let (received, announced) = self.pending();
        let missing = usize::try_from(announced.saturating_sub(received)).unwrap_or(usize::MAX);
        let room = self.buffer.len().min(missing).max(more);
        if self.buffer.capacity() - self.buffer.len() < more {
            self.buffer.reserve_exact(room);
        }
    }

    /// The length of the message `rest` begins with, once it is whole.
    fn whole_message(&self, rest: &[u8]) -> Result<Option<usize>, Fault> {
        match rest.first() {
            None => return Ok(None),
            Some(&SEQUENCE) => {}
            Some(&first) if self.messages > 0 => {
                let what = format!("message {} begins with 0x{first:02x} instead of 0x30", self.messages + 1);
                return Err(Fault::Malformed { what });
            }
            Some(_) => {
                let Some(protocol) = first_bytes::protocol(rest) else { return Ok(None) };
                return Err(Fault::NotLdap { protocol, sample: first_bytes::sample(rest, EXACT) });
            }
        }
        let Some(head) = ber::header(rest, 0)? else { return Ok(None) };
        let allowed = self.requests.values().map(|request| request.allowed.bytes).max().unwrap_or(self.allowance.bytes);
        let too_large = || Fault::Malformed {
            what: format!("a message announces {} bytes, at most {allowed} are accepted", head.content),
        };
        if head.content > allowed {
            return Err(too_large());
        }
        let len = usize::try_from(head.content).map_err(|_| too_large())?;
        let whole = head.len.saturating_add(len);
        Ok((whole <= rest.len()).then_some(whole))
    }

    /// Judges one whole message and passes it on.
    fn answer(&mut self, message: &[u8], ready: &mut Sound) -> Result<(), Fault> {
        ber::check_structure(message, DEPTH_LIMIT)?;
        let answer = shape::parse(message)?;
        if answer.id == 0 {
            return Err(shape::notice(&answer));
        }
        if self.abandons.contains(&answer.id) {
            // Nobody waits for it.
            self.messages += 1;
            return Ok(());
        }
        let Some(request) = self.requests.get_mut(&answer.id) else {
            let what = format!("{} to message {}, which asks nothing", shape::name(answer.op.tag), answer.id);
            return Err(Fault::Malformed { what });
        };
        if !suits(request.op, answer.op.tag) {
            return Err(unsuitable(request.op, &answer));
        }
        let entry = answer.op.tag == shape::SEARCH_ENTRY;
        let rebuilt = match entry {
            true => shape::check_entry(&answer.op).map(|()| Vec::new())?,
            false => shape::rebuild(&answer)?,
        };
        self.messages += 1;
        if request.abandoned || (entry && request.left.entries == 0) {
            // Nobody waits for it.
        } else {
            request.spend(message.len(), entry)?;
            ready.messages.extend_from_slice(&rebuilt);
            if entry {
                ready.entries.extend_from_slice(message);
            }
        }
        if !entry && answer.op.tag != shape::SEARCH_REFERENCE {
            self.requests.remove(&answer.id);
        }
        Ok(())
    }
}

impl Request {
    fn spend(&mut self, bytes: usize, entry: bool) -> Result<(), Fault> {
        self.left.bytes = self.left.bytes.checked_sub(bytes as u64).ok_or_else(|| Fault::Endless {
            what: format!("the answer to one request goes on after {} bytes", self.allowed.bytes),
        })?;
        self.left.entries -= usize::from(entry);
        Ok(())
    }
}

/// Whether an answer of this kind may follow such a request (RFC 4511 section 4).
fn suits(request: u8, answer: u8) -> bool {
    match request {
        shape::BIND_REQUEST => answer == shape::BIND_RESPONSE,
        shape::SEARCH_REQUEST => {
            matches!(answer, shape::SEARCH_ENTRY | shape::SEARCH_DONE | shape::SEARCH_REFERENCE)
        }
        _ => answer == shape::EXTENDED_RESPONSE,
    }
}

/// Samba answers a search with an unknown critical control by an extended response; its result code tells why.
fn unsuitable(request: u8, answer: &shape::Message<'_>) -> Fault {
    let code = shape::result_code(&answer.op).map_or(String::new(), |code| format!(", result {code}"));
    Fault::Malformed { what: format!("{} was answered by {}{code}", shape::name(request), shape::name(answer.op.tag)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ldap::ber::{ENUMERATED, INTEGER, Writer};

    fn message(id: i64, op: u8, content: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(SEQUENCE, |w| {
            w.number(INTEGER, id).primitive(op, content);
        });
        writer.into_bytes()
    }

    fn result(code: i64, text: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.number(ENUMERATED, code).octets("").octets(text);
        writer.into_bytes()
    }

    fn asking(op: u8) -> Inspector {
        let mut inspector = Inspector::default();
        inspector.request(&message(1, op, b"")).unwrap();
        inspector
    }

    #[test]
    fn pieces_make_no_difference_and_the_output_stands_its_own_test() {
        let mut entry = Writer::new();
        entry.octets(b"cn=M\xfcller").constructed(SEQUENCE, |list| {
            list.constructed(SEQUENCE, |w| {
                w.octets("cn").constructed(ber::SET, |set| {
                    set.octets(b"\xff\x00").octets("text");
                });
            });
        });
        let sent = [
            message(1, shape::SEARCH_ENTRY, &entry.into_bytes()),
            message(1, shape::SEARCH_DONE, &result(0, b"erledigt \xfc")),
            message(1, shape::SEARCH_DONE, &result(0, b"twice")),
        ]
        .concat();
        let feed = |bytes: &[u8], piece: usize| {
            let mut inspector = asking(shape::SEARCH_REQUEST);
            let mut ready = Sound::default();
            let judged = bytes.chunks(piece).try_for_each(|bytes| inspector.receive(bytes, &mut ready));
            ([ready.entries, ready.messages].concat(), judged)
        };
        let (ready, judged) = feed(&sent, sent.len());
        assert_eq!(judged.unwrap_err().to_string(), "a search result (0x65) to message 1, which asks nothing");
        for piece in 1..20 {
            assert_eq!(feed(&sent, piece).0, ready);
        }
        assert_eq!(feed(&ready, 5), (ready, Ok(())));
    }

    #[test]
    fn what_is_not_ldap_is_a_fault_as_soon_as_it_is_certain() {
        for (bytes, protocol, whole_at) in [
            (&b"HTTP/1.1 400 Bad Request"[..], Protocol::Http, 5),
            (b"\x16\x03\x01", Protocol::Tls, 2),
            (b"HELO", Protocol::Unknown, 2),
            (b"\x00", Protocol::Unknown, 1),
        ] {
            let mut inspector = Inspector::default();
            for (at, byte) in bytes.iter().enumerate().take(whole_at) {
                let judged = inspector.receive(&[*byte], &mut Sound::default());
                assert_eq!(judged.is_err(), at + 1 == whole_at, "{bytes:?}");
            }
            let found = inspector.not_ldap();
            assert!(matches!(found, Some(Fault::NotLdap { protocol: p, .. }) if p == protocol), "{bytes:?}: {found:?}");
        }
    }

    #[test]
    fn sends_nothing_that_changes_a_directory() {
        for op in [0x66, 0x68, 0x4a, 0x6c, 0x6e] {
            assert!(matches!(Inspector::default().request(&message(1, op, b"")), Err(Fault::Local { .. })));
        }
    }

    #[test]
    fn an_abandoned_search_may_go_on_and_is_not_heard() {
        let mut inspector = asking(shape::SEARCH_REQUEST);
        inspector.request(&message(2, shape::ABANDON_REQUEST, b"\x01")).unwrap();
        let mut late = Writer::new();
        late.octets("cn=late").primitive(SEQUENCE, b"");
        let entry = message(1, shape::SEARCH_ENTRY, &late.into_bytes());
        let mut ready = Sound::default();
        for bytes in [&entry, &entry, &message(1, shape::SEARCH_DONE, &result(0, b""))] {
            inspector.receive(bytes, &mut ready).unwrap();
        }
        // Some servers answer the abandonment itself, which has no answer.
        inspector.receive(&message(2, shape::EXTENDED_RESPONSE, &result(0, b"")), &mut ready).unwrap();
        assert_eq!(ready, Sound::default());
        assert!(inspector.receive(&entry, &mut ready).is_err());
    }

    #[test]
    fn an_answer_beyond_its_allowance_is_a_fault() {
        let mut inspector = Inspector::default();
        inspector.allow(Allowance { entries: 1, bytes: 100 });
        inspector.request(&message(1, shape::SEARCH_REQUEST, b"")).unwrap();
        let mut one = Writer::new();
        one.octets("x".repeat(50)).primitive(SEQUENCE, b"");
        let entry = message(1, shape::SEARCH_ENTRY, &one.into_bytes());
        let mut ready = Sound::default();
        inspector.receive(&entry, &mut ready).unwrap();
        let once = ready.clone();
        inspector.receive(&entry, &mut ready).unwrap();
        assert_eq!(ready, once, "entries beyond the allowance are dropped");
        let done = message(1, shape::SEARCH_DONE, &result(0, &[b'x'; 60]));
        assert!(matches!(inspector.receive(&done, &mut ready), Err(Fault::Endless { .. })));
    }
}
