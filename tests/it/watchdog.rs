//! What keeps a test from hanging for ever, and asserts nothing about how long things take: no machine is so busy that
//! what ends at all does not end within [`HANGS`].

use std::future::Future;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// What has not ended by then hangs.
pub(crate) const HANGS: Duration = Duration::from_secs(120);

/// Fails when the work hangs.
pub(crate) async fn ends<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANGS, work).await.unwrap_or_else(|_| panic!("{what} hangs"))
}

/// Asks until the answer is yes.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < HANGS, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Runs a program to its end.
#[track_caller]
pub(crate) fn output(command: &mut Command) -> Output {
    output_of(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// What a program that was started with pipes says to its end; one that hangs is killed.
#[track_caller]
pub(crate) fn output_of(child: Child) -> Output {
    let id = child.id().to_string();
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    receiver.recv_timeout(HANGS).map(Result::unwrap).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-KILL", &id]).status();
        panic!("the program hangs")
    })
}
