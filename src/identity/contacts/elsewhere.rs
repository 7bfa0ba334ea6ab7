//! Contacts of which another comparison tells already.

use std::collections::HashSet;

use super::owners;
use crate::evidence::identity::{Class, Difference, Identity};
use crate::identity::renames::is_domain_open;

/// Whoever is one too many on presence has no address that could be right.
pub(in crate::identity) fn leave_to_presence(identity: &mut Identity) {
    let extra =
        identity.on_presence.iter().flat_map(|all| &all.differences).filter(|found| found.class == Class::Extra);
    let extra: HashSet<&String> = extra.filter_map(|found| found.call_manager_id.as_ref()).collect();
    if let Some(addresses) = identity.addresses.as_mut().filter(|_| !extra.is_empty()) {
        addresses.differences.retain(|found| found.call_manager_id.as_ref().is_none_or(|id| !extra.contains(id)));
    }
}

/// Where the lists themselves stand under another domain, so do the contacts in them.
pub(in crate::identity) fn leave_to_owners(identity: &mut Identity) {
    if let (Some(owners), Some(contacts)) = (&identity.owners, &mut identity.contacts) {
        owners::mark_moved(owners, contacts);
    }
}

/// A contact that has the address which its person should have is right: that the person has another one is told there.
pub(in crate::identity) fn leave_to_addresses(identity: &mut Identity) {
    if is_domain_open(identity) {
        return;
    }
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
