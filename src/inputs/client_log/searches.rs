//! The client's own contact searches: the last error that no later search overcame.

use super::attempt::APART;
use super::stamp::Moment;
use crate::evidence::client_log::LoginError;

/// A search that fails says so within seconds. Where the client turns to the same server later on and says nothing, or to
/// any after it was started anew, the error is of the past: a machine that was not in the network, as a rule.
#[derive(Default)]
pub(super) struct Searches {
    error: Option<(LoginError, Moment)>,
    /// The client was started since the error.
    started: bool,
}

impl Searches {
    pub(super) fn launched(&mut self) {
        self.started = true;
    }

    pub(super) fn failed(&mut self, error: LoginError, when: Moment) {
        (self.error, self.started) = (Some((error, when)), false);
    }

    pub(super) fn asks(&mut self, server: Option<&str>, now: Moment) {
        let is_past = |(error, when): &(LoginError, Moment)| {
            self.started || error.server.as_deref() == server && now.since(*when) > Some(APART)
        };
        if self.error.as_ref().is_some_and(is_past) {
            self.error = None;
        }
    }

    pub(super) fn last(self) -> Option<LoginError> {
        self.error.map(|(error, _)| error)
    }
}
