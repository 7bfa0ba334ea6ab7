//! IDs and addresses that must be unique, and IDs that clients must be able to use.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::scale::Index;
use super::{Tables, about_person, is_wanted, some, text, tri};
use crate::evidence::identity::{Class, Comparison, Difference, Identity, InSystem, Settings, System};
use crate::people::{CallManagerUsers, Column, DirectoryUsers, PresenceUsers, Tri};

/// IDs of call manager that stand twice. Call manager itself tells `JDoe` and `jdoe` apart; presence does not.
///
/// `places` is what stands for each user's ID: two users with one place have one ID, and only users without a place,
/// which is 0, are compared by their texts.
pub(super) fn in_call_manager(users: &CallManagerUsers, places: &[u32]) -> InSystem {
    let place = |row: usize| places.get(row).copied().unwrap_or(0);
    let highest = places.iter().copied().max().unwrap_or(0) as usize;
    let mut first: Vec<u32> = vec![0; highest + 1];
    let mut rows = repeated(&users.id, |row| place(row) == 0);
    for row in (0..users.id.len()).filter(|&row| place(row) > 0) {
        let Some(known) = first.get_mut(place(row) as usize) else { continue };
        match *known {
            0 => *known = row as u32 + 1,
            known => rows.extend([known as usize - 1, row]),
        }
    }
    rows.sort_unstable();
    rows.dedup();
    let elsewhere = at_home_on_one(users, &rows);
    let differences = rows.into_iter().filter(|row| !elsewhere.contains(row)).map(|row| Difference {
        class: Class::DuplicateId,
        call_manager_id: some(users.id.at(row)),
        ..Difference::default()
    });
    InSystem { system: System::CallManager, comparison: comparison(users.id.len(), differences.collect()) }
}

/// Rows of users whose very ID stands several times, and whose home is by one row alone: no call manager has an ID twice, so
/// these are lists of several clusters, and nothing is wrong with them.
fn at_home_on_one(users: &CallManagerUsers, rows: &[usize]) -> HashSet<usize> {
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    rows.iter().for_each(|&row| by_id.entry(users.id.at(row)).or_default().push(row));
    let of = |group: &[usize], home| group.iter().filter(|&&row| tri(&users.home, row) == home).count();
    let is_one = |group: &Vec<usize>| group.len() > 1 && of(group, Tri::Yes) == 1 && of(group, Tri::Unknown) == 0;
    by_id.into_values().filter(is_one).flatten().collect()
}

/// IDs of the directory that stand twice inside base and filter, by the first row of each. A disabled account beside a
/// living one is no conflict.
pub(super) fn in_directory(directory: &DirectoryUsers, repeated: &BTreeMap<u32, Vec<u32>>) -> InSystem {
    let living = |row: &u32| tri(&directory.disabled, *row as usize) != Tri::Yes;
    let living = repeated.values().map(|group| group.iter().copied().filter(living).collect::<Vec<u32>>());
    let mut rows: Vec<u32> = living.filter(|group| group.len() > 1).flatten().collect();
    rows.sort_unstable();
    let differences = rows.iter().map(|&row| about_person(Class::DuplicateId, directory, row as usize)).collect();
    let scope = directory.in_scope.iter().filter(|&&within| within == Tri::Yes).count();
    InSystem { system: System::Directory, comparison: comparison(scope, differences) }
}

/// IDs of the presence server that stand twice; the index of all is made by the caller, who needs it too.
pub(super) fn in_presence(users: &PresenceUsers, repeated: &[(u32, u32)]) -> InSystem {
    let mut rows: Vec<u32> = repeated.iter().flat_map(|&(row, first)| [row, first]).collect();
    rows.sort_unstable();
    rows.dedup();
    let differences = rows.iter().map(|&row| Difference {
        class: Class::DuplicateId,
        call_manager_id: some(users.id.at(row as usize)),
        contact: some(users.im_address.at(row as usize)),
        ..Difference::default()
    });
    InSystem { system: System::Presence, comparison: comparison(users.id.len(), differences.collect()) }
}

/// Directory URIs of call manager; none when there are none.
pub(super) fn uris_of_call_manager(users: &CallManagerUsers) -> Option<InSystem> {
    uris(System::CallManager, &users.directory_uri, &users.id, |row| tri(&users.active, row) != Tri::No)
}

/// Directory URIs of the presence server; none when there are none, or call manager's list tells them. Where no export has
/// them, two people with one address have one directory URI, since user IDs differ.
pub(super) fn uris_of_presence(users: &PresenceUsers, settings: &Settings) -> Option<InSystem> {
    let is_active = |row: usize| tri(&users.active, row) != Tri::No;
    if users.copied_uris {
        return None;
    }
    if users.tells_uris() {
        return uris(System::Presence, &users.directory_uri, &users.id, is_active);
    }
    let is_told = users.tells_shared_uris(settings);
    let by_address = uris(System::Presence, &users.im_address, &users.id, is_active).filter(|_| is_told);
    by_address.filter(|found| !found.comparison.differences.is_empty())
}

/// Whose URI has not arrived on presence, or is somebody else's too, is told with that: their address is right when the URI is.
pub(super) fn leave_addresses_to_uris(identity: &mut Identity) {
    let late = identity.on_presence.iter().flat_map(|all| &all.differences);
    let late = late.filter(|found| found.class == Class::OtherUri);
    let shared = identity.duplicate_uris.iter().flat_map(|found| &found.comparison.differences);
    let told: HashSet<String> = late.chain(shared).filter_map(|found| found.call_manager_id.clone()).collect();
    let is_told = |found: &Difference| found.call_manager_id.as_ref().is_some_and(|id| told.contains(id));
    if let Some(addresses) = identity.addresses.as_mut().filter(|_| !told.is_empty()) {
        addresses.differences.retain(|found| found.class != Class::OtherUri || !is_told(found));
    }
}

/// Whose URI on presence is another one than call manager's has no conflict: the right one has not arrived. Nor has who
/// stands on presence only: the removal has not arrived.
pub(super) fn leave_to_other_uris(identity: &mut Identity) {
    let late = identity.on_presence.iter().flat_map(|all| &all.differences);
    let late = late.filter(|found| matches!(found.class, Class::OtherUri | Class::Extra));
    let late = late.filter_map(|found| found.call_manager_id.clone());
    let late: HashSet<String> = late.collect();
    let of_presence = identity.duplicate_uris.iter_mut().filter(|found| found.system == System::Presence);
    for found in of_presence.filter(|_| !late.is_empty()) {
        let differences = &mut found.comparison.differences;
        differences.retain(|found| found.call_manager_id.as_ref().is_none_or(|id| !late.contains(id)));
        let uri = |found: &Difference| found.contact.as_deref().unwrap_or_default().to_lowercase();
        let mut holders: HashMap<String, usize> = HashMap::new();
        differences.iter().for_each(|found| *holders.entry(uri(found)).or_default() += 1);
        differences.retain(|found| holders.get(&uri(found)).is_some_and(|&holders| holders > 1));
    }
}

fn uris(system: System, uris: &Column, ids: &Column, counts: impl Fn(usize) -> bool) -> Option<InSystem> {
    let given = (0..uris.len()).filter(|&row| !uris.at(row).is_empty()).count();
    if given == 0 {
        return None;
    }
    let rows = repeated(uris, counts);
    // Two rows of one user share everything: that is told of the ID.
    let mut holders: HashMap<String, (String, bool)> = HashMap::new();
    for &row in &rows {
        let id = ids.at(row).trim_end().to_lowercase();
        let (first, several) = holders.entry(uris.at(row).to_lowercase()).or_insert_with(|| (id.clone(), false));
        *several |= *first != id;
    }
    let several = |row: &usize| holders.get(&uris.at(*row).to_lowercase()).is_some_and(|(_, several)| *several);
    let differences = rows.into_iter().filter(several).map(|row| Difference {
        class: Class::DuplicateUri,
        call_manager_id: some(ids.at(row)),
        contact: some(uris.at(row)),
        ..Difference::default()
    });
    Some(InSystem { system, comparison: comparison(given, differences.collect()) })
}

/// Every row whose text another row has too, in order.
fn repeated(column: &Column, counts: impl Fn(usize) -> bool) -> Vec<usize> {
    let rows = || (0..column.len()).filter(|&row| counts(row));
    let repeated = Index::with_room(rows().count()).fill(rows(), |row| column.at(row));
    let mut rows: Vec<usize> = repeated.iter().flat_map(|&(row, first)| [row as usize, first as usize]).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// IDs that the clients cannot use: of call manager's users who may use a client, else of the directory.
pub(super) struct Illegal {
    compared: usize,
    rows: Vec<usize>,
}

/// Looks for them. None when neither export was given.
pub(super) fn illegal(tables: &Tables) -> Option<Illegal> {
    let mut found = Illegal { compared: 0, rows: Vec::new() };
    let mut judge = |row: usize, id: &str| {
        found.compared += 1;
        found.rows.extend((!text::is_legal(id)).then_some(row));
    };
    match (&tables.call_manager, &tables.directory) {
        (Some(users), _) => {
            let uses = |row: &usize| tri(&users.presence, *row) != Tri::No && tri(&users.active, *row) != Tri::No;
            (0..users.id.len()).filter(uses).for_each(|row| judge(row, users.id.at(row)));
        }
        (None, Some(people)) => {
            let wanted = (0..people.id.len()).filter(|&row| is_wanted(people, row));
            wanted.for_each(|row| judge(row, people.id.at(row)));
        }
        (None, None) => return None,
    }
    Some(found)
}

impl Illegal {
    /// What is to be told: users whose ID differs from the directory's are left to that finding.
    pub(super) fn differences(self, tables: &Tables, in_directory: Option<&Comparison>) -> Comparison {
        let told = in_directory.into_iter().flat_map(|compared| &compared.differences);
        let told: HashSet<&str> = told
            .filter(|found| found.class != Class::OutOfScope)
            .filter_map(|found| found.call_manager_id.as_deref())
            .collect();
        let of_user = |id: &str| Difference {
            class: text::illegal_class(id),
            call_manager_id: some(id),
            ..Difference::default()
        };
        let differences = match (&tables.call_manager, &tables.directory) {
            (Some(users), _) => {
                let ids = self.rows.iter().map(|&row| users.id.at(row));
                ids.filter(|id| !told.contains(id)).map(of_user).collect()
            }
            (None, Some(people)) => {
                let of_person = |&row: &usize| about_person(text::illegal_class(people.id.at(row)), people, row);
                self.rows.iter().map(of_person).collect()
            }
            (None, None) => Vec::new(),
        };
        comparison(self.compared, differences)
    }
}

fn comparison(compared: usize, differences: Vec<Difference>) -> Comparison {
    Comparison { compared: compared as u64, differences, ..Comparison::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_home_is_by_one_row_alone_stands_in_the_lists_of_two_clusters() {
        let found = |homes: &[Tri]| {
            let mut users = CallManagerUsers::default();
            homes.iter().for_each(|_| users.id.push("olga"));
            users.home = homes.to_vec();
            in_call_manager(&users, &[]).comparison.differences.len()
        };
        assert_eq!((found(&[Tri::Yes, Tri::No]), found(&[Tri::No, Tri::No, Tri::Yes])), (0, 0));
        assert_eq!(
            (found(&[Tri::Yes, Tri::Yes]), found(&[Tri::No, Tri::No]), found(&[Tri::Yes, Tri::Unknown])),
            (2, 2, 2)
        );
    }
}
