//! Contacts of which another comparison tells already.

use std::collections::{HashMap, HashSet};

use super::book::parts;
use super::owners;
use crate::evidence::identity::{Class, Difference, Identity};
use crate::identity::renames::is_domain_open;
use crate::identity::{Tables, some, tri};
use crate::people::Tri;

/// Whoever is one too many on presence has no address that could be right.
pub(in crate::identity) fn leave_to_presence(identity: &mut Identity) {
    let extra =
        identity.on_presence.iter().flat_map(|all| &all.differences).filter(|found| found.class == Class::Extra);
    let extra: HashSet<&String> = extra.filter_map(|found| found.call_manager_id.as_ref()).collect();
    if let Some(addresses) = identity.addresses.as_mut().filter(|_| !extra.is_empty()) {
        addresses.differences.retain(|found| found.call_manager_id.as_ref().is_none_or(|id| !extra.contains(id)));
    }
}

/// Contacts of inactive users who are another user now are to be renamed: presence has the address of that one.
pub(in crate::identity) fn name_new_users(identity: &mut Identity, tables: &Tables) {
    let (Some(contacts), Some(inactive), Some(presence)) =
        (&mut identity.contacts, &identity.inactive, &tables.presence)
    else {
        return;
    };
    let pair = |found: &Difference| Some((found.call_manager_id.clone()?, found.suggestion.as_ref()?.to_lowercase()));
    let new: HashMap<String, String> = inactive.differences.iter().filter_map(pair).collect();
    if new.is_empty() {
        return;
    }
    let wanted: HashSet<&String> = new.values().collect();
    let lives = |row: &usize| tri(&presence.enabled, *row) != Tri::No && tri(&presence.active, *row) != Tri::No;
    let of = |row: usize| Some((presence.id.at(row).to_lowercase(), some(presence.im_address.at(row))?));
    let addresses = (0..presence.id.len()).filter(lives).filter_map(of).filter(|(id, _)| wanted.contains(id));
    let addresses: HashMap<String, String> = addresses.collect();
    for found in contacts.differences.iter_mut().filter(|found| found.class == Class::Inactive) {
        let new = found.call_manager_id.as_ref().and_then(|id| new.get(id));
        found.suggestion = new.and_then(|id| addresses.get(id)).cloned();
    }
}

/// Where the lists themselves stand under another domain, so do the contacts in them.
pub(in crate::identity) fn leave_to_owners(identity: &mut Identity) {
    if let (Some(owners), Some(contacts)) = (&identity.owners, &mut identity.contacts) {
        owners::mark_moved(owners, contacts);
    }
}

/// Contacts in the domain of addresses that contradict the configured one: a change of domain that was done by halves.
fn mark_half_moved(identity: &mut Identity) {
    let domain = |found: &Difference| Some(parts(found.contact.as_deref()?).1.to_lowercase());
    let old = identity.addresses.iter().flat_map(|all| &all.differences).filter(|found| found.class == Class::Domain);
    let old: HashSet<String> = old.filter_map(domain).collect();
    let contacts = identity.contacts.iter_mut().flat_map(|all| &mut all.differences);
    let is_half = |found: &&mut Difference| domain(found).is_some_and(|domain| old.contains(&domain));
    let half = contacts.filter(|found| found.class == Class::DomainPart).filter(is_half);
    half.for_each(|found| found.class = Class::Domain);
}

/// A contact that has the address which its person should have is right: that the person has another one is told there.
pub(in crate::identity) fn leave_to_addresses(identity: &mut Identity) {
    if is_domain_open(identity) {
        return;
    }
    mark_half_moved(identity);
    let coming = identity.on_presence.iter().flat_map(|all| &all.differences);
    let coming = coming.filter(|found| found.class == Class::OtherUri);
    let wrong = identity.addresses.iter().flat_map(|all| &all.differences).chain(coming);
    let right: HashSet<String> = wrong.filter_map(|found| Some(found.suggestion.as_deref()?.to_lowercase())).collect();
    let is_right =
        |found: &Difference| found.contact.as_ref().is_some_and(|contact| right.contains(&contact.to_lowercase()));
    if let Some(contacts) = identity.contacts.as_mut().filter(|_| !right.is_empty()) {
        contacts.differences.retain(|found| !is_right(found));
    }
}
