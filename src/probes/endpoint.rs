//! One address of one server, layer by layer on one connection: TCP, TLS, the anonymous rootDSE.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use super::draft::{Answer, At, Note, Notes, encrypted};
use super::tls::Target;
use super::{tcp, tls};
use crate::check::Stage;
use crate::evidence::{LdapFailure, Observed, Protocol, RootDse};
use crate::ldap::fault::Fault;
use crate::ldap::session::Session;
use crate::plan::Plan;
use crate::server_url::{Scheme, ServerUrl};

/// Where one task looks.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) at: At,
    pub(super) url: ServerUrl,
    pub(super) target: Target,
    /// TLS is spoken here, from the start or by StartTLS.
    pub(super) encrypted: bool,
}

impl Door {
    pub(super) fn new(plan: &Plan, at: At, url: &ServerUrl, address: SocketAddr) -> Self {
        let target = Target {
            address,
            host: url.host.clone(),
            source: plan.source,
            start_tls: plan.asked.start_tls && url.scheme == Scheme::Ldap,
            timeout: Duration::from_millis(plan.asked.connect_timeout_ms),
        };
        Self { at, url: url.clone(), target, encrypted: encrypted(plan, url) }
    }

    /// The server and the address, as `dc1.corp.example:636 (10.1.2.3)`.
    pub(super) fn label(&self) -> String {
        format!("{} ({})", self.url.authority(), self.target.address.ip())
    }
}

/// Looks at one address up to `last_stage`, and notes each answer as it comes.
pub(super) async fn look(door: Door, last_stage: Stage, notes: Notes) {
    let Door { at, url, target, encrypted } = &door;
    notes.step(url, "tcp");
    let stream = match tcp::connect(target.address, target.source, target.timeout).await {
        Err(failure) => return notes.answer(*at, Answer::Tcp(Observed::Failed(failure))),
        Ok((stream, connected)) => {
            notes.answer(*at, Answer::Tcp(Observed::Seen(connected)));
            stream
        }
    };
    if last_stage == Stage::Network {
        return;
    }
    if !encrypted {
        return look_at_plain(&door, stream, &notes).await;
    }
    notes.step(url, "tls");
    let (handshake, certificates) = tls::permissive(stream, target).await;
    notes.tell(Note::Certificates(certificates));
    match handshake {
        Err(failure) => notes.answer(*at, Answer::Tls(Observed::Failed(failure))),
        Ok((stream, seen)) => {
            notes.answer(*at, Answer::Tls(Observed::Seen(seen)));
            notes.step(url, "ldap");
            if let Err(failure) = root_dse(*at, stream, target.timeout, &notes).await
                && matches!(failure.fault, Fault::Closed { .. } | Fault::Reset { .. } | Fault::Tls { .. })
            {
                let follow_up = tls::follow_up_encrypted(target).await;
                notes.answer(*at, Answer::Ldap(Observed::Failed(LdapFailure { follow_up, ..failure })));
            }
        }
    }
}

async fn look_at_plain(door: &Door, stream: tokio::net::TcpStream, notes: &Notes) {
    notes.step(&door.url, "ldap");
    let Err(failure) = root_dse(door.at, stream, door.target.timeout, notes).await else {
        return;
    };
    if undecided(&failure.fault) {
        let follow_up = tls::follow_up(&door.target).await;
        notes.answer(door.at, Answer::Ldap(Observed::Failed(LdapFailure { follow_up, ..failure })));
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
