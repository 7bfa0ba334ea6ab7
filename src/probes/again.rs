//! Further connections to an address: does everything behind it answer alike, to hellos of every kind?

use std::num::NonZeroU16;

use super::draft::{Answer, Note, Notes};
use super::endpoint::Door;
use super::passing::{self, Question};
use super::{beside, tls};
use crate::evidence::{FollowUp, HelloKind, LdapFailure, Observed, Sample, Sibling, TlsFailure, TlsFailureKind};
use crate::server_url::ServerUrl;

/// Connections made beside the usual one where all answer alike; where they do not, so many more of each kind.
const MORE: usize = 2;

/// With what a handshake that came to nothing is tried again.
const OTHERWISE: &[HelloKind] = &[HelloKind::Usual, HelloKind::Large];

/// The same while others look, too: of two machines that take turns not all may meet the same one.
const MEANWHILE: &[HelloKind] = &[HelloKind::Usual, HelloKind::Large, HelloKind::Usual];

/// What is looked at behind a handshake that comes to nothing.
#[derive(Default)]
pub(super) struct Again {
    pub(super) samples: Vec<Sample>,
    /// The segments by which it completes.
    passes: Option<NonZeroU16>,
    /// The other LDAP port, where it was looked at.
    pub(super) sibling: Option<Sibling>,
}

impl Again {
    /// While the handshake is still waited for.
    pub(super) async fn meanwhile(door: &Door, notes: &Notes) -> Self {
        notes.tell(Note::Unheard(door.at));
        let sibling = seen_at(door, (door.encrypted, other_port(&door.url, door.encrypted)), notes);
        let passes = passing::passes(door, Question::Handshake);
        let (samples, passes, sibling) = tokio::join!(round(door, MEANWHILE, notes), passes, sibling);
        Self { samples, passes, sibling: Some(sibling) }
    }

    /// When it has failed at once.
    pub(super) async fn behind(door: &Door, failure: &TlsFailure, notes: &Notes) -> Self {
        let samples = async { if failure.unanswered() { round(door, OTHERWISE, notes).await } else { Vec::new() } };
        let passes =
            async { if goes_silent(failure) { passing::passes(door, Question::Handshake).await } else { None } };
        let (samples, passes) = tokio::join!(samples, passes);
        Self { samples, passes, sibling: None }
    }

    /// The segments by which a handshake completes that went silent.
    pub(super) fn passes(&self, failure: &TlsFailure) -> Option<NonZeroU16> {
        self.passes.filter(|_| goes_silent(failure))
    }
}

/// The hello, or what came after it, was never answered.
pub(super) fn goes_silent(failure: &TlsFailure) -> bool {
    matches!(failure.kind, TlsFailureKind::Silent | TlsFailureKind::DataDropped)
}

/// What is looked at behind a port without TLS that says nothing: a further connection, another protocol, other segments.
pub(super) struct Unheard {
    pub(super) samples: Vec<Sample>,
    pub(super) follow_up: Option<FollowUp>,
    pub(super) passes: Option<NonZeroU16>,
}

impl Unheard {
    pub(super) async fn meanwhile(door: &Door, notes: &Notes) -> Self {
        let passes = passing::meanwhile(door, Question::RootEntry, notes);
        let (samples, follow_up, passes) = tokio::join!(round(door, &[], notes), tls::follow_up(&door.target), passes);
        Self { samples, follow_up, passes }
    }
}

/// Whether anybody answers where the first connection was not answered: `samples`, and more where they do not agree.
pub(super) async fn somebody(door: &Door, samples: Vec<Sample>, notes: &Notes) -> bool {
    let samples = compared(door, OTHERWISE, (First::NoHandshake, samples.into()), notes).await;
    samples.iter().any(|sample| !sample.unanswered())
}

/// What became of the first connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Answered,
    /// Nobody answered its hello.
    NoHandshake,
    /// Nobody answered its first request.
    NoAnswer,
}

impl First {
    pub(super) fn of(answer: &Result<(), LdapFailure>) -> Self {
        match answer {
            Err(failure) if failure.fault.unanswered() => Self::NoAnswer,
            _ => Self::Answered,
        }
    }

    /// Whether a further connection went as this one, as far as it went.
    fn like(self, sample: &Sample) -> bool {
        match self {
            Self::Answered => !sample.unanswered(),
            Self::NoHandshake => sample.unanswered(),
            Self::NoAnswer => sample.unanswered() || matches!(sample.ldap, Observed::NotAsked(_)),
        }
    }
}

/// One connection for each hello, and while any of them is silent, some more.
pub(super) struct Rounds {
    samples: Vec<Sample>,
    more: Option<Vec<Sample>>,
}

impl Rounds {
    pub(super) async fn look(door: &Door, kinds: &[HelloKind], notes: &Notes) -> Self {
        let mut later = door.beside();
        // Two rounds of these.
        later.target.timeout /= 2;
        let more = more(&later, kinds, notes);
        let silent = |samples: &Vec<Sample>| samples.iter().any(Sample::unanswered);
        let (samples, more) = beside::look(door.target.timeout, round(door, kinds, notes), more, silent).await;
        Self { samples, more }
    }
}

impl From<Vec<Sample>> for Rounds {
    fn from(samples: Vec<Sample>) -> Self {
        Self { samples, more: None }
    }
}

/// Some more connections of each kind.
async fn more(door: &Door, kinds: &[HelloKind], notes: &Notes) -> Vec<Sample> {
    if kinds.is_empty() {
        return plain(door, MORE).await;
    }
    // One kind after the other: a balancer that takes its servers in turn would else give one size always to the same.
    let mut samples = round(door, &[HelloKind::Usual; MORE], notes).await;
    samples.extend(round(door, &[HelloKind::Large; MORE], notes).await);
    samples
}

/// Looks again with the hellos in `kinds`, and more often where they do not answer like the first connection.
/// What is seen is noted as it comes.
pub(super) async fn look(door: &Door, kinds: &[HelloKind], first: First, notes: &Notes) -> Vec<Sample> {
    let rounds = Rounds::look(door, kinds, notes).await;
    compared(door, kinds, (first, rounds), notes).await
}

/// The samples of one round, and those of further ones where they do not agree.
pub(super) async fn compared(
    door: &Door,
    kinds: &[HelloKind],
    (first, rounds): (First, Rounds),
    notes: &Notes,
) -> Vec<Sample> {
    let Rounds { mut samples, more: known } = rounds;
    let differs = |sample: &Sample| {
        // Who asks for another certificate gets another answer.
        !matches!(sample.hello, Some(HelloKind::RsaKey | HelloKind::EllipticKey))
            && (!first.like(sample) || sample.leaf() != samples.first().and_then(Sample::leaf))
    };
    if samples.iter().any(differs) {
        samples.extend(match known {
            Some(known) => known,
            None => more(door, kinds, notes).await,
        });
        // Whether it is the hello that ends the connection, and not the machine that it met.
        let ended = samples.iter().filter(|sample| sample.hung_up()).filter_map(|sample| sample.hello);
        let less: Vec<HelloKind> = ended.filter(|kind| kind.offers_less()).flat_map(|kind| [kind; MORE]).collect();
        samples.extend(round(door, &less, notes).await);
    }
    notes.answer(door.at, Answer::Samples(samples.clone()));
    samples
}

/// One connection for each hello, all at once; one without TLS where there is none to send.
async fn round(door: &Door, kinds: &[HelloKind], notes: &Notes) -> Vec<Sample> {
    if !door.encrypted {
        return plain(door, 1).await;
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (nth, &kind) in kinds.iter().enumerate() {
        let target = door.target.clone();
        tasks.spawn(async move { (nth, tls::sample(&target, kind).await) });
    }
    let mut seen = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        if let Ok((nth, (sample, certificates))) = ended {
            notes.tell(Note::Certificates(certificates));
            seen.extend(sample.map(|sample| (nth, sample)));
        }
    }
    seen.sort_by_key(|(nth, _)| *nth);
    seen.into_iter().map(|(_, sample)| sample).collect()
}

async fn plain(door: &Door, times: usize) -> Vec<Sample> {
    let mut samples = Vec::new();
    for _ in 0..times {
        samples.extend(tls::sample_plain(&door.target).await);
    }
    samples
}

/// Looks at the other LDAP port of the same address, with TLS where this one has none and the reverse.
pub(super) async fn sibling(door: &Door, notes: &Notes) {
    look_at(door, (door.encrypted, other_port(&door.url, door.encrypted)), notes).await;
}

/// Looks at the port with TLS, where the one that was to have it has none.
pub(super) async fn tls_port(door: &Door, notes: &Notes) {
    let port = other_port(&door.url, false);
    if port != door.target.address.port() {
        look_at(door, (false, port), notes).await;
    }
}

/// Looks at the same port with TLS, where it was to have none and speaks it.
pub(super) async fn with_tls(door: &Door, notes: &Notes) {
    look_at(door, (false, door.target.address.port()), notes).await;
}

async fn look_at(door: &Door, asked: (bool, u16), notes: &Notes) {
    let seen = seen_at(door, asked, notes).await;
    notes.answer(door.at, Answer::Sibling(seen));
}

async fn seen_at(door: &Door, (without_tls, port): (bool, u16), notes: &Notes) -> Sibling {
    let mut target = door.target.clone();
    target.address.set_port(port);
    target.start_tls = false;
    let seen = if without_tls {
        tls::sample_plain(&target).await
    } else {
        let (seen, certificates) = tls::sample(&target, HelloKind::Usual).await;
        notes.tell(Note::Certificates(certificates));
        seen
    };
    Sibling { port, seen }
}

fn other_port(url: &ServerUrl, encrypted: bool) -> u16 {
    match (encrypted, url.global_catalog()) {
        (false, false) => 636,
        (false, true) => 3269,
        (true, false) => 389,
        (true, true) => 3268,
    }
}
