//! Nodes of a configuration, asked by the program itself.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ucdoctor::report::Report;

use super::node::Database;
use super::{PASSWORD, codes, with_password};
use crate::axl::call_manager::{CallManager, Reply};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.args(arguments).current_dir(folder).env("READER", PASSWORD);
    command.env("UCDOCTOR_STATE_DIR", folder.join("state")).output().unwrap()
}

async fn check(folder: &Path, more: &'static [&'static str]) -> (Option<i32>, Report) {
    let folder = folder.to_owned();
    let output = tokio::task::spawn_blocking(move || {
        run(&folder, &[&["check", "--only", "deployment", "--only", "identity", "-o", "json"], more].concat())
    })
    .await
    .unwrap();
    let report = serde_json::from_slice(&output.stdout);
    (output.status.code(), report.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr))))
}

/// A configuration with call manager and one presence node, both asked by one application user.
fn configure(folder: &Path, ucm: &CallManager, node: &CallManager) {
    fs::write(folder.join("ucm.pem"), &ucm.root).unwrap();
    fs::write(folder.join("p7.pem"), &node.root).unwrap();
    let configuration = format!(
        "[call_manager]\naxl = \"{}\"\naxl_user = \"reader\"\naxl_password_env = \"READER\"\ntrust = \"ucm.pem\"\n\
         [presence]\nversion = \"14.0.1.13900-155\"\n\
         [[presence.nodes]]\nname = \"p7.corp.example\"\naxl = \"{}\"\nlogin_trust = \"p7.pem\"\n",
        ucm.url("/axl/"),
        node.url("")
    );
    fs::write(folder.join("ucdoctor.toml"), configuration).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_host_of_a_node_needs_no_export() {
    for (host, expected) in [("dc1.corp.example", vec![]), ("dc0.corp.example", vec!["ldap-hosts-differ"])] {
        let ucm = CallManager::healthy(40, |_, _, _| None).await;
        let hosts = vec![(host, 636, true), ("dc2.corp.example", 636, true)];
        let node = Database { hosts, ..Database::sound() }.node(|_, _| None).await;
        let folder = tempfile::tempdir().unwrap();
        configure(folder.path(), &ucm, &node);
        let (status, report) = check(folder.path(), &[]).await;
        assert_eq!(codes(&report), expected, "{:#?}", report.diagnoses);
        // Without a directory nobody is compared with it, which only the healthy run says.
        assert_eq!(status, Some(if expected.is_empty() { 0 } else { 1 }));
        let told = report.outcomes.iter().find(|outcome| outcome.check == "CONF-012").unwrap();
        assert_eq!(told.subject, "presence/p7.corp.example AXL");
    }
}

/// What the node refused in one run is not sent in the next, unless it is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_password_is_remembered_for_the_node() {
    let ucm = CallManager::healthy(40, |_, _, _| None).await;
    let node = CallManager::start(|_, _, _| Reply::Http(401, String::new())).await;
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), &ucm, &node);
    for (more, sent) in [(&[][..], 1), (&[], 1), (&["--bind-anyway"], 2), (&[], 2)] {
        let (_, report) = check(folder.path(), more).await;
        assert_eq!(codes(&report), ["settings-contradict"], "{:#?}", report.diagnoses);
        assert_eq!(with_password(&node), sent);
    }
}

#[test]
fn axl_of_a_node_needs_an_application_user() {
    let folder = tempfile::tempdir().unwrap();
    let node = "[directory]\nservers = [\"ldap://127.0.0.1:9\"]\n[[presence.nodes]]\nname = \"p7\"\n";
    for (more, status, says) in [
        ("axl = true\n", 2, "axl_user"),
        ("axl = \"p7\"\naxl_user = \"reader\"\n", 2, "https://"),
        ("axl = \"http://p7/axl/\"\naxl_user = \"reader\"\n", 2, "https://"),
        ("axl = true\naxl_user = \"rea:der\"\n", 2, "axl_user"),
        ("axl = true\naxl_user = \"reader\"\naxl_password_env = \"NOT_SET_HERE\"\n", 2, "NOT_SET_HERE"),
        ("axl = true\naxl_user = \"reader\"\n", 0, "presence/p7 gives no password for AXL"),
        ("axl = false\n", 3, ""),
    ] {
        fs::write(folder.path().join("ucdoctor.toml"), format!("{node}{more}")).unwrap();
        let output = run(folder.path(), &["check", "--only", "deployment", "-v"]);
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{more}: {words}");
        assert!(words.contains(says), "{says}: {words}");
    }
}
