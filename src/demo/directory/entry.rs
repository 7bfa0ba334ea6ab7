//! One entry of the tree, and what a search takes of it.

use super::super::message::Search;
use crate::ldap::filter::eval;

/// Attributes the server computes when asked, so `*` does not bring them.
pub(super) const CONSTRUCTED: &[&str] = &["msDS-UserPasswordExpiryTimeComputed", "msDS-User-Account-Control-Computed"];

/// One entry of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Distinguished name.
    pub dn: String,
    /// Attributes and their values.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// An entry without attributes.
    pub fn new(dn: &str) -> Self {
        Self { dn: dn.to_owned(), attributes: Vec::new() }
    }

    /// Adds an attribute.
    pub fn add(&mut self, name: &str, values: &[&str]) -> &mut Self {
        let values = values.iter().map(|value| value.as_bytes().to_vec()).collect();
        self.attributes.push((name.to_owned(), values));
        self
    }

    /// The values of an attribute, ignoring case of its name; none when it is absent.
    pub fn values(&self, name: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values.as_slice())
    }

    /// Replaces an attribute by one value.
    pub(in super::super) fn set(&mut self, name: &str, value: &str) {
        self.attributes.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self.add(name, &[value]);
    }

    /// A copy with the attributes a search asks for (RFC 4511 section 4.5.1.8).
    pub(super) fn select(&self, search: &Search) -> Self {
        let named = |list: &[String], name: &str| list.iter().any(|asked| asked.eq_ignore_ascii_case(name));
        let all = search.attributes.is_empty() || named(&search.attributes, "*");
        let wanted = |name: &str| {
            let constructed = CONSTRUCTED.iter().any(|known| known.eq_ignore_ascii_case(name));
            named(&search.attributes, name) || (all && !constructed)
        };
        let attributes = self.attributes.iter().filter(|(name, _)| wanted(name));
        let strip = |(name, values): &(String, Vec<Vec<u8>>)| {
            (name.clone(), if search.types_only { Vec::new() } else { values.clone() })
        };
        Self { dn: self.dn.clone(), attributes: attributes.map(strip).collect() }
    }
}

impl eval::Entry for Entry {
    fn dn(&self) -> &str {
        &self.dn
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.values(attribute).iter().map(Vec::as_slice)
    }
}
