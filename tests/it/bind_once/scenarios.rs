//! Servers, names, accounts, answers and commands, mixed: whatever comes together, an account is rejected at most once a run.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};

use secrecy::SecretString;
use ucdoctor::check::Stage;
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, AskedBind, AskedSearch};
use ucdoctor::plan::{AxlAccess, Plan};
use ucdoctor::probes::gather;

use super::{Quiet, root, server, store};
use crate::axl::call_manager::{CallManager, Reply};
use crate::broken_servers::server::{entry, result};
use crate::live::pki::Issued;
use crate::talker::{self, BIND, Request, SEARCH};

const SVC: &str = "uid=svc,ou=People,dc=corp,dc=example";
const ANNA: &str = "uid=anna,ou=People,dc=corp,dc=example";
const RIGHT: &str = "right-4711";

/// Names of the manager, all of one account.
const NAMES: [&str; 4] = [SVC, "svc@corp.example", "CORP\\svc", "svc"];

/// Who else has a password in the run.
#[derive(Debug, Clone, Copy)]
enum Others {
    Nobody,
    /// Call manager is asked as the same account.
    SameByAxl,
    /// The person asked about is somebody else.
    Person,
    /// The person asked about is the manager itself.
    SamePerson,
    /// Both.
    SamePersonAndAxl,
}

const OTHERS: [Others; 5] =
    [Others::Nobody, Others::SameByAxl, Others::Person, Others::SamePerson, Others::SamePersonAndAxl];

/// What a server makes of a wrong password: a result code, or no answer and the end.
const ANSWERS: [Option<i64>; 5] = [Some(49), Some(19), Some(52), Some(53), None];

/// Whose password is wrong: the manager's, the person's.
const WRONG: [(bool, bool); 3] = [(true, false), (false, true), (true, true)];

/// Rejections, or ends that nobody knows, by account.
type Rejected = Arc<Mutex<BTreeMap<&'static str, usize>>>;

fn account(name: &str) -> &'static str {
    if name.to_lowercase().contains("anna") { "anna" } else { "svc" }
}

fn directory(identity: &Issued, wrong: Option<i64>, rejected: &Rejected) -> u16 {
    let rejected = Arc::clone(rejected);
    talker::serve(&[identity], move |request| answer(request, wrong, &rejected))
}

fn answer(request: &Request, wrong: Option<i64>, rejected: &Rejected) -> Vec<u8> {
    let Request { operation, id, name, password, bytes } = request;
    match *operation {
        BIND if password == RIGHT => result(*id, 0x61, 0, ""),
        BIND => {
            *rejected.lock().unwrap().entry(account(name)).or_default() += 1;
            wrong.map_or_else(Vec::new, |code| result(*id, 0x61, code, ""))
        }
        SEARCH if name.is_empty() => {
            let root = entry(*id, "", &[("namingContexts", &[b"dc=corp,dc=example"])]);
            [root, result(*id, 0x65, 0, "")].concat()
        }
        SEARCH => [found(*id, name, bytes), result(*id, 0x65, 0, "")].concat(),
        _ => result(*id, 0x78, 2, ""),
    }
}

/// The entry whose name or user ID is asked for.
fn found(id: i64, base: &str, bytes: &[u8]) -> Vec<u8> {
    let asks = |word: &str| {
        base.starts_with(&format!("uid={word}")) || bytes.windows(word.len()).any(|w| w == word.as_bytes())
    };
    let Some((uid, dn)) = [("anna", ANNA), ("svc", SVC)].into_iter().find(|(uid, _)| asks(uid)) else {
        return Vec::new();
    };
    let attributes: [(&str, &[&[u8]]); 5] = [
        ("objectClass", &[b"person"]),
        ("uid", &[uid.as_bytes()]),
        ("sn", &[uid.as_bytes()]),
        ("mail", &[b"x@corp.example"]),
        ("passwordRetryCount", &[b"0"]),
    ];
    entry(id, dn, &attributes)
}

async fn call_manager(rejected: &Rejected) -> CallManager {
    let rejected = Arc::clone(rejected);
    CallManager::healthy(1, move |_, head, _| {
        let sent = head.lines().find_map(|line| line.strip_prefix("Authorization: Basic "))?;
        let sent = String::from_utf8(openssl::base64::decode_block(sent).unwrap()).unwrap();
        let (user, password) = sent.split_once(':').unwrap();
        (password != RIGHT).then(|| {
            *rejected.lock().unwrap().entry(account(user)).or_default() += 1;
            Reply::Http(401, String::new())
        })
    })
    .await
}

fn password(wrong: bool, whose: &str) -> Option<SecretString> {
    Some(SecretString::from(if wrong { format!("wrong-{whose}") } else { RIGHT.to_owned() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_comes_together_an_account_is_rejected_at_most_once() {
    let authority = root("Corp");
    let identity = server(&authority, "dc1.test");
    let (mut scenarios, mut once) = (0, 0);
    for (row, others) in OTHERS.into_iter().enumerate() {
        for (column, wrong_answer) in ANSWERS.into_iter().enumerate() {
            for (round, wrong) in WRONG.into_iter().enumerate() {
                let name = NAMES[(row + column + round) % NAMES.len()];
                let servers = 1 + (row + column) % 3;
                let rejected = Rejected::default();
                let ports: Vec<u16> = (0..servers).map(|_| directory(&identity, wrong_answer, &rejected)).collect();
                let axl = call_manager(&rejected).await;
                let plan = plan(&ports, (name, others, wrong), &authority, &axl);
                let evidence = gather(plan, pending(), &Quiet).await.evidence;
                assert_eq!(evidence.vantages[0].cut, None);
                let rejected = rejected.lock().unwrap();
                let told = format!("{servers} servers, {name}, {others:?}, {wrong_answer:?}, {wrong:?}: {rejected:?}");
                assert!(rejected.values().all(|count| *count <= 1), "{told}");
                assert!(!wrong.0 || rejected.contains_key("svc"), "nothing was tried: {told}");
                scenarios += 1;
                once += rejected.len();
            }
        }
    }
    assert!(scenarios >= 60 && once >= 60, "{scenarios} scenarios, {once} rejections");
}

fn plan(
    ports: &[u16],
    (name, others, wrong): (&str, Others, (bool, bool)),
    authority: &Issued,
    axl: &CallManager,
) -> Plan {
    let by_axl = matches!(others, Others::SameByAxl | Others::SamePersonAndAxl);
    let person = match others {
        Others::Nobody | Others::SameByAxl => None,
        Others::Person => Some("anna"),
        Others::SamePerson | Others::SamePersonAndAxl => Some("svc"),
    };
    let asked = Asked {
        servers: ports.iter().map(|port| format!("ldaps://dc1.test:{port}").parse().unwrap()).collect(),
        bind: Some(AskedBind { name: name.to_owned(), allow_plaintext: false, allow_untrusted: false, padded: false }),
        search: Some(AskedSearch {
            base: "ou=People,dc=corp,dc=example".to_owned(),
            filter: String::new(),
            user_id: "uid".to_owned(),
        }),
        person: person.map(|id| AskedPerson { id: id.to_owned(), bind: true, ..AskedPerson::default() }),
        connect_timeout_ms: 5_000,
        answer_timeout_ms: 0,
        deadline_ms: 100_000,
        ..Asked::default()
    };
    Plan {
        stores: vec![store("presence", authority)],
        certificates: BTreeMap::from([(authority.fingerprint(), authority.pem())]),
        password: password(wrong.0, "manager"),
        person_password: person.and_then(|_| password(wrong.1, "person")),
        last_stage: Stage::Deployment,
        hosts: BTreeMap::from([("dc1.test".to_owned(), vec!["127.0.0.1".parse().unwrap()])]),
        axl: by_axl.then(|| AxlAccess {
            url: axl.url("/axl/").parse().unwrap(),
            user: "svc".to_owned(),
            password: password(wrong.0, "manager").unwrap(),
            trust: vec![axl.root.clone()],
            version: None,
            users: false,
        }),
        ..Plan::of_network(asked, "client")
    }
}
