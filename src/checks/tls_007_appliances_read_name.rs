//! TLS-007: names that a strict client accepts and an appliance may not.

use super::at::{At, per_endpoint};
use super::known_as::{self, KnownAs};
use super::tls_006_names_host::presence_configured;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::trust::java;
use crate::trust::names::{self, NameMatch};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls007,
    stage: Stage::Tls,
    title: "the appliances read the certificate's name the same way",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-007.md"),
    run: |case| per_endpoint(case, appliances_read_name),
};

fn appliances_read_name(at: At<'_>) -> Judged {
    let leaf = at.leaf()?;
    let host = &at.server.url.host;
    let matched = names::matches(leaf, host);
    if let Some(finding) = odd_to_java(at, &matched) {
        return Ok(finding.into());
    }
    if let Some(known) = known_as::others(at).into_iter().find(KnownAs::is_address)
        && !matches!(matched, NameMatch::None(_) | NameMatch::ShortName(_))
    {
        return Ok(by_address(format!("{}, an address", known.words())).owner(known.owner()).into());
    }
    Ok(match matched {
        NameMatch::None(_) | NameMatch::ShortName(_) => return Err(Skip::Blocked(CheckCode::Tls006)),
        NameMatch::Exact if at.server.url.address().is_some_and(|address| address.is_loopback()) => {
            return Err(Skip::NotAsked("a loopback address: no appliance uses it".to_owned()));
        }
        NameMatch::Exact if at.server.url.address().is_some() => by_address("configured by address".to_owned()).into(),
        NameMatch::Exact => pass(format!("{host} is written out in the certificate")).into(),
        NameMatch::Wildcard(_) | NameMatch::LooseWildcard(_) if presence_configured(at) => {
            return Err(Skip::Blocked(CheckCode::Tls006));
        }
        NameMatch::Wildcard(pattern) => wildcard(
            host,
            &pattern,
            ": presence, where there is one, may refuse it although call manager accepts it",
        )
        .fix(
            "Or run `utils ldap config ipaddr` on every node, presence nodes too, and configure the servers by address",
        )
        .into(),
        NameMatch::LooseWildcard(pattern) => {
            wildcard(host, &pattern, ", which Java takes and other clients refuse").into()
        }
        NameMatch::CommonNameOnly => fail(
            CauseCode::NameMismatch,
            "the name is in the common name only, not among the subject alternative names",
        )
        .fix(format!(
            "Issue a certificate with {host} among its subject alternative names: newer clients read nothing else"
        ))
        .into(),
    })
}

fn wildcard(host: &str, pattern: &str, who: &str) -> Finding {
    fail(CauseCode::NameMismatch, format!("only the wildcard {pattern} fits{who}"))
        .fault(format!("wildcard {pattern}"))
        .fix(format!("Issue a certificate with {host} written out among its subject alternative names"))
}

fn by_address(what: String) -> Finding {
    fail(CauseCode::NameMismatch, format!("{what}: the appliances check a name unless told otherwise"))
        .fault("address")
        .fix("Configure the server's full name on call manager and presence")
        .fix("Or run `utils ldap config ipaddr` on every node, presence nodes too")
}

/// The configured name itself is one that Java's name check does not take, whatever the certificate says. Whether the
/// appliances' own check minds is not known.
fn odd_to_java(at: At<'_>, matched: &NameMatch) -> Option<Finding> {
    let host = &at.server.url.host;
    if at.server.url.address().is_some() || matches!(matched, NameMatch::None(_) | NameMatch::ShortName(_)) {
        return None;
    }
    let bare = host.strip_suffix('.').unwrap_or(host);
    if host.is_ascii() && !java::is_legal(bare) {
        let message = format!(
            "\"{host}\" is no host name to Java, which takes letters, digits and hyphens only: the appliances may refuse \
             it, whatever the certificate says"
        );
        return Some(
            fail(CauseCode::NameMismatch, message)
                .fault(format!("illegal {host}"))
                .fix("Give the server another DNS name, without underscores, issue its certificate for that name, and configure it on call manager and presence"),
        );
    }
    let refused = ": it ends with a dot, and releases with Java 11 refuse such a name";
    let finding = |whose: String| {
        fail(CauseCode::NameMismatch, whose + refused)
            .fault(format!("final dot {bare}"))
            .fix(format!("Configure {bare} on call manager and presence"))
    };
    if bare.len() < host.len() {
        return Some(finding(format!("configured as \"{host}\"")));
    }
    let known = known_as::dotted(at);
    known.first().map(|first| finding(first.words()).owner(first.owner()))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{list, settled};
    use crate::checks::sample::pki;
    use crate::checks::sample::{diagnosed, expect, leaf, plain, present};
    use crate::evidence::Evidence;

    fn serve(evidence: &mut Evidence, host: &str, names: &[&str]) {
        let certificate = leaf("dc1.corp.example").names(names).signed_by(&pki().issuing);
        evidence.vantages[0].servers[0].url = format!("ldaps://{host}").parse().unwrap();
        present(evidence, 0, &[&certificate, &pki().issuing]);
    }

    #[test]
    fn names_that_an_appliance_may_refuse_are_called_out() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~dc1.corp.example is written out", "pass"]),
                (
                    |e| {
                        e.stores.retain(|store| store.name != "presence");
                        serve(e, "dc1.corp.example", &["*.corp.example"]);
                    },
                    &["name-mismatch~only the wildcard *.corp.example", "pass"],
                ),
                (|e| serve(e, "dc1.corp.example", &["*.corp.example"]), &["blocked by TLS-006", "pass"]),
                (|e| serve(e, "dc1.corp.example", &[]), &["name-mismatch~common name only", "pass"]),
                (
                    |e| {
                        e.stores.retain(|store| store.name != "presence");
                        serve(e, "dc1.local", &["*.local"]);
                    },
                    &["name-mismatch~which Java takes", "pass"],
                ),
                (
                    |e| serve(e, "dc_1.corp.example", &["dc_1.corp.example"]),
                    &["name-mismatch~no host name to Java", "pass"],
                ),
                (
                    |e| serve(e, "dc1-.corp.example", &["dc1-.corp.example"]),
                    &["name-mismatch~no host name to Java", "pass"],
                ),
                (
                    |e| serve(e, "dc1.corp.example.", &["dc1.corp.example"]),
                    &[
                        "name-mismatch~configured as \"dc1.corp.example.\": it ends with a dot~Configure dc1.corp.example on",
                        "pass",
                    ],
                ),
                (
                    |e| settled(e).ldap_hosts = vec![list("call-manager", &["DC1.corp.example.:636:t"])],
                    &["name-mismatch~call-manager has it as \"dc1.corp.example.\": it ends with a dot", "pass"],
                ),
                (|e| serve(e, "dc_1.corp.example", &["dc2.corp.example"]), &["blocked by TLS-006", "pass"]),
                (
                    |e| serve(e, "10.0.0.1", &["10.0.0.1"]),
                    &["name-mismatch~by address~utils ldap config ipaddr", "pass"],
                ),
                (
                    |e| settled(e).ldap_hosts = vec![list("presence/imp2", &["10.0.0.1:636:t", "10.0.0.2"])],
                    &[
                        "name-mismatch~presence/imp2 has it as \"10.0.0.1\", an address~utils ldap config ipaddr",
                        "pass",
                    ],
                ),
                (|e| serve(e, "127.0.0.1", &["127.0.0.1"]), &["not asked~loopback", "pass"]),
                (|e| serve(e, "dc1.corp.example", &["other.example"]), &["blocked by TLS-006", "pass"]),
                (plain, &["not asked", "not asked"]),
            ],
        );
        assert_eq!(diagnosed(|e| serve(e, "dc1.corp.example", &["*.corp.example"])), ["name-mismatch"]);
    }
}
