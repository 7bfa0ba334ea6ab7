//! What the types alone do not rule out, checked before anything is contacted.

use std::collections::BTreeSet;

use super::accept;
use super::file::Node;
use super::parse::Loaded;
use super::shells;
use crate::server_url::{Scheme, ServerUrl};
use crate::vantage::via::Via;

/// Checks a whole configuration; the first contradiction is the error.
pub(super) fn config(loaded: &Loaded) -> anyhow::Result<()> {
    if let Some(directory) = &loaded.config.directory {
        if let Some(given) = &directory.servers {
            servers(loaded, given, directory.start_tls)?;
        }
        bind(loaded)?;
        searches(loaded)?;
        bases(loaded)?;
    }
    if let Some(call_manager) = &loaded.config.call_manager {
        let ways = [
            ("axl_password_env", call_manager.axl_password_env.is_some()),
            ("axl_password_file", call_manager.axl_password_file.is_some()),
            ("axl_password_command", call_manager.axl_password_command.is_some()),
        ];
        one_way(loaded, &["call_manager"], &ways)?;
        environment_name(loaded, &["call_manager", "axl_password_env"], call_manager.axl_password_env.as_deref())?;
        nodes(loaded, "call_manager", &call_manager.nodes)?;
    }
    if let Some(presence) = &loaded.config.presence {
        nodes(loaded, "presence", &presence.nodes)?;
    }
    accept::valid(loaded)?;
    vantages(loaded)
}

fn servers(loaded: &Loaded, servers: &[ServerUrl], start_tls: bool) -> anyhow::Result<()> {
    if servers.is_empty() {
        let help = "give what the nodes are configured to use, as [\"ldaps://dc1.corp.example:636\"]";
        return Err(loaded.error(&["directory", "servers"], "the list of servers is empty", Some(help)));
    }
    let mut seen = BTreeSet::new();
    for (index, server) in servers.iter().enumerate() {
        let at = ["directory", "servers", &index.to_string()];
        if !seen.insert(server) {
            return Err(loaded.error(&at, &format!("{server} is listed twice"), None));
        }
        if start_tls && server.scheme == Scheme::Ldaps {
            let help = "StartTLS upgrades ldap:// servers; use ldap:// here, or start_tls = false";
            return Err(loaded.error(&at, "start_tls = true does not go with an ldaps:// server", Some(help)));
        }
    }
    Ok(())
}

/// Agreements that call manager takes.
const AGREEMENTS: usize = 20;

/// One search, or one for each agreement: told apart, and with one attribute for the user ID.
fn searches(loaded: &Loaded) -> anyhow::Result<()> {
    let searches = loaded.config.directory.as_ref().and_then(|directory| directory.search.as_ref());
    let Some(searches) = searches else { return Ok(()) };
    let error = |place: usize, key: &str, what: &str, help| {
        let at = searches.at(place, key);
        Err(loaded.error(&at.iter().map(String::as_str).collect::<Vec<_>>(), what, help))
    };
    if searches.all.is_empty() || searches.all.len() > AGREEMENTS {
        let what = "give one search, or one for each synchronisation agreement: call manager has at most 20";
        return Err(loaded.error(&["directory", "search"], what, None));
    }
    for (place, search) in searches.all.iter().enumerate() {
        let earlier = searches.all.iter().take(place);
        if search.name.is_some() && earlier.clone().any(|other| other.name == search.name) {
            return error(place, "name", "an agreement of this name is listed twice", None);
        }
        if search
            .user_id
            .as_deref()
            .is_some_and(|own| searches.user_id().is_some_and(|one| !one.eq_ignore_ascii_case(own)))
        {
            let help = "System > LDAP > LDAP System sets it for all agreements";
            return error(
                place,
                "user_id",
                "call manager takes the user ID from one attribute, the same for all agreements",
                Some(help),
            );
        }
        if search.base.is_none() && searches.all.len() > 1 {
            return error(place, "name", "an agreement needs its base", Some("add base = \"OU=…,DC=…\""));
        }
    }
    Ok(())
}

fn bases(loaded: &Loaded) -> anyhow::Result<()> {
    let table = loaded.config.directory.as_ref().and_then(|directory| directory.authentication.as_ref());
    for (place, base) in table.into_iter().flat_map(|table| &table.bases).enumerate() {
        if crate::ldap::dn::parse(base).is_err() {
            let at = ["directory", "authentication", "bases", &place.to_string()];
            return Err(loaded.error(
                &at,
                "this is not a distinguished name",
                Some("write it as OU=People,DC=corp,DC=example"),
            ));
        }
    }
    Ok(())
}

fn bind(loaded: &Loaded) -> anyhow::Result<()> {
    let Some(bind) = loaded.config.directory.as_ref().and_then(|directory| directory.bind.as_ref()) else {
        return Ok(());
    };
    let table = ["directory", "bind"];
    let ways = [
        ("password_env", bind.password_env.is_some()),
        ("password_file", bind.password_file.is_some()),
        ("password_command", bind.password_command.is_some()),
    ];
    one_way(loaded, &table, &ways)?;
    environment_name(loaded, &["directory", "bind", "password_env"], bind.password_env.as_deref())?;
    if bind.password_command.as_ref().is_some_and(|command| command.first().is_none_or(String::is_empty)) {
        let help = "give the program and its arguments, as [\"pass\", \"show\", \"ucm\"]";
        let at = ["directory", "bind", "password_command"];
        return Err(loaded.error(&at, "password_command names no program", Some(help)));
    }
    match &bind.dn {
        Some(dn) if dn.trim().is_empty() => {
            // An empty name makes an anonymous bind, which proves nothing about an account (RFC 4513 section 5.1.1).
            Err(loaded.error(&["directory", "bind", "dn"], "the name of the account is empty", None))
        }
        None if ways.iter().any(|(_, given)| *given) => {
            let help = "add dn = \"CN=…\" or dn = \"name@domain\"";
            Err(loaded.error(&table, "a password is given, but no account", Some(help)))
        }
        _ => Ok(()),
    }
}

/// Names of places are told apart and printable; a destination is none of ssh's options.
fn vantages(loaded: &Loaded) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for (index, vantage) in loaded.config.vantage.iter().enumerate() {
        let index = index.to_string();
        let error = |key: &str, what: &str, help| Err(loaded.error(&["vantage", &index, key], what, help));
        let name = &vantage.name;
        if name.trim().is_empty() || name.chars().any(char::is_control) || name.chars().count() > 64 {
            return error(
                "name",
                "this is not a vantage point's name",
                Some("a short printable name, as \"presence\""),
            );
        }
        if !seen.insert(name) {
            return error("name", &format!("the vantage point \"{name}\" is listed twice"), None);
        }
        if let Via::Ssh(destination) = &vantage.via {
            let odd = |c: char| c.is_whitespace() || c.is_control();
            if destination.starts_with('-') || destination.chars().any(odd) {
                let help =
                    "give what ssh takes as a destination, as \"ssh:admin@10.1.2.3\" or \"ssh://admin@10.1.2.3:2222\"";
                return error("via", "this is no destination for ssh", Some(help));
            }
            // ssh would print it, and anybody who lists processes would read it.
            if destination
                .split('@')
                .next()
                .is_some_and(|user| destination.contains('@') && user.trim_start_matches("ssh://").contains(':'))
            {
                return error("via", "a password in a destination for ssh is refused", Some("use a key, or ssh-agent"));
            }
        }
    }
    Ok(())
}

/// At most one way to get a password.
fn one_way(loaded: &Loaded, table: &[&str], ways: &[(&str, bool)]) -> anyhow::Result<()> {
    let given: Vec<&str> = ways.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    let [first, second, ..] = given.as_slice() else { return Ok(()) };
    let at: Vec<&str> = table.iter().copied().chain([*second]).collect();
    Err(loaded.error(&at, &format!("`{first}` and `{second}` both give the password"), Some("keep one of them")))
}

/// A password typed where the name of a variable belongs must not travel on as a name.
fn environment_name(loaded: &Loaded, at: &[&str], name: Option<&str>) -> anyhow::Result<()> {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    match name {
        Some(name) if !is_name(name) => {
            let help = "it takes the name, as \"UCDOCTOR_BIND_PASSWORD\", not the password itself";
            Err(loaded.error(at, "this is not the name of an environment variable", Some(help)))
        }
        _ => Ok(()),
    }
}

/// Node names become names of stores and of files, so they are told apart and plain.
fn nodes(loaded: &Loaded, table: &str, nodes: &[Node]) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for (index, node) in nodes.iter().enumerate() {
        let at = [table, "nodes", &index.to_string(), "name"];
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if node.name.is_empty() || node.name.starts_with('.') || !node.name.chars().all(plain) {
            let help = "letters, digits, dots, hyphens and underscores, as \"imp2.corp.example\"";
            return Err(loaded.error(&at, "this is not a node's name", Some(help)));
        }
        if !seen.insert(&node.name) {
            return Err(loaded.error(&at, &format!("the node \"{}\" is listed twice", node.name), None));
        }
        let place = index.to_string();
        let ways = [
            ("axl_password_env", node.axl_password_env.is_some()),
            ("axl_password_file", node.axl_password_file.is_some()),
            ("axl_password_command", node.axl_password_command.is_some()),
        ];
        one_way(loaded, &[table, "nodes", &place], &ways)?;
        let at = [table, "nodes", &place, "axl_password_env"];
        environment_name(loaded, &at, node.axl_password_env.as_deref())?;
        shell(loaded, &[table, "nodes", &place], node)?;
    }
    Ok(())
}

/// Characters of a SHA-256 in base64, without padding.
const SHA256: usize = 43;

/// How a node's shell is asked.
fn shell(loaded: &Loaded, table: &[&str], node: &Node) -> anyhow::Result<()> {
    let at = |key: &'static str| -> Vec<&str> { table.iter().copied().chain([key]).collect() };
    let ways = [
        ("ssh_password_env", node.ssh_password_env.is_some()),
        ("ssh_password_file", node.ssh_password_file.is_some()),
        ("ssh_password_command", node.ssh_password_command.is_some()),
    ];
    one_way(loaded, table, &ways)?;
    environment_name(loaded, &at("ssh_password_env"), node.ssh_password_env.as_deref())?;
    if node.address.as_deref().is_some_and(|address| shells::host_and_port(address).is_none()) {
        let help = "a host or address, and a port: address = \"127.0.0.1:2201\"";
        return Err(loaded.error(&at("address"), "this is not where a node can be", Some(help)));
    }
    let is_user = |user: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !user.is_empty() && user.len() <= 64 && !user.starts_with('-') && user.chars().all(plain)
    };
    if node.ssh.as_deref().is_some_and(|user| !is_user(user)) {
        let help = "the name of a platform account alone: ssh = \"admin\"";
        return Err(loaded.error(&at("ssh"), "this is not the name of a platform account", Some(help)));
    }
    if node.ssh.is_some() && node.transcript.is_some() {
        let help = "keep one of them: both tell the same";
        return Err(loaded.error(&at("ssh"), "a node is asked by ssh, or its session is given", Some(help)));
    }
    let is_key = |key: &str| {
        let hash = key.strip_prefix("SHA256:").map(|hash| hash.trim_end_matches('='));
        let base64 = |c: char| c.is_ascii_alphanumeric() || "+/".contains(c);
        hash.is_some_and(|hash| hash.len() == SHA256 && hash.chars().all(base64))
    };
    match node.ssh_host_key.as_deref() {
        Some(key) if !is_key(key) => {
            let help = "as `ssh-keygen -l -f FILE` prints it: ssh_host_key = \"SHA256:…\"";
            Err(loaded.error(&at("ssh_host_key"), "this is not the SHA-256 of a host key", Some(help)))
        }
        _ => Ok(()),
    }
}
