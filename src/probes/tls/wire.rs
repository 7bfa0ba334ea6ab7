//! Counts what goes over a connection, so that a failed conversation can tell how far it came.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::evidence::Wire;
use crate::ldap::first_bytes::hexadecimal;
use crate::platform::errno;
use crate::probes::tcp;

/// How many of the first bytes received are kept for the evidence.
pub(super) const FIRST: usize = 32;

/// How much of a handshake is kept for a look at its plain records; OpenSSL accepts no larger chain (100 KiB).
const RECORDED: usize = 128 * 1024;

/// A stream that remembers how much went each way, what came first, and how it ended.
#[derive(Debug)]
pub struct Counted<S> {
    inner: S,
    sent: u64,
    received: u64,
    /// Bytes sent before the first byte came back.
    first_flight: u64,
    recorded: Vec<u8>,
    keep: usize,
    end: Option<End>,
}

/// How a transport ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The peer closed it (FIN).
    Closed,
    /// The peer, or something on the path, reset it.
    Reset,
    /// The kernel gave up sending: nothing was acknowledged any more.
    Unreachable,
    /// Another error of the system.
    Other,
}

impl<S> Counted<S> {
    /// Counts from here on.
    pub(super) fn new(inner: S) -> Self {
        Self { inner, sent: 0, received: 0, first_flight: 0, recorded: Vec::new(), keep: FIRST, end: None }
    }

    /// Begins a handshake: forgets what a StartTLS exchange counted, and keeps what comes for `recorded`.
    pub(super) fn begin_handshake(&mut self) {
        (self.sent, self.received, self.first_flight, self.keep) = (0, 0, 0, RECORDED);
        self.recorded.clear();
    }

    /// Ends the handshake: only the first bytes are still kept.
    pub(super) fn end_handshake(&mut self) {
        self.keep = FIRST;
        self.recorded.truncate(FIRST);
        self.recorded.shrink_to_fit();
    }

    /// What was received, as far as it is kept.
    pub(super) fn recorded(&self) -> &[u8] {
        &self.recorded
    }

    /// Bytes of the hello: what was sent before anything came back.
    pub(super) fn hello_bytes(&self) -> u64 {
        if self.received == 0 { self.sent } else { self.first_flight }
    }

    /// How the transport ended, if it did.
    pub(super) fn end(&self) -> Option<End> {
        self.end
    }

    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.end = Some(End::of(error));
        }
        result
    }
}

impl Counted<TcpStream> {
    /// What went over the connection since it was made, or since StartTLS upgraded it.
    pub fn wire(&self) -> Wire {
        let kernel = tcp::data_info(&self.inner);
        Wire {
            sent: self.sent,
            received: self.received,
            first_bytes: hexadecimal(self.recorded.get(..FIRST).unwrap_or(&self.recorded)),
            unacknowledged: kernel.unacknowledged,
            retransmissions: kernel.retransmissions,
            passes: None,
        }
    }
}

impl End {
    /// What an error of a read or a write says about the connection, by its errno.
    pub(super) fn of(error: &io::Error) -> Self {
        match errno::of(error) {
            Some(errno::ECONNRESET | errno::EPIPE | errno::ECONNABORTED) => Self::Reset,
            // On an established connection these come only after every retransmission went unanswered.
            Some(errno::ETIMEDOUT | errno::EHOSTUNREACH | errno::ENETUNREACH) => Self::Unreachable,
            _ => Self::Other,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let wanted = buf.remaining() > 0;
        let result = ready!(Pin::new(&mut self.inner).poll_read(cx, buf));
        self.note(result)?;
        let fresh = buf.filled().get(before..).unwrap_or_default();
        if fresh.is_empty() && wanted {
            self.end = Some(End::Closed);
        }
        if self.received == 0 {
            self.first_flight = self.sent;
        }
        self.received += fresh.len() as u64;
        let room = self.keep.saturating_sub(self.recorded.len()).min(fresh.len());
        self.recorded.extend_from_slice(fresh.get(..room).unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = ready!(Pin::new(&mut self.inner).poll_write(cx, bytes));
        let written = self.note(result)?;
        self.sent += written as u64;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
