//! Trust stores that nodes show of themselves, over HTTPS, judged against what a directory server sends.

use std::fs;
use std::future::pending;
use std::path::Path;
use std::process::{Command, Output};

use secrecy::SecretString;
use serde_json::json;
use ucdoctor::demo::pki::{Draft, pem};
use ucdoctor::demo::server::Server;
use ucdoctor::demo::setup::Setup;
use ucdoctor::evidence::Evidence;
use ucdoctor::plan::{Plan, WebAccess};
use ucdoctor::probes::{Progress, gather};
use ucdoctor::report::{Judging, OutcomeVerdict, Report};
use ucdoctor::secrets::Secrets;

use super::axl::call_manager::{CallManager, Reply};

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

const PASSWORD: &str = "br0ken-w1ndm1ll";
const PATH: &str = "GET /platformcom/api/v1/certmgr/config/snapshot/server ";

/// A snapshot with these certificates in tomcat-trust, which some releases call so.
fn snapshot(name: &str, held: &[String]) -> String {
    let certificate = |(nth, pem): (usize, &String)| json!({"filename": format!("CA_{nth}.pem"), "certificate": pem});
    let held: Vec<_> = held.iter().enumerate().map(certificate).collect();
    json!({
        "trackingId": "00000000-0000-0000-0000-000000000007",
        "server": "localhost",
        "identities": [{"service": "tomcat", "certificate": "-----BEGIN CERTIFICATE-----\n"}],
        "trusts": [
            {"service": "cup-xmpp", "certificate_data": []},
            {"service": name, "certificate_data": held},
        ],
        "revokedCertificates": [],
    })
    .to_string()
}

async fn node(name: &'static str, held: Vec<String>) -> CallManager {
    CallManager::start(move |_, head, _| match head.starts_with(PATH) {
        true => Reply::Http(200, snapshot(name, &held)),
        false => Reply::Http(404, String::new()),
    })
    .await
}

fn access(server: &CallManager, name: &str) -> WebAccess {
    WebAccess {
        name: name.to_owned(),
        url: server.url("/").parse().unwrap(),
        user: "admin".to_owned(),
        password: SecretString::from(PASSWORD),
        trust: vec![server.root.clone()],
        of_host: Some(format!("ssh://{name}:22")),
    }
}

/// The demo's directory, and what these nodes show; no store is given otherwise. `held` are the certificates of each node,
/// made of those of the demo's root and issuing CA.
async fn seen(nodes: Vec<WebAccess>, change: impl FnOnce(&mut Plan)) -> (Evidence, Vec<Server>) {
    seen_of(Setup::healthy().unwrap(), nodes, change).await
}

async fn seen_of(setup: Setup, nodes: Vec<WebAccess>, change: impl FnOnce(&mut Plan)) -> (Evidence, Vec<Server>) {
    let (mut plan, files, servers) = setup.start().await.unwrap();
    plan.stores = Vec::new();
    plan.node_certificates = nodes;
    change(&mut plan);
    let secrets = Secrets::of(&plan);
    let evidence = secrets.withheld(files.complete(gather(plan, pending(), &Quiet).await).await);
    let text = serde_json::to_string(&evidence).unwrap();
    let pair = openssl::base64::encode_block(format!("admin:{PASSWORD}").as_bytes());
    assert!(!text.contains(PASSWORD) && !text.contains(&pair), "{text}");
    (evidence, servers)
}

fn root(setup: &Setup) -> String {
    pem(&setup.pki.root.certificate).unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ca_that_one_node_lacks_is_missing_there_and_nowhere_else() {
    let stranger = Draft::authority("Old Lab CA").sign(None).unwrap();
    let stranger = pem(&stranger.certificate).unwrap().1;
    for (held_by_presence, expected) in [(false, vec!["ca-missing"]), (true, vec![])] {
        let setup = Setup::healthy().unwrap();
        let root = root(&setup);
        let call_manager = node("tomcat", vec![stranger.clone(), root.clone()]).await;
        let held = if held_by_presence { vec![stranger.clone(), root] } else { vec![stranger.clone()] };
        let presence = node("tomcat-trust", held).await;
        let nodes = vec![access(&call_manager, "call-manager/ucm4"), access(&presence, "presence/cups9")];
        let (evidence, _servers) = seen_of(setup, nodes, |_| {}).await;
        let report = Report::judge(evidence, &Judging::default());
        let codes: Vec<&str> = report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
        assert_eq!((codes, report.exit_code), (expected.clone(), u8::from(!expected.is_empty())));
        if let Some(missing) = report.diagnoses.first() {
            let subjects: Vec<&str> = missing.because.iter().map(|because| because.subject.as_str()).collect();
            assert!(subjects.iter().all(|subject| subject.ends_with("x presence/cups9")), "{subjects:?}");
            assert!(missing.fix.iter().all(|step| !step.contains("ucm4")), "{:?}", missing.fix);
        }
        let shown = report.outcomes.iter().filter(|outcome| outcome.check == "CONF-011");
        assert!(shown.clone().count() == 2 && shown.clone().all(|outcome| outcome.verdict == OutcomeVerdict::Pass));
        for server in [&call_manager, &presence] {
            let requests = server.requests.lock().unwrap();
            assert!(requests.len() == 1 && requests[0].0.starts_with(PATH), "{requests:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_shows_nothing_is_not_judged() {
    let answers: [(u16, &str, &str); 4] = [
        (404, "<html/>", "HTTP 404"),
        (200, "<html/>", "no snapshot"),
        (200, "{\"trusts\":[]}", "no trust store of tomcat"),
        (200, "{\"trusts\":[{\"service\":\"tomcat\",\"certificate_data\":[{\"certificate\":\"x\"}]}]}", "can be read"),
    ];
    for (status, body, says) in answers {
        let (silent, setup) =
            (CallManager::start(move |_, _, _| Reply::Http(status, body.to_owned())).await, Setup::healthy().unwrap());
        let other = node("tomcat", vec![root(&setup)]).await;
        let nodes = vec![access(&other, "call-manager/ucm4"), access(&silent, "presence/cups9")];
        let (evidence, _servers) = seen_of(setup, nodes, |_| {}).await;
        let stores: Vec<&str> = evidence.stores.iter().map(|store| store.name.as_str()).collect();
        assert_eq!(stores, ["call-manager/ucm4"], "{says}");
        let report = Report::judge(evidence, &Judging::default());
        assert_eq!((report.diagnoses.len(), report.exit_code), (0, 3), "{says}: {:?}", report.diagnoses);
        let words = report.outcomes.iter().find(|outcome| outcome.subject == "presence/cups9").unwrap();
        assert!(words.message.contains(says), "{}", words.message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_tried_once_a_node_and_goes_to_no_stranger() {
    let rejecting = CallManager::start(|_, _, _| Reply::Http(401, String::new())).await;
    let (evidence, _servers) = seen(vec![access(&rejecting, "presence/cups9")], |_| {}).await;
    assert_eq!(rejecting.requests.lock().unwrap().len(), 1);
    let report = Report::judge(evidence, &Judging::default());
    assert!(report.diagnoses.iter().any(|one| one.code == "settings-contradict"), "{:?}", report.diagnoses);
    let stranger = node("tomcat", Vec::new()).await;
    let unknown = WebAccess { trust: Vec::new(), ..access(&stranger, "presence/cups9") };
    let (evidence, _servers) = seen(vec![unknown], |_| {}).await;
    assert_eq!(stranger.requests.lock().unwrap().len(), 0);
    let report = Report::judge(evidence, &Judging::default());
    assert!(report.diagnoses.iter().any(|one| one.summary.contains("withheld")), "{:?}", report.diagnoses);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_never_answers_does_not_outlast_the_run() {
    let silent = CallManager::start(|_, _, _| Reply::Drip).await;
    let (evidence, _servers) = seen(vec![access(&silent, "presence/cups9")], |plan| plan.asked.deadline_ms = 600).await;
    let report = Report::judge(evidence, &Judging::default());
    assert_eq!((report.diagnoses.len(), report.exit_code), (0, 3), "{:?}", report.diagnoses);
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.args(arguments).current_dir(folder).env("PLATFORM_PASSWORD", PASSWORD).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_lacks_is_written_for_it() {
    let mut setup = Setup::healthy().unwrap();
    setup.leaf = Draft::server("localhost").names(&["localhost"]);
    let root = root(&setup);
    let (call_manager, presence) = (node("tomcat", vec![root.clone()]).await, node("tomcat", Vec::new()).await);
    let (plan, _, _servers) = setup.start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let of_node = |kind: &str, name: &str, server: &CallManager| {
        fs::write(folder.path().join(format!("{name}.pem")), &server.root).unwrap();
        format!(
            "[[{kind}.nodes]]\nname = \"{name}\"\nssh = \"admin\"\nssh_password_env = \"PLATFORM_PASSWORD\"\n\
             certificates = \"{}\"\nlogin_trust = \"{name}.pem\"\n",
            server.url("").trim_end_matches('/')
        )
    };
    let configuration = format!(
        "[directory]\nservers = [\"ldaps://localhost:{}\"]\n{}{}",
        plan.asked.servers[0].port,
        of_node("call_manager", "ucm4", &call_manager),
        of_node("presence", "cups9", &presence)
    );
    fs::write(folder.path().join("ucdoctor.toml"), configuration).unwrap();
    let output = tokio::task::spawn_blocking({
        let folder = folder.path().to_owned();
        move || run(&folder, &["check", "--only", "tls", "--write-missing", "missing", "-o", "json"])
    })
    .await
    .unwrap();
    let report: Report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    let codes: Vec<&str> = report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
    assert_eq!((output.status.code(), codes), (Some(1), vec!["ca-missing"]), "{:?}", report.diagnoses);
    let written: Vec<_> =
        fs::read_dir(folder.path().join("missing")).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = written.as_slice() else { unreachable!("{written:?}") };
    assert!(file.to_string_lossy().contains("cups9"), "{}", file.display());
    assert!(fs::read_to_string(file).unwrap().contains(root.trim()), "{}", file.display());
    for server in [&call_manager, &presence] {
        assert_eq!(server.requests.lock().unwrap().len(), 1);
    }
}

#[test]
fn certificates_need_a_platform_account() {
    let folder = tempfile::tempdir().unwrap();
    let node = "[directory]\nservers = [\"ldap://127.0.0.1:9\"]\n[[presence.nodes]]\nname = \"cups9\"\n";
    for (more, says) in [
        ("certificates = true\n", "platform account"),
        ("certificates = \"https://cups9/x\"\nssh = \"admin\"\n", "has no path"),
        ("certificates = \"cups9\"\nssh = \"admin\"\n", "https://"),
    ] {
        fs::write(folder.path().join("ucdoctor.toml"), format!("{node}{more}")).unwrap();
        let output = run(folder.path(), &["check", "--only", "network"]);
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(words.contains(says), "{says}: {words}");
    }
}
