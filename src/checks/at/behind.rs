//! Who stands behind one address, by all the connections of the run: one machine, or several that answer alike or not.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::At;
use crate::code::CheckCode;
use crate::evidence::{FollowUp, HelloKind, Named, Observed, SessionFailure, TlsFailure, TlsFailureKind, TrustStore};
use crate::ldap::fault::Fault;
use crate::trust::acceptance::{self, Presented, Refusal};
use crate::trust::certificate::Certificate;
use crate::trust::judgement;
use crate::trust::names::{self, NameMatch};

/// What all connections to one address show together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) enum Behind {
    /// Only one connection was made, or none was answered: the other checks say what there is to say.
    Unknown,
    /// All that matters is the same on each.
    Alike {
        /// Connections looked at.
        connections: usize,
        /// Certificates they presented, as labels.
        leaves: Vec<String>,
        /// Machines that gave their name.
        machines: BTreeSet<String>,
    },
    /// Some were answered, and some ended or stayed silent without a byte.
    SomeDead {
        /// How many were answered.
        answered: usize,
        /// Out of how many.
        connections: usize,
        /// The very first was answered and no later one: a turn that several machines take comes round.
        limited: bool,
    },
    /// The certificates differ, and so does what the appliances make of them.
    Differ {
        /// Each certificate's label with what is wrong with it, or that nothing is.
        leaves: Vec<String>,
    },
    /// One server has two certificates, for keys of two kinds, and shows TLS 1.3 one and TLS 1.2 the other.
    TwoKeys {
        /// What TLS 1.3 and TLS 1.2 are shown, with what the appliances make of it.
        each: Vec<String>,
        /// They make the same of both.
        alike: bool,
    },
    /// The bind's connection presented a certificate that none before it had.
    Another {
        /// Its fingerprint.
        leaf: String,
    },
}

/// So many connections one after the other meet each of two machines that take turns.
const TURNS: usize = 3;

/// One connection.
pub(super) struct One<'a> {
    /// The version of TLS that was spoken.
    pub(super) version: Option<&'a str>,
    /// Nothing came back; none where it was only for its handshake and others end after theirs.
    dead: Option<bool>,
    pub(super) chain: &'a [String],
    machine: Option<&'a str>,
}

impl<'a> At<'a> {
    /// Whether what stands behind the address differs from connection to connection: then NET-007 speaks alone.
    pub(in crate::checks) fn differs(&self) -> bool {
        matches!(
            self.behind(),
            Behind::SomeDead { .. }
                | Behind::Differ { .. }
                | Behind::TwoKeys { alike: false, .. }
                | Behind::Another { .. }
        )
    }

    /// Names of the machines that answered at this address, by their root entries, in lower case.
    pub(in crate::checks) fn machines(&self) -> BTreeSet<String> {
        self.connections().iter().filter_map(|one| one.machine).map(str::to_lowercase).collect()
    }

    pub(in crate::checks) fn behind(&self) -> Behind {
        if let Some(SessionFailure::OtherLeaf { leaf }) = self.endpoint.session.failed() {
            return Behind::Another { leaf: leaf.clone() };
        }
        // A server that wants a certificate of the client hangs up on one hello and answers another, all by itself.
        if self.endpoint.samples.is_empty() || self.wants_client_certificate() {
            return Behind::Unknown;
        }
        let all = self.connections();
        let asked: Vec<bool> = all.iter().filter_map(|one| one.dead).collect();
        let (connections, answered) = (asked.len(), asked.iter().filter(|dead| !**dead).count());
        if connections < 2 || answered == 0 {
            return Behind::Unknown;
        }
        if answered < connections {
            let limited = answered == 1 && asked.first() == Some(&false) && connections > TURNS;
            return Behind::SomeDead { answered, connections, limited };
        }
        let chains: BTreeMap<&str, &[String]> =
            all.iter().filter_map(|one| one.chain.first().map(|leaf| (leaf.as_str(), one.chain))).collect();
        // One certificate differs from nothing: what the appliances make of it is for the checks.
        if let [alone] = chains.values().collect::<Vec<_>>().as_slice() {
            return Behind::Alike { connections, leaves: vec![self.label(alone)], machines: self.machines() };
        }
        if let Some(shown) = self.by_version(&all) {
            let judged = shown.map(|(version, chain)| (version, self.judged(chain)));
            let alike = matches!(&judged, [(_, one), (_, other)] if one.essence == other.essence);
            let each = judged.into_iter().map(|(version, one)| format!("{version} is shown {}", one.words)).collect();
            return Behind::TwoKeys { each, alike };
        }
        let judged: Vec<Judged> = chains.values().map(|chain| self.judged(chain)).collect();
        if judged.windows(2).any(|pair| matches!(pair, [one, next] if one.essence != next.essence)) {
            return Behind::Differ { leaves: judged.into_iter().map(|one| one.words).collect() };
        }
        let leaves = judged.into_iter().map(|one| one.label).collect();
        Behind::Alike { connections, leaves, machines: self.machines() }
    }

    /// Every chain that the connections met, each once.
    pub(in crate::checks) fn chains(&self) -> Vec<&'a [String]> {
        let all: BTreeSet<&[String]> = self.connections().iter().map(|one| one.chain).collect();
        all.into_iter().filter(|chain| !chain.is_empty()).collect()
    }

    /// Certificates of the servers that further connections met, where they are others than the first one's.
    pub(in crate::checks) fn other_leaves(&self) -> Vec<&'a Certificate> {
        let first = self.endpoint.tls.seen().and_then(|tls| tls.chain.first());
        let others: BTreeSet<&str> =
            self.connections().iter().filter_map(|one| one.chain.first()).map(String::as_str).collect();
        let others = others.into_iter().filter(|print| first.is_some_and(|first| first != print));
        others.filter_map(|print| self.certificate(print)).collect()
    }

    /// Every connection that is comparable: the first one, and the further ones whose hello decides nothing else.
    pub(super) fn connections(&self) -> Vec<One<'a>> {
        let mut all = Vec::new();
        let endpoint = self.endpoint;
        let root = endpoint.ldap.seen().and_then(|root| root.values("dnsHostName").first()).map(String::as_str);
        let first_dead = endpoint.tls.failed().is_some_and(|failure| failure.unanswered())
            || endpoint.ldap.failed().is_some_and(|failure| failure.fault.unanswered());
        let chain = endpoint.tls.seen().map_or(&[][..], |tls| tls.chain.as_slice());
        if endpoint.tls.seen().is_some() || endpoint.ldap.seen().is_some() || first_dead {
            let version = endpoint.tls.seen().map(|tls| tls.version.as_str());
            all.push(One { version, dead: Some(first_dead), chain, machine: root });
        }
        // A proxy that speaks TLS itself shakes hands for servers that are dead.
        let ends_inside = |ldap: Option<&Fault>| ldap.is_some_and(Fault::unanswered);
        let hollow = ends_inside(endpoint.ldap.failed().map(|failure| &failure.fault))
            || endpoint.samples.iter().any(|one| one.tls.seen().is_some() && ends_inside(one.ldap.failed()));
        let answered = |kind| endpoint.samples.iter().any(|one| one.hello == kind && !one.unanswered());
        for sample in &endpoint.samples {
            let dead = sample.unanswered();
            let comparable = match sample.hello {
                None | Some(HelloKind::Usual) => true,
                // What such a hello meets may be its own matter: an end counts where another like it was answered.
                Some(HelloKind::Tls12 | HelloKind::Large) if dead && sample.tls.seen().is_none() => {
                    answered(sample.hello)
                }
                Some(HelloKind::Tls12 | HelloKind::Large) => sample.tls.seen().is_some(),
                // Another certificate was asked for.
                Some(HelloKind::RsaKey | HelloKind::EllipticKey) => false,
                Some(HelloKind::Tls10 | HelloKind::ForwardSecret) => !dead && sample.tls.seen().is_some(),
            };
            if comparable {
                let only_hands = hollow && sample.tls.seen().is_some() && matches!(sample.ldap, Observed::NotAsked(_));
                let dead = (!only_hands).then_some(dead);
                let machine = sample.ldap.seen().and_then(|Named { dns_host_name }| dns_host_name.as_deref());
                let version = sample.tls.seen().map(|tls| tls.version.as_str());
                all.push(One { version, dead, chain: sample.chain(), machine });
            }
        }
        all
    }

    fn wants_client_certificate(&self) -> bool {
        let endpoint = self.endpoint;
        let by_tls = |failure: &TlsFailure| failure.kind == TlsFailureKind::ClientCertificateRequired;
        let by_ldap = |fault: &Fault| matches!(fault, Fault::ClientCertificateRequired);
        let first = endpoint.tls.failed().is_some_and(by_tls)
            || endpoint.ldap.failed().is_some_and(|failure| {
                by_ldap(&failure.fault) || failure.follow_up == Some(FollowUp::WantsClientCertificate)
            });
        first
            || endpoint
                .samples
                .iter()
                .any(|one| one.tls.failed().is_some_and(by_tls) || one.ldap.failed().is_some_and(by_ldap))
    }

    fn label(&self, chain: &[String]) -> String {
        let leaf = chain.first().and_then(|print| self.certificate(print));
        leaf.map_or_else(|| "an unreadable certificate".to_owned(), |leaf| leaf.label.clone())
    }

    /// What the appliances make of a chain.
    pub(super) fn judged(&self, chain: &[String]) -> Judged {
        let leaf = chain.first().and_then(|print| self.certificate(print));
        let label = self.label(chain);
        let host = &self.server.url.host;
        let named = leaf
            .is_some_and(|leaf| !matches!(names::matches(leaf, host), NameMatch::None(_) | NameMatch::ShortName(_)));
        let dated = leaf.is_some_and(|leaf| judgement::outside(leaf, self.vantage.taken_at).is_none());
        let presented = Presented { chain, host, cipher: None, now: self.vantage.taken_at };
        let refusal = |store: &TrustStore| acceptance::judge(&self.case.pki, presented, store).err();
        // A store is judged by what its own nodes are shown.
        let stores = self.case.stores.iter().filter(|store| self.judged_elsewhere(store).is_none());
        let refusals: Vec<(&str, Refusal)> =
            stores.filter_map(|store| refusal(store).map(|why| (store.name.as_str(), why))).collect();
        let words = match refusals.first() {
            Some((store, why)) => format!("\"{label}\" ({store}: {why})"),
            None if !named => format!("\"{label}\" (does not name {host})"),
            None if !dated => format!("\"{label}\" (outside its validity)"),
            None => format!("\"{label}\" (accepted)"),
        };
        let kinds = refusals.iter().map(|(store, why)| ((*store).to_owned(), std::mem::discriminant(why))).collect();
        let told_by = refusals.first().map(|(_, why)| teller(why));
        Judged { label, words, told_by, essence: (named, dated, kinds) }
    }
}

/// The check that tells of what a store refuses.
fn teller(refusal: &Refusal) -> CheckCode {
    match refusal {
        Refusal::Unreadable => CheckCode::Tls002,
        Refusal::Path(_) => CheckCode::Tls004,
        Refusal::Dates(_) => CheckCode::Tls005,
        Refusal::Name(_) => CheckCode::Tls006,
        // What every Java refuses is not fit for use, whatever it is.
        Refusal::Use(_) | Refusal::Strength(_) => CheckCode::Tls009,
    }
}

/// What is wrong with a chain, for people and for comparison.
pub(super) struct Judged {
    label: String,
    pub(super) words: String,
    /// The check that tells of it, where a store refuses it.
    told_by: Option<CheckCode>,
    essence: (bool, bool, Vec<(String, std::mem::Discriminant<Refusal>)>),
}

impl Judged {
    /// Nothing is wrong with it.
    pub(super) fn accepted(&self) -> bool {
        matches!(&self.essence, (true, true, refusals) if refusals.is_empty())
    }
}

/// What the appliances make of the certificates at the addresses of one name, where that differs.
pub(in crate::checks) struct Differing {
    /// Each address, with what its certificate is worth.
    pub(in crate::checks) each: Vec<String>,
    /// The check that tells of it at one of the addresses, where a store refuses that one.
    pub(in crate::checks) told_by: Option<CheckCode>,
}

/// Compares what several addresses of one name present; none where all are alike in what matters.
pub(in crate::checks) fn differing(ats: &[At<'_>]) -> Option<Differing> {
    let judged = |at: &At<'_>| {
        let tls = at.endpoint.tls.seen().filter(|tls| !tls.chain.is_empty())?;
        Some((at.endpoint.address.ip(), at.judged(&tls.chain)))
    };
    let all: Vec<(IpAddr, Judged)> = ats.iter().filter_map(judged).collect();
    let alike = all.windows(2).all(|pair| matches!(pair, [(_, one), (_, next)] if one.essence == next.essence));
    let each = || all.iter().map(|(address, one)| format!("{address} shows {}", one.words)).collect();
    (!alike).then(|| Differing { each: each(), told_by: all.iter().find_map(|(_, one)| one.told_by) })
}
