//! Who is in the directory under exactly their call-manager ID.

use std::collections::BTreeMap;

use super::scale::{Index, Places};
use super::{attribute, is_in_scope, same};
use crate::people::{CallManagerUsers, DirectoryUsers};

/// The plain part of the join.
pub(super) struct Exact {
    /// Where each user of call manager stands in the directory.
    pub(super) places: Places,
    /// Rows of the directory that somebody in call manager has.
    pub(super) taken: Vec<bool>,
    /// Rows in base and filter whose ID others there have too, by the first of them, which stands first.
    pub(super) repeated: BTreeMap<u32, Vec<u32>>,
    /// Whether a row is one of those.
    shared: Vec<bool>,
}

impl Exact {
    /// What stands for each user's ID as long as it is not 0: all users with the ID have the same, and nobody else.
    /// People with one ID are told apart by objectGUID or mail address, so their places do not.
    pub(super) fn stand_for_ids(&self) -> Vec<u32> {
        let stands = |&place: &u32| if is_marked(&self.shared, place) { 0 } else { place };
        self.places.rows.iter().map(stands).collect()
    }

    /// Of people with one ID takes the one whose objectGUID, or mail address, the user has.
    fn tell_apart(&mut self, users: &CallManagerUsers, directory: &DirectoryUsers) {
        let mails = attribute(directory, "mail");
        let Places { rows: places, recased } = &mut self.places;
        for (user, (place, recased)) in places.iter_mut().zip(recased).enumerate() {
            if !is_marked(&self.shared, *place) {
                continue;
            }
            let (guid, mail) = (users.guid.at(user), users.mail.at(user));
            let rows = self.repeated.get(&(*place - 1)).map_or(&[][..], Vec::as_slice);
            let only = |has: &dyn Fn(usize) -> bool| {
                let mut found = rows.iter().copied().filter(|&row| has(row as usize));
                found.next().filter(|_| found.next().is_none())
            };
            let by_guid = only(&|row| guid.is_some() && directory.guid.at(row) == guid);
            let by_mail = || only(&|row| !mail.is_empty() && same(mails.at(row), mail));
            if let Some(row) = by_guid.or_else(by_mail) {
                *place = row + 1;
                *recased = directory.id.at(row as usize) != users.id.at(user);
            }
        }
    }
}

/// Joins by ID, ignoring case. Where several people of the directory have one ID, those in base and filter come first,
/// then the one whose objectGUID or mail address call manager knows.
pub(super) fn find(users: Option<&CallManagerUsers>, directory: &DirectoryUsers) -> Exact {
    let key = |row| directory.id.at(row);
    let count = directory.id.len();
    let mut index = Index::with_room(count);
    let repeated = groups(&index.fill((0..count).filter(|&row| is_in_scope(directory, row)), key));
    index.fill((0..count).filter(|&row| !is_in_scope(directory, row)), key);
    let find = |users: &CallManagerUsers| index.find_all(users.id.len(), |row| users.id.at(row), key);
    let places = users.map(find).unwrap_or_default();
    let (taken, shared) = (vec![false; count], vec![false; count]);
    let mut exact = Exact { places, taken, repeated, shared };
    exact.repeated.values().flatten().for_each(|&row| mark(&mut exact.shared, row + 1));
    if let Some(users) = users.filter(|_| !exact.repeated.is_empty()) {
        exact.tell_apart(users, directory);
    }
    exact.places.rows.iter().for_each(|&place| mark(&mut exact.taken, place));
    exact
}

/// Marks a row, given plus 1; 0 is none.
fn mark(rows: &mut [bool], place: u32) {
    if let Some(mark) = (place as usize).checked_sub(1).and_then(|row| rows.get_mut(row)) {
        *mark = true;
    }
}

fn is_marked(rows: &[bool], place: u32) -> bool {
    (place as usize).checked_sub(1).and_then(|row| rows.get(row)) == Some(&true)
}

fn groups(repeated: &[(u32, u32)]) -> BTreeMap<u32, Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(row, first) in repeated {
        groups.entry(first).or_insert_with(|| vec![first]).push(row);
    }
    groups
}
