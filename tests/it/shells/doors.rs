//! The doors of one node: its shell, its certificates over HTTPS, AXL. What they show together, and whose password is sent
//! where.

use std::fs;
use std::process::Stdio;

use serde_json::json;

use super::site::{ACCOUNT, CALL_MANAGER, DIRECTORY, IM, Node, PASSWORD, Run, Site};
use crate::live::pki::{Draft, Issued, Pki};
use crate::netns::{Ns, PRESENCE, SERVER};
use crate::terminal;

const SERVICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/shells/web_services.py");
/// A password that is right nowhere.
const WRONG: &str = "Fa1sch wie nur was!";

/// A site whose directory has LDAPS, and whose nodes show their certificates.
pub(super) struct Doors {
    pub(super) site: Site,
    pub(super) pki: Pki,
    web: Issued,
    password: String,
}

impl Doors {
    fn new(name: &str) -> Self {
        Self::with_password(name, PASSWORD)
    }

    /// The platform account has another password.
    pub(super) fn with_password(name: &str, password: &str) -> Self {
        let (site, pki) = (Site::with_password(name, password), Pki::new("Mill"));
        let web = Draft::authority("Appliances", "Root CA").sign(None);
        let doors = Self { site, web, pki, password: password.to_owned() };
        fs::write(doors.site.path("web.pem"), doors.web.pem()).unwrap();
        let leaf = Draft::server(&[DIRECTORY, SERVER]).sign(Some(&doors.pki.issuing));
        doors.write("ldaps", &leaf, &doors.pki.issuing.pem());
        let configuration = format!(
            "include /etc/ldap/schema/core.schema\nTLSCertificateFile {0}/ldaps.pem\nTLSCertificateKeyFile {0}/ldaps.key\n\
             database ldif\nsuffix \"dc=lab,dc=example\"\ndirectory {0}/data\n",
            doors.site.path("").display()
        );
        fs::write(doors.site.path("slapd-tls.conf"), configuration).unwrap();
        let mut slapd = doors.site.lab.command_in(Ns::Server, "/usr/sbin/slapd");
        slapd.args(["-d", "0", "-h", &format!("ldaps://{SERVER}:636"), "-f"]).arg(doors.site.path("slapd-tls.conf"));
        doors.site.lab.start(slapd.stdout(Stdio::null()).stderr(Stdio::null()));
        doors.site.lab.wait_for_port(636);
        doors
    }

    fn write(&self, name: &str, issued: &Issued, more: &str) {
        fs::write(self.site.path(&format!("{name}.pem")), issued.pem() + more).unwrap();
        let key = issued.key.private_key_to_pem_pkcs8().unwrap();
        fs::write(self.site.path(&format!("{name}.key")), key).unwrap();
    }

    /// Starts the shell and the web services of a node, which trusts these.
    fn start(&self, node: &Node, trusts: &[&Issued]) {
        self.start_with(node, &json!({"trusts": trusts.iter().map(|issued| issued.pem()).collect::<Vec<_>>()}));
    }

    pub(super) fn start_with(&self, node: &Node, more: &serde_json::Value) {
        let (name, path) = (&node.name, |end: &str| self.site.path(&format!("{}.web{end}", node.name)));
        self.site.start(node);
        self.write(&format!("{name}.web"), &Draft::server(&[name]).sign(Some(&self.web)), "");
        let mut settings = json!({
            "name": name, "address": node.address(), "tried": path(".tried"), "trusts": [],
            "certificate": path(".pem"), "key": path(".key"), "accounts": {ACCOUNT: self.password},
        });
        for (key, value) in more.as_object().unwrap() {
            settings[key] = value.clone();
        }
        fs::write(path(".json"), settings.to_string()).unwrap();
        let mut services = self.site.lab.command_in(node.ns(), "/usr/bin/python3");
        services.arg(SERVICES).arg(path(".json"));
        self.site.lab.start(services.stdout(Stdio::null()).stderr(Stdio::null()));
        self.site.wait_for(node, 443, "python3");
    }

    /// What was tried at the web services of a node.
    fn tried(&self, node: &str) -> Vec<String> {
        let tried = fs::read_to_string(self.site.path(&format!("{node}.web.tried"))).unwrap_or_default();
        tried.lines().map(str::to_owned).collect()
    }

    /// Every password that came to a node, by whichever door.
    fn tries(&self, node: &str) -> usize {
        self.site.tries(node) + self.tried(node).len()
    }

    /// Both nodes by ssh and by certificates, and one server by LDAPS.
    pub(super) fn configuration(&self, more: &str) -> String {
        let entry = |node: &Node| {
            let table = if node.presence { "presence" } else { "call_manager" };
            let certificates = "certificates = true\nlogin_trust = \"web.pem\"";
            format!("[[{table}.nodes]]\nname = \"{}\"\n{}\n{certificates}\n", node.name, self.site.by_ssh(node))
        };
        let (call_manager, presence) = (entry(&Node::call_manager()), entry(&Node::im()));
        format!("[directory]\nservers = [\"ldaps://{DIRECTORY}:636\"]\n{more}{call_manager}{presence}")
    }

    /// The whole check, with this password for all accounts.
    fn check(&self, configuration: &str, password: &str, arguments: &[&str]) -> Run {
        fs::write(self.site.path("ucdoctor.toml"), configuration).unwrap();
        let mut command = self.site.ucdoctor(&[&["check", "-o", "json"], arguments].concat());
        Run::read(&crate::watchdog::output(command.env("SITE_PASSWORD", password)))
    }
}

fn codes(run: &Run) -> Vec<&str> {
    let mut codes: Vec<&str> = run.report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

/// A node that has the one host that there is.
fn current(node: Node) -> Node {
    node.with(json!({"hosts": [[DIRECTORY, 636, "t"]]}))
}

/// The host that presence still has, beside that one.
fn stale() -> Node {
    Node::im().with(json!({"hosts": [["ad0.lab.example", 636, "t"], [DIRECTORY, 636, "t"]]}))
}

#[test]
fn a_blocked_path_a_missing_ca_and_a_stale_host_list_are_three_findings() {
    let doors = Doors::new("doors-three");
    let other = Draft::authority("Old Mill", "Root CA").sign(None);
    doors.start(&current(Node::call_manager()), &[&other, &doors.pki.root]);
    doors.start(&stale(), &[&other]);
    doors.site.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport 636 drop"));
    let run = doors.check(&doors.configuration(""), PASSWORD, &["--write-missing", "missing"]);
    let expected = ["ca-missing", "ldap-hosts-differ", "path-blocked"];
    assert_eq!((run.status, codes(&run)), (Some(1), expected.to_vec()), "{}\n{}", run.told(), run.stderr);
    for diagnosis in &run.report.diagnoses {
        assert!(diagnosis.summary.contains(IM) || diagnosis.summary.contains("presence"), "{}", diagnosis.summary);
    }
    let written: Vec<_> = fs::read_dir(doors.site.path("missing")).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(
        written.len() == 1 && fs::read_to_string(&written[0]).unwrap().contains(doors.pki.root.pem().trim()),
        "{written:?}"
    );
    for node in [CALL_MANAGER, IM] {
        assert_eq!((doors.site.tries(node), doors.tried(node)), (1, vec![format!("certificates {ACCOUNT} accepted")]));
    }
}

#[test]
fn with_all_three_mended_nothing_is_found() {
    let doors = Doors::new("doors-none");
    for node in [Node::call_manager(), Node::im()] {
        doors.start(&current(node), &[&doors.pki.root]);
    }
    let run = doors.check(&doors.configuration(""), PASSWORD, &[]);
    run.finds(0, &[]);
}

/// The platform's account is one account at its shell and at its certificates, in this run and in the next.
#[test]
fn what_one_door_of_a_node_rejects_is_not_tried_at_another() {
    let doors = Doors::new("doors-once");
    for node in [Node::call_manager(), Node::im()] {
        doors.start(&current(node), &[&doors.pki.root]);
    }
    let both = doors.configuration("");
    let shell_alone = both.replace("certificates = true\n", "");
    assert_ne!(both, shell_alone);
    // Certificates are asked first, the shell in the next run; then the other way round, with another password.
    let second = "Auch nicht! richtig";
    for (configuration, password, arguments, all) in [
        (&both, WRONG, &[][..], 1),
        (&both, WRONG, &[], 1),
        (&shell_alone, WRONG, &[], 1),
        (&shell_alone, second, &[], 2),
        (&both, second, &["--only", "tls"], 2),
        (&both, second, &[], 2),
    ] {
        let run = doors.check(configuration, password, arguments);
        assert!(run.status == Some(1) || !arguments.is_empty(), "{}\n{}", run.told(), run.stderr);
        for node in [CALL_MANAGER, IM] {
            assert_eq!(doors.tries(node), all, "{arguments:?}\n{:?}\n{}", doors.tried(node), doors.site.log(node));
        }
        assert!(!String::from_utf8_lossy(&run.stdout).contains(password));
    }
    doors.check(&both, PASSWORD, &[]).finds(0, &[]);
}

/// An application user is another account than the platform's, unless both have one name.
#[test]
fn an_application_user_of_the_same_name_on_the_same_node_may_be_the_same_account() {
    let doors = Doors::new("doors-names");
    for node in [Node::call_manager(), Node::im()] {
        doors.start(&node, &[&doors.pki.root]);
    }
    let with_axl = |user: &str| {
        let axl = format!(
            "[call_manager]\naxl = \"https://{CALL_MANAGER}:8444/axl/\"\naxl_user = \"{user}\"\naxl_password_env = \"SITE_PASSWORD\"\n\
             trust = \"web.pem\"\n"
        );
        doors.configuration(&axl).replace("certificates = true\n", "")
    };
    for (nth, (user, at_call_manager)) in [("axlreader", 2), ("Platform", 1)].into_iter().enumerate() {
        let (before, password) = (doors.tries(CALL_MANAGER), format!("{WRONG}{nth}"));
        for _ in 0..2 {
            doors.check(&with_axl(user), &password, &[]);
            assert_eq!(doors.tries(CALL_MANAGER) - before, at_call_manager, "{user}: {:?}", doors.tried(CALL_MANAGER));
        }
        // The other node has a platform account of its own.
        assert_eq!(doors.tries(IM), nth + 1, "{user}: {}", doors.site.log(IM));
    }
}

#[test]
fn one_password_is_typed_for_all_nodes() {
    let doors = Doors::new("doors-typed");
    for node in [Node::call_manager(), Node::im()] {
        doors.start(&current(node), &[&doors.pki.root]);
    }
    let asked = doors.configuration("").replace("ssh_password_env = \"SITE_PASSWORD\"\n", "");
    fs::write(doors.site.path("ucdoctor.toml"), asked).unwrap();
    let prompt = format!("Password of {ACCOUNT} on the nodes: ");
    let command = doors.site.ucdoctor(&["check", "-o", "json", "--ask-password"]);
    let run = Run::read(&terminal::typed(&command, &prompt, PASSWORD));
    run.finds(0, &[]);
    assert!(!String::from_utf8_lossy(&run.stdout).contains(PASSWORD));
    for node in [CALL_MANAGER, IM] {
        assert_eq!((doors.site.tries(node), doors.tried(node).len()), (1, 1), "{}", doors.site.log(node));
    }
    // Without a terminal nothing is sent, and without the flag the nodes are not asked.
    let output = crate::watchdog::output(&mut doors.site.ucdoctor(&["check", "--ask-password"]));
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let output = crate::watchdog::output(&mut doors.site.ucdoctor(&["check"]));
    assert!(String::from_utf8_lossy(&output.stderr).contains("gives no password for ssh"));
    assert_eq!(doors.tries(CALL_MANAGER) + doors.tries(IM), 4);
}
