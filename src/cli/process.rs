//! The process itself: no core dumps, quiet panics, one runtime.

use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};

use super::say;

/// Keeps memory that held a password out of core dumps and other processes of the same user,
/// and makes a panic one line without its message, which might hold anything.
pub fn guard() {
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    let _ = prctl::set_dumpable(false);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        say(&format!("ucdoctor: internal error{place}; please report it"));
    }));
}

/// How long threads that still tidy up are waited for.
const TIDYING: Duration = Duration::from_millis(300);

/// Runs a future on a runtime of its own. Its threads are waited for, but not long: one that still frees what belongs
/// to OpenSSL while the process ends would meet OpenSSL's own cleaning up.
pub fn block_on<F: Future>(future: F) -> anyhow::Result<F::Output> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the threads of this program")?;
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(TIDYING);
    Ok(output)
}
