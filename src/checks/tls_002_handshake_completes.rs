//! TLS-002: gate of `Endpoint::tls`, for whatever is not a matter of the scheme.

use std::net::IpAddr;

use super::at::{At, per_endpoint};
use super::net_007_answered_alike::no_live_backend;
use super::tls_014_large_hello::lost_when_large;
use super::{slow, start_tls};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{TlsFailure, TlsFailureKind};
use crate::trust::java::MAX_MESSAGE;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls002,
    stage: Stage::Tls,
    title: "the TLS handshake with every server completes",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-002.md"),
    run: |case| per_endpoint(case, handshake_completes),
};

pub(super) const LOG: &str = "Look into the directory server's log for this moment; its reason stands there";

fn handshake_completes(at: At<'_>) -> Judged {
    let Some(failure) = at.endpoint.tls.failed() else {
        let tls = at.tls()?;
        if tls.chain.is_empty() {
            return Ok(no_certificate("the handshake completes without a certificate").into());
        }
        if let Some(bytes) = long_request(at) {
            return Ok(too_many_authorities(bytes).into());
        }
        return Ok(pass(format!("{}, {}, in {}", tls.version, tls.cipher, tls.ms)).into());
    };
    let finding = finding(at, failure)?;
    Ok(finding.fact("library", &failure.raw).fact("bytes_received", failure.wire.received).into())
}

fn finding(at: At<'_>, failure: &TlsFailure) -> Result<Finding, Skip> {
    use TlsFailureKind as K;
    // Another check's failure, or this host's own trouble.
    let gate = at.tls_gate(failure);
    if gate != Skip::Blocked(CHECK.code) {
        return Err(gate);
    }
    if let Some(finding) = slow::to_begin(at) {
        return Ok(finding);
    }
    let begun = failure.wire.received > 0;
    Ok(match &failure.kind {
        K::PlainLdap | K::NotTls { .. } => {
            fail(CauseCode::MalformedAnswer, "agrees to StartTLS, and goes on with something that is not TLS")
                .fact("first_bytes", &failure.wire.first_bytes)
                .fix("Look for a proxy or load balancer that breaks StartTLS, and try the server directly")
        }
        K::Silent if at.start_tls() && !begun && failure.wire.passes.is_none() => start_tls::silent_after(failure),
        K::Silent => silent(failure),
        K::DataDropped if let Some(finding) = lost_when_large(&failure.wire) => finding,
        K::DataDropped if begun => filtered("the connection is made, but data on it is dropped on the way"),
        K::DataDropped => {
            filtered("the connection is made, but the first data never arrives: it is dropped on the way")
        }
        K::DataReset if let Some(port) = plain_sibling(at) => reset_beside(port),
        K::DataReset => reset_alone(),
        K::Closed | K::Reset if begun => {
            fail(CauseCode::ConnectionLost, "the connection ends in the middle of the TLS handshake")
                .fix(LOG)
                .fix("Look for a firewall that inspects TLS on the way, and try the server directly")
        }
        K::AwaitsProxyLine => awaits_proxy_line(),
        K::EndedUnasked => no_live_backend(at),
        K::Closed => hung_up(at, "the server closes the connection on the TLS hello"),
        K::Reset => hung_up(at, "the server resets the connection on the TLS hello"),
        K::ClientCertificateRequired => client_certificate(),
        K::NoCommonVersion => fail(
            CauseCode::TlsVersionUnsupported,
            "the server accepts no TLS version from 1.0 to 1.3 (it may speak SSLv3 only)",
        )
        .fix("Enable TLS 1.2 on the directory server"),
        K::Alert { alert: 40 } => no_certificate("the server refuses the handshake (alert 40, handshake_failure)"),
        K::Alert { alert: 112 } => fail(CauseCode::ConnectionLost, "the server ends the handshake with TLS alert 112 (unrecognized_name)")
            .fix("Configure the server by its full name, which its certificate has: Java clients send a name with a dot only")
            .fix(LOG),
        K::Alert { alert } => {
            fail(CauseCode::ConnectionLost, format!("the server ends the handshake with TLS alert {}", named(*alert))).fix(LOG)
        }
        K::StartTls { fault } => start_tls::broken(at, fault),
        K::Other => fail(CauseCode::ConnectionLost, format!("the TLS handshake breaks: {}", failure.raw))
            .fault("handshake breaks")
            .fix(LOG),
    })
}

fn silent(failure: &TlsFailure) -> Finding {
    if let Some(finding) = lost_when_large(&failure.wire) {
        return finding;
    }
    if failure.wire.received > 0 {
        let after = format!("stops in the middle of the TLS handshake and says nothing for {}", failure.ms.rounded());
        return fail(CauseCode::ServerSilent, after)
            .fault("stalled")
            .fix(mtu())
            .fix("Restart the LDAP service on the server");
    }
    says_nothing(format!("accepts the connection, then says nothing for {}", failure.ms.rounded()))
}

/// A server that accepts and is silent, whether it was asked by TLS or by LDAP; and what it costs meanwhile.
pub(super) fn says_nothing(message: String) -> Finding {
    fail(CauseCode::ServerSilent, message)
        .fault("silent")
        .fix("Check the LDAP service on the server: it accepts connections and does not serve them; restart it")
        .fix("If it serves others: look for a load balancer on the way that accepts in its name")
        .fix(LAST_MEANWHILE)
}

/// What a silent server costs meanwhile.
pub(super) const LAST_MEANWHILE: &str = "Until it answers, put it last among the LDAP hosts: at every login the appliances wait 5 s for it before they ask the next";

/// Data does not get through, although connections do.
pub(super) fn filtered(message: &str) -> Finding {
    fail(CauseCode::PathFiltered, message)
        .fix("Let the firewall on the way pass established connections on this port (stateful rules, application filter)")
        .fix(mtu())
}

/// The port is the back of a balancer, and takes nobody else.
pub(super) fn awaits_proxy_line() -> Finding {
    let message = "answers only behind the PROXY line of a balancer, and drops direct connections: they are not meant to come here";
    fail(CauseCode::PathFiltered, message)
        .fault("awaits a PROXY line")
        .refuted_if(&["the balancer in front sends no such line, and its clients are served"])
        .fix("Configure the balancer in front of this port in its place: it sends that line (send-proxy, proxy_protocol on)")
        .fix("Or let the port take connections without the line (HAProxy accept-proxy, nginx listen … proxy_protocol, slapd pldap:// and pldaps://)")
}

/// A tunnel on the way that loses full-size packets lets handshakes begin and not end.
pub(super) fn mtu() -> &'static str {
    "Check the MTU of the path: `ping -M do -s 1400` to the server must work, and back"
}

/// The number, and the names (RFC 8446 section 6) an administrator can act on.
fn named(alert: u8) -> String {
    let name = match alert {
        47 => "illegal_parameter",
        48 => "unknown_ca",
        71 => "insufficient_security",
        80 => "internal_error",
        _ => return alert.to_string(),
    };
    format!("{alert} ({name})")
}

pub(super) fn client_certificate() -> Finding {
    fail(
        CauseCode::ClientCertificateRequired,
        "the server demands a client certificate, which the appliances do not have",
    )
    .fix("Set the directory server to not require client certificates on this port")
    .fix("If it always does, as directories in the cloud do (Google Secure LDAP): run a TLS proxy in your own network that shows the client certificate to it (stunnel), and configure that proxy, with a certificate of its own, on the appliances")
}

/// Bytes of a request for a client certificate that Java does not read. TLS 1.3 hides it, TLS 1.2 shows it.
fn long_request(at: At<'_>) -> Option<u32> {
    let largest = at.endpoint.samples.iter().filter_map(|sample| sample.request_bytes).max()?;
    (largest as usize > MAX_MESSAGE).then_some(largest)
}

/// The list of authorities in the request: its names alone make it long.
fn too_many_authorities(bytes: u32) -> Finding {
    let message = format!(
        "asks for a client certificate with a list of CAs of {bytes} bytes; the appliances' Java reads {MAX_MESSAGE}"
    );
    fail(CauseCode::ClientCertificateRequired, message)
        .fault("long list of CAs")
        .fact("request_bytes", bytes)
        .refuted_if(&["the appliances have a Java of 2019 or older, which reads longer messages"])
        .fix("Shorten the list of CAs that the directory server takes client certificates from (a whole CA bundle stands there), or let it not ask for client certificates on this port")
}

/// A server without a certificate hangs up on the hello, and so does a proxy that has nobody to hand it to.
fn hung_up(at: At<'_>, message: &str) -> Finding {
    let finding = no_certificate(message)
        .fix("If a balancer or proxy stands there: it may have no rule for this name, no live server for it, or a list of permitted addresses without this host");
    let host = &at.server.url.host;
    if host.contains('.') && host.parse::<IpAddr>().is_err() {
        return finding;
    }
    let named = format!(
        "If a balancer picks servers by name: configure the full name in place of {host}, with which clients name no server in their hello"
    );
    Finding { fix: [named.into()].into_iter().chain(finding.fix).collect(), ..finding }
}

/// The port without TLS beside this one, where it answers LDAP.
fn plain_sibling(at: At<'_>) -> Option<u16> {
    let sibling = at.endpoint.sibling.as_ref()?;
    sibling.seen.as_ref()?.ldap.seen().map(|_| sibling.port)
}

const HAS_NONE: &str =
    "Look on the directory server whether it has a certificate for Server Authentication: without one, install it";

/// The same where nothing else of the address answers either.
fn reset_alone() -> Finding {
    let message = "the connection is made, but any data on it is reset: by something on the way, or by a server that has no \
                   certificate for this port";
    filtered(message).fault("data reset").fix(HAS_NONE)
}

/// Whether the way or the server resets, one address cannot tell.
fn reset_beside(port: u16) -> Finding {
    let message = format!(
        "any data on this port is reset, and port {port} of the same address answers LDAP: something on the way resets \
         TLS, or the server has no certificate for it"
    );
    fail(CauseCode::PathFiltered, message)
        .fault("data reset")
        .fix(HAS_NONE)
        .fix("If it has one: let the firewall on the way pass established connections on this port")
}

/// What Windows needs beside the certificate is its key.
pub(super) const INSTALL: &str = "Install a server certificate with a private key on the directory server (Active Directory: in the computer's personal store, for Server Authentication, issued to its full name)";

fn no_certificate(message: impl Into<String>) -> Finding {
    fail(CauseCode::NoServerCertificate, message)
        .fix(INSTALL)
        .fix("If it has one: its ciphers may be older than any that today's TLS libraries know")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, diagnosed, expect, fail_tls, plain, present, sampled, withhold};
    use crate::evidence::TlsFailureKind as Kind;
    use crate::evidence::*;

    /// A host that no hello names.
    fn unnamed(evidence: &mut Evidence, host: &str) {
        fail_tls(evidence, 0, Kind::Closed, 0);
        host.clone_into(&mut evidence.vantages[0].servers[0].url.host);
    }

    #[test]
    fn every_end_of_a_handshake_has_its_cause() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~TLSv1.3, TLS_AES_256_GCM_SHA384", "pass"]),
                (|e| fail_tls(e, 0, Kind::Silent, 0), &["server-silent~says nothing for 3 s", "pass"]),
                (|e| fail_tls(e, 0, Kind::Silent, 90), &["server-silent~in the middle~MTU", "pass"]),
                (|e| passes(e, 0), &["path-filtered~at most 1300 bytes", "pass"]),
                (|e| passes(e, 90), &["path-filtered~at most 1300 bytes", "pass"]),
                (|e| fail_tls(e, 0, Kind::DataDropped, 0), &["path-filtered~first data never arrives", "pass"]),
                (|e| fail_tls(e, 0, Kind::DataReset, 0), &["path-filtered~reset", "pass"]),
                (|e| fail_tls(e, 0, Kind::Closed, 0), &["no-server-certificate~closes", "pass"]),
                (|e| fail_tls(e, 0, Kind::Reset, 0), &["no-server-certificate~resets", "pass"]),
                (|e| unnamed(e, "10.0.0.9"), &["no-server-certificate~the full name in place of 10.0.0.9", "pass"]),
                (|e| unnamed(e, "dc9"), &["no-server-certificate~the full name in place of dc9", "pass"]),
                (|e| fail_tls(e, 0, Kind::AwaitsProxyLine, 0), &["path-filtered~PROXY line~balancer", "pass"]),
                (|e| fail_tls(e, 0, Kind::Reset, 90), &["connection-lost~in the middle", "pass"]),
                (|e| fail_tls(e, 0, Kind::ClientCertificateRequired, 90), &["client-certificate-required", "pass"]),
                (|e| fail_tls(e, 0, Kind::NoCommonVersion, 7), &["tls-version-unsupported", "pass"]),
                (|e| fail_tls(e, 0, Kind::Alert { alert: 40 }, 7), &["no-server-certificate~alert 40", "pass"]),
                (
                    |e| fail_tls(e, 0, Kind::Alert { alert: 112 }, 7),
                    &["connection-lost~112 (unrecognized_name)", "pass"],
                ),
                (|e| fail_tls(e, 0, Kind::Other, 7), &["connection-lost~words", "pass"]),
                (|e| present(e, 0, &[]), &["no-server-certificate~without a certificate", "pass"]),
                (|e| fail_tls(e, 0, Kind::PlainLdap, 7), &["blocked by TLS-001", "pass"]),
                (plain, &["not asked~without StartTLS", "not asked"]),
            ],
        );
    }

    /// Silent by the usual packets, and answered by small ones.
    fn passes(evidence: &mut Evidence, received: u64) {
        fail_tls(evidence, 0, Kind::Silent, received);
        if let Observed::Failed(failure) = &mut at(evidence, 0).tls {
            failure.wire.passes = std::num::NonZeroU16::new(1300);
        }
    }

    #[test]
    fn a_request_that_java_does_not_read_stops_the_appliances_alone() {
        fn asks(evidence: &mut Evidence, bytes: u32) {
            sampled(evidence, 0, None, None);
            at(evidence, 0).samples[0].request_bytes = Some(bytes);
        }
        expect(
            &CHECK,
            &[
                (|e| asks(e, 32_768), &["pass", "pass"]),
                (|e| asks(e, 32_769), &["client-certificate-required~32769 bytes~32768", "pass"]),
            ],
        );
        assert_eq!(diagnosed(|e| asks(e, 90_000)), ["client-certificate-required"]);
    }

    #[test]
    fn without_a_certificate_nothing_else_is_said() {
        let anonymous = diagnosed(|e| {
            present(e, 0, &[]);
            withhold(e, 0);
        });
        assert_eq!(anonymous, ["no-server-certificate"]);
    }
}
