//! The comparison of one person, for `why`: what is a fault of its own, and what follows from an earlier one.

use crate::check::Skip;
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Difference, Identity, InExports};
use crate::identity::same;

/// The person asked about, and what the exports have of them.
#[derive(Clone, Copy)]
pub(in crate::checks) struct One<'a> {
    evidence: &'a Evidence,
    pub(in crate::checks) identity: &'a Identity,
    pub(in crate::checks) id: &'a str,
    pub(in crate::checks) person: &'a InExports,
}

impl<'a> One<'a> {
    /// None when the comparison is about everybody.
    pub(in crate::checks) fn asked(evidence: &'a Evidence) -> Option<Self> {
        let asked = evidence.asked.person.as_ref()?;
        let identity = evidence.identity.as_ref()?;
        Some(Self { evidence, identity, id: &asked.id, person: identity.person.as_ref()? })
    }

    /// No export has the person.
    pub(in crate::checks) fn is_nobody(&self) -> bool {
        let InExports { call_manager, directory, presence, .. } = self.person;
        call_manager.is_empty() && directory.is_empty() && presence.is_empty()
    }

    /// Call manager has the person, and marked them inactive.
    pub(in crate::checks) fn is_inactive(&self) -> bool {
        let users = &self.person.call_manager;
        !users.is_empty() && users.iter().all(|user| user.active == Some(false))
    }

    /// Differences of one of the comparisons.
    pub(in crate::checks) fn differences(&self, of: &'a Option<Comparison>) -> &'a [Difference] {
        of.as_ref().map_or(&[], |comparison| &comparison.differences)
    }

    /// How many entries the directory itself finds by the ID; none when it was not asked or did not answer.
    pub(in crate::checks) fn found_live(&self) -> Option<usize> {
        let people = self.evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref());
        people.filter_map(|person| person.found.seen()).map(Vec::len).max()
    }

    /// Why a comparison says nothing of its own about the person: they are not in it, or all of it follows from an
    /// earlier step.
    pub(in crate::checks) fn skips(&self, check: &str, comparison: &Comparison) -> Option<Skip> {
        if comparison.compared == 0 {
            return Some(Skip::NotAsked(format!("{} is not among those compared here", self.id)));
        }
        let mut followers = comparison.differences.iter().map(|found| self.follows(check, found));
        let first = followers.next()??;
        followers.all(|skip| skip.is_some()).then_some(first)
    }

    /// Why a difference is no fault of its own: an earlier step of the same person has it already.
    pub(super) fn follows(&self, check: &str, found: &Difference) -> Option<Skip> {
        let blocked = |code| Some(Skip::Blocked(code));
        match (check, found.class, self.found_live()) {
            ("ID-001", Class::Gone | Class::OutOfScope, Some(0)) => blocked("USER-001"),
            ("ID-001", Class::Gone | Class::OutOfScope, Some(_)) => Some(Skip::NotAsked(
                "the directory itself finds the user; the export is older, or holds a part of it".to_owned(),
            )),
            ("ID-003", _, Some(2..)) => blocked("USER-001"),
            ("ID-007", Class::Extra, _) if self.person.call_manager.is_empty() => blocked("USER-004"),
            ("ID-007", Class::Extra, _) if self.is_inactive() => blocked("USER-005"),
            ("ID-008", ..) => self.contact_follows(found).and_then(blocked),
            _ => None,
        }
    }

    fn contact_follows(&self, found: &Difference) -> Option<&'static str> {
        let contact = found.contact.as_deref().unwrap_or_default();
        let node = contact.rsplit_once('@').map_or(contact, |(node, _)| node);
        let is = |name: &Option<String>, text: &str| name.as_deref().is_some_and(|name| same(name, text));
        let by_other_id =
            self.differences(&self.identity.in_directory).iter().any(|other| is(&other.directory_id, node));
        let by_wrong_address =
            self.differences(&self.identity.addresses).iter().any(|other| is(&other.suggestion, contact));
        match found.class {
            Class::NotSynced => Some("USER-004"),
            Class::Disabled => Some("USER-002"),
            Class::Inactive => Some("USER-005"),
            Class::Missing | Class::NotEnabled if self.is_inactive() => Some("USER-005"),
            Class::Missing | Class::NotEnabled if !self.differences(&self.identity.on_presence).is_empty() => {
                Some("ID-007")
            }
            _ if by_other_id => Some("ID-001"),
            _ if by_wrong_address => Some("ID-009"),
            _ => None,
        }
    }
}

/// What the first of these differences is, in words about one person.
pub(super) fn told(check: &str, found: &[&Difference]) -> String {
    let Some((first, others)) = found.split_first() else { return String::new() };
    let more = match others.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}{more}", words(check, first))
}

fn words(check: &str, found: &Difference) -> String {
    let of = |name: &Option<String>| name.clone().unwrap_or_default();
    let (id, contact, class) = (of(&found.call_manager_id), of(&found.contact), found.class.name());
    let candidates = found.candidates.join(", ");
    let there = found.directory_id.clone().or_else(|| found.dn.clone()).unwrap_or_default();
    match (check, found.class) {
        ("ID-001", Class::Gone) => format!("call manager has {id:?}, and nobody in the directory is like it"),
        ("ID-001", Class::OutOfScope) => {
            format!("call manager has {id:?}, and {} is outside base or filter", of(&found.dn))
        }
        ("ID-001", Class::Ambiguous) => {
            format!("{id:?} of call manager may be one of several people of the directory: {candidates}")
        }
        ("ID-001", Class::Extension) => {
            let attribute = found.attribute.as_deref().unwrap_or("a phone attribute");
            format!(
                "call manager knows the person by the number {id}, which is {attribute} of {there:?} in the directory"
            )
        }
        ("ID-001", _) => format!("call manager has {id:?}, the directory {there:?} ({class})"),
        ("ID-004", _) => format!("the ID {id:?} holds characters the clients do not support"),
        ("ID-007", Class::NotEnabled) => format!("the presence server has {id:?} without being enabled there"),
        ("ID-007", Class::NoNode) => format!("{id:?} is not assigned to a presence node"),
        ("ID-007", Class::Extra) => {
            format!("the presence server has {id:?}, whom call manager does not enable for presence")
        }
        ("ID-007", _) => {
            format!("call manager has {id:?} enabled for presence, and the presence server has no such user")
        }
        ("ID-008", _) => format!("{} {contact}, {}", holders(found), wrong(found, &candidates)),
        ("ID-009", _) => match &found.suggestion {
            Some(right) => format!("the address is {contact}; by domain and address scheme it would be {right}"),
            None => format!("the address {contact} is not what the address scheme makes"),
        },
        _ => format!("{there} ({class})"),
    }
}

fn holders(found: &Difference) -> String {
    match found.lists {
        Some(1) => "1 contact list holds".to_owned(),
        Some(lists) => format!("{lists} contact lists hold"),
        None => "contact lists hold".to_owned(),
    }
}

fn wrong(found: &Difference, candidates: &str) -> String {
    match (found.class, &found.suggestion) {
        (_, Some(right)) => format!("and the address is {right}"),
        (Class::Ambiguous, None) => format!("which may mean {candidates}"),
        (Class::Missing, None) => "whom the presence server lacks".to_owned(),
        (Class::NotEnabled, None) => "who is not enabled for presence".to_owned(),
        (Class::Inactive, None) => "who is inactive in call manager".to_owned(),
        (Class::Disabled, None) => "whose account is disabled".to_owned(),
        (Class::NotSynced, None) => "whom call manager does not have".to_owned(),
        (_, None) => "which is nobody's address".to_owned(),
    }
}
