//! TOOL-001: a bug of ours is reported as ours.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::at::At;
use crate::case::Case;
use crate::check::{Check, Finding, Outcome, Severity, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{LookupFailureKind, SessionFailure, TcpFailure, TcpFailureKind, Vantage};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tool001,
    stage: Stage::Tool,
    title: "every probe of ucdoctor ran to its end",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TOOL-001.md"),
    run: ran_to_end,
};

fn ran_to_end(case: &Case<'_>) -> Vec<Outcome> {
    let judge = |vantage: &Vantage| {
        let verdict = match (vantage.bugs.as_slice(), limits(case, vantage)) {
            ([], limits) => match limits.split_first() {
                None => pass("no probe failed by our fault").into(),
                Some((first, more)) => limited(vantage, first, more),
            },
            (bugs, _) => bug(bugs.join("; ")),
        };
        Outcome::seen_from(vantage, "ucdoctor".into(), Ok(verdict))
    };
    case.vantages.iter().map(judge).collect()
}

/// What this host could not even try.
struct Limit<'e> {
    what: String,
    /// The system's words.
    why: &'e str,
    /// The connection attempt that ended on this host, and its address.
    tcp: Option<(&'e TcpFailure, IpAddr)>,
}

fn limits<'e>(case: &'e Case<'e>, vantage: &'e Vantage) -> Vec<Limit<'e>> {
    let mut all = Vec::new();
    for server in &vantage.servers {
        if let Some(failure) = server.name.failed().filter(|it| it.kind == LookupFailureKind::HostLimited) {
            all.push(Limit { what: server.url.authority(), why: &failure.raw, tcp: None });
        }
        for endpoint in &server.endpoints {
            let at = At { case, vantage, server, endpoint };
            let failure = endpoint.tcp.failed().filter(|it| it.kind.of_this_host());
            if let Some(failure) = failure.filter(|_| at.unrouted().is_none() && !at.is_nobodys()) {
                let tcp = Some((failure, endpoint.address.ip()));
                all.push(Limit { what: at.subject(), why: &failure.raw, tcp });
            }
            if let Some(SessionFailure::HostLimited { raw }) = endpoint.session.failed() {
                all.push(Limit { what: at.subject(), why: raw, tcp: None });
            }
        }
    }
    all
}

fn limited(vantage: &Vantage, first: &Limit<'_>, more: &[Limit<'_>]) -> Verdict {
    let others = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    let (name, what, why) = (&vantage.name, &first.what, first.why);
    let finding = fail(CauseCode::ThisHostLimited, format!("{name} could not even try {what}{others}: {why}"))
        .summary(format!("{name} could not even try {what}{others}: {why}; nothing is said about these servers"))
        .fault(name)
        .fact("system", why);
    let all = || std::iter::once(first).chain(more);
    let mut steps: Vec<String> = all().flat_map(steps).collect();
    let mut seen = BTreeSet::new();
    steps.retain(|step| seen.insert(step.clone()));
    steps.into_iter().fold(finding, Finding::fix).into()
}

const FAMILY: &str = "Address family, address or network not available: this host has no IPv6 (or no IPv4), or no route for it, so look from one that has, or name an address of the other kind";
const DESCRIPTORS: &str = "Too many open files: raise the limit of descriptors (`ulimit -n`, LimitNOFILE= of the service), or name fewer servers at once";
const MEMORY: &str = "Memory, buffers or threads: give this host or container more of them, then run the check again";

/// What helps against one limit. Error numbers are those of Linux on every system.
fn steps(limit: &Limit<'_>) -> Vec<String> {
    let Some((failure, address)) = limit.tcp else { return [FAMILY, DESCRIPTORS, MEMORY].map(str::to_owned).to_vec() };
    match (failure.kind, failure.errno) {
        (TcpFailureKind::NoRoute, _) => vec![format!(
            "No route, or a rule of this host's own firewall: look at `ip route get {address}` and the outgoing rules here; \
             or look from a host that reaches the network of {address}"
        )],
        (TcpFailureKind::SourceUnusable, _) => vec![format!(
            "The address given by --source: give an address of this host (`ip address`), of the same family as {address}"
        )],
        (_, Some(23 | 24)) => vec![DESCRIPTORS.to_owned()],
        (_, Some(11 | 12 | 105)) => vec![MEMORY.to_owned()],
        (_, Some(97 | 99 | 101)) => vec![FAMILY.to_owned()],
        _ => [FAMILY, DESCRIPTORS, MEMORY].map(str::to_owned).to_vec(),
    }
}

/// The outcome of a check that panicked.
pub(super) fn panicked(code: CheckCode) -> Outcome {
    Outcome::anywhere(code.to_string(), Ok(bug(format!("check {code} panicked"))))
}

fn bug(what: String) -> Verdict {
    fail(CauseCode::UcdoctorBug, what)
        .fault("bug")
        .fix("Report it with the JSON report attached (`-o json=report.json`); it holds no password")
        .into()
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{expect, fail_name, fail_tcp, second_address};
    use crate::evidence::{LookupFailureKind, TcpFailureKind};

    #[test]
    fn a_bug_of_ours_is_no_finding_about_the_system() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass"]),
                (
                    |e| e.vantages[0].bugs.push("the look at dc1 panicked".into()),
                    &["ucdoctor-bug~the look at dc1 panicked"],
                ),
                (
                    |e| fail_tcp(e, 0, TcpFailureKind::HostLimited),
                    &["this-host-limited~could not even try dc1.corp.example:636"],
                ),
                (
                    |e| fail_tcp(e, 0, TcpFailureKind::NoRoute),
                    &["this-host-limited~could not even try dc1.corp.example:636~ip route get 10.0.0.1"],
                ),
                (
                    |e| fail_tcp(e, 1, TcpFailureKind::SourceUnusable),
                    &["this-host-limited~could not even try dc2.corp.example:636~give an address of this host"],
                ),
                (|e| fail_name(e, 1, LookupFailureKind::HostLimited), &["this-host-limited~could not even try dc2"]),
                (
                    |e| {
                        second_address(e, "[2001:db8::7]:636");
                        let servers = &mut e.vantages[0].servers;
                        servers[0].endpoints.swap(0, 1);
                        fail_tcp(e, 0, TcpFailureKind::HostLimited);
                    },
                    &["pass"],
                ),
                (|e| e.vantages.clear(), &[]),
            ],
        );
    }
}
