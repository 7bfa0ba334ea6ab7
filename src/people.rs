//! People as the systems list them, column by column: a million of them fit in memory.

mod barred;
mod branches;
mod column;
mod few;
mod guid;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use self::barred::{Barred, Bars, Searched};
pub use self::branches::Names;
pub use self::column::Column;
pub use self::few::Few;
pub use self::guid::{Guid, Guids};
use crate::evidence::identity::Gap;

/// An address without the scheme that clients and exports may write before it (`sip:`).
pub fn without_scheme(address: &str) -> &str {
    let schemes = ["sip:", "xmpp:", "mailto:"];
    let bare = schemes.iter().find_map(|scheme| {
        let start = address.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| address.get(scheme.len()..)).flatten()
    });
    bare.unwrap_or(address)
}

/// What a system says about one yes-or-no property: it may not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tri {
    /// The export has no such column, or nothing in it.
    #[default]
    Unknown,
    /// Yes.
    Yes,
    /// No.
    No,
}

impl From<bool> for Tri {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// End users of call manager. Token and application users are left out.
#[derive(Debug, Clone, Default)]
pub struct CallManagerUsers {
    /// `userid`, as exported.
    pub id: Column,
    /// First name.
    pub first_name: Column,
    /// Last name.
    pub last_name: Column,
    /// `mailid`.
    pub mail: Column,
    /// Telephone number.
    pub telephone: Column,
    /// Primary extension.
    pub extension: Column,
    /// Directory URI.
    pub directory_uri: Column,
    /// `uniqueidentifier`: the directory's objectGUID.
    pub guid: Guids,
    /// Active (status 1), not inactive (status 2).
    pub active: Vec<Tri>,
    /// Synchronised from LDAP (`fkdirectorypluginconfig` is set), not local.
    pub from_ldap: Vec<Tri>,
    /// Keys of the synchronisation agreements, as met.
    pub agreements: Vec<String>,
    /// The agreement each user comes from: its place among the keys plus 1; 0 where it is not told. Shorter than the
    /// other columns when no later row tells.
    pub agreement: Vec<u16>,
    /// Enabled for IM and presence (`enablecups`).
    pub presence: Vec<Tri>,
    /// Assigned to a presence node (`primarynodeid` is set).
    pub assigned: Vec<Tri>,
    /// The presence node each user is assigned to: bulk exports have its name, the database a number.
    pub node: Few,
    /// Whether this cluster is the user's home (`islocaluser`, Home Cluster); it says nothing about LDAP.
    pub home: Vec<Tri>,
    /// Of a file with delimiters, which a spreadsheet may have changed.
    pub is_csv: bool,
}

impl CallManagerUsers {
    /// The presence node that a user is assigned to, as the export has it.
    pub fn node_of(&self, id: &str) -> Option<&str> {
        let row = (0..self.id.len()).find(|&row| self.id.at(row).trim().eq_ignore_ascii_case(id.trim()))?;
        Some(self.node.at(row)).filter(|node| !node.is_empty())
    }
}

/// Users of the presence server.
#[derive(Debug, Clone, Default)]
pub struct PresenceUsers {
    /// `userid`.
    pub id: Column,
    /// `imaddress`: the address others use.
    pub im_address: Column,
    /// Directory URI.
    pub directory_uri: Column,
    /// `mailid`.
    pub mail: Column,
    /// Active (status 1).
    pub active: Vec<Tri>,
    /// `enablecups`.
    pub enabled: Vec<Tri>,
    /// Assigned to a node.
    pub assigned: Vec<Tri>,
    /// The export has a column of directory URIs, whatever stands in it.
    pub has_uris: bool,
    /// The directory URIs are those of call manager's list.
    pub copied_uris: bool,
    /// Of a file with delimiters, which a spreadsheet may have changed.
    pub is_csv: bool,
}

/// Entries of all contact lists.
#[derive(Debug, Clone, Default)]
pub struct Contacts {
    /// User part of the list's owner.
    pub owner: Column,
    /// Domain of the list's owner.
    pub owner_domain: Few,
    /// User part of the contact; may hold an `@` itself.
    pub contact: Column,
    /// Domain of the contact.
    pub contact_domain: Few,
}

/// Attributes of the directory that may carry a user ID, in the order the advisor offers them.
pub const ID_ATTRIBUTES: [&str; 11] = [
    "sAMAccountName",
    "userPrincipalName",
    "mail",
    "uid",
    "employeeNumber",
    "employeeID",
    "telephoneNumber",
    "ipPhone",
    "mobile",
    "msRTCSIP-PrimaryUserAddress",
    "cn",
];

impl DirectoryUsers {
    /// What one person may be called by: the user ID, what else may carry one, and further addresses.
    pub fn values(&self, row: usize) -> impl Iterator<Item = &str> {
        let attributes = self.attributes.iter().map(move |column| column.at(row));
        let proxies = self.proxies.at(row).lines();
        std::iter::once(self.id.at(row)).chain(attributes).map(without_scheme).chain(proxies)
    }
}

/// People of the directory inside base and filter.
#[derive(Debug, Clone, Default)]
pub struct DirectoryUsers {
    /// Distinguished name.
    pub dn: Names,
    /// The configured user-ID attribute.
    pub id: Column,
    /// One column per entry of `ID_ATTRIBUTES`.
    pub attributes: [Column; ID_ATTRIBUTES.len()],
    /// `givenName`.
    pub first_name: Column,
    /// `sn`.
    pub last_name: Column,
    /// `displayName`; a column of fewer rows than the others lacks the last ones.
    pub display_name: Column,
    /// Addresses of `proxyAddresses` for mail and SIP, one a line without their scheme; rows that are left out have none.
    pub proxies: Column,
    /// `objectGUID`, else `entryUUID`.
    pub guid: Guids,
    /// Disabled (`userAccountControl` bit 2).
    pub disabled: Vec<Tri>,
    /// Inside the configured base and filter, as far as the export tells; people outside are kept to say why somebody is
    /// not found.
    pub in_scope: Vec<Tri>,
    /// What of base and filter leaves out those who are not inside.
    pub bars: Bars,
    /// When accounts expired that have, in seconds since 1970, by row.
    pub expired: BTreeMap<usize, i64>,
    /// When accounts were locked that are, likewise; 0 where that is not told.
    pub locked: BTreeMap<usize, i64>,
    /// Rows whose password must be changed at the next login.
    pub must_change: BTreeSet<usize>,
    /// Rows whose account requires a smart card.
    pub smart_card: BTreeSet<usize>,
    /// Rows whose user ID stands in another file.
    pub hidden_ids: BTreeSet<usize>,
    /// Rows of which another compared value does.
    pub hidden: BTreeSet<usize>,
    /// What the export does not show.
    pub gaps: Vec<Gap>,
    /// Of a file with delimiters, which a spreadsheet may have changed.
    pub is_csv: bool,
}

impl DirectoryUsers {
    /// Adds what another base and filter show, of the same directory or of another part of it: whoever is inside one of
    /// them is inside.
    pub fn join(&mut self, other: Self) {
        let known: HashMap<String, usize> =
            (0..self.dn.len()).map(|row| (self.dn.at(row).to_lowercase(), row)).collect();
        let mut places = Vec::with_capacity(other.dn.len());
        for row in 0..other.dn.len() {
            let scope = other.in_scope.get(row).copied().unwrap_or_default();
            match known.get(&other.dn.at(row).to_lowercase()) {
                Some(&place) => {
                    places.push(place);
                    if let Some(own) = self.in_scope.get_mut(place) {
                        *own = match (*own, scope) {
                            (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
                            (Tri::Unknown, _) | (_, Tri::Unknown) => Tri::Unknown,
                            (Tri::No, Tri::No) => Tri::No,
                        };
                    }
                }
                None => {
                    places.push(self.dn.len());
                    self.push_from(&other, row, scope);
                }
            }
        }
        self.join_bars(&other.bars, &places);
        self.gaps.extend(other.gaps);
        self.gaps.dedup();
        if !self.in_scope.contains(&Tri::Unknown) {
            self.gaps.retain(|gap| !gap.kind.is_of_filter());
        }
    }

    fn push_from(&mut self, other: &Self, row: usize, scope: Tri) {
        let place = self.dn.len();
        let pairs = [
            (&mut self.id, &other.id),
            (&mut self.first_name, &other.first_name),
            (&mut self.last_name, &other.last_name),
            (&mut self.display_name, &other.display_name),
            (&mut self.proxies, &other.proxies),
        ];
        pairs
            .into_iter()
            .chain(self.attributes.iter_mut().zip(&other.attributes))
            .for_each(|(to, from)| to.push_from(from, row));
        self.dn.push(&other.dn.at(row));
        self.guid.push(other.guid.at(row));
        self.disabled.push(other.disabled.get(row).copied().unwrap_or_default());
        self.in_scope.push(scope);
        self.expired.extend(other.expired.get(&row).map(|&at| (place, at)));
        self.locked.extend(other.locked.get(&row).map(|&at| (place, at)));
        self.must_change.extend(other.must_change.contains(&row).then_some(place));
        self.smart_card.extend(other.smart_card.contains(&row).then_some(place));
        self.hidden_ids.extend(other.hidden_ids.contains(&row).then_some(place));
        self.hidden.extend(other.hidden.contains(&row).then_some(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let mut column = Column::default();
        for value in ["", "jdoe", "", "müller@corp.example"] {
            column.push(value);
        }
        assert_eq!([0, 1, 2, 3, 4].map(|row| column.at(row)), ["", "jdoe", "", "müller@corp.example", ""]);
        assert_eq!((column.len(), column.is_empty()), (4, false));
    }
}
