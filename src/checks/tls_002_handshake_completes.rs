//! TLS-002: gate of `Endpoint::tls`, for whatever is not a matter of the scheme.

use super::at::{At, per_endpoint};
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};
use crate::evidence::{TlsFailure, TlsFailureKind};
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: "TLS-002",
    title: "the TLS handshake with every server completes",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-002.md"),
    run: |evidence| per_endpoint(evidence, handshake_completes),
};

fn handshake_completes(at: At<'_>) -> Judged {
    let Some(failure) = at.endpoint.tls.failed() else {
        let tls = at.tls()?;
        if tls.chain.is_empty() {
            return Ok(no_certificate("the handshake completes without a certificate").into());
        }
        return Ok(pass(format!("{}, {}, in {}", tls.version, tls.cipher, tls.ms)).into());
    };
    let finding = finding(failure)?;
    Ok(finding.fact("library", &failure.raw).fact("bytes_received", failure.wire.received).into())
}

fn finding(failure: &TlsFailure) -> Result<Finding, Skip> {
    use TlsFailureKind as K;
    Ok(match &failure.kind {
        K::PlainLdap | K::NotTls { .. } | K::StartTls { fault: Fault::NotLdap { .. } } => {
            return Err(Skip::Blocked("TLS-001"));
        }
        K::Silent => silent(failure),
        K::DataDropped => {
            filtered("the connection is made, but the first data never arrives: it is dropped on the way")
        }
        K::DataReset => filtered("the connection is made, but any data on it is reset on the way"),
        K::Closed => no_certificate("the server closes the connection on the TLS hello"),
        K::Reset => no_certificate("the server resets the connection on the TLS hello"),
        K::ClientCertificateRequired => client_certificate(),
        K::NoCommonVersion => fail(
            "tls-version-unsupported",
            "the server accepts no TLS version from 1.0 to 1.3 (it may speak SSLv3 only)",
        )
        .fix("Enable TLS 1.2 on the directory server"),
        K::Alert { alert: 40 } => no_certificate("the server refuses the handshake (alert 40, handshake_failure)"),
        K::Alert { alert } => fail("connection-lost", format!("the server ends the handshake with TLS alert {alert}"))
            .fix("Look into the directory server's log for this moment; the alert is its own reason"),
        K::StartTls { fault } => start_tls(fault),
        K::Other => fail("connection-lost", format!("the TLS handshake breaks: {}", failure.raw))
            .fault("handshake breaks")
            .fix("Look into the directory server's log for this moment"),
    })
}

fn start_tls(fault: &Fault) -> Finding {
    match fault {
        Fault::Silent { .. } | Fault::Stalled { .. } => {
            fail("server-silent", format!("StartTLS: {fault}")).fault("silent").fix("Restart the LDAP service")
        }
        Fault::Malformed { .. } | Fault::Endless { .. } => fail("malformed-answer", format!("StartTLS: {fault}"))
            .fix("Update the directory server, or look for a proxy that breaks LDAP"),
        Fault::Result { code: 51, .. } => fail("server-busy", "StartTLS: the server is busy").fix("Try again later"),
        Fault::Result { code, text, .. } => {
            no_certificate(format!("the server refuses StartTLS: result {code} {text}"))
                .fault(format!("StartTLS refused {code}"))
        }
        _ => fail("connection-lost", format!("StartTLS: {fault}"))
            .fault("StartTLS breaks")
            .fix("Look into the directory server's log for this moment"),
    }
}

fn silent(failure: &TlsFailure) -> Finding {
    fail("server-silent", format!("accepts the connection, then says nothing for {}", failure.ms.rounded()))
        .fault("silent")
        .fix("Check the LDAP service on the server: it accepts connections and does not serve them; restart it")
        .fix("If it serves others: look for a load balancer on the way that accepts in its name")
}

fn filtered(message: &str) -> Finding {
    fail("path-filtered", message)
        .fix("Let the firewall on the way pass established connections on this port (stateful rules, application filter)")
        .fix("Check the MTU of the path: `ping -M do -s 1400` must work both ways")
}

pub(super) fn client_certificate() -> Finding {
    fail("client-certificate-required", "the server demands a client certificate, which the appliances do not have")
        .fix("Set the directory server to not require client certificates on this port")
}

fn no_certificate(message: impl Into<String>) -> Finding {
    fail("no-server-certificate", message)
        .fix("Install a server certificate with a private key on the directory server (Active Directory: in the computer's personal store, for Server Authentication, issued to its full name)")
        .fix("If it has one: its ciphers may be older than any that today's TLS libraries know")
}
