//! Whom the search at login reaches: it has a base of its own, or one made of the user ID.

use std::collections::HashMap;

use super::{Links, about_person, is_from_ldap, is_in_scope, some, tri};
use crate::evidence::identity::{Class, Comparison, Difference, Settings};
use crate::ldap::dn::{self, Dn};
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// The active users of LDAP in base and filter, and those whom the login's search does not reach. None where nothing is
/// known of that search. Where it is not told whether there is one at all, bases made of user IDs tell whom it would miss.
pub(super) fn compare(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    settings: &Settings,
    links: &Links,
) -> Option<Comparison> {
    let attribute = settings.directory_attribute.as_deref().unwrap_or_default();
    let by_suffix = attribute.eq_ignore_ascii_case("userPrincipalName");
    let is_known = match settings.ldap_authentication {
        Some(true) => by_suffix || !settings.authentication_bases.is_empty(),
        Some(false) => false,
        None => by_suffix,
    };
    if !is_known {
        return None;
    }
    let bases: Vec<Dn> = settings.authentication_bases.iter().filter_map(|base| dn::parse(base).ok()).collect();
    let mut made: HashMap<String, Option<Dn>> = HashMap::new();
    let mut compared = Comparison::default();
    for row in (0..users.id.len()).filter(|&row| tri(&users.active, row) != Tri::No) {
        let found = links.directory_row(row).filter(|&found| is_in_scope(directory, found));
        let Some(found) = found.filter(|_| is_from_ldap(users, row, settings)) else { continue };
        let Ok(name) = dn::parse(&directory.dn.at(found)) else { continue };
        compared.compared += 1;
        let id = users.id.at(row);
        let (class, base) = if by_suffix {
            let suffix = suffix(id);
            let base = made.entry(suffix.to_lowercase()).or_insert_with(|| dn::parse(&base_of(suffix)).ok());
            if base.as_ref().is_some_and(|base| name.is_within(base)) {
                continue;
            }
            (Class::UpnSuffix, base_of(suffix))
        } else if bases.iter().any(|base| name.is_within(base)) {
            continue;
        } else {
            (Class::OutOfScope, settings.authentication_bases.join("; "))
        };
        let person = about_person(class, directory, found);
        compared.differences.push(Difference { call_manager_id: some(id), suggestion: some(&base), ..person });
    }
    Some(compared)
}

/// The base that call manager makes of this user principal name, where this entry is not below it.
pub fn base_beside(id: &str, entry: &str) -> Option<String> {
    let base = base_of(suffix(id));
    let within = dn::parse(entry).ok()?.is_within(&dn::parse(&base).ok()?);
    (!within).then_some(base)
}

/// What stands behind the last `@`.
fn suffix(id: &str) -> &str {
    id.rsplit_once('@').map_or("", |(_, suffix)| suffix.trim())
}

/// The base that call manager makes of a user principal name: `DC=corp,DC=example` of `jdoe@corp.example` (Cisco Unified
/// CM SRND, LDAP authentication in a multitree forest: "formed using userid information").
fn base_of(suffix: &str) -> String {
    let parts = suffix.split('.').filter(|part| !part.is_empty());
    parts.map(|part| format!("DC={part}")).collect::<Vec<_>>().join(",")
}
