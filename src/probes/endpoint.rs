//! One address of one server, layer by layer on one connection: TCP, TLS, the anonymous rootDSE.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::again::{Again, First, Rounds, Unheard};
use super::draft::{Answer, At, Note, Notes, encrypted};
use super::passing::{self, Question};
use super::tls::{PermissiveStream, Target};
use super::{again, beside, connecting, tcp, tls};
use crate::check::Stage;
use crate::evidence::result::wants_protection;
use crate::evidence::{
    FollowUp, HelloKind, LdapFailure, Observed, Protocol, RootDse, Sample, Sibling, Slot, TlsFailure, TlsFailureKind,
    TlsSeen,
};
use crate::ldap::fault::Fault;
use crate::ldap::session::Session;
use crate::plan::Plan;
use crate::server_url::{Scheme, ServerUrl};

/// What the permissive handshake ends in.
type Handshake = Result<(PermissiveStream, TlsSeen), TlsFailure>;

/// How often a hello that nobody answered is sent again, before the address is given up.
const TRIES: usize = 2;

/// Where one task looks.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) at: At,
    pub(super) url: ServerUrl,
    pub(super) target: Target,
    /// Time allowed for the first connection.
    pub(super) connect: Duration,
    /// TLS is spoken here, from the start or by StartTLS.
    pub(super) encrypted: bool,
    /// A hello of TLS 1.0 is of use: some appliance may speak nothing else.
    pub(super) oldest: bool,
}

impl Door {
    pub(super) fn new(plan: &Plan, at: At, url: &ServerUrl, address: SocketAddr) -> Self {
        let target = Target {
            address,
            host: url.host.clone(),
            source: plan.source,
            start_tls: plan.asked.start_tls && url.scheme == Scheme::Ldap,
            timeout: Duration::from_millis(plan.asked.patience_ms()),
        };
        let connect = Duration::from_millis(plan.asked.connect_timeout_ms);
        Self { at, url: url.clone(), target, connect, encrypted: encrypted(plan, url), oldest: plan.old_tls }
    }

    /// For a look that begins beside another one and ends with it.
    pub(super) fn beside(&self) -> Self {
        Self { target: self.target.beside(), ..self.clone() }
    }

    /// The server and the address, as `dc1.corp.example:636 (10.1.2.3)`.
    pub(super) fn label(&self) -> String {
        format!("{} ({})", self.url.authority(), self.target.address.ip())
    }
}

/// Looks at one address up to `last_stage`, and notes each answer as it comes.
pub(super) async fn look(door: Door, last_stage: Stage, notes: Notes) {
    let Door { at, url, encrypted, .. } = &door;
    notes.step(url, "tcp");
    let stream = match connecting::connect(&door, &notes).await {
        Err(failure) => return notes.answer(*at, Answer::Tcp(Observed::Failed(failure))),
        Ok((stream, connected)) => {
            notes.answer(*at, Answer::Tcp(Observed::Seen(connected)));
            stream
        }
    };
    if last_stage == Stage::Network {
        return;
    }
    if *encrypted {
        look_at_encrypted(&door, stream, &notes).await;
    } else {
        look_at_plain(&door, stream, &notes).await;
    }
}

async fn look_at_encrypted(door: &Door, stream: TcpStream, notes: &Notes) {
    notes.step(&door.url, "tls");
    let later = door.beside();
    let first = tls::permissive(stream, &door.target);
    let ((mut handshake, certificates), looked) =
        beside::look(door.target.timeout, first, Again::meanwhile(&later, notes), |(handshake, _)| handshake.is_err())
            .await;
    notes.tell(Note::Certificates(certificates));
    let (mut failed, mut sibling) = (None, None);
    if let Err(failure) = &mut handshake {
        failed = Some(failure.clone());
        let again = match looked {
            // What ends connections meets the next ones one by one: machines that take turns come round.
            Some(again) if again::goes_silent(failure) => again,
            _ => Again::behind(door, failure, notes).await,
        };
        failure.wire.passes = again.passes(failure);
        sibling = again.sibling;
        // One address may be several machines: the one that answers is looked at.
        if failure.unanswered() && again::somebody(door, again.samples, notes).await {
            handshake = tried_again(door, handshake, notes).await;
        }
    }
    match handshake {
        Err(failure) => without_tls(door, failure, sibling, notes).await,
        Ok((stream, seen)) => look_inside(door, (stream, seen), failed, notes).await,
    }
}

/// A port that shakes no hands: what the other one speaks, where that was not looked at meanwhile (`sibling`).
async fn without_tls(door: &Door, failure: TlsFailure, sibling: Option<Sibling>, notes: &Notes) {
    let kind = failure.kind.clone();
    notes.answer(door.at, Answer::Tls(Observed::Failed(failure)));
    match kind {
        TlsFailureKind::PlainLdap if door.target.start_tls => {}
        TlsFailureKind::PlainLdap => again::tls_port(door, notes).await,
        TlsFailureKind::NotTls { .. } => {}
        TlsFailureKind::StartTls { fault: Fault::NotLdap { protocol: Protocol::Tls, .. } } => {
            again::with_tls(door, notes).await;
        }
        TlsFailureKind::StartTls { fault: Fault::Result { .. } | Fault::Referral { .. } } => {
            again::tls_port(door, notes).await
        }
        _ => match sibling {
            Some(seen) => notes.answer(door.at, Answer::Sibling(seen)),
            None => again::sibling(door, notes).await,
        },
    }
}

/// Shakes hands until somebody answers.
async fn tried_again(door: &Door, mut handshake: Handshake, notes: &Notes) -> Handshake {
    for _ in 0..TRIES {
        let Ok((stream, _)) = tcp::connect(door.target.address, door.target.source, door.connect).await else {
            continue;
        };
        let (again, certificates) = tls::permissive(stream, &door.target).await;
        notes.tell(Note::Certificates(certificates));
        match again {
            Err(failure) if failure.unanswered() => {}
            answered => {
                handshake = answered;
                break;
            }
        }
    }
    handshake
}

/// What stands behind a handshake, on this connection and on further ones.
async fn look_inside(
    door: &Door,
    (stream, seen): (PermissiveStream, TlsSeen),
    failed: Option<TlsFailure>,
    notes: &Notes,
) {
    let mut kinds = further(door, &seen);
    kinds.extend(tls::other_key(stream.ssl()));
    notes.answer(door.at, Answer::Tls(Observed::Seen(seen)));
    notes.step(&door.url, "ldap");
    let target = &door.target;
    let look = async {
        let began = Instant::now();
        let (later, first) = (door.beside(), root_dse(door.at, stream, target.timeout, notes));
        let passes = passing::meanwhile(&later, Question::RootEntry, notes);
        let (answer, passes) = beside::look(target.timeout, first, passes, Result::is_err).await;
        let first = First::of(&answer);
        let Err(failure) = answer else { return first };
        let follow_up = match failure.fault {
            Fault::Closed { .. } | Fault::Reset { .. } | Fault::Tls { .. } => {
                tls::follow_up_encrypted(target, began.elapsed()).await
            }
            _ => None,
        };
        let failure = LdapFailure { follow_up, ..failure };
        let failure = passing::explained(door, Question::RootEntry, passes, failure).await;
        notes.answer(door.at, Answer::Ldap(Observed::Failed(failure)));
        first
    };
    let seen = tokio::join!(look, Rounds::look(door, &kinds, notes));
    let mut samples = again::compared(door, &kinds, seen, notes).await;
    if let Some(failure) = failed {
        let hello_bytes = failure.wire.sent;
        let (tls, ldap) = (Observed::Failed(failure), Observed::Blocked(Slot::Tls));
        samples.push(Sample { hello: Some(HelloKind::Usual), hello_bytes, request_bytes: None, tls, ldap });
        notes.answer(door.at, Answer::Samples(samples));
    }
}

/// Which further hellos tell something.
fn further(door: &Door, seen: &TlsSeen) -> Vec<HelloKind> {
    let mut kinds = vec![HelloKind::Tls12, HelloKind::Large];
    if seen.cipher.starts_with("TLS_RSA_") {
        kinds.push(HelloKind::ForwardSecret);
    }
    if door.oldest {
        kinds.push(HelloKind::Tls10);
    }
    kinds
}

async fn look_at_plain(door: &Door, stream: TcpStream, notes: &Notes) {
    notes.step(&door.url, "ldap");
    let later = door.beside();
    let first = root_dse(door.at, stream, door.target.timeout, notes);
    let unheard = Unheard::meanwhile(&later, notes);
    let (first, unheard) = beside::look(door.target.timeout, first, unheard, Result::is_err).await;
    let went = First::of(&first);
    let (samples, meanwhile) = match unheard {
        Some(Unheard { samples, follow_up, passes }) => {
            (again::compared(door, &[], (went, samples.into()), notes).await, Some((follow_up, passes)))
        }
        None => (again::look(door, &[], went, notes).await, None),
    };
    let Err(failure) = first else { return };
    if matches!(failure.fault, Fault::Result { code, .. } if wants_protection(code)) {
        again::sibling(door, notes).await;
    }
    if went == First::NoAnswer && samples.iter().any(|sample| !sample.unanswered()) {
        return read_again(door, &failure, samples, notes).await;
    }
    if undecided(&failure.fault) {
        let (follow_up, passes) = meanwhile.unzip();
        let explained = passing::explained(door, Question::RootEntry, passes, failure);
        let (follow_up, failure) = match follow_up {
            Some(follow_up) => (follow_up, explained.await),
            None => tokio::join!(tls::follow_up(&door.target), explained),
        };
        if follow_up == Some(FollowUp::SpeaksTls) || matches!(failure.fault, Fault::NotLdap { .. }) {
            again::with_tls(door, notes).await;
        }
        notes.answer(door.at, Answer::Ldap(Observed::Failed(LdapFailure { follow_up, ..failure })));
    }
}

/// One address is several machines: the root entry is read on one that answers, and the other is kept as a sample.
async fn read_again(door: &Door, failure: &LdapFailure, mut samples: Vec<Sample>, notes: &Notes) {
    let tls = Observed::NotAsked("ldap:// without StartTLS".to_owned());
    let ldap = Observed::Failed(failure.fault.clone());
    samples.push(Sample { hello: None, hello_bytes: 0, request_bytes: None, tls, ldap });
    notes.answer(door.at, Answer::Samples(samples));
    for _ in 0..TRIES {
        let Ok((stream, _)) = tcp::connect(door.target.address, door.target.source, door.connect).await else {
            continue;
        };
        match root_dse(door.at, stream, door.target.timeout, notes).await {
            Err(failure) if failure.fault.unanswered() => {}
            _ => return,
        }
    }
}

/// What comes on one more connection within `late`, if anything does.
pub(super) async fn look_late(door: Door, late: Duration, notes: Notes) {
    let began = Instant::now();
    let patient = Door { target: Target { timeout: late, ..door.target.clone() }, ..door };
    // Large, and begun where the run files what it is told.
    let answers = Box::pin(passing::answers(&patient));
    if let Ok(true) = tokio::time::timeout(late, answers).await {
        notes.answer(patient.at, Answer::Late(began.elapsed().into()));
    }
}

/// Reads the root entry anonymously and notes the answer before the connection is closed.
async fn root_dse<S>(at: At, stream: S, timeout: Duration, notes: &Notes) -> Result<(), LdapFailure>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let note = |answer: Observed<RootDse, LdapFailure>| notes.answer(at, Answer::Ldap(answer));
    let opened = Session::open(stream, timeout).await;
    let mut session = opened.inspect_err(|failure| note(Observed::Failed(failure.clone())))?;
    let answer = session.root_dse().await;
    note(answer.clone().into());
    session.close().await;
    answer.map(drop)
}

/// Whether a second look at a port without TLS can tell more than the fault: a port that speaks TLS, or a device on
/// the path, breaks the conversation in these ways too.
fn undecided(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Closed { .. }
            | Fault::Reset { .. }
            | Fault::Silent { .. }
            | Fault::Stalled { .. }
            | Fault::Malformed { .. }
            | Fault::NotLdap { protocol: Protocol::Tls, .. }
    )
}
