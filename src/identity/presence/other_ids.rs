//! Whoever the presence server lacks under one ID and has too many under another: one person, whose new ID has not arrived.

use std::collections::{HashMap, HashSet};

use super::of_user;
use crate::evidence::identity::{Class, Difference, Gap, Identity, Missing, System};
use crate::identity::candidates::{Candidates, Kind};
use crate::identity::gaps::open;
use crate::identity::{renames, same, some, text};
use crate::people::{CallManagerUsers, PresenceUsers};

/// The users of call manager that are missing there, and the rows there that are one too many; those that are one person
/// as one.
pub(super) fn tell(
    users: &CallManagerUsers,
    presence: Option<&PresenceUsers>,
    missing: Vec<usize>,
    extras: Vec<usize>,
) -> Vec<Difference> {
    let Some(presence) = presence else {
        return missing.into_iter().map(|row| of_user(Class::Missing, users.id.at(row), None)).collect();
    };
    let pairs = pairs(users, presence, &missing, &extras);
    let taken: HashSet<usize> = pairs.iter().flatten().map(|&(_, there)| there).collect();
    let of_missing = missing.iter().zip(&pairs).map(|(&row, pair)| match pair {
        None => of_user(Class::Missing, users.id.at(row), Some((presence, None))),
        Some((class, there)) => Difference {
            suggestion: some(presence.id.at(*there)),
            ..of_user(*class, users.id.at(row), Some((presence, Some(*there))))
        },
    });
    let left = extras.iter().filter(|row| !taken.contains(row));
    let of_extras = left.map(|&row| of_user(Class::Extra, presence.id.at(row), Some((presence, Some(row)))));
    of_missing.chain(of_extras).collect()
}

/// Whom presence lacks under call manager's ID, and has under the one that the directory has: one person too, told as one.
pub(in crate::identity) fn join_by_directory(identity: &mut Identity) {
    let (Some(here), Some(there)) = (&mut identity.on_presence, &identity.in_directory) else { return };
    let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
    let of_class = |class| move |found: &&Difference| found.class == class;
    let extra = here.differences.iter().filter(of_class(Class::Extra));
    let extra: HashMap<String, Difference> =
        extra.filter_map(|found| Some((lower(&found.call_manager_id)?, found.clone()))).collect();
    let missing = here.differences.iter().filter(of_class(Class::Missing));
    let missing: HashSet<&String> = missing.filter_map(|found| found.call_manager_id.as_ref()).collect();
    let pair = |found: &Difference| {
        let own = found.call_manager_id.clone().filter(|id| missing.contains(id))?;
        Some((own, extra.get(&lower(&found.directory_id)?)?))
    };
    let pairs: HashMap<String, &Difference> = there.differences.iter().filter_map(pair).collect();
    let taken: HashSet<String> = pairs.values().filter_map(|found| lower(&found.call_manager_id)).collect();
    // Two users who may be one person of the directory are told apart there.
    if pairs.is_empty() || taken.len() < pairs.len() {
        return;
    }
    for found in &mut here.differences {
        let other = found.call_manager_id.as_ref().filter(|_| found.class == Class::Missing);
        if let Some(other) = other.and_then(|id| pairs.get(id)) {
            (found.class, found.suggestion) = (Class::Renamed, other.call_manager_id.clone());
            found.contact.clone_from(&other.contact);
        }
    }
    let is_taken = |found: &Difference| lower(&found.call_manager_id).is_some_and(|id| taken.contains(&id));
    here.differences.retain(|found| found.class != Class::Extra || !is_taken(found));
}

/// Whose ID the directory has otherwise, too, is told there, and here it follows. Where presence, which has its users from call
/// manager, has the directory's ID, call manager's list is the one that is behind: then nobody is accused.
pub(in crate::identity) fn leave_to_directory(identity: &mut Identity) -> Option<Gap> {
    let is_elsewhere = renames::are_elsewhere(identity);
    let (Some(here), Some(there)) = (&mut identity.on_presence, &mut identity.in_directory) else { return None };
    let is_pair = |found: &Difference| {
        !matches!(
            found.class,
            Class::Missing | Class::Extra | Class::NotEnabled | Class::Inactive | Class::NoNode | Class::OtherUri
        )
    };
    let ids = here.differences.iter().filter(|found| is_pair(found));
    let ids: HashMap<String, String> =
        ids.filter_map(|found| Some((found.call_manager_id.clone()?, found.suggestion.clone()?))).collect();
    if ids.is_empty() {
        return None;
    }
    // No list is behind that has a number for everybody: these are other IDs.
    let agrees = |found: &Difference| {
        let on_presence = found.call_manager_id.as_ref().and_then(|id| ids.get(id));
        let on_presence = on_presence.filter(|_| found.class != Class::Extension);
        on_presence.zip(found.directory_id.as_ref()).is_some_and(|(one, other)| same(one, other))
    };
    let known = there.differences.iter().chain(&there.undecided);
    let known = known.filter(|found| !matches!(found.class, Class::Gone | Class::OutOfScope));
    let told: HashSet<String> = known.filter_map(|found| found.call_manager_id.clone()).collect();
    here.differences
        .retain(|found| !is_pair(found) || found.call_manager_id.as_ref().is_none_or(|id| !told.contains(id)));
    if is_elsewhere {
        return None;
    }
    let (behind, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut there.differences).into_iter().partition(agrees);
    there.differences = rest;
    let count = behind.len() as u64;
    there.undecided.extend(behind);
    (count > 0).then(|| Gap { system: System::CallManager, kind: Missing::Behind, count, names: Vec::new() })
}

/// Whom presence, which has its users from call manager, and the directory both have, and call manager's list lacks: the list is
/// the one that is behind, or call manager lost them. Both ways it is one question, and nobody else is accused.
pub(in crate::identity) fn leave_open_whom_both_have(identity: &mut Identity) -> Option<Gap> {
    if identity.gaps.iter().any(|gap| gap.kind == Missing::Strangers) {
        return None;
    }
    let (Some(here), Some(absent)) = (&identity.on_presence, &identity.in_call_manager) else { return None };
    let ids = |all: &[Difference], class: Class| -> HashSet<String> {
        let of_class = all.iter().filter(|found| found.class == class);
        of_class.filter_map(|found| Some(id_of(found)?.to_lowercase())).collect()
    };
    // Those who may be at home on another cluster are left open already.
    let extra = &ids(&here.differences, Class::Extra) | &ids(&here.undecided, Class::Extra);
    let not_synced = ids(&absent.differences, Class::NotSynced);
    let both = &extra & &not_synced;
    // A list that lacks so many of presence's users lacks those who have no presence as well.
    if both.len() * 2 >= not_synced.len() && both.len() >= MANY {
        open(&mut identity.in_call_manager, |class| class == Class::NotSynced);
    }
    let (Some(here), Some(absent)) = (&mut identity.on_presence, &mut identity.in_call_manager) else { return None };
    for all in [here, absent] {
        let is_open = |found: &Difference| {
            let is_told = matches!(found.class, Class::Extra | Class::NotSynced);
            is_told && id_of(found).is_some_and(|id| both.contains(&id.to_lowercase()))
        };
        let (open, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut all.differences).into_iter().partition(is_open);
        all.differences = rest;
        all.undecided.extend(open);
    }
    let count = both.len() as u64;
    (count > 0).then(|| Gap { system: System::CallManager, kind: Missing::Behind, count, names: Vec::new() })
}

/// So many are no chance.
const MANY: usize = 10;

fn id_of(found: &Difference) -> Option<&str> {
    found.call_manager_id.as_deref().or(found.directory_id.as_deref())
}

/// Of each missing user the row that is theirs, and in what the IDs differ: the same mail address or an ID that looks
/// alike, and nobody else on either side has it.
fn pairs(
    users: &CallManagerUsers,
    presence: &PresenceUsers,
    missing: &[usize],
    extras: &[usize],
) -> Vec<Option<(Class, usize)>> {
    if missing.is_empty() || extras.is_empty() {
        return vec![None; missing.len()];
    }
    let mut there = Candidates::with_room(missing.len() * 2);
    let mut here = Candidates::with_room(missing.len() * 2);
    for &row in missing {
        let keys = [(Kind::Mail, users.mail.at(row).into()), (Kind::Loose, text::loose(users.id.at(row)))];
        for (kind, key) in keys {
            there.ask(kind, &key);
            here.ask(kind, &key);
            here.offer(kind, &key, row, true);
        }
    }
    for &row in extras {
        there.offer(Kind::Mail, presence.mail.at(row), row, true);
        there.offer(Kind::Loose, &text::loose(presence.id.at(row)), row, true);
    }
    let only = |candidates: &Candidates, kind, key: &str, fits: &dyn Fn(usize) -> bool| {
        let rows = candidates.rows(kind, key, fits);
        if let [only] = rows.as_slice() { Some(*only) } else { None }
    };
    let of = |&row: &usize| {
        let (id, mail) = (users.id.at(row), users.mail.at(row));
        let has_mail = |other: usize| same(presence.mail.at(other), mail);
        let is_like = |other: usize| text::relation(id, presence.id.at(other)).is_some();
        only(&here, Kind::Mail, mail, &|other| same(users.mail.at(other), mail))
            .and_then(|_| only(&there, Kind::Mail, mail, &has_mail))
            .or_else(|| {
                only(&here, Kind::Loose, &text::loose(id), &|other| text::relation(id, users.id.at(other)).is_some())
                    .and_then(|_| only(&there, Kind::Loose, &text::loose(id), &is_like))
            })
            .map(|other| (text::relation(id, presence.id.at(other)).unwrap_or(Class::Renamed), other))
    };
    let mut pairs: Vec<Option<(Class, usize)>> = missing.iter().map(of).collect();
    let mut claims: HashMap<usize, usize> = HashMap::new();
    pairs.iter().flatten().for_each(|&(_, there)| *claims.entry(there).or_default() += 1);
    pairs.iter_mut().for_each(|pair| *pair = pair.filter(|(_, there)| claims.get(there) == Some(&1)));
    pairs
}
