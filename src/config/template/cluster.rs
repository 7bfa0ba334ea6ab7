//! The tables of a file whose nodes were asked: what they told stands as keys, what they did not as comments.

use super::axl::ToldByAxl;
use super::told::{Cluster, Member, Role, role};
use super::{Known, account_of, printable, quoted};
use crate::config::named::{AXL_PASSWORD, PASSWORD};
use crate::evidence::deployment::LdapSettings;
use crate::evidence::node::ClusterMember;
use crate::ldap::dn;

/// The variable that holds the manager's password.
pub const BIND_PASSWORD: &str = "UCDOCTOR_BIND_PASSWORD";

/// A cluster that was asked, and how.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What its nodes said.
    pub cluster: Cluster,
    /// What call manager told by AXL, when it did.
    pub axl: Option<ToldByAxl>,
    /// The platform account.
    pub user: String,
    /// Algorithms of old releases were offered too.
    pub old_algorithms: bool,
    /// Variables with passwords that are set: only these are named by keys, since a check needs the others set.
    pub set: Vec<&'static str>,
}

/// What stands above all tables: who was asked, and what none of them told.
pub(super) fn head(asked: &Asked) -> String {
    let names: Vec<String> = asked.cluster.members.iter().map(|member| printable(&member.name)).collect();
    let mut out = format!(
        "# Asked by ssh as {}: {}. What was not told:\n\
         # - the certificates that each node trusts: see certificates in their entries, or `ucdoctor queries trust`\n",
        quoted(&printable(&asked.user)),
        names.join(", "),
    );
    if asked.axl.is_none() {
        out.push_str(
            "# - agreements, their filters and the attribute that becomes the user ID: no shell shows them, AXL does (--axl)\n\
             # - users: AXL too, or an export (`ucdoctor queries` prints how)\n",
        );
    }
    for why in &asked.cluster.untold {
        out.push_str(&format!("# - {}\n", printable(why)));
    }
    out
}

/// The manager account, and where call manager searches at login.
pub(super) fn logins(known: &Known, asked: &Asked) -> String {
    let by_axl = || {
        let axl = &asked.axl.as_ref()?.axl;
        let (manager, bases) = (axl.manager.clone(), axl.base.iter().cloned().collect());
        Some(LdapSettings { manager, bases, ..LdapSettings::default() })
    };
    let stored = asked.cluster.logins.clone().or_else(by_axl).unwrap_or_default();
    let LdapSettings { manager, bases, .. } = stored;
    let mut out =
        "# The \"LDAP Manager\" account. Its password never stands in this file: keep one of the three ways, or use\n\
                   # `ucdoctor check --ask-password`.\n"
            .to_owned();
    let open = if manager.is_some() { "" } else { "# " };
    let account = manager.as_deref().map_or_else(|| account_of(known), printable);
    let env = reference("password_env", BIND_PASSWORD, &asked.set);
    let env = if env.starts_with('#') { env } else { format!("{open}{env}") };
    out.push_str(&format!("{open}[directory.bind]\n{open}dn = {}\n{env}\n", quoted(&account)));
    out.push_str(
        "# password_file = \"bind-password\"                  # first line; chmod 600\n\
         # password_command = [\"pass\", \"show\", \"ucm\"]       # first line it prints; no shell\n\
         # allow_plaintext = false                          # true: send it over ldap:// without StartTLS, as the nodes do\n\
         # allow_untrusted = false                          # true: send it over TLS that no store below verifies\n\n",
    );
    let bases: Vec<String> =
        bases.iter().filter(|base| dn::parse(base).is_ok()).map(|base| quoted(&printable(base))).collect();
    if !bases.is_empty() {
        out.push_str(&format!(
            "# Where call manager searches at login, as it has stored it.\n[directory.authentication]\nbases = [{}]\n\n",
            bases.join(", ")
        ));
    }
    out
}

/// The nodes, each under the table of what it is.
pub(super) fn nodes(asked: &Asked) -> String {
    let mut out = String::new();
    for (kind, table, keys) in
        [(Role::CallManager, "call_manager", CALL_MANAGER), (Role::Presence, "presence", PRESENCE)]
    {
        let of_table = asked.cluster.members.iter().filter(|member| member.role == Some(kind));
        let others = asked.cluster.others.iter().filter(|row| role(&row.role) == Some(kind));
        let entries: String =
            of_table.map(|member| entry(table, member, asked)).chain(others.map(|row| other(table, row))).collect();
        let first = asked.cluster.members.iter().find(|member| member.role == Some(kind));
        let open = if first.is_some() { "" } else { "# " };
        let host = first.map_or_else(|| "cucm".to_owned(), |member| printable(&member.name));
        let live = if kind == Role::CallManager { axl_keys(asked, &host) } else { String::new() };
        out.push_str(&format!("{open}[{table}]\n{live}{keys}\n{entries}"));
    }
    for member in asked.cluster.members.iter().filter(|member| member.role.is_none()) {
        let why = member
            .trouble
            .clone()
            .unwrap_or_else(|| "it does not tell whether it is call manager or presence".to_owned());
        out.push_str(&format!("# {}: {}\n", printable(&member.name), printable(&why)));
        out.push_str(&commented(&entry("call_manager", member, asked)));
    }
    out
}

/// How call manager is asked by AXL: as it was, else as a comment.
fn axl_keys(asked: &Asked, host: &str) -> String {
    let Some(told) = &asked.axl else {
        return format!(
            "# axl = \"https://{host}:8443/axl/\"   # agreements, filters, users: read by an application user\n\
             # axl_user = \"ucdoctor\"\n# axl_password_env = {}\n# uds = \"https://{host}:8443/cucm-uds\"\n",
            quoted(AXL_PASSWORD)
        );
    };
    let open = if asked.set.contains(&AXL_PASSWORD) { "" } else { "# " };
    let password = format!("{open}axl_password_env = {}", quoted(AXL_PASSWORD));
    format!("axl = {}\naxl_user = {}\n{password}\n", quoted(&printable(&told.url)), quoted(&printable(&told.user)))
}

fn entry(table: &str, member: &Member, asked: &Asked) -> String {
    let mut out = String::new();
    if let Some(why) = member.trouble.as_ref().filter(|_| member.role.is_some()) {
        out.push_str(&format!("# It did not answer everything: {}\n", printable(why)));
    }
    if let Some(version) = &member.version {
        out.push_str(&format!("# It runs {}, and is asked again in every run.\n", printable(version)));
    }
    out.push_str(&format!("[[{table}.nodes]]\nname = {}\n", quoted(&printable(&member.name))));
    if let Some(address) = &member.address {
        out.push_str(&format!("address = {}\n", quoted(&printable(address))));
    }
    out.push_str(&format!(
        "ssh = {}\n{}\n",
        quoted(&printable(&asked.user)),
        reference("ssh_password_env", PASSWORD, &asked.set)
    ));
    match &member.host_key {
        Some(key) => out.push_str(&format!("ssh_host_key = {}\n", quoted(&printable(key)))),
        None => out.push_str("# ssh_host_key = \"SHA256:…\"   # it showed none; `ucdoctor check` shows it\n"),
    }
    if asked.old_algorithms {
        out.push_str("ssh_old_algorithms = true\n");
    }
    out.push_str(&format!(
        "# certificates = true         # release 14 on: the certificates that it trusts, read from it by the account of ssh\n\
         # login_trust = {:<13} # what its web service is verified with for that\n\n",
        quoted(&format!("trust/{}.pem", file_name(&member.name))),
    ));
    out
}

/// A node of the cluster that was not asked.
fn other(table: &str, row: &ClusterMember) -> String {
    let name = quoted(&printable(&row.host));
    format!("# [[{table}.nodes]]   # in the cluster, and not asked: add it to --nodes\n# name = {name}\n\n")
}

/// The key that names a variable with a password; a comment while it is not set.
fn reference(key: &str, variable: &str, set: &[&str]) -> String {
    let key = format!("{key} = {}", quoted(variable));
    if set.contains(&variable) { key } else { format!("# {key}   # export it, and open this; else --ask-password") }
}

/// The text with a list of several lines as a comment.
pub(super) fn closed(text: &str, key: &str) -> String {
    let (begin, mut inside) = (format!("{key} = ["), false);
    let line = |line: &str| {
        inside = inside && line != "]" || line == begin;
        if inside || line == "]" { format!("# {line}\n") } else { format!("{line}\n") }
    };
    text.lines().map(line).collect()
}

fn commented(entry: &str) -> String {
    let is_open = |line: &str| !line.is_empty() && !line.starts_with('#');
    entry.lines().map(|line| if is_open(line) { format!("# {line}\n") } else { format!("{line}\n") }).collect()
}

fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect()
}

const CALL_MANAGER: &str = r##"# trust = "trust/cucm"                             # folder or file: exported tomcat-trust, PEM / DER / PKCS#7
# ldap_synchronization = true
# users = "exports/cucm-users.csv"
"##;

const PRESENCE: &str = r##"# trust = "trust/cups"
# users = "exports/cups-users.txt"
# contacts = "exports/contacts.csv"
# validate = "exports/cups-validate.txt"
# domain = "corp.example"
# address_scheme = "user-id"                       # or "directory-uri"
"##;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use crate::config::parse::Loaded;
    use crate::config::template::render;
    use crate::evidence::deployment::{Agreement, Axl};

    /// What a node may say instead of words.
    const EVIL: &str = "x\"\r\n[accept]\ncode = \"\\@BASE@\u{202e}\u{1b}[2J";

    fn written(asked: Asked) -> Config {
        let text = render(&Known { asked: Some(asked), ..Known::default() });
        Loaded::parse(Path::new("ucdoctor.toml"), text.clone())
            .map_err(|why| format!("{why:#}\n{text}"))
            .unwrap()
            .config
    }

    fn asked() -> Asked {
        let evil = || EVIL.to_owned();
        let member = |name: &str, role| Member {
            name: name.to_owned(),
            address: Some("10.4.0.9:2201".to_owned()),
            role,
            host_key: Some(format!("SHA256:{}", "k".repeat(43))),
            version: Some(evil()),
            trouble: Some(evil()),
        };
        let roles = [Some(Role::CallManager), Some(Role::Presence), None];
        let row = ClusterMember { host: evil(), role: "cups".to_owned(), ..ClusterMember::default() };
        let cluster = Cluster {
            members: ["ucm4", "im4", "odd4"].iter().zip(roles).map(|(name, role)| member(name, role)).collect(),
            others: vec![row],
            servers: Vec::new(),
            logins: Some(LdapSettings {
                manager: Some(evil()),
                bases: vec![evil(), "dc=lab".to_owned()],
                ..LdapSettings::default()
            }),
            untold: vec![evil()],
        };
        Asked { cluster, user: "svc".to_owned(), set: vec![PASSWORD, BIND_PASSWORD, AXL_PASSWORD], ..Asked::default() }
    }

    #[test]
    fn whatever_nodes_say_stays_within_its_value_or_comment() {
        let config = written(asked());
        let (call_manager, presence) = (config.call_manager.unwrap(), config.presence.unwrap());
        assert_eq!([call_manager.nodes[0].name.as_str(), presence.nodes[0].name.as_str()], ["ucm4", "im4"]);
        assert_eq!((call_manager.nodes.len(), presence.nodes.len(), config.accept.len()), (1, 1, 0));
        let directory = config.directory.unwrap();
        assert!(directory.servers.is_none() && directory.search.is_none());
        assert_eq!(directory.authentication.unwrap().bases, ["dc=lab"]);
        assert_eq!(directory.bind.unwrap().password_env.as_deref(), Some(BIND_PASSWORD));
    }

    #[test]
    fn agreements_are_searches_and_what_is_none_is_a_comment() {
        let agreement = |name: &str, base: &str, filter: Option<&str>| Agreement {
            name: name.to_owned(),
            base: Some(base.to_owned()),
            filter: filter.map(str::to_owned),
            ..Agreement::default()
        };
        let agreements = vec![
            agreement(EVIL, "ou=north,dc=lab", Some("(l=North \"1\")")),
            agreement("south", "ou=south,dc=lab", Some("(no filter")),
            agreement("nowhere", EVIL, None),
        ];
        let axl = Axl { agreements, user_id: Some("mail".to_owned()), ..Axl::default() };
        let (url, user) = ("https://ucm4:8443/axl/".to_owned(), "reader".to_owned());
        let config = written(Asked { axl: Some(ToldByAxl { url, user, axl }), ..asked() });
        let search = config.directory.unwrap().search.unwrap();
        let told: Vec<_> = search.all.iter().map(|one| (one.base.as_deref(), one.filter.as_deref())).collect();
        let expected = [(Some("ou=north,dc=lab"), Some("(l=North \"1\")")), (Some("ou=south,dc=lab"), None)];
        assert_eq!((told.as_slice(), search.user_id()), (expected.as_slice(), Some("mail")));
        assert_eq!(config.call_manager.unwrap().axl_password_env.as_deref(), Some(AXL_PASSWORD));
    }
}
