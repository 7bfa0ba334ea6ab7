//! Settings of several reports: what each knows of an appliance, put together.

use crate::evidence::deployment::{CallManager, Client, Deployment, Presence};
use crate::evidence::{Evidence, Observed};

/// Every setting once; of two, the one of the first report.
pub(super) fn join(evidences: &mut [Evidence]) -> Option<Deployment> {
    evidences.iter_mut().filter_map(|evidence| evidence.deployment.take()).reduce(merged)
}

fn merged(mut one: Deployment, other: Deployment) -> Deployment {
    // A list of servers is a whole, with the way they are reached.
    let (servers, start_tls) = match one.servers.is_empty() {
        true => (other.servers, other.start_tls),
        false => (one.servers, one.start_tls),
    };
    for list in other.ldap_hosts {
        if one.ldap_hosts.iter().all(|known| known.node != list.node) {
            one.ldap_hosts.push(list);
        }
    }
    one.ldap_hosts.sort_by(|one, other| one.node.cmp(&other.node));
    for settings in other.ldap_settings {
        if one.ldap_settings.iter().all(|known| known.node != settings.node) {
            one.ldap_settings.push(settings);
        }
    }
    one.ldap_settings.sort_by(|one, other| one.node.cmp(&other.node));
    Deployment {
        servers,
        start_tls,
        user_id: one.user_id.or(other.user_id),
        call_manager: CallManager {
            version: one.call_manager.version.or(other.call_manager.version),
            ldap_authentication: one.call_manager.ldap_authentication.or(other.call_manager.ldap_authentication),
            ldap_synchronization: one.call_manager.ldap_synchronization.or(other.call_manager.ldap_synchronization),
        },
        presence: Presence {
            version: one.presence.version.or(other.presence.version),
            domain: one.presence.domain.or(other.presence.domain),
            address_scheme: one.presence.address_scheme.or(other.presence.address_scheme),
            sync_status: one.presence.sync_status.or(other.presence.sync_status),
        },
        ldap_hosts: one.ldap_hosts,
        ldap_settings: one.ldap_settings,
        client: client(one.client, other.client),
        axl: answered(one.axl, other.axl),
        person_known: answered(one.person_known, other.person_known),
        person_homes: if one.person_homes.is_empty() { other.person_homes } else { one.person_homes },
    }
}

fn client(one: Option<Client>, other: Option<Client>) -> Option<Client> {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    // A file is a whole: its keys and the passwords found in it.
    let file = if one.keys.is_some() { one } else { other };
    let user_id = one.user_id.clone().or_else(|| other.user_id.clone());
    Some(Client { user_id, ..file.clone() })
}

/// An answer before a failure, and a failure before what nobody asked.
fn answered<T, F>(one: Observed<T, F>, other: Observed<T, F>) -> Observed<T, F> {
    let rank = |of: &Observed<T, F>| match of {
        Observed::Seen(_) => 0,
        Observed::NotAsked(_) => 2,
        _ => 1,
    };
    if rank(&other) < rank(&one) { other } else { one }
}
