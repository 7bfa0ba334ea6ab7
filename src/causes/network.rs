//! Causes on the way to the server, and in what it answers.

use super::by_fault::by_fault;
use crate::cause::{Cause, Feature};
use crate::check::Owner;
use crate::code::CauseCode;

pub(super) static DNS_FAILURE: Cause = Cause {
    code: CauseCode::DnsFailure,
    title: "A host name of the directory does not resolve",
    owner: Owner::Network,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the nodes use other name servers than this host, and these know the name"],
    page: include_str!("../../docs/causes/dns-failure.md"),
    explain: by_fault,
};

pub(super) static SERVER_UNREACHABLE: Cause = Cause {
    code: CauseCode::ServerUnreachable,
    title: "The directory server cannot be reached",
    owner: Owner::Network,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &[
        "another host in the same network reaches the same address and port",
        "this host is not allowed to reach the directory and the nodes are",
    ],
    page: include_str!("../../docs/causes/server-unreachable.md"),
    explain: by_fault,
};

pub(super) static PATH_FILTERED: Cause = Cause {
    code: CauseCode::PathFiltered,
    title: "Something on the way lets connections through and stops their data",
    owner: Owner::Network,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["a capture on the server shows the data arriving and the server answering"],
    page: include_str!("../../docs/causes/path-filtered.md"),
    explain: by_fault,
};

pub(super) static NO_LIVE_BACKEND: Cause = Cause {
    code: CauseCode::NoLiveBackend,
    title: "A balancer or proxy at this address lacks a live server behind it",
    owner: Owner::Network,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &[
        "no balancer or proxy stands at this address",
        "the server ends connections of hosts it does not know, or of one client beyond a number",
    ],
    page: include_str!("../../docs/causes/no-live-backend.md"),
    explain: by_fault,
};

pub(super) static NOT_LDAP: Cause = Cause {
    code: CauseCode::NotLdap,
    title: "Something that is no directory answers on the LDAP port",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["a connection from the directory server's own console to this port shows LDAP"],
    page: include_str!("../../docs/causes/not-ldap.md"),
    explain: by_fault,
};

pub(super) static SERVER_SILENT: Cause = Cause {
    code: CauseCode::ServerSilent,
    title: "The server accepts connections and never answers",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["other clients get answers from the same address and port at the same time"],
    page: include_str!("../../docs/causes/server-silent.md"),
    explain: by_fault,
};

pub(super) static CONNECTION_LOST: Cause = Cause {
    code: CauseCode::ConnectionLost,
    title: "The server ends the conversation in the middle",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the directory server's log shows a complete conversation for this moment"],
    page: include_str!("../../docs/causes/connection-lost.md"),
    explain: by_fault,
};

pub(super) static MALFORMED_ANSWER: Cause = Cause {
    code: CauseCode::MalformedAnswer,
    title: "The server speaks LDAP and breaks it",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the same request to the server itself, past any proxy, is answered well"],
    page: include_str!("../../docs/causes/malformed-answer.md"),
    explain: by_fault,
};

pub(super) static SERVER_BUSY: Cause = Cause {
    code: CauseCode::ServerBusy,
    title: "The directory server says it is busy or unavailable",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the answer is gone when the check is run again: then it was load"],
    page: include_str!("../../docs/causes/server-busy.md"),
    explain: by_fault,
};

pub(super) static SLOW_SERVER: Cause = Cause {
    code: CauseCode::SlowServer,
    title: "The directory answers slower than the appliances wait",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["the nodes are nearer to the server than this host"],
    page: include_str!("../../docs/causes/slow-server.md"),
    explain: by_fault,
};

pub(super) static NO_FAILOVER: Cause = Cause {
    code: CauseCode::NoFailover,
    title: "The configured servers are one machine",
    owner: Owner::CallManager,
    breaks: &[],
    refuted_if: &["the shared address is a load balancer in front of several servers"],
    page: include_str!("../../docs/causes/no-failover.md"),
    explain: by_fault,
};

pub(super) static SETTINGS_CONTRADICT: Cause = Cause {
    code: CauseCode::SettingsContradict,
    title: "Settings contradict each other",
    owner: Owner::CallManager,
    breaks: &[],
    refuted_if: &["the configured name is an alias on purpose"],
    page: include_str!("../../docs/causes/settings-contradict.md"),
    explain: by_fault,
};
