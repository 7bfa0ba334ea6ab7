//! Limits and names of the process and its host.

use nix::sys::prctl;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// What this system keeps from us.
pub(crate) const UNTOLD: Option<&str> = None;

/// Keeps memory that held a password out of core dumps and other processes of the same user, and takes as many
/// descriptors as are allowed, `enough` at most.
pub(crate) fn guard(enough: u64) {
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard.min(enough).max(soft), hard);
    }
    let _ = prctl::set_dumpable(false);
}

/// Descriptors this process may have.
pub(crate) fn descriptors() -> u64 {
    getrlimit(Resource::RLIMIT_NOFILE).map_or(1024, |(soft, _)| soft)
}

/// What this machine calls itself.
pub(crate) fn host_name() -> Option<String> {
    nix::unistd::gethostname().ok()?.into_string().ok()
}

/// This program as it runs, whatever has happened to its file since; or why it cannot be copied to another host.
pub(crate) fn own_program() -> Result<Vec<u8>, String> {
    std::fs::read("/proc/self/exe").map_err(|error| format!("cannot read this program to copy it: {error}"))
}
