//! Identity of several reports: users of the appliances may have been compared at one place, contact lists at another.

use std::cmp::Ordering;

use crate::evidence::Evidence;
use crate::evidence::identity::{Comparison, Identity, InSystem, Rows, Settings};

/// Every comparison once: of two, the one of more people; of equals, the one of the first report.
///
/// What was narrowed to one person says nothing of the others, so it is left out.
pub(super) fn join(evidences: &mut [Evidence]) -> Option<Identity> {
    let all = evidences.iter_mut().filter(|evidence| evidence.asked.person.is_none());
    all.filter_map(|evidence| evidence.identity.take()).reduce(merged)
}

fn merged(one: Identity, other: Identity) -> Identity {
    Identity {
        settings: settings(one.settings, other.settings),
        rows: rows(one.rows, other.rows),
        live: one.live.or(other.live),
        local_untold: match larger(&one.in_directory, &other.in_directory) {
            Ordering::Less => other.local_untold,
            _ => one.local_untold,
        },
        gaps: match larger(&one.in_directory, &other.in_directory) {
            Ordering::Less => other.gaps,
            _ => one.gaps,
        },
        left_out: match larger(&one.inactive, &other.inactive) {
            Ordering::Less => other.left_out,
            _ => one.left_out,
        },
        advice: match larger(&one.in_directory, &other.in_directory) {
            Ordering::Less => other.advice.or(one.advice),
            _ => one.advice.or(other.advice),
        },
        uri_advice: one.uri_advice.or(other.uri_advice),
        in_directory: fuller(one.in_directory, other.in_directory),
        in_call_manager: fuller(one.in_call_manager, other.in_call_manager),
        duplicate_ids: by_system(one.duplicate_ids, other.duplicate_ids),
        illegal_ids: fuller(one.illegal_ids, other.illegal_ids),
        inactive: fuller(one.inactive, other.inactive),
        closed: fuller(one.closed, other.closed),
        local: fuller(one.local, other.local),
        owners: fuller(one.owners, other.owners),
        home: fuller(one.home, other.home),
        at_login: fuller(one.at_login, other.at_login),
        passed_over: fuller(one.passed_over, other.passed_over),
        on_nodes: match larger(&one.on_presence, &other.on_presence) {
            Ordering::Less => other.on_nodes,
            _ => one.on_nodes,
        },
        on_presence: fuller(one.on_presence, other.on_presence),
        contacts: fuller(one.contacts, other.contacts),
        addresses: fuller(one.addresses, other.addresses),
        duplicate_uris: by_system(one.duplicate_uris, other.duplicate_uris),
        complaints: one.complaints.or(other.complaints),
        what_if: one.what_if.or(other.what_if),
        person: None,
    }
}

fn larger(one: &Option<Comparison>, other: &Option<Comparison>) -> Ordering {
    let size = |of: &Option<Comparison>| of.as_ref().map(|comparison| comparison.compared);
    size(one).cmp(&size(other))
}

fn fuller(one: Option<Comparison>, other: Option<Comparison>) -> Option<Comparison> {
    if larger(&one, &other) == Ordering::Less { other } else { one }
}

fn by_system(mut one: Vec<InSystem>, other: Vec<InSystem>) -> Vec<InSystem> {
    for found in other {
        match one.iter_mut().find(|known| known.system == found.system) {
            Some(known) if known.comparison.compared < found.comparison.compared => *known = found,
            Some(_) => {}
            None => one.push(found),
        }
    }
    one.sort_by_key(|found| found.system);
    one
}

fn rows(one: Rows, other: Rows) -> Rows {
    Rows {
        call_manager: one.call_manager.max(other.call_manager),
        directory: one.directory.max(other.directory),
        directory_in_scope: one.directory_in_scope.max(other.directory_in_scope),
        presence: one.presence.max(other.presence),
        contacts: one.contacts.max(other.contacts),
    }
}

fn settings(one: Settings, other: Settings) -> Settings {
    Settings {
        ldap_synchronization: one.ldap_synchronization.or(other.ldap_synchronization),
        ldap_authentication: one.ldap_authentication.or(other.ldap_authentication),
        authentication_bases: if one.authentication_bases.is_empty() {
            other.authentication_bases
        } else {
            one.authentication_bases
        },
        agreements: if one.agreements.is_empty() { other.agreements } else { one.agreements },
        directory_attribute: one.directory_attribute.or(other.directory_attribute),
        client_attribute: one.client_attribute.or(other.client_attribute),
        presence_domain: one.presence_domain.or(other.presence_domain),
        address_scheme: one.address_scheme.or(other.address_scheme),
        other_clusters: one.other_clusters || other.other_clusters,
    }
}
