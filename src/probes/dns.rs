//! Our own questions to the name servers of this host, beside what getaddrinfo makes of them.

use std::time::Duration;

use crate::evidence::{DnsExchange, DnsFailure, Observed, Srv};

/// Asks every name server of resolv.conf for the A and AAAA records of `host`, all at once.
/// Search domains are applied as resolv.conf(5) says. Never fails: each failure is part of an exchange.
pub async fn addresses(host: &str, timeout: Duration) -> Vec<DnsExchange> {
    let _ = (host, timeout);
    todo!()
}

/// The SRV records `_ldap._tcp.DOMAIN` of the domain `host` stands in, from the first name server that answers.
/// A host without a domain part is `NotAsked`.
pub async fn srv(host: &str, timeout: Duration) -> Observed<Srv, DnsFailure> {
    let _ = (host, timeout);
    todo!()
}
