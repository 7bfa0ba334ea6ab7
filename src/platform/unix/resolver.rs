//! What the system's resolver is told.

/// The resolver's configuration as resolv.conf(5) has it; empty where there is none.
pub(crate) fn configuration() -> String {
    String::from_utf8_lossy(&std::fs::read("/etc/resolv.conf").unwrap_or_default()).into_owned()
}

/// The number of an interface, by its name.
pub(crate) fn interface(name: &str) -> Option<u32> {
    nix::net::if_::if_nametoindex(name).ok()
}
