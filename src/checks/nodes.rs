//! What the checks of nodes share: which servers a node needs, what shows that it answers, and what its session may not do.

use crate::check::{Owner, Skip};
use crate::code::CheckCode;
use crate::evidence::Evidence;
use crate::evidence::deployment::LdapHost;
use crate::evidence::node::{Node, NodeName, ShellTroubleKind as Kind};

/// What shows that a node does answer who asks it.
pub(super) const BY_HAND: &[&str] = &["it answers when it is asked by hand, from this host and by the same account"];

/// A directory server that a node uses, as it is configured there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needed {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Needed {
    /// `host:port`.
    pub(super) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// The servers of the configuration, then what the node has stored itself, each once.
pub(super) fn needed(evidence: &Evidence, node: &Node) -> Vec<Needed> {
    let configured = evidence.asked.servers.iter().chain(evidence.deployment.iter().flat_map(|all| &all.servers));
    let configured = configured.map(|url| Needed { host: url.host.clone(), port: url.port });
    let own = evidence.deployment.iter().flat_map(|all| &all.ldap_hosts).filter(|list| list.node == node.name);
    let stored =
        own.flat_map(|list| &list.hosts).filter_map(|host| Some(Needed { host: host.host.clone(), port: port(host)? }));
    let mut all: Vec<Needed> = Vec::new();
    for needed in configured.chain(stored) {
        if !all.iter().any(|known| known.port == needed.port && known.host.eq_ignore_ascii_case(&needed.host)) {
            all.push(needed);
        }
    }
    all
}

fn port(host: &LdapHost) -> Option<u16> {
    host.port.or_else(|| host.tls.map(|tls| if tls { 636 } else { 389 }))
}

/// Whether the account of the session was not allowed a command; then what depends on it is not judged.
fn refused(node: &Node, command: &str) -> Option<Skip> {
    let refused = node.refused.iter().find(|refused| refused.command.starts_with(command))?;
    Some(Skip::Undecided(format!(
        "the account of the session may not use `{command}`, or mistyped it (\"{}\"): give it privilege level 1",
        refused.text
    )))
}

/// Whether the node finds no address for a host name, neither by its name servers nor by itself.
pub(super) fn is_lost(node: &Node, host: &str) -> bool {
    let mut answers = node.names.iter().filter(|name| name.name.eq_ignore_ascii_case(host)).peekable();
    let nowhere = |name: &NodeName| name.external.is_empty() && name.local.is_empty();
    let none_found = node.names.iter().any(|name| name.name.eq_ignore_ascii_case(host) && name.none_found);
    answers.peek().is_some() && answers.all(nowhere) && (none_found || node.dns_unreachable)
}

/// Why a command is not in a session: it was refused, the session came to no end, or nobody typed it.
pub(super) fn missing(node: &Node, command: &str, otherwise: String) -> Skip {
    if let Some(refused) = refused(node, command) {
        return refused;
    }
    let trouble = node.shell.as_ref().and_then(|shell| shell.trouble.as_ref());
    match trouble.map(|trouble| trouble.kind) {
        None => Skip::NotAsked(otherwise),
        Some(Kind::HostKeyChanged) => Skip::Blocked(CheckCode::Node007),
        Some(
            Kind::Rejected | Kind::NotSent | Kind::PasswordChange | Kind::NoPasswordLogin | Kind::NoCommonAlgorithm,
        ) => Skip::Blocked(CheckCode::Node006),
        Some(Kind::HostKeyUnknown) => Skip::NotAsked("its host key is not known (NODE-007)".to_owned()),
        Some(_) => Skip::NotAsked("its shell did not answer so far (NODE-006)".to_owned()),
    }
}

/// Whose a node is.
pub(super) fn owner(node: &Node) -> Owner {
    if node.name.starts_with("presence") { Owner::Presence } else { Owner::CallManager }
}
