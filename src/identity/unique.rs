//! IDs and addresses that must be unique, and IDs that clients must be able to use.

use std::collections::{BTreeMap, HashSet};

use super::index::Index;
use super::{Tables, about_person, some, text, tri};
use crate::evidence::identity::{Class, Comparison, Difference, InSystem, System};
use crate::people::{CallManagerUsers, Column, DirectoryUsers, PresenceUsers, Tri};

/// IDs of call manager that stand twice. Call manager itself tells `JDoe` and `jdoe` apart; presence does not.
///
/// `places` is where another system has each ID, plus 1: two users in one place have one ID, so that only users without
/// a place are compared by their texts.
pub(super) fn in_call_manager(users: &CallManagerUsers, places: Option<&[u32]>) -> InSystem {
    let place = |row: usize| places.and_then(|places| places.get(row)).copied().unwrap_or(0);
    let highest = places.into_iter().flatten().copied().max().unwrap_or(0) as usize;
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
    let differences = rows.into_iter().map(|row| Difference {
        class: Class::DuplicateId,
        call_manager_id: some(users.id.at(row)),
        ..Difference::default()
    });
    InSystem { system: System::CallManager, comparison: comparison(users.id.len(), differences.collect()) }
}

/// IDs of the directory that stand twice inside base and filter; each row of `repeated` with the first row of its ID.
/// A disabled account beside a living one is no conflict.
pub(super) fn in_directory(directory: &DirectoryUsers, repeated: &[(u32, u32)]) -> InSystem {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(row, first) in repeated {
        groups.entry(first).or_insert_with(|| vec![first]).push(row);
    }
    let living = |row: &u32| tri(&directory.disabled, *row as usize) != Tri::Yes;
    let living = groups.into_values().map(|group| group.into_iter().filter(living).collect::<Vec<u32>>());
    let mut rows: Vec<u32> = living.filter(|group| group.len() > 1).flatten().collect();
    rows.sort_unstable();
    let differences = rows.iter().map(|&row| about_person(Class::DuplicateId, directory, row as usize)).collect();
    let scope = directory.in_scope.iter().filter(|&&within| within).count();
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

/// Directory URIs of the presence server; none when there are none.
pub(super) fn uris_of_presence(users: &PresenceUsers) -> Option<InSystem> {
    uris(System::Presence, &users.directory_uri, &users.id, |row| tri(&users.active, row) != Tri::No)
}

fn uris(system: System, uris: &Column, ids: &Column, counts: impl Fn(usize) -> bool) -> Option<InSystem> {
    let given = (0..uris.len()).filter(|&row| !uris.at(row).is_empty()).count();
    if given == 0 {
        return None;
    }
    let differences = repeated(uris, counts).into_iter().map(|row| Difference {
        class: Class::DuplicateUri,
        call_manager_id: some(ids.at(row)),
        contact: some(uris.at(row)),
        ..Difference::default()
    });
    Some(InSystem { system, comparison: comparison(given, differences.collect()) })
}

/// Every row whose text another row has too, in order.
fn repeated(column: &Column, counts: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut index = Index::with_room(column.len());
    let repeated = index.fill((0..column.len()).filter(|&row| counts(row)), |row| column.at(row));
    let mut rows: Vec<usize> = repeated.iter().flat_map(|&(row, first)| [row as usize, first as usize]).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// IDs that the clients cannot use: of call manager's users who may use a client, else of the directory. Those whose ID
/// differs from the directory's are left to that finding.
pub(super) fn illegal(tables: &Tables, in_directory: Option<&Comparison>) -> Option<Comparison> {
    if let Some(users) = &tables.call_manager {
        let told = in_directory.into_iter().flat_map(|compared| &compared.differences);
        let told: HashSet<&str> = told
            .filter(|found| found.class != Class::OutOfScope)
            .filter_map(|found| found.call_manager_id.as_deref())
            .collect();
        let uses = |row: &usize| tri(&users.presence, *row) != Tri::No && tri(&users.active, *row) != Tri::No;
        let rows: Vec<usize> = (0..users.id.len()).filter(uses).collect();
        let bad = rows.iter().map(|&row| users.id.at(row)).filter(|id| !text::is_legal(id) && !told.contains(id));
        let difference =
            |id: &str| Difference { class: Class::IllegalId, call_manager_id: some(id), ..Difference::default() };
        return Some(comparison(rows.len(), bad.map(difference).collect()));
    }
    let directory = tables.directory.as_ref()?;
    let scope = || (0..directory.id.len()).filter(|&row| super::is_wanted(directory, row));
    let bad = scope().filter(|&row| !text::is_legal(directory.id.at(row)));
    Some(comparison(scope().count(), bad.map(|row| about_person(Class::IllegalId, directory, row)).collect()))
}

fn comparison(compared: usize, differences: Vec<Difference>) -> Comparison {
    Comparison { compared: compared as u64, differences, ..Comparison::default() }
}
