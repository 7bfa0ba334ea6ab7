//! A directory from a file: LDIF (ldapsearch, ldifde, AdFind), CSV (csvde) or JSON (PowerShell), with base and filter applied as the directory
//! would.

mod closed;
mod csvde;
mod entries;
mod entry;
mod groups;
mod implied;
mod json;
mod ldif;
mod name;
pub(crate) mod people;
mod power_shell;
mod regrouped;
mod scope;
mod server;
mod several;
mod sieve;
mod unlike;
mod whole;

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use anyhow::Context;

use self::entries::Entries;
pub use self::entry::Entry;
use self::groups::{Groups, asks_for_members};
pub(crate) use self::people::Filling;
use self::scope::Scope;
pub(crate) use self::sieve::Sieve;
use super::{LIMITS, Loaded, Log, pieces, source, text};
use crate::evidence::identity::{Gap, Missing, System};
use crate::identity::scale::{AsHashed, Seed};
use crate::ldap::filter::Filter;
use crate::people::{Column, DirectoryUsers, Searched, Tri};

/// What a synchronisation would take.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The attribute that becomes the user ID.
    pub user_id: &'a str,
    /// Search base; none is the whole file.
    pub base: Option<&'a str>,
    /// Filter; none takes everybody who is a person.
    pub filter: Option<&'a Filter>,
}

/// Reads the people of a directory from a file, or from standard input for `-`. Those outside base or filter are kept
/// too, and marked.
///
/// Fails, with what was expected and what was found, on a file that is neither LDIF nor CSV with a column DN, and on
/// LDIF with changes instead of entries.
pub fn load(path: &Path, query: &Query<'_>) -> anyhow::Result<Loaded<DirectoryUsers>> {
    if let Some(read) = load_pieces(path, pieces::PIECE, query) {
        return Ok(read);
    }
    source::load(path, "the people of the directory", |bytes| read(bytes, query))
}

/// Reads the people piece by piece. None for a filter that takes two passes, and for a file that must be read as a whole.
pub(super) fn load_pieces(path: &Path, size: usize, query: &Query<'_>) -> Option<Loaded<DirectoryUsers>> {
    if query.filter.is_some_and(asks_for_members) {
        return None;
    }
    let mut entries = Entries::default();
    let each = |log: &mut Log, take: &mut dyn FnMut(&Entry)| {
        pieces::each(path, size, |text, last| entries.take(text, last, log, &mut *take)).context("no pieces")?;
        Ok(entries.conclude(log))
    };
    table(query, Groups::default(), Log::default(), each).ok()
}

/// Reads the people from the bytes of a file.
pub fn read(bytes: Vec<u8>, query: &Query<'_>) -> anyhow::Result<Loaded<DirectoryUsers>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut groups = Groups::default();
    if let Some(filter) = query.filter.filter(|filter| asks_for_members(filter)) {
        // What is wrong with entries is said in the second pass.
        each_entry(&text, &mut Log::default(), |entry| groups.take(entry))?;
        groups.prepare(filter);
    }
    let mut read = table(query, groups, log, |log, take| each_entry(&text, log, take))?;
    if let Some(filter) = query.filter {
        regrouped::try_others(&text, query, filter, &mut read.table)?;
    }
    Ok(read)
}

/// The table of all entries that `each` passes on; it also says what the file is.
fn table(
    query: &Query<'_>,
    groups: Groups,
    mut log: Log,
    each: impl FnOnce(&mut Log, &mut dyn FnMut(&Entry)) -> anyhow::Result<(&'static str, Vec<Gap>)>,
) -> anyhow::Result<Loaded<DirectoryUsers>> {
    let mut scope = Scope::new(query, groups);
    let mut filling = Filling::new(query.user_id);
    let mut tally = Tally::default();
    let mut entries = 0_u64;
    let (mut no_people, mut others, mut others_by) = (BTreeSet::new(), Column::default(), Vec::new());
    let mut names = Names::new();
    let (kind, gaps) = each(&mut log, &mut |entry| {
        if names.has(entry.dn()) {
            tally.again += 1;
            return;
        }
        entries += 1;
        let judged = scope.judge(entry);
        let person = filling.is_person(entry);
        if !person {
            tally.no_people += 1;
            filling.take_domain(entry);
        }
        if person || (query.filter.is_some() && judged.in_base && judged.matches) {
            scope.keep(filling.rows(), judged);
            if !person {
                no_people.insert(filling.rows());
            }
            filling.push_barred(entry, judged.in_scope(), judged.barred);
        } else {
            others.push(entry.dn());
            others_by.push(judged.barred);
        }
    })?;
    let mut table = filling.finish();
    (table.bars.no_people, table.bars.others, table.bars.others_by) = (no_people, others, others_by);
    table.is_csv = kind == entries::CSV;
    table.bars.is_whole = true;
    table.bars.searches.push(searched(query));
    table.gaps.extend(gaps.into_iter().chain([entries, table.dn.len() as u64].into_iter().find_map(at_limit)));
    table.gaps.extend(scope.conclude(&mut table.in_scope));
    table.gaps.extend(without_ids(&table, query));
    tally.conclude(query, &scope, &table, &mut log);
    let rows = table.dn.len();
    Ok(log.finish(kind, rows, table))
}

fn searched(query: &Query<'_>) -> Searched {
    let filter = query.filter.map(Filter::to_string).unwrap_or_default();
    Searched { base: query.base.unwrap_or_default().to_owned(), filter }
}

/// An export that ends where programs and servers stop may have lost the others.
fn at_limit(count: u64) -> Option<Gap> {
    let is_one = LIMITS.contains(&count);
    is_one.then(|| Gap { system: System::Directory, kind: Missing::Limit, count, names: Vec::new() })
}

/// Without the attribute of the user ID, an export tells of nobody who has which one.
fn without_ids(table: &DirectoryUsers, query: &Query<'_>) -> Option<Gap> {
    let people = table.id.len();
    let none = people > 0 && table.hidden_ids.is_empty() && (0..people).all(|row| table.id.at(row).is_empty());
    let names = vec![query.user_id.to_owned()];
    none.then_some(Gap { system: System::Directory, kind: Missing::UserIds, count: people as u64, names })
}

/// Calls for every entry of the file, and says what the file is.
fn each_entry(text: &str, log: &mut Log, take: impl FnMut(&Entry)) -> anyhow::Result<(&'static str, Vec<Gap>)> {
    let mut entries = Entries::default();
    entries.take(text, true, log, take)?;
    Ok(entries.conclude(log))
}

/// The names of the entries so far, as hashes.
struct Names {
    known: HashSet<u64, AsHashed>,
    seed: Seed,
}

impl Names {
    fn new() -> Self {
        // Room for those of a large company at once: what is not filled is never touched, while growing moves them all.
        Self { known: HashSet::with_capacity_and_hasher(450_000, AsHashed), seed: Seed::random() }
    }

    /// Whether this name was there before.
    fn has(&mut self, dn: &str) -> bool {
        !dn.is_empty() && !self.known.insert(self.seed.hash(0, dn))
    }
}

/// What was met, to be told at the end.
#[derive(Default)]
struct Tally {
    no_people: u64,
    /// Entries that stand there once more, as where the results of several searches are in one file.
    again: u64,
}

impl Tally {
    /// An export with few attributes can hide what the filter asks for: then nothing is decided by it.
    fn conclude(self, query: &Query<'_>, scope: &Scope, table: &DirectoryUsers, log: &mut Log) {
        log.note_count(self.no_people, "{n} entries are no people");
        log.note_count(self.again, "{n} entries stand there more than once: the first of each counts");
        let missing: Vec<&str> = scope.missing().collect();
        if !missing.is_empty() {
            log.note(format!("the filter asks for {}, which no entry of the export has", missing.join(", ")));
        }
        let count = |of| table.in_scope.iter().filter(|&&scope| scope == of).count() as u64;
        if query.filter.is_some() || query.base.is_some() {
            log.note_count(count(Tri::No), "{n} people are outside base or filter");
        }
        log.note_count(count(Tri::Unknown), "{n} people are inside or outside, which the export does not tell");
        if without_ids(table, query).is_some() {
            log.note(format!("no entry has {}, the attribute of the user ID", query.user_id));
        }
    }
}
