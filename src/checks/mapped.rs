//! Where (nearly) all user IDs of call manager are in another attribute of the directory than the configured one.

use super::people::{Meaning, settings_for};
use crate::check::Step;
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Difference, Mapping, Transform};
use crate::identity::{advice, is_legal};

/// IDs that are named in one step.
const NAMED: usize = 3;

impl Meaning {
    /// When (nearly) all IDs are in another attribute, that is what is to be done, not something about each person; where
    /// most are in the configured one too, it is what else may be.
    pub(super) fn or_elsewhere(mut self, evidence: &Evidence) -> Self {
        if let Some(best) = elsewhere(evidence) {
            return Self { fix: map_to(best, evidence), ..self };
        }
        if let Some(best) = another(evidence).filter(|best| best.transform == Transform::AsIs) {
            self.fix.push(if_taken(best));
        }
        self
    }

    /// Another attribute has these IDs, and the configured one may have been given new values since.
    pub(super) fn or_anew(mut self, evidence: &Evidence) -> Self {
        self.fix.extend(in_another(evidence).map(|_| anew(evidence)));
        self
    }
}

/// What is to be done where the attribute is the right one, and has other values than call manager was given.
fn anew(evidence: &Evidence) -> Step {
    format!(
        "But if call manager takes {} already, these people have new IDs in the directory since the last synchronisation: change nothing else, and synchronise",
        attribute(evidence)
    )
    .into()
}

/// The configured attribute of the user ID.
pub(super) fn attribute(evidence: &Evidence) -> &str {
    let set = evidence.identity.as_ref().and_then(|identity| identity.settings.directory_attribute.as_deref());
    set.unwrap_or("the user-ID attribute")
}

/// Most people's ID is in the configured attribute as it is, so the setting is right and the others are not.
pub(super) fn are_exceptions(evidence: &Evidence) -> bool {
    evidence.identity.as_ref().is_some_and(advice::most_are_right)
}

/// Where (nearly) all IDs are, when that is not the configured attribute. Where most IDs are right, another attribute
/// explains nothing: an old name may be left in it, as in a login name beside a mail address that changed.
pub(crate) fn elsewhere(evidence: &Evidence) -> Option<&Mapping> {
    another(evidence).filter(|_| !are_exceptions(evidence))
}

/// The attribute with (nearly) all IDs, when that is not the configured one, which may have most of them.
fn another(evidence: &Evidence) -> Option<&Mapping> {
    evidence.identity.as_ref().and_then(advice::another)
}

/// The attribute that has (nearly) all IDs as they are, when that is not the configured one.
pub(super) fn in_another(evidence: &Evidence) -> Option<&Mapping> {
    elsewhere(evidence).filter(|best| best.transform == Transform::AsIs)
}

/// What to set where, so that every product takes this attribute.
pub(super) fn map_to(best: &Mapping, evidence: &Evidence) -> Vec<Step> {
    let first =
        (best.transform == Transform::AsIs).then(|| format!("Map the user ID to {}, in every product", best.attribute));
    first.into_iter().chain(settings_for(best, evidence)).map(Step::from).collect()
}

/// What to do where call manager has an earlier ID of the same people. Where another attribute has (nearly) all of these
/// IDs, the attribute that call manager is set to decides what they are; of what no product can make of a value, it never
/// had them.
pub(super) fn renamed(evidence: &Evidence) -> Vec<Step> {
    let synchronise =
        "Synchronise, so that call manager takes the new ID; then rename contacts by --write-renames, from new exports";
    if let Some(best) = in_another(evidence) {
        let mut fix = map_to(best, evidence);
        fix.push(anew(evidence));
        return fix;
    }
    let mut fix = match unfit(evidence).as_slice() {
        [] => vec![Step::from(synchronise)],
        ids => vec![
            format!(
                "Give these people in the directory an ID that the clients take (A-Z a-z 0-9 . - _ ~), as call manager has for them, in place of {}: synchronised, it would keep them out of the clients",
                ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ")
            )
            .into(),
            Step::from(if ids.len() < renamed_people(evidence).count() { synchronise } else { "Then synchronise" }),
        ],
    };
    match another(evidence) {
        Some(best) if best.transform == Transform::AsIs => fix.push(if_taken(best)),
        Some(best) if !are_exceptions(evidence) => fix.push(format!(
            "If the IDs that call manager has now shall stay, do not synchronise before an attribute of the directory holds them for everybody ({}{} has them): no product can shorten a value",
            best.attribute,
            best.transform.words()
        ).into()),
        _ => {}
    }
    fix
}

/// New IDs of the directory that the clients do not take, where those of call manager are fit for them.
pub(super) fn unfit(evidence: &Evidence) -> Vec<&str> {
    let new = renamed_people(evidence).filter(|found| found.call_manager_id.as_deref().is_some_and(is_legal));
    new.filter_map(|found| found.directory_id.as_deref()).filter(|id| !is_legal(id)).collect()
}

fn renamed_people(evidence: &Evidence) -> impl Iterator<Item = &Difference> {
    let compared = evidence.identity.as_ref().and_then(|identity| identity.in_directory.as_ref());
    compared.into_iter().flat_map(|all| &all.differences).filter(|found| found.class == Class::Renamed)
}

fn if_taken(best: &Mapping) -> Step {
    format!(
        "If call manager takes {}, which has these IDs too (System > LDAP > LDAP System), nothing is wrong with these people: correct user_id in the configuration of this check",
        best.attribute
    )
    .into()
}
