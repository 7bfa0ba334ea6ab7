//! The relay between a server's socket and ldap3: whole, well-formed, expected messages only.
//!
//! ldap3 panics, hangs or exhausts the stack on many broken answers. It sits behind one end of a socket pair and
//! reads only what the inspector has checked and built anew; anything else becomes one exact fault, and the socket
//! pair is closed, so ldap3's operation ends at once. Entries, of which there may be hundreds of thousands, go round it
//! to our own decoder.

mod inspector;
pub(in crate::ldap) mod shape;

use std::error::Error;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use zeroize::{Zeroize, Zeroizing};

pub use self::inspector::{Allowance, Inspector, Sound};
use super::ber;
use super::fault::Fault;
use crate::evidence::{Wire, milliseconds};
use crate::platform::pair::End;

/// Bytes read from either side at once.
const CHUNK: usize = 16 << 10;
/// After a failed write: how long the server's last words may take to be read.
const LAST_WORDS: Duration = Duration::from_millis(250);
/// OpenSSL's reason code of the TLS alert `certificate_required` (1000 + 116, RFC 8446 section 6.2).
const CERTIFICATE_REQUIRED: i32 = 1116;
/// OpenSSL's `SSL_R_UNEXPECTED_EOF_WHILE_READING`: the connection was closed without `close_notify`.
const UNEXPECTED_EOF: i32 = 294;

/// What the relay and the session share: the inspector, and the first fault.
pub(super) struct Line {
    state: Mutex<State>,
    arrived: Notify,
}

struct State {
    inspector: Inspector,
    /// Entries that nobody has taken yet, whole messages.
    entries: Vec<u8>,
    fault: Option<Fault>,
    last_byte: Instant,
}

impl Line {
    pub(super) fn new() -> Self {
        let (inspector, entries, last_byte) = (Inspector::default(), Vec::new(), Instant::now());
        Self { state: Mutex::new(State { inspector, entries, fault: None, last_byte }), arrived: Notify::new() }
    }

    /// Waits until entries have come since the last time.
    pub(super) async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// The entries that have come, whole messages. Those before the end of a search are here before its end is.
    pub(super) fn entries(&self) -> Vec<u8> {
        std::mem::take(&mut self.state().entries)
    }

    /// The first fault, if there was one.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.state().fault.clone()
    }

    /// Records a fault; the first one stays.
    pub(super) fn fail(&self, fault: Fault) -> Fault {
        self.state().fault.get_or_insert(fault).clone()
    }

    /// What went over the wire so far.
    pub(super) fn wire(&self) -> Wire {
        self.state().inspector.wire().clone()
    }

    /// What the answers to requests from now on may be.
    pub(super) fn allow(&self, allowance: Allowance) {
        self.state().inspector.allow(allowance);
    }

    /// The fault of a server that owes an answer after `waited`.
    pub(super) fn overdue(&self, waited: Duration) -> Fault {
        let state = self.state();
        if let Some(fault) = state.fault.clone().or_else(|| state.inspector.not_ldap()) {
            return fault;
        }
        let quiet = state.last_byte.elapsed();
        match state.inspector.pending() {
            (0, _) => Fault::Silent { waited_ms: milliseconds(waited) },
            // Still dripping: the last byte is no older than a quarter of the wait.
            (received, announced) if quiet < waited / 4 => {
                let of = if announced == 0 { String::new() } else { format!(" of {announced}") };
                let what =
                    format!("after {} ms, {received} bytes{of} of a message and more to come", milliseconds(waited));
                Fault::Endless { what }
            }
            (received, announced) => Fault::Stalled { received, announced, waited_ms: milliseconds(quiet) },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Relays until either side ends; both sides are closed afterwards, and `line` knows the fault.
pub(super) async fn run<S>(server: S, client: End, line: Arc<Line>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (from_server, to_server) = tokio::io::split(server);
    let (from_client, to_client) = client.into_split();
    let mut answers = pin!(answers(from_server, to_client, &line));
    let requests = pin!(requests(from_client, to_server, &line));
    tokio::select! {
        () = &mut answers => {}
        sent = requests => if let Err(fault) = sent {
            // What the server said before it went away is worth more than our failed write.
            let _ = tokio::time::timeout(LAST_WORDS, answers).await;
            line.fail(fault);
        },
    }
}

/// Server to ldap3. The fault is recorded before the socket pair closes, so ldap3's failure always finds it.
async fn answers(mut server: impl AsyncRead + Unpin, mut client: impl AsyncWrite + Unpin, line: &Line) {
    let mut chunk = vec![0; CHUNK];
    let mut ready = Sound::default();
    loop {
        let judged = match server.read(&mut chunk).await {
            Ok(0) => Err(closed(&line.state().inspector)),
            Ok(len) => {
                let mut state = line.state();
                state.last_byte = Instant::now();
                let judged = state.inspector.receive(chunk.get(..len).unwrap_or_default(), &mut ready);
                if !ready.entries.is_empty() {
                    state.entries.append(&mut ready.entries);
                    line.arrived.notify_one();
                }
                judged
            }
            Err(error) => Err(broken(&error, &line.state().inspector)),
        };
        let passed_on = client.write_all(&ready.messages).await;
        ready.messages.clear();
        // One large message must not keep its room for the rest of the conversation.
        ready.messages.shrink_to(CHUNK);
        ready.entries.shrink_to(CHUNK);
        if let Err(fault) = judged {
            line.fail(fault);
            return;
        }
        if passed_on.is_err() {
            return;
        }
    }
}

/// ldap3 to server. A password passes here: every buffer is wiped once its message is written.
async fn requests(
    mut client: impl AsyncRead + Unpin,
    mut server: impl AsyncWrite + Unpin,
    line: &Line,
) -> Result<(), Fault> {
    let mut chunk = Zeroizing::new(vec![0; CHUNK]);
    let mut outgoing = Zeroizing::new(Vec::new());
    loop {
        let len = client.read(&mut chunk).await.unwrap_or(0);
        if len == 0 {
            let _ = server.shutdown().await;
            return Ok(());
        }
        outgoing = joined(&outgoing, chunk.get(..len).unwrap_or_default());
        chunk.as_mut_slice().zeroize();
        while let Some(len) = whole(&outgoing)? {
            let message = outgoing.get(..len).unwrap_or_default();
            line.state().inspector.request(message)?;
            let written = async { server.write_all(message).await.and(server.flush().await) }.await;
            written.map_err(|error| broken(&error, &line.state().inspector))?;
            line.state().inspector.sent(len);
            outgoing = joined(outgoing.get(len..).unwrap_or_default(), &[]);
        }
    }
}

/// A buffer of its own for both parts: `Vec` would leave an unwiped copy behind when it grows.
fn joined(first: &[u8], second: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut both = Zeroizing::new(Vec::with_capacity(first.len() + second.len()));
    both.extend_from_slice(first);
    both.extend_from_slice(second);
    both
}

/// The length of the message of ours that `bytes` begin with, once it is whole.
fn whole(bytes: &[u8]) -> Result<Option<usize>, Fault> {
    let len = ber::header(bytes, 0)?.and_then(|head| usize::try_from(head.content).ok()?.checked_add(head.len));
    Ok(len.filter(|&len| len <= bytes.len()))
}

fn closed(inspector: &Inspector) -> Fault {
    inspector.not_ldap().unwrap_or(Fault::Closed { pending: inspector.pending().0 })
}

/// What an error of the socket or of TLS means.
fn broken(error: &io::Error, inspector: &Inspector) -> Fault {
    let codes = tls_reasons(error);
    if codes.contains(&CERTIFICATE_REQUIRED) {
        return Fault::ClientCertificateRequired;
    }
    let kind = error.kind();
    if codes.contains(&UNEXPECTED_EOF) || kind == io::ErrorKind::UnexpectedEof {
        return closed(inspector);
    }
    if matches!(kind, io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe) {
        return inspector.not_ldap().unwrap_or(Fault::Reset { pending: inspector.pending().0 });
    }
    match codes.is_empty() {
        true => Fault::Local { raw: error.to_string() },
        false => Fault::Tls { raw: error.to_string() },
    }
}

/// OpenSSL's reason codes inside an I/O error, as tokio-openssl and tokio-native-tls hand it out.
fn tls_reasons(error: &io::Error) -> Vec<i32> {
    let mut cause: Option<&(dyn Error + 'static)> = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
    let mut codes = Vec::new();
    while let Some(error) = cause {
        if let Some(stack) = error.downcast_ref::<openssl::ssl::Error>().and_then(|error| error.ssl_error()) {
            codes.extend(stack.errors().iter().map(|error| error.reason_code()));
        }
        cause = error.source();
    }
    codes
}
