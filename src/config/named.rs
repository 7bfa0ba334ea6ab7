//! Nodes that are named on the command line, before there is a configuration.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use secrecy::SecretString;

use super::secret::{self, Obtained};
use super::shells::{PORT, host_and_port, of_file};
use crate::allowed::Command;
use crate::plan::ShellAccess;

/// The variable that holds the password of the platform account.
pub const PASSWORD: &str = "UCDOCTOR_NODE_PASSWORD";
/// The variable that holds the password of the application user.
pub const AXL_PASSWORD: &str = "UCDOCTOR_AXL_PASSWORD";

/// `NAME` or `NAME=HOST[:PORT]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedNode {
    /// Its name.
    pub name: String,
    /// Where to connect, when that is not the name.
    pub address: Option<String>,
}

impl NamedNode {
    /// Reads it as it is typed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, address) = text.split_once('=').map_or((text, None), |(name, address)| (name, Some(address)));
        let is_host = host_and_port(name).is_some_and(|(host, port)| host == name && port == PORT);
        let is_address = address.is_none_or(|address| host_and_port(address).is_some());
        if !is_host || !is_address {
            return Err("expected NAME or NAME=HOST[:PORT], as cucm-pub,cups1=127.0.0.1:2201".to_owned());
        }
        Ok(Self { name: name.to_owned(), address: address.map(str::to_owned) })
    }

    /// Where it is connected to.
    pub fn endpoint(&self) -> (String, u16) {
        let own = || (self.name.clone(), PORT);
        self.address.as_deref().and_then(host_and_port).unwrap_or_else(own)
    }
}

/// How all of the nodes are asked.
#[derive(Debug, Clone)]
pub struct Approach {
    /// The platform account.
    pub user: String,
    /// Host keys that are approved, as `SHA256:…`.
    pub keys: Vec<String>,
    /// Algorithms of old releases are offered too.
    pub old_algorithms: bool,
}

impl Approach {
    /// How one node is asked; without a password only its host key is looked at. Fails where the file of known host keys
    /// cannot be read.
    pub fn access(
        &self,
        node: &NamedNode,
        known_hosts: Option<&Path>,
        asked: Option<(&SecretString, Vec<Command>)>,
    ) -> anyhow::Result<ShellAccess> {
        let (host, port) = node.endpoint();
        let mut known: Vec<String> = self.keys.iter().map(|key| key.trim_end_matches('=').to_owned()).collect();
        if let Some(path) = known_hosts {
            known.extend(of_known_hosts(path, &node.name, (&host, port))?);
        }
        let (password, commands) = asked.map_or_else(Default::default, |(password, all)| (password.clone(), all));
        Ok(ShellAccess {
            name: node.name.clone(),
            nodes: Vec::new(),
            host,
            port,
            user: self.user.clone(),
            password,
            known,
            old_algorithms: self.old_algorithms,
            commands,
            has_hosts: false,
        })
    }
}

fn of_known_hosts(path: &Path, name: &str, (host, port): (&str, u16)) -> anyhow::Result<Vec<String>> {
    let unreadable = || format!("--ssh-known-hosts: cannot read {}", path.display());
    File::open(path).with_context(unreadable)?;
    let mut known = Vec::new();
    for (host, port) in [(host, port), (name, port), (name, PORT)] {
        known.extend(of_file(host, port, path).with_context(unreadable)?);
    }
    known.sort();
    known.dedup();
    Ok(known)
}

/// The password of an account, `whose` as a prompt names it: typed, or that of a variable. Fails where there is neither.
pub fn password(whose: &str, variable: &str, ask: bool) -> anyhow::Result<Obtained> {
    if ask {
        return secret::ask(whose);
    }
    match std::env::var_os(variable) {
        Some(value) => secret::from_environment(&value).context(variable.to_owned()),
        None => bail!("no password of {whose} is given: export {variable}, or use --ask-password"),
    }
}

#[cfg(test)]
mod tests {
    use super::NamedNode;

    #[test]
    fn a_node_has_a_name_and_perhaps_an_address() {
        for (text, expected) in [
            ("ucm7", Some(("ucm7", None, ("ucm7", 22)))),
            ("ucm7.lab.example", Some(("ucm7.lab.example", None, ("ucm7.lab.example", 22)))),
            ("10.4.5.6", Some(("10.4.5.6", None, ("10.4.5.6", 22)))),
            ("im7=127.0.0.1:2207", Some(("im7", Some("127.0.0.1:2207"), ("127.0.0.1", 2207)))),
            ("im7=10.4.5.6", Some(("im7", Some("10.4.5.6"), ("10.4.5.6", 22)))),
            ("ucm7:2201", None),
            ("admin@ucm7", None),
            ("ucm7=", None),
            ("=10.4.5.6", None),
            ("-ucm7", None),
            ("", None),
        ] {
            let read = NamedNode::parse(text).ok();
            let read = read.as_ref().map(|node| (node.name.as_str(), node.address.as_deref(), node.endpoint()));
            let expected = expected.map(|(name, address, (host, port))| (name, address, (host.to_owned(), port)));
            assert_eq!(read, expected, "{text:?}");
        }
    }
}
