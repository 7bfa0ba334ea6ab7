//! The CSV that csvde writes: `DN,objectClass,…`, several values of an attribute separated by `;`, and `X'…'` for what
//! is no ASCII text.

use std::borrow::Cow;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::entry::Entry;
use crate::inputs::csv::Records;

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

/// Rows of a directory as CSV.
pub(super) struct Csvde<'a> {
    records: Records<'a>,
    /// Name of each column, and whether it holds several values.
    columns: Vec<(String, bool)>,
    dn: usize,
    cells: Vec<Cow<'a, str>>,
}

impl<'a> Csvde<'a> {
    /// None when the first row has no column `DN`.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        let mut records = Records::new(text);
        let mut cells = Vec::new();
        records.next_row(&mut cells)?.1.ok()?;
        records.learn_style(&cells);
        let several = |name: &str| SEVERAL.iter().any(|known| known.eq_ignore_ascii_case(name));
        let columns: Vec<_> = cells.iter().map(|cell| (cell.trim().to_owned(), several(cell.trim()))).collect();
        let named = |name: &str| columns.iter().position(|(column, _)| column.eq_ignore_ascii_case(name));
        let dn = named("DN").or_else(|| named("distinguishedName"))?;
        Some(Self { records, columns, dn, cells })
    }

    /// Fills the next entry; the line is that in which its row begins.
    pub(super) fn next_entry(&mut self, entry: &mut Entry) -> Option<(u64, Result<(), String>)> {
        entry.clear();
        let (line, split) = self.records.next_row(&mut self.cells)?;
        if let Err(why) = split {
            return Some((line, Err(why.to_owned())));
        }
        if self.cells.len() > self.columns.len() {
            let (found, expected) = (self.cells.len(), self.columns.len());
            return Some((line, Err(format!("{found} fields, the header has {expected}"))));
        }
        let dn = self.cells.get(self.dn).map_or("", |cell| cell.trim());
        if dn.is_empty() {
            return Some((line, Err("no DN".to_owned())));
        }
        entry.set_dn(&String::from_utf8_lossy(&decoded(dn)));
        for (cell, (name, several)) in self.cells.iter().zip(&self.columns) {
            let parts = cell.split(if *several { ';' } else { '\0' });
            for value in parts.filter(|value| !value.is_empty()) {
                entry.push(name, &decoded(value));
            }
        }
        Some((line, Ok(())))
    }
}

/// The bytes of `X'…'`; any other text stands for itself.
fn decoded(value: &str) -> Cow<'_, [u8]> {
    let hex = value.strip_prefix("X'").and_then(|rest| rest.strip_suffix('\''));
    match hex.map(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes())) {
        Some(Ok(bytes)) => Cow::Owned(bytes),
        _ => Cow::Borrowed(value.as_bytes()),
    }
}
