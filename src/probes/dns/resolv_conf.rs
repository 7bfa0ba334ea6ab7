//! The resolver's configuration, read as glibc reads it (resolv.conf(5)).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use crate::platform;

/// `MAXNS` of glibc: further name servers are never asked by applications.
const SERVER_LIMIT: usize = 3;
/// Port of name servers.
const PORT: u16 = 53;

/// Whom to ask, and for which names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvConf {
    /// In the order of the file.
    pub servers: Vec<SocketAddr>,
    /// The file names no server, so the resolver asks this host itself.
    pub implied: bool,
    /// Search domains, without a final dot.
    pub search: Vec<String>,
    /// Names with this many dots are first tried as they are.
    pub ndots: usize,
}

impl ResolvConf {
    /// The file of this host; without it, what the resolver takes for granted.
    pub(super) fn of_this_host() -> Self {
        let host = platform::process::host_name().unwrap_or_default();
        Self::parse(&platform::resolver::configuration(), &host)
    }

    /// Reads the file's text. Without a `search` or `domain` line the domain of `own_name` is searched.
    pub fn parse(text: &str, own_name: &str) -> Self {
        let mut servers = Vec::new();
        let mut search = own_name.split_once('.').map(|(_, domain)| vec![domain.to_owned()]).unwrap_or_default();
        let mut ndots = 1;
        for line in text.lines().filter(|line| !line.starts_with(['#', ';'])) {
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("nameserver") => servers.extend(words.next().and_then(server)),
                // The last of these lines holds.
                Some("search") => search = words.map(|domain| domain.trim_end_matches('.').to_owned()).collect(),
                Some("domain") => {
                    search = words.take(1).map(|domain| domain.trim_end_matches('.').to_owned()).collect()
                }
                Some("options") => {
                    let given = words.filter_map(|word| word.strip_prefix("ndots:")?.parse::<usize>().ok()).next_back();
                    ndots = given.map_or(ndots, |given| given.min(15));
                }
                _ => {}
            }
        }
        servers.truncate(SERVER_LIMIT);
        search.retain(|domain| !domain.is_empty());
        let implied = servers.is_empty();
        if implied {
            servers.push(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)));
        }
        Self { servers, implied, search, ndots }
    }

    /// The names an application's resolver tries for `host`, in its order.
    pub(super) fn candidates(&self, host: &str) -> Vec<String> {
        if let Some(absolute) = host.strip_suffix('.') {
            return vec![absolute.to_owned()];
        }
        let mut names: Vec<String> = self.search.iter().map(|domain| format!("{host}.{domain}")).collect();
        let as_it_is = if host.matches('.').count() >= self.ndots { 0 } else { names.len() };
        names.insert(as_it_is, host.to_owned());
        names
    }
}

/// An address, with the zone of a link-local one behind `%`.
fn server(text: &str) -> Option<SocketAddr> {
    if let Some((address, zone)) = text.split_once('%') {
        let address = address.parse::<Ipv6Addr>().ok()?;
        let zone = zone.parse().ok().or_else(|| platform::resolver::interface(zone))?;
        return Some(SocketAddrV6::new(address, PORT, 0, zone).into());
    }
    text.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, PORT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_as_the_resolver_reads_it() {
        let text = "# made by hand\n; nameserver 10.0.0.9\nnameserver 10.0.0.1\nnameserver nonsense\n\
                    nameserver fd00::1\nnameserver fe80::1%7\nnameserver 10.0.0.4\n\
                    domain old.example\nsearch corp.example. lab.example\noptions rotate ndots:3 timeout:1\n";
        let read = ResolvConf::parse(text, "host.own.example");
        let servers = ["10.0.0.1:53", "[fd00::1]:53", "[fe80::1%7]:53"].map(|server| server.parse().unwrap());
        assert_eq!((read.servers.as_slice(), read.implied, read.ndots), (servers.as_slice(), false, 3));
        assert_eq!(read.search, ["corp.example", "lab.example"]);
    }

    #[test]
    fn an_empty_file_means_this_host_and_its_own_domain() {
        let read = ResolvConf::parse("", "ucm1.corp.example");
        let servers = vec!["127.0.0.1:53".parse().unwrap()];
        assert_eq!(read, ResolvConf { servers, implied: true, search: vec!["corp.example".to_owned()], ndots: 1 });
        assert_eq!(ResolvConf::parse("search\n", "ucm1.corp.example").search, Vec::<String>::new());
        assert_eq!(ResolvConf::parse("", "ucm1").search, Vec::<String>::new());
    }

    #[test]
    fn search_domains_come_before_or_after_the_name_by_its_dots() {
        let read = ResolvConf::parse("search a.example b.example\noptions ndots:2", "");
        assert_eq!(read.candidates("dc1"), ["dc1.a.example", "dc1.b.example", "dc1"]);
        assert_eq!(read.candidates("dc1.corp"), ["dc1.corp.a.example", "dc1.corp.b.example", "dc1.corp"]);
        assert_eq!(read.candidates("dc1.x.y"), ["dc1.x.y", "dc1.x.y.a.example", "dc1.x.y.b.example"]);
        assert_eq!(read.candidates("dc1.x."), ["dc1.x"]);
    }
}
