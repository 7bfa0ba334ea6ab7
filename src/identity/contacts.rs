//! Contact-list entries against the presence server's addresses, and whom a stale one means.

mod book;
mod difference;
mod elsewhere;
mod owners;
mod without_users;

use std::collections::{BTreeSet, HashMap};

use self::book::{Book, parts};
pub(super) use self::elsewhere::{leave_to_addresses, leave_to_owners, leave_to_presence, name_new_users};
use super::candidates::{Candidates, Kind};
use super::{Links, Tables, digits, text, tri};
use crate::evidence::identity::{Comparison, Difference};
use crate::people::{CallManagerUsers, Column, Contacts, DirectoryUsers, Tri};

/// The contact lists against the addresses that exist: the part that needs no directory.
pub(super) struct Checked<'a> {
    book: Book<'a>,
    compared: u64,
    stale: Vec<Stale>,
    /// Whose lists they are.
    owners: Option<Comparison>,
}

/// Looks every entry of our domains up. None when there are no contact lists, or nothing to compare them with.
pub(super) fn check(tables: &Tables) -> Option<Checked<'_>> {
    let contacts = tables.contacts.as_ref()?;
    let book = Book::of(tables, contacts)?;
    let (compared, stale) = stale(contacts, &book);
    let owners = Some(owners::check(contacts, &book));
    Some(Checked { book, compared, stale, owners })
}

impl Checked<'_> {
    /// The lists whose owner no system knows. Whoever is in call manager or the directory has another fault, told there.
    pub(super) fn owners_of(&self, tables: &Tables) -> Option<Comparison> {
        let mut owners = self.owners.clone()?;
        owners::leave_out_known(&mut owners, tables);
        Some(owners)
    }
}

/// Whom the stale addresses mean; each address once.
pub(super) fn explain(checked: &Checked<'_>, tables: &Tables, links: Option<&Links>) -> Comparison {
    let search = Search { tables, links, book: &checked.book };
    let found =
        Comparison { compared: checked.compared, differences: search.all(&checked.stale), ..Comparison::default() };
    if tables.call_manager.is_some() { found } else { without_users::leave_open(found) }
}

/// An address that nobody has, and how many lists hold it.
struct Stale {
    address: String,
    lists: u64,
}

/// Entries that are looked up together.
const BLOCK: usize = 4096;

/// How many entries are ours, and the addresses that nobody has. Other domains are federated, and not our business.
fn stale(contacts: &Contacts, book: &Book<'_>) -> (u64, Vec<Stale>) {
    let mut compared = 0;
    let mut all: Vec<Stale> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for start in (0..contacts.contact.len()).step_by(BLOCK) {
        let ours = ours(contacts, book, start);
        compared += ours.len() as u64;
        let rows = book.index.find_all(ours.len(), |row| ours.at(row), |row| book.addresses.at(row)).rows;
        for (nth, _) in rows.iter().enumerate().filter(|(_, row)| **row == 0) {
            let address = ours.at(nth);
            if book.has_otherwise_written(address) {
                continue;
            }
            let place = *places.entry(address.to_lowercase()).or_insert(all.len());
            match all.get_mut(place) {
                Some(known) => known.lists += 1,
                None => all.push(Stale { address: address.to_owned(), lists: 1 }),
            }
        }
    }
    (compared, all)
}

/// The addresses of a block of entries, as far as their domain is ours.
fn ours(contacts: &Contacts, book: &Book<'_>, start: usize) -> Column {
    let mut ours = Column::default();
    let mut address = String::new();
    let (mut last, mut is_ours) = ("", book.domains.contains(""));
    for row in start..contacts.contact.len().min(start + BLOCK) {
        let (node, domain) = (contacts.contact.at(row), contacts.contact_domain.at(row));
        if domain != last || row == start {
            (last, is_ours) = (domain, domain.is_empty() || book.domains.contains(&domain.to_lowercase()));
        }
        if node.is_empty() || !is_ours {
            continue;
        }
        address.clear();
        address.push_str(node);
        if !domain.is_empty() {
            address.push('@');
            address.push_str(domain);
        }
        ours.push(&address);
    }
    ours
}

/// Somebody who may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Person {
    /// Row of the address book.
    Address(usize),
    /// Row of call manager.
    User(usize),
    /// Row of the directory, whom call manager does not have.
    Stranger(usize),
}

struct Search<'a> {
    tables: &'a Tables,
    links: Option<&'a Links>,
    book: &'a Book<'a>,
}

impl Search<'_> {
    fn all(&self, stale: &[Stale]) -> Vec<Difference> {
        if stale.is_empty() {
            return Vec::new();
        }
        let mut book = Candidates::with_room(stale.len());
        let mut users = Candidates::with_room(stale.len() * 2);
        let mut people = Candidates::with_room(stale.len() * 2);
        for Stale { address, .. } in stale {
            let node = parts(address).0;
            book.ask(Kind::Loose, &text::loose(node));
            ask_number(&mut book, node);
            for text in [node, address] {
                users.ask(Kind::Value, text);
                people.ask(Kind::Value, text);
            }
        }
        std::thread::scope(|scope| {
            scope.spawn(|| self.offer_people(&mut people));
            self.offer_book(&mut book);
            self.offer_users(&mut users);
        });
        let people_of = self.people_by_row(stale, &people);
        let meant = stale.iter().map(|stale| self.meant(&stale.address, [&book, &users, &people], &people_of));
        let meant: Vec<Vec<Person>> = meant.collect();
        let addresses = self.addresses(&meant);
        stale.iter().zip(&meant).filter_map(|(stale, meant)| self.difference(stale, meant, &addresses)).collect()
    }

    fn offer_book(&self, candidates: &mut Candidates) {
        for row in (0..self.book.addresses.len()).filter(|&row| self.book.lives.get(row).copied().unwrap_or(false)) {
            let node = parts(self.book.addresses.at(row)).0;
            candidates.offer(Kind::Loose, &text::loose(node), row, true);
            if let Some(number) = digits::number(node) {
                candidates.offer(Kind::Number, digits::significant(&number), row, true);
            }
        }
    }

    fn offer_users(&self, candidates: &mut Candidates) {
        let Some(users) = &self.tables.call_manager else { return self.offer_presence(candidates) };
        for row in 0..users.id.len() {
            let wanted = tri(&users.active, row) != Tri::No;
            for value in user_values(users, row) {
                candidates.offer(Kind::Value, value, row, wanted);
            }
        }
    }

    fn offer_people(&self, candidates: &mut Candidates) {
        let Some(directory) = &self.tables.directory else { return };
        for row in 0..directory.id.len() {
            let wanted = super::is_wanted(directory, row);
            for value in directory.values(row) {
                candidates.offer(Kind::Value, value, row, wanted);
            }
        }
    }

    /// The call-manager users behind the directory rows that came up.
    fn people_by_row(&self, stale: &[Stale], people: &Candidates) -> HashMap<usize, usize> {
        let mut rows: HashMap<usize, usize> = HashMap::new();
        for Stale { address, .. } in stale {
            for text in [parts(address).0, address] {
                rows.extend(people.rows(Kind::Value, text, |_| true).into_iter().map(|row| (row, usize::MAX)));
            }
        }
        if self.tables.call_manager.is_none() {
            self.presence_by_row(&mut rows);
        }
        let count = self.tables.call_manager.as_ref().map_or(0, |users| users.id.len());
        for user in 0..count {
            if let Some(place) =
                self.links.and_then(|links| links.directory_row(user)).and_then(|row| rows.get_mut(&row))
            {
                *place = user;
            }
        }
        rows
    }

    /// Whom an address may mean: an address that looks alike, unless it is the ID of another user of call manager; then
    /// whoever has it as an ID, mail or number.
    fn meant(
        &self,
        address: &str,
        [book, users, people]: [&Candidates; 3],
        user_of: &HashMap<usize, usize>,
    ) -> Vec<Person> {
        let node = parts(address).0;
        let alike = |row: usize| text::relation(node, parts(self.book.addresses.at(row)).0).is_some();
        let mut by_likeness = book.rows(Kind::Loose, &text::loose(node), alike);
        if let Some(number) = digits::number(node).filter(|_| by_likeness.is_empty()) {
            by_likeness = book.rows(Kind::Number, digits::significant(&number), alike);
        }
        let is_exact = |&row: &usize| text::same(node, parts(self.book.addresses.at(row)).0);
        if by_likeness.iter().any(is_exact) || (!by_likeness.is_empty() && !self.is_user(node, users)) {
            return by_likeness.into_iter().map(Person::Address).collect();
        }
        let mut found = BTreeSet::new();
        for text in [address, node] {
            if let Some(table) = &self.tables.call_manager {
                let has = |row| user_values(table, row).any(|value| text::same(value, text));
                found.extend(users.rows(Kind::Value, text, has).into_iter().map(Person::User));
            } else {
                found.extend(self.on_presence(users, text).into_iter().map(Person::Address));
            }
            if let Some(table) = &self.tables.directory {
                let has = |row| table.values(row).any(|value| text::same(value, text));
                found.extend(living(table, people.rows(Kind::Value, text, has)).into_iter().map(|row| {
                    match user_of.get(&row) {
                        Some(&user) if user != usize::MAX => self.somebody(user),
                        _ => Person::Stranger(row),
                    }
                }));
            }
            // Whoever has the whole address comes before whoever has its user part.
            if !found.is_empty() {
                break;
            }
        }
        if found.iter().any(|person| !matches!(person, Person::Stranger(_))) {
            found.retain(|person| !matches!(person, Person::Stranger(_)));
        }
        found.into_iter().collect()
    }

    /// Whether call manager has a user of this very ID.
    fn is_user(&self, id: &str, users: &Candidates) -> bool {
        self.tables
            .call_manager
            .as_ref()
            .is_some_and(|table| !users.rows(Kind::Value, id, |row| text::same(table.id.at(row), id)).is_empty())
    }

    /// The addresses of the users who came up.
    fn addresses(&self, meant: &[Vec<Person>]) -> HashMap<usize, Option<usize>> {
        let Some(users) = &self.tables.call_manager else { return HashMap::new() };
        let rows = meant.iter().flatten().filter_map(|person| match person {
            Person::User(row) => Some((*row, None)),
            _ => None,
        });
        let mut rows: HashMap<usize, Option<usize>> = rows.collect();
        let mut candidates = Candidates::with_room(rows.len());
        rows.keys().for_each(|&row| candidates.ask(Kind::Value, users.id.at(row)));
        if !rows.is_empty() {
            let is_alive = |row: usize| self.book.lives.get(row).copied().unwrap_or(false);
            (0..self.book.ids.len())
                .for_each(|row| candidates.offer(Kind::Value, self.book.ids.at(row), row, is_alive(row)));
        }
        for (&row, address) in &mut rows {
            let id = users.id.at(row);
            *address =
                candidates.rows(Kind::Value, id, |other| text::same(self.book.ids.at(other), id)).first().copied();
        }
        rows
    }
}

/// A number may be written with or without what stands in front of it.
fn ask_number(candidates: &mut Candidates, node: &str) {
    if let Some(number) = digits::number(node) {
        candidates.ask(Kind::Number, digits::significant(&number));
    }
}

/// What an old address of a call-manager user may have been made of.
fn user_values(users: &CallManagerUsers, row: usize) -> impl Iterator<Item = &str> {
    [&users.id, &users.mail, &users.extension, &users.telephone, &users.directory_uri]
        .into_iter()
        .map(move |column| column.at(row))
}

/// People in base and filter whose account is not disabled, when there is one.
fn living(directory: &DirectoryUsers, mut rows: Vec<usize>) -> Vec<usize> {
    if rows.iter().any(|&row| super::is_wanted(directory, row)) {
        rows.retain(|&row| super::is_wanted(directory, row));
    }
    rows
}
