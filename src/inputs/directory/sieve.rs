//! A search taken apart: what of it leaves an entry out.

use super::entry::is_secret;
use super::name::{canonical, is_plainly_below, is_within};
use crate::ldap::filter::Filter;
use crate::ldap::filter::eval::{Entry, Matcher};
use crate::people::Barred;

/// Base and clauses of one search.
pub(crate) struct Sieve {
    base: Vec<u8>,
    clauses: Vec<Matcher>,
    /// Attributes that the clauses ask for.
    attributes: Vec<String>,
}

impl Sieve {
    /// Takes a search apart; an empty base holds everything, and no filter takes everybody.
    pub(crate) fn new(base: &str, filter: Option<&Filter>) -> Self {
        let mut canonical_base = Vec::new();
        canonical(base, &mut canonical_base);
        let clauses = filter.iter().flat_map(|filter| filter.required()).map(Matcher::new).collect();
        let plain = |name: &str| name.split(';').next().unwrap_or(name).to_owned();
        let attributes = filter.map(Filter::attributes).unwrap_or_default().into_iter().map(plain);
        Self { base: canonical_base, clauses, attributes: attributes.filter(|name| !is_secret(name)).collect() }
    }

    /// What the entries must be asked for: no attribute that holds secrets.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(String::as_str)
    }

    /// Whether a name is the base or stands below it.
    pub(crate) fn is_inside(&self, dn: &str, room: &mut Vec<u8>) -> bool {
        is_plainly_below(dn, &self.base) || {
            room.clear();
            canonical(dn, room);
            is_within(room, &self.base)
        }
    }

    /// What leaves an entry out of this search, which has that place. A clause that is neither true nor false counts.
    pub(crate) fn barred(
        &self,
        search: u16,
        is_inside: bool,
        entry: &impl Entry,
        is_member_nested: &impl Fn(&str, &str) -> bool,
    ) -> Barred {
        let fails = |clause: &Matcher| !clause.matches(entry, is_member_nested);
        let failing = self.clauses.iter().enumerate().filter(|(_, clause)| fails(clause));
        let clauses = failing.fold(0, |bits, (place, _)| bits | Barred::bit(place));
        Barred { search, outside: !is_inside, clauses }
    }
}
