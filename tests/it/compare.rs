//! `ucdoctor compare` as it is typed: files in, one judgement out, whatever their order.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use ucdoctor::compare::join;
use ucdoctor::demo;
use ucdoctor::evidence::{Evidence, Observed, Slot, TcpFailure, TcpFailureKind};
use ucdoctor::report::{Judging, Report};

/// Two reports of the demo's directory: what call manager sees, and presence behind a filter.
struct Reports {
    folder: TempDir,
    call_manager: PathBuf,
    presence: PathBuf,
}

async fn reports() -> Reports {
    let seen = demo::run(demo::fault("ca-missing").unwrap(), &Judging::default()).await.unwrap().report.evidence;
    let folder = tempfile::tempdir().unwrap();
    let mut call_manager = seen.clone();
    "call-manager".clone_into(&mut call_manager.vantages[0].name);
    let mut presence = seen;
    "presence".clone_into(&mut presence.vantages[0].name);
    let endpoint = &mut presence.vantages[0].servers[0].endpoints[0];
    endpoint.tcp = Observed::Failed(TcpFailure {
        kind: TcpFailureKind::Dropped,
        icmp: None,
        errno: None,
        source: Some("10.20.0.21".parse().unwrap()),
        syn_retransmissions: 2,
        ms: Default::default(),
        raw: "no answer within 3 s".to_owned(),
    });
    (endpoint.tls, endpoint.ldap) = (Observed::Blocked(Slot::Tcp), Observed::Blocked(Slot::Tcp));
    (endpoint.session, endpoint.bind) = (Observed::Blocked(Slot::Tcp), Observed::Blocked(Slot::Tcp));
    endpoint.account = Observed::Blocked(Slot::Tcp);
    let write = |name: &str, evidence: Evidence| {
        let path = folder.path().join(name);
        let report = Report::judge(evidence, &Judging::default());
        fs::write(&path, serde_json::to_vec(&report).unwrap()).unwrap();
        path
    };
    let (call_manager, presence) = (write("cucm.json", call_manager), write("cups.json", presence));
    Reports { folder, call_manager, presence }
}

fn compare(arguments: &[&Path], options: &[&str], input: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.arg("compare").args(arguments).args(options).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    if let Some(input) = input {
        stdin.write_all(&fs::read(input).unwrap()).unwrap();
    }
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_files_give_the_same_bytes_in_every_format() {
    let Reports { folder: _folder, call_manager, presence } = reports().await;
    for format in ["json", "text", "junit"] {
        let one = compare(&[&call_manager, &presence], &["-o", format], None);
        let other = compare(&[&presence, &call_manager], &["-o", format], None);
        assert_eq!(one.status.code(), Some(1), "{}", String::from_utf8_lossy(&one.stderr));
        assert_eq!(one, other, "{format}");
        let piped = compare(&[&presence, Path::new("-")], &["-o", format], Some(&call_manager));
        assert_eq!(one, piped, "{format}, one of them from standard input");
    }
}

/// Both of the user's faults at once: the access list, and the CA that presence lacks. Nothing is told twice.
#[tokio::test(flavor = "multi_thread")]
async fn trust_is_judged_once_for_all_places() {
    let Reports { folder: _folder, call_manager, presence } = reports().await;
    let output = compare(&[&call_manager, &presence], &["-o", "json"], None);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let diagnoses: Vec<(&str, &Value)> =
        report["diagnoses"].as_array().unwrap().iter().map(|d| (d["code"].as_str().unwrap(), &d["breaks"])).collect();
    let login = Value::from(vec!["login"]);
    assert_eq!(diagnoses, [("path-blocked", &login), ("ca-missing", &login)]);
    let text = String::from_utf8(compare(&[&call_manager, &presence], &[], None).stdout).unwrap();
    assert!(text.contains("From") && text.contains("  call-manager  ok") && text.contains("  presence      dropped"));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    let both = |name: &str| {
        let bytes = fs::read(&call_manager).unwrap();
        let mut evidence = ucdoctor::report::saved::evidence(&bytes).unwrap();
        name.clone_into(&mut evidence.vantages[0].name);
        evidence
    };
    let report = Report::judge(join(vec![both("call-manager"), both("presence"), both("client")]), &Judging::default());
    let missing: Vec<_> = report.diagnoses.iter().filter(|diagnosis| diagnosis.code == "ca-missing").collect();
    assert_eq!((report.diagnoses.len(), missing.len(), missing[0].because.len()), (1, 1, 1));
    assert_eq!(missing[0].because[0].vantage, None, "seen alike from everywhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_told_and_exits_with_2() {
    let Reports { folder, call_manager, presence } = reports().await;
    let (text, empty) = (folder.path().join("text"), folder.path().join("empty.json"));
    fs::write(&text, "not JSON").unwrap();
    fs::write(&empty, r#"{"schema_version": "9.0"}"#).unwrap();
    for (arguments, words) in [
        (vec![call_manager.as_path()], "2 values required"),
        (vec![], "required"),
        (vec![&call_manager, &text], "text: not a JSON report"),
        (vec![&empty, &presence], "schema_version is \"9.0\""),
        (vec![&call_manager, Path::new("nowhere.json")], "nowhere.json: there is no such file"),
        (vec![Path::new("-"), Path::new("-")], "two reports are to come from standard input"),
    ] {
        let output = compare(&arguments, &[], None);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{stderr}");
        assert!(stderr.contains(words), "{words} is not in {stderr}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_stage_is_reported_when_asked() {
    let Reports { folder: _folder, call_manager, presence } = reports().await;
    let output = compare(&[&call_manager, &presence], &["-o", "json", "--only", "tls"], None);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes: Vec<&str> =
        report["diagnoses"].as_array().unwrap().iter().map(|diagnosis| diagnosis["code"].as_str().unwrap()).collect();
    // The blocked path stands in the way of the TLS checks from presence, so it is told.
    assert_eq!(codes, ["path-blocked", "ca-missing"]);
}
