//! Our own questions to the name servers of this host, beside what getaddrinfo makes of them.

mod exchange;
mod resolv_conf;

use std::net::IpAddr;
use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::exchange::{Reply, ask};
pub use self::resolv_conf::ResolvConf;
use crate::evidence::{DnsAnswer, DnsExchange, DnsFailure, Observed, Srv, SrvTarget};

/// Names tried for one host at most; glibc itself reads six search domains.
const CANDIDATE_LIMIT: usize = 4;

/// Records that are kept of one answer; no name has more, and a message may hold thousands.
const MAX_RECORDS: usize = 256;

/// Asks every name server of resolv.conf for the A and AAAA records of `host`, all at once.
/// Search domains are applied as resolv.conf(5) says. Never fails: each failure is part of an exchange.
///
/// Ends within `timeout`, however many names are tried.
pub async fn addresses(host: &str, timeout: Duration) -> Vec<DnsExchange> {
    addresses_by(&ResolvConf::of_this_host(), host, timeout).await
}

/// The SRV records `_ldap._tcp.DOMAIN` of the domain that `host` is or stands in, from the first name server that answers.
/// A host without a domain part is `NotAsked`.
pub async fn srv(host: &str, timeout: Duration) -> Observed<Srv, DnsFailure> {
    srv_by(&ResolvConf::of_this_host(), host, timeout).await
}

/// Tries one name after the other until one has records, or nobody answers.
async fn addresses_by(resolv_conf: &ResolvConf, host: &str, timeout: Duration) -> Vec<DnsExchange> {
    let deadline = Instant::now() + timeout;
    let mut exchanges = Vec::new();
    for candidate in resolv_conf.candidates(host).into_iter().take(CANDIDATE_LIMIT) {
        let asked = addresses_of(resolv_conf, &candidate, deadline).await;
        let answered = |wanted: fn(&DnsAnswer) -> bool| asked.iter().flat_map(|exchange| &exchange.answer).any(wanted);
        // A server that cannot answer this name will not answer the next one either.
        let go_on = answered(|answer| matches!(answer.rcode.as_str(), "NOERROR" | "NXDOMAIN"))
            && !answered(|answer| !answer.records.is_empty());
        exchanges.extend(asked);
        if !go_on {
            break;
        }
    }
    exchanges
}

/// The A and AAAA records of one name, from every name server at once; in the order of resolv.conf.
async fn addresses_of(resolv_conf: &ResolvConf, name: &str, deadline: Instant) -> Vec<DnsExchange> {
    let started = Instant::now();
    let mut exchanges = Vec::new();
    let mut questions = JoinSet::new();
    for &server in &resolv_conf.servers {
        for record_type in [RecordType::A, RecordType::AAAA] {
            let (order, absolute) = (exchanges.len(), absolute(name));
            questions.spawn(async move {
                let reply = match absolute {
                    Ok(absolute) => ask(server, absolute, record_type, deadline).await,
                    Err(failure) => Err(failure),
                };
                (order, reply.map(|reply| answer(&reply, record_type)), started.elapsed())
            });
            let unanswered = Err(DnsFailure::Other("the question ended without an answer".to_owned()));
            let question = format!("{record_type} {name}");
            exchanges.push(DnsExchange { server, question, answer: unanswered, ms: Duration::ZERO.into() });
        }
    }
    while let Some(ended) = questions.join_next().await {
        // A panic in the decoder costs its own exchange only.
        let Ok((order, answer, took)) = ended else { continue };
        if let Some(exchange) = exchanges.get_mut(order) {
            exchange.answer = answer.map_err(|failure| named(failure, resolv_conf.implied));
            exchange.ms = took.into();
        }
    }
    exchanges
}

async fn srv_by(resolv_conf: &ResolvConf, host: &str, timeout: Duration) -> Observed<Srv, DnsFailure> {
    if host.parse::<IpAddr>().is_ok() {
        return Observed::NotAsked(format!("{host} is an address, not a name in a domain"));
    }
    let host = host.trim_end_matches('.');
    let Some((_, domain)) = host.split_once('.').filter(|(_, domain)| !domain.is_empty()) else {
        return Observed::NotAsked(format!("{host} is a short name without a domain"));
    };
    let deadline = Instant::now() + timeout;
    // The name may be that of a domain itself, which stands for all its controllers.
    let (own, above) = tokio::join!(srv_of(resolv_conf, host, deadline), srv_of(resolv_conf, domain, deadline));
    if own.seen().is_some_and(|srv| !srv.targets.is_empty()) { own } else { above }
}

async fn srv_of(resolv_conf: &ResolvConf, domain: &str, deadline: Instant) -> Observed<Srv, DnsFailure> {
    let query = format!("_ldap._tcp.{domain}");
    let name = match absolute(&query) {
        Ok(name) => name,
        Err(failure) => return Observed::Failed(failure),
    };
    match first_answer(resolv_conf, &name, deadline).await {
        Ok(reply) => {
            let rcode = rcode_name(reply.message.metadata.response_code);
            Observed::Seen(Srv { query, rcode, targets: targets(&reply.message) })
        }
        Err(failure) => Observed::Failed(named(failure, resolv_conf.implied)),
    }
}

/// Asks every server at once and takes the first that knows. An error code counts only when no server knows better,
/// and silence only when no server says anything; then the order of resolv.conf decides.
async fn first_answer(resolv_conf: &ResolvConf, name: &Name, deadline: Instant) -> Result<Reply, DnsFailure> {
    let mut questions = JoinSet::new();
    for (rank, &server) in resolv_conf.servers.iter().enumerate() {
        let name = name.clone();
        questions.spawn(async move { (rank, ask(server, name, RecordType::SRV, deadline).await) });
    }
    let mut refusals = Vec::new();
    let mut failures = Vec::new();
    while let Some(ended) = questions.join_next().await {
        match ended {
            Ok((_, Ok(reply))) if knows(&reply) => return Ok(reply),
            Ok((rank, Ok(reply))) => refusals.push((rank, reply)),
            Ok((rank, Err(failure))) => failures.push((rank, failure)),
            Err(panic) => failures.push((usize::MAX, DnsFailure::Other(panic.to_string()))),
        }
    }
    refusals.sort_by_key(|(rank, _)| *rank);
    failures.sort_by_key(|(rank, _)| *rank);
    let failure = failures.into_iter().next().map_or(DnsFailure::NoServer, |(_, failure)| failure);
    refusals.into_iter().next().map(|(_, reply)| reply).ok_or(failure)
}

fn knows(reply: &Reply) -> bool {
    matches!(reply.message.metadata.response_code, ResponseCode::NoError | ResponseCode::NXDomain)
}

/// A name that no search domain is added to.
fn absolute(name: &str) -> Result<Name, DnsFailure> {
    let mut name = Name::from_ascii(name).map_err(|error| DnsFailure::Other(format!("no DNS name: {error}")))?;
    name.set_fqdn(true);
    Ok(name)
}

/// Without a `nameserver` line the resolver asks this host itself; a refusal there only shows that the line is missing.
fn named(failure: DnsFailure, implied: bool) -> DnsFailure {
    if implied && failure == DnsFailure::Refused { DnsFailure::NoServer } else { failure }
}

fn answer(reply: &Reply, record_type: RecordType) -> DnsAnswer {
    let of_type = reply.message.answers.iter().filter(|record| record.record_type() == record_type);
    let mut records: Vec<String> = of_type.map(|record| record.data.to_string()).collect();
    records.sort();
    records.dedup();
    records.truncate(MAX_RECORDS);
    DnsAnswer { rcode: rcode_name(reply.message.metadata.response_code), records, truncated: reply.truncated }
}

fn rcode_name(code: ResponseCode) -> String {
    let name = match code {
        ResponseCode::NoError => "NOERROR",
        ResponseCode::FormErr => "FORMERR",
        ResponseCode::ServFail => "SERVFAIL",
        ResponseCode::NXDomain => "NXDOMAIN",
        ResponseCode::NotImp => "NOTIMP",
        ResponseCode::Refused => "REFUSED",
        other => return format!("RCODE{}", u16::from(other)),
    };
    name.to_owned()
}

/// By priority, then the heavier first (RFC 2782), then by name, so that equal answers read alike.
fn targets(message: &Message) -> Vec<SrvTarget> {
    let mut targets: Vec<SrvTarget> = message
        .answers
        .iter()
        .filter_map(|record| match &record.data {
            RData::SRV(srv) => Some(SrvTarget {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                host: host_text(&srv.target),
                addresses: additional_addresses(message, &srv.target),
            }),
            _ => None,
        })
        .collect();
    targets.sort_by(|a, b| (a.priority, b.weight, &a.host, a.port).cmp(&(b.priority, a.weight, &b.host, b.port)));
    targets
}

/// In lower case, without the final dot; "." alone says that the service is not offered (RFC 2782).
fn host_text(name: &Name) -> String {
    let text = name.to_ascii().to_ascii_lowercase();
    if name.is_root() { text } else { text.trim_end_matches('.').to_owned() }
}

fn additional_addresses(message: &Message, host: &Name) -> Vec<IpAddr> {
    let of_host = message.additionals.iter().filter(|record| record.name.eq_ignore_root(host));
    let mut addresses: Vec<IpAddr> = of_host
        .filter_map(|record| match &record.data {
            RData::A(address) => Some(IpAddr::V4(address.0)),
            RData::AAAA(address) => Some(IpAddr::V6(address.0)),
            _ => None,
        })
        .collect();
    addresses.sort();
    addresses.dedup();
    addresses
}

#[cfg(test)]
mod tests;
