//! Whose trust store it is, and what that means for whom.

use crate::cause::Feature;
use crate::check::Owner;
use crate::evidence::TrustStore;

/// The appliance a store belongs to: its nodes are looked after together.
pub(super) fn appliance(store: &TrustStore) -> &str {
    store.name.split('/').next().unwrap_or_default()
}

/// Who looks after it.
pub(super) fn owner(store: &TrustStore) -> Owner {
    match appliance(store) {
        "call-manager" => Owner::CallManager,
        "presence" => Owner::Presence,
        "client" => Owner::Client,
        // This host's own bundle, asked for want of the appliances' stores: they will need what it lacks.
        _ => Owner::CallManager,
    }
}

/// What stops working when it does not trust the directory.
pub(super) fn breaks(store: &TrustStore) -> &'static [Feature] {
    match owner(store) {
        Owner::CallManager => &[Feature::Login, Feature::DirectorySync],
        Owner::Client => &[Feature::ContactSearch],
        _ => &[Feature::Login],
    }
}

/// Its name as the beginning of a sentence.
pub(super) fn holder(store: &TrustStore) -> &str {
    if store.system { "this host's operating system" } else { &store.name }
}

/// Where on the appliance its certificates go.
pub(super) fn store_kind(store: &TrustStore) -> String {
    match owner(store) {
        Owner::Client => "a trusted root of the user's computer".to_owned(),
        _ if store.system => "tomcat-trust (call manager and presence)".to_owned(),
        _ => format!("tomcat-trust ({})", store.name),
    }
}
