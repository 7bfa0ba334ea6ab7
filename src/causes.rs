//! Every cause, most specific first; each failure is claimed once.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod bind;
mod by_fault;
mod identity;
mod network;
mod tls;
mod tool;

use std::collections::BTreeSet;

use crate::cause::{Cause, Diagnosis, Failure};
use crate::check::{Outcome, Severity, Stage, Verdict};
use crate::evidence::Evidence;

/// All causes. One that looks at several failures together stands before those that take one.
pub static CAUSES: &[&Cause] = &[
    &network::DNS_FAILURE,
    &network::SERVER_UNREACHABLE,
    &network::PATH_FILTERED,
    &network::NOT_LDAP,
    &network::SERVER_SILENT,
    &network::CONNECTION_LOST,
    &network::MALFORMED_ANSWER,
    &network::SERVER_BUSY,
    &network::SLOW_SERVER,
    &network::NO_FAILOVER,
    &network::SETTINGS_CONTRADICT,
    &tls::SCHEME_MISMATCH,
    &tls::NO_SERVER_CERTIFICATE,
    &tls::TLS_VERSION_UNSUPPORTED,
    &tls::CLIENT_CERTIFICATE_REQUIRED,
    &tls::CA_MISSING,
    &tls::CA_REPLACED,
    &tls::CHAIN_INCOMPLETE,
    &tls::CERTIFICATE_EXPIRED,
    &tls::CERTIFICATE_NOT_YET_VALID,
    &tls::CERTIFICATE_EXPIRING,
    &tls::CLOCK_SKEW,
    &tls::NAME_MISMATCH,
    &tls::CERTIFICATE_UNSUITABLE,
    &tls::IDENTITY_DIFFERS,
    &bind::MANAGER_REJECTED,
    &bind::MANAGER_LOCKED,
    &bind::MANAGER_DISABLED,
    &bind::MANAGER_EXPIRED,
    &bind::MANAGER_PASSWORD_EXPIRED,
    &bind::MANAGER_RESTRICTED,
    &bind::MANAGER_AT_RISK,
    &bind::SIGNING_REQUIRED,
    &bind::BIND_NAME_FORM,
    &bind::ANONYMOUS_REFUSED,
    &bind::UNAUTHENTICATED_BIND_ACCEPTED,
    &bind::BIND_REFUSED,
    &identity::USER_ID_MISMATCH,
    &identity::USER_ID_IS_EXTENSION,
    &identity::DUPLICATE_USER_ID,
    &identity::ILLEGAL_USER_ID,
    &identity::NOT_IN_DIRECTORY,
    &identity::NOT_IN_CALL_MANAGER,
    &identity::INACTIVE_USER,
    &identity::NOT_ON_PRESENCE,
    &identity::NOT_ENABLED_FOR_PRESENCE,
    &identity::STALE_CONTACT,
    &identity::PRESENCE_DOMAIN_MISMATCH,
    &identity::DIRECTORY_URI_CONFLICT,
    &identity::CLIENT_ATTRIBUTE_MISMATCH,
    &tool::UCDOCTOR_BUG,
];

/// Explains failed outcomes: each ends in exactly one diagnosis. The worst comes first.
pub fn explain(evidence: &Evidence, outcomes: &[(&'static crate::check::Check, Outcome)]) -> Vec<Diagnosis> {
    let failures: Vec<Failure> = outcomes
        .iter()
        .enumerate()
        .filter(|(_, (_, outcome))| matches!(outcome.verdict, Verdict::Fail(_)))
        .map(|(index, (check, outcome))| Failure {
            index,
            check: check.code,
            severity: check.severity,
            outcome: outcome.clone(),
        })
        .collect();
    let mut claimed = BTreeSet::new();
    let mut diagnoses = Vec::new();
    for &cause in CAUSES {
        let open: Vec<&Failure> = failures.iter().filter(|failure| !claimed.contains(&failure.index)).collect();
        for mut diagnosis in (cause.explain)(cause, evidence, &open) {
            claimed.extend(diagnosis.because.iter().copied());
            if another_server_works(outcomes, &diagnosis) {
                diagnosis.breaks.clear();
            }
            diagnoses.push(diagnosis);
        }
    }
    diagnoses.sort_by_key(|diagnosis| worst_first(diagnosis, outcomes));
    diagnoses
}

/// The cause with this code, in any case.
pub fn find(code: &str) -> Option<&'static Cause> {
    CAUSES.iter().copied().find(|cause| cause.code.eq_ignore_ascii_case(code))
}

/// Errors before warnings, then what breaks most, then what stands earlier on the way to a login.
fn worst_first(
    diagnosis: &Diagnosis,
    outcomes: &[(&'static crate::check::Check, Outcome)],
) -> (bool, Severity, usize, Stage, usize) {
    let first = diagnosis.because.iter().min().copied().unwrap_or(usize::MAX);
    let stage = outcomes.get(first).map_or(Stage::Tool, |(check, _)| check.stage());
    (stage == Stage::Tool, diagnosis.severity, usize::MAX - diagnosis.breaks.len(), stage, first)
}

/// Whether a configured server that the fault does not touch serves logins: then nothing breaks, failover is gone.
fn another_server_works(outcomes: &[(&'static crate::check::Check, Outcome)], diagnosis: &Diagnosis) -> bool {
    let broken: BTreeSet<&str> = outcomes
        .iter()
        .filter(|(check, outcome)| check.severity == Severity::Error && matches!(outcome.verdict, Verdict::Fail(_)))
        .filter_map(|(_, outcome)| outcome.server.as_deref())
        .collect();
    let touched = |server: &str| {
        let outcome = |index: &usize| outcomes.get(*index).and_then(|(_, outcome)| outcome.server.as_deref());
        diagnosis.because.iter().filter_map(outcome).any(|other| other == server)
    };
    outcomes.iter().any(|(check, outcome)| {
        check.code == "BIND-001"
            && matches!(outcome.verdict, Verdict::Pass(_))
            && outcome.server.as_deref().is_some_and(|server| !broken.contains(server) && !touched(server))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_pages_are_in_order() {
        let mut seen = BTreeSet::new();
        for cause in CAUSES {
            assert!(seen.insert(cause.code), "{} stands twice", cause.code);
            assert!(
                cause.page.starts_with(&format!("# {}", cause.code)),
                "the page of {} has another title",
                cause.code
            );
            assert!(!cause.title.ends_with('.') && !cause.title.is_empty(), "{}", cause.code);
        }
    }
}
