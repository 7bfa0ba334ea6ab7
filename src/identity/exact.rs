//! Who is in the directory under exactly their call-manager ID.

use std::collections::BTreeMap;

use super::index::Index;
use super::is_in_scope;
use crate::people::{CallManagerUsers, DirectoryUsers};

/// The plain part of the join.
pub(super) struct Exact {
    /// Row of the directory + 1, by row of call manager; 0 is none.
    pub(super) rows: Vec<u32>,
    /// Rows of the directory that somebody in call manager has.
    pub(super) taken: Vec<bool>,
    /// Rows in base and filter whose ID another row has too, with that first row.
    pub(super) repeated: Vec<(u32, u32)>,
}

/// Joins by ID, ignoring case. Where several people of the directory have one ID, those in base and filter come first,
/// then the one whose objectGUID call manager knows.
pub(super) fn find(users: Option<&CallManagerUsers>, directory: &DirectoryUsers) -> Exact {
    let key = |row| directory.id.at(row);
    let count = directory.id.len();
    let mut index = Index::with_room(count);
    let repeated = index.fill((0..count).filter(|&row| is_in_scope(directory, row)), key);
    index.fill((0..count).filter(|&row| !is_in_scope(directory, row)), key);
    let mut taken = vec![false; count];
    let mut rows = users.map_or(Vec::new(), |users| index.find_all(users.id.len(), |row| users.id.at(row), key));
    if let (Some(users), false) = (users, repeated.is_empty()) {
        let twins = twins(&repeated);
        for (user, row) in rows.iter_mut().enumerate().filter(|(_, row)| **row > 0) {
            *row = by_guid(users.guid.at(user), *row as usize - 1, &twins, directory) as u32 + 1;
        }
    }
    for &row in &rows {
        if let Some(mark) = (row as usize).checked_sub(1).and_then(|row| taken.get_mut(row)) {
            *mark = true;
        }
    }
    Exact { rows, taken, repeated }
}

/// The further rows of each ID that stands twice.
fn twins(repeated: &[(u32, u32)]) -> BTreeMap<usize, Vec<usize>> {
    let mut twins: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(row, first) in repeated {
        twins.entry(first as usize).or_default().push(row as usize);
    }
    twins
}

fn by_guid(guid: &str, first: usize, twins: &BTreeMap<usize, Vec<usize>>, directory: &DirectoryUsers) -> usize {
    if guid.is_empty() || twins.is_empty() || directory.guid.at(first) == guid {
        return first;
    }
    let others = twins.get(&first).into_iter().flatten().copied();
    others.into_iter().find(|&row| directory.guid.at(row) == guid).unwrap_or(first)
}
