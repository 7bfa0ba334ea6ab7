//! What the system's resolver is told.

use std::collections::BTreeSet;
use std::fmt::Write;

/// The resolver's configuration as resolv.conf(5) would have it: name servers of the interfaces that are up, each once,
/// and the search list, else the host's domain.
pub(crate) fn configuration() -> String {
    let mut text = String::new();
    let adapters = ipconfig::get_adapters().unwrap_or_default();
    let up = adapters.iter().filter(|adapter| adapter.oper_status() == ipconfig::OperStatus::IfOperStatusUp);
    let mut told = BTreeSet::new();
    for server in up.flat_map(ipconfig::Adapter::dns_servers).filter(|server| told.insert(**server)) {
        let _ = writeln!(text, "nameserver {server}");
    }
    let search = ipconfig::computer::get_search_list().unwrap_or_default();
    let domain =
        || ipconfig::computer::get_domain().ok().flatten().map(|domain| domain.to_string()).into_iter().collect();
    let search = if search.is_empty() { domain() } else { search };
    if !search.is_empty() {
        let _ = writeln!(text, "search {}", search.join(" "));
    }
    text
}

/// None: Windows writes zones as numbers.
pub(crate) fn interface(_: &str) -> Option<u32> {
    None
}
