//! What leaves people out of all searches, judged from what their entries show.

use crate::inputs::directory::{Entry, Sieve};
use crate::ldap::filter::{self, eval};
use crate::people::{Barred, Searched};

/// The searches of all agreements, each taken apart.
#[derive(Default)]
pub(super) struct Sieves {
    all: Vec<Sieve>,
    room: Vec<u8>,
}

impl Sieves {
    pub(super) fn of(searches: &[Searched]) -> Self {
        let sieve = |search: &Searched| Sieve::new(&search.base, filter::parse(&search.filter).ok().as_ref());
        Self { all: searches.iter().map(sieve).collect(), room: Vec::new() }
    }

    /// Attributes that the filters ask for.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.all.iter().flat_map(Sieve::attributes)
    }

    /// What leaves an entry out of the search that is nearest to having it.
    pub(super) fn nearest(&mut self, entry: &Entry) -> Barred {
        let Self { all, room } = self;
        let barred = |(place, sieve): (usize, &Sieve)| {
            let is_inside = sieve.is_inside(entry.dn(), room);
            let search = u16::try_from(place).unwrap_or(u16::MAX);
            // Whether groups in groups hold somebody is the server's to know: such a clause holds only if it does so
            // either way.
            let [with, without] =
                [true, false].map(|nested| sieve.barred(search, is_inside, &Shown(entry), &|_, _| nested));
            Barred { clauses: with.clauses | without.clauses, ..with }
        };
        all.iter().enumerate().map(barred).min_by_key(|barred| barred.distance()).unwrap_or_default()
    }
}

/// An entry as the server showed it: what is not shown is absent.
struct Shown<'e>(&'e Entry);

impl eval::Entry for Shown<'_> {
    fn dn(&self) -> &str {
        self.0.dn()
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.values(attribute)
    }
}
