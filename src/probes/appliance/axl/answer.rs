//! From the answers of call manager to what evidence keeps of them.

use std::collections::BTreeMap;

use super::soap::Answer;
use crate::evidence::deployment::{Agreement, Axl, LdapHost};

/// Names and filters that are kept of a list.
const MAX_LISTED: usize = 1000;

pub(super) fn ldap_system(answer: &Answer, axl: &mut Axl) {
    axl.synchronization = answer.text("ldapSystem", "syncEnabled").as_deref().and_then(yes);
    axl.directory = answer.text("ldapSystem", "ldapServer");
    axl.user_id = answer.text("ldapSystem", "userIdAttribute");
}

pub(super) fn ldap_authentication(answer: &Answer, axl: &mut Axl) {
    axl.authentication = answer.text("ldapAuthentication", "authenticateEndUsers").as_deref().and_then(yes);
    axl.manager = answer.text("ldapAuthentication", "distinguishedName");
    axl.base = answer.text("ldapAuthentication", "userSearchBase");
    axl.hosts = hosts(answer);
}

/// The names of a list.
pub(super) fn names(answer: &Answer) -> Vec<String> {
    let mut names = Vec::new();
    answer.walk(&mut |path, text| {
        if let ([.., parent, last], Some(text)) = (path, text)
            && parent == "ldapDirectory"
            && last == "name"
            && names.len() < MAX_LISTED
        {
            names.push(text.to_owned());
        }
    });
    names
}

/// Custom filters, by name.
pub(super) fn filters(answer: &Answer) -> BTreeMap<String, String> {
    let (mut filters, mut name, mut filter) = (BTreeMap::new(), String::new(), String::new());
    answer.walk(&mut |path, text| match (path, text) {
        ([.., parent, last], Some(text)) if parent == "ldapFilter" && last == "name" => name = text.to_owned(),
        ([.., parent, last], Some(text)) if parent == "ldapFilter" && last == "filter" => filter = text.to_owned(),
        ([.., last], None) if last == "ldapFilter" && filters.len() < MAX_LISTED => {
            filters.insert(std::mem::take(&mut name), std::mem::take(&mut filter));
        }
        _ => {}
    });
    filters
}

pub(super) fn agreement(answer: &Answer, name: String, filters: &BTreeMap<String, String>) -> Agreement {
    let text = |name: &str| answer.text("ldapDirectory", name);
    let (filter, has_filter) = match text("ldapFilter") {
        Some(name) => (filters.get(&name).cloned(), true),
        None => (None, false),
    };
    Agreement {
        name,
        manager: text("ldapDn"),
        base: text("userSearchBase"),
        filter_untold: has_filter && filter.is_none(),
        filter,
        hosts: hosts(answer),
    }
}

/// `servers/server{hostName, ldapPortNumber, sslEnabled}`, in order.
fn hosts(answer: &Answer) -> Vec<LdapHost> {
    let blank = || LdapHost { host: String::new(), port: None, priority: None, tls: None };
    let (mut hosts, mut host) = (Vec::new(), blank());
    answer.walk(&mut |path, text| match (path, text) {
        ([.., parent, last], Some(text)) if parent == "server" => match last.as_str() {
            "hostName" => host.host = text.trim().to_owned(),
            "ldapPortNumber" => host.port = text.trim().parse().ok(),
            "sslEnabled" => host.tls = yes(text.trim()),
            _ => {}
        },
        ([.., last], None) if last == "server" => {
            let whole = std::mem::replace(&mut host, blank());
            if !whole.host.is_empty() && hosts.len() < MAX_LISTED {
                hosts.push(whole);
            }
        }
        _ => {}
    });
    hosts
}

fn yes(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Some(true),
        "false" | "f" | "0" => Some(false),
        _ => None,
    }
}
