//! What of base and filter leaves a person of the directory out.

use std::collections::{BTreeSet, HashMap};

use super::{Column, DirectoryUsers};
use crate::evidence::search::Proposal;
use crate::people::Tri;

/// Clauses that are told apart; the last bit stands for all further ones.
const MAX_CLAUSES: usize = 32;

/// One search that the table was made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Search base; empty is everything.
    pub base: String,
    /// Filter; empty is everybody.
    pub filter: String,
}

/// What leaves an entry out of one search; nothing does by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Barred {
    /// The search, by its place in the table.
    pub search: u16,
    /// It stands outside the base.
    pub outside: bool,
    /// Clauses that must hold (`Filter::required`) and are not known to, by bit.
    pub clauses: u32,
}

impl Barred {
    /// The bit of a clause, by its place.
    pub fn bit(clause: usize) -> u32 {
        1 << clause.min(MAX_CLAUSES - 1)
    }

    /// Whether anything does.
    pub fn is_any(self) -> bool {
        self.outside || self.clauses != 0
    }

    /// Whether a search without the base, or without the clauses, of `other` would have this entry.
    pub fn falls_with(self, other: Self) -> bool {
        self.search == other.search && self.clauses & !other.clauses == 0 && (!self.outside || other.outside)
    }

    /// How far the entry is from being found: the smaller, the nearer.
    pub fn distance(self) -> (bool, u32) {
        (self.outside, self.clauses.count_ones())
    }
}

/// What bars the entries of a table.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    /// The searches.
    pub searches: Vec<Searched>,
    /// By row; rows that are not listed are found.
    pub rows: Vec<Barred>,
    /// Rows of entries that are no people, and match the filter.
    pub no_people: BTreeSet<usize>,
    /// Names of further entries that are no people.
    pub others: Column,
    /// What bars them.
    pub others_by: Vec<Barred>,
    /// Base and filter without what bars many, as tried on the directory itself.
    pub tried: HashMap<Barred, Proposal>,
    /// The table has everybody of the directory, so what another search finds can be counted.
    pub is_whole: bool,
}

impl Bars {
    /// What bars a row.
    pub fn at(&self, row: usize) -> Barred {
        self.rows.get(row).copied().unwrap_or_default()
    }

    /// Says what bars a row; rows come in their order.
    pub fn push(&mut self, row: usize, barred: Barred) {
        if barred.is_any() {
            self.rows.resize(row, Barred::default());
            self.rows.push(barred);
        }
    }

    /// Makes room for the searches of another table; what to add to their places.
    fn append(&mut self, searches: &[Searched]) -> u16 {
        let offset = u16::try_from(self.searches.len()).unwrap_or(u16::MAX);
        self.searches.extend_from_slice(searches);
        offset
    }
}

fn moved(barred: Barred, offset: u16) -> Barred {
    Barred { search: barred.search.saturating_add(offset), ..barred }
}

impl DirectoryUsers {
    /// Joins what bars the rows of another table: `places` has where each of them stands here.
    pub(super) fn join_bars(&mut self, other: &Bars, places: &[usize]) {
        let offset = self.bars.append(&other.searches);
        self.bars.is_whole &= other.is_whole;
        for (row, &place) in places.iter().enumerate() {
            let theirs = moved(other.at(row), offset);
            if self.in_scope.get(place) != Some(&Tri::No) || !theirs.is_any() {
                continue;
            }
            if self.bars.rows.len() <= place {
                self.bars.rows.resize(place + 1, Barred::default());
            }
            if let Some(own) = self.bars.rows.get_mut(place)
                && (!own.is_any() || theirs.distance() < own.distance())
            {
                *own = theirs;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_with_what_it_hangs_on_and_nothing_less() {
        let barred = |outside, clauses| Barred { search: 0, outside, clauses };
        for (one, other, falls) in [
            (barred(false, 1), barred(false, 1), true),
            (barred(false, 1), barred(true, 3), true),
            (barred(false, 0), barred(false, 1), true),
            (barred(true, 1), barred(false, 1), false),
            (barred(false, 3), barred(false, 1), false),
            (Barred { search: 1, ..barred(false, 1) }, barred(false, 1), false),
        ] {
            assert_eq!(one.falls_with(other), falls, "{one:?} {other:?}");
        }
        assert_eq!((Barred::bit(0), Barred::bit(31), Barred::bit(99)), (1, 1 << 31, 1 << 31));
    }
}
