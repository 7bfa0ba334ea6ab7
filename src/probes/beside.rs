//! A second look that begins while the first one is still waited for: a server that never answers costs one timeout.

use std::convert::Infallible;
use std::future::{Future, pending};
use std::pin::pin;
use std::time::Duration;

/// How long the first look waits alone, of the time that it has in all.
pub(super) fn alone(timeout: Duration) -> Duration {
    timeout * 2 / 7
}

/// The time for answers to the second look, so that both end together: 5 s of 7, as the appliances have.
pub(super) fn rest(timeout: Duration) -> Duration {
    timeout.saturating_sub(alone(timeout))
}

/// The first look; and the second, where it was begun and the first came to nothing. What comes to nothing before its
/// time costs none, and is looked at again by whoever asked.
pub(super) async fn look<A, B>(
    timeout: Duration,
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
    nothing: impl FnOnce(&A) -> bool,
) -> (A, Option<B>) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    if let Ok(seen) = tokio::time::timeout(alone(timeout), first.as_mut()).await {
        return (seen, None);
    }
    let mut ended = None;
    let seen = tokio::select! {
        biased;
        seen = first => seen,
        never = async {
            ended = Some(second.as_mut().await);
            pending::<Infallible>().await
        } => match never {},
    };
    if !nothing(&seen) {
        return (seen, None);
    }
    let second = match ended {
        Some(ended) => ended,
        None => second.await,
    };
    (seen, Some(second))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{Instant, sleep};

    use super::{look, rest};

    const ALL: Duration = Duration::from_millis(1400);

    async fn after<T>(ms: u64, value: T) -> T {
        sleep(Duration::from_millis(ms)).await;
        value
    }

    #[tokio::test(start_paused = true)]
    async fn two_silent_looks_take_the_time_of_one() {
        let began = Instant::now();
        let second = async {
            sleep(rest(ALL)).await;
            "silent again"
        };
        assert_eq!(look(ALL, after(1400, "silent"), second, |_| true).await, ("silent", Some("silent again")));
        assert_eq!(began.elapsed(), ALL);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_ends_the_second_look_and_haste_begins_none() {
        for (ms, nothing, expected) in [(1, true, None), (600, false, None), (600, true, Some("seen"))] {
            assert_eq!(look(ALL, after(ms, ()), after(300, "seen"), |()| nothing).await.1, expected, "{ms}");
        }
    }
}
