//! NET-003: a dead or diverging name server costs seconds now and then, and looks like a flaky directory.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use super::at::{AtServer, per_server};
use super::net_001_name_resolves::{A_LABEL, OWN_RULES, answer};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{DnsExchange, DnsFailure};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net003,
    stage: Stage::Network,
    title: "every name server of this host answers, and alike",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-003.md"),
    run: |case| per_server(case, name_servers_agree),
};

fn name_servers_agree(at: AtServer<'_>) -> Judged {
    let resolution = at.name()?;
    if resolution.literal {
        return Err(Skip::NotAsked("the address is known, no name server was asked".to_owned()));
    }
    if resolution.addresses.iter().all(IpAddr::is_loopback) {
        return Err(Skip::NotAsked("a name of this host for itself: no node asks for it".to_owned()));
    }
    let asked: Vec<&DnsExchange> =
        resolution.dns.iter().filter(|exchange| exchange.answer != Err(DnsFailure::NoServer)).collect();
    if asked.is_empty() {
        return Err(Skip::NotAsked("this host has no name server in /etc/resolv.conf".to_owned()));
    }
    if !at.server.url.host.is_ascii() {
        // No such name can be asked for.
        let message = "only this host knows the name as it is written (hosts file, or a resolver that rewrites it)";
        return Ok(fail(CauseCode::DnsFailure, message).fix(A_LABEL).into());
    }
    let dead: BTreeMap<SocketAddr, &DnsExchange> =
        asked.iter().filter(|exchange| exchange.answer.is_err()).map(|exchange| (exchange.server, *exchange)).collect();
    if !dead.is_empty() {
        return Ok(unanswering(&dead).into());
    }
    if let Some(pair) = disagreement(&asked) {
        return Ok(disagreeing(pair).into());
    }
    let known = asked.iter().any(|exchange| exchange.answer.as_ref().is_ok_and(|answer| !answer.records.is_empty()));
    if !known && !resolution.addresses.is_empty() {
        let host = &at.server.url.host;
        let message = format!("only this host knows {host} (hosts file); no name server has it");
        return Ok(fail(CauseCode::DnsFailure, message.clone())
            .summary(message)
            .fix(format!("Add {host} to DNS: the nodes may not resolve it"))
            .into());
    }
    Ok(pass(format!("{} answers alike", asked.len())).into())
}

/// Which of the two is wrong, nothing here tells.
fn disagreeing((one, other): (&DnsExchange, &DnsExchange)) -> Finding {
    let (question, one_says, other_says) = (&one.question, answer(one), answer(other));
    let message = format!(
        "name servers disagree on {question}: {} says {one_says}, {} says {other_says}",
        one.server, other.server
    );
    fail(CauseCode::DnsFailure, message.clone())
        .summary(message)
        .fix("Correct the zone on the name server that is wrong, or let all nodes use the same name servers")
}

/// Two different answers to one question.
fn disagreement<'a>(asked: &[&'a DnsExchange]) -> Option<(&'a DnsExchange, &'a DnsExchange)> {
    let mut by_question: BTreeMap<&str, Vec<&DnsExchange>> = BTreeMap::new();
    for &exchange in asked {
        by_question.entry(&exchange.question).or_default().push(exchange);
    }
    by_question.values().find_map(|exchanges| {
        let (&first, rest) = exchanges.split_first()?;
        let other = rest.iter().find(|other| answer(other) != answer(first))?;
        Some((first, *other))
    })
}

/// Every one that does not answer, since each is to be repaired.
fn unanswering(dead: &BTreeMap<SocketAddr, &DnsExchange>) -> Finding {
    let said = dead.iter().map(|(server, exchange)| format!("name server {server}: {}", answer(exchange)));
    let message = said.collect::<Vec<_>>().join("; ");
    let servers = dead.keys().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    let finding = fail(CauseCode::DnsFailure, message.clone()).summary(message).fault(format!("name server {servers}"));
    dead.values()
        .fold(finding, |finding, exchange| {
            finding.fact(&format!("dns {} {}", exchange.server, exchange.question), answer(exchange))
        })
        .fix(match dead.values().all(|exchange| exchange.answer == Err(DnsFailure::Forbidden)) {
            true => OWN_RULES.to_owned(),
            false => format!(
                "Repair {servers}, or remove what is dead from /etc/resolv.conf; the same on every node that uses it"
            ),
        })
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{expect, fail_name};
    use crate::evidence::*;

    #[test]
    fn every_name_server_answers_and_alike() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~2 answers", "pass"]),
                (|e| dns(e, 0).answer = Err(DnsFailure::TimedOut), &["dns-failure~10.0.0.53:53: no answer", "pass"]),
                (
                    |e| [0, 1].iter().for_each(|&n| dns(e, n).answer = Err(DnsFailure::Refused)),
                    &["dns-failure~10.0.0.53:53~10.0.1.53:53: nobody listens", "pass"],
                ),
                (
                    |e| dns(e, 1).answer.as_mut().unwrap().records[0] = "10.9.9.9".into(),
                    &["dns-failure~disagree on A dc1~10.9.9.9", "pass"],
                ),
                (
                    |e| [0, 1].iter().for_each(|&n| dns(e, n).answer.as_mut().unwrap().records.clear()),
                    &["dns-failure~only this host knows", "pass"],
                ),
                (
                    |e| {
                        e.vantages[0].servers[0].url.host = "süd.corp.example".into();
                        let unasked = || Err(DnsFailure::Other("no DNS name".into()));
                        [0, 1].iter().for_each(|&n| dns(e, n).answer = unasked());
                    },
                    &["dns-failure~as it is written", "pass"],
                ),
                (
                    |e| [0, 1].iter().for_each(|&n| dns(e, n).answer = Err(DnsFailure::Forbidden)),
                    &["dns-failure~this host's own rules", "pass"],
                ),
                (|e| name(e).literal = true, &["not asked", "pass"]),
                (
                    |e| name(e).dns.iter_mut().for_each(|it| it.answer = Err(DnsFailure::Forbidden)),
                    &["dns-failure~own rules forbid~this host's own firewall", "pass"],
                ),
                (|e| name(e).addresses = vec!["127.0.0.1".parse().unwrap()], &["not asked~itself", "pass"]),
                (|e| fail_name(e, 0, LookupFailureKind::TimedOut), &["blocked by NET-001", "pass"]),
            ],
        );
    }

    fn name(evidence: &mut Evidence) -> &mut Resolution {
        let Observed::Seen(name) = &mut evidence.vantages[0].servers[0].name else { unreachable!() };
        name
    }

    fn dns(evidence: &mut Evidence, number: usize) -> &mut DnsExchange {
        &mut name(evidence).dns[number]
    }
}
