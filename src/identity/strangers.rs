//! Lists that have nobody in common: one of them is of another site, and nothing is wrong with anybody in it.

use std::collections::HashSet;

use super::Tables;
use super::gaps::open;
use crate::evidence::identity::{Class, Comparison, Difference, Gap, Identity, Missing, System};

/// Of fewer people, all may have left.
const FEWEST: u64 = 10;

/// Names that are told.
const NAMED: usize = 3;

/// Of presence's users, one in so many.
const SHARE: u64 = 5;

/// Leaves open what a list of strangers says of the others.
pub(super) fn settle(identity: &mut Identity, tables: &Tables) {
    let owners = identity.owners.as_ref().filter(|all| is_all(all, |class| class == Class::NoOwner));
    if let Some(count) = owners.map(|all| all.compared) {
        identity.gaps.push(Gap { system: System::Presence, kind: Missing::StrangeLists, count, names: Vec::new() });
        open(&mut identity.owners, |_| true);
        open(&mut identity.contacts, |_| true);
    }
    leave_to_other_clusters(identity, tables);
    leave_contacts_to_other_clusters(identity, tables);
    let apart = [people_apart(identity), presence_apart(identity, tables)];
    let [in_directory, on_presence] = apart;
    if !in_directory && !on_presence {
        return;
    }
    // The one that is apart from both others is the stranger; of two lists the copy is named.
    let system = match apart {
        [true, true] => System::CallManager,
        [true, false] => System::Directory,
        _ => System::Presence,
    };
    let rows = match system {
        System::CallManager => identity.rows.call_manager,
        System::Directory => identity.rows.directory,
        System::Presence => identity.rows.presence,
    };
    identity.gaps.push(Gap { system, kind: Missing::Strangers, count: rows.unwrap_or(0), names: Vec::new() });
    if in_directory {
        for compared in [&mut identity.in_directory, &mut identity.in_call_manager, &mut identity.inactive] {
            open(compared, |_| true);
        }
    }
    if on_presence {
        open(&mut identity.on_presence, |_| true);
        open(&mut identity.owners, |_| true);
    }
    open(&mut identity.contacts, |_| true);
}

/// Many whom presence alone has, where it lacks nobody, may be at home on another telephony cluster that it serves.
fn leave_to_other_clusters(identity: &mut Identity, tables: &Tables) {
    let (Some(all), Some(users)) = (&identity.on_presence, &tables.call_manager) else { return };
    let of_class = |class| all.differences.iter().filter(move |found| found.class == class);
    let count = of_class(Class::Extra).count() as u64;
    let are_many = count >= FEWEST && count * SHARE >= identity.rows.presence.unwrap_or(0);
    if !are_many || of_class(Class::Missing).next().is_some() {
        return;
    }
    let here: HashSet<String> = (0..users.id.len()).map(|row| users.id.at(row).trim().to_lowercase()).collect();
    let is_here =
        |found: &Difference| found.call_manager_id.as_ref().is_some_and(|id| here.contains(&id.trim().to_lowercase()));
    if of_class(Class::Extra).any(is_here) {
        return;
    }
    let kind = Missing::OtherCluster;
    identity.gaps.push(Gap { system: System::CallManager, kind, count, names: Vec::new() });
    open(&mut identity.on_presence, |class| class == Class::Extra);
}

/// Contacts whom no list here has may be people of another cluster, where the configuration names one.
fn leave_contacts_to_other_clusters(identity: &mut Identity, tables: &Tables) {
    let Some(all) = identity.contacts.as_ref().filter(|_| tables.settings.other_clusters) else { return };
    let gone = || all.differences.iter().filter(|found| found.class == Class::Gone);
    let names = gone().filter_map(|found| found.contact.clone()).take(NAMED).collect();
    let (system, kind, count) = (System::Presence, Missing::Homes, gone().count() as u64);
    if count > 0 {
        identity.gaps.push(Gap { system, kind, count, names });
        open(&mut identity.contacts, |class| class == Class::Gone);
    }
}

/// Not one of call manager's users is in the directory in any form, and none of its attributes holds their IDs.
fn people_apart(identity: &Identity) -> bool {
    let Some(compared) = identity.in_directory.as_ref().filter(|all| is_all(all, |class| class == Class::Gone)) else {
        return false;
    };
    let holds_some = identity.advice.iter().flat_map(|advice| &advice.ranking).any(|mapping| mapping.covered > 0);
    let is_enough = identity.rows.directory_in_scope.unwrap_or(0) >= FEWEST;
    is_enough && !holds_some && compared.undecided.is_empty()
}

/// Not one of the users who are enabled for presence is there in any form, and as many others are.
fn presence_apart(identity: &Identity, tables: &Tables) -> bool {
    let apart = |class| matches!(class, Class::Missing | Class::Extra);
    let Some(compared) = identity.on_presence.as_ref().filter(|all| is_all(all, apart)) else { return false };
    let extras = compared.differences.iter().filter(|found| found.class == Class::Extra).count() as u64;
    let is_one_list = tables.presence_nodes.is_empty();
    extras >= FEWEST && compared.differences.len() as u64 == compared.compared + extras && is_one_list
}

fn is_all(compared: &Comparison, of: impl Fn(Class) -> bool) -> bool {
    let differences = &compared.differences;
    compared.compared >= FEWEST
        && differences.len() as u64 >= compared.compared
        && differences.iter().all(|found| of(found.class))
}
