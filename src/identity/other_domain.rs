//! An export of a directory that is not the one call manager is synchronised from: it has nothing in the domain of the
//! search base, and few of the users. Who of them is inside, outside or gone, it does not tell.

use std::collections::{HashMap, HashSet};

use super::Tables;
use crate::evidence::identity::{Gap, Missing, System};
use crate::ldap::dn::{self, Dn};
use crate::people::{CallManagerUsers, DirectoryUsers, Tri};

/// Leaves open who is inside where the export is of another domain and of other people. An export of the right people leads
/// to the base, which is wrong then.
pub(super) fn settle(tables: &mut Tables) {
    let (Some(users), Some(directory)) = (&tables.call_manager, &mut tables.directory) else { return };
    if !directory.bars.is_whole || directory.dn.is_empty() || directory.in_scope.contains(&Tri::Yes) {
        return;
    }
    let Some(wanted) = domains(directory) else { return };
    let has_users = most_are_there(users, directory);
    let Some(own) = other_than(directory, &wanted).filter(|_| !has_users) else { return };
    directory.in_scope.iter_mut().for_each(|inside| *inside = Tri::Unknown);
    let names = vec![own.to_string(), wanted.iter().map(Dn::to_string).collect::<Vec<_>>().join("; ")];
    let gap = Gap { system: System::Directory, kind: Missing::OtherDomain, count: directory.dn.len() as u64, names };
    directory.gaps.push(gap);
}

/// The domains of all search bases; none where one of them is the whole export, or names no domain.
fn domains(directory: &DirectoryUsers) -> Option<Vec<Dn>> {
    let mut found: Vec<Dn> = Vec::new();
    for search in &directory.bars.searches {
        let domain = domain(&dn::parse(&search.base).ok()?)?;
        if !found.iter().any(|known| known.same_as(&domain)) {
            found.push(domain);
        }
    }
    (!found.is_empty()).then_some(found)
}

/// `DC=corp,DC=example` of a name in it.
fn domain(name: &Dn) -> Option<Dn> {
    let is_component =
        |part: &crate::ldap::dn::Rdn| matches!(part.values.as_slice(), [(kind, _)] if kind.eq_ignore_ascii_case("dc"));
    let start = name.parts.iter().rposition(|part| !is_component(part)).map_or(0, |last| last + 1);
    let parts = name.parts.get(start..)?.to_vec();
    (!parts.is_empty()).then_some(Dn { parts })
}

/// The domain of the export, when nothing in it is within these.
fn other_than(directory: &DirectoryUsers, wanted: &[Dn]) -> Option<Dn> {
    let people = (0..directory.dn.len()).map(|row| directory.dn.at(row));
    let others = (0..directory.bars.others.len()).map(|row| directory.bars.others.at(row).to_owned());
    let mut own = None;
    for name in people.chain(others) {
        let name = dn::parse(&name).ok()?;
        if wanted.iter().any(|domain| name.is_within(domain)) {
            return None;
        }
        own = own.or_else(|| domain(&name));
    }
    own
}

/// Whether the export has half of the users: by objectGUID where both have them, else by ID and mail address.
fn most_are_there(users: &CallManagerUsers, directory: &DirectoryUsers) -> bool {
    let guids: HashSet<_> = (0..directory.dn.len()).filter_map(|row| Some(directory.guid.at(row)?.bytes())).collect();
    let known: Vec<_> = (0..users.id.len()).filter_map(|row| users.guid.at(row)).collect();
    if !guids.is_empty() && !known.is_empty() {
        let there = known.iter().filter(|guid| guids.contains(&guid.bytes()) || guids.contains(&guid.turned().bytes()));
        return there.count() * 2 >= known.len();
    }
    let mails = super::attribute(directory, "mail");
    let people: HashMap<String, usize> =
        (0..directory.id.len()).map(|row| (directory.id.at(row).to_lowercase(), row)).collect();
    let is_there = |row: &usize| {
        let found = people.get(&users.id.at(*row).to_lowercase());
        found.is_some_and(|&found| {
            let (own, other) = (users.mail.at(*row), mails.at(found));
            own.is_empty() || other.is_empty() || super::same(own, other)
        })
    };
    (0..users.id.len()).filter(is_there).count() * 2 >= users.id.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{ID_ATTRIBUTES, Searched};

    /// An export of three people of one domain, searched below a base.
    fn export(of: &str, base: &str) -> DirectoryUsers {
        let mut people = DirectoryUsers::default();
        for id in ["ines", "kurt", "lena"] {
            people.dn.push(&format!("CN={id},OU=People,{of}"));
            people.id.push(id);
            people.in_scope.push(Tri::No);
            for (name, column) in ID_ATTRIBUTES.iter().zip(&mut people.attributes) {
                column.push(&if *name == "mail" { format!("{id}@test.example") } else { String::new() });
            }
        }
        people.bars.is_whole = true;
        people.bars.searches.push(Searched { base: base.into(), ..Searched::default() });
        people
    }

    fn users(ids: &[&str], domain: &str) -> CallManagerUsers {
        let mut users = CallManagerUsers::default();
        for id in ids {
            users.id.push(id);
            users.mail.push(&format!("{id}@{domain}"));
        }
        users
    }

    #[test]
    fn an_export_of_another_domain_is_told_by_its_people() {
        let all = ["ines", "kurt", "lena"];
        for (base, ids, domain, is_other) in [
            ("OU=People,DC=corp,DC=example", &["ines", "otto", "paul"][..], "test.example", true),
            // The same IDs with other addresses are other people, as in a laboratory.
            ("OU=People,DC=corp,DC=example", &all, "corp.example", true),
            // The right people: the base is mistyped.
            ("OU=People,DC=tset,DC=example", &all, "test.example", false),
            // Another place of the same domain, or of the one above it.
            ("OU=Staff,DC=test,DC=example", &["otto"], "corp.example", false),
            ("DC=example", &["otto"], "corp.example", false),
            ("O=Example", &["otto"], "corp.example", false),
        ] {
            let mut tables = Tables {
                call_manager: Some(std::sync::Arc::new(users(ids, domain))),
                directory: Some(export("DC=test,DC=example", base)),
                ..Tables::default()
            };
            settle(&mut tables);
            let people = tables.directory.unwrap();
            assert_eq!(people.gaps.len(), usize::from(is_other), "{base} {ids:?}: {:?}", people.gaps);
            assert_eq!(people.in_scope.contains(&Tri::Unknown), is_other, "{base} {ids:?}");
        }
    }
}
