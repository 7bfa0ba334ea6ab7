//! The servers that lines name, each for the stages that it serves.

use super::signal::{self, Signal, after, between};
use crate::evidence::client_log::{LoginErrorKind, LoginStage};

/// The server named last, of each kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Servers {
    call_manager: Option<String>,
    presence: Option<String>,
    directory: Option<String>,
    /// The name asked for in DNS.
    queried: Option<String>,
}

impl Servers {
    /// Takes what a line names.
    pub(super) fn named(&mut self, text: &str, signal: Option<&Signal>) {
        if let Some(query) = after(text, "DNS query ") {
            let name = between(query, "{", "}").unwrap_or(query).split(' ').next().unwrap_or_default();
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            let name = name.trim_end_matches('.');
            if !name.is_empty() && name.len() <= 255 && name.chars().all(plain) {
                self.queried = Some(name.to_owned());
            }
            return;
        }
        let Some(server) = signal::server(text) else { return };
        let place = match signal {
            Some(Signal::Reached(LoginStage::PresenceLogin)) => &mut self.presence,
            _ if text.contains("LDAP://") || text.contains("ldap://") => &mut self.directory,
            _ if text.contains("cucm-uds/") || text.contains(":8443/") && !text.contains("EPASSoap") => {
                &mut self.call_manager
            }
            _ => return,
        };
        *place = Some(server.to_owned());
    }

    /// The directory server named last.
    pub(super) fn directory(&self) -> Option<&str> {
        self.directory.as_deref()
    }

    /// The server of a stage; of records that are missing the name that was asked for.
    pub(super) fn of(&self, stage: LoginStage, kind: LoginErrorKind) -> Option<String> {
        match stage {
            _ if kind == LoginErrorKind::NoSrvRecords => self.queried.clone(),
            LoginStage::ServiceDiscovery | LoginStage::HomeCluster | LoginStage::CallManagerLogin => {
                self.call_manager.clone()
            }
            LoginStage::PresenceLogin | LoginStage::Xmpp => self.presence.clone(),
            LoginStage::DirectorySearch => self.directory.clone(),
        }
    }
}
