//! IDs that somebody may have meant who typed one that nobody has.

use crate::identity::Tables;
use crate::identity::text::{self, same};

/// Similar IDs that are named.
const NEAR: usize = 3;
/// Letters that may differ in a similar ID.
const SLIPS: usize = 2;

/// IDs of any system that look like one that none has. Whoever mistypes gets the first or the last letter right.
pub(super) fn near(tables: &Tables, id: &str) -> Vec<String> {
    let wanted = id.trim().to_lowercase();
    let columns = [
        tables.call_manager.as_ref().map(|users| &users.id),
        tables.directory.as_ref().map(|people| &people.id),
        tables.presence.as_ref().map(|users| &users.id),
    ];
    let mut found: Vec<(usize, String)> = Vec::new();
    for column in columns.into_iter().flatten() {
        for row in 0..column.len() {
            let own = column.at(row).trim();
            // Other letters that look the same are no slips of the hand, nor is a domain that was left out.
            let is_like = !wanted.is_ascii() && text::relation(own, &wanted).is_some()
                || text::local_part(own) != own && same(text::local_part(own), &wanted);
            if !is_like && (own.len().abs_diff(wanted.len()) > SLIPS || !shares_an_end(own, &wanted)) {
                continue;
            }
            let slips = if is_like { 0 } else { strsim::damerau_levenshtein(&own.to_lowercase(), &wanted) };
            if slips <= SLIPS && !found.iter().any(|(_, known)| same(known, own)) {
                found.push((slips, own.to_owned()));
            }
        }
    }
    found.sort();
    found.into_iter().take(NEAR).map(|(_, id)| id).collect()
}

fn shares_an_end(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let alike = |a: Option<&u8>, b: Option<&u8>| a.zip(b).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    alike(a.first(), b.first()) || alike(a.last(), b.last())
}
