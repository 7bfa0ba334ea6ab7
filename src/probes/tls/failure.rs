//! Decides what ended a handshake: by errno, OpenSSL's reason codes, bytes on the wire and fresh connections,
//! never by the wording of a message.

use std::os::raw::c_int;
use std::time::Instant;

use openssl::error::{Error, ErrorStack};
use tokio::net::TcpStream;

use super::follow_up::{self, SingleByte, Spoken};
use super::permissive::Outcome;
use super::wire::{self, Counted, End};
use super::{PermissiveStream, Target, records};
use crate::evidence::{Fingerprint, Protocol, TlsFailure, TlsFailureKind, Wire};
use crate::ldap::fault::Fault;
use crate::ldap::first_bytes;

/// OpenSSL's reason code of a received alert is its number and this.
const ALERT: c_int = 1000;

/// `SSL_R_NO_PROTOCOLS_AVAILABLE`, `_UNSUPPORTED_PROTOCOL`, `_WRONG_SSL_VERSION`, `_VERSION_TOO_HIGH`, `_VERSION_TOO_LOW`.
const NO_COMMON_VERSION: [c_int; 5] = [191, 258, 266, 166, 396];

/// The first byte of a TLS hello: the record type of a handshake.
const HELLO_BEGIN: u8 = 0x16;

/// What is known about a broken handshake before any second look.
#[derive(Debug, Clone, Default)]
struct Facts {
    first: Vec<u8>,
    alert: Option<u8>,
    no_common_version: bool,
    timed_out: bool,
    end: Option<End>,
    unacknowledged: bool,
    certificate_asked: bool,
    start_tls: bool,
}

/// A handshake that broke or was given up, with what else the port speaks where that was seen meanwhile.
pub(super) async fn of_handshake(
    (outcome, spoken): (Outcome, Option<Spoken>),
    chain: Vec<Fingerprint>,
    tls: &PermissiveStream,
    target: &Target,
    started: Instant,
) -> TlsFailure {
    let taken = started.elapsed();
    let mut wire = tls.get_ref().wire();
    // An alert of ours may be on its way; only what is open after a whole wait was lost.
    wire.unacknowledged &= matches!(outcome, Outcome::TimedOut);
    let raw = raw(&outcome, tls, &wire, target);
    let facts = facts(&outcome, tls, &wire, target);
    let spoken = async {
        match spoken {
            Some(spoken) => spoken,
            None => follow_up::spoken(target, follow_up::as_soon(taken, target)).await,
        }
    };
    let kind = followed_up(first_sight(&facts), spoken, &wire, target).await;
    TlsFailure { kind, chain, wire, ms: taken.into(), raw }
}

/// A StartTLS request that was refused or broke, with what a hello was answered where one was sent meanwhile.
pub(super) async fn of_upgrade(
    (fault, hello): (Fault, Option<Vec<u8>>),
    stream: &Counted<TcpStream>,
    target: &Target,
    started: Instant,
) -> TlsFailure {
    let ms = started.elapsed().into();
    let wire = stream.wire();
    let raw = fault.to_string();
    let dropped = stream.end() == Some(End::Unreachable) || wire.unacknowledged;
    let kind = match fault {
        Fault::Silent { .. } | Fault::Local { .. } if dropped => TlsFailureKind::DataDropped,
        fault => upgrade_followed_up(fault, hello, target).await,
    };
    TlsFailure { kind, chain: Vec::new(), wire, ms, raw }
}

/// A handshake that broke or was given up, by what this one connection shows.
pub(super) fn at_first_sight(
    outcome: &Outcome,
    chain: Vec<Fingerprint>,
    tls: &PermissiveStream,
    target: &Target,
    started: Instant,
) -> TlsFailure {
    let ms = started.elapsed().into();
    let mut wire = tls.get_ref().wire();
    wire.unacknowledged &= matches!(outcome, Outcome::TimedOut);
    let raw = raw(outcome, tls, &wire, target);
    TlsFailure { kind: first_sight(&facts(outcome, tls, &wire, target)), chain, wire, ms, raw }
}

/// A handshake that this host's own OpenSSL did not even begin.
pub(super) fn of_setup(error: &ErrorStack, started: Instant) -> TlsFailure {
    TlsFailure {
        kind: TlsFailureKind::Other,
        chain: Vec::new(),
        wire: Wire::default(),
        ms: started.elapsed().into(),
        raw: words(error),
    }
}

fn facts(outcome: &Outcome, tls: &PermissiveStream, wire: &Wire, target: &Target) -> Facts {
    let stream = tls.get_ref();
    let stack = match outcome {
        Outcome::Broken(error) => error.ssl_error().map(ErrorStack::errors),
        Outcome::Done | Outcome::TimedOut => None,
    };
    let reasons: Vec<c_int> = stack.unwrap_or_default().iter().map(Error::reason_code).collect();
    Facts {
        first: stream.recorded().to_vec(),
        alert: reasons.iter().find_map(|reason| u8::try_from(reason - ALERT).ok()),
        no_common_version: reasons.iter().any(|reason| NO_COMMON_VERSION.contains(reason)),
        timed_out: matches!(outcome, Outcome::TimedOut),
        end: stream.end(),
        unacknowledged: wire.unacknowledged,
        certificate_asked: records::certificate_request(stream.recorded()).is_some(),
        start_tls: target.start_tls,
    }
}

fn first_sight(facts: &Facts) -> TlsFailureKind {
    let protocol = first_bytes::likely(&facts.first);
    if !facts.first.is_empty() && protocol != Protocol::Tls {
        return match protocol {
            Protocol::Ldap if !facts.start_tls => TlsFailureKind::PlainLdap,
            protocol => TlsFailureKind::NotTls { protocol },
        };
    }
    match facts.alert {
        // handshake_failure, no_certificate, bad_certificate: how servers up to TLS 1.2 say they miss ours.
        Some(40..=42) if facts.certificate_asked => TlsFailureKind::ClientCertificateRequired,
        Some(116) => TlsFailureKind::ClientCertificateRequired,
        Some(70) => TlsFailureKind::NoCommonVersion,
        Some(alert) => TlsFailureKind::Alert { alert },
        None if facts.no_common_version => TlsFailureKind::NoCommonVersion,
        None => unanswered(facts),
    }
}

fn unanswered(facts: &Facts) -> TlsFailureKind {
    match facts.end {
        _ if facts.timed_out && facts.unacknowledged => TlsFailureKind::DataDropped,
        _ if facts.timed_out => TlsFailureKind::Silent,
        // GnuTLS servers hang up without an alert when the certificate they asked for does not come.
        Some(End::Closed | End::Reset) if facts.certificate_asked => TlsFailureKind::ClientCertificateRequired,
        Some(End::Closed) => TlsFailureKind::Closed,
        Some(End::Reset) => TlsFailureKind::Reset,
        Some(End::Unreachable) => TlsFailureKind::DataDropped,
        Some(End::Other) | None => TlsFailureKind::Other,
    }
}

/// Looks again where the first connection leaves open whether the server speaks TLS at all.
async fn followed_up(
    kind: TlsFailureKind,
    spoken: impl Future<Output = Spoken>,
    wire: &Wire,
    target: &Target,
) -> TlsFailureKind {
    let open = match kind {
        TlsFailureKind::Closed | TlsFailureKind::Reset | TlsFailureKind::Silent => wire.received == 0,
        TlsFailureKind::NotTls { protocol: Protocol::Unknown } => true,
        _ => false,
    };
    if !open || target.start_tls {
        return kind;
    }
    let spoken = spoken.await;
    if spoken.plain {
        return TlsFailureKind::PlainLdap;
    }
    if spoken.behind_a_line && wire.received == 0 {
        return TlsFailureKind::AwaitsProxyLine;
    }
    if spoken.ended && wire.received == 0 && kind != TlsFailureKind::Silent {
        return TlsFailureKind::EndedUnasked;
    }
    if kind != TlsFailureKind::Reset {
        return kind;
    }
    match follow_up::single_byte(target, HELLO_BEGIN).await {
        Some(SingleByte::Reset) => TlsFailureKind::DataReset,
        _ => kind,
    }
}

/// A request that nobody answered may have met a port that speaks TLS from the start, or none at all.
async fn upgrade_followed_up(fault: Fault, hello: Option<Vec<u8>>, target: &Target) -> TlsFailureKind {
    if matches!(fault, Fault::Silent { .. } | Fault::Closed { pending: 0 } | Fault::Reset { pending: 0 }) {
        let first = match hello {
            Some(first) => first,
            None => follow_up::answer_to_hello(target).await.unwrap_or_default(),
        };
        let protocol = first_bytes::likely(&first);
        if protocol == Protocol::Tls {
            let sample = first_bytes::sample(&first, wire::FIRST);
            return TlsFailureKind::StartTls { fault: Fault::NotLdap { protocol, sample } };
        }
    }
    if matches!(fault, Fault::Reset { pending: 0 })
        && follow_up::single_byte(target, follow_up::MESSAGE_BEGIN).await == Some(SingleByte::Reset)
    {
        return TlsFailureKind::DataReset;
    }
    TlsFailureKind::StartTls { fault }
}

fn raw(outcome: &Outcome, tls: &PermissiveStream, wire: &Wire, target: &Target) -> String {
    match outcome {
        Outcome::TimedOut | Outcome::Done => {
            let so_far = match wire.received {
                0 => String::new(),
                received => format!(" after {received} bytes"),
            };
            let state = tls.ssl().state_string_long();
            format!("no answer within {} ms{so_far} (state: {state})", target.timeout.as_millis())
        }
        Outcome::Broken(error) => match (error.io_error(), error.ssl_error()) {
            (Some(system), _) => system.to_string(),
            (None, Some(stack)) if !stack.errors().is_empty() => words(stack),
            _ => "the connection ended".to_owned(),
        },
    }
}

/// OpenSSL's words with its code, without the source file and line, which differ from build to build.
fn words(stack: &ErrorStack) -> String {
    let lines = stack.errors().iter().map(|error| {
        let reason = error.reason().unwrap_or("no reason given");
        format!("error:{:08X}:{}:{reason}", error.code(), error.library().unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_sight_decides_by_bytes_then_alert_then_end() {
        use TlsFailureKind as Kind;
        let hello = b"\x16\x03\x03\x00\x7a\x02".to_vec();
        let ldap = b"\x30\x24\x02\x01\x00\x78".to_vec();
        let tls = || Facts { first: hello.clone(), ..Facts::default() };
        let not_tls = |protocol| Kind::NotTls { protocol };
        for (facts, expected) in [
            (Facts { timed_out: true, ..Facts::default() }, Kind::Silent),
            (Facts { timed_out: true, unacknowledged: true, ..Facts::default() }, Kind::DataDropped),
            (Facts { end: Some(End::Unreachable), ..Facts::default() }, Kind::DataDropped),
            (Facts { end: Some(End::Closed), ..Facts::default() }, Kind::Closed),
            (Facts { end: Some(End::Reset), ..Facts::default() }, Kind::Reset),
            (Facts { end: Some(End::Reset), certificate_asked: true, ..tls() }, Kind::ClientCertificateRequired),
            (Facts { alert: Some(42), certificate_asked: true, ..tls() }, Kind::ClientCertificateRequired),
            (Facts { alert: Some(42), ..tls() }, Kind::Alert { alert: 42 }),
            (Facts { alert: Some(116), ..tls() }, Kind::ClientCertificateRequired),
            (Facts { alert: Some(70), ..tls() }, Kind::NoCommonVersion),
            (Facts { no_common_version: true, ..tls() }, Kind::NoCommonVersion),
            (Facts { first: ldap.clone(), end: Some(End::Closed), ..Facts::default() }, Kind::PlainLdap),
            (Facts { first: ldap, start_tls: true, ..Facts::default() }, not_tls(Protocol::Ldap)),
            (Facts { first: b"22".to_vec(), timed_out: true, ..Facts::default() }, not_tls(Protocol::Unknown)),
            (Facts { first: b"SSH-2.0-x".to_vec(), ..Facts::default() }, not_tls(Protocol::Ssh)),
            (tls(), Kind::Other),
        ] {
            assert_eq!(first_sight(&facts), expected, "{facts:?}");
        }
    }
}
