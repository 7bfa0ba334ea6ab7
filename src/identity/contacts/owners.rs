//! Whose contact lists they are: a list of somebody who has no address any more is read by nobody.

use std::collections::{BTreeMap, HashSet};

use super::super::Tables;
use super::book::Book;
use super::{person_values, user_values};
use crate::evidence::identity::{Class, Comparison, Difference};
use crate::people::Contacts;

/// Every owner once, and those whose address nobody has. One whose user is only not enabled has one still.
pub(super) fn check(contacts: &Contacts, book: &Book<'_>) -> Comparison {
    let mut owners: BTreeMap<String, (String, u64)> = BTreeMap::new();
    let (mut last, mut address) = (("", ""), String::new());
    for row in 0..contacts.owner.len() {
        let (node, domain) = (contacts.owner.at(row), contacts.owner_domain.at(row));
        if node.is_empty() || domain.is_empty() {
            continue;
        }
        // The entries of a list stand together.
        if last != (node, domain) {
            (last, address) = ((node, domain), format!("{node}@{domain}"));
        }
        owners.entry(address.to_lowercase()).or_insert_with(|| (address.clone(), 0)).1 += 1;
    }
    let compared = owners.len() as u64;
    let lives = |address: &str| {
        book.index.find(address, |row| book.addresses.at(row)).is_some() || book.has_otherwise_written(address)
    };
    owners.retain(|_, (address, _)| !lives(address));
    if !owners.is_empty() {
        for row in 0..book.addresses.len() {
            owners.remove(&book.addresses.at(row).to_lowercase());
        }
        // Some exports name the owner by the user ID, whatever the address is made of.
        let ids: HashSet<String> = (0..book.ids.len()).map(|row| book.ids.at(row).to_lowercase()).collect();
        owners.retain(|address, _| address.rsplit_once('@').is_none_or(|(node, _)| !ids.contains(node)));
    }
    let gone = owners.into_values().map(|(address, entries)| Difference {
        class: Class::NoOwner,
        contact: Some(address),
        lists: Some(entries),
        ..Difference::default()
    });
    Comparison { compared, differences: gone.collect(), ..Comparison::default() }
}

/// Owners whom call manager or the directory knows by what is before the domain, or by the whole address, are somebody.
/// Whose ID it is has another fault, told there; whoever has it elsewhere has had another ID, and is left open.
pub(super) fn leave_out_known(owners: &mut Comparison, tables: &Tables) {
    if owners.differences.is_empty() {
        return;
    }
    let address = |owner: &Difference| owner.contact.as_deref().unwrap_or_default().to_lowercase();
    let node = |address: &str| address.rsplit_once('@').map_or(address, |(node, _)| node).to_owned();
    let asked = owners.differences.iter().map(address);
    let asked: HashSet<String> = asked.flat_map(|address| [node(&address), address]).collect();
    let mut known = HashSet::new();
    let mut look = |value: &str| {
        let value = value.to_lowercase();
        if asked.contains(&value) {
            known.insert(value);
        }
    };
    if let Some(users) = &tables.call_manager {
        (0..users.id.len()).for_each(|row| user_values(users, row).for_each(&mut look));
    }
    if let Some(people) = &tables.directory {
        (0..people.id.len()).for_each(|row| person_values(people, row).for_each(&mut look));
    }
    let ids = tables.call_manager.iter().map(|users| &users.id).chain(tables.directory.iter().map(|people| &people.id));
    let ids: HashSet<String> = ids
        .flat_map(|ids| (0..ids.len()).map(|row| ids.at(row).to_lowercase()))
        .filter(|id| asked.contains(id))
        .collect();
    for owner in std::mem::take(&mut owners.differences) {
        let address = address(&owner);
        let node = node(&address);
        if known.contains(&address) || known.contains(&node) {
            owners.undecided.extend((!ids.contains(&node)).then_some(owner));
        } else {
            owners.differences.push(owner);
        }
    }
}
