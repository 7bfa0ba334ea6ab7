use super::sample::{Ending, evidence, place};
use super::*;
use crate::evidence::deployment::{Deployment, HostList};
use crate::evidence::identity::{Advice, Comparison, Gap, Identity, InSystem, Missing, System};
use crate::evidence::person::AskedPerson;
use crate::evidence::{Observed, SessionFailure, TcpFailureKind, TrustStore};

/// As it is written.
fn written(evidence: &Evidence) -> String {
    serde_json::to_string(evidence).unwrap()
}

fn store(name: &str, source: &str, certificates: &[&str]) -> TrustStore {
    let certificates = certificates.iter().map(|&fingerprint| fingerprint.to_owned()).collect();
    let system = name == "system";
    TrustStore { name: name.into(), source: source.into(), system, certificates, junk: Vec::new() }
}

/// Three reports, two of one name, with stores that agree, differ, and stand in.
fn reports() -> Vec<Evidence> {
    let mut call_manager = evidence(place("call-manager", 0, Ending::Answers("LEAF")));
    call_manager.stores = vec![store("call-manager", "b/cucm", &["A", "B"]), store("presence", "x", &["A"])];
    call_manager.certificates.insert("A".into(), "pem a".into());
    let mut one = evidence(place("presence", 3, Ending::Tcp(TcpFailureKind::Dropped)));
    one.stores = vec![store("presence", "x", &["B"]), store("call-manager", "a/cucm", &["B", "A"])];
    one.certificates.insert("B".into(), "pem b".into());
    one.asked.servers.push("ldaps://dc2.corp.example:636".parse().unwrap());
    let mut other = evidence(place("presence", 5, Ending::Answers("LEAF")));
    other.stores = vec![store("system", "/etc/ssl", &["Z"])];
    vec![call_manager, one, other]
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let [a, b, c] = <[Evidence; 3]>::try_from(reports()).map_err(|_| ()).unwrap();
    let orders = [[&a, &b, &c], [&a, &c, &b], [&b, &a, &c], [&b, &c, &a], [&c, &a, &b], [&c, &b, &a]];
    let joined: BTreeSet<String> =
        orders.iter().map(|order| written(&join(order.iter().map(|&e| e.clone()).collect()))).collect();
    assert_eq!(joined.len(), 1);
    let twice = written(&join(vec![a.clone(), b.clone(), a, c, b]));
    assert!(joined.contains(&twice), "a report given twice counts once");
}

#[test]
fn places_and_stores_of_one_name_are_told_apart() {
    let joined = join(reports());
    let names: Vec<&str> = joined.vantages.iter().map(|vantage| vantage.name.as_str()).collect();
    assert_eq!(names, ["call-manager", "presence at 2026-11-24T12:03:00Z", "presence at 2026-11-24T12:05:00Z"]);
    let stores: Vec<(&str, &str)> = joined.stores.iter().map(|s| (s.name.as_str(), s.source.as_str())).collect();
    assert_eq!(
        stores,
        [
            ("call-manager", "a/cucm"),
            ("presence/call-manager", "x"),
            ("presence/presence at 2026-11-24T12:03:00Z", "x"),
        ],
        "equal stores are one, different ones are two, and a host's own bundle gives way"
    );
    assert_eq!(joined.certificates.len(), 2);
    assert_eq!(joined.asked.servers.len(), 2);
}

#[test]
fn a_join_can_be_joined_again() {
    let once = join(reports());
    assert_eq!(written(&join(vec![once.clone()])), written(&once));
}

/// One place has the users of call manager and its LDAP hosts, another one those of presence.
#[test]
fn what_each_knows_of_users_and_settings_is_put_together() {
    let comparison = |compared| Some(Comparison { compared, ..Comparison::default() });
    let twice = |system, compared| {
        let comparison = Comparison { compared, ..Comparison::default() };
        vec![InSystem { system, comparison }]
    };
    let hosts = |node: &str| vec![HostList { node: node.into(), hosts: Vec::new() }];
    let [mut a, mut b, c] = <[Evidence; 3]>::try_from(reports()).map_err(|_| ()).unwrap();
    a.identity = Some(Identity {
        in_directory: comparison(5),
        illegal_ids: comparison(2),
        duplicate_ids: twice(System::CallManager, 5),
        ..Identity::default()
    });
    b.identity = Some(Identity {
        contacts: comparison(9),
        illegal_ids: comparison(7),
        duplicate_ids: twice(System::Presence, 4),
        ..Identity::default()
    });
    a.deployment = Some(Deployment { ldap_hosts: hosts("call-manager"), ..Deployment::default() });
    let mut deployment = Deployment { ldap_hosts: hosts("presence"), ..Deployment::default() };
    deployment.presence.version = Some("14".into());
    b.deployment = Some(deployment);
    for order in [[&a, &b, &c], [&c, &b, &a]] {
        let joined = join(order.iter().map(|&e| e.clone()).collect());
        let identity = joined.identity.unwrap();
        let compared = [identity.in_directory, identity.contacts, identity.illegal_ids];
        assert_eq!(compared.map(|one| one.unwrap().compared), [5, 9, 7]);
        assert_eq!(identity.duplicate_ids.len(), 2);
        let deployment = joined.deployment.unwrap();
        let nodes: Vec<&str> = deployment.ldap_hosts.iter().map(|list| list.node.as_str()).collect();
        assert_eq!((nodes, deployment.presence.version.as_deref()), (vec!["call-manager", "presence"], Some("14")));
    }
    // What `why` found of one person is not what there is.
    b.asked.person = Some(AskedPerson { id: "jdoe".into(), bind: false, ..AskedPerson::default() });
    assert!(join(vec![a, b]).identity.unwrap().contacts.is_none());
}

#[test]
fn a_hosts_own_bundle_stays_where_it_refused_a_session() {
    let refused = |by: &str| SessionFailure::NotVerified { by_store: BTreeMap::from([(by.to_owned(), "why".into())]) };
    for (session, stays) in [(Some(refused("system")), true), (Some(SessionFailure::WithoutTls), false), (None, false)]
    {
        let [given, _, mut own] = <[Evidence; 3]>::try_from(reports()).map_err(|_| ()).unwrap();
        if let Some(failure) = session {
            own.vantages[0].servers[0].endpoints[0].session = Observed::Failed(failure);
        }
        for order in [[&given, &own], [&own, &given]] {
            let joined = join(order.iter().map(|&e| e.clone()).collect());
            assert_eq!(joined.stores.iter().any(|store| store.name == "system"), stays);
        }
    }
}

#[test]
fn of_two_comparisons_the_one_of_more_people_counts_with_all_that_belongs_to_it() {
    let compared = |compared: u64| {
        let comparison = Comparison { compared, ..Comparison::default() };
        let gap = Gap { system: System::Directory, kind: Missing::Rows, count: compared, names: Vec::new() };
        let advice = Advice { users: compared, best: None, ranking: Vec::new(), tie: false, client: None };
        let twice = vec![InSystem { system: System::Presence, comparison: comparison.clone() }];
        let all = Some(comparison);
        Identity {
            in_directory: all.clone(),
            in_call_manager: all.clone(),
            illegal_ids: all.clone(),
            inactive: all.clone(),
            closed: all.clone(),
            on_presence: all.clone(),
            contacts: all.clone(),
            addresses: all,
            duplicate_ids: twice.clone(),
            duplicate_uris: twice,
            advice: Some(advice),
            gaps: vec![gap],
            local_untold: compared == 7,
            ..Identity::default()
        }
    };
    let [mut small, mut large, _] = <[Evidence; 3]>::try_from(reports()).map_err(|_| ()).unwrap();
    (small.identity, large.identity) = (Some(compared(3)), Some(compared(7)));
    for order in [[&small, &large], [&large, &small]] {
        let identity = join(order.iter().map(|&e| e.clone()).collect()).identity.unwrap();
        assert_eq!(identity, compared(7));
    }
}

#[test]
fn what_is_accepted_and_what_else_is_searched_is_told_once() {
    let accepted = |code: &str| crate::evidence::Accept {
        code: code.to_owned(),
        subject: "*".to_owned(),
        reason: "known".to_owned(),
        owner: None,
        until: time::macros::date!(2027 - 01 - 31),
    };
    let mut all = reports();
    all[0].asked.accepts = vec![accepted("clock-skew")];
    all[1].asked.accepts = vec![accepted("clock-skew"), accepted("stale-contact")];
    all[1].asked.further_searches = vec![crate::evidence::AskedSearch::default()];
    let asked = join(all).asked;
    assert_eq!(asked.accepts, [accepted("clock-skew"), accepted("stale-contact")]);
    assert_eq!(asked.further_searches.len(), 1);
}
