//! A deadline that comes in time.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// Resolves after this time, also while every worker of the runtime is busy, whose own timers would come late then.
/// Where no thread is to be had, they must do.
pub(crate) async fn after(time: Duration) {
    let (alive, dropped) = channel::<()>();
    let (ring, rung) = oneshot::channel();
    let wait = move || {
        if dropped.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
            let _ = ring.send(());
        }
    };
    let _ = thread::Builder::new().name("deadline".to_owned()).spawn(wait);
    tokio::select! {
        Ok(()) = rung => {}
        () = tokio::time::sleep(time) => {}
    }
    drop(alive);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two workers that never yield, as a bug of a probe may hold them.
    #[test]
    fn it_comes_while_no_worker_is_free() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (free, held) = std::sync::mpsc::channel::<()>();
        let held = std::sync::Arc::new(std::sync::Mutex::new(held));
        runtime.block_on(async {
            for _ in 0..2 {
                let held = std::sync::Arc::clone(&held);
                tokio::spawn(async move {
                    let _ = held.lock().map(|held| held.recv());
                });
            }
            tokio::time::timeout(Duration::from_secs(100), after(Duration::from_millis(300))).await.unwrap();
        });
        drop(free);
    }
}
