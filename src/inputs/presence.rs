//! Users of the presence server: the output of `run sql select userid,imaddress,… from enduser` on one of its nodes.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use super::columns::{self, Places, filled, is_column_name, key, status, yes_or_no};
use super::feed::{self, Form, Sink, feed};
use super::{Loaded, Log, pieces, source, text};
use crate::people::{Column, PresenceUsers};

/// Reads the users from a file, or from standard input for `-`.
///
/// Fails, with what was expected and what was found, on a file that is no list of presence users.
pub fn load(path: &Path) -> anyhow::Result<Loaded<PresenceUsers>> {
    if let Some(read) = load_pieces(path, pieces::PIECE) {
        return Ok(read);
    }
    source::load(path, "the users of the presence server", read)
}

/// Reads the users piece by piece. None for a file that must be read as a whole.
pub(super) fn load_pieces(path: &Path, size: usize) -> Option<Loaded<PresenceUsers>> {
    let (form, users, log) = feed::feed_pieces(path, size)?;
    Some(loaded(form, users, log))
}

/// Reads the users from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<PresenceUsers>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut users = Users::default();
    let form = feed(&text, &mut users, &mut log)?;
    Ok(loaded(form, users, log))
}

fn loaded(form: Form, mut users: Users, mut log: Log) -> Loaded<PresenceUsers> {
    if !users.has_address {
        log.note("there is no column imaddress, so the addresses that others use are not known");
    }
    log.note_count(users.again, "{n} user(s) stand in several tables of the file: the first of each counts");
    let kind = match form {
        Form::RunSql => "run sql table of presence users",
        Form::Csv => "presence users as CSV",
        Form::Marked => "presence users as XML or JSON",
    };
    users.table.is_csv = form == Form::Csv;
    let rows = users.table.id.len();
    log.finish(kind, rows, users.table)
}

const ID: usize = 0;
const ADDRESS: usize = 1;
const DIRECTORY_URI: usize = 2;
const MAIL: usize = 3;
const STATUS: usize = 4;
const ENABLED: usize = 5;
const NODE: usize = 6;

const COLUMNS: [&[&str]; 7] = [
    &["USERID"],
    &["IMADDRESS"],
    &["DIRECTORYURI"],
    &["MAILID"],
    &["STATUS", "USERSTATUS"],
    &["ENABLECUPS"],
    &["PRIMARYNODEID"],
];

/// The rows taken so far.
#[derive(Default)]
pub(crate) struct Users {
    table: PresenceUsers,
    places: Option<Places<7>>,
    has_address: bool,
    /// IDs and addresses of the tables before this one, as the outputs of two nodes in one file.
    before: HashSet<(String, String)>,
    again: u64,
}

/// What tells whether a row of another table is the same one. Two rows in one table are two.
fn told(id: &str, address: &str) -> (String, String) {
    (id.to_owned(), address.to_owned())
}

impl Users {
    /// None yet, of a query with these columns, as the database calls them; one is `userid`.
    pub(crate) fn of_columns(columns: &[&str]) -> Self {
        let places = Places::new(columns.iter().copied(), COLUMNS);
        let table = PresenceUsers { has_uris: places.has(DIRECTORY_URI), ..PresenceUsers::default() };
        Self { table, places: Some(places), ..Self::default() }
    }

    /// The users taken.
    pub(crate) fn finish(self) -> PresenceUsers {
        self.table
    }
}

impl Sink for Users {
    const EXPECTED: &'static str = "the users of the presence server, with the columns userid and imaddress: the \
        output of `run sql select userid,imaddress,directoryuri,mailid,status,enablecups,primarynodeid from enduser` \
        on a presence node";

    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool> {
        let places = Places::new(names.iter().copied(), COLUMNS);
        let bulk = names.iter().any(|name| matches!(key(name).as_str(), "LASTNAME" | "FIRSTNAME"));
        if places.has(ID) && bulk && !places.has(ADDRESS) {
            return feed::refuse::<Self, _>(
                "users of call manager (columns of names, none imaddress): give them as call_manager.users",
            );
        }
        if names.iter().any(|name| key(name) == "CONTACTID") {
            return feed::refuse::<Self, _>("contact lists (a column Contact ID): give them as presence.contacts");
        }
        let accepted = places.has(ID) && places.count() >= 2;
        if accepted {
            let known = self.before.len()..self.table.id.len();
            self.before.extend(known.map(|row| told(self.table.id.at(row), self.table.im_address.at(row))));
            self.has_address |= places.has(ADDRESS);
            self.table.has_uris |= places.has(DIRECTORY_URI);
            self.places = Some(places);
        }
        Ok(accepted)
    }

    fn is_like_names(&self, cells: &[Cow<'_, str>]) -> bool {
        cells.iter().any(|cell| is_column_name(cell, COLUMNS[ID]))
    }

    fn is_cut(&self, cells: &[Cow<'_, str>]) -> bool {
        let Some(places) = &self.places else { return false };
        let of = |column, all: &Column| {
            places.is_last(cells, column) && columns::is_beginning(places.cell(cells, column), all)
        };
        of(ADDRESS, &self.table.im_address) || of(DIRECTORY_URI, &self.table.directory_uri)
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        let Some(places) = &self.places else { return Ok(()) };
        let id = places.raw(cells, ID);
        if id.is_empty() {
            return Err(format!("no userid; the row has {} field(s)", cells.len()));
        }
        let cell = |column| places.cell(cells, column);
        if !self.before.is_empty() && self.before.contains(&told(id, cell(ADDRESS))) {
            self.again += 1;
            return Ok(());
        }
        self.table.id.push(id);
        self.table.im_address.push(cell(ADDRESS));
        self.table.directory_uri.push(cell(DIRECTORY_URI));
        self.table.mail.push(cell(MAIL));
        self.table.active.push(status(cell(STATUS)).0);
        self.table.enabled.push(yes_or_no(cell(ENABLED)));
        self.table.assigned.push(filled(places.has(NODE), cell(NODE)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    /// A file that ends within an address may have lost the end of it.
    #[test]
    fn an_address_at_the_end_of_a_cut_file_is_not_taken() {
        let table = "userid imaddress\n====== ===========\nkim    kim@x.test\nlee    lee@x.te";
        let told = |text: &str| {
            let read = super::read(text.into()).unwrap();
            (read.rows, read.rejected_count)
        };
        assert_eq!((told(table), told(&format!("{table}st")), told(&format!("{table}\n"))), ((1, 1), (2, 0), (2, 0)));
        assert_eq!(told("imaddress  userid\n========== ======\nkim@x.test kim\nlee@x.test lee"), (2, 0));
    }
}
