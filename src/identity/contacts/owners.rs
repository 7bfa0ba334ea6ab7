//! Whose contact lists they are: a list of somebody who has no address any more is read by nobody.

use std::collections::{BTreeMap, HashSet};

use super::super::Tables;
use super::book::{Book, parts};
use super::user_values;
use crate::evidence::identity::{Class, Comparison, Difference};
use crate::identity::scale::{AsHashed, Seed};
use crate::identity::some;
use crate::people::Contacts;

/// Every owner once, and those whose address nobody has. One whose user is only not enabled has one still.
pub(super) fn check(contacts: &Contacts, book: &Book<'_>) -> Comparison {
    let (living, mut owners) = without_address(contacts, book);
    let compared = (living + owners.len()) as u64;
    if !owners.is_empty() {
        for row in 0..book.addresses.len() {
            owners.remove(&book.addresses.at(row).to_lowercase());
        }
    }
    let moved = |address: &(String, u64)| book.under_another_domain(&address.0);
    let (elsewhere, mut owners): (Vec<_>, Vec<_>) = owners.into_values().partition(|owner| moved(owner).is_some());
    if !owners.is_empty() {
        // Some exports name the owner by the user ID, whatever the address is made of.
        let ids: HashSet<String> = (0..book.ids.len()).map(|row| book.ids.at(row).to_lowercase()).collect();
        let node = |address: &str| address.rsplit_once('@').map(|(node, _)| node.to_lowercase());
        owners.retain(|(address, _)| node(address).is_none_or(|node| !ids.contains(&node)));
    }
    let class = if elsewhere.len() as u64 * 100 >= compared * NEARLY_ALL { Class::Domain } else { Class::DomainPart };
    let of = |class, (address, entries)| Difference {
        class,
        contact: Some(address),
        lists: Some(entries),
        ..Difference::default()
    };
    let under = |owner: (String, u64)| {
        let row = book.under_another_domain(&owner.0).unwrap_or_default();
        let (id, suggestion) = (some(book.ids.at(row)), some(book.addresses.at(row)));
        Difference { call_manager_id: id, suggestion, ..of(class, owner) }
    };
    let gone = owners.into_iter().map(|owner| of(Class::NoOwner, owner));
    let differences = gone.chain(elsewhere.into_iter().map(under)).collect();
    Comparison { compared, differences, ..Comparison::default() }
}

/// How many owners have an address, and the others by theirs in lower case, each as written and with the number of entries.
fn without_address(contacts: &Contacts, book: &Book<'_>) -> (usize, BTreeMap<String, (String, u64)>) {
    let lives = |address: &str| {
        book.index.find(address, |row| book.addresses.at(row)).is_some() || book.has_otherwise_written(address)
    };
    let (seed, mut living) = (Seed::random(), Hashes::default());
    let mut others: BTreeMap<String, (String, u64)> = BTreeMap::new();
    let owner = |row: usize| (contacts.owner.at(row), contacts.owner_domain.at(row));
    let mut start = 0;
    while start < contacts.owner.len() {
        // The entries of a list stand together.
        let entries = (start..contacts.owner.len()).take_while(|&row| owner(row) == owner(start)).count();
        let (node, domain) = owner(start);
        start += entries;
        if node.is_empty() || domain.is_empty() {
            continue;
        }
        let address = format!("{node}@{domain}");
        if lives(&address) {
            living.insert(seed.hash(0, &address));
        } else {
            others.entry(address.to_lowercase()).or_insert((address, 0)).1 += entries as u64;
        }
    }
    (living.len(), others)
}

/// Where so many of a hundred lists stand under another domain than the addresses, the domain was changed.
const NEARLY_ALL: u64 = 90;

/// Contacts in the domain under which the lists themselves stand are no fault of their own.
pub(super) fn mark_moved(owners: &Comparison, contacts: &mut Comparison) {
    let domain = |found: &Difference| Some(parts(found.contact.as_deref()?).1.to_lowercase());
    let moved = owners.differences.iter().filter(|found| found.class == Class::Domain);
    let moved: HashSet<String> = moved.filter_map(domain).collect();
    let of_them = |found: &&mut Difference| domain(found).is_some_and(|domain| moved.contains(&domain));
    let contacts = contacts.differences.iter_mut().filter(|found| found.class == Class::DomainPart).filter(of_them);
    contacts.for_each(|found| found.class = Class::Domain);
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
        known.extend(people.values(row).filter_map(of_those));
    }
    for owner in std::mem::take(&mut owners.differences) {
        if owner.class != Class::NoOwner {
            owners.differences.push(owner);
            continue;
        }
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
