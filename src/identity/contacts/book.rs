//! The addresses that exist, and the domains that are ours.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::evidence::identity::AddressScheme;
use crate::identity::escape::{escaped, unescaped};
use crate::identity::scale::Index;
use crate::identity::{Tables, presence, same, tri};
use crate::people::{Column, Contacts, Tri};

/// The addresses that exist.
pub(super) struct Book<'a> {
    pub(super) addresses: Cow<'a, Column>,
    pub(super) index: Index,
    /// Who has the address: of presence, else of call manager.
    pub(super) ids: &'a Column,
    pub(super) lives: Vec<bool>,
    /// Addresses that two users have, in small letters.
    pub(super) shared: HashSet<String>,
    pub(super) domains: BTreeSet<String>,
    /// Those that addresses have or should have, in small letters.
    pub(super) of_addresses: BTreeSet<String>,
}

impl<'a> Book<'a> {
    /// None when no export has users to make addresses of.
    pub(super) fn of(tables: &'a Tables, contacts: &'a Contacts) -> Option<Self> {
        let domain = tables.settings.presence_domain.as_deref();
        // Whose list it is has an address here, so the owner's domain is ours.
        let domain = domain.or_else(|| Some(contacts.owner_domain.at(0)).filter(|domain| !domain.is_empty()));
        let by_uri = tables.settings.address_scheme == Some(AddressScheme::DirectoryUri);
        let (ids, addresses, lives) = match (&tables.presence, &tables.call_manager) {
            (Some(users), _) => {
                let lives = |row| tri(&users.enabled, row) != Tri::No && tri(&users.active, row) != Tri::No;
                let is_full = (0..users.id.len()).all(|row| !users.im_address.at(row).is_empty() || !lives(row));
                let addresses = if is_full {
                    Cow::Borrowed(&users.im_address)
                } else if presence::is_by_uri(users, &tables.settings) {
                    // Without a directory URI there is no address.
                    Cow::Owned(either(&users.im_address, &users.directory_uri))
                } else {
                    Cow::Owned(made(&users.im_address, &users.id, domain))
                };
                (&users.id, addresses, (0..users.id.len()).map(lives).collect())
            }
            (None, Some(users)) => {
                let lives = |row| tri(&users.presence, row) != Tri::No && tri(&users.active, row) != Tri::No;
                let known = if by_uri { &users.directory_uri } else { &Column::NONE };
                (&users.id, Cow::Owned(made(known, &users.id, domain)), (0..users.id.len()).map(lives).collect())
            }
            (None, None) => return None,
        };
        let (index, shared) = (Index::with_room(ids.len()), HashSet::new());
        let (domains, of_addresses) = (BTreeSet::new(), BTreeSet::new());
        let mut book = Self { index, addresses, ids, lives, shared, domains, of_addresses };
        book.fill();
        book.of_addresses.clone_from(&book.domains);
        // Directory URIs bring domains of their own.
        let default = tables.settings.presence_domain.as_ref().filter(|_| !by_uri);
        book.of_addresses.extend(default.map(|domain| domain.to_lowercase()));
        let mut owners = Domains::default();
        (0..contacts.owner_domain.len()).for_each(|row| owners.add(contacts.owner_domain.at(row), &mut book.domains));
        owners.add(domain.unwrap_or(""), &mut book.domains);
        let former = book.former_domains(tables, contacts);
        book.domains.extend(former);
        Some(book)
    }

    /// The row of whoever has an address that begins like this one and ends otherwise, where nobody's ends like this one.
    pub(super) fn under_another_domain(&self, address: &str) -> Option<usize> {
        let (node, domain) = parts(address);
        if self.of_addresses.contains(&domain.to_lowercase()) {
            return None;
        }
        let right = |own: &String| self.index.find(&format!("{node}@{own}"), |row| self.addresses.at(row));
        self.of_addresses.iter().find_map(right)
    }

    /// Whether somebody has this address, written with or without escapes: exports differ in that.
    pub(super) fn has_otherwise_written(&self, address: &str) -> bool {
        let (node, domain) = parts(address);
        let is_address = |other: String| {
            other != node && self.index.find(&format!("{other}@{domain}"), |row| self.addresses.at(row)).is_some()
        };
        !domain.is_empty() && (is_address(unescaped(node)) || is_address(escaped(node)))
    }

    /// Domains of contacts that were ours once: (nearly) everybody there is somebody here. A partner's people are not,
    /// unless both count their people, as by extensions: numbers prove nothing.
    fn former_domains(&self, tables: &Tables, contacts: &Contacts) -> Vec<String> {
        let strangers = strangers(contacts, &self.domains);
        if strangers.is_empty() {
            return Vec::new();
        }
        let known_addresses = own_addresses(tables, &strangers);
        let mut open: HashMap<String, bool> = strangers.values().flatten().map(|node| (node.clone(), false)).collect();
        let mut know = |name: &str| {
            if let Some(known) = open.get_mut(&name.to_lowercase()) {
                *known = true;
            }
        };
        for row in (0..self.addresses.len()).filter(|&row| self.lives.get(row).copied().unwrap_or(false)) {
            know(parts(self.addresses.at(row)).0);
        }
        // Whoever lacks an address for now is one of ours all the same.
        if let Some(users) = &tables.call_manager {
            (0..users.id.len()).for_each(|row| know(users.id.at(row)));
        }
        let ours = |domain: &String, nodes: &BTreeSet<String>| {
            // A mail address of ours is somebody of ours, however few there are.
            if nodes.iter().all(|node| known_addresses.contains(&format!("{node}@{domain}"))) {
                return true;
            }
            let known = nodes.iter().filter(|node| open.get(*node).copied().unwrap_or(false)).count();
            let numbers = nodes.iter().filter(|node| !node.contains(char::is_alphabetic)).count();
            let enough = match nodes.len() {
                FEWEST.. => known * 100 >= nodes.len() * NEARLY_ALL,
                // One may have another name by now.
                few if few > A_FEW && known + 1 == few => true,
                few => {
                    known == few
                        && (few >= A_FEW
                            || nodes.iter().all(|node| is_distinctive(node))
                            || self.domains.iter().any(|own| is_akin(own, domain)))
                }
            };
            enough && numbers * 2 < nodes.len()
        };
        strangers.into_iter().filter(|(domain, nodes)| ours(domain, nodes)).map(|(domain, _)| domain).collect()
    }

    fn fill(&mut self) {
        let mut domains = Domains::default();
        let living = |row: &usize| self.lives.get(*row).copied().unwrap_or(false);
        for row in (0..self.addresses.len()).filter(living) {
            domains.add(parts(self.addresses.at(row)).1, &mut self.domains);
        }
        let shared = self.index.fill((0..self.addresses.len()).filter(living), |row| self.addresses.at(row));
        // Two rows of one user share everything.
        let of_two = |&&(row, first): &&(u32, u32)| !same(self.ids.at(row as usize), self.ids.at(first as usize));
        self.shared =
            shared.iter().filter(of_two).map(|&(row, _)| self.addresses.at(row as usize).to_lowercase()).collect();
    }
}

/// Collects domains; most rows have the one before.
#[derive(Default)]
struct Domains(String);

impl Domains {
    fn add(&mut self, domain: &str, to: &mut BTreeSet<String>) {
        if !domain.is_empty() && self.0 != domain {
            domain.clone_into(&mut self.0);
            to.insert(domain.to_lowercase());
        }
    }
}

/// The texts of a column, and where it has none, those of another.
fn either(known: &Column, other: &Column) -> Column {
    let mut both = Column::with_room_of(known, 0);
    for row in 0..known.len() {
        both.push(if known.at(row).is_empty() { other.at(row) } else { known.at(row) });
    }
    both
}

/// The addresses an export has, and where it has none, user ID and domain.
fn made(known: &Column, ids: &Column, domain: Option<&str>) -> Column {
    let mut addresses = Column::with_room_of(ids, domain.map_or(0, |domain| "@".len() + domain.len()));
    for row in 0..ids.len() {
        match (known.at(row), domain) {
            ("", Some(domain)) if !ids.at(row).is_empty() => addresses.push(&format!("{}@{domain}", ids.at(row))),
            (address, _) => addresses.push(address),
        }
    }
    addresses
}

/// User part and domain. The user part may hold an `@` itself, so the last one counts.
pub(super) fn parts(address: &str) -> (&str, &str) {
    address.rsplit_once('@').unwrap_or((address, ""))
}

/// Of fewer people than this, each must be somebody here.
const FEWEST: usize = 10;
/// Fewer than this prove nothing about a domain whose name is not akin to ours: a partner has a John Smith too.
const A_FEW: usize = 3;
/// So many of a hundred must be somebody here.
const NEARLY_ALL: usize = 90;
/// Domains and people of each that are looked at.
const SAMPLE: usize = 200;

/// Letters and several digits: no two companies give such an ID to two people.
fn is_distinctive(node: &str) -> bool {
    let digits = node.bytes().filter(u8::is_ascii_digit).count();
    digits >= 2 && node.len() >= digits + 3 && node.len() >= 6
}

/// Whether two domains belong to one company by their names: one is above the other, or they share the name before a
/// different end, as `corp.example` and `im.corp.local`.
fn is_akin(one: &str, other: &str) -> bool {
    let below = |low: &str, high: &str| low.strip_suffix(high).is_some_and(|rest| rest.ends_with('.'));
    let name = |domain: &str| domain.rsplit('.').nth(1).unwrap_or_default().to_owned();
    let (first, second) = (name(one), name(other));
    below(one, other) || below(other, one) || (first.len() > 3 && first == second)
}

/// Which of the strangers' addresses are mail addresses, directory URIs or names of people of ours.
fn own_addresses(tables: &Tables, strangers: &BTreeMap<String, BTreeSet<String>>) -> HashSet<String> {
    let few = strangers.iter().filter(|(_, nodes)| nodes.len() < FEWEST);
    let open: HashSet<String> =
        few.flat_map(|(domain, nodes)| nodes.iter().map(move |node| format!("{node}@{domain}"))).collect();
    let mut known = HashSet::new();
    let mut look = |column: &Column| {
        for row in 0..column.len() {
            let value = column.at(row);
            let address = value.strip_prefix("sip:").unwrap_or(value).to_lowercase();
            if open.contains(&address) {
                known.insert(address);
            }
        }
    };
    if open.is_empty() {
        return known;
    }
    if let Some(users) = &tables.call_manager {
        [&users.mail, &users.directory_uri].into_iter().for_each(&mut look);
    }
    if let Some(people) = &tables.directory {
        people.attributes.iter().for_each(&mut look);
    }
    known
}

/// The first user parts of each domain that is not ours.
fn strangers(contacts: &Contacts, ours: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut strangers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut last, mut lower, mut is_strange) = ("", String::new(), false);
    for row in 0..contacts.contact.len() {
        let (node, domain) = (contacts.contact.at(row), contacts.contact_domain.at(row));
        if domain != last {
            (last, lower) = (domain, domain.to_lowercase());
            is_strange = !domain.is_empty() && !ours.contains(&lower);
        }
        if !is_strange || node.is_empty() || (strangers.len() >= SAMPLE && !strangers.contains_key(&lower)) {
            continue;
        }
        let nodes = strangers.entry(lower.clone()).or_default();
        if nodes.len() < SAMPLE {
            nodes.insert(node.to_lowercase());
        }
    }
    strangers
}
