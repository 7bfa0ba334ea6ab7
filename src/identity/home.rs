//! Whose home cluster this is: clients log in at the home alone, whatever presence has.

use std::collections::HashSet;

use super::{some, tri};
use crate::evidence::identity::{Class, Comparison, Difference, InSystem};
use crate::people::{CallManagerUsers, Tri};

/// Active users who are enabled for presence, and those whose home is not here. None when the export does not tell.
pub(super) fn compare(users: &CallManagerUsers) -> Option<Comparison> {
    let told = |row: &usize| tri(&users.home, *row) != Tri::Unknown;
    let enabled = |row: &usize| tri(&users.presence, *row) == Tri::Yes && tri(&users.active, *row) != Tri::No;
    let rows: Vec<usize> = (0..users.id.len()).filter(told).filter(enabled).collect();
    let elsewhere = rows.iter().filter(|&&row| tri(&users.home, row) == Tri::No);
    let differences = elsewhere.map(|&row| Difference {
        class: Class::NotHome,
        call_manager_id: some(users.id.at(row)),
        ..Difference::default()
    });
    (!rows.is_empty()).then(|| Comparison {
        compared: rows.len() as u64,
        differences: differences.collect(),
        ..Comparison::default()
    })
}

/// Whoever stands twice in a system has a row of another cluster: where the user is at home is asked and told there.
pub(super) fn leave_to_duplicates(home: &mut Comparison, duplicates: &[InSystem]) {
    let all = duplicates.iter().flat_map(|found| &found.comparison.differences);
    let twice: HashSet<String> = all.filter_map(|found| Some(found.call_manager_id.as_ref()?.to_lowercase())).collect();
    let is_twice =
        |found: &Difference| found.call_manager_id.as_ref().is_some_and(|id| twice.contains(&id.to_lowercase()));
    home.differences.retain(|found| !is_twice(found));
}

/// Whose home is another cluster is on its presence server: here nobody misses them.
pub(super) fn leave_to_home(on_presence: &mut Comparison, home: &Comparison) {
    let elsewhere = home.differences.iter().filter(|found| found.class == Class::NotHome);
    let elsewhere: HashSet<&String> = elsewhere.filter_map(|found| found.call_manager_id.as_ref()).collect();
    let is_told = |found: &Difference| found.call_manager_id.as_ref().is_some_and(|id| elsewhere.contains(id));
    on_presence.differences.retain(|found| found.class != Class::Missing || !is_told(found));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::identity::System;
    use crate::people::Column;

    #[test]
    fn who_stands_twice_is_told_there() {
        let mut users = CallManagerUsers::default();
        for (id, home) in [("mbrandt", Tri::No), ("okoye", Tri::No), ("pilar", Tri::Yes)] {
            users.id.push(id);
            users.home.push(home);
            users.presence.push(Tri::Yes);
            users.active.push(Tri::Yes);
        }
        let mut home = compare(&users).unwrap();
        assert_eq!((home.compared, home.differences.len()), (3, 2));
        let twice = Difference { call_manager_id: Some("MBrandt".to_owned()), ..Difference::default() };
        let comparison = Comparison { differences: vec![twice], ..Comparison::default() };
        leave_to_duplicates(&mut home, &[InSystem { system: System::Presence, comparison }]);
        let left: Vec<_> = home.differences.iter().filter_map(|found| found.call_manager_id.as_deref()).collect();
        assert_eq!(left, ["okoye"]);
        let missing = |id: &str| Difference {
            call_manager_id: Some(id.to_owned()),
            class: Class::Missing,
            ..Difference::default()
        };
        let mut there = Comparison { differences: ["okoye", "pilar"].map(missing).to_vec(), ..Comparison::default() };
        leave_to_home(&mut there, &home);
        assert_eq!(there.differences, [missing("pilar")]);
        assert!(compare(&CallManagerUsers { id: Column::NONE, ..users }).is_none());
    }
}
