//! Users of whom only first name and telephone number stayed, as after a marriage: ID, last name and mail address are new.

use std::collections::HashMap;

use super::{Found, Meant, Search};
use crate::identity::{attribute, digits, is_wanted, same};

/// Looks for whom nobody was found among people nobody has yet. A number alone may be that of a successor, and one that
/// several have is that of a room.
pub(super) fn search(search: &Search<'_>, open: &[usize], free: &[usize], meant: &mut [Meant]) {
    let (users, directory) = (search.users, search.directory);
    let telephones = attribute(directory, "telephoneNumber");
    let mut numbers: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    let nobody = |nth: &usize| matches!(meant.get(*nth), Some(Meant::Nobody));
    for nth in (0..open.len()).filter(nobody) {
        let number = open.get(nth).and_then(|&row| digits::number(users.telephone.at(row)));
        if let Some(number) = number {
            numbers.entry(number).or_default().0.push(nth);
        }
    }
    if numbers.is_empty() {
        return;
    }
    for &row in free.iter().filter(|&&row| is_wanted(directory, row)) {
        if let Some((_, rows)) = digits::number(telephones.at(row)).and_then(|number| numbers.get_mut(&number)) {
            rows.push(row);
        }
    }
    for (nths, rows) in numbers.values() {
        let (&[nth], &[row]) = (nths.as_slice(), rows.as_slice()) else { continue };
        let Some(&user) = open.get(nth) else { continue };
        let name = users.first_name.at(user);
        let is_one = !name.is_empty() && same(name, directory.first_name.at(row));
        if let Some(meant) = meant.get_mut(nth).filter(|_| is_one && !search.is_another_object(user, row)) {
            *meant = Meant::Found(Found { row, class: search.known_otherwise(row), attribute: None, sure: false });
        }
    }
}
