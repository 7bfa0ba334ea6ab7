//! `init --nodes`: from nothing but names and an account to a configuration that `check` needs nothing beside.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::json;
use ucdoctor::config::parse::Loaded;

use super::site::{ACCOUNT, CALL_MANAGER, DIRECTORY, IM, Node, PASSWORD, PORTS, Run, Site};
use crate::axl::call_manager::{CallManager, documented};
use crate::netns::{CLIENT, Ns};
use crate::terminal;

const ASK: [&str; 5] = ["init", "--nodes", "ucm1,im1", "--ssh-user", ACCOUNT];

fn run(site: &Site, arguments: &[&str]) -> Output {
    crate::watchdog::output(site.ucdoctor(arguments).env("UCDOCTOR_NODE_PASSWORD", PASSWORD))
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The flags that approve every host key of the site.
fn approved<'a>(site: &Site, more: &[&'a str]) -> Vec<&'a str> {
    let key: &'static str = site.sha256("ed25519").leak();
    [more, &["--ssh-host-key", key]].concat()
}

#[track_caller]
fn loaded(path: &Path) -> Loaded {
    Loaded::read(path).unwrap_or_else(|why| panic!("{why:#}\n{}", fs::read_to_string(path).unwrap()))
}

#[test]
fn what_the_nodes_say_is_all_that_a_check_needs() {
    let site = Site::new("init-whole");
    for node in [Node::call_manager(), Node::im()] {
        site.start(&node);
    }
    let file = site.path("ucdoctor.toml");
    // Keys that nobody approved: they are shown, and nothing is sent or written.
    let stopped = run(&site, &ASK);
    let said = words(&stopped);
    assert_eq!(stopped.status.code(), Some(2), "{said}");
    let key = site.sha256("ed25519");
    for shown in [&format!("ucm1 at ucm1:22: ssh-ed25519 {key}"), &format!("im1 at im1:22: ssh-ed25519 {key}")] {
        assert!(said.contains(shown), "{said}");
    }
    assert!(!file.exists());
    for node in [CALL_MANAGER, IM] {
        assert_eq!((site.tries(node), site.typed(node).len()), (0, 0), "{}", site.log(node));
    }
    // The line that it prints is all there is to type.
    let line = said.lines().map(str::trim).find(|line| line.starts_with("ucdoctor init")).unwrap();
    let arguments: Vec<&str> = line.split(' ').skip(1).collect();
    let written = run(&site, &arguments);
    assert_eq!(written.status.code(), Some(0), "{line}\n{}", words(&written));
    assert!(words(&written).contains("1. ucdoctor check\n"), "{}", words(&written));

    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains(PASSWORD) && !words(&written).contains(PASSWORD));
    let config = loaded(&file).config;
    let directory = config.directory.unwrap();
    let servers: Vec<String> = directory.servers.unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(servers, PORTS.map(|port| format!("ldap://{DIRECTORY}:{port}")), "{text}");
    assert_eq!(directory.bind.unwrap().dn.unwrap(), "cn=ucm reader,dc=lab,dc=example");
    assert_eq!(directory.authentication.unwrap().bases, ["ou=crew,dc=lab,dc=example"]);
    let nodes = [&config.call_manager.unwrap().nodes[0], &config.presence.unwrap().nodes[0]].map(|node| {
        assert_eq!(node.ssh_password_env.as_deref(), Some("UCDOCTOR_NODE_PASSWORD"), "{text}");
        assert_eq!((node.ssh.as_deref(), node.ssh_host_key.as_deref()), (Some(ACCOUNT), Some(key.as_str())));
        (node.name.clone(), node.address.clone().unwrap())
    });
    let expected = [(CALL_MANAGER, "ucm1"), (IM, "im1")].map(|(name, at)| (name.to_owned(), at.to_owned()));
    assert_eq!(nodes, expected, "{text}");

    // No export, no further flag.
    let checked = Run::read(&run(&site, &["check", "-o", "json"]));
    super::all_green(&checked);
    // A file that is there is left alone, and nobody is asked for it.
    let again = run(&site, &arguments);
    assert!(again.status.code() == Some(2) && words(&again).contains("--force"), "{}", words(&again));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    for node in [CALL_MANAGER, IM] {
        assert_eq!(site.tries(node), 2, "one password for each of two runs:\n{}", site.log(node));
    }
}

#[test]
fn a_typed_password_is_asked_for_once_and_only_for_known_host_keys() {
    let site = Site::new("init-typed");
    for node in [Node::call_manager(), Node::im()] {
        site.start(&node);
    }
    let asks = [&ASK[..], &["--ask-password"]].concat();
    // Without a terminal a prompt would fail with other words.
    let stopped = crate::watchdog::output(&mut site.ucdoctor(&asks));
    assert!(words(&stopped).contains("host keys are not known"), "{}", words(&stopped));
    let command = site.ucdoctor(&approved(&site, &asks));
    let written = terminal::typed(&command, &format!("Password of {ACCOUNT} on the nodes: "), PASSWORD);
    assert_eq!(written.status.code(), Some(0), "{}", words(&written));
    assert!(words(&written).contains("1. ucdoctor check --ask-password\n"), "{}", words(&written));
    let config = loaded(&site.path("ucdoctor.toml")).config;
    assert!(config.presence.unwrap().nodes[0].ssh_password_env.is_none());
    for node in [CALL_MANAGER, IM] {
        assert_eq!(site.tries(node), 1, "{}", site.log(node));
    }
}

#[test]
fn what_was_not_told_is_a_comment_that_says_so() {
    let site = Site::new("init-part");
    // A level at which nothing of the database is shown, a node in the cluster that is not named, and one that is silent.
    let low = Node::call_manager().with(json!({"level": 0}));
    site.start(&low);
    let nodes = ["init", "--nodes", "ucm1,im9=ad1.lab.example:9", "--ssh-user", ACCOUNT, "-c", "part.toml"];
    let written = run(&site, &approved(&site, &nodes));
    let said = words(&written);
    assert_eq!(written.status.code(), Some(0), "{said}");
    for says in ["im9: ad1.lab.example:9 cannot be reached", "not asked: im1.lab.example"] {
        assert!(said.contains(says), "{said}");
    }
    let text = fs::read_to_string(site.path("part.toml")).unwrap();
    for comment in [
        "# - ucm1: `run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost` is refused: Incomplete command",
        "# im9: ad1.lab.example:9 cannot be reached",
        "# servers = [",
        "# name = \"im1.lab.example\"",
    ] {
        assert!(text.contains(comment), "{comment}\n{text}");
    }
    let config = loaded(&site.path("part.toml")).config;
    assert!(config.directory.is_some_and(|table| table.servers.is_none() && table.bind.is_none()), "{text}");
    assert_eq!(config.call_manager.unwrap().nodes[0].name, CALL_MANAGER);
    assert!(config.presence.is_none(), "{text}");
}

#[test]
fn a_wrong_password_is_sent_once_to_each_node_and_writes_nothing() {
    let site = Site::new("init-wrong");
    for node in [Node::call_manager(), Node::im()] {
        site.start(&node);
    }
    let arguments = approved(&site, &ASK);
    let wrong = |more: &[&str]| {
        let mut command = site.ucdoctor(&[&arguments[..], more].concat());
        crate::watchdog::output(command.env("UCDOCTOR_NODE_PASSWORD", "Un2-recht! gar nicht"))
    };
    for (more, says, tries) in [
        (&[][..], "refuses the account", 1),
        (&[], "was rejected in an earlier run", 1),
        (&["--bind-anyway"], "refuses the account", 2),
    ] {
        let output = wrong(more);
        let said = words(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("nothing was written") && said.matches(says).count() == 2, "{says}: {said}");
        assert!(!said.contains("Un2-recht") && !site.path("ucdoctor.toml").exists());
        for node in [CALL_MANAGER, IM] {
            assert_eq!(site.tries(node), tries, "{}", site.log(node));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_shell_shows_is_asked_by_axl() {
    let site = Site::new("init-axl");
    for node in [Node::call_manager(), Node::im()] {
        site.start(&node);
    }
    let listener = site.lab.inside(Ns::Client, || std::net::TcpListener::bind((CLIENT, 8444)).unwrap());
    let server = CallManager::start_at(listener, CALL_MANAGER, |verb, _, body| documented(verb, body, 3));
    fs::write(site.path("root.pem"), &server.root).unwrap();
    let url = format!("https://{CALL_MANAGER}:8444/axl/");
    let asks = [&ASK[..], &["--axl", &url, "--axl-user", "axlreader"]].concat();
    let mut command = site.ucdoctor(&approved(&site, &asks));
    command.env("UCDOCTOR_NODE_PASSWORD", PASSWORD).env("UCDOCTOR_AXL_PASSWORD", "4xl-Geheim+nis");
    let unknown = format!("{:?}", command.get_args());
    let trusted = site.path("root.pem");
    let (untrusting, written) = tokio::task::spawn_blocking(move || {
        let untrusting = crate::watchdog::output(&mut command);
        (untrusting, crate::watchdog::output(command.arg("--force").env("SSL_CERT_FILE", trusted)))
    })
    .await
    .unwrap();
    // A certificate that this host does not know gets no password, and the rest is written.
    assert_eq!(untrusting.status.code(), Some(0), "{unknown}\n{}", words(&untrusting));
    assert!(words(&untrusting).contains("warning: AXL: "), "{}", words(&untrusting));
    assert_eq!(written.status.code(), Some(0), "{}", words(&written));
    let text = fs::read_to_string(site.path("ucdoctor.toml")).unwrap();
    assert!(!text.contains("4xl-Geheim") && !text.contains("ldap-password"), "{text}");
    let config = loaded(&site.path("ucdoctor.toml")).config;
    let call_manager = config.call_manager.unwrap();
    assert_eq!(
        (call_manager.axl.as_deref(), call_manager.axl_user.as_deref(), call_manager.axl_password_env.as_deref()),
        (Some(url.as_str()), Some("axlreader"), Some("UCDOCTOR_AXL_PASSWORD"))
    );
    let search = config.directory.unwrap().search.unwrap();
    let search = search.first().unwrap();
    assert_eq!(
        (search.name.as_deref(), search.base.as_deref(), search.filter.as_deref(), search.user_id.as_deref()),
        (
            Some("corp & co"),
            Some("OU=People,DC=corp,DC=example"),
            Some("(&(objectCategory=person)(objectClass=user))"),
            Some("sAMAccountName")
        ),
        "{text}"
    );
    // Users are not asked for: a configuration has none.
    assert!(server.verbs().iter().all(|verb| verb != "executeSQLQuery"), "{:?}", server.verbs());
}
