//! BIND-001: gate of `Endpoint::ldap`, for whatever breaks the conversation.

use super::at::{At, not_begun, per_endpoint};
use super::base_and_filter::busy;
use super::net_007_answered_alike::no_live_backend;
use super::tls_002_handshake_completes::{
    LAST_MEANWHILE, awaits_proxy_line, client_certificate, filtered, mtu, says_nothing,
};
use super::tls_014_large_hello::lost_when_large;
use super::{proxy, slow};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::result::is_busy;
use crate::evidence::{FollowUp, LdapFailure, Millis};
use crate::ldap::fault::Fault;

/// No timer of a balancer or firewall is shorter.
const ONE_SECOND: f64 = 1000.0;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind001,
    stage: Stage::Bind,
    title: "every server answers LDAP",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-001.md"),
    run: |case| per_endpoint(case, answers_ldap),
};

fn answers_ldap(at: At<'_>) -> Judged {
    if let Some(failure) = at.endpoint.ldap.failed() {
        return match &failure.fault {
            // A refusal is LDAP: BIND-003 or BIND-004 says what it means.
            Fault::Result { code, .. } if !is_busy(*code) => Ok(pass(format!("an LDAP answer (result {code})")).into()),
            fault if fault.unanswered() && at.differs() => Err(Skip::Blocked(CheckCode::Net007)),
            _ if failure.follow_up == Some(FollowUp::EndedUnasked) => Ok(wire(no_live_backend(at), failure).into()),
            _ => {
                let finding = slow::to_begin(at).map_or_else(|| conversation(failure), Ok)?;
                Ok(wire(finding, failure).into())
            }
        };
    }
    let root = at.ldap()?;
    Ok(pass(format!("{}, in {}", root.vendor, root.ms))
        .fact("naming_contexts", root.values("namingContexts").join("; "))
        .into())
}

/// What a broken conversation means, whatever was asked in it.
pub(super) fn conversation(failure: &LdapFailure) -> Result<Finding, Skip> {
    match failure.follow_up {
        Some(FollowUp::SingleByteReset) => {
            Ok(filtered("the connection is made, but any data on it is reset on the way"))
        }
        Some(FollowUp::AwaitsProxyLine) => Ok(awaits_proxy_line()),
        _ if let Some(finding) = lost_when_large(&failure.wire) => Ok(finding),
        Some(FollowUp::SpeaksTls) => Err(Skip::Blocked(CheckCode::Tls001)),
        Some(FollowUp::WantsClientCertificate) => Ok(client_certificate()),
        _ => ended(failure),
    }
}

/// Where to look when only the server knows.
const LOG: &str = "Look into the directory server's log for this moment";

/// What the server or a proxy before it said in words, where nobody asked for them.
fn told(fault: &Fault, code: u32, text: &str) -> Finding {
    if let Some(finding) = proxy::finding(code, text) {
        return finding;
    }
    let words = words(text);
    if is_busy(code) {
        return busy(format!("the server says it is busy or unavailable: {words}")).fault("busy");
    }
    if matches!(fault, Fault::Notice { .. }) {
        return fail(CauseCode::ConnectionLost, format!("the server ends the conversation: result {code}, {words}"))
            .fault("notice")
            .fix(LOG);
    }
    fail(CauseCode::ConnectionLost, format!("an unexpected answer: result {code}, {words}")).fix(LOG)
}

/// What ended the conversation, in the words of who ended it.
fn ended(failure: &LdapFailure) -> Result<Finding, Skip> {
    let fault = &failure.fault;
    Ok(match fault {
        Fault::Silent { .. } if failure.wire.unacknowledged => {
            filtered("the connection is made, but data on it never arrives: it is dropped on the way")
        }
        Fault::Silent { .. } => says_nothing(format!("accepts the connection, then: {fault}")),
        Fault::Stalled { .. } => fail(CauseCode::ServerSilent, format!("stops in the middle of an answer: {fault}"))
            .fault("stalled")
            .fix("Check the LDAP service on the server: it hangs while it answers; restart it")
            .fix(mtu()),
        Fault::Endless { .. } | Fault::Malformed { .. } => {
            fail(CauseCode::MalformedAnswer, format!("a broken LDAP answer: {fault}"))
                .fix("Look for a proxy or load balancer that rewrites LDAP, and try the server directly")
                .fix("Update the directory server; the fault above is exact enough for its vendor")
        }
        Fault::NotLdap { .. } => return Err(Skip::Blocked(CheckCode::Tls001)),
        Fault::Closed { .. } | Fault::Reset { .. } => {
            fail(CauseCode::ConnectionLost, fault.to_string()).fix(LOG).fix(cut_by(failure.ms))
        }
        Fault::ClientCertificateRequired => client_certificate(),
        Fault::Tls { raw } => {
            fail(CauseCode::ConnectionLost, format!("the TLS layer breaks: {raw}")).fault("tls breaks").fix(LOG)
        }
        Fault::Local { raw } => return Err(not_begun(raw)),
        Fault::Notice { code, text } | Fault::Result { code, text, .. } => told(fault, *code, text),
        Fault::Referral { text, .. } => told(fault, 10, text),
    })
}

/// What ended the connection of a search, whose earlier answers came: nothing in between keeps it from speaking LDAP.
pub(super) fn ended_later(failure: &LdapFailure) -> Result<Finding, Skip> {
    if failure.ms.0 >= ONE_SECOND {
        return ended(failure);
    }
    Ok(fail(CauseCode::ConnectionLost, failure.fault.to_string()).fix(LOG).fix(
        "Earlier answers came on this connection: look for a limit of requests, bytes or time per connection on the server or on a proxy before it, and whether the server ends at this very request each time",
    ))
}

/// A request without an answer where earlier ones had theirs: the service runs, and waits for something.
pub(super) fn waits(failure: &LdapFailure, what: &str, find: &'static str) -> Option<Finding> {
    let Fault::Silent { .. } = failure.fault else { return None };
    if failure.wire.unacknowledged || failure.wire.passes.is_some() {
        return None;
    }
    let message = format!("{}, and earlier requests were answered", failure.fault);
    Some(
        fail(CauseCode::ServerSilent, message)
            .fault(format!("silent {what}"))
            .fix(find)
            .fix(mtu())
            .fix("Restart the LDAP service only where neither is found")
            .fix(LAST_MEANWHILE),
    )
}

/// What may cut a conversation: a timer takes its time, anything else does not.
fn cut_by(after: Millis) -> String {
    match after.0 >= ONE_SECOND {
        true => format!(
            "It came {} after the request: look for a timer of a load balancer or firewall on the way that is shorter than the answer takes",
            after.rounded()
        ),
        false => "Look for a limit on connections, or a load balancer: one that cuts LDAP connections, that sends a PROXY line to a server which awaits none, or that ends TLS and goes on in clear to a port which wants it".to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::{CHECK, ended_later};
    use crate::checks::sample::{broken, expect, fail_ldap, fail_tcp, plain, result};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    #[test]
    fn a_search_that_was_cut_off_had_answers_before() {
        for (ms, says) in [(20.0, "limit of requests"), (4000.0, "shorter than the answer takes")] {
            let failure = LdapFailure { ms: Millis(ms), ..broken(Fault::Closed { pending: 0 }) };
            let steps: Vec<String> = ended_later(&failure).unwrap().fix.iter().map(ToString::to_string).collect();
            assert!(steps.iter().any(|step| step.contains(says)), "{steps:?}");
            assert!(!steps.iter().any(|step| step.contains("PROXY")), "{steps:?}");
        }
    }

    #[test]
    fn every_broken_conversation_has_its_cause() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~Active Directory~DC=corp", "pass"]),
                (|e| fail_ldap(e, 0, broken(result(1))), &["pass~result 1", "pass"]),
                (|e| fail_ldap(e, 0, broken(result(51))), &["server-busy", "pass"]),
                (
                    |e| fail_ldap(e, 0, broken(Fault::Notice { code: 52, text: "bye".into() })),
                    &["server-busy~bye", "pass"],
                ),
                (
                    |e| fail_ldap(e, 0, broken(Fault::Notice { code: 2, text: "".into() })),
                    &["connection-lost~result 2", "pass"],
                ),
                (
                    |e| fail_ldap(e, 0, broken(Fault::Silent { waited_ms: 3000 })),
                    &["server-silent~no answer within 3 s", "pass"],
                ),
                (|e| fail_ldap(e, 0, broken(stalled())), &["server-silent~5 bytes~MTU", "pass"]),
                (
                    |e| fail_ldap(e, 0, broken(Fault::Closed { pending: 0 })),
                    &["connection-lost~without an answer", "pass"],
                ),
                (
                    |e| fail_ldap(e, 0, broken(Fault::Malformed { what: "byte 5".into() })),
                    &["malformed-answer~byte 5", "pass"],
                ),
                (
                    |e| fail_ldap(e, 0, broken(Fault::ClientCertificateRequired)),
                    &["client-certificate-required", "pass"],
                ),
                (|e| fail_ldap(e, 0, broken(Fault::Local { raw: "EMFILE".into() })), &["undecided~EMFILE", "pass"]),
                (|e| fail_ldap(e, 0, broken(not_ldap(Protocol::Http))), &["blocked by TLS-001", "pass"]),
                (|e| fail_tcp(e, 0, TcpFailureKind::Refused), &["blocked by NET-002", "pass"]),
            ],
        );
    }

    #[test]
    fn a_second_look_beats_the_fault() {
        expect(
            &CHECK,
            &[
                (|e| second_look(e, FollowUp::SpeaksTls), &["blocked by TLS-001", "pass"]),
                (|e| second_look(e, FollowUp::SingleByteReset), &["path-filtered~reset on the way", "pass"]),
                (|e| second_look(e, FollowUp::WantsClientCertificate), &["client-certificate-required", "pass"]),
                (|e| second_look(e, FollowUp::SingleByteAccepted), &["connection-lost", "pass"]),
                (
                    |e| {
                        let wire = Wire { unacknowledged: true, ..Wire::default() };
                        fail_ldap(e, 0, LdapFailure { wire, ..broken(Fault::Silent { waited_ms: 9 }) });
                    },
                    &["path-filtered~dropped on the way", "pass"],
                ),
            ],
        );
    }

    fn second_look(evidence: &mut Evidence, seen: FollowUp) {
        plain(evidence);
        fail_ldap(evidence, 0, LdapFailure { follow_up: Some(seen), ..broken(Fault::Reset { pending: 0 }) });
    }

    fn stalled() -> Fault {
        Fault::Stalled { received: 5, announced: 80, waited_ms: 3000 }
    }

    fn not_ldap(protocol: Protocol) -> Fault {
        Fault::NotLdap { protocol, sample: "HTTP/1.1 400".into() }
    }
}
