//! BIND-001: gate of `Endpoint::ldap`, for whatever breaks the conversation.

use super::at::{At, per_endpoint, refuses_simple_binds};
use super::tls_002_handshake_completes::client_certificate;
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};
use crate::evidence::{FollowUp, LdapFailure};
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: "BIND-001",
    title: "every server answers LDAP",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-001.md"),
    run: |evidence| per_endpoint(evidence, answers_ldap),
};

fn answers_ldap(at: At<'_>) -> Judged {
    if let Some(failure) = at.endpoint.ldap.failed() {
        return match &failure.fault {
            Fault::Result { code, .. } if !matches!(code, 51 | 52) && !refuses_simple_binds(*code) => {
                Ok(pass(format!("an LDAP answer (result {code})")).into())
            }
            Fault::Result { code, .. } if refuses_simple_binds(*code) => Err(Skip::Blocked("BIND-004")),
            _ => Ok(wire(conversation(failure)?, failure).into()),
        };
    }
    let root = at.ldap()?;
    Ok(pass(format!("{}, in {}", root.vendor, root.ms))
        .fact("naming_contexts", root.values("namingContexts").join("; "))
        .into())
}

/// What a broken conversation means, whatever was asked in it.
pub(super) fn conversation(failure: &LdapFailure) -> Result<Finding, Skip> {
    let fault = &failure.fault;
    let log = "Look into the directory server's log for this moment";
    if failure.follow_up == Some(FollowUp::SingleByteReset) {
        return Ok(fail("path-filtered", "the connection is made, but any data on it is reset on the way")
            .fix("Let the firewall on the way pass established connections on this port"));
    }
    if failure.follow_up == Some(FollowUp::SpeaksTls) {
        return Err(Skip::Blocked("TLS-001"));
    }
    if failure.follow_up == Some(FollowUp::WantsClientCertificate) {
        return Ok(client_certificate());
    }
    Ok(match fault {
        Fault::Silent { .. } if failure.wire.unacknowledged => {
            fail("path-filtered", "the connection is made, but the first data never arrives: it is dropped on the way")
                .fix("Let the firewall on the way pass established connections on this port")
        }
        Fault::Silent { .. } | Fault::Stalled { .. } => {
            fail("server-silent", format!("accepts the connection, then: {fault}"))
                .fault("silent")
                .fix("Check the LDAP service on the server: it accepts connections and does not serve them; restart it")
                .fix("If it serves others: look for a load balancer on the way that accepts in its name")
        }
        Fault::Endless { .. } | Fault::Malformed { .. } => {
            fail("malformed-answer", format!("a broken LDAP answer: {fault}"))
                .fix("Look for a proxy or load balancer that rewrites LDAP, and try the server directly")
                .fix("Update the directory server; the fault above is exact enough for its vendor")
        }
        Fault::NotLdap { .. } => return Err(Skip::Blocked("TLS-001")),
        Fault::Notice { code: 51 | 52, text } | Fault::Result { code: 51 | 52, text, .. } => {
            fail("server-busy", format!("the server says it is busy or unavailable: {}", words(text)))
                .fault("busy")
                .fix("Look at the directory server's load and health, then try again")
        }
        Fault::Notice { code, text } => {
            fail("connection-lost", format!("the server ends the conversation: result {code}, {}", words(text)))
                .fault("notice")
                .fix(log)
        }
        Fault::Closed { .. } | Fault::Reset { .. } => fail("connection-lost", fault.to_string())
            .fix(log)
            .fix("Look for an idle timer or a load balancer that cuts LDAP connections"),
        Fault::ClientCertificateRequired => client_certificate(),
        Fault::Tls { raw } => {
            fail("connection-lost", format!("the TLS layer breaks: {raw}")).fault("tls breaks").fix(log)
        }
        Fault::Result { code, text, .. } => {
            fail("connection-lost", format!("an unexpected answer: result {code}, {}", words(text))).fix(log)
        }
        Fault::Local { raw } => return Err(Skip::Undecided(format!("this host could not ask: {raw}"))),
    })
}

/// Adds what went over the wire.
pub(super) fn wire(finding: Finding, failure: &LdapFailure) -> Finding {
    finding
        .fact("bytes_sent", failure.wire.sent)
        .fact("bytes_received", failure.wire.received)
        .fact("first_bytes", &failure.wire.first_bytes)
}

fn words(text: &str) -> &str {
    if text.trim().is_empty() { "without a word" } else { text }
}
