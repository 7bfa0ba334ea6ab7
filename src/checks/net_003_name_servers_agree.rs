//! NET-003: a dead or diverging name server costs seconds now and then, and looks like a flaky directory.

use std::collections::BTreeMap;

use super::at::{AtServer, per_server};
use super::net_001_name_resolves::answer;
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::evidence::{DnsExchange, DnsFailure};

pub(super) static CHECK: Check = Check {
    code: "NET-003",
    title: "every name server of this host answers, and alike",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NET-003.md"),
    run: |evidence| per_server(evidence, name_servers_agree),
};

fn name_servers_agree(at: AtServer<'_>) -> Judged {
    let resolution = at.name()?;
    if resolution.literal {
        return Err(Skip::NotAsked("the address is known, no name server was asked".to_owned()));
    }
    let asked: Vec<&DnsExchange> =
        resolution.dns.iter().filter(|exchange| exchange.answer != Err(DnsFailure::NoServer)).collect();
    if asked.is_empty() {
        return Err(Skip::NotAsked("this host has no name server in /etc/resolv.conf".to_owned()));
    }
    if let Some(dead) = asked.iter().find(|exchange| exchange.answer.is_err()) {
        return Ok(fail("dns-failure", format!("name server {}: {}", dead.server, answer(dead)))
            .summary(format!("name server {}: {}", dead.server, answer(dead)))
            .fact("question", &dead.question)
            .fix(format!(
                "Repair {} or remove it from /etc/resolv.conf; do the same on every node that uses it",
                dead.server
            ))
            .into());
    }
    let mut by_question: BTreeMap<&str, Vec<&DnsExchange>> = BTreeMap::new();
    for exchange in &asked {
        by_question.entry(&exchange.question).or_default().push(exchange);
    }
    for exchanges in by_question.values() {
        if let [first, rest @ ..] = exchanges.as_slice()
            && let Some(other) = rest.iter().find(|other| answer(other) != answer(first))
        {
            let message = format!(
                "name servers disagree on {}: {} says {}, {} says {}",
                first.question,
                first.server,
                answer(first),
                other.server,
                answer(other)
            );
            return Ok(fail("dns-failure", message.clone())
                .summary(message)
                .fix("Correct the zone on the name server that is wrong, or let all nodes use the same name servers")
                .into());
        }
    }
    let known = asked.iter().any(|exchange| exchange.answer.as_ref().is_ok_and(|answer| !answer.records.is_empty()));
    if !known && !resolution.addresses.is_empty() {
        let host = &at.server.url.host;
        let message = format!("only this host knows {host} (hosts file); no name server has it");
        return Ok(fail("dns-failure", message.clone())
            .summary(message)
            .fix(format!("Add {host} to DNS: the nodes may not resolve it"))
            .into());
    }
    Ok(pass(format!("{} answers alike", asked.len())).into())
}
