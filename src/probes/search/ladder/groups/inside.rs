//! What a group holds, where the server has no rule for members of members and may not even keep `memberOf`.

use std::collections::VecDeque;

use super::super::super::{Looker, texts};
use super::is_group;
use crate::evidence::LdapFailure;

/// Members that are looked at, of all groups together.
const LOOKED_AT: usize = 60;

/// The members of a group, as far as they were looked at.
#[derive(Debug, Default)]
pub(super) struct Inside {
    /// Groups in it, at any depth, by distinguished name.
    pub(super) groups: Vec<String>,
    /// Direct members that are no groups.
    pub(super) others: u64,
    /// Direct members that the server does not show: gone, or hidden from the manager.
    pub(super) unseen: u64,
    /// There are more than were looked at.
    pub(super) cut: bool,
    /// Direct members by user ID.
    pub(super) by_id: u64,
}

/// Reads the lists of members, from the group downwards.
pub(super) async fn look(looker: &mut Looker<'_>, group: &str) -> Result<Inside, LdapFailure> {
    let mut inside = Inside::default();
    let (mut open, mut left) = (VecDeque::from([group.to_owned()]), LOOKED_AT);
    while let Some(dn) = open.pop_front() {
        let Some(entry) = looker.entry(&dn, &["member", "uniqueMember", "memberUid"]).await? else { continue };
        let values = ["member", "uniqueMember"].into_iter().flat_map(|name| texts(&entry, name));
        let direct = u64::from(same(&dn, group));
        inside.by_id += direct * texts(&entry, "memberUid").len() as u64;
        for member in values {
            if left == 0 {
                inside.cut = true;
                return Ok(inside);
            }
            left -= 1;
            match looker.entry(&member, &["objectClass"]).await? {
                None => inside.unseen += direct,
                Some(found) if !is_group(&found) => inside.others += direct,
                Some(found) if same(&found.dn, group) || inside.groups.iter().any(|known| same(known, &found.dn)) => {}
                Some(found) => {
                    inside.groups.push(found.dn.clone());
                    open.push_back(found.dn);
                }
            }
        }
    }
    Ok(inside)
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
