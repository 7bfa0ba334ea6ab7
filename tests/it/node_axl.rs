//! What presence nodes tell by AXL, compared with what call manager tells, and every way in which they do not.

mod command_line;
mod copies;
mod hostile;
mod node;

use std::future::pending;

use secrecy::SecretString;
use ucdoctor::evidence::deployment::{CallManager as Stated, Deployment, Presence};
use ucdoctor::evidence::node_axl::NodeSaid;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::gathered::Files;
use ucdoctor::identity::Tables;
use ucdoctor::plan::{AxlAccess, NodeAxl, Plan, WebAccess};
use ucdoctor::probes::{Progress, gather};
use ucdoctor::report::{Judging, Report};
use ucdoctor::secrets::Secrets;

use super::axl::call_manager::{CallManager, LDAP_PASSWORD, Reply, fault};
use node::Database;

const PASSWORD: &str = "seven-grey-herons";

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

fn access(server: &CallManager, name: &str) -> NodeAxl {
    NodeAxl {
        access: WebAccess {
            name: name.to_owned(),
            url: server.url("/axl/").parse().unwrap(),
            user: "reader".to_owned(),
            password: SecretString::from(PASSWORD),
            trust: vec![server.root.clone()],
            of_host: None,
        },
        version: None,
        users: true,
    }
}

fn call_manager(server: &CallManager) -> AxlAccess {
    let NodeAxl { access, .. } = access(server, "");
    let WebAccess { url, user, password, trust, .. } = access;
    AxlAccess { url, user, password, trust, version: None, users: true }
}

/// What call manager and these nodes tell.
async fn seen(call_manager: Option<AxlAccess>, nodes: Vec<NodeAxl>, deadline_ms: u64) -> Evidence {
    let version = Some("14.0.1.13900-155".to_owned());
    let settings = Some(Deployment {
        call_manager: Stated { version: version.clone(), ..Stated::default() },
        presence: Presence { version, ..Presence::default() },
        ..Deployment::default()
    });
    let files = Files { people: Some(Tables::default()), settings, nodes: Vec::new(), client_log: None };
    let asked = Asked { connect_timeout_ms: 1000, deadline_ms, ..Asked::default() };
    let plan = Plan { axl: call_manager, node_axl: nodes, ..Plan::of_network(asked, "here") };
    let secrets = Secrets::of(&plan);
    let evidence = secrets.withheld(files.complete(gather(plan, pending(), &Quiet).await).await);
    let text = serde_json::to_string(&evidence).unwrap();
    let pair = openssl::base64::encode_block(format!("reader:{PASSWORD}").as_bytes());
    assert!(!text.contains(PASSWORD) && !text.contains(&pair) && !text.contains(LDAP_PASSWORD), "{text}");
    assert_eq!(evidence.vantages[0].bugs, [""; 0]);
    evidence
}

fn said(evidence: &Evidence, place: usize) -> &NodeSaid {
    let answer = &evidence.node_axl[place].answer;
    answer.seen().unwrap_or_else(|| panic!("{answer:?}"))
}

fn report(evidence: &Evidence) -> Report {
    Report::judge(evidence.clone(), &Judging::default())
}

/// Codes of the diagnoses, in their order.
fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

fn with_password(server: &CallManager) -> usize {
    server.requests.lock().unwrap().iter().filter(|(head, _)| head.contains("Authorization: Basic ")).count()
}

#[tokio::test]
async fn a_copy_that_stayed_behind_is_told_of_the_node_that_has_it() {
    type Change = fn(&mut Database);
    let table: [(Change, &[&str], &str); 6] = [
        (|_| {}, &[], ""),
        (
            |db| db.hosts = vec![("dc9.corp.example", 636, true), ("dc2.corp.example", 636, true)],
            &["ldap-hosts-differ"],
            "presence/p7 still has dc9.corp.example, which call-manager does not have, and lacks dc1.corp.example",
        ),
        (
            |db| db.hosts.iter_mut().for_each(|host| (host.1, host.2) = (389, false)),
            &["settings-contradict"],
            "389 without TLS on presence/p7",
        ),
        (|db| db.base = "OU=Old,DC=corp,DC=example", &["ldap-hosts-differ"], "presence/p7 searches otherwise"),
        (|db| db.sync_status = "SyncAgent is running on Subscriber node", &["sync-agent-failed"], "Subscriber node"),
        (|db| drop(db.users.drain(..3)), &["not-on-presence"], "3 (missing)"),
    ];
    for (change, expected, says) in table {
        let ucm = CallManager::healthy(40, |_, _, _| None).await;
        let mut database = Database::sound();
        change(&mut database);
        let node = database.node(|_, _| None).await;
        let evidence = seen(Some(call_manager(&ucm)), vec![access(&node, "presence/p7")], 20_000).await;
        let report = report(&evidence);
        assert_eq!(codes(&report), expected, "{says}: {:#?}", report.diagnoses);
        let words = report.diagnoses.first().map_or("", |diagnosis| diagnosis.summary.as_str());
        assert!(words.contains(says), "{words}");
        assert_eq!((said(&evidence, 0).hosts, &said(&evidence, 0).missing), (Some(2), &Vec::new()));
        assert!(node.verbs().iter().all(|verb| verb == "executeSQLQuery"), "{:?}", node.verbs());
        assert_eq!(with_password(&node), 4);
    }
}

/// A node of call manager is asked for what it has stored of LDAP, and for nothing else.
#[tokio::test]
async fn a_node_of_call_manager_is_asked_for_its_own_copies() {
    let ucm = CallManager::healthy(40, |_, _, _| None).await;
    let hosts = vec![("dc8.corp.example", 636, true)];
    let node = Database { hosts, ..Database::sound() }.node(|_, _| None).await;
    let evidence = seen(Some(call_manager(&ucm)), vec![access(&node, "call-manager/ucm2")], 20_000).await;
    assert_eq!((said(&evidence, 0).hosts, said(&evidence, 0).users, with_password(&node)), (Some(1), None, 2));
    let report = report(&evidence);
    assert_eq!(codes(&report), ["ldap-hosts-differ"]);
    assert!(report.diagnoses[0].summary.contains("call-manager/ucm2 still has dc8"), "{}", report.diagnoses[0].summary);
}

/// Of the versions of AXL that a node lists, one that both speak is found.
#[tokio::test]
async fn an_old_node_is_asked_in_an_old_axl() {
    let refused = |head: &str| {
        let words = "Incorrect axl version. Supported axl versions: [7.0, 8.5, 9.1]";
        (!head.contains("ver=9.1")).then(|| Reply::Http(599, format!("<html>{words}</html>")))
    };
    let node = Database::sound().node(move |head, _| refused(head)).await;
    let evidence = seen(None, vec![access(&node, "presence/old")], 20_000).await;
    assert_eq!((said(&evidence, 0).hosts, said(&evidence, 0).users), (Some(2), Some(40)));
    let none = Database::sound().node(|_, _| Some(Reply::Http(599, "Supported axl versions: []".into()))).await;
    let evidence = seen(None, vec![access(&none, "presence/old")], 20_000).await;
    assert_eq!((codes(&report(&evidence)), report(&evidence).exit_code), (vec![], 3));
    assert!(with_password(&none) <= 8);
}

/// Limits of AXL: too many rows for one answer, and memory that others have used up for now.
#[tokio::test]
async fn limits_are_met_by_fewer_rows_and_a_pause() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let users: Vec<String> = (0..2816).map(|n| format!("kim{n:05}")).collect();
    let asked = AtomicUsize::new(0);
    let node = Database { users, ..Database::sound() }
        .node(move |_, body| {
            let first: usize = body.split_once("FIRST ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
            let nth = if body.contains("FROM enduser") { asked.fetch_add(1, Ordering::Relaxed) } else { 0 };
            if nth == 2 {
                let words =
                    "Maximum AXL Memory Allocation Consumed. Please retry once requests in progress have completed";
                return Some(Reply::Http(500, fault(words)));
            }
            let words =
                "Query request too large. Total rows matched: 2816 rows. Suggestive Row Fetch: less than 844 rows";
            (first >= 844).then(|| Reply::Http(500, fault(words)))
        })
        .await;
    let evidence = seen(None, vec![access(&node, "presence/p7")], 30_000).await;
    assert_eq!((said(&evidence, 0).users, &said(&evidence, 0).missing), (Some(2816), &Vec::new()));
    assert_eq!(evidence.identity.as_ref().unwrap().rows.presence, Some(2816));
}

/// A column that a release calls otherwise is nobody's fault. Without it nothing is concluded.
#[tokio::test]
async fn unknown_columns_leave_out_what_they_tell() {
    let unknown = |body: &str, column: &str| {
        let words = format!("Column ({column}) not found in any table in the query (or SLV is undefined). (-217)");
        body.contains(column).then(|| Reply::Http(500, fault(&words)))
    };
    let ucm = CallManager::healthy(40, |_, _, _| None).await;
    let node = Database { base: "OU=Elsewhere,DC=corp,DC=example", ..Database::sound() }
        .node(move |_, body| unknown(body, "authenticateendusers").or_else(|| unknown(body, "imaddress")))
        .await;
    let evidence = seen(Some(call_manager(&ucm)), vec![access(&node, "presence/p7")], 20_000).await;
    assert_eq!((said(&evidence, 0).logins, said(&evidence, 0).users), (false, Some(40)));
    assert_eq!((codes(&report(&evidence)), report(&evidence).exit_code), (vec![], 0));
    // Nor are users told whom the release does not enable by that column: everybody would be one too many.
    let node = Database::sound().node(move |_, body| unknown(body, "enablecups")).await;
    let evidence = seen(Some(call_manager(&ucm)), vec![access(&node, "presence/p7")], 20_000).await;
    assert_eq!((said(&evidence, 0).users, said(&evidence, 0).missing[0].verb.as_str()), (None, "enduser"));
    assert_eq!((codes(&report(&evidence)), report(&evidence).exit_code), (vec![], 3));
}
