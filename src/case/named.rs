//! Which names are one machine, by the addresses of each configured host, whoever is told them: asked for every pair of
//! names, looked up once.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::evidence::Evidence;

/// The addresses of the configured hosts, by [`plain`] name.
pub(crate) struct Named(BTreeMap<String, BTreeSet<IpAddr>>);

/// A name without its final dot and in lower case, which make no other name.
pub(crate) fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_lowercase()
}

impl Named {
    pub(crate) fn of(evidence: &Evidence) -> Self {
        let mut named = BTreeMap::<_, BTreeSet<IpAddr>>::new();
        for server in evidence.vantages.iter().flat_map(|vantage| &vantage.servers) {
            let found = server.name.seen().map(|found| found.addresses.as_slice()).unwrap_or_default();
            named.entry(plain(&server.url.host)).or_default().extend(found);
        }
        Self(named)
    }

    /// Whether two names are one machine: the same name, a name and its short form, or a common address, where the
    /// addresses were looked up.
    pub(crate) fn same_machine(&self, one: &str, other: &str) -> bool {
        let (one, other) = (plain(one), plain(other));
        let short = |long: &str, short: &str| {
            !short.contains('.') && long.split('.').next() == Some(short) && long.parse::<IpAddr>().is_err()
        };
        one == other || short(&one, &other) || short(&other, &one) || self.have_common_address(&one, &other)
    }

    /// Whether a name is that of a configured host.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.keys().any(|host| self.same_machine(host, name))
    }

    fn have_common_address(&self, one: &str, other: &str) -> bool {
        let is_of = |host: &str, address: &IpAddr| {
            host.parse() == Ok(*address) || self.0.get(host).is_some_and(|known| known.contains(address))
        };
        let of_one = self.0.get(one).into_iter().flatten().copied();
        of_one.chain(one.parse()).any(|address| is_of(other, &address))
    }
}
