//! How somebody without the tool sees the same: commands for Windows and Linux that only read.

use std::io::{self, Write};

use super::{about, failed, presented};
use crate::check::Owner;
use crate::ldap::filter::escape as filter_value;
use crate::render::escape;
use crate::report::{DiagnosisEntry, OutcomeEntry, Report};
use crate::server_url::{Scheme, ServerUrl};
use crate::trust::numbers::{Numbers, numbers};

/// A command, and where it runs.
struct Command {
    system: &'static str,
    line: String,
}

/// Writes the commands; nothing where no command shows this.
pub(super) fn write(finding: &DiagnosisEntry, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let commands = commands(finding, report);
    if commands.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n**Check yourself**\n```")?;
    for command in commands {
        writeln!(out, "{}: {}", command.system, escape::text(&command.line))?;
    }
    writeln!(out, "```")
}

fn commands(finding: &DiagnosisEntry, report: &Report) -> Vec<Command> {
    let Some(failed) = failed(finding, report) else { return Vec::new() };
    let server = report.evidence.asked.servers.iter().find(|server| about(failed, &server.authority()));
    let stage = failed.check.split('-').next().unwrap_or_default();
    let commands = match (stage, server) {
        ("NET" | "PATH", Some(server)) => reach(server),
        ("TLS", Some(server)) => tls(finding, report, server),
        ("BIND", _) => account(report),
        ("SRCH", _) => search(report),
        ("ID" | "USER", _) => people(failed, report),
        _ => None,
    };
    commands.unwrap_or_default()
}

fn reach(server: &ServerUrl) -> Option<Vec<Command>> {
    let (host, port) = (plain(&server.host)?, server.port);
    Some(vec![
        windows(format!("Resolve-DnsName {host}; Test-NetConnection {host} -Port {port}")),
        linux(format!("getent ahosts {host}; nc -vz -w 5 {host} {port}")),
    ])
}

fn tls(finding: &DiagnosisEntry, report: &Report, server: &ServerUrl) -> Option<Vec<Command>> {
    let host = plain(&server.host)?;
    let start_tls = if server.scheme == Scheme::Ldap { " -starttls ldap" } else { "" };
    let authority = server.authority();
    let mut commands = vec![linux(format!(
        "openssl s_client -connect {authority} -servername {host}{start_tls} -showcerts </dev/null"
    ))];
    if let Some(Numbers { sha1: thumbprint, .. }) = presented(finding, report).and_then(numbers) {
        let line =
            format!("Get-ChildItem Cert:\\LocalMachine\\My | Where-Object Thumbprint -eq {thumbprint} | Format-List *");
        commands.insert(0, Command { system: "Windows, on the server", line });
    }
    // What an appliance trusts is seen on the appliance.
    if matches!(finding.owner, Owner::CallManager | Owner::Presence) {
        commands.push(Command { system: "On each node", line: "show cert list trust".to_owned() });
    }
    Some(commands)
}

/// Looks at the account with another one: a bind with a wrong password would count against it.
fn account(report: &Report) -> Option<Vec<Command>> {
    let name = &report.evidence.asked.bind.as_ref()?.name;
    let filter = match name.rsplit_once('\\') {
        Some((_, account)) => format!("(sAMAccountName={})", filter_value(account.as_bytes())),
        None if name.contains('=') => format!("(distinguishedName={})", filter_value(name.as_bytes())),
        None => format!("(userPrincipalName={})", filter_value(name.as_bytes())),
    };
    let properties = "Enabled,LockedOut,PasswordExpired,AccountExpirationDate,badPwdCount";
    Some(vec![windows(format!("Get-ADUser -LDAPFilter {} -Properties {properties}", powershell(&filter)))])
}

fn search(report: &Report) -> Option<Vec<Command>> {
    let search = report.evidence.asked.search.as_ref()?;
    let (base, filter) = (&search.base, search.filter.as_str());
    let filter = if filter.is_empty() { "(objectClass=user)" } else { filter };
    let server = report.evidence.asked.servers.first()?;
    let mut commands = vec![windows(format!(
        "(Get-ADObject -LDAPFilter {} -SearchBase {}).Count",
        powershell(filter),
        powershell(base)
    ))];
    if let Some(bind) = &report.evidence.asked.bind {
        commands.push(linux(format!(
            "ldapsearch -LLL -H {} -D {} -W -b {} -E pr=500/noprompt {} 1.1 | grep -c ^dn:",
            shell(&server.to_string()),
            shell(&bind.name),
            shell(base),
            shell(filter)
        )));
    }
    Some(commands)
}

/// The first person concerned, in both systems.
fn people(failed: &OutcomeEntry, report: &Report) -> Option<Vec<Command>> {
    let item = failed.items.first()?;
    let id = item.directory_id.as_ref().or(item.call_manager_id.as_ref())?;
    let attribute = report.evidence.asked.search.as_ref().map(|search| search.user_id.as_str());
    let attribute = attribute.filter(|attribute| plain(attribute).is_some()).unwrap_or("sAMAccountName");
    let filter = format!("({attribute}={})", filter_value(id.as_bytes()));
    let mut commands =
        vec![windows(format!("Get-ADUser -LDAPFilter {} -Properties {attribute},mail,Enabled", powershell(&filter)))];
    let known = item.call_manager_id.as_deref().unwrap_or(id);
    if known.chars().all(|c| c.is_ascii_alphanumeric() || "@._-".contains(c)) {
        let line = format!("run sql select userid,status,fkdirectorypluginconfig from enduser where userid='{known}'");
        commands.push(Command { system: "Call manager", line });
    }
    Some(commands)
}

fn windows(line: String) -> Command {
    Command { system: "Windows", line }
}

fn linux(line: String) -> Command {
    Command { system: "Linux", line }
}

/// A host name or an address that needs no quotes in any shell.
fn plain(host: &str) -> Option<&str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-:_".contains(c);
    (host.chars().all(fits) && !host.starts_with('-')).then_some(host)
}

/// One word for a POSIX shell.
fn shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// One literal for PowerShell, which takes typographic quotes for quotes, too.
fn powershell(word: &str) -> String {
    let doubled: String = word.chars().flat_map(|c| std::iter::repeat_n(c, if is_quote(c) { 2 } else { 1 })).collect();
    format!("'{doubled}'")
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}
