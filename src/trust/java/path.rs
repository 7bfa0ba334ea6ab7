//! The way from the leaf to what is trusted, as `sun.security.validator.PKIXValidator` takes it.
//!
//! A chain in order is validated as it stands, up to the first certificate whose name and key the store has. Only a
//! chain out of order, or one that ends at no name of the store, goes to the path builder, which tries every way, and
//! finds issuers by name alone: unlike the validator it asks for no key identifier and no serial number.

use super::reader::{Known, Reader};

/// CAs that the path builder follows at most, the anchor not counted.
const MAX_BUILT: usize = 5;

/// Ways that are looked at: a real chain has one or two.
const MAX_WAYS: usize = 64;

/// Steps of one search.
const MAX_STEPS: u32 = 2_000;

/// A way Java would try.
#[derive(Clone)]
pub(super) struct Way {
    /// Leaf first; without the anchor.
    pub(super) below: Vec<Known>,
    /// The certificate of the store it ends in; the leaf itself where that is trusted.
    pub(super) anchor: Known,
}

/// All ways, most natural first; none when Java finds no path.
pub(super) fn ways(reader: &Reader<'_>, sent: &[Known], store: &[Known], now: i64) -> Vec<Way> {
    let Some(leaf) = sent.first() else { return Vec::new() };
    let held = |known: &Known| store.iter().find(|anchor| anchor.fingerprint == known.fingerprint);
    let stands_for = |known: &Known| store.iter().any(|anchor| anchor.same_identity(known));
    for (index, certificate) in sent.iter().enumerate() {
        let follows = index
            .checked_sub(1)
            .and_then(|before| sent.get(before))
            .is_none_or(|before| before.issuer.same(&certificate.subject));
        if !follows {
            return Builder { reader, sent, store, now, steps: 0, found: Vec::new() }.build(leaf);
        }
        match (index, held(certificate)) {
            (0, Some(anchor)) => return vec![Way { below: Vec::new(), anchor: anchor.clone() }],
            (1.., Some(_)) => return in_order(sent.get(..index).unwrap_or_default(), store),
            (1.., None) if stands_for(certificate) => return in_order(sent.get(..index).unwrap_or_default(), store),
            _ => {}
        }
    }
    let last = sent.last().unwrap_or(leaf);
    if store.iter().any(|anchor| anchor.subject.same(&last.issuer)) {
        return in_order(sent, store);
    }
    Builder { reader, sent, store, now, steps: 0, found: Vec::new() }.build(leaf)
}

/// The chain as it stands, with each anchor that may have issued its last certificate.
fn in_order(below: &[Known], store: &[Known]) -> Vec<Way> {
    let Some(last) = below.last() else { return Vec::new() };
    let fits = store.iter().filter(|anchor| may_have_issued(last, anchor));
    fits.map(|anchor| Way { below: below.to_vec(), anchor: anchor.clone() }).take(MAX_WAYS).collect()
}

/// `AdaptableX509CertSelector`: the name, the key identifier where both have one, and the serial number where the child
/// names one and the issuer is of version 3.
fn may_have_issued(child: &Known, issuer: &Known) -> bool {
    may_have_issued_by_name_and_key(child, issuer) && !has_another_serial(child, issuer)
}

fn may_have_issued_by_name_and_key(child: &Known, issuer: &Known) -> bool {
    let identifiers = child.authority_key_id.as_ref().zip(issuer.key_id.as_ref());
    child.issuer.same(&issuer.subject) && identifiers.is_none_or(|(wanted, held)| wanted == held)
}

fn has_another_serial(child: &Known, issuer: &Known) -> bool {
    issuer.version >= 3 && child.authority_serial.as_ref().is_some_and(|serial| *serial != issuer.serial)
}

/// The CA was renewed with its key, and the child names the serial number of the certificate from before.
pub(super) fn fits_but_for_its_serial(child: &Known, issuer: &Known) -> bool {
    may_have_issued_by_name_and_key(child, issuer) && has_another_serial(child, issuer)
}

struct Builder<'a, 'c> {
    reader: &'a Reader<'c>,
    sent: &'a [Known],
    store: &'a [Known],
    now: i64,
    steps: u32,
    found: Vec<Way>,
}

impl Builder<'_, '_> {
    fn build(mut self, leaf: &Known) -> Vec<Way> {
        self.climb(&mut vec![leaf.clone()]);
        self.found
    }

    fn climb(&mut self, path: &mut Vec<Known>) {
        self.steps += 1;
        let Some(last) = path.last().cloned() else { return };
        if self.steps > MAX_STEPS || self.found.len() >= MAX_WAYS {
            return;
        }
        let (sent, store, now) = (self.sent, self.store, self.now);
        let valid = |known: &Known| known.validity.0 <= now && now <= known.validity.1;
        // Unlike the validator, the builder looks at the dates of anchors, but for those that issued the leaf itself.
        let first = path.len() == 1;
        for anchor in store.iter().filter(|anchor| last.issuer.same(&anchor.subject)) {
            if anchor.fingerprint != last.fingerprint && (first || valid(anchor)) && self.reader.signed(&last, anchor) {
                self.found.push(Way { below: path.clone(), anchor: anchor.clone() });
            }
        }
        let cas = path.iter().skip(1).filter(|ca| !ca.self_issued()).count();
        if cas >= MAX_BUILT {
            return;
        }
        for issuer in sent.iter().filter(|issuer| last.issuer.same(&issuer.subject)) {
            let again = path.iter().any(|known| known.fingerprint == issuer.fingerprint);
            if !again && valid(issuer) && self.reader.signed(&last, issuer) {
                path.push(issuer.clone());
                self.climb(path);
                path.pop();
            }
        }
    }
}
