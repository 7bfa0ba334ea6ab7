//! Where a filter for members of a group leaves people out: what may be meant instead, tried on the entries. A group of
//! that name that stands elsewhere in the tree, or the members of groups inside it, as only Active Directory can ask.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::groups::Groups;
use super::ldif::text_of;
use super::name::{self, canonical};
use super::{Log, Query, each_entry, table};
use crate::evidence::search::Proposal;
use crate::ldap::filter::{Assertion, Filter, Kind};
use crate::people::{Barred, DirectoryUsers, ID_ATTRIBUTES, Tri};

/// Tries what may be meant for those whom nothing but memberships leaves out.
pub(super) fn try_others(
    text: &str,
    query: &Query<'_>,
    filter: &Filter,
    people: &mut DirectoryUsers,
) -> anyhow::Result<()> {
    let required = filter.required();
    let asks = |clause: &&Filter| clause.asks_for_direct_members() || clause.asks_for_nested_members();
    let direct = |place: usize| required.get(place).is_some_and(asks);
    let by_groups =
        |by: &Barred| by.is_any() && !by.outside && (0..32).all(|n| by.clauses & Barred::bit(n) == 0 || direct(n));
    let ways: BTreeSet<Barred> = people.bars.rows.iter().copied().filter(by_groups).collect();
    if ways.is_empty() {
        return Ok(());
    }
    if let Some(moved) = moved(text, filter)? {
        // Who is meant not to be a member stays out with the right group, too.
        return Trial { text, query, wider: &moved, all: false }.keep(people, ways);
    }
    let accounts =
        ID_ATTRIBUTES.iter().position(|name| *name == "sAMAccountName").and_then(|n| people.attributes.get(n));
    let active_directory = accounts.is_some_and(|names| (0..names.len()).any(|row| !names.at(row).is_empty()));
    let other = if active_directory { filter.with_nested_groups() } else { filter.with_direct_members() };
    match other {
        // Whoever is in a group inside it is left out still, where the server does not look there.
        Some(other) => Trial { text, query, wider: &other, all: active_directory }.keep(people, ways),
        None => Ok(()),
    }
}

/// Another filter that is tried.
struct Trial<'a> {
    text: &'a str,
    query: &'a Query<'a>,
    wider: &'a Filter,
    /// It is a repair only where it lets in all of those who are left out by one way.
    all: bool,
}

impl Trial<'_> {
    fn keep(self, people: &mut DirectoryUsers, ways: BTreeSet<Barred>) -> anyhow::Result<()> {
        let mut groups = Groups::default();
        each_entry(self.text, &mut Log::default(), |entry| groups.take(entry))?;
        groups.prepare(self.wider);
        let query = Query { filter: Some(self.wider), ..*self.query };
        let wider = table(&query, groups, Log::default(), |log, take| each_entry(self.text, log, take))?.table;
        if wider.in_scope.contains(&Tri::Unknown) {
            return Ok(());
        }
        let inside: Vec<usize> =
            (0..wider.dn.len()).filter(|&row| wider.in_scope.get(row) == Some(&Tri::Yes)).collect();
        let names: HashSet<String> = inside.iter().map(|&row| wider.dn.at(row)).collect();
        let is_unwanted =
            |row: &&usize| wider.bars.no_people.contains(row) || wider.disabled.get(**row) == Some(&Tri::Yes);
        let (entries, unwanted) = (inside.len() as u64, inside.iter().filter(is_unwanted).count() as u64);
        for by in ways {
            let rows = people.bars.rows.iter().enumerate().filter(|(_, own)| **own == by);
            let mut people_of = rows.map(|(row, _)| row).filter(|row| !people.bars.no_people.contains(row)).peekable();
            let comes = |row: usize| names.contains(&people.dn.at(row));
            let helps = match self.all {
                true => people_of.peek().is_some() && people_of.all(comes),
                false => people_of.any(comes),
            };
            if helps {
                let base = query.base.unwrap_or_default().to_owned();
                let found = Proposal { base, filter: self.wider.to_string(), entries, unwanted };
                people.bars.tried.insert(by, found);
            }
        }
        Ok(())
    }
}

/// What the file has of a group that the filter asks for.
#[derive(Default)]
struct Sought {
    /// It is there, or somebody is in it.
    there: bool,
    /// Groups of the same relative name elsewhere, by their canonical names.
    elsewhere: BTreeMap<Vec<u8>, String>,
}

/// The filter with every group that is nowhere replaced by the one of the same relative name; none where nothing can be
/// replaced, or several are called so.
fn moved(text: &str, filter: &Filter) -> anyhow::Result<Option<Filter>> {
    let asked = filter.required().into_iter().filter(|clause| clause.asks_for_direct_members());
    let values = asked.filter_map(|clause| match &clause.kind {
        Kind::Equal(it) => Some(in_one_form(&String::from_utf8_lossy(&it.value))),
        _ => None,
    });
    let mut sought: BTreeMap<Vec<u8>, Sought> = values.map(|name| (name, Sought::default())).collect();
    each_entry(text, &mut Log::default(), |entry| {
        let is_group = ["member", "uniqueMember"].iter().any(|name| entry.values(name).next().is_some());
        let own = is_group.then(|| entry.dn().to_owned());
        for name in entry.values("memberOf").map(|name| text_of(name).into_owned()).chain(own) {
            see(&mut sought, &name);
        }
    })?;
    let mut any = false;
    let required = filter.required().into_iter().map(|clause| match &clause.kind {
        Kind::Equal(it) if clause.asks_for_direct_members() => {
            let found = sought.get(&in_one_form(&String::from_utf8_lossy(&it.value)));
            let only = found.filter(|found| !found.there && found.elsewhere.len() == 1);
            match only.and_then(|found| found.elsewhere.values().next()) {
                Some(group) => {
                    any = true;
                    let value = group.clone().into_bytes();
                    let kind = Kind::Equal(Assertion { attribute: it.attribute.clone(), value });
                    Filter { span: clause.span.clone(), kind }
                }
                None => clause.clone(),
            }
        }
        _ => clause.clone(),
    });
    let other = Filter::and(required.collect());
    Ok(any.then_some(other))
}

fn see(sought: &mut BTreeMap<Vec<u8>, Sought>, group: &str) {
    let name = in_one_form(group);
    for (asked, found) in sought {
        if *asked == name {
            found.there = true;
        } else if asked.starts_with(&name) {
            // A cell that ends early has cut the name: the group is where it was.
        } else if relative(asked) == relative(&name) {
            found.elsewhere.entry(name.clone()).or_insert_with(|| group.to_owned());
        }
    }
}

fn in_one_form(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    canonical(name, &mut out);
    out
}

/// The first part of a canonical name.
fn relative(name: &[u8]) -> &[u8] {
    let ends = |&at: &usize| name::is_within(name, name.get(at..).unwrap_or_default());
    let end = memchr::memchr_iter(b',', name).map(|comma| comma + 1).find(ends);
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_of_a_name_may_hold_commas() {
        let first = |name: &str| relative(&in_one_form(name)).to_vec();
        assert_eq!(first("CN=Ring, OU=East,DC=x"), first("cn=ring,OU=West,DC=x"));
        assert_ne!(first("CN=Ring\\, Red,OU=East,DC=x"), first("CN=Ring\\, Blue,OU=East,DC=x"));
    }
}
