//! From the rows in which somebody was found to those of the same person in the other systems.

use std::collections::BTreeSet;

use super::{KEPT, Rows, add, matching, named};
use crate::evidence::identity::{Class, Difference, Identity};
use crate::identity::text::same;
use crate::identity::{Links, Tables};

impl Rows {
    /// The same person in the other systems.
    pub(super) fn follow(&mut self, tables: &Tables, links: Option<&Links>, identity: &Identity) {
        if let (Some(users), Some(presence)) = (&tables.call_manager, &tables.presence) {
            for &row in &self.presence {
                add(&mut self.call_manager, matching(&users.id, presence.id.at(row)));
            }
        }
        self.follow_other_ids(tables, identity);
        if let (Some(users), Some(links)) = (&tables.call_manager, links) {
            let of_directory = (0..users.id.len())
                .filter(|&row| links.directory_row(row).is_some_and(|to| self.directory.contains(&to)));
            add(&mut self.call_manager, of_directory.take(KEPT).collect());
            let to = self.call_manager.iter().filter_map(|&row| links.directory_row(row)).collect();
            add(&mut self.directory, to);
        }
        let (Some(users), Some(people)) = (&tables.call_manager, &tables.directory) else {
            return self.follow_presence(tables, identity);
        };
        // Inactive users and those outside the base are told by the differences alone.
        let told = [&identity.in_directory, &identity.inactive].into_iter().flatten().flat_map(|all| &all.differences);
        let is_theirs = |id: &String| self.call_manager.iter().any(|&row| same(users.id.at(row), id));
        let theirs = told.filter(|found| found.call_manager_id.as_ref().is_some_and(is_theirs));
        // Where many users share one ID, most of what is told would be theirs, each sought among everybody.
        let names: BTreeSet<&str> = theirs.filter_map(|found| found.dn.as_deref()).take(KEPT).collect();
        for dn in names {
            add(&mut self.directory, named(people, dn));
        }
        self.follow_presence(tables, identity);
    }

    /// Whom presence has under another ID than call manager.
    fn follow_other_ids(&mut self, tables: &Tables, identity: &Identity) {
        let (Some(users), Some(presence)) = (&tables.call_manager, &tables.presence) else { return };
        let found = identity.on_presence.iter().flat_map(|all| all.differences.iter().chain(&all.undecided));
        let is_theirs = |found: &&Difference| {
            let is = |name: &Option<String>, own: &str| name.as_ref().is_some_and(|name| same(name, own));
            !matches!(found.class, Class::OtherUri | Class::Case)
                && (self.presence.iter().any(|&row| is(&found.suggestion, presence.id.at(row)))
                    || self.call_manager.iter().any(|&row| is(&found.call_manager_id, users.id.at(row))))
        };
        let pairs = found
            .filter(is_theirs)
            .filter_map(|found| Some((found.call_manager_id.as_ref()?, found.suggestion.as_ref()?)));
        let pairs: Vec<(&String, &String)> = pairs.take(KEPT).collect();
        for (ours, theirs) in pairs {
            add(&mut self.call_manager, matching(&users.id, ours));
            add(&mut self.presence, matching(&presence.id, theirs));
        }
    }

    fn follow_presence(&mut self, tables: &Tables, identity: &Identity) {
        self.follow_other_ids(tables, identity);
        if let (Some(users), Some(presence)) = (&tables.call_manager, &tables.presence) {
            for &row in &self.call_manager {
                add(&mut self.presence, matching(&presence.id, users.id.at(row)));
            }
        }
    }
}
