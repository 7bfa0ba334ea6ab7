//! NET-001: gate of `Server::name`.

use super::at::{AtServer, per_server};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{DnsExchange, LookupFailureKind};

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
    let Some(failure) = at.server.name.failed() else {
        let resolution = at.name()?;
        let mut addresses = resolution.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if resolution.left_out > 0 {
            addresses += &format!(" and {} more, which were not looked at,", resolution.left_out);
        }
        return Ok(match resolution.literal {
            true => pass(format!("{addresses}, nothing to look up")),
            false => pass(format!("{addresses} in {}", resolution.ms)),
        }
        .into());
    };
    if failure.kind == LookupFailureKind::HostLimited {
        return Err(Skip::Blocked(CheckCode::Tool001));
    }
    let what = match failure.kind {
        LookupFailureKind::NoSuchName => "does not resolve: no such name, or no address",
        LookupFailureKind::TryAgain => "does not resolve: no name server gave a usable answer",
        LookupFailureKind::TimedOut => "does not resolve: no answer in time",
        LookupFailureKind::Other | LookupFailureKind::HostLimited => "does not resolve",
    };
    let mut finding = fail(CauseCode::DnsFailure, format!("{host} {what}"))
        .summary(format!("{host} {what}"))
        .fault(format!("{what} {}", domain(host)))
        .fact("getaddrinfo", &failure.raw);
    for exchange in &failure.dns {
        finding = finding.fact(&format!("dns {} {}", exchange.server, exchange.question), answer(exchange));
    }
    if failure.kind != LookupFailureKind::NoSuchName {
        finding = finding.fix("Check that the name servers in /etc/resolv.conf answer (UDP and TCP port 53)");
    }
    Ok(finding
        .fix(format!("Run `nslookup {host}` on this host and on each node: correct the name or add the record"))
        .into())
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
        Err(F::NoServer) => "no name server is configured".to_owned(),
        Err(F::Other(what)) => what.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{diagnosed, expect, fail_name};
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

    #[test]
    fn names_of_one_domain_that_do_not_resolve_are_one_fault() {
        let both = diagnosed(|e| (0..2).for_each(|server| fail_name(e, server, Kind::NoSuchName)));
        assert_eq!(both, ["dns-failure"]);
    }
}
