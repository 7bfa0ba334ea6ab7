//! What IM&P's bulk administration needs to put contact lists right.

use std::collections::HashSet;

use super::advice;
use crate::evidence::identity::{Class, Difference, Identity, Transform};

/// One line of a "rename contact" file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rename<'a> {
    /// The address that points to nobody.
    pub from: &'a str,
    /// The address of the person meant.
    pub to: &'a str,
}

/// The contact-list entries whose right address is known, each once, in the order of the export. Entries that have the
/// new ID of somebody whom call manager knows by an old one are right after the next synchronisation, so they stay.
pub fn renames(identity: &Identity) -> impl Iterator<Item = Rename<'_>> {
    let of_people = identity.in_directory.iter().flat_map(|people| &people.differences);
    let renamed = of_people.filter(|found| gets_new_id(identity, found));
    let coming: HashSet<(&str, String)> = renamed
        .filter_map(|found| Some((found.call_manager_id.as_deref()?, found.directory_id.as_ref()?.to_lowercase())))
        .collect();
    // When all IDs are another attribute's, nothing new is coming.
    let is_coming = move |found: &Difference| {
        let node = found.contact.as_deref().and_then(|address| address.rsplit_once('@')).map(|(node, _)| node);
        let pair = found.call_manager_id.as_deref().zip(node.map(str::to_lowercase));
        pair.is_some_and(|pair| coming.contains(&pair)) && !are_elsewhere(identity)
    };
    let stale = identity.contacts.iter().flat_map(|contacts| &contacts.differences);
    let domain_is_open = is_domain_open(identity);
    let known = move |found: &&Difference| match found.class {
        // A renamed contact in a list that is nobody's helps nobody.
        Class::Gone | Class::Ambiguous | Class::NotEnabled | Class::Domain => false,
        Class::DomainPart => !domain_is_open,
        _ => true,
    };
    stale.filter(known).filter(move |found| !is_coming(found)).filter_map(|found| {
        let (from, to) = (found.contact.as_deref()?, found.suggestion.as_deref()?);
        let clean = |text: &str| !text.chars().any(|c| c.is_control());
        (clean(from) && clean(to)).then_some(Rename { from, to })
    })
}

/// Call manager takes another ID for this user when it does as is advised: that of a renamed person, or that of the
/// directory for one of the few who have a phone number.
pub fn gets_new_id(identity: &Identity, found: &Difference) -> bool {
    match found.class {
        Class::Renamed => true,
        Class::Extension => advice::most_are_right(identity) && advice::another(identity).is_none(),
        _ => false,
    }
}

/// Most addresses have another domain than the one that is configured: which of the two is right is to be settled before
/// any contact is put right.
pub fn is_domain_open(identity: &Identity) -> bool {
    identity.addresses.as_ref().is_some_and(|all| {
        let others = all.differences.iter().filter(|found| found.class == Class::Domain).count() as u64;
        others * 2 > all.compared
    })
}

/// (Nearly) all IDs are in another attribute than the configured one, which does not have most of them.
pub(super) fn are_elsewhere(identity: &Identity) -> bool {
    advice::another(identity).is_some_and(|best| best.transform == Transform::AsIs) && !advice::most_are_right(identity)
}
