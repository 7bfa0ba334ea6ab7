//! IDs that stand twice in several systems: the directory hands them to call manager, and call manager to presence.

use std::collections::HashMap;

use crate::evidence::identity::{Difference, Identity, System};

/// How users come from one system to the next.
const ON_THE_WAY: [System; 3] = [System::Directory, System::CallManager, System::Presence];

/// Where each ID that stands twice does so first.
pub(in crate::checks) struct Twice(HashMap<String, System>);

impl Twice {
    pub(in crate::checks) fn of(identity: &Identity) -> Self {
        let mut first = HashMap::new();
        for system in ON_THE_WAY {
            let of = identity.duplicate_ids.iter().filter(|found| found.system == system);
            for found in of.flat_map(|found| &found.comparison.differences) {
                first.entry(id_of(found)).or_insert(system);
            }
        }
        Self(first)
    }

    /// The earlier system that has this ID twice as well: what is wrong here comes from there.
    pub(in crate::checks) fn before(&self, system: System, id: &str) -> Option<System> {
        let place = |of: System| ON_THE_WAY.iter().position(|known| *known == of);
        let first = self.0.get(&plain(id)).copied()?;
        (place(first) < place(system)).then_some(first)
    }

    /// The same of a difference found in this system.
    pub(in crate::checks) fn inherited(&self, system: System, found: &Difference) -> Option<System> {
        self.before(system, &id_of(found))
    }
}

/// The ID that a row has in its own system, case ignored.
fn id_of(found: &Difference) -> String {
    plain(found.call_manager_id.as_deref().or(found.directory_id.as_deref()).unwrap_or_default())
}

fn plain(id: &str) -> String {
    id.trim().to_lowercase()
}
