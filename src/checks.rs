//! Every check, in the order a person would try them.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod alike;
mod answered_otherwise;
mod appliance;
mod appliances;
mod at;
mod barriers;
mod base_and_filter;
mod bind_001_answers_ldap;
mod bind_002_password_protected;
mod bind_003_anonymous_root_dse;
mod bind_004_simple_bind_accepted;
mod bind_005_manager_binds;
mod bind_006_bind_authenticates;
mod bind_007_manager_at_risk;
mod bind_answer;
mod by_place;
mod ca_replaced;
mod ca_upload;
mod clause;
mod client_addresses;
mod client_directory;
mod client_log;
mod client_photo;
mod clock;
mod conf_001_versions_fit;
mod conf_002_same_ldap_hosts;
mod conf_003_sync_completed;
mod conf_004_authentication_and_sync;
mod conf_005_ports_fit;
mod conf_006_client_settings;
mod conf_007_ldap_used;
mod conf_008_configuration_current;
mod conf_009_answers_axl;
mod conf_010_fields_fit;
mod conf_011_nodes_show_certificates;
mod conf_012_nodes_answer_axl;
mod elsewhere;
mod further_agreements;
mod held;
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
mod id_013_own_check_clean;
mod id_014_accounts_open;
mod id_015_no_local_twin;
mod id_016_found_at_login;
mod id_017_lists_have_owners;
mod id_018_home_cluster_here;
mod kept_elsewhere;
mod known_as;
mod lacking;
mod likewise;
mod log_001_last_login_came_through;
mod log_002_client_searches_directory;
mod log_003_appliances_take_certificate;
mod log_004_logs_of_nodes_read;
mod mapped;
mod net_001_name_resolves;
mod net_002_tcp_connects;
mod net_003_name_servers_agree;
mod net_004_srv_lists_server;
mod net_005_distinct_servers;
mod net_006_under_five_seconds;
mod net_007_answered_alike;
mod nobodys;
mod node_001_reaches_servers;
mod node_002_resolves_servers;
mod node_003_services_run;
mod node_004_clock_follows;
mod node_005_session_of_node;
mod node_006_shell_answers;
mod node_007_host_key_known;
mod node_008_lists_the_ca;
mod node_clock;
mod node_login;
#[cfg(test)]
mod node_login_tests;
mod node_words;
mod nodes;
mod open_port;
mod others;
mod over_tls;
mod path_001_reached_alike;
mod path_002_same_addresses;
mod people;
mod person;
mod proxy;
mod referral;
mod refuser;
#[cfg(test)]
pub(crate) mod sample;
mod search_refused;
mod shared_name;
mod shown_otherwise;
mod slow;
mod srch_001_base_exists;
mod srch_002_base_is_container;
mod srch_003_filter_parses;
mod srch_004_matches_somebody;
mod srch_005_people_only;
mod srch_006_result_whole;
mod srch_007_user_id_filled;
mod srch_008_last_name_and_mail;
mod srch_009_means_what_it_says;
mod srch_010_under_five_seconds;
mod srch_011_last_names_readable;
mod srch_012_login_finds_person;
mod srch_013_users_inside;
mod srch_014_whole_tree_here;
mod srch_015_further_servers_find;
mod srch_016_further_servers_alike;
mod srch_017_gives_pages;
mod start_tls;
mod stored_settings;
mod taken_first;
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
mod tls_014_large_hello;
mod tls_015_older_releases;
mod tool_001_ran_to_end;
mod user_001_found;
mod user_002_account_open;
mod user_003_password_accepted;
mod user_004_call_manager_knows;
mod user_005_active;
mod user_006_ldap_backed;
mod user_007_call_manager_takes_password;
mod user_008_presence_takes_password;
mod user_009_home_cluster;
mod user_010_one_home;

pub(crate) use self::mapped::elsewhere;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::case::Case;
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
    &net_007_answered_alike::CHECK,
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
    &tls_014_large_hello::CHECK,
    &tls_015_older_releases::CHECK,
    &bind_001_answers_ldap::CHECK,
    &bind_002_password_protected::CHECK,
    &bind_003_anonymous_root_dse::CHECK,
    &bind_004_simple_bind_accepted::CHECK,
    &bind_005_manager_binds::CHECK,
    &bind_006_bind_authenticates::CHECK,
    &bind_007_manager_at_risk::CHECK,
    &user_001_found::CHECK,
    &user_002_account_open::CHECK,
    &user_003_password_accepted::CHECK,
    &user_004_call_manager_knows::CHECK,
    &user_005_active::CHECK,
    &user_006_ldap_backed::CHECK,
    &user_007_call_manager_takes_password::CHECK,
    &user_008_presence_takes_password::CHECK,
    &user_009_home_cluster::CHECK,
    &user_010_one_home::CHECK,
    &srch_001_base_exists::CHECK,
    &srch_002_base_is_container::CHECK,
    &srch_003_filter_parses::CHECK,
    &srch_004_matches_somebody::CHECK,
    &srch_005_people_only::CHECK,
    &srch_006_result_whole::CHECK,
    &srch_007_user_id_filled::CHECK,
    &srch_011_last_names_readable::CHECK,
    &srch_008_last_name_and_mail::CHECK,
    &srch_009_means_what_it_says::CHECK,
    &srch_012_login_finds_person::CHECK,
    &srch_010_under_five_seconds::CHECK,
    &srch_013_users_inside::CHECK,
    &srch_014_whole_tree_here::CHECK,
    &srch_015_further_servers_find::CHECK,
    &srch_016_further_servers_alike::CHECK,
    &srch_017_gives_pages::CHECK,
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
    &id_013_own_check_clean::CHECK,
    &id_014_accounts_open::CHECK,
    &id_015_no_local_twin::CHECK,
    &id_016_found_at_login::CHECK,
    &id_017_lists_have_owners::CHECK,
    &id_018_home_cluster_here::CHECK,
    &id_011_trial_keeps_users::CHECK,
    &id_012_trial_matches_most::CHECK,
    &conf_001_versions_fit::CHECK,
    &conf_002_same_ldap_hosts::CHECK,
    &conf_003_sync_completed::CHECK,
    &conf_004_authentication_and_sync::CHECK,
    &conf_005_ports_fit::CHECK,
    &conf_006_client_settings::CHECK,
    &conf_007_ldap_used::CHECK,
    &conf_008_configuration_current::CHECK,
    &conf_009_answers_axl::CHECK,
    &conf_010_fields_fit::CHECK,
    &conf_011_nodes_show_certificates::CHECK,
    &conf_012_nodes_answer_axl::CHECK,
    &path_001_reached_alike::CHECK,
    &path_002_same_addresses::CHECK,
    &node_001_reaches_servers::CHECK,
    &node_002_resolves_servers::CHECK,
    &node_003_services_run::CHECK,
    &node_004_clock_follows::CHECK,
    &node_005_session_of_node::CHECK,
    &node_006_shell_answers::CHECK,
    &node_007_host_key_known::CHECK,
    &node_008_lists_the_ca::CHECK,
    &log_001_last_login_came_through::CHECK,
    &log_002_client_searches_directory::CHECK,
    &log_003_appliances_take_certificate::CHECK,
    &log_004_logs_of_nodes_read::CHECK,
    &tool_001_ran_to_end::CHECK,
];

/// From so many places on, two threads judge.
const PLACES_FOR_TWO: usize = 256;

/// Judges the evidence by every check. A check that panics is a bug of ours and becomes an outcome of `TOOL-001`.
pub fn run(evidence: &Evidence) -> Vec<(&'static Check, Outcome)> {
    if evidence.vantages.len() < PLACES_FOR_TWO {
        return by_each(evidence, CHECKS.iter()).flatten().collect();
    }
    // Neighbours cost alike: each thread takes every other check, and derives for itself what checks share.
    let (even, odd): (Vec<_>, Vec<_>) = std::thread::scope(|scope| {
        let odd = scope.spawn(|| by_each(evidence, CHECKS.iter().skip(1).step_by(2)).collect());
        let even = by_each(evidence, CHECKS.iter().step_by(2)).collect();
        (even, odd.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut odd = odd.into_iter();
    even.into_iter().flat_map(|even: Vec<_>| even.into_iter().chain(odd.next().unwrap_or_default())).collect()
}

/// What each check says, one after the other.
fn by_each<'a>(
    evidence: &'a Evidence,
    checks: impl Iterator<Item = &'a &'static Check>,
) -> impl Iterator<Item = Vec<(&'static Check, Outcome)>> {
    let case = Case::new(evidence);
    checks.map(move |&check| match catch_unwind(AssertUnwindSafe(|| (check.run)(&case))) {
        Ok(outcomes) => {
            let own = |outcome| (check, others::left_to_check(evidence, check.code, outcome));
            outcomes.into_iter().map(own).collect()
        }
        Err(_) => vec![(&tool_001_ran_to_end::CHECK, tool_001_ran_to_end::panicked(check.code))],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Vantage;

    #[test]
    fn two_threads_say_what_one_does() {
        let mut evidence = sample::healthy();
        let one = evidence.vantages[0].clone();
        let named = |number| Vantage { name: format!("branch {number}"), ..one.clone() };
        evidence.vantages = (0..PLACES_FOR_TWO).map(named).collect();
        let alone: Vec<_> = by_each(&evidence, CHECKS.iter()).flatten().collect();
        let codes = |all: &[(&Check, Outcome)]| all.iter().map(|(check, _)| check.code).collect::<Vec<_>>();
        let both = run(&evidence);
        assert_eq!(codes(&both), codes(&alone));
        assert!(both.iter().zip(&alone).all(|((_, one), (_, other))| one == other));
    }
}
