//! TOOL-001: a bug of ours is reported as ours.

use super::at::At;
use crate::case::Case;
use crate::check::{Check, Outcome, Severity, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{LookupFailureKind, SessionFailure, TcpFailureKind, Vantage};

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

/// What the host could not even try, and the system's words for it.
fn limits<'e>(case: &'e Case<'e>, vantage: &'e Vantage) -> Vec<(String, &'e str)> {
    let mut all = Vec::new();
    for server in &vantage.servers {
        let authority = server.url.authority();
        if let Some(failure) = server.name.failed().filter(|it| it.kind == LookupFailureKind::HostLimited) {
            all.push((authority.clone(), failure.raw.as_str()));
        }
        for endpoint in &server.endpoints {
            let at = At { case, vantage, server, endpoint };
            let failure = endpoint.tcp.failed().filter(|it| it.kind == TcpFailureKind::HostLimited);
            if let Some(failure) = failure.filter(|_| at.unrouted().is_none()) {
                all.push((at.subject(), failure.raw.as_str()));
            }
            if let Some(SessionFailure::HostLimited { raw }) = endpoint.session.failed() {
                all.push((at.subject(), raw.as_str()));
            }
        }
    }
    all
}

fn limited(vantage: &Vantage, (first, why): &(String, &str), more: &[(String, &str)]) -> Verdict {
    let others = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    let name = &vantage.name;
    fail(CauseCode::ThisHostLimited, format!("{name} could not even try {first}{others}: {why}"))
        .summary(format!("{name} could not even try {first}{others}: {why}; nothing is said about these servers"))
        .fault(name)
        .fact("system", why)
        .fix("Address family, address or network not available: this host has no IPv6 (or no IPv4), or no route for it, so look from one that has, or name an address of the other kind")
        .fix("Too many open files: raise the limit of descriptors (`ulimit -n`, LimitNOFILE= of the service), or name fewer servers at once")
        .fix("Memory, buffers or threads: give this host or container more of them, then run the check again")
        .into()
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
