//! Other forms in which people are named.

use super::pasted::bare_number;
use super::{KEPT, Rows, add, matching};
use crate::identity::{Tables, attribute, digits, same, some};
use crate::ldap::dn::{self, Dn};
use crate::people::{Column, without_scheme};

/// Attributes of the directory that hold telephone numbers.
pub(super) const NUMBERS: [&str; 3] = ["telephoneNumber", "ipPhone", "mobile"];

impl Rows {
    /// Whoever is meant by an address with its scheme (`sip:…`), a distinguished name that is written otherwise, or
    /// `DOMAIN\user`.
    pub(super) fn by_other_form(tables: &Tables, id: &str) -> Self {
        let id = id.trim();
        let address = Some(without_scheme(id)).filter(|address| *address != id);
        let of_domain = || id.split_once('\\').filter(|(domain, _)| !domain.contains('='));
        if let Some(bare) = address.or_else(|| of_domain().map(|(_, user)| user)) {
            let rows = Self::by(tables, bare, false);
            return if rows.is_nobody() { Self::by(tables, bare, true) } else { rows };
        }
        let mut rows = Self::default();
        let name = dn::parse(id).ok().filter(|name| id.contains('=') && !name.parts.is_empty());
        if let (Some(name), Some(people)) = (name, &tables.directory) {
            let is = |row: &usize| dn::parse(&people.dn.at(*row)).is_ok_and(|own| own.same_as(&name));
            add(&mut rows.directory, (0..people.dn.len()).filter(is).take(KEPT).collect());
        }
        rows
    }

    /// Whoever has as a user ID what stands before the domain of an address that nobody has.
    pub(super) fn by_local_part(tables: &Tables, id: &str) -> Self {
        match without_scheme(id.trim()).rsplit_once('@') {
            Some((local, _)) => Self::by(tables, local, false).called("user ID without the domain"),
            None => Self::default(),
        }
    }

    /// Whoever has this as a last, first or display name, by itself.
    pub(super) fn by_word(tables: &Tables, word: &str) -> Self {
        let (people, users) = (tables.directory.as_ref(), tables.call_manager.as_ref());
        let fields = [
            ("last name", people.map(|of| &of.last_name), users.map(|of| &of.last_name)),
            ("display name", people.map(|of| &of.display_name), None),
            ("first name", people.map(|of| &of.first_name), users.map(|of| &of.first_name)),
        ];
        for (name, directory, call_manager) in fields {
            let mut rows = Self::default();
            add(&mut rows.directory, directory.map(|column| matching(column, word)).unwrap_or_default());
            add(&mut rows.call_manager, call_manager.map(|column| matching(column, word)).unwrap_or_default());
            if !rows.is_nobody() {
                return rows.called(name);
            }
        }
        Self::default()
    }

    /// Whoever has this telephone number: written otherwise, or as the extension at its end.
    pub(super) fn by_number(tables: &Tables, number: &str) -> Self {
        let Some(wanted) = digits::number(bare_number(number)) else { return Self::default() };
        let has = |column: &Column| -> Vec<usize> {
            let fits =
                |row: &usize| digits::number(column.at(*row)).is_some_and(|own| digits::fit(&wanted, &own).is_some());
            (0..column.len()).filter(fits).take(KEPT).collect()
        };
        let mut rows = Self::default();
        if let Some(people) = &tables.directory {
            NUMBERS.iter().for_each(|name| add(&mut rows.directory, has(attribute(people, name))));
        }
        if let Some(users) = &tables.call_manager {
            [&users.telephone, &users.extension]
                .into_iter()
                .for_each(|column| add(&mut rows.call_manager, has(column)));
        }
        rows.called("telephone number")
    }

    /// Whoever has the first part of a distinguished name that nobody has: the entry was moved, or the rest is mistyped.
    pub(super) fn by_first_part(tables: &Tables, id: &str) -> Self {
        let mut rows = Self::default();
        let name = dn::parse(id.trim()).ok().filter(|name| id.contains('=') && name.parts.len() > 1);
        if let (Some(name), Some(people)) = (name, &tables.directory) {
            let first = |name: Dn| Dn { parts: name.parts.into_iter().take(1).collect() };
            let wanted = first(name);
            let is = |row: &usize| dn::parse(&people.dn.at(*row)).is_ok_and(|own| first(own).same_as(&wanted));
            add(&mut rows.directory, (0..people.dn.len()).filter(is).take(KEPT).collect());
        }
        if rows.is_nobody() {
            rows = Self::by_value_of_first_part(tables, id);
        }
        rows.called("first part of its distinguished name")
    }

    /// An entry that is gone had its name, or its user ID, there; the first part may be all that was typed.
    fn by_value_of_first_part(tables: &Tables, id: &str) -> Self {
        let name = dn::parse(id.trim()).ok().filter(|name| id.contains('=') && !name.parts.is_empty());
        let value = name.and_then(|name| Some(name.parts.first()?.values.first()?.1.clone()));
        let Some(value) = value else { return Self::default() };
        let rows = Self::by_name(tables, &value);
        if rows.is_nobody() { Self::by(tables, &value, false) } else { rows }
    }

    pub(super) fn called(mut self, by: &'static str) -> Self {
        self.by = (!self.is_nobody()).then_some(by);
        self
    }

    /// Takes the rows away where a name or a number is that of several people, and says who they are: what is wrong with
    /// one of them is not what was asked.
    pub(super) fn take_several(&mut self, tables: &Tables) -> Vec<String> {
        if self.by.is_none() || self.directory.len().max(self.call_manager.len()) < 2 {
            return Vec::new();
        }
        let of_people = self.directory.iter().filter_map(|&row| {
            let people = tables.directory.as_ref()?;
            some(people.id.at(row)).or_else(|| some(&people.dn.at(row)))
        });
        let of_users = self.call_manager.iter().filter_map(|&row| some(tables.call_manager.as_ref()?.id.at(row)));
        let mut meant: Vec<String> = Vec::new();
        for name in of_people.chain(of_users) {
            if meant.len() < KEPT && !meant.iter().any(|known| same(known, &name)) {
                meant.push(name);
            }
        }
        *self = Self { by: self.by, ..Self::default() };
        meant
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{DirectoryUsers, ID_ATTRIBUTES};

    /// One person, who logs in by a staff number.
    fn tables() -> Tables {
        let mut people = DirectoryUsers::default();
        let values = [("sAMAccountName", "ines"), ("mail", "ines.falk@corp.example"), ("employeeNumber", "10037")];
        people.dn.push("CN=Ines Falk,OU=People,DC=corp,DC=example");
        people.id.push("10037");
        for (name, column) in ID_ATTRIBUTES.iter().zip(&mut people.attributes) {
            column.push(values.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value));
        }
        Tables { directory: Some(people), ..Tables::default() }
    }

    #[test]
    fn a_windows_name_finds_whoever_logs_in_otherwise() {
        let by = |form: &str| Rows::by_other_form(&tables(), form).directory;
        for form in ["CORP\\ines", "CORP\\10037", "corp.example\\INES", "sip:ines.falk@corp.example", "sip:10037"] {
            assert_eq!(by(form), [0], "{form}");
        }
        for form in ["CORP\\kurt", "CN=CORP\\ines", "ines"] {
            assert!(by(form).is_empty(), "{form}");
        }
    }
}
