//! The exports the configuration names, as tables to compare.

mod agreements;

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
use crate::ldap::{dn, filter};
use crate::people::Tri;
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
    // The directory is as long as the others together, and where it is read by LDAP, call manager's users are half of the rest.
    let (users, presence_users, lists, complaints, people) = std::thread::scope(|scope| {
        let people = scope.spawn(|| agreements::directory(loaded, None, None));
        let users = scope.spawn(|| fetch(loaded, call_manager, &["call_manager", "users"], call_manager::load));
        let presence_users = of_presence(loaded, "users", |table| &table.users, presence::load);
        let lists = of_presence(loaded, "contacts", |table| &table.contacts, contacts::load);
        let complaints = of_presence(loaded, "validate", |table| &table.validate, validate::load);
        let users = users.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let people = people.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (users, presence_users, lists, complaints, people)
    });
    let (users, presence_users, lists, people) = (users?, presence_users?, lists?, people?);
    let gaps = [
        not_understood(System::CallManager, &users),
        not_understood(System::Presence, &presence_users),
        not_understood(System::Directory, &people),
        at_limit(System::CallManager, &users),
        at_limit(System::Presence, &presence_users),
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

/// An export that ends where programs and servers stop.
fn at_limit<T>(system: System, fetched: &Fetched<T>) -> Option<Gap> {
    let rows = fetched.as_ref().map_or(0, |(_, read)| read.rows);
    inputs::LIMITS.contains(&rows).then(|| Gap { system, kind: Missing::Limit, count: rows, names: Vec::new() })
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
    let Some((_, inputs::Loaded { table: directory, .. })) = agreements::directory(loaded, base, filter)? else {
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
        other_clusters: config.call_manager.as_ref().is_some_and(|table| !table.other_clusters.is_empty()),
    }
}

#[cfg(test)]
mod tests;
