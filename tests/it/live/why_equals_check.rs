//! `why` names the cause that `check` names, for everybody of a site whose directory is a real slapd.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;
use tokio::net::TcpStream;
use ucdoctor::check::Stage;
use ucdoctor::evidence::identity::Identity;
use ucdoctor::evidence::person::{AskedPerson, Person};
use ucdoctor::evidence::{Asked, AskedBind, AskedSearch, Evidence};
use ucdoctor::gathered::Gathered;
use ucdoctor::identity::{self, Tables};
use ucdoctor::ldap::session::Session;
use ucdoctor::plan::{Plan, ReadPeople};
use ucdoctor::probes::gather;
use ucdoctor::probes::person::{self, Wanted};
use ucdoctor::progress::Line;
use ucdoctor::report::{Judging, Report};

use super::doctor::Run;
use super::identity::{BASE, directory, doctor};
use super::slapd::{MANAGER, Slapd};
use crate::generate::Site;
use crate::watchdog;
use crate::why_equals_check::{EVERY, PEOPLE, causes_by_name, differs, everybody, wrong};

/// The appliances' own filter for Active Directory, without its clause about computers.
const OPEN: &str = "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))";
const PATIENCE: Duration = Duration::from_secs(60);

fn searched() -> AskedSearch {
    AskedSearch { base: BASE.into(), filter: OPEN.into(), user_id: "sAMAccountName".into() }
}

/// What one run saw of the server, and the people it read there.
async fn seen(server: &Slapd, tables: &Tables) -> (Evidence, Tables) {
    let asked = Asked {
        servers: vec![server.ldap().parse().unwrap()],
        bind: Some(AskedBind {
            name: MANAGER.to_owned(),
            allow_plaintext: true,
            allow_untrusted: false,
            padded: false,
        }),
        search: Some(searched()),
        connect_timeout_ms: 60_000,
        answer_timeout_ms: 60_000,
        deadline_ms: 120_000,
        ..Asked::default()
    };
    let password = Some(SecretString::from(server.password.as_str()));
    let people = Some(ReadPeople { users: tables.call_manager.clone(), ..ReadPeople::default() });
    let plan = Plan { password, people, last_stage: Stage::Search, ..Plan::of_network(asked, "this-host") };
    let Gathered { mut evidence, directory, .. } = gather(plan, pending(), &Line::new(true, None)).await;
    let read = directory.unwrap();
    assert!(read.people.is_some(), "{:?}", read.live);
    evidence.identity = Some(Identity { live: Some(read.live), ..Identity::default() });
    (evidence, Tables { directory: read.people, ..tables.clone() })
}

/// What was seen, with this comparison, as `check` judges it, or `why` with what the directory says of the person.
fn judged(seen: &Evidence, compared: Identity, asked: Option<(&str, &Person)>) -> Report {
    let mut evidence = seen.clone();
    let live = evidence.identity.take().and_then(|identity| identity.live);
    evidence.identity = Some(Identity { live, ..compared });
    if let Some((id, person)) = asked {
        evidence.asked.person = Some(AskedPerson { id: id.to_owned(), bind: false, ..AskedPerson::default() });
        evidence.vantages[0].person = Some(person.clone());
    }
    Report::judge(evidence, &Judging::default())
}

/// What `why` reads of each person, over one session of the manager.
async fn looked_for(server: &Slapd, names: &[String]) -> BTreeMap<String, Person> {
    let address = SocketAddr::from(([127, 0, 0, 1], server.plain_port));
    let mut session = Session::open(TcpStream::connect(address).await.unwrap(), PATIENCE).await.unwrap();
    let password = SecretString::from(server.password.as_str());
    assert_eq!(session.simple_bind(MANAGER, &password).await.unwrap().code, 0);
    let root = session.root_dse().await.unwrap();
    session.offers(&root);
    let mut people = BTreeMap::new();
    for name in names {
        let wanted = Wanted::new(name, Some(&searched()), Some(&root));
        let unknown = person::unknown(&wanted, address.to_string(), address);
        people.insert(name.clone(), person::look(&mut session, &wanted, unknown, |_| {}).await);
    }
    people
}

/// With call manager's users alone, and with all exports.
#[tokio::test]
async fn beside_a_live_directory_everybody_has_the_cause_that_check_names() {
    let site = Site::new(PEOPLE, EVERY, 11);
    let server = directory(&site, |setup| setup);
    let full = Tables { directory: None, ..site.tables() };
    let alone = Tables { presence: None, contacts: None, ..full.clone() };
    let (seen, full) = seen(&server, &full).await;
    let alone = Tables { directory: full.directory.clone(), ..alone };
    let mut people = BTreeMap::new();
    for (configuration, tables) in [("all exports", &full), ("call manager's users alone", &alone)] {
        let report = judged(&seen, identity::join(tables), None);
        let check = causes_by_name(&report);
        let of_items: BTreeSet<&String> = check.values().flatten().collect();
        let codes = report.diagnoses.iter().map(|one| one.code.to_string());
        let for_all: BTreeSet<String> = codes.filter(|code| !of_items.contains(code)).collect();
        let names = everybody(tables, &check);
        assert!(names.len() >= PEOPLE, "{}", names.len());
        if people.is_empty() {
            people = looked_for(&server, &names).await;
        }
        let joined = identity::everybody(tables);
        let wrong = wrong(&names, |name| {
            let compared = joined.clone().person(tables, name);
            differs(name, &judged(&seen, compared, Some((name, &people[name]))), (&check, &for_all))
        });
        assert!(wrong.is_empty(), "{configuration}: {} of {}: {wrong:#?}", wrong.len(), names.len());
    }
}

/// The command itself says the same, of some with a fault and some without.
#[test]
fn the_command_says_what_was_judged() {
    let site = Site::new(60, 2, 11);
    let server = directory(&site, |setup| setup);
    let doctor = doctor(&site, &server, OPEN);
    let check: Report = serde_json::from_value(doctor.check().report).unwrap();
    let check = causes_by_name(&check);
    let (mut ill, mut well) = (0, 0);
    for name in everybody(&site.tables(), &check).iter().step_by(5) {
        let run = Run::read(&watchdog::output(&mut doctor.call("why", &[name, "-o", "json"])));
        let why: Report = serde_json::from_value(run.report).unwrap();
        assert_eq!(differs(name, &why, (&check, &BTreeSet::new())), None);
        if why.diagnoses.is_empty() { well += 1 } else { ill += 1 }
    }
    assert!(ill > 2 && well > 2, "{ill} {well}");
}
