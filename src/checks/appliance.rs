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
        _ => Owner::Directory,
    }
}

pub(super) fn breaks(store: &TrustStore) -> &'static [Feature] {
    match owner(store) {
        Owner::CallManager => &[Feature::Login, Feature::DirectorySync],
        Owner::Client => &[Feature::ContactSearch],
        _ => &[Feature::Login],
    }
}

pub(super) fn store_kind(store: &TrustStore) -> String {
    match owner(store) {
        Owner::CallManager | Owner::Presence => format!("tomcat-trust ({})", store.name),
        Owner::Client => "a trusted root of the user's computer".to_owned(),
        _ => format!("a trusted CA ({})", store.name),
    }
}
