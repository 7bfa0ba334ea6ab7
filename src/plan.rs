//! What to look at, from where, with which secrets: made of flags and file by `config`, carried out by `probes`.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;

use crate::allowed::Command;
use crate::attempts::Attempts;
use crate::check::Stage;
use crate::evidence::{Asked, AskedSearch, Fingerprint, TrustStore};
use crate::https_url::HttpsUrl;
use crate::people::CallManagerUsers;

/// What this host stands for when nobody says.
pub const DEFAULT_VANTAGE: &str = "this-host";

/// What to look at, from where, with which secrets. Everything else of the configuration stays behind.
pub struct Plan {
    /// Servers, switches and time limits, as evidence keeps them.
    pub asked: Asked,
    /// What this host stands for: `call-manager`, `presence`, `client`, or a free name.
    pub vantage: String,
    /// Local address to connect from.
    pub source: Option<IpAddr>,
    /// Trust stores given, or the system's when none was.
    pub stores: Vec<TrustStore>,
    /// Certificates of the stores, as PEM, by fingerprint.
    pub certificates: BTreeMap<Fingerprint, String>,
    /// The manager's password, when `asked.bind` is set.
    pub password: Option<SecretString>,
    /// The password of the person asked about, for one bind as that person; set when `asked.person` wants it.
    pub person_password: Option<SecretString>,
    /// The last stage to look at: `Network` opens no TLS, `Tls` sends no password.
    pub last_stage: Stage,
    /// Host names whose addresses are known already, so nothing is looked up.
    pub hosts: BTreeMap<String, Vec<IpAddr>>,
    /// A hello of TLS 1.0 is of use: the configured call manager may speak nothing newer.
    pub old_tls: bool,
    /// How call manager is asked; none when nothing asks for it.
    pub axl: Option<AxlAccess>,
    /// How call manager is asked whether it knows a person; asked when there is one.
    pub uds: Option<UdsAccess>,
    /// How other clusters are asked whose home the person is.
    pub other_uds: Vec<UdsAccess>,
    /// The nodes that are asked for their trust stores, before anything else is looked at.
    pub node_certificates: Vec<WebAccess>,
    /// The nodes that are asked by AXL.
    pub node_axl: Vec<NodeAxl>,
    /// The logs of nodes that are fetched.
    pub node_logs: Option<FetchLogs>,
    /// The nodes that the person logs in to, once the directory has taken the password.
    pub logins: Option<Logins>,
    /// The shells of nodes that are asked.
    pub shells: Vec<ShellAccess>,
    /// Where their sessions are kept as they came, for whoever saves them; none when nobody does.
    pub kept_sessions: Option<KeptSessions>,
    /// The people of the directory itself are read, when no export of it was given.
    pub people: Option<ReadPeople>,
    /// Whose password was sent in this run, and what earlier runs were told.
    pub attempts: Attempts,
    /// Variables of the environment that hold passwords: no child sees them.
    pub secret_variables: Vec<String>,
}

impl Plan {
    /// A plan that looks at the network and no further, trusts and knows nothing, and asks no appliance.
    pub fn of_network(asked: Asked, vantage: &str) -> Self {
        Self {
            asked,
            vantage: vantage.to_owned(),
            source: None,
            stores: Vec::new(),
            certificates: BTreeMap::new(),
            password: None,
            person_password: None,
            last_stage: Stage::Network,
            hosts: BTreeMap::new(),
            old_tls: false,
            axl: None,
            uds: None,
            other_uds: Vec::new(),
            node_certificates: Vec::new(),
            node_axl: Vec::new(),
            node_logs: None,
            logins: None,
            shells: Vec::new(),
            kept_sessions: None,
            people: None,
            attempts: Attempts::default(),
            secret_variables: Vec::new(),
        }
    }
}

/// What is to be read of the directory's people.
#[derive(Debug, Clone, Default)]
pub struct ReadPeople {
    /// Another base to try.
    pub base: Option<String>,
    /// Another filter to try.
    pub filter: Option<String>,
    /// The searches of further synchronisation agreements.
    pub further: Vec<AskedSearch>,
    /// Whom of call manager to look for outside base and filter too, when files list its users.
    pub users: Option<Arc<CallManagerUsers>>,
}

/// How to ask call manager by UDS, which wants no credentials.
#[derive(Debug, Clone)]
pub struct UdsAccess {
    /// Where UDS is.
    pub url: HttpsUrl,
    /// Certificates, as PEM, that call manager's own is verified with.
    pub trust: Vec<String>,
}

/// The nodes that a person logs in to, one after the other.
#[derive(Debug, Clone)]
pub struct Logins {
    /// The node of call manager that is asked; none when none is to be.
    pub call_manager: Option<NodeAccess>,
    /// Nodes of presence, of which one is asked.
    pub presence: PresenceNodes,
    /// The presence node of the person, as the export of call manager's users has it.
    pub exported: Option<String>,
}

/// Which node of presence is asked.
#[derive(Debug, Clone)]
pub enum PresenceNodes {
    /// None.
    None,
    /// This one, whoever is assigned where.
    Named(NodeAccess),
    /// The one of these that call manager lists for the person.
    Assigned(Vec<NodeAccess>),
}

/// How a person logs in to one node.
#[derive(Debug, Clone)]
pub struct NodeAccess {
    /// `call-manager/NAME` or `presence/NAME`.
    pub name: String,
    /// Where its web service is.
    pub url: HttpsUrl,
    /// `--node` names it.
    pub named: bool,
    /// Certificates, as PEM, that the node's own is verified with.
    pub trust: Vec<String>,
    /// The version of the site's client, which a presence login says.
    pub client_version: String,
}

/// An account of a node, and where its web service is.
#[derive(Debug, Clone)]
pub struct WebAccess {
    /// `call-manager/NAME` or `presence/NAME`.
    pub name: String,
    /// Where the service is.
    pub url: HttpsUrl,
    /// The account.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Certificates, as PEM, that the node's own is verified with.
    pub trust: Vec<String>,
    /// The account is one of this host alone, by the name under which its tries are counted; else it is known to the whole
    /// cluster.
    pub of_host: Option<String>,
}

/// A node that is asked by AXL.
#[derive(Debug, Clone)]
pub struct NodeAxl {
    /// Where, and as whom.
    pub access: WebAccess,
    /// The version of the node, when it is known: it decides which AXL is spoken first.
    pub version: Option<String>,
    /// The users of a presence node are asked for too, since no export lists them.
    pub users: bool,
}

/// Which logs are fetched.
#[derive(Debug, Clone)]
pub struct FetchLogs {
    /// The nodes, and the application user.
    pub nodes: Vec<WebAccess>,
    /// How far back.
    pub window: Window,
}

/// A time until now, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window(u32);

impl Window {
    /// The longest: 127 days, which the service counts in one byte.
    const LONGEST: u32 = 127 * 24 * 60;

    /// `30m`, `2h`, `1d`; at least a minute and at most 127 days.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, minutes) = match text.trim() {
            text if text.ends_with('m') => (text.trim_end_matches('m'), 1),
            text if text.ends_with('h') => (text.trim_end_matches('h'), 60),
            text if text.ends_with('d') => (text.trim_end_matches('d'), 24 * 60),
            _ => return None,
        };
        let number = number.parse::<u32>().ok()?.checked_mul(minutes)?;
        (1..=Self::LONGEST).contains(&number).then_some(Self(number))
    }

    /// The unit and the number of Log Collection, in which a number is at most 127: never shorter than asked.
    pub fn as_the_service_says(self) -> (&'static str, u8) {
        let units = [("Minutes", 1), ("Hours", 60), ("Days", 24 * 60)];
        let fits = |(unit, minutes): (&'static str, u32)| {
            Some((unit, u8::try_from(self.0.div_ceil(minutes)).ok().filter(|number| *number <= 127)?))
        };
        units.into_iter().find_map(fits).unwrap_or(("Days", 127))
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => write!(f, "1 minute"),
            minutes if minutes % (24 * 60) == 0 => write!(f, "{} days", minutes / (24 * 60)),
            minutes if minutes % 60 == 0 && minutes > 60 => write!(f, "{} hours", minutes / 60),
            minutes => write!(f, "{minutes} minutes"),
        }
    }
}

/// How the shell of one node is asked by ssh.
#[derive(Debug, Clone)]
pub struct ShellAccess {
    /// `call-manager/NAME` or `presence/NAME`.
    pub name: String,
    /// Names of all nodes of the configuration.
    pub nodes: Vec<String>,
    /// Where to connect.
    pub host: String,
    /// The port there.
    pub port: u16,
    /// The platform account.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Host keys that are known, as `SHA256:…`.
    pub known: Vec<String>,
    /// Algorithms of old releases are offered too.
    pub old_algorithms: bool,
    /// What is asked, in order. Nobody logs in for nothing: without any, only the host key is looked at.
    pub commands: Vec<Command>,
    /// A file gives the LDAP hosts of this node.
    pub has_hosts: bool,
}

impl ShellAccess {
    /// `host:port`.
    pub fn authority(&self) -> String {
        authority(&self.host, self.port)
    }

    /// The names under which passwords that are sent there are counted: its accounts are those of no directory.
    pub fn servers(&self) -> Vec<String> {
        let mut names = vec![ssh_server(&self.host, self.port), short(&self.name).to_owned()];
        // On another port it may be the address of whoever forwards.
        names.extend(Some(self.host.clone()).filter(|host| self.port == 22 && !names.contains(host)));
        names
    }
}

fn authority(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// How the ssh server at this place is counted.
pub fn ssh_server(host: &str, port: u16) -> String {
    format!("ssh://{}", authority(host, port))
}

/// `NAME` of `presence/NAME`.
fn short(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

impl WebAccess {
    /// The names under which passwords that are sent there are counted.
    pub fn servers(&self) -> Vec<String> {
        let own = [self.url.authority(), self.url.host.clone(), short(&self.name).to_owned()];
        self.of_host.iter().cloned().chain(own).collect()
    }
}

impl AxlAccess {
    /// The names under which passwords that are sent there are counted.
    pub fn servers(&self) -> Vec<String> {
        vec![self.url.authority(), self.url.host.clone()]
    }
}

/// Sessions of nodes as they came, each with its node's name. Copies are the same.
#[derive(Clone, Default)]
pub struct KeptSessions(Arc<Mutex<NamedSessions>>);

/// Texts of sessions with their nodes' names.
type NamedSessions = Vec<(String, Vec<u8>)>;

impl KeptSessions {
    /// Keeps one.
    pub fn keep(&self, name: &str, text: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((name.to_owned(), text.to_owned()));
    }

    /// Hands them out, once.
    pub fn take(&self) -> Vec<(String, Vec<u8>)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How to ask call manager by AXL.
#[derive(Debug, Clone)]
pub struct AxlAccess {
    /// Where AXL is.
    pub url: HttpsUrl,
    /// A user with the role "Standard AXL API Access".
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Certificates, as PEM, that call manager's own is verified with.
    pub trust: Vec<String>,
    /// The version of call manager, when it is known: it decides which AXL is spoken first.
    pub version: Option<String>,
    /// All its users are asked for too, since no export lists them.
    pub users: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_never_shorter_than_asked() {
        for (text, told, says) in [
            ("30m", "30 minutes", ("Minutes", 30)),
            ("127m", "127 minutes", ("Minutes", 127)),
            ("128m", "128 minutes", ("Hours", 3)),
            ("1h", "60 minutes", ("Minutes", 60)),
            ("5h", "5 hours", ("Hours", 5)),
            ("2d", "2 days", ("Hours", 48)),
            ("127d", "127 days", ("Days", 127)),
        ] {
            let window = Window::parse(text).unwrap();
            assert_eq!((window.to_string().as_str(), window.as_the_service_says()), (told, says), "{text}");
        }
        for text in ["", "m", "30", "0m", "128d", "-3m", "1.5h", "4294967295d"] {
            assert_eq!(Window::parse(text), None, "{text}");
        }
    }
}
