//! What of base and filter leaves users of call manager out, and what base and filter find without it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Links, Tables, is_in_scope, tri};
use crate::evidence::AskedSearch;
use crate::evidence::identity::{Barrier, Class, Difference, Identity, LeftOut, Place};
use crate::evidence::search::Proposal;
use crate::ldap::dn::{self, Dn};
use crate::ldap::filter::{self, Filter};
use crate::people::{Barred, DirectoryUsers, Searched, Tri};

/// Ways to be left out that are told.
const TOLD: usize = 20;
/// Entries named below which people stand.
const PLACES: usize = 3;
/// Ways to be left out that are tried on the directory.
const TRIED: usize = 3;
/// Names of people outside that are looked at for what stands above them all.
const LOOKED_AT: usize = 1000;

/// Tells what leaves out those who are outside base and filter.
pub(super) fn tell(identity: &mut Identity, tables: &Tables, links: Option<&Links>) {
    let (Some(users), Some(directory), Some(links)) = (&tables.call_manager, &tables.directory, links) else { return };
    let Some(compared) = identity.inactive.as_ref().map(|inactive| inactive.compared) else { return };
    let ids: HashSet<&str> = out_of_scope(identity).filter_map(|found| found.call_manager_id.as_deref()).collect();
    let mut barred: HashMap<String, Barred> = HashMap::new();
    let mut rows: BTreeMap<Barred, Vec<usize>> = BTreeMap::new();
    for row in (0..users.id.len()).filter(|&row| ids.contains(users.id.at(row))) {
        let Some(found) = links.directory_row(row) else { continue };
        let by = directory.bars.at(found);
        if by.is_any() && barred.insert(users.id.at(row).to_owned(), by).is_none() {
            rows.entry(by).or_default().push(found);
        }
    }
    let mut ways: Vec<(Barred, Vec<usize>)> = rows.into_iter().collect();
    ways.sort_by_key(|(by, rows)| (usize::MAX - rows.len(), *by));
    ways.truncate(TOLD);
    let barriers = ways.iter().filter_map(|(by, rows)| barrier(directory, *by, rows)).collect();
    let inside = (0..directory.id.len()).filter(|&row| is_in_scope(directory, row)).count() as u64;
    identity.left_out = Some(LeftOut { users: compared, inside, barriers });
    let place = |found: &Difference| {
        let by = barred.get(found.call_manager_id.as_deref()?)?;
        u16::try_from(ways.iter().position(|(way, _)| way == by)?).ok()
    };
    for comparison in [&mut identity.in_directory, &mut identity.inactive].into_iter().flatten() {
        for found in comparison.differences.iter_mut().filter(|found| found.class == Class::OutOfScope) {
            found.barrier = place(found);
        }
    }
}

fn out_of_scope(identity: &Identity) -> impl Iterator<Item = &Difference> {
    let comparisons = [&identity.in_directory, &identity.inactive].into_iter().flatten();
    comparisons.flat_map(|all| &all.differences).filter(|found| found.class == Class::OutOfScope)
}

fn barrier(directory: &DirectoryUsers, by: Barred, rows: &[usize]) -> Option<Barrier> {
    let search = directory.bars.searches.get(usize::from(by.search))?;
    let parsed = filter::parse(&search.filter).ok();
    let required = parsed.as_ref().map(Filter::required).unwrap_or_default();
    let clauses = required.iter().enumerate().filter(|(place, _)| by.clauses & Barred::bit(*place) != 0);
    Some(Barrier {
        base: search.base.clone(),
        further: if by.outside { further(directory, &search.base) } else { Vec::new() },
        empty: if by.outside { empty(directory) } else { Vec::new() },
        filter: search.filter.clone(),
        outside: by.outside,
        clauses: clauses.map(|(_, clause)| clause.to_string()).collect(),
        users: rows.len() as u64,
        places: if by.outside { places(directory, rows) } else { Vec::new() },
        without: directory.bars.tried.get(&by).cloned().or_else(|| counted(directory, by)),
    })
}

/// The bases of the other searches.
fn further(directory: &DirectoryUsers, base: &str) -> Vec<String> {
    let mut others: Vec<String> = Vec::new();
    for search in directory.bars.searches.iter().filter(|search| search.base != base) {
        if !others.contains(&search.base) {
            others.push(search.base.clone());
        }
    }
    others
}

/// The bases below which nobody stands.
fn empty(directory: &DirectoryUsers) -> Vec<String> {
    let searches = &directory.bars.searches;
    if !directory.bars.is_whole {
        return Vec::new();
    }
    let bases = searches.iter().filter_map(|search| Some((dn::parse(&search.base).ok()?, &search.base)));
    let mut open: Vec<(Dn, &String)> = bases.collect();
    let entries = (0..directory.dn.len()).map(|row| directory.dn.at(row).to_string());
    let others = (0..directory.bars.others.len()).map(|row| directory.bars.others.at(row).to_owned());
    for name in entries.chain(others) {
        if open.is_empty() {
            break;
        }
        if let Ok(name) = dn::parse(&name) {
            open.retain(|(base, _)| !name.is_within(base));
        }
    }
    let names = open.into_iter().map(|(_, base)| base.clone());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The entries directly above these people, the most frequent first.
fn places(directory: &DirectoryUsers, rows: &[usize]) -> Vec<Place> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for &row in rows {
        let parent = dn::parse(&directory.dn.at(row)).ok().and_then(|name| name.parent());
        *found.entry(parent.map_or_else(String::new, |parent| parent.to_string())).or_default() += 1;
    }
    let mut found: Vec<Place> = found.into_iter().map(|(dn, users)| Place { dn, users }).collect();
    found.sort_by(|one, other| other.users.cmp(&one.users).then_with(|| one.dn.cmp(&other.dn)));
    found.truncate(PLACES);
    found
}

/// What the table itself shows of base and filter without what bars these people: no people but people come by it.
fn counted(directory: &DirectoryUsers, by: Barred) -> Option<Proposal> {
    let bars = &directory.bars;
    // Of several searches, one has whom another lacks; and what is not shown cannot be counted.
    if !bars.is_whole || bars.searches.len() != 1 || directory.in_scope.contains(&Tri::Unknown) {
        return None;
    }
    let active_directory = by_kind(directory);
    let (base, filter) = without(directory, by, active_directory)?;
    let wider = dn::parse(&base).ok()?;
    let comes = |own: Barred, dn: &str| {
        own.falls_with(by) && (!own.outside || dn::parse(dn).is_ok_and(|name| name.is_within(&wider)))
    };
    let rows: Vec<usize> = (0..directory.dn.len()).filter(|&row| comes(bars.at(row), &directory.dn.at(row))).collect();
    let people = || rows.iter().filter(|row| !bars.no_people.contains(row));
    let others = bars.others_by.iter().enumerate().filter(|&(place, &own)| comes(own, bars.others.at(place))).count();
    let is_disabled = |row: &&usize| tri(&directory.disabled, **row) == Tri::Yes;
    let disabled = people().filter(is_disabled).count() as u64;
    let all = people().count() as u64;
    let is_usual = every_clause(&bars.searches, by)?;
    let more = rows.len() as u64 - all + others as u64;
    let (filter, entries, unwanted) = match (is_usual, more > 0, active_directory) {
        (true, _, true) => (filter, all - disabled, 0),
        (false, true, true) => (people_only(&filter, true)?, all - disabled, 0),
        (true, ..) => (filter, all, disabled),
        (false, ..) => (filter, all + more, disabled + more),
    };
    (entries > 0).then_some(Proposal { base, filter, entries, unwanted })
}

/// The filter narrowed to what call manager itself takes for people.
pub(crate) fn people_only(text: &str, active_directory: bool) -> Option<String> {
    let usual = AskedSearch::default().filter_on(active_directory);
    let parts = [filter::parse(text).ok()?, filter::parse(&usual).ok()?];
    let mut clauses: Vec<Filter> = Vec::new();
    for clause in parts.iter().flat_map(Filter::required) {
        let is_same = |known: &Filter| known.to_string().eq_ignore_ascii_case(&clause.to_string());
        if !clauses.iter().any(is_same) {
            clauses.push(clause.clone());
        }
    }
    Some(Filter::and(clauses).to_string())
}

/// Only Active Directory's people have this name.
fn by_kind(directory: &DirectoryUsers) -> bool {
    let accounts = super::attribute(directory, "sAMAccountName");
    (0..directory.dn.len()).any(|row| !accounts.at(row).is_empty())
}

/// Whether nothing of the filter is left without these clauses.
fn every_clause(searches: &[Searched], by: Barred) -> Option<bool> {
    let search = searches.get(usize::from(by.search))?;
    let Ok(parsed) = filter::parse(&search.filter) else { return Some(true) };
    Some(parsed.required().iter().enumerate().all(|(place, _)| by.clauses & Barred::bit(place) != 0))
}

/// The ways to be left out that are worth a search of their own: those that many share, the most first.
pub(crate) fn worth_trying(directory: &DirectoryUsers) -> Vec<Barred> {
    let mut ways: BTreeMap<Barred, usize> = BTreeMap::new();
    for &by in directory.bars.rows.iter().filter(|by| by.is_any()) {
        *ways.entry(by).or_default() += 1;
    }
    let mut ways: Vec<(Barred, usize)> =
        ways.into_iter().filter(|(_, count)| count * 20 >= directory.dn.len()).collect();
    ways.sort_by_key(|&(by, count)| (usize::MAX - count, by));
    ways.into_iter().take(TRIED).map(|(by, _)| by).collect()
}

/// The base and the filter of a search without what bars these people; none where no such base is known.
pub(crate) fn without(directory: &DirectoryUsers, by: Barred, active_directory: bool) -> Option<(String, String)> {
    let search = directory.bars.searches.get(usize::from(by.search))?;
    let base = if by.outside { above_all(directory, search, by)? } else { search.base.clone() };
    let usual = || AskedSearch::default().filter_on(active_directory);
    let Ok(parsed) = filter::parse(&search.filter) else { return Some((base, usual())) };
    let rest = parsed.required().into_iter().enumerate();
    let rest: Vec<Filter> =
        rest.filter(|(place, _)| by.clauses & Barred::bit(*place) == 0).map(|(_, clause)| clause.clone()).collect();
    let filter = if by.clauses == 0 {
        search.filter.clone()
    } else if rest.is_empty() {
        usual()
    } else {
        Filter::and(rest).to_string()
    };
    Some((base, filter))
}

/// The lowest entry above the base and all who are barred like this; none outside the domain, where there is no such
/// entry.
fn above_all(directory: &DirectoryUsers, search: &Searched, by: Barred) -> Option<String> {
    let mut above = dn::parse(&search.base).ok()?;
    let is_domain = |name: &Dn| {
        name.parts
            .first()
            .is_some_and(|part| matches!(part.values.as_slice(), [(kind, _)] if kind.eq_ignore_ascii_case("dc")))
    };
    let rows = directory.bars.rows.iter().enumerate().filter(|(_, own)| **own == by).map(|(row, _)| row);
    for row in rows.take(LOOKED_AT) {
        let parent = dn::parse(&directory.dn.at(row)).ok()?.parent()?;
        while !parent.is_within(&above) {
            // Above the head of a domain stands no entry.
            if is_domain(&above) {
                return None;
            }
            above = above.parent().filter(|above| !above.parts.is_empty())?;
        }
    }
    Some(above.to_string())
}
