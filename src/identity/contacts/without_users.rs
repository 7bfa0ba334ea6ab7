//! Whom an address means where no users of call manager are given: presence has them from there.

use std::collections::HashMap;

use super::{Candidates, Kind, Person, Search};
use crate::evidence::identity::{Class, Comparison};
use crate::identity::text;
use crate::people::PresenceUsers;

impl Search<'_> {
    pub(super) fn offer_presence(&self, candidates: &mut Candidates) {
        let Some(users) = &self.tables.presence else { return };
        for row in 0..users.id.len() {
            for value in values(users, row) {
                candidates.offer(Kind::Value, value, row, self.lives(row));
            }
        }
    }

    /// The living users of presence who have this as their ID, mail address or directory URI.
    pub(super) fn on_presence(&self, candidates: &Candidates, asked: &str) -> Vec<usize> {
        let Some(users) = &self.tables.presence else { return Vec::new() };
        let has = |row| values(users, row).any(|value| text::same(value, asked));
        candidates.rows(Kind::Value, asked, has).into_iter().filter(|&row| self.lives(row)).collect()
    }

    /// The users of presence with the IDs of those rows of the directory.
    pub(super) fn presence_by_row(&self, rows: &mut HashMap<usize, usize>) {
        let (Some(users), Some(people)) = (&self.tables.presence, &self.tables.directory) else { return };
        let ids: HashMap<String, usize> = rows.keys().map(|&row| (people.id.at(row).to_lowercase(), row)).collect();
        for user in (0..users.id.len()).filter(|&row| self.lives(row) && !users.id.at(row).is_empty()) {
            let place = ids.get(&users.id.at(user).to_lowercase()).and_then(|row| rows.get_mut(row));
            if let Some(place) = place {
                *place = user;
            }
        }
    }

    /// Whoever has that row: of call manager, or of presence where that is all there is.
    pub(super) fn somebody(&self, row: usize) -> Person {
        if self.tables.call_manager.is_some() { Person::User(row) } else { Person::Address(row) }
    }

    fn lives(&self, row: usize) -> bool {
        self.book.lives.get(row).copied().unwrap_or(false)
    }
}

fn values(users: &PresenceUsers, row: usize) -> impl Iterator<Item = &str> {
    [&users.id, &users.mail, &users.directory_uri].into_iter().map(move |column| column.at(row))
}

/// Whether call manager has people of the directory, nobody can tell then.
pub(super) fn leave_open(found: Comparison) -> Comparison {
    let is_open = |class| matches!(class, Class::NotSynced | Class::OutOfScope);
    let (undecided, differences) = found.differences.into_iter().partition(|found| is_open(found.class));
    Comparison { undecided, differences, ..found }
}
