//! Call manager against the presence server, and addresses against domain and address scheme.

pub(super) mod copied;
pub(super) mod other_ids;

use std::collections::HashSet;

use super::escape::unescaped;
use super::scale::Index;
use super::{same, some, tri, unique};
use crate::evidence::identity::{AddressScheme, Class, Comparison, Difference, Identity, InSystem, Settings, System};
use crate::people::{CallManagerUsers, PresenceUsers, Tri, without_scheme};

/// What `compare` finds.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) duplicates: Option<InSystem>,
    pub(super) on_presence: Option<Comparison>,
}

/// Users enabled in call manager against those of the presence server. None when call manager's export does not tell
/// who is enabled, unless the presence server has users whom call manager lacks.
pub(super) fn compare(
    users: Option<&CallManagerUsers>,
    presence: Option<&PresenceUsers>,
    settings: &Settings,
) -> Compared {
    let mut found = Compared::default();
    let key = |row| presence.map_or("", |presence| shown(presence.id.at(row)));
    let mut index = Index::with_room(presence.map_or(0, |presence| presence.id.len()));
    let mut repeated = Vec::new();
    if let Some(presence) = presence {
        repeated = index.fill(0..presence.id.len(), key);
        found.duplicates = Some(unique::in_presence(presence, &repeated));
    }
    let Some(users) = users else { return found };
    let mut walk = Walk {
        users,
        presence,
        by_uri: presence.is_some_and(|presence| is_by_uri(presence, settings)),
        tells: users.presence.contains(&Tri::Yes) || nobody_left(users, presence),
        doubled: repeated.iter().flat_map(|&(row, first)| [row as usize, first as usize]).collect(),
        wanted: vec![false; presence.map_or(0, |presence| presence.id.len())],
        missing: Vec::new(),
        comparison: Comparison::default(),
    };
    // The second row of an ID is a duplicate, not one too many.
    repeated.iter().for_each(|&(row, _)| mark(&mut walk.wanted, row as usize));
    let places = index.find_all(users.id.len(), |row| shown(users.id.at(row)), key);
    for (row, (&place, recased)) in places.rows.iter().zip(places.recased).enumerate() {
        walk.user(row, (place as usize).checked_sub(1), recased);
    }
    found.on_presence = walk.end();
    found
}

/// One pass over the users of call manager.
struct Walk<'a> {
    users: &'a CallManagerUsers,
    presence: Option<&'a PresenceUsers>,
    /// Addresses are directory URIs.
    by_uri: bool,
    /// Call manager's export tells who is enabled.
    tells: bool,
    /// Rows of presence whose ID stands twice.
    doubled: HashSet<usize>,
    /// Rows of presence that belong there.
    wanted: Vec<bool>,
    missing: Vec<usize>,
    comparison: Comparison,
}

impl Walk<'_> {
    /// One user, at this place of presence's export; `recased` where the ID has other capitals there.
    fn user(&mut self, row: usize, place: Option<usize>, recased: bool) {
        let (enabled, active) = (tri(&self.users.presence, row), tri(&self.users.active, row) != Tri::No);
        let is_enabled = enabled == Tri::Yes && active;
        // An export that does not tell about this user cannot make one too many of them; and whoever is inactive in call
        // manager leaves presence with it (ID-005).
        if let Some(place) = place.filter(|_| is_enabled || enabled != Tri::No) {
            mark(&mut self.wanted, place);
        }
        if !is_enabled {
            // Perhaps one of those who are too many there, under another ID.
            let is_asked = !self.tells && self.presence.is_some();
            let may_be_there = is_asked && active && enabled == Tri::Unknown && place.is_none();
            self.missing.extend(may_be_there.then_some(row));
            return;
        }
        self.comparison.compared += 1;
        let there = self.presence.map(|presence| (presence, place));
        // Of an ID that stands twice, the second row explains what is missing in the first.
        let twice = place.is_some_and(|place| self.doubled.contains(&place));
        let (users, differences) = (self.users, &mut self.comparison.differences);
        match class(users, row, there).filter(|_| !twice) {
            Some(Class::Missing) => self.missing.push(row),
            Some(class) => differences.push(of_user(class, users.id.at(row), there)),
            None if self.by_uri && !twice && has_other_uri(users, row, there) => {
                let suggestion = some(users.directory_uri.at(row));
                let found = of_user(Class::OtherUri, users.id.at(row), there);
                differences.push(Difference { suggestion, ..found });
            }
            None if recased => self.comparison.case(|| case(users.id.at(row), there)),
            None => {}
        }
    }

    fn end(mut self) -> Option<Comparison> {
        let extras = self.presence.map(|presence| extras(presence, &self.wanted)).unwrap_or_default();
        if !self.tells && extras.is_empty() {
            return None;
        }
        // Where most are too many, the lists are of two sites.
        let are_of_one_site = extras.len() * 2 <= self.wanted.len();
        let differences = &mut self.comparison.differences;
        differences.extend(other_ids::tell(self.users, self.presence, self.missing, extras));
        if !self.tells {
            differences.retain(|found| found.class != Class::Missing);
        }
        let tells = self.tells || (are_of_one_site && !differences.is_empty());
        Some(self.comparison).filter(|_| tells)
    }
}

/// Call manager has enabled nobody, and says so of each, while presence still has users enabled.
fn nobody_left(users: &CallManagerUsers, presence: Option<&PresenceUsers>) -> bool {
    let is_told = !users.presence.is_empty() && users.presence.iter().all(|&enabled| enabled == Tri::No);
    is_told && presence.is_some_and(|presence| presence.enabled.contains(&Tri::Yes))
}

/// An ID without the blanks at its end. Presence has its users from call manager, so they are the same ones; a table of
/// `run sql` just does not show them.
fn shown(id: &str) -> &str {
    if id.ends_with(' ') { id.trim_end_matches(' ') } else { id }
}

fn mark(rows: &mut [bool], row: usize) {
    if let Some(mark) = rows.get_mut(row) {
        *mark = true;
    }
}

/// Where a user stands on the presence server, when its export was given.
type There<'a> = Option<(&'a PresenceUsers, Option<usize>)>;

fn class(users: &CallManagerUsers, row: usize, there: There<'_>) -> Option<Class> {
    match there {
        Some((_, None)) => Some(Class::Missing),
        Some((presence, Some(found))) if tri(&presence.enabled, found) == Tri::No => Some(Class::NotEnabled),
        Some((presence, Some(found))) if tri(&presence.active, found) == Tri::No => Some(Class::Inactive),
        // Presence itself knows best where its users are.
        Some((presence, Some(found))) if tri(&presence.assigned, found) != Tri::Unknown => {
            (tri(&presence.assigned, found) == Tri::No).then_some(Class::NoNode)
        }
        _ => (tri(&users.assigned, row) == Tri::No).then_some(Class::NoNode),
    }
}

/// Presence has directory URIs from call manager, as it has the users.
fn has_other_uri(users: &CallManagerUsers, row: usize, there: There<'_>) -> bool {
    let Some((presence, Some(found))) = there else { return false };
    let uris = [users.directory_uri.at(row), presence.directory_uri.at(found)].map(without_scheme);
    let [ours, theirs] = uris;
    is_address(ours) && is_address(theirs) && !same(ours, theirs)
}

fn of_user(class: Class, id: &str, there: There<'_>) -> Difference {
    let address = there.and_then(|(presence, row)| some(presence.im_address.at(row?)));
    Difference { class, call_manager_id: some(id), contact: address, ..Difference::default() }
}

fn case(id: &str, there: There<'_>) -> Difference {
    let suggestion = there.and_then(|(presence, row)| some(presence.id.at(row?)));
    Difference { suggestion, ..of_user(Class::Case, id, there) }
}

fn extras(presence: &PresenceUsers, wanted: &[bool]) -> Vec<usize> {
    let lives = |&row: &usize| tri(&presence.enabled, row) != Tri::No && tri(&presence.active, row) != Tri::No;
    let is_extra = |row: &usize| !wanted.get(*row).copied().unwrap_or(false) && !presence.id.at(*row).is_empty();
    (0..presence.id.len()).filter(is_extra).filter(lives).collect()
}

/// Every address against the presence domain and the address scheme. None when neither is configured, or no address is
/// known.
pub(super) fn addresses(users: &PresenceUsers, settings: &Settings) -> Option<Comparison> {
    // What addresses are made of must be known: an export without directory URIs says nothing of addresses made of them.
    let is_untold = settings.address_scheme == Some(AddressScheme::DirectoryUri) && !users.tells_uris();
    if (settings.presence_domain.is_none() && settings.address_scheme.is_none()) || is_untold {
        return None;
    }
    // A directory URI has a domain of its own, which says nothing about the presence domain.
    let by_uri = settings.address_scheme.is_none() && made_of_uris(users);
    let has_most = (0..users.im_address.len()).filter(|&row| !users.im_address.at(row).is_empty()).count();
    let has_most = has_most * 2 > users.id.len();
    let mut comparison = Comparison::default();
    for row in (0..users.im_address.len()).filter(|&row| tri(&users.enabled, row) != Tri::No) {
        let address = users.im_address.at(row);
        if address.is_empty() && !(has_most && needs_address(users, row)) {
            continue;
        }
        comparison.compared += 1;
        if by_uri && same(users.directory_uri.at(row), address) {
            continue;
        }
        let Some((class, suggestion)) = contradiction(users, row, settings) else { continue };
        comparison.differences.push(Difference {
            class,
            call_manager_id: some(users.id.at(row)),
            contact: some(address),
            suggestion,
            ..Difference::default()
        });
    }
    settle_scheme(&mut comparison);
    (comparison.compared > 0).then_some(comparison)
}

/// Of an ID that stands there several times, one row is one too many, with whatever address it has.
pub(super) fn leave_to_duplicates(identity: &mut Identity) {
    let of_presence = identity.duplicate_ids.iter().filter(|found| found.system == System::Presence);
    let twice = of_presence.flat_map(|found| &found.comparison.differences);
    let twice: HashSet<String> =
        twice.filter_map(|found| found.call_manager_id.as_deref()).map(|id| shown(id).to_lowercase()).collect();
    if let Some(addresses) = identity.addresses.as_mut().filter(|_| !twice.is_empty()) {
        let id = |found: &Difference| found.call_manager_id.as_deref().map(|id| shown(id).to_lowercase());
        addresses.differences.retain(|found| id(found).is_none_or(|id| !twice.contains(&id)));
    }
}

/// Where most addresses are not the directory URI, they are made otherwise.
fn settle_scheme(comparison: &mut Comparison) {
    let others = comparison.differences.iter().filter(|found| found.class == Class::OtherUri).count() as u64;
    if others * 2 >= comparison.compared {
        comparison.differences.iter_mut().filter(|found| found.class == Class::OtherUri).for_each(|found| {
            found.class = Class::Scheme;
        });
    }
}

/// Whether this is somebody who is enabled and at home on a node: without an address they are nobody to others.
fn needs_address(users: &PresenceUsers, row: usize) -> bool {
    let lives = tri(&users.enabled, row) == Tri::Yes && tri(&users.active, row) != Tri::No;
    lives && tri(&users.assigned, row) != Tri::No && !users.id.at(row).is_empty()
}

/// Whether addresses are directory URIs, by the configuration or by what they are.
pub(super) fn is_by_uri(users: &PresenceUsers, settings: &Settings) -> bool {
    match settings.address_scheme {
        Some(scheme) => scheme == AddressScheme::DirectoryUri,
        None => made_of_uris(users),
    }
}

/// Whether most addresses are the directory URI and cannot be made of the user ID.
fn made_of_uris(users: &PresenceUsers) -> bool {
    let (mut by_uri, mut all) = (0_usize, 0_usize);
    for row in 0..users.im_address.len() {
        let (address, uri) = (users.im_address.at(row), users.directory_uri.at(row));
        let node = address.rsplit_once('@').map_or(address, |(node, _)| node);
        all += usize::from(!address.is_empty());
        by_uri += usize::from(!uri.is_empty() && same(address, uri) && !same(node, shown(users.id.at(row))));
    }
    by_uri * 2 > all
}

/// Whether presence takes it as a directory URI: a user and a domain with one `@` between them, and no blanks.
fn is_address(uri: &str) -> bool {
    let parts = uri.split_once('@').filter(|(user, domain)| !user.is_empty() && !domain.is_empty());
    parts.is_some_and(|(_, domain)| !domain.contains('@')) && !uri.contains(char::is_whitespace)
}

/// The user part may hold an `@` itself, so the last one counts.
fn contradiction(users: &PresenceUsers, row: usize, settings: &Settings) -> Option<(Class, Option<String>)> {
    let (id, address) = (users.id.at(row), users.im_address.at(row));
    let (node, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    match settings.address_scheme {
        // The domain of a directory URI is the person's own.
        Some(AddressScheme::DirectoryUri) => {
            let right = users.directory_uri.at(row);
            let fits = is_address(right) && same(right, address);
            let right = some(right).filter(|right| is_address(right));
            return (!fits).then(|| (right.as_ref().map_or(Class::Scheme, |_| Class::OtherUri), right));
        }
        Some(AddressScheme::UserId) if !same(node, id) && !same(shown(&unescaped(node)), shown(id)) => {
            let right = format!("{id}@{}", settings.presence_domain.as_deref().unwrap_or(domain));
            return Some((Class::Scheme, Some(right)));
        }
        None if address.is_empty() => {
            let domain = settings.presence_domain.as_deref().filter(|_| !made_of_uris(users))?;
            return Some((Class::Scheme, Some(format!("{id}@{domain}"))));
        }
        _ => {}
    }
    let wanted = settings.presence_domain.as_deref()?;
    let fits = same(domain, wanted);
    (!fits).then(|| (Class::Domain, Some(format!("{node}@{wanted}"))))
}
