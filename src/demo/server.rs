//! A directory server on loopback: sockets, TLS, and the ways a port can disappoint before LDAP begins.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openssl::ssl::{Ssl, SslContext};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_openssl::SslStream;

use super::conversation::{Conversation, End};
use super::directory::{Directory, Who};

/// Connections served at the same time; more wait in the listener's queue.
const MAX_CONNECTIONS: usize = 64;
/// How long a client may take for its part of the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What a server does.
#[derive(Clone)]
pub struct Behaviour {
    /// What a connection begins with.
    pub transport: Transport,
    /// What every second connection begins with instead: another machine behind the same address.
    pub in_turn: Option<Transport>,
    /// How it breaks the rules, if it does.
    pub quirk: Quirk,
    /// What it holds.
    pub directory: Arc<Directory>,
}

/// What a connection begins with.
#[derive(Clone)]
pub enum Transport {
    /// Plain LDAP, which StartTLS can upgrade where there are settings for TLS.
    Plain(Option<SslContext>),
    /// TLS from the first byte.
    Tls(SslContext),
}

/// Ways to break the rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quirk {
    /// None.
    #[default]
    None,
    /// Accepts the connection, reads, and never answers.
    Silent,
    /// Answers every client as a web server does.
    Http,
    /// Resets the connection at the first byte, as a domain controller without a certificate does on port 636.
    ResetHello,
    /// Closes in the middle of a search result.
    HalfAnswer,
    /// Sends an entry whose inner length reaches past the end of its message.
    OverlongEntry,
}

/// A running server; it stops when dropped.
pub struct Server {
    address: SocketAddr,
    binds: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1. Fails when the system grants none.
    pub async fn start(behaviour: Behaviour) -> io::Result<Self> {
        Self::start_on((IpAddr::V4(Ipv4Addr::LOCALHOST), 0).into(), behaviour).await
    }

    /// Listens on this address; port 0 takes any that is free. Fails when the address is taken or not of this host.
    pub async fn start_on(address: SocketAddr, behaviour: Behaviour) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let binds = Arc::new(AtomicUsize::new(0));
        let accepting = tokio::spawn(accept(listener, behaviour, Arc::clone(&binds)));
        Ok(Self { address, binds, accepting })
    }

    /// A server of another kind, which `accepting` runs.
    pub(super) fn running(address: SocketAddr, accepting: JoinHandle<()>) -> Self {
        Self { address, binds: Arc::default(), accepting }
    }

    /// Where it listens, with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Bind requests received so far, whatever was answered.
    pub fn binds(&self) -> usize {
        self.binds.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    /// Ends the listener and, with it, every connection.
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, behaviour: Behaviour, binds: Arc<AtomicUsize>) {
    let mut connections = JoinSet::new();
    let mut accepted = 0_usize;
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= MAX_CONNECTIONS {
            connections.join_next().await;
        }
        // An error here is a client that went away again, or no free descriptor: the next accept tells.
        match listener.accept().await {
            Ok((tcp, _)) => {
                let (mut behaviour, binds) = (behaviour.clone(), Arc::clone(&binds));
                accepted = accepted.wrapping_add(1);
                if let (Some(other), true) = (behaviour.in_turn.take(), accepted.is_multiple_of(2)) {
                    behaviour.transport = other;
                }
                connections.spawn(async move {
                    // A client that breaks off is its own business.
                    let _ = serve(tcp, &behaviour, &binds).await;
                });
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve(mut tcp: TcpStream, behaviour: &Behaviour, binds: &AtomicUsize) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    match behaviour.quirk {
        Quirk::Silent => return swallow(&mut tcp).await,
        Quirk::Http => return answer_http(tcp).await,
        Quirk::ResetHello => return reset(tcp).await,
        Quirk::None | Quirk::HalfAnswer | Quirk::OverlongEntry => {}
    }
    let mut conversation = Conversation {
        directory: &behaviour.directory,
        quirk: behaviour.quirk,
        binds,
        encrypted: false,
        start_tls: matches!(behaviour.transport, Transport::Plain(Some(_))),
        who: Who::Anonymous,
    };
    let context = match &behaviour.transport {
        Transport::Tls(context) => context,
        Transport::Plain(context) => match (conversation.hold(&mut tcp).await, context) {
            (Ok(End::StartTls), Some(context)) => context,
            _ => return linger(&mut tcp).await,
        },
    };
    converse_in_tls(tcp, context, &mut conversation).await
}

async fn converse_in_tls(tcp: TcpStream, context: &SslContext, conversation: &mut Conversation<'_>) -> io::Result<()> {
    let mut tls = SslStream::new(Ssl::new(context)?, tcp)?;
    // A failed handshake has already sent its alert.
    if !matches!(timeout(HANDSHAKE, Pin::new(&mut tls).accept()).await, Ok(Ok(()))) {
        return linger(tls.get_mut()).await;
    }
    conversation.encrypted = true;
    let ended = conversation.hold(&mut tls).await;
    if ended.is_err() || conversation.quirk == Quirk::HalfAnswer {
        // Whoever crashes does not say goodbye in TLS.
        return linger(tls.get_mut()).await;
    }
    tls.shutdown().await
}

/// Closes our direction, then reads on for a moment: closing over unread bytes would send a reset,
/// which can overtake the answer or the alert the client is about to read.
async fn linger(tcp: &mut TcpStream) -> io::Result<()> {
    tcp.shutdown().await?;
    timeout(Duration::from_secs(1), swallow(tcp)).await.unwrap_or(Ok(()))
}

async fn swallow(tcp: &mut TcpStream) -> io::Result<()> {
    let mut bytes = [0; 4096];
    while tcp.read(&mut bytes).await? > 0 {}
    Ok(())
}

async fn answer_http(mut tcp: TcpStream) -> io::Result<()> {
    if tcp.read(&mut [0; 4096]).await? > 0 {
        let body = "<html><body><h1>400 Bad Request</h1></body></html>\n";
        let head = "HTTP/1.1 400 Bad Request\r\nServer: demo\r\nContent-Type: text/html\r\nConnection: close\r\n";
        tcp.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
    }
    linger(&mut tcp).await
}

/// Reacts to a TLS hello, not to a single byte: that would be a firewall's way.
async fn reset(mut tcp: TcpStream) -> io::Result<()> {
    const RECORD_HEADER: usize = 5;
    tcp.read_exact(&mut [0; RECORD_HEADER]).await?;
    // Closing with a linger time of zero sends RST instead of FIN.
    socket2::SockRef::from(&tcp).set_linger(Some(Duration::ZERO))
}
