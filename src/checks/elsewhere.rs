//! The same server as other places saw it, and whether that may be compared.

use std::fmt;

use super::at::At;
use crate::case::{NAMES, Sighting, about_the_same_time, leaf};
use crate::check::Skip;
use crate::code::CheckCode;
use crate::compare::reach::{Reach, reach};
use crate::evidence::{Endpoint, TrustStore, Vantage};

/// One address as another place saw it.
#[derive(Clone, Copy)]
pub(super) struct Other<'a> {
    pub(super) vantage: &'a Vantage,
    pub(super) endpoint: &'a Endpoint,
}

/// What the other places saw of the server at hand.
pub(super) struct Elsewhere<'a> {
    at: At<'a>,
    /// Provably the same server: the same address and port, or the same certificate or root entry.
    same: Vec<Other<'a>>,
    /// The same configured name, at another address.
    namesakes: Vec<Other<'a>>,
}

/// A place to which the same address shows, about the same time, a certificate that this store accepts the way of.
pub(super) fn trusted_by<'a>(at: At<'a>, store: &TrustStore) -> Option<&'a Vantage> {
    let trusted = at.case.trusted_at(at.endpoint.address, store);
    let mut others = trusted.map(|other| other.vantage).filter(|other| other.name != at.vantage.name);
    others.find(|other| incomparable(at.vantage, other).is_none())
}

impl<'a> Elsewhere<'a> {
    pub(super) fn of(at: At<'a>) -> Self {
        let (mut same, mut namesakes) = (Vec::new(), Vec::new());
        let akin = at.case.sightings.akin(at.endpoint, &at.server.url);
        for Sighting { vantage, server, endpoint } in akin.filter(|other| other.vantage.name != at.vantage.name) {
            let other = Other { vantage, endpoint };
            if endpoint.address == at.endpoint.address || same_identity(at.endpoint, endpoint) {
                same.push(other);
            } else if server.url == at.server.url {
                namesakes.push(other);
            }
        }
        Self { at, same, namesakes }
    }

    /// A place that came further at the same server, so that the way from here is at fault;
    /// else why the evidence does not say so. `gate` is the check that reports what happened here.
    pub(super) fn further_than(&self, here: &Reach<'_>, gate: CheckCode) -> Result<Other<'a>, Skip> {
        let further: Vec<&Other<'_>> = self.same.iter().filter(|other| came_further(here, other)).collect();
        if further.is_empty() {
            return Err(self.nobody_further(here, gate));
        }
        if let Some(why) = two_servers(&further) {
            return Err(Skip::Undecided(why));
        }
        let mut why = None;
        for other in further {
            match incomparable(self.at.vantage, other.vantage) {
                None => return Ok(*other),
                Some(reason) => why = why.or(Some(reason)),
            }
        }
        Err(Skip::Undecided(why.map(|why| why.to_string()).unwrap_or_default()))
    }

    /// Why none of those who came further at the same address can be compared with this place; none where one can, or
    /// where nobody came further.
    pub(super) fn further_and_incomparable(&self, here: &Reach<'_>) -> Option<String> {
        let further = self.same.iter().filter(|other| came_further(here, other));
        let mut first = None;
        for other in further {
            let why = incomparable(self.at.vantage, other.vantage)?;
            first = first.or(Some(why));
        }
        first.map(|why| why.to_string())
    }

    fn nobody_further(&self, here: &Reach<'_>, gate: CheckCode) -> Skip {
        let name = |other: &Other<'_>| other.vantage.name.clone();
        let reached = |other: &&Other<'_>| came_further(here, other);
        match (self.same.as_slice(), self.namesakes.iter().find(reached)) {
            ([], Some(other)) => Skip::Undecided(format!(
                "another address: it is {} from {} and {} from {}, which are not proven to be one server",
                self.at.endpoint.address.ip(),
                self.at.vantage.name,
                other.endpoint.address.ip(),
                name(other)
            )),
            ([], None) if self.namesakes.is_empty() => {
                Skip::NotAsked("no other vantage point looked at this server".to_owned())
            }
            ([], None) => Skip::Blocked(gate),
            (same, _) => match same.iter().find(|other| !decided(here, other)) {
                Some(other) if same.iter().all(|other| !decided(here, other)) => {
                    Skip::Undecided(format!("{} does not know: its run ended before the answer came", name(other)))
                }
                _ => Skip::Blocked(gate),
            },
        }
    }
}

impl Other<'_> {
    /// The certificate the server showed there.
    pub(super) fn leaf(&self) -> Option<&String> {
        leaf(self.endpoint)
    }
}

/// A connection is more than none; when the connection itself is useless here, only an answer is more.
fn came_further(here: &Reach<'_>, other: &Other<'_>) -> bool {
    matches!(
        (here, reach(other.endpoint)),
        (Reach::Unconnected(_), Reach::Stopped(_) | Reach::Connected | Reach::Answered)
            | (Reach::Stopped(_), Reach::Answered)
    )
}

/// Whether the other place looked far enough to say something about what happened here.
fn decided(here: &Reach<'_>, other: &Other<'_>) -> bool {
    match reach(other.endpoint) {
        Reach::Unknown => false,
        Reach::Connected => !matches!(here, Reach::Stopped(_)),
        _ => true,
    }
}

/// Why two places may not be compared.
enum Incomparable<'a> {
    /// So many minutes lie between the two looks.
    Apart(&'a Vantage, &'a Vantage, i64),
    Releases(&'a Vantage, &'a Vantage),
}

/// Why two places may not be compared, if so.
fn incomparable<'a>(here: &'a Vantage, there: &'a Vantage) -> Option<Incomparable<'a>> {
    if !about_the_same_time(here, there) {
        let apart = (here.taken_at - there.taken_at).abs();
        return Some(Incomparable::Apart(here, there, apart.whole_minutes()));
    }
    // `major.minor`.
    let release = |vantage: &'a Vantage| vantage.tool_version.split('.').take(2);
    (!release(here).eq(release(there))).then_some(Incomparable::Releases(here, there))
}

impl fmt::Display for Incomparable<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apart(here, there, minutes) => write!(
                to,
                "{} and {} looked more than 15 minutes apart ({minutes} minutes, by their clocks)",
                here.name, there.name
            ),
            Self::Releases(here, there) => write!(
                to,
                "{} was looked from by ucdoctor {}, {} by {}: use one version",
                here.name, here.tool_version, there.name, there.tool_version
            ),
        }
    }
}

/// Places that reach one address and are shown different certificates do not reach one server.
fn two_servers(reachers: &[&Other<'_>]) -> Option<String> {
    let mut shown = reachers.iter().filter_map(|other| Some((other.vantage, other.leaf()?)));
    let (first, leaf) = shown.next()?;
    let (second, _) = shown.find(|(_, other)| *other != leaf)?;
    Some(format!("{} and {} are shown different certificates at this address: not one server", first.name, second.name))
}

/// One server behind two addresses, as address translation makes it: the same certificate, or the same root entry.
fn same_identity(one: &Endpoint, other: &Endpoint) -> bool {
    if one.address.port() != other.address.port() {
        return false;
    }
    let same_leaf = leaf(one).is_some_and(|mine| leaf(other) == Some(mine));
    let (Some(mine), Some(theirs)) = (one.ldap.seen(), other.ldap.seen()) else { return same_leaf };
    let root_entry = NAMES.iter().find(|name| !mine.values(name).is_empty() && !theirs.values(name).is_empty());
    root_entry.map_or(same_leaf, |name| mine.values(name) == theirs.values(name))
}
