//! What people of the directory lack that a synchronisation needs: a last name, and a mail address of their own.

use std::collections::HashSet;

use super::scale::Index;
use super::{Links, about_person, attribute, is_from_ldap, is_in_scope, is_wanted, same, some, tri};
use crate::evidence::identity::{Class, Comparison, Difference, Settings};
use crate::people::{CallManagerUsers, Column, DirectoryUsers, Tri};

/// Of a whole directory.
pub(super) struct Lacks<'a> {
    directory: &'a DirectoryUsers,
    /// Without any surname in the export, surnames were not exported.
    has_last_names: bool,
    /// Rows whose mail address somebody else has whom call manager would take too, each with one of the others.
    shared: HashSet<usize>,
}

impl<'a> Lacks<'a> {
    /// Where user IDs are mail addresses, a shared one is a shared ID, which is told as that.
    pub(super) fn of(directory: &'a DirectoryUsers, settings: &Settings) -> Self {
        let rows = directory.id.len();
        let has_last_names = (0..rows).any(|row| !directory.last_name.at(row).is_empty());
        let are_ids = settings.directory_attribute.as_deref().is_some_and(|id| id.eq_ignore_ascii_case("mail"));
        let mails = if are_ids { &Column::NONE } else { attribute(directory, "mail") };
        let wanted = (0..rows).filter(|&row| !mails.at(row).is_empty() && is_wanted(directory, row));
        let mut index = Index::with_room(if mails.is_empty() { 0 } else { rows });
        let shared = index.fill(wanted, |row| mails.at(row));
        let shared = shared.into_iter().flat_map(|(row, first)| [row as usize, first as usize]).collect();
        Self { directory, has_last_names, shared }
    }

    pub(super) fn last_name(&self, row: usize) -> bool {
        self.has_last_names && self.directory.last_name.at(row).trim().is_empty()
    }

    pub(super) fn own_mail(&self, row: usize) -> bool {
        self.shared.contains(&row)
    }

    /// The first that would stop a synchronisation, of somebody whom the export shows whole.
    pub(super) fn any(&self, row: usize) -> Option<Class> {
        if self.directory.hidden.contains(&row) {
            None
        } else if self.last_name(row) {
            Some(Class::NoLastName)
        } else {
            self.own_mail(row).then_some(Class::DuplicateMail)
        }
    }
}

/// Active users of LDAP whom the directory has in base and filter, and those whom the next synchronisation passes over. Of a
/// mail address that call manager has for a user already, it has taken all who share it.
pub(super) fn compare(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    (settings, links, lacks): (&Settings, &Links, &Lacks<'_>),
) -> Option<Comparison> {
    let mails = attribute(directory, "mail");
    // An export may show neither.
    if !lacks.has_last_names && (0..mails.len()).all(|row| mails.at(row).is_empty()) {
        return None;
    }
    let mut compared = Comparison::default();
    for row in (0..users.id.len()).filter(|&row| is_from_ldap(users, row, settings)) {
        let found = links.directory_row(row).filter(|&found| is_in_scope(directory, found));
        let Some(found) = found.filter(|_| tri(&users.active, row) != Tri::No) else { continue };
        compared.compared += 1;
        let is_taken = || users.mail.at(row).is_empty() || same(users.mail.at(row), mails.at(found));
        let class = lacks.any(found).filter(|&class| class != Class::DuplicateMail || !is_taken());
        let person =
            |class| Difference { call_manager_id: some(users.id.at(row)), ..about_person(class, directory, found) };
        compared.differences.extend(class.map(person));
    }
    open_many(&mut compared);
    Some(compared)
}

/// So many lack it where one export in two parts shows it of one part alone.
const MANY: usize = 5;

/// Call manager has everybody's last name from the directory: where many are without one, the export does not show it.
fn open_many(compared: &mut Comparison) {
    let lacks = |found: &Difference| found.class == Class::NoLastName;
    let count = compared.differences.iter().filter(|found| lacks(found)).count();
    if count >= MANY && count as u64 * 5 >= compared.compared {
        let (open, rest) = std::mem::take(&mut compared.differences).into_iter().partition(lacks);
        compared.differences = rest;
        compared.undecided = open;
    }
}
