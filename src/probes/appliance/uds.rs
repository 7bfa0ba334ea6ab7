//! UDS of call manager: is this user known, and where at home? It asks for no credentials (Cisco User Data Services,
//! `clusterUser`, `servers`).

use std::time::Duration;

use super::https::{self, Connection, HttpsFailure, Limits, Request};
use crate::evidence::homes::ClusterUser;
use crate::https_url::HttpsUrl;
use crate::probes::tls::Client;
use crate::xml;

/// Bytes of an answer; a real one has some hundreds.
const MAX_BYTES: usize = 1 << 20;
/// Servers that are kept; a cluster has some twenty.
const MAX_SERVERS: usize = 64;

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

/// Asks what the cluster of `url` knows of a user, by one GET of `clusterUser?username=…` below it, and which servers the
/// cluster has, by one of `servers`. `trust` has the certificates, as PEM, that its own is verified with; `timeout` is
/// for each step and for each whole request.
pub async fn cluster_user(
    url: &HttpsUrl,
    trust: &[&str],
    user: &str,
    timeout: Duration,
) -> Result<ClusterUser, UdsFailure> {
    let client = Client::verifying(trust).await.map_err(HttpsFailure::Untrusted)?;
    let limits = Limits { connect: timeout, answer: timeout, bytes: MAX_BYTES };
    let mut connection = Connection::default();
    let mut get = async |what: &str| {
        let path = format!("{}/{what}", url.path.trim_end_matches('/'));
        let request = Request { method: "GET", path: &path, head: &[], body: "" };
        https::send(&mut connection, &client, url, request, limits).await
    };
    let response = get(&format!("clusterUser?username={}", escaped(user))).await?;
    let told = match response.status {
        200 => told(&response.body)?,
        status => return Err(UdsFailure::Status(status)),
    };
    if told.home.is_none() {
        return Ok(told);
    }
    // Who does not list the servers has still said whether the user is known.
    let servers = get("servers").await.ok().filter(|response| response.status == 200);
    Ok(ClusterUser { servers: servers.map(|response| servers_of(&response.body)).unwrap_or_default(), ..told })
}

/// `<clusterUser><result found="true" …/><homeCluster …>HOST</homeCluster></clusterUser>`.
fn told(body: &[u8]) -> Result<ClusterUser, UdsFailure> {
    let (mut found, mut home) = (None, None);
    xml::walk(body, &mut |path, text| match path {
        [.., element, attribute] if element == "result" && attribute == "@found" => {
            found = text.and_then(|text| text.trim().to_ascii_lowercase().parse::<bool>().ok());
        }
        [root, element] if root == "clusterUser" && element == "homeCluster" => home = text.and_then(host),
        _ => {}
    })
    .map_err(UdsFailure::Malformed)?;
    let found = found.ok_or_else(|| UdsFailure::Malformed("it does not say whether the user was found".to_owned()))?;
    Ok(ClusterUser { found, home, servers: Vec::new() })
}

/// `<servers …><server>HOST</server>…</servers>`; none where it is anything else.
fn servers_of(body: &[u8]) -> Vec<String> {
    let mut servers = Vec::new();
    let walked = xml::walk(body, &mut |path, text| {
        if *path == ["servers", "server"] && servers.len() < MAX_SERVERS {
            servers.extend(text.and_then(host));
        }
    });
    walked.map(|()| servers).unwrap_or_default()
}

/// A host's name, when it can be one.
fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    (!text.is_empty() && text.len() <= 255 && text.chars().all(plain)).then(|| text.to_owned())
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
            <result version=\"14\" uri=\"https://cucm:8443/cucm-uds/user/jdoe\" found=\"true\"/>\
            <homeCluster serversUri=\"https://cucm:8443/cucm-uds/servers\">cucm.west.example</homeCluster></clusterUser>";
        for (body, expected) in [
            (yes, Ok((true, Some("cucm.west.example")))),
            ("<clusterUser><result found=\"false\"/></clusterUser>", Ok((false, None))),
            ("<clusterUser><result found=\"true\"/><homeCluster>a b</homeCluster></clusterUser>", Ok((true, None))),
            ("<clusterUser><result found=\"perhaps\"/></clusterUser>", Err("does not say")),
            ("<html><body>login</body></html>", Err("does not say")),
            ("not found", Err("no element")),
        ] {
            match (told(body.as_bytes()), expected) {
                (Ok(told), Ok(expected)) => assert_eq!((told.found, told.home.as_deref()), expected, "{body}"),
                (Err(error), Err(says)) => assert!(error.to_string().contains(says), "{body}: {error}"),
                (found, _) => unreachable!("{body}: {found:?}"),
            }
        }
        assert_eq!(escaped("j doe+1@müller"), "j%20doe%2B1%40m%C3%BCller");
    }

    #[test]
    fn servers_are_hosts_and_no_more_than_a_cluster_has() {
        let many = format!("<servers>{}</servers>", "<server>cm.lab.example</server>".repeat(500));
        for (body, count) in [
            ("<servers version=\"14\"><server>cm1.lab.example</server><server>10.0.0.9</server></servers>", 2),
            ("<servers><server>a/b</server><server/></servers>", 0),
            ("<servers><server>cm1</server>", 0),
            ("<users><server>cm1</server></users>", 0),
            (many.as_str(), MAX_SERVERS),
        ] {
            assert_eq!(servers_of(body.as_bytes()).len(), count, "{}", body.get(..60).unwrap_or(body));
        }
    }
}
