//! What the presence server itself complains about, as far as it matters.

use super::Tables;
use crate::evidence::identity::{AddressScheme, Complaints, UserFault};

/// The complaints about users for whom `is_asked` holds. A user needs a directory URI only where addresses are made of
/// it: elsewhere those without one may be everybody, and are counted only.
pub(super) fn that_matter(tables: &Tables, is_asked: impl Fn(&str) -> bool) -> Option<Complaints> {
    let needs_uri = tables.settings.address_scheme == Some(AddressScheme::DirectoryUri);
    let mut complaints = Complaints::default();
    for complaint in tables.complaints.as_ref()?.iter().filter(|complaint| is_asked(&complaint.user_id)) {
        match complaint.fault {
            UserFault::NoDirectoryUri if !needs_uri => complaints.without_uri += 1,
            _ => complaints.found.push(complaint.clone()),
        }
    }
    Some(complaints)
}
