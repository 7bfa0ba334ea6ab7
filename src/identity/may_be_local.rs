//! Users whom the directory does not have, where the export does not tell who is local: lobby phones, services and tests are
//! local users on most sites, and rightly absent.

use std::collections::HashSet;

use crate::evidence::identity::{Class, Comparison, Difference, Gap, Missing, System};
use crate::people::{CallManagerUsers, Tri};

/// Names that are told.
const NAMED: usize = 3;

/// Leaves open who is gone and has no mail address, in an export that has those of others and tells of nobody where they come
/// from. Where half of all are gone, the lists do not belong together, which is told otherwise.
pub(super) fn open(users: &CallManagerUsers, compared: &mut Comparison) -> Option<Gap> {
    let is_told = users.from_ldap.iter().any(|&from| from != Tri::Unknown);
    let is_gone = |found: &&Difference| found.class == Class::Gone;
    let gone: HashSet<&str> =
        compared.differences.iter().filter(is_gone).filter_map(|found| found.call_manager_id.as_deref()).collect();
    if is_told || gone.is_empty() || gone.len() as u64 * 2 >= compared.compared {
        return None;
    }
    let has_none = |row: &usize| users.mail.at(*row).is_empty();
    let without: HashSet<String> = (0..users.id.len())
        .filter(|row| gone.contains(users.id.at(*row)) && has_none(row))
        .map(|row| users.id.at(row).to_owned())
        .collect();
    if without.is_empty() || (0..users.id.len()).all(|row| has_none(&row)) {
        return None;
    }
    let may_be = |found: &Difference| {
        found.class == Class::Gone && found.call_manager_id.as_ref().is_some_and(|id| without.contains(id))
    };
    let (open, told): (Vec<_>, Vec<_>) = std::mem::take(&mut compared.differences).into_iter().partition(may_be);
    compared.differences = told;
    let names = open.iter().filter_map(|found| found.call_manager_id.clone()).take(NAMED).collect();
    let count = open.len() as u64;
    compared.undecided.extend(open);
    Some(Gap { system: System::CallManager, kind: Missing::Origins, count, names })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many are gone and how many are left open: of six users, those named are gone.
    fn opened(gone: &[&str], from_ldap: Tri, mails: bool) -> (usize, usize) {
        let mut users = CallManagerUsers::default();
        for id in ["ines", "kurt", "lena", "otto", "gate", "lobby"] {
            users.id.push(id);
            let mail =
                if mails && !["gate", "lobby"].contains(&id) { format!("{id}@quay.test") } else { String::new() };
            users.mail.push(&mail);
            users.from_ldap.push(from_ldap);
        }
        let person = |id: &&str| Difference {
            class: Class::Gone,
            call_manager_id: Some((*id).to_owned()),
            ..Difference::default()
        };
        let differences = gone.iter().map(person).collect();
        let mut compared = Comparison { compared: 6, differences, ..Comparison::default() };
        let gap = open(&users, &mut compared);
        assert_eq!(gap.map_or(0, |gap| gap.count), compared.undecided.len() as u64);
        (compared.differences.len(), compared.undecided.len())
    }

    #[test]
    fn who_has_no_mail_address_may_be_local_where_that_is_not_told() {
        for (gone, from_ldap, mails, expected) in [
            (&["lobby", "gate"][..], Tri::Unknown, true, (0, 2)),
            (&["lobby", "kurt"], Tri::Unknown, true, (1, 1)),
            (&["lobby"], Tri::Yes, true, (1, 0)),
            (&["lobby"], Tri::Unknown, false, (1, 0)),
            (&["lobby", "kurt", "lena"], Tri::Unknown, true, (3, 0)),
            (&["kurt"], Tri::Unknown, true, (1, 0)),
        ] {
            assert_eq!(opened(gone, from_ldap, mails), expected, "{gone:?} {from_ldap:?} {mails}");
        }
    }
}
