//! Whether anybody has an attribute that the Global Catalog does not hold: the port beside it has all attributes.

use super::session::{Candidate, protected};
use super::{Guarded, Round, Sent};
use crate::evidence::search::Search;
use crate::evidence::{AskedBind, AskedSearch};
use crate::ldap::session::Scope;
use crate::plan::Plan;
use crate::server_url::ServerUrl;

/// Looks for one person who has the user ID, over a conversation of its own with the same server: it is bound at only
/// under the same rules as any other. None where nothing was to be looked at, or the port did not let the manager in.
pub(super) async fn somebody_has_it(
    plan: &Plan,
    (bind, search): (&AskedBind, &AskedSearch),
    at: &Candidate,
    round: &Round,
    found: &Search,
) -> Option<bool> {
    let password = plan.password.as_ref().filter(|_| found.lacks_ids_of_the_domain())?;
    let at = beside(at);
    let (mut session, _) = protected(plan, bind, &at).await.ok()?;
    let guarded = Guarded {
        plan,
        door: &at.door,
        root_dse: at.root_dse.as_ref(),
        account: &round.account,
        name: &bind.name,
        password,
        accepted_elsewhere: true,
    };
    let answer = match guarded.send(&mut session).await {
        Sent::Answered(answer) if answer.code == 0 => {
            let filter = format!("(&{}({}=*))", found.filter, found.user_id);
            session.read(&search.base, Scope::Subtree, &filter, &["1.1"], 1).await.ok()
        }
        _ => None,
    };
    session.close().await;
    answer.map(|entries| !entries.is_empty())
}

/// The port of the same address that has every attribute.
fn beside(at: &Candidate) -> Candidate {
    let mut at = at.clone();
    let port = if at.door.url.port == 3269 { 636 } else { 389 };
    at.door.url = ServerUrl { port, ..at.door.url };
    at.door.target.address.set_port(port);
    at
}
