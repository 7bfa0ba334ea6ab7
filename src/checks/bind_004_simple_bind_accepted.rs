//! BIND-004: result 8 or 13: the directory wants signing or TLS before it looks at credentials (Microsoft ADV190023).

use super::at::{At, per_endpoint};
use super::over_tls;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Sample;
use crate::server_url::{Scheme, ServerUrl};
use crate::trust::certificate::Certificate;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind004,
    stage: Stage::Bind,
    title: "the directory accepts simple binds on this port",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-004.md"),
    run: |case| per_endpoint(case, simple_bind_accepted),
};

fn simple_bind_accepted(at: At<'_>) -> Judged {
    let Some((code, text)) = at.simple_bind_refusal() else {
        return match at.bind()?.code {
            0 => Ok(pass("the manager's simple bind is accepted").into()),
            // Nobody looks at a password that may not come this way.
            49 => Ok(pass("a simple bind is looked at").into()),
            _ => Err(Skip::Blocked(CheckCode::Bind005)),
        };
    };
    if let Some(tls) = at.endpoint.tls.seen() {
        return Ok(behind_tls((code, text), &tls.cipher).into());
    }
    let finding = fail(
        CauseCode::SigningRequired,
        format!("the directory refuses simple binds on this port: it wants signing or TLS (result {code})"),
    )
    .fault(format!("result {code}"))
    .fact("answer", text);
    Ok(over_tls(at, finding).into())
}

/// The connection is encrypted as far as somebody: the directory itself sees one in clear, or wants a stronger cipher.
fn behind_tls((code, text): (u32, &str), cipher: &str) -> Finding {
    let finding = fail(
        CauseCode::SigningRequired,
        format!("the directory refuses simple binds even over TLS (result {code}), as if they came in clear"),
    )
    .owner(Owner::Directory)
    .fault(format!("result {code} over TLS"))
    .fact("answer", text)
    .fact("cipher", cipher)
    .refuted_if(&["the directory's log shows TLS for this very connection, and it wants a stronger cipher"])
    .fix(
        "Look for a balancer or proxy before the directory that ends TLS and goes on in clear (HAProxy, nginx, stunnel): \
         let it use TLS towards the directory too, or let TLS through unopened",
    );
    match code {
        13 => finding.fix(format!(
            "If there is none: let the directory demand no more than {cipher} gives (OpenLDAP: `security`)"
        )),
        _ => finding,
    }
}

/// The way over TLS, as far as it was looked at: a port that does not answer is no advice.
fn over_tls(at: At<'_>, finding: Finding) -> Finding {
    let looked = at.endpoint.sibling.as_ref();
    let port = looked.map_or(if at.server.url.global_catalog() { 3269 } else { 636 }, |sibling| sibling.port);
    let answers = looked.map(|sibling| sibling.seen.as_ref().is_some_and(|seen| seen.tls.seen().is_some()));
    let named = name(at);
    let to = named.as_ref().map(|host| over_tls::url(host, port));
    let what =
        to.clone().unwrap_or_else(|| format!("port {port} with TLS, by the name that the server's certificate has"));
    let set = |use_: &str| {
        format!(
            "{use_} {what}: on call manager and presence, set port {port} and \"Use TLS\" under LDAP Directory and LDAP Authentication"
        )
    };
    let look = to.unwrap_or_else(|| ServerUrl { port, scheme: Scheme::Ldaps, ..at.server.url.clone() }.to_string());
    let upload =
        "Upload the CA of the directory's certificate as tomcat-trust on every node first, and restart Cisco Tomcat";
    match answers {
        Some(true) => {
            let host = named.as_deref().unwrap_or(&at.server.url.host);
            over_tls::advise(at, finding, (host, port), set)
        }
        Some(false) => finding
            .fix(format!(
                "Install a server certificate on the directory server first (for Server Authentication, issued to its full name): port {port} does not answer TLS now"
            ))
            .fix(upload)
            .fix(set("Then use")),
        None => finding
            .fix(format!("Look whether port {port} answers TLS: `ucdoctor check {look}`"))
            .fix(set("If it does, use"))
            .fix(upload),
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

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, diagnosed, expect, plain, reject};
    use crate::evidence::*;

    #[test]
    fn results_8_and_13_refuse_the_way_not_the_password() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~accepted", "pass"]),
                (|e| reject(e, 49, Some(0x52e)), &["pass~looked at", "blocked by BIND-005"]),
                (|e| reject(e, 53, None), &["blocked by BIND-005", "blocked by BIND-005"]),
                (
                    |e| {
                        plain(e);
                        reject(e, 8, None);
                    },
                    &["signing-required~result 8~ldaps://dc1.corp.example:636", "pass"],
                ),
                (
                    |e| reject(e, 13, None),
                    &["signing-required~even over TLS~ends TLS and goes on in clear~`security`", "pass"],
                ),
                (|e| at(e, 0).bind = Observed::NotAsked("no bind".into()), &["not asked~no bind", "pass"]),
            ],
        );
        assert_eq!(diagnosed(|e| reject(e, 8, None)), ["signing-required"]);
    }
}
