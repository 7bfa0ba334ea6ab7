//! How the shells of nodes are asked by ssh.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use secrecy::SecretString;

use super::commands;
use super::file::Node;
use super::parse::Loaded;
use super::plan::CheckOptions;
use super::secret::{self, Ways};
use super::transcripts;
use crate::check::Stage;
use crate::plan::ShellAccess;

/// The port of SSH.
pub(super) const PORT: u16 = 22;

/// Passwords that were asked for on the terminal, by account.
type Typed = BTreeMap<String, SecretString>;

/// The nodes that are asked by ssh, when a stage that wants them is. One without a password is not, and that is noted.
pub(super) fn shells(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<Vec<ShellAccess>> {
    let wanted = options.only.is_empty() || options.only.contains(&Stage::Deployment);
    let Some(loaded) = loaded.filter(|_| wanted) else { return Ok(Vec::new()) };
    let names: Vec<String> = transcripts::nodes(&loaded.config).map(|(.., node)| node.name.clone()).collect();
    let (mut all, mut typed) = (Vec::new(), Typed::new());
    for (key, appliance, place, node) in transcripts::nodes(&loaded.config) {
        let Some(user) = &node.ssh else { continue };
        let password = match secret::obtain_by(loaded, &Ways::shell(key, place, node))? {
            Some(obtained) => {
                warnings.extend(obtained.warning);
                obtained.password
            }
            None if options.ask_password => ask(&mut typed, user)?,
            None => {
                notes.push(format!(
                    "{appliance}/{} gives no password for ssh, so it is not asked; add ssh_password_env, \
                     ssh_password_file or ssh_password_command, or use --ask-password",
                    node.name
                ));
                continue;
            }
        };
        let at = |last: &str| [key, "nodes", &place.to_string(), last].map(str::to_owned).to_vec();
        let (host, port) = address(node);
        all.push(ShellAccess {
            name: format!("{appliance}/{}", node.name),
            nodes: names.clone(),
            known: known(loaded, node, (&host, port), &at("ssh_known_hosts"))?,
            host,
            port,
            user: user.clone(),
            password,
            old_algorithms: node.ssh_old_algorithms,
            commands: commands::of_node(&loaded.config, &node.name).unwrap_or_default(),
            has_hosts: node.ldap_hosts.is_some(),
        });
    }
    Ok(all)
}

/// One account of several nodes is typed once.
fn ask(typed: &mut Typed, user: &str) -> anyhow::Result<SecretString> {
    if let Some(known) = typed.get(user) {
        return Ok(known.clone());
    }
    let password = secret::ask(&format!("{user} on the nodes"))?.password;
    typed.insert(user.to_owned(), password.clone());
    Ok(password)
}

/// Where a node is connected to: its address, or its name.
pub(super) fn address(node: &Node) -> (String, u16) {
    let own = || (node.name.clone(), PORT);
    node.address.as_deref().and_then(host_and_port).unwrap_or_else(own)
}

/// `host`, `host:port`, `[address]:port`, or an IPv6 address alone.
pub(super) fn host_and_port(text: &str) -> Option<(String, u16)> {
    let plain = |host: &str| {
        let chars = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
        (!host.is_empty() && !host.starts_with('-') && host.chars().all(chars)).then(|| host.to_owned())
    };
    let port = |text: &str| text.parse().ok().filter(|port| *port > 0);
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        return Some((plain(host)?, if rest.is_empty() { PORT } else { port(rest.strip_prefix(':')?)? }));
    }
    match text.split_once(':') {
        Some((host, rest)) if !rest.contains(':') => Some((plain(host)?, port(rest)?)),
        _ => Some((plain(text)?, PORT)),
    }
}

/// The host keys that are known of a node, as `SHA256:…`.
fn known(loaded: &Loaded, node: &Node, (host, port): (&str, u16), at: &[String]) -> anyhow::Result<Vec<String>> {
    let mut known: Vec<String> = node.ssh_host_key.iter().map(|key| key.trim_end_matches('=').to_owned()).collect();
    let Some(path) = &node.ssh_known_hosts else { return Ok(known) };
    let path = loaded.resolve(path);
    let at: Vec<&str> = at.iter().map(String::as_str).collect();
    let pointed = |why: String| loaded.error(&at, &why, Some("it has the form of OpenSSH's known_hosts"));
    let unreadable = |why: &dyn std::fmt::Display| pointed(format!("cannot read {}: {why}", path.display()));
    File::open(&path).map_err(|why| unreadable(&why))?;
    for (host, port) in [(host, port), (node.name.as_str(), port), (node.name.as_str(), PORT)] {
        known.extend(of_file(host, port, &path).map_err(|why| unreadable(&why))?);
    }
    known.sort();
    known.dedup();
    Ok(known)
}

/// The keys of a host in a file of OpenSSH's form.
pub(super) fn of_file(host: &str, port: u16, path: &Path) -> Result<Vec<String>, russh::keys::Error> {
    let keys = russh::keys::known_hosts::known_host_keys_path(host, port, path)?;
    Ok(keys.iter().map(|(_, key)| key.fingerprint(russh::keys::HashAlg::Sha256).to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::host_and_port;

    #[test]
    fn where_to_connect() {
        for (text, expected) in [
            ("10.1.2.3", Some(("10.1.2.3", 22))),
            ("127.0.0.1:2201", Some(("127.0.0.1", 2201))),
            ("im7.lab.example:22", Some(("im7.lab.example", 22))),
            ("[2001:db8::7]:2222", Some(("2001:db8::7", 2222))),
            ("[::1]", Some(("::1", 22))),
            ("2001:db8::7", Some(("2001:db8::7", 22))),
            ("im7:0", None),
            ("im7:", None),
            ("im7:22x", None),
            (":22", None),
            ("[::1", None),
            ("admin@im7", None),
            ("ssh://im7", None),
            ("-im7", None),
            ("", None),
        ] {
            assert_eq!(host_and_port(text), expected.map(|(host, port)| (host.to_owned(), port)), "{text:?}");
        }
    }
}
