//! StartTLS that is refused or breaks, for TLS-002. The appliances never ask for it: they speak LDAPS.

use super::at::At;
use super::base_and_filter::busy;
use super::over_tls;
use super::referral::server_of;
use super::tls_002_handshake_completes::{INSTALL, LOG};
use crate::check::{Finding, Step, fail};
use crate::code::CauseCode;
use crate::evidence::TlsFailure;
use crate::evidence::result::is_busy;
use crate::ldap::fault::Fault;

/// The request was refused, or its answer is none.
pub(super) fn broken(at: At<'_>, fault: &Fault) -> Finding {
    match fault {
        Fault::Silent { .. } => {
            fail(CauseCode::ServerSilent, format!("StartTLS: {fault}")).fault("silent").fix("Restart the LDAP service")
        }
        Fault::Stalled { .. } => {
            fail(CauseCode::ServerSilent, format!("StartTLS: {fault}")).fault("stalled").fix("Restart the LDAP service")
        }
        Fault::Malformed { .. } | Fault::Endless { .. } => {
            fail(CauseCode::MalformedAnswer, format!("StartTLS: {fault}"))
                .fix("Update the directory server, or look for a proxy that breaks LDAP")
        }
        Fault::Result { code: 51, .. } => busy(format!("StartTLS: {fault}")).fault("busy"),
        Fault::Notice { code, .. } if is_busy(*code) => busy(format!("StartTLS: {fault}")).fault("busy"),
        Fault::Result { code, text, .. } => refused(at, (*code, text), &[]),
        Fault::Referral { text, referrals } => refused(at, (10, text), referrals),
        _ => fail(CauseCode::ConnectionLost, format!("StartTLS: {fault}")).fault("StartTLS breaks").fix(LOG),
    }
}

/// The server agreed, and then nothing came.
pub(super) fn silent_after(failure: &TlsFailure) -> Finding {
    let message = format!("agrees to StartTLS, then says nothing for {}", failure.ms.rounded());
    fail(CauseCode::ServerSilent, message)
        .fault("silent after StartTLS")
        .fix("Look for a proxy on the way that answers StartTLS itself and does not go on with TLS, and try the server directly")
        .fix("If there is none: restart the LDAP service on the server")
}

/// `protocolError` (2) is how a server says that it has no TLS (RFC 4511 section 4.14.2), `unavailable` (52) how Active
/// Directory says that it has no certificate. Anything else has another reason.
fn refused(at: At<'_>, (code, text): (u32, &str), referrals: &[String]) -> Finding {
    let message = format!("the server refuses StartTLS: result {code} {text}");
    let message = message.trim_end();
    let finding = match code {
        2 | 52 => fail(CauseCode::NoServerCertificate, message).fix(INSTALL),
        // A proxy that adds TLS towards the server hands on what is inside it.
        1 => fail(CauseCode::SchemeMismatch, message)
            .fix("Look for a proxy on the way that adds TLS itself: behind it StartTLS comes too late; leave out start_tls, or ask the server directly"),
        10 => sent_elsewhere(fail(CauseCode::SchemeMismatch, message), referrals),
        _ => fail(CauseCode::SchemeMismatch, message).fix(LOG),
    };
    by_ldaps(at, finding.fault(format!("StartTLS refused {code}")))
}

/// The referral of those who want TLS (RFC 4511 section 4.14.2), which no appliance follows.
fn sent_elsewhere(finding: Finding, referrals: &[String]) -> Finding {
    let Some(first) = referrals.first() else {
        return finding.fix("This server sends those who want TLS to another one: configure that one (its log, or `ldapsearch -ZZ -d 1`, names it)");
    };
    let finding = finding.fact("referrals", referrals.join("; "));
    match server_of(first) {
        Some(server) => finding.fix(format!(
            "This server sends those who want TLS to {server}: look at that one by LDAPS, `ucdoctor check {}`, and configure it if it answers",
            over_tls::url(&server.host, if server.global_catalog() { 3269 } else { 636 })
        )),
        None => finding.fix(format!("This server sends those who want TLS to {first}: configure that one")),
    }
}

/// The way the appliances go, as far as it was looked at.
fn by_ldaps(at: At<'_>, finding: Finding) -> Finding {
    let port = if at.server.url.global_catalog() { 3269 } else { 636 };
    let host = &at.server.url.host;
    let to = over_tls::url(host, port);
    let never = "the appliances speak LDAPS, and never StartTLS";
    let looked = at.endpoint.sibling.as_ref().filter(|sibling| sibling.port == port);
    match (over_tls::before(at, host, port), looked) {
        (Some(before), _) => {
            let use_ = if before.is_empty() { "Or use" } else { "Then use" };
            before
                .into_iter()
                .fold(finding, Finding::fix)
                .fix(Step::from(format!("{use_} {to} without start_tls: {never}")))
        }
        (None, Some(_)) => finding,
        (None, None) => finding.fix(format!("Look whether LDAPS answers: `ucdoctor check {to}`; {never}")),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::sample::{expect, fail_tls, result};
    use crate::checks::tls_002_handshake_completes::CHECK;
    use crate::evidence::TlsFailureKind as Kind;
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    #[test]
    fn start_tls_breaks_in_ways_of_its_own() {
        expect(
            &CHECK,
            &[
                (|e| start_tls(e, Fault::Silent { waited_ms: 3000 }), &["server-silent~StartTLS", "pass"]),
                (|e| start_tls(e, result(51)), &["server-busy", "pass"]),
                (
                    |e| start_tls(e, result(52)),
                    &[
                        "no-server-certificate~refuses StartTLS: result 52~ucdoctor check ldaps://dc1.corp.example:636",
                        "pass",
                    ],
                ),
                (|e| start_tls(e, result(2)), &["no-server-certificate~result 2~Install a server certificate", "pass"]),
                (|e| start_tls(e, result(1)), &["scheme-mismatch~result 1~adds TLS itself", "pass"]),
                (|e| start_tls(e, result(10)), &["scheme-mismatch~to another one", "pass"]),
                (
                    |e| start_tls(e, referral(&["ldap://dc7.lab.example/", "ldap://dc8.lab.example"])),
                    &[
                        "scheme-mismatch~dc8.lab.example~to ldap://dc7.lab.example:389: look~ucdoctor check ldaps://dc7.lab.example:636",
                        "pass",
                    ],
                ),
                (|e| start_tls(e, referral(&["elsewhere"])), &["scheme-mismatch~to elsewhere: configure", "pass"]),
                (|e| start_tls(e, result(53)), &["scheme-mismatch~result 53~directory server's log", "pass"]),
                (silent_after, &["server-silent~agrees to StartTLS, then says nothing", "pass"]),
                (
                    |e| start_tls(e, Fault::Closed { pending: 0 }),
                    &["connection-lost~StartTLS: the server closed", "pass"],
                ),
                (|e| start_tls(e, Fault::Malformed { what: "byte 5".into() }), &["malformed-answer~byte 5", "pass"]),
                (|e| start_tls(e, Fault::Local { raw: "EMFILE".into() }), &["undecided~EMFILE", "pass"]),
            ],
        );
    }

    fn start_tls(evidence: &mut Evidence, fault: Fault) {
        evidence.asked.start_tls = true;
        evidence.vantages[0].servers[0].url = "ldap://dc1.corp.example".parse().unwrap();
        fail_tls(evidence, 0, Kind::StartTls { fault }, 9);
    }

    fn referral(urls: &[&str]) -> Fault {
        let referrals = urls.iter().map(|&url| url.to_owned()).collect();
        Fault::Referral { text: String::new(), referrals }
    }

    fn silent_after(evidence: &mut Evidence) {
        start_tls(evidence, result(2));
        fail_tls(evidence, 0, Kind::Silent, 0);
    }
}
