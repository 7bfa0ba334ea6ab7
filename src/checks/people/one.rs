//! The comparison of one person, for `why`: what is a fault of its own, and what follows from an earlier one.

use crate::check::Skip;
use crate::evidence::Evidence;
use crate::evidence::identity::{Comparison, Difference, Identity, InExports};

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
    pub(in crate::checks) fn skips(
        &self,
        comparison: &Comparison,
        follows: fn(&One<'_>, &Difference) -> Option<Skip>,
    ) -> Option<Skip> {
        if comparison.compared == 0 {
            return Some(Skip::NotAsked(format!("{} is not among those compared here", self.id)));
        }
        let mut followers = comparison.differences.iter().map(|found| follows(self, found));
        let first = followers.next()??;
        followers.all(|skip| skip.is_some()).then_some(first)
    }
}
