//! The settings of the demo company's appliances, as exports and configuration would tell them.

use crate::evidence::Observed;
use crate::evidence::deployment::LdapHost;
use crate::evidence::deployment::SyncStatus;
use crate::evidence::deployment::{CallManager, Client, Deployment, HostList, Presence};
use crate::evidence::identity::AddressScheme;
use crate::server_url::{Scheme, ServerUrl};

/// What a fault may change.
#[derive(Debug, Clone)]
pub struct Appliances {
    /// Version of call manager.
    pub call_manager: &'static str,
    /// Version of presence.
    pub presence: &'static str,
    /// Users log in with their directory password.
    pub authentication: bool,
    /// Users are synchronised from the directory.
    pub synchronization: bool,
    /// What the sync agent says.
    pub sync_status: &'static str,
    /// A host on presence's list that is not on call manager's.
    pub stale_host: Option<&'static str>,
}

impl Default for Appliances {
    /// Settings that fit.
    fn default() -> Self {
        Self {
            call_manager: "14.0.1.13900-155",
            presence: "14.0.1.13900-155",
            authentication: true,
            synchronization: true,
            sync_status: "Completed 2026-11-22 15:03:55",
            stale_host: None,
        }
    }
}

impl Appliances {
    /// The settings for these servers and this user-ID attribute.
    pub fn settings(&self, servers: &[ServerUrl], user_id: &str) -> Deployment {
        let host = |server: &ServerUrl| LdapHost {
            host: server.host.clone(),
            port: Some(server.port),
            priority: None,
            tls: Some(server.scheme == Scheme::Ldaps),
        };
        let hosts: Vec<LdapHost> = servers.iter().map(host).collect();
        let mut copy = hosts.clone();
        if let (Some(stale), Some(first)) = (self.stale_host, copy.first_mut()) {
            first.host = stale.to_owned();
        }
        let list = |node: &str, hosts| HostList { node: node.to_owned(), hosts };
        Deployment {
            servers: servers.to_vec(),
            start_tls: false,
            user_id: Some(user_id.to_owned()),
            call_manager: CallManager {
                version: Some(self.call_manager.to_owned()),
                ldap_authentication: Some(self.authentication),
                ldap_synchronization: Some(self.synchronization),
            },
            presence: self.presence(),
            ldap_hosts: vec![list("call-manager", hosts), list("presence", copy)],
            ldap_settings: Vec::new(),
            client: Some(client(user_id)),
            axl: Observed::default(),
            person_known: Observed::default(),
            person_homes: Vec::new(),
        }
    }

    fn presence(&self) -> Presence {
        let sync_status = SyncStatus {
            text: self.sync_status.to_owned(),
            completed: self.sync_status.starts_with("Completed"),
            at: self.sync_status.strip_prefix("Completed ").map(str::to_owned),
        };
        Presence {
            version: Some(self.presence.to_owned()),
            domain: Some("demo.example".to_owned()),
            address_scheme: Some(AddressScheme::UserId),
            sync_status: Some(sync_status),
        }
    }
}

/// What the client's configuration file says.
fn client(user_id: &str) -> Client {
    let keys = [("UserAccountName", user_id), ("PresenceDomain", "demo.example")];
    let keys = keys.map(|(key, value)| (key.to_owned(), value.to_owned()));
    Client { keys: Some(keys.into()), ..Client::default() }
}
