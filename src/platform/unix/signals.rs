//! SIGINT, SIGTERM and SIGHUP.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What asks a process to end.
pub(crate) struct Signals([(SignalKind, Signal); 3]);

impl Signals {
    /// From now on; within a runtime.
    pub(crate) fn listen() -> io::Result<Self> {
        let [a, b, c] = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Ok(Self([(a, signal(a)?), (b, signal(b)?), (c, signal(c)?)]))
    }

    /// The number of the next one.
    pub(crate) async fn next(&mut self) -> i32 {
        let [(a, first), (b, second), (c, third)] = &mut self.0;
        let kind = tokio::select! {
            _ = first.recv() => *a,
            _ = second.recv() => *b,
            _ = third.recv() => *c,
        };
        kind.as_raw_value()
    }
}
