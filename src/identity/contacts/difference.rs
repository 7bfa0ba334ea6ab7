//! What is wrong with an address on contact lists, once it is known whom it means.

use std::collections::HashMap;

use super::book::parts;
use super::{Person, Search, Stale};
use crate::evidence::identity::{Class, Difference};
use crate::identity::{about_person, digits, some, text, tri};
use crate::people::{CallManagerUsers, Tri};

impl Search<'_> {
    /// What is wrong with an address; nothing when it is of somebody whose home is another cluster, or that is told elsewhere.
    pub(super) fn difference(
        &self,
        stale: &Stale,
        meant: &[Person],
        addresses: &HashMap<usize, Option<usize>>,
    ) -> Option<Difference> {
        let blank = Difference { contact: some(&stale.address), lists: Some(stale.lists), ..Difference::default() };
        Some(match *meant {
            [] => blank,
            [Person::Address(row)] => self.to_address(&stale.address, row, blank)?,
            [Person::Stranger(row)] => match &self.tables.directory {
                Some(directory) => {
                    let class = match (tri(&directory.disabled, row), tri(&directory.in_scope, row)) {
                        (Tri::Yes, _) => Class::Disabled,
                        (_, Tri::No) => Class::OutOfScope,
                        _ => Class::NotSynced,
                    };
                    let person = about_person(class, directory, row);
                    Difference { contact: blank.contact, lists: blank.lists, ..person }
                }
                None => blank,
            },
            [Person::User(user)] => {
                let users = self.tables.call_manager.as_ref()?;
                let blank = Difference { call_manager_id: some(users.id.at(user)), ..blank };
                match addresses.get(&user).copied().flatten() {
                    Some(row) if self.book.lives.get(row).copied().unwrap_or(false) => {
                        self.to_address(&stale.address, row, blank)?
                    }
                    row => {
                        let is_there = row.is_some_and(|row| !self.is_inactive_there(row));
                        Difference { class: without_address(users, user, is_there)?, ..blank }
                    }
                }
            }
            _ => Difference {
                class: Class::Ambiguous,
                candidates: meant.iter().map(|&person| self.name(person)).collect(),
                ..blank
            },
        })
    }

    /// Presence has marked the user inactive, as if call manager had.
    fn is_inactive_there(&self, row: usize) -> bool {
        self.tables.presence.as_ref().is_some_and(|users| tri(&users.active, row) == Tri::No)
    }

    /// None where the address is of two users, by the directory URI that both have, or where there is none: that is told of
    /// the URI.
    fn to_address(&self, stale: &str, row: usize, blank: Difference) -> Option<Difference> {
        let right = self.book.addresses.at(row);
        if right.is_empty() {
            return None;
        }
        if self.book.shared.contains(&right.to_lowercase()) {
            let is_told = self.tables.presence.as_ref().is_some_and(|users| {
                let is_uri = !users.tells_uris() || text::same(users.directory_uri.at(row), right);
                is_uri && users.tells_shared_uris(&self.tables.settings)
            });
            // Nobody can be renamed to an address of two.
            let two = Difference { class: Class::Ambiguous, candidates: vec![right.to_owned()], ..blank };
            return Some(two).filter(|_| !is_told);
        }
        let (ours, theirs) = (parts(stale).0, parts(right).0);
        let class = match text::relation(ours, theirs) {
            // The same user part under another domain.
            Some(Class::Case) => Class::DomainPart,
            Some(class) => class,
            None if digits::number(ours).is_some() => Class::Extension,
            None => Class::Renamed,
        };
        let id = blank.call_manager_id.clone().or_else(|| some(self.book.ids.at(row)));
        Some(Difference { class, call_manager_id: id, suggestion: some(right), ..blank })
    }

    fn name(&self, person: Person) -> String {
        match person {
            Person::Address(row) => self.book.addresses.at(row).to_owned(),
            Person::User(row) => self.tables.call_manager.as_ref().map_or("", |users| users.id.at(row)).to_owned(),
            Person::Stranger(row) => self.tables.directory.as_ref().map(|people| people.dn.at(row)).unwrap_or_default(),
        }
    }
}

/// Why a user of call manager has no address; none when another cluster gives it.
fn without_address(users: &CallManagerUsers, row: usize, is_known: bool) -> Option<Class> {
    match (tri(&users.home, row), tri(&users.active, row), tri(&users.presence, row)) {
        (Tri::No, ..) => None,
        (_, Tri::No, _) => Some(Class::Inactive),
        (.., Tri::No) => Some(Class::NotEnabled),
        _ if is_known => Some(Class::NotEnabled),
        _ => Some(Class::Missing),
    }
}
