//! Nodes that are asked by ssh: real sshd with passwords, a shell that connects from the node's own network, and
//! everything that a node may do to whoever asks it.

mod canaries;
mod doors;
mod init;
mod site;

use std::fs;

use serde_json::json;
use ucdoctor::report::OutcomeVerdict;

use site::{ACCOUNT, CALL_MANAGER, DIRECTORY, IM, Node, PASSWORD, PORTS, Run, Site};

use crate::netns::PRESENCE;

/// What an access list can do to the packets of one node.
const BLOCKS: [&str; 3] = ["drop", "reject with tcp reset", "reject with icmp admin-prohibited"];

/// Call manager and presence, asked by ssh.
fn cluster(site: &Site, presence: &Node) -> String {
    let call_manager = Node::call_manager();
    site.configuration(&[(&call_manager, site.by_ssh(&call_manager)), (presence, site.by_ssh(presence))])
}

/// The same from the sessions that a run saved in `folder`.
fn from_transcripts(site: &Site, folder: &str) -> String {
    let entry = |node: &Node| {
        let kind = if node.presence { "presence" } else { "call-manager" };
        format!("transcript = \"{folder}/{kind}-{}.log\"", node.name)
    };
    let (call_manager, presence) = (Node::call_manager(), Node::im());
    site.configuration(&[(&call_manager, entry(&call_manager)), (&presence, entry(&presence))])
}

/// Everything of both nodes passed, and nothing is left open.
#[track_caller]
fn all_green(run: &Run) {
    run.finds(0, &[]);
    for check in ["NODE-001", "NODE-002", "NODE-003", "NODE-004", "NODE-005", "CONF-002", "CONF-003"] {
        let mut outcomes = run.report.outcomes.iter().filter(|outcome| outcome.check == check).peekable();
        assert!(outcomes.peek().is_some(), "{check}");
        assert!(outcomes.all(|outcome| outcome.verdict == OutcomeVerdict::Pass), "{check}\n{}", run.told());
    }
}

/// The user's first case, from the nodes alone: no neighbour looks, no export is given.
#[test]
fn an_access_list_that_blocks_presence_is_proven_by_the_nodes() {
    let site = Site::new("shells-a");
    for node in [Node::call_manager(), Node::im()] {
        site.start(&node);
    }
    let saved = site.path("saved");
    let save = ["--save-transcripts", saved.to_str().unwrap()];
    let healthy = site.check(&cluster(&site, &Node::im()), &save);
    all_green(&healthy);
    all_green(&site.check(&from_transcripts(&site, "saved"), &[]));

    for rule in BLOCKS {
        site.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport {{ 389, 3268 }} {rule}"));
        let run = site.check(&cluster(&site, &Node::im()), &save);
        run.finds(1, &["path-blocked", "path-blocked"]);
        let first = &run.report.diagnoses[0];
        for words in [IM, PRESENCE, DIRECTORY, CALL_MANAGER] {
            assert!(first.summary.contains(words), "{rule}: {words}: {}", first.summary);
        }
        let ports: Vec<&str> = run.report.diagnoses.iter().map(|one| one.summary.as_str()).collect();
        assert!(PORTS.iter().all(|port| ports.iter().any(|one| one.contains(&port.to_string()))), "{ports:?}");
        // The saved sessions say the same, byte for byte.
        let again = site.check(&from_transcripts(&site, "saved"), &[]);
        again.finds(1, &["path-blocked", "path-blocked"]);
        assert_eq!(again.diagnoses(), run.diagnoses());
    }
    for node in [CALL_MANAGER, IM] {
        for text in [site.log(node), fs::read_to_string(site.path(&format!("saved/presence-{IM}.log"))).unwrap()] {
            assert!(!text.contains(PASSWORD));
        }
        assert_eq!(site.tries(node), 4, "one password for each of four runs:\n{}", site.log(node));
    }
}

#[test]
fn a_blocked_path_and_a_stale_host_list_are_two_findings() {
    let site = Site::new("shells-stale");
    let stale = Node::im().with(json!({"hosts": [["ad0.lab.example", 389], [DIRECTORY, 3268]]}));
    for node in [&Node::call_manager(), &stale] {
        site.start(node);
    }
    site.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport 389 drop"));
    let run = site.check(&cluster(&site, &stale), &[]);
    let mut found: Vec<&str> = run.report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
    found.sort_unstable();
    assert_eq!(
        (run.status, found.as_slice()),
        (Some(1), ["ldap-hosts-differ", "path-blocked"].as_slice()),
        "{}",
        run.told()
    );
}

/// A name that the node cannot resolve makes its test fail too: that is no blocked path.
#[test]
fn a_name_that_one_node_does_not_know_is_its_name_servers_fault() {
    let site = Site::new("shells-dns");
    let lost = Node { hosts: "hosts-without", ..Node::im() };
    for node in [&Node::call_manager(), &lost] {
        site.start(node);
    }
    let run = site.check(&cluster(&site, &lost), &[]);
    run.finds(1, &["node-dns-failure"]);
    assert!(run.report.diagnoses[0].summary.contains(IM) && run.report.diagnoses[0].summary.contains(DIRECTORY));
}

#[test]
fn pagers_levels_and_slow_starts_change_nothing() {
    let site = Site::new("shells-pager");
    site.start(&Node::call_manager());
    // Five rows a page, and a login that takes a moment.
    let paged =
        Node::im().with(json!({"rows": 5, "starting": 1.5, "delay": 0.05, "refused": ["set cli pagination off"]}));
    site.start(&paged);
    all_green(&site.check(&cluster(&site, &paged), &[]));
    let queried = site.typed(IM);
    assert!(queried.iter().any(|line| line == "utils ntp status"), "{queried:?}");

    // A level that allows less is said, and what depends on it is not made up.
    let low = Node::new("im2.lab.example", true)
        .at(2202)
        .with(json!({"level": 0, "refused": ["utils network connectivity"]}));
    site.start(&low);
    let run = site.check(&cluster(&site, &low), &[]);
    run.finds(3, &[]);
    let said = run.message("NODE-001", &format!("{DIRECTORY}:389 x presence/im2"));
    assert!(said.contains("Incomplete command entered") && said.contains("privilege level"), "{said}");
    let asked = site.typed("im2.lab.example");
    let tests = asked.iter().filter(|line| line.starts_with("utils network connectivity")).count();
    assert_eq!(tests, 1, "what the first refusal says holds for the others: {asked:?}");
}

/// Only lines of the list are ever typed.
#[test]
fn what_is_typed_is_what_queries_print() {
    let site = Site::new("shells-list");
    site.start(&Node::call_manager());
    site.start(&Node::im());
    let configuration = cluster(&site, &Node::im());
    site.check(&configuration, &[]);
    for node in [CALL_MANAGER, IM] {
        let queries = std::process::Command::new(env!("CARGO_BIN_EXE_ucdoctor"))
            .args(["queries", "--node", node, "-c"])
            .arg(site.path("ucdoctor.toml"))
            .output()
            .unwrap();
        let printed = String::from_utf8(queries.stdout).unwrap();
        let printed: Vec<&str> = printed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert_eq!(site.typed(node), printed, "{node}");
    }
}

#[test]
fn a_host_key_that_is_not_known_gets_nothing() {
    let site = Site::new("shells-key");
    let (call_manager, presence) = (Node::call_manager(), Node::im());
    site.start(&call_manager);
    site.start(&presence);
    let other = site.sha256("rsa");
    let changed = format!("{}ssh_host_key = \"{other}\"", site.without_key(&presence));
    let text = site.configuration(&[(&call_manager, site.without_key(&call_manager)), (&presence, changed)]);
    let run = site.check(&text, &[]);
    run.finds(1, &["host-key-changed"]);
    let unknown = run.message("NODE-007", "call-manager/");
    let shown = site.sha256("ed25519");
    for words in ["ssh-ed25519", &format!("ssh_host_key = \"{shown}\""), "nothing was sent"] {
        assert!(unknown.contains(words), "{unknown}");
    }
    let summary = &run.report.diagnoses[0].summary;
    assert!([&shown, &other].iter().all(|key| summary.contains(key.as_str())), "{summary}");
    for node in [CALL_MANAGER, IM] {
        assert_eq!((site.tries(node), site.typed(node).len()), (0, 0), "{}", site.log(node));
    }

    // A node has a key of each kind, and the one that is known is not the first that it shows.
    let both = Node::new("im3.lab.example", true).at(2203);
    let both = Node { sshd: format!("HostKey {}\n", site.path("rsa").display()), ..both };
    site.start(&both);
    let known = format!("{}ssh_host_key = \"{other}\"", site.without_key(&both));
    let run = site.check(&site.configuration(&[(&call_manager, site.by_ssh(&call_manager)), (&both, known)]), &[]);
    assert_eq!(run.message("NODE-007", "presence/im3"), format!("ssh-rsa {other}"));
    assert_eq!(site.tries("im3.lab.example"), 1);

    let known = format!("{PRESENCE} {}", fs::read_to_string(site.path("ed25519.pub")).unwrap());
    fs::write(site.path("known_hosts"), known).unwrap();
    let by_file = format!("{}ssh_known_hosts = \"known_hosts\"", site.without_key(&presence));
    let text = site.configuration(&[(&call_manager, site.by_ssh(&call_manager)), (&presence, by_file)]);
    all_green(&site.check(&text, &[]));
}

#[test]
fn a_wrong_password_is_sent_once_in_all_runs() {
    let site = Site::new("shells-password");
    site.start(&Node::call_manager());
    // The same by the plain method, which some releases offer alone.
    let plain = Node { sshd: "KbdInteractiveAuthentication no\n".to_owned(), ..Node::im() };
    site.start(&plain);
    let text = cluster(&site, &plain);
    let run = |arguments: &[&str], password: &str| {
        let mut command = site.command(&text, arguments);
        let output = crate::watchdog::output(command.env("SITE_PASSWORD", password));
        Run::read(&output)
    };
    let first = run(&[], "quite-another-1");
    first.finds(1, &["settings-contradict", "settings-contradict"]);
    assert!(first.report.diagnoses[0].summary.contains(&format!("refuses the account {ACCOUNT}")), "{}", first.told());
    assert!(!String::from_utf8_lossy(&first.stdout).contains("quite-another-1"));
    // Remembered, and not sent again; another one is.
    let again = run(&[], "quite-another-1");
    again.finds(1, &["settings-contradict", "settings-contradict"]);
    assert!(again.message("NODE-006", "presence/").contains("earlier run"), "{}", again.told());
    for node in [CALL_MANAGER, IM] {
        assert_eq!((site.tries(node), site.typed(node).len()), (1, 0), "{}", site.log(node));
    }
    all_green(&run(&[], PASSWORD));
    run(&["--bind-anyway"], "quite-another-1").finds(1, &["settings-contradict", "settings-contradict"]);
    for node in [CALL_MANAGER, IM] {
        assert_eq!(site.tries(node), 3, "{}", site.log(node));
    }
}

#[test]
fn old_algorithms_are_offered_where_the_entry_says_so() {
    let site = Site::new("shells-old");
    site.start(&Node::call_manager());
    let sshd = "KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1\nHostKeyAlgorithms ssh-rsa\n\
                Ciphers aes128-cbc\nMACs hmac-sha1\n";
    let old = Node { sshd: sshd.to_owned(), key: "rsa", ..Node::im() };
    site.start(&old);
    let run = site.check(&cluster(&site, &old), &[]);
    run.finds(1, &["settings-contradict"]);
    let said = run.message("NODE-006", "presence/");
    for offer in ["diffie-hellman-group14-sha1", "curve25519-sha256"] {
        assert!(said.contains(offer), "{said}");
    }
    let run = site.check(&cluster(&site, &old.clone().entry("ssh_old_algorithms = true")), &[]);
    all_green(&run);
}

/// Everything at once, each at a node of its own: nothing of it becomes a finding, and nothing is green.
#[test]
fn whatever_a_shell_does_is_an_open_question() {
    let site = Site::new("shells-odd");
    site.start(&Node::call_manager());
    let ntp = "utils ntp status";
    let odd = [
        ("closes", json!({"odd": {ntp: "close"}}), "ended the session"),
        ("silent", json!({"odd": {ntp: "silent"}}), "--deadline"),
        ("endless", json!({"odd": {ntp: "endless"}}), "more than 512 KiB"),
        ("pages", json!({"odd": {ntp: "pages"}}), "more than 512 KiB"),
        ("insists", json!({"odd": {ntp: "ask for ever"}}), "asked for more"),
        ("pries", json!({"odd": {ntp: "password"}}), "asked for more"),
        ("expired", json!({"login": "password"}), "must change its password"),
        ("refuses", json!({"login": "close"}), "ended the session"),
        ("mute", json!({"login": "silent"}), "--deadline"),
        ("chatters", json!({"login": "endless"}), "more than 512 KiB"),
    ];
    let nodes: Vec<Node> = odd
        .iter()
        .zip(2300..)
        .map(|((name, settings, _), port)| Node::new(name, true).at(port).with(settings.clone()))
        .collect();
    nodes.iter().for_each(|node| site.start(node));
    let entries: Vec<(&Node, String)> = nodes.iter().map(|node| (node, site.by_ssh(node))).collect();
    let run = site.check(&site.configuration(&entries), &["--deadline", "20"]);
    run.finds(1, &["settings-contradict"]);
    for (name, _, words) in &odd {
        let said = run.message("NODE-006", &format!("presence/{name}"));
        assert!(said.contains(words), "{name}: {said}");
        assert_eq!(site.tries(name), 1, "{}", site.log(name));
        assert!(!site.typed(name).iter().any(|line| line == "y" || line.contains(PASSWORD)));
    }
    let clocks = run.report.outcomes.iter().filter(|outcome| outcome.check == "NODE-004");
    assert!(clocks.into_iter().all(|outcome| outcome.verdict != OutcomeVerdict::Pass), "{}", run.told());
    // What was asked before counts.
    assert!(run.message("NODE-005", "presence/closes").contains("session of closes"));
}

#[test]
fn a_node_with_another_time_than_the_others_is_named() {
    let site = Site::new("shells-clock");
    site.start(&Node::call_manager());
    let ahead = Node::im().with(json!({"ahead": 3 * 86_400}));
    site.start(&ahead);
    let run = site.check(&cluster(&site, &ahead), &[]);
    run.finds(0, &["clock-skew"]);
    let said = run.message("NODE-004", &format!("presence/{IM}"));
    assert!(said.contains("follows a time server, which is wrong then"), "{said}");
}

#[test]
fn questions_get_no_and_garbage_is_kept_apart() {
    let site = Site::new("shells-ask");
    site.start(&Node::call_manager());
    let asks = Node::im().with(json!({"odd": {"show cert list trust": "ask", "show network cluster": "garbage"}}));
    site.start(&asks);
    let run = site.check(&cluster(&site, &asks), &["--save-transcripts", site.path("saved").to_str().unwrap()]);
    run.finds(0, &[]);
    let saved = fs::read_to_string(site.path(&format!("saved/presence-{IM}.log"))).unwrap();
    assert!(saved.contains("Operation cancelled") && !saved.contains("IT WAS DONE"), "{saved}");
}

#[test]
fn what_answers_and_is_no_shell_is_told() {
    let site = Site::new("shells-none");
    site.start(&Node::call_manager());
    // The directory server speaks first to nobody; nothing listens on port 9.
    let (ldap, nothing) = (Node::new("ldap", false).at(389), Node::new("nothing", false).at(9));
    let at = |node: &Node, address: &str| {
        let key = site.sha256("rsa");
        let how = format!("ssh = \"{ACCOUNT}\"\nssh_password_env = \"SITE_PASSWORD\"\nssh_host_key = \"{key}\"");
        (node.clone(), format!("{how}\naddress = \"{address}:{}\"", node.port))
    };
    let (ldap, nothing) = (at(&ldap, crate::netns::SERVER), at(&nothing, crate::netns::CLIENT));
    let text = site.configuration(&[(&ldap.0, ldap.1), (&nothing.0, nothing.1)]);
    let run = site.check(&text, &["--deadline", "3"]);
    run.finds(3, &[]);
    assert!(run.message("NODE-006", "call-manager/nothing").contains("refused"), "{}", run.told());
    run.message("NODE-006", "call-manager/ldap");
}
