//! Whether the person asked about can log in, and is seen when they have: the one question of `why`.

use super::{DiagnosisEntry, OutcomeVerdict, Report};
use crate::cause::Feature;
use crate::check::Severity;
use crate::code::CheckCode;
use crate::identity::same;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Login<'a> {
    /// The first fault that keeps this person out.
    Cannot(&'a DiagnosisEntry),
    /// Others see this person as offline, whether they can log in or not.
    Offline(&'a DiagnosisEntry),
    /// As far as the directory tells.
    Can,
    /// No server was asked; nothing in the exports speaks against it.
    NothingFound,
    /// The evidence does not decide.
    Undecided,
}

impl Report {
    /// The person asked about, and whether they can log in and be seen; none when the run was about no one person.
    pub fn login(&self) -> Option<(&str, Login<'_>)> {
        let id = self.evidence.asked.person.as_ref()?.id.as_str();
        let first = |feature: Feature| {
            let breaks = |diagnosis: &&DiagnosisEntry| {
                diagnosis.severity == Severity::Error
                    && diagnosis.breaks.contains(&feature)
                    && !(self.found() && about_others(diagnosis))
            };
            self.diagnoses.iter().find(breaks)
        };
        let passed = |check: CheckCode| {
            let mut verdicts = self.outcomes.iter().filter(|outcome| outcome.check == check.name()).peekable();
            verdicts.peek().is_some() && verdicts.all(|outcome| outcome.verdict == OutcomeVerdict::Pass)
        };
        let login = match (first(Feature::Login), first(Feature::Presence)) {
            (Some(diagnosis), _) => Login::Cannot(diagnosis),
            (None, Some(diagnosis)) => Login::Offline(diagnosis),
            (None, None) if passed(CheckCode::User001) && passed(CheckCode::User002) => Login::Can,
            (None, None) if self.is_in_exports_alone() && passed(CheckCode::User004) => Login::NothingFound,
            (None, None) => Login::Undecided,
        };
        Some((id, login))
    }

    /// No server was asked, or need not have the person: call manager has a local user.
    fn is_in_exports_alone(&self) -> bool {
        let identity = self.evidence.identity.as_ref();
        let users = identity.and_then(|identity| identity.person.as_ref()).map(|person| person.call_manager.as_slice());
        let local =
            users.is_some_and(|users| !users.is_empty() && users.iter().all(|user| user.from_ldap == Some(false)));
        self.evidence.asked.servers.is_empty() || local
    }

    /// The search by user ID finds the person.
    fn found(&self) -> bool {
        let people = self.evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref());
        people.filter_map(|person| person.found.seen()).any(|found| found.len() == 1)
    }

    /// The user ID to log in by, where something else of the person was typed: a name or an address.
    pub fn logs_in_as(&self) -> Option<&str> {
        let typed = self.evidence.asked.person.as_ref()?.id.trim();
        let mut looked = self.evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref()).peekable();
        let id = if looked.peek().is_some() {
            let person = looked.find(|person| person.found.seen().is_some_and(Vec::is_empty))?;
            let [one] = person.elsewhere.seen()?.people.as_slice() else { return None };
            one.entry.id.as_deref()?
        } else {
            let person = self.evidence.identity.as_ref()?.person.as_ref()?;
            let of_users = person.call_manager.iter().map(|user| user.id.as_str());
            let of_directory = person.directory.iter().filter_map(|row| row.id.as_deref());
            of_users.chain(of_directory).next()?
        };
        (!same(id.trim(), typed)).then_some(id)
    }
}

/// Who is found by their user ID has one: that others lack it keeps those others out.
fn about_others(diagnosis: &DiagnosisEntry) -> bool {
    diagnosis.because.iter().all(|because| because.check == CheckCode::Srch007.name())
}
