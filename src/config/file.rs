//! The shape of `ucdoctor.toml`: every table and key is optional, unknown ones are errors.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::searches::Searches;
use crate::server_url::ServerUrl;
use crate::vantage::via::Via;

/// The configuration of ucdoctor. Relative paths are relative to the file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The directory servers and the accounts used on them.
    pub directory: Option<Directory>,
    /// What is known of call manager.
    pub call_manager: Option<CallManager>,
    /// What is known of the presence server.
    pub presence: Option<Presence>,
    /// Further places to look from; this host needs no entry.
    #[serde(default)]
    pub vantage: Vec<Vantage>,
    /// What is known of the clients on the users' desks.
    pub client: Option<Client>,
    /// Findings that are accepted for a while: told as ever, and not counted.
    #[serde(default)]
    pub accept: Vec<Accept>,
}

impl Config {
    /// Leaves what a server named on the command line is looked at with: trust stores, and the directory's account,
    /// base and filter. Exports, settings of the appliances and further places belong to the servers of the file.
    pub(super) fn keep_stores_and_account(&mut self) {
        let node = |node: Node| Node {
            ldap_hosts: None,
            ldap_settings: None,
            transcript: None,
            ssh: None,
            certificates: None,
            axl: None,
            ..node
        };
        self.vantage = Vec::new();
        if let Some(search) = self.directory.as_mut().and_then(|directory| directory.search.as_mut()) {
            search.all.iter_mut().for_each(|search| search.export = None);
        }
        self.call_manager = self.call_manager.take().map(|table| CallManager {
            trust: table.trust,
            nodes: table.nodes.into_iter().map(node).collect(),
            ..CallManager::default()
        });
        self.presence = self.presence.take().map(|table| Presence {
            trust: table.trust,
            nodes: table.nodes.into_iter().map(node).collect(),
            ..Presence::default()
        });
        self.client = self.client.take().map(|table| Client { trust: table.trust, ..Client::default() });
    }
}

/// The directory servers and the accounts used on them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// What the nodes are configured to use, in order: `ldap://host[:port]` or `ldaps://host[:port]`.
    #[schemars(length(min = 1))]
    pub servers: Option<Vec<ServerUrl>>,
    /// Whether `ldap://` servers are upgraded by StartTLS (RFC 4511 section 4.14). Default: false.
    #[serde(default)]
    pub start_tls: bool,
    /// The "LDAP Manager" account.
    pub bind: Option<Bind>,
    /// Where and how users are searched: one table, or one for each synchronisation agreement.
    pub search: Option<Searches>,
    /// Where call manager searches at login, when that differs.
    pub authentication: Option<Authentication>,
}

/// The "LDAP Manager" account. The password itself never stands in the file; at most one of the three ways gives it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bind {
    /// Distinguished name or user principal name.
    pub dn: Option<String>,
    /// Name of the environment variable that holds the password.
    pub password_env: Option<String>,
    /// File whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// Program and arguments, run without a shell; the first line it prints is the password.
    pub password_command: Option<Vec<String>>,
    /// Send the password over `ldap://` without StartTLS, as the nodes do; the report says so. Default: false.
    #[serde(default)]
    pub allow_plaintext: bool,
    /// Send the password over TLS that no configured store verifies; the report says so. Default: false.
    #[serde(default)]
    pub allow_untrusted: bool,
}

/// Where call manager searches at login (System > LDAP > LDAP Authentication).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// Distinguished names of the search bases.
    #[serde(default)]
    pub bases: Vec<String>,
}

/// Where and how users are searched.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The synchronisation agreement, as call manager names it, or its key in exports (`fkdirectorypluginconfig`).
    pub name: Option<String>,
    /// Distinguished name of the search base.
    pub base: Option<String>,
    /// LDAP filter (RFC 4515).
    pub filter: Option<String>,
    /// The attribute that becomes the call-manager user ID.
    pub user_id: Option<String>,
    /// Instead of a live search: LDIF (ldapsearch, ldifde) or CSV (csvde).
    pub export: Option<PathBuf>,
}

/// What is known of call manager.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallManager {
    /// As `show version active` prints it.
    pub version: Option<String>,
    /// Users log in with their directory password.
    pub ldap_authentication: Option<bool>,
    /// Users are synchronised from the directory.
    pub ldap_synchronization: Option<bool>,
    /// BAT export, Import/Export enduser.csv, or the text of `run sql select … from enduser`.
    pub users: Option<PathBuf>,
    /// Folder or file with the exported tomcat-trust: PEM, DER or PKCS#7.
    pub trust: Option<PathBuf>,
    /// Output of `run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost`.
    pub ldap_hosts: Option<PathBuf>,
    /// Output of `run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication`.
    pub ldap_settings: Option<PathBuf>,
    /// URL of the AXL service, to read settings and users live.
    pub axl: Option<String>,
    /// AXL user.
    pub axl_user: Option<String>,
    /// Name of the environment variable that holds the AXL password.
    pub axl_password_env: Option<String>,
    /// File whose first line is the AXL password.
    pub axl_password_file: Option<PathBuf>,
    /// Program and arguments, run without a shell; the first line it prints is the AXL password.
    pub axl_password_command: Option<Vec<String>>,
    /// URL of the UDS service, which tells without credentials whether a user is known.
    pub uds: Option<String>,
    /// Other clusters, which `why` asks whose home a person is.
    #[serde(default)]
    pub other_clusters: Vec<OtherCluster>,
    /// Nodes that differ from the keys above.
    #[serde(default)]
    pub nodes: Vec<Node>,
}

/// Another cluster that people may be at home in.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherCluster {
    /// URL of its UDS service, which tells without credentials whose home the cluster is.
    pub uds: String,
    /// Folder or file with the certificate, or its CA, that it is verified with. Default: as call manager's own.
    pub uds_trust: Option<PathBuf>,
}

/// What is known of the presence server.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// As `show version active` prints it.
    pub version: Option<String>,
    /// Output of `run sql select … from enduser` on the presence server.
    pub users: Option<PathBuf>,
    /// BAT contact list export.
    pub contacts: Option<PathBuf>,
    /// Output of `utils users validate all`, the presence server's own check of its users.
    pub validate: Option<PathBuf>,
    /// Folder or file with the exported tomcat-trust: PEM, DER or PKCS#7.
    pub trust: Option<PathBuf>,
    /// Output of `run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost`.
    pub ldap_hosts: Option<PathBuf>,
    /// Output of `run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication`.
    pub ldap_settings: Option<PathBuf>,
    /// Output of `run sql select syncstatus from epassyncagentcfg`.
    pub sync_status: Option<PathBuf>,
    /// The presence domain.
    pub domain: Option<String>,
    /// How addresses are made.
    pub address_scheme: Option<AddressScheme>,
    /// Nodes that differ from the keys above.
    #[serde(default)]
    pub nodes: Vec<Node>,
}

/// How the presence server makes a person's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AddressScheme {
    /// User ID and presence domain.
    UserId,
    /// The directory's URI attribute.
    DirectoryUri,
}

/// One node of a cluster whose nodes differ; what is absent is taken from the table itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// The node's name, as reports call it.
    pub name: String,
    /// Folder or file with this node's exported tomcat-trust.
    pub trust: Option<PathBuf>,
    /// A logged terminal session on this node; `ucdoctor queries --node NAME` prints what to type.
    pub transcript: Option<PathBuf>,
    /// Where to connect, `host[:port]`, when that is not the node's name: people forward ports. Default port: 22.
    pub address: Option<String>,
    /// Platform account by which the same is asked by ssh; at most one of the three ways gives its password.
    pub ssh: Option<String>,
    /// Name of the environment variable that holds the platform account's password.
    pub ssh_password_env: Option<String>,
    /// File whose first line is the platform account's password.
    pub ssh_password_file: Option<PathBuf>,
    /// Program and arguments, run without a shell; the first line it prints is the platform account's password.
    pub ssh_password_command: Option<Vec<String>>,
    /// The node's host key, as `SHA256:…`. Without a known one nothing is sent.
    pub ssh_host_key: Option<String>,
    /// File with known host keys, in the form of OpenSSH's known_hosts.
    pub ssh_known_hosts: Option<PathBuf>,
    /// Offer algorithms of old releases too, which rest on SHA-1. Default: false.
    #[serde(default)]
    pub ssh_old_algorithms: bool,
    /// This node's output of `run sql select … from ldapauthenticationhost`.
    pub ldap_hosts: Option<PathBuf>,
    /// This node's output of `run sql select … from ldapauthentication`.
    pub ldap_settings: Option<PathBuf>,
    /// The node's web service, `https://NODE:8443`, where `why --through-nodes` logs in: UDS on call manager, the
    /// presence login (EPAS) on presence.
    pub login: Option<String>,
    /// Folder or file with the certificate, or its CA, that the web service is verified with. Default: the certificates
    /// given as `trust` of this kind of appliance, else this host's own.
    pub login_trust: Option<PathBuf>,
    /// Ask this node for its trust store (release 14 and later), by the platform account of `ssh`, at `https://NAME`; or at
    /// another address.
    pub certificates: Option<WebService>,
    /// Fetch this node's logs for `--since`, at its `login` address, else at `https://NAME:8443`; or another address.
    pub logs: Option<WebService>,
    /// Ask this node by AXL for its own LDAP hosts, settings of logins, sync status and users, by the application user, at
    /// `https://NAME:8443/axl/`; or at another address.
    pub axl: Option<WebService>,
    /// Application user of this node's web services. Default: `axl_user` of `[call_manager]`, with its password.
    pub axl_user: Option<String>,
    /// Name of the environment variable that holds its password.
    pub axl_password_env: Option<String>,
    /// File whose first line is its password.
    pub axl_password_file: Option<PathBuf>,
    /// Program and arguments, run without a shell; the first line it prints is its password.
    pub axl_password_command: Option<Vec<String>>,
    /// The version of the site's client, as `14.2.0.58008`, which a presence login says.
    pub client_version: Option<String>,
}

impl Node {
    /// Whether it is asked by AXL.
    pub fn asks_axl(&self) -> bool {
        !matches!(self.axl, None | Some(WebService::Usual(false)))
    }

    /// Whether it says itself what it has stored: in a session that was logged, or by AXL.
    pub fn tells(&self) -> bool {
        self.transcript.is_some() || self.asks_axl()
    }
}

/// Whether a web service of a node is asked, and where, when that is not its usual address.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum WebService {
    /// At its usual address, or not at all.
    Usual(bool),
    /// At `https://host:port`; AXL has its path after it.
    At(String),
}

/// A further place to look from.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vantage {
    /// What it stands for: `call-manager`, `presence`, `client`, or a free name.
    pub name: String,
    /// How to look from there.
    pub via: Via,
}

/// What is known of the clients on the users' desks.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The clients' `jabber-config.xml`.
    pub jabber_config: Option<PathBuf>,
    /// LDAP attribute the client maps to the user ID (CUPC: UserID, Jabber: UserAccountName).
    pub user_id: Option<String>,
    /// Folder or file with the certificates the client's machine trusts.
    pub trust: Option<PathBuf>,
}

/// A finding that is accepted for a while.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The finding's code, as `certificate-expiring`.
    pub code: String,
    /// Which subjects: `*` stands for any characters, `?` for one. Default: all.
    #[serde(default = "any")]
    pub subject: String,
    /// Why it is left as it is.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day (UTC), at most a year on; then it counts again.
    #[schemars(with = "String")]
    pub until: toml::value::Datetime,
}

fn any() -> String {
    "*".to_owned()
}
