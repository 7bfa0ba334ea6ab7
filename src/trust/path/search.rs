//! The issuer search: every way up from a certificate, within bounds, and the best of them.

use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use openssl::x509::X509;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::evidence::Fingerprint;
use crate::trust::certificate::fallback::{date, is_signed_by, same_name};
use crate::trust::certificate::subject::folded;
use crate::trust::pem;
use crate::trust::pki::Pki;

/// Longest path that is followed, leaf and anchor included.
const MAX_DEPTH: usize = 16;

/// Steps and signatures one search may spend: real chains need a few dozen, a hostile one could ask for billions.
const MAX_STEPS: u32 = 600;

/// The certificates a path may be built from.
pub(super) struct Pool<'p> {
    pki: &'p Pki<'p>,
    nodes: Vec<&'p Node>,
    verified: RefCell<BTreeMap<(usize, usize), bool>>,
    steps: Cell<u32>,
}

/// A certificate as a step of a way. OpenSSL needs a tenth of a millisecond to read one, so it reads only those whose
/// names fit.
pub(in crate::trust) struct Node {
    number: usize,
    fingerprint: Fingerprint,
    der: Vec<u8>,
    x509: OnceCell<Option<X509>>,
    /// Subject and issuer, folded; none where only OpenSSL can read them.
    names: Option<(String, String)>,
    not_before: i64,
    not_after: i64,
}

impl Node {
    /// `number` tells it from the others of its [`Pki`].
    pub(in crate::trust) fn new(number: usize, fingerprint: &str, pem: &str) -> Option<Self> {
        let der = pem::der(pem)?;
        let x509 = OnceCell::new();
        let parsed = X509Certificate::from_der(&der).ok();
        let (names, validity) = match parsed {
            Some((_, parsed)) => {
                let names = (folded(parsed.subject()), folded(parsed.issuer()));
                (Some(names), (parsed.validity().not_before.timestamp(), parsed.validity().not_after.timestamp()))
            }
            None => {
                let read = x509.get_or_init(|| X509::from_der(&der).ok()).as_ref()?;
                let seconds = |time, otherwise| date(time).map_or(otherwise, |date| date.unix_timestamp());
                (None, (seconds(read.not_before(), i64::MIN), seconds(read.not_after(), i64::MAX)))
            }
        };
        let (not_before, not_after) = validity;
        Some(Self { number, fingerprint: fingerprint.to_owned(), der, x509, names, not_before, not_after })
    }

    pub(super) fn x509(&self) -> Option<&X509> {
        self.x509.get_or_init(|| X509::from_der(&self.der).ok()).as_ref()
    }

    /// This certificate names `issuer`'s subject as its issuer.
    fn names_as_issuer(&self, issuer: &Self) -> bool {
        let differ = self.names.as_ref().zip(issuer.names.as_ref()).is_some_and(|(own, other)| own.1 != other.0);
        let both = || self.x509().zip(issuer.x509());
        !differ && both().is_some_and(|(own, other)| same_name(own.issuer_name(), other.subject_name()))
    }

    fn has_subject_of(&self, other: &Self) -> bool {
        let differ = self.names.as_ref().zip(other.names.as_ref()).is_some_and(|(own, other)| own.0 != other.0);
        let both = || self.x509().zip(other.x509());
        !differ && both().is_some_and(|(own, other)| same_name(own.subject_name(), other.subject_name()))
    }
}

/// How a way up ends. Ordered by preference, the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// Nothing in the pool issued its last certificate.
    Missing,
    /// Its last certificate is self-signed and no anchor.
    SelfSigned,
    /// Its last certificate is an anchor and not self-signed.
    Anchor,
    /// Its last certificate is an anchor and self-signed.
    Root,
}

/// Preference among ways up: the end, then issuers that are valid now, then those valid latest, then the shorter way.
type Rank = (End, bool, i64, Reverse<usize>);

impl<'p> Pool<'p> {
    /// Those preferred first; unknown and unreadable ones are left out, double ones kept once.
    pub(super) fn new<'a>(pki: &'p Pki<'p>, fingerprints: impl Iterator<Item = &'a str>) -> Self {
        let mut seen = BTreeSet::new();
        let nodes = fingerprints.filter(|print| seen.insert(*print)).filter_map(|print| pki.node(print));
        Self { pki, nodes: nodes.collect(), verified: RefCell::default(), steps: Cell::new(0) }
    }

    pub(super) fn position(&self, fingerprint: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.fingerprint == fingerprint)
    }

    pub(super) fn fingerprints(&self, path: &[usize]) -> Vec<Fingerprint> {
        path.iter().filter_map(|index| self.nodes.get(*index)).map(|node| node.fingerprint.clone()).collect()
    }

    /// The best way up from `start`, which it begins with.
    pub(super) fn best(&self, start: usize, is_anchor: &dyn Fn(&str) -> bool, now: Option<i64>) -> (Vec<usize>, End) {
        let mut best = None;
        self.climb(&mut vec![start], is_anchor, now, &mut best);
        best.map_or((vec![start], End::Missing), |(_, path, end)| (path, end))
    }

    /// Certificates named as the issuer of `child` whose key did not sign it.
    pub(super) fn named_but_not_issuing(&self, child: usize) -> Vec<usize> {
        self.named_as_issuer_of(child).filter(|candidate| !self.signed(child, *candidate)).collect()
    }

    /// Other certificates with the subject of this one.
    pub(super) fn namesakes(&self, of: usize) -> Vec<usize> {
        let Some(node) = self.nodes.get(of).copied() else { return Vec::new() };
        let others = self.nodes.iter().enumerate().filter(|(index, other)| *index != of && other.has_subject_of(node));
        others.map(|(index, _)| index).collect()
    }

    /// Self-signed: its own name as issuer, and its own key verifies it.
    pub(super) fn self_signed(&self, index: usize) -> bool {
        self.nodes.get(index).is_some_and(|node| node.names_as_issuer(node)) && self.signed(index, index)
    }

    /// The name says so and the key signed it.
    pub(super) fn issued(&self, child: usize, issuer: usize) -> bool {
        self.named_as_issuer_of(child).any(|candidate| candidate == issuer) && self.signed(child, issuer)
    }

    fn climb(
        &self,
        path: &mut Vec<usize>,
        is_anchor: &dyn Fn(&str) -> bool,
        now: Option<i64>,
        best: &mut Option<(Rank, Vec<usize>, End)>,
    ) {
        let Some(&last) = path.last() else { return };
        let Some(node) = self.nodes.get(last) else { return };
        self.steps.set(self.steps.get() + 1);
        let anchor = is_anchor(&node.fingerprint);
        if self.self_signed(last) {
            return self.offer(path, if anchor { End::Root } else { End::SelfSigned }, now, best);
        }
        if anchor {
            self.offer(path, End::Anchor, now, best);
        }
        let mut issuers = Vec::new();
        if path.len() < MAX_DEPTH && !self.exhausted() {
            let named = self.named_as_issuer_of(last).filter(|candidate| !path.contains(candidate));
            issuers.extend(named.filter(|candidate| self.signed(last, *candidate)));
        }
        if issuers.is_empty() && !anchor {
            self.offer(path, End::Missing, now, best);
        }
        for issuer in issuers {
            path.push(issuer);
            self.climb(path, is_anchor, now, best);
            path.pop();
            if self.exhausted() {
                return;
            }
        }
    }

    fn offer(&self, path: &[usize], end: End, now: Option<i64>, best: &mut Option<(Rank, Vec<usize>, End)>) {
        let issuers = || path.iter().skip(1).filter_map(|index| self.nodes.get(*index));
        let valid = now.is_none_or(|now| issuers().all(|node| node.not_before <= now && now <= node.not_after));
        let until = issuers().map(|node| node.not_after).min().unwrap_or(i64::MAX);
        let rank = match end {
            // The longest way shows best what is missing.
            End::Missing => (end, true, i64::try_from(path.len()).unwrap_or(i64::MAX), Reverse(0)),
            _ => (end, valid, until, Reverse(path.len())),
        };
        if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
            *best = Some((rank, path.to_vec(), end));
        }
    }

    fn named_as_issuer_of(&self, child: usize) -> impl Iterator<Item = usize> {
        let child = self.nodes.get(child).copied();
        self.nodes
            .iter()
            .enumerate()
            .filter_map(move |(index, node)| child.is_some_and(|child| child.names_as_issuer(node)).then_some(index))
    }

    /// Whether the key of `issuer` signed `child`; once the steps are spent, only what this search knows already: what
    /// others found costs it as much, so that no search depends on those before it.
    fn signed(&self, child: usize, issuer: usize) -> bool {
        if let Some(known) = self.verified.borrow().get(&(child, issuer)) {
            return *known;
        }
        let (Some(one), Some(other)) = (self.nodes.get(child), self.nodes.get(issuer)) else { return false };
        if self.exhausted() {
            return false;
        }
        self.steps.set(self.steps.get() + 1);
        let verify = || one.x509().zip(other.x509()).is_some_and(|(one, other)| is_signed_by(one, other));
        let signed = self.pki.signed((one.number, other.number), verify);
        self.verified.borrow_mut().insert((child, issuer), signed);
        signed
    }

    fn exhausted(&self) -> bool {
        self.steps.get() >= MAX_STEPS
    }
}
