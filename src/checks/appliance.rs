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
        // A store of another name, as only --trust may give: it is call manager that verifies.
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

/// What stops working when these stores, by name, do not trust the directory.
pub(super) fn breaks_of(stores: &[String]) -> &'static [Feature] {
    let of = |appliance: &str| stores.iter().any(|name| name.split('/').next() == Some(appliance));
    match (of("call-manager") || of("system"), of("presence"), of("client")) {
        (true, _, true) => &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
        (true, _, false) => &[Feature::Login, Feature::DirectorySync],
        (false, true, true) => &[Feature::Login, Feature::ContactSearch],
        (false, false, true) => &[Feature::ContactSearch],
        (false, _, false) => &[Feature::Login],
    }
}

/// Its name as the beginning of a sentence.
pub(super) fn holder(store: &TrustStore) -> &str {
    &store.name
}

/// Where on the appliance its certificates go.
pub(super) fn store_kind(store: &TrustStore) -> String {
    match owner(store) {
        Owner::Client => "a trusted root of the user's computer".to_owned(),
        _ => format!("tomcat-trust ({})", store.name),
    }
}
