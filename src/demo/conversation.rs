//! One LDAP conversation, over TCP or TLS alike: a message in, its answers out.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::directory::{Directory, Who};
use super::message::{self, Answer, Message, Request, START_TLS, Search, WHO_AM_I};
use super::server::Quirk;
use crate::ldap::ber;

/// The longest request that is read, in bytes.
const MAX_MESSAGE: u64 = 1024 * 1024;
/// How long a client may say nothing.
const IDLE: Duration = Duration::from_secs(60);

/// The state of one connection, which outlives a StartTLS.
pub(super) struct Conversation<'a> {
    pub(super) directory: &'a Directory,
    pub(super) quirk: Quirk,
    pub(super) binds: &'a AtomicUsize,
    /// TLS is on.
    pub(super) encrypted: bool,
    /// TLS may be asked for.
    pub(super) start_tls: bool,
    pub(super) who: Who,
}

/// Why a conversation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// One side is done.
    Closed,
    /// The client was promised TLS: its hello comes next.
    StartTls,
}

/// What follows a request.
enum Step {
    Answer(Vec<u8>),
    Last(Vec<u8>),
    StartTls(Vec<u8>),
}

impl Conversation<'_> {
    /// Reads requests and answers them until one side ends it.
    pub(super) async fn hold<S>(&mut self, stream: &mut S) -> io::Result<End>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        loop {
            let Some(request) = timeout(IDLE, read_message(stream)).await?? else {
                return Ok(End::Closed);
            };
            let step = self.answer(&request);
            let (Step::Answer(bytes) | Step::Last(bytes) | Step::StartTls(bytes)) = &step;
            stream.write_all(bytes).await?;
            stream.flush().await?;
            match step {
                Step::Answer(_) => {}
                Step::Last(_) => return Ok(End::Closed),
                Step::StartTls(_) => return Ok(End::StartTls),
            }
        }
    }

    fn answer(&mut self, request: &[u8]) -> Step {
        match message::decode(request) {
            Ok(Message { id, request: Request::Search(search), unknown_critical: None }) => self.search(id, &search),
            Ok(message) => self.answer_other(message),
            Err((Some(id), error)) => {
                Step::Answer(message::encode_answer(id, 0x65, &Answer::new(53, &error.to_string())))
            }
            Err((None, error)) => {
                // Notice of disconnection (RFC 4511 section 4.4.1): there is no request to answer.
                let answer = Answer::new(2, &error.to_string());
                Step::Last(message::encode_extended(0, &answer, Some("1.3.6.1.4.1.1466.20036"), None))
            }
        }
    }

    fn answer_other(&mut self, Message { id, request, unknown_critical }: Message) -> Step {
        let refused = unknown_critical.map(|oid| Answer::new(12, &format!("control {oid} is not supported")));
        match (request, refused) {
            (Request::Unbind, _) => Step::Last(Vec::new()),
            (Request::Abandon, _) => Step::Answer(Vec::new()),
            (Request::Bind { name, password }, refused) => {
                self.binds.fetch_add(1, Ordering::SeqCst);
                let answer = refused.unwrap_or_else(|| self.bind(&name, password.as_deref()));
                Step::Answer(message::encode_answer(id, 0x61, &answer))
            }
            (Request::Extended(oid), None) => self.extended(id, &oid),
            (Request::Extended(_), Some(answer)) => Step::Answer(message::encode_extended(id, &answer, None, None)),
            (Request::Search(_), answer) => {
                let answer = answer.unwrap_or_else(Answer::success);
                Step::Answer(message::encode_answer(id, 0x65, &answer))
            }
            (Request::Write(tag), _) => {
                Step::Answer(message::encode_answer(id, tag, &Answer::new(53, "the demo directory is read-only")))
            }
        }
    }

    /// A bind ends the identity of the one before, whatever comes of it (RFC 4511 section 4.2.1).
    fn bind(&mut self, name: &str, password: Option<&[u8]>) -> Answer {
        self.who = Who::Anonymous;
        let Some(password) = password else {
            return Answer::new(7, "the demo directory knows simple binds only");
        };
        let (answer, who) = self.directory.bind(name, password, self.encrypted);
        self.who = who;
        answer
    }

    fn extended(&self, id: i64, oid: &str) -> Step {
        let encode = |answer: &Answer, value| message::encode_extended(id, answer, None, value);
        match oid {
            START_TLS if self.encrypted => Step::Answer(encode(&Answer::new(1, "TLS is on already"), None)),
            START_TLS if self.start_tls => {
                Step::StartTls(message::encode_extended(id, &Answer::success(), Some(START_TLS), None))
            }
            START_TLS => Step::Answer(encode(&Answer::new(52, "the server has no certificate for TLS"), None)),
            WHO_AM_I => Step::Answer(encode(&Answer::success(), Some(self.directory.who_am_i(self.who)))),
            _ => Step::Answer(encode(&Answer::new(2, "unknown extended operation"), None)),
        }
    }

    fn search(&self, id: i64, search: &Search) -> Step {
        let found = self.directory.search(search, self.who);
        let broken = match self.quirk {
            Quirk::OverlongEntry => found.entries.first().map(|entry| message::encode_overlong_entry(id, entry)),
            Quirk::HalfAnswer => found.entries.first().map(|entry| half(message::encode_entry(id, entry))),
            _ => None,
        };
        if let Some(broken) = broken {
            return Step::Last(broken);
        }
        let mut bytes: Vec<u8> = found.entries.iter().flat_map(|entry| message::encode_entry(id, entry)).collect();
        bytes.extend(message::encode_search_done(id, &found.answer, found.cookie.as_deref()));
        Step::Answer(bytes)
    }
}

fn half(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// Reads one message and not a byte more, since a TLS hello may follow; `None` at the end of the connection.
async fn read_message<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<Vec<u8>>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut message = Vec::new();
    let header = loop {
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return Ok(None);
        }
        message.extend(byte);
        if !message.starts_with(&[ber::SEQUENCE]) {
            return Err(invalid(format!("a message cannot begin with {byte:02x?}")));
        }
        if let Some(header) = ber::header(&message, 0).map_err(|error| invalid(error.to_string()))? {
            break header;
        }
    };
    if header.content > MAX_MESSAGE {
        return Err(invalid(format!("a message of {} bytes", header.content)));
    }
    // Grows with what arrives, not with what was announced.
    (&mut *stream).take(header.content).read_to_end(&mut message).await?;
    let whole = message.len() as u64 == header.len as u64 + header.content;
    Ok(whole.then_some(message))
}
