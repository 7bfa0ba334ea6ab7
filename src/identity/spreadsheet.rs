//! Numbers that a spreadsheet changed: the zeros and the `+` in front of them are gone from all of a file, thousands are set
//! apart, a decimal is added, or long ones are shortened.

use std::collections::{BTreeSet, HashSet};

use super::gaps::open;
use super::{Tables, digits, is_shortened};
use crate::evidence::identity::{Class, Comparison, Difference, Gap, Identity, Missing, System};
use crate::people::Column;

/// Leaves open whose ID a spreadsheet changed. A shortened number that nobody else has is told like another spelling.
pub(super) fn settle(identity: &mut Identity, tables: &Tables) {
    without_front(identity, tables);
    lists_without_front(identity, tables);
    let users = tables.call_manager.as_ref().filter(|users| users.is_csv).map(|users| alike(&users.id));
    let people = tables.directory.as_ref().filter(|people| people.is_csv).map(|people| alike(&people.id));
    if let Some(alike) = users.filter(|alike| !alike.is_empty()) {
        let own = |found: &Difference| found.call_manager_id.as_deref().is_some_and(|id| alike.contains(id));
        let all = [&mut identity.in_directory, &mut identity.inactive, &mut identity.on_presence];
        all.into_iter().chain([&mut identity.illegal_ids]).for_each(|all| open_those(all, own));
        // The people themselves are one too many, then, elsewhere.
        open(&mut identity.on_presence, |class| class == Class::Extra);
        open(&mut identity.in_call_manager, |class| class == Class::NotSynced);
        identity.gaps.push(shortened(System::CallManager, &alike));
    }
    if let Some(alike) = people.filter(|alike| !alike.is_empty()) {
        let own = |found: &Difference| found.directory_id.as_deref().is_some_and(|id| alike.contains(id));
        let all = [&mut identity.in_directory, &mut identity.inactive, &mut identity.in_call_manager];
        all.into_iter().chain([&mut identity.illegal_ids]).for_each(|all| open_those(all, own));
        open(&mut identity.in_directory, |class| matches!(class, Class::Gone | Class::Ambiguous));
        identity.gaps.push(shortened(System::Directory, &alike));
    }
}

/// Shortened numbers that several have: whose they were cannot be told.
fn alike(ids: &Column) -> BTreeSet<&str> {
    let mut once = HashSet::new();
    (0..ids.len()).map(|row| ids.at(row)).filter(|id| is_shortened(id) && !once.insert(*id)).collect()
}

fn shortened(system: System, alike: &BTreeSet<&str>) -> Gap {
    let names = alike.first().map(|id| (*id).to_owned()).into_iter().collect();
    Gap { system, kind: Missing::Shortened, count: alike.len() as u64, names }
}

pub(super) fn open_those(comparison: &mut Option<Comparison>, is_open: impl Fn(&Difference) -> bool) {
    let Some(comparison) = comparison else { return };
    let (open, told): (Vec<_>, Vec<_>) = std::mem::take(&mut comparison.differences).into_iter().partition(is_open);
    comparison.differences = told;
    comparison.undecided.extend(open);
}

/// Leaves open whose ID has lost what stands in front, where nobody's in that file has any.
fn without_front(identity: &mut Identity, tables: &Tables) {
    let Some(compared) = &mut identity.in_directory else { return };
    let users = tables.call_manager.as_ref().filter(|users| users.is_csv).map(|users| &users.id);
    let people = tables.directory.as_ref().filter(|people| people.is_csv).map(|people| &people.id);
    for (system, ids) in [(System::CallManager, users), (System::Directory, people)] {
        if !ids.is_some_and(has_lost_all) {
            continue;
        }
        let is_theirs = |found: &Difference| {
            let (own, other) = match system {
                System::CallManager => (&found.call_manager_id, &found.directory_id),
                _ => (&found.directory_id, &found.call_manager_id),
            };
            let pair = own.as_deref().zip(other.as_deref());
            found.class == Class::DigitsFormat && pair.is_some_and(|(own, other)| has_lost(own, other))
        };
        let (open, told): (Vec<_>, Vec<_>) = std::mem::take(&mut compared.differences).into_iter().partition(is_theirs);
        compared.differences = told;
        if !open.is_empty() {
            let ids = open.iter().filter_map(|found| match system {
                System::CallManager => found.call_manager_id.as_deref(),
                _ => found.directory_id.as_deref(),
            });
            let is_written = |id: &&str| !id.bytes().all(|byte| byte.is_ascii_digit());
            let names = ids.filter(is_written).take(1).map(str::to_owned).collect();
            identity.gaps.push(Gap { system, kind: Missing::Digits, count: open.len() as u64, names });
        }
        compared.undecided.extend(open);
    }
}

/// Of lists of addresses: those whose number begins with zeros on the systems.
fn lists_without_front(identity: &mut Identity, tables: &Tables) {
    let users = tables.call_manager.as_ref().map(|users| &users.id);
    if let Some(lists) = &tables.contacts
        && [&lists.owner, &lists.contact].into_iter().all(has_lost_all)
    {
        let presence = tables.presence.as_ref().map(|users| &users.id);
        let ids = [users, presence].into_iter().flatten().flat_map(texts);
        let lost: HashSet<&str> = ids.filter_map(without).collect();
        let is_theirs = |found: &Difference| lost.contains(node(found));
        tell(identity, Missing::ListDigits, |identity| {
            open_those(&mut identity.owners, is_theirs);
            open_those(&mut identity.contacts, is_theirs);
        });
    }
    let presence = tables.presence.as_ref().filter(|users| users.is_csv && has_lost_all(&users.id));
    if let Some(presence) = presence {
        let ids: HashSet<&str> = texts(&presence.id).collect();
        let is_theirs = |id: &str| without(id).is_some_and(|lost| ids.contains(lost));
        let lost: HashSet<&str> = users.into_iter().flat_map(texts).filter_map(without).collect();
        let by_id =
            |found: &Difference| found.call_manager_id.as_deref().is_some_and(|id| is_theirs(id) || lost.contains(id));
        tell(identity, Missing::Digits, |identity| {
            open_those(&mut identity.on_presence, by_id);
            for lists in [&mut identity.addresses, &mut identity.owners, &mut identity.contacts] {
                open_those(lists, |found| is_theirs(node(found)));
            }
        });
    }
}

/// Opens differences, and says why if there were any.
fn tell(identity: &mut Identity, kind: Missing, open: impl Fn(&mut Identity)) {
    let count = |identity: &Identity| -> u64 {
        let all = [&identity.on_presence, &identity.addresses, &identity.owners, &identity.contacts];
        all.into_iter().flatten().map(|all| all.undecided.len() as u64).sum()
    };
    let before = count(identity);
    open(identity);
    let count = count(identity) - before;
    if count > 0 {
        identity.gaps.push(Gap { system: System::Presence, kind, count, names: Vec::new() });
    }
}

/// What stands before the domain of an address.
pub(super) fn node(found: &Difference) -> &str {
    let address = found.contact.as_deref().unwrap_or_default();
    address.rsplit_once('@').map_or(address, |(node, _)| node)
}

/// What a spreadsheet leaves of a number that begins with zeros or a `+`.
fn without(id: &str) -> Option<&str> {
    Some(id.trim_start_matches(['+', '0'])).filter(|own| has_lost(own, id))
}

pub(super) fn texts(column: &Column) -> impl Iterator<Item = &str> {
    (0..column.len()).map(|row| column.at(row))
}

fn has_lost_all(ids: &Column) -> bool {
    (0..ids.len()).all(|row| !ids.at(row).starts_with(['0', '+']))
}

fn has_lost(own: &str, other: &str) -> bool {
    let written = digits::ungrouped(own, &['.', '\u{a0}', '\u{202f}']);
    own != other
        && written.bytes().all(|byte| byte.is_ascii_digit())
        && other.trim_start_matches(['+', '0']) == digits::significant(&written)
}
