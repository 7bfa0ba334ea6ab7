//! Logs of a node, by its Log Collection service: what a service has written lately, downloaded to this host and read at
//! once. Nothing is stored, on neither side, and no trace level is changed; it is asked for by AXL and said beside.
//!
//! The files are those of services whose lines are known to tell of LDAP, as the node lists them.

mod messages;

use std::time::Duration;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use self::messages::{Ask, Beside, Offered};
use super::axl;
use super::credential::{basic, encoded, withhold};
use super::https::{self, Connection, Limits, Request, Response};
use super::soap::{failure, judged, kind};
use super::{Ledger, NotSent};
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::node_logs::{FetchedLogs, NodeLogs, ServiceLogs};
use crate::inputs::client_log::Reader;
use crate::plan::{WebAccess, Window};
use crate::probes::tls::Client;

/// Where the service is (release 10 and later).
const PATH: &str = "/logcollectionservice2/services/LogCollectionPortTypeService";
/// Services with lines of LDAP, by the names that RTMT and the service itself have for them.
const SERVICES: [&str; 5] = [
    "Cisco Tomcat Security Logs",
    "Cisco CTIManager",
    "Cisco DirSync",
    "Cisco Client Profile Agent",
    "Cisco Sync Agent",
];
/// Bytes of one answer, a file included: nodes roll their logs over at one or two MiB.
const MAX_BYTES: usize = 8 << 20;
/// Bytes of all files of a node, as the service tells their sizes.
const MAX_TOTAL: u64 = 128 << 20;
/// Files of one service; the last changed come first.
const MAX_FILES: usize = 40;
/// Time for one answer: the node searches its disk first.
const ANSWER: Duration = Duration::from_secs(20);

/// Fetches and reads what the window asks for. What is known so far is told after each service.
pub(super) async fn fetch(
    access: WebAccess,
    window: Window,
    (connect, ledger): (Duration, Ledger),
    tell: impl Fn(NodeLogs),
) {
    let blank = NodeLogs {
        node: access.name.clone(),
        server: access.url.authority(),
        since: window.to_string(),
        answer: Observed::Cut,
    };
    tell(blank.clone());
    let answer = match ledger.turn(&access.login()).await {
        Err(NotSent::Spent(why)) => Observed::NotAsked(why),
        Err(NotSent::Remembered(why)) => {
            Observed::Failed(failure(Ask::Services.name(), AxlFailureKind::Unauthorized, &why))
        }
        Ok(turn) => match Conversation::open(&access, connect).await {
            Err(failure) => {
                match failure.kind {
                    AxlFailureKind::Unauthorized => {
                        ledger.rejected(&access.login());
                        turn.ended();
                    }
                    // It may have been sent and counted.
                    AxlFailureKind::TimedOut | AxlFailureKind::Broken | AxlFailureKind::NotHttp => turn.ended(),
                    _ => turn.harmless(),
                }
                Observed::Failed(failure)
            }
            Ok((conversation, listed)) => {
                ledger.accepted(&access.login());
                turn.harmless();
                conversation.read(&listed, window, connect).await
            }
        },
    };
    tell(NodeLogs { answer, ..blank });
}

/// The file that one answer brings, taken as the answer to every question before that. No conversation has such an answer:
/// this is for those who try what answers can do.
pub fn understood(content_type: &str, body: &[u8]) -> Result<Vec<u8>, String> {
    let (content_type, body) = (Some(content_type.to_owned()), body.to_vec().into());
    let response = Response { status: 200, content_type, body, ..Response::default() };
    let (response, beside) = messages::unpacked(response)?;
    let response = judged(Ask::Services.name(), response).map_err(|failure| failure.raw)?;
    let _ = (messages::services(&response.body), messages::time_zone(&response.body));
    let _ = messages::files(&response.body);
    messages::file(&response.body, beside)
}

/// The requests to one node.
struct Conversation<'a> {
    client: Client,
    connection: Connection,
    access: &'a WebAccess,
    authorization: Zeroizing<String>,
    limits: Limits,
}

impl<'a> Conversation<'a> {
    /// The first request, which tells the services that the node has logs of.
    async fn open(access: &'a WebAccess, connect: Duration) -> Result<(Self, Vec<String>), AxlFailure> {
        let trust: Vec<&str> = access.trust.iter().map(String::as_str).collect();
        let client = Client::verifying(&trust).await;
        let client = client.map_err(|why| failure(Ask::Services.name(), AxlFailureKind::Untrusted, &why))?;
        let authorization = basic(&access.user, &access.password);
        let limits = Limits { connect, answer: ANSWER.max(connect), bytes: MAX_BYTES };
        let mut conversation = Self { client, connection: Connection::default(), access, authorization, limits };
        let (response, _) = conversation.ask(Ask::Services).await?;
        Ok((conversation, messages::services(&response.body)))
    }

    /// Asks one thing; the SOAP message, and the files beside it.
    async fn ask(&mut self, ask: Ask<'_>) -> Result<(Response, Beside), AxlFailure> {
        let (name, body) = (ask.name(), ask.envelope());
        let head = [
            self.authorization.clone(),
            Zeroizing::new("Content-Type: text/xml; charset=utf-8".to_owned()),
            Zeroizing::new(format!("SOAPAction: \"{name}\"")),
        ];
        let request = Request { method: "POST", path: PATH, head: &head, body: &body };
        let sent = https::send(&mut self.connection, &self.client, &self.access.url, request, self.limits).await;
        let mut response = sent.map_err(|https| failure(name, kind(&https), &https.to_string()))?;
        withhold(&mut response, &[self.access.password.expose_secret(), encoded(&self.authorization)]);
        let (response, files) =
            messages::unpacked(response).map_err(|why| failure(name, AxlFailureKind::Malformed, &why))?;
        Ok((judged(name, response)?, files))
    }

    /// Every service that is of use, one file after the other.
    async fn read(mut self, listed: &[String], window: Window, connect: Duration) -> Observed<FetchedLogs, AxlFailure> {
        let zone = self.ask(Ask::TimeZone(&self.access.url.host)).await.ok();
        let zone = zone.and_then(|(response, _)| messages::time_zone(&response.body)).unwrap_or_default();
        let (mut fetched, mut reader, mut left) = (FetchedLogs::default(), Reader::default(), MAX_TOTAL);
        for service in SERVICES.into_iter().filter(|service| listed.iter().any(|known| known == service)) {
            let mut logs = ServiceLogs { name: service.to_owned(), ..ServiceLogs::default() };
            match self.files(service, &zone, window).await {
                Ok(files) => self.download(files, &mut logs, (&mut reader, &mut left)).await,
                Err(why) => logs.missing = Some(why.raw),
            }
            fetched.services.push(logs);
        }
        fetched.log = reader.log();
        self.trace_levels(&mut fetched, connect).await;
        Observed::Seen(fetched)
    }

    async fn files(&mut self, service: &str, zone: &str, window: Window) -> Result<Vec<Offered>, AxlFailure> {
        let (unit, number) = window.as_the_service_says();
        let (response, _) = self.ask(Ask::Files { service, zone, unit, number }).await?;
        Ok(messages::files(&response.body))
    }

    async fn download(&mut self, files: Vec<Offered>, logs: &mut ServiceLogs, (reader, left): (&mut Reader, &mut u64)) {
        if let Some(more @ 1..) = files.len().checked_sub(MAX_FILES) {
            reader.cut(&format!("{}: {more} older files", logs.name));
        }
        for file in files.into_iter().take(MAX_FILES) {
            let size = file.size.unwrap_or_default();
            if size > MAX_BYTES as u64 || size > *left {
                reader.cut(&format!("{}: {size} bytes are too many", file.path));
            } else {
                match self.one(&file).await {
                    Ok(bytes) => {
                        *left = left.saturating_sub(bytes.len() as u64);
                        logs.files += 1;
                        reader.take(&file.path, bytes);
                    }
                    Err(why) => reader.cut(&format!("{}: {why}", file.path)),
                }
            }
        }
    }

    async fn one(&mut self, file: &Offered) -> Result<Vec<u8>, String> {
        let (response, beside) = self.ask(Ask::File(&file.path)).await.map_err(|failure| failure.raw)?;
        messages::file(&response.body, beside)
    }

    /// The trace levels as the node's database has them.
    async fn trace_levels(&self, fetched: &mut FetchedLogs, connect: Duration) {
        match axl::trace_levels(self.access, connect).await {
            Ok(levels) => {
                for service in &mut fetched.services {
                    let level = levels.iter().find(|level| level.is_of(&service.name, &self.access.url.host));
                    service.trace_level = level.map(|level| level.level.clone());
                }
            }
            Err(failure) => fetched.levels_unknown = Some(format!("AXL: {}", failure.raw)),
        }
    }
}
