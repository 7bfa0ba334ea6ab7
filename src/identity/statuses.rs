//! Of whom call manager's export says whether they are active.

use super::{Tables, is_from_ldap, some, tri};
use crate::evidence::identity::{Difference, Gap, Identity, Missing, System};
use crate::people::Tri;

/// Leaves open whose status is not told, or is none that is known, where that of others is. An export without any status
/// says nothing of who is active.
pub(super) fn settle(identity: &mut Identity, tables: &Tables) {
    let (Some(users), Some(mut inactive)) = (&tables.call_manager, identity.inactive.take()) else { return };
    if users.active.iter().all(|&active| active == Tri::Unknown) {
        return;
    }
    let untold = (0..users.id.len()).filter(|&row| is_from_ldap(users, row, &tables.settings));
    let untold = untold.filter(|&row| tri(&users.active, row) == Tri::Unknown);
    let person = |row| Difference { call_manager_id: some(users.id.at(row)), ..Difference::default() };
    let untold: Vec<Difference> = untold.map(person).collect();
    let (system, kind, count) = (System::CallManager, Missing::Statuses, untold.len() as u64);
    if count > 0 {
        identity.gaps.push(Gap { system, kind, count, names: Vec::new() });
    }
    inactive.undecided.extend(untold);
    identity.inactive = Some(inactive);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::identity::{Comparison, Settings};
    use crate::people::CallManagerUsers;

    /// How many are left open by the comparison, and by the gap.
    fn settled(active: &[Tri]) -> (Option<usize>, Vec<u64>) {
        let mut users = CallManagerUsers::default();
        for (nth, &active) in active.iter().enumerate() {
            users.id.push(&format!("u{nth}"));
            users.active.push(active);
        }
        let settings = Settings { ldap_synchronization: Some(true), ..Settings::default() };
        let tables = Tables { call_manager: Some(users.into()), settings, ..Tables::default() };
        let mut identity = Identity { inactive: Some(Comparison::default()), ..Identity::default() };
        settle(&mut identity, &tables);
        (identity.inactive.map(|all| all.undecided.len()), identity.gaps.iter().map(|gap| gap.count).collect())
    }

    #[test]
    fn nobody_is_active_whose_status_is_not_told() {
        assert_eq!(settled(&[Tri::Unknown, Tri::Unknown]), (None, vec![]), "a bulk export has no status");
        assert_eq!(settled(&[Tri::Yes, Tri::Unknown, Tri::No]), (Some(1), vec![1]));
        assert_eq!(settled(&[Tri::Yes, Tri::No]), (Some(0), vec![]));
    }
}
