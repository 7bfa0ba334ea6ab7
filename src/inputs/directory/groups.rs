//! Who is a member of which group, from the groups in an export: for `memberOf`, and its rule for nested groups.
//!
//! Names are kept as hashes of their canonical form, so that a group of a million members takes 16 MiB.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::entry::Entry;
use super::ldif::text_of;
use super::name::canonical;
use crate::evidence::identity::Missing;
use crate::ldap::filter::eval::IN_CHAIN;
use crate::ldap::filter::{Filter, Kind};

/// Links between groups and their members.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Member and group, sorted.
    links: Vec<(u64, u64)>,
    /// Names of the groups in the file, as written.
    names: HashMap<u64, String>,
    /// For each group of the filter's nested rule: itself and all groups in it.
    nested: HashMap<Vec<u8>, HashSet<u64>>,
    /// Groups that list more members than the file shows.
    partial: HashSet<u64>,
    /// Those of them that the filter asks for.
    partial_asked: Vec<String>,
    /// Every group the filter asks for is in the file.
    tell_all: bool,
    /// Every entry of the file, sorted.
    entries: Vec<u64>,
    /// Groups of the nested rule of which the file does not show all that is in them, as the filter writes them.
    open_chains: BTreeSet<Vec<u8>>,
    /// Groups in the file that are in groups that are not, or in groups of which that is true.
    leaking: HashSet<u64>,
}

/// Whether a filter asks for memberships at all.
pub(super) fn asks_for_members(filter: &Filter) -> bool {
    filter.walk().any(|part| part.attribute().is_some_and(|attribute| attribute.eq_ignore_ascii_case("memberOf")))
}

impl Groups {
    /// Takes an entry of a first pass over the file; only groups count.
    pub(super) fn take(&mut self, entry: &Entry) {
        let class = |class: &[u8]| class.eq_ignore_ascii_case(b"group") || class.eq_ignore_ascii_case(b"groupOfNames");
        let members = ["member", "uniqueMember"].into_iter().flat_map(|name| entry.values(name));
        let own = hash(entry.dn().as_bytes());
        self.entries.push(own);
        let before = self.links.len();
        self.links.extend(members.map(|member| (hash(member), own)));
        if self.links.len() > before || entry.values("objectClass").any(class) {
            self.links.extend(entry.values("memberOf").map(|group| (own, hash(group))));
            self.names.insert(own, entry.dn().to_owned());
            if ["member", "uniqueMember"].iter().any(|name| entry.hides(name)) {
                self.partial.insert(own);
            }
        }
    }

    /// Prepares the answers to the filter's questions, when all entries are taken.
    pub(super) fn prepare(&mut self, filter: &Filter) {
        self.links.sort_unstable();
        self.links.dedup();
        self.entries.sort_unstable();
        let mut inside: HashMap<u64, Vec<u64>> = HashMap::new();
        for (member, group) in self.links.iter().filter(|(member, _)| !self.is_person(*member)) {
            inside.entry(*group).or_default().push(*member);
        }
        let asked: BTreeSet<u64> = filter.walk().filter_map(asked_group).map(hash).collect();
        self.tell_all = !asked.is_empty() && asked.iter().all(|group| self.names.contains_key(group));
        for part in filter.walk() {
            if let Kind::Extensible { rule: Some(rule), value, .. } = &part.kind
                && rule == IN_CHAIN
            {
                self.nested.insert(value.clone(), closure([hash(value)], &inside));
            }
        }
        let is_shown = |group: &u64| self.names.contains_key(group) && !self.partial.contains(group);
        let open = self.nested.iter().filter(|(_, groups)| !groups.iter().all(is_shown));
        self.open_chains = open.map(|(group, _)| group.clone()).collect();
        if !self.open_chains.is_empty() {
            let outside = self.links.iter().map(|(_, group)| *group).filter(|group| !self.names.contains_key(group));
            self.leaking = closure(outside, &inside);
        }
        let asked: BTreeSet<u64> = asked.into_iter().chain(self.nested.values().flatten().copied()).collect();
        let partial = asked.iter().filter(|group| self.partial.contains(group));
        self.partial_asked = partial.filter_map(|group| self.names.get(group).cloned()).collect();
        self.partial_asked.sort();
    }

    /// Whether all members of the groups that the filter asks for are shown, where the groups are.
    pub(super) fn are_whole(&self) -> bool {
        self.partial_asked.is_empty()
    }

    /// What is not shown of the groups of the filter, and which groups they are.
    pub(super) fn missing(&self) -> (Missing, Vec<String>) {
        let chains = || self.open_chains.iter().map(|group| text_of(group).into_owned()).collect();
        if self.are_whole() && self.has_open_chains() {
            (Missing::Chains, chains())
        } else {
            (Missing::Members, self.partial_asked.clone())
        }
    }

    /// Whether there is a group of the nested rule of which not all is shown that is in it.
    pub(super) fn has_open_chains(&self) -> bool {
        !self.open_chains.is_empty()
    }

    /// Whether it is known that an entry that is not seen in this group is not in it: all groups are shown that are in it,
    /// or all that the entry is in, up to the last.
    pub(super) fn knows_chains(&self, entry: &Entry, group: &str) -> bool {
        let leaks = |group: u64| !self.names.contains_key(&group) || self.leaking.contains(&group);
        !self.open_chains.contains(group.as_bytes())
            || !(self.links_of(hash(entry.dn().as_bytes())).any(|(_, group)| leaks(*group))
                || entry.values("memberOf").any(|group| leaks(hash(group))))
    }

    /// Whether the file has an entry of this name that is no group.
    fn is_person(&self, name: u64) -> bool {
        self.entries.binary_search(&name).is_ok() && !self.names.contains_key(&name)
    }

    /// Whether every group the filter asks for is in the file.
    pub(super) fn tell_all(&self) -> bool {
        self.tell_all
    }

    /// Groups in the file that list a name as their member, as written.
    pub(super) fn of<'g>(&'g self, dn: &str) -> impl Iterator<Item = &'g str> + 'g {
        self.links_of(hash(dn.as_bytes())).filter_map(|(_, group)| self.names.get(group).map(String::as_str))
    }

    /// Whether an entry is in a group of the filter, or in a group in it.
    pub(super) fn is_member_nested(&self, entry: &Entry, group: &str) -> bool {
        let Some(nested) = self.nested.get(group.as_bytes()) else { return false };
        self.links_of(hash(entry.dn().as_bytes())).any(|(_, group)| nested.contains(group))
            || entry.values("memberOf").any(|group| nested.contains(&hash(group)))
    }

    fn links_of(&self, member: u64) -> impl Iterator<Item = &(u64, u64)> {
        let first = self.links.partition_point(|(link, _)| *link < member);
        self.links.iter().skip(first).take_while(move |(link, _)| *link == member)
    }
}

/// The group that a clause asks for.
fn asked_group(part: &Filter) -> Option<&[u8]> {
    let is_member = |name: &str| name.eq_ignore_ascii_case("memberOf");
    match &part.kind {
        Kind::Equal(it) | Kind::Approx(it) if is_member(&it.attribute) => Some(&it.value),
        Kind::Extensible { attribute: Some(name), value, .. } if is_member(name) => Some(value),
        _ => None,
    }
}

/// The groups that a filter asks for, by their canonical names.
pub(super) fn asked(filter: &Filter) -> Vec<Vec<u8>> {
    filter.walk().filter_map(asked_group).map(in_one_form).collect()
}

/// A name in its canonical form.
pub(super) fn in_one_form(dn: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(dn.len());
    canonical(&text_of(dn), &mut name);
    name
}

/// These groups and all groups in them; groups may hold each other in a circle.
fn closure(groups: impl IntoIterator<Item = u64>, inside: &HashMap<u64, Vec<u64>>) -> HashSet<u64> {
    let mut open: BTreeSet<u64> = groups.into_iter().collect();
    let mut all: HashSet<u64> = open.iter().copied().collect();
    while let Some(group) = open.pop_first() {
        for member in inside.get(&group).into_iter().flatten() {
            if all.insert(*member) {
                open.insert(*member);
            }
        }
    }
    all
}

fn hash(dn: &[u8]) -> u64 {
    let name = in_one_form(dn);
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
