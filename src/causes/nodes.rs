//! Causes that a node itself shows.

use super::by_fault::by_fault;
use crate::cause::{Cause, Feature};
use crate::check::Owner;
use crate::code::CauseCode;

pub(super) static NODE_DNS_FAILURE: Cause = Cause {
    code: CauseCode::NodeDnsFailure,
    title: "A node's name servers do not know a directory server",
    owner: Owner::Network,
    breaks: &[Feature::Login],
    refuted_if: &["`utils network host` on the node shows an external answer when it is asked again"],
    page: include_str!("../../docs/causes/node-dns-failure.md"),
    explain: by_fault,
};

pub(super) static SERVICE_STOPPED: Cause = Cause {
    code: CauseCode::ServiceStopped,
    title: "A service that logins need does not run",
    owner: Owner::Presence,
    breaks: &[Feature::Login],
    refuted_if: &["the node was starting when it was asked: the service runs when it is asked again"],
    page: include_str!("../../docs/causes/service-stopped.md"),
    explain: by_fault,
};

pub(super) static HOST_KEY_CHANGED: Cause = Cause {
    code: CauseCode::HostKeyChanged,
    title: "A node shows another host key than the one that is known",
    owner: Owner::Ucdoctor,
    breaks: &[],
    refuted_if: &["the known key is one of another kind (RSA, ECDSA, Ed25519) that the node no longer offers"],
    page: include_str!("../../docs/causes/host-key-changed.md"),
    explain: by_fault,
};
