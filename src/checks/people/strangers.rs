//! Two exports that have nobody in common are of two sites: what one lacks of the other proves nothing about either.

use crate::check::Skip;
use crate::evidence::identity::{Class, Comparison, Identity};

/// Of fewer people nobody may be in the other export by chance.
const FEWEST: u64 = 3;

/// Whether all that were compared, and several, are of this class.
fn are_all(comparison: &Comparison, class: Class) -> bool {
    comparison.compared >= FEWEST && count(comparison, class) == comparison.compared
}

fn count(comparison: &Comparison, class: Class) -> u64 {
    comparison.differences.iter().filter(|found| found.class == class).count() as u64
}

/// Why nothing follows from whom presence lacks, where it has others alone.
pub(in crate::checks) fn on_presence(identity: &Identity) -> Option<Skip> {
    let all = identity.on_presence.as_ref()?;
    let strangers = are_all(all, Class::Missing) && count(all, Class::Extra) >= FEWEST;
    strangers.then(|| {
        Skip::Undecided(
            "the exports of call manager and presence have nobody in common: give those of one site, made at one time; if they are, the sync agent never brought these users"
                .to_owned(),
        )
    })
}

/// Whether the directory has nobody of call manager's users, by ID or by anything else.
pub(in crate::checks) fn in_directory(identity: &Identity) -> bool {
    identity.in_directory.as_ref().is_some_and(|all| are_all(all, Class::Gone))
}
