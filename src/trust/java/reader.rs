//! Certificates of evidence, each read once, each signature verified once.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use openssl::error::ErrorStack;

use super::read::Read;
use crate::evidence::Fingerprint;
use crate::trust::pem;

/// Signatures one evidence may cost: real ones need a few dozen, hostile chains could ask for billions.
const MAX_SIGNATURES: u32 = 20_000;

/// A certificate as PEM, and what it says once it was asked for; none where it cannot be read.
type Once<'a> = (&'a str, OnceCell<Option<Rc<Read>>>);

/// Reads what the judgements of one evidence need, on demand.
pub struct Reader<'a> {
    certificates: BTreeMap<&'a str, Once<'a>>,
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
        let certificates =
            certificates.iter().map(|(print, pem)| (print.as_str(), (pem.as_str(), OnceCell::new()))).collect();
        Self { certificates, signed: RefCell::default(), left: Cell::new(MAX_SIGNATURES) }
    }

    /// None for what is not there or cannot be read.
    pub(super) fn get(&self, fingerprint: &str) -> Option<Known> {
        let (pem, read) = self.certificates.get(fingerprint)?;
        let read = read.get_or_init(|| Read::new(pem::der(pem)?).map(Rc::new));
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
