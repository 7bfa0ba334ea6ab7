//! AXL, call manager's administration interface: settings and users, read and never written.
//!
//! Shapes as in Cisco's AXLSoap.xsd (8.5 to 15). The verbs are all in `verb.rs`; none of them changes anything, and
//! none synchronises or authenticates anybody. The answers carry `ldapPassword`, whose text is passed over unread.

mod answer;
pub(super) mod node;
mod soap;
mod table;
mod users;
mod verb;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use self::soap::{Answer, Soap};
pub(super) use self::table::TraceLevel;
use self::verb::{Statement, Verb};
use super::Reading;
use super::https::Response;
use super::soap::{failure, judged};
use super::{Ledger, NotSent};
use crate::evidence::deployment::{Agreement, Axl, AxlFailure, AxlFailureKind};
use crate::https_url::HttpsUrl;
use crate::inputs::call_manager;
use crate::plan::{AxlAccess, WebAccess};

/// Agreements read one by one; call manager has at most 20.
const MAX_AGREEMENTS: usize = 32;

/// Asks for everything, one request after the other, and files each answer in `reading` when it comes.
///
/// A rejected password or a missing role ends it at once, so that no account is locked; so does a call manager that
/// does not answer. `settles` is dropped when the settings have been asked for, which come before the users.
pub(super) async fn read(
    access: AxlAccess,
    (connect_timeout, ledger): (Duration, Ledger),
    reading: Arc<Mutex<Reading>>,
    settles: watch::Sender<()>,
) {
    let users = access.users;
    let mut file = Filing { reading };
    match ledger.turn(&access.login()).await {
        Err(NotSent::Spent(why)) => file.change(|reading| reading.withheld = Some(why)),
        Err(NotSent::Remembered(why)) => {
            let failure = failure(Verb::Version.name(), AxlFailureKind::Unauthorized, &why);
            file.change(|reading| reading.failure = Some(failure));
        }
        Ok(turn) => {
            let opened = Soap::open(access.clone(), connect_timeout).await;
            ledger.settle(&access.login(), turn, opened.as_ref().err().map(|failure| failure.kind));
            match opened {
                Err(failure) => file.change(|reading| reading.failure = Some(failure)),
                Ok((mut soap, version)) => {
                    file.settings(|axl| axl.version = version);
                    // The first answer that ends it all is already filed.
                    let _ = ask(&mut soap, &mut file, users, settles).await;
                    if file.was_rejected() {
                        ledger.rejected(&access.login());
                    }
                }
            }
        }
    }
    file.change(|reading| reading.finished = true);
}

/// The settings and users of one body, taken as the answer to every question; `Err` where it is taken as a refusal.
/// No conversation has such a body: this is for those who try what bodies can do.
pub fn understood(status: u16, body: &[u8]) -> Result<Axl, AxlFailure> {
    let response = Response { status, body: body.to_vec().into(), ..Response::default() };
    let answer = Answer(judged(Verb::Version.name(), response)?.body);
    let mut axl = Axl { version: answer.text("componentVersion", "version"), ..Axl::default() };
    answer::ldap_system(&answer, &mut axl);
    answer::ldap_authentication(&answer, &mut axl);
    let filters = answer::filters(&answer);
    let agreements = answer::names(&answer).into_iter().take(MAX_AGREEMENTS);
    axl.agreements = agreements.map(|name| answer::agreement(&answer, name, &filters)).collect();
    axl.users = Some(users::in_one_answer(&answer).id.len() as u64);
    axl.hosts.extend(table::hosts(&answer).unwrap_or_default());
    let stored = table::logins(&answer, "").unwrap_or_default();
    axl.manager = axl.manager.or(stored.manager);
    axl.base = axl.base.or_else(|| stored.bases.into_iter().next());
    Ok(axl)
}

/// The trace levels of services, as the database of one node has them; nothing is written. `access` is verified and was
/// accepted by another service of the node.
pub(super) async fn trace_levels(access: &WebAccess, connect: Duration) -> Result<Vec<TraceLevel>, AxlFailure> {
    let url = HttpsUrl { path: "/axl/".to_owned(), ..access.url.clone() };
    let (user, password, trust) = (access.user.clone(), access.password.clone(), access.trust.clone());
    let access = AxlAccess { url, user, password, trust, version: None, users: false };
    let (mut soap, _) = Soap::open(access, connect).await?;
    let answer = soap.call(Verb::Query(Statement::TRACE_LEVELS)).await?;
    Ok(table::trace_levels(&answer))
}

/// Every request after the first; `Err` when it makes no sense to go on.
async fn ask(soap: &mut Soap, file: &mut Filing, users: bool, settles: watch::Sender<()>) -> Result<(), ()> {
    if let Some(answer) = file.keep(soap.call(Verb::LdapSystem).await)? {
        file.settings(|axl| answer::ldap_system(&answer, axl));
    }
    if let Some(answer) = file.keep(soap.call(Verb::LdapAuthentication).await)? {
        file.settings(|axl| answer::ldap_authentication(&answer, axl));
    }
    let filters = file.keep(soap.call(Verb::LdapFilters).await)?;
    let filters = filters.map(|answer| answer::filters(&answer)).unwrap_or_default();
    let names = file.keep(soap.call(Verb::LdapDirectories).await)?;
    for name in names.map(|answer| answer::names(&answer)).unwrap_or_default().into_iter().take(MAX_AGREEMENTS) {
        if let Some(answer) = file.keep(soap.call(Verb::LdapDirectory(&name)).await)? {
            let agreement: Agreement = answer::agreement(&answer, name, &filters);
            file.settings(|axl| axl.agreements.push(agreement));
        }
    }
    drop(settles);
    if users && let Some(found) = file.keep(users::read(soap).await.map(call_manager::Users::finish))? {
        file.settings(|axl| axl.users = Some(found.id.len() as u64));
        file.change(|reading| reading.users = Some(Arc::new(found)));
    }
    Ok(())
}

/// Where answers go.
struct Filing {
    reading: Arc<Mutex<Reading>>,
}

impl Filing {
    fn change(&mut self, change: impl FnOnce(&mut Reading)) {
        change(&mut self.reading.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn settings(&mut self, change: impl FnOnce(&mut Axl)) {
        self.change(|reading| change(reading.settings.get_or_insert_default()));
    }

    /// Whether the password was rejected after all.
    fn was_rejected(&self) -> bool {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = reading.settings.iter().flat_map(|axl| &axl.missing);
        missing.into_iter().any(|failure| failure.kind == AxlFailureKind::Unauthorized)
    }

    /// Keeps a failure as something that is missing; `Err` when nothing more is to be asked after it.
    fn keep<T>(&mut self, answer: Result<T, AxlFailure>) -> Result<Option<T>, ()> {
        let failure = match answer {
            Ok(answer) => return Ok(Some(answer)),
            Err(failure) => failure,
        };
        let only_this = is_of_one_question(&failure);
        self.settings(|axl| axl.missing.push(failure));
        if only_this { Ok(None) } else { Err(()) }
    }
}

/// Whether the next question may be answered all the same.
pub(super) fn is_of_one_question(failure: &AxlFailure) -> bool {
    use AxlFailureKind::{Fault, Malformed, NotFound, Status, TooLarge};
    matches!(failure.kind, Fault | Malformed | NotFound | Status | TooLarge)
}
