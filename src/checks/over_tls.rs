//! A port with TLS that is to be used: what stands in its way, by the certificate that it showed.

use std::collections::BTreeMap;

use super::at::At;
use super::held;
use crate::check::{Change, Finding, Step};
use crate::evidence::{Fingerprint, Sample};
use crate::server_url::{Scheme, ServerUrl};
use crate::trust::acceptance::{self, Presented, Refusal};
use crate::trust::certificate::Certificate;
use crate::trust::names::{self, NameMatch};

/// Names of a certificate that are listed.
const NAMED: usize = 3;

/// What has to be in the stores first.
const CA: &str = "the CA of the directory's certificate as tomcat-trust on every node first, and restart Cisco Tomcat";

/// The way over TLS, as far as it was looked at: a port that does not answer is no advice.
pub(super) fn instead(at: At<'_>, finding: Finding) -> Finding {
    let looked = at.endpoint.sibling.as_ref();
    let port = looked.map_or(if at.server.url.global_catalog() { 3269 } else { 636 }, |sibling| sibling.port);
    let answers = looked.map(|sibling| sibling.seen.as_ref().is_some_and(|seen| seen.tls.seen().is_some()));
    // A domain controller takes TLS there alone; of others on a port of their own it is not known where.
    let domain_controller = at.endpoint.ldap.seen().is_some_and(|root| root.active_directory);
    let named = name(at);
    let to = named.as_ref().map(|host| url(host, port));
    let what =
        to.clone().unwrap_or_else(|| format!("port {port} with TLS, by the name that the server's certificate has"));
    let set = |use_: &str| {
        format!(
            "{use_} {what}: on call manager and presence, set port {port} and \"Use TLS\" under LDAP Directory and LDAP Authentication"
        )
    };
    let look = to.unwrap_or_else(|| ServerUrl { port, scheme: Scheme::Ldaps, ..at.server.url.clone() }.to_string());
    match answers {
        Some(true) => {
            let host = named.as_deref().unwrap_or(&at.server.url.host);
            advise(at, finding, (host, port), set)
        }
        Some(false) if !domain_controller && !matches!(at.server.url.port, 389 | 3268) => finding
            .fix(format!(
                "Find the port on which this server takes TLS, or let it have one, with a certificate issued to its full name: an \
                 instance on port {} (AD LDS) has one of its own, and port {port} does not answer TLS",
                at.server.url.port
            ))
            .fix(format!("Upload {CA}"))
            .fix("Then set that port and \"Use TLS\" on call manager and presence, under LDAP Directory and LDAP Authentication"),
        Some(false) => finding
            .fix(format!(
                "Install a server certificate on the directory server first (for Server Authentication, issued to its full name): port {port} does not answer TLS now"
            ))
            .fix(format!("Upload {CA}"))
            .fix(set("Then use")),
        None => finding
            .fix(format!("Look whether port {port} answers TLS: `ucdoctor check {look}`"))
            .fix(format!("If it does: upload {CA}"))
            .fix(set("Then use")),
    }
}

/// The name a certificate would have: what is configured, what the server calls itself, or what its certificate says.
fn name(at: At<'_>) -> Option<String> {
    if at.server.url.address().is_none() {
        return Some(at.server.url.host.clone());
    }
    let told = at.endpoint.ldap.seen().and_then(|root| root.values("dnsHostName").first()).cloned();
    let named = leaf(at).and_then(|leaf| leaf.dns_names.iter().find(|name| !name.starts_with('*'))).cloned();
    told.or(named)
}

/// The certificate that the port with TLS shows.
fn leaf<'a>(at: At<'a>) -> Option<&'a Certificate> {
    let shown = at.endpoint.sibling.as_ref().and_then(|sibling| sibling.seen.as_ref());
    shown.and_then(Sample::leaf).and_then(|leaf| at.certificate(leaf))
}

/// The advice to take `port` of the server with TLS, under the name `host`: after what must be done first, and not unseen.
/// `use_it` makes a sentence of its beginning (`Use`, `Then use` …).
pub(super) fn advise(
    at: At<'_>,
    finding: Finding,
    (host, port): (&str, u16),
    use_it: impl Fn(&str) -> String,
) -> Finding {
    let to = url(host, port);
    match before(at, host, port) {
        Some(before) if before.is_empty() => {
            finding.fix(Step::from(use_it("Use")).changing(Change::server(&at.server.url, &to)))
        }
        Some(before) => before.into_iter().fold(finding, Finding::fix).fix(use_it("Then use")),
        None => finding
            .fix(format!("Look whether the nodes would take its certificate: `ucdoctor check {to}`"))
            .fix(use_it("If they would, use")),
    }
}

/// What is to be done before the nodes take `host` with the certificate that `port` showed; nothing where every store that
/// was given accepts it. None where the port was not looked at, or showed none that can be read.
pub(super) fn before(at: At<'_>, host: &str, port: u16) -> Option<Vec<Step>> {
    let looked = at.endpoint.sibling.as_ref().filter(|sibling| sibling.port == port)?;
    let chain = Sample::chain(looked.seen.as_ref()?);
    let leaf = at.certificate(chain.first()?)?;
    let refusals = refusals(at, host, chain);
    let mut steps: Vec<Step> = Vec::new();
    let expired = held::expired(at, leaf);
    if expired {
        steps.push(Step::from(format!(
            "Renew the server's certificate first: the one that port {port} shows expired on {}",
            leaf.not_after.date()
        )));
    }
    // The date of the server's own certificate is told already.
    for (refusal, stores) in
        refusals.into_iter().filter(|(refusal, _)| !expired || !matches!(refusal, Refusal::Dates(_)))
    {
        let of = if stores.is_empty() { String::new() } else { format!(" by {}", stores.join(" and ")) };
        steps.push(step(
            &refusal,
            &leaf.dns_names,
            &format!("the certificate that port {port} shows is refused{of}"),
            host,
        ));
    }
    if at.case.stores.iter().all(|store| store.system) {
        steps.push(Step::from(
            "Give the nodes' trust stores to this check (`trust` under [call_manager] and [presence]): whether they hold the CA of this certificate is not known"
        ));
    }
    Some(steps)
}

/// Each refusal, and the stores that refuse so.
fn refusals(at: At<'_>, host: &str, chain: &[Fingerprint]) -> BTreeMap<Refusal, Vec<String>> {
    let presented = Presented { chain, host, cipher: None, now: at.vantage.taken_at };
    let mut all: BTreeMap<Refusal, Vec<String>> = BTreeMap::new();
    let given = at.case.stores.iter().filter(|store| !store.system);
    for store in given {
        if let Err(refusal) = acceptance::judge(&at.case.pki, presented, store) {
            all.entry(refusal).or_default().push(store.name.clone());
        }
    }
    // A name is wrong for every store, whatever refuses first.
    let leaf = chain.first().and_then(|leaf| at.certificate(leaf));
    let strange = |leaf| matches!(names::matches(leaf, host), NameMatch::None(_) | NameMatch::ShortName(_));
    if leaf.is_some_and(strange) && !all.keys().any(|refusal| matches!(refusal, Refusal::Name(_))) {
        all.insert(Refusal::Name(format!("it does not name {host}")), Vec::new());
    }
    all
}

/// What helps against a refusal.
fn step(refusal: &Refusal, names: &[String], refused: &str, host: &str) -> Step {
    let words = match refusal {
        Refusal::Path(why) => format!(
            "First upload the CA of the directory's certificate as tomcat-trust on every node, and restart Cisco Tomcat: {refused} ({why})"
        ),
        Refusal::Name(_) => {
            let usable: Vec<&str> =
                names.iter().map(String::as_str).filter(|name| !name.starts_with('*')).take(NAMED).collect();
            let other = match usable.as_slice() {
                [] => String::new(),
                usable => format!(
                    "configure a name that the certificate has ({}), if it leads to this server; or ",
                    usable.join(", ")
                ),
            };
            format!(
                "First {other}let the server have a certificate that names {host}: {refused} (it does not name {host})"
            )
        }
        other => format!("First let the server have another certificate: {refused} ({other})"),
    };
    Step::from(words)
}

/// `ldaps://HOST:PORT`.
pub(super) fn url(host: &str, port: u16) -> String {
    ServerUrl { host: host.to_owned(), port, scheme: Scheme::Ldaps }.to_string()
}

#[cfg(test)]
mod tests;
