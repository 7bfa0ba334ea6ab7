//! Contact lists of the presence server: Bulk Administration > Contact List > Export.
//!
//! One row a contact: user ID, user domain, contact ID, contact domain, nickname, group, and from 12.5 on the state.
//! A header may be there or not.

use std::borrow::Cow;
use std::path::Path;

use anyhow::bail;

use super::columns::{Places, is_beginning_of_domain, is_column_name, key};
use super::csv::Records;
use super::feed::{self, Form, Sink};
use super::{Loaded, Log, pieces, run_sql, source, text};
use crate::people::Contacts;

/// Reads the contact lists from a file, or from standard input for `-`.
///
/// Fails, with what was expected and what was found, on a file that is no export of contact lists.
pub fn load(path: &Path) -> anyhow::Result<Loaded<Contacts>> {
    if let Some(read) = load_pieces(path, pieces::PIECE) {
        return Ok(read);
    }
    source::load(path, "the contact lists", read)
}

/// Reads the contact lists piece by piece. None for a file without column names, and for one that is none of them.
pub(super) fn load_pieces(path: &Path, size: usize) -> Option<Loaded<Contacts>> {
    let (form, lists, log) = feed::feed_pieces::<Lists>(path, size)?;
    (form == Form::Csv).then(|| loaded(true, lists, log))
}

/// Reads the contact lists from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<Contacts>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    if run_sql::was_run_sql(&text) {
        return feed::refuse::<Lists, _>(
            "the output of `run sql`, which prints no contact lists: users of the presence server are given as \
             presence.users, those of call manager as call_manager.users",
        );
    }
    let mut lists = Lists::default();
    let mut records = Records::new(&text);
    let mut cells = Vec::new();
    let Some((line, split)) = records.next_row(&mut cells) else {
        return Err(feed::expected::<Lists>("found nothing"));
    };
    let names: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
    let header = split.is_ok() && lists.accepts(&names)?;
    let mut fields = None;
    if header {
        fields = feed::whole(&names);
        records.learn_style(&cells);
    } else if let Err(why) = split.map_err(str::to_owned).and_then(|()| lists.row(&cells)) {
        log.reject(line, why);
    }
    feed::feed_rows(&mut records, &mut fields, &mut lists, &mut log)?;
    let rows = lists.table.owner.len();
    if rows == 0 && !header {
        bail!(feed::expected::<Lists>("found no row with a user, a contact and their domains"));
    }
    // Without column names any text with commas may look like a contact by chance.
    if !header && log.rejected_count > rows as u64 {
        bail!(feed::expected::<Lists>(&format!("found {rows} such rows among {} others", log.rejected_count)));
    }
    Ok(loaded(header, lists, log))
}

fn loaded(header: bool, lists: Lists, log: Log) -> Loaded<Contacts> {
    let rows = lists.table.owner.len();
    log.finish(if header { "contact lists with a header" } else { "contact lists" }, rows, lists.table)
}

const OWNER: usize = 0;
const OWNER_DOMAIN: usize = 1;
const CONTACT: usize = 2;
const CONTACT_DOMAIN: usize = 3;

const COLUMNS: [&[&str]; 6] =
    [&["USERID"], &["USERDOMAIN"], &["CONTACTID"], &["CONTACTDOMAIN"], &["NICKNAME"], &["GROUPNAME", "GROUP"]];

/// The rows taken so far.
struct Lists {
    table: Contacts,
    places: Places<6>,
    /// Fields a row has: six, from 12.5 on seven.
    fields: std::ops::RangeInclusive<usize>,
}

impl Default for Lists {
    /// The order of the columns without a header.
    fn default() -> Self {
        let names = COLUMNS.iter().filter_map(|names| names.first().copied());
        Self { table: Contacts::default(), places: Places::new(names, COLUMNS), fields: 6..=7 }
    }
}

impl Lists {
    /// What a row would be in another kind of file.
    fn other_kind(names: &[&str]) -> Option<&'static str> {
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        let has = |name: &str| keys.iter().any(|key| key == name);
        if has("CONTENTTYPE")
            || has("USERJID")
            || names.get(3).is_some_and(|cell| cell.eq_ignore_ascii_case("text/directory"))
        {
            return Some(
                "non-presence contacts (Bulk Administration > Non-presence Contact List): they have no presence, so \
                 they are not needed here; export the presence contact lists",
            );
        }
        if has("CONTACTID") && has("NEWCONTACTID") {
            return Some("a file that renames contacts, which is an input of Bulk Administration and no export");
        }
        if has("USERID") && (has("LASTNAME") || has("IMADDRESS")) {
            return Some("a list of users");
        }
        None
    }
}

impl Sink for Lists {
    const EXPECTED: &'static str = "contact lists with six or seven columns, User ID, User Domain, Contact ID, \
        Contact Domain, Nickname, Group Name and maybe State: Bulk Administration > Contact List > Export Contact List \
        on the presence server";
    /// Without column names the file begins with a contact.
    const NAMES_WITHIN: usize = 1;

    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool> {
        if let Some(other) = Self::other_kind(names) {
            return feed::refuse::<Self, _>(other);
        }
        let places = Places::new(names.iter().copied(), COLUMNS);
        let header = places.has(OWNER) && places.has(CONTACT);
        if header {
            self.places = places;
            self.fields = 3..=names.len();
        }
        Ok(header)
    }

    fn is_like_names(&self, cells: &[Cow<'_, str>]) -> bool {
        cells.iter().any(|cell| is_column_name(cell, COLUMNS[CONTACT]))
    }

    fn is_cut(&self, cells: &[Cow<'_, str>]) -> bool {
        let known = [&self.table.owner_domain, &self.table.contact_domain]
            .into_iter()
            .flat_map(|all| (0..all.len()).map(|row| all.at(row)));
        self.places.is_last(cells, CONTACT_DOMAIN)
            && is_beginning_of_domain(self.places.cell(cells, CONTACT_DOMAIN), known)
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        if !self.fields.contains(&cells.len()) {
            let (least, most) = (self.fields.start(), self.fields.end());
            return Err(format!("{} field(s), expected {least} to {most}", cells.len()));
        }
        let cell = |column| self.places.cell(cells, column);
        let (owner, owner_domain) = address(cell(OWNER), cell(OWNER_DOMAIN)).ok_or("no User ID or no User Domain")?;
        let (contact, contact_domain) =
            address(cell(CONTACT), cell(CONTACT_DOMAIN)).ok_or("no Contact ID or no Contact Domain")?;
        self.table.owner.push(owner);
        self.table.owner_domain.push(owner_domain);
        self.table.contact.push(contact);
        self.table.contact_domain.push(contact_domain);
        Ok(())
    }
}

/// User part and domain. An address in one piece is split at its last `@`: the user part may hold one itself.
fn address<'c>(user: &'c str, domain: &'c str) -> Option<(&'c str, &'c str)> {
    let (user, domain) = if domain.is_empty() { user.rsplit_once('@')? } else { (user, domain) };
    let plausible =
        !user.is_empty() && !domain.contains(|character: char| character.is_whitespace() || character == '@');
    (plausible && !domain.is_empty()).then_some((user, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_split_at_the_last_at_sign() {
        assert_eq!(address("bjones@usa", "example.com"), Some(("bjones@usa", "example.com")));
        assert_eq!(address("amckenzie@example.com@sales", ""), Some(("amckenzie@example.com", "sales")));
        assert_eq!(address("bjones", ""), None);
        assert_eq!(address("", "example.com"), None);
    }

    /// The beginning of a domain that other rows have has lost its end; the exports of two servers in one file have two
    /// headers.
    #[test]
    fn a_cut_domain_is_not_taken_and_a_second_header_is_none_of_the_contacts() {
        let rows = "User ID,User Domain,Contact ID,Contact Domain\nkim,x.test,lee,x.test\nlee,x.test,kim,x.te";
        let told = |text: &str| {
            let read = read(text.into()).unwrap();
            (read.rows, read.rejected_count)
        };
        assert_eq!((told(rows), told(&format!("{rows}st")), told(&format!("{rows}\n"))), ((1, 1), (2, 0), (2, 0)));
        assert_eq!(told(&format!("{}partner.test", rows.trim_end_matches("x.te"))), (2, 0), "a domain of its own");
        assert_eq!(told(&format!("{rows}st\n{rows}st\n")), (4, 0));
    }

    #[test]
    fn another_file_is_refused_and_says_what_to_give() {
        let table = "admin:run sql select userid,a,b,imaddress,c,d from enduser\nuserid imaddress\n====== =========\nkim    kim@x.test\n";
        let prose = "title\none, two, three\na,b,c,d,e,f\nlast line\n";
        for (text, told) in [(table, "presence.users"), (prose, "found 1 such rows among 3 others")] {
            let error = read(text.into()).unwrap_err().to_string();
            assert!(error.contains(told) && error.contains("Export Contact List"), "{error}");
        }
        assert_eq!(read("kim,x.test,lee,x.test,,General\nbroken\n".into()).unwrap().rows, 1);
    }
}
