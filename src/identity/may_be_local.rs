//! Users whom the directory does not have, where the export does not tell who is local: lobby phones, services and tests are
//! local users on most sites, and rightly absent. So are second accounts with the mail address of the first.

use std::collections::HashSet;

use crate::evidence::identity::{Class, Comparison, Difference, Gap, Missing, System};
use crate::people::{CallManagerUsers, Tri};

/// Names that are told.
const NAMED: usize = 3;

/// Leaves open who is gone and has no mail address of the directory's, in an export that has those of others and tells of nobody where they come
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
    let known = Mails::of(users, &gone);
    let without: HashSet<String> = (0..users.id.len())
        .filter(|row| gone.contains(users.id.at(*row)) && (has_none(row) || known.tell_local(users, *row)))
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

/// The mail addresses of those whom the directory has. A synchronisation takes nobody with the address of somebody else, and
/// nobody's address is of a domain that no account has: second accounts, and people of other companies, are local.
struct Mails {
    all: HashSet<String>,
    domains: HashSet<String>,
}

/// Of fewer people with an address, domains tell nothing.
const FEWEST: usize = 20;

impl Mails {
    fn of(users: &CallManagerUsers, gone: &HashSet<&str>) -> Self {
        let found = (0..users.id.len()).filter(|&row| !gone.contains(users.id.at(row)));
        let all: HashSet<String> = found.map(|row| users.mail.at(row).to_lowercase()).collect();
        let domains = match all.len() >= FEWEST {
            true => all.iter().filter_map(|mail| Some(mail.rsplit_once('@')?.1.to_owned())).collect(),
            false => HashSet::new(),
        };
        Self { all, domains }
    }

    fn tell_local(&self, users: &CallManagerUsers, row: usize) -> bool {
        let mail = users.mail.at(row).to_lowercase();
        let domain = mail.rsplit_once('@').map(|(_, domain)| domain);
        self.all.contains(&mail) || domain.is_some_and(|own| !self.domains.is_empty() && !self.domains.contains(own))
    }
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

    #[test]
    fn who_has_somebody_elses_mail_address_or_domain_may_be_local() {
        let of = |mail: &str, from_ldap| {
            let mut users = CallManagerUsers::default();
            for n in 0..30 {
                users.id.push(&format!("u{n}"));
                users.mail.push(&format!("u{n}@quay.test"));
                users.from_ldap.push(from_ldap);
            }
            users.id.push("gate");
            users.mail.push(mail);
            users.from_ldap.push(from_ldap);
            let call_manager_id = Some("gate".to_owned());
            let gone = Difference { class: Class::Gone, call_manager_id, ..Difference::default() };
            let mut compared = Comparison { compared: 31, differences: vec![gone], ..Comparison::default() };
            open(&users, &mut compared).is_some()
        };
        for (mail, expected) in [("U7@quay.test", true), ("kim@builder.test", true), ("gate@quay.test", false)] {
            assert_eq!(of(mail, Tri::Unknown), expected, "{mail}");
            assert!(!of(mail, Tri::Yes), "{mail}");
        }
    }
}
