//! The comparison of user IDs beside the network's I/O: exports alone are compared while servers answer; with the
//! directory or call manager itself they wait until those have been read.

use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_blocking};

use super::{Live, search};
use crate::evidence;
use crate::evidence::identity::Identity;
use crate::identity::{self, Tables};
use crate::people::CallManagerUsers;

/// How far the comparison is.
pub(super) enum Comparison {
    /// Nothing is to be compared.
    Nothing,
    /// Everything it needs was there.
    Begun(JoinHandle<Identity>),
    /// The directory or call manager is yet to be read.
    Waiting(Arc<Tables>),
}

impl Comparison {
    /// Compares `people` at once unless the comparison `waits` for what is read on the network.
    pub(super) fn begin(people: Option<Tables>, waits: bool) -> Self {
        match people {
            None => Self::Nothing,
            Some(tables) if waits => Self::Waiting(Arc::new(tables)),
            Some(tables) => Self::Begun(compare(tables)),
        }
    }

    /// Who is to be found in the directory, while that is still to be read.
    pub(super) fn waiting(&self) -> Option<Arc<Tables>> {
        match self {
            Self::Waiting(tables) => Some(Arc::clone(tables)),
            Self::Nothing | Self::Begun(_) => None,
        }
    }

    /// The result, with the directory as `read` and the `users` of call manager where no export has them. `asked` says
    /// what was to be read. A panic is a bug of ours, and then there is no result.
    pub(super) async fn end(
        self,
        read: Option<Box<search::Read>>,
        users: Option<CallManagerUsers>,
        asked: Option<&Live>,
        bugs: &mut Vec<String>,
    ) -> Option<Identity> {
        let told = read.as_ref().map_or(evidence::identity::Live::NOTHING, |read| read.live.clone());
        let join = match self {
            Self::Nothing => return None,
            Self::Begun(join) => join,
            Self::Waiting(tables) => {
                let tables = Arc::unwrap_or_clone(tables);
                let call_manager = tables.call_manager.or(users);
                compare(with_directory(Tables { call_manager, ..tables }, read))
            }
        };
        let mut identity = join.await.inspect_err(|why| bugs.push(format!("comparing user IDs: {why}"))).ok()?;
        if let Some(asked) = asked {
            let tries = asked.base.is_some() || asked.filter.is_some();
            identity.live = Some(evidence::identity::Live { tries, ..told });
        }
        Some(identity)
    }
}

fn compare(tables: Tables) -> JoinHandle<Identity> {
    spawn_blocking(move || {
        let identity = identity::join(&tables);
        // A million rows take a while to be given back: nobody waits for it.
        std::thread::spawn(move || drop(tables));
        identity
    })
}

/// The tables with the directory that was read, when all of it was.
fn with_directory(tables: Tables, read: Option<Box<search::Read>>) -> Tables {
    let Some((directory, read)) = read.and_then(|mut read| Some((read.directory.take()?, read))) else { return tables };
    let mut settings = tables.settings.clone();
    settings.directory_attribute = Some(read.user_id);
    Tables { directory: Some(directory), tried: read.tried, settings, ..tables }
}
