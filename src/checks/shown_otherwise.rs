//! One address that shows two places certificates of different CAs, each of them in order for whoever meets it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::at::{At, AtServer, endpoints};
use crate::case::{Case, Sighting, about_the_same_time, leaf};
use crate::check::{Finding, Owner, fail};
use crate::code::CauseCode;
use crate::evidence::TrustStore;
use crate::trust::path::Path;

/// The certificates that each address shows, each as the first place met it.
pub(super) struct Shown<'a>(BTreeMap<SocketAddr, Vec<Sighting<'a>>>);

impl<'a> Shown<'a> {
    pub(super) fn of(case: &'a Case<'a>) -> Self {
        let mut shown: BTreeMap<SocketAddr, Vec<Sighting<'a>>> = BTreeMap::new();
        for vantage in &case.vantages {
            for server in &vantage.servers {
                for endpoint in server.endpoints.iter().filter(|endpoint| leaf(endpoint).is_some()) {
                    let known = shown.entry(endpoint.address).or_default();
                    if !known.iter().any(|one| leaf(one.endpoint) == leaf(endpoint)) {
                        known.push(Sighting { vantage, server, endpoint });
                    }
                }
            }
        }
        Self(shown)
    }

    /// Of two places that are shown different ones, the later in the evidence says so. Where a store refuses one of the
    /// two, TLS-004 tells it.
    pub(super) fn otherwise(&self, at: AtServer<'a>) -> Option<Finding> {
        endpoints(at).ok()?.into_iter().find_map(|here| {
            here.leaf().ok()?;
            let known = self.0.get(&here.endpoint.address)?;
            let mut before = known.iter().take_while(|one| leaf(one.endpoint) != leaf(here.endpoint));
            let there = before.find(|one| {
                let there = At { case: at.case, vantage: one.vantage, server: one.server, endpoint: one.endpoint };
                one.vantage.name != here.vantage.name
                    && about_the_same_time(one.vantage, here.vantage)
                    && there.leaf().is_ok()
                    && ![here, there].into_iter().any(refused)
                    && !one_ca(here, there)
            })?;
            Some(differing(here, there))
        })
    }
}

/// The root or other certificate of the store that the chain leads to.
fn anchor(at: At<'_>, store: &TrustStore) -> Option<String> {
    let walked = at.path(store).ok()?;
    matches!(walked.way, Path::Anchored { .. }).then(|| walked.path.last().map(|end| end.fingerprint.clone()))?
}

/// A store that this place counts for does not lead there.
fn refused(at: At<'_>) -> bool {
    let own = |store: &&TrustStore| !store.system && at.judged_elsewhere(store).is_none();
    at.case.stores.iter().filter(own).any(|store| anchor(at, store).is_none())
}

/// Both lead to the same certificate of a store, or to none and are of the same issuer.
fn one_ca(here: At<'_>, there: At<'_>) -> bool {
    let ends = here.case.stores.iter().map(|store| (anchor(here, store), anchor(there, store)));
    let (mut trusted, mut alike) = (false, false);
    for (here, there) in ends {
        trusted |= here.is_some() || there.is_some();
        alike |= here.is_some() && here == there;
    }
    let issuer = |at: At<'_>| at.leaf().ok().map(|leaf| leaf.issuer.clone());
    alike || (!trusted && issuer(here) == issuer(there))
}

fn differing(at: At<'_>, other: &Sighting<'_>) -> Finding {
    let (here, there, address) = (&at.vantage.name, &other.vantage.name, at.endpoint.address.ip());
    let server = at.server.url.authority();
    fail(CauseCode::IdentityDiffers, format!("to {there} {address} shows a certificate of another CA than to {here}"))
        .summary(format!(
            "{here} meets another certificate at {server} ({address}) than {there}, of another CA: something on one \
             of the two ways opens TLS, and can read every password, or several servers stand behind the address"
        ))
        .fault(format!("{address} by place"))
        .owner(Owner::Network)
        .refuted_if(&["the server's certificate was replaced between the two looks: run both again"])
        .fact("other_place", there)
        .fix(format!(
            "Compare both with the certificate on the server itself, and let LDAP over TLS pass unopened to {address}; if a \
             device opens it on purpose, whoever runs the directory must know"
        ))
}
