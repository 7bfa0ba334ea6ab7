//! What call manager says by AXL and UDS, and every way in which it does not.

mod call_manager;
mod canaries;

use std::collections::BTreeMap;
use std::future::pending;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use ucdoctor::check::Stage;
use ucdoctor::evidence::deployment::{Axl, AxlFailureKind, Deployment};
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence, Observed};
use ucdoctor::identity::Tables;
use ucdoctor::probes::appliance::{Appliances, AxlAccess, UdsAccess};
use ucdoctor::probes::{Plan, Progress, gather};
use ucdoctor::report::{Judging, OutcomeEntry, OutcomeVerdict, Report};
use ucdoctor::uds;

use call_manager::{CallManager, LDAP_PASSWORD, Reply, fault, rows, soap};

const PASSWORD: &str = "correct horse 4711";

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

fn access(server: &CallManager) -> AxlAccess {
    AxlAccess {
        url: server.url("/axl/").parse().unwrap(),
        user: "axl".to_owned(),
        password: SecretString::from(PASSWORD),
        trust: vec![server.root.clone()],
        version: None,
    }
}

fn plan(access: AxlAccess, deadline_ms: u64) -> Plan {
    Plan {
        asked: Asked { connect_timeout_ms: 1000, deadline_ms, ..Asked::default() },
        vantage: "here".to_owned(),
        source: None,
        stores: Vec::new(),
        certificates: BTreeMap::new(),
        password: None,
        person_password: None,
        last_stage: Stage::Network,
        hosts: BTreeMap::new(),
        people: Some(Tables::default()),
        live: None,
        appliances: Some(Appliances { settings: Deployment::default(), axl: Some(access), uds: None }),
    }
}

/// Looks, and sees to it that no password is in what was seen.
async fn look(access: AxlAccess, deadline_ms: u64) -> Evidence {
    let evidence = gather(plan(access, deadline_ms), pending(), &Quiet).await;
    let text = serde_json::to_string(&evidence).unwrap();
    assert!(!text.contains(PASSWORD) && !text.contains(LDAP_PASSWORD), "{text}");
    assert_eq!(evidence.vantages[0].bugs, [""; 0]);
    evidence
}

fn axl(evidence: &Evidence) -> &Observed<Axl, ucdoctor::evidence::deployment::AxlFailure> {
    &evidence.deployment.as_ref().unwrap().axl
}

fn outcome(evidence: &Evidence, code: &str) -> OutcomeEntry {
    let report = Report::judge(evidence.clone(), &Judging::default());
    report.outcomes.into_iter().find(|outcome| outcome.check == code).unwrap()
}

#[tokio::test]
async fn settings_and_users_are_read() {
    let server = CallManager::healthy(4500, |_, _, _| None).await;
    let evidence = look(access(&server), 20_000).await;
    let Observed::Seen(axl) = axl(&evidence) else { panic!("{:?}", axl(&evidence)) };
    assert_eq!((axl.version.as_deref(), axl.user_id.as_deref()), (Some("14.0.1.13900-155"), Some("sAMAccountName")));
    assert_eq!((axl.synchronization, axl.authentication), (Some(true), Some(true)));
    assert_eq!(axl.base.as_deref(), Some("OU=People,DC=corp,DC=example"));
    let hosts: Vec<_> = axl.hosts.iter().map(|host| (host.host.as_str(), host.port, host.tls)).collect();
    assert_eq!(hosts, [("dc1.corp.example", Some(636), Some(true)), ("dc2.corp.example", Some(636), Some(true))]);
    let agreement = &axl.agreements[0];
    assert_eq!((agreement.name.as_str(), agreement.hosts.len()), ("corp & co", 2));
    assert_eq!(agreement.filter.as_deref(), Some("(&(objectCategory=person)(objectClass=user))"));
    assert_eq!((axl.users, axl.missing.len()), (Some(4500), 0));
    assert_eq!(evidence.identity.as_ref().unwrap().rows.call_manager, Some(4500));
    assert_eq!(outcome(&evidence, "CONF-009").verdict, OutcomeVerdict::Pass);
    // 4500 users in chunks of 2000, after the settings.
    assert_eq!(server.verbs().iter().filter(|verb| *verb == "executeSQLQuery").count(), 3);
    let requests = server.requests.lock().unwrap();
    let last = &requests.last().unwrap().0;
    assert!(last.contains("SOAPAction: \"CUCM:DB ver=14.0 executeSQLQuery\""), "{last}");
    assert!(!requests.iter().any(|(_, body)| body.contains("password")));
}

#[tokio::test]
async fn a_version_that_both_speak_is_found() {
    let server = CallManager::healthy(1, |verb, head, _| {
        let refused = !head.contains("ver=10.5") && verb == "getCCMVersion";
        let body = "<html>Incorrect axl version. Supported axl versions: [9.1, 10.0, 10.5]</html>";
        refused.then(|| Reply::Http(599, body.to_owned()))
    })
    .await;
    let evidence = look(access(&server), 20_000).await;
    assert!(axl(&evidence).seen().is_some(), "{:?}", axl(&evidence));
    assert_eq!(server.verbs()[..3], ["getCCMVersion", "getCCMVersion", "getLdapSystem"]);
}

#[tokio::test]
async fn fewer_rows_and_fewer_columns_when_call_manager_wants_so() {
    let server = CallManager::healthy(1700, |verb, _, body| {
        if verb != "executeSQLQuery" {
            return None;
        }
        if body.contains("lastname") {
            return Some(Reply::Http(500, fault("Column (directoryuri) not found in any table in the query (-217)")));
        }
        let first: usize = body.split_once("FIRST ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
        let too_large =
            "Query request too large. Total rows matched: 1700 rows. Suggested row fetch: less than 700 rows";
        Some(if first >= 700 { Reply::Http(500, fault(too_large)) } else { rows(body, 1700) })
    })
    .await;
    // 2000 is too large, 700 is not less than 700, and 350 will do.
    let evidence = look(access(&server), 20_000).await;
    assert_eq!(axl(&evidence).seen().unwrap().users, Some(1700));
    assert_eq!(evidence.identity.as_ref().unwrap().rows.call_manager, Some(1700));
}

/// Every way to answer the first question badly: what is recorded, what CONF-009 says, and that nobody waits.
#[tokio::test]
async fn every_bad_answer_is_a_finding_about_call_manager() {
    use AxlFailureKind::*;
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;\">]><a>&c;</a>";
    let huge = || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<a>".to_vec());
    let endless = || Reply::Raw([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; (16 << 20) + 1]].concat());
    type Make = Box<dyn Fn() -> Reply + Send + Sync>;
    let http = |status, body: String| -> Make { Box::new(move || Reply::Http(status, body.clone())) };
    let raw = |bytes: &'static [u8]| -> Make { Box::new(move || Reply::Raw(bytes.to_vec())) };
    let table: Vec<(&str, Make, Option<AxlFailureKind>, &str)> = vec![
        ("401", http(401, "<html/>".into()), Some(Unauthorized), "refuses the AXL user"),
        ("403", http(403, String::new()), Some(Forbidden), "lacks the right"),
        ("404", http(404, String::new()), Some(NotFound), "no AXL at this address"),
        ("503", http(503, String::new()), Some(Busy), "busy"),
        ("502", http(502, "<html>proxy</html>".into()), Some(Status), "502"),
        (
            "redirect",
            raw(b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere/\r\nContent-Length: 0\r\n\r\n"),
            Some(Redirected),
            "elsewhere",
        ),
        ("fault", http(500, fault("Internal error")), Some(Fault), "Internal error"),
        (
            "no version",
            http(599, "Supported axl versions: []".into()),
            Some(VersionUnsupported),
            "no AXL that is known",
        ),
        ("half a document", http(200, "<a><b>".into()), Some(Malformed), "well-formed"),
        ("wrong tags", http(200, "<a></b>".into()), Some(Malformed), "well-formed"),
        ("bomb", http(200, bomb.into()), Some(Malformed), "document type"),
        ("deep", http(200, "<a>".repeat(100_000)), Some(Malformed), "inside each other"),
        ("not UTF-8", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a>\xff"), Some(Malformed), "UTF-8"),
        ("announced", Box::new(huge), Some(TooLarge), "16 MiB"),
        ("endless", Box::new(endless), Some(TooLarge), "16 MiB"),
        ("cut", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<a>"), Some(Broken), "3 of 10"),
        ("closed", raw(b""), Some(Broken), "ended the connection"),
        ("no HTTP", raw(b"220 mail ready\r\n"), Some(NotHttp), "220 mail"),
        ("silent", Box::new(|| Reply::Silent), None, "--deadline"),
        ("drip", Box::new(|| Reply::Drip), None, "--deadline"),
    ];
    for (name, make, kind, says) in table {
        let server = CallManager::start(move |_, _, _| make()).await;
        let began = Instant::now();
        let evidence = look(access(&server), 2_500).await;
        assert!(began.elapsed() < Duration::from_millis(3_500), "{name}: {:?}", began.elapsed());
        assert_eq!(axl(&evidence).failed().map(|failure| failure.kind), kind, "{name}: {:?}", axl(&evidence));
        let outcome = outcome(&evidence, "CONF-009");
        assert!(outcome.message.contains(says), "{name}: {}", outcome.message);
        if kind == Some(Unauthorized) {
            assert_eq!(server.verbs(), ["getCCMVersion"], "a refused password is tried once");
        }
    }
}

#[tokio::test]
async fn a_later_failure_keeps_what_was_said_before() {
    for (status, more) in [(500, true), (503, false), (401, false)] {
        let server = CallManager::healthy(3, move |verb, _, _| {
            (verb == "getLdapAuthentication").then(|| Reply::Http(status, fault("no")))
        })
        .await;
        let evidence = look(access(&server), 20_000).await;
        let axl = axl(&evidence).seen().unwrap();
        assert_eq!((axl.synchronization, axl.authentication), (Some(true), None), "{status}");
        assert_eq!(axl.missing[0].verb, "getLdapAuthentication");
        assert_eq!(axl.users, more.then_some(3), "{status}");
        assert_ne!(outcome(&evidence, "CONF-009").verdict, OutcomeVerdict::Pass);
    }
}

#[tokio::test]
async fn a_password_that_comes_back_is_blotted_out() {
    let server = CallManager::healthy(1, |verb, head, _| {
        let sent = head.lines().find_map(|line| line.strip_prefix("Authorization: Basic ")).unwrap().to_owned();
        match verb {
            "getLdapSystem" => Some(Reply::Http(500, fault(&format!("{PASSWORD} {sent}")))),
            "listLdapFilter" => Some(Reply::Http(
                200,
                soap(verb, &format!("<ldapFilter><name>{PASSWORD}</name><filter>{sent}</filter></ldapFilter>")),
            )),
            _ => None,
        }
    })
    .await;
    let evidence = look(access(&server), 20_000).await;
    let text = serde_json::to_string(&evidence).unwrap();
    assert!(text.contains("[withheld]") && !text.contains("YXhsOm"), "{text}");
}

#[tokio::test]
async fn only_a_verified_call_manager_gets_the_password() {
    let server = CallManager::healthy(1, |_, _, _| None).await;
    let stranger = CallManager::healthy(1, |_, _, _| None).await;
    let other_name = format!("https://127.0.0.1:{}/axl/", server.address.port());
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("https://localhost:{}/axl/", plain.local_addr().unwrap().port());
    drop(plain);
    for (access, kind) in [
        (AxlAccess { trust: vec![stranger.root.clone()], ..access(&server) }, AxlFailureKind::Untrusted),
        (AxlAccess { trust: Vec::new(), ..access(&server) }, AxlFailureKind::Untrusted),
        (AxlAccess { url: other_name.parse().unwrap(), ..access(&server) }, AxlFailureKind::Untrusted),
        (AxlAccess { url: closed.parse().unwrap(), ..access(&server) }, AxlFailureKind::Unreachable),
    ] {
        let evidence = look(access, 5_000).await;
        assert_eq!(axl(&evidence).failed().unwrap().kind, kind);
    }
    assert!(server.verbs().is_empty());
}

#[tokio::test]
async fn uds_tells_who_is_known_without_credentials() {
    let server = CallManager::start(|_, head, _| {
        let found = head.starts_with("GET /cucm-uds/clusterUser?username=j%20doe ");
        let known = head.contains("username=broken");
        let body = format!("<clusterUser version=\"14\"><result version=\"14\" found=\"{found}\"/></clusterUser>");
        Reply::Http(if known { 500 } else { 200 }, body)
    })
    .await;
    let url = server.url("/cucm-uds/").parse().unwrap();
    let ask = async |user| uds::cluster_user(&url, &[&server.root], user, Duration::from_secs(2)).await;
    assert_eq!(ask("j doe").await, Ok(true));
    assert_eq!(ask("nobody").await, Ok(false));
    assert_eq!(ask("broken").await, Err(uds::UdsFailure::Status(500)));
    let stranger = uds::cluster_user(&url, &[], "x", Duration::from_secs(2)).await;
    assert!(matches!(stranger, Err(uds::UdsFailure::Https(_))), "{stranger:?}");
    for (id, verdict) in [("j doe", OutcomeVerdict::Pass), ("broken", OutcomeVerdict::Skipped)] {
        let mut plan = plan(access(&server), 5_000);
        plan.asked.person = Some(AskedPerson { id: id.to_owned(), bind: false });
        let uds = Some(UdsAccess { url: url.clone(), trust: vec![server.root.clone()] });
        plan.appliances = Some(Appliances { settings: Deployment::default(), axl: None, uds });
        let evidence = gather(plan, pending(), &Quiet).await;
        assert_eq!(outcome(&evidence, "USER-004").verdict, verdict, "{id}");
    }
    assert!(!server.requests.lock().unwrap().iter().any(|(head, _)| head.contains("Authorization")));
}
