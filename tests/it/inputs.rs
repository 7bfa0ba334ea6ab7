//! Files as users hand them in: exports of many shapes, damaged ones, and the wrong ones.

mod altered;
mod exporters;
mod files;
mod secrets;
mod size;

use std::path::Path;

use ucdoctor::inputs::directory::{self, Query};
use ucdoctor::inputs::{Loaded, call_manager, contacts, jabber_config, ldap_hosts, presence, sync_status, validate};
use ucdoctor::ldap::filter;

/// Which reader a file is given to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum As {
    CallManager,
    Presence,
    Contacts,
    Directory,
    LdapHosts,
    SyncStatus,
    Validate,
    Jabber,
}

/// What came of a file: rows, lines of rejected rows, everything as Debug prints it.
pub(crate) struct Outcome {
    pub(crate) rows: u64,
    pub(crate) rejected: Vec<u64>,
    pub(crate) kind: &'static str,
    pub(crate) debug: String,
}

fn outcome<T: std::fmt::Debug>(loaded: Loaded<T>) -> Outcome {
    assert_eq!(loaded.rejected.len() as u64, loaded.rejected_count);
    let debug = format!("{loaded:?}");
    let rejected = loaded.rejected.iter().map(|rejected| rejected.line).collect();
    Outcome { rows: loaded.rows, rejected, kind: loaded.kind, debug }
}

/// What the directory would synchronise, in these tests.
const FILTER: &str = "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))";

/// Reads bytes as a file; an error comes as it is printed.
pub(crate) fn read(reader: As, bytes: &[u8]) -> Result<Outcome, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("handed-in");
    std::fs::write(&path, bytes).unwrap();
    load(reader, &path).map_err(|error| format!("{error:#}"))
}

fn load(reader: As, path: &Path) -> anyhow::Result<Outcome> {
    Ok(match reader {
        As::CallManager => outcome(call_manager::load(path)?),
        As::Presence => outcome(presence::load(path)?),
        As::Contacts => outcome(contacts::load(path)?),
        As::LdapHosts => outcome(ldap_hosts::load(path)?),
        As::SyncStatus => outcome(sync_status::load(path)?),
        As::Validate => outcome(validate::load(path)?),
        As::Jabber => outcome(jabber_config::load(path)?),
        As::Directory => {
            let filter = filter::parse(FILTER).unwrap();
            let base = Some("OU=People,DC=corp,DC=example");
            let query = Query { user_id: "sAMAccountName", base, filter: Some(&filter) };
            outcome(directory::load(path, &query)?)
        }
    })
}

#[test]
fn what_is_no_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (path, reason) in [(folder.path().to_owned(), "found a folder"), (folder.path().join("none"), "No such file")] {
        let error = format!("{:#}", call_manager::load(&path).unwrap_err());
        assert!(error.contains("the users of call manager") && error.contains(reason), "{error}");
    }
}
