//! What an outcome is about, and from where it was seen.

use std::fmt;
use std::net::IpAddr;

use crate::evidence::identity::{Class, System};
use crate::evidence::{TrustStore, Vantage};

/// The name of a place that was looked from; free text of a configuration, commas and all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceName(Box<str>);

/// The name of a trust store, and so of the appliance that trusts it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreName(String);

/// A configured server, at one of its addresses where its name has several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerName {
    /// `host:port`.
    authority: String,
    address: Option<IpAddr>,
}

/// What an outcome is about. Its text is the report's `subject`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A configured server.
    Server(ServerName),
    /// A configured server before a trust store.
    Store(ServerName, StoreName),
    /// Base and filter, as this server answered; what is wrong with them is wrong on every server.
    Search(ServerName),
    /// A system that has users.
    System(System),
    /// People who differ in one way.
    Class(Class),
    /// The person asked about, by user ID.
    Person(String),
    /// Anything else, in words.
    Other(String),
}

/// From where an outcome was seen: each place once, in the order of their names. Most outcomes have one place, and of thousands of
/// places there are a hundred outcomes each: a tree would take ten times as much.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Places {
    /// It depends on no place.
    Anywhere,
    /// All places that looked, which saw it alike.
    All(Box<[PlaceName]>),
    /// These of several, or the only one.
    These(Box<[PlaceName]>),
}

impl PlaceName {
    /// The name of this place.
    pub fn of(vantage: &Vantage) -> Self {
        Self(vantage.name.as_str().into())
    }
}

impl StoreName {
    /// A store of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name of this store.
    pub fn of(store: &TrustStore) -> Self {
        Self(store.name.clone())
    }
}

impl ServerName {
    /// `address` where the name of the server has several.
    pub fn new(authority: impl Into<String>, address: Option<IpAddr>) -> Self {
        Self { authority: authority.into(), address }
    }
}

impl Subject {
    /// The configured server it concerns (`host:port`), where it concerns one.
    pub fn server(&self) -> Option<&str> {
        match self {
            Self::Server(server) | Self::Store(server, _) => Some(&server.authority),
            Self::Search(_) | Self::System(_) | Self::Class(_) | Self::Person(_) | Self::Other(_) => None,
        }
    }

    /// The address of that server, where its name has several.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Server(server) | Self::Store(server, _) => server.address,
            Self::Search(_) | Self::System(_) | Self::Class(_) | Self::Person(_) | Self::Other(_) => None,
        }
    }

    /// The trust store it concerns, where it concerns one.
    pub fn store(&self) -> Option<&StoreName> {
        match self {
            Self::Store(_, store) => Some(store),
            _ => None,
        }
    }
}

impl Places {
    /// One place.
    pub fn only(vantage: &Vantage) -> Self {
        Self::These([PlaceName::of(vantage)].into())
    }

    /// The places by name; none where it depends on no place.
    pub fn names(&self) -> impl Iterator<Item = &PlaceName> {
        let names = match self {
            Self::Anywhere => None,
            Self::All(names) | Self::These(names) => Some(names),
        };
        names.into_iter().flatten()
    }

    /// Whether it was seen from there.
    pub fn includes(&self, place: &PlaceName) -> bool {
        match self {
            Self::Anywhere | Self::All(_) => true,
            Self::These(names) => names.binary_search(place).is_ok(),
        }
    }

    /// Whether one place saw both.
    pub fn overlap(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::These(mine), Self::These(_)) => mine.iter().any(|place| other.includes(place)),
            _ => true,
        }
    }

    /// The report's `vantage`: none where it depends on no place, or every place saw it alike.
    pub fn vantage(&self) -> Option<String> {
        match self {
            Self::Anywhere | Self::All(_) => None,
            Self::These(names) => Some(names.iter().map(|name| &*name.0).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl From<&str> for Subject {
    fn from(words: &str) -> Self {
        Self::Other(words.to_owned())
    }
}

impl From<String> for Subject {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

impl From<System> for Subject {
    fn from(system: System) -> Self {
        Self::System(system)
    }
}

impl From<Class> for Subject {
    fn from(class: Class) -> Self {
        Self::Class(class)
    }
}

impl fmt::Display for PlaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority)?;
        self.address.map_or(Ok(()), |address| write!(f, " at {address}"))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(server) | Self::Search(server) => server.fmt(f),
            Self::Store(server, store) => write!(f, "{server} x {store}"),
            Self::System(system) => f.write_str(system.name()),
            Self::Class(class) => f.write_str(class.name()),
            Self::Person(words) | Self::Other(words) => f.write_str(words),
        }
    }
}
