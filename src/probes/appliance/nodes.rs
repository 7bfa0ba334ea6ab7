//! What nodes have told by AXL so far: it stays when the run is cut.

use std::sync::{Arc, Mutex, PoisonError};

use super::Reading;
use super::soap::failure;
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind, LdapHost, LdapSettings};
use crate::evidence::node_axl::{NodeAxl, NodeSaid};
use crate::gathered::NodeTold;
use crate::people::PresenceUsers;
use crate::plan::WebAccess;

/// What one node has told so far.
#[derive(Debug)]
pub(super) struct NodeReading {
    node: String,
    server: String,
    /// What it told; none before the first answer.
    pub(super) said: Option<NodeSaid>,
    pub(super) hosts: Option<Vec<LdapHost>>,
    pub(super) logins: Option<LdapSettings>,
    pub(super) users: Option<PresenceUsers>,
    /// Why there is no answer at all.
    pub(super) failure: Option<AxlFailure>,
    /// Why the password was not sent at all.
    pub(super) withheld: Option<String>,
    /// Nothing is left to be asked.
    pub(super) finished: bool,
}

impl NodeReading {
    /// Nothing was told yet.
    pub(super) fn of(access: &WebAccess) -> Self {
        Self {
            node: access.name.clone(),
            server: access.url.authority(),
            said: None,
            hosts: None,
            logins: None,
            users: None,
            failure: None,
            withheld: None,
            finished: false,
        }
    }

    /// What it amounts to when nothing more comes.
    pub(super) fn told(self) -> NodeTold {
        let Self { node, server, said, hosts, logins, users, .. } = self;
        let answer = match (self.withheld, self.failure, said) {
            (Some(why), ..) => Observed::NotAsked(why),
            (None, Some(failure), _) => Observed::Failed(failure),
            (None, None, Some(said)) if self.finished => Observed::Seen(said),
            (None, None, Some(mut said)) => {
                let what = "the run ended before everything was answered";
                said.missing.push(failure("executeSQLQuery", AxlFailureKind::TimedOut, what));
                Observed::Seen(said)
            }
            (None, None, None) => Observed::Cut,
        };
        NodeTold { axl: NodeAxl { node, server, answer }, hosts, logins, users }
    }
}

/// Where the answers of one node go.
pub(super) struct Filing {
    pub(super) reading: Arc<Mutex<Reading>>,
    pub(super) place: usize,
}

impl Filing {
    /// Changes what is known of the node.
    pub(super) fn change(&self, change: impl FnOnce(&mut NodeReading)) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(node) = reading.nodes.get_mut(self.place) {
            change(node);
        }
    }

    /// Keeps what was told, or that it was not; whether it makes sense to go on.
    pub(super) fn keep<T>(
        &self,
        (table, answer): (&str, Result<T, AxlFailure>),
        file: impl FnOnce(&mut NodeReading, T),
    ) -> Result<(), ()> {
        match answer {
            Ok(told) => {
                self.change(|node| file(node, told));
                Ok(())
            }
            Err(failure) => {
                let goes_on = super::axl::is_of_one_question(&failure);
                let failure = AxlFailure { verb: table.to_owned(), ..failure };
                self.change(|node| node.said.get_or_insert_default().missing.push(failure));
                if goes_on { Ok(()) } else { Err(()) }
            }
        }
    }
}
