//! TLS-001: plain LDAP on a TLS port, TLS on a plain port, or something else altogether.

use super::at::{At, per_endpoint};
use crate::check::{Check, Finding, Judged, Severity, Verdict, fail, pass};
use crate::evidence::{FollowUp, Observed, Protocol, TlsFailureKind};
use crate::ldap::fault::Fault;
use crate::server_url::Scheme;

pub(super) static CHECK: Check = Check {
    code: "TLS-001",
    title: "every port speaks what its scheme says",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-001.md"),
    run: |evidence| per_endpoint(evidence, scheme_fits),
};

fn scheme_fits(at: At<'_>) -> Judged {
    at.tcp()?;
    if let Some(failure) = at.endpoint.tls.failed() {
        match &failure.kind {
            TlsFailureKind::PlainLdap => return Ok(plain_on_tls_port(at).into()),
            TlsFailureKind::NotTls { protocol } => return Ok(other(at, *protocol, &failure.wire.first_bytes)),
            TlsFailureKind::StartTls { fault: Fault::NotLdap { protocol, sample } } => {
                return Ok(other(at, *protocol, sample));
            }
            _ => {}
        }
    }
    if let Some(failure) = at.endpoint.ldap.failed() {
        match &failure.fault {
            Fault::NotLdap { protocol, sample } => return Ok(other(at, *protocol, sample)),
            _ if failure.follow_up == Some(FollowUp::SpeaksTls) => return Ok(tls_on_plain_port(at).into()),
            _ => {}
        }
    }
    match (&at.endpoint.tls, at.server.url.scheme) {
        (Observed::Seen(tls), Scheme::Ldaps) => Ok(pass(format!("{} from the first byte", tls.version)).into()),
        (Observed::Seen(tls), Scheme::Ldap) => Ok(pass(format!("LDAP, then {} by StartTLS", tls.version)).into()),
        (Observed::NotAsked(_), Scheme::Ldap) => at.ldap().map(|_| pass("plain LDAP").into()),
        _ => at.tls().map(|_| pass("TLS").into()),
    }
}

fn other(at: At<'_>, protocol: Protocol, sample: &str) -> Verdict {
    let what = match protocol {
        Protocol::Tls => return tls_on_plain_port(at).into(),
        Protocol::Ldap => return plain_on_tls_port(at).into(),
        Protocol::Http => "a web server (HTTP)",
        Protocol::Ssh => "an SSH server",
        Protocol::Greeting => "a mail or FTP server (220 greeting)",
        Protocol::Unknown => "something that is not LDAP",
    };
    let port = at.endpoint.address.port();
    fail("not-ldap", format!("{what} answers on this port"))
        .fact("first_bytes", sample)
        .fix(format!("Check host name and port: is it a directory server, and is {port} its LDAP port?"))
        .fix("If they are right: a proxy or load balancer on the way sends the connection elsewhere")
        .into()
}

fn plain_on_tls_port(at: At<'_>) -> Finding {
    let port = at.endpoint.address.port();
    let (tls_port, host) = (if port == 3268 { 3269 } else { 636 }, &at.server.url.host);
    fail("scheme-mismatch", "configured as ldaps://, but the port speaks LDAP without TLS")
        .fix(format!("Use ldaps://{host}:{tls_port}, or ldap://{host}:{port} if clear text is meant"))
        .fix("On call manager and presence: set the same port and the same \"Use TLS\" box under LDAP Directory and LDAP Authentication")
}

fn tls_on_plain_port(at: At<'_>) -> Finding {
    let (port, host) = (at.endpoint.address.port(), &at.server.url.host);
    fail("scheme-mismatch", "configured as ldap://, but the port speaks TLS")
        .fix(format!("Use ldaps://{host}:{port}"))
        .fix(
            "On call manager and presence: tick \"Use TLS\" for this port under LDAP Directory and LDAP Authentication",
        )
}
