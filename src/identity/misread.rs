//! User IDs of which an export shows other letters, since it was written in one code page and read in another: `mÃ¼ller`,
//! `m³ller` or `m?ller` for `müller`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use encoding_rs::WINDOWS_1252;

use super::spreadsheet::{node, open_those, texts};
use super::{Tables, same};
use crate::evidence::identity::{Difference, Gap, Identity, Missing, System};
use crate::people::Column;

/// Stands for letters beyond ASCII in the shape of an ID.
const LETTERS: char = '\u{1a}';

/// Plain characters that a shape needs to say anything.
const FEWEST: usize = 2;

/// Leaves open who differs by such letters alone, and says whose export has them.
pub(super) fn settle(identity: &mut Identity, tables: &Tables) {
    let shapes = shapes(identity);
    if shapes.is_empty() {
        return;
    }
    let lists = lists(tables);
    let found = Found::of(&lists, &shapes);
    let misread = found.misread();
    let wrong: HashSet<&str> = misread.iter().map(|(_, wrong, _)| *wrong).collect();
    let open = found.alike(&wrong);
    let has = |text: &Option<String>| text.as_ref().is_some_and(|text| open.contains(&text.to_lowercase()));
    let is_open = |found: &Difference| {
        let address = found.contact.as_ref().is_some_and(|_| open.contains(&node(found).to_lowercase()));
        address || [&found.call_manager_id, &found.directory_id, &found.suggestion].into_iter().any(has)
    };
    let compared = [
        &mut identity.in_directory,
        &mut identity.in_call_manager,
        &mut identity.inactive,
        &mut identity.on_presence,
        &mut identity.contacts,
        &mut identity.owners,
    ];
    compared.into_iter().for_each(|all| open_those(all, is_open));
    let is_wrong = |found: &Difference| found.call_manager_id.as_deref().is_some_and(|id| wrong.contains(id));
    open_those(&mut identity.illegal_ids, is_wrong);
    for (nth, (system, kind, _)) in lists.iter().enumerate() {
        let own: Vec<_> = misread.iter().filter(|(list, ..)| *list == nth).collect();
        if let Some((_, wrong, right)) = own.first() {
            let names = vec![(*wrong).to_owned(), (*right).to_owned()];
            identity.gaps.push(Gap { system: *system, kind: *kind, count: own.len() as u64, names });
        }
    }
}

/// The lists that have user IDs.
fn lists(tables: &Tables) -> Vec<(System, Missing, Vec<&Column>)> {
    let users = tables.call_manager.iter().map(|users| &users.id).collect();
    let people = tables.directory.iter().map(|people| &people.id).collect();
    let presence = tables.presence.iter().map(|users| &users.id).collect();
    let lists = tables.contacts.iter().flat_map(|lists| [&lists.owner, &lists.contact]).collect();
    vec![
        (System::CallManager, Missing::CodePage, users),
        (System::Directory, Missing::CodePage, people),
        (System::Presence, Missing::CodePage, presence),
        (System::Presence, Missing::ListCodePage, lists),
    ]
}

/// The shapes of all IDs with such letters that somebody differs by; none where nobody's are damaged.
fn shapes(identity: &Identity) -> HashSet<String> {
    let all = [
        &identity.in_directory,
        &identity.in_call_manager,
        &identity.inactive,
        &identity.on_presence,
        &identity.contacts,
        &identity.owners,
    ];
    let differences = || all.into_iter().flatten().flat_map(|all| &all.differences);
    let ids = || {
        differences().flat_map(|found| {
            let own = [&found.call_manager_id, &found.directory_id, &found.suggestion];
            own.into_iter().flatten().map(String::as_str).chain(found.contact.as_ref().map(|_| node(found)))
        })
    };
    if ids().any(is_damaged) { ids().filter_map(shape).collect() } else { HashSet::new() }
}

/// The IDs of one shape, by the number of the list that has them.
#[derive(Default)]
struct Found<'a>(BTreeMap<String, BTreeSet<(usize, &'a str)>>);

impl<'a> Found<'a> {
    fn of(lists: &[(System, Missing, Vec<&'a Column>)], shapes: &HashSet<String>) -> Self {
        let mut found = Self::default();
        for (nth, (.., columns)) in lists.iter().enumerate() {
            for id in columns.iter().flat_map(|column| texts(column)).filter(|id| has_letters(id)) {
                if let Some(shape) = shape(id).filter(|shape| shapes.contains(shape)) {
                    found.0.entry(shape).or_default().insert((nth, id));
                }
            }
        }
        found
    }

    /// List, ID there, and what it is in another list. Letters that are still letters prove nothing by themselves: they are
    /// taken in a list that has damaged ones, too.
    fn misread(&self) -> Vec<(usize, &'a str, &'a str)> {
        let proven: BTreeSet<usize> = self.pairs(&|list, wrong, _| is_damaged(wrong).then_some(list)).collect();
        let is_told = |list: &usize, wrong: &str, other: &usize| {
            proven.contains(list) && (is_damaged(wrong) || !proven.contains(other))
        };
        self.pairs(&|list, wrong, (other, right)| is_told(&list, wrong, &other).then_some((list, wrong, right)))
            .collect()
    }

    /// What `of` says of each ID of a list and the undamaged one of another list that it is most likely, for which it says
    /// anything.
    fn pairs<T>(&self, of: &dyn Fn(usize, &'a str, (usize, &'a str)) -> Option<T>) -> impl Iterator<Item = T> {
        self.0.values().flat_map(move |all| {
            let mut sound: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
            for (list, id) in all.iter().filter(|(_, id)| !is_damaged(id)) {
                sound.entry(*list).or_default().push(id);
            }
            all.iter().filter_map(move |&(list, wrong)| {
                let meant = repaired(wrong);
                let mut others = sound.iter().filter(|(other, _)| **other != list);
                others.find_map(|(other, ids)| {
                    let exact = meant.as_deref().and_then(|meant| ids.get(ids.binary_search(&meant).ok()?));
                    let right = exact.or_else(|| ids.iter().find(|right| !same(wrong, right)))?;
                    of(list, wrong, (*other, right))
                })
            })
        })
    }

    /// All that one of these may be, in lower case: nothing but their shape may be left of several.
    fn alike(&self, wrong: &HashSet<&str>) -> HashSet<String> {
        let told = self.0.values().filter(|all| all.iter().any(|(_, id)| wrong.contains(id)));
        told.flatten().map(|(_, id)| id.to_lowercase()).collect()
    }
}

/// An ID of which the bytes of UTF-8 were read as letters, with its own letters.
fn repaired(id: &str) -> Option<String> {
    let (bytes, _, lossy) = WINDOWS_1252.encode(id);
    (!lossy && !id.is_ascii()).then(|| String::from_utf8(bytes.into_owned()).ok())?
}

fn has_letters(id: &str) -> bool {
    !id.is_ascii() || id.contains('?')
}

/// The plain characters of an ID, and where others stand.
fn shape(id: &str) -> Option<String> {
    if !has_letters(id) {
        return None;
    }
    let mut shape = String::new();
    for c in id.chars() {
        if c.is_ascii() && c != '?' {
            shape.push(c.to_ascii_lowercase());
        } else if !shape.ends_with(LETTERS) {
            shape.push(LETTERS);
        }
    }
    (shape.chars().filter(char::is_ascii_alphanumeric).count() >= FEWEST).then_some(shape)
}

/// Whether an ID has what no name has: signs in place of letters, or the bytes of UTF-8 as letters.
fn is_damaged(id: &str) -> bool {
    let is_sign = |c: char| c == '?' || (!c.is_ascii() && !c.is_alphabetic());
    if id.contains(is_sign) {
        return true;
    }
    let mut runs = id.split(|c: char| c.is_ascii()).filter(|run| !run.is_empty());
    runs.any(|run| {
        let (bytes, _, lossy) = WINDOWS_1252.encode(run);
        !lossy && std::str::from_utf8(&bytes).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::join;
    use crate::people::{CallManagerUsers, DirectoryUsers, Tri};
    use std::sync::Arc;

    /// How many are told and left open, and the gap's names, of these IDs of call manager and the directory.
    fn of(users: &[&str], people: &[&str]) -> (usize, usize, Vec<(System, Vec<String>)>) {
        let mut ours = CallManagerUsers::default();
        for id in users {
            ours.id.push(id);
            ours.from_ldap.push(Tri::Yes);
        }
        let mut theirs = DirectoryUsers::default();
        for id in people {
            theirs.id.push(id);
            theirs.dn.push(&format!("CN={id},DC=quay,DC=test"));
            theirs.in_scope.push(Tri::Yes);
        }
        let tables = Tables { call_manager: Some(Arc::new(ours)), directory: Some(theirs), ..Tables::default() };
        let found = join(&tables);
        let both = [found.in_directory.unwrap(), found.in_call_manager.unwrap()];
        let told = both.iter().map(|all| all.differences.len()).sum();
        let open = both.iter().map(|all| all.undecided.len()).sum();
        let gaps = found.gaps.into_iter().filter(|gap| gap.kind == Missing::CodePage);
        (told, open, gaps.map(|gap| (gap.system, gap.names)).collect())
    }

    #[test]
    fn letters_of_another_code_page_are_told_as_that() {
        let plain = ["ines", "kurt", "lena"];
        for (wrong, right) in [
            ("s\u{c3}\u{b6}ren", "sören"),
            ("s\u{f7}ren", "sören"),
            ("s\u{201d}ren", "sören"),
            ("s├Âren", "sören"),
            ("s?ren", "sören"),
            ("s??ren", "sören"),
            ("s\u{fffd}ren", "sören"),
            ("wei\u{c3}\u{178}", "weiß"),
            ("\u{c5}\u{81}ukasz", "Łukasz"),
            ("s\u{c3}\u{192}\u{c2}\u{b6}ren", "sören"),
        ] {
            let [mut users, mut people] = [plain.to_vec(), plain.to_vec()];
            users.push(wrong);
            people.push(right);
            let names = vec![wrong.to_owned(), right.to_owned()];
            assert_eq!(of(&users, &people), (0, 2, vec![(System::CallManager, names.clone())]), "{wrong}");
            assert_eq!(of(&people, &users), (0, 2, vec![(System::Directory, names)]), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_another_script_are_each_their_own() {
        let right = ["анна@quay.test", "борис@quay.test", "вера@quay.test"];
        let garbled = |id: &&str| WINDOWS_1252.decode_without_bom_handling(id.as_bytes()).0.into_owned();
        let wrong: Vec<String> = right.iter().map(garbled).collect();
        let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
        let (told, open, gaps) = of(&wrong, &right);
        assert_eq!((told, open), (0, 6));
        let pairs = wrong.iter().zip(right).map(|(wrong, right)| vec![(*wrong).to_owned(), right.to_owned()]);
        let pairs: Vec<_> = pairs.map(|names| vec![(System::CallManager, names)]).collect();
        assert!(pairs.contains(&gaps), "{gaps:?}");
        assert_eq!(of(&["??????@quay.test"], &right[..2]).0, 0, "either may be meant");
        assert_eq!(of(&["анна@quay.test"], &["борис@quay.test"]), (2, 0, Vec::new()), "two people");
    }

    #[test]
    fn many_of_one_shape_are_compared_once() {
        let all: Vec<String> = (0..20_000u32).map(|n| format!("{}@quay.test", letters(n))).collect();
        let garbled: Vec<String> =
            all.iter().map(|id| WINDOWS_1252.decode_without_bom_handling(id.as_bytes()).0.into_owned()).collect();
        let column = |ids: &[String]| {
            let mut column = Column::default();
            ids.iter().for_each(|id| column.push(id));
            column
        };
        let (sound, broken) = (column(&all), column(&garbled));
        let shapes = all.first().and_then(|id| shape(id)).into_iter().collect();
        let lists = [
            (System::CallManager, Missing::CodePage, vec![&sound]),
            (System::Directory, Missing::CodePage, vec![&broken]),
        ];
        assert_eq!(Found::of(&lists, &shapes).misread().len(), all.len());
    }

    /// Five letters of another script for a number.
    fn letters(number: u32) -> String {
        (0..5).filter_map(|at| char::from_u32(0x430 + (number >> (4 * at)) % 16)).collect()
    }

    #[test]
    fn a_letter_for_a_letter_needs_a_sign_beside_it() {
        let both = of(&["j\u{f5}ger", "s\u{f7}ren"], &["jäger", "sören"]);
        assert_eq!((both.0, both.1, both.2.len()), (0, 4, 1));
        for (users, people) in [
            (["j\u{f5}ger", "kurt"], ["jäger", "kurt"]),
            (["möller", "kurt"], ["müller", "kurt"]),
            (["jdoe\u{a0}", "kurt"], ["jroe", "kurt"]),
            (["s\u{f7}ren", "kurt"], ["bjørn", "kurt"]),
        ] {
            assert_eq!(of(&users, &people), (2, 0, Vec::new()), "{users:?}");
        }
        assert_eq!(of(&["sören", "kurt"], &["sören", "kurt"]), (0, 0, Vec::new()));
    }
}
