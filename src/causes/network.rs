//! Causes on the way to the server, and in what it answers.

use super::by_fault::by_fault;
use crate::cause::{Cause, Diagnosis, Failure, Feature};
use crate::check::{Owner, Places, Severity};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

pub(super) static DNS_FAILURE: Cause = Cause {
    code: CauseCode::DnsFailure,
    title: "DNS does not lead to a directory server",
    owner: Owner::Network,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the nodes use other name servers than this host, and these know the name"],
    page: include_str!("../../docs/causes/dns-failure.md"),
    explain: with_the_dead_address,
};

/// Where one place alone is told an address that does not answer, the record is to be mended and no firewall: what the
/// place met at that address goes with it.
fn with_the_dead_address(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    for diagnosis in &mut diagnoses {
        let is_proof =
            |failure: &&Failure<'_>| failure.check == CheckCode::Path002 && diagnosis.because.contains(&failure.index);
        let Some(proof) = open.iter().find(is_proof) else { continue };
        let told = |name: &str| proof.finding.facts.get(name).map_or("", String::as_str);
        let place = evidence.vantages.iter().find(|vantage| vantage.name == told("place"));
        let seen_there = place.map(Places::only);
        let follows = |failure: &&Failure<'_>| {
            let about = failure.about.to_string();
            failure.check == CheckCode::Net002
                && failure.about.server() == proof.about.server()
                && Some(failure.seen_from) == seen_there.as_ref()
                && (!about.contains(" (") || about.contains(told("address")))
        };
        let followers: Vec<&Failure<'_>> = open.iter().filter(follows).collect();
        diagnosis.because.extend(followers.iter().map(|failure| failure.index));
        diagnosis.because.sort_unstable();
        diagnosis.severity = followers.iter().map(|failure| failure.severity).fold(diagnosis.severity, Severity::min);
    }
    diagnoses
}

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
    refuted_if: &["one of the two was changed after it was read"],
    page: include_str!("../../docs/causes/settings-contradict.md"),
    explain: by_fault,
};
