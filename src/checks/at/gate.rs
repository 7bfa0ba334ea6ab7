//! What stands in the way of a judgement: each slot of the evidence has one check that reports its failure.

use super::super::proxy::wants_encryption;
use super::super::tls_006_names_host::is_stand_in;
use super::super::tls_011_version_current::old_as_release;
use super::At;
use crate::check::Skip;
use crate::code::CheckCode;
use crate::evidence::result::{is_busy, wants_protection};
use crate::evidence::{
    BindAnswer, Endpoint, FollowUp, LdapFailure, SessionFailure, Slot, TcpFailure, TlsFailure, TlsFailureKind,
    TrustStore,
};
use crate::ldap::fault::Fault;
use crate::trust::acceptance::{self, Presented, Refusal};
use crate::trust::judgement;
use crate::trust::path::Path;

impl At<'_> {
    /// Constraints that our own walk does not read (name constraints, policies): OpenSSL's word on path and purpose,
    /// where the path ends in a root of the store.
    pub(in crate::checks) fn openssl_refusal(&self, store: &TrustStore, walked: &Path) -> Option<String> {
        if !matches!(walked, Path::Anchored { anchor_is_root: true, .. }) {
            return None;
        }
        self.case.pki.openssl_refusal(self.chain().ok()?, store)
    }

    /// Why no strict client verifies the server: the TLS check that fails for every store, or what else it is.
    pub(in crate::checks) fn why_not_verified(&self) -> Skip {
        // The store that leads furthest names what still stands in the way; of equals, the first. Of joined evidence,
        // only the stores that this connection was tried with count.
        let tried = |store: &&TrustStore| match self.endpoint.session.failed() {
            Some(SessionFailure::NotVerified { by_store }) => by_store.contains_key(&store.name),
            _ => true,
        };
        let refusals = self.case.stores.iter().filter(tried).map(|store| self.refusal(store));
        let furthest = refusals.reduce(|best, next| if next.0 > best.0 { next } else { best });
        furthest.map_or_else(|| Skip::Undecided("there is no trust store to verify with".to_owned()), |(_, why)| why)
    }

    /// How far the appliances' rules get with this store, and what stops them.
    fn refusal(&self, store: &TrustStore) -> (u8, Skip) {
        let chain = match self.chain() {
            Ok(chain) => chain,
            Err(skip) => return (0, skip),
        };
        let presented = Presented {
            chain,
            host: &self.server.url.host,
            cipher: self.endpoint.tls.seen().map(|tls| tls.cipher.as_str()),
            now: self.vantage.taken_at,
        };
        match acceptance::judge(&self.case.pki, presented, store) {
            Err(Refusal::Unreadable) => (0, Skip::Undecided("the certificate cannot be decoded".to_owned())),
            Err(Refusal::Path(_)) if store.system => (1, store_not_given()),
            Err(_) if let Some(why) = self.judged_elsewhere(store) => {
                (1, Skip::Undecided(format!("the password was withheld: {why}; nobody vouches for what is shown here")))
            }
            Err(Refusal::Path(_)) => (1, self.untrusted()),
            Err(Refusal::Dates(_)) => (2, Skip::Blocked(CheckCode::Tls005)),
            Err(Refusal::Name(_)) => (3, Skip::Blocked(CheckCode::Tls006)),
            Err(Refusal::Use(_)) => (4, Skip::Blocked(CheckCode::Tls009)),
            Ok(()) if self.endpoint.tls.seen().is_some_and(|tls| judgement::outdated(&tls.version)) => {
                (5, self.too_old())
            }
            Err(Refusal::Strength(_)) => (6, Skip::Blocked(CheckCode::Tls010)),
            Ok(()) if self.path(store).is_ok_and(|walked| judgement::weak(&walked.path).is_some()) => {
                (6, Skip::Blocked(CheckCode::Tls010))
            }
            Ok(()) if store.system => (8, store_not_given()),
            Ok(()) => (8, not_verified_then(self.endpoint)),
        }
    }

    /// What says that no store trusts this certificate: a name that leads nowhere comes first.
    pub(in crate::checks) fn untrusted(&self) -> Skip {
        Skip::Blocked(if is_stand_in(*self) { CheckCode::Tls006 } else { CheckCode::Tls004 })
    }

    /// What reports the failure of an earlier slot.
    pub(super) fn gate(&self, slot: Slot) -> Skip {
        let endpoint = self.endpoint;
        match slot {
            Slot::Name => Skip::Blocked(CheckCode::Net001),
            Slot::Tcp => {
                endpoint.tcp.failed().map_or(Skip::Blocked(CheckCode::Net002), |failure| self.tcp_gate(failure))
            }
            Slot::Tls => {
                endpoint.tls.failed().map_or(Skip::Blocked(CheckCode::Tls002), |failure| self.tls_gate(failure))
            }
            Slot::Ldap => {
                endpoint.ldap.failed().map_or(Skip::Blocked(CheckCode::Bind001), |failure| self.ldap_gate(failure))
            }
            Slot::Session => endpoint
                .session
                .failed()
                .map_or(Skip::Blocked(CheckCode::Bind002), |failure| self.session_gate(failure)),
            Slot::Bind => match (endpoint.bind.seen(), endpoint.bind.failed()) {
                (_, Some(failure)) => self.bind_gate(failure),
                (answer, _) => {
                    answer.and_then(|answer| self.bind_stop(answer)).unwrap_or(Skip::Blocked(CheckCode::Bind005))
                }
            },
            Slot::EarlierBind => self.earlier_bind(),
        }
    }

    /// Which check says why this answer lets nobody work; none where it lets the manager in.
    pub(in crate::checks) fn bind_stop(&self, answer: &BindAnswer) -> Option<Skip> {
        let check = match answer.code {
            code if refuses_simple_binds(code, &answer.text) => CheckCode::Bind004,
            0 if answer.who_am_i.as_deref() == Some("") => CheckCode::Bind006,
            0 => return None,
            _ => CheckCode::Bind005,
        };
        Some(Skip::Blocked(check))
    }

    /// The bind that ended all further tries: one that this host could not finish is reported by nobody.
    fn earlier_bind(&self) -> Skip {
        let failures = self.vantage.servers.iter().flat_map(|server| &server.endpoints).map(|e| e.bind.failed());
        failures
            .flatten()
            .map(bind_gate)
            .find(|gate| matches!(gate, Skip::Undecided(_)))
            .unwrap_or(Skip::Blocked(CheckCode::Bind005))
    }

    pub(in crate::checks) fn bind_gate(&self, failure: &LdapFailure) -> Skip {
        match &failure.fault {
            fault if fault.unanswered() && self.differs() => Skip::Blocked(CheckCode::Net007),
            _ => bind_gate(failure),
        }
    }

    pub(in crate::checks) fn tcp_gate(&self, failure: &TcpFailure) -> Skip {
        let reporter = match failure.kind.of_this_host() {
            _ if self.is_nobodys() => CheckCode::Net001,
            true => CheckCode::Tool001,
            false => CheckCode::Net002,
        };
        self.unrouted().map_or(Skip::Blocked(reporter), Skip::NotAsked)
    }

    pub(in crate::checks) fn tls_gate(&self, failure: &TlsFailure) -> Skip {
        use TlsFailureKind as Kind;
        match &failure.kind {
            Kind::PlainLdap | Kind::StartTls { fault: Fault::NotLdap { .. } } => Skip::Blocked(CheckCode::Tls001),
            Kind::NotTls { .. } if !self.start_tls() => Skip::Blocked(CheckCode::Tls001),
            _ if failure.unanswered() && self.differs() => Skip::Blocked(CheckCode::Net007),
            _ => match local_tls_error(failure) {
                Some(raw) => not_begun(raw),
                None => Skip::Blocked(CheckCode::Tls002),
            },
        }
    }

    pub(super) fn ldap_gate(&self, failure: &LdapFailure) -> Skip {
        Skip::Blocked(match (&failure.fault, failure.follow_up) {
            (Fault::Local { raw }, _) => return not_begun(raw),
            (fault, _) if fault.unanswered() && self.differs() => CheckCode::Net007,
            (Fault::NotLdap { .. }, _) | (_, Some(FollowUp::SpeaksTls)) => CheckCode::Tls001,
            (Fault::Result { code, .. }, _) if is_busy(*code) => CheckCode::Bind001,
            (Fault::Result { .. }, _) if self.simple_bind_refusal().is_some() => CheckCode::Bind004,
            (Fault::Result { .. }, _) => CheckCode::Bind003,
            _ => CheckCode::Bind001,
        })
    }

    /// TLS that this host sends no password over: what the appliances do with it, another check says.
    fn too_old(&self) -> Skip {
        match old_as_release(*self) {
            Some(_) => Skip::Undecided(
                "the password was withheld: this host sends none over TLS 1.0; a login at a node decides".to_owned(),
            ),
            None => Skip::Blocked(CheckCode::Tls011),
        }
    }

    /// Why the password was withheld: the TLS check that says so, or a switch of the configuration.
    pub(super) fn session_gate(&self, failure: &SessionFailure) -> Skip {
        match failure {
            SessionFailure::WithoutTls => Skip::Undecided(
                "the password was withheld: plain ldap:// sends it in clear; use ldaps://, start_tls = true, \
                 or allow_plaintext = true under [directory.bind]"
                    .to_owned(),
            ),
            SessionFailure::NotVerified { .. } => self.why_not_verified(),
            SessionFailure::OtherLeaf { .. } => Skip::Blocked(CheckCode::Net007),
            SessionFailure::Handshake { .. }
                if self.endpoint.tls.seen().is_some_and(|tls| judgement::outdated(&tls.version)) =>
            {
                self.too_old()
            }
            SessionFailure::Handshake { raw } => Skip::Undecided(format!(
                "no handshake with what the appliances offer, though the certificate fits: {raw}; compare the server's \
                 cipher suites and the Tomcat log of the nodes"
            )),
            SessionFailure::Broken { .. } if self.differs() => Skip::Blocked(CheckCode::Net007),
            SessionFailure::Broken { .. } => Skip::Blocked(CheckCode::Bind002),
            SessionFailure::HostLimited { raw } => not_begun(raw),
        }
    }
}

/// A strict client of an earlier release refused what the appliances' rules accept.
fn not_verified_then(endpoint: &Endpoint) -> Skip {
    let words = match endpoint.session.failed() {
        Some(SessionFailure::NotVerified { by_store }) => {
            by_store.iter().map(|(store, words)| format!("{store}: {words}")).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    };
    Skip::Undecided(format!(
        "the strict client that guarded the password did not get through, though the appliances' rules accept the \
         server ({words}); look again with this release"
    ))
}

/// This host's own bundle does not stand for the appliances': that it verifies nothing is nobody's fault.
fn store_not_given() -> Skip {
    Skip::Undecided(
        "the password was withheld: no trust store was given, and this host's own verifies nothing here; name one by \
         --trust call-manager=DIR or by trust under [call_manager]"
            .to_owned(),
    )
}

/// Whether an answer refuses a simple bind before its credentials are looked at (RFC 4511 appendix A:
/// strongerAuthRequired, confidentialityRequired; 389 Directory Server says it in words).
pub(in crate::checks) fn refuses_simple_binds(code: u32, text: &str) -> bool {
    wants_protection(code) || wants_encryption(code, text)
}

/// The bind succeeds, and nothing else will until the password is changed: `passwordExpired`, `changeAfterReset`
/// (draft-behera-ldap-password-policy-10 section 6.2).
pub(in crate::checks) fn must_change_password(answer: &BindAnswer) -> bool {
    let error = answer.password_policy.as_ref().and_then(|policy| policy.error);
    answer.code == 0 && matches!(error, Some(0 | 2))
}

/// This host's own trouble, which says nothing about the server: an error of the system, or a handshake that OpenSSL
/// did not begin.
pub(in crate::checks) fn local_tls_error(failure: &TlsFailure) -> Option<&str> {
    match &failure.kind {
        TlsFailureKind::StartTls { fault: Fault::Local { raw } } => Some(raw),
        TlsFailureKind::Other if failure.wire.sent == 0 => Some(&failure.raw),
        _ => None,
    }
}

pub(in crate::checks) fn not_begun(raw: &str) -> Skip {
    Skip::Undecided(format!("this host could not ask: {raw}"))
}

fn bind_gate(failure: &LdapFailure) -> Skip {
    match &failure.fault {
        Fault::Local { raw } => not_begun(raw),
        _ => Skip::Blocked(CheckCode::Bind005),
    }
}
