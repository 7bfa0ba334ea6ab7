//! One login of one person at one node, as a client does it: each sends the password once, over a connection that is
//! verified first, and reads one bounded answer.

pub mod epas;
pub mod uds_user;

use std::time::{Duration, Instant};

use secrecy::SecretString;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::credential::withhold;
use super::https::{self, Connection, HttpsFailure, Limits, Request, Response, cut};
use crate::evidence::Observed;
use crate::evidence::login::{LoginAnswer, LoginFailure, LoginFailureKind, LoginOutcome, NodeLogin, NodeRequest};
use crate::plan::NodeAccess;
use crate::probes::tls::Client;

/// Bytes of an answer; real ones have some hundreds.
const MAX_BYTES: usize = 1 << 20;
/// A node whose directory does not answer says no after 5 s for each of its hosts, of which there are three.
const ANSWER: Duration = Duration::from_secs(20);
/// Characters of a server's words that are kept.
const WORDS: usize = 300;

/// Who logs in.
#[derive(Clone, Copy)]
pub struct Who<'a> {
    /// The user ID, as typed.
    pub id: &'a str,
    /// Their password.
    pub password: &'a SecretString,
}

/// The requests to one node.
struct Conversation<'a> {
    client: Client,
    connection: Connection,
    access: &'a NodeAccess,
    limits: Limits,
}

impl<'a> Conversation<'a> {
    /// Connects nowhere yet. Fails when this host cannot verify anything with what it was given.
    async fn new(access: &'a NodeAccess, connect: Duration) -> Result<Self, LoginFailure> {
        let trust: Vec<&str> = access.trust.iter().map(String::as_str).collect();
        let client = Client::verifying(&trust).await.map_err(|why| failure(LoginFailureKind::Untrusted, &why))?;
        let limits = Limits { connect, answer: ANSWER.max(connect), bytes: MAX_BYTES };
        Ok(Self { client, connection: Connection::default(), access, limits })
    }

    /// Asks once; what was asked and measured goes to `login`, and the answer comes without `secrets`.
    async fn ask(
        &mut self,
        login: &mut NodeLogin,
        (name, request): (String, Request<'_>),
        secrets: &[&str],
    ) -> Result<Response, LoginFailure> {
        let (at, start) = (OffsetDateTime::now_utc(), Instant::now());
        let sent = https::send(&mut self.connection, &self.client, &self.access.url, request, self.limits).await;
        let at = at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default();
        let status = sent.as_ref().ok().map(|response| response.status);
        login.requests.push(NodeRequest { request: name, at, status, ms: start.elapsed().into() });
        let mut response = sent.map_err(|https| failure(kind(&https), &https.to_string()))?;
        withhold(&mut response, secrets);
        Ok(response)
    }
}

/// Every request ends in evidence: an answer, or why there is none.
fn ended(mut login: NodeLogin, answer: Result<LoginAnswer, LoginFailure>) -> NodeLogin {
    login.answer = Observed::from(answer);
    login
}

/// What is known before the first request.
fn begun(access: &NodeAccess, login: NodeLogin) -> NodeLogin {
    NodeLogin { node: access.name.clone(), server: access.url.authority(), ..login }
}

fn kind(https: &HttpsFailure) -> LoginFailureKind {
    match https {
        HttpsFailure::Unreachable(_) => LoginFailureKind::Unreachable,
        HttpsFailure::TimedOut(_) => LoginFailureKind::TimedOut,
        HttpsFailure::Untrusted(_) => LoginFailureKind::Untrusted,
        HttpsFailure::Broken(_) => LoginFailureKind::Broken,
        HttpsFailure::NotHttp(_) => LoginFailureKind::NotHttp,
        HttpsFailure::TooLarge(_) => LoginFailureKind::TooLarge,
    }
}

fn failure(kind: LoginFailureKind, words: &str) -> LoginFailure {
    LoginFailure { kind, raw: on_one_line(words) }
}

/// The first of the words, on one line.
fn on_one_line(words: &str) -> String {
    cut(&words.split_whitespace().collect::<Vec<_>>().join(" "), WORDS)
}

/// What the status alone says, where the body says nothing.
fn by_status(status: u16) -> LoginOutcome {
    use LoginOutcome::{Busy, NotExpected, NotFound, Other, Refused, ServerError};
    match status {
        401 => Refused,
        404 => NotFound,
        400 | 405 | 409 | 415 => NotExpected,
        429 | 503 => Busy,
        500..=599 => ServerError,
        _ => Other,
    }
}

/// What a redirection adds to the words.
fn points_to(response: &Response) -> String {
    response.location.as_deref().map(|to| format!("it points to {to}")).unwrap_or_default()
}
