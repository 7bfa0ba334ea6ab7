//! Logged sessions of nodes, through the command line: what they prove, what they do not, and damage.

mod session;

use std::fs;
use std::process::{Command, Output};

use ucdoctor::report::{OutcomeVerdict, Report};

use session::{Node, session};

const CONFIGURATION: &str = "[directory]\nservers = [\"ldaps://ad1.lab.example:636\", \"ldaps://ad2.lab.example:3269\"]\n\
    [[call_manager.nodes]]\nname = \"ucm1.lab.example\"\ntranscript = \"ucm1.log\"\n\
    [[presence.nodes]]\nname = \"im1.lab.example\"\ntranscript = \"im1.log\"\n";

fn run(files: &[(&str, &[u8])]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("ucdoctor.toml", CONFIGURATION.as_bytes())].iter().chain(files) {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    Command::new(env!("CARGO_BIN_EXE_ucdoctor"))
        .args(["check", "-o", "json", "--only", "deployment"])
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn report(output: &Output) -> Report {
    let report = serde_json::from_slice(&output.stdout);
    report.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn check(call_manager: &str, presence: &str) -> (Option<i32>, Report) {
    let output = run(&[("ucm1.log", call_manager.as_bytes()), ("im1.log", presence.as_bytes())]);
    (output.status.code(), report(&output))
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

fn call_manager() -> Node {
    Node { name: "ucm1", address: "10.7.0.10", ..Node::default() }
}

fn presence() -> Node {
    Node { name: "im1", address: "10.8.0.10", presence: true, ..Node::default() }
}

#[test]
fn a_sound_cluster_is_healthy_from_sessions_alone() {
    let (status, report) = check(&session(&call_manager()), &session(&presence()));
    assert_eq!((status, codes(&report)), (Some(0), vec![]));
    for check in ["NODE-001", "NODE-002", "NODE-003", "NODE-004", "NODE-005", "CONF-002", "CONF-003"] {
        let outcomes = report.outcomes.iter().filter(|outcome| outcome.check == check);
        let verdicts: Vec<_> = outcomes.map(|outcome| (outcome.verdict, &outcome.message)).collect();
        assert!(
            !verdicts.is_empty() && verdicts.iter().all(|(verdict, _)| *verdict == OutcomeVerdict::Pass),
            "{check}: {verdicts:?}"
        );
    }
}

/// The user's first case: an access list lets call manager through, and presence not.
#[test]
fn a_path_that_is_blocked_for_one_node_is_proven_by_the_nodes() {
    let cut_off = Node { closed: &["ad1.lab.example:636", "ad2.lab.example:3269"], ..presence() };
    let (status, report) = check(&session(&call_manager()), &session(&cut_off));
    assert_eq!((status, codes(&report)[0]), (Some(1), "path-blocked"), "{:?}", codes(&report));
    let first = &report.diagnoses[0];
    for words in ["presence/im1.lab.example", "10.8.0.10", "ad1.lab.example:636", "call-manager/ucm1.lab.example"] {
        assert!(first.summary.contains(words), "{words}: {}", first.summary);
    }
    assert!(first.fix[0].contains("from host 10.8.0.10"), "{:?}", first.fix);
    assert!(codes(&report).iter().all(|code| *code == "path-blocked"));
    // Nobody reaches it: that is no blocked path.
    let none = |node: Node| session(&Node { closed: &["ad1.lab.example:636"], ..node });
    assert_eq!(codes(&check(&none(call_manager()), &none(presence())).1), ["server-unreachable"]);
}

#[test]
fn names_services_clocks_and_hosts_of_one_node_have_causes_of_their_own() {
    for (change, code) in [
        (Node { lost: &["ad2.lab.example"], ..presence() }, "node-dns-failure"),
        // What it does not resolve it does not reach either: that is no blocked path.
        (Node { lost: &["ad2.lab.example"], closed: &["ad2.lab.example:3269"], ..presence() }, "node-dns-failure"),
        (Node { stopped: &["Cisco XCP Connection Manager"], ..presence() }, "service-stopped"),
        (Node { unsynchronised: true, ..presence() }, "clock-skew"),
        (Node { hosts: &["ad0.lab.example"], ..presence() }, "ldap-hosts-differ"),
        (Node { name: "im2", ..presence() }, "settings-contradict"),
    ] {
        let (_, report) = check(&session(&call_manager()), &session(&change));
        assert_eq!(codes(&report), [code]);
    }
}

const FOUR: &str = "[directory]\nservers = [\"ldaps://ad1.lab.example:636\", \"ldaps://ad2.lab.example:3269\"]\n\
    [[call_manager.nodes]]\nname = \"ucm1.lab.example\"\ntranscript = \"ucm1.log\"\n\
    [[presence.nodes]]\nname = \"im1.lab.example\"\ntranscript = \"im1.log\"\n\
    [[presence.nodes]]\nname = \"im2.lab.example\"\ntranscript = \"im2.log\"\n";

/// Two presence nodes behind one access list, or with one stale copy, are one finding; and of what their sync agents say
/// the publisher's word counts. Where no one is the publisher, a difference leaves it open.
#[test]
fn what_is_wrong_on_both_presence_nodes_is_one_finding() {
    let second = |node: Node| Node { name: "im2", address: "10.8.0.11", ..node };
    let stale: &[&str] = &["ad0.lab.example"];
    let late = "Sync Completed, but currently failed to connect to the CUCM Database Monitor. Retrying...";
    let failing = session(&presence()).replace("Completed 2023-01-02 03:04:05", late);
    let cut_off = Node { closed: &["ad1.lab.example:636"], ..presence() };
    let behind = Node { hosts: stale, ..presence() };
    for (first, other, code) in [
        (session(&cut_off), session(&second(cut_off)), "path-blocked"),
        (session(&behind), session(&second(behind)), "ldap-hosts-differ"),
        (
            failing.clone(),
            session(&second(presence())).replace("Primary Node =true", "Primary Node =false"),
            "sync-agent-failed",
        ),
        (failing, session(&second(presence())), ""),
    ] {
        let files = [("ucm1.log", session(&call_manager())), ("im1.log", first), ("im2.log", other)];
        let mut files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        files.push(("ucdoctor.toml", FOUR.as_bytes()));
        let output = run(&files);
        let expected = if code.is_empty() { Vec::new() } else { vec![code] };
        assert_eq!(codes(&report(&output)), expected);
        assert_eq!(output.status.code(), Some(if code.is_empty() { 3 } else { 1 }));
    }
}

#[test]
fn a_missing_right_is_said_and_nothing_is_made_of_it() {
    let low = session(&presence())
        .replace("Service accessible", "Incomplete command entered")
        .replace("Service not accessible", "Incomplete command entered");
    let (status, report) = check(&session(&call_manager()), &low);
    assert_eq!((status, codes(&report)), (Some(3), vec![]));
    let said =
        report.outcomes.iter().find(|outcome| outcome.check == "NODE-001" && outcome.subject.contains("im1")).unwrap();
    assert!(
        said.message.contains("Incomplete command entered") && said.message.contains("privilege level"),
        "{}",
        said.message
    );
}

/// Without the two controls, an answer means nothing, whatever it says.
#[test]
fn wording_alone_proves_nothing() {
    let without = session(&presence()).replace("ucm1.lab.example 8443", "elsewhere.example 8443");
    let (status, report) = check(&session(&call_manager()), &without);
    assert_eq!((status, codes(&report)), (Some(3), vec![]));
}

type Damage = fn(&str) -> Vec<u8>;

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn with_pager(text: &str) -> Vec<u8> {
    let pager = "\u{1b}[1mPress <enter> for 1 line, <space> for one page, or <q> to quit\u{1b}[0m\r\u{1b}[K";
    let paged: Vec<String> = text
        .split('\n')
        .enumerate()
        .map(|(nth, line)| if nth % 7 == 3 { format!("{pager}{line}") } else { line.to_owned() })
        .collect();
    paged.join("\n").into_bytes()
}

fn pager_inside(text: &str) -> Vec<u8> {
    text.replace("636       ", "636       Press <enter> for 1 line, <space> for one page, or <q> to quit\r")
        .into_bytes()
}

/// Each kind of damage to the session of a node that is cut off: the same finding, an open question or a refusal, and
/// never a healthy site.
#[test]
fn a_damaged_session_is_never_green() {
    let sound: &[(&str, Damage)] = &[
        ("CR LF", |text| text.replace('\n', "\r\n").into_bytes()),
        ("CR CR LF", |text| text.replace('\n', "\r\r\n").into_bytes()),
        ("UTF-16", utf16),
        ("UTF-8 with a mark", |text| format!("\u{feff}{text}").into_bytes()),
        ("pagers", with_pager),
        ("a pager inside a row", pager_inside),
        ("colours", |text| text.replace("admin:", "\u{1b}[32madmin:\u{1b}[0m").into_bytes()),
        ("a typing mistake corrected", |text| text.replace("admin:show my", "admin:shoe\u{8} \u{8}w my").into_bytes()),
        ("the prompt twice", |text| text.replace("admin:utils", "admin:admin:utils").into_bytes()),
        ("a PuTTY header", |text| format!("=~=~=~= PuTTY log 2023.01.02 10:00:00 =~=~=~=\n{text}").into_bytes()),
        ("script(1)", |text| {
            format!("Script started on 2023-01-02 10:00:00+01:00\n{text}\nScript done\n").into_bytes()
        }),
        ("a window's title", |text| text.replace("admin:", "\u{1b}]0;im1\u{7}admin:").into_bytes()),
        ("an old code page", |text| [b"admin:show status\nPl\xe4tze\n", text.as_bytes()].concat()),
        ("empty commands", |text| text.replace("admin:", "admin:\nadmin:\nadmin:").into_bytes()),
    ];
    let open: &[(&str, Damage)] = &[
        ("cut in the first table", |text| text.as_bytes()[..text.find("====").unwrap()].to_vec()),
        ("cut in the middle of a test", |text| text.as_bytes()[..text.find("Service not").unwrap() + 9].to_vec()),
        ("another prompt", |text| text.replace("admin:", "im1$ ").into_bytes()),
        ("quoted in mail", |text| text.replace('\n', "\n> ").replacen("admin:", "> admin:", 1).into_bytes()),
        ("nothing", |_| Vec::new()),
        ("on one line", |text| text.replace('\n', " ").into_bytes()),
        ("two machines", |text| format!("{text}\n{}", session(&call_manager())).into_bytes()),
        ("tests interrupted", |text| text.replace("Service not accessible", "^C").into_bytes()),
        ("NUL bytes", |text| text.replace('\n', "\n\0").into_bytes()),
        ("binary", |_| (0..=255).cycle().take(5000).collect()),
    ];
    let cut_off = session(&Node { closed: &["ad1.lab.example:636", "ad2.lab.example:3269"], ..presence() });
    let other = session(&call_manager());
    for (name, damage) in sound {
        let output = run(&[("ucm1.log", other.as_bytes()), ("im1.log", &damage(&cut_off))]);
        let report = report(&output);
        assert!(
            codes(&report).iter().all(|code| *code == "path-blocked") && output.status.code() == Some(1),
            "{name}: {:?}",
            codes(&report)
        );
    }
    for (name, damage) in open {
        let output = run(&[("ucm1.log", other.as_bytes()), ("im1.log", &damage(&cut_off))]);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(2) => assert!(stderr.contains("expected"), "{name}: {stderr}"),
            Some(0) => {
                // What is not there is skipped; nothing about the damaged node may be green that its session does not show.
                let green = report(&output).outcomes.into_iter().filter(|outcome| {
                    outcome.check == "NODE-001"
                        && outcome.subject.contains("im1")
                        && outcome.verdict == OutcomeVerdict::Pass
                });
                assert_eq!(green.count(), 0, "{name}");
            }
            Some(1) => assert!(codes(&report(&output)).iter().all(|code| *code == "path-blocked"), "{name}"),
            status => assert_eq!(status, Some(3), "{name}: {stderr}"),
        }
    }
}

#[test]
fn what_is_printed_for_a_node_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ucdoctor.toml"), CONFIGURATION).unwrap();
    let queries = |node: &str| {
        Command::new(env!("CARGO_BIN_EXE_ucdoctor"))
            .args(["queries", "--node", node])
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let printed = String::from_utf8(queries("im1.lab.example").stdout).unwrap();
    let typed = session(&presence());
    for command in printed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        assert!(typed.contains(&format!("admin:{command}\n")), "{command}");
    }
    assert!(printed.contains("utils network connectivity ucm1.lab.example 8443\n"), "{printed}");
    let unknown = queries("im9");
    assert_eq!(unknown.status.code(), Some(2));
}
