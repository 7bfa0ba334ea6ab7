//! Logs fetched from nodes: Log Collection over HTTPS in the shapes of its description, and what else may answer there.

use std::future::pending;
use std::io::Write;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use secrecy::SecretString;
use ucdoctor::demo::setup::Setup;
use ucdoctor::evidence::{Evidence, Observed};
use ucdoctor::gathered::Files;
use ucdoctor::plan::{FetchLogs, Plan, WebAccess, Window};
use ucdoctor::probes::{Progress, gather};
use ucdoctor::report::{Judging, OutcomeEntry, OutcomeVerdict, Report};
use ucdoctor::secrets::Secrets;

use super::axl::call_manager::{CallManager, Reply};

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

const PASSWORD: &str = "0ld-h0rse-c4rt";
const MISMATCH: &str = "2026-11-02 07:11:09,004 ERROR [http-nio-81-exec-3] impl.LDAPHostnameVerifier - \
    verifyHostName:Exception hostname of the server 'gc3.lab.example' does not match\n";
const TAKEN: &str = "00895261.095 |08:59:17.171 |AppInfo | Successfully authenticated user: kim\n";

const WAITS: &str =
    "2026-11-02 07:11:10,100 [main] ERROR - SyncAgent is running on Subscriber node. Put it in wait mode\n";

fn message(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>{inside}</soapenv:Body></soapenv:Envelope>"
    )
}

/// A multipart answer, as every answer of the service is: the message, and a file beside it.
fn multipart(inside: &str, file: Option<&[u8]>) -> Reply {
    let boundary = "MIMEBoundary_7f3a";
    let mut body = format!(
        "--{boundary}\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n\
         Content-Transfer-Encoding: binary\r\nContent-ID: <0.1a@lab.example>\r\n\r\n{}\r\n",
        message(inside)
    )
    .into_bytes();
    if let Some(file) = file {
        let head = "Content-Type: application/octet-stream\r\nContent-ID: <1.1a@lab.example>\r\n\r\n";
        body.extend_from_slice(format!("--{boundary}\r\n{head}").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type =
        format!("multipart/related; boundary={boundary}; type=\"application/xop+xml\"; start=\"<0.1a@lab.example>\"");
    raw(&content_type, &body)
}

fn raw(content_type: &str, body: &[u8]) -> Reply {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n", body.len());
    Reply::Raw([head.as_bytes(), body].concat())
}

fn services(names: &[&str]) -> String {
    let items: String = names.iter().map(|name| format!("<n:item>{name}</n:item>")).collect();
    format!(
        "<n:listNodeServiceLogsResponse xmlns:n=\"http://schemas.cisco.com/ast/soap\"><n:listNodeServiceLogsReturn>\
         <n:name>p3</n:name><n:ServiceLog>{items}</n:ServiceLog></n:listNodeServiceLogsReturn></n:listNodeServiceLogsResponse>"
    )
}

fn files(paths: &[&str]) -> String {
    let file = |path: &&str| {
        format!(
            "<n:File><n:name>x</n:name><n:absolutepath>{path}</n:absolutepath><n:filesize>100</n:filesize>\
             <n:modifiedDate>Mon Nov 2 07:11:10 CET 2026</n:modifiedDate></n:File>"
        )
    };
    let files: String = paths.iter().map(file).collect();
    format!(
        "<n:selectLogFilesResponse xmlns:n=\"http://schemas.cisco.com/ast/soap\"><n:ResultSet><n:SchemaFileSelectionResult>\
         <n:Node><n:name>p3</n:name><n:ServiceList><n:ServiceLogs><n:SetOfFiles>{files}</n:SetOfFiles></n:ServiceLogs>\
         </n:ServiceList></n:Node></n:SchemaFileSelectionResult></n:ResultSet></n:selectLogFilesResponse>"
    )
}

const XOP: &str = "<n:GetOneFileReturn xmlns:n=\"http://schemas.cisco.com/ast/soap\">\
    <xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:1.1a@lab.example\"/></n:GetOneFileReturn>";
const ZONE: &str = "<n:TimeZone xmlns:n=\"http://schemas.cisco.com/ast/soap\">&lt;TimeZone&gt;&lt;LocalTimeZone \
    value=\"Client: (GMT+1:0)Europe/Berlin\"/&gt;&lt;/TimeZone&gt;</n:TimeZone>";

/// A node that has these files of a service, unless `other` answers.
async fn node(
    held: &'static [(&'static str, &'static [u8])],
    other: impl Fn(&str, &str) -> Option<Reply> + Send + Sync + 'static,
) -> CallManager {
    CallManager::start(move |_, head, body| {
        if let Some(reply) = other(head, body) {
            return reply;
        }
        if body.contains("executeSQLQuery") {
            let row = "<row><service>Cisco CTIManager</service><trace_level>Significant</trace_level>\
                <servername>LOCALHOST</servername></row><row><service>Cisco CTIManager</service>\
                <trace_level>Detailed</trace_level><servername>p4</servername></row>";
            return Reply::Http(200, message(&format!("<r><return>{row}</return></r>")));
        }
        if body.contains("getCCMVersion") {
            let version = "<r><return><componentVersion><version>14.0.1</version></componentVersion></return></r>";
            return Reply::Http(200, message(version));
        }
        if body.contains("listNodeServiceLogs") {
            let names = ["Cisco CTIManager", "Cisco Tomcat Security Logs", "Cisco Sync Agent", "Cisco Tftp"];
            return multipart(&services(&names), None);
        }
        if body.contains("LocalHost") {
            return multipart(ZONE, None);
        }
        if body.contains("selectLogFiles") {
            let places = [("CTIManager", "/cti/"), ("Sync Agent", "/epassa/"), ("", "/security/")];
            let (_, wanted) = places.into_iter().find(|(service, _)| body.contains(service)).unwrap();
            let paths: Vec<&str> = held.iter().map(|(path, _)| *path).filter(|path| path.contains(wanted)).collect();
            return multipart(&files(&paths), None);
        }
        let file = held.iter().find(|(path, _)| body.contains(&format!("<s:FileName>{path}</s:FileName>")));
        match file {
            Some((_, bytes)) => multipart(XOP, Some(bytes)),
            None => Reply::Http(
                500,
                message("<soapenv:Fault><faultstring>FileName do not exist</faultstring></soapenv:Fault>"),
            ),
        }
    })
    .await
}

fn access(server: &CallManager, name: &str) -> WebAccess {
    WebAccess {
        name: name.to_owned(),
        url: server.url("/").parse().unwrap(),
        user: "collector".to_owned(),
        password: SecretString::from(PASSWORD),
        trust: vec![server.root.clone()],
        of_host: None,
    }
}

fn plan(nodes: Vec<WebAccess>) -> Plan {
    let asked = ucdoctor::evidence::Asked { connect_timeout_ms: 2000, deadline_ms: 20_000, ..Default::default() };
    let window = Window::parse("30m").unwrap();
    Plan { node_logs: Some(FetchLogs { nodes, window }), ..Plan::of_network(asked, "this-host") }
}

async fn seen(plan: Plan) -> Evidence {
    let secrets = Secrets::of(&plan);
    let evidence = secrets.withheld(Files::default().complete(gather(plan, pending(), &Quiet).await).await);
    let text = serde_json::to_string(&evidence).unwrap();
    let pair = openssl::base64::encode_block(format!("collector:{PASSWORD}").as_bytes());
    assert!(!text.contains(PASSWORD) && !text.contains(&pair), "{text}");
    assert_eq!(evidence.vantages[0].bugs, [""; 0]);
    evidence
}

fn outcome(evidence: &Evidence, check: &str) -> OutcomeEntry {
    let report = Report::judge(evidence.clone(), &Judging::default());
    report.outcomes.into_iter().find(|outcome| outcome.check == check).unwrap()
}

fn asks(server: &CallManager) -> usize {
    server.requests.lock().unwrap().len()
}

#[tokio::test]
async fn what_a_node_logged_lately_is_read_and_its_trace_level_said() {
    const FILES: &[(&str, &[u8])] = &[
        ("/var/log/active/tomcat/logs/security/log4j/security00007.log", MISMATCH.as_bytes()),
        ("/var/log/active/cm/trace/cti/sdl/SDL001_200_000012.txt", TAKEN.as_bytes()),
        ("/var/log/active/epas/trace/epassa/log4j/epassa00003.log", WAITS.as_bytes()),
    ];
    let server = node(FILES, |_, _| None).await;
    let evidence = seen(plan(vec![access(&server, "presence/p3.lab.example")])).await;
    let read = outcome(&evidence, "LOG-004");
    assert_eq!((read.verdict, read.subject.as_str()), (OutcomeVerdict::Pass, "presence/p3.lab.example"));
    assert!(read.message.starts_with("3 files of 3 services, of the last 30 minutes"), "{}", read.message);
    assert!(
        read.facts["Cisco CTIManager"].starts_with("1 files, trace level Significant: details may"),
        "{:?}",
        read.facts
    );
    assert!(read.facts["Cisco Tomcat Security Logs"].contains("not known"), "{:?}", read.facts);
    let refused = outcome(&evidence, "LOG-003");
    assert_eq!(
        (refused.verdict, refused.subject.as_str()),
        (OutcomeVerdict::Fail, "presence/p3.lab.example gc3.lab.example")
    );
    let report = Report::judge(evidence, &Judging::default());
    assert_eq!(report.diagnoses[0].code, "name-mismatch");
    let of_agent = |outcome: &OutcomeEntry| outcome.check == "LOG-003" && outcome.message.contains("sync agent");
    assert!(report.outcomes.iter().any(of_agent), "{:#?}", report.outcomes);
    for (head, body) in server.requests.lock().unwrap().iter() {
        assert!(head.contains("Authorization: Basic "), "{head}");
        assert!(!body.contains("Push") && !body.contains("update") && !body.contains("SFTP"), "{body}");
        if body.contains("selectLogFiles") {
            assert!(body.contains("<s:TimeZone>Client: (GMT+1:0)Europe/Berlin</s:TimeZone>"), "{body}");
            assert!(body.contains("<s:RelText>Minutes</s:RelText><s:RelTime>30</s:RelTime>"), "{body}");
        }
    }
}

fn gzip(text: &str, whole: bool) -> &'static [u8] {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.flush().unwrap();
    let bytes = if whole { encoder.finish().unwrap() } else { encoder.get_ref().clone() };
    Box::leak(bytes.into_boxed_slice())
}

#[tokio::test]
async fn packed_files_are_read_also_while_they_are_written() {
    let held = Box::leak(Box::new([
        ("/var/log/active/cm/trace/cti/sdl/SDL001.txt.gz", gzip(TAKEN, true)),
        ("/var/log/active/cm/trace/cti/sdl/SDL002.txt.gzo", gzip(TAKEN, false)),
    ]));
    let server = node(held, |_, _| None).await;
    let evidence = seen(plan(vec![access(&server, "call-manager/cm7")])).await;
    let Observed::Seen(fetched) = &evidence.node_logs[0].answer else { unreachable!("{:?}", evidence.node_logs) };
    assert_eq!(fetched.log.appliance.iter().map(|line| line.count).sum::<u64>(), 2, "{fetched:?}");
    assert_eq!(outcome(&evidence, "LOG-004").verdict, OutcomeVerdict::Pass);
}

#[tokio::test]
async fn a_rejected_password_is_sent_once_whoever_asks() {
    let rejecting = || CallManager::start(|_, _, _| Reply::Http(401, String::new()));
    let (one, other) = (rejecting().await, rejecting().await);
    let evidence = seen(plan(vec![access(&one, "presence/p3"), access(&other, "presence/p4")])).await;
    assert_eq!(asks(&one) + asks(&other), 1);
    let verdicts: Vec<_> = Report::judge(evidence, &Judging::default())
        .outcomes
        .into_iter()
        .filter(|outcome| outcome.check == "LOG-004")
        .map(|outcome| outcome.verdict)
        .collect();
    assert!(verdicts.contains(&OutcomeVerdict::Warn) && verdicts.contains(&OutcomeVerdict::Skipped), "{verdicts:?}");
}

#[tokio::test]
async fn no_password_goes_to_a_node_that_is_not_verified() {
    let server = node(&[], |_, _| None).await;
    let stranger = WebAccess { trust: Vec::new(), ..access(&server, "presence/p3") };
    let evidence = seen(plan(vec![stranger])).await;
    let outcome = outcome(&evidence, "LOG-004");
    assert!(outcome.message.contains("withheld"), "{}", outcome.message);
    assert_eq!(asks(&server), 0);
}

#[tokio::test]
async fn whatever_else_answers_is_said_and_is_no_finding() {
    const FILE: &[(&str, &[u8])] = &[("/var/log/active/cm/trace/cti/a.txt", TAKEN.as_bytes())];
    /// What a node answers to a body instead, if anything.
    type Other = fn(&str) -> Option<Reply>;
    let table: [(&str, Other); 7] = [
        ("DIME", |body| body.contains("FileName").then(|| raw("application/dime", b"\x0c\x10"))),
        ("last boundary", |body| {
            body.contains("FileName").then(|| raw("multipart/related; boundary=x", b"--x\r\n\r\nhalf"))
        }),
        ("not beside", |body| body.contains("FileName").then(|| multipart(XOP, None))),
        ("-101", |body| {
            body.contains("selectLogFiles").then(|| {
                let fault =
                    "<soapenv:Fault><faultstring>Error: logcollectionservice -101</faultstring></soapenv:Fault>";
                Reply::Http(500, message(fault))
            })
        }),
        ("HTTP 503", |body| body.contains("selectLogFiles").then(|| Reply::Http(503, String::new()))),
        ("larger than 8 MiB", |body| {
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n";
            body.contains("FileName").then(|| Reply::Raw(head.to_vec()))
        }),
        ("none of the services", |body| {
            body.contains("listNodeServiceLogs").then(|| multipart(&services(&["Cisco Tftp"]), None))
        }),
    ];
    for (says, other) in table {
        let server = node(FILE, move |_, body| other(body)).await;
        let evidence = seen(plan(vec![access(&server, "call-manager/cm7")])).await;
        let outcome = outcome(&evidence, "LOG-004");
        assert_eq!(outcome.verdict, OutcomeVerdict::Skipped, "{says}");
        assert!(outcome.message.contains(says), "{says}: {}", outcome.message);
        let report = Report::judge(evidence, &Judging::default());
        assert_eq!((report.diagnoses.len(), report.exit_code), (0, 3), "{says}");
    }
}

#[tokio::test]
async fn a_node_that_drips_does_not_outlast_the_run() {
    let server = node(&[], |_, body| body.contains("listNodeServiceLogs").then_some(Reply::Drip)).await;
    let mut plan = plan(vec![access(&server, "presence/p3")]);
    plan.asked.deadline_ms = 700;
    let evidence = seen(plan).await;
    let outcome = outcome(&evidence, "LOG-004");
    assert!(outcome.message.contains("--deadline"), "{}", outcome.message);
}

#[tokio::test]
async fn a_directory_is_looked_at_beside_it() {
    let server = node(&[], |_, _| None).await;
    let (mut plan, files, _servers) = Setup::healthy().unwrap().start().await.unwrap();
    let window = Window::parse("1d").unwrap();
    plan.node_logs = Some(FetchLogs { nodes: vec![access(&server, "presence/p3")], window });
    let evidence = files.complete(gather(plan, pending(), &Quiet).await).await;
    let report = Report::judge(evidence, &Judging::default());
    assert_eq!((report.diagnoses.len(), report.exit_code), (0, 0), "{:?}", report.diagnoses);
}

#[test]
fn what_since_needs_is_said_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let run = |configuration: &str, since: &str| {
        std::fs::write(folder.path().join("ucdoctor.toml"), configuration).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
        let output = command.args(["check", "--since", since]).current_dir(folder.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let node = "[directory]\nservers = [\"ldap://127.0.0.1:9\"]\n[[presence.nodes]]\nname = \"cups1.lab.example\"\n";
    for (configuration, since, says) in [
        (node.to_owned(), "3x", "30m, 2h or 1d"),
        (node.to_owned(), "30m", "no node has logs = true"),
        (format!("{node}logs = true\n"), "30m", "no application user"),
        (format!("{node}logs = true\naxl_user = \"u\"\n"), "30m", "no password is given"),
        (format!("{node}logs = true\naxl_password_env = \"X\"\n"), "30m", "but no application user"),
        (format!("{node}logs = \"http://cups1\"\n"), "30m", "https://"),
        (format!("{node}logs = \"https://cups1/x\"\n"), "30m", "has no path"),
        (format!("{node}logs = true\naxl_password = \"x\"\n"), "30m", "axl_password"),
    ] {
        let (status, words) = run(&configuration, since);
        assert_eq!(status, Some(2), "{words}");
        assert!(words.contains(says), "{says}: {words}");
    }
}
