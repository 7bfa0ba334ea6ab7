//! Keeping the people that the search stage reads anyway, for the comparison.

use crate::inputs::directory::people::attributes;
use crate::inputs::directory::{Entry, Filling};
use crate::ldap::session::{RawEntry, ReadEnd};
use crate::people::DirectoryUsers;

/// Everybody whom base and filter find, and how reading them ended.
pub(in crate::probes) struct Kept {
    pub(super) people: DirectoryUsers,
    pub(super) end: ReadEnd,
}

/// Keeps people as they come by.
pub(super) struct Keeping<'q> {
    filling: Filling<'q>,
    /// The entry that comes by; it is filled again and again.
    entry: Entry,
}

impl<'q> Keeping<'q> {
    pub(super) fn new(user_id: &'q str) -> Self {
        Self { filling: Filling::new(user_id), entry: Entry::default() }
    }

    pub(super) fn add(&mut self, raw: RawEntry<'_>) {
        fill(&mut self.entry, raw);
        self.filling.push_person(&self.entry);
    }

    pub(super) fn finish(self, end: ReadEnd) -> Kept {
        Kept { people: self.filling.finish(), end }
    }
}

/// Adds the attributes that people are compared by.
pub(super) fn add_wanted(names: &mut Vec<&str>) {
    for name in attributes() {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
}

/// Fills an entry anew with what a server sent.
pub(super) fn fill(entry: &mut Entry, raw: RawEntry<'_>) {
    entry.clear();
    entry.set_dn(&String::from_utf8_lossy(raw.dn()));
    for (name, values) in raw.attributes() {
        let name = String::from_utf8_lossy(name);
        values.for_each(|value| entry.push(&name, value));
    }
}
