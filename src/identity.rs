//! The join: directory × call manager × presence × contact lists, by user ID.
//!
//! Pure: tables in, differences out. Every step is linear in the rows, and no text of a row that fits is copied.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod absent;
mod accounts;
pub mod advice;
pub mod agreements;
pub mod at_login;
mod candidates;
mod complaints;
mod contacts;
mod digits;
mod ends_early;
mod escape;
mod exact;
mod gaps;
mod given_away;
mod home;
mod keys;
mod lacks;
pub(crate) mod left_out;
mod may_be_local;
mod meant;
mod misread;
mod other_domain;
mod person;
mod presence;
mod presence_nodes;
mod renames;
pub(crate) mod scale;
mod spreadsheet;
mod statuses;
mod strangers;
mod text;
mod unique;
mod unmatched;
mod uris;
mod what_if;

use std::sync::Arc;

pub(crate) use digits::{is_phone, is_shortened, phone_digits};
pub use renames::{Rename, gets_new_id, is_domain_open, renames};
pub use text::{is_legal, same};

use self::lacks::Lacks;
use crate::evidence::identity::{
    Advice, Class, Comparison, Complaint, Difference, Gap, Identity, InSystem, Rows, Settings,
};
use crate::people::{CallManagerUsers, Column, Contacts, DirectoryUsers, ID_ATTRIBUTES, PresenceUsers, Tri};

/// What the systems list; absent where no export was given.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// End users of call manager.
    pub call_manager: Option<Arc<CallManagerUsers>>,
    /// Users of the presence server.
    pub presence: Option<PresenceUsers>,
    /// The presence node whose users these are; none when a file lists them.
    pub presence_node: Option<String>,
    /// Users of further presence nodes, by node.
    pub presence_nodes: Vec<(String, PresenceUsers)>,
    /// Entries of all contact lists.
    pub contacts: Option<Contacts>,
    /// What the presence server's own check of its users complains about.
    pub complaints: Option<Vec<Complaint>>,
    /// People of the directory.
    pub directory: Option<DirectoryUsers>,
    /// The same directory as another base and filter would see it, and those two.
    pub tried: Option<Tried>,
    /// What the configuration says about the systems.
    pub settings: Settings,
    /// The ID of the one person to tell about; none is everybody.
    pub person: Option<String>,
    /// What the exports do not show, beside what the directory's table says of itself.
    pub gaps: Vec<Gap>,
}

/// The directory through another base and filter.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    /// Its people.
    pub directory: DirectoryUsers,
    /// The base tried.
    pub base: String,
    /// The filter tried.
    pub filter: String,
}

/// Adds to presence's users what they have from call manager, where their own export has no such column, and settles what
/// the directory's export can tell.
pub fn complete(tables: &mut Tables) {
    other_domain::settle(tables);
    presence::copied::fill(tables);
}

/// Compares everything that was given with everything else, and tells of the one person the tables name, or of all.
pub fn join(tables: &Tables) -> Identity {
    let joined = everybody(tables);
    match &tables.person {
        Some(id) => joined.person(tables, id),
        None => joined.identity,
    }
}

/// The comparison of everybody, of which one person's part can be taken.
#[derive(Debug, Clone)]
pub struct Joined {
    identity: Identity,
    links: Option<Arc<Links>>,
}

impl Joined {
    /// What it says of the person with this ID, address or name; `tables` are those that were compared.
    pub fn person(self, tables: &Tables, id: &str) -> Identity {
        let Self { mut identity, links } = self;
        person::narrow(&mut identity, tables, links.as_deref(), id);
        identity
    }
}

/// Compares everybody with everybody.
pub fn everybody(tables: &Tables) -> Joined {
    let mut identity = Identity { settings: tables.settings.clone(), rows: rows(tables), ..Identity::default() };
    identity.local_untold =
        tables.call_manager.as_ref().is_some_and(|users| users.from_ldap.iter().all(|&from| from == Tri::Unknown));
    // Two halves that touch nothing of each other, and take equally long.
    let ((people, illegal), (appliances, sample)) = std::thread::scope(|scope| {
        let appliances = scope.spawn(|| (appliances(tables), sample(tables)));
        let people = (people(tables), unique::illegal(tables));
        (people, appliances.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    identity.illegal_ids = illegal.map(|illegal| illegal.differences(tables, people.in_directory.as_ref()));
    identity.duplicate_ids = people.duplicate_ids;
    identity.in_directory = people.in_directory;
    identity.in_call_manager = people.in_call_manager;
    identity.inactive = people.inactive;
    identity.closed = people.closed;
    identity.at_login = people.at_login;
    identity.passed_over = people.passed_over;
    identity.local = people.local;
    identity.home = tables.call_manager.as_ref().and_then(|users| home::compare(users));
    identity.advice = advice(tables, people.links.as_ref(), sample);
    identity.uri_advice = uris::advise(tables);
    identity.what_if = what_if::what_if(tables, people.links.as_ref());
    identity.gaps = gaps::of(tables);
    identity.gaps.extend(people.gaps);
    identity.complaints = complaints::that_matter(tables, |_| true);
    add_appliances(&mut identity, appliances, tables, people.links.as_ref());
    leave_to_each_other(&mut identity, tables, people.links.as_ref());
    Joined { identity, links: people.links.map(Arc::new) }
}

/// What the appliances' own lists say of each other.
fn add_appliances(identity: &mut Identity, appliances: Appliances<'_>, tables: &Tables, links: Option<&Links>) {
    identity.duplicate_ids.extend(appliances.duplicate_ids);
    identity.duplicate_ids.sort_by_key(|found| found.system);
    identity.duplicate_uris = appliances.duplicate_uris;
    identity.on_presence = appliances.on_presence;
    unique::leave_to_other_uris(identity);
    identity.on_nodes = presence_nodes::apart(tables, &mut identity.on_presence);
    identity.addresses = appliances.addresses;
    presence::leave_to_duplicates(identity);
    unique::leave_addresses_to_uris(identity);
    identity.owners = appliances.contacts.as_ref().and_then(|checked| checked.owners_of(tables));
    identity.contacts = appliances.contacts.as_ref().map(|checked| contacts::explain(checked, tables, links));
}

/// What one comparison tells is left out of the others; what the lists leave open is nobody's fault.
fn leave_to_each_other(identity: &mut Identity, tables: &Tables, links: Option<&Links>) {
    unmatched::leave_to_duplicates(identity);
    if let Some(local) = &mut identity.local {
        home::leave_to_duplicates(local, &identity.duplicate_ids);
    }
    if let Some(home) = &mut identity.home {
        home::leave_to_duplicates(home, &identity.duplicate_ids);
        identity.on_presence.iter_mut().for_each(|all| home::leave_to_home(all, home));
    }
    contacts::leave_to_presence(identity);
    contacts::leave_to_addresses(identity);
    contacts::leave_to_owners(identity);
    contacts::name_new_users(identity, tables);
    identity.gaps.extend(gaps::earlier_addresses(identity));
    identity.gaps.extend(gaps::contacts_without_users(identity));
    spreadsheet::settle(identity, tables);
    misread::settle(identity, tables);
    presence::other_ids::join_by_directory(identity);
    let behind = presence::other_ids::leave_to_directory(identity);
    identity.gaps.extend(behind);
    strangers::settle(identity, tables);
    let lacking = presence::other_ids::leave_open_whom_both_have(identity);
    identity.gaps.extend(lacking);
    identity.gaps.extend(ends_early::gaps(identity, tables));
    gaps::settle(identity);
    left_out::tell(identity, tables, links);
    statuses::settle(identity, tables);
}

/// Rows whose text no row of the other column has, ignoring case.
pub(crate) fn not_found(ids: &Column, there: &Column) -> Vec<usize> {
    let mut index = scale::Index::with_room(there.len());
    index.fill(0..there.len(), |row| there.at(row));
    let found = index.find_all(ids.len(), |row| ids.at(row), |row| there.at(row)).rows;
    found.into_iter().enumerate().filter(|&(_, place)| place == 0).map(|(row, _)| row).collect()
}

/// Who of call manager is who in the directory.
#[derive(Debug, Default)]
struct Links {
    /// By row of call manager.
    places: scale::Places,
}

impl Links {
    fn directory_row(&self, call_manager: usize) -> Option<usize> {
        self.places.rows.get(call_manager).and_then(|&row| (row as usize).checked_sub(1))
    }

    fn set(&mut self, call_manager: usize, directory: usize) {
        if let (Some(row), Ok(to)) = (self.places.rows.get_mut(call_manager), u32::try_from(directory + 1)) {
            *row = to;
        }
    }
}

/// Call manager against the directory.
fn people(tables: &Tables) -> People {
    let mut found = People::default();
    let Some(directory) = &tables.directory else {
        found.inactive =
            tables.call_manager.as_ref().and_then(|users| unmatched::inactive_alone(users, &tables.settings));
        return found;
    };
    let exact = exact::find(tables.call_manager.as_deref(), directory);
    found.duplicate_ids.push(unique::in_directory(directory, &exact.repeated));
    let Some(users) = &tables.call_manager else { return found };
    found.duplicate_ids.push(unique::in_call_manager(users, &exact.stand_for_ids()));
    let mut links = Links { places: exact.places };
    let mut taken = exact.taken;
    let settings = &tables.settings;
    let lacks = Lacks::of(directory, settings);
    // A list of nobody is a list that went wrong: it says nothing about the people of the other.
    if !users.id.is_empty()
        && !directory.id.is_empty()
        && let Some(mut compared) = unmatched::compare(users, directory, (settings, &lacks), &mut links, &mut taken)
    {
        let both = [&mut compared.in_directory, &mut compared.inactive];
        found.gaps.extend(agreements::settle(users, directory, settings, &links, both));
        found.gaps.extend(compared.given_away.into_iter().chain(compared.may_be_local));
        found.passed_over = lacks::compare(users, directory, (settings, &links, &lacks));
        found.at_login = at_login::compare(users, directory, settings, &links);
        found.in_directory = Some(compared.in_directory);
        found.inactive = Some(compared.inactive);
        found.in_call_manager = Some(absent::compare(directory, &taken, &exact.repeated, &lacks));
        found.closed = accounts::closed(users, directory, settings, &links);
        found.local = accounts::local(users, directory, &links);
    }
    found.links = Some(links);
    found
}

/// What `people` finds.
#[derive(Debug, Default)]
struct People {
    in_directory: Option<Comparison>,
    in_call_manager: Option<Comparison>,
    inactive: Option<Comparison>,
    closed: Option<Comparison>,
    local: Option<Comparison>,
    at_login: Option<Comparison>,
    passed_over: Option<Comparison>,
    gaps: Vec<Gap>,
    duplicate_ids: Vec<InSystem>,
    links: Option<Links>,
}

/// The users by whom the attribute of the user ID is judged.
fn sample(tables: &Tables) -> Option<advice::Sample> {
    advice::sample(tables.call_manager.as_ref()?, tables.directory.as_ref()?, &tables.settings)
}

fn advice(tables: &Tables, links: Option<&Links>, sample: Option<advice::Sample>) -> Option<Advice> {
    let (users, directory) = (tables.call_manager.as_ref()?, tables.directory.as_ref()?);
    Some(advice::advise(users, directory, &tables.settings, links?, sample?))
}

/// Call manager against presence, and each against itself.
fn appliances(tables: &Tables) -> Appliances<'_> {
    let mut found = Appliances { contacts: contacts::check(tables), ..Appliances::default() };
    if let Some(users) = &tables.call_manager {
        if tables.directory.is_none() {
            found.duplicate_ids.push(unique::in_call_manager(users, &[]));
        }
        found.duplicate_uris.extend(unique::uris_of_call_manager(users));
    }
    if let Some(users) = &tables.presence {
        found.addresses = presence::addresses(users, &tables.settings);
        found.duplicate_uris.extend(unique::uris_of_presence(users, &tables.settings));
    }
    let compared = presence::compare(tables.call_manager.as_deref(), tables.presence.as_ref(), &tables.settings);
    found.duplicate_ids.extend(compared.duplicates);
    found.on_presence = compared.on_presence;
    found
}

/// What `appliances` finds.
#[derive(Default)]
struct Appliances<'a> {
    contacts: Option<contacts::Checked<'a>>,
    duplicate_ids: Vec<InSystem>,
    duplicate_uris: Vec<InSystem>,
    on_presence: Option<Comparison>,
    addresses: Option<Comparison>,
}

fn rows(tables: &Tables) -> Rows {
    let count = |rows: usize| rows as u64;
    Rows {
        call_manager: tables.call_manager.as_ref().map(|users| count(users.id.len())),
        directory: tables.directory.as_ref().map(|people| count(people.id.len())),
        directory_in_scope: tables
            .directory
            .as_ref()
            .map(|people| count(people.in_scope.iter().filter(|&&within| within == Tri::Yes).count())),
        presence: tables.presence.as_ref().map(|users| count(users.id.len())),
        contacts: tables.contacts.as_ref().map(|entries| count(entries.contact.len())),
    }
}

/// Whether a call-manager user comes from LDAP: the export says so, or does not say while synchronisation is on.
fn is_from_ldap(users: &CallManagerUsers, row: usize, settings: &Settings) -> bool {
    match tri(&users.from_ldap, row) {
        Tri::Yes => true,
        Tri::No => false,
        Tri::Unknown => settings.ldap_synchronization == Some(true),
    }
}

/// Whether the export could say of anybody that they come from LDAP.
fn tells_ldap(users: &CallManagerUsers, settings: &Settings) -> bool {
    settings.ldap_synchronization == Some(true) || users.from_ldap.iter().any(|&from| from != Tri::Unknown)
}

fn tri(column: &[Tri], row: usize) -> Tri {
    column.get(row).copied().unwrap_or_default()
}

/// A person of the directory whom call manager would have: in base and filter, with an account that is not disabled.
fn is_wanted(directory: &DirectoryUsers, row: usize) -> bool {
    is_in_scope(directory, row) && tri(&directory.disabled, row) != Tri::Yes
}

fn is_in_scope(directory: &DirectoryUsers, row: usize) -> bool {
    tri(&directory.in_scope, row) == Tri::Yes
}

/// Whether the export does not tell if the person is in base and filter.
fn is_scope_untold(directory: &DirectoryUsers, row: usize) -> bool {
    tri(&directory.in_scope, row) == Tri::Unknown
}

/// The text, unless it is empty.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A difference about a person of the directory.
fn about_person(class: Class, directory: &DirectoryUsers, row: usize) -> Difference {
    Difference {
        class,
        directory_id: some(directory.id.at(row)),
        dn: some(&directory.dn.at(row)),
        ..Difference::default()
    }
}

/// Case differences that are named; they are counted all.
const CASE_SAMPLES: usize = 20;

impl Comparison {
    /// Counts a difference in case, and keeps the first few.
    fn case(&mut self, difference: impl FnOnce() -> Difference) {
        self.case_only += 1;
        if self.case_samples.len() < CASE_SAMPLES {
            self.case_samples.push(difference());
        }
    }
}

/// One of the attributes that may carry an ID.
fn attribute<'a>(directory: &'a DirectoryUsers, name: &str) -> &'a Column {
    static NONE: Column = Column::NONE;
    let place = ID_ATTRIBUTES.iter().position(|known| *known == name);
    place.and_then(|place| directory.attributes.get(place)).unwrap_or(&NONE)
}
