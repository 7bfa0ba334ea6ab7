//! The directory's exports: one for all agreements, or one for each.

use anyhow::Context;

use super::{Fetched, USER_ID, fetch, parse};
use crate::config::file::Search;
use crate::config::parse::Loaded;
use crate::config::searches::Searches;
use crate::evidence::identity::{Gap, Missing, System};
use crate::inputs::directory::{self, Query};
use crate::ldap::{dn, filter, slips};
use crate::people::{DirectoryUsers, Tri};

/// The directory's exports, seen through the configured bases and filters, or through those that are tried.
pub(super) fn directory(
    loaded: &Loaded,
    base: Option<&str>,
    filter: Option<&str>,
) -> anyhow::Result<Fetched<DirectoryUsers>> {
    let searches = loaded.config.directory.as_ref().and_then(|table| table.search.as_ref());
    let Some(searches) = searches.filter(|searches| searches.export().is_some()) else { return Ok(None) };
    let tried = filter.map(|tried| parse(tried).context("--what-if-filter")).transpose()?;
    let mut all: Fetched<DirectoryUsers> = None;
    for (place, search) in searches.all.iter().enumerate() {
        let mut agreement = Agreement { loaded, searches, place, search, tries: false, base: None, filter: None };
        // What is tried stands for the agreement that is looked at; the others stay as they are.
        if place == 0 && (base.is_some() || filter.is_some()) {
            (agreement.tries, agreement.base, agreement.filter) = (true, base, tried.as_ref());
        }
        let read = agreement.read()?;
        all = match (all, read) {
            (Some((path, mut first)), Some((_, next))) => {
                first.rejected_count = first.rejected_count.max(next.rejected_count);
                first.table.join(next.table);
                first.rows = first.table.dn.len() as u64;
                Some((path, first))
            }
            (first, next) => first.or(next),
        };
    }
    Ok(all)
}

/// One agreement, and what is tried in its place.
struct Agreement<'a> {
    loaded: &'a Loaded,
    searches: &'a Searches,
    place: usize,
    search: &'a Search,
    tries: bool,
    base: Option<&'a str>,
    filter: Option<&'a filter::Filter>,
}

impl Agreement<'_> {
    fn read(&self) -> anyhow::Result<Fetched<DirectoryUsers>> {
        let own = self.search.filter.as_deref().map(|text| self.parsed(text)).transpose()?;
        let query = Query {
            user_id: self.searches.user_id().unwrap_or(USER_ID),
            base: self.base.or(self.search.base.as_deref()),
            filter: self.filter.or(own.as_ref()),
        };
        let export = self.search.export.as_ref().or_else(|| self.searches.export());
        let at = self.searches.at(self.place, "export");
        let mut read = fetch(self.loaded, export, &borrowed(&at), |path| directory::load(path, &query))?;
        if let (Some((_, people)), Some(typed)) = (&mut read, query.base) {
            if let Some(why) = misspelt(typed, &people.table) {
                return Err(self.no_such_base(&why));
            }
            if self.search.export.is_none() && self.searches.all.len() > 1 && !self.tries {
                people.table.gaps.extend(unseen(typed, &people.table));
            }
        }
        Ok(read)
    }

    fn parsed(&self, text: &str) -> anyhow::Result<filter::Filter> {
        let at = self.searches.at(self.place, "filter");
        parse(text).map_err(|why| self.loaded.error(&borrowed(&at), &format!("{why:#}"), None))
    }

    fn no_such_base(&self, why: &str) -> anyhow::Error {
        if self.base.is_some() {
            return anyhow::anyhow!("--what-if-base: {why}");
        }
        let at = self.searches.at(self.place, "base");
        self.loaded.error(&borrowed(&at), why, None)
    }
}

fn borrowed(at: &[String]) -> Vec<&str> {
    at.iter().map(String::as_str).collect()
}

/// That an export, which is that of another agreement, holds nobody below this one's base.
fn unseen(base: &str, people: &DirectoryUsers) -> Option<Gap> {
    let base_name = dn::parse(base).ok()?;
    let is_below = |row: usize| dn::parse(&people.dn.at(row)).is_ok_and(|own| own.is_within(&base_name));
    let is_seen = people.in_scope.contains(&Tri::Yes) || (0..people.dn.len()).any(is_below);
    let names = vec![base.to_owned()];
    (!is_seen).then_some(Gap { system: System::Directory, kind: Missing::Bases, count: 0, names })
}

/// Why nobody of an export is below a base, when it is typed otherwise than names are written: what is meant is looked
/// up in the export.
pub(super) fn misspelt(typed: &str, people: &DirectoryUsers) -> Option<String> {
    if people.dn.is_empty() || people.in_scope.iter().any(|&inside| inside != Tri::No) {
        return None;
    }
    let below = |base: &str| {
        let Ok(base) = dn::parse(base) else { return 0 };
        (0..people.dn.len()).filter(|&row| dn::parse(&people.dn.at(row)).is_ok_and(|own| own.is_within(&base))).count()
    };
    if below(typed) > 0 {
        return None;
    }
    let is_dc = |part: &&str| part.trim().to_ascii_lowercase().starts_with("dc=");
    let first = people.dn.at(0);
    let domain: Vec<&str> = first.split(',').filter(is_dc).collect();
    let meant = slips::meant(typed, &domain.join(",")).into_iter().map(|name| (below(&name), name));
    let meant = meant.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count);
    match (meant, dn::parse(typed)) {
        (Some((count, name)), _) => Some(format!(
            "the search base {typed:?} is not how the directory writes a name\nprobably meant: {name} ({count} of the export are below it)"
        )),
        (None, Err(why)) => Some(format!("the search base {typed:?} is no distinguished name: {why}")),
        (None, Ok(_)) => None,
    }
}
