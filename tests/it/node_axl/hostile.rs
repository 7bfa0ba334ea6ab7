//! Nodes that refuse, lie, stall and flood: nothing is concluded from it, and a password goes once.

use ucdoctor::evidence::Observed;
use ucdoctor::evidence::deployment::AxlFailureKind;
use ucdoctor::plan::{NodeAxl, WebAccess};

use super::node::Database;
use super::{access, call_manager, codes, report, said, seen, with_password};
use crate::axl::call_manager::{CallManager, Reply, fault, soap};
use crate::watchdog;

/// Every way to answer the first question badly: what is recorded, and which diagnosis that is, if any. No run with it is
/// healthy, and none calls the site broken.
#[tokio::test]
async fn every_bad_answer_is_told_and_blames_nobody_else() {
    use AxlFailureKind::*;
    let contradicts = &["settings-contradict"][..];
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;\">]><a>&c;</a>";
    type Make = Box<dyn Fn() -> Reply + Send + Sync>;
    let http = |status, body: String| -> Make { Box::new(move || Reply::Http(status, body.clone())) };
    let raw = |bytes: &'static [u8]| -> Make { Box::new(move || Reply::Raw(bytes.to_vec())) };
    let huge = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<a>");
    let away = raw(b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere/\r\nContent-Length: 0\r\n\r\n");
    let table: Vec<(&str, Make, Option<AxlFailureKind>, &[&str])> = vec![
        ("401", http(401, String::new()), Some(Unauthorized), contradicts),
        ("403", http(403, String::new()), Some(Forbidden), contradicts),
        ("404", http(404, String::new()), Some(NotFound), contradicts),
        ("503", http(503, String::new()), Some(Busy), &[]),
        ("502", http(502, "<html/>".into()), Some(Status), &[]),
        ("redirect", away, Some(Redirected), contradicts),
        ("bomb", http(200, bomb.into()), Some(Malformed), &[]),
        ("deep", http(200, "<a>".repeat(100_000)), Some(Malformed), &[]),
        ("announced", huge, Some(TooLarge), &[]),
        ("cut", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<a>"), Some(Broken), &[]),
        ("no HTTP", raw(b"220 mail ready\r\n"), Some(NotHttp), contradicts),
        ("silent", Box::new(|| Reply::Silent), None, &[]),
        ("drip", Box::new(|| Reply::Drip), None, &[]),
    ];
    for (name, make, kind, expected) in table {
        let node = CallManager::start(move |_, _, _| make()).await;
        let deadline_ms = if kind.is_some() { 600_000 } else { 2_500 };
        let evidence = watchdog::ends(name, seen(None, vec![access(&node, "presence/p7")], deadline_ms)).await;
        let answer = &evidence.node_axl[0].answer;
        assert_eq!(answer.failed().map(|failure| failure.kind), kind, "{name}: {answer:?}");
        assert_eq!(with_password(&node), 1, "{name}");
        let report = report(&evidence);
        assert_eq!((codes(&report), report.exit_code), (expected.to_vec(), 3), "{name}: {:?}", report.diagnoses);
    }
}

/// Answers that are well-formed and cannot be those of a database: no host list, no user, no state comes of them.
#[tokio::test]
async fn rows_that_cannot_be_are_no_evidence() {
    let row = |inside: &str| Reply::Http(200, soap("executeSQLQuery", &format!("<row>{inside}</row>")));
    for (name, answer) in [
        ("no columns", row("<x>1</x>")),
        ("a host of blanks", row("<hostname>dc 1</hostname><portnumber>636</portnumber>")),
        ("no port", row("<hostname>dc1</hostname><portnumber>x</portnumber>")),
    ] {
        let answer = std::sync::Mutex::new(Some(answer));
        let node = Database::sound().node(move |_, _| answer.lock().unwrap().take()).await;
        let ucm = CallManager::healthy(40, |_, _, _| None).await;
        let evidence = seen(Some(call_manager(&ucm)), vec![access(&node, "presence/p7")], 20_000).await;
        assert_eq!(said(&evidence, 0).hosts, None, "{name}");
        assert!(evidence.deployment.as_ref().unwrap().ldap_hosts.is_empty(), "{name}");
        assert_eq!((codes(&report(&evidence)), report(&evidence).exit_code), (vec![], 3), "{name}");
    }
    // More rows than were asked for, for ever the same ones.
    let same = "<row><userid>kim</userid><enablecups>t</enablecups></row>".repeat(2001);
    let node = Database::sound()
        .node(move |_, body| body.contains("FROM enduser").then(|| Reply::Http(200, soap("executeSQLQuery", &same))))
        .await;
    let evidence = seen(None, vec![access(&node, "presence/p7")], 20_000).await;
    assert_eq!((said(&evidence, 0).users, said(&evidence, 0).missing.len()), (None, 1));
}

/// What was told before the run ends is kept, and the rest is said to be missing.
#[tokio::test]
async fn a_node_that_falls_silent_keeps_what_it_told() {
    let node = Database::sound().node(|_, body| body.contains("FROM enduser").then_some(Reply::Drip)).await;
    let evidence = seen(None, vec![access(&node, "presence/p7")], 2_500).await;
    let told = said(&evidence, 0);
    assert_eq!((told.hosts, told.users, told.missing[0].kind), (Some(2), None, AxlFailureKind::TimedOut));
    assert_eq!((codes(&report(&evidence)), report(&evidence).exit_code), (vec![], 3));
}

/// One account asks call manager and all nodes: wherever it is refused first, nothing more is sent, at no door.
#[tokio::test]
async fn one_rejection_is_the_last_request_at_every_door() {
    let rejecting = || CallManager::start(|_, _, _| Reply::Http(401, String::new()));
    let sound = || Database::sound().node(|_, _| None);
    // At call manager.
    let (ucm, one, two) = (rejecting().await, sound().await, sound().await);
    let nodes = vec![access(&one, "presence/p7"), access(&two, "presence/p8")];
    let evidence = seen(Some(call_manager(&ucm)), nodes, 20_000).await;
    assert_eq!([&ucm, &one, &two].map(with_password), [1, 0, 0]);
    assert!(evidence.node_axl.iter().all(|node| matches!(&node.answer, Observed::NotAsked(_))));
    assert_eq!((codes(&report(&evidence)), report(&evidence).exit_code), (vec!["settings-contradict"], 3));
    // At both nodes, by names that may be one account.
    let (one, two) = (rejecting().await, rejecting().await);
    let other = access(&two, "presence/p8");
    let other = NodeAxl { access: WebAccess { user: "LAB\\Reader".to_owned(), ..other.access }, ..other };
    seen(None, vec![access(&one, "presence/p7"), other], 20_000).await;
    assert_eq!(with_password(&one) + with_password(&two), 1);
    // In the middle of the conversation.
    for table in ["ldapauthentication<", "epassyncagentcfg", "enduser"] {
        let node = Database::sound()
            .node(move |_, body| body.contains(&format!("FROM {table}")).then(|| Reply::Http(401, fault("no"))))
            .await;
        let evidence = seen(None, vec![access(&node, "presence/p7")], 20_000).await;
        let last = node.requests.lock().unwrap().last().unwrap().1.clone();
        assert!(last.contains(&format!("FROM {table}")), "{last}");
        assert_eq!(codes(&report(&evidence)), ["settings-contradict"], "{table}");
    }
}

#[tokio::test]
async fn only_a_verified_node_gets_the_password() {
    let (node, stranger) = (Database::sound().node(|_, _| None).await, Database::sound().node(|_, _| None).await);
    let other_name = format!("https://127.0.0.1:{}/axl/", node.address.port());
    let of = |change: fn(&mut WebAccess)| {
        let mut access = access(&node, "presence/p7");
        change(&mut access.access);
        access
    };
    let mut by_stranger = of(|_| {});
    by_stranger.access.trust = vec![stranger.root.clone()];
    let mut by_address = of(|_| {});
    by_address.access.url = other_name.parse().unwrap();
    for access in [of(|access| access.trust = Vec::new()), by_stranger, by_address] {
        let evidence = seen(None, vec![access], 20_000).await;
        let report = report(&evidence);
        assert_eq!(codes(&report), ["settings-contradict"]);
        assert!(report.diagnoses[0].summary.contains("withheld"), "{}", report.diagnoses[0].summary);
    }
    assert_eq!(with_password(&node), 0);
}

/// What a node sends back of the password, in any of its answers, is in no report.
#[tokio::test]
async fn a_password_that_comes_back_is_blotted_out() {
    let node = Database::sound()
        .node(|head, body| {
            let sent = head.lines().find_map(|line| line.strip_prefix("Authorization: Basic ")).unwrap();
            let row = format!("<row><syncstatus>{} {sent}</syncstatus></row>", super::PASSWORD);
            body.contains("epassyncagentcfg").then(|| Reply::Http(200, soap("executeSQLQuery", &row)))
        })
        .await;
    let evidence = seen(None, vec![access(&node, "presence/p7")], 20_000).await;
    let text = said(&evidence, 0).sync_status.as_ref().unwrap().text.clone();
    assert!(text.contains("[withheld]"), "{text}");
}
