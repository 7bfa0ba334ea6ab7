//! One request and its answer, in an AXL that both speak.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::verb::{Statement, Verb};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::https_url::HttpsUrl;
use crate::plan::AxlAccess;
use crate::probes::appliance::credential::{basic, encoded, withhold};
use crate::probes::appliance::https::{self, Connection, Limits, Request};
use crate::probes::appliance::soap::{failure, judged, kind};
use crate::probes::tls::Client;
use crate::versions::Version;
use crate::xml;

/// Bytes of an answer; call manager itself stops at 8 MiB of rows.
const MAX_BYTES: usize = 16 << 20;

/// Time for an answer: a query over all users takes seconds.
const ANSWER: Duration = Duration::from_secs(10);

/// Versions that are tried in a run, whatever lists come: each request carries the password.
const TRIES: usize = 8;

/// Versions of AXL to try when nothing is known of call manager; each release speaks some older ones too.
const VERSIONS: [&str; 7] = ["12.5", "14.0", "15.0", "11.5", "10.5", "9.1", "8.5"];

/// The same for a presence node. Its neighbours ask it in the AXL of 8.0 (Cisco 217581).
const VERSIONS_OF_PRESENCE: [&str; 8] = ["8.0", "14.0", "12.5", "15.0", "11.5", "10.5", "9.1", "8.5"];

/// Pauses after which a question is asked again that met a limit.
pub(super) const PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// A conversation with call manager: how to ask, and in which AXL.
pub(super) struct Soap {
    client: Client,
    connection: Connection,
    url: HttpsUrl,
    authorization: Zeroizing<String>,
    password: SecretString,
    version: String,
    limits: Limits,
}

/// A well-formed answer.
pub(super) struct Answer(pub(super) Zeroizing<Vec<u8>>);

impl Answer {
    /// Walks through it.
    pub(super) fn walk(&self, visit: &mut xml::Visit<'_>) {
        // It was walked through before, so it cannot fail.
        let _ = xml::walk(&self.0, visit);
    }

    /// The texts of the last two names of each path: `server`, `hostName`, …
    pub(super) fn text(&self, parent: &str, name: &str) -> Option<String> {
        let mut found = None;
        self.walk(&mut |path, text| {
            if let ([.., above, last], Some(text)) = (path, text)
                && above == parent
                && last == name
                && found.is_none()
            {
                found = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            }
        });
        found
    }
}

impl Soap {
    /// Finds an AXL that both speak, by asking for the version of call manager, which is given back.
    pub(super) async fn open(
        access: AxlAccess,
        connect_timeout: Duration,
    ) -> Result<(Self, Option<String>), AxlFailure> {
        let candidates = candidates(access.version.as_deref(), &VERSIONS);
        let mut soap = Self::new(access, Verb::Version, connect_timeout).await?;
        let version = soap.agree(candidates, Verb::Version).await?.text("componentVersion", "version");
        if let Some(exact) = version.as_deref().and_then(Version::parse).and_then(namespace) {
            soap.version = exact;
        }
        Ok((soap, version))
    }

    /// The same with a presence node, by a first question that is answered there; a fault is an answer too.
    pub(super) async fn open_presence(
        access: AxlAccess,
        first: Verb<'_>,
        connect_timeout: Duration,
    ) -> Result<(Self, Result<Answer, AxlFailure>), AxlFailure> {
        let candidates = candidates(access.version.as_deref(), &VERSIONS_OF_PRESENCE);
        let mut soap = Self::new(access, first, connect_timeout).await?;
        match soap.agree(candidates, first).await {
            Err(other) if other.kind != AxlFailureKind::Fault => Err(other),
            answered => Ok((soap, answered)),
        }
    }

    /// Nothing is sent yet; `first` is what will be asked.
    async fn new(access: AxlAccess, first: Verb<'_>, connect_timeout: Duration) -> Result<Self, AxlFailure> {
        let pems: Vec<&str> = access.trust.iter().map(String::as_str).collect();
        let client = Client::verifying(&pems).await;
        let client = client.map_err(|why| failure(first.name(), AxlFailureKind::Untrusted, &why))?;
        let limits = Limits { connect: connect_timeout, answer: ANSWER.max(connect_timeout), bytes: MAX_BYTES };
        let authorization = basic(&access.user, &access.password);
        let AxlAccess { url, password, .. } = access;
        let connection = Connection::default();
        Ok(Self { client, connection, url, authorization, password, version: String::new(), limits })
    }

    /// Asks in one AXL after the other until it is spoken there.
    async fn agree(&mut self, mut candidates: Vec<String>, first: Verb<'_>) -> Result<Answer, AxlFailure> {
        let mut tried: Vec<String> = Vec::new();
        loop {
            let next = candidates.iter().find(|version| !tried.contains(version)).filter(|_| tried.len() < TRIES);
            let Some(version) = next.cloned() else {
                let what = format!("tried {}", tried.join(", "));
                return Err(failure(first.name(), AxlFailureKind::VersionUnsupported, &what));
            };
            tried.push(version.clone());
            self.version = version;
            match self.call(first).await {
                // The refusal lists what is supported.
                Err(refused) if refused.kind == AxlFailureKind::VersionUnsupported => {
                    let listed = supported(&refused.raw);
                    if !listed.is_empty() {
                        candidates = listed;
                    }
                }
                answered => return answered,
            }
        }
    }

    /// Asks for rows, and again after a pause where a limit was met: of requests at a time, or of memory.
    pub(super) async fn rows(&mut self, statement: Statement) -> Result<Answer, AxlFailure> {
        for pause in PAUSES {
            match self.call(Verb::Query(statement)).await {
                Err(refused) if is_throttled(&refused) => tokio::time::sleep(pause).await,
                answered => return answered,
            }
        }
        self.call(Verb::Query(statement)).await
    }

    /// Asks one thing.
    pub(super) async fn call(&mut self, verb: Verb<'_>) -> Result<Answer, AxlFailure> {
        let body = verb.envelope(&self.version);
        let head = [
            self.authorization.clone(),
            Zeroizing::new("Content-Type: text/xml; charset=utf-8".to_owned()),
            Zeroizing::new("Accept: text/xml".to_owned()),
            Zeroizing::new(format!("SOAPAction: \"CUCM:DB ver={} {}\"", self.version, verb.name())),
        ];
        let request = Request { method: "POST", path: &self.url.path, head: &head, body: &body };
        match https::send(&mut self.connection, &self.client, &self.url, request, self.limits).await {
            Ok(mut response) => {
                withhold(&mut response, &[self.password.expose_secret(), encoded(&self.authorization)]);
                judged(verb.name(), response).map(|response| Answer(response.body))
            }
            Err(https) => Err(failure(verb.name(), kind(&https), &https.to_string())),
        }
    }
}

/// Versions of AXL to try, that of the appliance first.
fn candidates(version: Option<&str>, others: &[&str]) -> Vec<String> {
    let known = version.and_then(Version::parse).and_then(namespace);
    known.into_iter().chain(others.iter().map(|&version| version.to_owned())).collect()
}

/// A limit that others have used up for now (AXL Developer Guide): not one that the question itself is too large for.
pub(super) fn is_throttled(refused: &AxlFailure) -> bool {
    let words = refused.raw.to_ascii_lowercase();
    let of_limits = ["memory allocation consumed", "exceeded allowed rate"];
    match refused.kind {
        AxlFailureKind::Busy => true,
        AxlFailureKind::Fault => of_limits.iter().any(|limit| words.contains(limit)),
        _ => false,
    }
}

/// `14.0` of 14.0.1.
fn namespace(version: Version) -> Option<String> {
    version.minor.map(|minor| format!("{}.{minor}", version.major))
}

/// The versions in "Incorrect axl version. Supported axl versions: [11.5, 12.5, 14.0]", the newest first.
fn supported(text: &str) -> Vec<String> {
    let list = text.rsplit_once("upported").map_or("", |(_, list)| list);
    let words = list.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    let mut versions: Vec<Version> = words.filter_map(Version::parse).collect();
    versions.sort();
    versions.dedup();
    let named = |version: &Version| format!("{}.{}", version.major, version.minor.unwrap_or(0));
    versions.iter().rev().map(named).take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_tells_what_is_supported() {
        let text = "HTTP 599: Incorrect axl version. Supported axl versions: [11.5, 12.0,12.5, 14.0]";
        assert_eq!(supported(text), ["14.0", "12.5", "12.0", "11.5"]);
        assert!(supported("no list").is_empty());
    }
}
