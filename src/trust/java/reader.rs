//! Certificates of evidence, each read once, each signature verified once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use openssl::error::ErrorStack;

use super::read::Read;
use crate::evidence::Fingerprint;
use crate::trust::pem;

/// Signatures one evidence may cost: real ones need a few dozen, hostile chains could ask for billions.
const MAX_SIGNATURES: u32 = 20_000;

/// Reads what the judgements of one evidence need, on demand.
pub struct Reader<'a> {
    certificates: &'a BTreeMap<Fingerprint, String>,
    read: RefCell<BTreeMap<&'a str, Option<Rc<Read>>>>,
    signed: RefCell<BTreeMap<(String, String), bool>>,
    left: Cell<u32>,
}

/// One certificate with its fingerprint.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) fingerprint: Fingerprint,
    pub(super) read: Rc<Read>,
}

impl std::ops::Deref for Known {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}

impl<'a> Reader<'a> {
    /// A reader of these certificates, PEM by fingerprint.
    pub fn new(certificates: &'a BTreeMap<Fingerprint, String>) -> Self {
        Self { certificates, read: RefCell::default(), signed: RefCell::default(), left: Cell::new(MAX_SIGNATURES) }
    }

    /// None for what is not there or cannot be read.
    pub(super) fn get(&self, fingerprint: &str) -> Option<Known> {
        let (key, pem) = self.certificates.get_key_value(fingerprint)?;
        let mut all = self.read.borrow_mut();
        let read = all.entry(key).or_insert_with(|| Read::new(pem::der(pem)?).map(Rc::new));
        read.clone().map(|read| Known { fingerprint: fingerprint.to_owned(), read })
    }

    /// The key of `issuer` verifies the signature of `child`; names are not looked at.
    pub(super) fn signed(&self, child: &Known, issuer: &Known) -> bool {
        let pair = (child.fingerprint.clone(), issuer.fingerprint.clone());
        if let Some(known) = self.signed.borrow().get(&pair) {
            return *known;
        }
        if self.left.get() == 0 {
            return false;
        }
        self.left.set(self.left.get() - 1);
        let both = child.x509().zip(issuer.x509());
        let key = both.and_then(|(child, issuer)| issuer.public_key().ok().map(|key| (child, key)));
        let verified = key.is_some_and(|(child, key)| child.verify(&key).unwrap_or(false));
        // A rejected signature leaves its reason in the thread's queue, where the next user would find it.
        let _ = ErrorStack::get();
        self.signed.borrow_mut().insert(pair, verified);
        verified
    }
}
