//! Where each server was seen, by what may prove two sightings to be of one: those of thousands of places are found
//! without going through all of them for each.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use crate::evidence::{Endpoint, Evidence, Fingerprint, Server, Vantage};
use crate::server_url::ServerUrl;

/// What names one server among all in its root entry (Active Directory, OpenDJ and 389 DS, others).
pub(crate) const NAMES: [&str; 3] = ["dsServiceName", "dnsHostName", "entryUUID"];

/// One address of a server as one place saw it.
#[derive(Clone, Copy)]
pub(crate) struct Sighting<'a> {
    /// From where.
    pub(crate) vantage: &'a Vantage,
    /// The configured server.
    pub(crate) server: &'a Server,
    /// What was seen there.
    pub(crate) endpoint: &'a Endpoint,
}

/// All sightings of an evidence.
pub(crate) struct Sightings<'a> {
    all: Vec<Sighting<'a>>,
    by: BTreeMap<Key<'a>, Vec<usize>>,
    addresses: BTreeMap<&'a ServerUrl, BTreeSet<SocketAddr>>,
    various: BTreeMap<&'a ServerUrl, Vec<usize>>,
}

/// So many places stand for all that met the same certificate at the same address: one, and another for that one.
const FOR_ALL: u8 = 2;

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Address(SocketAddr),
    Leaf(&'a str),
    RootEntry(&'static str, &'a [String]),
    Url(&'a ServerUrl),
}

impl<'a> Sightings<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let of_vantage = |vantage: &'a Vantage| {
            let of_server = move |server: &'a Server| {
                server.endpoints.iter().map(move |endpoint| Sighting { vantage, server, endpoint })
            };
            vantage.servers.iter().flat_map(of_server)
        };
        let all: Vec<Sighting<'a>> = evidence.vantages.iter().flat_map(of_vantage).collect();
        let (mut by, mut addresses) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
        let (mut various, mut met) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::new());
        for (index, sighting) in all.iter().enumerate() {
            for key in keys(sighting.endpoint, &sighting.server.url) {
                by.entry(key).or_default().push(index);
            }
            let (url, address) = (&sighting.server.url, sighting.endpoint.address);
            addresses.entry(url).or_default().insert(address);
            let seen = sighting.endpoint.tls.seen().is_some();
            let met = met.entry((url, address, leaf(sighting.endpoint), seen)).or_insert(0);
            if *met < FOR_ALL {
                *met += 1;
                various.entry(url).or_default().push(index);
            }
        }
        Self { all, by, addresses, various }
    }

    /// Whatever has the address, the certificate, a name in the root entry or the URL in common, in the order of the
    /// evidence; and so itself.
    pub(crate) fn akin(&self, endpoint: &'a Endpoint, url: &'a ServerUrl) -> impl Iterator<Item = Sighting<'a>> {
        let mut found: Vec<usize> =
            keys(endpoint, url).filter_map(|key| self.by.get(&key)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|index| self.get(index))
    }

    /// The places of those that have the address and fit, in the order of the evidence.
    pub(super) fn at(&self, address: SocketAddr, fits: impl Fn(&Sighting<'a>) -> bool) -> impl Iterator<Item = usize> {
        let found = self.by.get(&Key::Address(address)).into_iter().flatten().copied();
        found.filter(move |&index| self.get(index).is_some_and(|sighting| fits(&sighting)))
    }

    /// All of one configured server, in the order of the evidence.
    pub(super) fn of_url(&self, url: &'a ServerUrl) -> impl Iterator<Item = usize> {
        self.by.get(&Key::Url(url)).into_iter().flatten().copied()
    }

    /// One configured server at each address and with each certificate, as the first places saw it that met them: as many as
    /// it has faces, however many places there are.
    pub(crate) fn various(&self, url: &'a ServerUrl) -> impl Iterator<Item = Sighting<'a>> {
        self.various.get(url).into_iter().flatten().filter_map(|&index| self.get(index))
    }

    /// The addresses of one configured server, whoever is told them.
    pub(crate) fn addresses(&self, url: &ServerUrl) -> impl Iterator<Item = SocketAddr> {
        self.addresses.get(url).into_iter().flatten().copied()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (usize, Sighting<'a>)> {
        self.all.iter().copied().enumerate()
    }

    pub(super) fn get(&self, index: usize) -> Option<Sighting<'a>> {
        self.all.get(index).copied()
    }
}

fn keys<'a>(endpoint: &'a Endpoint, url: &'a ServerUrl) -> impl Iterator<Item = Key<'a>> {
    let root_entry = endpoint.ldap.seen().into_iter().flat_map(|root| {
        NAMES.into_iter().map(|name| (name, root.values(name))).filter(|(_, values)| !values.is_empty())
    });
    [Key::Address(endpoint.address), Key::Url(url)]
        .into_iter()
        .chain(leaf(endpoint).map(|leaf| Key::Leaf(leaf)))
        .chain(root_entry.map(|(name, values)| Key::RootEntry(name, values)))
}

/// The certificate that the server showed, to a handshake that failed as well.
pub(crate) fn leaf(endpoint: &Endpoint) -> Option<&Fingerprint> {
    chain(endpoint).first()
}

/// The chain as sent, to a handshake that failed after it as well.
pub(super) fn chain(endpoint: &Endpoint) -> &[Fingerprint] {
    let failed = endpoint.tls.failed().map(|failure| failure.chain.as_slice());
    endpoint.tls.seen().map(|tls| tls.chain.as_slice()).or(failed).unwrap_or_default()
}
