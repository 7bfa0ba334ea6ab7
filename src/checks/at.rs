//! Where in the evidence a judgement stands. Missing evidence is read with `?` and becomes a skip that says why.

use crate::check::{Judged, Outcome, Skip, Verdict};
use crate::evidence::{
    AccountState, BindAnswer, Endpoint, Evidence, FollowUp, LdapFailure, Observed, Resolution, RootDse, Server,
    Session, SessionFailure, Slot, TcpConnected, TlsFailure, TlsFailureKind, TlsSeen, TrustStore, Vantage,
};
use crate::ldap::fault::Fault;
use crate::trust::certificate::Certificate;
use crate::trust::judgement;
use crate::trust::names::{self, NameMatch};
use crate::trust::path::{self, Path};

/// One configured server, seen from one vantage point.
#[derive(Clone, Copy)]
pub(super) struct AtServer<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) vantage: &'a Vantage,
    pub(super) server: &'a Server,
}

/// One address of it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) vantage: &'a Vantage,
    pub(super) server: &'a Server,
    pub(super) endpoint: &'a Endpoint,
}

/// Judges every server of every vantage point.
pub(super) fn per_server(evidence: &Evidence, judge: impl Fn(AtServer<'_>) -> Judged) -> Vec<Outcome> {
    servers(evidence).map(|at| outcome(at, at.server.url.authority(), judge(at))).collect()
}

/// Judges every address of every server; a server without addresses gets one outcome that says why.
pub(super) fn per_endpoint(evidence: &Evidence, judge: impl Fn(At<'_>) -> Judged) -> Vec<Outcome> {
    let mut all = Vec::new();
    for server in servers(evidence) {
        match endpoints(server) {
            Err(skip) => all.push(outcome(server, server.server.url.authority(), Err(skip))),
            Ok(endpoints) => {
                all.extend(endpoints.into_iter().map(|at| outcome(server, at.subject(), judge(at))));
            }
        }
    }
    all
}

/// Judges every address of every server against every trust store, once for all places that are shown the same chain.
pub(super) fn per_store(evidence: &Evidence, judge: impl Fn(At<'_>, &TrustStore) -> Judged) -> Vec<Outcome> {
    let mut all = Vec::new();
    for server in servers(evidence) {
        for store in &evidence.stores {
            match endpoints(server) {
                Err(skip) => {
                    let subject = format!("{} x {}", server.server.url.authority(), store.name);
                    all.push((outcome(server, subject, Err(skip)), Vec::new()));
                }
                Ok(endpoints) => all.extend(endpoints.into_iter().map(|at| {
                    let subject = format!("{} x {}", at.subject(), store.name);
                    (outcome(server, subject, judge(at, store)), at.chain().unwrap_or_default().to_vec())
                })),
            }
        }
    }
    super::alike::merged(evidence, all)
}

fn servers(evidence: &Evidence) -> impl Iterator<Item = AtServer<'_>> {
    evidence
        .vantages
        .iter()
        .flat_map(move |vantage| vantage.servers.iter().map(move |server| AtServer { evidence, vantage, server }))
}

fn endpoints(at: AtServer<'_>) -> Result<Vec<At<'_>>, Skip> {
    let AtServer { evidence, vantage, server } = at;
    if server.endpoints.is_empty() {
        at.name()?;
        return Err(Skip::Undecided("the name resolves to no address".to_owned()));
    }
    Ok(server.endpoints.iter().map(|endpoint| At { evidence, vantage, server, endpoint }).collect())
}

fn outcome(at: AtServer<'_>, subject: String, judged: Judged) -> Outcome {
    Outcome {
        subject,
        vantage: Some(at.vantage.name.clone()),
        server: Some(at.server.url.authority()),
        verdict: judged.unwrap_or_else(Verdict::Skip),
    }
}

impl<'a> AtServer<'a> {
    pub(super) fn name(&self) -> Result<&'a Resolution, Skip> {
        observed(&self.server.name, |_| Skip::Blocked("NET-001"), |_| Skip::Blocked("NET-001"))
    }
}

impl<'a> At<'a> {
    /// `host:port`, with the address behind it where the name has several.
    pub(super) fn subject(&self) -> String {
        let authority = self.server.url.authority();
        match self.server.endpoints.len() {
            1 => authority,
            _ => format!("{authority} at {}", self.endpoint.address.ip()),
        }
    }

    pub(super) fn tcp(&self) -> Result<&'a TcpConnected, Skip> {
        observed(&self.endpoint.tcp, |_| Skip::Blocked("NET-002"), |slot| self.gate(slot))
    }

    pub(super) fn tls(&self) -> Result<&'a TlsSeen, Skip> {
        observed(&self.endpoint.tls, |failure| Skip::Blocked(tls_gate(failure)), |slot| self.gate(slot))
    }

    pub(super) fn ldap(&self) -> Result<&'a RootDse, Skip> {
        observed(&self.endpoint.ldap, |failure| Skip::Blocked(ldap_gate(failure)), |slot| self.gate(slot))
    }

    pub(super) fn session(&self) -> Result<&'a Session, Skip> {
        observed(&self.endpoint.session, |failure| self.session_gate(failure), |slot| self.gate(slot))
    }

    pub(super) fn bind(&self) -> Result<&'a BindAnswer, Skip> {
        observed(&self.endpoint.bind, |_| Skip::Blocked("BIND-005"), |slot| self.gate(slot))
    }

    pub(super) fn account(&self) -> Result<&'a AccountState, Skip> {
        let unreadable =
            |_: &LdapFailure| Skip::NotAsked("the directory does not let the manager read its own account".to_owned());
        observed(&self.endpoint.account, unreadable, |slot| self.gate(slot))
    }

    /// The chain as sent, also from a handshake that failed after it.
    pub(super) fn chain(&self) -> Result<&'a [String], Skip> {
        let chain = match self.endpoint.tls.failed() {
            Some(failure) if !failure.chain.is_empty() => failure.chain.as_slice(),
            _ => self.tls()?.chain.as_slice(),
        };
        if chain.is_empty() { Err(Skip::Blocked("TLS-002")) } else { Ok(chain) }
    }

    pub(super) fn leaf(&self) -> Result<Certificate, Skip> {
        self.chain()?.first().and_then(|fingerprint| self.certificate(fingerprint)).ok_or_else(unreadable)
    }

    pub(super) fn certificate(&self, fingerprint: &str) -> Option<Certificate> {
        certificate(self.evidence, fingerprint)
    }

    /// The certificates from the leaf towards `store`, as far as they are known, decoded.
    pub(super) fn path(&self, store: &TrustStore) -> Result<(Path, Vec<Certificate>), Skip> {
        let walked = path::walk(self.evidence, self.chain()?, store);
        let (Path::Anchored { path, .. } | Path::SelfSigned { path, .. } | Path::Missing { path, .. }) = &walked;
        let decoded = path.iter().filter_map(|fingerprint| self.certificate(fingerprint)).collect::<Vec<_>>();
        if decoded.is_empty() { Err(unreadable()) } else { Ok((walked, decoded)) }
    }

    /// Which check reports the failure of an earlier slot.
    fn gate(&self, slot: Slot) -> Skip {
        match slot {
            Slot::Name => Skip::Blocked("NET-001"),
            Slot::Tcp => Skip::Blocked("NET-002"),
            Slot::Tls => Skip::Blocked(self.endpoint.tls.failed().map_or("TLS-002", tls_gate)),
            Slot::Ldap => Skip::Blocked(self.endpoint.ldap.failed().map_or("BIND-001", ldap_gate)),
            Slot::Session => match self.endpoint.session.failed() {
                Some(failure) => self.session_gate(failure),
                None => Skip::Blocked("BIND-002"),
            },
            Slot::Bind => match self.endpoint.bind.seen() {
                Some(answer) if refuses_simple_binds(answer.code) => Skip::Blocked("BIND-004"),
                _ => Skip::Blocked("BIND-005"),
            },
            Slot::EarlierBind => Skip::Blocked("BIND-005"),
        }
    }

    /// Why the password was withheld: the TLS check that says so, or a switch of the configuration.
    fn session_gate(&self, failure: &SessionFailure) -> Skip {
        match failure {
            SessionFailure::WithoutTls => Skip::Undecided(
                "the password was withheld: plain ldap:// sends it in clear; use ldaps://, start_tls = true, \
                 or allow_plaintext = true under [directory.bind]"
                    .to_owned(),
            ),
            SessionFailure::NotVerified { .. } => Skip::Blocked(self.why_not_verified()),
            SessionFailure::Broken { .. } => Skip::Blocked("BIND-002"),
        }
    }

    /// The first TLS check that fails for every store, so that no store verifies the server.
    pub(super) fn why_not_verified(&self) -> &'static str {
        // The store that leads furthest names what still stands in the way. Of joined evidence, only the stores that
        // this connection was tried with count.
        let tried = |store: &&TrustStore| match self.endpoint.session.failed() {
            Some(SessionFailure::NotVerified { by_store }) => by_store.contains_key(&store.name),
            _ => true,
        };
        self.evidence
            .stores
            .iter()
            .filter(tried)
            .map(|store| self.refusal(store))
            .max()
            .map_or("TLS-013", |(_, code)| code)
    }

    /// How far a strict client with this store would get, and the check that reports what stops it.
    fn refusal(&self, store: &TrustStore) -> (u8, &'static str) {
        let Ok((walked, path)) = self.path(store) else { return (0, "TLS-002") };
        let host = &self.server.url.host;
        let leaf_fits = |leaf| !matches!(names::matches(leaf, host), NameMatch::None(_) | NameMatch::ShortName(_));
        if !matches!(walked, Path::Anchored { .. }) {
            (1, "TLS-004")
        } else if judgement::outside_validity(&path, self.vantage.taken_at).is_some() {
            (2, "TLS-005")
        } else if !path.first().is_some_and(leaf_fits) {
            (3, "TLS-006")
        } else if judgement::unsuitable(&path).is_some() {
            (4, "TLS-009")
        } else if self.endpoint.tls.seen().is_some_and(|tls| judgement::outdated(&tls.version)) {
            (5, "TLS-011")
        } else {
            (6, "TLS-013")
        }
    }
}

/// Result codes that refuse a simple bind before its credentials are looked at
/// (RFC 4511 appendix A: strongerAuthRequired, confidentialityRequired).
pub(super) fn refuses_simple_binds(code: u32) -> bool {
    matches!(code, 8 | 13)
}

/// A certificate of the evidence, decoded.
pub(super) fn certificate(evidence: &Evidence, fingerprint: &str) -> Option<Certificate> {
    evidence.certificates.get(fingerprint).and_then(|pem| crate::trust::certificate::decode(pem))
}

fn unreadable() -> Skip {
    Skip::Undecided("the certificate cannot be decoded".to_owned())
}

fn tls_gate(failure: &TlsFailure) -> &'static str {
    match &failure.kind {
        TlsFailureKind::PlainLdap
        | TlsFailureKind::NotTls { .. }
        | TlsFailureKind::StartTls { fault: Fault::NotLdap { .. } } => "TLS-001",
        _ => "TLS-002",
    }
}

fn ldap_gate(failure: &LdapFailure) -> &'static str {
    match (&failure.fault, failure.follow_up) {
        (Fault::NotLdap { .. }, _) | (_, Some(FollowUp::SpeaksTls)) => "TLS-001",
        (Fault::Result { code, .. }, _) if refuses_simple_binds(*code) => "BIND-004",
        (Fault::Result { code: 51 | 52, .. }, _) => "BIND-001",
        (Fault::Result { .. }, _) => "BIND-003",
        _ => "BIND-001",
    }
}

/// Reads one slot: what was seen, or why it was not.
fn observed<'a, T, F>(
    slot: &'a Observed<T, F>,
    failed: impl FnOnce(&'a F) -> Skip,
    blocked: impl FnOnce(Slot) -> Skip,
) -> Result<&'a T, Skip> {
    match slot {
        Observed::Seen(value) => Ok(value),
        Observed::Failed(failure) => Err(failed(failure)),
        Observed::Blocked(slot) => Err(blocked(*slot)),
        Observed::Cut => Err(Skip::Undecided("the run was cut before the answer came".to_owned())),
        Observed::NotAsked(reason) => Err(Skip::NotAsked(reason.clone())),
    }
}
