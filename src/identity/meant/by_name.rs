//! Users of whom nothing is left but their names, which nobody else has: who came back after years with a new account,
//! address and number, or a namesake. Nothing decides that, and it is one question.

use std::collections::{HashMap, HashSet};

use super::{Meant, Search};
use crate::identity::candidates::Kind;
use crate::identity::is_wanted;
use crate::identity::scale::{AsHashed, Seed};
use crate::people::Column;

/// Looks for whom nobody was found among people nobody has yet.
pub(super) fn search(search: &Search<'_>, (open, free): (&[usize], &[usize]), meant: &mut [Meant]) {
    let (users, directory) = (search.users, search.directory);
    let nobody = |nth: &usize| matches!(meant.get(*nth), Some(Meant::Nobody));
    let asked = (0..open.len()).filter(nobody).filter_map(|nth| Some((nth, *open.get(nth)?)));
    let asked = asked.filter_map(|(nth, user)| Some((nth, name(&users.first_name, &users.last_name, user)?)));
    let asked: Vec<(usize, (String, String))> = asked.collect();
    let wanted = || free.iter().copied().filter(|&row| is_wanted(directory, row));
    if asked.is_empty() || wanted().next().is_none() {
        return;
    }
    let mut names: HashMap<(String, String), Called> = HashMap::new();
    names.extend(asked.iter().map(|(_, name)| (name.clone(), Called::default())));
    // Most people have other last names, and cost no copy.
    let seed = Seed::random();
    let hash = |last: &str| seed.hash(Kind::Name as u64, last.trim());
    let last_names: HashSet<u64, AsHashed> = asked.iter().map(|(_, (_, last))| hash(last)).collect();
    let mut see = |first: &Column, last: &Column, row: usize, see: &dyn Fn(&mut Called)| {
        let name = if last_names.contains(&hash(last.at(row))) { name(first, last, row) } else { None };
        name.and_then(|name| names.get_mut(&name)).into_iter().for_each(see);
    };
    for row in 0..users.id.len() {
        see(&users.first_name, &users.last_name, row, &|called| called.users += 1);
    }
    for row in 0..directory.id.len() {
        see(&directory.first_name, &directory.last_name, row, &|called| called.people += 1);
    }
    for row in wanted() {
        see(&directory.first_name, &directory.last_name, row, &|called| called.free = Some(row));
    }
    for (nth, name) in &asked {
        let only = names.get(name).filter(|called| called.users == 1 && called.people == 1);
        if let (Some(row), Some(meant)) = (only.and_then(|called| called.free), meant.get_mut(*nth)) {
            *meant = Meant::Several(vec![row]);
        }
    }
}

/// Who is called so.
#[derive(Default)]
struct Called {
    users: usize,
    people: usize,
    /// Somebody whom nobody has yet.
    free: Option<usize>,
}

/// Both names, where both are known.
fn name(first: &Column, last: &Column, row: usize) -> Option<(String, String)> {
    let (first, last) = (first.at(row).trim(), last.at(row).trim());
    (!first.is_empty() && !last.is_empty()).then(|| (first.to_lowercase(), last.to_lowercase()))
}
