//! Limits and names of the process and its host.

/// What this system keeps from us.
pub(crate) const UNTOLD: Option<&str> =
    Some("Windows does not tell which router refused a connection, nor whether what was sent arrived");

/// Nothing is to be done: Windows keeps memory of a crash only where its administrator asked for that, and has no limit
/// of sockets that a process could raise.
pub(crate) fn guard(_: u64) {}

/// Sockets this process may have.
pub(crate) fn descriptors() -> u64 {
    65_536
}

/// What this machine calls itself.
pub(crate) fn host_name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

/// Why this program cannot be copied to another host.
pub(crate) fn own_program() -> Result<Vec<u8>, String> {
    Err("the program for Windows cannot look from hosts of Linux: run ucdoctor there and give its report to `compare`"
        .to_owned())
}
