//! Call-manager users whom the directory does not have under their ID: who they are there, and in what the IDs differ.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::given_away::{self, GivenAway, is_somebody_else};
use super::lacks::Lacks;
use super::may_be_local;
use super::meant::{self, Meant};
use super::{Links, about_person, is_from_ldap, is_in_scope, is_scope_untold, is_wanted, some, tells_ldap, tri};
use crate::evidence::identity::{Class, Comparison, Difference, Gap, Identity, Settings, System};
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// Active and inactive users, each compared with the directory.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) in_directory: Comparison,
    pub(super) inactive: Comparison,
    /// Users whose ID somebody else seems to have in the directory.
    pub(super) given_away: Option<Gap>,
    /// Users who may be local, and are rightly absent then.
    pub(super) may_be_local: Option<Gap>,
}

/// Compares every LDAP-backed user. Those found under another ID are linked and their rows taken. None when the export
/// does not tell who comes from LDAP.
pub(super) fn compare(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    (settings, lacks): (&Settings, &Lacks<'_>),
    links: &mut Links,
    taken: &mut [bool],
) -> Option<Compared> {
    if !tells_ldap(users, settings) {
        return None;
    }
    let mut compared = Compared::default();
    let guids_tell = given_away::guids_tell(users, directory, links);
    let (mut open, mut linked, mut given_away) = (Vec::new(), 0, GivenAway::default());
    for row in (0..users.id.len()).filter(|&row| is_from_ldap(users, row, settings)) {
        compared.inactive.compared += 1;
        compared.in_directory.compared += u64::from(tri(&users.active, row) != Tri::No);
        let found = links.directory_row(row);
        linked += u64::from(found.is_some());
        match found {
            None => open.push(row),
            Some(found) if is_somebody_else(users, directory, (row, found), guids_tell) => {
                let whose = some(&directory.dn.at(found)).into_iter().collect();
                let person = of(Class::Ambiguous, users, row, Some((directory, found)));
                compared.of(users, row).undecided.push(Difference { candidates: whose, ..person });
                given_away.add(users.id.at(row));
            }
            Some(found) => compared.under_own_id(users, (directory, lacks), (row, found), links),
        }
    }
    compared.given_away = given_away.gap(linked);
    compared.without_agreement(users, (directory, lacks), settings, links);
    let meant = meant::search(users, directory, &open, taken, guids_tell);
    for (row, meant) in open.into_iter().zip(&meant) {
        compared.under_another_id(users, directory, (row, meant));
        for &found in meant.rows() {
            if let Some(mark) = taken.get_mut(found) {
                *mark = true;
            }
        }
        if let Meant::Found(found) = meant {
            links.set(row, found.row);
        }
    }
    compared.made_anew(users, directory, guids_tell);
    compared.disabled_and_anew(users, directory, settings, (links, taken));
    compared.may_be_local = may_be_local::open(users, &mut compared.in_directory);
    Some(compared)
}

impl Compared {
    /// A user whom the directory does not have under this ID.
    fn under_another_id(
        &mut self,
        users: &CallManagerUsers,
        directory: &DirectoryUsers,
        (row, meant): (usize, &Meant),
    ) {
        let found = difference(meant, users, directory, row);
        match meant {
            // Whose ID stands in another file may have this one.
            Meant::Found(one) if directory.hidden_ids.contains(&one.row) => self.of(users, row).undecided.push(found),
            _ => self.of(users, row).differences.push(found),
        }
    }

    /// Where what is to be said of a user belongs.
    fn of(&mut self, users: &CallManagerUsers, row: usize) -> &mut Comparison {
        if tri(&users.active, row) == Tri::No { &mut self.inactive } else { &mut self.in_directory }
    }

    /// Inactive users without an agreement whom base and filter find: where the agreement was deleted, its users are left
    /// like that, and the next one takes them. Those whom the directory does not have were closed on purpose.
    fn without_agreement(
        &mut self,
        users: &CallManagerUsers,
        (directory, lacks): (&DirectoryUsers, &Lacks<'_>),
        settings: &Settings,
        links: &Links,
    ) {
        let is_closed = |row: &usize| tri(&users.active, *row) == Tri::No && !is_from_ldap(users, *row, settings);
        for row in (0..users.id.len()).filter(is_closed) {
            let found = links.directory_row(row).filter(|&found| is_wanted(directory, found));
            if let Some(found) = found {
                self.inactive.compared += 1;
                self.under_own_id(users, (directory, lacks), (row, found), links);
            }
        }
    }

    /// Inactive users whom the directory does not have under their ID, and who are active users under another one: some
    /// releases make a renamed person anew. A mail address alone may be that of a successor.
    fn made_anew(&mut self, users: &CallManagerUsers, directory: &DirectoryUsers, guids_tell: bool) {
        let gone = self.inactive.differences.iter_mut().filter(|found| found.class == Class::Gone);
        let gone: HashMap<String, &mut Difference> =
            gone.filter_map(|found| Some((found.call_manager_id.clone()?, found))).collect();
        let open: Vec<usize> = match gone.is_empty() {
            true => Vec::new(),
            false => (0..users.id.len()).filter(|&row| gone.contains_key(users.id.at(row))).collect(),
        };
        let meant = meant::search(users, directory, &open, &[], guids_tell);
        let mut gone = gone;
        for (&row, meant) in open.iter().zip(&meant) {
            let Meant::Found(found) = meant else { continue };
            if let Some(told) =
                gone.get_mut(users.id.at(row)).filter(|_| meant::shares_a_name(users, directory, (row, found.row)))
            {
                **told = difference(meant, users, directory, row);
            }
        }
    }

    /// Users whose account is disabled since they have another one, which call manager does not have yet: they are told with
    /// that one alone.
    fn disabled_and_anew(
        &mut self,
        users: &CallManagerUsers,
        directory: &DirectoryUsers,
        settings: &Settings,
        (links, taken): (&mut Links, &mut [bool]),
    ) {
        let is_disabled = |found: usize| tri(&directory.disabled, found) == Tri::Yes;
        let ours = (0..users.id.len()).filter(|&row| is_from_ldap(users, row, settings));
        let disabled: Vec<usize> = ours.filter(|&row| links.directory_row(row).is_some_and(is_disabled)).collect();
        let meant = meant::anew(users, directory, &disabled, taken);
        let mut anew: BTreeMap<&str, (usize, Difference)> = BTreeMap::new();
        for (row, meant) in disabled.into_iter().zip(&meant) {
            let Meant::Found(found) = meant else { continue };
            anew.insert(users.id.at(row), (row, difference(meant, users, directory, row)));
            links.set(row, found.row);
            if let Some(mark) = taken.get_mut(found.row) {
                *mark = true;
            }
        }
        let is_told = |found: &Difference| found.call_manager_id.as_deref().is_some_and(|id| anew.contains_key(id));
        for compared in [&mut self.in_directory, &mut self.inactive] {
            compared.differences.retain(|found| !is_told(found));
        }
        for (row, told) in anew.into_values() {
            self.of(users, row).differences.push(told);
        }
    }

    /// A user whom the directory has under their ID.
    fn under_own_id(
        &mut self,
        users: &CallManagerUsers,
        (directory, lacks): (&DirectoryUsers, &Lacks<'_>),
        (row, found): (usize, usize),
        links: &Links,
    ) {
        let person = |class| of(class, users, row, Some((directory, found)));
        match (is_in_scope(directory, found), tri(&users.active, row) != Tri::No) {
            (false, true) if is_scope_untold(directory, found) => {
                self.in_directory.undecided.push(person(Class::OutOfScope));
            }
            // Whom the filter leaves out for a disabled account is found, and inactive soon, if not already: of those
            // who are active, the account is told.
            (false, true) if tri(&directory.disabled, found) == Tri::Yes => {}
            // No synchronisation makes them active again, whatever base and filter say.
            (_, false) if tri(&directory.disabled, found) == Tri::Yes => {
                self.inactive.differences.push(person(Class::Disabled));
            }
            (false, _) => self.of(users, row).differences.push(person(Class::OutOfScope)),
            // What keeps them from being synchronised keeps them inactive.
            (true, false) => {
                self.inactive.differences.push(person(lacks.any(found).unwrap_or(Class::InScope)));
            }
            (true, true) if links.places.recased.get(row) == Some(&true) => {
                self.in_directory.case(|| person(Class::Case));
            }
            (true, true) => {}
        }
    }
}

/// Whoever has the ID of somebody else in the directory now is told with that ID.
pub(super) fn leave_to_duplicates(identity: &mut Identity) {
    let twice = identity.duplicate_ids.iter().filter(|found| found.system == System::Directory);
    let twice = twice.flat_map(|found| &found.comparison.differences);
    let twice: HashSet<&str> = twice.filter_map(|found| found.dn.as_deref()).collect();
    if let Some(compared) = identity.in_directory.as_mut().filter(|_| !twice.is_empty()) {
        let is_told = |found: &Difference| found.dn.as_deref().is_some_and(|dn| twice.contains(dn));
        compared.differences.retain(|found| found.class != Class::Renamed || !is_told(found));
        // Two accounts with one ID have one mail address, too.
        let passed_over = identity.passed_over.iter_mut().map(|all| &mut all.differences);
        passed_over.for_each(|all| all.retain(|found| found.class != Class::DuplicateMail || !is_told(found)));
    }
}

/// The inactive users, when there is no directory to look them up in.
pub(super) fn inactive_alone(users: &CallManagerUsers, settings: &Settings) -> Option<Comparison> {
    if !tells_ldap(users, settings) {
        return None;
    }
    let mut inactive = Comparison::default();
    for row in (0..users.id.len()).filter(|&row| is_from_ldap(users, row, settings)) {
        inactive.compared += 1;
        if tri(&users.active, row) == Tri::No {
            inactive.differences.push(of(Class::Gone, users, row, None));
        }
    }
    Some(inactive)
}

fn of(class: Class, users: &CallManagerUsers, row: usize, found: Option<(&DirectoryUsers, usize)>) -> Difference {
    let person = found.map(|(directory, found)| about_person(class, directory, found)).unwrap_or_default();
    Difference { class, call_manager_id: some(users.id.at(row)), ..person }
}

fn difference(meant: &Meant, users: &CallManagerUsers, directory: &DirectoryUsers, row: usize) -> Difference {
    match meant {
        Meant::Nobody => of(Class::Gone, users, row, None),
        Meant::Several(rows) => Difference {
            candidates: rows.iter().map(|&found| name_of(directory, found)).collect(),
            ..of(Class::Ambiguous, users, row, None)
        },
        Meant::Found(found) => Difference {
            attribute: found.attribute.map(str::to_owned),
            suggestion: some(directory.id.at(found.row)),
            ..of(found.class, users, row, Some((directory, found.row)))
        },
    }
}

fn name_of(directory: &DirectoryUsers, row: usize) -> String {
    let id = directory.id.at(row);
    if id.is_empty() { directory.dn.at(row) } else { id.to_owned() }
}
