//! Lists in the order of their IDs that end before everybody whom they lack would stand there: they were cut between two
//! rows, which nothing else shows.

use std::collections::BTreeSet;

use super::Tables;
use crate::evidence::identity::{Class, Comparison, Difference, Gap, Identity, Missing, System};
use crate::people::Column;

/// Of fewer rows, the order may be chance.
const FEWEST_ROWS: usize = 20;

/// Of fewer people, all may be of the end of the alphabet.
const FEWEST: usize = 3;

/// What is told of such a list.
const SORTED: &str = "it is in the order of its user IDs, and all who are missing would stand behind its last one";

/// The lists that ended early; what they leave open is taken back with the other gaps.
pub(super) fn gaps(identity: &Identity, tables: &Tables) -> Vec<Gap> {
    let gone = ids(&identity.in_directory, |class| class == Class::Gone, |found| found.call_manager_id.as_deref());
    let absent = ids(&identity.in_call_manager, |_| true, |found| found.directory_id.as_deref());
    let missing = ids(&identity.on_presence, |class| class == Class::Missing, |found| found.call_manager_id.as_deref());
    let lists = [
        (System::Directory, tables.directory.as_ref().map(|people| &people.id), gone),
        (System::CallManager, tables.call_manager.as_ref().map(|users| &users.id), absent),
        (System::Presence, tables.presence.as_ref().map(|users| &users.id), missing),
    ];
    let ended = lists.into_iter().filter(|(_, list, lacks)| list.is_some_and(|list| ends_early(list, lacks)));
    let gap = |(system, _, lacks): (System, _, Vec<&str>)| Gap {
        system,
        kind: Missing::End,
        count: lacks.len() as u64,
        names: vec![SORTED.to_owned()],
    };
    ended.map(gap).collect()
}

fn ids<'i>(
    all: &'i Option<Comparison>,
    of: impl Fn(Class) -> bool,
    id: impl Fn(&'i Difference) -> Option<&'i str>,
) -> Vec<&'i str> {
    let differences = all.iter().flat_map(|all| &all.differences).filter(|found| of(found.class));
    differences.filter_map(id).collect()
}

/// Whether a list is sorted, and all whom it lacks come after it; those of one letter may be of one kind, as contractors,
/// and those of numbers, which are given in turn, may be new.
fn ends_early(list: &Column, lacks: &[&str]) -> bool {
    if lacks.len() < FEWEST || list.len() < FEWEST_ROWS {
        return false;
    }
    let key = |id: &str| id.to_lowercase();
    let last = key(list.at(list.len() - 1));
    let letters: BTreeSet<Option<char>> = lacks.iter().map(|id| key(id).chars().next()).collect();
    let filled = (0..list.len()).map(|row| list.at(row)).filter(|id| !id.is_empty());
    let letters = letters.into_iter().flatten().filter(|first| first.is_alphabetic()).count();
    letters > 1 && lacks.iter().all(|id| key(id) > last) && filled.map(key).is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_list_that_lacks_its_end_was_cut() {
        let names: Vec<String> = (0..30).map(|n| format!("{}{n}", (b'a' + n as u8 / 3) as char)).collect();
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.sort_unstable();
        let of = |names: &[&str], lacks: &[&str]| {
            let mut list = Column::default();
            names.iter().for_each(|name| list.push(name));
            ends_early(&list, lacks)
        };
        assert!(of(&names, &["Otto", "paul", "rosa"]));
        for lacks in [&["otto", "paul"][..], &["otto", "paul", "bea"], &["x-1", "x-2", "x-3"]] {
            assert!(!of(&names, lacks), "{lacks:?}");
        }
        assert!(!of(&names[..15], &["otto", "paul", "rosa"]), "too short to tell");
        let numbers: Vec<String> = (3970..3998).map(|n| n.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        assert!(!of(&numbers, &["3998", "3999", "4000"]), "the next ones to be given");
        names.swap(3, 9);
        assert!(!of(&names, &["otto", "paul", "rosa"]), "not sorted");
    }
}
