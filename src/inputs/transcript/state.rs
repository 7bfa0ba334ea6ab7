//! `show version active`, `show myself`, `utils ntp status`, `utils service list`, `utils dbreplication runtimestate` and
//! `show cert list trust`.

use super::session::Command;
use crate::evidence::node::{NodeClock, ReplicationState, Service};

fn after<'a>(command: &'a Command, mark: &str) -> Option<&'a str> {
    command.output.iter().find_map(|line| line.split_once(mark)).map(|(_, rest)| rest.trim())
}

pub(super) fn version(command: &Command) -> Option<String> {
    (command.words == "show version active").then(|| after(command, "Active Master Version:"))?.map(str::to_owned)
}

pub(super) fn machine(command: &Command) -> Option<String> {
    let name = (command.words == "show myself").then(|| after(command, "Machine Name"))??;
    let name = name.trim_start_matches(':').trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// `unsynchronised` is a line of its own; `synchronised to NTP server (A) at stratum N`, as ntpstat writes.
pub(super) fn clock(command: &Command) -> Option<NodeClock> {
    if command.words != "utils ntp status" {
        return None;
    }
    let mut clock = NodeClock::default();
    for line in command.output.iter().map(|line| line.trim()) {
        if line.starts_with("unsynchronised") {
            clock.synchronised = Some(false);
        } else if line.starts_with("synchronised to ") {
            clock.synchronised = Some(true);
            let stratum = line.rsplit_once("stratum").map(|(_, number)| number.trim());
            clock.stratum = stratum.and_then(|number| number.split_whitespace().next()?.parse().ok());
        } else if let Some(time) = line.strip_prefix("Current time in UTC is :") {
            clock.utc = Some(time.trim().to_owned());
        }
    }
    (clock != NodeClock::default()).then_some(clock)
}

/// `Cisco Tomcat[STARTED]`, `Cisco DirSync [STOPPED]  Service Not Activated`.
pub(super) fn services(command: &Command) -> Option<Vec<Service>> {
    if !command.words.starts_with("utils service list") {
        return None;
    }
    let services = command.output.iter().filter_map(|line| {
        let (name, rest) = line.split_once('[')?;
        let (state, reason) = rest.split_once(']')?;
        let words = !state.is_empty() && state.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ');
        (words && !name.trim().is_empty()).then(|| Service {
            name: name.trim().to_owned(),
            state: state.to_owned(),
            reason: reason.trim().to_owned(),
        })
    });
    let services: Vec<Service> = services.collect();
    (!services.is_empty()).then_some(services)
}

/// `Primary Node =true`, below the list of services.
pub(super) fn primary(command: &Command) -> Option<bool> {
    let said = after(command, "Primary Node")?.trim_start_matches([' ', '=']);
    match said.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Rows of the detailed view end in `(N) STATE`; 2 is set up. The list names only what is not.
pub(super) fn replication(command: &Command) -> Option<Vec<ReplicationState>> {
    if command.words != "utils dbreplication runtimestate" {
        return None;
    }
    let mut rows = 0;
    let mut read = Vec::new();
    for line in &command.output {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(at) = words.iter().position(|word| matches!(*word, "(0)" | "(1)" | "(2)" | "(3)" | "(4)")) else {
            continue;
        };
        let (Some(server), true) = (words.first(), at >= 3) else { continue };
        rows += 1;
        if words.get(at) != Some(&"(2)") {
            let state = words.get(at..).unwrap_or_default().join(" ");
            read.push(ReplicationState { server: (*server).to_owned(), state });
        }
    }
    (rows > 0).then_some(read)
}

/// `tomcat-trust/Root_CA_01fd.pem: description`
pub(super) fn trust_names(command: &Command) -> Option<Vec<String>> {
    if command.words != "show cert list trust" {
        return None;
    }
    let names = command.output.iter().filter_map(|line| {
        let (name, _) = line.trim().split_once(".pem")?;
        (name.contains('/') && !name.contains(' ')).then(|| format!("{name}.pem"))
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then_some(names)
}
