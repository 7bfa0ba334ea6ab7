//! Exit status by format: the same for each of them, and by nothing but the report.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::cli::{text, ucdoctor};

/// A saved report around evidence of one `ldap://` server.
fn report(tcp: Option<Value>, cut: Option<&str>) -> Value {
    let servers = tcp.map_or(json!([]), |tcp| json!([server(&tcp)]));
    let asked = if servers == json!([]) { json!([]) } else { json!(["ldap://192.0.2.1:389"]) };
    json!({
        "schema_version": "1.0",
        "evidence": {
            "asked": {"servers": asked, "start_tls": false, "bind": null, "connect_timeout_ms": 3000, "deadline_ms": 30000},
            "stores": [], "certificates": {},
            "vantages": [{
                "name": "this-host", "tool_version": "0.1.0", "taken_at": "2026-11-23T21:00:00Z", "duration_ms": 12,
                "cut": cut, "servers": servers, "bugs": [],
            }],
        },
    })
}

/// One address; where TCP failed, what follows is blocked.
fn server(tcp: &Value) -> Value {
    let failed = tcp.get("failed").is_some();
    let later = if failed { json!({"blocked": "tcp"}) } else { json!({"not-asked": "no account is configured"}) };
    let root = json!({"seen": {
        "vendor": "OpenLDAP", "active_directory": false, "attributes": {"namingContexts": ["dc=corp"]}, "ms": 1.0,
    }});
    json!({
        "url": "ldap://192.0.2.1:389",
        "name": {"seen": {"literal": true, "addresses": ["192.0.2.1"], "ms": 0.0, "dns": []}},
        "srv": {"not-asked": "the host is an address"},
        "endpoints": [{
            "address": "192.0.2.1:389", "tcp": tcp,
            "tls": if failed { later.clone() } else { json!({"not-asked": "ldap:// without StartTLS"}) },
            "ldap": if failed { later.clone() } else { root },
            "session": later, "bind": later, "account": later,
        }],
    })
}

fn connected() -> Value {
    json!({"seen": {"source": "192.0.2.9", "ms": 0.3, "syn_retransmissions": 0}})
}

fn refused() -> Value {
    json!({"failed": {
        "kind": "refused", "icmp": null, "errno": 111, "source": "192.0.2.9", "syn_retransmissions": 0, "ms": 0.2,
        "raw": "Connection refused (os error 111)",
    }})
}

/// Reports by the exit status they must give.
fn cases() -> Vec<(&'static str, Value, i32)> {
    vec![
        ("healthy", report(Some(connected()), None), 0),
        ("broken", report(Some(refused()), None), 1),
        ("broken and cut", report(Some(refused()), Some("deadline")), 1),
        ("healthy and cut", report(Some(connected()), Some("signal")), 3),
        ("nothing checked", report(None, None), 3),
    ]
}

fn replay(folder: &Path, report: &Value, arguments: &[&str]) -> Output {
    std::fs::write(folder.join("saved.json"), report.to_string()).unwrap();
    ucdoctor(folder).args(["check", "--replay", "saved.json"]).args(arguments).output().unwrap()
}

#[test]
fn the_same_for_every_format() {
    let folder = tempfile::tempdir().unwrap();
    for (name, saved, status) in cases() {
        for format in ["text", "json", "junit"] {
            let output = replay(folder.path(), &saved, &["-o", format]);
            assert_eq!(output.status.code(), Some(status), "{name} as {format}: {}", text(&output.stderr));
            assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{name} as {format}");
        }
        let files = replay(folder.path(), &saved, &["-q", "-o", "text", "-o", "json=r.json", "-o", "junit=r.xml"]);
        assert_eq!(files.status.code(), Some(status), "{name}");
        let json: Value = serde_json::from_slice(&std::fs::read(folder.path().join("r.json")).unwrap()).unwrap();
        assert_eq!(json["exit_code"], status, "{name}");
        assert!(std::fs::read_to_string(folder.path().join("r.xml")).unwrap().contains("<testsuites"));
    }
}

#[test]
fn a_replayed_report_is_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    for (name, saved, _) in cases() {
        let first = replay(folder.path(), &saved, &["-o", "json"]);
        let again: Value = serde_json::from_slice(&first.stdout).unwrap();
        assert_eq!(replay(folder.path(), &again, &["-o", "json"]).stdout, first.stdout, "{name}");
    }
}

#[test]
fn a_closed_pipe_keeps_the_status() {
    let folder = tempfile::tempdir().unwrap();
    for (name, saved, status) in cases() {
        std::fs::write(folder.path().join("saved.json"), saved.to_string()).unwrap();
        for format in ["text", "json", "junit"] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = ucdoctor(folder.path());
            command.args(["check", "--replay", "saved.json", "-o", format]).stdout(writer).stderr(Stdio::piped());
            let output = command.output().unwrap();
            assert_eq!((output.status.code(), text(&output.stderr)), (Some(status), String::new()), "{name} {format}");
        }
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let newer = |version: &str| {
        let mut saved = report(Some(connected()), None);
        saved["schema_version"] = json!(version);
        saved.to_string()
    };
    for (content, status, says) in [
        ("not json".to_owned(), 2, "not a JSON report"),
        ("[]".to_owned(), 2, "not a JSON report"),
        ("{}".to_owned(), 2, "no schema_version"),
        (r#"{"schema_version": "1.0"}"#.to_owned(), 2, "evidence"),
        (r#"{"schema_version": "1.0", "evidence": {"asked": 1}}"#.to_owned(), 2, "line 1 column"),
        (newer("2.0"), 2, "reads 1.0"),
        (newer("1.7"), 0, ""),
    ] {
        std::fs::write(folder.path().join("saved.json"), &content).unwrap();
        let output = ucdoctor(folder.path()).args(["check", "--replay", "saved.json"]).output().unwrap();
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{content}: {err}");
        assert!(err.contains(says) && err.contains("saved.json") != says.is_empty(), "{err}");
    }
}

#[test]
fn standard_input_can_be_replayed_and_a_bad_file_name_exits_2() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.json");
    std::fs::write(&saved, report(Some(refused()), None).to_string()).unwrap();
    let stdin = std::fs::File::open(&saved).unwrap();
    let output = ucdoctor(folder.path()).args(["check", "--replay", "-"]).stdin(stdin).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = ucdoctor(folder.path()).args(["check", "--replay", "saved.json"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
