//! Every check, in the order a person would try them.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod at;
mod bind_001_answers_ldap;
mod bind_002_password_protected;
mod bind_003_anonymous_root_dse;
mod bind_004_simple_bind_accepted;
mod bind_005_manager_binds;
mod bind_006_bind_authenticates;
mod bind_007_manager_at_risk;
mod clock;
mod id_001_same_id_in_directory;
mod id_002_synced_from_directory;
mod id_003_ids_unique;
mod id_004_ids_legal;
mod id_005_nobody_inactive;
mod id_006_client_reads_id;
mod id_007_on_presence;
mod id_008_contacts_exist;
mod id_009_addresses_agree;
mod id_010_uris_unique;
mod id_011_trial_keeps_users;
mod id_012_trial_matches_most;
mod net_001_name_resolves;
mod net_002_tcp_connects;
mod net_003_name_servers_agree;
mod net_004_srv_lists_server;
mod net_005_distinct_servers;
mod net_006_under_five_seconds;
mod people;
mod tls_001_scheme_fits;
mod tls_002_handshake_completes;
mod tls_003_chain_complete;
mod tls_004_store_holds_ca;
mod tls_005_inside_validity;
mod tls_006_names_host;
mod tls_007_appliances_read_name;
mod tls_008_not_expiring;
mod tls_009_issued_for_use;
mod tls_010_strong_enough;
mod tls_011_version_current;
mod tls_012_same_identity;
mod tls_013_strict_client_accepts;
mod tool_001_ran_to_end;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::check::{Check, Outcome};
use crate::evidence::Evidence;

/// All checks. The order is the order of the report: what comes later needs what comes earlier.
pub static CHECKS: &[&Check] = &[
    &net_001_name_resolves::CHECK,
    &net_002_tcp_connects::CHECK,
    &net_003_name_servers_agree::CHECK,
    &net_004_srv_lists_server::CHECK,
    &net_005_distinct_servers::CHECK,
    &net_006_under_five_seconds::CHECK,
    &tls_001_scheme_fits::CHECK,
    &tls_002_handshake_completes::CHECK,
    &tls_003_chain_complete::CHECK,
    &tls_004_store_holds_ca::CHECK,
    &tls_005_inside_validity::CHECK,
    &tls_006_names_host::CHECK,
    &tls_007_appliances_read_name::CHECK,
    &tls_008_not_expiring::CHECK,
    &tls_009_issued_for_use::CHECK,
    &tls_010_strong_enough::CHECK,
    &tls_011_version_current::CHECK,
    &tls_012_same_identity::CHECK,
    &tls_013_strict_client_accepts::CHECK,
    &bind_001_answers_ldap::CHECK,
    &bind_002_password_protected::CHECK,
    &bind_003_anonymous_root_dse::CHECK,
    &bind_004_simple_bind_accepted::CHECK,
    &bind_005_manager_binds::CHECK,
    &bind_006_bind_authenticates::CHECK,
    &bind_007_manager_at_risk::CHECK,
    &id_001_same_id_in_directory::CHECK,
    &id_002_synced_from_directory::CHECK,
    &id_003_ids_unique::CHECK,
    &id_004_ids_legal::CHECK,
    &id_005_nobody_inactive::CHECK,
    &id_006_client_reads_id::CHECK,
    &id_007_on_presence::CHECK,
    &id_008_contacts_exist::CHECK,
    &id_009_addresses_agree::CHECK,
    &id_010_uris_unique::CHECK,
    &id_011_trial_keeps_users::CHECK,
    &id_012_trial_matches_most::CHECK,
    &tool_001_ran_to_end::CHECK,
];

/// Judges the evidence by every check. A check that panics is a bug of ours and becomes an outcome of `TOOL-001`.
pub fn run(evidence: &Evidence) -> Vec<(&'static Check, Outcome)> {
    let mut all = Vec::new();
    for &check in CHECKS {
        match catch_unwind(AssertUnwindSafe(|| (check.run)(evidence))) {
            Ok(outcomes) => all.extend(outcomes.into_iter().map(|outcome| (check, outcome))),
            Err(_) => all.push((&tool_001_ran_to_end::CHECK, tool_001_ran_to_end::panicked(check.code))),
        }
    }
    all
}

/// The check with this code, in any case.
pub fn find(code: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.code.eq_ignore_ascii_case(code))
}
