//! The commented file that `ucdoctor init` writes.

mod axl;
mod cluster;
mod told;

pub use axl::ToldByAxl;
pub use cluster::{Asked, BIND_PASSWORD};
pub use told::{Answer, Cluster, Member, Role, cluster};

use crate::server_url::ServerUrl;

/// What is known about the directory when the file is written.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Servers, in the order they should be tried.
    pub servers: Vec<ServerUrl>,
    /// Further servers that the domain's SRV records list.
    pub also: Vec<String>,
    /// What kind of directory answers.
    pub vendor: Option<String>,
    /// The naming context users are probably below.
    pub base: Option<String>,
    /// The cluster whose nodes were asked.
    pub asked: Option<Asked>,
}

/// Writes the file. It is valid as it stands, and every key that is absent stands there as a comment.
pub fn render(known: &Known) -> String {
    let stored = known.asked.as_ref().and_then(|asked| asked.cluster.logins.as_ref()?.bases.first());
    let base = stored.or(known.base.as_ref());
    let domain = base.and_then(|base| domain_of(base)).unwrap_or_else(|| "corp.example".to_owned());
    let base = base.map_or_else(|| "OU=People,DC=corp,DC=example".to_owned(), |base| printable(base));
    let (filter, user_id) = match is_other(known) {
        true => ("(objectClass=inetOrgPerson)", "uid"),
        false => ("(&(objectCategory=person)(objectClass=user))", "sAMAccountName"),
    };
    let user_id = format!("{:48} ", format!("# user_id = {}", quoted(user_id)));
    let vendor = known.vendor.as_deref().map(|vendor| format!("# {} answers there.\n", quoted(&printable(vendor))));
    let fill = |part: &str| {
        part.replace("@SERVERS@", &servers(known))
            .replace("@VENDOR@", vendor.as_deref().unwrap_or_default())
            .replace("@ACCOUNT@", &quoted(&account_of(known)))
            .replace("@BASE@", &quoted(&base))
            .replace("@FILTER@", &quoted(filter))
            .replace("@USER_ID@", &user_id)
            .replace("@DOMAIN@", &quoted(&domain))
    };
    let (directory, search, further) = (fill(DIRECTORY), fill(SEARCH), fill(FURTHER));
    match &known.asked {
        None => [HEAD, &directory, &fill(ACCOUNT), &search, AUTHENTICATION, &fill(APPLIANCES), &further].concat(),
        Some(asked) => {
            // Servers that nobody told are an example, and nothing to look at.
            let directory = if known.servers.is_empty() { cluster::closed(&directory, "servers") } else { directory };
            let (head, account, nodes) = (cluster::head(asked), cluster::logins(known, asked), cluster::nodes(asked));
            let told = asked.axl.as_ref().and_then(|told| axl::searches(&told.axl));
            let search = told.unwrap_or(search);
            [HEAD, &head, &directory, &account, &search, &nodes, &further].concat()
        }
    }
}

/// Another kind than Active Directory answers; where none answered, that is the usual one.
fn is_other(known: &Known) -> bool {
    known.vendor.as_deref().is_some_and(|vendor| !vendor.contains("Active Directory"))
}

/// An account as this kind of directory names it.
fn account_of(known: &Known) -> String {
    let account = if is_other(known) { "cn=svc-ucm" } else { "CN=svc-ucm,OU=Service" };
    format!("{account},{}", known.base.as_deref().map_or("DC=corp,DC=example".into(), printable))
}

/// The list of servers, one a line, then those that only DNS knows.
fn servers(known: &Known) -> String {
    let mut out = String::new();
    let example = ["ldaps://dc1.corp.example:636".to_owned(), "ldaps://dc2.corp.example:636".to_owned()];
    let given: Vec<String> = known.servers.iter().map(ToString::to_string).collect();
    for server in if given.is_empty() { &example[..] } else { &given } {
        out.push_str(&format!("    {},\n", quoted(server)));
    }
    for server in known.also.iter().map(|server| printable(server)) {
        out.push_str(&format!("    # {},   # in the domain's SRV records too\n", quoted(&server)));
    }
    out
}

/// `DC=corp,DC=example` as `corp.example`.
fn domain_of(base: &str) -> Option<String> {
    let labels: Vec<&str> = base
        .split(',')
        .map(str::trim)
        .filter_map(|part| {
            part.split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case("dc")).map(|(_, label)| label)
        })
        .collect();
    (!labels.is_empty()).then(|| printable(&labels.join(".").to_lowercase()))
}

/// A server's text may hold anything; a line of the file must stay one line.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_direction_mark(c) { '?' } else { c }).take(300).collect()
}

/// Marks that change the direction of text, and so what a reader sees.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const HEAD: &str = r##"# ucdoctor.toml: what `ucdoctor check` looks at. Every table and key is optional; what is absent is skipped.
# Relative paths are relative to this file. `ucdoctor schema config` prints the whole format.
# What holds a backslash stands in single quotes: 'CORP\svc-ucm', 'C:\exports\users.csv'.
"##;

const DIRECTORY: &str = r##"
[directory]
# The LDAP servers, as the nodes are configured to use them, in order.
@VENDOR@servers = [
@SERVERS@]
# true: upgrade ldap:// servers by StartTLS. Not together with ldaps://.
start_tls = false

"##;

const ACCOUNT: &str = r##"# The "LDAP Manager" account. Its password never stands in this file: keep one of the three ways.
# [directory.bind]
# dn = @ACCOUNT@       # a DN, or a UPN as "svc-ucm@corp.example"
# password_env = "UCDOCTOR_BIND_PASSWORD"
# password_file = "bind-password"                  # first line; chmod 600
# password_command = ["pass", "show", "ucm"]       # first line it prints; no shell
# allow_plaintext = false                          # true: send it over ldap:// without StartTLS, as the nodes do
# allow_untrusted = false                          # true: send it over TLS that no store below verifies

"##;

const SEARCH: &str = r##"# Several synchronisation agreements: [[directory.search]] for each, with name = "…" as call manager calls it.
# [directory.search]
# base = @BASE@
# filter = @FILTER@
@USER_ID@ # the attribute that becomes the call-manager user ID
# export = "exports/directory.ldif"                # instead of a live search: LDIF or CSV

"##;

const AUTHENTICATION: &str = r##"# Where call manager searches at login, when that differs (System > LDAP > LDAP Authentication).
# [directory.authentication]
# bases = ["DC=corp,DC=example"]

"##;

const APPLIANCES: &str = r##"# [call_manager]
# trust = "trust/cucm"                             # folder or file: exported tomcat-trust, PEM / DER / PKCS#7
# version = "14.0.1.13900-155"
# ldap_authentication = true
# ldap_synchronization = true
# users = "exports/cucm-users.csv"
# ldap_hosts = "exports/cucm-ldaphosts.txt"
# ldap_settings = "exports/cucm-ldapsettings.txt"  # table ldapauthentication: `ucdoctor queries` prints the statement
# axl = "https://cucm:8443/axl/"
# axl_user = "ucdoctor"
# axl_password_env = "UCDOCTOR_AXL_PASSWORD"
# uds = "https://cucm:8443/cucm-uds"
# [[call_manager.other_clusters]]                  # asked by `why`: one cluster alone may be a person's home
# uds = "https://cucm-west:8443/cucm-uds"
# uds_trust = "trust/cucm-west.pem"                # what that is verified with; else the trust above

# [presence]
# trust = "trust/cups"
# version = "14.0.1.13900-155"
# users = "exports/cups-users.txt"
# contacts = "exports/contacts.csv"
# validate = "exports/cups-validate.txt"
# ldap_hosts = "exports/cups-ldaphosts.txt"
# ldap_settings = "exports/cups-ldapsettings.txt"
# sync_status = "exports/cups-syncstatus.txt"
# domain = @DOMAIN@
# address_scheme = "user-id"                       # or "directory-uri"

# A cluster whose nodes differ lists them, for call_manager and presence alike:
# [[presence.nodes]]
# name = "imp2"
# trust = "trust/imp2"
# ldap_hosts = "exports/imp2-ldaphosts.txt"
# ldap_settings = "exports/imp2-ldapsettings.txt"
# ssh = "ucdoctor"                                 # asked in its own shell, as this platform account
# ssh_password_env = "UCDOCTOR_NODE_PASSWORD"      # or ssh_password_file, ssh_password_command, --ask-password
# ssh_host_key = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"   # the report shows the node's; or ssh_known_hosts
# ssh_old_algorithms = false                       # true: releases before 12
# address = "10.1.2.3:22"                          # where to connect, when that is not the name
# A node that no program may log in to has transcript = "sessions/imp2.log" instead: a logged session of what
# `ucdoctor queries --node imp2` prints.
# login = "https://imp2.corp.example:8443"         # where `why --through-nodes` logs in
# login_trust = "trust/imp2-tomcat.pem"            # what that is verified with; else the trust above
# client_version = "14.2.0.58008"                  # the version of the site's clients
# certificates = true                              # its trust store is read from it (release 14 on), by the account of ssh
# axl = true                                       # it tells its LDAP hosts, sync status and users itself (axl_user)
# logs = true                                      # its logs are read with --since, by the application user (axl_user)

"##;

const FURTHER: &str = r##"# [[vantage]]                                      # further places to look from
# name = "presence"
# via = "ssh:admin@10.1.2.3"                       # or "source:10.1.2.3", or "report:cups.json"

# [client]
# trust = "trust/client"
# jabber_config = "jabber-config.xml"
# user_id = "sAMAccountName"

# [[accept]]                                       # a finding that is told and does not count, for a while
# code = "certificate-unsuitable"
# subject = "dc2.corp.example*"
# reason = "moves to the new CA in March"
# until = 2027-03-31                               # at most a year on
"##;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse::Loaded;
    use std::path::Path;

    fn parse(text: &str) -> Loaded {
        Loaded::parse(Path::new("ucdoctor.toml"), text.to_owned()).unwrap()
    }

    fn hostile() -> Known {
        Known {
            servers: vec!["ldaps://dc1.corp.example".parse().unwrap(), "ldap://[::1]:3268".parse().unwrap()],
            also: vec!["ldaps://dc3.corp.example:636".to_owned(), "x\"\n[evil]".to_owned()],
            vendor: Some("Evil\n[presence]\ntrust = \"/\"\u{202e}".to_owned()),
            base: Some("OU=\"a\\b\",DC=corp\n,DC=example".to_owned()),
            asked: None,
        }
    }

    #[test]
    fn parses_back_with_what_is_known() {
        let example = parse(&render(&Known::default()));
        assert_eq!(example.config.directory.unwrap().servers.unwrap().len(), 2);
        let known = hostile();
        let config = parse(&render(&known)).config;
        assert_eq!(config.directory.as_ref().unwrap().servers.as_ref(), Some(&known.servers));
        assert!(config.presence.is_none() && config.directory.unwrap().bind.is_none());
    }

    #[test]
    fn every_key_parses_when_its_comment_is_opened() {
        let text = render(&Known { base: Some("DC=corp,DC=example".to_owned()), ..Known::default() });
        let is_key =
            |line: &str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
        let opened: Vec<&str> = text
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|rest| is_key(rest)).unwrap_or(line))
            .filter(|line| !line.starts_with("password_file") && !line.starts_with("password_command"))
            .collect();
        let config = parse(&opened.join("\n")).config;
        let directory = config.directory.unwrap();
        assert!(directory.bind.unwrap().password_env.is_some());
        assert_eq!(directory.authentication.unwrap().bases, ["DC=corp,DC=example"]);
        assert_eq!(directory.search.unwrap().first().unwrap().base.as_deref().unwrap(), "DC=corp,DC=example");
        let presence = config.presence.unwrap();
        assert_eq!(presence.domain.unwrap(), "corp.example");
        assert!(presence.validate.is_some());
        assert!(config.call_manager.is_some() && config.client.is_some() && config.vantage.len() == 1);
    }
}
