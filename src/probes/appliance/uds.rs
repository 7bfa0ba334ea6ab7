//! UDS of call manager: is this user known? It asks for no credentials (Cisco User Data Services, `clusterUser`).

use std::time::Duration;

use super::https::{self, Connection, HttpsFailure, Limits, Request};
use crate::https_url::HttpsUrl;
use crate::probes::tls::Client;
use crate::xml;

/// Bytes of an answer; a real one has some hundreds.
const MAX_BYTES: usize = 1 << 20;

/// Why call manager did not say whether it knows a user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UdsFailure {
    /// No answer.
    #[error(transparent)]
    Https(#[from] HttpsFailure),
    /// An answer that says something else.
    #[error("HTTP status {0}")]
    Status(u16),
    /// An answer without what was asked for.
    #[error("the answer is no answer of UDS: {0}")]
    Malformed(String),
}

/// Asks whether any call manager of the clusters joined knows a user, by one GET of
/// `clusterUser?username=…` below `url`. `trust` has the certificates, as PEM, that call manager's own is verified
/// with; `timeout` is for each step and for the whole.
pub async fn cluster_user(url: &HttpsUrl, trust: &[&str], user: &str, timeout: Duration) -> Result<bool, UdsFailure> {
    let client = Client::verifying(trust).await.map_err(HttpsFailure::Untrusted)?;
    let path = format!("{}/clusterUser?username={}", url.path.trim_end_matches('/'), escaped(user));
    let request = Request { method: "GET", path: &path, head: &[], body: "" };
    let limits = Limits { connect: timeout, answer: timeout, bytes: MAX_BYTES };
    let response = https::send(&mut Connection::default(), &client, url, request, limits).await?;
    match response.status {
        200 => found(&response.body),
        status => Err(UdsFailure::Status(status)),
    }
}

/// `<clusterUser><result found="true" …/></clusterUser>`.
fn found(body: &[u8]) -> Result<bool, UdsFailure> {
    let mut found = None;
    xml::walk(body, &mut |path, text| {
        if let [.., element, attribute] = path
            && element == "result"
            && attribute == "@found"
        {
            found = text.and_then(|text| text.trim().to_ascii_lowercase().parse::<bool>().ok());
        }
    })
    .map_err(UdsFailure::Malformed)?;
    found.ok_or_else(|| UdsFailure::Malformed("it does not say whether the user was found".to_owned()))
}

/// Percent-encoded (RFC 3986 section 2.1).
pub(super) fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_or_not_or_no_answer() {
        let yes = "<?xml version='1.0'?><clusterUser uri=\"https://cucm:8443/cucm-uds/clusterUser\" version=\"14\">\
            <result version=\"14\" uri=\"https://cucm:8443/cucm-uds/user/jdoe\" found=\"true\"/></clusterUser>";
        for (body, expected) in [
            (yes, Ok(true)),
            ("<clusterUser><result found=\"false\"/></clusterUser>", Ok(false)),
            ("<clusterUser><result found=\"perhaps\"/></clusterUser>", Err("does not say")),
            ("<html><body>login</body></html>", Err("does not say")),
            ("not found", Err("no element")),
        ] {
            match (found(body.as_bytes()), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{body}"),
                (Err(error), Err(says)) => assert!(error.to_string().contains(says), "{body}: {error}"),
                (found, _) => unreachable!("{body}: {found:?}"),
            }
        }
        assert_eq!(escaped("j doe+1@müller"), "j%20doe%2B1%40m%C3%BCller");
    }
}
