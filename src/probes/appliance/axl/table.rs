//! Rows of an answer to a statement, by the names of their columns.

use super::soap::Answer;
use crate::evidence::deployment::{LdapHost, LdapSettings, SyncStatus};
use crate::https_url::same_host;
use crate::inputs::{ldap_hosts, ldap_settings, sync_status};

/// Rows kept of one answer.
const MOST: usize = 5000;
/// Characters of one cell.
const LONGEST: usize = 1024;

/// The rows, each with one text for each name; empty where the row has no such column.
pub(super) fn rows<const N: usize>(answer: &Answer, names: [&str; N]) -> Vec<[String; N]> {
    let (mut rows, mut row) = (Vec::new(), std::array::from_fn(|_| String::new()));
    answer.walk(&mut |path, text| match (path, text) {
        ([.., parent, name], Some(text)) if parent == "row" => {
            if let Some(cell) =
                names.iter().position(|known| name.eq_ignore_ascii_case(known)).and_then(|at| row.get_mut(at))
            {
                *cell = text.trim().chars().take(LONGEST).collect::<String>();
            }
        }
        ([.., last], None) if last == "row" && rows.len() < MOST => {
            rows.push(std::mem::replace(&mut row, std::array::from_fn(|_| String::new())));
        }
        _ => {}
    });
    rows
}

/// The LDAP hosts that a node has stored, in the order in which they are tried. Fails on a row that is none: a host that is
/// missed would look as if the node lacked it.
pub(super) fn hosts(answer: &Answer) -> Result<Vec<LdapHost>, String> {
    let rows = rows(answer, ["hostname", "priority", "sslenabled", "portnumber"]);
    let hosts = rows.iter().map(|[host, priority, tls, port]| ldap_hosts::row([host, priority, tls, port]));
    let mut hosts = hosts.collect::<Result<Vec<_>, _>>()?;
    hosts.sort_by_key(|host| host.priority);
    Ok(hosts)
}

/// How a node searches at login; none where that was never set up there.
pub(super) fn logins(answer: &Answer, node: &str) -> Option<LdapSettings> {
    let rows = rows(answer, ["distinguishedname", "usersearchbase", "authenticateendusers"]);
    let mut settings = LdapSettings { node: node.to_owned(), ..LdapSettings::default() };
    rows.iter().for_each(|[manager, base, switch]| ldap_settings::add(&mut settings, [manager, base, switch]));
    (settings.manager.is_some() || !settings.bases.is_empty()).then_some(settings)
}

/// What the sync agent says; none where it has never run.
pub(super) fn state_of_agent(answer: &Answer) -> Option<SyncStatus> {
    let rows = rows(answer, ["syncstatus"]);
    rows.iter().rev().find(|[text]| !text.is_empty()).map(|[text]| sync_status::state(text))
}

/// The trace level of a service on a node.
pub(in crate::probes::appliance) struct TraceLevel {
    service: String,
    server: String,
    /// As the database calls it: `Informational`.
    pub(in crate::probes::appliance) level: String,
}

impl TraceLevel {
    /// Of this service on the node of this name.
    pub(in crate::probes::appliance) fn is_of(&self, service: &str, host: &str) -> bool {
        self.service == service && same_host(&self.server, host)
    }
}

pub(super) fn trace_levels(answer: &Answer) -> Vec<TraceLevel> {
    let rows = rows(answer, ["service", "trace_level", "servername"]);
    rows.into_iter().map(|[service, level, server]| TraceLevel { service, server, level }).collect()
}
