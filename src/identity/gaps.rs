//! What the exports do not show: whoever hangs on it is neither gone nor out of scope, but undecided.

use super::Tables;
use crate::evidence::identity::{Class, Comparison, Gap, Identity, Missing, System, Transform};

/// All gaps of the tables.
pub(super) fn of(tables: &Tables) -> Vec<Gap> {
    let directory = tables.directory.iter().flat_map(|directory| &directory.gaps);
    tables.gaps.iter().chain(directory).cloned().collect()
}

/// Contacts of whom only call manager's users would tell.
pub(super) fn contacts_without_users(identity: &Identity) -> Option<Gap> {
    let count = identity.contacts.as_ref().map_or(0, |contacts| contacts.undecided.len() as u64);
    let system = System::CallManager;
    (count > 0).then(|| Gap { system, kind: Missing::Users, count, names: Vec::new() })
}

/// Contact lists of people who are somebody else now.
pub(super) fn earlier_addresses(identity: &Identity) -> Option<Gap> {
    let count = identity.owners.as_ref().map_or(0, |owners| owners.undecided.len() as u64);
    let kind = Missing::EarlierAddresses;
    (count > 0).then(|| Gap { system: System::Presence, kind, count, names: Vec::new() })
}

/// Takes back what the gaps leave open.
pub(super) fn settle(identity: &mut Identity) {
    if identity.gaps.iter().any(|gap| gap.kind == Missing::UserIds) {
        without_user_ids(identity);
    }
    let hides = |system| identity.gaps.iter().any(|gap| gap.system == system && gap.kind.hides_people());
    let [directory, call_manager, presence] = [System::Directory, System::CallManager, System::Presence].map(hides);
    if directory {
        open(&mut identity.in_directory, is_of_whole);
    }
    if call_manager {
        open(&mut identity.in_call_manager, |_| true);
    }
    open(&mut identity.on_presence, |class| match class {
        Class::Extra => call_manager,
        Class::Missing => presence,
        _ => false,
    });
    // A stale address may be that of somebody in a row that was not understood.
    let stale = |class: Class| match class {
        Class::Gone => call_manager || presence || directory,
        Class::NotSynced | Class::OutOfScope => call_manager,
        Class::Missing => presence,
        _ => false,
    };
    open(&mut identity.contacts, stale);
    open(&mut identity.owners, |class| class == Class::NoOwner && (call_manager || presence));
}

/// Nobody is known by an ID: only that (nearly) all IDs of call manager stand in another attribute says something.
fn without_user_ids(identity: &mut Identity) {
    let best = identity.advice.as_ref().and_then(|advice| advice.best.as_ref());
    let elsewhere = best.is_some_and(|best| best.transform == Transform::AsIs);
    if !elsewhere {
        open(&mut identity.in_directory, |_| true);
        open(&mut identity.inactive, |_| true);
    }
    open(&mut identity.in_call_manager, |_| true);
}

/// What only the whole directory tells: one that was not read may have the person under their ID.
pub(super) fn is_of_whole(class: Class) -> bool {
    matches!(class, Class::Gone | Class::OutOfScope | Class::Ambiguous | Class::NewAccount)
}

pub(super) fn open(comparison: &mut Option<Comparison>, is_open: impl Fn(Class) -> bool) {
    let Some(comparison) = comparison else { return };
    let (open, told) = std::mem::take(&mut comparison.differences).into_iter().partition(|found| is_open(found.class));
    comparison.differences = told;
    comparison.undecided.extend::<Vec<_>>(open);
}
