//! What call manager says by AXL and UDS, and every way in which it does not.

pub(crate) mod call_manager;
mod canaries;
mod faults;

use std::future::pending;
use std::sync::atomic::Ordering;
use std::time::Duration;

use secrecy::SecretString;
use ucdoctor::evidence::deployment::{Axl, AxlFailure, CallManager as Stated, Deployment, Presence};
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence, Observed};
use ucdoctor::gathered::Files;
use ucdoctor::identity::Tables;
use ucdoctor::plan::{AxlAccess, Plan, UdsAccess};
use ucdoctor::probes::appliance::uds;
use ucdoctor::probes::{Progress, gather};
use ucdoctor::report::{Judging, OutcomeEntry, OutcomeVerdict, Report};

use call_manager::{CallManager, LDAP_PASSWORD, Reply, documented, fault, rows, soap};

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
        users: true,
    }
}

/// What the configuration says by itself, so that something is checked whatever call manager answers.
fn stated() -> Deployment {
    let version = Some("14.0.1.13900-155".to_owned());
    Deployment {
        call_manager: Stated { version: version.clone(), ..Stated::default() },
        presence: Presence { version, ..Presence::default() },
        ..Deployment::default()
    }
}

fn plan(access: AxlAccess, deadline_ms: u64) -> Plan {
    let asked = Asked { connect_timeout_ms: 1000, deadline_ms, ..Asked::default() };
    Plan { axl: Some(access), ..Plan::of_network(asked, "here") }
}

/// Looks, and sees to it that no password is in what was seen.
async fn look(access: AxlAccess, deadline_ms: u64) -> Evidence {
    let files =
        Files { people: Some(Tables::default()), settings: Some(stated()), nodes: Vec::new(), client_log: None };
    let evidence = files.complete(gather(plan(access, deadline_ms), pending(), &Quiet).await).await;
    let text = serde_json::to_string(&evidence).unwrap();
    assert!(!text.contains(PASSWORD) && !text.contains(LDAP_PASSWORD), "{text}");
    assert_eq!(evidence.vantages[0].bugs, [""; 0]);
    evidence
}

fn axl(evidence: &Evidence) -> &Observed<Axl, AxlFailure> {
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

/// One connection is enough where call manager leaves it open; where it does not, whether it says so or just closes,
/// each question is answered all the same, and asked once.
#[tokio::test]
async fn a_connection_is_used_again() {
    type Wrap = fn(String) -> Reply;
    let table: [(Wrap, usize); 3] = [
        (|body| Reply::Http(200, body), 1),
        (|body| Reply::Last(200, body), 9),
        (
            |body| {
                let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
                Reply::Raw((head + &body).into_bytes())
            },
            9,
        ),
    ];
    for (wrap, connections) in table {
        let server = CallManager::start(move |verb, _, body| match documented(verb, body, 4500) {
            Reply::Http(200, body) => wrap(body),
            other => other,
        })
        .await;
        let evidence = look(access(&server), 20_000).await;
        let axl = axl(&evidence).seen().unwrap();
        assert_eq!((axl.users, axl.missing.len()), (Some(4500), 0));
        assert_eq!((server.verbs().len(), server.connections.load(Ordering::Relaxed)), (9, connections));
    }
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
    assert_eq!(ask("j doe").await.map(|told| told.found), Ok(true));
    assert_eq!(ask("nobody").await.map(|told| told.found), Ok(false));
    assert_eq!(ask("broken").await, Err(uds::UdsFailure::Status(500)));
    let stranger = uds::cluster_user(&url, &[], "x", Duration::from_secs(2)).await;
    assert!(matches!(stranger, Err(uds::UdsFailure::Https(_))), "{stranger:?}");
    for (id, verdict) in [("j doe", OutcomeVerdict::Pass), ("broken", OutcomeVerdict::Skipped)] {
        let mut plan = plan(access(&server), 5_000);
        plan.asked.person = Some(AskedPerson { id: id.to_owned(), bind: false, ..AskedPerson::default() });
        plan.uds = Some(UdsAccess { url: url.clone(), trust: vec![server.root.clone()] });
        plan.axl = None;
        let files = Files {
            people: Some(Tables::default()),
            settings: Some(Deployment::default()),
            nodes: Vec::new(),
            client_log: None,
        };
        let evidence = files.complete(gather(plan, pending(), &Quiet).await).await;
        assert_eq!(outcome(&evidence, "USER-004").verdict, verdict, "{id}");
    }
    assert!(!server.requests.lock().unwrap().iter().any(|(head, _)| head.contains("Authorization")));
}

/// The UDS of one cluster, which calls this host a user's home and lists these servers, if it lists any.
async fn cluster(home: &'static str, servers: Option<&'static str>) -> CallManager {
    CallManager::start(move |_, head, _| match head.starts_with("GET /cucm-uds/servers ") {
        true => servers.map_or(Reply::Http(404, String::new()), |server| {
            Reply::Http(200, format!("<servers version=\"14\"><server>{server}</server></servers>"))
        }),
        false => Reply::Http(
            200,
            format!("<clusterUser><result found=\"true\"/><homeCluster>{home}</homeCluster></clusterUser>"),
        ),
    })
    .await
}

#[tokio::test]
async fn a_user_whom_two_clusters_call_their_own_is_on_two_clusters() {
    let own = || cluster("ucm1.east.example", Some("ucm1.east.example"));
    for (other, verdict) in [
        (cluster("ucm8.west.example", Some("ucm8.west.example")).await, OutcomeVerdict::Fail),
        // It knows where the user is at home.
        (cluster("ucm1.east.example", Some("ucm8.west.example")).await, OutcomeVerdict::Pass),
        // By its address alone, nobody knows whether it means itself.
        (cluster("ucm8.west.example", None).await, OutcomeVerdict::Skipped),
    ] {
        let own = own().await;
        let uds = |server: &CallManager| UdsAccess {
            url: server.url("/cucm-uds/").parse().unwrap(),
            trust: vec![server.root.clone()],
        };
        let mut plan = plan(access(&own), 5_000);
        plan.asked.person = Some(AskedPerson { id: "kim".to_owned(), bind: false, ..AskedPerson::default() });
        (plan.uds, plan.other_uds, plan.axl) = (Some(uds(&own)), vec![uds(&other)], None);
        let settings = Some(Deployment::default());
        let files = Files { people: Some(Tables::default()), settings, nodes: Vec::new(), client_log: None };
        let evidence = files.complete(gather(plan, pending(), &Quiet).await).await;
        assert_eq!(outcome(&evidence, "USER-010").verdict, verdict, "{:?}", evidence.deployment);
        let (own, other) = (own.requests.lock().unwrap(), other.requests.lock().unwrap());
        assert!(own.iter().chain(other.iter()).all(|(head, _)| !head.contains("Authorization")));
    }
}
