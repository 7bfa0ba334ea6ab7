//! What another base or filter would do: who is added, and who becomes inactive.

use std::collections::HashSet;

use super::scale::Index;
use super::{Links, Tables, Tried, about_person, is_from_ldap, is_in_scope, is_wanted, some, tri};
use crate::evidence::identity::{Class, Difference, Gap, Missing, System, WhatIf};
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// The prediction; none when nothing is tried.
///
/// A filter that matches nobody makes call manager skip the synchronisation: nobody changes. One that matches a single
/// person makes everybody else inactive.
pub(super) fn what_if(tables: &Tables, links: Option<&Links>) -> Option<WhatIf> {
    let tried = tables.tried.as_ref()?;
    let now = tables.directory.as_ref();
    let mut prediction = WhatIf {
        base: tried.base.clone(),
        filter: tried.filter.clone(),
        matched: in_scope(&tried.directory),
        matched_now: now.map_or(0, in_scope),
        untold: tried.directory.in_scope.iter().filter(|&&scope| scope == Tri::Unknown).count() as u64,
        gaps: tables
            .gaps
            .iter()
            .filter(|gap| gap.system == System::Directory)
            .chain(&tried.directory.gaps)
            .cloned()
            .collect(),
        ..WhatIf::default()
    };
    if let Some(users) = &tables.call_manager {
        compare(users, tried, tables, links, &mut prediction);
    }
    Some(prediction)
}

fn compare(users: &CallManagerUsers, tried: &Tried, tables: &Tables, links: Option<&Links>, prediction: &mut WhatIf) {
    let then = &tried.directory;
    let (index, mut known) = (index(then), vec![false; then.id.len()]);
    let lower = |id: &str| id.to_lowercase();
    let open = (0..then.id.len()).filter(|&row| tri(&then.in_scope, row) == Tri::Unknown);
    let untold: HashSet<String> = open.map(|row| lower(then.id.at(row))).collect();
    let hides = |gap: &Gap| gap.kind.hides_people() || gap.kind == Missing::UserIds;
    let hides_people = prediction.gaps.iter().any(hides);
    for row in 0..users.id.len() {
        let now = tables.directory.as_ref().zip(links.and_then(|links| links.directory_row(row)));
        let renamed = now.map_or("", |(now, found)| now.id.at(found));
        let found = [users.id.at(row), renamed].into_iter().find_map(|id| index.find(id, |row| then.id.at(row)));
        if let Some(mark) = found.and_then(|row| known.get_mut(row)) {
            *mark = true;
        }
        if !is_from_ldap(users, row, &tables.settings) || tri(&users.active, row) == Tri::No {
            continue;
        }
        prediction.active += 1;
        // Whom the configured filter misses already becomes inactive anyway.
        let stays_now = now.map_or(tables.directory.is_none(), |(now, found)| is_in_scope(now, found));
        if found.is_none()
            && (hides_people || [users.id.at(row), renamed].into_iter().any(|id| untold.contains(&lower(id))))
        {
            prediction.undecided += 1;
        } else if found.is_none() && stays_now && prediction.matched > 0 {
            let (class, id) = (Class::BecomesInactive, some(users.id.at(row)));
            prediction.inactive.push(Difference { class, call_manager_id: id, ..Difference::default() });
        }
    }
    let current = tables.directory.as_ref().map(|now| (now, self::index(now)));
    let is_new = |row: &usize| {
        let id = then.id.at(*row);
        is_wanted(then, *row)
            && !id.is_empty()
            && !known.get(*row).copied().unwrap_or(false)
            && current.as_ref().is_none_or(|(now, index)| index.find(id, |row| now.id.at(row)).is_none())
    };
    let added = (0..then.id.len()).filter(is_new).map(|row| about_person(Class::Added, then, row));
    prediction.added = added.collect();
}

/// The people inside base and filter, by ID.
fn index(directory: &DirectoryUsers) -> Index {
    let mut index = Index::with_room(directory.id.len());
    for row in (0..directory.id.len()).filter(|&row| is_in_scope(directory, row)) {
        index.insert(row, |row| directory.id.at(row));
    }
    index
}

fn in_scope(directory: &DirectoryUsers) -> u64 {
    directory.in_scope.iter().filter(|&&within| within == Tri::Yes).count() as u64
}
