//! End users of call manager: Bulk Administration exports, `enduser.csv` of Import/Export and its tar, `run sql`, AXL.
//!
//! Columns are found by their names, since their order and number change with version and job, and rows of bulk
//! exports go on beyond the header with one field for each controlled device.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use hashbrown::HashTable;

use super::columns::{self, Places, filled, is_column_name, key, known, status, told, yes_or_no};
use super::feed::{self, Form, Sink, feed};
use super::{Loaded, Log, pieces, source, tar, text};
use crate::people::{CallManagerUsers, Guid, Tri};

/// Reads the users from a file, or from standard input for `-`.
///
/// Fails, with what was expected and what was found, on a file that is no list of call-manager users.
pub fn load(path: &Path) -> anyhow::Result<Loaded<CallManagerUsers>> {
    if let Some(read) = load_pieces(path, pieces::PIECE) {
        return Ok(read);
    }
    source::load(path, "the users of call manager", read)
}

/// Reads the users piece by piece. None for a file that must be read as a whole, as an archive.
pub(super) fn load_pieces(path: &Path, size: usize) -> Option<Loaded<CallManagerUsers>> {
    let (form, users, log) = feed::feed_pieces(path, size)?;
    Some(loaded(form, false, users, log))
}

/// Reads the users from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<CallManagerUsers>> {
    let mut log = Log::default();
    let archive = tar::is_tar(&bytes);
    let bytes = if archive { tar::member(bytes, "enduser.csv", &mut log)? } else { bytes };
    let text = text::decode(bytes, &mut log)?;
    let mut users = Users::default();
    let form = feed(&text, &mut users, &mut log)?;
    Ok(loaded(form, archive, users, log))
}

fn loaded(form: Form, archive: bool, mut users: Users, mut log: Log) -> Loaded<CallManagerUsers> {
    let kind = match form {
        Form::RunSql => "run sql table of end users",
        Form::Marked => "end users as XML or JSON",
        Form::Csv if archive => "Import/Export archive",
        Form::Csv if users.numbered => "Import/Export enduser.csv",
        Form::Csv => "bulk export of end users",
    };
    log.note_count(users.system, "{n} user(s) made by the system (Token_User_…) were left out");
    log.note_count(users.application, "{n} application user(s) were left out");
    log.note_count(users.again, "{n} row(s) tell of a user again: the first of each counts");
    // Bulk exports have the column, filled or not; the node that nobody has is one that is not told.
    if form == Form::Csv && !users.table.assigned.contains(&Tri::Yes) {
        users.table.assigned.fill(Tri::Unknown);
    }
    users.table.is_csv = form == Form::Csv && !archive;
    let rows = users.table.id.len();
    log.finish(kind, rows, users.table)
}

/// Application users that every call manager has; they are no people, and never in a directory.
const APPLICATION_USERS: [&str; 10] = [
    "CCMAdministrator",
    "CCMSysUser",
    "CCMQRTSysUser",
    "CCMQRTSecureSysUser",
    "IPMASysUser",
    "IPMASecureSysUser",
    "WDSysUser",
    "WDSecureSysUser",
    "TabSyncSysUser",
    "CUCService",
];

/// How the ids of users begin that the system makes for phones to be provisioned.
const SYSTEM_USER: &str = "Token_User_";

const ID: usize = 0;
const FIRST_NAME: usize = 1;
const LAST_NAME: usize = 2;
const MAIL: usize = 3;
const TELEPHONE: usize = 4;
const EXTENSION: usize = 5;
const DIRECTORY_URI: usize = 6;
const GUID: usize = 7;
const STATUS: usize = 8;
const LDAP_DIRECTORY: usize = 9;
const PRESENCE: usize = 10;
const NODE: usize = 11;
const HOME: usize = 12;

/// The names each column has: in bulk exports, in `enduser.csv`, in the database, in AXL.
const COLUMNS: [&[&str]; 13] = [
    &["USERID"],
    &["FIRSTNAME"],
    &["LASTNAME"],
    &["MAILID", "EMAILID", "EMAIL", "MAIL"],
    &["TELEPHONENUMBER", "TELEPHONE"],
    &["PRIMARYEXTENSION"],
    &["DIRECTORYURI"],
    &["UNIQUEIDENTIFIER"],
    &["STATUS", "USERSTATUS"],
    &["FKDIRECTORYPLUGINCONFIG", "LDAPDIRECTORYNAME"],
    &["ENABLEUSERFORUNIFIEDCMIMANDPRESENCE", "ENABLEUSERFORUNIFIEDCMIMPRESENCE", "ENABLECUPS", "IMANDPRESENCEENABLE"],
    &["ASSIGNEDPRESENCESERVER", "PRIMARYNODEID"],
    &["HOMECLUSTER", "ISLOCALUSER"],
];

/// The rows taken so far.
#[derive(Default)]
pub(crate) struct Users {
    table: CallManagerUsers,
    places: Option<Places<13>>,
    extensions: Extensions,
    numbered: bool,
    system: u64,
    application: u64,
    /// The first row of each user ID: call manager has each ID once.
    known: HashTable<u32>,
    hasher: RandomState,
    /// Rows of the tables before this one: whoever stands here again is the same user.
    before: usize,
    again: u64,
}

impl Users {
    /// None yet, of a query with these columns, as the database calls them; one is `userid`.
    pub(crate) fn of_columns(columns: &[&str]) -> Self {
        Self { places: Some(Places::new(columns.iter().copied(), COLUMNS)), ..Self::default() }
    }

    /// The row that has this ID already.
    fn known(&self, id: &str) -> Option<usize> {
        let is = |row: &u32| self.table.id.at(at(*row)) == id;
        self.known.find(self.hasher.hash_one(id), is).copied().map(at)
    }

    /// Whether this row tells of a user once more, as where users are joined with their devices: one row a device.
    fn is_again(&self, row: usize, places: &Places<13>, cells: &[Cow<'_, str>]) -> bool {
        if row < self.before {
            return true;
        }
        let table = &self.table;
        let columns = [
            (FIRST_NAME, &table.first_name),
            (LAST_NAME, &table.last_name),
            (MAIL, &table.mail),
            (TELEPHONE, &table.telephone),
            (DIRECTORY_URI, &table.directory_uri),
        ];
        let cell = |column| places.cell(cells, column);
        let guid = Guid::from_text(cell(GUID).as_bytes());
        let marks = [
            (table.active.get(row), status(cell(STATUS)).0),
            (table.presence.get(row), yes_or_no(cell(PRESENCE))),
            (table.home.get(row), yes_or_no(cell(HOME))),
        ];
        // A name alone is that of many.
        let is_told = guid.is_some() || columns.iter().skip(2).any(|(_, own)| !own.at(row).is_empty());
        is_told
            && columns.iter().all(|(column, own)| own.at(row) == cell(*column))
            && table.guid.at(row) == guid
            && marks.iter().all(|(own, mark)| *own == Some(mark))
            && told(cell(NODE)) == table.node.at(row)
            && told(cell(LDAP_DIRECTORY)).eq_ignore_ascii_case(self.agreement(row))
    }

    /// The agreement a user comes from, as the export has it.
    fn agreement(&self, row: usize) -> &str {
        let place = self.table.agreement.get(row).and_then(|&place| usize::from(place).checked_sub(1));
        place.and_then(|place| self.table.agreements.get(place)).map_or("", String::as_str)
    }

    /// The users taken.
    pub(crate) fn finish(self) -> CallManagerUsers {
        self.table
    }
}

impl Sink for Users {
    const EXPECTED: &'static str = "the users of call manager, with a column USER ID or userid: a bulk export \
        (Bulk Administration > Users > Export Users), enduser.csv or the tar of Import/Export, or the output of \
        `run sql select userid,… from enduser` (`ucdoctor queries` prints the statement), or what AXL answers to listUser";

    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool> {
        let places = Places::new(names.iter().copied(), COLUMNS);
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        let has = |name: &str| keys.iter().any(|key| key == name);
        if has("IMADDRESS") || has("XCPUSERID") {
            return feed::refuse::<Self, _>(
                "users of the presence server (a column imaddress): give them as presence.users",
            );
        }
        if has("CONTACTID") {
            return feed::refuse::<Self, _>("contact lists (a column Contact ID): give them as presence.contacts");
        }
        // A table that joins users with devices has one row a device.
        if !places.has(ID) || (places.count() < 2 && names.len() > 1) {
            return Ok(false);
        }
        if self.places.is_some() {
            self.before = self.table.id.len();
        }
        self.extensions = Extensions::new(&keys);
        self.numbered = self.extensions.numbered();
        self.places = Some(places);
        Ok(true)
    }

    fn is_cut(&self, cells: &[Cow<'_, str>]) -> bool {
        let Some(places) = &self.places else { return false };
        let uris = &self.table.directory_uri;
        let is_uri = places.is_last(cells, DIRECTORY_URI);
        is_uri && columns::is_beginning(places.cell(cells, DIRECTORY_URI), uris)
    }

    fn is_like_names(&self, cells: &[Cow<'_, str>]) -> bool {
        cells.iter().any(|cell| is_column_name(cell, COLUMNS[ID]))
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        let Some(places) = &self.places else { return Ok(()) };
        // Blanks around an ID are one of the differences that are looked for, so they stay.
        let id = places.raw(cells, ID);
        if id.is_empty() {
            return Err(format!("no user ID; the row has {} field(s)", cells.len()));
        }
        let known = self.known(id);
        if known.is_some_and(|row| self.is_again(row, places, cells)) {
            self.again += 1;
            return Ok(());
        }
        if id.get(..SYSTEM_USER.len()).is_some_and(|start| start.eq_ignore_ascii_case(SYSTEM_USER)) {
            self.system += 1;
            return Ok(());
        }
        if APPLICATION_USERS.iter().any(|name| name.eq_ignore_ascii_case(id)) {
            self.application += 1;
            return Ok(());
        }
        if known.is_none() {
            know(&mut self.known, &self.hasher, &self.table, id);
        }
        let extension = self.extensions.of(cells, places.cell(cells, EXTENSION));
        push(&mut self.table, id, extension, places, cells);
        Ok(())
    }
}

fn push(table: &mut CallManagerUsers, id: &str, extension: &str, places: &Places<13>, cells: &[Cow<'_, str>]) {
    let cell = |column| places.cell(cells, column);
    let (active, by_status) = status(cell(STATUS));
    table.id.push(id);
    table.first_name.push(cell(FIRST_NAME));
    table.last_name.push(cell(LAST_NAME));
    table.mail.push(cell(MAIL));
    table.telephone.push(cell(TELEPHONE));
    table.extension.push(extension);
    table.directory_uri.push(cell(DIRECTORY_URI));
    table.guid.push(Guid::from_text(cell(GUID).as_bytes()));
    table.active.push(active);
    table.from_ldap.push(known(filled(places.has(LDAP_DIRECTORY), cell(LDAP_DIRECTORY)), by_status));
    push_agreement(table, cell(LDAP_DIRECTORY));
    table.presence.push(yes_or_no(cell(PRESENCE)));
    table.assigned.push(filled(places.has(NODE), cell(NODE)));
    if !told(cell(NODE)).is_empty() {
        table.node.put(table.id.len() - 1, cell(NODE));
    }
    table.home.push(yes_or_no(cell(HOME)));
}

/// Remembers the next row by its ID, in four bytes: exports have hundreds of thousands.
fn know(known: &mut HashTable<u32>, hasher: &RandomState, table: &CallManagerUsers, id: &str) {
    if let Ok(row) = u32::try_from(table.id.len()) {
        known.insert_unique(hasher.hash_one(id), row, |row| hasher.hash_one(table.id.at(at(*row))));
    }
}

fn at(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// Agreements that are told apart: call manager has at most 20.
const MAX_AGREEMENTS: usize = 100;

/// Keeps which agreement the last user comes from, where the export tells.
fn push_agreement(table: &mut CallManagerUsers, key: &str) {
    if told(key).is_empty() {
        return;
    }
    let known = table.agreements.iter().rposition(|known| known.eq_ignore_ascii_case(key));
    let place = known.unwrap_or_else(|| {
        if table.agreements.len() < MAX_AGREEMENTS {
            table.agreements.push(key.to_owned());
        }
        table.agreements.len() - 1
    });
    table.agreement.resize(table.id.len() - 1, 0);
    table.agreement.push(place as u16 + 1);
}

/// The numbered groups `PRIMARY EXTENSION n` and `TYPE PATTERN USAGE n` of `enduser.csv`.
#[derive(Default)]
struct Extensions(Vec<(usize, Option<usize>)>);

impl Extensions {
    fn new(keys: &[String]) -> Self {
        let group = |name: &str| {
            let number = name.strip_prefix("PRIMARYEXTENSION")?.parse::<u32>().ok()?;
            let usage = format!("TYPEPATTERNUSAGE{number}");
            Some(keys.iter().position(|key| *key == usage))
        };
        let groups = keys.iter().enumerate().filter_map(|(place, name)| Some((place, group(name)?)));
        Self(groups.collect())
    }

    fn numbered(&self) -> bool {
        !self.0.is_empty()
    }

    /// The extension of a row: the group whose usage is `Primary`, else the first that is filled, else the plain
    /// column; without the partition in `2001 in PT_Internal`.
    fn of<'c>(&self, cells: &'c [Cow<'_, str>], plain: &'c str) -> &'c str {
        let at = |place: usize| cells.get(place).map_or("", |cell| cell.trim());
        let mut filled = self.0.iter().filter(|(place, _)| !matches!(at(*place), "" | "#"));
        let primary =
            |(_, usage): &&(usize, Option<usize>)| usage.is_some_and(|usage| at(usage).eq_ignore_ascii_case("primary"));
        let group = filled.clone().find(primary).or_else(|| filled.next());
        let value = group.map_or(plain, |(place, _)| at(*place));
        value.split_once(" in ").map_or(value, |(number, _)| number.trim_end())
    }
}

#[cfg(test)]
mod tests;
