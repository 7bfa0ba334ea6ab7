//! Users whose account is gone and who have another one, under another ID: who comes back, or was a contractor and is
//! employed. It is another object and the same person.

use std::collections::HashMap;

use super::{Found, Meant, Search, shares_a_name};
use crate::evidence::identity::Class;
use crate::identity::{attribute, digits, is_wanted};

/// What one person keeps when the account is made anew; what several have is nobody's.
#[derive(PartialEq, Eq, Hash)]
enum Kept {
    /// The mail address.
    Mail(String),
    /// First name, last name and telephone number.
    NameAndNumber([String; 3]),
}

/// Looks for whom nobody was found among people nobody has yet.
pub(super) fn search(search: &Search<'_>, open: &[usize], free: &[usize], meant: &mut [Meant]) {
    let (users, directory) = (search.users, search.directory);
    let (mails, telephones) = (attribute(directory, "mail"), attribute(directory, "telephoneNumber"));
    let mut kept: HashMap<Kept, (Vec<usize>, Vec<usize>)> = HashMap::new();
    let nobody = |nth: &usize| matches!(meant.get(*nth), Some(Meant::Nobody));
    for nth in (0..open.len()).filter(nobody) {
        let Some(&row) = open.get(nth) else { continue };
        let names = [users.first_name.at(row), users.last_name.at(row)];
        for own in of(users.mail.at(row), names, users.telephone.at(row)) {
            kept.entry(own).or_default().0.push(nth);
        }
    }
    if kept.is_empty() {
        return;
    }
    for &row in free.iter().filter(|&&row| is_wanted(directory, row)) {
        let names = [directory.first_name.at(row), directory.last_name.at(row)];
        for own in of(mails.at(row), names, telephones.at(row)) {
            kept.entry(own).and_modify(|(_, rows)| rows.push(row));
        }
    }
    for (nths, rows) in kept.values() {
        let (&[nth], &[row]) = (nths.as_slice(), rows.as_slice()) else { continue };
        let Some(&user) = open.get(nth) else { continue };
        let is_one = search.is_another_object(user, row) && shares_a_name(users, directory, (user, row));
        if let Some(meant) = meant.get_mut(nth).filter(|_| is_one) {
            // A mail address that leads to one and a number that leads to another decide nothing.
            *meant = match meant {
                Meant::Found(other) if other.row != row => Meant::Several(vec![other.row, row]),
                Meant::Several(_) => continue,
                _ => Meant::Found(Found { row, class: Class::NewAccount, attribute: None, sure: false }),
            };
        }
    }
}

fn of(mail: &str, names: [&str; 2], telephone: &str) -> impl Iterator<Item = Kept> {
    let lower = |text: &str| text.trim().to_lowercase();
    let mail = (!mail.is_empty()).then(|| Kept::Mail(lower(mail)));
    let number = digits::number(telephone).filter(|_| names.iter().all(|name| !name.is_empty()));
    let named = number.map(|number| Kept::NameAndNumber([lower(names[0]), lower(names[1]), number]));
    mail.into_iter().chain(named)
}
