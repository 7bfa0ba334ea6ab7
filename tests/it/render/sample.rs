//! Reports as the judgement makes them, written by hand.

use serde_json::{Value, json};
use ucdoctor::checks::CHECKS;
use ucdoctor::report::Report;

/// Presence lacks the CA of one server, whose certificate is also about to expire; the other one does not answer.
pub(super) fn broken() -> Report {
    let (dc1, dc2) = ("dc1.corp.example:636", "dc2.corp.example:636");
    report(
        json!({"verdict": "broken", "exit_code": 1,
        "summary": {"pass": 13, "warn": 1, "fail": 2, "blocked": 7, "skipped": 1},
        "diagnoses": [ca_missing(), unreachable(), expiring()],
        "outcomes": [
            outcome("NET-001", "the host name resolves", dc1, "pass", "10.0.0.11"),
            outcome("NET-001", "the host name resolves", dc2, "pass", "10.0.0.12"),
            outcome("NET-002", "the TCP port answers", "dc1.corp.example:636 at 10.0.0.11", "pass", "connected in 1.2 ms"),
            outcome("NET-002", "the TCP port answers", "dc2.corp.example:636 at 10.0.0.12", "fail",
                "no answer within 3 s, the SYN was sent 2 times; packets are dropped"),
            outcome("NET-003", "every name server of this host answers, and alike", "this host", "pass", "2 name servers"),
            outcome("TLS-001", "the port speaks what its scheme says", dc1, "pass", "TLS"),
            blocked("TLS-001", "the port speaks what its scheme says", dc2, "NET-002"),
            outcome("TLS-002", "the TLS handshake completes", dc1, "pass", "TLSv1.3"),
            blocked("TLS-002", "the TLS handshake completes", dc2, "NET-002"),
            outcome("TLS-003", "the server sends a complete, ordered chain", dc1, "pass", "2 certificates"),
            blocked("TLS-003", "the server sends a complete, ordered chain", dc2, "NET-002"),
            outcome("TLS-004", "every trust store holds the issuing CA", "dc1.corp.example:636 x call-manager", "pass", "Corp Root CA"),
            outcome("TLS-004", "every trust store holds the issuing CA", "dc1.corp.example:636 x presence", "fail",
                "the store holds 14 certificates, none of them is \"Corp Root CA\", which signed this server's certificate"),
            blocked("TLS-004", "every trust store holds the issuing CA", dc2, "NET-002"),
            outcome("TLS-005", "no certificate on the path is outside its validity", dc1, "pass", "until 2027-03-01"),
            outcome("TLS-008", "no certificate on the path expires within 30 days", dc1, "warn",
                "CN=dc1.corp.example expires on 2026-12-04, in 10 days"),
            outcome("TLS-009", "the certificates are issued for this use", dc1, "pass", "serverAuth"),
            outcome("TLS-010", "keys and signatures are strong enough for today's clients", dc1, "pass", "RSA 2048"),
            outcome("TLS-011", "the server speaks TLS 1.2 or later", dc1, "pass", "TLSv1.3"),
            outcome("TLS-012", "all addresses behind one name present the same identity", dc1, "pass", "one address"),
            outcome("BIND-001", "the port answers LDAP", dc1, "pass", "Active Directory"),
            blocked("BIND-002", "the manager's password only leaves over a verified connection", dc1, "TLS-004"),
            blocked("BIND-004", "the directory accepts simple binds on this port", dc1, "TLS-004"),
            blocked("BIND-005", "the manager account binds", dc1, "TLS-004"),
            skipped("BIND-007", "the manager account is not about to be locked or to expire", dc1,
                "nothing was read about the account"),
        ]}),
        "presence",
    )
}

fn ca_missing() -> Value {
    json!({
        "code": "ca-missing", "severity": "error", "title": "A trust store lacks the CA of the LDAP server",
        "summary": "presence does not trust dc1.corp.example:636: \"Corp Root CA\" is in call-manager's store only",
        "owner": "presence", "breaks": ["login", "contact-search"], "affected_users": 412,
        "because": [because("TLS-004", "dc1.corp.example:636 x presence")],
        "fix": ["Upload \"Corp Root CA\" (SHA-256 AB12CD34…) as tomcat-trust on every presence node: Cisco Unified OS Administration > Security > Certificate Management",
            "Restart Cisco Tomcat on every presence node: utils service restart Cisco Tomcat"],
        "refuted_if": ["the trust folder given for presence is older than the upload", "the presence nodes do not use LDAPS"],
    })
}

fn unreachable() -> Value {
    json!({
        "code": "server-unreachable", "severity": "error", "title": "The LDAP server cannot be reached over TCP",
        "summary": "dc2.corp.example:636 does not answer: packets from 10.0.0.5 are dropped",
        "owner": "network", "breaks": [], "affected_users": null,
        "because": [because("NET-002", "dc2.corp.example:636 at 10.0.0.12")],
        "fix": ["Permit TCP 636 from 10.0.0.5 to 10.0.0.12 on every firewall between them"],
        "refuted_if": ["the server was switched off while ucdoctor ran"],
    })
}

fn expiring() -> Value {
    json!({
        "code": "certificate-expiring", "severity": "warning", "title": "A certificate on the path expires soon",
        "summary": "CN=dc1.corp.example of dc1.corp.example:636 expires on 2026-12-04, in 10 days",
        "owner": "directory", "breaks": ["login", "directory-sync"], "affected_users": null,
        "because": [because("TLS-008", "dc1.corp.example:636")],
        "fix": ["Renew the certificate of dc1.corp.example with the same CA"],
        "refuted_if": [],
    })
}

/// Two servers, nothing wrong.
pub(super) fn healthy() -> Report {
    let mut outcomes = Vec::new();
    for server in ["dc1.corp.example:636", "dc2.corp.example:636"] {
        for (check, title) in [
            ("NET-001", "the host name resolves"),
            ("NET-002", "the TCP port answers"),
            ("TLS-002", "the TLS handshake completes"),
            ("TLS-004", "every trust store holds the issuing CA"),
            ("TLS-005", "no certificate on the path is outside its validity"),
            ("BIND-001", "the port answers LDAP"),
            ("BIND-005", "the manager account binds"),
        ] {
            outcomes.push(outcome(check, title, server, "pass", "as it should be"));
        }
    }
    outcomes.push(skipped(
        "NET-004",
        "the SRV records of the domain list this server",
        "corp.example",
        "the domain has no SRV records",
    ));
    report(
        json!({"verdict": "healthy", "exit_code": 0, "diagnoses": [], "outcomes": outcomes,
            "summary": {"pass": 14, "warn": 0, "fail": 0, "blocked": 0, "skipped": 1}}),
        "call-manager",
    )
}

/// The deadline came before the second server had answered.
pub(super) fn inconclusive() -> Report {
    let (dc1, dc2) = ("dc1.corp.example:636", "dc2.corp.example:636");
    let cut = "not answered when the run ended";
    let mut report = report(
        json!({"verdict": "inconclusive", "exit_code": 3, "diagnoses": [],
        "summary": {"pass": 4, "warn": 0, "fail": 0, "blocked": 0, "skipped": 6},
        "outcomes": [
            outcome("NET-001", "the host name resolves", dc1, "pass", "10.0.0.11"),
            outcome("NET-001", "the host name resolves", dc2, "pass", "10.0.0.12"),
            outcome("NET-002", "the TCP port answers", dc1, "pass", "connected in 1.2 ms"),
            outcome("NET-002", "the TCP port answers", dc2, "pass", "connected in 1.4 ms"),
            skipped("TLS-001", "the port speaks what its scheme says", dc1, cut),
            skipped("TLS-002", "the TLS handshake completes", dc1, cut),
            skipped("TLS-002", "the TLS handshake completes", dc2, cut),
            skipped("TLS-003", "the server sends a complete, ordered chain", dc1, cut),
            skipped("BIND-004", "the directory accepts simple binds on this port", "manager account", "no manager account is configured"),
            skipped("BIND-005", "the manager account binds", "manager account", "no manager account is configured"),
        ]}),
        "this-host",
    );
    report.evidence.vantages[0].cut = Some(ucdoctor::evidence::Cut::Deadline);
    report
}

/// One check that fails for very many subjects.
pub(super) fn crowded(subjects: usize) -> Report {
    let outcomes: Vec<_> = (0..subjects)
        .map(|nth| {
            outcome(
                "NET-002",
                "the TCP port answers",
                &format!("dc{nth}.corp.example:636"),
                "fail",
                "no answer within 3 s",
            )
        })
        .collect();
    let because: Vec<_> = (0..subjects).map(|nth| because("NET-002", &format!("dc{nth}.corp.example:636"))).collect();
    let mut diagnosis = unreachable();
    diagnosis["because"] = because.into();
    report(
        json!({"verdict": "broken", "exit_code": 1, "diagnoses": [diagnosis], "outcomes": outcomes,
            "summary": {"pass": 0, "warn": 0, "fail": subjects, "blocked": 0, "skipped": 0}}),
        "presence",
    )
}

/// A report with the same text in every string a server or a file may have had a hand in.
pub(super) fn hostile(text: &str) -> Report {
    let mut outcomes: Vec<_> = ["pass", "warn", "fail", "blocked", "skipped"]
        .into_iter()
        .map(|verdict| {
            let mut outcome = outcome(text, text, text, verdict, text);
            outcome["vantage"] = text.into();
            outcome["facts"] = json!({ text: text });
            outcome["blocked_by"] = text.into();
            outcome["fix"] = text.into();
            outcome["items"] = json!([{"call_manager_id": text, "directory_id": text, "dn": text, "class": text,
                "contact": text, "suggestion": text}]);
            outcome
        })
        .collect();
    outcomes.push(outcome("NET-001", "another place", "a", "pass", "so that places are named"));
    let diagnosis = json!({
        "code": text, "severity": "warning", "title": text, "summary": text, "owner": "directory",
        "breaks": ["login"], "affected_users": 1, "fix": [text, text], "refuted_if": [text],
        "because": [{"check": text, "subject": text, "vantage": text}],
    });
    let mut report = report(
        json!({"verdict": "broken", "exit_code": 1, "outcomes": outcomes, "diagnoses": [diagnosis, diagnosis],
            "summary": {"pass": 2, "warn": 1, "fail": 1, "blocked": 1, "skipped": 1}}),
        text,
    );
    report.taken_at = text.to_owned();
    report.tool.name = text.to_owned();
    report
}

fn report(mut judged: Value, vantage: &str) -> Report {
    let frame = json!({
        "schema_version": "1.0", "tool": {"name": "ucdoctor", "version": "0.1.0"},
        "taken_at": "2026-11-24T03:12:45Z", "duration_ms": 3041,
        "evidence": {
            "asked": {"servers": ["ldaps://dc1.corp.example", "ldaps://dc2.corp.example"], "start_tls": false,
                "bind": null, "connect_timeout_ms": 3000, "deadline_ms": 30000},
            "stores": [], "certificates": {},
            "vantages": [{"name": vantage, "tool_version": "0.1.0", "taken_at": "2026-11-24T03:12:45Z",
                "duration_ms": 3041, "cut": null, "servers": [], "bugs": []}],
        },
    });
    judged.as_object_mut().unwrap().extend(frame.as_object().unwrap().clone());
    serde_json::from_value(judged).unwrap()
}

fn outcome(check: &str, title: &str, subject: &str, verdict: &str, message: &str) -> Value {
    let stage = CHECKS.iter().find(|known| known.code.name() == check).unwrap().stage.name();
    json!({"check": check, "stage": stage, "title": title, "subject": subject, "vantage": "presence",
        "verdict": verdict, "message": message, "facts": {}, "fix": null, "items": [], "blocked_by": null})
}

fn blocked(check: &str, title: &str, subject: &str, by: &str) -> Value {
    let mut outcome = outcome(check, title, subject, "blocked", "not judged");
    outcome["blocked_by"] = by.into();
    outcome
}

fn skipped(check: &str, title: &str, subject: &str, why: &str) -> Value {
    outcome(check, title, subject, "skipped", why)
}

fn because(check: &str, subject: &str) -> Value {
    json!({"check": check, "subject": subject, "vantage": "presence"})
}
