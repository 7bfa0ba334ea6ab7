//! Whether a server sends its chain in order.

use super::MAX_SENT;
use super::search::Pool;
use crate::evidence::Fingerprint;
use crate::trust::pki::Pki;

/// How a server's chain is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Each certificate is followed by its issuer.
    Ordered,
    /// All belong to the way up from the leaf, and another order would do.
    Misplaced {
        /// The first certificate whose successor is not its issuer.
        after: Fingerprint,
        /// The one sent in its issuer's place.
        found: Fingerprint,
    },
    /// One that was sent is on no way up from the leaf.
    Stranger {
        /// The one sent in its issuer's place.
        found: Fingerprint,
        /// The certificate where the way up from the leaf ends for want of an issuer: it may be the one that is missing.
        open: Option<Fingerprint>,
    },
}

/// Checks the order of a chain as sent (RFC 5246 section 7.4.2): each must be issued by the one after it.
///
/// What is sent once more changes nothing for any client. Several certificates of one CA (renewed, cross-signed) may
/// stand beside each other in either order: they are in one place, since each issued the one before.
pub fn order(pki: &Pki<'_>, chain: &[Fingerprint]) -> Order {
    let chain = chain.get(..MAX_SENT).unwrap_or(chain);
    let pool = Pool::new(pki, chain.iter().map(String::as_str));
    let Some(leaf) = chain.first().and_then(|leaf| pool.position(leaf)) else { return Order::Ordered };
    // Unreadable ones have no position: nothing is said about them.
    let mut sent: Vec<usize> = Vec::new();
    for position in chain.iter().filter_map(|one| pool.position(one)) {
        if !sent.contains(&position) {
            sent.push(position);
        }
    }
    let (mut below, mut place) = (Vec::new(), vec![leaf]);
    for found in sent.iter().copied().skip(1) {
        let issued = |place: &[usize]| place.iter().any(|child| pool.issued(*child, found));
        if issued(&below) {
            place.push(found);
        } else if issued(&place) {
            below = std::mem::replace(&mut place, vec![found]);
        } else {
            return misplaced(&pool, &sent, place.last().copied().unwrap_or(leaf), found);
        }
    }
    Order::Ordered
}

fn misplaced(pool: &Pool<'_>, sent: &[usize], after: usize, found: usize) -> Order {
    let issuers_of = |child: usize| sent.iter().copied().filter(move |issuer| pool.issued(child, *issuer));
    let mut way: Vec<usize> = sent.iter().copied().take(1).collect();
    let mut next = 0;
    while let Some(child) = way.get(next).copied() {
        let further: Vec<usize> = issuers_of(child).filter(|issuer| !way.contains(issuer)).collect();
        way.extend(further);
        next += 1;
    }
    let name = |position: usize| pool.fingerprints(&[position]).pop().unwrap_or_default();
    if way.contains(&found) {
        return Order::Misplaced { after: name(after), found: name(found) };
    }
    let rooted = way.iter().any(|one| pool.self_signed(*one));
    let open = way.iter().copied().find(|one| !rooted && issuers_of(*one).next().is_none());
    Order::Stranger { found: name(found), open: open.map(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::mint::{Certificate, Minted};

    #[test]
    fn names_the_first_that_is_out_of_order() {
        let root = Certificate::ca("Corp Root CA").self_signed();
        let issuing = Certificate::ca("Corp Issuing CA").signed_by(&root);
        let renewed = Certificate::ca("Corp Issuing CA").key_of(&issuing).days(-1, 900).signed_by(&root);
        let good = Certificate::leaf("dc1.corp.example").signed_by(&issuing);
        let neighbour = Certificate::leaf("dc2.corp.example").signed_by(&issuing);
        let namesake = Certificate::ca("Corp Issuing CA").self_signed();
        let old = Certificate::ca("Old Root CA").self_signed();
        let cross = Certificate::ca("Corp Root CA").key_of(&root).signed_by(&old);
        let all = [&root, &issuing, &renewed, &good, &neighbour, &namesake, &old, &cross];
        let known = all.iter().map(|one| (one.fingerprint(), one.pem())).collect();
        let pki = Pki::new(&known);
        let misplaced = |after: &Minted, found: &Minted| Order::Misplaced {
            after: after.fingerprint(),
            found: found.fingerprint(),
        };
        let stranger = |found: &Minted, open: Option<&Minted>| Order::Stranger {
            found: found.fingerprint(),
            open: open.map(Minted::fingerprint),
        };
        let table: &[(&[&Minted], Order)] = &[
            (&[], Order::Ordered),
            (&[&good], Order::Ordered),
            (&[&good, &issuing, &root], Order::Ordered),
            // What is sent once more is no disorder, wherever it stands.
            (&[&good, &good, &issuing], Order::Ordered),
            (&[&good, &issuing, &root, &root], Order::Ordered),
            (&[&good, &issuing, &good, &issuing, &root], Order::Ordered),
            // Several certificates of one CA are in one place.
            (&[&good, &renewed, &issuing, &root], Order::Ordered),
            (&[&good, &issuing, &root, &cross, &old], Order::Ordered),
            (&[&good, &issuing, &cross, &root, &old], Order::Ordered),
            (&[&good, &issuing, &old, &cross], misplaced(&issuing, &old)),
            (&[&good, &root, &issuing], misplaced(&good, &root)),
            (&[&good, &issuing, &root, &renewed], misplaced(&root, &renewed)),
            (&[&good, &neighbour, &issuing, &root], stranger(&neighbour, None)),
            (&[&good, &namesake], stranger(&namesake, Some(&good))),
            (&[&good, &root], stranger(&root, Some(&good))),
            (&[&good, &issuing, &old], stranger(&old, Some(&issuing))),
            (&[&good, &issuing, &root, &namesake], stranger(&namesake, None)),
        ];
        for (index, (chain, expected)) in table.iter().enumerate() {
            let chain: Vec<Fingerprint> = chain.iter().map(|one| one.fingerprint()).collect();
            assert_eq!(order(&pki, &chain), *expected, "row {index}");
        }
    }
}
