//! Several synchronisation agreements: whose users can be judged by the bases that are given.

use super::{Links, is_in_scope, tri};
use crate::evidence::identity::{Class, Comparison, Gap, Missing, Settings, System};
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// The agreements whose base is not given, by their place among the keys; with how many active users come from them.
///
/// A search is an agreement's by its name or key. Where names tell nothing, an agreement is given when its users are
/// found: of one whose base is another, (nearly) nobody is.
fn not_given(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    settings: &Settings,
    links: &Links,
) -> Vec<(usize, u64)> {
    let mut found = vec![(0_u64, 0_u64); users.agreements.len()];
    for (row, &agreement) in users.agreement.iter().enumerate() {
        let Some((all, inside)) = (agreement as usize).checked_sub(1).and_then(|place| found.get_mut(place)) else {
            continue;
        };
        if tri(&users.active, row) != Tri::No {
            *all += 1;
            *inside += u64::from(links.directory_row(row).is_some_and(|found| is_in_scope(directory, found)));
        }
    }
    let living = found.iter().filter(|(all, _)| *all > 0).count();
    let is_named = |key: &String| settings.agreements.iter().any(|name| name.eq_ignore_ascii_case(key));
    let by_name = users.agreements.iter().filter(|key| is_named(key)).count();
    // As many searches as agreements: each has its own, whatever they are called.
    if living <= settings.agreements.len().max(1) {
        return Vec::new();
    }
    let open = settings.agreements.len().max(1).saturating_sub(by_name);
    let mut others: Vec<(usize, u64, u64)> = found
        .iter()
        .enumerate()
        .filter(|(place, (all, _))| *all > 0 && users.agreements.get(*place).is_some_and(|key| !is_named(key)))
        .map(|(place, &(all, inside))| (place, all, inside))
        .collect();
    others.sort_by_key(|&(place, all, inside)| (u64::MAX - inside * 1000 / all.max(1), place));
    let is_given = |nth: usize, all: u64, inside: u64| inside * 2 > all || (nth < open && inside > 0);
    let not_given = others.into_iter().enumerate().filter(|&(nth, (_, all, inside))| !is_given(nth, all, inside));
    not_given.map(|(_, (place, all, _))| (place, all)).collect()
}

/// Leaves open what is said of users of agreements whose base is not given, and says which these are.
pub(super) fn settle(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    settings: &Settings,
    links: &Links,
    comparisons: [&mut Comparison; 2],
) -> Option<Gap> {
    let mut open = not_given(users, directory, settings, links);
    if open.is_empty() {
        return None;
    }
    open.sort_unstable();
    let is_open = |place: usize| open.iter().any(|&(other, _)| other == place);
    let of_open = |row: &usize| {
        let agreement = users.agreement.get(*row).copied().unwrap_or(0);
        (agreement as usize).checked_sub(1).is_some_and(is_open)
    };
    let ids: std::collections::HashSet<&str> =
        (0..users.id.len()).filter(of_open).map(|row| users.id.at(row)).collect();
    for comparison in comparisons {
        let hangs = |class: Class| matches!(class, Class::Gone | Class::OutOfScope | Class::Ambiguous);
        let (open, told) = std::mem::take(&mut comparison.differences).into_iter().partition(|found| {
            hangs(found.class) && found.call_manager_id.as_deref().is_some_and(|id| ids.contains(id))
        });
        comparison.differences = told;
        comparison.undecided.extend::<Vec<_>>(open);
    }
    let names = open.iter().filter_map(|&(place, _)| users.agreements.get(place).cloned()).collect();
    let count = open.iter().map(|&(_, all)| all).sum();
    Some(Gap { system: System::Directory, kind: Missing::Agreement, count, names })
}
