//! Every cause, most specific first; each failure is claimed once.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod bind;
mod by_fault;
mod deployment;
mod failover;
mod identity;
mod logins;
mod logs;
mod network;
mod nodes;
mod other_name;
mod path;
mod person;
mod search;
mod tls;
mod tool;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use self::failover::Failover;
use crate::cause::{Cause, Diagnosis, Failure};
use crate::check::{Check, Outcome, Severity, Stage, Verdict};
use crate::evidence::Evidence;
use crate::impact::Feature;

/// A check and what it said about one subject.
pub type Judgement = (&'static Check, Outcome);

/// All causes. One that looks at several failures together stands before those that take one.
pub static CAUSES: &[&Cause] = &[
    &deployment::VERSION_MISMATCH,
    &deployment::LDAP_HOSTS_DIFFER,
    &deployment::SYNC_AGENT_FAILED,
    &path::PATH_BLOCKED,
    &network::DNS_FAILURE,
    &network::SERVER_UNREACHABLE,
    &network::PATH_FILTERED,
    &network::NO_LIVE_BACKEND,
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
    &search::BASE_MISSING,
    &search::BASE_NOT_CONTAINER,
    &search::BASE_ELSEWHERE,
    &search::SERVERS_DIFFER,
    &search::FILTER_INVALID,
    &search::FILTER_MATCHES_NOBODY,
    &search::FILTER_TOO_NARROW,
    &search::FILTER_TOO_WIDE,
    &search::RESULT_TRUNCATED,
    &search::ATTRIBUTE_MISSING,
    &search::NOT_IN_GLOBAL_CATALOG,
    &search::INSUFFICIENT_RIGHTS,
    &search::SEARCH_REFUSED,
    &person::USER_UNKNOWN,
    &person::USER_AMBIGUOUS,
    &person::USER_DISABLED,
    &person::USER_EXPIRED,
    &person::USER_LOCKED,
    &person::USER_PASSWORD_EXPIRED,
    &person::USER_RESTRICTED,
    &person::USER_PASSWORD_WRONG,
    &identity::USER_ID_MISMATCH,
    &identity::USER_ID_IS_EXTENSION,
    &identity::DUPLICATE_USER_ID,
    &identity::ILLEGAL_USER_ID,
    &identity::NOT_IN_DIRECTORY,
    &identity::NOT_IN_CALL_MANAGER,
    &identity::INACTIVE_USER,
    &identity::ACCOUNTS_CLOSED,
    &identity::LOCAL_USER,
    &identity::NOT_ON_PRESENCE,
    &identity::NOT_ENABLED_FOR_PRESENCE,
    &identity::STALE_CONTACT,
    &identity::PRESENCE_DOMAIN_MISMATCH,
    &identity::DIRECTORY_URI_CONFLICT,
    &identity::CLIENT_ATTRIBUTE_MISMATCH,
    &deployment::LDAP_NOT_USED,
    &deployment::AXL_UNAVAILABLE,
    &nodes::NODE_DNS_FAILURE,
    &nodes::SERVICE_STOPPED,
    &nodes::HOST_KEY_CHANGED,
    &logs::HOME_CLUSTER_MISSING,
    &logs::USER_ON_TWO_CLUSTERS,
    &logs::ROLE_MISSING,
    &logs::CLIENT_TOO_OLD,
    &logs::NODE_REFUSES_LOGIN,
    &logs::CLIENT_ERROR,
    &tool::UCDOCTOR_BUG,
    &tool::THIS_HOST_LIMITED,
];

/// Explains failed outcomes: each ends in exactly one diagnosis. The worst comes first.
pub fn explain<'o>(evidence: &'o Evidence, outcomes: &'o [Judgement]) -> Vec<Diagnosis> {
    let failed = |(index, (check, outcome)): (usize, &'o Judgement)| match &outcome.verdict {
        Verdict::Fail(finding) => {
            let Outcome { about, seen_from, .. } = outcome;
            Some(Failure { index, check: check.code, severity: check.severity, about, seen_from, finding })
        }
        Verdict::Pass(_) | Verdict::Skip(_) => None,
    };
    let mut open: Vec<Failure<'_>> = outcomes.iter().enumerate().filter_map(failed).collect();
    let failover = Failover::of(evidence, outcomes);
    let mut diagnoses = Vec::new();
    for &cause in CAUSES {
        let explained = (cause.explain)(cause, evidence, &open);
        let claimed: BTreeSet<usize> = explained.iter().flat_map(|diagnosis| &diagnosis.because).copied().collect();
        open.retain(|failure| !claimed.contains(&failure.index));
        for mut diagnosis in explained {
            if !diagnosis.breaks.is_empty()
                && let Some(works) = failover.beside(&diagnosis)
            {
                diagnosis.breaks.clear();
                if diagnosis.severity == Severity::Error {
                    diagnosis.summary.push_str(&format!("; {works}"));
                }
            }
            diagnoses.push(diagnosis);
        }
    }
    diagnoses.sort_by_cached_key(|diagnosis| worst_first(diagnosis, outcomes, &failover));
    logins::join(&mut diagnoses, outcomes, evidence);
    logs::join(&mut diagnoses, outcomes, evidence);
    other_name::join(&mut diagnoses, outcomes);
    diagnoses
}

/// The place of a diagnosis: the smaller, the earlier.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    ours: bool,
    severity: Severity,
    harmless: bool,
    login_works: bool,
    one_of_several: bool,
    people: Reverse<u64>,
    breaks: Reverse<usize>,
    stage: Stage,
    first: usize,
}

/// Errors before warnings, what breaks something before what does not, among errors a login before all else; what is wrong
/// on every server before what is wrong on one beside which another answers; then what concerns more people, everybody
/// first; then what breaks most, then what stands earlier on the way to a login.
fn worst_first(diagnosis: &Diagnosis, outcomes: &[Judgement], failover: &Failover<'_>) -> Place {
    let first = diagnosis.because.iter().min().copied().unwrap_or(usize::MAX);
    let stage = outcomes.get(first).map_or(Stage::Tool, |(check, _)| check.stage);
    Place {
        ours: stage == Stage::Tool,
        severity: diagnosis.severity,
        harmless: diagnosis.breaks.is_empty(),
        login_works: diagnosis.severity == Severity::Error && !diagnosis.breaks.contains(&Feature::Login),
        one_of_several: failover.answers_beside(diagnosis),
        people: Reverse(diagnosis.affected_users.unwrap_or(u64::MAX)),
        breaks: Reverse(diagnosis.breaks.len()),
        stage,
        first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::checks::sample::{
        at, ca, diagnosed, fail_name, fail_tcp, fail_tls, healthy, leaf, pki, present, reject, second_address, trust,
        withhold,
    };
    use crate::evidence::{LookupFailureKind, Millis, Observed, TcpFailureKind, TlsFailureKind};

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

    fn refuse(evidence: &mut Evidence, server: usize) {
        fail_tcp(evidence, server, TcpFailureKind::Refused);
    }

    fn untrusted(evidence: &mut Evidence) {
        trust(evidence, "presence", &[&ca("Other CA").self_signed()]);
    }

    fn expired(evidence: &mut Evidence) {
        let certificate = leaf("dc1.corp.example").days(-9, -1).signed_by(&pki().issuing);
        present(evidence, 0, &[&certificate, &pki().issuing]);
        withhold(evidence, 0);
    }

    fn expiring(evidence: &mut Evidence) {
        present(evidence, 1, &[&leaf("dc2.corp.example").days(-9, 9).signed_by(&pki().issuing), &pki().issuing]);
    }

    fn slow(evidence: &mut Evidence) {
        let Observed::Seen(root) = &mut at(evidence, 1).ldap else { unreachable!() };
        root.ms = Millis(6000.0);
    }

    #[test]
    fn one_fault_is_one_diagnosis_and_two_are_two_the_worse_first() {
        type Change = fn(&mut Evidence);
        let table: [(&[Change], &[&str]); 13] = [
            (&[], &[]),
            (&[|e| refuse(e, 0)], &["server-unreachable"]),
            (&[|e| refuse(e, 0), |e| refuse(e, 1)], &["server-unreachable"]),
            (&[expired], &["certificate-expired"]),
            (&[untrusted], &["ca-missing"]),
            (&[expired, untrusted], &["ca-missing", "certificate-expired"]),
            (&[expiring, untrusted], &["ca-missing", "certificate-expiring"]),
            (&[slow, |e| reject(e, 49, None)], &["manager-rejected", "slow-server"]),
            (&[expiring, slow], &["slow-server", "certificate-expiring"]),
            (&[|e| refuse(e, 0), untrusted], &["ca-missing", "server-unreachable"]),
            // The server that answers would serve logins, did it take the account.
            (&[|e| reject(e, 49, None), |e| refuse(e, 1)], &["manager-rejected", "server-unreachable"]),
            (
                &[|e| fail_name(e, 0, LookupFailureKind::NoSuchName), |e| refuse(e, 1)],
                &["dns-failure", "server-unreachable"],
            ),
            (&[|e| e.vantages[0].bugs.push("x".into()), expiring], &["certificate-expiring", "ucdoctor-bug"]),
        ];
        for (index, (changes, expected)) in table.iter().enumerate() {
            let found = diagnosed(|e| changes.iter().for_each(|change| change(e)));
            assert_eq!(found, *expected, "case {index}");
        }
    }

    #[test]
    fn a_fault_of_one_server_breaks_nothing_while_another_one_works() {
        let first = |change: &dyn Fn(&mut Evidence)| {
            let mut evidence = healthy();
            change(&mut evidence);
            let first = explain(&evidence, &checks::run(&evidence)).swap_remove(0);
            (first.breaks.len(), first.summary)
        };
        let (breaks, summary) = first(&|e| refuse(e, 0));
        assert_eq!((breaks, summary.ends_with("; dc2.corp.example:636 still works")), (0, true), "{summary}");
        // A mere warning at the other server stops nobody.
        let (breaks, summary) = first(&|e| {
            refuse(e, 0);
            slow(e);
        });
        assert_eq!((breaks, summary.ends_with("; dc2.corp.example:636 still works")), (0, true), "{summary}");
        let (breaks, summary) = first(&|e| {
            expired(e);
            trust(e, "presence", &[&ca("Other CA").self_signed()]);
        });
        assert_eq!((breaks, summary.contains("still works")), (1, false), "{summary}");
        // The other server's bind was prevented, so nobody knows.
        let (breaks, summary) = first(&|e| reject(e, 49, None));
        assert_eq!((breaks, summary.contains("still works")), (2, false), "{summary}");
        // An IPv6 address beside an IPv4 one, and the reverse.
        let two = |e: &mut Evidence, dead: usize, addresses: [&str; 2]| {
            e.vantages[0].servers.truncate(1);
            second_address(e, addresses[1]);
            e.vantages[0].servers[0].endpoints[0].address = addresses[0].parse().unwrap();
            e.vantages[0].servers[0].endpoints.swap(0, dead);
            refuse(e, 0);
            e.vantages[0].servers[0].endpoints.swap(0, dead);
        };
        let (breaks, summary) = first(&|e| two(e, 1, ["10.0.0.8:636", "[fd00::8]:636"]));
        assert_eq!((breaks, summary.contains("10.0.0.8 of the same name still works")), (0, true), "{summary}");
        let (breaks, summary) = first(&|e| two(e, 0, ["10.0.0.8:636", "[fd00::8]:636"]));
        assert_eq!((breaks, summary.contains("still works")), (3, false), "{summary}");
        // One address of the only server.
        let (breaks, summary) = first(&|e| {
            e.vantages[0].servers.truncate(1);
            second_address(e, "10.0.0.9:636");
            refuse(e, 0);
        });
        assert_eq!((breaks, summary.starts_with("dc1.corp.example:636 at 10.0.0.1: refused")), (3, true), "{summary}");
        let (breaks, _) = first(&|e| {
            refuse(e, 0);
            fail_tls(e, 1, TlsFailureKind::Silent, 0);
        });
        assert_eq!(breaks, 3);
    }
}
