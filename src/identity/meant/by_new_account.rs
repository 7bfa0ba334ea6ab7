//! Users whose account is gone or disabled and who have another one, under another ID: who comes back, or was a contractor
//! and is employed. It is another object and the same person.

use std::collections::HashMap;

use super::{Found, Meant, Search, shares_a_name};
use crate::evidence::identity::Class;
use crate::identity::candidates::{Candidates, Kind};
use crate::identity::{attribute, digits, is_wanted, same};

/// Looks for whom nobody was found among people nobody has yet. `is_other`: the person's account is another one than the
/// user's.
pub(super) fn search(
    search: &Search<'_>,
    (open, free): (&[usize], &[usize]),
    is_other: impl Fn(usize, usize) -> bool,
    meant: &mut [Meant],
) {
    let nobody = |nth: &usize| matches!(meant.get(*nth), Some(Meant::Nobody));
    let asked = (0..open.len()).filter(nobody).filter_map(|nth| Some((nth, *open.get(nth)?)));
    let asked: Vec<(usize, usize)> = asked.collect();
    if asked.is_empty() {
        return;
    }
    let kept = Kept::of(search, &asked, free);
    let only = |&(nth, user): &(usize, usize)| match kept.rows(search, user).as_slice() {
        &[row] if is_other(user, row) && shares_a_name(search.users, search.directory, (user, row)) => Some((nth, row)),
        _ => None,
    };
    let found: Vec<(usize, usize)> = asked.iter().filter_map(only).collect();
    let mut claims: HashMap<usize, usize> = HashMap::new();
    found.iter().for_each(|(_, row)| *claims.entry(*row).or_default() += 1);
    for (nth, row) in found.into_iter().filter(|(_, row)| claims.get(row) == Some(&1)) {
        if let Some(meant) = meant.get_mut(nth) {
            *meant = Meant::Found(Found { row, class: Class::NewAccount, attribute: None, sure: false });
        }
    }
}

/// People by what one keeps when the account is made anew: the mail address, or both names and the number.
struct Kept {
    by_mail: Candidates,
    by_number: HashMap<String, Vec<usize>>,
}

impl Kept {
    /// Of most people whom nobody has, nothing is copied but the number.
    fn of(search: &Search<'_>, asked: &[(usize, usize)], free: &[usize]) -> Self {
        let (users, directory) = (search.users, search.directory);
        let mut kept = Self { by_mail: Candidates::with_room(asked.len()), by_number: HashMap::new() };
        for &(_, user) in asked {
            kept.by_mail.ask(Kind::Mail, users.mail.at(user));
            kept.by_number.extend(digits::number(users.telephone.at(user)).map(|number| (number, Vec::new())));
        }
        let (mails, telephones) = (attribute(directory, "mail"), attribute(directory, "telephoneNumber"));
        for &row in free.iter().filter(|&&row| is_wanted(directory, row)) {
            kept.by_mail.offer(Kind::Mail, mails.at(row), row, true);
            if let Some(rows) = digits::number(telephones.at(row)).and_then(|number| kept.by_number.get_mut(&number)) {
                rows.push(row);
            }
        }
        kept
    }

    /// Everybody who may be this user: a mail address that leads to one and a number that leads to another decide nothing.
    fn rows(&self, search: &Search<'_>, user: usize) -> Vec<usize> {
        let (users, directory) = (search.users, search.directory);
        let is_called = |row: &usize| {
            let pairs = [(&users.first_name, &directory.first_name), (&users.last_name, &directory.last_name)];
            pairs.iter().all(|(ours, theirs)| !ours.at(user).is_empty() && same(ours.at(user), theirs.at(*row)))
        };
        let number = digits::number(users.telephone.at(user)).and_then(|number| self.by_number.get(&number));
        let mut rows: Vec<usize> = number.into_iter().flatten().copied().filter(is_called).collect();
        let (mail, mails) = (users.mail.at(user), attribute(directory, "mail"));
        rows.extend(self.by_mail.rows(Kind::Mail, mail, |row| same(mails.at(row), mail)));
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}
