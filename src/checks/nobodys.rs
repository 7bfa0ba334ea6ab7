//! Addresses that name servers give and that are no directory server's: each host has them for itself, or one link alone.

use std::net::IpAddr;

use super::at::AtServer;
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::DnsExchange;

/// Why nodes find no directory server at an address.
fn why(address: IpAddr) -> Option<&'static str> {
    let link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    match address {
        it if it.is_loopback() || it.is_unspecified() => Some("which every host is for itself"),
        it if it.is_multicast() || link_local => Some("which nobody reaches beyond one link"),
        _ => None,
    }
}

/// The addresses of the name that a name server gives and no node gets anywhere by, each with why.
pub(super) fn addresses(at: AtServer<'_>) -> Vec<(IpAddr, &'static str)> {
    let Some(resolution) = at.server.name.seen().filter(|it| !it.literal) else { return Vec::new() };
    let given = |address: IpAddr| {
        // A stub on this host tells what stands in its hosts file, too.
        let says = |exchange: &DnsExchange| {
            let records = exchange.answer.iter().flat_map(|answer| &answer.records);
            !exchange.server.ip().is_loopback() && records.into_iter().any(|it| it.parse() == Ok(address))
        };
        resolution.dns.iter().any(says)
    };
    let connects = |address: IpAddr| {
        let mut endpoints = at.server.endpoints.iter().filter(|it| it.address.ip() == address);
        !address.is_loopback() && !address.is_unspecified() && endpoints.any(|it| it.tcp.seen().is_some())
    };
    // Nodes take IPv4 first.
    let ipv4 = resolution.addresses.iter().any(IpAddr::is_ipv4);
    let taken = |address: &&IpAddr| address.is_ipv4() || !ipv4;
    let all = resolution.addresses.iter().filter(taken).filter_map(|&address| Some((address, why(address)?)));
    all.filter(|(address, _)| given(*address) && !connects(*address)).collect()
}

/// Where such a record comes from.
fn origin(address: IpAddr) -> &'static str {
    match address {
        it if it.is_unspecified() => {
            "If no zone has it: a name server gives it in place of names that it blocks; let it pass this one"
        }
        it if it.is_loopback() => {
            "If no zone has it: a name server on that machine reads the hosts file there, which gives its own name so"
        }
        _ => {
            "If it comes back: a network card of that server registers it (Active Directory: the card's \"Register this connection's addresses in DNS\")"
        }
    }
}

/// What is wrong with the records of a name.
pub(super) fn finding(at: AtServer<'_>) -> Option<Finding> {
    let (host, all) = (&at.server.url.host, addresses(at));
    let (address, why) = all.first()?;
    let several = at.server.name.seen().is_some_and(|name| name.addresses.len() > all.len());
    let any = if several { "; of several addresses, nodes take any" } else { "" };
    let message = format!("name servers say that {host} is {address}, {why}{any}");
    Some(
        fail(CauseCode::DnsFailure, message.clone())
            .summary(message)
            .fault(format!("{host} is {address}"))
            .fix(format!("Remove {address} from the address records of {host}"))
            .fix(origin(*address)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_card_registers_what_it_has_and_no_loopback() {
        for (address, expected) in [
            ("0.0.0.0", "blocks"),
            ("127.0.1.1", "hosts file"),
            ("::1", "hosts file"),
            ("169.254.9.2", "network card"),
            ("fe80::2", "network card"),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert!(why(address).is_some() && origin(address).contains(expected), "{address}: {}", origin(address));
        }
        assert_eq!(why("10.0.0.1".parse().unwrap()), None);
    }
}
