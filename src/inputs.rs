//! Files that users hand in: recognised by what they hold, whatever their names; every row that is not understood is
//! counted and named by its line.
//!
//! A column that may hold a password, a PIN or their hashes is never copied out of a file's bytes: readers take the
//! columns they know, and errors and rejections name lines and columns, never what a cell holds.

pub mod call_manager;
pub mod client_log;
mod columns;
pub mod contacts;
mod csv;
pub mod directory;
pub(crate) mod excerpt;
mod feed;
pub mod jabber_config;
pub mod ldap_hosts;
pub mod ldap_settings;
mod marked;
mod pieces;
pub mod presence;
mod run_sql;
mod source;
pub mod sync_status;
mod tar;
mod text;
pub mod transcript;
pub mod trust_store;
pub mod validate;

pub(crate) use self::feed::Sink;

/// Rejected rows that are kept one by one; the others are counted.
pub const REJECTED_KEPT: usize = 1000;

/// Entries at which directories, PowerShell and spreadsheets stop: OpenLDAP by default, Active Directory without pages, an
/// old and a new sheet without its header.
pub const LIMITS: [u64; 4] = [500, 1000, 65_535, 1_048_575];

/// What a file held.
#[derive(Debug, Clone, Default)]
pub struct Loaded<T> {
    /// What was understood.
    pub table: T,
    /// Rows in `table`.
    pub rows: u64,
    /// Rows that were not understood, in the order of the file; the first [`REJECTED_KEPT`].
    pub rejected: Vec<Rejected>,
    /// How many rows were not understood.
    pub rejected_count: u64,
    /// What else the user should know: what was left out on purpose, which encoding was met.
    pub notes: Vec<String>,
    /// What the file was recognised as.
    pub kind: &'static str,
}

/// A row that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Line of the file in which the row begins, counted from 1.
    pub line: u64,
    /// The reason; it names columns, never what a cell holds.
    pub why: String,
}

/// What a reader has to say beside its table.
#[derive(Debug, Default)]
struct Log {
    rejected: Vec<Rejected>,
    rejected_count: u64,
    notes: Vec<String>,
}

impl Log {
    fn reject(&mut self, line: u64, why: impl Into<String>) {
        self.rejected_count += 1;
        if self.rejected.len() < REJECTED_KEPT {
            self.rejected.push(Rejected { line, why: why.into() });
        }
    }

    fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// A note with a count, unless it is 0; `{n}` in the text is the count.
    fn note_count(&mut self, count: u64, text: &str) {
        if count > 0 {
            self.note(text.replace("{n}", &count.to_string()));
        }
    }

    fn finish<T>(self, kind: &'static str, rows: usize, table: T) -> Loaded<T> {
        let Self { rejected, rejected_count, notes } = self;
        Loaded { table, rows: rows as u64, rejected, rejected_count, notes, kind }
    }
}
