//! What presence has from call manager, where the export of its users has no such column.

use super::super::scale::Index;
use super::super::{Tables, tri};
use super::shown;
use crate::evidence::identity::{AddressScheme, Settings};
use crate::people::{CallManagerUsers, Column, PresenceUsers, Tri};

/// Adds directory URIs, and who is enabled, as call manager has them: an export without a column says nothing of it.
pub(in crate::identity) fn fill(tables: &mut Tables) {
    let (Some(users), Some(presence)) = (tables.call_manager.as_deref(), &mut tables.presence) else { return };
    // Addresses that are made of user IDs owe nothing to the URIs.
    let by_id = tables.settings.address_scheme == Some(AddressScheme::UserId);
    let needs_uris = !by_id && !presence.tells_uris() && is_any(&users.directory_uri);
    let needs_enabled = presence.enabled.iter().all(|&enabled| enabled == Tri::Unknown) && lacks_address(presence);
    if !needs_uris && !needs_enabled {
        return;
    }
    let mut index = Index::with_room(users.id.len());
    index.fill(0..users.id.len(), |row| shown(users.id.at(row)));
    let places = index.find_all(presence.id.len(), |row| shown(presence.id.at(row)), |row| shown(users.id.at(row)));
    let rows: Vec<Option<usize>> = places.rows.iter().map(|&row| (row as usize).checked_sub(1)).collect();
    if needs_uris {
        (presence.directory_uri, presence.copied_uris) = (Column::default(), true);
        rows.iter().for_each(|row| presence.directory_uri.push(row.map_or("", |row| users.directory_uri.at(row))));
    }
    if needs_enabled {
        let enabled = |row: &Option<usize>| row.is_some_and(|row| is_enabled(users, row));
        presence.enabled = rows.iter().map(|row| if enabled(row) { Tri::Yes } else { Tri::Unknown }).collect();
    }
}

/// Whoever call manager does not enable may be one too many on presence: that is compared, and not taken over.
fn is_enabled(users: &CallManagerUsers, row: usize) -> bool {
    tri(&users.presence, row) == Tri::Yes && tri(&users.active, row) != Tri::No
}

fn lacks_address(presence: &PresenceUsers) -> bool {
    (0..presence.im_address.len()).any(|row| presence.im_address.at(row).is_empty()) && is_any(&presence.im_address)
}

fn is_any(column: &Column) -> bool {
    (0..column.len()).any(|row| !column.at(row).is_empty())
}

impl PresenceUsers {
    /// Whether the export says who has which directory URI.
    pub(in crate::identity) fn tells_uris(&self) -> bool {
        self.has_uris || is_any(&self.directory_uri)
    }

    /// Whether two people with one address are told of as two with one directory URI: by the user ID no address is shared.
    pub(in crate::identity) fn tells_shared_uris(&self, settings: &Settings) -> bool {
        self.tells_uris() || settings.address_scheme != Some(AddressScheme::UserId)
    }
}
