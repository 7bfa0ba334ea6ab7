//! Causes that only a client, or the node it asked, has seen.

use super::Judgement;
use super::by_fault::by_fault;
use crate::cause::{Cause, Diagnosis, Feature};
use crate::check::{Owner, Severity, Verdict};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::client_log::{LoginError, LoginErrorKind};

const OLD_LOG: &str = "the log is older than the last change: the same person's next try ends otherwise";

pub(super) static HOME_CLUSTER_MISSING: Cause = Cause {
    code: CauseCode::HomeClusterMissing,
    title: "No cluster calls itself the home of this user",
    owner: Owner::CallManager,
    breaks: &[Feature::Login],
    refuted_if: &["clusterUser of every cluster's UDS is asked, and one of them answers that it is the home", OLD_LOG],
    page: include_str!("../../docs/causes/home-cluster-missing.md"),
    explain: by_fault,
};

pub(super) static USER_ON_TWO_CLUSTERS: Cause = Cause {
    code: CauseCode::UserOnTwoClusters,
    title: "Several clusters call themselves the home of this user",
    owner: Owner::CallManager,
    breaks: &[Feature::Login],
    refuted_if: &[
        "the box was changed a short while ago: each cluster is asked once more, and one alone says yes",
        "the addresses that were asked are of one cluster, which lists none of its servers",
    ],
    page: include_str!("../../docs/causes/user-on-two-clusters.md"),
    explain: by_fault,
};

pub(super) static ROLE_MISSING: Cause = Cause {
    code: CauseCode::RoleMissing,
    title: "The user lacks the role that the client's login needs",
    owner: Owner::CallManager,
    breaks: &[Feature::Login],
    refuted_if: &["the user is in the group Standard CCM End Users", OLD_LOG],
    page: include_str!("../../docs/causes/role-missing.md"),
    explain: by_fault,
};

pub(super) static CLIENT_TOO_OLD: Cause = Cause {
    code: CauseCode::ClientTooOld,
    title: "The presence server wants a newer client",
    owner: Owner::Client,
    breaks: &[Feature::Login, Feature::Presence, Feature::Chat],
    refuted_if: &["a client of the same version logs in to the same node"],
    page: include_str!("../../docs/causes/client-too-old.md"),
    explain: by_fault,
};

pub(super) static NODE_REFUSES_LOGIN: Cause = Cause {
    code: CauseCode::NodeRefusesLogin,
    title: "The directory takes the password, and a node does not",
    owner: Owner::Presence,
    breaks: &[Feature::Login],
    refuted_if: &[OLD_LOG, "the client sent another password than the one tried here"],
    page: include_str!("../../docs/causes/node-refuses-login.md"),
    explain: by_fault,
};

pub(super) static CLIENT_ERROR: Cause = Cause {
    code: CauseCode::ClientError,
    title: "The client's log ends in an error",
    owner: Owner::Client,
    breaks: &[Feature::Login],
    refuted_if: &[OLD_LOG, "the log is another person's, or another machine's"],
    page: include_str!("../../docs/causes/client-error.md"),
    explain: by_fault,
};

/// What a log shows of a fault that was found otherwise is no fault of its own: it goes with the worst that explains it.
pub(super) fn join(diagnoses: &mut Vec<Diagnosis>, outcomes: &[Judgement], evidence: &Evidence) {
    join_timeouts(diagnoses, outcomes);
    let Some(log) = &evidence.client_log else { return };
    let login = log.last.as_ref().and_then(|last| last.error.as_ref());
    if let Some(error) = login {
        let explains = |diagnosis: &Diagnosis| explains_login(error.kind, diagnosis, outcomes);
        join_one(diagnoses, outcomes, CheckCode::Log001, error, explains);
    }
    if let Some(error) = &log.directory {
        let explains = |diagnosis: &Diagnosis| concerns(error.server.as_deref(), diagnosis, outcomes);
        join_one(diagnoses, outcomes, CheckCode::Log002, error, explains);
    }
}

/// A login that a node gave up for want of an answer is what a fault of that server, or of the way to it, looks like.
fn join_timeouts(diagnoses: &mut Vec<Diagnosis>, outcomes: &[Judgement]) {
    let is_own = |diagnosis: &Diagnosis| {
        let mut because = diagnosis.because.iter().filter_map(|&index| outcomes.get(index));
        diagnosis.cause.code == CauseCode::SlowServer && because.all(|(by, _)| by.code == CheckCode::Log003)
    };
    let explains = |server: Option<&str>, other: &Diagnosis| {
        let breaks = other.severity == Severity::Error && other.breaks.contains(&Feature::Login);
        let slow = other.cause.code == CauseCode::SlowServer && server.is_some();
        let about_it = server.is_none() || concerns(server, other, outcomes);
        !is_own(other) && (breaks || slow) && about_it && may_concern("call-manager", other, outcomes)
    };
    for at in (0..diagnoses.len()).rev() {
        let Some(own) = diagnoses.get(at).filter(|own| is_own(own)) else { continue };
        let (server, because) = (asked_last(own, outcomes), own.because.clone());
        let other = diagnoses.iter_mut().find(|other| explains(server.as_deref(), other));
        let Some(other) = other else { continue };
        other.because.extend(because);
        other.because.sort_unstable();
        other.summary.push_str("; a node gave logins up for it");
        diagnoses.remove(at);
    }
}

/// The server that a node named last before it gave a login up.
fn asked_last(diagnosis: &Diagnosis, outcomes: &[Judgement]) -> Option<String> {
    let mut because = diagnosis.because.iter().filter_map(|&index| outcomes.get(index));
    because.find_map(|(_, outcome)| match &outcome.verdict {
        Verdict::Fail(finding) => finding.facts.get("server").cloned(),
        _ => None,
    })
}

fn join_one(
    diagnoses: &mut Vec<Diagnosis>,
    outcomes: &[Judgement],
    check: CheckCode,
    error: &LoginError,
    explains: impl Fn(&Diagnosis) -> bool,
) {
    let by = |diagnosis: &Diagnosis, check: CheckCode| {
        diagnosis.because.iter().any(|&index| outcomes.get(index).is_some_and(|(by, _)| by.code == check))
    };
    let of_logs = |diagnosis: &&Diagnosis| by(diagnosis, CheckCode::Log001) || by(diagnosis, CheckCode::Log002);
    let Some(own) = diagnoses.iter().position(|diagnosis| by(diagnosis, check)) else { return };
    let Some(other) = diagnoses.iter().position(|diagnosis| !of_logs(&diagnosis) && explains(diagnosis)) else {
        return;
    };
    let because = diagnoses.get(own).map(|own| own.because.clone()).unwrap_or_default();
    if let Some(other) = diagnoses.get_mut(other) {
        other.because.extend(because);
        other.because.sort_unstable();
        other.summary.push_str(&format!("; the client's log shows it as {}", error.code));
    }
    diagnoses.remove(own);
}

/// Whether a fault makes a node answer so: one that keeps people from logging in at that appliance.
fn explains_login(kind: LoginErrorKind, diagnosis: &Diagnosis, outcomes: &[Judgement]) -> bool {
    let breaks = |feature| diagnosis.severity == Severity::Error && diagnosis.breaks.contains(&feature);
    match kind {
        LoginErrorKind::CallManagerRefuses | LoginErrorKind::EdgeRefuses => {
            breaks(Feature::Login) && may_concern("call-manager", diagnosis, outcomes)
        }
        LoginErrorKind::PresenceRefuses => {
            (breaks(Feature::Login) || breaks(Feature::Presence)) && may_concern("presence", diagnosis, outcomes)
        }
        LoginErrorKind::NoHomeCluster => {
            breaks(Feature::Login)
                && [CauseCode::NotInCallManager, CauseCode::InactiveUser].contains(&diagnosis.cause.code)
        }
        _ => false,
    }
}

/// Whether a fault concerns this appliance: it names no appliance at all, or this one.
fn may_concern(appliance: &str, diagnosis: &Diagnosis, outcomes: &[Judgement]) -> bool {
    let of_appliances = |name: &String| name.starts_with("call-manager") || name.starts_with("presence");
    let because = diagnosis.because.iter().filter_map(|&index| outcomes.get(index));
    let failed = because.filter(|(_, outcome)| matches!(outcome.verdict, Verdict::Fail(_)));
    let names = failed.flat_map(|(_, outcome)| {
        let store = outcome.about.store().map(ToString::to_string);
        let places = match outcome.seen_from.vantage() {
            Some(_) => outcome.seen_from.names().map(ToString::to_string).collect(),
            None => Vec::new(),
        };
        store.into_iter().chain(places)
    });
    let mut named = names.filter(of_appliances).peekable();
    named.peek().is_none() || named.any(|name| name.starts_with(appliance))
}

/// Whether a fault is about this directory server.
fn concerns(server: Option<&str>, diagnosis: &Diagnosis, outcomes: &[Judgement]) -> bool {
    let because = diagnosis.because.iter().filter_map(|&index| outcomes.get(index));
    let mut servers = because.filter_map(|(_, outcome)| outcome.about.server());
    let host = |authority: &str| authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_lowercase();
    servers.any(|authority| server.is_some_and(|server| server.to_lowercase() == host(authority)))
}
