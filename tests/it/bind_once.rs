//! A run costs the manager's account at most one bad password, and its password goes only where it may.

pub(crate) mod directory;
mod scenarios;

use std::collections::BTreeMap;
use std::future::{Future, pending};
use std::net::TcpListener;
use std::time::Duration;

use secrecy::SecretString;
use ucdoctor::attempts::Attempts;
use ucdoctor::check::Stage;
use ucdoctor::evidence::{
    Asked, AskedBind, Cut, Endpoint, Evidence, Observed, Session, SessionFailure, Slot, TrustStore,
};
use ucdoctor::memory::Memory;
use ucdoctor::plan::Plan;
use ucdoctor::probes::{Progress, gather};
use ucdoctor::secrets::Secrets;

use crate::live::pki::{Draft, Issued};
use crate::watchdog;

use directory::{Directory, OnBind, Protection};

const PASSWORD: &str = "correct horse 4711";
const NAME: &str = "cn=svc,dc=corp,dc=example";

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

/// Servers `ldaps://dc1.test:PORT`, `ldaps://dc2.test:PORT` … with their addresses; presence trusts `authority` alone.
fn plan(scheme: &str, servers: &[(&Directory, &[&str])], authority: &Issued) -> Plan {
    let host = |position: usize| format!("dc{}.test", position + 1);
    let url = |(position, (server, _)): (usize, &(&Directory, _))| {
        format!("{scheme}://{}:{}", host(position), server.port).parse().unwrap()
    };
    let addresses = |(position, (_, addresses)): (usize, &(_, &[&str]))| {
        (host(position), addresses.iter().map(|address| address.parse().unwrap()).collect())
    };
    let bind = AskedBind { name: NAME.to_owned(), allow_plaintext: false, allow_untrusted: false, padded: false };
    let asked = Asked {
        servers: servers.iter().enumerate().map(url).collect(),
        bind: Some(bind),
        connect_timeout_ms: 1_000,
        answer_timeout_ms: 0,
        deadline_ms: 20_000,
        ..Asked::default()
    };
    Plan {
        stores: vec![store("presence", authority)],
        certificates: BTreeMap::from([(authority.fingerprint(), authority.pem())]),
        password: Some(SecretString::from(PASSWORD)),
        last_stage: Stage::Deployment,
        hosts: servers.iter().enumerate().map(addresses).collect(),
        ..Plan::of_network(asked, "client")
    }
}

/// A CA whose certificates are found by its name.
fn root(name: &str) -> Issued {
    Draft::authority(name, "Root CA").without_key_ids().sign(None)
}

fn server(authority: &Issued, host: &str) -> Issued {
    Draft::server(&[host]).without_key_ids().sign(Some(authority))
}

/// A trust store that holds this certificate alone.
fn store(name: &str, certificate: &Issued) -> TrustStore {
    TrustStore {
        name: name.to_owned(),
        source: "test".to_owned(),
        system: false,
        certificates: vec![certificate.fingerprint()],
        junk: Vec::new(),
    }
}

async fn run(plan: Plan) -> Vec<Endpoint> {
    let evidence = gather(plan, pending(), &Quiet).await.evidence;
    assert!(!serde_json::to_string(&evidence).unwrap().contains(PASSWORD));
    let vantage = evidence.vantages.into_iter().next().unwrap();
    assert_eq!(vantage.bugs, [""; 0]);
    assert_eq!(vantage.cut, None);
    vantage.servers.into_iter().flat_map(|server| server.endpoints).collect()
}

const BOTH: &[&str] = &["127.0.0.1", "127.0.0.2"];

/// Three servers of two addresses each; the first treats a bind as told, the others take any password.
fn three(authority: &Issued, first: OnBind) -> [Directory; 3] {
    let start = |host: &str, on_bind| Directory::start(BOTH, Protection::Tls(server(authority, host)), on_bind);
    [start("dc1.test", first), start("dc2.test", OnBind::Code(0)), start("dc3.test", OnBind::Code(0))]
}

async fn run_three(first: OnBind) -> (Vec<usize>, Vec<Endpoint>) {
    let authority = root("Corp");
    let servers = three(&authority, first);
    let listed: Vec<(&Directory, &[&str])> = servers.iter().map(|server| (server, BOTH)).collect();
    let endpoints = run(plan("ldaps", &listed, &authority)).await;
    assert_eq!(endpoints.len(), 6);
    (servers.iter().map(Directory::binds).collect(), endpoints)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_ends_every_further_try() {
    for code in [49, 19, 32, 34, 52, 53, 80] {
        let (binds, endpoints) = run_three(OnBind::Code(code)).await;
        assert_eq!(binds, [1, 0, 0], "result {code}");
        assert_eq!(endpoints[0].bind.seen().map(|answer| i64::from(answer.code)), Some(code));
        assert_eq!(endpoints[0].account, Observed::Blocked(Slot::Bind));
        for later in &endpoints[1..] {
            assert!(later.ldap.seen().is_some(), "{later:?}");
            assert_eq!(later.session, Observed::Blocked(Slot::EarlierBind));
            assert_eq!(later.bind, Observed::Blocked(Slot::EarlierBind));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bind_without_an_answer_counts_as_a_rejection() {
    for first in [OnBind::Close, OnBind::Silent] {
        let (binds, endpoints) = run_three(first).await;
        assert_eq!(binds, [1, 0, 0]);
        assert!(endpoints[0].bind.failed().is_some(), "{:?}", endpoints[0].bind);
        assert_eq!(endpoints[1].bind, Observed::Blocked(Slot::EarlierBind));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_success_every_address_is_tried_once() {
    let (binds, endpoints) = run_three(OnBind::Code(0)).await;
    assert_eq!(binds, [2, 2, 2]);
    for endpoint in endpoints {
        assert_eq!(endpoint.session, Observed::Seen(Session::Verified { store: "presence".to_owned() }));
        assert_eq!(endpoint.bind.seen().map(|answer| answer.code), Some(0));
        assert!(endpoint.account.seen().is_some(), "{:?}", endpoint.account);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_looked_at_the_password_is_passed_over() {
    for code in [7, 8, 13, 48, 51] {
        let (binds, endpoints) = run_three(OnBind::Code(code)).await;
        assert_eq!(binds, [2, 2, 2], "result {code}");
        assert_eq!(endpoints[5].bind.seen().map(|answer| answer.code), Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_goes_only_where_it_may() {
    let authority = root("Corp");
    let stranger = root("Corp");
    let identity = server(&stranger, "dc1.test");
    let elsewhere = server(&authority, "dc9.test");
    let named = server(&authority, "dc1.test");
    let (plain, untrusted) = (Protection::Plain, Protection::Tls(identity.clone()));
    // protection, scheme, allow_plaintext, allow_untrusted, binds
    let cases = [
        (plain.clone(), "ldap", false, false, 0),
        (plain.clone(), "ldap", false, true, 0),
        (plain, "ldap", true, false, 1),
        (untrusted.clone(), "ldaps", false, false, 0),
        (untrusted.clone(), "ldaps", true, false, 0),
        (untrusted, "ldaps", false, true, 1),
        (Protection::Tls(elsewhere.clone()), "ldaps", false, false, 0),
        (Protection::StartTls(identity.clone()), "ldap+starttls", false, false, 0),
        (Protection::StartTls(identity), "ldap+starttls", true, false, 0),
        (Protection::StartTls(elsewhere), "ldap+starttls", false, false, 0),
        (Protection::StartTls(named), "ldap+starttls", false, false, 1),
    ];
    for (row, (protection, scheme, allow_plaintext, allow_untrusted, binds)) in cases.into_iter().enumerate() {
        let server = Directory::start(&["127.0.0.1"], protection, OnBind::Code(0));
        let (scheme, start_tls) = scheme.split_once('+').map_or((scheme, false), |(scheme, _)| (scheme, true));
        let mut plan = plan(scheme, &[(&server, &["127.0.0.1"])], &authority);
        plan.asked.start_tls = start_tls;
        plan.asked.bind = Some(AskedBind { name: NAME.to_owned(), allow_plaintext, allow_untrusted, padded: false });
        let endpoint = run(plan).await.remove(0);
        assert!(endpoint.ldap.seen().is_some(), "row {row}: {endpoint:?}");
        assert_eq!(server.binds(), binds, "row {row}: {endpoint:?}");
        assert_eq!(server.received(PASSWORD), binds > 0, "row {row}");
        assert_eq!(endpoint.session.failed().is_some(), binds == 0, "row {row}: {endpoint:?}");
    }
}

/// Connections made before the bind's: the first look, TLS 1.2, and the large hello.
const BEFORE_THE_BIND: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn where_start_tls_is_stripped_no_password_is_sent() {
    let authority = root("Corp");
    for honest in [0, BEFORE_THE_BIND] {
        for code in [0, 1, 2, 52, 53, 80] {
            for (allow_plaintext, allow_untrusted) in [(false, false), (true, false), (false, true)] {
                let protection = Protection::Stripped(server(&authority, "dc1.test"), honest, code);
                let server = Directory::start(&["127.0.0.1"], protection, OnBind::Code(0));
                let mut plan = plan("ldap", &[(&server, &["127.0.0.1"])], &authority);
                plan.asked.start_tls = true;
                plan.asked.bind =
                    Some(AskedBind { name: NAME.to_owned(), allow_plaintext, allow_untrusted, padded: false });
                let endpoint = run(plan).await.remove(0);
                assert_eq!(server.binds(), 0, "{honest} {code}: {endpoint:?}");
                assert!(!server.received(PASSWORD), "{honest} {code}");
                assert_eq!(endpoint.session.failed().is_some(), honest > 0, "{honest} {code}: {endpoint:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_does_not_verify_sees_no_password() {
    let (authority, stranger) = (root("Corp"), root("Other"));
    let server = Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc1.test")), OnBind::Code(0));
    let mut both = plan("ldaps", &[(&server, &["127.0.0.1"])], &authority);
    both.stores.insert(0, store("call-manager", &stranger));
    both.certificates.insert(stranger.fingerprint(), stranger.pem());
    let endpoint = run(both).await.remove(0);
    assert_eq!(endpoint.session, Observed::Seen(Session::Verified { store: "presence".to_owned() }));
    assert_eq!(server.binds(), 1);

    let mut none = plan("ldaps", &[(&server, &["127.0.0.1"])], &authority);
    none.stores = vec![store("call-manager", &stranger)];
    none.certificates = BTreeMap::from([(stranger.fingerprint(), stranger.pem())]);
    let endpoint = run(none).await.remove(0);
    let Observed::Failed(SessionFailure::NotVerified { by_store }) = endpoint.session else {
        panic!("{:?}", endpoint.session);
    };
    assert_eq!(by_store.keys().collect::<Vec<_>>(), ["call-manager"]);
    assert_eq!(server.binds(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_connection_that_breaks_is_no_verdict_on_the_certificate() {
    let authority = root("Corp");
    let flaky = Directory::start(&["127.0.0.1"], Protection::TlsOnce(server(&authority, "dc1.test")), OnBind::Code(0));
    let good = Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc2.test")), OnBind::Code(0));
    let mut plan = plan("ldaps", &[(&flaky, &["127.0.0.1"]), (&good, &["127.0.0.1"])], &authority);
    plan.asked.bind = plan.asked.bind.map(|bind| AskedBind { allow_untrusted: true, ..bind });
    let endpoints = run(plan).await;
    assert!(matches!(endpoints[0].session, Observed::Failed(SessionFailure::Broken { .. })), "{:?}", endpoints[0]);
    assert_eq!(endpoints[0].bind, Observed::Blocked(Slot::Session));
    assert_eq!((flaky.binds(), good.binds()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_password_and_a_shorter_run_send_nothing() {
    let authority = root("Corp");
    let server = Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc1.test")), OnBind::Code(0));
    let asked = || plan("ldaps", &[(&server, &["127.0.0.1"])], &authority);
    let plans = [
        Plan { password: Some(SecretString::from("")), ..asked() },
        Plan { password: None, ..asked() },
        Plan { last_stage: Stage::Tls, ..asked() },
        Plan { last_stage: Stage::Network, ..asked() },
    ];
    for plan in plans {
        let last_stage = plan.last_stage;
        let endpoint = run(plan).await.remove(0);
        assert!(matches!(endpoint.bind, Observed::NotAsked(_)), "{:?}", endpoint.bind);
        assert_eq!(endpoint.ldap.seen().is_some(), last_stage > Stage::Network);
        assert_eq!(server.binds(), 0);
    }
}

/// Runs against one server that answers and one that accepts and stays silent.
async fn run_against_silence(stop: impl Future<Output = Cut> + Send, deadline_ms: u64) -> Evidence {
    let authority = root("Corp");
    let good = Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc1.test")), OnBind::Code(0));
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let mut plan = plan("ldaps", &[(&good, &["127.0.0.1"])], &authority);
    plan.asked.servers.push(format!("ldaps://127.0.0.1:{}", silent.local_addr().unwrap().port()).parse().unwrap());
    // Nothing but the cut ends it before the watchdog.
    plan.asked.connect_timeout_ms = 300_000;
    plan.asked.deadline_ms = deadline_ms;
    let evidence = watchdog::ends("the run", gather(plan, stop, &Quiet)).await.evidence;
    assert_eq!(good.binds(), 0);
    evidence
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_run_reports_what_it_knows() {
    let signal = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        Cut::Signal
    };
    // Long enough for the good server's answers on a busy machine.
    let (at_deadline, at_signal) =
        tokio::join!(run_against_silence(pending(), 3_000), run_against_silence(signal, 600_000));
    for (evidence, cut) in [(at_deadline, Cut::Deadline), (at_signal, Cut::Signal)] {
        let vantage = &evidence.vantages[0];
        assert_eq!(vantage.cut, Some(cut));
        let (good, silent) = (&vantage.servers[0].endpoints[0], &vantage.servers[1].endpoints[0]);
        assert!(good.tls.seen().is_some() && good.ldap.seen().is_some(), "{good:?}");
        assert_eq!(good.bind, Observed::Cut);
        assert!(silent.tcp.seen().is_some(), "{silent:?}");
        assert_eq!(silent.tls, Observed::Cut);
        assert_eq!(silent.ldap, Observed::Cut);
        assert_eq!(evidence.certificates.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_runs_with_an_old_password_cost_one_try_and_a_new_one_binds_at_once() {
    let authority = root("Corp");
    let folder = tempfile::tempdir().unwrap();
    let servers = [
        Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc1.test")), OnBind::Code(49)),
        Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc2.test")), OnBind::Code(49)),
    ];
    let look = |password: &str, anyway: bool| {
        let listed: Vec<(&Directory, &[&str])> = servers.iter().map(|server| (server, &["127.0.0.1"][..])).collect();
        let attempts = Attempts::remembering(Memory::at(folder.path(), anyway));
        run(Plan { password: Some(SecretString::from(password)), attempts, ..plan("ldaps", &listed, &authority) })
    };
    let binds = || servers.iter().map(Directory::binds).sum::<usize>();
    for round in 0..10 {
        let endpoints = look(PASSWORD, false).await;
        let answer = endpoints[0].bind.seen().unwrap();
        assert_eq!((answer.code, answer.remembered.is_some()), (49, round > 0), "{answer:?}");
        assert!(endpoints[0].session.seen().is_some());
        assert_eq!(endpoints[1].session, Observed::Blocked(Slot::EarlierBind));
        assert_eq!(binds(), 1, "round {round}");
    }
    look("another one 4711", false).await;
    assert_eq!(binds(), 2);
    look(PASSWORD, true).await;
    assert_eq!(binds(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_server_is_told_does_not_depend_on_the_first_one_being_there() {
    let authority = root("Corp");
    let folder = tempfile::tempdir().unwrap();
    let start =
        |host: &str| Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, host)), OnBind::Code(49));
    let (first, second) = (start("dc1.test"), start("dc2.test"));
    let both: [(&Directory, &[&str]); 2] = [(&first, &["127.0.0.1"]), (&second, &["127.0.0.1"])];
    let memory = || Attempts::remembering(Memory::at(folder.path(), false));
    run(Plan { attempts: memory(), ..plan("ldaps", &both, &authority) }).await;
    let mut gone = Plan { attempts: memory(), ..plan("ldaps", &both, &authority) };
    gone.hosts.insert("dc1.test".to_owned(), vec!["127.0.0.9".parse().unwrap()]);
    let endpoints = run(gone).await;
    assert!(endpoints[0].tcp.failed().is_some());
    assert!(endpoints[1].bind.seen().unwrap().remembered.is_some(), "{:?}", endpoints[1].bind);
    assert_eq!((first.binds(), second.binds()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_a_server_says_back_is_in_no_evidence() {
    let authority = root("Corp");
    for (field, password) in
        [(0, PASSWORD), (1, PASSWORD), (2, PASSWORD), (0, "k4t"), (1, "k4t"), (2, "gr<\u{fc}n&7\"x")]
    {
        let server =
            Directory::start(&["127.0.0.1"], Protection::Tls(server(&authority, "dc1.test")), OnBind::Echo(field));
        let mut plan = plan("ldaps", &[(&server, &["127.0.0.1"])], &authority);
        plan.password = Some(SecretString::from(password));
        let secrets = Secrets::of(&plan);
        let mut evidence = secrets.withheld(gather(plan, pending(), &Quiet).await.evidence);
        // Short words stand in any base64 by chance.
        evidence.certificates.clear();
        let written = serde_json::to_string(&evidence).unwrap();
        let quoted = serde_json::to_string(password).unwrap();
        assert!(!written.contains(quoted.trim_matches('"')), "field {field}, {password}");
        let answer = evidence.vantages[0].servers[0].endpoints[0].bind.seen().cloned().unwrap();
        assert_eq!(answer.code, 49);
    }
}
