//! TLS-001: plain LDAP on a TLS port, TLS on a plain port, or something else altogether.

use super::at::{At, per_endpoint};
use super::by_place::by_place;
use super::over_tls;
use crate::check::{Check, Finding, Judged, Severity, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{FollowUp, Observed, Protocol, TlsFailureKind};
use crate::ldap::fault::Fault;
use crate::server_url::Scheme;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls001,
    stage: Stage::Tls,
    title: "every port speaks what its scheme says",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-001.md"),
    run: |case| per_endpoint(case, |at| by_place(at, scheme_fits)),
};

fn scheme_fits(at: At<'_>) -> Judged {
    at.tcp()?;
    if let Some(failure) = at.endpoint.tls.failed() {
        match &failure.kind {
            TlsFailureKind::PlainLdap => return Ok(plain_on_tls_port(at).into()),
            TlsFailureKind::NotTls { protocol } if !at.start_tls() => {
                return Ok(other(at, *protocol, &failure.wire.first_bytes));
            }
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
            // A refusal or a farewell is LDAP.
            Fault::Result { .. } | Fault::Notice { .. } if at.endpoint.tls.seen().is_none() => {
                return Ok(pass("plain LDAP").into());
            }
            _ => {}
        }
    }
    match (&at.endpoint.tls, at.server.url.scheme) {
        (Observed::Seen(tls), Scheme::Ldaps) => Ok(pass(format!("{} from the first byte", tls.version)).into()),
        (Observed::Seen(tls), Scheme::Ldap) => Ok(pass(format!("LDAP, then {} by StartTLS", tls.version))
            .fact("note", "call manager speaks LDAPS and never StartTLS: check its port as ldaps://")
            .into()),
        (Observed::NotAsked(_), Scheme::Ldap) => at.ldap().map(|_| pass("plain LDAP").into()),
        _ => at.tls().map(|_| pass("TLS").into()),
    }
}

fn other(at: At<'_>, protocol: Protocol, sample: &str) -> Verdict {
    let what = match protocol {
        Protocol::Tls if at.server.url.scheme == Scheme::Ldap => return tls_on_plain_port(at).into(),
        Protocol::Ldap if at.server.url.scheme == Scheme::Ldaps => return plain_on_tls_port(at).into(),
        Protocol::Http => "a web server (HTTP)",
        Protocol::Ssh => "an SSH server",
        Protocol::Greeting => "a mail or FTP server (220 greeting)",
        Protocol::Tls | Protocol::Ldap | Protocol::Unknown => "something that is not LDAP",
    };
    let port = at.endpoint.address.port();
    fail(CauseCode::NotLdap, format!("{what} answers on this port"))
        .fact("first_bytes", sample)
        .fix(format!("Check host name and port: is it a directory server, and is {port} its LDAP port?"))
        .fix("If they are right: a proxy or load balancer on the way sends the connection elsewhere")
        .into()
}

const BOTH: &str = "On call manager and presence: set the same port and the same \"Use TLS\" box under LDAP Directory and LDAP Authentication";

fn plain_on_tls_port(at: At<'_>) -> Finding {
    let port = at.endpoint.address.port();
    let (tls_port, host) = (if port == 3268 { 3269 } else { 636 }, &at.server.url.host);
    let clear = format!("use ldap://{host}:{port} if clear text is meant");
    let to = over_tls::url(host, tls_port);
    let finding = fail(CauseCode::SchemeMismatch, "configured as ldaps://, but the port speaks LDAP without TLS");
    let finding = match speaks_tls(at, tls_port) {
        _ if port == tls_port => finding.fix(format!("Let the directory server speak TLS on port {port}, or {clear}")),
        Some(true) => over_tls::advise(at, finding, (host, tls_port), |use_it| format!("{use_it} {to}, or {clear}")),
        Some(false) => finding.fix(format!(
            "Install a server certificate on the directory server first: port {tls_port} does not answer TLS now; or {clear}"
        )),
        None => finding.fix(format!(
            "Look whether port {tls_port} answers TLS: `ucdoctor check {to}`; if it does, use it; or {clear}"
        )),
    };
    finding.fix(BOTH)
}

/// Whether a port of the same address speaks TLS; none where it was not looked at.
fn speaks_tls(at: At<'_>, port: u16) -> Option<bool> {
    let looked = at.endpoint.sibling.as_ref().filter(|sibling| sibling.port == port)?;
    Some(looked.seen.as_ref().is_some_and(|seen| seen.tls.seen().is_some()))
}

fn tls_on_plain_port(at: At<'_>) -> Finding {
    let (host, port) = (&at.server.url.host, at.endpoint.address.port());
    let finding = fail(CauseCode::SchemeMismatch, "configured as ldap://, but the port speaks TLS");
    let to = over_tls::url(host, port);
    let finding = over_tls::advise(at, finding, (host, port), |use_it| format!("{use_it} {to}"));
    finding.fix(
        "On call manager and presence: tick \"Use TLS\" for this port under LDAP Directory and LDAP Authentication",
    )
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{
        broken, diagnosed, expect, fail_ldap, fail_tcp, fail_tls, leaf, plain, present, result,
    };
    use crate::evidence::TlsFailureKind as Kind;
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    #[test]
    fn the_port_speaks_what_was_configured_or_something_else() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~TLSv1.3 from the first byte", "pass"]),
                (plain, &["pass~plain LDAP", "pass"]),
                (
                    |e| {
                        plain(e);
                        fail_ldap(e, 0, broken(result(1)));
                    },
                    &["pass~plain LDAP", "pass"],
                ),
                (
                    |e| fail_tls(e, 0, Kind::PlainLdap, 9),
                    &["scheme-mismatch~configured as ldaps://~Let the directory server speak TLS on port 636", "pass"],
                ),
                (|e| fail_tls(e, 0, Kind::NotTls { protocol: Protocol::Http }, 9), &["not-ldap~HTTP", "pass"]),
                (|e| fail_tls(e, 0, Kind::Silent, 0), &["blocked by TLS-002", "pass"]),
                (|e| fail_tcp(e, 0, TcpFailureKind::Dropped), &["blocked by NET-002", "pass"]),
                // A web server behind TLS: its certificate is not judged.
                (|e| fail_ldap(e, 0, broken(not_ldap(Protocol::Http))), &["not-ldap~HTTP", "pass"]),
                (
                    |e| {
                        plain(e);
                        fail_ldap(e, 0, broken(not_ldap(Protocol::Tls)));
                    },
                    &["scheme-mismatch~configured as ldap://", "pass"],
                ),
                (
                    |e| {
                        plain(e);
                        fail_ldap(
                            e,
                            0,
                            LdapFailure {
                                follow_up: Some(FollowUp::SpeaksTls),
                                ..broken(Fault::Closed { pending: 0 })
                            },
                        );
                    },
                    &[
                        "scheme-mismatch~Look whether the nodes would take~If they would, use ldaps://dc1.corp.example:389",
                        "pass",
                    ],
                ),
                (
                    |e| start_tls(e, Kind::StartTls { fault: not_ldap(Protocol::Tls) }),
                    &["scheme-mismatch~configured as ldap://~but the port speaks TLS", "pass"],
                ),
                (|e| start_tls(e, Kind::NotTls { protocol: Protocol::Ldap }), &["blocked by TLS-002", "pass"]),
            ],
        );
        let web = diagnosed(|e| {
            present(e, 0, &[&leaf("www.corp.example").self_signed()]);
            fail_ldap(e, 0, broken(not_ldap(Protocol::Http)));
        });
        assert_eq!(web, ["not-ldap"]);
    }

    fn start_tls(evidence: &mut Evidence, kind: Kind) {
        plain(evidence);
        evidence.asked.start_tls = true;
        fail_tls(evidence, 0, kind, 9);
    }

    fn not_ldap(protocol: Protocol) -> Fault {
        Fault::NotLdap { protocol, sample: "16 03".into() }
    }
}
