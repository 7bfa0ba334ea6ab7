//! The next action: words for a person, and what of it can be tried on the evidence.

use std::fmt;
use std::ops::Deref;

use crate::evidence::{Fingerprint, TrustStore};
use crate::server_url::ServerUrl;

/// One next action. It reads as its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub words: String,
    /// What that changes, each a repair by itself; none where no evidence can be changed alike.
    pub changes: Vec<Change>,
    /// It takes away what does not come back, so it stands behind the others.
    pub last: bool,
}

/// What an action changes, in the terms of the evidence: changed alike and judged again, less is wrong, and nothing that
/// was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Certificates of a trust store, by name.
    Trust {
        /// The store.
        store: String,
        /// What comes.
        add: Vec<Fingerprint>,
        /// What goes.
        remove: Vec<Fingerprint>,
    },
    /// The search of people.
    Search {
        /// The base.
        base: String,
        /// The filter.
        filter: String,
    },
    /// A configured server.
    Server {
        /// As it is.
        from: ServerUrl,
        /// As it shall be.
        to: ServerUrl,
    },
}

impl Step {
    /// An action that takes away what does not come back.
    pub fn removing(words: impl Into<String>) -> Self {
        Self { last: true, ..Self::from(words) }
    }

    /// The same of a class of people, of so many.
    pub fn about(self, whom: &str) -> Self {
        Self { words: format!("{whom}: {}", self.words), ..self }
    }

    /// Adds what it changes.
    pub fn changing(self, change: impl Into<Option<Change>>) -> Self {
        let changes = self.changes.into_iter().chain(change.into()).collect();
        Self { changes, ..self }
    }
}

impl Change {
    /// A certificate of a store gives way to another.
    pub fn trust(store: &TrustStore, add: Vec<Fingerprint>, remove: Vec<Fingerprint>) -> Self {
        Self::Trust { store: store.name.clone(), add, remove }
    }

    /// Another port, scheme or name for a server; none where that is no server's URL.
    pub fn server(from: &ServerUrl, to: &str) -> Option<Self> {
        Some(Self::Server { from: from.clone(), to: to.parse().ok()? })
    }
}

impl<T: Into<String>> From<T> for Step {
    fn from(words: T) -> Self {
        Self { words: words.into(), changes: Vec::new(), last: false }
    }
}

impl Deref for Step {
    type Target = str;

    fn deref(&self) -> &str {
        &self.words
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl PartialEq<&str> for Step {
    fn eq(&self, words: &&str) -> bool {
        self.words == *words
    }
}
