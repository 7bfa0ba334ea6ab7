//! Further connections to an address: does everything behind it answer alike, to hellos of every kind?

use super::draft::{Answer, Note, Notes};
use super::endpoint::Door;
use super::tls;
use crate::evidence::{HelloKind, Sample, Sibling};
use crate::server_url::ServerUrl;

/// Connections made beside the usual one where all answer alike; where they do not, so many more of each kind.
const MORE: usize = 2;

/// Looks again with the hellos in `kinds`, and more often where they do not answer like the first connection.
/// What is seen is noted as it comes. `dead`: the first connection was not answered.
pub(super) async fn look(door: &Door, kinds: &[HelloKind], dead: bool, notes: &Notes) -> Vec<Sample> {
    let mut samples = round(door, kinds, notes).await;
    let differs = |sample: &Sample| {
        // Who asks for another certificate gets another answer.
        !matches!(sample.hello, Some(HelloKind::RsaKey | HelloKind::EllipticKey))
            && (sample.unanswered() != dead || sample.leaf() != samples.first().and_then(Sample::leaf))
    };
    if samples.iter().any(differs) {
        // One kind after the other: a balancer that takes its servers in turn would else give one size always to the same.
        if !kinds.is_empty() {
            samples.extend(round(door, &[HelloKind::Usual; MORE], notes).await);
            samples.extend(round(door, &[HelloKind::Large; MORE], notes).await);
            // Whether it is the hello that ends the connection, and not the machine that it met.
            let ended = samples.iter().filter(|sample| sample.hung_up()).filter_map(|sample| sample.hello);
            let less: Vec<HelloKind> = ended.filter(|kind| kind.offers_less()).flat_map(|kind| [kind; MORE]).collect();
            samples.extend(round(door, &less, notes).await);
        }
        if kinds.is_empty() {
            samples.extend(plain(door, MORE).await);
        }
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

async fn look_at(door: &Door, (without_tls, port): (bool, u16), notes: &Notes) {
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
    notes.answer(door.at, Answer::Sibling(Sibling { port, seen }));
}

fn other_port(url: &ServerUrl, encrypted: bool) -> u16 {
    match (encrypted, url.global_catalog()) {
        (false, false) => 636,
        (false, true) => 3269,
        (true, false) => 389,
        (true, true) => 3268,
    }
}
