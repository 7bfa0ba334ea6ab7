//! Causes in the settings of the appliances.

use super::by_fault::by_fault;
use crate::cause::{Cause, Diagnosis, Failure, Feature};
use crate::check::{FaultKey, Finding, Owner, Subject};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::Class;

pub(super) static VERSION_MISMATCH: Cause = Cause {
    code: CauseCode::VersionMismatch,
    title: "Call manager and presence are of releases that do not go together",
    owner: Owner::Presence,
    breaks: &[Feature::Login, Feature::Presence, Feature::Chat],
    refuted_if: &[
        "Cisco's compatibility matrix lists this pair",
        "the presence cluster is a central one for several call managers (11.5(1)SU4 and later), where versions may differ",
    ],
    page: include_str!("../../docs/causes/version-mismatch.md"),
    explain: with_its_sync_agent,
};

pub(super) static LDAP_HOSTS_DIFFER: Cause = Cause {
    code: CauseCode::LdapHostsDiffer,
    title: "Call manager and presence use different directory servers",
    owner: Owner::Presence,
    breaks: &[Feature::Login],
    refuted_if: &["both names are one machine", "the lists were taken at different times, with a change between them"],
    page: include_str!("../../docs/causes/ldap-hosts-differ.md"),
    explain: with_the_configuration,
};

pub(super) static SYNC_AGENT_FAILED: Cause = Cause {
    code: CauseCode::SyncAgentFailed,
    title: "The presence server does not get its users from call manager",
    owner: Owner::Presence,
    breaks: &[Feature::Login, Feature::Presence, Feature::Chat],
    refuted_if: &["the sync agent reports Completed when asked again"],
    page: include_str!("../../docs/causes/sync-agent-failed.md"),
    explain: with_its_users,
};

pub(super) static LDAP_NOT_USED: Cause = Cause {
    code: CauseCode::LdapNotUsed,
    title: "LDAP is not used at all",
    owner: Owner::CallManager,
    breaks: &[Feature::ContactSearch, Feature::CallerName],
    refuted_if: &["the clients search the directory by settings of their own (jabber-config.xml)"],
    page: include_str!("../../docs/causes/ldap-not-used.md"),
    explain: by_fault,
};

pub(super) static AXL_UNAVAILABLE: Cause = Cause {
    code: CauseCode::AxlUnavailable,
    title: "Call manager does not answer what AXL asks",
    owner: Owner::CallManager,
    breaks: &[],
    refuted_if: &["it was restarting: it answers when asked again"],
    page: include_str!("../../docs/causes/axl-unavailable.md"),
    explain: by_fault,
};

/// A sync agent that fails between releases that do not go together is no fault of its own.
fn with_its_sync_agent(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    if let Some(diagnosis) = diagnoses.first_mut() {
        let failed = followers(open, |finding| finding.cause == SYNC_AGENT_FAILED.code);
        if !failed.is_empty() {
            diagnosis.because.extend(failed);
            diagnosis.because.extend(not_brought(open));
        }
    }
    diagnoses
}

/// Users whom a sync agent that failed has not brought, or not taken away, are no fault of their own.
fn with_its_users(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    if let Some(diagnosis) = diagnoses.first_mut() {
        diagnosis.because.extend(not_brought(open));
    }
    diagnoses
}

fn not_brought(open: &[Failure<'_>]) -> Vec<usize> {
    let is = |failure: &&Failure<'_>| {
        matches!(failure.check, CheckCode::Id007 | CheckCode::Id008)
            && matches!(failure.about, Subject::Class(Class::Missing | Class::Extra))
    };
    open.iter().filter(is).map(|failure| failure.index).collect()
}

/// Where call manager itself is behind, the configuration differs from it for the same reason.
fn with_the_configuration(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    let behind = followers(open, |finding| {
        finding.cause == cause.code && finding.facts.get("node").is_some_and(|node| node.starts_with("call-manager"))
    });
    let first = diagnoses.iter_mut().find(|diagnosis| diagnosis.because.iter().any(|index| behind.contains(index)));
    if let Some(diagnosis) = first {
        diagnosis.because.extend(followers(open, |finding| finding.fault == FaultKey::ConfiguredHosts));
    }
    diagnoses
}

/// The failures whose finding is of a kind.
fn followers(open: &[Failure<'_>], of: impl Fn(&Finding) -> bool) -> Vec<usize> {
    let is = |failure: &&Failure<'_>| of(failure.finding);
    open.iter().filter(is).map(|failure| failure.index).collect()
}
