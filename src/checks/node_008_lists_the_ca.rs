//! NODE-008: the names in a node's own list of trusted certificates. They prove less than the certificates (TLS-004): a name
//! made of subject and serial number can be the right one's, and that one may stand under another.

use super::ca_upload::label;
use super::nodes::{missing, needed, owner};
use crate::case::Case;
use crate::cause::Feature;
use crate::check::{Check, Finding, Judged, Outcome, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::node::Node;
use crate::evidence::{Fingerprint, TrustStore};
use crate::trust::certificate::Certificate;
use crate::trust::numbers::numbers;
use crate::trust::path::Path;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node008,
    stage: Stage::Deployment,
    title: "the list of every node names the CA of every directory server",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/NODE-008.md"),
    run: |case| case.nodes.iter().flat_map(|node| of_node(case, node)).collect(),
};

const COMMAND: &str = "show cert list trust";

/// Chains that a node is to trust, each with the server that sends it.
fn of_node(case: &Case<'_>, node: &Node) -> Vec<Outcome> {
    let hosts: Vec<(String, u16)> = needed(case, node).into_iter().map(|one| (one.host, one.port)).collect();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for server in case.vantages.iter().flat_map(|vantage| &vantage.servers) {
        let is_needed =
            |(host, port): &(String, u16)| host.eq_ignore_ascii_case(&server.url.host) && *port == server.url.port;
        let about = Subject::from(format!("{} x {}", node.name, server.url.authority()));
        let chain = server.endpoints.iter().find_map(|endpoint| Some(&endpoint.tls.seen()?.chain));
        if let Some(chain) = chain.filter(|chain| !chain.is_empty() && hosts.iter().any(is_needed))
            && outcomes.iter().all(|outcome| outcome.about != about)
        {
            outcomes.push(Outcome::anywhere(about, judge(case, node, (&server.url.authority(), chain))));
        }
    }
    outcomes
}

fn judge(case: &Case<'_>, node: &Node, (server, chain): (&str, &[Fingerprint])) -> Judged {
    if case.stores.iter().any(|store| store.name == node.name) {
        return Err(Skip::NotAsked("the node's own store is judged (TLS-004)".to_owned()));
    }
    let listed: Vec<Listed> = node.trust_names.iter().filter_map(|name| Listed::of(name)).collect();
    if listed.is_empty() {
        return Err(missing(node, COMMAND, format!("the session has no `{COMMAND}`")));
    }
    let appliance = node.name.split('/').next().unwrap_or_default();
    let of_appliance = case.stores.iter().find(|store| store.name == appliance);
    if of_appliance.is_some_and(|store| !is_anchored(case, chain, store)) {
        return Err(Skip::Blocked(CheckCode::Tls004));
    }
    let (authorities, unseen) = authorities(case, chain);
    let is_listed = |one: &&Certificate| listed.iter().any(|entry| entry.is(case, one));
    if let Some(there) = authorities.iter().find(is_listed) {
        return Ok(pass(format!("lists \"{}\" by name and serial number", there.label)).into());
    }
    if let Some(leaf) = chain.first().and_then(|print| case.certificate(print)).filter(is_listed) {
        let own =
            format!("lists the server's own certificate \"{}\", not its CA: the next renewal breaks it", leaf.label);
        return Ok(pass(own).into());
    }
    let names = authorities.into_iter().map(|one| one.common_name).chain(unseen);
    by_name(node, server, &listed, names)
}

/// Nothing is listed by name and number: what the names alone tell.
fn by_name(node: &Node, server: &str, listed: &[Listed<'_>], names: impl Iterator<Item = Option<String>>) -> Judged {
    // Under which name a certificate is listed that has no common name of plain letters, no source tells.
    let told = |name: Option<String>| name.filter(|name| !plain(name).is_empty());
    let Some(names) = names.map(told).collect::<Option<Vec<String>>>().filter(|names| !names.is_empty()) else {
        return Err(Skip::Undecided("under which name it would list the CA is not known".to_owned()));
    };
    if let Some(alike) = listed.iter().find(|entry| names.iter().any(|name| entry.may_be(name))) {
        return Err(Skip::Undecided(format!(
            "lists {}, by name the CA of {server}; whether it is the same certificate its fingerprint tells: give the exported \
             trust store, or certificates = true from release 14 on",
            alike.text
        )));
    }
    if !node.trust_names_whole {
        return Err(Skip::Undecided(format!("the output of `{COMMAND}` was cut before its end: log it again")));
    }
    Ok(not_listed(node, server, &names).into())
}

fn is_anchored(case: &Case<'_>, chain: &[Fingerprint], store: &TrustStore) -> bool {
    matches!(case.walk(chain, store).way, Path::Anchored { .. })
}

/// Every certificate that makes the chain trusted, as far as one was seen, and the common name, where it has one, of an issuer
/// that was not.
fn authorities(case: &Case<'_>, chain: &[Fingerprint]) -> (Vec<Certificate>, Option<Option<String>>) {
    let sent = chain.iter().filter_map(|print| case.certificate(print)).cloned();
    let known = case.stores.iter().flat_map(|store| case.walk(chain, store).path.clone());
    let mut all: Vec<Certificate> = Vec::new();
    for one in sent.chain(known) {
        if all.iter().all(|known| known.fingerprint != one.fingerprint) {
            all.push(one);
        }
    }
    let top = all.iter().find(|one| !all.iter().any(|above| above.subject == one.issuer));
    let unseen = top.map(|top| Some(label(&top.issuer)).filter(|label| *label != top.issuer));
    let leaf = chain.first();
    all.retain(|one| one.self_signed || Some(&one.fingerprint) != leaf);
    (all, unseen)
}

fn not_listed(node: &Node, server: &str, names: &[String]) -> Finding {
    let named = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" or ");
    let what = format!(
        "its tomcat-trust lists no certificate named {named}, the CA of {server}: it may not trust that server"
    );
    fail(CauseCode::CaMissing, &what)
        .summary(format!("{}: {what}", node.name))
        .fault(named.clone())
        .owner(owner(node))
        .breaks(&[Feature::Login])
        .refuted_if(&["the certificate stands in the node's tomcat-trust under another name"])
        .fact("not_listed", &named)
        .fix(format!(
            "Look into tomcat-trust of {} (OS Administration > Security > Certificate Management) for {named} under another name",
            node.name
        ))
        .fix(format!(
            "Where it is not there, get {named} from who runs the CA, upload it as tomcat-trust on that node, and restart Cisco \
             Tomcat there (`utils service restart Cisco Tomcat`)"
        ))
}

/// `tomcat-trust/Example_Root_CA_01fd6d30.pem`: the common name, and mostly the serial number, in hexadecimal.
struct Listed<'a> {
    text: &'a str,
    /// All of it.
    whole: String,
    /// Without what may be a serial number, and that.
    numbered: Option<(String, String)>,
}

impl<'a> Listed<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let name = text.strip_prefix("tomcat-trust/")?.strip_suffix(".pem")?;
        let is_serial = |serial: &str| serial.len() >= 4 && serial.bytes().all(|byte| byte.is_ascii_hexdigit());
        let numbered = name.rsplit_once('_').filter(|(_, serial)| is_serial(serial));
        let numbered = numbered.map(|(name, serial)| (plain(name), significant(serial)));
        Some(Self { text, whole: plain(name), numbered })
    }

    /// Names may be cut, and may have something after them.
    fn may_be(&self, name: &str) -> bool {
        let name = plain(name);
        let shown = self.numbered.as_ref().map_or(&self.whole, |(shown, _)| shown);
        self.whole.starts_with(&name) || (shown.len() >= 8 && name.starts_with(shown))
    }

    /// That very certificate: its CA gives no serial number twice (RFC 5280 section 4.1.2.2).
    fn is(&self, case: &Case<'_>, one: &Certificate) -> bool {
        let numbers = || numbers(case.certificates.get(&one.fingerprint)?);
        let named = one.common_name.as_deref().map(plain).zip(numbers());
        named.zip(self.numbered.as_ref()).is_some_and(|((name, numbers), (shown, serial))| {
            !name.is_empty() && name == *shown && significant(&numbers.serial) == *serial
        })
    }
}

/// Plain letters and digits alone: the list writes others as `_`.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn significant(serial: &str) -> String {
    serial.trim_start_matches('0').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{ca, expect, leaf, pki, present, trust};
    use crate::evidence::Evidence;
    use crate::evidence::node::Node;
    use crate::trust::mint::Minted;

    /// As a node lists it.
    fn entry(certificate: &Minted, name: &str) -> String {
        let serial = certificate.x509.serial_number().to_bn().unwrap().to_hex_str().unwrap();
        format!("tomcat-trust/{name}_{}.pem", serial.to_lowercase())
    }

    fn listing(evidence: &mut Evidence, names: Vec<String>, whole: bool) {
        evidence.nodes = vec![Node {
            name: "presence/cups2".into(),
            trust_names: names,
            trust_names_whole: whole,
            ..Node::default()
        }];
    }

    /// The first server's certificate is of this CA, which every store of the site has.
    fn issued_by(evidence: &mut Evidence, name: &str, listed: &str) {
        let issuer = ca("x").subject(&[("CN", name)]).self_signed();
        let certificate = leaf("dc1.corp.example").signed_by(&issuer);
        present(evidence, 0, &[&certificate]);
        trust(evidence, "presence", &[&issuer, &pki().root]);
        trust(evidence, "call-manager", &[&issuer, &pki().root]);
        listing(evidence, vec![listed.to_owned(), entry(&pki().root, "Corp_Root_CA")], true);
    }

    fn other() -> String {
        "tomcat-trust/Another_Root_CA_00c0ffee12345678.pem".to_owned()
    }

    #[test]
    fn names_prove_what_they_can() {
        expect(
            &CHECK,
            &[
                (
                    |e| listing(e, vec![other(), entry(&pki().root, "Corp_Root_CA")], true),
                    &["pass~Corp Root CA", "pass"],
                ),
                (
                    |e| listing(e, vec![entry(&pki().issuing, "Corp_Issuing_CA")], false),
                    &["pass~Corp Issuing CA", "pass"],
                ),
                (
                    |e| listing(e, vec![entry(&pki().dc[0], "dc1.corp.example"), other()], true),
                    &["pass~next renewal", "ca-missing~dc2.corp.example:636"],
                ),
                (|e| listing(e, vec![other()], true), &["ca-missing~may not trust", "ca-missing"]),
                (|e| listing(e, vec![other()], false), &["undecided~cut", "undecided"]),
                // Another certificate of the name, and one whose number is not listed.
                (
                    |e| listing(e, vec![entry(&ca("x").self_signed(), "Corp_Root_CA")], true),
                    &["undecided~fingerprint", "undecided"],
                ),
                (
                    |e| listing(e, vec!["tomcat-trust/Corp_Root_CA-2.pem".into(), other()], true),
                    &["undecided", "undecided"],
                ),
                (|e| issued_by(e, "Größe CA", "tomcat-trust/Gr__e_CA_51a0.pem"), &["undecided~Gr__e_CA", "pass"]),
                (|e| issued_by(e, "Größe CA", "tomcat-trust/Gross_CA_51a0.pem"), &["ca-missing~Größe CA", "pass"]),
                (|e| issued_by(e, "Банк", "tomcat-trust/Another_CA_51a0.pem"), &["undecided~not known", "pass"]),
                (
                    |e| listing(e, vec!["tomcat-trust/Corp_Issui.pem".into(), other()], true),
                    &["undecided", "undecided"],
                ),
                // Another store of the node is not the one that logins use.
                (
                    |e| listing(e, vec![entry(&pki().root, "Corp_Root_CA").replace("tomcat", "CallManager")], true),
                    &["not asked", "not asked"],
                ),
                (|e| listing(e, Vec::new(), true), &["not asked~show cert list trust", "not asked"]),
                (
                    |e| {
                        listing(e, vec![other()], true);
                        trust(e, "presence/cups2", &[&pki().root]);
                    },
                    &["not asked~TLS-004", "not asked"],
                ),
                (
                    |e| {
                        listing(e, vec![other()], true);
                        trust(e, "presence", &[&ca("Old CA").self_signed()]);
                    },
                    &["blocked by TLS-004", "blocked"],
                ),
            ],
        );
    }
}
