//! Another place that says the password back: by ssh's words, by what is no report, and by a report.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::forms::FORMS;
use super::{SECRET, check};

#[test]
fn nothing_that_another_place_says_brings_the_password_into_a_report() {
    for (row, form) in FORMS.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("bin")).unwrap();
        fs::write(path.join("word"), format!("{SECRET}\n")).unwrap();
        configure(path, "");
        check(path, form, &[]);
        let own: Value = serde_json::from_slice(&fs::read(path.join("out.json")).unwrap()).unwrap();
        configure(path, "[[vantage]]\nname = \"presence\"\nvia = \"ssh:root@imp.corp.example\"\n");
        let said = format!("you sent {} to us", form.secret());
        let flood = format!("{}{}", "x\n".repeat(32_760), form.secret());
        match row % 4 {
            0 => ssh_says(path, &said, "", 255),
            1 => ssh_says(path, "", &said, 0),
            2 => ssh_says(path, &flood, "", 3),
            _ => ssh_says(path, "", &report(own, &said).to_string(), 0),
        }
        let output = check(path, form, &[]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("presence"), "{}: {told}", form.name);
    }
}

fn configure(folder: &Path, more: &str) {
    let text = format!(
        "[directory]\nservers = [\"ldaps://127.0.0.1:1\"]\n\
         [directory.bind]\ndn = \"cn=svc,dc=corp\"\npassword_file = \"word\"\n{more}"
    );
    fs::write(folder.join("ucdoctor.toml"), text).unwrap();
}

/// `ssh` of this folder: what it says on standard error and output, and its exit status.
fn ssh_says(folder: &Path, error: &str, output: &str, status: i32) {
    fs::write(folder.join("error"), error).unwrap();
    fs::write(folder.join("output"), output).unwrap();
    let ssh = folder.join("bin/ssh");
    let here = folder.display();
    fs::write(&ssh, format!("#!/bin/sh\ncat >/dev/null\ncat '{here}/error' >&2\ncat '{here}/output'\nexit {status}\n"))
        .unwrap();
    fs::set_permissions(&ssh, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A report of our own, with this wherever another program could put it.
fn report(mut report: Value, said: &str) -> Value {
    let evidence = &mut report["evidence"];
    evidence["asked"]["bind"] = json!({"name": said, "allow_plaintext": false, "allow_untrusted": false});
    evidence["certificates"] = json!({ said: said });
    let vantage = &mut evidence["vantages"][0];
    vantage["name"] = json!(said);
    vantage["tool_version"] = json!(said);
    vantage["bugs"] = json!([said]);
    vantage["servers"][0]["endpoints"][0]["tcp"]["failed"]["raw"] = json!(said);
    vantage["servers"][0]["srv"] = json!({"seen": {"query": said, "rcode": said, "targets": [
        {"priority": 0, "weight": 0, "port": 1, "host": said, "addresses": []}]}});
    report
}
