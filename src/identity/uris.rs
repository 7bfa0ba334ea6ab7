//! Which attribute of the directory holds the addresses that presence makes of directory URIs.
//!
//! Clients look contacts up by one attribute (`SipUri`); where it is another than the one that call manager takes the
//! directory URI from, they find nobody.

use super::advice::is_nearly_all;
use super::candidates::{Candidates, Kind};
use super::{Tables, attribute, is_wanted, text, tri};
use crate::evidence::identity::{AddressScheme, Advice, Mapping, Transform};
use crate::people::{Column, DirectoryUsers, Tri, without_scheme};

/// Users looked at.
const SAMPLE: usize = 2000;
/// Fewer users than this prove nothing.
const FEWEST: u64 = 3;
/// Attributes that may hold the addresses, those first of which call manager makes directory URIs.
const HOLDERS: [&str; 6] =
    ["mail", "msRTCSIP-PrimaryUserAddress", "userPrincipalName", "sAMAccountName", "uid", "employeeNumber"];

/// Counts, for each attribute, whose address it holds. None where addresses are made of user IDs, or too few are known.
pub(super) fn advise(tables: &Tables) -> Option<Advice> {
    let directory = tables.directory.as_ref()?;
    if tables.settings.address_scheme != Some(AddressScheme::DirectoryUri) {
        return None;
    }
    let pairs = match (&tables.presence, &tables.call_manager) {
        (Some(users), _) => {
            let addresses = if users.im_address.is_empty() { &users.directory_uri } else { &users.im_address };
            pairs(directory, (&users.id, addresses), &users.active)
        }
        (None, Some(users)) => pairs(directory, (&users.id, &users.directory_uri), &users.active),
        (None, None) => return None,
    };
    let users = pairs.len() as u64;
    let count = |name: &&str| {
        let column = attribute(directory, name);
        let holds = |&&(person, address): &&(usize, &str)| text::same(without_scheme(column.at(person)), address);
        let covered = pairs.iter().filter(holds).count() as u64;
        Mapping { attribute: (*name).to_owned(), transform: Transform::AsIs, covered, collisions: None }
    };
    let mut ranking: Vec<Mapping> = HOLDERS.iter().map(count).collect();
    // Of equal ones the first stays first.
    ranking.sort_by_key(|found| std::cmp::Reverse(found.covered));
    let best = ranking.first().filter(|best| is_nearly_all(best.covered, users)).cloned();
    (users >= FEWEST).then_some(Advice { users, best, ranking, tie: false, client: None })
}

/// People of the directory with the addresses that they have: some of the users who are found under their ID.
fn pairs<'a>(
    directory: &DirectoryUsers,
    (ids, addresses): (&Column, &'a Column),
    active: &[Tri],
) -> Vec<(usize, &'a str)> {
    let has_one = |&row: &usize| addresses.at(row).contains('@') && tri(active, row) != Tri::No;
    let step = (0..ids.len()).filter(has_one).count().div_ceil(SAMPLE).max(1);
    let sample: Vec<usize> = (0..ids.len()).filter(has_one).step_by(step).collect();
    let mut candidates = Candidates::with_room(sample.len());
    sample.iter().for_each(|&row| candidates.ask(Kind::Value, ids.at(row)));
    for row in (0..directory.id.len()).filter(|&row| is_wanted(directory, row)) {
        candidates.offer(Kind::Value, directory.id.at(row), row, true);
    }
    let person = |row: usize| {
        let fits = |found| text::same(directory.id.at(found), ids.at(row));
        let [found] = candidates.rows(Kind::Value, ids.at(row), fits)[..] else { return None };
        Some((found, without_scheme(addresses.at(row))))
    };
    sample.into_iter().filter_map(person).collect()
}
