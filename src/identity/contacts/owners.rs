//! Whose contact lists they are: a list of somebody who has no address any more is read by nobody.

use std::collections::{BTreeMap, HashSet};

use super::super::Tables;
use super::book::Book;
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

/// Leaves out owners whom call manager or the directory knows by the name before the domain.
pub(super) fn leave_out_known(owners: &mut Comparison, tables: &Tables) {
    if owners.differences.is_empty() {
        return;
    }
    let call_manager = tables.call_manager.as_ref().map(|users| &users.id);
    let columns = call_manager.into_iter().chain(tables.directory.as_ref().map(|users| &users.id));
    let known: HashSet<String> = columns.flat_map(|ids| (0..ids.len()).map(|row| ids.at(row).to_lowercase())).collect();
    owners.differences.retain(|owner| {
        let node = owner.contact.as_deref().and_then(|address| address.rsplit_once('@')).map(|(node, _)| node);
        node.is_none_or(|node| !known.contains(&node.to_lowercase()))
    });
}
