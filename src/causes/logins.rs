//! A node that refuses what the directory takes, joined with what is known of that node: one cause, not two.

use super::Judgement;
use crate::cause::{Diagnosis, Feature};
use crate::check::{Outcome, Severity, Verdict};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::login::{LoginService, NodeLogin};

/// Faults that name no appliance, and keep presence alone from letting somebody in.
const OF_PRESENCE: [CauseCode; 6] = [
    CauseCode::NotOnPresence,
    CauseCode::NotEnabledForPresence,
    CauseCode::DuplicateUserId,
    CauseCode::LdapHostsDiffer,
    CauseCode::SyncAgentFailed,
    CauseCode::VersionMismatch,
];

/// The refusal goes with the worst fault that explains it.
pub(super) fn join(diagnoses: &mut Vec<Diagnosis>, outcomes: &[Judgement], evidence: &Evidence) {
    for (check, service) in [(CheckCode::User007, LoginService::Uds), (CheckCode::User008, LoginService::Epas)] {
        let logins = || evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref()).flat_map(|p| &p.logins);
        let Some(login) = logins().find(|login| login.service == service) else { continue };
        let others = logins().any(|login| login.service != service && login.accepted());
        let is_own = |diagnosis: &Diagnosis| {
            diagnosis.cause.code == CauseCode::NodeRefusesLogin && by(diagnosis, check, outcomes)
        };
        let Some(own) = diagnoses.iter().position(is_own) else { continue };
        let explains = |diagnosis: &Diagnosis| explains(diagnosis, outcomes, login, others);
        let Some(other) = diagnoses.iter().position(|diagnosis| !is_own(diagnosis) && explains(diagnosis)) else {
            continue;
        };
        let because = diagnoses.get(own).map(|own| own.because.clone()).unwrap_or_default();
        if let Some(other) = diagnoses.get_mut(other) {
            other.because.extend(because);
            other.because.sort_unstable();
            other.summary = format!("{}: {}", shown(evidence, login, others), other.summary);
        }
        diagnoses.remove(own);
    }
}

/// "the directory takes jdoe's password, call manager takes it, presence node presence/cups1 does not".
fn shown(evidence: &Evidence, login: &NodeLogin, call_manager_takes_it: bool) -> String {
    let whose = evidence.asked.person.as_ref().map(|person| format!("{}'s", person.id)).unwrap_or_default();
    let before = if call_manager_takes_it { ", call manager takes it" } else { "" };
    format!("the directory takes {whose} password{before}, {} does not", login.node)
}

/// A failure of this check is among those that a diagnosis explains.
pub(super) fn by(diagnosis: &Diagnosis, check: CheckCode, outcomes: &[Judgement]) -> bool {
    diagnosis.because.iter().any(|&index| outcomes.get(index).is_some_and(|(by, _)| by.code == check))
}

/// Whether a fault makes this one node refuse. `others` says that a node of the other kind took the password: what
/// concerns all alike is then no reason.
fn explains(diagnosis: &Diagnosis, outcomes: &[Judgement], login: &NodeLogin, others: bool) -> bool {
    if diagnosis.severity != Severity::Error || diagnosis.cause.code == CauseCode::ClientError {
        return false;
    }
    if login.service == LoginService::Epas && OF_PRESENCE.contains(&diagnosis.cause.code) {
        return true;
    }
    if !diagnosis.breaks.contains(&Feature::Login) && !diagnosis.breaks.contains(&Feature::Presence) {
        return false;
    }
    let named = appliances(diagnosis, outcomes);
    let (kind, own) = (login.node.split('/').next().unwrap_or_default(), login.node.as_str());
    let is_this =
        |name: &String| name == own || name == kind || name.strip_prefix(own).is_some_and(|rest| rest.starts_with(' '));
    if named.is_empty() { !others } else { named.iter().any(is_this) }
}

/// The appliances and nodes that the failures of a fault are about: trust stores, places, and what words begin with.
fn appliances(diagnosis: &Diagnosis, outcomes: &[Judgement]) -> Vec<String> {
    let because = diagnosis.because.iter().filter_map(|&index| outcomes.get(index));
    let failed = because.filter(|(_, outcome)| matches!(outcome.verdict, Verdict::Fail(_)));
    let names = failed.flat_map(|(_, outcome)| {
        let Outcome { about, seen_from, .. } = outcome;
        let places = match seen_from.vantage() {
            Some(_) => seen_from.names().map(ToString::to_string).collect(),
            None => Vec::new(),
        };
        let subject = match about.store() {
            Some(store) => store.to_string(),
            None => about.to_string(),
        };
        places.into_iter().chain([subject])
    });
    names.filter(|name| ["call-manager", "presence"].iter().any(|kind| name.starts_with(kind))).collect()
}
