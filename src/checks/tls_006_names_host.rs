//! TLS-006: RFC 6125. The appliances check the configured name on LDAP authentication (10.5(2)SU2 and later).

use std::net::IpAddr;

use super::at::{At, per_endpoint};
use super::by_place::by_place;
use super::known_as::{self, KnownAs};
use super::lacking::Lacking;
use super::shared_name;
use crate::check::{Change, Check, Finding, Judged, Owner, Severity, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Endpoint, TrustStore};
use crate::server_url::ServerUrl;
use crate::trust::certificate::Certificate;
use crate::trust::java;
use crate::trust::names::{self, NameMatch};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls006,
    stage: Stage::Tls,
    title: "every server's certificate names the configured host",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-006.md"),
    run: |case| per_endpoint(case, |at| by_place(at, names_host)),
};

fn names_host(at: At<'_>) -> Judged {
    let leaf = at.leaf()?;
    let host = &at.server.url.host;
    let matched = names::matches(leaf, host);
    if !matches!(matched, NameMatch::ShortName(_) | NameMatch::None(_))
        && let Some(finding) = on_nodes(at, leaf)
    {
        return Ok(finding.into());
    }
    Ok(match matched {
        NameMatch::Exact => pass(format!("names {host}")).into(),
        NameMatch::Wildcard(pattern) | NameMatch::LooseWildcard(pattern) if presence_configured(at) => {
            wildcard(host, &pattern).into()
        }
        NameMatch::Wildcard(pattern) | NameMatch::LooseWildcard(pattern) => {
            pass(format!("{pattern} covers {host}")).into()
        }
        NameMatch::CommonNameOnly => pass(format!("the common name is {host}")).into(),
        NameMatch::ShortName(full) => fail(
            CauseCode::NameMismatch,
            format!("configured as \"{host}\", but the certificate is for {full}"),
        )
        .fault(host)
        .fact("names", &full)
        .fix(format!(
            "Configure the full name {full} on call manager and presence (LDAP Directory and LDAP Authentication)"
        ))
        .into(),
        NameMatch::None(found) => other_names(at, host, &found).into(),
    })
}

/// The name that was looked at is right, and appliances ask for the server by another one.
fn on_nodes(at: At<'_>, leaf: &Certificate) -> Option<Finding> {
    let lacks = |known: &KnownAs| {
        !known.is_address() && matches!(names::matches(leaf, &known.name), NameMatch::ShortName(_) | NameMatch::None(_))
    };
    let wrong: Vec<KnownAs> = known_as::others(at).into_iter().filter(lacks).collect();
    let first = wrong.first()?;
    let told: Vec<String> = wrong.iter().map(KnownAs::words).collect();
    let names: Vec<&str> = wrong.iter().map(|known| known.name.as_str()).collect();
    let host = &at.server.url.host;
    let message = format!("{}, which the certificate does not name; it names {host}", told.join("; "));
    let finding = fail(CauseCode::NameMismatch, message).fault(names.join(", ")).owner(first.owner()).refuted_if(&[
        "the lists of LDAP hosts were taken before the last change",
        "`utils ldap config ipaddr` is set on every node, so the name is not checked",
    ]);
    let finding = match first.owner() {
        Owner::Presence => finding.fix(format!(
            "Let presence have call manager's list again: restart Cisco Sync Agent on the presence publisher, where call manager has {host}"
        )),
        _ => finding.fix(format!(
            "Configure {host} on call manager (LDAP Directory and LDAP Authentication), and see that presence has it after the next synchronisation"
        )),
    };
    Some(
        finding.fix(format!("Or issue a certificate with {} among its subject alternative names", names.join(" and "))),
    )
}

/// Whether the configuration names a presence server or gives its trust store.
pub(super) fn presence_configured(at: At<'_>) -> bool {
    let named = at.case.deployment.as_ref().is_some_and(|settings| settings.presence.version.is_some());
    let of_presence = |store: &TrustStore| store.name == "presence" || store.name.starts_with("presence/");
    named || at.case.stores.iter().any(of_presence)
}

/// Presence's own check of the name takes no wildcard (field reports; Cisco documents them as not supported).
fn wildcard(host: &str, pattern: &str) -> Finding {
    fail(CauseCode::NameMismatch, format!("only the wildcard {pattern} fits {host}: presence may refuse it, and then nobody logs in there"))
        .fault(format!("wildcard {pattern}"))
        .owner(Owner::Directory)
        .fact("names", pattern)
        .fix(format!("Issue a certificate with {host} written out among its subject alternative names"))
        .fix("Or let the nodes not check the name: `utils ldap config ipaddr` on every node, presence nodes too, and configure the servers by address")
}

/// Of an address that is a name in the certificate.
const AS_TEXT: &str = ", which stands there as a name and not as an IP address, and Java does not read that";

/// The certificate is for others.
fn other_names(at: At<'_>, host: &str, found: &[String]) -> Finding {
    let is_text = found.iter().any(|name| name == host);
    let as_text = if is_text { AS_TEXT } else { "" };
    let message = format!("configured as \"{host}\", but the certificate is for {}{as_text}", shown(found));
    let finding = fail(CauseCode::NameMismatch, message).fault(host).fact("names", found.join(", "));
    let named = |name: &str| {
        let to = ServerUrl { host: name.to_owned(), ..at.server.url.clone() };
        Change::Server { from: at.server.url.clone(), to }
    };
    let name = serving_name(at, found);
    if let Some(name) = name.filter(|name| shared_name::is_shared(at, name)) {
        return shared_name::advise(at, finding, (host, name), named(name));
    }
    let step = |words: String, name: &str| Step::from(words).changing(named(name));
    let finding = match (name, at.server.url.address()) {
        (Some(name), None) => finding
            .fix(step(format!("Configure {name} on call manager and presence, if that is the same server"), name)),
        (Some(name), Some(_)) => finding
            .fix(step(format!("Configure the name {name} instead of the address on call manager and presence"), name))
            .fix("Or let the appliances not check the name: `utils ldap config ipaddr` on every node, presence too"),
        (None, _) => finding,
    };
    let finding = match another_that_fits(at) {
        Some(fits) => finding.fact("names it at", fits).fix(format!(
            "If another server has {} now: remove the address from the records of {host}, which {fits} serves",
            at.endpoint.address.ip()
        )),
        None => finding,
    };
    let issue = if finding.fix.is_empty() { "Issue" } else { "Or issue" };
    let kind = if at.server.url.address().is_some() { ", as an IP address" } else { "" };
    let finding = finding.fix(format!("{issue} a certificate with {host} among its subject alternative names{kind}"));
    if nowhere(found) {
        return finding.fix(MADE);
    }
    by_default(at, finding)
}

/// A server with several certificates may have shown its usual one.
fn by_default(at: At<'_>, finding: Finding) -> Finding {
    match shown_by_default(at) {
        Some(what) => finding.fix(format!(
            "If a server or balancer with several certificates stands there: it shows its usual one, since Java sends no name \
             in its hello for {what}; configure the server's full name, and check again before anything is uploaded"
        )),
        None => finding,
    }
}

/// What to do about a certificate that names nothing on the network.
const MADE: &str = "Configure the name for which the server has a certificate, where it has several (it shows this one to whoever asks \
                    by another name, or by an address), or give it one";

/// A certificate that a program made for itself: it names nothing on the network, so no store that held it would help.
pub(super) fn is_stand_in(at: At<'_>) -> bool {
    // Where names are not checked, as whoever accepts a wrong one says, a store that holds it does help.
    let unchecked = at.case.asked.accepts.iter().any(|it| it.code == CauseCode::NameMismatch.name());
    let Some(leaf) = at.leaf().ok().filter(|_| !unchecked) else { return false };
    let NameMatch::None(found) = names::matches(leaf, &at.server.url.host) else { return false };
    leaf.self_signed && nowhere(&found)
}

fn nowhere(names: &[String]) -> bool {
    !names.is_empty() && names.iter().all(|name| names::leads_nowhere(name))
}

/// A short name of which the certificate is for others: before its CA is uploaded, the name is to be put right.
pub(super) fn usual_certificate(at: At<'_>) -> Option<Step> {
    let host = &at.server.url.host;
    let NameMatch::None(found) = names::matches(at.leaf().ok()?, host) else { return None };
    let short = at.server.url.address().is_none() && !host.contains('.');
    short.then(|| {
        Step::from(format!(
            "If a server or balancer with several certificates stands there, configure the full name of {host} and check again \
             before anything else: Java sends no name in its hello for a short name, and is shown the certificate for {}",
            shown(&found)
        ))
    })
}

/// What Java sends no server name for, as the hello that was sent (RFC 6066 section 3 wants host names, Java a dot), where
/// the certificate may be the usual one of several. Servers that are configured by address are common, so there only where a
/// store does not know its CA.
fn shown_by_default(at: At<'_>) -> Option<&'static str> {
    let url = &at.server.url;
    match url.address() {
        Some(_) => {
            let strange = |store: &TrustStore| at.chain().is_ok_and(|chain| Lacking::of(at, store, chain).is_some());
            at.case.stores.iter().any(strange).then_some("an address")
        }
        None => (!url.host.contains('.')).then_some("a short name"),
    }
}

/// The name of the certificate to configure: what the server calls itself, else the first that is a server's full name
/// and that the evidence does not show dead.
fn serving_name<'n>(at: At<'_>, found: &'n [String]) -> Option<&'n str> {
    let own = at.endpoint.ldap.seen().and_then(|root| root.values("dnsHostName").first());
    let fits = |name: &&String| {
        // What is no host name to Java, as one with a final dot, is nothing to configure.
        let usable = java::is_legal(name) && name.contains('.') && !names::leads_nowhere(name);
        usable && name.parse::<IpAddr>().is_err() && !is_dead(at, name)
    };
    let mut names = found.iter().filter(fits);
    let own = names.clone().find(|name| own.is_some_and(|own| own.eq_ignore_ascii_case(name)));
    own.or_else(|| names.find(|name| !is_another(at, name))).map(String::as_str)
}

/// A configured server of this name stands at other addresses: it is not this one, and it is configured already.
fn is_another(at: At<'_>, name: &str) -> bool {
    let mut namesakes = at.vantage.servers.iter().filter(|server| server.url.host.eq_ignore_ascii_case(name));
    let here = at.endpoint.address.ip();
    namesakes.any(|server| {
        !server.endpoints.is_empty() && server.endpoints.iter().all(|endpoint| endpoint.address.ip() != here)
    })
}

/// A configured server of this name does not resolve, or answers at no address.
fn is_dead(at: At<'_>, name: &str) -> bool {
    let mut namesakes = at.vantage.servers.iter().filter(|server| server.url.host.eq_ignore_ascii_case(name));
    namesakes.any(|server| {
        server.name.failed().is_some()
            || (!server.endpoints.is_empty() && server.endpoints.iter().all(|one| one.tcp.failed().is_some()))
    })
}

/// Another address of the same name, whose certificate names the host.
fn another_that_fits(at: At<'_>) -> Option<IpAddr> {
    let fits = |other: &&Endpoint| {
        let leaf = At { endpoint: other, ..at }.leaf();
        other.address != at.endpoint.address
            && leaf.is_ok_and(|leaf| !matches!(names::matches(leaf, &at.server.url.host), NameMatch::None(_)))
    };
    at.server.endpoints.iter().find(fits).map(|other| other.address.ip())
}

/// The first names; a certificate may have hundreds.
fn shown(names: &[String]) -> String {
    const SHOWN: usize = 4;
    match (names.len(), names.get(..SHOWN)) {
        (0, _) => "no name at all".to_owned(),
        (all, Some(first)) if all > SHOWN => format!("{} and {} more", first.join(", "), all - SHOWN),
        _ => names.join(", "),
    }
}

#[cfg(test)]
#[path = "tls_006/tests.rs"]
mod tests;
