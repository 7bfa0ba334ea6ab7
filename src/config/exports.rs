//! The exports the configuration names, as tables to compare.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::file::{AddressScheme, Config, Presence};
use super::parse::Loaded;
use super::plan::CheckOptions;
use super::searches::Searches;
use crate::check::Stage;
use crate::evidence::deployment::FoundBy;
use crate::evidence::identity::{self, Gap, Missing, Settings, System};
use crate::identity::{Tables, Tried};
use crate::inputs::directory::Query;
use crate::inputs::{self, call_manager, contacts, directory, presence, validate};
use crate::ldap::{dn, filter, slips};
use crate::people::{DirectoryUsers, Tri};
use crate::plan::ReadPeople;

/// Rejected rows that are named; the others are counted.
const NAMED: usize = 5;
/// The user-ID attribute when the file names none: what call manager offers first.
const USER_ID: &str = "sAMAccountName";

/// Reads every export the file names. None when it names none.
pub(super) fn load(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    warnings: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Tables>> {
    if let Some(text) = &options.what_if_filter {
        parse(text).context("--what-if-filter")?;
    }
    let tried = (options.what_if_filter.is_some() || options.what_if_base.is_some()) && live(options, loaded).is_none();
    let Some(loaded) = loaded.filter(|loaded| names_any(&loaded.config)) else {
        if tried {
            bail!(
                "--what-if-filter and --what-if-base need a directory to try on: give export under [directory.search], or call_manager.users, servers, base and bind account"
            );
        }
        return Ok(None);
    };
    let tables = all(loaded, &mut Told { warnings, notes })?;
    Ok(Some(Tables { tried: if tried { Some(self::tried(loaded, options)?) } else { None }, ..tables }))
}

/// Every export, at the same time.
fn all(loaded: &Loaded, told: &mut Told<'_>) -> anyhow::Result<Tables> {
    let call_manager = loaded.config.call_manager.as_ref().and_then(|table| table.users.as_ref());
    // The directory is as long as the others together.
    let (users, presence_users, lists, complaints, people) = std::thread::scope(|scope| {
        let people = scope.spawn(|| directory(loaded, None, None));
        let users = fetch(loaded, call_manager, &["call_manager", "users"], call_manager::load);
        let presence_users = of_presence(loaded, "users", |table| &table.users, presence::load);
        let lists = of_presence(loaded, "contacts", |table| &table.contacts, contacts::load);
        let complaints = of_presence(loaded, "validate", |table| &table.validate, validate::load);
        let people = people.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (users, presence_users, lists, complaints, people)
    });
    let (users, presence_users, lists, people) = (users?, presence_users?, lists?, people?);
    let gaps = [
        not_understood(System::CallManager, &users),
        not_understood(System::Presence, &presence_users),
        not_understood(System::Directory, &people),
        not_understood(System::Presence, &lists).map(|gap| Gap { kind: Missing::ListRows, ..gap }),
    ];
    Ok(Tables {
        call_manager: told.of(users).map(Arc::new),
        presence: told.of(presence_users),
        contacts: told.of(lists),
        complaints: told.of(complaints?),
        directory: told.of(people),
        settings: settings(&loaded.config),
        gaps: gaps.into_iter().flatten().collect(),
        ..Tables::default()
    })
}

/// The rows of an export that were not understood: whoever is missed may stand in one of them.
fn not_understood<T>(system: System, fetched: &Fetched<T>) -> Option<Gap> {
    rows_missed(system, fetched.as_ref().map_or(0, |(_, read)| read.rejected_count))
}

/// Rows of a table of users that were not understood.
pub(super) fn rows_missed(system: System, count: u64) -> Option<Gap> {
    (count > 0).then(|| Gap { system, kind: Missing::Rows, count, names: Vec::new() })
}

/// What is to be read of the directory itself: it is when users of call manager are given, no export of the directory
/// is, and everything for a search as the manager. Where the configuration names no base, call manager is to tell it.
pub(super) fn live(options: &CheckOptions, loaded: Option<&Loaded>) -> Option<ReadPeople> {
    let config = &loaded?.config;
    let directory = config.directory.as_ref()?;
    let call_manager = config.call_manager.as_ref()?;
    let base = directory.search.as_ref().and_then(|searches| searches.first()?.base.as_ref());
    let tries = options.what_if_base.is_some() || options.what_if_filter.is_some();
    let given = (call_manager.users.is_some() || call_manager.axl.is_some())
        && export(config).is_none()
        && (base.is_some() || (call_manager.axl.is_some() && !tries))
        && directory.bind.as_ref()?.dn.is_some()
        && (directory.servers.is_some() || !options.targets.is_empty())
        && (options.only.is_empty() || options.only.contains(&Stage::Identity));
    given.then(|| ReadPeople {
        base: options.what_if_base.clone(),
        filter: options.what_if_filter.clone(),
        users: None,
        further: super::plan::asked_searches(Some(config)).into_iter().skip(1).collect(),
    })
}

fn names_any(config: &Config) -> bool {
    let presence = config.presence.as_ref();
    config.call_manager.as_ref().is_some_and(|table| table.users.is_some())
        || presence.is_some_and(|table| table.users.is_some() || table.contacts.is_some() || table.validate.is_some())
        || export(config).is_some()
}

fn export(config: &Config) -> Option<&PathBuf> {
    config.directory.as_ref()?.search.as_ref()?.export()
}

/// What the user should know about the files.
pub(super) struct Told<'a> {
    pub(super) warnings: &'a mut Vec<String>,
    pub(super) notes: &'a mut Vec<String>,
}

/// A file that was read, with its path; none when none is named.
type Fetched<T> = Option<(PathBuf, inputs::Loaded<T>)>;

fn fetch<T>(
    loaded: &Loaded,
    path: Option<&PathBuf>,
    at: &[&str],
    load: impl FnOnce(&Path) -> anyhow::Result<inputs::Loaded<T>>,
) -> anyhow::Result<Fetched<T>> {
    let Some(path) = path else { return Ok(None) };
    let path = loaded.resolve(path);
    let read = load(&path).map_err(|why| loaded.error(at, &format!("{why:#}"), None))?;
    Ok(Some((path, read)))
}

/// One of the files of the presence server.
fn of_presence<T>(
    loaded: &Loaded,
    key: &str,
    pick: fn(&Presence) -> &Option<PathBuf>,
    load: impl FnOnce(&Path) -> anyhow::Result<inputs::Loaded<T>>,
) -> anyhow::Result<Fetched<T>> {
    let path = loaded.config.presence.as_ref().and_then(|table| pick(table).as_ref());
    fetch(loaded, path, &["presence", key], load)
}

impl Told<'_> {
    /// Reads a file that is named, and keeps what is to be said of it; `at` is where the configuration names it.
    pub(super) fn read<T>(
        &mut self,
        loaded: &Loaded,
        path: Option<&PathBuf>,
        at: &[&str],
        load: impl FnOnce(&Path) -> anyhow::Result<inputs::Loaded<T>>,
    ) -> anyhow::Result<Option<T>> {
        Ok(self.of(fetch(loaded, path, at, load)?))
    }

    /// The table, after what is to be told of its file.
    fn of<T>(&mut self, fetched: Fetched<T>) -> Option<T> {
        let (path, read) = fetched?;
        self.tell(&path, &read);
        Some(read.table)
    }

    fn tell<T>(&mut self, path: &Path, read: &inputs::Loaded<T>) {
        let name = path.display();
        self.notes.push(format!("{name}: {}, {} rows", read.kind, read.rows));
        self.notes.extend(read.notes.iter().map(|note| format!("{name}: {note}")));
        if read.rejected_count == 0 {
            return;
        }
        let mut lines: Vec<String> =
            read.rejected.iter().take(NAMED).map(|row| format!("line {}: {}", row.line, row.why)).collect();
        let more = read.rejected_count.saturating_sub(lines.len() as u64);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        let rows = if read.rejected_count == 1 {
            "1 row was".to_owned()
        } else {
            format!("{} rows were", read.rejected_count)
        };
        self.warnings.push(format!("{name}: {rows} not understood: {}", lines.join("; ")));
    }
}

fn tried(loaded: &Loaded, options: &CheckOptions) -> anyhow::Result<Tried> {
    let (base, filter) = (options.what_if_base.as_deref(), options.what_if_filter.as_deref());
    // What is wrong with the file has been told.
    let Some((_, inputs::Loaded { table: directory, .. })) = self::directory(loaded, base, filter)? else {
        bail!(
            "--what-if-filter and --what-if-base need a directory to try on: give export under [directory.search], or call_manager.users, servers, base and bind account"
        );
    };
    let search = loaded.config.directory.as_ref().and_then(|table| table.search.as_ref()?.first());
    let configured = |pick: fn(&super::file::Search) -> &Option<String>| search.and_then(|search| pick(search).clone());
    Ok(Tried {
        directory,
        base: options.what_if_base.clone().or_else(|| configured(|search| &search.base)).unwrap_or_default(),
        filter: options.what_if_filter.clone().or_else(|| configured(|search| &search.filter)).unwrap_or_default(),
    })
}

/// The directory's exports, seen through the configured bases and filters, or through those that are tried.
fn directory(loaded: &Loaded, base: Option<&str>, filter: Option<&str>) -> anyhow::Result<Fetched<DirectoryUsers>> {
    let searches = loaded.config.directory.as_ref().and_then(|table| table.search.as_ref());
    let Some((searches, any)) = searches.and_then(|searches| Some((searches, searches.export()?))) else {
        return Ok(None);
    };
    let tries = base.is_some() || filter.is_some();
    let tried = filter.map(|tried| parse(tried).context("--what-if-filter")).transpose()?;
    let mut all: Fetched<DirectoryUsers> = None;
    // What is tried stands for the agreement that is looked at; the others stay as they are.
    for (place, search) in searches.all.iter().enumerate() {
        let own = match &search.filter {
            Some(text) => {
                let at = searches.at(place, "filter");
                let at: Vec<&str> = at.iter().map(String::as_str).collect();
                Some(parse(text).map_err(|why| loaded.error(&at, &format!("{why:#}"), None))?)
            }
            None => None,
        };
        let is_tried = tries && place == 0;
        let query = Query {
            user_id: searches.user_id().unwrap_or(USER_ID),
            base: base.filter(|_| is_tried).or(search.base.as_deref()),
            filter: if is_tried { tried.as_ref().or(own.as_ref()) } else { own.as_ref() },
        };
        let at = searches.at(place, "export");
        let at: Vec<&str> = at.iter().map(String::as_str).collect();
        let export = search.export.as_ref().unwrap_or(any);
        let read = fetch(loaded, Some(export), &at, |path| directory::load(path, &query))?;
        if let (Some((_, people)), Some(typed)) = (&read, query.base)
            && let Some(why) = misspelt(typed, &people.table)
        {
            if is_tried && base.is_some() {
                bail!("--what-if-base: {why}");
            }
            let at = searches.at(place, "base");
            return Err(loaded.error(&at.iter().map(String::as_str).collect::<Vec<_>>(), &why, None));
        }
        let mut read = read;
        if let (Some((_, people)), Some(base), None) = (&mut read, query.base, &search.export) {
            people.table.gaps.extend(unseen(base, &people.table).filter(|_| searches.all.len() > 1 && !is_tried));
        }
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

/// People of the directory's export whom a filter of the clients finds; none without an export.
pub(super) fn found_by(loaded: &Loaded, filter: &filter::Filter) -> anyhow::Result<Option<FoundBy>> {
    let searches = loaded.config.directory.as_ref().and_then(|table| table.search.as_ref());
    let Some(export) = searches.and_then(|searches| searches.export()) else { return Ok(None) };
    let query =
        Query { user_id: searches.and_then(Searches::user_id).unwrap_or(USER_ID), base: None, filter: Some(filter) };
    let read = fetch(loaded, Some(export), &["directory", "search", "export"], |path| directory::load(path, &query))?;
    Ok(read.map(|(_, read)| {
        let count = |wanted| read.table.in_scope.iter().filter(|scope| **scope == wanted).count() as u64;
        FoundBy { people: count(Tri::Yes), untold: count(Tri::Unknown) }
    }))
}

/// That an export, which is that of another agreement, holds nobody below this one's base.
fn unseen(base: &str, people: &DirectoryUsers) -> Option<Gap> {
    let base_name = dn::parse(base).ok()?;
    let is_below = |row: usize| dn::parse(people.dn.at(row)).is_ok_and(|own| own.is_within(&base_name));
    let is_seen = people.in_scope.contains(&Tri::Yes) || (0..people.dn.len()).any(is_below);
    let names = vec![base.to_owned()];
    (!is_seen).then_some(Gap { system: System::Directory, kind: Missing::Bases, count: 0, names })
}

/// Why nobody of an export is below a base, when it is typed otherwise than names are written: what is meant is looked
/// up in the export.
fn misspelt(typed: &str, people: &DirectoryUsers) -> Option<String> {
    if people.dn.is_empty() || people.in_scope.iter().any(|&inside| inside != Tri::No) {
        return None;
    }
    let below = |base: &str| {
        let Ok(base) = dn::parse(base) else { return 0 };
        (0..people.dn.len()).filter(|&row| dn::parse(people.dn.at(row)).is_ok_and(|own| own.is_within(&base))).count()
    };
    if below(typed) > 0 {
        return None;
    }
    let is_dc = |part: &&str| part.trim().to_ascii_lowercase().starts_with("dc=");
    let domain: Vec<&str> = people.dn.at(0).split(',').filter(is_dc).collect();
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

/// A filter, or the mistake with a caret under it.
fn parse(text: &str) -> anyhow::Result<filter::Filter> {
    let bare = text.trim();
    if bare.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("cn="))
        && bare.contains(",")
        && dn::parse(bare).is_ok()
    {
        anyhow::bail!(
            "this is the name of an entry, and no filter\n  {bare}\nfor the members of that group: (memberOf={})",
            filter::escape(bare.as_bytes())
        );
    }
    filter::parse(text).map_err(|mistake| {
        let column = text.get(..mistake.at).unwrap_or(text).chars().count();
        let readings: Vec<&str> = mistake.readings().collect();
        let meant = match readings.as_slice() {
            [] => String::new(),
            [only] => format!("\nprobably meant: {only}"),
            several => {
                format!("\nmeant may be one of these, which ask for different people:\n  {}", several.join("\n  "))
            }
        };
        anyhow::anyhow!("{mistake}\n  {text}\n  {}^{meant}", " ".repeat(column))
    })
}

/// What the file says that the comparison of users needs.
pub(super) fn settings(config: &Config) -> Settings {
    let presence = config.presence.as_ref();
    let directory = config.directory.as_ref();
    let search = directory.and_then(|table| table.search.as_ref());
    Settings {
        ldap_synchronization: config.call_manager.as_ref().and_then(|table| table.ldap_synchronization),
        ldap_authentication: config.call_manager.as_ref().and_then(|table| table.ldap_authentication),
        authentication_bases: directory
            .and_then(|table| table.authentication.as_ref())
            .map_or_else(Vec::new, |table| table.bases.clone()),
        agreements: search.map_or_else(Vec::new, |searches| {
            searches.all.iter().map(|search| search.name.clone().unwrap_or_default()).collect()
        }),
        directory_attribute: search.map(|search| search.user_id().unwrap_or(USER_ID).to_owned()),
        client_attribute: config.client.as_ref().and_then(|table| table.user_id.clone()),
        presence_domain: presence.and_then(|table| table.domain.clone()),
        address_scheme: presence.and_then(|table| table.address_scheme).map(|scheme| match scheme {
            AddressScheme::UserId => identity::AddressScheme::UserId,
            AddressScheme::DirectoryUri => identity::AddressScheme::DirectoryUri,
        }),
    }
}

#[cfg(test)]
mod tests;
