//! One person of the comparison: what each system has of them, and only the differences that are about them.

mod follow;
mod forms;
mod near;
mod pasted;
mod rows;

use self::near::near;
use self::rows::{in_call_manager, in_directory, on_presence};
use super::text::same;
use super::{Links, Tables, complaints, is_from_ldap, is_in_scope, tri};
use crate::evidence::identity::{Comparison, Difference, Everybody, Identity, InExports, System};
use crate::people::{CallManagerUsers, Column, Contacts, DirectoryUsers, ID_ATTRIBUTES, Tri};

/// Rows of one system that are kept: two are ambiguous, more say nothing new.
const KEPT: usize = 5;

/// Leaves of all comparisons what is about the person with this ID or address, and says what the systems have of them.
pub(super) fn narrow(identity: &mut Identity, tables: &Tables, links: Option<&Links>, id: &str) {
    let mut rows = Rows::of(tables, links, identity, id);
    let meant = rows.take_several(tables);
    let names = rows.names(tables, id);
    let mut person = rows.person(tables);
    (person.by, person.meant) = (rows.by.map(str::to_owned), meant);
    person.lists = lists(tables.contacts.as_ref(), &names);
    identity.complaints = complaints::that_matter(tables, |user| same(user, id.trim()) || names.are(user));
    if rows.is_nobody() && person.meant.is_empty() && !is_told_of(identity, &names) {
        person.near = near(tables, id);
    }
    let addresses = person.presence.iter().filter(|row| row.address.is_some()).count();
    keep(identity, &rows, &names, tables, addresses);
    if let Some(contacts) = &mut identity.contacts {
        contacts.compared = person.lists + contacts.differences.iter().filter_map(|found| found.lists).sum::<u64>();
    }
    identity.person = Some(person);
}

/// Of each comparison what is about the person, and of how many rows that is.
fn keep(identity: &mut Identity, rows: &Rows, names: &Names, tables: &Tables, addresses: usize) {
    let settings = &tables.settings;
    let users = |fits: &dyn Fn(&CallManagerUsers, usize) -> bool| {
        tables
            .call_manager
            .as_ref()
            .map_or(0, |users| rows.call_manager.iter().filter(|&&row| fits(users, row)).count())
    };
    let backed = users(&|users, row| is_from_ldap(users, row, settings));
    let active = users(&|users, row| tri(&users.active, row) != Tri::No);
    let enabled = users(&|users, row| tri(&users.presence, row) == Tri::Yes && tri(&users.active, row) != Tri::No);
    let wanted = tables
        .directory
        .as_ref()
        .map_or(0, |directory| rows.directory.iter().filter(|&&row| is_in_scope(directory, row)).count());
    names.keep(&mut identity.in_directory, backed.min(active));
    names.keep(&mut identity.in_call_manager, wanted);
    names.keep(&mut identity.inactive, backed);
    names.keep(&mut identity.closed, backed.min(active).min(rows.directory.len()));
    names.keep(&mut identity.at_login, backed.min(active).min(rows.directory.len()));
    names.keep(&mut identity.passed_over, backed.min(active).min(wanted));
    names.keep(&mut identity.local, rows.call_manager.len() - backed.min(rows.call_manager.len()));
    names.keep(&mut identity.owners, addresses);
    names.keep(&mut identity.home, enabled);
    names.keep(&mut identity.illegal_ids, rows.count());
    names.keep(&mut identity.on_presence, enabled);
    identity.on_nodes.iter_mut().for_each(|node| names.keep_in(&mut node.comparison, enabled));
    names.keep(&mut identity.addresses, addresses);
    names.keep(&mut identity.contacts, 0);
    for found in identity.duplicate_ids.iter_mut().chain(&mut identity.duplicate_uris) {
        let count = rows.count_in(found.system);
        names.keep_in(&mut found.comparison, count);
    }
}

/// The rows of one person.
#[derive(Default)]
struct Rows {
    call_manager: Vec<usize>,
    directory: Vec<usize>,
    presence: Vec<usize>,
    /// What of them was typed, where it is neither an ID nor an address.
    by: Option<&'static str>,
}

impl Rows {
    /// Whoever has what was asked for as an ID in any system; else as an address or distinguished name.
    fn of(tables: &Tables, links: Option<&Links>, identity: &Identity, id: &str) -> Self {
        let mut rows = Self::by_any_form(tables, id);
        // An address that nobody has any more may still tell whom it meant.
        let typed = if rows.is_nobody() { typed(tables, id) } else { vec![id.to_owned()] };
        let is_typed = |found: &&Difference| {
            found.contact.as_deref().is_some_and(|contact| typed.iter().any(|typed| same(contact, typed)))
        };
        let contacts = || identity.contacts.iter().flat_map(|contacts| &contacts.differences);
        for found in contacts().filter(is_typed) {
            if let (Some(users), Some(id)) = (&tables.call_manager, &found.call_manager_id) {
                add(&mut rows.call_manager, matching(&users.id, id));
            }
            if let (Some(people), Some(dn)) = (&tables.directory, &found.dn) {
                add(&mut rows.directory, named(people, dn));
            }
        }
        if rows.is_nobody() && !contacts().any(|found| is_typed(&found)) {
            rows = Self::by_local_part(tables, id);
            if rows.is_nobody() {
                rows = Self::by_mail_without_domain(tables, id);
            }
        }
        rows.follow(tables, links, identity);
        rows
    }

    /// Whoever has it as a user ID, else as an address, else in another form: the first form that anybody has.
    fn by_any_form(tables: &Tables, id: &str) -> Self {
        let forms: [fn(&Tables, &str) -> Self; 10] = [
            |tables, id| Self::by(tables, id, false),
            |tables, id| Self::by(tables, id, true),
            Self::by_name,
            Self::by_other_form,
            Self::by_word,
            Self::by_guid,
            Self::by_number,
            Self::by_first_part,
            Self::by_canonical,
            Self::by_quoted,
        ];
        forms.iter().map(|by| by(tables, id)).find(|rows| !rows.is_nobody()).unwrap_or_default()
    }

    fn by(tables: &Tables, id: &str, address: bool) -> Self {
        let mut rows = Self::default();
        if let Some(users) = &tables.call_manager {
            let columns: &[&Column] = if address { &[&users.mail, &users.directory_uri] } else { &[&users.id] };
            columns.iter().for_each(|column| add(&mut rows.call_manager, matching(column, id)));
        }
        if let Some(people) = &tables.directory {
            let columns = if address { people.attributes.as_slice() } else { std::slice::from_ref(&people.id) };
            columns.iter().for_each(|column| add(&mut rows.directory, matching(column, id)));
            if address {
                add(&mut rows.directory, named(people, id));
            }
            if address && id.contains('@') {
                let has = |&row: &usize| people.proxies.at(row).lines().any(|own| same(own, id.trim()));
                add(&mut rows.directory, (0..people.id.len()).filter(has).take(KEPT).collect());
            }
        }
        if let Some(users) = &tables.presence {
            let columns: &[&Column] =
                if address { &[&users.im_address, &users.mail, &users.directory_uri] } else { &[&users.id] };
            columns.iter().for_each(|column| add(&mut rows.presence, matching(column, id)));
        }
        if address && !id.contains('@') {
            rows.by = rows.attribute_with(tables, id);
        }
        rows
    }

    /// What the attribute is called in which the directory has this.
    fn attribute_with(&self, tables: &Tables, text: &str) -> Option<&'static str> {
        let people = tables.directory.as_ref()?;
        let has = |column: &Column| self.directory.iter().any(|&row| same(column.at(row).trim(), text.trim()));
        let name = ID_ATTRIBUTES.iter().zip(&people.attributes).find(|(_, column)| has(column)).map(|(name, _)| *name);
        name.map(|name| if forms::NUMBERS.contains(&name) { "telephone number" } else { name })
    }

    /// Whoever is called this: display name, or given name and surname in either order.
    fn by_name(tables: &Tables, name: &str) -> Self {
        let wanted = plain_name(name);
        let mut rows = Self::default();
        if !wanted.contains(' ') {
            return rows;
        }
        let is = |first: &str, last: &str| {
            !last.is_empty()
                && [format!("{first} {last}"), format!("{last} {first}")].iter().any(|own| plain_name(own) == wanted)
        };
        if let Some(people) = &tables.directory {
            let found = (0..people.id.len()).filter(|&row| {
                plain_name(people.display_name.at(row)) == wanted
                    || is(people.first_name.at(row), people.last_name.at(row))
            });
            add(&mut rows.directory, found.take(KEPT).collect());
        }
        if let Some(users) = &tables.call_manager {
            let found = (0..users.id.len()).filter(|&row| is(users.first_name.at(row), users.last_name.at(row)));
            add(&mut rows.call_manager, found.take(KEPT).collect());
        }
        rows.called("name")
    }

    fn is_nobody(&self) -> bool {
        self.count() == 0
    }

    fn count(&self) -> usize {
        self.call_manager.len() + self.directory.len() + self.presence.len()
    }

    fn count_in(&self, system: System) -> usize {
        match system {
            System::CallManager => self.call_manager.len(),
            System::Directory => self.directory.len(),
            System::Presence => self.presence.len(),
        }
    }

    fn person(&self, tables: &Tables) -> InExports {
        let of_users = |users| self.call_manager.iter().map(|&row| in_call_manager(users, row)).collect();
        let of_people = |people| self.directory.iter().map(|&row| in_directory(people, row)).collect();
        let of_presence = |users| self.presence.iter().map(|&row| on_presence(users, row)).collect();
        InExports {
            call_manager: tables.call_manager.as_deref().map(of_users).unwrap_or_default(),
            directory: tables.directory.as_ref().map(of_people).unwrap_or_default(),
            presence: tables.presence.as_ref().map(of_presence).unwrap_or_default(),
            ..InExports::default()
        }
    }

    /// What differences may call this person.
    fn names(&self, tables: &Tables, id: &str) -> Names {
        let texts = |column: &Column, rows: &[usize]| -> Vec<String> {
            rows.iter().map(|&row| column.at(row).to_owned()).collect()
        };
        let addresses = if self.is_nobody() { typed(tables, id) } else { vec![id.to_owned()] };
        let mut names = Names { typed: addresses.len(), addresses, ..Names::default() };
        if let Some(users) = &tables.call_manager {
            names.ids = texts(&users.id, &self.call_manager);
        }
        if let Some(people) = &tables.directory {
            names.dns = self.directory.iter().map(|&row| people.dn.at(row)).collect();
        }
        let Some(users) = &tables.presence else {
            let domain = tables.settings.presence_domain.as_deref().unwrap_or_default();
            names.addresses.extend(names.ids.iter().map(|id| format!("{id}@{domain}")));
            return names;
        };
        names.ids.extend(texts(&users.id, &self.presence));
        for &row in &self.presence {
            // Without an address of its own in the export, a user has the usual one.
            names.addresses.push(match (users.im_address.at(row), &tables.settings.presence_domain) {
                ("", Some(domain)) => format!("{}@{domain}", users.id.at(row)),
                (address, _) => address.to_owned(),
            });
        }
        names
    }
}

/// What was typed, and the address that it would be: contact lists hold addresses alone.
fn typed(tables: &Tables, id: &str) -> Vec<String> {
    let domain = tables.settings.presence_domain.as_deref().filter(|_| !id.contains('@'));
    let address = domain.map(|domain| format!("{}@{domain}", id.trim()));
    std::iter::once(id.to_owned()).chain(address).collect()
}

/// A name without what is written differently: case, commas, several blanks.
fn plain_name(name: &str) -> String {
    name.replace(',', " ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rows with this text, ignoring case; a few.
fn matching(column: &Column, text: &str) -> Vec<usize> {
    let text = text.trim();
    (0..column.len()).filter(|&row| !text.is_empty() && same(column.at(row).trim(), text)).take(KEPT).collect()
}

/// The rows with this distinguished name.
fn named(people: &DirectoryUsers, dn: &str) -> Vec<usize> {
    let dn = dn.trim();
    let has = |&row: &usize| !dn.is_empty() && same(people.dn.at(row).trim(), dn);
    (0..people.dn.len()).filter(has).take(KEPT).collect()
}

fn add(rows: &mut Vec<usize>, more: Vec<usize>) {
    for row in more {
        if !rows.contains(&row) && rows.len() < KEPT {
            rows.push(row);
        }
    }
}

/// How differences name the person.
#[derive(Default)]
struct Names {
    ids: Vec<String>,
    dns: Vec<String>,
    addresses: Vec<String>,
    /// So many of the addresses are what was asked for, which need not be anybody's.
    typed: usize,
}

impl Names {
    fn are(&self, user_id: &str) -> bool {
        self.ids.iter().any(|own| same(own.trim(), user_id))
    }

    fn concern(&self, found: &Difference) -> bool {
        let among = |names: &[String], name: &Option<String>| {
            name.as_deref().is_some_and(|name| names.iter().any(|own| same(own.trim(), name.trim())))
        };
        among(&self.ids, &found.call_manager_id)
            || among(&self.dns, &found.dn)
            || among(&self.addresses, &found.contact)
    }

    /// `compared` is how often the person was compared, apart from the differences.
    fn keep(&self, comparison: &mut Option<Comparison>, compared: usize) {
        if let Some(comparison) = comparison {
            let differ = comparison.differences.len() as u64;
            comparison.everybody = Some(Everybody { compared: comparison.compared, differ });
            comparison.differences.retain(|found| self.concern(found));
            comparison.undecided.retain(|found| self.concern(found));
            comparison.case_samples.retain(|found| self.concern(found));
            comparison.case_only = comparison.case_samples.len() as u64;
            comparison.compared = compared.max(comparison.differences.len() + comparison.undecided.len()) as u64;
        }
    }

    fn keep_in(&self, found: &mut Comparison, compared: usize) {
        let mut comparison = Some(std::mem::take(found));
        self.keep(&mut comparison, compared);
        *found = comparison.unwrap_or_default();
    }
}

/// Contact lists or the presence server's own check have somebody whom no system has.
fn is_told_of(identity: &Identity, names: &Names) -> bool {
    let mut contacts = identity.contacts.iter().flat_map(|contacts| &contacts.differences);
    identity.complaints.as_ref().is_some_and(|all| !all.found.is_empty()) || contacts.any(|found| names.concern(found))
}

/// Entries of contact lists that hold one of the person's addresses.
fn lists(contacts: Option<&Contacts>, names: &Names) -> u64 {
    let Some(contacts) = contacts else { return 0 };
    let mut own: Vec<(&str, &str)> = Vec::new();
    for address in names.addresses.iter().skip(names.typed) {
        own.extend(address.rsplit_once('@'));
    }
    let is_own = |row: &usize| {
        let (contact, domain) = (contacts.contact.at(*row), contacts.contact_domain.at(*row));
        own.iter().any(|(node, of)| same(node, contact) && same(of, domain))
    };
    (0..contacts.contact.len()).filter(is_own).count() as u64
}
