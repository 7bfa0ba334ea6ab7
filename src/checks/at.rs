//! Where in the evidence a judgement stands. Missing evidence is read with `?` and becomes a skip that says why.

mod behind;
mod gate;
mod searched;
mod two_keys;
mod whose;

use std::rc::Rc;

pub(super) use self::behind::{Behind, Differing, differing};
pub(super) use self::gate::{must_change_password, not_begun, refuses_simple_binds};
pub(super) use self::searched::{everywhere, per_search, unread};
pub(super) use self::two_keys::Second;
pub(super) use self::whose::per_store;
use super::nobodys;
use crate::case::Case;
use crate::check::{Judged, Outcome, ServerName, Skip, Subject};
use crate::code::CheckCode;
use crate::evidence::search::Search;
use crate::evidence::{
    AccountState, BindAnswer, Endpoint, LdapFailure, LookupFailure, LookupFailureKind, Observed, Resolution, RootDse,
    Server, Session, Slot, TcpConnected, TcpFailure, TlsSeen, TrustStore, Vantage,
};
use crate::ldap::fault::Fault;
use crate::server_url::Scheme;
use crate::trust::certificate::Certificate;
use crate::trust::java;
use crate::trust::path::Path;
use crate::trust::pki::Walked;

/// One configured server, seen from one vantage point.
#[derive(Clone, Copy)]
pub(super) struct AtServer<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) vantage: &'a Vantage,
    pub(super) server: &'a Server,
}

/// One address of it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) vantage: &'a Vantage,
    pub(super) server: &'a Server,
    pub(super) endpoint: &'a Endpoint,
}

/// Judges every server of every vantage point.
pub(super) fn per_server(case: &Case<'_>, judge: impl Fn(AtServer<'_>) -> Judged) -> Vec<Outcome> {
    servers(case).map(|at| outcome(at, at.about(), judge(at))).collect()
}

/// Judges every address of every server; a server without addresses gets one outcome that says why.
pub(super) fn per_endpoint(case: &Case<'_>, judge: impl Fn(At<'_>) -> Judged) -> Vec<Outcome> {
    let mut all = Vec::new();
    for server in servers(case) {
        match endpoints(server) {
            Err(skip) => all.push(outcome(server, server.about(), Err(skip))),
            Ok(endpoints) => {
                all.extend(
                    endpoints.into_iter().map(|at| outcome(server, Subject::Server(at.server_name()), judge(at))),
                );
            }
        }
    }
    all
}

fn no_address() -> Skip {
    Skip::Undecided("the name resolves to no address".to_owned())
}

fn servers<'a>(case: &'a Case<'a>) -> impl Iterator<Item = AtServer<'a>> {
    case.vantages
        .iter()
        .flat_map(move |vantage| vantage.servers.iter().map(move |server| AtServer { case, vantage, server }))
}

pub(super) fn endpoints(at: AtServer<'_>) -> Result<Vec<At<'_>>, Skip> {
    let AtServer { case, vantage, server } = at;
    if server.endpoints.is_empty() {
        at.name()?;
        return Err(no_address());
    }
    Ok(server.endpoints.iter().map(|endpoint| At { case, vantage, server, endpoint }).collect())
}

fn outcome(at: AtServer<'_>, about: Subject, judged: Judged) -> Outcome {
    Outcome::seen_from(at.vantage, about, judged)
}

impl<'a> AtServer<'a> {
    /// The server as configured, without an address.
    pub(super) fn server_name(&self) -> ServerName {
        ServerName::new(self.server.url.authority(), None)
    }

    fn about(&self) -> Subject {
        Subject::Server(self.server_name())
    }

    pub(super) fn name(&self) -> Result<&'a Resolution, Skip> {
        let failed = |failure: &LookupFailure| match failure.kind {
            LookupFailureKind::HostLimited => Skip::Blocked(CheckCode::Tool001),
            _ => Skip::Blocked(CheckCode::Net001),
        };
        observed(self.vantage, &self.server.name, failed, |_| Skip::Blocked(CheckCode::Net001))
    }
}

impl<'a> At<'a> {
    /// `host:port`, with the address behind it where the name has several.
    pub(super) fn subject(&self) -> String {
        self.server_name().to_string()
    }

    /// The server as a certificate's fault names it: with the address where others of its name show other certificates.
    pub(super) fn shown(&self) -> String {
        let leaf = |endpoint: &'a Endpoint| endpoint.tls.seen().and_then(|tls| tls.chain.first());
        let (own, address) = (leaf(self.endpoint), self.endpoint.address);
        let mut of_name = self.case.sightings.various(&self.server.url).map(|other| other.endpoint);
        let differs =
            |other: &'a Endpoint| other.address != address && leaf(other).is_some_and(|leaf| Some(leaf) != own);
        let address = of_name.any(differs).then_some(address.ip());
        ServerName::new(self.server.url.authority(), address).to_string()
    }

    /// The server, with the address where its name has several.
    pub(super) fn server_name(&self) -> ServerName {
        let several = self.server.endpoints.len() != 1;
        ServerName::new(self.server.url.authority(), several.then(|| self.endpoint.address.ip()))
    }

    pub(super) fn tcp(&self) -> Result<&'a TcpConnected, Skip> {
        observed(self.vantage, &self.endpoint.tcp, |failure| self.tcp_gate(failure), |slot| self.gate(slot))
    }

    pub(super) fn tls(&self) -> Result<&'a TlsSeen, Skip> {
        observed(self.vantage, &self.endpoint.tls, |failure| self.tls_gate(failure), |slot| self.gate(slot))
    }

    pub(super) fn ldap(&self) -> Result<&'a RootDse, Skip> {
        observed(self.vantage, &self.endpoint.ldap, |failure| self.ldap_gate(failure), |slot| self.gate(slot))
    }

    pub(super) fn session(&self) -> Result<&'a Session, Skip> {
        observed(self.vantage, &self.endpoint.session, |failure| self.session_gate(failure), |slot| self.gate(slot))
    }

    pub(super) fn bind(&self) -> Result<&'a BindAnswer, Skip> {
        observed(self.vantage, &self.endpoint.bind, |failure| self.bind_gate(failure), |slot| self.gate(slot))
    }

    /// The bind, where it leaves the manager free to work: BIND-004 and BIND-005 pass.
    pub(super) fn bound(&self) -> Result<&'a BindAnswer, Skip> {
        let answer = self.bind()?;
        match answer.code {
            0 if !must_change_password(answer) => Ok(answer),
            _ => Err(self.bind_stop(answer).unwrap_or(Skip::Blocked(CheckCode::Bind005))),
        }
    }

    pub(super) fn account(&self) -> Result<&'a AccountState, Skip> {
        let unreadable = |failure: &LdapFailure| match &failure.fault {
            Fault::Result { .. } => {
                Skip::NotAsked("the directory does not let the manager read its own account".to_owned())
            }
            fault => Skip::Undecided(format!("the conversation broke while the account was read: {fault}")),
        };
        observed(self.vantage, &self.endpoint.account, unreadable, |slot| self.gate(slot))
    }

    /// What base and filter find.
    pub(super) fn search(&self) -> Result<&'a Search, Skip> {
        observed(self.vantage, &self.endpoint.search, |_| Skip::Blocked(CheckCode::Srch001), |slot| self.gate(slot))
    }

    /// Whether TLS is to be reached by StartTLS here.
    pub(super) fn start_tls(&self) -> bool {
        self.case.asked.start_tls && self.server.url.scheme == Scheme::Ldap
    }

    /// The result code and text by which the directory refuses simple binds on this port, whoever binds. The bind's own
    /// answer beats what the rootDSE read was told.
    pub(super) fn simple_bind_refusal(&self) -> Option<(u32, &'a str)> {
        let (code, text) = match (&self.endpoint.bind, &self.endpoint.ldap) {
            (Observed::Seen(answer), _) => (answer.code, &answer.text),
            (_, Observed::Failed(LdapFailure { fault: Fault::Result { code, text, .. }, .. })) => (*code, text),
            _ => return None,
        };
        refuses_simple_binds(code, text).then_some((code, text.as_str()))
    }

    /// An IPv6 address that this host cannot reach for want of IPv6, while an IPv4 address of the same name was looked at:
    /// that one tells what is wrong with the server.
    pub(super) fn unrouted(&self) -> Option<String> {
        let no_route = |failure: &TcpFailure| failure.kind.of_this_host();
        let looked_at = |other: &&Endpoint| {
            other.address.is_ipv4()
                && (other.tcp.seen().is_some() || other.tcp.failed().is_some_and(|it| !no_route(it)))
        };
        let other = self.server.endpoints.iter().find(looked_at)?;
        (self.endpoint.address.is_ipv6() && self.endpoint.tcp.failed().is_some_and(no_route))
            .then(|| format!("this host has no route for IPv6; {} of the same name was looked at", other.address.ip()))
    }

    /// An address that name servers give, and that is no directory server's: NET-001 tells.
    pub(super) fn is_nobodys(&self) -> bool {
        let At { case, vantage, server, endpoint } = *self;
        let all = nobodys::addresses(AtServer { case, vantage, server });
        all.iter().any(|(address, _)| *address == endpoint.address.ip())
    }

    /// The chain as sent, also from a handshake that failed after it. The certificate of something that is no
    /// directory is not judged.
    pub(super) fn chain(&self) -> Result<&'a [String], Skip> {
        let shows_several = || matches!(self.behind(), Behind::Differ { .. } | Behind::TwoKeys { alike: false, .. });
        if self.case.is_unlike(self.endpoint, shows_several) {
            return Err(Skip::Blocked(CheckCode::Net007));
        }
        if let Some(LdapFailure { fault: Fault::NotLdap { .. }, .. }) = self.endpoint.ldap.failed() {
            self.tls()?;
            return Err(Skip::Blocked(CheckCode::Tls001));
        }
        let chain = match self.endpoint.tls.failed() {
            Some(failure) if !failure.chain.is_empty() => failure.chain.as_slice(),
            _ => self.tls()?.chain.as_slice(),
        };
        if chain.is_empty() { Err(Skip::Blocked(CheckCode::Tls002)) } else { Ok(chain) }
    }

    pub(super) fn leaf(&self) -> Result<&'a Certificate, Skip> {
        self.chain()?.first().and_then(|fingerprint| self.certificate(fingerprint)).ok_or_else(unreadable)
    }

    pub(super) fn certificate(&self, fingerprint: &str) -> Option<&'a Certificate> {
        self.case.certificate(fingerprint)
    }

    /// How the appliances' Java judges the chain by `store`. None for this host's own store, which OpenSSL reads, and
    /// where a certificate cannot be read.
    pub(super) fn java(&self, store: &TrustStore) -> Option<Rc<java::Verdict>> {
        if store.system {
            return None;
        }
        self.case.pki.java(java::Asked {
            sent: self.chain().ok()?,
            store: &store.certificates,
            host: &self.server.url.host,
            cipher: self.endpoint.tls.seen().map(|tls| tls.cipher.as_str()),
            now: self.vantage.taken_at,
        })
    }

    /// The certificates whose dates count: Java goes its own way, and does not look at what it trusts itself.
    pub(super) fn dated(&self, store: &TrustStore, walked: &Walked) -> Vec<Certificate> {
        if store.system || !matches!(walked.way, Path::Anchored { .. }) {
            return walked.path.clone();
        }
        match self.java(store) {
            Some(java) if !java.lacks_path() => {
                let below = java.path.split_last().map_or(&[][..], |(_, below)| below);
                below.iter().filter_map(|fingerprint| self.certificate(fingerprint)).cloned().collect()
            }
            _ => walked.path.split_last().map_or_else(Vec::new, |(_, below)| below.to_vec()),
        }
    }

    /// The way from the leaf towards `store`, with its certificates.
    pub(super) fn path(&self, store: &TrustStore) -> Result<Rc<Walked>, Skip> {
        let walked = self.case.walk(self.chain()?, store);
        if walked.path.is_empty() { Err(unreadable()) } else { Ok(walked) }
    }
}

fn unreadable() -> Skip {
    Skip::Undecided("the certificate cannot be decoded".to_owned())
}

/// Reads one slot: what was seen, or why it was not.
pub(super) fn observed<'a, T, F>(
    vantage: &Vantage,
    slot: &'a Observed<T, F>,
    failed: impl FnOnce(&'a F) -> Skip,
    blocked: impl FnOnce(Slot) -> Skip,
) -> Result<&'a T, Skip> {
    match slot {
        Observed::Seen(value) => Ok(value),
        Observed::Failed(failure) => Err(failed(failure)),
        Observed::Blocked(slot) => Err(blocked(*slot)),
        Observed::Cut => Err(cut(vantage)),
        Observed::NotAsked(reason) => Err(Skip::NotAsked(reason.clone())),
    }
}

/// Why an answer that was asked for is not there: the run was cut, or a probe broke by our own fault.
pub(super) fn cut(vantage: &Vantage) -> Skip {
    Skip::Undecided(match (vantage.cut, vantage.bugs.is_empty()) {
        (None, false) => "a probe of ucdoctor broke before the answer came".to_owned(),
        _ => "the run was cut before the answer came".to_owned(),
    })
}
