//! SIGINT and SIGTERM: the first one ends the looking, and the report is still written; the second ends everything.

use std::future::Future;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::evidence::Cut;

/// Resolves on the first SIGINT or SIGTERM. From then on, or once the future is dropped, the next signal
/// ends the process with the status a shell expects of it, 128 and the signal's number.
/// Must be called inside the runtime.
pub fn stop() -> impl Future<Output = Cut> + Send {
    let (sender, receiver) = oneshot::channel();
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    if let (Ok(interrupt), Ok(terminate)) = signals {
        tokio::spawn(watch(interrupt, terminate, sender));
    }
    async {
        match receiver.await {
            Ok(cut) => cut,
            Err(_) => std::future::pending().await,
        }
    }
}

async fn watch(mut interrupt: Signal, mut terminate: Signal, stop: oneshot::Sender<Cut>) {
    let first = next(&mut interrupt, &mut terminate).await;
    if stop.send(Cut::Signal).is_err() {
        std::process::exit(first);
    }
    let second = next(&mut interrupt, &mut terminate).await;
    std::process::exit(second);
}

/// The exit status of the next signal.
async fn next(interrupt: &mut Signal, terminate: &mut Signal) -> i32 {
    tokio::select! {
        _ = interrupt.recv() => 128 + SignalKind::interrupt().as_raw_value(),
        _ = terminate.recv() => 128 + SignalKind::terminate().as_raw_value(),
    }
}
