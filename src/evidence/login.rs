//! What single nodes say when the person asked about logs in there. Neither the password nor a session's key is part of
//! it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{Millis, Observed};

/// One login of the person at one node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeLogin {
    /// `call-manager/NAME` or `presence/NAME`; the appliance alone where no node of it was asked.
    pub node: String,
    /// What was asked.
    pub service: LoginService,
    /// `host:port`; empty where none was asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// Why this node and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
    /// The version of the client that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_version: Option<String>,
    /// Every request, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<NodeRequest>,
    /// The answer to the one that carried the password.
    pub answer: Observed<LoginAnswer, LoginFailure>,
}

impl NodeLogin {
    /// Nothing is known yet.
    pub fn of(node: &str, service: LoginService) -> Self {
        let node = node.to_owned();
        let answer = Observed::Cut;
        Self { node, service, server: String::new(), chosen: None, client_version: None, requests: Vec::new(), answer }
    }

    /// The node took the password.
    pub fn accepted(&self) -> bool {
        self.answer.seen().is_some_and(|answer| answer.outcome == LoginOutcome::Accepted)
    }
}

/// The service of a node that a client logs in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LoginService {
    /// User Data Services of call manager: the user's own data, by Basic authentication.
    Uds,
    /// The presence login (EPAS), a SOAP interface.
    Epas,
}

/// Why a node was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Chosen {
    /// It is the first that the configuration gives.
    First,
    /// Call manager lists it for this person.
    Listed,
    /// The export of call manager's users assigns the person to it.
    Exported,
    /// `--node` names it.
    Named,
}

/// One request, and what is measured of its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeRequest {
    /// What was asked: `GET /cucm-uds/user/jdoe`, `login`, `logout`.
    pub request: String,
    /// When, RFC 3339.
    pub at: String,
    /// The HTTP status; none where no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// From the first packet to the end of the answer.
    pub ms: Millis,
}

/// An answer to a login.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoginAnswer {
    /// What it amounts to.
    pub outcome: LoginOutcome,
    /// The HTTP status (RFC 9110 section 15).
    pub status: u16,
    /// The service's own code, where the answer has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// Its own words, shortened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// What call manager says of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<UdsAccount>,
}

/// What an answer to a login amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoginOutcome {
    /// The password was taken.
    Accepted,
    /// It was not; why is not told: 401 (Cisco User Data Services), `failure` of a presence login, its code 114.
    Refused,
    /// 403 of UDS: the user lacks the role.
    RoleMissing,
    /// The presence server wants a newer client.
    ClientTooOld,
    /// Code 160: there is a session already. Documented of the older presence interface, where it follows the password.
    AlreadyLoggedIn,
    /// Too many requests, or the service is not ready: 429, 503, codes 210 and 212.
    Busy,
    /// An error of the server's own: 5xx, codes 200 and 208.
    ServerError,
    /// 404: no such service, or no such user.
    NotFound,
    /// The request is not what this release expects: 400, 405, 409, 415, codes 111 to 113.
    NotExpected,
    /// Anything else.
    Other,
}

/// What call manager says of the user who asks (UDS, `/user/ID`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UdsAccount {
    /// `accountType`: the directory's password counts (`useLdapAuth`).
    pub ldap: Option<bool>,
    /// `homeCluster`: this cluster is the user's home.
    pub home: Option<bool>,
    /// `homeCluster`: the user is enabled for presence (`enableImAndPresence`).
    pub presence: Option<bool>,
    /// The cluster that call manager calls the user's home, where it is not itself (`clusterUser`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_elsewhere: Option<String>,
    /// `imAndPresence`: the presence servers, in call manager's order.
    pub presence_servers: Vec<String>,
}

/// Why there is no answer to a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoginFailure {
    /// What happened.
    pub kind: LoginFailureKind,
    /// The system's own words.
    pub raw: String,
}

/// The ways a login ends without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoginFailureKind {
    /// The name does not resolve, or no connection was made: nothing was sent.
    Unreachable,
    /// The certificate or its name is not verified: nothing was sent.
    Untrusted,
    /// No answer within the time allowed, to a password that may have been sent.
    TimedOut,
    /// The connection ended before the answer did.
    Broken,
    /// What came is not HTTP.
    NotHttp,
    /// The answer is larger than any real one.
    TooLarge,
}

impl LoginFailureKind {
    /// The password did not leave this host.
    pub fn is_before_the_password(self) -> bool {
        matches!(self, Self::Unreachable | Self::Untrusted)
    }
}
