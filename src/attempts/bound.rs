//! Several configurations of one run may name the same account of the same server: the password is sent once, and the
//! others go on with that conversation, or are told the same answer.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use openssl::sha::sha256;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OwnedMutexGuard;

use crate::evidence::BindAnswer;
use crate::ldap::session::Session;

/// What one password did at one server.
pub struct Bound {
    /// The server's answer.
    pub answer: BindAnswer,
    /// The conversation in which it was accepted.
    pub session: Option<Session>,
}

/// The answer of one server to one password, held by one configuration at a time.
pub type Held = OwnedMutexGuard<Option<Bound>>;

type Slot = Arc<tokio::sync::Mutex<Option<Bound>>>;

/// Server, account, and SHA-256 of the password.
type Key = (SocketAddr, String, [u8; 32]);

/// All answers so far.
#[derive(Default)]
pub(super) struct Answers(Mutex<HashMap<Key, Slot>>);

impl Answers {
    /// Waits until no other configuration uses it.
    pub(super) async fn of(&self, server: SocketAddr, account: &str, password: &SecretString) -> Held {
        let key = (server, account.trim().to_lowercase(), sha256(password.expose_secret().as_bytes()));
        let slot = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        slot.lock_owned().await
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers")
    }
}
