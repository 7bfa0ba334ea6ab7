//! What log files of a client, and of the appliances, say of logins.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// The log files of one problem report, read together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClientLog {
    /// The files that held lines of a known form.
    pub files: Vec<LogFile>,
    /// The last attempt to log in that tells something: people sign out before they send a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LoginAttempt>,
    /// How many attempts there are: starts of the client and sign-outs part them.
    #[serde(default)]
    pub attempts: u64,
    /// The last error of an attempt before that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<LoginError>,
    /// How each of several problem reports ends by itself, where not all end alike: they may be those of several people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportEnd>,
    /// The last fault of the client's own directory search, which is no part of the login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<LoginError>,
    /// What the appliances' own logs say of their LDAP conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appliance: Vec<ApplianceLine>,
    /// Codes that look like errors and are none, with how often they stand there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub harmless: BTreeMap<String, u64>,
    /// Warnings and errors that are not known here: kinds with their counts, the most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<UnknownLines>,
    /// Lines of further kinds, which are counted only.
    #[serde(default)]
    pub more_unknown: u64,
    /// Files that have the name of a log, and no line of a known form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// Why not everything was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<String>,
}

/// The end of one of several problem reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportEnd {
    /// The name of the report, for people.
    pub name: String,
    /// The error of its last login; none where that has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<LoginError>,
}

/// One log file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogFile {
    /// Its name, for people; never a path to open.
    pub name: String,
    /// Bytes read.
    pub bytes: u64,
    /// The time of its first line that has one, as the log writes it: `2024-02-01 05:48:33,461`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// The time of its last line that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// The steps of a client's login, in their order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LoginStage {
    /// SRV records and the servers they name.
    ServiceDiscovery,
    /// Which cluster is the person's home.
    HomeCluster,
    /// User ID and password at call manager.
    CallManagerLogin,
    /// User ID and password at the presence server (its SOAP interface on 8443).
    PresenceLogin,
    /// The XMPP session on 5222.
    Xmpp,
    /// The client's own search in the directory; no part of the login.
    DirectorySearch,
}

impl LoginStage {
    /// As people say it: "the presence login".
    pub fn words(self) -> &'static str {
        match self {
            Self::ServiceDiscovery => "service discovery",
            Self::HomeCluster => "the question for the home cluster",
            Self::CallManagerLogin => "the call-manager login",
            Self::PresenceLogin => "the presence login",
            Self::Xmpp => "the XMPP session",
            Self::DirectorySearch => "the directory search",
        }
    }
}

/// One attempt to log in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoginAttempt {
    /// When its first recognised line was written, as the log writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<String>,
    /// The last stage that it reached.
    pub reached: LoginStage,
    /// The last error that nothing after it overcame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<LoginError>,
    /// The stage was tried again after that error, and the log does not say how that ended.
    #[serde(default)]
    pub tried_again: bool,
    /// The person signed out after it.
    #[serde(default)]
    pub signed_out: bool,
}

/// An error of a log, decoded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoginError {
    /// Where it happened.
    pub stage: LoginStage,
    /// What it means.
    pub kind: LoginErrorKind,
    /// The code as the log has it: `LERR_CUP_CERT <11>`, `HOME_UDS_AUTHENTICATION_FAILED`.
    pub code: String,
    /// The server of this stage that the lines before it name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// When, as the log writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The log's own words, cut and without what may be a token.
    pub text: String,
    /// What the lines just before it say of the same error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What an error of a log means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoginErrorKind {
    /// The name servers have no SRV record for the domain.
    NoSrvRecords,
    /// No cluster calls itself the person's home.
    NoHomeCluster,
    /// A server's name is not resolved.
    HostUnresolved,
    /// Call manager does not answer.
    CallManagerUnreachable,
    /// Call manager refuses the user ID and password: the password, the directory behind it, base or filter.
    CallManagerRefuses,
    /// The person lacks the role to read their own data.
    RoleMissing,
    /// The edge (remote access) refuses the login.
    EdgeRefuses,
    /// The client does not trust the presence server's certificate.
    PresenceCertificate,
    /// The presence server refuses the user ID and password.
    PresenceRefuses,
    /// The presence server does not answer.
    PresenceUnreachable,
    /// The presence server wants a newer client.
    ClientTooOld,
    /// The client does not trust the certificate of the XMPP service.
    XmppCertificate,
    /// The XMPP service refuses the login.
    XmppRefuses,
    /// The XMPP service does not answer.
    XmppUnreachable,
    /// Single sign-on failed.
    SingleSignOn,
    /// The directory server of the contact search does not answer, or is not trusted.
    DirectoryUnreachable,
    /// The directory refuses the account of the contact search.
    DirectoryRefuses,
    /// The base of the contact search does not exist.
    DirectoryBase,
    /// The directory wants signing or TLS of the contact search.
    DirectoryWantsTls,
    /// The client does not trust call manager's certificate.
    CallManagerCertificate,
    /// A proxy does not let the client through to call manager.
    ProxyRefuses,
    /// The presence server has a fault inside.
    PresenceFails,
    /// Another code: printed as it is.
    Other,
}

/// What an appliance's own log says of its LDAP conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ApplianceLine {
    /// What it says.
    pub kind: ApplianceLineKind,
    /// The directory server, or the LDAP result code; empty where the line names neither.
    pub about: String,
    /// When, as the log writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// How often.
    pub count: u64,
    /// Logins that the directory took after the last of them, as later lines say.
    #[serde(default, skip_serializing_if = "crate::evidence::is_zero")]
    pub taken_after: u64,
}

/// Lines of Tomcat's security log and of the CTI manager's trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ApplianceLineKind {
    /// The certificate does not name the configured host.
    NameMismatch,
    /// The password goes over plain LDAP.
    PlainLdap,
    /// The search for the person ended with this result code.
    SearchCode,
    /// A person was authenticated.
    Authenticated,
    /// A synchronisation brought nobody, as the log of DirSync says.
    NobodySynchronised,
    /// Java found no way from a server's certificate to the node's trust store.
    Untrusted,
    /// The node's alarm that one of its certificates has expired.
    CertificateExpired,
    /// The same of one that expires within a day.
    CertificateExpiring,
    /// The node's alarm that users are not synchronised; the line names it.
    SynchronisationFails,
    /// The CTI manager gave a login up: the directory did not answer in time.
    LoginTimedOut,
    /// Java could not connect to the directory server, or got no answer from it: the line says why.
    NoConnection,
    /// Java could not resolve the name of the directory server.
    NameUnresolved,
    /// Java found a certificate of the directory server outside its dates.
    CertificateDates,
    /// Java could not agree with the directory server on TLS, for another reason.
    TlsFailed,
    /// The directory answered with this result code, as Java tells it.
    ResultCode,
    /// The node's alarm that users share an ID or an address, or have none that is valid; the line names it.
    UsersNotUnique,
    /// DirSync made this many users inactive.
    UsersInactive,
    /// Presence's sync agent waits, since its node takes itself for a subscriber.
    SyncAgentWaits,
    /// The CTI manager knows the user, who lacks the role to control phones.
    RoleMissing,
    /// The edge asked this call manager about a user, and was refused.
    EdgeRefused,
}

/// Warnings and errors of one kind that are not known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnknownLines {
    /// The function that wrote them, or the beginning of the text.
    pub from: String,
    /// One of them, cut.
    pub sample: String,
    /// How many.
    pub count: u64,
    /// The time of the last one, as the log writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}
