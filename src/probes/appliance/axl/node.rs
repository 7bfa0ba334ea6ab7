//! What the database of one node has: its copy of the LDAP hosts and of the settings of logins, and on a presence node the
//! state of the sync agent and the users.
//!
//! A presence node is asked by `executeSQLQuery` alone: that is how its own neighbours ask it (Cisco 217581). Each node is
//! asked for its own, since copies stay behind.

use std::time::Duration;

use super::super::nodes::Filing;
use super::super::soap::failure;
use super::soap::{Answer, Soap};
use super::users;
use super::verb::{Statement, Verb};
use super::{Ledger, NotSent, table};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::inputs::presence::Users;
use crate::plan::{AxlAccess, NodeAxl};

const HOSTS: Verb<'_> = Verb::Query(Statement::LDAP_HOSTS);

/// Asks one node, one request after the other, and files each answer when it comes. A rejected password or a missing role
/// ends it at once.
pub(in crate::probes::appliance) async fn read(access: NodeAxl, (connect, ledger): (Duration, Ledger), file: Filing) {
    let login = access.access.login();
    match ledger.turn(&login).await {
        Err(NotSent::Spent(why)) => file.change(|node| node.withheld = Some(why)),
        Err(NotSent::Remembered(why)) => {
            let failure = failure(HOSTS.name(), AxlFailureKind::Unauthorized, &why);
            file.change(|node| node.failure = Some(failure));
        }
        Ok(turn) => {
            let opened = Soap::open_presence(axl(&access), HOSTS, connect).await;
            let failed = match &opened {
                Err(failure) | Ok((_, Err(failure))) => Some(failure.kind),
                Ok((_, Ok(_))) => None,
            };
            ledger.settle(&login, turn, failed);
            match opened {
                Err(failure) => file.change(|node| node.failure = Some(failure)),
                Ok((mut soap, hosts)) => {
                    // What ends it is already filed.
                    let _ = ask(&mut soap, hosts, &access, (&ledger, &file)).await;
                }
            }
        }
    }
    file.change(|node| node.finished = true);
}

fn axl(NodeAxl { access, version, .. }: &NodeAxl) -> AxlAccess {
    let (url, user, password) = (access.url.clone(), access.user.clone(), access.password.clone());
    AxlAccess { url, user, password, trust: access.trust.clone(), version: version.clone(), users: false }
}

/// Files the answer to the first request and asks the others; `Err` when it makes no sense to go on.
async fn ask(
    soap: &mut Soap,
    hosts: Result<Answer, AxlFailure>,
    access: &NodeAxl,
    (ledger, file): (&Ledger, &Filing),
) -> Result<(), ()> {
    let login = access.access.login();
    let rejected = |failure: AxlFailure| {
        if failure.kind == AxlFailureKind::Unauthorized {
            ledger.rejected(&login);
        }
        failure
    };
    let malformed = |why: String| failure(HOSTS.name(), AxlFailureKind::Malformed, &why);
    let hosts = hosts.and_then(|answer| table::hosts(&answer).map_err(malformed));
    file.keep(("ldapauthenticationhost", hosts), |node, hosts| {
        node.said.get_or_insert_default().hosts = Some(hosts.len() as u64);
        node.hosts = Some(hosts);
    })?;
    let answer = soap.rows(Statement::LOGINS).await.map_err(rejected);
    file.keep(("ldapauthentication", answer), |node, answer| {
        node.logins = table::logins(&answer, &access.access.name);
        node.said.get_or_insert_default().logins = node.logins.is_some();
    })?;
    if !access.access.name.starts_with("presence/") {
        return Ok(());
    }
    let answer = soap.rows(Statement::SYNC_STATUS).await.map_err(rejected);
    file.keep(("epassyncagentcfg", answer), |node, answer| {
        node.said.get_or_insert_default().sync_status = table::state_of_agent(&answer);
    })?;
    if access.users {
        let users = users::read::<Users>(soap).await.map(Users::finish).map_err(rejected);
        file.keep(("enduser", users), |node, users| {
            node.said.get_or_insert_default().users = Some(users.id.len() as u64);
            node.users = Some(users);
        })?;
    }
    Ok(())
}
