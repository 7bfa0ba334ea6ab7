//! Names of columns as the different exports write them, and what cells mean.

use std::borrow::Cow;

use crate::people::{Column, Tri};

/// A name without what exports differ in: case, blanks, dashes. `USER ID`, `User Id` and `userid` are one column.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_uppercase()).collect()
}

/// Whether a cell is one of these names of columns, and so no value: files that were put one behind the other repeat them.
#[inline]
pub(super) fn is_column_name(cell: &str, names: &[&str]) -> bool {
    // Every cell of a file is asked: nearly all are told by their first letter.
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_uppercase);
    let letters = || cell.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase());
    let is = |name: &&str| first(name) == first(cell) && cell.len() <= 20 && name.bytes().eq(letters());
    names.iter().any(is)
}

/// Whether a column holds a password, a PIN or their like: `PASSWORD`, `PIN`, `DIGEST CREDENTIALS`, `passwordreverse`.
pub(super) fn is_secret(name: &str) -> bool {
    let key = key(name);
    key.ends_with("PIN")
        || ["PASSWORD", "PASSWD", "PWD", "DIGESTCREDENTIAL", "ACCESSCODE", "SECRET"]
            .iter()
            .any(|word| key.contains(word))
}

/// Whether an address is the beginning of one like the others of its column: without a domain, where they have one, or with
/// the beginning of a domain that they have. A whole file may end without a line break, and in a domain of its own.
pub(super) fn is_beginning(address: &str, others: &Column) -> bool {
    let others = || (0..others.len()).filter_map(|row| others.at(row).rsplit_once('@'));
    match address.rsplit_once('@') {
        Some((_, domain)) => is_beginning_of_domain(domain, others().map(|(_, other)| other)),
        None => !address.is_empty() && others().next().is_some(),
    }
}

/// Whether a domain is the beginning of others, and none of them itself.
pub(super) fn is_beginning_of_domain<'a>(domain: &str, others: impl Iterator<Item = &'a str>) -> bool {
    let own = domain.to_lowercase();
    let mut longer = false;
    for other in others.map(str::to_lowercase) {
        if other == own {
            return false;
        }
        longer |= other.starts_with(&own);
    }
    longer
}

/// Where the columns of a table stand that a reader wants.
#[derive(Debug, Clone)]
pub(super) struct Places<const N: usize>([Option<usize>; N]);

impl<const N: usize> Places<N> {
    /// `wanted` has the keys of each column, the preferred one first. Of a name that occurs twice the first counts.
    pub(super) fn new<'n>(names: impl IntoIterator<Item = &'n str>, wanted: [&[&str]; N]) -> Self {
        let keys: Vec<String> = names.into_iter().map(key).collect();
        Self(wanted.map(|names| names.iter().find_map(|name| keys.iter().position(|key| key == name))))
    }

    /// Whether the table has the column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.0.get(column).copied().flatten().is_some()
    }

    /// Whether a column stands last in a row.
    pub(super) fn is_last(&self, cells: &[Cow<'_, str>], column: usize) -> bool {
        self.0.get(column).copied().flatten().is_some_and(|place| place + 1 == cells.len())
    }

    /// How many of the wanted columns the table has.
    pub(super) fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// The cell as written; empty when the row is too short, or the table has no such column.
    #[inline]
    pub(super) fn raw<'c>(&self, cells: &'c [Cow<'_, str>], column: usize) -> &'c str {
        if self.cell(cells, column).is_empty() { "" } else { self.at(cells, column) }
    }

    /// The cell without blanks around it. A lone `#` stands for "keep what is stored" in files that update users, and the
    /// others are what programs write for nothing: no values. A no-break space is no blank: in an address it is the fault
    /// to be found.
    #[inline]
    pub(super) fn cell<'c>(&self, cells: &'c [Cow<'_, str>], column: usize) -> &'c str {
        match self.at(cells, column).trim_ascii() {
            "#" | "NULL" | "(null)" | "<null>" | "\\N" | "#N/A" => "",
            cell => cell,
        }
    }

    #[inline]
    fn at<'c>(&self, cells: &'c [Cow<'_, str>], column: usize) -> &'c str {
        let place = self.0.get(column).copied().flatten();
        place.and_then(|place| cells.get(place)).map_or("", AsRef::as_ref)
    }
}

/// How exports write yes, the last ones after a spreadsheet of another language has saved them.
const YES: [&str; 10] = ["t", "true", "1", "yes", "y", "wahr", "vrai", "verdadero", "vero", "waar"];
/// How they write no.
const NO: [&str; 9] = ["f", "false", "0", "no", "n", "falsch", "faux", "falso", "onwaar"];

/// Yes and no in all the spellings exports use.
pub(in crate::inputs) fn yes_or_no(cell: &str) -> Tri {
    let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    if is(&YES) {
        Tri::Yes
    } else if is(&NO) {
        Tri::No
    } else {
        Tri::Unknown
    }
}

/// Whether a cell is one of the words that stand for none: tables that were turned into CSV or JSON keep them. They are no keys
/// of the database, while a name may be one of them.
pub(super) fn is_null(cell: &str) -> bool {
    const NONE: [&str; 6] = ["NULL", "(null)", "None", "nil", "N/A", "-"];
    NONE.iter().any(|none| none.eq_ignore_ascii_case(cell))
}

/// A key of the database; empty where there is none.
pub(super) fn told(cell: &str) -> &str {
    if is_null(cell) { "" } else { cell }
}

/// Whether a column that a table has is filled; unknown when the table has none.
pub(super) fn filled(present: bool, cell: &str) -> Tri {
    match (present, told(cell).is_empty()) {
        (false, _) => Tri::Unknown,
        (true, false) => Tri::Yes,
        (true, true) => Tri::No,
    }
}

/// Active or not, and synchronised from LDAP or not, from `status` (1 and 2) or the texts of user lists.
pub(super) fn status(cell: &str) -> (Tri, Tri) {
    // What a million rows of a database say costs no allocation.
    match cell {
        "" => return (Tri::Unknown, Tri::Unknown),
        "1" => return (Tri::Yes, Tri::Unknown),
        "2" => return (Tri::No, Tri::Unknown),
        _ => {}
    }
    let text = cell.to_ascii_lowercase();
    let active = if text.starts_with("inactive") || text.starts_with("disabled") {
        Tri::No
    } else if text.starts_with("active") || text.starts_with("enabled") {
        Tri::Yes
    } else {
        Tri::Unknown
    };
    let from_ldap = if text.contains("ldap") {
        Tri::Yes
    } else if text.contains("local") {
        Tri::No
    } else {
        Tri::Unknown
    };
    (active, from_ldap)
}

/// The first that is known.
pub(super) fn known(first: Tri, second: Tri) -> Tri {
    if first == Tri::Unknown { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_of_spreadsheets_in_other_languages() {
        for (yes, no) in [("WAHR", "FALSCH"), ("VRAI", "FAUX"), ("True", "False"), ("verdadero", "falso"), ("t", "f")] {
            assert_eq!((yes_or_no(yes), yes_or_no(no)), (Tri::Yes, Tri::No), "{yes}");
        }
        assert_eq!(yes_or_no("maybe"), Tri::Unknown);
    }

    #[test]
    fn nothing_is_written_in_many_ways() {
        let columns = Places::new(["USERID", "NODE"], [&["USERID"], &["NODE"]]);
        for none in ["", "NULL", "null", "None", "(null)", "<null>", "\\N", "#N/A", "n/a", "-", "nil"] {
            let cells = ["None".into(), Cow::Borrowed(none)];
            assert_eq!(filled(true, columns.cell(&cells, 1)), Tri::No, "{none}");
            assert_eq!(columns.cell(&cells, 0), "None", "somebody's ID");
        }
        assert_eq!(filled(true, "imp-1.north.example"), Tri::Yes);
    }

    #[test]
    fn status_in_all_its_shapes() {
        for (cell, expected) in [
            ("1", (Tri::Yes, Tri::Unknown)),
            ("2", (Tri::No, Tri::Unknown)),
            ("", (Tri::Unknown, Tri::Unknown)),
            ("Active LDAP Synchronized User", (Tri::Yes, Tri::Yes)),
            ("Inactive LDAP Synchronized User", (Tri::No, Tri::Yes)),
            ("ENABLED LOCAL USER", (Tri::Yes, Tri::No)),
            ("Disabled Local User", (Tri::No, Tri::No)),
            ("Active Enabled Local User", (Tri::Yes, Tri::No)),
        ] {
            assert_eq!(status(cell), expected, "{cell}");
        }
    }
}
