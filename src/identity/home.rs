//! Whose home cluster this is: clients log in at the home alone, whatever presence has.

use super::{some, tri};
use crate::evidence::identity::{Class, Comparison, Difference};
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
