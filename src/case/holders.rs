//! Whose view of a server a trust store is judged by: what its own nodes are shown counts before what others are shown.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use time::Duration;

use super::sightings::chain;
use super::{Case, Sighting};
use crate::evidence::{TrustStore, Vantage};
use crate::server_url::ServerUrl;
use crate::trust::pki::remembered;

/// What was seen longer apart may have changed in between.
const APART: Duration = Duration::minutes(15);

/// Places that stand for nodes of that kind, and so not for those of another.
const APPLIANCES: [&str; 3] = ["call-manager", "presence", "client"];

/// How near a place is to the nodes that hold a store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// It stands for others.
    OfOthers,
    /// It stands for nobody in particular, as the host that ucdoctor runs on.
    Neutral,
    /// It stands for them.
    Own,
}

/// The sightings of the places that are nearest to a store's holder and were shown a certificate, by store and server.
#[derive(Default)]
pub(super) struct Holders {
    nearest: RefCell<BTreeMap<(String, ServerUrl), Nearest>>,
}

type Nearest = Rc<(Nearness, Vec<usize>)>;

impl<'a> Case<'a> {
    /// The place by whose view of this server the store is judged instead of this one; none where this one counts.
    pub(crate) fn judged_by(&self, store: &TrustStore, seen: &Sighting<'a>) -> Option<&'a Vantage> {
        if store.system || self.vantages.len() < 2 || is_bare(seen) {
            return None;
        }
        let key = (store.name.clone(), seen.server.url.clone());
        let nearest = remembered(&self.holders.nearest, key, || Rc::new(self.nearest(store, &seen.server.url)));
        if nearness(&store.name, &seen.vantage.name) >= nearest.0 {
            return None;
        }
        let near = || {
            let all = nearest.1.iter().filter_map(|&index| self.sightings.get(index));
            all.filter(|other| about_the_same_time(other.vantage, seen.vantage))
        };
        let mine = chain(seen.endpoint);
        let same = near().any(|other| chain(other.endpoint) == mine);
        // It goes there as well, and was shown nothing: then what others are shown there is the best that is known.
        let unseen = near().any(|other| other.endpoint.address == seen.endpoint.address && is_bare(&other));
        if same || unseen { None } else { near().find(|other| !is_bare(other)).map(|other| other.vantage) }
    }

    fn nearest(&self, store: &TrustStore, url: &ServerUrl) -> (Nearness, Vec<usize>) {
        let near =
            |index: &usize| self.sightings.get(*index).map(|seen| (nearness(&store.name, &seen.vantage.name), seen));
        let all: Vec<usize> = self.sightings.of_url(url).collect();
        let showing = all.iter().filter_map(near).filter(|(_, seen)| !is_bare(seen));
        let best = showing.map(|(nearness, _)| nearness).max().unwrap_or(Nearness::OfOthers);
        let of_best = all.iter().copied().filter(|index| near(index).is_some_and(|(nearness, _)| nearness == best));
        (best, of_best.collect())
    }
}

/// Whether two places looked about the same time.
pub(crate) fn about_the_same_time(one: &Vantage, other: &Vantage) -> bool {
    (one.taken_at - other.taken_at).abs() <= APART
}

/// No certificate was shown.
fn is_bare(seen: &Sighting<'_>) -> bool {
    chain(seen.endpoint).is_empty()
}

/// A store or place without a node stands for all nodes of its kind.
fn nearness(store: &str, place: &str) -> Nearness {
    let kind = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
    let of_all = [store, place].iter().any(|name| !name.contains('/'));
    if store == place || (of_all && kind(store) == kind(place)) {
        return Nearness::Own;
    }
    match kind(store) == kind(place) || !APPLIANCES.contains(&kind(place).as_str()) {
        true => Nearness::Neutral,
        false => Nearness::OfOthers,
    }
}

#[cfg(test)]
mod tests {
    use super::{Nearness, nearness};

    #[test]
    fn a_place_stands_for_the_nodes_it_is_named_after() {
        for (store, place, expected) in [
            ("presence", "presence", Nearness::Own),
            ("presence/imp7", "presence/imp7", Nearness::Own),
            ("presence/imp7", "presence", Nearness::Own),
            ("presence", "presence/imp7", Nearness::Own),
            ("presence/imp7", "presence/imp8", Nearness::Neutral),
            ("presence", "rack-3", Nearness::Neutral),
            ("rack-3", "rack-3", Nearness::Own),
            ("presence", "call-manager", Nearness::OfOthers),
            ("call-manager", "client", Nearness::OfOthers),
        ] {
            assert!(nearness(store, place) == expected, "{store} {place}");
        }
    }
}
