//! `why --through-nodes`: one known password through directory, call manager and presence, and what each may answer.

mod joins;
pub(crate) mod nodes;

use secrecy::{ExposeSecret, SecretString};
use ucdoctor::demo::server::Server;
use ucdoctor::demo::setup::Setup;
use ucdoctor::evidence::Observed;
use ucdoctor::plan::{Logins, NodeAccess, PresenceNodes};
use ucdoctor::probes::{Progress, gather};
use ucdoctor::report::{Judging, OutcomeEntry, OutcomeVerdict, Report};
use ucdoctor::secrets::Secrets;

use super::axl::call_manager::{CallManager, Reply};
use nodes::{EPAS, UDS, accepts_login, accepts_user, asks, failure, presence_lists};

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

/// A node of the tests, as the configuration would give it.
pub(crate) fn access(server: &CallManager, name: &str, path: &str) -> NodeAccess {
    NodeAccess {
        name: name.to_owned(),
        url: server.url(path).parse().unwrap(),
        named: false,
        trust: vec![server.root.clone()],
        client_version: "14.1.3.57304".to_owned(),
    }
}

/// What a run saw, and how often each of directory, call manager and presence was asked with a password.
struct Ran {
    report: Report,
    asked: (usize, usize, usize),
}

impl Ran {
    fn outcome(&self, check: &str) -> &OutcomeEntry {
        self.report.outcomes.iter().find(|outcome| outcome.check == check).unwrap()
    }

    fn codes(&self) -> Vec<&str> {
        self.report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
    }
}

/// Asks about bob with this password, through these nodes.
async fn run(call_manager: &CallManager, presence: &CallManager, change: impl FnOnce(&mut Setup)) -> Ran {
    let logins = Logins {
        call_manager: Some(access(call_manager, "call-manager/cm7", "/cucm-uds")),
        presence: PresenceNodes::Assigned(vec![access(presence, "presence/p3.lab.example", "/")]),
        exported: None,
    };
    run_with(logins, (call_manager, presence), change).await
}

async fn run_with(
    logins: Logins,
    (call_manager, presence): (&CallManager, &CallManager),
    change: impl FnOnce(&mut Setup),
) -> Ran {
    let mut setup = Setup::healthy().unwrap();
    setup.ask_about("bob", true);
    change(&mut setup);
    let secret = setup.person_password.clone();
    let (mut plan, files, servers) = setup.start().await.unwrap();
    plan.logins = Some(logins);
    plan.asked.person.as_mut().unwrap().nodes = true;
    let secrets = Secrets::of(&plan);
    let evidence = secrets.withheld(files.complete(gather(plan, std::future::pending(), &Quiet).await).await);
    assert_eq!(evidence.vantages[0].bugs, [""; 0]);
    let endpoints = evidence.vantages[0].servers.iter().flat_map(|server| &server.endpoints);
    let manager = endpoints.filter(|endpoint| matches!(endpoint.bind, Observed::Seen(_))).count();
    let directory = servers.iter().map(Server::binds).sum::<usize>() - manager;
    let asked = (
        directory,
        asks(call_manager, UDS),
        asks(presence, "SOAPAction: urn:cisco:epas:soap/EpasSoapServiceInterface/login"),
    );
    let report = Report::judge(evidence, &Judging::default());
    let text = serde_json::to_string(&report).unwrap();
    let pair = openssl::base64::encode_block(format!("bob:{}", secret.expose_secret()).as_bytes());
    assert!(!text.contains(secret.expose_secret()) && !text.contains(&pair), "{text}");
    assert!(!text.contains(nodes::KEY), "the key of a session is in the report");
    Ran { report, asked }
}

async fn call_manager(status: u16, body: String) -> CallManager {
    CallManager::start(move |_, _, _| Reply::Http(status, body.clone())).await
}

async fn healthy_call_manager() -> CallManager {
    call_manager(200, accepts_user("bob", &presence_lists(&["p3.lab.example", "p4.lab.example"]))).await
}

/// Answers a login so, and a logout with success.
async fn presence(status: u16, body: String) -> CallManager {
    CallManager::start(move |_, head, _| match head.contains("/logout") {
        true => Reply::Http(200, nodes::logged_out()),
        false => Reply::Http(status, body.clone()),
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_is_asked_once_everywhere() {
    let (cm, p) = (healthy_call_manager().await, presence(200, accepts_login()).await);
    let ran = run(&cm, &p, |_| {}).await;
    assert_eq!((ran.asked, ran.codes(), ran.report.exit_code), ((1, 1, 1), vec![], 0));
    for check in ["USER-003", "USER-007", "USER-008", "USER-009"] {
        assert_eq!(ran.outcome(check).verdict, OutcomeVerdict::Pass, "{check}");
    }
    let facts = &ran.outcome("USER-008").facts;
    assert_eq!(facts["logout"], "logged out again");
    assert!(facts["request 1"].starts_with(&format!("POST {EPAS} login: HTTP 200 in ")), "{facts:?}");
    assert!(facts["request 2"].starts_with(&format!("POST {EPAS} logout: HTTP 200 in ")), "{facts:?}");
    assert_eq!(facts["client version"], "14.1.3.57304");
    let requests = p.requests.lock().unwrap();
    let (head, body) = &requests[0];
    assert!(head.contains("Content-Type: application/soap+xml; charset=utf-8"), "{head}");
    for part in ["force=\"false\"", "client-version=\"14.1.3.57304\"", "client-type=\"CUPC\"", "username>bob<"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert!(requests[1].1.contains(&format!("session-key>{}<", nodes::KEY)), "{}", requests[1].1);
    assert!(cm.requests.lock().unwrap()[0].0.starts_with("GET /cucm-uds/user/bob HTTP/1.1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_costs_one_try_in_all() {
    let (cm, p) = (healthy_call_manager().await, presence(200, accepts_login()).await);
    let ran = run(&cm, &p, |setup| setup.person_password = SecretString::from("that of last month")).await;
    assert_eq!((ran.asked, ran.codes(), ran.report.exit_code), ((1, 0, 0), vec!["user-password-wrong"], 1));
    for check in ["USER-007", "USER-008"] {
        assert_eq!(ran.outcome(check).blocked_by.as_deref(), Some("USER-003"), "{check}");
    }
}

/// Codes as documented, and a good deal that is not: only what is known to be a refusal is one.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_call_manager_has_its_verdict() {
    let user = accepts_user("bob", "");
    for (status, body, exit, codes) in [
        (401, String::new(), 1, vec!["node-refuses-login"]),
        (403, String::new(), 1, vec!["role-missing"]),
        (404, String::new(), 3, vec![]),
        (405, String::new(), 3, vec![]),
        (409, String::new(), 3, vec![]),
        (500, String::new(), 3, vec![]),
        (503, String::new(), 3, vec![]),
        (302, String::new(), 3, vec![]),
        (200, "<html><body>Log in</body></html>".to_owned(), 3, vec![]),
        (200, "<user><open>".to_owned(), 3, vec![]),
        // The user is there, and no presence node is listed: it is asked for by name.
        (200, user.clone(), 3, vec![]),
        (200, user.replace(">true</homeCluster>", ">false</homeCluster>"), 1, vec!["home-cluster-missing"]),
    ] {
        let (cm, p) = (call_manager(status, body.clone()).await, presence(200, accepts_login()).await);
        let ran = run(&cm, &p, |_| {}).await;
        assert_eq!((ran.report.exit_code, ran.codes()), (exit, codes), "{status} {body}");
        assert_eq!((ran.asked.0, ran.asked.2), (1, 0), "{status} {body}: presence is asked after call manager only");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_presence_has_its_verdict() {
    let minimal = "<e:err-code>-1</e:err-code><e:err-string>The client does not meet the minimal version requirement.</e:err-string>";
    for (status, body, exit, codes) in [
        (200, failure("<e:reason>refused</e:reason>"), 1, vec!["node-refuses-login"]),
        (200, failure("<e:code>114</e:code>"), 1, vec!["node-refuses-login"]),
        (401, String::new(), 1, vec!["node-refuses-login"]),
        (200, failure(minimal), 1, vec!["client-too-old"]),
        (200, failure("<e:code>160</e:code>"), 3, vec![]),
        (200, failure("<e:code>100</e:code>"), 3, vec![]),
        (200, failure("<e:code>111</e:code>"), 3, vec![]),
        (200, failure("<e:code>112</e:code>"), 3, vec![]),
        (200, failure("<e:code>113</e:code>"), 3, vec![]),
        (200, failure("<e:code>200</e:code>"), 3, vec![]),
        (503, failure("<e:code>210</e:code>"), 3, vec![]),
        (503, failure("<e:code>212</e:code>"), 3, vec![]),
        (404, String::new(), 3, vec![]),
        (500, nodes::fault("internal"), 3, vec![]),
        (200, "<html/>".to_owned(), 3, vec![]),
    ] {
        let (cm, p) = (healthy_call_manager().await, presence(status, body.clone()).await);
        let ran = run(&cm, &p, |_| {}).await;
        assert_eq!((ran.report.exit_code, ran.codes()), (exit, codes), "{status} {body}");
        assert_eq!(ran.asked, (1, 1, 1), "{status} {body}");
    }
}

/// A node that sends the password back, wherever it can: `run_with` looks for it in the report.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_sends_the_password_back_does_not_put_it_into_the_report() {
    let secret = "c0rrect horse & 4711";
    let pair = openssl::base64::encode_block(format!("bob:{secret}").as_bytes());
    let escaped = quick_xml::escape::escape(secret).into_owned();
    let raw = |text: String| move || Reply::Raw(text.clone().into_bytes());
    let bodies = [
        failure(&format!("<e:reason>no {escaped}</e:reason>")),
        failure(&format!("<e:reason>no {pair}</e:reason>")),
        nodes::fault(&escaped),
        accepts_user("bob", &presence_lists(&[&format!("{escaped}.lab.example")])),
        accepts_user("bob", &presence_lists(&["p3.lab.example"])).replace("</user>", &format!("<{}/></user>", "x")),
    ];
    let mut replies: Vec<Box<dyn Fn() -> Reply + Send + Sync>> = Vec::new();
    for body in bodies {
        replies.push(Box::new(move || Reply::Http(200, body.clone())));
    }
    for text in [
        format!("HTTP/1.1 401 {secret}\r\nContent-Length: 0\r\n\r\n"),
        format!("{secret}\r\n\r\n"),
        format!("HTTP/1.1 302 Found\r\nLocation: https://{pair}.example/\r\nContent-Length: 0\r\n\r\n"),
        format!("HTTP/1.1 302 Found\r\nLocation: {secret}\r\nContent-Length: 0\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nX-You-Sent: {secret}\r\n{secret}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{secret}"),
    ] {
        replies.push(Box::new(raw(text)));
    }
    for reply in replies {
        let reply = std::sync::Arc::new(reply);
        let with = |setup: &mut Setup| {
            setup.person_password = SecretString::from(secret);
            setup.directory.people_password = Some(SecretString::from(secret));
        };
        let (again, p) = (std::sync::Arc::clone(&reply), presence(200, accepts_login()).await);
        let cm = CallManager::start(move |_, _, _| again()).await;
        run(&cm, &p, with).await;
        let cm = healthy_call_manager().await;
        let p = CallManager::start(move |_, _, _| reply()).await;
        run(&cm, &p, with).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_password_goes_to_a_node_that_is_not_verified() {
    let (cm, p) = (healthy_call_manager().await, presence(200, accepts_login()).await);
    for (name, unverified) in [("USER-007", true), ("USER-008", false)] {
        let mut call_manager = access(&cm, "call-manager/cm7", "/cucm-uds");
        let mut node = access(&p, "presence/p3.lab.example", "/");
        let trust = if unverified { &mut call_manager.trust } else { &mut node.trust };
        trust.clear();
        let logins =
            Logins { call_manager: Some(call_manager), presence: PresenceNodes::Assigned(vec![node]), exported: None };
        let ran = run_with(logins, (&cm, &p), |_| {}).await;
        assert_eq!((ran.report.exit_code, ran.codes()), (3, vec![]), "{name}");
        assert!(ran.outcome(name).message.contains("login_trust"), "{}", ran.outcome(name).message);
    }
    assert!(p.requests.lock().unwrap().is_empty());
    assert_eq!(cm.requests.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_alone_is_asked_where_it_is_named() {
    let (cm, p) = (healthy_call_manager().await, presence(200, failure("<e:reason>no</e:reason>")).await);
    let named = |server: &CallManager, name: &str, path: &str| NodeAccess { named: true, ..access(server, name, path) };
    let logins = Logins {
        call_manager: None,
        presence: PresenceNodes::Named(named(&p, "presence/p9.lab.example", "/")),
        exported: None,
    };
    let ran = run_with(logins, (&cm, &p), |_| {}).await;
    assert_eq!((ran.asked, ran.codes()), ((1, 0, 1), vec!["node-refuses-login"]));
    assert!(ran.report.diagnoses[0].summary.contains("assigned to another node"), "{:?}", ran.report.diagnoses[0]);
    let logins = Logins {
        call_manager: Some(named(&cm, "call-manager/cm7", "/cucm-uds")),
        presence: PresenceNodes::None,
        exported: None,
    };
    let ran = run_with(logins, (&cm, &p), |_| {}).await;
    assert_eq!((ran.asked, ran.codes(), ran.report.exit_code), ((1, 1, 1), vec![], 0));
}

/// Where UDS lists no node, the export of call manager's users may have it.
#[tokio::test(flavor = "multi_thread")]
async fn the_export_tells_the_node_that_uds_does_not() {
    let (cm, p) = (call_manager(200, accepts_user("bob", "")).await, presence(200, accepts_login()).await);
    let logins = Logins {
        call_manager: Some(access(&cm, "call-manager/cm7", "/cucm-uds")),
        presence: PresenceNodes::Assigned(vec![access(&p, "presence/p3.lab.example", "/")]),
        exported: Some("p3".to_owned()),
    };
    let ran = run_with(logins, (&cm, &p), |_| {}).await;
    assert_eq!((ran.asked, ran.codes(), ran.report.exit_code), ((1, 1, 1), vec![], 0));
    assert!(ran.outcome("USER-008").facts["chosen"].contains("export"), "{:?}", ran.outcome("USER-008").facts);
}

/// Whatever a node does with the connection, the run ends, and nothing of it is a fault of the node's directory.
#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_node_decides_nothing() {
    let large = format!("HTTP/1.1 200 OK\r\n\r\n<user>{}", "x".repeat(2 << 20));
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><user>&b;</user>";
    let make = |n: usize| match n {
        0 => Reply::Raw(large.clone().into_bytes()),
        1 => Reply::Http(200, deep.clone()),
        2 => Reply::Http(200, bomb.to_owned()),
        3 => Reply::Raw(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()),
        4 => Reply::Raw(Vec::new()),
        _ => Reply::Http(200, String::from_utf8_lossy(&[0xff; 64]).into_owned()),
    };
    for n in 0..6 {
        let first = make(n);
        let reply = std::sync::Mutex::new(Some(first));
        let cm =
            CallManager::start(move |_, _, _| reply.lock().unwrap().take().unwrap_or(Reply::Raw(Vec::new()))).await;
        let p = presence(200, accepts_login()).await;
        let ran = run(&cm, &p, |_| {}).await;
        assert_eq!((ran.report.exit_code, ran.codes(), ran.asked.2), (3, vec![], 0), "{n}");
    }
}

/// What a configuration does not say is told before anything is asked, also for the password.
#[test]
fn a_configuration_that_does_not_say_how_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ucdoctor.toml");
    let directory = "[directory]\nservers = [\"ldaps://127.0.0.1:9\"]\n";
    let cm = "[[call_manager.nodes]]\nname = \"cm7\"\nlogin = \"https://cm7:8443\"\n";
    let p = |rest: &str| format!("[[presence.nodes]]\nname = \"p3.lab.example\"\n{rest}");
    let login = "login = \"https://p3:8443\"\n";
    for (text, arguments, says) in [
        (cm.to_owned(), &["--through-nodes"][..], "--ask-password"),
        (String::new(), &["--ask-password", "--through-nodes"], "no node has a login address"),
        (p(login), &["--ask-password", "--through-nodes"], "client_version"),
        (p("login = \"http://p3:8443\"\n"), &["--ask-password", "--through-nodes"], "https://"),
        (p("login = \"https://p3:8443/x\"\n"), &["--ask-password", "--through-nodes"], "no path"),
        (
            p("login = \"https://kim:c4nary@p3:8443\"\n"),
            &["--ask-password", "--through-nodes"],
            "user name or password",
        ),
        (p(""), &["--ask-password", "--node", "p3.lab.example"], "has no login address"),
        (cm.to_owned(), &["--ask-password", "--node", "cm8"], "did you mean cm7?"),
        (format!("{cm}login_trust = \"none.pem\"\n"), &["--ask-password", "--node", "CM7"], "no such file"),
        (cm.to_owned(), &["--ask-password", "--node", "call-manager/cm7"], "needs a terminal"),
        (cm.to_owned(), &["--ask-password", "--through-nodes"], "needs a terminal"),
        (p(&format!("{login}client_version = \"14\"\n")), &["--ask-password", "--node", "p3"], "needs a terminal"),
        (
            format!("{}{}", p(""), cm.replace("\"cm7\"", "\"p3\"")),
            &["--ask-password", "--node", "p3"],
            "needs a terminal",
        ),
    ] {
        std::fs::write(&file, format!("{directory}{text}")).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
        let output =
            command.args(["why", "kim", "-c"]).arg(&file).args(arguments).stdin(std::process::Stdio::null()).output();
        let output = output.unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
        assert_eq!(output.status.code(), Some(2), "{text} {arguments:?}: {stderr}");
        assert!(stderr.contains(says) && !stderr.contains("c4nary"), "{says}: {stderr}");
    }
}
