//! Whose contact lists they are: a list of somebody who has no address any more is read by nobody.

use std::collections::{BTreeMap, HashSet};

use super::super::Tables;
use super::book::Book;
use super::{person_values, user_values};
use crate::evidence::identity::{Class, Comparison, Difference};
use crate::identity::scale::{AsHashed, Seed};
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
    let seed = Seed::random();
    let names = |owner: &Difference| {
        let address = owner.contact.as_deref().unwrap_or_default();
        let node = address.rsplit_once('@').map_or(address, |(node, _)| node);
        [address, node].map(|text| seed.hash(0, text))
    };
    let asked: Hashes = owners.differences.iter().flat_map(names).collect();
    let users = tables.call_manager.iter().flat_map(|users| (0..users.id.len()).map(move |row| (users, row)));
    let people = tables.directory.iter().flat_map(|people| (0..people.id.len()).map(move |row| (people, row)));
    let of_those = |text: &str| Some(seed.hash(0, text)).filter(|hash| asked.contains(hash));
    let (mut ids, mut known) = (Hashes::default(), Hashes::default());
    for (users, row) in users {
        ids.extend(of_those(users.id.at(row)));
        known.extend(user_values(users, row).filter_map(of_those));
    }
    for (people, row) in people {
        ids.extend(of_those(people.id.at(row)));
        known.extend(person_values(people, row).filter_map(of_those));
    }
    for owner in std::mem::take(&mut owners.differences) {
        let [address, node] = names(&owner);
        if known.contains(&address) || known.contains(&node) {
            owners.undecided.extend((!ids.contains(&node)).then_some(owner));
        } else {
            owners.differences.push(owner);
        }
    }
}

/// Texts, case ignored.
type Hashes = HashSet<u64, AsHashed>;
