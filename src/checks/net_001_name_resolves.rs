//! NET-001: gate of `Server::name`.

use super::at::{AtServer, per_server};
use super::nobodys;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{DnsExchange, DnsFailure, LookupFailure, LookupFailureKind};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net001,
    stage: Stage::Network,
    title: "the host name of every server resolves",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NET-001.md"),
    run: |case| per_server(case, name_resolves),
};

fn name_resolves(at: AtServer<'_>) -> Judged {
    let host = &at.server.url.host;
    let Some(failure) = at.server.name.failed() else { return resolved(at) };
    if failure.kind == LookupFailureKind::HostLimited {
        return Err(Skip::Blocked(CheckCode::Tool001));
    }
    if failure.kind != LookupFailureKind::NoSuchName
        && let Some(finding) = waits(host, failure)
    {
        return Ok(with_facts(finding, failure).into());
    }
    if let Some(finding) = denied(host, failure) {
        return Ok(with_facts(finding, failure).into());
    }
    let what = match failure.kind {
        LookupFailureKind::NoSuchName => "does not resolve: no such name, or no address",
        LookupFailureKind::TryAgain => "does not resolve: no name server gave a usable answer",
        LookupFailureKind::TimedOut => "does not resolve: no answer in time",
        LookupFailureKind::Other | LookupFailureKind::HostLimited => "does not resolve",
    };
    let mut finding = fail(CauseCode::DnsFailure, format!("{host} {what}"))
        .summary(format!("{host} {what}"))
        .fault(format!("{what} {}", domain(host)));
    if !host.is_ascii() {
        finding = finding.fix(A_LABEL);
    }
    if failure.dns.iter().any(|exchange| exchange.answer == Err(DnsFailure::Forbidden)) {
        finding = finding.fix(OWN_RULES);
    } else if failure.kind != LookupFailureKind::NoSuchName {
        finding = finding.fix("Check that the name servers in /etc/resolv.conf answer (UDP and TCP port 53)");
    }
    Ok(with_facts(finding, failure)
        .fix(format!("Run `nslookup {host}` on this host and on each node: correct the name or add the record"))
        .into())
}

fn resolved(at: AtServer<'_>) -> Judged {
    let resolution = at.name()?;
    if let Some(finding) = nobodys::finding(at) {
        return Ok(finding.into());
    }
    let mut addresses = resolution.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if resolution.left_out > 0 {
        addresses += &format!(" and {} more, which were not looked at,", resolution.left_out);
    }
    Ok(match resolution.literal {
        true => pass(format!("{addresses}, nothing to look up")),
        false => pass(format!("{addresses} in {}", resolution.ms)),
    }
    .into())
}

/// Names with other letters stand in DNS in a form of their own (RFC 5890).
pub(super) const A_LABEL: &str = "DNS has names of ASCII alone: configure the form of this one that begins with `xn--`, as the zone and the certificate have it";
/// What helps where a question did not leave this host.
pub(super) const OWN_RULES: &str =
    "Let this host's own firewall pass questions to its name servers (UDP and TCP port 53), or look from another host";

/// One name server knows the name, and another that is asked before it says that there is none.
fn denied(host: &str, failure: &LookupFailure) -> Option<Finding> {
    let known = failure.dns.iter().find(|exchange| exchange.answer.as_ref().is_ok_and(|it| !it.records.is_empty()))?;
    let denies = |it: &&DnsExchange| {
        it.question == known.question && it.answer.as_ref().is_ok_and(|answer| answer.records.is_empty())
    };
    let denying = failure.dns.iter().find(denies)?;
    let (one, other) = (denying.server.ip(), known.server.ip());
    let culprit = format!("{one} says {}", answer(denying));
    let message =
        format!("{host} does not resolve: {culprit}, and {other} says {}; who is asked first decides", answer(known));
    Some(fail(CauseCode::DnsFailure, message.clone()).summary(message).fault(culprit).fix(format!(
        "Let {one} know what {other} knows, or take it out of the settings of this host and of every node"
    )))
}

fn with_facts(finding: Finding, failure: &LookupFailure) -> Finding {
    let finding = finding.fact("getaddrinfo", &failure.raw);
    failure.dns.iter().fold(finding, |finding, exchange| {
        finding.fact(&format!("dns {} {}", exchange.server, exchange.question), answer(exchange))
    })
}

/// The record is there, and the lookup waits for something else that is not answered: another name server, or the
/// question for the other kind of address.
fn waits(host: &str, failure: &LookupFailure) -> Option<Finding> {
    let known = failure.dns.iter().find(|exchange| exchange.answer.as_ref().is_ok_and(|it| !it.records.is_empty()))?;
    let silent = failure.dns.iter().find(|exchange| exchange.answer.is_err())?;
    let kind = |exchange: &DnsExchange| exchange.question.split(' ').next().unwrap_or_default().to_owned();
    let by_itself = failure.dns.iter().any(|exchange| exchange.server == silent.server && exchange.answer.is_ok());
    let (server, address) = (silent.server.ip(), answer(known));
    let (culprit, fix) = match by_itself {
        true => (
            format!("{server} does not answer the question for {} records", kind(silent)),
            format!(
                "Let {server} answer questions for {} records, if only that there are none: a firewall or a DNS proxy \
                 on the way may drop them",
                kind(silent)
            ),
        ),
        false => (
            format!("the name server {server} does not answer"),
            format!(
                "Let the name server {server} answer again, or take it out of the settings of this host and of every node"
            ),
        ),
    };
    let message = format!("{host} is {address}, and the lookup does not end in time: {culprit}");
    Some(fail(CauseCode::DnsFailure, message.clone()).summary(message).fault(culprit).fix(fix))
}

fn domain(host: &str) -> &str {
    host.split_once('.').map_or(host, |(_, domain)| domain)
}

/// What a name server said, in a few words.
pub(super) fn answer(exchange: &DnsExchange) -> String {
    use crate::evidence::DnsFailure as F;
    match &exchange.answer {
        Ok(answer) if answer.records.is_empty() => answer.rcode.clone(),
        Ok(answer) => answer.records.join(", "),
        Err(F::TimedOut) => "no answer".to_owned(),
        Err(F::Refused) => "nobody listens on port 53".to_owned(),
        Err(F::Malformed(what)) => format!("a broken answer: {what}"),
        Err(F::Forbidden) => "this host's own rules forbid the question".to_owned(),
        Err(F::NoServer) => "no name server is configured".to_owned(),
        Err(F::Other(what)) => what.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{asked, diagnosed, expect, fail_name};
    use crate::evidence::*;

    use crate::evidence::LookupFailureKind as Kind;

    #[test]
    fn a_name_resolves_or_its_name_servers_are_to_blame() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~10.0.0.1", "pass~10.0.0.2"]),
                (
                    |e| fail_name(e, 0, Kind::NoSuchName),
                    &["dns-failure~dc1.corp.example does not~no such name~nslookup", "pass"],
                ),
                (
                    |e| fail_name(e, 1, Kind::TryAgain),
                    &["pass", "dns-failure~no name server~[\"Check that the name servers"],
                ),
                (|e| e.vantages[0].servers[0].name = Observed::Cut, &["undecided~run was cut", "pass"]),
            ],
        );
    }

    /// The address is known, and the lookup waits: for the other kind of address, or for a server that is dead.
    #[test]
    fn a_lookup_that_waits_names_what_it_waits_for() {
        let slow = |e: &mut Evidence, silent: &[(&str, &str)]| {
            fail_name(e, 0, Kind::TimedOut);
            let Observed::Failed(failure) = &mut e.vantages[0].servers[0].name else { unreachable!() };
            failure.dns = ["10.0.0.53:53", "10.0.1.53:53"]
                .into_iter()
                .flat_map(|server| ["A", "AAAA"].map(|kind| (server, kind)))
                .map(|(server, kind)| {
                    let records = if kind == "A" { vec!["10.0.0.1".to_owned()] } else { Vec::new() };
                    let answer = match silent.contains(&(server, kind)) {
                        true => Err(DnsFailure::TimedOut),
                        false => Ok(DnsAnswer { rcode: "NOERROR".into(), records, truncated: false }),
                    };
                    DnsExchange {
                        question: format!("{kind} dc1.corp.example"),
                        ..asked(server, "dc1.corp.example", answer)
                    }
                })
                .collect();
        };
        let told = |silent: &[(&str, &str)]| {
            let mut evidence = crate::checks::sample::healthy();
            slow(&mut evidence, silent);
            let outcomes = crate::checks::sample::run(&CHECK, &evidence);
            let crate::check::Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!() };
            format!("{}; {:?}", finding.message, finding.fix.iter().map(|step| &step.words).collect::<Vec<_>>())
        };
        let other_kind = told(&[("10.0.0.53:53", "AAAA"), ("10.0.1.53:53", "AAAA")]);
        assert!(other_kind.starts_with("dc1.corp.example is 10.0.0.1, and the lookup"), "{other_kind}");
        assert!(other_kind.contains("10.0.0.53 does not answer the question for AAAA records"), "{other_kind}");
        assert!(!other_kind.contains("add the record"), "{other_kind}");
        let dead = told(&[("10.0.0.53:53", "A"), ("10.0.0.53:53", "AAAA")]);
        assert!(dead.contains("the name server 10.0.0.53 does not answer"), "{dead}");
        let both = ["10.0.0.53:53", "10.0.1.53:53"].map(|server| ["A", "AAAA"].map(|kind| (server, kind))).concat();
        assert!(told(&both).contains("no answer in time"), "{}", told(&both));
    }

    #[test]
    fn names_of_one_domain_that_do_not_resolve_are_one_fault() {
        let both = diagnosed(|e| (0..2).for_each(|server| fail_name(e, server, Kind::NoSuchName)));
        assert_eq!(both, ["dns-failure"]);
    }
}
