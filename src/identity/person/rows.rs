//! What one row of each system tells of the person.

use crate::evidence::identity::{Class, InCallManager, InDirectory, OnPresence};
use crate::identity::{accounts, is_in_scope, is_scope_untold, some, tri};
use crate::people::{CallManagerUsers, DirectoryUsers, PresenceUsers, Tri};

pub(super) fn in_call_manager(users: &CallManagerUsers, row: usize) -> InCallManager {
    InCallManager {
        id: users.id.at(row).to_owned(),
        active: told(&users.active, row),
        from_ldap: told(&users.from_ldap, row),
        presence: told(&users.presence, row),
        home: told(&users.home, row),
    }
}

pub(super) fn in_directory(people: &DirectoryUsers, row: usize) -> InDirectory {
    let closed = accounts::state(people, row).filter(|(class, _)| *class != Class::Disabled);
    let (closed, closed_since) = closed.map_or((None, None), |(class, since)| (Some(class), since));
    InDirectory {
        closed,
        closed_since,
        dn: people.dn.at(row),
        id: some(people.id.at(row)),
        in_scope: is_in_scope(people, row),
        scope_untold: is_scope_untold(people, row),
        disabled: told(&people.disabled, row),
    }
}

pub(super) fn on_presence(users: &PresenceUsers, row: usize) -> OnPresence {
    OnPresence { id: users.id.at(row).to_owned(), address: some(users.im_address.at(row)) }
}

fn told(column: &[Tri], row: usize) -> Option<bool> {
    match tri(column, row) {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    }
}
