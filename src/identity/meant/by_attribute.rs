//! Users whose ID another attribute of the directory has, where nothing else tells who they are: call manager takes that
//! attribute, or took it until a change.

use super::{Found, Meant, Search};
use crate::identity::candidates::{Candidates, Kind};
use crate::identity::text;

/// So many users with a number for their ID are no chance: one number may be somebody else's employee number.
const NO_CHANCE: usize = 3;

/// Looks for whom nobody was found among people nobody has yet.
pub(super) fn search(search: &Search<'_>, open: &[usize], free: &[usize], meant: &mut [Meant]) {
    if free.is_empty() {
        return;
    }
    let nobody = |meant: &Meant| matches!(meant, Meant::Nobody);
    let asked: Vec<usize> = (0..open.len()).filter(|&nth| meant.get(nth).is_some_and(nobody)).collect();
    let id = |nth: usize| open.get(nth).map_or("", |&row| search.users.id.at(row));
    let mut candidates = Candidates::with_room(asked.len());
    asked.iter().for_each(|&nth| candidates.ask(Kind::Value, id(nth)));
    for &row in free {
        let wanted = super::is_wanted(search.directory, row);
        for column in &search.directory.attributes {
            candidates.offer(Kind::Value, column.at(row), row, wanted);
        }
    }
    let mut found = Vec::new();
    for nth in asked {
        let Some(&user) = open.get(nth) else { continue };
        let has = |row: usize| search.directory.attributes.iter().any(|column| text::same(column.at(row), id(nth)));
        let fits = |row: usize| has(row) && !search.is_another_person(user, row);
        if let [only] = search.living_first(candidates.rows(Kind::Value, id(nth), fits)).as_slice() {
            found.push((nth, *only));
        }
    }
    let is_name = |nth: usize| id(nth).contains(char::is_alphabetic);
    let is_sure = found.len() >= NO_CHANCE;
    for (nth, row) in found.into_iter().filter(|&(nth, _)| is_sure || is_name(nth)) {
        if let Some(meant) = meant.get_mut(nth) {
            *meant = Meant::Found(Found { row, class: search.known_otherwise(row), attribute: None, sure: false });
        }
    }
}
