//! A connection the password may go over, fresh for each attempt: its certificate is one of those looked at before,
//! and the appliances' rules accept its chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::net::TcpStream;

use super::super::endpoint::Door;
use super::super::tcp;
use super::super::tls::{self, Pinned, StrictFailure, Target};
use crate::evidence::{AskedBind, Fingerprint, RootDse, Session, SessionFailure, Strict, TcpFailureKind};
use crate::ldap::{dn, session};
use crate::plan::Plan;
use crate::trust::acceptance::{self, Presented};
use crate::trust::pki::Pki;

/// How often a connection is made to meet a certificate that was looked at: one address may be several machines.
const TRIES: usize = 4;

/// An address that may be bound at, and what was seen there.
#[derive(Clone)]
pub(in crate::probes) struct Candidate {
    pub(in crate::probes) door: Door,
    pub(in crate::probes) root_dse: Option<RootDse>,
    /// Leaves that this address showed so far.
    pub(in crate::probes) leaves: BTreeSet<Fingerprint>,
    /// Its connections did not all end alike.
    pub(in crate::probes) several: bool,
    /// Time for one handshake: short where the next connection may meet a machine that answers.
    pub(in crate::probes) patience: Duration,
    /// Every certificate seen or trusted, as PEM.
    pub(in crate::probes) certificates: Arc<BTreeMap<Fingerprint, String>>,
}

impl Candidate {
    /// Whether an account of this distinguished name is in nothing that the server says it holds.
    pub(in crate::probes) fn is_of_another_tree(&self, name: &str) -> bool {
        let holds = self.root_dse.as_ref().map_or(&[][..], |root| root.values("namingContexts"));
        dn::parse(name).is_ok_and(|name| name.is_outside(holds))
    }
}

/// Opens the connection, or says why the password is withheld.
pub(super) async fn protected(
    plan: &Plan,
    asked: &AskedBind,
    at: &Candidate,
) -> Result<(session::Session, Session), SessionFailure> {
    if !at.door.encrypted {
        if !asked.allow_plaintext {
            return Err(SessionFailure::WithoutTls);
        }
        let stream = connect(&at.door).await?;
        return converse(stream, plan, Session::Plaintext).await;
    }
    match verified(plan, at).await {
        Err(SessionFailure::NotVerified { .. } | SessionFailure::OtherLeaf { .. }) if asked.allow_untrusted => {
            let pinned = pinned(at).await?;
            converse(pinned.stream, plan, Session::Untrusted).await
        }
        outcome => outcome,
    }
}

/// A connection whose leaf was looked at before and that some store accepts.
async fn verified(plan: &Plan, at: &Candidate) -> Result<(session::Session, Session), SessionFailure> {
    let mut failure = SessionFailure::NotVerified { by_store: BTreeMap::new() };
    for _ in 0..TRIES {
        let pinned = match pinned(at).await {
            Ok(pinned) => pinned,
            Err(broken @ SessionFailure::Broken { .. }) if at.several => {
                failure = broken;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let leaf = pinned.chain.first().cloned().unwrap_or_default();
        if !at.leaves.contains(&leaf) {
            failure = SessionFailure::OtherLeaf { leaf };
            continue;
        }
        match accepted_by(plan, at, &pinned) {
            Ok(store) => return converse(pinned.stream, plan, Session::Verified { store }).await,
            Err(by_store) => failure = SessionFailure::NotVerified { by_store },
        }
        if at.leaves.len() < 2 {
            break;
        }
    }
    Err(failure)
}

/// The first store with which the appliances' rules accept the chain, or why none does.
fn accepted_by(plan: &Plan, at: &Candidate, pinned: &Pinned) -> Result<String, BTreeMap<String, String>> {
    let mut certificates = BTreeMap::clone(&at.certificates);
    certificates.extend(pinned.certificates.clone());
    let pki = Pki::new(&certificates);
    let presented =
        Presented { chain: &pinned.chain, host: &at.door.target.host, cipher: None, now: OffsetDateTime::now_utc() };
    let mut refusals = BTreeMap::new();
    for store in &plan.stores {
        match acceptance::judge(&pki, presented, store) {
            Ok(()) => return Ok(store.name.clone()),
            Err(refusal) => refusals.insert(store.name.clone(), refusal.to_string()),
        };
    }
    Err(refusals)
}

/// What this host's own strict client says with the store that the session was accepted by.
pub(super) async fn opinion(plan: &Plan, at: &Candidate, store: &str) -> Option<Strict> {
    let chosen = plan.stores.iter().find(|one| one.name == store)?;
    let pems: Vec<&str> =
        chosen.certificates.iter().filter_map(|print| plan.certificates.get(print)).map(String::as_str).collect();
    let stream = connect(&at.door).await.ok()?;
    let said = tls::opinion(stream, &at.door.target, &pems).await?;
    let (refusal, certificate) = said.err().map_or((None, false), |(words, certificate)| (Some(words), certificate));
    Some(Strict { store: store.to_owned(), refusal, certificate })
}

async fn pinned(at: &Candidate) -> Result<Pinned, SessionFailure> {
    let target = Target { timeout: at.patience, ..at.door.target.clone() };
    tls::pinned(connect(&at.door).await?, &target).await.map_err(|failure| match failure {
        StrictFailure::Refused(raw) => SessionFailure::Handshake { raw },
        StrictFailure::Broken(raw) => SessionFailure::Broken { raw },
    })
}

async fn connect(door: &Door) -> Result<TcpStream, SessionFailure> {
    match tcp::connect(door.target.address, door.target.source, door.connect).await {
        Ok((stream, _)) => Ok(stream),
        Err(failure) if failure.kind == TcpFailureKind::HostLimited => {
            Err(SessionFailure::HostLimited { raw: failure.raw })
        }
        Err(failure) => Err(SessionFailure::Broken { raw: failure.raw }),
    }
}

async fn converse<S>(stream: S, plan: &Plan, protection: Session) -> Result<(session::Session, Session), SessionFailure>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
{
    // A password is sent once, so its answer is waited for as long as there is time.
    match session::Session::open(stream, Duration::from_millis(plan.asked.late_ms())).await {
        Ok(session) => Ok((session, protection)),
        // Nothing was sent yet: it is this host that has no more sockets.
        Err(failure) => Err(SessionFailure::HostLimited { raw: failure.fault.to_string() }),
    }
}
