//! What jabber-config.xml says of the directory: its servers, bases and filters, against what the others use.

use super::appliances::listed;
use super::client_addresses;
use crate::case::Case;
use crate::check::{Finding, Judged, Owner, Skip, fail, pass};
use crate::code::CauseCode;
use crate::evidence::Evidence;
use crate::evidence::deployment::{Client, Deployment, LdapHost};
use crate::evidence::identity::AddressScheme;
use crate::ldap::dn::{self, Dn};
use crate::ldap::filter::{self, Kind};

/// Keys that name a server.
const SERVERS: [&str; 2] = ["PrimaryServerName", "SecondaryServerName"];
/// Kinds of directory service that clients know (Cisco Jabber parameters reference).
const KINDS: [&str; 5] = ["LDAP", "UDS", "EDI", "BDI", "CDI"];

/// Every key that says something of the directory, with its judgement.
pub(super) fn judge(case: &Case<'_>, deployment: &Deployment, client: &Client) -> Vec<(String, Judged)> {
    let mut all = Vec::new();
    for (key, value) in client.keys.iter().flatten() {
        let is = |names: &[&str]| {
            let name = key
                .get(..3)
                .filter(|start| start.eq_ignore_ascii_case("BDI"))
                .map_or(key.as_str(), |_| key.get(3..).unwrap_or_default());
            names.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        if value.is_empty() {
            continue;
        }
        if is_placeholder(value) {
            all.push((key.clone(), Ok(placeholder(key, value).into())));
        } else if is(&SWITCHES) && client_addresses::yes(value).is_none() {
            all.push((key.clone(), Ok(no_switch(key, value).into())));
        } else if is(&SERVERS) {
            all.push((key.clone(), server(case, deployment, key, value)));
        } else if is(&["UdsServer"]) {
            all.extend(uds_server(case, deployment, key, value).map(|finding| (key.clone(), Ok(finding.into()))));
        } else if is(&["LdapUserDomain"]) && value.contains(['@', '\\', '/', '=', ' ']) {
            all.push((key.clone(), Ok(no_domain(key, value).into())));
        } else if is(&["DirectoryServerType"]) && !KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(value)) {
            let finding = contradict(format!("clients know no directory service {value:?}"))
                .fault("client directory")
                .summary(format!("jabber-config.xml names a directory service that clients do not know: {value}"))
                .fix("Set <DirectoryServerType>LDAP</DirectoryServerType> (UDS for call manager's own list; EDI or BDI before 11.8)");
            all.push((key.clone(), Ok(finding.into())));
        } else if key.to_ascii_lowercase().contains("searchbase") {
            all.push((key.clone(), base(case, deployment, key, value)));
        }
    }
    all
}

/// Keys of which nobody can tell whether, or how, clients read them.
pub(super) fn misplaced(client: &Client) -> Vec<(String, Judged)> {
    let told = |key: &String, message: String, summary: String, fix: String| {
        (key.clone(), Ok(contradict(message).fault("client keys").summary(summary).fix(fix).into()))
    };
    let twice = client.twice.iter().map(|(key, values)| {
        let values = values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" and ");
        let message = format!("it stands there several times, as {values}");
        let summary = format!(
            "{key} stands several times in jabber-config.xml, as {values}: which of them clients take is not documented"
        );
        told(key, message, summary, format!("Keep one {key}, the right one"))
    });
    let elsewhere = client.elsewhere.iter().map(|(key, section)| {
        let message = format!("it stands in the section {section}, and is a key of Directory");
        let summary = format!(
            "{key} stands in the section {section} of jabber-config.xml, and is a key of the section Directory: clients may not read it"
        );
        told(key, message, summary, format!("Move {key} into <Directory>"))
    });
    let misspelt = client.misspelt.iter().map(|(meant, key)| {
        let message = format!("no documented key; {meant} is nearly the same");
        let summary =
            format!("{key} of jabber-config.xml is no documented key, and nearly {meant}: clients pass over what they do not know");
        told(key, message, summary, format!("Write {meant} in place of {key}"))
    });
    twice.chain(elsewhere).chain(misspelt).collect()
}

/// Keys that are on or off.
const SWITCHES: [&str; 5] =
    ["UseSipUriToResolveContacts", "UseSSL", "EnableTLS", "UseANR", "PhotoUriSubstitutionEnabled"];

/// A switch that is neither on nor off.
fn no_switch(key: &str, value: &str) -> Finding {
    contradict(format!("{value:?} is neither true nor false"))
        .fault("client switches")
        .summary(format!("{key} of jabber-config.xml is neither true nor false: {value}"))
        .fix(format!("Set {key} to true or false"))
}

/// What templates and guides have where a value belongs: `PortNumberHere`, `x.x.x.x`, `<your domain>`.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let only_x = lower.contains('x') && lower.chars().all(|c| matches!(c, 'x' | '.' | '-' | ':'));
    // `OU=xxx,DC=xxx`, `10.x.x.x`
    let parts = || lower.split(['=', ',', '.']).map(str::trim).filter(|part| part.chars().all(|c| c == 'x'));
    let only_x = only_x || parts().any(|part| part.len() > 2) || parts().filter(|part| !part.is_empty()).count() > 1;
    let marked =
        (lower.starts_with(['<', '[', '{', '%']) && lower.ends_with(['>', ']', '}', '%'])) || lower.contains("...");
    let words = [
        "your_",
        "your-",
        "your.",
        "your ",
        "yourdomain",
        "yourserver",
        "yourcompany",
        "changeme",
        "change_me",
        "placeholder",
        "insert_",
        "insert here",
        "fqdn",
        "ip address",
        "ip_address",
        "ipaddress",
        "todo",
        "tbd",
    ];
    only_x
        || marked
        || (value.trim().ends_with("Here") && value.trim().len() > 4)
        || words.iter().any(|word| lower.contains(word))
}

/// Why it does not matter which attribute of the directory the client takes for the user ID.
pub(super) fn reads_no_user_id(deployment: &Deployment) -> Option<&'static str> {
    if deployment.presence.address_scheme == Some(AddressScheme::DirectoryUri) {
        return Some("contacts are found by their directory URI, not by the user ID");
    }
    asks_call_manager(deployment).then_some("the client asks call manager (UDS) and not the directory")
}

/// The clients look people up in call manager's own list.
pub(super) fn asks_call_manager(deployment: &Deployment) -> bool {
    let kind = deployment.client.as_ref().and_then(|client| client.key("DirectoryServerType"));
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("UDS"))
}

/// Keys of the clients' own search in the directory.
const OF_LDAP: &str = "PrimaryServerName SecondaryServerName ServerPort1 ServerPort2 UseSSL EnableTLS UseANR BaseFilter \
    PredictiveSearchFilter GroupBaseFilter";

/// Whether only clients read a key that search in the directory themselves.
pub(super) fn is_of_ldap(key: &str) -> bool {
    let name = key.strip_prefix("BDI").unwrap_or(key);
    OF_LDAP.split(' ').any(|known| known.eq_ignore_ascii_case(name)) || name.to_ascii_lowercase().contains("searchbase")
}

pub(super) fn placeholder(key: &str, value: &str) -> Finding {
    contradict(format!("{value:?} is no value, but what a template has in its place"))
        .fault("client placeholders")
        .summary(format!("jabber-config.xml holds what a template has in place of values: {key} is {value:?}"))
        .fix(format!("Fill {key} in, or remove it: clients take it as it stands"))
}

/// A URL, or a port behind the name, is no name of a host.
fn is_no_host(host: &str) -> bool {
    let has_port = || host.rsplit_once(':').is_some_and(|(name, port)| !name.contains(':') && !port.is_empty());
    host.contains(['/', ' ', ',', ';']) || has_port()
}

/// What clients put behind the name of an account, after an `@` of their own.
fn no_domain(key: &str, value: &str) -> Finding {
    contradict(format!("{value:?} is no name of a domain alone"))
        .fault("client domain")
        .summary(format!("{key} of jabber-config.xml is no name of a domain alone: {value}; clients write @ and this behind the account's name"))
        .fix(format!("Write the domain alone into {key}, as corp.example"))
}

/// Clients ask call manager there, which no directory server is.
fn uds_server(case: &Case<'_>, deployment: &Deployment, key: &str, host: &str) -> Option<Finding> {
    if is_no_host(host) {
        return Some(
            contradict(format!("{host:?} is no name of a host, and no address"))
                .fault("client uds")
                .summary(format!("{key} of jabber-config.xml is no name of one host, and no address: {host}"))
                .fix(format!("Write the name of a call manager node alone into {key}")),
        );
    }
    let known = directory_servers(deployment);
    known.iter().any(|other| case.named.same_machine(&other.host, host)).then(|| {
        contradict(format!("{host} is a directory server"))
            .fault("client uds")
            .summary(format!(
                "{key} of jabber-config.xml names a directory server, where clients ask call manager: {host}"
            ))
            .fix(format!("Write a call manager node into {key}, or remove it: clients find their own"))
    })
}

/// Every directory server that somebody names.
fn directory_servers(deployment: &Deployment) -> Vec<LdapHost> {
    let mut known: Vec<LdapHost> = deployment.configured().hosts;
    known.extend(deployment.lists().iter().flat_map(|list| list.hosts.clone()));
    known.extend(
        deployment.axl.seen().into_iter().flat_map(|axl| axl.agreements.iter().flat_map(|one| one.hosts.clone())),
    );
    known
}

fn server(case: &Case<'_>, deployment: &Deployment, key: &str, host: &str) -> Judged {
    if is_no_host(host) {
        return Ok(contradict(format!("{host:?} is no name of a host, and no address"))
            .fault("client server")
            .summary(format!("{key} of jabber-config.xml is no name of one host, and no address: {host}"))
            .fix(format!("Write the name of the server alone into {key}; its port is another key (ServerPort1), and so is TLS (UseSSL)"))
            .into());
    }
    let known = directory_servers(deployment);
    if known.is_empty() {
        return Err(Skip::NotAsked(
            "no directory server is known to compare it with (directory.servers, ldap_hosts)".to_owned(),
        ));
    }
    if known.iter().any(|other| case.named.same_machine(&other.host, host)) {
        return Ok(pass(format!("{host}, as call manager or the configuration")).into());
    }
    let names = listed(&known.iter().collect::<Vec<_>>());
    Ok(contradict(format!("{host} is in no list of directory servers: {names}"))
        .fault("client server")
        .summary(format!("The clients search on {host}, which neither call manager nor presence nor the configuration names ({names}): it may be gone"))
        .fix(format!("See that {host} still runs, or set {key} to one of {names}"))
        .into())
}

/// The bases that are known: of agreements and logins.
fn bases(evidence: &Evidence, deployment: &Deployment) -> Vec<String> {
    let asked = evidence.asked.search.iter().chain(&evidence.asked.further_searches).map(|search| search.base.clone());
    let login = evidence.identity.iter().flat_map(|identity| identity.settings.authentication_bases.clone());
    let axl =
        deployment.axl.seen().into_iter().flat_map(|axl| {
            axl.agreements.iter().filter_map(|agreement| agreement.base.clone()).chain(axl.base.clone())
        });
    let mut all: Vec<String> = asked.chain(login).chain(axl).filter(|base| !base.trim().is_empty()).collect();
    all.dedup();
    all
}

fn base(evidence: &Evidence, deployment: &Deployment, key: &str, value: &str) -> Judged {
    let Ok(own) = dn::parse(value) else {
        return Ok(contradict(format!("{value:?} is not a distinguished name"))
            .fault("client base")
            .summary(format!("{key} of jabber-config.xml is not a distinguished name: {value}"))
            .fix(format!("Write {key} as OU=People,DC=corp,DC=example"))
            .into());
    };
    // Groups usually stand apart from the people, and have no presence.
    if key.to_ascii_lowercase().contains("groupsearchbase") {
        return Err(Skip::NotAsked(format!("whether the directory has {value}, a base for groups, is not looked at")));
    }
    let known = bases(evidence, deployment);
    if known.is_empty() {
        return Err(Skip::NotAsked("no search base is known to compare it with (directory.search.base)".to_owned()));
    }
    let meets = |base: &String| dn::parse(base).is_ok_and(|base| own.is_within(&base) || base.is_within(&own));
    if known.iter().any(meets) {
        return Ok(pass(value).into());
    }
    let bases = known.join("; ");
    Ok(contradict(format!("{value} is outside every base of call manager: {bases}"))
        .fault("client base")
        .summary(format!("The clients search below {value}, which is outside every base call manager takes users from ({bases}): whom they find there has no presence"))
        .fix(format!("Correct {key}, or remove it: by default clients search the whole domain"))
        .into())
}

/// A name in a filter that is cut short: without the domain at its end no entry has it.
pub(super) fn half_a_name(evidence: &Evidence, deployment: &Deployment, parsed: &filter::Filter) -> Option<String> {
    let known: Vec<Dn> = bases(evidence, deployment).iter().filter_map(|base| dn::parse(base).ok()).collect();
    let top = |dn: &Dn| {
        dn.parts
            .last()
            .and_then(|part| part.values.first())
            .map(|(kind, value)| (kind.to_lowercase(), value.to_lowercase()))
    };
    parsed.walk().find_map(|part| {
        let (attribute, value) = match &part.kind {
            Kind::Equal(it) => (it.attribute.as_str(), &it.value),
            Kind::Extensible { attribute: Some(name), value, .. } => (name.as_str(), value),
            _ => return None,
        };
        if !["memberOf", "manager", "member"].iter().any(|name| name.eq_ignore_ascii_case(attribute)) {
            return None;
        }
        let text = String::from_utf8_lossy(value).into_owned();
        let fits = dn::parse(&text).is_ok_and(|dn| known.is_empty() || known.iter().any(|base| top(base) == top(&dn)));
        (!fits).then(|| format!("{attribute} takes the whole distinguished name of a group, and {text:?} is not one"))
    })
}

/// What makes a key of the file no mistake.
pub(super) const BY_PROFILE: &[&str] =
    &["the clients get another setting from the service profile, which wins over the file"];

fn contradict(message: String) -> Finding {
    fail(CauseCode::SettingsContradict, message).owner(Owner::Client).refuted_if(BY_PROFILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_templates_have_in_place_of_values() {
        for value in [
            "PortNumberHere",
            "x.x.x.x",
            "XXX.xxx.x.x",
            "<server>",
            "[domain]",
            "your-domain.com",
            "CHANGEME",
            "DC=...",
            "your.company.example",
            "OU=xxx,DC=xxx",
            "10.x.x.x",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["dc1.corp.example", "636", "OU=There,DC=x", "10.1.2.3", "nowhere", "box.example", "True"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
