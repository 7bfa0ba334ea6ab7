//! Reason A and Reason B out of one login: nodes that ask a real directory from where they stand, with the trust that
//! they have, and one known password through both of them.

use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::world::{CALL_MANAGER_NODE, PRESENCE_NODE, Run, World};
use crate::axl::call_manager::{CallManager, Reply};
use crate::netns::{CLIENT, Ns, PRESENCE};
use crate::samba::dc::HOSTS;
use crate::samba::seed::PASSWORD;
use crate::terminal::typed;
use crate::through_nodes::nodes::{accepts_login, accepts_user, failure, logged_out, presence_lists};

const WHO: &str = "heidi";

/// Whether the directory takes a password, asked from a namespace with a trust file: a bind by ldapsearch.
fn directory(world: &World, ns: Ns, trust: PathBuf) -> impl Fn(&str) -> bool + Send + Sync + 'static {
    let ask = world.inside(ns, "ldapsearch");
    let program = ask.get_program().to_owned();
    let arguments: Vec<OsString> = ask.get_args().map(ToOwned::to_owned).collect();
    move |password| {
        let mut ask = Command::new(&program);
        ask.args(&arguments).args(["-x", "-o", "nettimeout=2", "-H", &format!("ldaps://{}", HOSTS[0])]);
        ask.args(["-D", &format!("{WHO}@lab.example"), "-w", password, "-s", "base", "-b", "", "1.1"]);
        ask.env("LDAPTLS_CACERT", &trust);
        ask.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        ask.status().expect("ldapsearch (Debian package ldap-utils)").success()
    }
}

/// A listener on a namespace's address.
fn listener(world: &World, ns: Ns, address: &str) -> TcpListener {
    let listener = world.lab.inside(ns, || TcpListener::bind((address, 0)).unwrap());
    listener.set_nonblocking(true).unwrap();
    listener
}

/// Call manager: its UDS lets in whom the directory lets in, and lists the presence node.
fn call_manager(world: &World) -> CallManager {
    let takes = directory(world, Ns::Client, world.path("call-manager.pem"));
    CallManager::start_at(listener(world, Ns::Client, CLIENT), CALL_MANAGER_NODE, move |_, head, _| {
        let line = head.lines().find_map(|line| line.strip_prefix("Authorization: Basic ")).unwrap_or_default();
        let pair = String::from_utf8(openssl::base64::decode_block(line).unwrap()).unwrap();
        match takes(pair.split_once(':').unwrap().1) {
            true => Reply::Http(200, accepts_user(WHO, &presence_lists(&[PRESENCE_NODE]))),
            false => Reply::Http(401, String::new()),
        }
    })
}

/// Presence: its login asks the directory too, from its own network and with its own trust.
fn presence(world: &World) -> CallManager {
    let takes = directory(world, Ns::Presence, world.path("presence.pem"));
    CallManager::start_at(listener(world, Ns::Presence, PRESENCE), PRESENCE_NODE, move |_, head, body| {
        let between = |text: &str, from: &str, to: &str| {
            let (_, rest) = text.split_once(from)?;
            Some(rest.split_once(to)?.0.to_owned())
        };
        match between(body, "password>", "</") {
            None if head.contains("/logout") => Reply::Http(200, logged_out()),
            Some(password) if takes(&password) => Reply::Http(200, accepts_login()),
            _ => Reply::Http(200, failure("<e:reason>login failed</e:reason>")),
        }
    })
}

/// `why heidi --ask-password --through-nodes` on call manager's host, with this password typed.
fn why(world: &World, (call_manager, presence): (&CallManager, &CallManager), password: &str) -> Run {
    fs::write(world.path("cm.pem"), &call_manager.root).unwrap();
    fs::write(world.path("cups.pem"), &presence.root).unwrap();
    let configuration = world.configuration(&[("presence", &format!("ssh:root@{PRESENCE}"))]);
    let nodes = format!(
        "[[call_manager.nodes]]\nname = \"{CALL_MANAGER_NODE}\"\nlogin = \"{}\"\nlogin_trust = \"cm.pem\"\n\
         [[presence.nodes]]\nname = \"{PRESENCE_NODE}\"\nlogin = \"{}\"\nlogin_trust = \"cups.pem\"\n\
         client_version = \"14.1.3.57304\"\n",
        call_manager.url(""),
        presence.url("")
    );
    fs::write(&configuration, fs::read_to_string(&configuration).unwrap() + &nodes).unwrap();
    let mut command = world.inside(Ns::Client, world.binary().to_str().unwrap());
    command.args(["why", WHO, "--ask-password", "--through-nodes", "--connect-timeout", "1", "-o", "json", "-c"]);
    command.arg(configuration).env("UCDOCTOR_STATE_DIR", world.path("state"));
    let output = typed(&command, &format!("Password of {WHO}: "), password);
    assert!(!String::from_utf8_lossy(&output.stdout).contains(password), "the password is in the report");
    Run::read(&output)
}

fn summary(run: &Run) -> &str {
    run.report["diagnoses"][0]["summary"].as_str().unwrap()
}

/// The checks that the first diagnosis rests on.
fn because(run: &Run) -> Vec<&str> {
    let because = run.report["diagnoses"][0]["because"].as_array().unwrap();
    because.iter().map(|because: &Value| because["check"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn reason_a_out_of_one_login() {
    let world = World::new("login-a").with_presence_by_ssh();
    let (cm, p) = (call_manager(&world), presence(&world));
    why(&world, (&cm, &p), PASSWORD).finds(0, &[]);
    assert_eq!(world.binds_of(WHO), 3, "this host, call manager, presence");

    world.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport 636 drop"));
    let run = why(&world, (&cm, &p), PASSWORD);
    run.finds(1, &["path-blocked"]);
    let begins = format!(
        "the directory takes {WHO}'s password, call manager takes it, presence/{PRESENCE_NODE} does not: presence "
    );
    assert!(summary(&run).starts_with(&begins), "{}", summary(&run));
    assert!(because(&run).contains(&"USER-008") && because(&run).contains(&"PATH-001"), "{:?}", because(&run));
    assert_eq!(world.binds_of(WHO), 5, "presence never came that far");

    // A wrong one is wrong, whatever else is broken, and counts once.
    let wrong = why(&world, (&cm, &p), "Wr0ng-Horse-8");
    assert_eq!(world.binds_of(WHO), 6);
    let codes: Vec<&str> =
        wrong.report["diagnoses"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"user-password-wrong") && !codes.contains(&"node-refuses-login"), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reason_b_out_of_one_login() {
    let world = World::new("login-b").presence_lacks_the_ca().with_presence_by_ssh();
    let (cm, p) = (call_manager(&world), presence(&world));
    let run = why(&world, (&cm, &p), PASSWORD);
    run.finds(1, &["ca-missing"]);
    let begins = format!(
        "the directory takes {WHO}'s password, call manager takes it, presence/{PRESENCE_NODE} does not: presence does \
         not trust {}:636",
        HOSTS[0]
    );
    assert!(summary(&run).starts_with(&begins), "{}", summary(&run));
    assert!(because(&run).contains(&"USER-008") && because(&run).contains(&"TLS-004"), "{:?}", because(&run));
}
