//! The process itself: no core dumps, quiet panics, few threads, one runtime, and an end in any case.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::Context;

use super::say;
use crate::{files, platform};

/// Descriptors that are enough for everything at once.
const DESCRIPTORS: u64 = 65_536;

/// Threads that carry a run; one is enough, two also when one is held up.
const WORKERS: usize = 2;

/// Threads that are needed at once: workers, one for the system's resolver, one for files, one for the deadline, one
/// that watches.
const NEEDED: usize = WORKERS + 4;

/// How long threads that still tidy up are waited for.
const TIDYING: Duration = Duration::from_millis(300);

/// How long after the deadline the process may still gather.
const GRACE: Duration = Duration::from_secs(2);

/// Keeps memory that held a password out of core dumps and other processes of the same user, takes as many descriptors
/// as are allowed, and makes a panic one line without its message, which might hold anything.
pub fn guard() {
    platform::process::guard(DESCRIPTORS);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        say(&format!("ucdoctor: internal error{place}; please report it"));
    }));
}

/// Runs a future on a runtime of its own. Its threads are waited for, but not long: one that still frees what belongs
/// to OpenSSL while the process ends would meet OpenSSL's own cleaning up. Fails where this host gives too few threads.
pub fn block_on<F: Future>(future: F) -> anyhow::Result<F::Output> {
    threads(NEEDED)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(16)
        .enable_all()
        .build()
        .context("cannot start the threads of this program")?;
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(TIDYING);
    Ok(output)
}

/// Whether that many threads can be made now. The runtime makes its own later, and would wait for them for ever.
fn threads(count: usize) -> anyhow::Result<()> {
    let mut made = Vec::new();
    for _ in 0..count {
        let (sender, receiver) = mpsc::channel::<()>();
        let thread = thread::Builder::new()
            .spawn(move || {
                let _ = receiver.recv();
            })
            .context(
                "this host gives no more threads (`ulimit -u`, the limit of tasks of a container or service); raise it",
            )?;
        made.push((sender, thread));
    }
    for (sender, thread) in made {
        drop(sender);
        let _ = thread.join();
    }
    Ok(())
}

/// Ends the process two seconds after the deadline, should gathering ever outlast it. Dropped, it does nothing more.
pub struct Watchdog(#[expect(dead_code, reason = "its end is the message")] mpsc::Sender<()>);

impl Watchdog {
    /// From now on; `more` is for work of this host that no deadline cuts, as large exports. `last_words` write a report.
    pub fn start(deadline: Duration, more: Duration, last_words: impl FnOnce() + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        let limit = deadline + GRACE + more;
        let watch = move || {
            if receiver.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                say("error: the run did not end at its deadline, so it was ended; please report it");
                let _ = catch_unwind(AssertUnwindSafe(last_words));
                files::remove_unfinished();
                std::process::exit(3);
            }
        };
        // Where no thread is to be had, the deadline itself must do.
        let _ = thread::Builder::new().name("watchdog".to_owned()).spawn(watch);
        Self(sender)
    }
}
