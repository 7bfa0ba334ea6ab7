//! Ten thousand passwords in what nodes show by every door and in logged sessions, and none in anything that is written.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::doors::Doors;
use super::site::{ACCOUNT, CALL_MANAGER, DIRECTORY, IM, Node};

/// How every password of this test begins.
const CANARY: &str = "c4nary-";
/// The password of the platform account: it may stand where a name does.
const OWN: &str = "c4nary-0wn.Pl4tform";
const FORMATS: [&str; 9] = ["text", "json", "junit", "html", "ticket", "csv", "nagios", "prometheus", "github"];

/// The next password; each is another.
struct Canaries(usize);

impl Canaries {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("{CANARY}{:05}x", self.0)
    }
}

/// A table as `run sql` prints it.
fn table(statement: &str, names: &[&str], rows: &[Vec<String>]) -> String {
    let width = |nth: usize| rows.iter().map(|row| row[nth].len()).chain([names[nth].len()]).max().unwrap();
    let line = |cells: Vec<&str>| -> String {
        let padded = |(nth, cell): (usize, &&str)| {
            let width = width(nth);
            format!("{cell:<width$}")
        };
        let cells: Vec<String> = cells.iter().enumerate().map(padded).collect();
        cells.join(" ") + "\n"
    };
    let rulers: Vec<String> = (0..names.len()).map(|nth| "=".repeat(width(nth))).collect();
    let rows: String = rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
    let rulers = line(rulers.iter().map(String::as_str).collect());
    format!("admin:run sql select {statement}\n{}{rulers}{rows}\n", line(names.to_vec()))
}

/// A session in which somebody asked for more than was said.
fn session(name: &str, presence: bool, canaries: &mut Canaries) -> String {
    let mut text = format!("admin:show myself\nMachine Name : {name}\n");
    let secret =
        if presence { ["auth_pwd", "passwordreverse"] } else { ["passwordreverse", "conferencenowaccesscode"] };
    let rows: Vec<Vec<String>> =
        (0..2_000).map(|n| vec![format!("user{n}"), canaries.next(), "1".to_owned(), canaries.next()]).collect();
    text += &table("* from enduser", &["userid", secret[0], "status", secret[1]], &rows);
    let hosts = vec![vec![DIRECTORY.to_owned(), "636".to_owned(), "t".to_owned(), canaries.next()]];
    text += &table("* from ldapauthenticationhost", &["hostname", "portnumber", "sslenabled", "ldappassword"], &hosts);
    let logins = vec![vec!["t".to_owned(), "cn=reader,dc=lab".to_owned(), canaries.next(), "dc=lab".to_owned()]];
    let names = ["authenticateendusers", "distinguishedname", "ldappassword", "usersearchbase"];
    text += &table("* from ldapauthentication", &names, &logins);
    let other: Vec<Vec<String>> = (0..200).map(|_| vec![canaries.next()]).collect();
    text += &table("password from credential", &["password"], &other);
    for n in 0..150 {
        text += &format!("admin:show odd thing {n}\nuser{n} password: {}\n", canaries.next());
    }
    text + "admin:"
}

/// Members of an answer that nobody asked for.
fn more(canaries: &mut Canaries) -> Value {
    let identity = |_| json!({"service": "tomcat", "certificate": "", "keyPassword": canaries.next()});
    json!({"identities": (0..1_500).map(identity).collect::<Vec<_>>()})
}

/// A shell that repeats the password that opened it, wherever words stand.
fn echoing() -> Node {
    let again =
        |command: &str, host: &str, port: u16| (format!("{command} {host} {port}"), json!([format!("{OWN} {port}")]));
    let mut answers: serde_json::Map<String, Value> = [
        ("show myself", json!(["Machine Name : im1", format!("password : {OWN}")])),
        ("show version active", json!([format!("Active Master Version: 14.0.1.13900-155 {OWN}")])),
        (
            "show network cluster",
            json!([format!("10.77.9.9 {OWN}.lab.example {OWN} Subscriber cups DBSub authenticated")]),
        ),
        (
            "utils ntp status",
            json!([
                format!("synchronised to NTP server ({OWN}) at stratum 3"),
                format!("Current time in UTC is : {OWN}")
            ]),
        ),
        ("utils service list", json!([format!("Cisco {OWN}[STARTED]"), format!("Cisco Sync Agent[STOPPED]  {OWN}")])),
        ("show cert list trust", json!([format!("tomcat-trust/{OWN}.pem: {OWN}")])),
        ("show network eth0", json!([format!("IP Address   : {OWN}")])),
    ]
    .into_iter()
    .map(|(command, lines)| (command.to_owned(), lines))
    .collect();
    answers.extend([
        again("utils network connectivity", CALL_MANAGER, 8443),
        again("utils network connectivity", CALL_MANAGER, 9),
    ]);
    answers.insert(
        format!("utils network host {DIRECTORY}"),
        json!([format!("External Resolution:\n{DIRECTORY} has address {OWN}")]),
    );
    let (hosts, logins) = (
        json!([[OWN, 636, "t"], [DIRECTORY, 636, "t"]]),
        json!(["t", format!("cn={OWN},dc=lab"), format!("ou={OWN},dc=lab")]),
    );
    Node::im().with(json!({"answers": answers, "hosts": hosts, "logins": logins}))
}

#[track_caller]
fn is_clean(name: &str, text: &str) {
    let lower = text.to_lowercase();
    if let Some(at) = lower.find(CANARY) {
        let around: String = lower.chars().skip(lower[..at].chars().count().saturating_sub(150)).take(300).collect();
        panic!("{name}: {around}");
    }
}

fn all_are_clean(folder: &Path) {
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        is_clean(&file.display().to_string(), &String::from_utf8_lossy(&fs::read(&file).unwrap()));
    }
}

#[test]
fn ten_thousand_passwords_of_nodes_go_in_and_none_comes_out() {
    let doors = Doors::with_password("doors-canaries", OWN);
    let site = &doors.site;
    let mut canaries = Canaries(0);
    doors.start_with(&Node::call_manager(), &json!({"accounts": {}, "echoes": true}));
    doors.start_with(&echoing(), &json!({"trusts": [doors.pki.root.pem()], "more": more(&mut canaries)}));
    let mut configuration = doors.configuration("");
    for (table, name, presence) in [("call_manager", "ucm5", false), ("presence", "im5", true)] {
        fs::write(site.path(&format!("{name}.log")), session(name, presence, &mut canaries)).unwrap();
        configuration += &format!("[[{table}.nodes]]\nname = \"{name}\"\ntranscript = \"{name}.log\"\n");
    }
    assert!(canaries.0 >= 10_000, "{}", canaries.0);
    fs::write(site.path("ucdoctor.toml"), configuration).unwrap();
    let out = site.path("out");
    fs::create_dir(&out).unwrap();
    let outputs = FORMATS.map(|format| format!("{format}=out/{format}"));
    let outputs = outputs.iter().flat_map(|output| ["-o", output]);
    let arguments: Vec<&str> =
        ["check", "-v", "--save-transcripts", "out", "-o", "text"].into_iter().chain(outputs).collect();
    let output = crate::watchdog::output(site.ucdoctor(&arguments).env("SITE_PASSWORD", OWN));
    let (shown, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{shown}\n{said}");
    is_clean("standard output", &shown);
    is_clean("standard error", &said);
    assert_eq!(fs::read_dir(&out).unwrap().count(), FORMATS.len() + 2, "{said}");
    all_are_clean(&out);
    // It was all read: both doors of both nodes, and the sessions with their tables.
    let json = fs::read_to_string(out.join("json")).unwrap();
    for read in ["[withheld]", "ssh://", "ucm5.log", "im5.log", "show odd thing 99", "HTTP 401"] {
        assert!(json.contains(read), "{read}\n{shown}");
    }
    let saved = fs::read_to_string(out.join(format!("presence-{IM}.log"))).unwrap();
    assert!(saved.matches("[withheld]").count() > 12, "{saved}");

    // What `init` writes of the same node.
    let key = site.sha256("ed25519");
    let ask = ["init", "--nodes", "im1", "--ssh-user", ACCOUNT, "--ssh-host-key", &key, "-c", "out/init.toml"];
    let output = crate::watchdog::output(site.ucdoctor(&ask).env("UCDOCTOR_NODE_PASSWORD", OWN));
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    is_clean("init", &String::from_utf8_lossy(&output.stderr));
    all_are_clean(&out);
    ucdoctor::config::parse::Loaded::read(&out.join("init.toml")).unwrap();
}
