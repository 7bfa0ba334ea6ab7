//! All certificates of one evidence, and what follows from them: each read once, each way walked once, each chain judged
//! once, whoever asks.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::certificate::{self, Certificate};
use super::java::{self, Asked};
use super::path::{self, Node, Path};
use crate::evidence::{Fingerprint, TrustStore};

/// Certificates by fingerprint.
pub struct Pki<'a> {
    known: BTreeMap<&'a str, Entry<'a>>,
    java: java::Reader<'a>,
    /// Chains and stores that were asked about, numbered: the keys of what is remembered.
    lists: RefCell<BTreeMap<Vec<Fingerprint>, usize>>,
    signed: RefCell<BTreeMap<(usize, usize), bool>>,
    walked: RefCell<BTreeMap<Ways, Rc<Walked>>>,
    by_openssl: RefCell<BTreeMap<(usize, usize), Option<String>>>,
    by_java: RefCell<BTreeMap<JavaKey, Option<Rc<java::Verdict>>>>,
}

/// Chain, store, time.
type Ways = (usize, usize, Option<i64>);

/// Chain, store, host, cipher suite, time.
type JavaKey = (usize, usize, String, Option<String>, i64);

struct Entry<'a> {
    number: usize,
    pem: &'a str,
    decoded: OnceCell<Option<Certificate>>,
    node: OnceCell<Option<Node>>,
}

/// The way from a leaf towards a store, and its certificates, decoded.
#[derive(Debug)]
pub struct Walked {
    /// Where it ends.
    pub way: Path,
    /// Leaf first, as far as they can be read.
    pub path: Vec<Certificate>,
}

impl<'a> Pki<'a> {
    /// Reads nothing yet. PEM by fingerprint.
    pub fn new(certificates: &'a BTreeMap<Fingerprint, String>) -> Self {
        let entry = |(number, (print, pem)): (usize, (&'a Fingerprint, &'a String))| {
            let entry = Entry { number, pem, decoded: OnceCell::new(), node: OnceCell::new() };
            (print.as_str(), entry)
        };
        Self {
            known: certificates.iter().enumerate().map(entry).collect(),
            java: java::Reader::new(certificates),
            lists: RefCell::default(),
            signed: RefCell::default(),
            walked: RefCell::default(),
            by_openssl: RefCell::default(),
            by_java: RefCell::default(),
        }
    }

    /// Every fingerprint, sorted.
    pub fn fingerprints(&self) -> impl Iterator<Item = &'a str> {
        self.known.keys().copied()
    }

    /// One certificate, decoded; none for what is not there or cannot be read.
    pub fn certificate(&self, fingerprint: &str) -> Option<&Certificate> {
        let entry = self.known.get(fingerprint)?;
        entry.decoded.get_or_init(|| certificate::decode(entry.pem)).as_ref()
    }

    /// The way from the leaf of `chain` towards `store`; of several, `now` (seconds since 1970) prefers what is valid.
    pub fn walk(&self, chain: &[Fingerprint], store: &TrustStore, now: Option<i64>) -> Rc<Walked> {
        let key = (self.number(chain), self.number(&store.certificates), now);
        remembered(&self.walked, key, || {
            let way = path::walk(self, chain, store, now);
            let path = way.path().iter().filter_map(|print| self.certificate(print)).cloned().collect();
            Rc::new(Walked { way, path })
        })
    }

    /// How the appliances' Java judges a chain. None where a certificate that was sent cannot be read.
    pub fn java(&self, asked: Asked<'_>) -> Option<Rc<java::Verdict>> {
        let lists = (self.number(asked.sent), self.number(asked.store));
        let (host, cipher) = (asked.host.to_owned(), asked.cipher.map(str::to_owned));
        let key = (lists.0, lists.1, host, cipher, asked.now.unix_timestamp());
        remembered(&self.by_java, key, || java::judge(&self.java, asked).map(Rc::new))
    }

    /// Why OpenSSL refuses path or purpose, whatever the dates and the host; none where it accepts, or cannot tell.
    pub fn openssl_refusal(&self, chain: &[Fingerprint], store: &TrustStore) -> Option<String> {
        let key = (self.number(chain), self.number(&store.certificates));
        remembered(&self.by_openssl, key, || path::openssl_refusal(self, chain, store))
    }

    pub(super) fn node(&self, fingerprint: &str) -> Option<&Node> {
        let entry = self.known.get(fingerprint)?;
        entry.node.get_or_init(|| Node::new(entry.number, fingerprint, entry.pem)).as_ref()
    }

    /// What `verify` says of two certificates by number, asked once.
    pub(super) fn signed(&self, pair: (usize, usize), verify: impl FnOnce() -> bool) -> bool {
        remembered(&self.signed, pair, verify)
    }

    /// The number of a list of certificates: the same for the same content.
    pub(crate) fn number(&self, list: &[Fingerprint]) -> usize {
        let mut lists = self.lists.borrow_mut();
        let next = lists.len();
        match lists.get(list) {
            Some(number) => *number,
            None => *lists.entry(list.to_vec()).or_insert(next),
        }
    }
}

/// What was found under this key, or what `find` finds now.
pub(crate) fn remembered<K: Ord, V: Clone>(memory: &RefCell<BTreeMap<K, V>>, key: K, find: impl FnOnce() -> V) -> V {
    if let Some(known) = memory.borrow().get(&key) {
        return known.clone();
    }
    // Not borrowed meanwhile: finding one thing asks for others.
    let found = find();
    memory.borrow_mut().insert(key, found.clone());
    found
}
