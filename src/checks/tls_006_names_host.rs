//! TLS-006: RFC 6125. The appliances check the configured name on LDAP authentication (10.5(2)SU2 and later).

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, fail, pass};
use crate::trust::names::{self, NameMatch};

pub(super) static CHECK: Check = Check {
    code: "TLS-006",
    title: "every server's certificate names the configured host",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-006.md"),
    run: |evidence| per_endpoint(evidence, names_host),
};

fn names_host(at: At<'_>) -> Judged {
    let leaf = at.leaf()?;
    let host = &at.server.url.host;
    Ok(match names::matches(&leaf, host) {
        NameMatch::Exact => pass(format!("names {host}")).into(),
        NameMatch::Wildcard(pattern) => pass(format!("{pattern} covers {host}")).into(),
        NameMatch::CommonNameOnly => pass(format!("the common name is {host}")).into(),
        NameMatch::ShortName(full) => fail(
            "name-mismatch",
            format!("configured as \"{host}\", but the certificate is for {full}"),
        )
        .fact("names", &full)
        .fix(format!(
            "Configure the full name {full} on call manager and presence (LDAP Directory and LDAP Authentication)"
        ))
        .into(),
        NameMatch::None(found) => {
            let shown = if found.is_empty() { "no name at all".to_owned() } else { found.join(", ") };
            let finding =
                fail("name-mismatch", format!("configured as \"{host}\", but the certificate is for {shown}"))
                    .fact("names", &shown);
            let finding = match (found.first(), at.server.url.address()) {
                (Some(name), None) => {
                    finding.fix(format!("Configure {name} on call manager and presence, if that is the same server"))
                }
                (Some(name), Some(_)) => finding
                    .fix(format!("Configure the name {name} instead of the address on call manager and presence")),
                (None, _) => finding,
            };
            finding.fix(format!("Or issue a certificate with {host} among its subject alternative names")).into()
        }
    })
}
