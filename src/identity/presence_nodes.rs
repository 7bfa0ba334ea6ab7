//! Presence nodes against one another: each has a copy of the users, and a copy can stay behind.

use std::collections::HashMap;

use super::{Tables, presence};
use crate::evidence::identity::{Class, Comparison, Difference, OnNode};

/// A difference as it is found again on another node.
type Key = (Class, String);

/// What some of the nodes have otherwise than the others, by node; it is taken out of `on_presence`, in which stays what
/// all of them have alike. Nothing where only one told its users.
pub(super) fn apart(tables: &Tables, on_presence: &mut Option<Comparison>) -> Vec<OnNode> {
    let (Some(first), Some(node)) = (on_presence, &tables.presence_node) else { return Vec::new() };
    let compared = |users| presence::compare(tables.call_manager.as_deref(), Some(users), &tables.settings).on_presence;
    let others = tables.presence_nodes.iter().filter_map(|(node, users)| Some((node.clone(), compared(users)?)));
    let mut nodes: Vec<OnNode> = others.map(|(node, comparison)| OnNode { node, comparison }).collect();
    if nodes.is_empty() {
        return nodes;
    }
    nodes.insert(0, OnNode { node: node.clone(), comparison: first.clone() });
    let mut having: HashMap<Key, usize> = HashMap::new();
    for found in nodes.iter().flat_map(|node| &node.comparison.differences) {
        *having.entry(key(found)).or_default() += 1;
    }
    let all = nodes.len();
    let is_alike = |found: &Difference| having.get(&key(found)).is_some_and(|&count| count >= all);
    first.differences.retain(is_alike);
    nodes.iter_mut().for_each(|node| node.comparison.differences.retain(|found| !is_alike(found)));
    nodes
}

fn key(found: &Difference) -> Key {
    (found.class, found.call_manager_id.as_deref().unwrap_or_default().to_lowercase())
}
