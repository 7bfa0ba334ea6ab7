//! Other forms in which people are named.

use super::{KEPT, Rows, add};
use crate::identity::Tables;
use crate::ldap::dn;

impl Rows {
    /// Whoever is meant by an address with its scheme (`sip:…`), a distinguished name that is written otherwise, or
    /// `DOMAIN\user`.
    pub(super) fn by_other_form(tables: &Tables, id: &str) -> Self {
        let id = id.trim();
        let bare = ["sip:", "xmpp:", "mailto:"].iter().find_map(|scheme| {
            let start = id.get(..scheme.len())?;
            start.eq_ignore_ascii_case(scheme).then(|| id.get(scheme.len()..)).flatten()
        });
        if let Some(address) = bare {
            let rows = Self::by(tables, address, false);
            return if rows.is_nobody() { Self::by(tables, address, true) } else { rows };
        }
        if let Some((_, user)) = id.split_once('\\').filter(|(domain, _)| !domain.contains('=')) {
            return Self::by(tables, user, false);
        }
        let mut rows = Self::default();
        let name = dn::parse(id).ok().filter(|name| id.contains('=') && !name.parts.is_empty());
        if let (Some(name), Some(people)) = (name, &tables.directory) {
            let is = |row: &usize| dn::parse(people.dn.at(*row)).is_ok_and(|own| own.same_as(&name));
            add(&mut rows.directory, (0..people.dn.len()).filter(is).take(KEPT).collect());
        }
        rows
    }
}
