//! Requests of the client by their numbers: which of those that failed belong to the login.

use std::collections::VecDeque;

use super::signal::{Failed, How, Signal, after, between, http, word};
use crate::evidence::client_log::{LoginErrorKind, LoginStage};

/// Requests remembered; a client has a handful at once.
const MOST: usize = 32;

/// The last requests to call manager's user data service.
#[derive(Debug, Default)]
pub(super) struct Requests {
    last: VecDeque<(u32, LoginStage)>,
    /// The last request that a proxy answered, and what it said.
    proxied: Option<(u32, String)>,
}

impl Requests {
    /// What a line about one request means; none when it says nothing about a login.
    pub(super) fn signal(&mut self, text: &str) -> Option<Signal> {
        let number = after(text, "request #").or_else(|| after(text, "Request #"))?;
        let number: u32 = word(number).parse().ok()?;
        if let Some(status) = between(text, "Received HTTP code ", " from proxy after CONNECT").map(word) {
            self.proxied = Some((number, format!("HTTP {status} of a proxy")));
            return None;
        }
        if let Some(stage) = stage(text) {
            self.last.retain(|(known, _)| *known != number);
            if self.last.len() >= MOST {
                self.last.pop_front();
            }
            self.last.push_back((number, stage));
            let status = after(text, "HTTP response code ").map(word)?;
            let told = stage == LoginStage::CallManagerLogin && matches!(status, "401" | "403");
            return told.then(|| failed(stage, http(status), &format!("HTTP {status}")));
        }
        let words = after(text, "curl_easy_perform for request").and_then(|rest| after(rest, ": "))?;
        let (_, stage) = self.last.iter().find(|(known, _)| *known == number)?;
        let code = word(words.trim_start());
        if let Some((_, said)) = self.proxied.as_ref().filter(|(proxied, _)| *proxied == number) {
            return Some(failed(*stage, LoginErrorKind::ProxyRefuses, said));
        }
        let kind = match code {
            _ if code.contains("UNRESOLVED") => LoginErrorKind::HostUnresolved,
            _ if code.contains("CERTIFICATE") => LoginErrorKind::CallManagerCertificate,
            _ if code.contains("CONNECT") || code.contains("TIMEOUT") => LoginErrorKind::CallManagerUnreachable,
            _ => LoginErrorKind::Other,
        };
        Some(failed(*stage, kind, code))
    }
}

fn failed(stage: LoginStage, kind: LoginErrorKind, code: &str) -> Signal {
    Signal::Failed(Failed { stage, kind, code: code.to_owned(), how: How::Request })
}

/// The stage of a login that a request belongs to, by its path.
fn stage(text: &str) -> Option<LoginStage> {
    let path = after(text, "/cucm-uds/")?;
    match word(path) {
        "version" => Some(LoginStage::ServiceDiscovery),
        "clusterUser" => Some(LoginStage::HomeCluster),
        "user" => Some(LoginStage::CallManagerLogin),
        _ => None,
    }
}
