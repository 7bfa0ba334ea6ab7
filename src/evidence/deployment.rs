//! What is configured on call manager, presence and clients, as far as it decides about LDAP: from files, the
//! configuration, and call manager itself. No password is part of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::homes::ClusterAnswer;
use super::identity::AddressScheme;
use super::{AskedSearch, Observed};
use crate::server_url::ServerUrl;

/// The settings of all appliances.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Deployment {
    /// Directory servers of the configuration, also when they were not looked at.
    pub servers: Vec<ServerUrl>,
    /// `ldap://` servers are upgraded by StartTLS, says the configuration.
    pub start_tls: bool,
    /// The attribute that becomes the user ID, says the configuration.
    pub user_id: Option<String>,
    /// What the configuration says of call manager.
    pub call_manager: CallManager,
    /// What the configuration and the presence server's files say of it.
    pub presence: Presence,
    /// The directory servers each appliance has stored, in the order of the configuration.
    pub ldap_hosts: Vec<HostList>,
    /// What each appliance has stored of logins, where it is given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ldap_settings: Vec<LdapSettings>,
    /// What the clients are set to.
    pub client: Option<Client>,
    /// What call manager itself says, by AXL.
    pub axl: Observed<Axl, AxlFailure>,
    /// Whether call manager knows the person asked about, by UDS; a failure is in its own words.
    pub person_known: Observed<bool, String>,
    /// Which cluster each UDS calls the home of the person asked about: call manager's own, then the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub person_homes: Vec<ClusterAnswer>,
}

impl Deployment {
    /// The list of each appliance that has one; call manager's own words replace those of its file.
    pub(crate) fn lists(&self) -> Vec<Cow<'_, HostList>> {
        let live = self.axl.seen().filter(|axl| !axl.hosts.is_empty());
        let live = live.map(|axl| HostList { node: "call-manager".to_owned(), hosts: axl.hosts.clone() });
        let replaced = live.is_some();
        let files = self.ldap_hosts.iter().filter(|list| !(replaced && list.node == "call-manager"));
        live.map(Cow::Owned).into_iter().chain(files.map(Cow::Borrowed)).collect()
    }

    /// What call manager has stored of logins: itself, else the first of its nodes that tells.
    pub fn stored_logins(&self) -> Option<&LdapSettings> {
        self.ldap_settings.iter().find(|stored| stored.node.split('/').next() == Some("call-manager"))
    }
}

/// One directory server, as an appliance has it stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LdapHost {
    /// Name or address.
    pub host: String,
    /// Port, when it is shown.
    pub port: Option<u16>,
    /// Place in the order in which servers are tried, when it is shown.
    pub priority: Option<u32>,
    /// LDAPS; none when the table does not say.
    pub tls: Option<bool>,
}

/// The state of the sync agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncStatus {
    /// What it says, word for word.
    pub text: String,
    /// It completed a sync, and has nothing to complain about since.
    pub completed: bool,
    /// The time it gives, as written: the appliance's local time.
    pub at: Option<String>,
}

/// What the configuration says of call manager.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CallManager {
    /// As given.
    pub version: Option<String>,
    /// Users log in with their directory password.
    pub ldap_authentication: Option<bool>,
    /// Users are synchronised from the directory.
    pub ldap_synchronization: Option<bool>,
}

/// What is known of the presence server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Presence {
    /// As given.
    pub version: Option<String>,
    /// The presence domain.
    pub domain: Option<String>,
    /// How it makes addresses.
    pub address_scheme: Option<AddressScheme>,
    /// What its sync agent says of itself.
    pub sync_status: Option<SyncStatus>,
}

/// The directory servers one appliance has stored (`ldapauthenticationhost`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HostList {
    /// `call-manager`, `presence`, or a node as `presence/imp2`.
    pub node: String,
    /// The servers, in the order in which they are tried.
    pub hosts: Vec<LdapHost>,
}

/// How an appliance searches at login (`ldapauthentication`); the password of that table is never read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LdapSettings {
    /// `call-manager`, `presence`, or a node as `presence/imp2`.
    pub node: String,
    /// Users log in with their directory password; none when the table does not say.
    pub authentication: Option<bool>,
    /// The account it binds as.
    pub manager: Option<String>,
    /// Search bases.
    pub bases: Vec<String>,
}

/// What the clients are set to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Client {
    /// Keys of the section `Directory` of jabber-config.xml that are judged, as written; none without such a file.
    pub keys: Option<BTreeMap<String, String>>,
    /// Names of keys that hold a password; the passwords themselves were never read.
    pub passwords: Vec<String>,
    /// Keys that stand there several times with other values, and these; they are no `keys`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub twice: BTreeMap<String, Vec<String>>,
    /// Keys of the section `Directory` that stand in another one alone, and that section.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub elsewhere: BTreeMap<String, String>,
    /// Documented keys of the section `Directory`, and the one there that is a slip of the hand from each.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub misspelt: BTreeMap<String, String>,
    /// Why clients cannot read the file, and ignore it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<String>,
    /// The attribute the configuration names for the client (`client.user_id`).
    pub user_id: Option<String>,
    /// Whom `BaseFilter` matches in the export of the directory; none where one of the two was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_filter: Option<FoundBy>,
}

/// People of the directory's export, as a filter of the clients finds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundBy {
    /// Who match.
    pub people: u64,
    /// Who may: the export does not show what the filter asks for.
    pub untold: u64,
}

impl Client {
    /// The value of a key, in any case, else of its twin with `BDI` before it.
    pub fn key(&self, name: &str) -> Option<&str> {
        self.own(name).or_else(|| self.own(&format!("BDI{name}")))
    }

    /// The value of the key of this very name, in any case.
    pub fn own(&self, name: &str) -> Option<&str> {
        let mut keys = self.keys.iter().flatten();
        keys.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What clients before 11.8 on Mac and mobile read, where a key and its twin with `BDI` before it say different things:
    /// the key as its twin has it.
    pub fn by_twin(&self, name: &str) -> Option<Self> {
        let twin = self.own(&format!("BDI{name}")).filter(|value| !value.is_empty())?;
        let own = self.own(name).filter(|value| !value.is_empty() && !value.eq_ignore_ascii_case(twin))?;
        let mut client = self.clone();
        let keys =
            client.keys.iter_mut().flatten().filter(|(key, value)| key.eq_ignore_ascii_case(name) && *value == own);
        keys.for_each(|(_, value)| twin.clone_into(value));
        Some(client)
    }
}

/// What call manager says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Axl {
    /// `getCCMVersion`.
    pub version: Option<String>,
    /// `getLdapSystem`: users are synchronised from the directory.
    pub synchronization: Option<bool>,
    /// `getLdapSystem`: kind of directory.
    pub directory: Option<String>,
    /// `getLdapSystem`: the attribute that becomes the user ID.
    pub user_id: Option<String>,
    /// `getLdapAuthentication`: users log in with their directory password.
    pub authentication: Option<bool>,
    /// `getLdapAuthentication`: the account it binds as.
    pub manager: Option<String>,
    /// `getLdapAuthentication`: search base.
    pub base: Option<String>,
    /// `getLdapAuthentication`: the servers, in order.
    pub hosts: Vec<LdapHost>,
    /// `getLdapDirectory`: the synchronisation agreements.
    pub agreements: Vec<Agreement>,
    /// Users read by `executeSQLQuery`, when they were asked for; the users themselves are compared, not kept.
    pub users: Option<u64>,
    /// What was asked and not answered.
    pub missing: Vec<AxlFailure>,
}

/// A synchronisation agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Agreement {
    /// Its name.
    pub name: String,
    /// The account it binds as.
    pub manager: Option<String>,
    /// Search base.
    pub base: Option<String>,
    /// The custom filter, when it has one and its text is known.
    pub filter: Option<String>,
    /// It has a custom filter whose text is not known, so that nobody can tell whom it takes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub filter_untold: bool,
    /// The servers, in order.
    pub hosts: Vec<LdapHost>,
}

impl Agreement {
    /// Its search; none where it does not tell all of it.
    pub fn search(&self, user_id: &str) -> Option<AskedSearch> {
        let base = self.base.clone().filter(|base| !base.trim().is_empty() && !self.filter_untold)?;
        Some(AskedSearch { base, filter: self.filter.clone().unwrap_or_default(), user_id: user_id.to_owned() })
    }
}

/// Why call manager did not say what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AxlFailure {
    /// What was asked: `getLdapSystem`.
    pub verb: String,
    /// What happened.
    pub kind: AxlFailureKind,
    /// Its own words or the system's, shortened.
    pub raw: String,
}

/// The ways a request to call manager ends without its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AxlFailureKind {
    /// The name does not resolve, or no connection was made.
    Unreachable,
    /// No answer within the time allowed.
    TimedOut,
    /// TLS refused the certificate or the name.
    Untrusted,
    /// The connection ended in the middle of an answer.
    Broken,
    /// The answer is not HTTP.
    NotHttp,
    /// It points elsewhere, which is not followed.
    Redirected,
    /// 401: user or password is wrong.
    Unauthorized,
    /// 403: the user lacks the role for AXL.
    Forbidden,
    /// 404: no AXL at this address.
    NotFound,
    /// 503: too many requests, or the service is starting.
    Busy,
    /// Another HTTP status.
    Status,
    /// None of the versions we speak is supported.
    VersionUnsupported,
    /// A SOAP fault.
    Fault,
    /// The answer is no well-formed SOAP.
    Malformed,
    /// The answer is larger than we take.
    TooLarge,
}
