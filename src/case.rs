//! One evidence to be judged, and what follows from it: derived once, shared by all checks.

mod holders;
pub mod missing;
mod named;
mod sightings;
mod trusting;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use self::holders::Holders;
pub(crate) use self::holders::about_the_same_time;
pub(crate) use self::named::{Named, plain};
pub(crate) use self::sightings::{NAMES, Sighting, Sightings, leaf};
use self::trusting::Trusting;
use crate::evidence::{Endpoint, Evidence, Fingerprint, TrustStore};
use crate::trust::certificate::Certificate;
use crate::trust::pki::{Pki, Walked, remembered};

/// What a check judges. It reads as the evidence itself.
pub struct Case<'a> {
    evidence: &'a Evidence,
    /// The certificates of all stores and servers.
    pub pki: Pki<'a>,
    latest: Option<i64>,
    /// Where each server was seen.
    pub(crate) sightings: Sightings<'a>,
    trusting: Trusting,
    holders: Holders,
    /// Which names are one machine.
    pub(crate) named: Named,
    unlike: RefCell<BTreeMap<*const Endpoint, bool>>,
}

impl Deref for Case<'_> {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        self.evidence
    }
}

impl<'a> Case<'a> {
    /// Reads no certificate yet.
    pub fn new(evidence: &'a Evidence) -> Self {
        let (pki, latest) = (Pki::new(&evidence.certificates), evidence.latest());
        Self {
            evidence,
            pki,
            latest,
            sightings: Sightings::of(evidence),
            trusting: Trusting::default(),
            holders: Holders::default(),
            named: Named::of(evidence),
            unlike: RefCell::default(),
        }
    }

    /// One certificate, decoded; none for what is not there or cannot be read.
    pub fn certificate(&self, fingerprint: &str) -> Option<&Certificate> {
        self.pki.certificate(fingerprint)
    }

    /// Whether the connections to an address of the evidence were shown what is not alike: every check of certificates asks it.
    pub(crate) fn is_unlike(&self, endpoint: &'a Endpoint, find: impl FnOnce() -> bool) -> bool {
        remembered(&self.unlike, std::ptr::from_ref(endpoint), find)
    }

    /// The way from the leaf of `chain` towards `store`, by the clock of the latest look.
    pub fn walk(&self, chain: &[Fingerprint], store: &TrustStore) -> Rc<Walked> {
        self.pki.walk(chain, store, self.latest)
    }
}
