//! The addresses of each configured host, whoever is told them: asked for every pair of names, looked up once.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::Case;
use crate::evidence::Evidence;

/// By the host's name in small letters.
pub(super) type Named = BTreeMap<String, BTreeSet<IpAddr>>;

pub(super) fn of(evidence: &Evidence) -> Named {
    let mut named = Named::new();
    for server in evidence.vantages.iter().flat_map(|vantage| &vantage.servers) {
        let found = server.name.seen().map(|found| found.addresses.as_slice()).unwrap_or_default();
        named.entry(server.url.host.to_ascii_lowercase()).or_default().extend(found);
    }
    named
}

impl Case<'_> {
    /// Whether two hosts have an address in common, as far as they were looked up or are addresses themselves.
    pub(crate) fn have_common_address(&self, one: &str, other: &str) -> bool {
        let is_of = |host: &str, address: &IpAddr| {
            host.parse() == Ok(*address)
                || self.named.get(&host.to_ascii_lowercase()).is_some_and(|known| known.contains(address))
        };
        let of_one = self.named.get(&one.to_ascii_lowercase()).into_iter().flatten().copied();
        of_one.chain(one.parse()).any(|address| is_of(other, &address))
    }
}
