//! SIGINT, SIGTERM and SIGHUP: the first one, whenever it comes, ends the looking, and the report is still written; the
//! second ends everything.

use std::future::Future;
use std::sync::OnceLock;
use std::thread;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::config::secret;
use crate::evidence::Cut;
use crate::files;

/// Whether the first signal has come.
static FIRST: OnceLock<watch::Sender<bool>> = OnceLock::new();

/// Watches from now on, on a thread of its own, so that no moment of the run is left out. Where no thread can be made,
/// a signal does what it does to any program.
pub fn watch_from_now() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let Ok(runtime) = runtime else { return };
    let signals = {
        let _inside = runtime.enter();
        [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(|kind| (kind, signal(kind)))
    };
    let [(interrupt, Ok(a)), (terminate, Ok(b)), (hangup, Ok(c))] = signals else { return };
    let _ = thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || runtime.block_on(wait([(interrupt, a), (terminate, b), (hangup, c)])));
}

/// Resolves on the first signal, also on one that came before.
pub fn stop() -> impl Future<Output = Cut> + Send {
    let mut first = sender().subscribe();
    async move {
        match first.wait_for(|came| *came).await.map(|_| ()) {
            Ok(()) => Cut::Signal,
            Err(_) => std::future::pending().await,
        }
    }
}

fn sender() -> &'static watch::Sender<bool> {
    FIRST.get_or_init(|| watch::Sender::new(false))
}

async fn wait(mut signals: [(SignalKind, Signal); 3]) {
    let first = next(&mut signals).await;
    // Whoever is asked for a password wants to get away, and there is nothing to report yet.
    if secret::is_asking() {
        end(first);
    }
    sender().send_replace(true);
    end(next(&mut signals).await);
}

/// Ends the process as a shell expects it of this signal: 128 and its number.
fn end(kind: SignalKind) {
    files::remove_unfinished();
    std::process::exit(128 + kind.as_raw_value());
}

async fn next([(a, first), (b, second), (c, third)]: &mut [(SignalKind, Signal); 3]) -> SignalKind {
    tokio::select! {
        _ = first.recv() => *a,
        _ = second.recv() => *b,
        _ = third.recv() => *c,
    }
}
