//! The directory servers an appliance uses: `run sql select hostname,priority,sslenabled,portnumber from
//! ldapauthenticationhost`.

use std::borrow::Cow;
use std::path::Path;

use super::columns::{Places, yes_or_no};
use super::feed::{self, Sink, feed};
use super::{Loaded, Log, source, text};
use crate::evidence::deployment::LdapHost;
use crate::people::Tri;

/// Reads the servers from a file, or from standard input for `-`; they come in the order of their priorities.
///
/// Fails, with what was expected and what was found, on a file that is no such table, or holds two of them.
pub fn load(path: &Path) -> anyhow::Result<Loaded<Vec<LdapHost>>> {
    source::load(path, "the LDAP hosts of an appliance", read)
}

/// Reads the servers from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<Vec<LdapHost>>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut hosts = Hosts::default();
    feed(&text, &mut hosts, &mut log)?;
    hosts.table.sort_by_key(|host| host.priority);
    let rows = hosts.table.len();
    Ok(log.finish("table ldapauthenticationhost", rows, hosts.table))
}

const HOST: usize = 0;
const PRIORITY: usize = 1;
const TLS: usize = 2;
const PORT: usize = 3;

const COLUMNS: [&[&str]; 4] = [&["HOSTNAME"], &["PRIORITY"], &["SSLENABLED"], &["PORTNUMBER"]];

/// The rows taken so far.
#[derive(Default)]
struct Hosts {
    table: Vec<LdapHost>,
    places: Option<Places<4>>,
}

impl Sink for Hosts {
    const EXPECTED: &'static str = "the output of `run sql select hostname,priority,sslenabled,portnumber from \
        ldapauthenticationhost` of one appliance";

    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool> {
        let places = Places::new(names.iter().copied(), COLUMNS);
        let accepted = places.has(HOST) && places.count() >= 2;
        if accepted && self.places.is_some() {
            return feed::refuse::<Self, _>("two such tables: give each appliance a file of its own");
        }
        if accepted {
            self.places = Some(places);
        }
        Ok(accepted)
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        let Some(places) = &self.places else { return Ok(()) };
        self.table.push(row([HOST, PRIORITY, TLS, PORT].map(|column| places.cell(cells, column)))?);
        Ok(())
    }
}

/// One server, of the cells `hostname`, `priority`, `sslenabled`, `portnumber`. Fails on a row that names none.
pub fn row([host, priority, tls, port]: [&str; 4]) -> Result<LdapHost, String> {
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err("no host in column hostname".to_owned());
    }
    if !port.is_empty() && port.parse::<u16>().is_err() {
        return Err("no port number in column portnumber".to_owned());
    }
    let tls = match yes_or_no(tls) {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    };
    Ok(LdapHost { host: host.to_owned(), port: port.parse().ok(), priority: priority.parse().ok(), tls })
}
