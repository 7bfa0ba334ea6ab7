//! A further connection to an address that was looked at already.

use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::permissive::{self, Outcome};
use super::wire::Counted;
use super::{Certificates, PermissiveStream, Target, failure, follow_up, records, start_tls};
use crate::evidence::{HelloKind, Named, Observed, Sample, Slot, TlsFailure, TlsFailureKind, TlsSeen};
use crate::ldap::fault::Fault;
use crate::ldap::session::Session;

pub(super) async fn encrypted(target: &Target, kind: HelloKind) -> (Option<Sample>, Certificates) {
    let mut certificates = Certificates::new();
    let Some(tcp) = follow_up::connect(target).await else {
        return (None, certificates);
    };
    let started = Instant::now();
    let mut stream = Counted::new(tcp);
    let failed = |hello_bytes, request_bytes, failure| Sample {
        hello: Some(kind),
        hello_bytes,
        request_bytes,
        tls: Observed::Failed(failure),
        ldap: Observed::Blocked(Slot::Tls),
    };
    if target.start_tls
        && let Err(fault) = start_tls::upgrade(&mut stream, target.timeout).await
    {
        let (wire, raw, ms) = (stream.wire(), fault.to_string(), started.elapsed().into());
        let kind = TlsFailureKind::StartTls { fault };
        return (Some(failed(0, None, TlsFailure { kind, chain: Vec::new(), wire, ms, raw })), certificates);
    }
    let Ok((mut tls, outcome)) = permissive::handshake(stream, target, kind).await else {
        return (None, certificates);
    };
    let chain = permissive::chain(tls.ssl(), &mut certificates);
    let hello_bytes = tls.get_ref().hello_bytes();
    let request_bytes = records::certificate_request(tls.get_ref().recorded());
    if !matches!(outcome, Outcome::Done) {
        let failure = failure::at_first_sight(&outcome, chain, &tls, target, started);
        return (Some(failed(hello_bytes, request_bytes, failure)), certificates);
    }
    tls.get_mut().end_handshake();
    let seen = TlsSeen {
        version: tls.ssl().version_str().to_owned(),
        cipher: permissive::cipher(tls.ssl()),
        chain,
        start_tls: target.start_tls,
        ms: started.elapsed().into(),
    };
    let ldap = match kind {
        // They are asked one question only: whether the handshake comes about.
        HelloKind::Large | HelloKind::Tls10 | HelloKind::ForwardSecret | HelloKind::RsaKey | HelloKind::EllipticKey => {
            Observed::NotAsked("this connection was for its handshake".to_owned())
        }
        HelloKind::Usual | HelloKind::Tls12 => named(tls, target).await.into(),
    };
    (Some(Sample { hello: Some(kind), hello_bytes, request_bytes, tls: Observed::Seen(seen), ldap }), certificates)
}

pub(super) async fn shaken(tcp: TcpStream, target: &Target) -> Option<PermissiveStream> {
    let mut stream = Counted::new(tcp);
    if target.start_tls {
        start_tls::upgrade(&mut stream, target.timeout).await.ok()?;
    }
    let (mut tls, outcome) = permissive::handshake(stream, target, HelloKind::Usual).await.ok()?;
    tls.get_mut().end_handshake();
    matches!(outcome, Outcome::Done).then_some(tls)
}

pub(super) async fn plain(target: &Target) -> Option<Sample> {
    let tcp = follow_up::connect(target).await?;
    let ldap = named(tcp, target).await.into();
    let tls = Observed::NotAsked("ldap:// without StartTLS".to_owned());
    Some(Sample { hello: None, hello_bytes: 0, request_bytes: None, tls, ldap })
}

/// Reads the root entry. That it is refused or hidden is an answer, too.
async fn named<S>(stream: S, target: &Target) -> Result<Named, Fault>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut session = Session::open(stream, target.timeout).await.map_err(|failure| failure.fault)?;
    let answer = session.root_dse().await;
    session.close().await;
    match answer {
        Ok(root) => Ok(Named { dns_host_name: root.values("dnsHostName").first().cloned() }),
        Err(failure) => match failure.fault {
            Fault::Result { .. } => Ok(Named::default()),
            fault => Err(fault),
        },
    }
}
