//! Waiting for what call manager is asked for while the directory is looked at.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::watch;
use tokio::time::timeout_at;

use super::Reading;
use crate::evidence::deployment::{Agreement, Axl};
use crate::people::CallManagerUsers;

/// The users that call manager is still asked for.
#[derive(Debug, Clone)]
pub(in crate::probes) struct Awaited {
    pub(super) reading: Arc<Mutex<Reading>>,
    /// Closed when nothing more is asked by AXL.
    pub(super) open: watch::Receiver<()>,
    /// Closed when the settings have been asked for.
    pub(super) settling: watch::Receiver<()>,
}

/// The time was over before call manager had told its users.
#[derive(Debug)]
pub(in crate::probes) struct Late;

impl Awaited {
    /// The synchronisation agreements, as soon as they are said; none when call manager does not tell them in time.
    pub(in crate::probes) async fn agreements(&self, deadline: Instant) -> Vec<Agreement> {
        self.told(deadline).await.map(|axl| axl.agreements).unwrap_or_default()
    }

    /// The settings, as soon as they are said; none when call manager does not tell them in time.
    pub(in crate::probes) async fn told(&self, deadline: Instant) -> Option<Axl> {
        ended(self.settling.clone(), deadline).await.ok()?;
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).settings.clone()
    }

    /// All users, as soon as they are there; none when call manager does not tell them.
    pub(in crate::probes) async fn come(self, deadline: Instant) -> Result<Option<Arc<CallManagerUsers>>, Late> {
        ended(self.open, deadline).await?;
        Ok(self.reading.lock().unwrap_or_else(PoisonError::into_inner).users.clone())
    }
}

/// Waits until the other end is gone.
async fn ended(mut open: watch::Receiver<()>, deadline: Instant) -> Result<(), Late> {
    let closed = async { while open.changed().await.is_ok() {} };
    timeout_at(deadline.into(), closed).await.map_err(|_| Late)
}
