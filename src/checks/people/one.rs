//! The comparison of one person, for `why`: what is a fault of its own, and what follows from an earlier one.

use crate::check::Skip;
use crate::code::CheckCode;
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
    pub(in crate::checks) fn skips(&self, check: CheckCode, comparison: &Comparison) -> Option<Skip> {
        if comparison.compared == 0 {
            return Some(Skip::NotAsked(format!("{} is not among those compared here", self.id)));
        }
        let mut followers = comparison.differences.iter().map(|found| self.follows(check, found));
        let first = followers.next()??;
        followers.all(|skip| skip.is_some()).then_some(first)
    }

    /// Why a difference is no fault of its own: an earlier step of the same person has it already.
    pub(super) fn follows(&self, check: CheckCode, found: &Difference) -> Option<Skip> {
        let blocked = |code| Some(Skip::Blocked(code));
        match (check, found.class, self.found_live()) {
            (CheckCode::Id001, Class::Gone | Class::OutOfScope, Some(0)) => blocked(CheckCode::User001),
            (CheckCode::Id001, Class::Gone | Class::OutOfScope, Some(_)) => Some(Skip::NotAsked(
                "the directory itself finds the user; the export is older, or holds a part of it".to_owned(),
            )),
            (CheckCode::Id003, _, Some(2..)) => blocked(CheckCode::User001),
            (CheckCode::Id007, Class::Extra, _) if self.person.call_manager.is_empty() => blocked(CheckCode::User004),
            (CheckCode::Id007, Class::Extra, _) if self.is_inactive() => blocked(CheckCode::User005),
            (CheckCode::Id008, ..) => self.contact_follows(found).and_then(blocked),
            _ => None,
        }
    }

    fn contact_follows(&self, found: &Difference) -> Option<CheckCode> {
        let contact = found.contact.as_deref().unwrap_or_default();
        let node = contact.rsplit_once('@').map_or(contact, |(node, _)| node);
        let is = |name: &Option<String>, text: &str| name.as_deref().is_some_and(|name| same(name, text));
        let by_other_id =
            self.differences(&self.identity.in_directory).iter().any(|other| is(&other.directory_id, node));
        let by_wrong_address =
            self.differences(&self.identity.addresses).iter().any(|other| is(&other.suggestion, contact));
        match found.class {
            Class::NotSynced => Some(CheckCode::User004),
            Class::Disabled => Some(CheckCode::User002),
            Class::Inactive => Some(CheckCode::User005),
            Class::Missing | Class::NotEnabled if self.is_inactive() => Some(CheckCode::User005),
            Class::Missing | Class::NotEnabled if !self.differences(&self.identity.on_presence).is_empty() => {
                Some(CheckCode::Id007)
            }
            _ if by_other_id => Some(CheckCode::Id001),
            _ if by_wrong_address => Some(CheckCode::Id009),
            _ => None,
        }
    }
}

/// What the first of these differences is, in words about one person.
pub(super) fn told(check: CheckCode, found: &[&Difference]) -> String {
    let Some((first, others)) = found.split_first() else { return String::new() };
    let more = match others.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}{more}", words(check, first))
}

fn words(check: CheckCode, found: &Difference) -> String {
    let of = |name: &Option<String>| name.clone().unwrap_or_default();
    let (id, contact, class) = (of(&found.call_manager_id), of(&found.contact), found.class.name());
    let candidates = found.candidates.join(", ");
    let there = found.directory_id.clone().or_else(|| found.dn.clone()).unwrap_or_default();
    match (check, found.class) {
        (CheckCode::Id001, Class::Gone) => format!("call manager has {id:?}, and nobody in the directory is like it"),
        (CheckCode::Id001, Class::OutOfScope) => {
            format!("call manager has {id:?}, and {} is outside base or filter", of(&found.dn))
        }
        (CheckCode::Id001, Class::Ambiguous) => {
            format!("{id:?} of call manager may be one of several people of the directory: {candidates}")
        }
        (CheckCode::Id001, Class::Extension) => {
            let attribute = found.attribute.as_deref().unwrap_or("a phone attribute");
            format!(
                "call manager knows the person by the number {id}, which is {attribute} of {there:?} in the directory"
            )
        }
        (CheckCode::Id001, _) => format!("call manager has {id:?}, the directory {there:?} ({class})"),
        (CheckCode::Id016, Class::UpnSuffix) => format!(
            "call manager makes the search base {} of the end of {id:?}, and the person is {}",
            of(&found.suggestion),
            of(&found.dn)
        ),
        (CheckCode::Id016, _) => {
            format!("{} is outside the authentication base {}", of(&found.dn), of(&found.suggestion))
        }
        (CheckCode::Id004, _) => format!("the ID {id:?} holds characters the clients do not support"),
        (CheckCode::Id007, Class::NotEnabled) => format!("the presence server has {id:?} without being enabled there"),
        (CheckCode::Id007, Class::NoNode) => format!("{id:?} is not assigned to a presence node"),
        (CheckCode::Id007, Class::Extra) => {
            format!("the presence server has {id:?}, whom call manager does not enable for presence")
        }
        (CheckCode::Id007, _) => {
            format!("call manager has {id:?} enabled for presence, and the presence server has no such user")
        }
        (CheckCode::Id008, _) => format!("{} {contact}, {}", holders(found), wrong(found, &candidates)),
        (CheckCode::Id009, _) => match &found.suggestion {
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
