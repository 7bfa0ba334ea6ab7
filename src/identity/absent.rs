//! People in base and filter whom call manager does not have, and why it left them out.

use std::collections::HashSet;

use super::candidates::{Candidates, Kind};
use super::index::Index;
use super::{about_person, attribute, is_in_scope, is_wanted, text, tri};
use crate::evidence::identity::{Class, Comparison};
use crate::people::{DirectoryUsers, Tri};

/// Everybody in base and filter whose row is not taken.
pub(super) fn compare(directory: &DirectoryUsers, taken: &[bool]) -> Comparison {
    let is_taken = |row: usize| taken.get(row).copied().unwrap_or(false);
    let scope = || (0..directory.id.len()).filter(|&row| is_in_scope(directory, row));
    let absent: Vec<usize> = scope().filter(|&row| !is_taken(row)).collect();
    let mut reasons = Reasons::of(directory, &absent);
    Comparison {
        compared: scope().count() as u64,
        differences: absent.iter().map(|&row| about_person(reasons.class(row), directory, row)).collect(),
        ..Comparison::default()
    }
}

/// What must be known of others to say why somebody is left out.
struct Reasons<'a> {
    directory: &'a DirectoryUsers,
    /// Without any surname in the export, surnames were not exported.
    has_last_names: bool,
    shared: Candidates,
    twins: HashSet<usize>,
}

impl<'a> Reasons<'a> {
    fn of(directory: &'a DirectoryUsers, absent: &[usize]) -> Self {
        let rows = directory.id.len();
        let mut reasons = Self {
            directory,
            has_last_names: (0..rows).any(|row| !directory.last_name.at(row).is_empty()),
            shared: Candidates::with_room(absent.len()),
            twins: HashSet::new(),
        };
        if absent.is_empty() {
            return reasons;
        }
        let mails = attribute(directory, "mail");
        for &row in absent {
            reasons.shared.ask(Kind::Mail, mails.at(row));
        }
        for row in (0..rows).filter(|&row| is_wanted(directory, row)) {
            reasons.shared.offer(Kind::Mail, mails.at(row), row, true);
        }
        reasons.twins = twins(directory, absent);
        reasons
    }

    /// The first reason in the order in which it would stop a synchronisation.
    fn class(&mut self, row: usize) -> Class {
        let id = self.directory.id.at(row);
        if id.is_empty() {
            Class::NoUserId
        } else if tri(&self.directory.disabled, row) == Tri::Yes {
            Class::Disabled
        } else if self.has_last_names && self.directory.last_name.at(row).trim().is_empty() {
            Class::NoLastName
        } else if self.twins.contains(&row) {
            Class::DuplicateId
        } else if self.shares_mail(row) {
            Class::DuplicateMail
        } else if !text::is_legal(id) {
            Class::IllegalId
        } else {
            Class::NotSynced
        }
    }

    fn shares_mail(&self, row: usize) -> bool {
        let mails = attribute(self.directory, "mail");
        let mail = mails.at(row);
        let others = self.shared.rows(Kind::Mail, mail, |other| text::same(mails.at(other), mail));
        others.iter().any(|&other| other != row)
    }
}

/// The absent rows whose ID somebody else in base and filter has.
fn twins(directory: &DirectoryUsers, absent: &[usize]) -> HashSet<usize> {
    let key = |row| directory.id.at(row);
    let mut index = Index::with_room(absent.len());
    let mut twins = HashSet::new();
    for &row in absent {
        if let Some(first) = index.insert(row, key) {
            twins.extend([row, first]);
        }
    }
    for row in (0..directory.id.len()).filter(|&row| is_wanted(directory, row)) {
        if let Some(first) = index.find(key(row), key).filter(|&first| first != row) {
            twins.insert(first);
        }
    }
    twins
}
