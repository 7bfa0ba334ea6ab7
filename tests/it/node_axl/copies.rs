//! Presence nodes whose copies of the users differ, and call manager's own words in place of a configured search.

use std::future::pending;

use ucdoctor::demo::setup::Setup;
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::gathered::Files;
use ucdoctor::identity::{Tables, join};
use ucdoctor::inputs::presence;
use ucdoctor::plan::{Plan, ReadPeople};
use ucdoctor::probes::gather;
use ucdoctor::report::OutcomeVerdict;

use super::node::Database;
use super::{Quiet, access, call_manager, codes, report, seen};
use crate::axl::call_manager::{CallManager, Reply, soap};

/// Who is missing everywhere has not come from call manager; who is missing on one node has not come from the others.
#[tokio::test]
async fn what_one_node_lacks_is_told_of_that_node() {
    let without = |ids: &[usize]| {
        let mut database = Database::sound();
        let gone: Vec<String> = ids.iter().map(|n| format!("user{n:06}")).collect();
        database.users.retain(|id| !gone.contains(id));
        database
    };
    for (first, second, subjects) in [
        (&[][..], &[][..], vec![]),
        (&[3], &[3], vec!["missing"]),
        (&[], &[5, 7], vec!["presence/p8: missing"]),
        (&[5, 7], &[], vec!["presence/p7: missing"]),
        (&[1, 3], &[1, 4], vec!["missing", "presence/p7: missing", "presence/p8: missing"]),
    ] {
        let ucm = CallManager::healthy(40, |_, _, _| None).await;
        let (one, two) = (without(first).node(|_, _| None).await, without(second).node(|_, _| None).await);
        let nodes = vec![access(&one, "presence/p7"), access(&two, "presence/p8")];
        let evidence = seen(Some(call_manager(&ucm)), nodes, 20_000).await;
        let report = report(&evidence);
        let failed = report.outcomes.iter().filter(|outcome| outcome.verdict == OutcomeVerdict::Fail);
        assert_eq!(failed.map(|outcome| outcome.subject.as_str()).collect::<Vec<_>>(), subjects);
        let replicated = |diagnosis: &&ucdoctor::report::DiagnosisEntry| {
            diagnosis.fix.iter().any(|step| step.contains("utils dbreplication runtimestate"))
        };
        let of_nodes = report.diagnoses.iter().filter(replicated).count();
        assert_eq!(of_nodes, usize::from(subjects.iter().any(|subject| subject.starts_with("presence/"))));
        assert!(codes(&report).iter().all(|code| *code == "not-on-presence"), "{:#?}", report.diagnoses);
    }
}

/// Of one person, only the node that has them otherwise is told.
#[test]
fn one_person_is_told_of_the_node_that_lacks_them() {
    let users = |ids: &[&str]| {
        let rows: String = ids.iter().map(|id| format!("{id},{id}@ship.test,t,1\n")).collect();
        presence::read(format!("userid,imaddress,enablecups,status\n{rows}").into_bytes()).unwrap().table
    };
    let crew = "FIRST NAME,LAST NAME,USER ID,ENABLE USER FOR UNIFIED CM IM AND PRESENCE\nA,A,ann,t\nB,B,bea,t\n";
    let tables = |person: &str| Tables {
        call_manager: Some(ucdoctor::inputs::call_manager::read(crew.as_bytes().to_vec()).unwrap().table.into()),
        presence: Some(users(&["ann", "bea"])),
        presence_node: Some("presence/p7".to_owned()),
        presence_nodes: vec![("presence/p8".to_owned(), users(&["ann"]))],
        person: Some(person.to_owned()),
        ..Tables::default()
    };
    for (person, lacking) in [("ann", vec![]), ("bea", vec!["presence/p8"])] {
        let identity = join(&tables(person));
        let having = identity.on_nodes.iter().filter(|node| !node.comparison.differences.is_empty());
        assert_eq!(having.map(|node| node.node.as_str()).collect::<Vec<_>>(), lacking, "{person}");
        assert!(identity.on_presence.as_ref().unwrap().differences.is_empty());
        let asked =
            Asked { person: Some(AskedPerson { id: person.to_owned(), ..AskedPerson::default() }), ..Asked::default() };
        let evidence = Evidence { asked, identity: Some(identity), ..Evidence::default() };
        let report = report(&evidence);
        let told = report.outcomes.iter().filter(|outcome| outcome.check == "ID-007");
        let failed: Vec<&str> =
            told.filter(|told| told.verdict == OutcomeVerdict::Fail).map(|told| told.subject.as_str()).collect();
        assert_eq!(failed.len(), lacking.len(), "{person}: {failed:?}");
    }
}

/// The demo's directory, which call manager tells where to search; the configuration does not.
async fn told(filter: Option<&'static str>, change: impl FnOnce(&mut Plan)) -> ucdoctor::evidence::Evidence {
    let setup = Setup::healthy().unwrap();
    let (mut plan, Files { settings, .. }, _servers) = setup.start().await.unwrap();
    let base = plan.asked.search.take().unwrap().base;
    let ucm = CallManager::healthy(3, move |verb, _, _| {
        let inside = match verb {
            "getLdapDirectory" => format!(
                "<ldapDirectory><name>corp &amp; co</name><userSearchBase>{base}</userSearchBase>\
                 <ldapFilter>crew</ldapFilter></ldapDirectory>"
            ),
            "listLdapFilter" => {
                let filter = filter?;
                format!("<ldapFilter><name>crew</name><filter>{}</filter></ldapFilter>", filter.replace('&', "&amp;"))
            }
            _ => return None,
        };
        Some(Reply::Http(200, soap(verb, &inside)))
    })
    .await;
    plan.axl = Some(call_manager(&ucm));
    plan.people = Some(ReadPeople::default());
    change(&mut plan);
    let files = Files { people: Some(Tables::default()), settings, nodes: Vec::new(), client_log: None };
    files.complete(gather(plan, pending(), &Quiet).await).await
}

const STAFF: &str = "(&(objectCategory=person)(objectClass=user))";

#[tokio::test(flavor = "multi_thread")]
async fn agreements_stand_for_a_search_that_is_not_configured() {
    let evidence = told(Some(STAFF), |_| {}).await;
    let search = evidence.asked.search.as_ref().unwrap();
    assert_eq!((search.filter.as_str(), search.user_id.as_str()), (STAFF, "sAMAccountName"));
    assert!(evidence.asked.search_told);
    let report = report(&evidence);
    let verdict = |code: &str| report.outcomes.iter().find(|outcome| outcome.check == code).unwrap().verdict;
    assert_eq!((verdict("SRCH-001"), verdict("SRCH-004")), (OutcomeVerdict::Pass, OutcomeVerdict::Pass));
    let identity = evidence.identity.as_ref().unwrap();
    assert!(identity.rows.directory_in_scope > Some(0), "{:?}", identity.rows);
    assert_eq!(identity.settings.agreements, ["corp & co"]);
    // What call manager says of itself is no agreement of the configuration with it.
    assert!(!report.outcomes.iter().any(|outcome| outcome.subject == "call-manager search base"));
}

/// A filter whose text is not told, or a call manager that says nothing: nobody is searched for, and nobody is missing.
#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_is_not_told_is_not_guessed() {
    let untold = told(None, |_| {}).await;
    let nobody = told(Some(STAFF), |plan| plan.axl = None).await;
    for evidence in [untold, nobody] {
        assert_eq!((&evidence.asked.search, evidence.asked.search_told), (&None, false));
        let report = report(&evidence);
        let of_search = report.outcomes.iter().filter(|outcome| outcome.check.starts_with("SRCH-"));
        assert!(of_search.clone().all(|outcome| outcome.verdict == OutcomeVerdict::Skipped));
        assert!(evidence.identity.as_ref().is_none_or(|identity| identity.live.is_none()));
    }
}
