//! The trust stores of a run: those of the flags, those of the file, or else the system's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::file::{Config, Node};
use super::parse::Loaded;
use super::plan::CheckOptions;
use crate::evidence::{Fingerprint, TrustStore};
use crate::inputs::trust_store;

/// Parts of trust stores that are named one by one; the rest is counted.
const JUNK_NAMED: usize = 10;

/// Trust stores by name, and their certificates as PEM.
pub(super) type Stores = (Vec<TrustStore>, BTreeMap<Fingerprint, String>);

/// The system's own, when none was given.
pub(super) fn system() -> Stores {
    let (store, certificates) = trust_store::load_system();
    (vec![store], certificates)
}

/// The stores that were given: those of the flags, and those of the file with other names.
pub(super) fn given(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    notes: &mut Vec<String>,
) -> anyhow::Result<Stores> {
    let mut all: Stores = (Vec::new(), BTreeMap::new());
    for (name, path) in &options.trust {
        take(&mut all, notes, name, path).map_err(|why| why.context(format!("--trust {name}={}", path.display())))?;
    }
    for (loaded, given) in loaded.into_iter().flat_map(|loaded| given_stores(&loaded.config).map(move |s| (loaded, s)))
    {
        if options.trust.iter().any(|(name, _)| *name == given.name) {
            continue;
        }
        let at: Vec<&str> = given.at.iter().map(String::as_str).collect();
        take(&mut all, notes, &given.name, &loaded.resolve(&given.path))
            .map_err(|why| loaded.error(&at, &format!("{why:#}"), None))?;
    }
    Ok(all)
}

/// Adds a store. One without any certificate is a slip, and no statement about an appliance.
fn take(all: &mut Stores, notes: &mut Vec<String>, name: &str, path: &Path) -> anyhow::Result<()> {
    let (store, pem) = trust_store::load(name, path)?;
    if let Some(words) = trust_store::only_listed(&store) {
        notes.push(words);
        return Ok(());
    }
    if store.certificates.is_empty() {
        bail!(trust_store::without_certificates(&store));
    }
    notes.extend(junk(&store));
    all.1.extend(pem);
    all.0.push(store);
    Ok(())
}

/// A trust store of the file: its name, its path, and where the file names it.
struct GivenStore {
    name: String,
    path: PathBuf,
    at: Vec<String>,
}

fn given_stores(config: &Config) -> impl Iterator<Item = GivenStore> {
    let call_manager = config.call_manager.as_ref().map(|table| (&table.trust, table.nodes.as_slice()));
    let presence = config.presence.as_ref().map(|table| (&table.trust, table.nodes.as_slice()));
    let client = config.client.as_ref().map(|table| (&table.trust, &[][..]));
    let tables = [
        ("call-manager", "call_manager", call_manager),
        ("presence", "presence", presence),
        ("client", "client", client),
    ];
    tables.into_iter().flat_map(|(name, key, table)| {
        let (trust, nodes) = table.map_or((None, &[][..]), |(trust, nodes)| (trust.clone(), nodes));
        let own =
            trust.map(|path| GivenStore { name: name.to_owned(), path, at: vec![key.to_owned(), "trust".to_owned()] });
        own.into_iter().chain(node_stores(name, key, nodes))
    })
}

fn node_stores<'a>(name: &'a str, key: &'a str, nodes: &'a [Node]) -> impl Iterator<Item = GivenStore> + 'a {
    nodes.iter().enumerate().filter_map(move |(index, node)| {
        Some(GivenStore {
            name: format!("{name}/{}", node.name),
            path: node.trust.clone()?,
            at: vec![key.to_owned(), "nodes".to_owned(), index.to_string(), "trust".to_owned()],
        })
    })
}

/// What a store's files hold that is no certificate, as notes.
fn junk(store: &TrustStore) -> Vec<String> {
    let mut notes: Vec<String> = store
        .junk
        .iter()
        .take(JUNK_NAMED)
        .map(|junk| {
            let line = junk.line.map(|line| format!("{line}:")).unwrap_or_default();
            format!("{}: {}:{line} {}", store.name, junk.file, junk.what)
        })
        .collect();
    if let Some(more @ 1..) = store.junk.len().checked_sub(JUNK_NAMED) {
        notes.push(format!("{}: and {more} more parts that are no certificates", store.name));
    }
    notes
}
