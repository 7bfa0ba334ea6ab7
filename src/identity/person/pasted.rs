//! How people are named in what is pasted from other programs: in quotation marks, by objectGUID, by canonical name, by the
//! address without its domain.

use super::{KEPT, Rows, add};
use crate::identity::{Tables, attribute, same, text};
use crate::ldap::dn;
use crate::people::{Column, Guid, Guids};

/// Quotation marks of several languages, and angle brackets.
const QUOTES: [char; 13] = ['"', '\'', '`', '„', '“', '”', '‚', '‘', '’', '«', '»', '<', '>'];

/// What people write before an extension.
const BEFORE_NUMBERS: [&str; 6] = ["x", "ext", "extension", "tel", "phone", "no"];

impl Rows {
    /// Whoever is named within quotation marks.
    pub(super) fn by_quoted(tables: &Tables, id: &str) -> Self {
        let bare = id.trim().trim_matches(QUOTES).trim();
        if bare == id.trim() || bare.is_empty() {
            return Self::default();
        }
        Self::by_any_form(tables, bare)
    }

    /// Whoever has this objectGUID, in either order of its bytes: programs differ in that.
    pub(super) fn by_guid(tables: &Tables, id: &str) -> Self {
        let Some(wanted) = Guid::from_text(id.trim().as_bytes()) else { return Self::default() };
        let has = |guids: &Guids, count: usize| -> Vec<usize> {
            let is = |row: &usize| guids.at(*row).is_some_and(|own| own == wanted || own.turned() == wanted);
            (0..count).filter(is).take(KEPT).collect()
        };
        let mut rows = Self::default();
        add(&mut rows.directory, tables.directory.as_ref().map_or_else(Vec::new, |of| has(&of.guid, of.id.len())));
        let users = tables.call_manager.as_ref();
        add(&mut rows.call_manager, users.map_or_else(Vec::new, |of| has(&of.guid, of.id.len())));
        rows.called("objectGUID")
    }

    /// Whoever has this canonical name, as `corp.example/People/Ann Lee`.
    pub(super) fn by_canonical(tables: &Tables, id: &str) -> Self {
        let mut rows = Self::default();
        if let Some(people) = tables.directory.as_ref().filter(|_| id.contains('/')) {
            let is = |row: &usize| canonical(&people.dn.at(*row)).is_some_and(|own| same(&own, id.trim()));
            add(&mut rows.directory, (0..people.dn.len()).filter(is).take(KEPT).collect());
        }
        rows.called("canonical name")
    }

    /// Whoever has a mail address that begins like this.
    pub(super) fn by_mail_without_domain(tables: &Tables, id: &str) -> Self {
        let id = id.trim();
        let mut rows = Self::default();
        if id.is_empty() || id.contains(['@', ' ']) {
            return rows;
        }
        let has = |column: &Column| -> Vec<usize> {
            let is = |row: &usize| {
                let own = column.at(*row);
                own.contains('@') && same(text::local_part(own), id)
            };
            (0..column.len()).filter(is).take(KEPT).collect()
        };
        add(&mut rows.directory, tables.directory.as_ref().map_or_else(Vec::new, |of| has(attribute(of, "mail"))));
        add(&mut rows.call_manager, tables.call_manager.as_ref().map_or_else(Vec::new, |of| has(&of.mail)));
        rows.called("mail address without its domain")
    }
}

/// A number without the word that people write before it: `ext. 4711`.
pub(super) fn bare_number(text: &str) -> &str {
    let text = text.trim();
    let number = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let word = text.get(..text.len() - number.len()).unwrap_or_default();
    let is_word = BEFORE_NUMBERS.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_word { number.trim_start_matches(['.', ':', ' ']) } else { text }
}

/// `CN=Ann Lee,OU=People,DC=corp,DC=example` as `corp.example/People/Ann Lee`.
fn canonical(name: &str) -> Option<String> {
    let name = dn::parse(name).ok()?;
    let parts: Vec<(&str, &str)> = name
        .parts
        .iter()
        .map(|part| part.values.first().map(|(kind, value)| (kind.as_str(), value.as_str())))
        .collect::<Option<_>>()?;
    let (domain, rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(kind, _)| kind.eq_ignore_ascii_case("dc"));
    let domain: Vec<&str> = domain.into_iter().map(|(_, value)| value).collect();
    let rest = rest.into_iter().rev().map(|(_, value)| value);
    Some(std::iter::once(domain.join(".").as_str()).chain(rest).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_numbers_and_names_as_consoles_show_them() {
        for (text, number) in
            [("x4711", "4711"), ("Ext. 4711", "4711"), ("tel: +47 22", "+47 22"), ("xaver", "xaver"), ("a1", "a1")]
        {
            assert_eq!(bare_number(text), number, "{text}");
        }
        assert_eq!(canonical("CN=Mia Falk,OU=Crew,OU=West,DC=quay,DC=test").unwrap(), "quay.test/West/Crew/Mia Falk");
    }
}
