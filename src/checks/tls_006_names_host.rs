//! TLS-006: RFC 6125. The appliances check the configured name on LDAP authentication (10.5(2)SU2 and later).

use std::net::IpAddr;

use super::at::{At, per_endpoint};
use super::known_as::{self, KnownAs};
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
    run: |case| per_endpoint(case, names_host),
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

/// The certificate is for others.
fn other_names(at: At<'_>, host: &str, found: &[String]) -> Finding {
    let as_text = if found.iter().any(|name| name == host) {
        ", which stands there as a name and not as an IP address, and Java does not read that"
    } else {
        ""
    };
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
    let finding = match (name, at.server.url.address()) {
        (Some(name), None) => finding.fix(
            Step::from(format!("Configure {name} on call manager and presence, if that is the same server"))
                .changing(named(name)),
        ),
        (Some(name), Some(_)) => finding
            .fix(
                Step::from(format!("Configure the name {name} instead of the address on call manager and presence"))
                    .changing(named(name)),
            )
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
    match shown_by_default(at) {
        Some(what) => finding.fix(format!(
            "If a server or balancer with several certificates stands there: it shows its usual one, since Java sends no name \
             in its hello for {what}; configure the server's full name, and check again before anything is uploaded"
        )),
        None => finding,
    }
}

/// What Java sends no server name for, as the hello that was sent (RFC 6066 section 3 wants host names, Java a dot).
fn shown_by_default(at: At<'_>) -> Option<&'static str> {
    let url = &at.server.url;
    match url.address() {
        Some(address) => (!address.is_loopback()).then_some("an address"),
        None => (!url.host.contains('.')).then_some("a short name"),
    }
}

/// The name of the certificate to configure: what the server calls itself, else the first that is a server's full name
/// and that the evidence does not show dead.
fn serving_name<'n>(at: At<'_>, found: &'n [String]) -> Option<&'n str> {
    let own = at.endpoint.ldap.seen().and_then(|root| root.values("dnsHostName").first());
    let fits = |name: &&String| {
        // What is no host name to Java, as one with a final dot, is nothing to configure.
        java::is_legal(name) && name.contains('.') && name.parse::<IpAddr>().is_err() && !is_dead(at, name)
    };
    let mut names = found.iter().filter(fits);
    let own = names.clone().find(|name| own.is_some_and(|own| own.eq_ignore_ascii_case(name)));
    own.or_else(|| names.next()).map(String::as_str)
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
mod tests {
    use super::CHECK;
    use crate::case::Case;
    use crate::checks::appliances::tests::{list, settled};
    use crate::checks::sample::pki;
    use crate::checks::sample::{diagnosed, expect, healthy, leaf, plain, present, second_address};
    use crate::evidence::{Evidence, Observed};

    fn serve(evidence: &mut Evidence, host: &str, names: &[&str]) {
        let certificate = leaf("some name").names(names).signed_by(&pki().issuing);
        evidence.vantages[0].servers[0].url = format!("ldaps://{host}").parse().unwrap();
        present(evidence, 0, &[&certificate, &pki().issuing]);
    }

    #[test]
    fn a_name_that_servers_share_is_no_name_to_configure_first() {
        let of_domain = |e: &mut Evidence| {
            for nth in [0, 1] {
                present(e, nth, &[&leaf("corp.example").signed_by(&pki().issuing), &pki().issuing]);
            }
        };
        expect(
            &CHECK,
            &[(
                of_domain,
                &[
                    "name-mismatch~Issue each server a certificate~dc1.corp.example, dc2.corp.example~only the first address",
                    "name-mismatch~Issue each server a certificate",
                ],
            )],
        );
        assert_eq!(diagnosed(of_domain), ["name-mismatch"]);
        let of_one = |e: &mut Evidence| {
            present(e, 0, &[&leaf("corp.example").signed_by(&pki().issuing), &pki().issuing]);
        };
        expect(
            &CHECK,
            &[(of_one, &["name-mismatch~Issue a certificate with dc1.corp.example~only the first", "pass"])],
        );
    }

    #[test]
    fn the_configured_name_is_in_the_certificate() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~names dc1.corp.example", "pass"]),
                (
                    |e| serve(e, "dc1.corp.example", &["*.corp.example"]),
                    &["name-mismatch~*.corp.example~utils ldap config ipaddr", "pass"],
                ),
                (
                    |e| {
                        e.stores.retain(|store| store.name != "presence");
                        serve(e, "dc1.corp.example", &["*.corp.example"]);
                    },
                    &["pass~*.corp.example covers", "pass"],
                ),
                (
                    |e| serve(e, "dc1.corp.example", &["old.corp.example"]),
                    &["name-mismatch~is for old.corp.example~Configure old", "pass"],
                ),
                (
                    |e| serve(e, "dc1", &["dc1.corp.example"]),
                    &["name-mismatch~configured as \"dc1\"~full name dc1.corp.example", "pass"],
                ),
                (
                    |e| serve(e, "10.0.0.1", &["dc1.corp.example"]),
                    &["name-mismatch~instead of the address~utils ldap config ipaddr", "pass"],
                ),
                (
                    |e| serve(e, "dc1.corp.example", &["a.x", "b.x", "c.x", "d.x", "e.x", "f.x"]),
                    &["name-mismatch~d.x and 2 more", "pass"],
                ),
                (
                    |e| behind_one_name(e, "dc3.corp.example"),
                    &[
                        "pass",
                        "name-mismatch~remove the address from the records of dc1.corp.example, which 10.0.0.1 serves",
                        "pass",
                    ],
                ),
                (
                    |e| {
                        e.vantages[0].servers[0].url = "ldaps://10.0.0.9".parse().unwrap();
                        let by_name = leaf("10.0.0.9").names(&[]).signed_by(&pki().issuing);
                        present(e, 0, &[&by_name, &pki().issuing]);
                    },
                    &[
                        "name-mismatch~not as an IP address, and Java does not read that~as an IP address~in its hello for an address",
                        "pass",
                    ],
                ),
                // The usual certificate of a balancer that picks one by the name in the hello.
                (
                    |e| serve(e, "dc7", &["balancer.corp.example"]),
                    &[
                        "name-mismatch~Configure balancer~in its hello for a short name; configure the server's full name",
                        "pass",
                    ],
                ),
                (plain, &["not asked", "not asked"]),
            ],
        );
        // What Java takes for no host name is nothing to configure.
        let mut evidence = healthy();
        serve(&mut evidence, "dc1.corp.example", &["dc1.corp.example."]);
        let told = format!("{:?}", (CHECK.run)(&Case::new(&evidence))[0].verdict);
        assert!(told.contains("Issue a certificate with dc1.corp.example") && !told.contains("Configure"), "{told}");
    }

    /// The lists of LDAP hosts of call manager and presence, where call manager's server is the first one.
    fn known_as(evidence: &mut Evidence, call_manager: &str, presence: &str) {
        let lists = [("call-manager", call_manager), ("presence", presence)];
        settled(evidence).ldap_hosts = lists.map(|(node, host)| list(node, &[host, "dc2.corp.example:636:t"])).to_vec();
    }

    #[test]
    fn the_names_by_which_the_nodes_ask_are_in_the_certificate_too() {
        expect(
            &CHECK,
            &[
                (|e| known_as(e, "DC1.corp.example.:636:t", "dc1.corp.example:636:t"), &["pass", "pass"]),
                (
                    |e| known_as(e, "dc1:636:t", "dc1:636:t"),
                    &["name-mismatch~call-manager and presence have it as \"dc1\"~Configure dc1.corp.example", "pass"],
                ),
                (
                    |e| known_as(e, "dc1.corp.example:636:t", "dc1:636:t"),
                    &["name-mismatch~presence has it as \"dc1\"~restart Cisco Sync Agent", "pass"],
                ),
                // Not asked for with TLS, or at another port, or by address: another check's.
                (|e| known_as(e, "dc1:389:f", "dc1:3269:t"), &["pass", "pass"]),
                (|e| known_as(e, "10.0.0.1:636:t", "10.0.0.1:636:t"), &["pass", "pass"]),
                // Of two servers it may be either; and what is configured here is looked at itself.
                (
                    |e| {
                        known_as(e, "dc1:636:t", "dc1:636:t");
                        e.vantages[0].servers[1].url = "ldaps://dc1.lab.example".parse().unwrap();
                    },
                    &["pass", "name-mismatch~configured as \"dc1.lab.example\""],
                ),
                (
                    |e| {
                        known_as(e, "dc2.corp.example:636:t", "dc2.corp.example:636:t");
                        e.vantages[0].servers[1].name = e.vantages[0].servers[0].name.clone();
                    },
                    &["pass", "pass"],
                ),
                // The certificate has both names.
                (
                    |e| {
                        known_as(e, "dc1:636:t", "dc1:636:t");
                        serve(e, "dc1.corp.example", &["dc1.corp.example", "dc1"]);
                    },
                    &["pass", "pass"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| known_as(e, "dc1:636:t", "dc1:636:t")), ["name-mismatch"]);
    }

    /// A second address of the first server, where a certificate for another name is shown.
    fn behind_one_name(evidence: &mut Evidence, name: &str) {
        second_address(evidence, "10.0.0.3:636");
        let second = leaf(name).signed_by(&pki().issuing);
        evidence.certificates.insert(second.fingerprint(), second.pem());
        let Observed::Seen(tls) = &mut evidence.vantages[0].servers[0].endpoints[1].tls else { unreachable!() };
        tls.chain[0] = second.fingerprint();
    }

    /// A name that stands for several controllers, and that no certificate has.
    #[test]
    fn one_configured_name_is_one_fault_whatever_answers_behind_it() {
        let round_robin = diagnosed(|e| {
            serve(e, "ldap.corp.example", &["dc1.corp.example"]);
            behind_one_name(e, "dc3.corp.example");
        });
        assert_eq!(round_robin, ["name-mismatch"]);
    }
}
