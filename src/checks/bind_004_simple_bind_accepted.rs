//! BIND-004: result 8 or 13: the directory wants signing or TLS before it looks at credentials (Microsoft ADV190023).

use super::at::{At, per_endpoint, refuses_simple_binds};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: "BIND-004",
    title: "the directory accepts simple binds on this port",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-004.md"),
    run: |evidence| per_endpoint(evidence, simple_bind_accepted),
};

fn simple_bind_accepted(at: At<'_>) -> Judged {
    let refusal = match at.endpoint.ldap.failed().map(|failure| &failure.fault) {
        Some(Fault::Result { code, text, .. }) if refuses_simple_binds(*code) => Some((*code, text)),
        _ => None,
    };
    let (code, text) = match refusal {
        Some(refusal) => refusal,
        None => {
            let answer = at.bind()?;
            match answer.code {
                code if refuses_simple_binds(code) => (code, &answer.text),
                0 | 49 => return Ok(pass("a simple bind is looked at").into()),
                _ => return Err(Skip::Blocked("BIND-005")),
            }
        }
    };
    let host = &at.server.url.host;
    let tls_port = if at.server.url.global_catalog() { 3269 } else { 636 };
    Ok(fail("signing-required", format!("the directory refuses simple binds on this port: it wants signing or TLS (result {code})"))
        .fault(format!("result {code}"))
        .fact("answer", text)
        .fix(format!("Use ldaps://{host}:{tls_port}: on call manager and presence, set port {tls_port} and \"Use TLS\" under LDAP Directory and LDAP Authentication"))
        .fix("Upload the CA of the directory's certificate as tomcat-trust on every node first, and restart Cisco Tomcat")
        .into())
}
