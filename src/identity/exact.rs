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
    let mut repeated = Vec::new();
    for row in (0..count).filter(|&row| is_in_scope(directory, row)) {
        if let Some(first) = index.insert(row, key) {
            repeated.push((row as u32, first as u32));
        }
    }
    for row in (0..count).filter(|&row| !is_in_scope(directory, row)) {
        index.insert(row, key);
    }
    let mut taken = vec![false; count];
    let mut rows = Vec::new();
    if let Some(users) = users {
        let twins = twins(&repeated);
        rows.reserve_exact(users.id.len());
        for user in 0..users.id.len() {
            let found = index.find(users.id.at(user), key);
            let found = found.map(|first| by_guid(users.guid.at(user), first, &twins, directory));
            if let Some(mark) = found.and_then(|row| taken.get_mut(row)) {
                *mark = true;
            }
            rows.push(found.map_or(0, |row| row as u32 + 1));
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
