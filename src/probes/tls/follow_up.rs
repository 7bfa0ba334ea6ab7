//! Second looks at a port, each on a connection of its own, that tell a server from something on the path.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::wire::{Counted, End};
use super::{Target, permissive, records, start_tls};
use crate::evidence::{FollowUp, HelloKind, Protocol};
use crate::ldap::first_bytes;
use crate::probes::tcp;

/// The first byte of an LDAP message.
pub(super) const MESSAGE_BEGIN: u8 = 0x30;

/// How long a connection without data is watched for an unprompted end.
const BEFORE: Duration = Duration::from_millis(100);

/// By how much two ends of the same reason may differ.
const BESIDES: Duration = Duration::from_secs(1);

/// How long a reset may take to follow a single byte.
const AFTER: Duration = Duration::from_millis(500);

/// A search for the root entry that asks for no attribute (RFC 4511 section 4.5.1): message id 1, base object,
/// no limits, `(objectClass=*)`, attribute `1.1`.
const ROOT_SEARCH: &[u8] = b"\x30\x2a\x02\x01\x01\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\
    \x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1";

/// The line of a balancer that does not tell for whom it asks (PROXY protocol, version 1, section 2.1).
const PROXY_LINE: &[u8] = b"PROXY UNKNOWN\r\n";

/// The first byte of a TLS record that carries a handshake message.
const HANDSHAKE: u8 = 0x16;

/// What follows a single byte that is no complete message in any protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SingleByte {
    /// A reset.
    Reset,
    /// Anything else, usually nothing.
    Accepted,
    /// The connection had ended this way before the byte was sent: whatever does that does not react to data.
    Ended(End),
}

/// Looks at a port without TLS that broke the conversation.
pub(super) async fn plain_port(target: &Target) -> Option<FollowUp> {
    let (first, awaits_line) = tokio::join!(answer_to_hello(target), answers_behind_a_line(target));
    if first_bytes::likely(&first?) == Protocol::Tls {
        return Some(FollowUp::SpeaksTls);
    }
    if awaits_line {
        return Some(FollowUp::AwaitsProxyLine);
    }
    match single_byte(target, MESSAGE_BEGIN).await? {
        SingleByte::Reset => Some(FollowUp::SingleByteReset),
        SingleByte::Accepted => Some(FollowUp::SingleByteAccepted),
        SingleByte::Ended(_) => Some(FollowUp::EndedUnasked),
    }
}

/// What else a port that shakes no hands may speak.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spoken {
    /// LDAP without TLS.
    pub(super) plain: bool,
    /// Nothing: a connection without data is ended, too.
    pub(super) ended: bool,
    /// TLS behind the line of a balancer.
    pub(super) behind_a_line: bool,
}

/// Asks a port in three other ways at once, until one is answered. With StartTLS it has spoken LDAP already.
/// `unasked`: how long an end is waited for where nothing is sent.
pub(super) async fn spoken(target: &Target, unasked: Duration) -> Spoken {
    if target.start_tls {
        return Spoken::default();
    }
    let answered = async {
        tokio::select! {
            true = answers_ldap(target) => Spoken { plain: true, ..Spoken::default() },
            true = shakes_hands_behind_a_line(target) => Spoken { behind_a_line: true, ..Spoken::default() },
            else => Spoken::default(),
        }
    };
    let (mut ended, mut end) = (pin!(ends_unasked(target, unasked)), None);
    let spoken = tokio::select! {
        biased;
        spoken = answered => spoken,
        never = async {
            end = Some(ended.as_mut().await);
            pending::<Infallible>().await
        } => match never {},
    };
    let ended = match end {
        Some(ended) => ended,
        None if spoken.plain || spoken.behind_a_line => false,
        None => ended.await,
    };
    Spoken { ended, ..spoken }
}

/// How long an end is waited for where nothing is asked: what ends a connection for another reason than the question does
/// so as soon without one.
pub(super) fn as_soon(taken: Duration, target: &Target) -> Duration {
    target.timeout.min(taken * 2 + BESIDES)
}

/// Whether a connection on which nothing is sent is ended all the same, within this time: a balancer with nobody
/// behind it does so, at once or when its own tries are over. Directory servers wait for minutes.
async fn ends_unasked(target: &Target, unasked: Duration) -> bool {
    let Some(mut tcp) = connect(target).await else {
        return false;
    };
    matches!(timeout(unasked, tcp.read(&mut [0; 1])).await, Ok(Ok(0) | Err(_)))
}

/// The same after a handshake: what ends TLS itself has nobody behind it.
async fn ends_unasked_encrypted(target: &Target, unasked: Duration) -> bool {
    let Some(tcp) = connect(target).await else {
        return false;
    };
    let mut stream = Counted::new(tcp);
    if target.start_tls && start_tls::upgrade(&mut stream, target.timeout).await.is_err() {
        return false;
    }
    let Ok((mut tls, permissive::Outcome::Done)) = permissive::handshake(stream, target, HelloKind::Tls12).await else {
        return false;
    };
    matches!(timeout(unasked, tls.read(&mut [0; 1])).await, Ok(Ok(0) | Err(_)))
}

/// Looks at a TLS port that ended the conversation after the handshake: TLS 1.3 hides its request for a client
/// certificate, TLS 1.2 shows it.
/// `taken`: how long it was before it ended.
pub(super) async fn tls_port(target: &Target, taken: Duration) -> Option<FollowUp> {
    let mut stream = Counted::new(connect(target).await?);
    if target.start_tls {
        start_tls::upgrade(&mut stream, target.timeout).await.ok()?;
    }
    let (tls, _) = permissive::handshake(stream, target, HelloKind::Tls12).await.ok()?;
    if records::certificate_request(tls.get_ref().recorded()).is_some() {
        return Some(FollowUp::WantsClientCertificate);
    }
    drop(tls);
    ends_unasked_encrypted(target, as_soon(taken, target)).await.then_some(FollowUp::EndedUnasked)
}

/// What a TLS hello is answered with, as far as it is kept; `None` when no connection can be made.
pub(super) async fn answer_to_hello(target: &Target) -> Option<Vec<u8>> {
    let tcp = connect(target).await?;
    let (tls, _) = permissive::handshake(Counted::new(tcp), target, HelloKind::Usual).await.ok()?;
    let first = tls.get_ref().recorded();
    Some(first.get(..32).unwrap_or(first).to_vec())
}

/// Whether a plain search of the root entry gets any well-formed LDAP message back.
async fn answers_ldap(target: &Target) -> bool {
    let Some(mut tcp) = connect(target).await else {
        return false;
    };
    match start_tls::exchange(&mut tcp, ROOT_SEARCH, target.timeout).await {
        Ok(message) => start_tls::is_server_message(&message),
        Err(_) => false,
    }
}

/// Whether the same search is answered behind the line of a balancer.
async fn answers_behind_a_line(target: &Target) -> bool {
    let Some(mut tcp) = connect(target).await else {
        return false;
    };
    let request = [PROXY_LINE, ROOT_SEARCH].concat();
    let answer = start_tls::exchange(&mut tcp, &request, target.timeout).await;
    answer.is_ok_and(|message| start_tls::is_search_answer(&message))
}

/// Whether a hello is answered by a handshake behind the line of a balancer.
async fn shakes_hands_behind_a_line(target: &Target) -> bool {
    let Some(mut tcp) = connect(target).await else {
        return false;
    };
    if tcp.write_all(PROXY_LINE).await.is_err() {
        return false;
    }
    match permissive::handshake(Counted::new(tcp), target, HelloKind::Usual).await {
        Ok((tls, _)) => tls.get_ref().recorded().first() == Some(&HANDSHAKE),
        Err(_) => false,
    }
}

/// Sends one byte and watches; `None` when no connection can be made.
pub(super) async fn single_byte(target: &Target, byte: u8) -> Option<SingleByte> {
    let mut tcp = connect(target).await?;
    let mut answer = [0; 64];
    match timeout(BEFORE, tcp.read(&mut answer)).await {
        Ok(Ok(0)) => return Some(SingleByte::Ended(End::Closed)),
        Ok(Err(error)) => return Some(SingleByte::Ended(End::of(&error))),
        // Nothing yet, or a greeting; both kinds of server can still reset what they get.
        Ok(Ok(_)) | Err(_) => {}
    }
    let end = match tcp.write_all(&[byte]).await {
        Ok(()) => timeout(AFTER, tcp.read(&mut answer)).await.ok().and_then(Result::err),
        Err(error) => Some(error),
    };
    match end {
        Some(error) if End::of(&error) == End::Reset => Some(SingleByte::Reset),
        _ => Some(SingleByte::Accepted),
    }
}

pub(super) async fn connect(target: &Target) -> Option<TcpStream> {
    tcp::connect(target.address, target.source, target.timeout).await.ok().map(|(stream, _)| stream)
}
