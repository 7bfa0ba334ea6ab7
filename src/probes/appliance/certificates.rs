//! The trust store of a node as it is now, by one GET of its certificate management (release 14 and later): a snapshot of
//! all its certificates, of which tomcat-trust is kept. Nothing is written: the service's other requests, which are all for
//! writing, are not known here.
//!
//! Path and members as the vendor's documentation and two independent public clients have them. The store is called
//! `tomcat` in some answers and `tomcat-trust` in others; both are taken. An account of the platform reads it, at the lowest
//! level too; each node is asked for its own.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::credential::{basic, encoded, withhold};
use super::https::{self, Connection, Limits, Request, Response, cut};
use super::soap::{failure, kind};
use super::{Ledger, NotSent};
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::plan::WebAccess;
use crate::probes::tls::Client;

/// What is asked, as failures name it.
const VERB: &str = "GET snapshot/server";
/// Where the snapshot is.
const PATH: &str = "/platformcom/api/v1/certmgr/config/snapshot/server";
/// Bytes of an answer: some hundred certificates of two kilobytes.
const MAX_BYTES: usize = 8 << 20;
/// Time for an answer.
const ANSWER: Duration = Duration::from_secs(10);

/// A certificate of a store: the name that the node has for it, and its PEM.
pub type Held = (String, String);

/// Asks one node.
pub(in crate::probes) async fn fetch(
    access: &WebAccess,
    (connect, ledger): (Duration, &Ledger),
) -> Observed<Vec<Held>, AxlFailure> {
    let login = access.login();
    match ledger.turn(&login).await {
        Err(NotSent::Spent(why)) => Observed::NotAsked(why),
        Err(NotSent::Remembered(why)) => Observed::Failed(failure(VERB, AxlFailureKind::Unauthorized, &why)),
        Ok(turn) => {
            let shown = ask(access, connect).await;
            ledger.settle(&login, turn, shown.as_ref().err().map(|failure| failure.kind));
            Observed::from(shown)
        }
    }
}

async fn ask(access: &WebAccess, connect: Duration) -> Result<Vec<Held>, AxlFailure> {
    let trust: Vec<&str> = access.trust.iter().map(String::as_str).collect();
    let client = Client::verifying(&trust).await;
    let client = client.map_err(|why| failure(VERB, AxlFailureKind::Untrusted, &why))?;
    let head = [basic(&access.user, &access.password), Zeroizing::new("Accept: application/json".to_owned())];
    let request = Request { method: "GET", path: PATH, head: &head, body: "" };
    let limits = Limits { connect, answer: ANSWER.max(connect), bytes: MAX_BYTES };
    let sent = https::send(&mut Connection::default(), &client, &access.url, request, limits).await;
    let mut response = sent.map_err(|https| failure(VERB, kind(&https), &https.to_string()))?;
    let [authorization, _] = &head;
    withhold(&mut response, &[access.password.expose_secret(), encoded(authorization)]);
    judged(&response)
}

/// What is read of a snapshot; it has more.
#[derive(Deserialize)]
struct Snapshot {
    trusts: Vec<Trust>,
}

#[derive(Deserialize)]
struct Trust {
    service: String,
    #[serde(default)]
    certificate_data: Vec<Certificate>,
}

#[derive(Deserialize)]
struct Certificate {
    #[serde(default)]
    filename: String,
    certificate: String,
}

/// The words of a refusal.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    message: Option<String>,
    messages: Vec<String>,
    error: Option<String>,
}

/// The certificates of tomcat-trust in an answer.
pub fn judged(response: &Response) -> Result<Vec<Held>, AxlFailure> {
    let failed = |kind, what: &str| Err(failure(VERB, kind, &format!("{what}{}", words(&response.body))));
    let code = format!("HTTP {}", response.status);
    match response.status {
        200 => {}
        401 => return failed(AxlFailureKind::Unauthorized, &code),
        403 => return failed(AxlFailureKind::Forbidden, &code),
        404 => return failed(AxlFailureKind::NotFound, &code),
        429 | 503 => return failed(AxlFailureKind::Busy, &code),
        300..=399 => {
            let to = response.location.as_deref().unwrap_or("nowhere");
            return failed(AxlFailureKind::Redirected, &format!("{code} to {to}"));
        }
        _ => return failed(AxlFailureKind::Status, &code),
    }
    let snapshot: Snapshot = serde_json::from_slice(&response.body).map_err(|why| {
        let what = format!("the answer is no snapshot of certificates: {why}");
        failure(VERB, AxlFailureKind::Malformed, &what)
    })?;
    let mut stores =
        snapshot.trusts.into_iter().filter(|trust| matches!(trust.service.as_str(), "tomcat" | "tomcat-trust"));
    let Some(first) = stores.next() else {
        let what = "the answer lists no trust store of tomcat (\"tomcat\" or \"tomcat-trust\" among trusts)";
        return Err(failure(VERB, AxlFailureKind::Malformed, what));
    };
    let held = first.certificate_data.into_iter().chain(stores.flat_map(|trust| trust.certificate_data));
    Ok(held.map(|one| (cut(&one.filename, 200), one.certificate)).collect())
}

/// What a refusal says, after a colon.
fn words(body: &[u8]) -> String {
    let Refusal { message, messages, error } = serde_json::from_slice(body).unwrap_or_default();
    let words = message.or_else(|| messages.into_iter().next()).or(error);
    words.map(|words| format!(": {words}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Vec<Held>, AxlFailure> {
        let body = Zeroizing::new(body.as_bytes().to_vec());
        judged(&Response { status, body, ..Response::default() })
    }

    #[test]
    fn the_store_of_tomcat_is_kept_by_either_name() {
        for name in ["tomcat", "tomcat-trust"] {
            let body = format!(
                "{{\"trackingId\":\"7\",\"server\":\"p3\",\"identities\":[{{\"service\":\"tomcat\",\"certificate\":\"A\"}}],\
                 \"trusts\":[{{\"service\":\"cup-xmpp\",\"certificate_data\":[{{\"filename\":\"x\",\"certificate\":\"B\"}}]}},\
                 {{\"service\":\"{name}\",\"certificate_data\":[{{\"filename\":\"Lab_Root.pem\",\"certificate\":\"C\"}}]}}],\
                 \"revokedCertificates\":[]}}"
            );
            assert_eq!(answer(200, &body).unwrap(), [("Lab_Root.pem".to_owned(), "C".to_owned())]);
        }
        let empty = "{\"trusts\":[{\"service\":\"tomcat\",\"certificate_data\":[]}]}";
        assert!(answer(200, empty).unwrap().is_empty());
    }

    #[test]
    fn every_other_answer_has_a_kind() {
        use AxlFailureKind::{Busy, Forbidden, Malformed, NotFound, Redirected, Status, Unauthorized};
        for (status, body, kind, says) in [
            (401, "", Unauthorized, "HTTP 401"),
            (403, "{\"message\":\"not for you\"}", Forbidden, "HTTP 403: not for you"),
            (404, "<html/>", NotFound, "HTTP 404"),
            (503, "{\"messages\":[\"starting\"]}", Busy, "starting"),
            (302, "", Redirected, "nowhere"),
            (500, "{\"error\":\"oops\"}", Status, "HTTP 500: oops"),
            (200, "<html/>", Malformed, "no snapshot"),
            (200, "{\"trusts\":[]}", Malformed, "no trust store of tomcat"),
            (200, "{\"trusts\":[{\"service\":\"tomcat\",\"certificate_data\":[{}]}]}", Malformed, "no snapshot"),
        ] {
            let failure = answer(status, body).unwrap_err();
            assert_eq!(failure.kind, kind, "{status} {body}");
            assert!(failure.raw.contains(says), "{failure:?}");
        }
    }
}
