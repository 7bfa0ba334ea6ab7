//! Users whose account in the directory is closed, and local users whom the directory has.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Links, about_person, is_from_ldap, is_in_scope, some, tri};
use crate::evidence::identity::{Class, Comparison, Difference, Settings};
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// Active users who come from LDAP and are in the directory: those who cannot log in there. None of an export that shows no
/// state of anybody's account: a directory that is asked shows what there is.
pub(super) fn closed(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    settings: &Settings,
    links: &Links,
) -> Option<Comparison> {
    if directory.bars.is_whole && shows_nothing(directory) {
        return None;
    }
    let mut closed = Comparison::default();
    for row in (0..users.id.len()).filter(|&row| tri(&users.active, row) != Tri::No) {
        let Some(found) = links.directory_row(row).filter(|_| is_from_ldap(users, row, settings)) else { continue };
        closed.compared += 1;
        if let Some((class, since)) = state(directory, found) {
            let person = about_person(class, directory, found);
            closed.differences.push(Difference { call_manager_id: some(users.id.at(row)), since, ..person });
        }
    }
    Some(closed)
}

fn shows_nothing(directory: &DirectoryUsers) -> bool {
    directory.disabled.iter().all(|&disabled| disabled == Tri::Unknown)
        && directory.expired.is_empty()
        && directory.locked.is_empty()
        && directory.must_change.is_empty()
        && directory.smart_card.is_empty()
}

/// What closes an account, the most final first, and since when.
pub(super) fn state(directory: &DirectoryUsers, row: usize) -> Option<(Class, Option<String>)> {
    let text = |at: i64| OffsetDateTime::from_unix_timestamp(at).ok()?.format(&Rfc3339).ok();
    if tri(&directory.disabled, row) == Tri::Yes {
        return Some((Class::Disabled, None));
    }
    if let Some(&at) = directory.expired.get(&row) {
        return Some((Class::Expired, text(at)));
    }
    if let Some(&at) = directory.locked.get(&row) {
        return Some((Class::Locked, Some(at).filter(|&at| at > 0).and_then(text)));
    }
    if directory.must_change.contains(&row) {
        return Some((Class::MustChange, None));
    }
    directory.smart_card.contains(&row).then_some((Class::SmartCard, None))
}

/// Active local users: those whom the directory has under their ID, inside base and filter. None when the export tells
/// of nobody where they come from.
pub(super) fn local(users: &CallManagerUsers, directory: &DirectoryUsers, links: &Links) -> Option<Comparison> {
    if users.from_ldap.iter().all(|&from| from == Tri::Unknown) {
        return None;
    }
    let mut local = Comparison::default();
    let is_local = |row: &usize| tri(&users.from_ldap, *row) == Tri::No && tri(&users.active, *row) != Tri::No;
    for row in (0..users.id.len()).filter(is_local) {
        local.compared += 1;
        let found = links.directory_row(row).filter(|&found| is_in_scope(directory, found));
        if let Some(found) = found.filter(|&found| tri(&directory.disabled, found) != Tri::Yes) {
            let person = about_person(Class::Local, directory, found);
            local.differences.push(Difference { call_manager_id: some(users.id.at(row)), ..person });
        }
    }
    Some(local)
}
