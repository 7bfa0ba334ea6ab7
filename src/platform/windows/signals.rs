//! Ctrl-C, Ctrl-Break, and the closing of the console.

use std::io;

use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

/// Numbers of the signals of Linux that mean the same: SIGINT, SIGTERM, SIGHUP.
const NUMBERS: [i32; 3] = [2, 15, 1];

/// What asks a process to end.
pub(crate) struct Signals(CtrlC, CtrlBreak, CtrlClose);

impl Signals {
    /// From now on; within a runtime.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self(ctrl_c()?, ctrl_break()?, ctrl_close()?))
    }

    /// The number of the next one.
    pub(crate) async fn next(&mut self) -> i32 {
        let [interrupt, terminate, hang_up] = NUMBERS;
        tokio::select! {
            _ = self.0.recv() => interrupt,
            _ = self.1.recv() => terminate,
            _ = self.2.recv() => hang_up,
        }
    }
}
