//! What IM&P's bulk administration needs to put contact lists right.

use crate::evidence::identity::{Class, Identity};

/// One line of a "rename contact" file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rename<'a> {
    /// The address that points to nobody.
    pub from: &'a str,
    /// The address of the person meant.
    pub to: &'a str,
}

/// The contact-list entries whose right address is known, each once, in the order of the export.
pub fn renames(identity: &Identity) -> impl Iterator<Item = Rename<'_>> {
    let stale = identity.contacts.iter().flat_map(|contacts| &contacts.differences);
    stale.filter(|found| !matches!(found.class, Class::Gone | Class::Ambiguous | Class::NotEnabled)).filter_map(
        |found| {
            let (from, to) = (found.contact.as_deref()?, found.suggestion.as_deref()?);
            let clean = |text: &str| !text.chars().any(|c| c.is_control());
            (clean(from) && clean(to)).then_some(Rename { from, to })
        },
    )
}
