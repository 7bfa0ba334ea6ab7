//! A directory as CSV: as csvde writes it (`DN,objectClass,…`, several values of an attribute separated by `;`, and
//! `X'…'` for what is no ASCII text), and as other programs do, which put other characters between values.

use std::borrow::Cow;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::closed;
use super::entry::{Entry, is_secret};
use super::power_shell::{SAID, Said, are_users, attributes_of, is_type};
use super::several::{are_names, values_of};
use crate::inputs::Log;
use crate::inputs::columns::yes_or_no;
use crate::inputs::csv::{Mark, Records};
use crate::people::Tri;

/// Attributes whose cells hold several values; in the others a semicolon is part of the value.
const SEVERAL: [&str; 8] = [
    "objectClass",
    "memberOf",
    "member",
    "proxyAddresses",
    "otherTelephone",
    "otherMobile",
    "otherIpPhone",
    "otherMailbox",
];

/// A directory as CSV.
pub(super) struct Csvde {
    /// Name of each column, and whether it holds several values.
    columns: Vec<(String, bool)>,
    dn: usize,
    /// One of the columns is a password's or its like.
    secret: bool,
    /// What stands between the values of every attribute, in files that show it in their object classes.
    joint: Option<&'static str>,
    /// Where properties stand that are true or false, and what these mean.
    said: Vec<(usize, &'static Said)>,
    /// Every row is a user, which no column says.
    are_users: bool,
    mark: Mark,
}

/// What programs put between values, other than csvde's semicolon: phpLDAPadmin ` | `, Apache Directory Studio `|`.
const JOINTS: [&str; 2] = [" | ", "|"];

/// Rows above the one with the names: titles, and what a shell printed.
const MAX_ABOVE: usize = 10;

impl Csvde {
    /// Takes the header; none when none of the first rows has a column `DN`. Otherwise also where the rows begin.
    pub(super) fn new(text: &str) -> Option<(Self, usize)> {
        let mut records = Records::new(text);
        let mut cells = Vec::new();
        for _ in 0..MAX_ABOVE {
            let split = records.next_row(&mut cells)?.1;
            let Some(dn) = dn_of(&cells).filter(|_| split.is_ok()) else { continue };
            records.learn_style(&cells);
            let (at, mark) = records.mark();
            let mut csvde =
                Self { columns: Vec::new(), dn, secret: false, joint: None, said: Vec::new(), are_users: false, mark };
            csvde.take_names(dn, &cells);
            return Some((csvde, at));
        }
        None
    }

    fn take_names(&mut self, dn: usize, cells: &[Cow<'_, str>]) {
        let several = |name: &str| SEVERAL.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.dn = dn;
        self.columns = attributes_of(cells).into_iter().map(|name| (name.clone(), several(&name))).collect();
        self.are_users = are_users(cells);
        self.secret = self.columns.iter().any(|(name, _)| is_secret(name));
        let place = |mark: &Said| cells.iter().position(|cell| cell.trim().eq_ignore_ascii_case(mark.property));
        let is_meant =
            |place: usize, mark: &Said| self.columns.get(place).is_some_and(|(name, _)| name == mark.attribute);
        let said = SAID.iter().filter_map(|mark| Some((place(mark)?, mark)));
        self.said = said.filter(|(place, mark)| is_meant(*place, mark)).collect();
    }

    /// Where the DN stands from here on, when this row has names of columns: a second file was put behind the first.
    fn names_again(&self, cells: &[Cow<'_, str>]) -> Option<usize> {
        let is_row = cells.get(self.dn).is_none_or(|cell| cell.contains('='));
        if is_row { None } else { dn_of(cells) }
    }

    /// Takes the rows of a piece, each as an entry; says how many bytes it is done with.
    pub(super) fn take(
        &mut self,
        text: &str,
        last: bool,
        entry: &mut Entry,
        log: &mut Log,
        mut take: impl FnMut(&Entry),
    ) -> usize {
        let mut records = Records::go_on(text, self.mark);
        if !last && !records.leave_the_end() {
            return 0;
        }
        let mut cells = Vec::new();
        while let Some((line, split)) = records.next_row(&mut cells) {
            if let Some(dn) = self.names_again(&cells) {
                self.take_names(dn, &cells);
                records.learn_style(&cells);
                continue;
            }
            match split.map_err(str::to_owned).and_then(|()| self.fill(entry, &cells)) {
                Ok(()) => take(entry),
                Err(why) => log.reject(line, why),
            }
        }
        let (used, mark) = records.mark();
        self.mark = mark;
        used
    }

    fn fill(&mut self, entry: &mut Entry, cells: &[Cow<'_, str>]) -> Result<(), String> {
        entry.clear();
        // A shorter row may have a password in any place, where the header has one.
        if cells.len() > self.columns.len() || (self.secret && cells.len() < self.columns.len()) {
            return Err(format!("{} fields, the header has {}", cells.len(), self.columns.len()));
        }
        let dn = cells.get(self.dn).map_or("", |cell| cell.trim());
        if dn.is_empty() {
            return Err("no DN".to_owned());
        }
        entry.set_dn(&String::from_utf8_lossy(&decoded(dn)));
        for (place, (cell, (name, several))) in cells.iter().zip(&self.columns).enumerate() {
            if name.eq_ignore_ascii_case("objectClass") {
                self.joint = self.joint.or_else(|| JOINTS.into_iter().find(|joint| cell.contains(joint)));
                // No name of a class holds any of these.
                let apart = |c: char| matches!(c, ';' | '|' | ',' | ' ' | '\r' | '\n');
                cell.split(apart).for_each(|class| push(entry, name, class));
            } else if let Some((_, said)) = self.said.iter().find(|(at, _)| *at == place) {
                match yes_or_no(cell.trim()) {
                    Tri::Yes => push(entry, name, said.yes),
                    Tri::No => push(entry, name, said.no),
                    Tri::Unknown => {}
                }
            } else if let Some(bits) = shown_bits(name, cell) {
                push(entry, name, &bits);
            } else if is_type(cell) {
                entry.hide(name);
            } else if let Some(joint) = self.joint.filter(|_| place != self.dn) {
                cell.split(joint).for_each(|value| push(entry, name, value));
            } else if *several {
                values_of(name, cell).for_each(|value| push_one(entry, name, value));
            } else {
                push(entry, name, cell);
            }
        }
        if self.are_users {
            entry.push("objectClass", b"user");
        }
        Ok(())
    }
}

/// Where column names have that of the DN.
fn dn_of(cells: &[Cow<'_, str>]) -> Option<usize> {
    let named = |name: &str| cells.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    ["DN", "distinguishedName", "Distinguished Name"].into_iter().find_map(named)
}

/// Adds one of several values; a group that is told by its short name alone is none that a filter asks for.
fn push_one(entry: &mut Entry, name: &str, value: &str) {
    let is_short = !value.is_empty() && !value.contains('=') && are_names(name);
    if is_short { entry.hide(name) } else { push(entry, name, value) }
}

/// The number of `514 (0x202)`, as consoles show the bits of an account.
fn shown_bits(name: &str, cell: &str) -> Option<String> {
    let is_shown = cell.starts_with(|c: char| c.is_ascii_digit()) && cell.contains(['x', ' ']);
    let bits = is_shown && name.eq_ignore_ascii_case("userAccountControl");
    bits.then(|| closed::control(cell.as_bytes())).flatten().map(|bits| bits.to_string())
}

/// Adds a value, unless it is empty.
fn push(entry: &mut Entry, name: &str, value: &str) {
    let decoded =
        digits(value).is_some_and(|hex| entry.push_decoded(name, hex.as_bytes(), &HEXLOWER_PERMISSIVE).is_ok());
    if !decoded && !value.is_empty() {
        entry.push(name, value.as_bytes());
    }
}

/// What stands in `X'…'`: the bytes of a value, unless these are no digits; any other text stands for itself.
fn digits(value: &str) -> Option<&str> {
    value.strip_prefix("X'")?.strip_suffix('\'')
}

fn decoded(value: &str) -> Cow<'_, [u8]> {
    match digits(value).map(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes())) {
        Some(Ok(bytes)) => Cow::Owned(bytes),
        _ => Cow::Borrowed(value.as_bytes()),
    }
}
