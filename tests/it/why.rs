//! `why`: what keeps one person out, and how many binds it costs to find out.

use std::fs;
use std::process::{Command, Stdio};

use super::terminal;
use secrecy::{ExposeSecret, SecretString};
use ucdoctor::demo::company::{MANAGER_DN, dn_of};
use ucdoctor::demo::server::Server;
use ucdoctor::demo::setup::Setup;
use ucdoctor::demo::staff::Member;
use ucdoctor::evidence::AskedSearch;
use ucdoctor::evidence::Observed;
use ucdoctor::probes::{Progress, gather};
use ucdoctor::render::text;
use ucdoctor::report::{Judging, OutcomeEntry, OutcomeVerdict, Report};
use ucdoctor::server_url::Scheme;

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

/// Asks about a person in a world that was changed, and returns the report and the number of binds as the person.
async fn why(search: Option<AskedSearch>, change: impl FnOnce(&mut Setup)) -> (Report, usize) {
    let mut setup = Setup::healthy().unwrap();
    change(&mut setup);
    let secret = setup.person_password.clone();
    let (mut plan, files, servers) = setup.start().await.unwrap();
    if search.is_some() {
        plan.asked.search = search;
    }
    let evidence = files.complete(gather(plan, std::future::pending(), &Quiet).await).await;
    let vantage = &evidence.vantages[0];
    assert_eq!(vantage.bugs, [""; 0]);
    let manager = vantage.servers.iter().flat_map(|server| &server.endpoints);
    let manager = manager.filter(|endpoint| matches!(endpoint.bind, Observed::Seen(_))).count();
    let report = Report::judge(evidence, &Judging::default());
    assert!(!serde_json::to_string(&report).unwrap().contains(secret.expose_secret()));
    (report, servers.iter().map(Server::binds).sum::<usize>() - manager)
}

fn people(filter: &str) -> AskedSearch {
    AskedSearch { base: "OU=People,DC=demo,DC=example".into(), filter: filter.into(), user_id: "sAMAccountName".into() }
}

const EVERYBODY: &str = "(&(objectCategory=person)(objectClass=user))";

fn outcome<'a>(report: &'a Report, check: &str) -> &'a OutcomeEntry {
    report.outcomes.iter().find(|outcome| outcome.check == check).unwrap()
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

fn shown(report: &Report) -> String {
    let style = text::Style {
        color: false,
        unicode: true,
        width: 200,
        quiet: false,
        verbose: false,
        local: None,
        plugin: false,
    };
    let mut out = Vec::new();
    text::render(report, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_can_log_in_costs_no_bind_unless_it_is_asked_for() {
    let (report, binds) = why(Some(people(EVERYBODY)), |setup| setup.ask_about("alice", false)).await;
    assert_eq!((report.exit_code, codes(&report), binds), (0, vec![], 0));
    assert_eq!(outcome(&report, "USER-003").verdict, OutcomeVerdict::Skipped);
    assert!(shown(&report).contains("alice can log in, as far as the directory tells"));

    let (report, binds) = why(Some(people(EVERYBODY)), |setup| setup.ask_about("alice", true)).await;
    assert_eq!((report.exit_code, codes(&report), binds), (0, vec![], 1));
    assert_eq!(outcome(&report, "USER-003").verdict, OutcomeVerdict::Pass);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_costs_one_bind() {
    let (report, binds) = why(None, |setup| {
        setup.ask_about("bob", true);
        setup.person_password = SecretString::from("an old one");
    })
    .await;
    assert_eq!((report.exit_code, codes(&report), binds), (1, vec!["user-password-wrong"], 1));
    assert!(shown(&report).contains("bob cannot log in: wrong password (data 52e)"), "{}", shown(&report));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bind_is_made_that_could_lock() {
    for (count, binds, verdict) in [("1", 1, OutcomeVerdict::Pass), ("2", 0, OutcomeVerdict::Skipped)] {
        let (report, made) = why(None, |setup| {
            setup.directory.set(&dn_of("carol").unwrap(), "badPwdCount", count);
            setup.ask_about("carol", true);
        })
        .await;
        assert_eq!((made, outcome(&report, "USER-003").verdict), (binds, verdict), "{count}");
        if made == 0 {
            assert!(outcome(&report, "USER-003").message.contains("locks at 3"));
            assert_eq!(report.exit_code, 3, "the password was not tried, so nothing is proven");
        }
    }
    let (report, binds) = why(None, |setup| {
        setup.directory.set(&dn_of("carol").unwrap(), "msDS-User-Account-Control-Computed", "16");
        setup.ask_about("carol", true);
    })
    .await;
    assert_eq!((codes(&report), binds), (vec!["user-locked"], 0));
    assert_eq!(outcome(&report, "USER-003").blocked_by.as_deref(), Some("USER-002"));
}

/// Each state of an account, with the right password: one cause, and one bind at most.
#[tokio::test(flavor = "multi_thread")]
async fn every_state_of_an_account_has_its_cause() {
    for (attribute, value, code) in [
        ("userAccountControl", "66050", "user-disabled"),
        ("accountExpires", "116444736000000000", "user-expired"),
        ("pwdLastSet", "0", "user-password-expired"),
        ("msDS-User-Account-Control-Computed", "8388608", "user-password-expired"),
        ("userWorkstations", "PC-1", "user-restricted"),
    ] {
        for bind in [false, true] {
            let (report, binds) = why(Some(people(EVERYBODY)), |setup| {
                let dn = dn_of("dave").unwrap();
                if attribute == "pwdLastSet" {
                    setup.directory.set(&dn, "userAccountControl", "512");
                }
                setup.directory.set(&dn, attribute, value);
                setup.ask_about("dave", bind);
            })
            .await;
            // That disabled accounts are synchronised is a finding of its own.
            assert_eq!((codes(&report)[0], binds), (code, usize::from(bind)), "{attribute} {bind}");
            assert!(report.diagnoses.iter().skip(1).all(|other| other.code == "filter-too-wide"));
            assert_eq!(report.diagnoses[0].affected_users, Some(1));
            let answer = if bind { OutcomeVerdict::Fail } else { OutcomeVerdict::Skipped };
            assert_eq!(outcome(&report, "USER-003").verdict, answer, "{attribute}");
        }
    }
    // The usual filter leaves disabled accounts out: it is still the account, and no node would bind.
    let (report, binds) = why(None, |setup| {
        setup.directory.set(&dn_of("dave").unwrap(), "userAccountControl", "66050");
        setup.ask_about("dave", true);
    })
    .await;
    assert_eq!((codes(&report), binds), (vec!["user-disabled"], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_found_is_told_why() {
    let group = "CN=Presence Users,OU=Groups,DC=demo,DC=example";
    let member = format!("(&(objectClass=user)(memberOf={group}))");
    for (filter, id, says) in [
        (EVERYBODY, "alise", "the nearest: alice"),
        (EVERYBODY, "zzz", "knows nobody by that name"),
        (EVERYBODY, "alice@elsewhere.example", "CN=Alice Archer,OU=People,DC=demo,DC=example has alice"),
        (EVERYBODY, "2003", "whose sAMAccountName is carol"),
        (EVERYBODY, "001 555 010 2003", "whose sAMAccountName is carol"),
        (EVERYBODY, "(555) 010-2003", "whose sAMAccountName is carol"),
        (EVERYBODY, "+1 555 010 2999", "knows nobody by that name"),
        (EVERYBODY, "svc-ucm", "is outside the search base OU=People"),
        (member.as_str(), "svc-ucm", "does not match (memberOf=CN=Presence Users"),
        (
            "(&(objectClass=user)(department=Sales))",
            "dave",
            "(department=Sales) of the filter (department is not Sales)",
        ),
        ("(&(objectClass=user)(department=Sales))", "Dave Dawson", "(department=Sales) of the filter"),
        (EVERYBODY, "DEMO\\alice", "CN=Alice Archer,OU=People,DC=demo,DC=example has alice"),
        (EVERYBODY, "a*", "knows nobody by that name"),
        (EVERYBODY, "a)(cn=*", "knows nobody by that name"),
    ] {
        let (report, binds) = why(Some(people(filter)), |setup| setup.ask_about(id, true)).await;
        assert_eq!(binds, 0, "{id}");
        let first = &report.diagnoses[0];
        assert_eq!(first.code, "user-unknown", "{id}: {first:?}");
        assert!(first.summary.starts_with(&format!("{id} cannot log in: ")), "{}", first.summary);
        assert!(first.summary.contains(says), "{id}: {}", first.summary);
    }
}

/// Nobody logs in by a name or a mail address, and everybody asks by it.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_stands_for_who_is_called_so() {
    for name in ["Alice Archer", "alice  archer", "Archer, Alice", "Alice@demo.example", "sip:alice@demo.example"] {
        let (report, _) = why(Some(people(EVERYBODY)), |setup| setup.ask_about(name, false)).await;
        assert_eq!((report.exit_code, codes(&report)), (0, vec![]), "{name}");
        assert!(outcome(&report, "USER-001").message.ends_with("whose sAMAccountName is alice"), "{name}");
        let says = " can log in, as far as the directory tells; the user ID to log in by is alice";
        assert!(shown(&report).contains(says), "{}", shown(&report));
    }
    let disabled = |setup: &mut Setup| setup.directory.set(&dn_of("dave").unwrap(), "userAccountControl", "66050");
    for asked in ["Dave Dawson", "dave@demo.example"] {
        for filter in [EVERYBODY, "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"] {
            let (report, _) = why(Some(people(filter)), |setup| {
                disabled(setup);
                setup.ask_about(asked, false);
            })
            .await;
            assert_eq!(codes(&report), ["user-disabled"], "{asked} {filter}");
        }
    }
    // Two of one name: neither is at fault.
    let (report, _) = why(Some(people(EVERYBODY)), |setup| {
        setup.directory.set(&dn_of("dave").unwrap(), "displayName", "Alice Archer");
        setup.ask_about("Alice Archer", false);
    })
    .await;
    assert_eq!((report.exit_code, codes(&report)), (3, vec![]));
    assert!(outcome(&report, "USER-001").message.contains("ask about one of them"));
}

/// A base or filter that is wrong for everybody is told as such, not as a fault of this person.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_for_everybody_comes_first() {
    let base = |base: &str| AskedSearch { base: base.into(), ..people(EVERYBODY) };
    for (search, code, check) in [
        (base("OU=Gone,DC=demo,DC=example"), "base-missing", "SRCH-001"),
        (base("CN=Presence Users,OU=Groups,DC=demo,DC=example"), "base-not-container", "SRCH-002"),
        (people("(&(objectClass=user)"), "filter-invalid", "SRCH-003"),
        (people("(department=Nobody)"), "filter-matches-nobody", "SRCH-004"),
    ] {
        let (report, binds) = why(Some(search), |setup| setup.ask_about("alice", true)).await;
        assert_eq!((codes(&report), binds), (vec![code], 0));
        for user in ["USER-001", "USER-002", "USER-003"] {
            assert_eq!(outcome(&report, user).blocked_by.as_deref(), Some(check), "{user}");
        }
        assert!(shown(&report).contains("alice cannot log in: "));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_the_manager_out_keeps_everybody_out() {
    let (report, binds) = why(None, |setup| {
        setup.presence.clear();
        setup.call_manager.clear();
        setup.ask_about("alice", true);
    })
    .await;
    assert_eq!((codes(&report)[0], binds), ("ca-missing", 0));
    assert!(outcome(&report, "USER-001").blocked_by.is_some());
    assert!(shown(&report).contains("alice cannot log in: "), "{}", shown(&report));
    let (report, _) = why(None, |setup| {
        setup.ask_about("alice", false);
        setup.directory.policy = ucdoctor::demo::directory::Policy::Refuse("775");
    })
    .await;
    assert_eq!(codes(&report), ["manager-locked"]);
    assert_eq!(outcome(&report, "USER-001").blocked_by.as_deref(), Some("BIND-005"));
}

/// The directory is asked, and the exports of the appliances tell the rest: still one cause.
#[tokio::test(flavor = "multi_thread")]
async fn the_appliances_have_their_part() {
    type Change = fn(&mut Member);
    let stale = |setup: &mut Setup| setup.staff.old_contact = Some("alice@demo.example@demo.example");
    let cases: [(&str, Change, &[&str], &str); 9] = [
        ("alice", |_| {}, &[], "alice can log in, as far as the directory tells"),
        ("alice", |m| m.call_manager_id = None, &["not-in-call-manager"], "alice cannot log in: "),
        (
            "alice",
            |m| m.active = false,
            &["inactive-user"],
            "alice cannot log in: in call manager the user is inactive",
        ),
        ("alice", |m| m.presence_rows = 0, &["not-on-presence"], "alice shows as offline to others: "),
        ("alice", |m| m.presence_enabled = false, &["not-enabled-for-presence"], "without being enabled there"),
        ("alice", |m| m.domain = "old.example", &["presence-domain-mismatch"], "alice@old.example"),
        (
            "alice@demo.example",
            |m| m.call_manager_id = Some("alice@demo.example".into()),
            &["user-id-mismatch"],
            "alice@demo.example cannot log in: call manager has",
        ),
        ("alise", |_| {}, &["user-unknown"], "alise cannot log in: "),
        ("alise", |m| m.call_manager_id = Some("alise".into()), &["user-id-mismatch"], "alise cannot log in: "),
    ];
    for (id, change, expected, says) in cases {
        let (report, binds) = why(Some(people(EVERYBODY)), |setup| {
            let alice = setup.staff.members.iter_mut().find(|member| member.account == "alice").unwrap();
            change(alice);
            setup.ask_about(id, false);
        })
        .await;
        assert_eq!((codes(&report).as_slice(), binds), (expected, 0), "{id} {says}: {:?}", report.diagnoses);
        assert!(shown(&report).contains(says), "{id}: {}", shown(&report));
    }
    let (report, _) = why(Some(people(EVERYBODY)), |setup| {
        stale(setup);
        setup.ask_about("alice", false);
    })
    .await;
    assert_eq!(codes(&report), ["stale-contact"]);
    assert!(shown(&report).contains("alice shows as offline to others: 1 contact list holds alice@demo.example@demo"));
    // Somebody else's stale contact is nobody else's fault.
    let (report, _) = why(Some(people(EVERYBODY)), |setup| {
        stale(setup);
        setup.ask_about("bob", false);
    })
    .await;
    assert_eq!((report.exit_code, codes(&report)), (0, vec![]));
}

/// The real binary on a terminal of its own: the prompt is for the person's password, the manager's comes by the file.
#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_typed_on_a_terminal() {
    let mut setup = Setup::healthy().unwrap();
    setup.ask_about("erin", true);
    (setup.speaks_tls, setup.scheme, setup.allow_plaintext) = (false, Scheme::Ldap, true);
    let typed = setup.person_password.clone();
    let (plan, _, servers) = setup.start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[directory]\nservers = [\"ldap://{}\"]\n[directory.bind]\ndn = \"{MANAGER_DN}\"\n\
         password_env = \"UCDOCTOR_TEST_PASSWORD\"\nallow_plaintext = true\n",
        servers[0].address()
    );
    fs::write(folder.path().join("ucdoctor.toml"), config).unwrap();
    const WHY: [&str; 4] = [env!("CARGO_BIN_EXE_ucdoctor"), "why", "erin", "--ask-password"];
    let run = |program: &[&str], arguments: &[&str]| {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).args(arguments);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LANG", "C.UTF-8").current_dir(folder.path());
        command.env("UCDOCTOR_TEST_PASSWORD", plan.password.as_ref().unwrap().expose_secret());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let command = run(&["env"], &[&WHY[..], &["-o", "json"]].concat());
    let line = typed.clone();
    let at_prompt = move || terminal::typed(&command, "Password of erin: ", line.expose_secret());
    let output = tokio::task::spawn_blocking(at_prompt).await.unwrap();
    let report: Report = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outcome(&report, "USER-003").verdict, OutcomeVerdict::Pass, "{:?}", outcome(&report, "USER-003"));
    assert_eq!(servers[0].binds(), 2);
    assert!(!String::from_utf8_lossy(&output.stdout).contains(typed.expose_secret()));

    // Without a terminal there is no prompt and no bind at all.
    let refused = run(&WHY, &[]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--ask-password needs a terminal"));
    assert_eq!(servers[0].binds(), 2);
}
