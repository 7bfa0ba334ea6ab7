//! Numbers that a spreadsheet changed: the zeros and the `+` in front of them are gone from all of a file.

use super::Tables;
use crate::evidence::identity::{Class, Difference, Gap, Identity, Missing, System};
use crate::people::Column;

/// Leaves open whose ID has lost what stands in front, where nobody's in that file has any.
pub(super) fn settle(identity: &mut Identity, tables: &Tables) {
    let Some(compared) = &mut identity.in_directory else { return };
    let users = tables.call_manager.as_ref().filter(|users| users.is_csv).map(|users| &users.id);
    let people = tables.directory.as_ref().filter(|people| people.is_csv).map(|people| &people.id);
    for (system, ids) in [(System::CallManager, users), (System::Directory, people)] {
        if !ids.is_some_and(has_lost_all) {
            continue;
        }
        let is_theirs = |found: &Difference| {
            let (own, other) = match system {
                System::CallManager => (&found.call_manager_id, &found.directory_id),
                _ => (&found.directory_id, &found.call_manager_id),
            };
            let pair = own.as_deref().zip(other.as_deref());
            found.class == Class::DigitsFormat && pair.is_some_and(|(own, other)| has_lost(own, other))
        };
        let (open, told): (Vec<_>, Vec<_>) = std::mem::take(&mut compared.differences).into_iter().partition(is_theirs);
        compared.differences = told;
        if !open.is_empty() {
            identity.gaps.push(Gap { system, kind: Missing::Digits, count: open.len() as u64, names: Vec::new() });
        }
        compared.undecided.extend(open);
    }
}

fn has_lost_all(ids: &Column) -> bool {
    (0..ids.len()).all(|row| !ids.at(row).starts_with(['0', '+']))
}

fn has_lost(own: &str, other: &str) -> bool {
    own != other && own.bytes().all(|byte| byte.is_ascii_digit()) && other.trim_start_matches(['+', '0']) == own
}
