//! Who of the directory a call-manager user is, when the IDs differ. Two possible people are never decided by guess.

mod by_attribute;
mod by_name;
mod by_new_account;
mod by_phone;

use std::collections::{HashMap, HashSet};

use super::candidates::{Candidates, Kind};
use super::keys::{self, Shapes};
use super::{attribute, digits, is_wanted, text, tri};
use crate::evidence::identity::Class;
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// Attributes of the directory that hold phone numbers, in the order in which one is preferred.
const PHONES: [&str; 3] = ["telephoneNumber", "ipPhone", "mobile"];

/// Who a user is in the directory.
#[derive(Debug, Clone)]
pub(super) enum Meant {
    /// Nobody fits.
    Nobody,
    /// One person.
    Found(Found),
    /// These people fit equally well.
    Several(Vec<usize>),
}

/// One person of the directory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The person's row.
    pub(super) row: usize,
    /// In what the IDs differ.
    pub(super) class: Class,
    /// The phone attribute that has the call-manager ID.
    pub(super) attribute: Option<&'static str>,
    /// By objectGUID.
    sure: bool,
}

impl Meant {
    /// Everybody who is named.
    pub(super) fn rows(&self) -> &[usize] {
        match self {
            Self::Nobody => &[],
            Self::Found(found) => std::slice::from_ref(&found.row),
            Self::Several(rows) => rows,
        }
    }
}

/// Who each of the open users is, among the people nobody has yet. `guids_tell`: another objectGUID is another person.
pub(super) fn search(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    open: &[usize],
    taken: &[bool],
    guids_tell: bool,
) -> Vec<Meant> {
    if open.is_empty() {
        return Vec::new();
    }
    let search = Search { users, directory, guids_tell };
    let free = |row: &usize| !taken.get(*row).copied().unwrap_or(false);
    let rows = 0..directory.id.len();
    let first = search.by_guid_and_mail(open, rows.clone().filter(free));
    let is_open = |first: &&(usize, First)| matches!(first.1, First::ByMailAlone(_));
    let rest: Vec<usize> = first.iter().filter(is_open).map(|&(row, _)| row).collect();
    let mut alike = search.by_likeness(&rest, rows.filter(free)).into_iter();
    let settled = first.into_iter().map(|(_, first)| match first {
        First::Found(found) => Meant::Found(found),
        First::ByMailAlone(rows) => search.settle(rows, &alike.next().unwrap_or_default()),
    });
    let mut meant: Vec<Meant> = settled.collect();
    if meant.iter().any(|meant| meant.rows().is_empty()) {
        let claimed: HashSet<usize> = meant.iter().flat_map(Meant::rows).copied().collect();
        let rows = 0..directory.id.len();
        let free: Vec<usize> = rows.filter(free).filter(|row| !claimed.contains(row)).collect();
        by_attribute::search(&search, open, &free, &mut meant);
        by_phone::search(&search, open, &free, &mut meant);
        let is_other = |user, row| search.is_another_object(user, row);
        by_new_account::search(&search, (open, &free), is_other, &mut meant);
        by_name::search(&search, (open, &free), &mut meant);
    }
    refuse_shared(&mut meant);
    meant
}

/// Who each of these users, whose own account is disabled, is by another account that nobody has.
pub(super) fn anew(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    disabled: &[usize],
    taken: &[bool],
) -> Vec<Meant> {
    let mut meant = vec![Meant::Nobody; disabled.len()];
    if !disabled.is_empty() {
        let search = Search { users, directory, guids_tell: false };
        let free: Vec<usize> =
            (0..directory.id.len()).filter(|&row| !taken.get(row).copied().unwrap_or(false)).collect();
        by_new_account::search(&search, (disabled, &free), |_, _| true, &mut meant);
    }
    meant
}

/// What the first round says.
enum First {
    Found(Found),
    /// People with the same mail address, whose ID looks different.
    ByMailAlone(Vec<usize>),
}

struct Search<'a> {
    users: &'a CallManagerUsers,
    directory: &'a DirectoryUsers,
    guids_tell: bool,
}

impl Search<'_> {
    /// First the same objectGUID, or the same mail address and an ID that looks alike: nothing is doubtful there.
    fn by_guid_and_mail(&self, open: &[usize], free: impl Iterator<Item = usize>) -> Vec<(usize, First)> {
        let mut candidates = Candidates::with_room(open.len() * 2);
        for &row in open {
            candidates.ask(Kind::Guid, &self.users.guid.digits(row));
            candidates.ask(Kind::Mail, self.users.mail.at(row));
        }
        let mails = attribute(self.directory, "mail");
        for row in free {
            let wanted = is_wanted(self.directory, row);
            candidates.offer(Kind::Guid, &self.directory.guid.digits(row), row, wanted);
            candidates.offer(Kind::Mail, mails.at(row), row, wanted);
            let proxies = self.directory.proxies.at(row).lines();
            proxies.for_each(|address| candidates.offer(Kind::Mail, address, row, wanted));
        }
        open.iter().map(|&row| (row, self.first(row, &candidates))).collect()
    }

    fn first(&self, row: usize, candidates: &Candidates) -> First {
        let guid = self.users.guid.at(row);
        let digits = self.users.guid.digits(row);
        let by_guid = candidates.rows(Kind::Guid, &digits, |found| self.directory.guid.at(found) == guid);
        if let [only] = by_guid.as_slice() {
            let (class, attribute) = self.class(row, *only).unwrap_or((self.known_otherwise(*only), None));
            return First::Found(Found { row: *only, class, attribute, sure: true });
        }
        let (mail, mails) = (self.users.mail.at(row), attribute(self.directory, "mail"));
        let fits = |found| text::same(mails.at(found), mail) && !self.is_another_object(row, found);
        let mut by_mail = candidates.rows(Kind::Mail, mail, fits);
        if by_mail.is_empty() {
            by_mail = candidates.rows(Kind::Mail, mail, |found| self.had_mail(row, found));
        }
        let by_mail = self.living_first(by_mail);
        match by_mail.as_slice() {
            [only] if self.class(row, *only).is_some() => {
                let (class, attribute) = self.class(row, *only).unwrap_or_default();
                First::Found(Found { row: *only, class, attribute, sure: false })
            }
            _ => First::ByMailAlone(by_mail),
        }
    }

    /// The user's mail address is a further one of a person with a name of theirs: who gets a new one keeps the old as that.
    /// A successor gets that of a leaver, too.
    fn had_mail(&self, row: usize, found: usize) -> bool {
        let (users, directory) = (self.users, self.directory);
        let has = directory.proxies.at(found).lines().any(|address| text::same(address, users.mail.at(row)));
        has && shares_a_name(users, directory, (row, found)) && !self.is_another_object(row, found)
    }

    /// Then IDs that look alike, and phone numbers.
    fn by_likeness(&self, rest: &[usize], free: impl Iterator<Item = usize>) -> Vec<Vec<Found>> {
        if rest.is_empty() {
            return Vec::new();
        }
        let mut candidates = Candidates::with_room(rest.len() * 2);
        let mut shapes = Shapes::default();
        for &row in rest {
            for (kind, key) in keys::of_user(self.users.id.at(row), &mut shapes) {
                candidates.ask(kind, &key);
            }
        }
        let phones = PHONES.map(|name| attribute(self.directory, name));
        for row in free {
            let wanted = is_wanted(self.directory, row);
            keys::of_id(self.directory.id.at(row), &shapes, |kind, key| candidates.offer(kind, key, row, wanted));
            for phone in phones.iter().filter(|_| shapes.asks_phones()) {
                keys::of_phone(phone.at(row), &shapes, |kind, key| candidates.offer(kind, key, row, wanted));
            }
        }
        rest.iter().map(|&row| self.alike(row, &candidates)).collect()
    }

    /// The people an ID looks like; the first kind of key that finds somebody decides.
    fn alike(&self, row: usize, candidates: &Candidates) -> Vec<Found> {
        for (kind, key) in keys::of_user(self.users.id.at(row), &mut Shapes::default()) {
            let fits = |found| self.class(row, found).is_some() && !self.is_another_person(row, found);
            let rows = self.living_first(candidates.rows(kind, &key, fits));
            if !rows.is_empty() {
                let found = |row, (class, attribute)| Found { row, class, attribute, sure: false };
                return rows.iter().filter_map(|&other| Some(found(other, self.class(row, other)?))).collect();
            }
        }
        Vec::new()
    }

    /// The kind of difference between two IDs of one person, and the phone attribute that has the call-manager ID.
    fn class(&self, row: usize, found: usize) -> Option<(Class, Option<&'static str>)> {
        let (ours, theirs) = (self.users.id.at(row), self.directory.id.at(found));
        if let Some(class) = text::relation(ours, theirs).filter(|_| !theirs.is_empty()) {
            return Some((class, None));
        }
        let number = digits::number(ours)?;
        let fits = PHONES.iter().filter_map(|&name| {
            let phone = digits::number(attribute(self.directory, name).at(found))?;
            Some((digits::fit(&number, &phone)?, name))
        });
        // Of equal ones the first.
        fits.min_by_key(|&(fit, _)| fit).map(|(_, name)| (Class::Extension, Some(name)))
    }

    /// People in base and filter whose account is not disabled count before all others.
    fn living_first(&self, mut rows: Vec<usize>) -> Vec<usize> {
        if rows.iter().any(|&row| is_wanted(self.directory, row)) {
            rows.retain(|&row| is_wanted(self.directory, row));
        } else if rows.iter().any(|&row| tri(&self.directory.disabled, row) != Tri::Yes) {
            rows.retain(|&row| tri(&self.directory.disabled, row) != Tri::Yes);
        }
        rows
    }

    /// A mail address nobody else has is a rename, unless the ID looks like somebody else's.
    fn settle(&self, by_mail: Vec<usize>, alike: &[Found]) -> Meant {
        let mut all: Vec<usize> = by_mail.into_iter().chain(alike.iter().map(|found| found.row)).collect();
        all.sort_unstable();
        all.dedup();
        match (all.as_slice(), alike) {
            ([], _) => Meant::Nobody,
            (&[_], &[found]) => Meant::Found(found),
            (&[row], _) => Meant::Found(Found { row, class: self.known_otherwise(row), attribute: None, sure: false }),
            _ => Meant::Several(all),
        }
    }

    /// The same person, whose ID is nothing like the other: a new one, or none at all.
    fn known_otherwise(&self, found: usize) -> Class {
        if self.directory.id.at(found).is_empty() { Class::NoUserId } else { Class::Renamed }
    }

    /// Both sides know the object, and it is another one.
    fn is_another_object(&self, row: usize, found: usize) -> bool {
        let pair = self.users.guid.at(row).zip(self.directory.guid.at(found));
        self.guids_tell && pair.is_some_and(|(ours, theirs)| ours != theirs)
    }

    /// Another object, or another surname and another mail address.
    fn is_another_person(&self, row: usize, found: usize) -> bool {
        self.is_another_object(row, found)
            || (differ(self.users.last_name.at(row), self.directory.last_name.at(found))
                && differ(self.users.mail.at(row), attribute(self.directory, "mail").at(found)))
    }
}

/// A first or last name is the same.
pub(super) fn shares_a_name(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    (row, found): (usize, usize),
) -> bool {
    let pairs = [
        (users.first_name.at(row), directory.first_name.at(found)),
        (users.last_name.at(row), directory.last_name.at(found)),
    ];
    pairs.into_iter().any(|(ours, theirs)| !ours.is_empty() && text::same(ours, theirs))
}

/// Both are known and they are not the same.
fn differ(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && !text::same(a, b)
}

/// One person cannot be two users: only an objectGUID decides between them.
fn refuse_shared(meant: &mut [Meant]) {
    let mut claims: HashMap<usize, usize> = HashMap::new();
    for meant in meant.iter() {
        if let Meant::Found(found) = meant {
            *claims.entry(found.row).or_default() += 1;
        }
    }
    if claims.values().all(|&claims| claims == 1) {
        return;
    }
    for meant in meant {
        if let Meant::Found(found) = meant
            && !found.sure
            && claims.get(&found.row).is_some_and(|&claims| claims > 1)
        {
            *meant = Meant::Several(vec![found.row]);
        }
    }
}
