//! An LDAP session over a connection of ours: ldap3 behind the relay, every answer in bounded time.

mod each;
mod offered;
mod password_policy;
mod root_dse;
mod search;

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ldap3::controls::RawControl;
use ldap3::exop::WhoAmI;
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio::time::timeout;

pub use self::each::{Again, Query, RawEntry, ReadEnd};
use self::offered::Offered;
use super::ad;
use super::fault::Fault;
use super::relay::{self, Allowance, Line};
use crate::evidence::{BindAnswer, LdapFailure, RootDse, milliseconds};
use crate::platform::pair;

/// A whole read of several entries may take this many answer times.
const READ_PATIENCE: u32 = 4;
/// The most that an answer other than a read may be: a large rootDSE has some ten thousand bytes.
const SMALL: Allowance = Allowance { entries: 2, bytes: 2 << 20 };
/// The longest text of a server that is kept, in bytes.
const TEXT_LIMIT: usize = 4096;
/// What saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// One LDAP conversation. Each operation ends within the time given to `open`; a read of several entries within four
/// times that. After a fault every further operation fails at once with the same fault.
pub struct Session {
    ldap: Ldap,
    line: Arc<Line>,
    relay: JoinHandle<()>,
    driver: JoinHandle<ldap3::result::Result<()>>,
    answer_timeout: Duration,
    offered: Offered,
}

/// How far a read reaches below its base (RFC 4511 section 4.5.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The base entry alone.
    Base,
    /// What stands directly below the base, without the base.
    OneLevel,
    /// The base and everything below.
    Subtree,
}

/// One entry of an answer; values as bytes, in the server's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Distinguished name, lossy UTF-8.
    pub dn: String,
    /// Attribute descriptions as the server spells them, each with its values.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Session {
    /// Starts a conversation on an open connection, encrypted or not. Sends nothing, so it fails only when this
    /// system is out of sockets.
    pub async fn open<S>(stream: S, answer_timeout: Duration) -> Result<Self, LdapFailure>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let line = Arc::new(Line::new());
        let started = Instant::now();
        match connect().await {
            Ok((ours, connection, ldap)) => Ok(Self {
                ldap,
                relay: tokio::spawn(relay::run(stream, ours, Arc::clone(&line))),
                driver: tokio::spawn(connection.drive()),
                line,
                answer_timeout,
                offered: Offered::default(),
            }),
            Err(raw) => Err(failure(&line, Fault::Local { raw }, started)),
        }
    }

    /// Reads the root entry (RFC 4512 section 5.1), all user and operational attributes.
    ///
    /// A server whose access rules hide the entry answers success without it: `Fault::Result` with code 0.
    pub async fn root_dse(&mut self) -> Result<RootDse, LdapFailure> {
        let started = Instant::now();
        match self.root_entry(started).await {
            Ok(entry) => {
                let root = root_dse::decode(entry, started.elapsed().into());
                self.offers(&root);
                Ok(root)
            }
            Err(fault) => Err(failure(&self.line, fault, started)),
        }
    }

    /// Learns from the root entry, read over this connection or another one, what the server offers. Until then it is
    /// taken to offer nothing: a control or an extended operation that is not listed is never sent, since there are
    /// servers that end over one.
    pub fn offers(&mut self, root: &RootDse) {
        self.offered = Offered::by(root);
    }

    /// From now on each answer may take so long.
    pub fn waits(&mut self, answer_timeout: Duration) {
        self.answer_timeout = answer_timeout;
    }

    /// One simple bind, with the password policy request control where it is offered. Any result code is an answer.
    /// An empty password is never sent (RFC 4513 section 5.1.2): it is a fault of ours.
    ///
    /// `who_am_i` of the answer is left empty; ask with [`Session::who_am_i`]. ldap3 copies the password into plain
    /// buffers that it does not wipe; the relay wipes its own.
    pub async fn simple_bind(&mut self, name: &str, password: &SecretString) -> Result<BindAnswer, LdapFailure> {
        let started = Instant::now();
        if password.expose_secret().is_empty() {
            let raw = "an empty password is not sent: servers take it for an anonymous bind".to_owned();
            return Err(failure(&self.line, Fault::Local { raw }, started));
        }
        self.line.allow(SMALL);
        let mut ldap = self.ldap.clone();
        if self.offered.control(password_policy::CONTROL) {
            ldap.with_controls(RawControl { ctype: password_policy::CONTROL.to_owned(), crit: false, val: None });
        }
        let answer = self.within(self.answer_timeout, ldap.simple_bind(name, password.expose_secret())).await;
        let answer = answer.map_err(|fault| failure(&self.line, fault, started))?;
        let text = tidy(&answer.text);
        Ok(BindAnswer {
            code: answer.rc,
            ad_data: ad::data_code(&text),
            text,
            password_policy: password_policy::find(&answer.ctrls),
            who_am_i: None,
            referrals: answer.refs.iter().take(each::REFERENCES).map(|url| tidy(url)).collect(),
            ms: started.elapsed().into(),
            remembered: None,
        })
    }

    /// Who the server takes us for (RFC 4532), empty for an anonymous client; `Ok(None)` where it does not offer that.
    /// Fails only when the conversation breaks.
    pub async fn who_am_i(&mut self) -> Result<Option<String>, LdapFailure> {
        if !self.offered.extension(offered::WHO_AM_I) {
            return Ok(None);
        }
        let started = Instant::now();
        self.line.allow(SMALL);
        let mut ldap = self.ldap.clone();
        let answer = self.within(self.answer_timeout, ldap.extended(WhoAmI)).await;
        let ldap3::exop::Exop { val, .. } = match answer {
            Ok(answer) if answer.1.rc == 0 => answer.0,
            Ok(_) => return Ok(None),
            Err(fault) => return Err(failure(&self.line, fault, started)),
        };
        Ok(Some(tidy(&String::from_utf8_lossy(&val.unwrap_or_default()))))
    }

    /// Reads at most `limit` entries, paged by the server's leave; more is a truncated answer, not an error.
    pub async fn read(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
        limit: usize,
    ) -> Result<Vec<Entry>, LdapFailure> {
        let started = Instant::now();
        let deadline = started + self.answer_timeout * READ_PATIENCE;
        let allowed = Allowance { entries: limit, ..Allowance::LARGEST };
        let search =
            search::Search { base, scope, filter, attributes, page: None, page_size: search::PAGE, allowed, deadline };
        self.entries(search).await.map_err(|fault| failure(&self.line, fault, started))
    }

    /// Unbinds and closes. Takes two seconds at most, whatever the server does.
    pub async fn close(mut self) {
        let _ = timeout(GOODBYE, self.ldap.unbind()).await;
        let _ = timeout(GOODBYE, &mut self.relay).await;
    }

    async fn root_entry(&mut self, started: Instant) -> Result<Entry, Fault> {
        let attributes = ["*", "+"];
        let search = search::Search {
            base: "",
            scope: Scope::Base,
            filter: "(objectClass=*)",
            attributes: &attributes,
            page: None,
            page_size: search::PAGE,
            allowed: SMALL,
            deadline: started + self.answer_timeout,
        };
        let mut entries = self.entries(search).await?.into_iter();
        match (entries.next(), entries.next()) {
            (Some(entry), None) => Ok(entry),
            (Some(_), Some(_)) => {
                Err(self.line.fail(Fault::Malformed { what: "the rootDSE search returned a second entry".to_owned() }))
            }
            (None, _) => {
                let text = "the search for the rootDSE succeeded without an entry".to_owned();
                Err(Fault::Result { code: 0, text, matched: String::new() })
            }
        }
    }

    /// Runs one operation of ldap3 within `limit`. The relay's fault is better than ldap3's words.
    async fn within<T>(
        &mut self,
        limit: Duration,
        operation: impl Future<Output = ldap3::result::Result<T>>,
    ) -> Result<T, Fault> {
        match timeout(limit, operation).await {
            Ok(Ok(answer)) => Ok(answer),
            Err(_) => Err(self.line.fail(self.line.overdue(limit))),
            Ok(Err(ldap3::LdapError::FilterParsing)) => Err(Fault::Local { raw: "the filter is not valid".to_owned() }),
            Ok(Err(error)) => {
                if let Some(fault) = self.line.fault() {
                    return Err(fault);
                }
                let raw = self.last_words(&error.to_string()).await;
                Err(self.line.fail(Fault::Local { raw }))
            }
        }
    }

    /// Why ldap3 ended although the relay found nothing wrong: its driver knows, even when it panicked.
    async fn last_words(&mut self, error: &str) -> String {
        if !self.driver.is_finished() {
            return error.to_owned();
        }
        match (&mut self.driver).await {
            Ok(Ok(())) => error.to_owned(),
            Ok(Err(cause)) => format!("{error}: {cause}"),
            Err(panic) => format!("{error}: the LDAP client broke: {panic}"),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.relay.abort();
        self.driver.abort();
    }
}

/// A socket pair with ldap3 at its other end.
async fn connect() -> Result<(pair::End, LdapConnAsync, Ldap), String> {
    let (ours, theirs) = pair::pair().await.map_err(|error| error.to_string())?;
    let settings = LdapConnSettings::new().set_std_stream(theirs);
    let (connection, ldap) =
        LdapConnAsync::with_settings(settings, pair::URL).await.map_err(|error| error.to_string())?;
    Ok((ours, connection, ldap))
}

fn failure(line: &Line, fault: Fault, started: Instant) -> LdapFailure {
    LdapFailure { fault, wire: line.wire(), follow_up: None, ms: started.elapsed().into() }
}

/// A server's text without the trailing NUL of Windows, and no longer than a report can bear.
fn tidy(text: &str) -> String {
    let text = text.trim_end_matches('\0');
    text.get(..text.floor_char_boundary(TEXT_LIMIT)).unwrap_or_default().to_owned()
}

/// A result code that ends an operation.
fn refusal(result: &ldap3::LdapResult) -> Fault {
    Fault::Result { code: result.rc, text: tidy(&result.text), matched: tidy(&result.matched) }
}

/// The time left until `deadline`, as a fault once there is none.
fn remaining(deadline: Instant, started: Instant) -> Result<Duration, Fault> {
    deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()).ok_or_else(|| Fault::Endless {
        what: format!("entries still come after {} ms", milliseconds(started.elapsed())),
    })
}
