//! SIGINT, SIGTERM and SIGHUP: the first one, whenever it comes, ends the looking, and the report is still written; the
//! second ends everything.

use std::future::Future;
use std::sync::OnceLock;
use std::thread;

use tokio::sync::watch;

use crate::config::secret;
use crate::evidence::Cut;
use crate::files;
use crate::platform::signals::Signals;

/// Whether the first signal has come.
static FIRST: OnceLock<watch::Sender<bool>> = OnceLock::new();

/// Watches from now on, on a thread of its own, so that no moment of the run is left out. Where no thread can be made,
/// a signal does what it does to any program.
pub fn watch_from_now() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let Ok(runtime) = runtime else { return };
    let signals = {
        let _inside = runtime.enter();
        Signals::listen()
    };
    let Ok(signals) = signals else { return };
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(wait(signals)));
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

async fn wait(mut signals: Signals) {
    let first = signals.next().await;
    // Whoever is asked for a password wants to get away, and there is nothing to report yet.
    if secret::is_asking() {
        end(first);
    }
    sender().send_replace(true);
    end(signals.next().await);
}

/// Ends the process as a shell expects it of this signal: 128 and its number.
fn end(number: i32) {
    files::remove_unfinished();
    std::process::exit(128 + number);
}
