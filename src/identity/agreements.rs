//! Several synchronisation agreements: whose users can be judged by the bases that are given.

use super::{Links, Tables, is_in_scope, tri};
use crate::evidence::AskedSearch;
use crate::evidence::deployment::Agreement;
use crate::evidence::identity::{Comparison, Gap, Missing, Settings, System};
use crate::ldap::dn;
use crate::people::{Barred, CallManagerUsers, DirectoryUsers, Tri};

/// Takes in whom further agreements have, that call manager itself told, in an export that was read through the bases of
/// the configuration: below another base, with the same filter. Whom another filter may have stays open.
pub fn widen(tables: &mut Tables, told: &[Agreement]) {
    let Some(people) = &mut tables.directory else { return };
    let known: Vec<_> = people.bars.searches.iter().filter_map(|search| dn::parse(&search.base).ok()).collect();
    if known.len() < people.bars.searches.len() || known.iter().any(|base| base.parts.is_empty()) {
        return;
    }
    for agreement in told.iter().filter(|agreement| !agreement.filter_untold) {
        let Some(base) = agreement.base.as_deref().and_then(|base| dn::parse(base).ok()) else { continue };
        if known.iter().any(|own| own.same_as(&base)) {
            continue;
        }
        let filter = plain(agreement.filter.as_deref().unwrap_or_default());
        let (mut found, mut open) = (false, 0);
        for row in 0..people.dn.len() {
            let by = people.bars.at(row);
            let is_out = people.in_scope.get(row) == Some(&Tri::No) && by.outside;
            if !is_out || !dn::parse(&people.dn.at(row)).is_ok_and(|name| name.is_within(&base)) {
                continue;
            }
            let search = people.bars.searches.get(usize::from(by.search));
            let takes = by.clauses == 0 && search.is_some_and(|search| plain(&search.filter) == filter);
            found |= takes;
            open += u64::from(!takes);
            people.in_scope.get_mut(row).into_iter().for_each(|own| *own = if takes { Tri::Yes } else { Tri::Unknown });
            people.bars.rows.get_mut(row).into_iter().for_each(|own| *own = Barred::default());
        }
        if found {
            tables.settings.agreements.push(agreement.name.clone());
        }
        if open > 0 {
            let names = vec![agreement.name.clone()];
            people.gaps.push(Gap { system: System::Directory, kind: Missing::Agreement, count: open, names });
        }
    }
}

/// A filter as it is compared: without one, call manager's own.
fn plain(filter: &str) -> String {
    let text = AskedSearch { filter: filter.to_owned(), ..AskedSearch::default() }.filter_on(true);
    crate::ldap::filter::parse(&text).map_or(text, |parsed| parsed.to_string()).to_lowercase()
}

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
        let hangs = super::gaps::is_of_whole;
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
