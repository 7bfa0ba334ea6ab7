//! What nodes of call manager and presence showed of themselves in their own shells.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::deployment::SyncStatus;

/// The port of every node that is open while its web service runs: a test of it must succeed.
pub const OPEN_CONTROL: u16 = 8443;
/// A port that nothing on a node listens at (RFC 863, discard): a test of it must fail.
pub const CLOSED_CONTROL: u16 = 9;

/// What one node of call manager or presence showed of itself in its own shell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Node {
    /// `call-manager/NAME` or `presence/NAME`, as the configuration names it.
    pub name: String,
    /// Where it was read from.
    pub source: String,
    /// The name that it gives itself.
    pub machine: Option<String>,
    /// `show version active`.
    pub version: Option<String>,
    /// Its address, and the name servers it asks.
    pub network: Option<NodeNetwork>,
    /// The nodes of its cluster.
    pub cluster: Vec<ClusterMember>,
    /// Whether it reaches servers, in the order in which they were asked.
    pub reach: Vec<Reach>,
    /// How it resolves names.
    pub names: Vec<NodeName>,
    /// The banner of the login says that no name server answers.
    pub dns_unreachable: bool,
    /// Its clock.
    pub clock: Option<NodeClock>,
    /// Its services.
    pub services: Vec<Service>,
    /// All of them are listed: the command came to its end.
    pub services_whole: bool,
    /// It is the first node of its cluster, the publisher: `Primary Node =true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<bool>,
    /// What its sync agent says of itself (`epassyncagentcfg`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_status: Option<SyncStatus>,
    /// Servers of its database replication that are not set up, with the state as printed.
    pub replication: Vec<ReplicationState>,
    /// Names of certificates in its trust stores, as listed: `tomcat-trust/Root_CA_01.pem`.
    pub trust_names: Vec<String>,
    /// All of them are listed: the command came to its end.
    pub trust_names_whole: bool,
    /// Commands that the account may not use, or that failed.
    pub refused: Vec<RefusedCommand>,
    /// Outputs that are not recognised, or were cut: shown, never judged.
    pub unread: Vec<UnreadOutput>,
    /// How its shell was reached; none for a session that somebody logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<Shell>,
}

/// A shell that was asked by ssh.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Shell {
    /// Where, `host:port`.
    pub endpoint: String,
    /// The platform account.
    pub user: String,
    /// The host key that it showed.
    pub host_key: Option<HostKey>,
    /// The host keys that the configuration knows, as `SHA256:…`.
    pub known: Vec<String>,
    /// What kept it from answering everything.
    pub trouble: Option<ShellTrouble>,
    /// When its session began, by the clock of the host that asked; none in older reports.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub began: Option<OffsetDateTime>,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub ended: Option<OffsetDateTime>,
}

/// A host key (RFC 4253 section 6.6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HostKey {
    /// `ssh-ed25519`, `ssh-rsa`.
    pub algorithm: String,
    /// `SHA256:…`, as OpenSSH prints it.
    pub sha256: String,
}

/// Why a shell did not answer everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShellTrouble {
    /// What happened.
    pub kind: ShellTroubleKind,
    /// The node's own words or the system's, shortened.
    pub raw: String,
}

/// The ways a session on a node ends before everything is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShellTroubleKind {
    /// The name does not resolve, or no connection was made.
    Unreachable,
    /// What answers breaks the rules of SSH.
    NotSsh,
    /// No algorithm of one kind is offered by both; both offers are told.
    NoCommonAlgorithm,
    /// No host key of it is known. Nothing was sent.
    HostKeyUnknown,
    /// Another host key is known. Nothing was sent.
    HostKeyChanged,
    /// The password was not sent: its one try is spent, in this run or in an earlier one.
    NotSent,
    /// It takes neither passwords nor answers to questions, or asks something else. Nothing was sent.
    NoPasswordLogin,
    /// The account or its password is refused.
    Rejected,
    /// The password must be changed first.
    PasswordChange,
    /// The login was accepted, and no shell came.
    NoShell,
    /// The platform was still starting up.
    StartingUp,
    /// No prompt came.
    NoPrompt,
    /// A command did not come to its end, nor to an end when it was interrupted.
    Silent,
    /// A command asked something again and again.
    Asked,
    /// The node ended the session.
    Ended,
    /// It printed more than is read.
    TooMuch,
    /// What it printed is no session of one node.
    Unread,
    /// The run ended first.
    Cut,
}

/// `show network eth0`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NodeNetwork {
    /// Its own address.
    pub address: Option<String>,
    /// The name servers, primary first.
    pub name_servers: Vec<String>,
    /// Another host has the same address.
    pub duplicate_address: Option<bool>,
}

/// One row of `show network cluster`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClusterMember {
    /// Its address.
    pub address: String,
    /// Its name.
    pub host: String,
    /// `callmanager`, `cups`, `connection`, as printed.
    pub role: String,
    /// Whether the node that was asked has authenticated it.
    pub authenticated: bool,
}

/// `utils network connectivity HOST PORT`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reach {
    /// As typed.
    pub host: String,
    /// As typed.
    pub port: u16,
    /// What the answer amounts to.
    pub outcome: ReachOutcome,
    /// The answer as printed.
    pub text: String,
}

/// What an answer amounts to, by comparison with the controls of the same session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReachOutcome {
    /// The same answer as the control that must be open.
    Open,
    /// The same answer as the control that must be closed.
    Closed,
    /// Another answer, or no controls to compare it with.
    #[default]
    Unknown,
}

/// `utils network host NAME`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NodeName {
    /// As typed.
    pub name: String,
    /// The name server that was asked, when one was named.
    pub server: Option<String>,
    /// What the node knows by itself: its own files and cache.
    pub local: Vec<String>,
    /// The command came to its end.
    pub whole: bool,
    /// What the name servers answered.
    pub external: Vec<String>,
    /// The name servers have no answer: `No external servers found`.
    pub none_found: bool,
}

/// `utils ntp status`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NodeClock {
    /// Whether the clock follows a server.
    pub synchronised: Option<bool>,
    /// The server's distance from a reference clock; 16 is none.
    pub stratum: Option<u8>,
    /// The time the node showed, in UTC, as printed.
    pub utc: Option<String>,
}

/// One row of `utils service list`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Service {
    /// `Cisco Tomcat`.
    pub name: String,
    /// `STARTED`, `STOPPED`, `STARTING`, as printed.
    pub state: String,
    /// `Service Not Activated`, `Component is not running`.
    pub reason: String,
}

/// One row of `utils dbreplication runtimestate` that is not set up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReplicationState {
    /// The server.
    pub server: String,
    /// `(3) Out Of Sync`.
    pub state: String,
}

/// A command that the shell refused.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RefusedCommand {
    /// As typed.
    pub command: String,
    /// In the shell's words.
    pub text: String,
}

/// An output that is not recognised.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UnreadOutput {
    /// As typed.
    pub command: String,
    /// The beginning of what it printed.
    pub text: String,
}
