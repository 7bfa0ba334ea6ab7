//! A directory from a file: LDIF (ldapsearch, ldifde) or CSV (csvde), with base and filter applied as the directory
//! would.

mod csvde;
mod entries;
mod entry;
mod groups;
mod ldif;
mod name;
pub(crate) mod people;

use std::path::Path;

use anyhow::Context;

use self::entries::Entries;
pub use self::entry::Entry;
use self::groups::{Groups, asks_for_members};
use self::name::{canonical, is_plainly_below, is_within};
pub(crate) use self::people::Filling;
use super::{Loaded, Log, pieces, source, text};
use crate::ldap::filter::Filter;
use crate::ldap::filter::eval::{self, Matcher};
use crate::people::DirectoryUsers;

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
    table(query, groups, log, |log, take| each_entry(&text, log, take))
}

/// The table of all entries that `each` passes on; it also says what the file is.
fn table(
    query: &Query<'_>,
    groups: Groups,
    mut log: Log,
    each: impl FnOnce(&mut Log, &mut dyn FnMut(&Entry)) -> anyhow::Result<&'static str>,
) -> anyhow::Result<Loaded<DirectoryUsers>> {
    let mut scope = Scope { groups, ..Scope::new(query) };
    let mut filling = Filling::new(query.user_id);
    let mut tally = Tally::default();
    let (mut missing, mut names) = (Vec::new(), 0);
    let kind = each(&mut log, &mut |entry| {
        let (in_base, matches) = scope.judge(entry);
        let person = filling.is_person(entry);
        tally.count(in_base, matches, person);
        if person || (query.filter.is_some() && in_base && matches) {
            filling.push(entry, in_base && matches);
            tally.in_base.push(in_base);
        }
        if names != entry.names() {
            missing = query.missing(entry);
            names = entry.names();
        }
    })?;
    let mut table = filling.finish();
    // The groups of the file tell memberships too.
    missing.retain(|attribute| scope.groups.is_empty() || !attribute.eq_ignore_ascii_case("memberOf"));
    tally.conclude(query, &missing, &mut table, &mut log);
    let rows = table.dn.len();
    Ok(log.finish(kind, rows, table))
}

/// Calls for every entry of the file, and says what the file is.
fn each_entry(text: &str, log: &mut Log, take: impl FnMut(&Entry)) -> anyhow::Result<&'static str> {
    let mut entries = Entries::default();
    entries.take(text, true, log, take)?;
    Ok(entries.conclude(log))
}

impl Query<'_> {
    /// Attributes of the filter that no entry has had so far.
    fn missing(&self, entry: &Entry) -> Vec<String> {
        let asked = self.filter.map(Filter::attributes).unwrap_or_default();
        let missing = asked.into_iter().filter(|attribute| entry.place(attribute).is_none());
        missing.map(str::to_owned).collect()
    }
}

/// Base and filter, ready to judge entries.
struct Scope {
    base: Vec<u8>,
    matcher: Option<Matcher>,
    groups: Groups,
    name: Vec<u8>,
}

impl Scope {
    fn new(query: &Query<'_>) -> Self {
        let mut base = Vec::new();
        canonical(query.base.unwrap_or_default(), &mut base);
        Self { base, matcher: query.filter.map(Matcher::new), groups: Groups::default(), name: Vec::new() }
    }

    /// Whether an entry is inside the base, and whether it matches the filter.
    fn judge(&mut self, entry: &Entry) -> (bool, bool) {
        let within = is_plainly_below(entry.dn(), &self.base) || {
            self.name.clear();
            canonical(entry.dn(), &mut self.name);
            is_within(&self.name, &self.base)
        };
        let Some(matcher) = &self.matcher else { return (within, true) };
        let member = Member { entry, groups: &self.groups };
        let nested = |_: &str, group: &str| self.groups.is_member_nested(entry, group);
        (within, matcher.matches(&member, &nested))
    }
}

/// An entry with the memberships that only the groups of the file tell.
struct Member<'e> {
    entry: &'e Entry,
    groups: &'e Groups,
}

impl eval::Entry for Member<'_> {
    fn dn(&self) -> &str {
        self.entry.dn()
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let listed = (attribute == "memberof").then(|| self.groups.of(self.entry.dn()));
        self.entry.values(attribute).chain(listed.into_iter().flatten().map(str::as_bytes))
    }
}

/// What was met, to be told at the end.
#[derive(Default)]
struct Tally {
    matched: u64,
    outside: u64,
    no_people: u64,
    in_base: Vec<bool>,
}

impl Tally {
    fn count(&mut self, in_base: bool, matches: bool, person: bool) {
        self.matched += u64::from(in_base && matches);
        self.outside += u64::from(person && !(in_base && matches));
        self.no_people += u64::from(!person);
    }

    /// An export with few attributes can hide what the filter asks for: then the base alone decides.
    fn conclude(self, query: &Query<'_>, missing: &[String], table: &mut DirectoryUsers, log: &mut Log) {
        log.note_count(self.no_people, "{n} entries are no people");
        if !missing.is_empty() {
            log.note(format!("the filter asks for {}, which no entry of the export has", missing.join(", ")));
        }
        if self.matched == 0 && !missing.is_empty() && query.filter.is_some() {
            log.note("the filter matches nobody for want of these attributes, so it was not applied");
            table.in_scope = self.in_base;
        } else if query.filter.is_some() || query.base.is_some() {
            log.note_count(self.outside, "{n} people are outside base or filter");
        }
        if (0..table.id.len()).all(|row| table.id.at(row).is_empty()) && !table.id.is_empty() {
            log.note(format!("no entry has {}, the attribute of the user ID", query.user_id));
        }
    }
}
