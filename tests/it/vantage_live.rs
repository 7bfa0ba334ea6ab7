//! The user's own cases in a real network: call manager and presence behind one router, Samba domain controllers behind
//! it, and access lists between them. By two reports and `compare`, by one command (`source:`, `ssh:`, `report:`), and
//! by the playbook. Each says everything that is found, so nothing else is.

mod login;
mod playbook;
mod world;

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::netns::{CLIENT, CLIENT_SECOND, Ns, PRESENCE, ROUTER, SERVER};
use super::watchdog;
use world::{ALIAS, Run, SECOND_SERVER, World};

/// What an access list can do to presence's packets, the word for it, and who is named for it.
const BLOCKS: [(&str, &str, &str); 4] = [
    ("tcp dport 636 drop", "dropped", ""),
    ("tcp dport 636 reject with tcp reset", "refused", ""),
    ("tcp dport 636 reject with icmp admin-prohibited", "prohibited", "10.77.3.1"),
    ("tcp dport 636 meta length > 80 drop", "data dropped", ""),
];

#[test]
fn reason_a_an_access_list_lets_call_manager_through_and_not_presence() {
    let world = World::new("reason-a").with_presence_by_ssh();
    for (rule, kind, router) in BLOCKS {
        world.lab.router_rules(&format!("ip saddr {PRESENCE} {rule}"));
        let run = every_way(&world);
        run.finds(1, &["path-blocked"]);
        blocked(&run, kind, (PRESENCE, "presence"), CLIENT);
        assert_eq!(run.proof("PATH-001", "router"), router, "{kind}");
    }
    world.lab.router_rules("");
    every_way(&world).finds(0, &[]);
}

#[test]
fn reason_b_the_ca_is_missing_on_presence_and_both_reasons_at_once() {
    let world = World::new("reason-b").presence_lacks_the_ca().with_presence_by_ssh();
    let lacks_the_ca = |diagnosis: &Value| {
        assert_eq!(
            (&diagnosis["owner"], &diagnosis["breaks"]),
            (&Value::from("presence"), &Value::from(vec!["login"]))
        );
    };
    let run = every_way(&world);
    run.finds(1, &["ca-missing"]);
    lacks_the_ca(&run.report["diagnoses"][0]);

    let [dropped, .., data_dropped] = BLOCKS;
    for (rule, kind, _) in [dropped, data_dropped] {
        world.lab.router_rules(&format!("ip saddr {PRESENCE} {rule}"));
        let run = every_way(&world);
        run.finds(1, &["path-blocked", "ca-missing"]);
        blocked(&run, kind, (PRESENCE, "presence"), CLIENT);
        lacks_the_ca(&run.report["diagnoses"][1]);
    }
}

#[test]
fn one_of_two_controllers_is_cut_off_and_one_of_two_is_down() {
    let world = World::new("one-of-two").with_second_server().with_presence_by_ssh();
    every_way(&world).finds(0, &[]);
    for address in [SERVER, SECOND_SERVER] {
        world.lab.router_rules(&format!("ip saddr {PRESENCE} ip daddr {address} tcp dport 636 drop"));
        let run = every_way(&world);
        run.finds(1, &["path-blocked"]);
        assert_eq!(run.proof("PATH-001", "destination"), address);
        assert_eq!(run.report["diagnoses"][0]["breaks"], Value::from(Vec::<&str>::new()), "the other one takes over");
    }
    world.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport 636 drop"));
    let run = every_way(&world);
    run.finds(1, &["path-blocked"]);
    assert_eq!(run.report["diagnoses"][0]["breaks"], Value::from(vec!["login"]), "both are cut off");

    world.lab.router_rules(&format!("ip daddr {SECOND_SERVER} tcp dport 636 drop"));
    every_way(&world).finds(1, &["server-unreachable"]);
}

/// A tunnel that loses full segments: the appliances' hellos fit one, ours that tries the way does not.
#[test]
fn a_path_that_loses_full_segments_is_one_warning_and_the_bind_works() {
    let world = World::new("segments");
    world.lab.router_rules("tcp dport 636 meta length > 1400 drop");
    let run = world.check(Ns::Client, &[]);
    run.finds(0, &["path-filtered"]);
    assert_eq!(run.report["diagnoses"][0]["severity"], "warning");
    assert!(run.message("BIND-005", "this-host").contains("binds in"));
    assert_eq!(world.binds(), 1);
}

/// Another address is another server until proven: no path is called blocked, and the name is told.
#[test]
fn dns_that_differs_per_place_is_told_as_such() {
    let world = World::new("dns").with_second_server().presence_is_told("10.77.2.9").with_presence_by_ssh();
    world.lab.router_rules("ip daddr 10.77.2.9 drop");
    let run = every_way(&world);
    run.finds(1, &["dns-failure"]);
    let why = run.message("PATH-001", "presence");
    assert!(why.starts_with("another address: it is 10.77.2.9 from presence and 10.77.2.2"), "{why}");
    assert_eq!(run.report["diagnoses"][0]["severity"], "error");

    // Split DNS whose addresses answer is no fault, unless another controller answers: it has another name, and is not
    // there a second time.
    let world = world.presence_is_told(ALIAS);
    every_way(&world).finds(0, &[]);
    let world = world.presence_is_told(SECOND_SERVER);
    every_way(&world).finds(1, &["name-mismatch", "no-failover"]);
}

#[test]
fn one_command_from_another_address_of_this_host() {
    let world = World::new("source").place("presence", &format!("source:{CLIENT_SECOND}"));
    world.lab.router_rules(&format!("ip saddr {CLIENT_SECOND} tcp dport 636 reject with icmp admin-prohibited"));
    let run = world.check(Ns::Client, &["--vantage", "call-manager"]);
    run.finds(1, &["path-blocked"]);
    blocked(&run, "prohibited", (CLIENT_SECOND, "presence"), CLIENT);
    assert_eq!(run.proof("PATH-001", "router"), ROUTER);
}

#[test]
fn what_stands_in_the_way_of_ssh_is_told_and_leaves_the_run_open() {
    let world = World::new("no-ssh").with_sshd(Ns::Presence);
    for (destination, words) in [
        (format!("ssh:nobody-of-this-name@{PRESENCE}"), "Permission denied"),
        (format!("ssh://root@{PRESENCE}:9"), "Connection refused"),
        (format!("ssh:root@{SERVER}"), "Connection refused"),
    ] {
        let world = &world;
        let run = world.check_with_places(&[("presence", &destination)], &["--vantage", "call-manager"]);
        run.finds(3, &[]);
        let why = run.message("PATH-001", "presence");
        assert!(why.starts_with("nothing was seen from presence: ssh ") && why.contains(words), "{why}");
        assert!(why.contains("(exit status 255)") && run.stderr.contains(words), "{why}\n{}", run.stderr);
        assert_eq!(run.report["evidence"]["vantages"][1]["unreached"]["exit_status"], 255);
    }
    world.lab.router_rules(&format!("ip daddr {PRESENCE} tcp dport 22 drop"));
    let destination = format!("ssh:root@{PRESENCE}");
    let places = [("presence", destination.as_str())];
    let run = world.check_with_places(&places, &["--vantage", "call-manager", "--deadline", "300"]);
    run.finds(3, &[]);
    // The timeout for connecting ended it: the deadline is longer than the watchdog.
    let why = run.message("PATH-001", "presence");
    assert!(why.contains("(exit status 255)") && why.contains("timed out"), "{why}");
    assert_eq!(world.left_behind(), 0);
}

#[test]
fn ssh_that_hangs_meets_the_deadline() {
    let world = World::new("hang").place("presence", &format!("ssh:root@{PRESENCE}"));
    world.ssh_hangs();
    let run = world.check(Ns::Client, &["--deadline", "2"]);
    run.finds(3, &[]);
    assert!(run.message("PATH-001", "presence").contains("the deadline came before its report"));
}

/// The program there ends by itself when nobody waits for it any more, and takes its folder with it.
#[test]
fn a_signal_ends_every_place_and_nothing_stays_behind() {
    let world = World::new("signal").with_sshd(Ns::Presence);
    world.lab.router_rules("tcp dport 636 drop");
    let way = format!("ssh:root@{PRESENCE}");
    let mut command =
        world.command(Ns::Client, &[("presence", &way)], &["--connect-timeout", "20", "--deadline", "60"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    watchdog::wait_until("ssh begins", || world.left_behind() > 0);
    std::thread::sleep(Duration::from_millis(300));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    // The program over there goes on until its own timeout, and takes its folder with it.
    let run = Run::read(&watchdog::output_of(child));
    assert!(run.message("PATH-001", "presence").contains("ended before the report came"));
    watchdog::wait_until("the folder goes", || world.left_behind() == 0);
}

/// Every account is tried once in a run, from however many places: a wrong password counts once.
#[test]
fn the_manager_binds_from_this_host_only() {
    let world = World::new("binds").with_sshd(Ns::Presence);
    let (ssh, source) = (format!("ssh:root@{PRESENCE}"), format!("source:{CLIENT_SECOND}"));
    let run = world.check_with_places(&[("presence", &ssh), ("client", &source)], &[]);
    run.finds(0, &[]);
    assert_eq!(world.binds(), 1);
    assert!(run.message("BIND-005", "this-host").contains("binds in"));
    for place in ["presence", "client"] {
        for check in ["BIND-002", "BIND-004", "BIND-005", "BIND-006", "BIND-007"] {
            let why = run.message(check, place);
            assert!(why.starts_with("binds are tried from this host only"), "{check} {place}: {why}");
        }
    }
}

/// A problem that is proven beats a place that could not be used.
#[test]
fn a_proven_problem_beats_an_open_question() {
    let world = World::new("proven").presence_lacks_the_ca();
    let destination = format!("ssh://root@{PRESENCE}:9");
    world.check_with_places(&[("presence", &destination)], &[]).finds(1, &["ca-missing"]);
}

#[test]
fn a_saved_report_is_a_place_too() {
    let world = World::new("saved");
    world.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport 636 drop"));
    let presence = world.report(Ns::Presence, "whatever-it-was-called");
    let way = format!("report:{}", presence.display());
    let run = world.check_with_places(&[("presence", &way)], &["--vantage", "call-manager"]);
    run.finds(1, &["path-blocked"]);
    blocked(&run, "dropped", (PRESENCE, "presence"), CLIENT);
}

/// That three take no longer than one is measured by benches/vantage.
#[test]
fn three_places_by_ssh_all_report_in_one_run() {
    let world = World::new("three").with_sshd(Ns::Presence);
    // A server that drops: whoever looks waits for the whole timeout.
    world.lab.router_rules("tcp dport 636 drop");
    let way = format!("ssh:root@{PRESENCE}");
    let places = ["presence 1", "presence 2", "presence 3"];
    let run = world.check_with_places(&places.map(|place| (place, way.as_str())), &[]);
    run.finds(1, &["server-unreachable"]);
    let vantages = run.report["evidence"]["vantages"].as_array().unwrap();
    let reported: Vec<&Value> =
        vantages.iter().filter(|seen| seen["unreached"].is_null()).map(|seen| &seen["name"]).collect();
    assert_eq!(reported, ["presence 1", "presence 2", "presence 3", "this-host"]);
    assert_eq!(world.left_behind(), 0);
}

/// What two saved reports say in either order, and one command by ssh says too: the same to the byte.
#[track_caller]
fn every_way(world: &World) -> Run {
    let [call_manager, presence] = [world.report(Ns::Client, "call-manager"), world.report(Ns::Presence, "presence")];
    let run = world.compare(&[&call_manager, &presence]);
    let swapped = world.compare(&[&presence, &call_manager]);
    assert_eq!(run.stdout, swapped.stdout, "the order of the files shows");
    let by_ssh = world.check(Ns::Client, &["--vantage", "call-manager"]);
    for part in ["verdict", "exit_code", "diagnoses"] {
        assert_eq!(by_ssh.report[part], run.report[part], "one command says something else");
    }
    assert_eq!(by_ssh.stderr, "", "nothing to say beside the report");
    assert_eq!(world.left_behind(), 0);
    run
}

/// The finding holds what an administrator has to tell the network's.
#[track_caller]
fn blocked(run: &Run, kind: &str, (source, name): (&str, &str), reaching: &str) {
    let first = &run.report["diagnoses"][0];
    assert_eq!((&first["owner"], &first["breaks"]), (&Value::from("network"), &Value::from(vec!["login"])));
    let summary = first["summary"].as_str().unwrap();
    for words in [name, source, "dc1.lab.example:636", SERVER, reaching] {
        assert!(summary.contains(words), "{words} is not in {summary}");
    }
    let facts = [("kind", kind), ("source", source), ("destination", SERVER), ("port", "636")];
    for (fact, value) in facts {
        assert_eq!(run.proof("PATH-001", fact), value);
    }
    let rule = format!("permit TCP from host {source}, any port, to host {SERVER} port 636");
    assert!(first["fix"][0].as_str().unwrap().contains(&rule), "{}", first["fix"]);
}
