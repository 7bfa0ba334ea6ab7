//! Nodes in network namespaces: a real sshd each, behind it a simulated shell, and a directory server behind a router.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use ucdoctor::report::Report;

use crate::netns::{CLIENT, Lab, Ns, PRESENCE, SERVER};
use crate::watchdog;

pub(super) const CALL_MANAGER: &str = "ucm1.lab.example";
pub(super) const IM: &str = "im1.lab.example";
/// The platform account and its password, on every node.
pub(super) const ACCOUNT: &str = "platform";
pub(super) const PASSWORD: &str = "Zt6-kein Wort!vp";
/// The directory server.
pub(super) const DIRECTORY: &str = "ad1.lab.example";
/// Its ports.
pub(super) const PORTS: [u16; 2] = [389, 3268];

const SHELL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/shells/platform_shell.py");

/// Everything; gone when dropped.
pub(super) struct Site {
    pub(super) lab: Lab,
    folder: TempDir,
    hash: String,
}

/// A node that is asked.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) presence: bool,
    pub(super) port: u16,
    /// What its shell is like, beside the usual.
    pub(super) settings: Value,
    /// What its sshd is like, beside the usual.
    pub(super) sshd: String,
    /// Further lines of its entry.
    pub(super) entry: String,
    pub(super) key: &'static str,
    /// What its resolver knows: a file of the site.
    pub(super) hosts: &'static str,
}

impl Node {
    pub(super) fn call_manager() -> Self {
        Self::new(CALL_MANAGER, false)
    }

    pub(super) fn im() -> Self {
        Self::new(IM, true)
    }

    pub(super) fn new(name: &str, presence: bool) -> Self {
        let (port, key, hosts) = (22, "ed25519", "hosts");
        let (name, sshd, entry) = (name.to_owned(), String::new(), String::new());
        Self { name, presence, port, settings: json!({}), sshd, entry, key, hosts }
    }

    /// Another node at the same address, on another port.
    pub(super) fn at(self, port: u16) -> Self {
        Self { port, ..self }
    }

    pub(super) fn with(self, settings: Value) -> Self {
        Self { settings, ..self }
    }

    pub(super) fn entry(self, entry: &str) -> Self {
        Self { entry: entry.to_owned(), ..self }
    }

    pub(super) fn ns(&self) -> Ns {
        if self.presence { Ns::Presence } else { Ns::Client }
    }

    pub(super) fn address(&self) -> &'static str {
        if self.presence { PRESENCE } else { CLIENT }
    }

    fn settings(&self, typed: PathBuf) -> Value {
        let services: &[&str] = match self.presence {
            true => &["Cisco Tomcat", "Cisco Client Profile Agent", "Cisco Login Datastore", "Cisco Sync Agent"],
            false => &["Cisco Tomcat", "Cisco User Data Services"],
        };
        let services: serde_json::Map<String, Value> =
            services.iter().map(|name| ((*name).to_owned(), Value::from("STARTED]"))).collect();
        let mut all = json!({
            "name": self.name.split('.').next(),
            "address": self.address(),
            "typed": typed,
            "services": services,
            "hosts": PORTS.map(|port| (DIRECTORY, port)),
            "cluster": [
                format!("{CLIENT} {CALL_MANAGER} ucm1 Publisher callmanager DBPub authenticated"),
                format!("{PRESENCE} {IM} im1 Subscriber cups DBPub authenticated using TCP since Wed Nov 23 12:58:02 2022"),
            ],
        });
        for (key, value) in self.settings.as_object().unwrap() {
            all[key] = value.clone();
        }
        all
    }
}

/// What came out of a run.
pub(super) struct Run {
    pub(super) status: Option<i32>,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
    pub(super) report: Report,
}

impl Site {
    pub(super) fn new(name: &str) -> Self {
        Self::with_password(name, PASSWORD)
    }

    /// The platform account has another password.
    pub(super) fn with_password(name: &str, password: &str) -> Self {
        let (lab, folder) = (Lab::with_presence(name), tempfile::tempdir().unwrap());
        let hash = Command::new("openssl").args(["passwd", "-6", password]).output().unwrap();
        let site = Self { lab, folder, hash: String::from_utf8(hash.stdout).unwrap().trim().to_owned() };
        let hosts =
            format!("127.0.0.1 localhost\n{SERVER} {DIRECTORY}\n{CLIENT} {CALL_MANAGER} ucm1\n{PRESENCE} {IM} im1\n");
        fs::write(site.path("hosts"), &hosts).unwrap();
        let without: String =
            hosts.lines().filter(|line| !line.contains(DIRECTORY)).map(|line| format!("{line}\n")).collect();
        fs::write(site.path("hosts-without"), without).unwrap();
        let line = format!("{ACCOUNT}:x:0:0::/:/bin/sh\n");
        fs::write(site.path("passwd"), fs::read_to_string("/etc/passwd").unwrap() + &line).unwrap();
        let line = format!("{ACCOUNT}:{}:19000:0:99999:7:::\n", site.hash);
        fs::write(site.path("shadow"), fs::read_to_string("/etc/shadow").unwrap() + &line).unwrap();
        let pam = "auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n";
        fs::write(site.path("pam"), pam).unwrap();
        for kind in ["ed25519", "rsa", "ecdsa"] {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", kind, "-N", "", "-f"]).arg(site.path(kind));
            assert!(keygen.status().expect("ssh-keygen (Debian package openssh-client)").success());
        }
        site.start_directory();
        site.start_name_server();
        site
    }

    /// Where the program runs: it knows what the file of hosts has, and no record of any service.
    fn start_name_server(&self) {
        fs::write(self.path("resolv.conf"), "nameserver 127.0.0.1\n").unwrap();
        self.lab.ip(Ns::Router, "link set lo up");
        let mut dnsmasq = self.lab.command_in(Ns::Router, "dnsmasq");
        dnsmasq.args(["--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--no-resolv", "--no-hosts"]);
        dnsmasq.args(["--pid-file=", "--listen-address=127.0.0.1", "--bind-interfaces", "--local=/lab.example/"]);
        dnsmasq.arg(format!("--addn-hosts={}", self.path("hosts").display()));
        self.lab.start(dnsmasq.stdout(Stdio::null()).stderr(Stdio::null()));
        let give_up = Instant::now() + watchdog::HANGS;
        self.lab.inside(Ns::Router, || {
            while std::net::TcpStream::connect("127.0.0.1:53").is_err() {
                assert!(Instant::now() < give_up, "dnsmasq (Debian package dnsmasq-base)");
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }

    fn start_directory(&self) {
        fs::create_dir(self.path("data")).unwrap();
        let configuration = format!(
            "include /etc/ldap/schema/core.schema\ndatabase ldif\nsuffix \"dc=lab,dc=example\"\ndirectory {}\n",
            self.path("data").display()
        );
        fs::write(self.path("slapd.conf"), configuration).unwrap();
        let urls = PORTS.map(|port| format!("ldap://{SERVER}:{port}")).join(" ");
        let mut slapd = self.lab.command_in(Ns::Server, "/usr/sbin/slapd");
        slapd.args(["-d", "0", "-h", &urls, "-f"]).arg(self.path("slapd.conf"));
        self.lab.start(slapd.stdout(Stdio::null()).stderr(Stdio::null()));
        PORTS.iter().for_each(|port| self.lab.wait_for_port(*port));
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts a node's sshd. Its web service, the open control of the other node, is sshd's second port.
    pub(super) fn start(&self, node: &Node) {
        let (name, address) = (&node.name, node.address());
        let settings = node.settings(self.path(&format!("{name}.typed")));
        fs::write(self.path(&format!("{name}.json")), settings.to_string()).unwrap();
        let web = if node.port == 22 { format!("ListenAddress {address}:8443\n") } else { String::new() };
        // The first value of an option counts.
        let text = format!(
            "{sshd}\nListenAddress {address}:{port}\n{web}HostKey {key}\nPidFile none\nStrictModes no\nUsePAM yes\n\
             PasswordAuthentication yes\nKbdInteractiveAuthentication yes\nPubkeyAuthentication no\nPermitRootLogin yes\n\
             LogLevel VERBOSE\nMaxStartups 100\nPrintMotd no\nPrintLastLog no\nUseDNS no\n\
             ForceCommand exec /usr/bin/python3 {SHELL} {settings}\n",
            sshd = node.sshd,
            port = node.port,
            key = self.path(node.key).display(),
            settings = self.path(&format!("{name}.json")).display(),
        );
        fs::write(self.path(&format!("{name}.sshd")), text).unwrap();
        // An account, its password and the rules for both, in a mount namespace of sshd's own.
        let mounts = "cd \"$0\"; mount -t tmpfs none /run; mkdir -m 755 /run/sshd; for file in passwd shadow; do \
                      mount --bind $file /etc/$file; done; mount --bind $1 /etc/hosts; shift; mount --bind pam /etc/pam.d/sshd; exec \"$@\"";
        let mut sshd = self.lab.command_in(node.ns(), "sh");
        sshd.args(["-euc", mounts]).arg(self.folder.path()).arg(node.hosts);
        sshd.args(["/usr/sbin/sshd", "-D", "-e", "-f"]).arg(self.path(&format!("{name}.sshd")));
        let log = File::create(self.path(&format!("{name}.sshd.log"))).unwrap();
        self.lab.start(sshd.stdout(Stdio::null()).stderr(log));
        self.wait_for(node, node.port, "sshd (Debian package openssh-server)");
    }

    /// Waits until a program listens on a port of a node.
    pub(super) fn wait_for(&self, node: &Node, port: u16, program: &str) {
        let give_up = Instant::now() + watchdog::HANGS;
        self.lab.inside(node.ns(), || {
            while std::net::TcpStream::connect((node.address(), port)).is_err() {
                assert!(Instant::now() < give_up, "{program}: {}", self.log(&node.name));
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }

    /// What sshd of a node logged.
    pub(super) fn log(&self, name: &str) -> String {
        fs::read_to_string(self.path(&format!("{name}.sshd.log"))).unwrap_or_default()
    }

    /// Passwords that were tried at a node, right or wrong: with keyboard-interactive or as they are.
    pub(super) fn tries(&self, name: &str) -> usize {
        let tried = |line: &&str| {
            ["Failed ", "Accepted "].iter().any(|begin| line.starts_with(begin)) && !line.contains(" none for ")
        };
        self.log(name).lines().filter(tried).count()
    }

    /// What was typed at a node, line by line.
    pub(super) fn typed(&self, name: &str) -> Vec<String> {
        let typed = fs::read_to_string(self.path(&format!("{name}.typed"))).unwrap_or_default();
        typed.lines().map(str::to_owned).collect()
    }

    /// The SHA-256 of a host key, as `ssh-keygen -l` prints it.
    pub(super) fn sha256(&self, key: &str) -> String {
        let output = Command::new("ssh-keygen").arg("-lf").arg(self.path(key)).output().unwrap();
        String::from_utf8(output.stdout).unwrap().split_whitespace().nth(1).unwrap().to_owned()
    }

    /// The configuration that asks these nodes, each in its way.
    pub(super) fn configuration(&self, entries: &[(&Node, String)]) -> String {
        let servers = PORTS.map(|port| format!("\"ldap://{DIRECTORY}:{port}\"")).join(", ");
        let mut text = format!("[directory]\nservers = [{servers}]\n");
        for (node, how) in entries {
            let table = if node.presence { "presence" } else { "call_manager" };
            text += &format!("[[{table}.nodes]]\nname = \"{}\"\n{how}\n{}\n", node.name, node.entry);
        }
        text
    }

    /// The lines of an entry that ask a node by ssh, with its host key.
    pub(super) fn by_ssh(&self, node: &Node) -> String {
        let key = self.sha256(node.key);
        format!("{}ssh_host_key = \"{key}\"", self.without_key(node))
    }

    /// The same without.
    pub(super) fn without_key(&self, node: &Node) -> String {
        format!(
            "ssh = \"{ACCOUNT}\"\nssh_password_env = \"SITE_PASSWORD\"\naddress = \"{}:{}\"\n",
            node.address(),
            node.port
        )
    }

    /// Runs `check` in the router's namespace, which no rule cuts off, on this configuration.
    pub(super) fn check(&self, configuration: &str, arguments: &[&str]) -> Run {
        let output = watchdog::output(&mut self.command(configuration, arguments));
        Run::read(&output)
    }

    pub(super) fn command(&self, configuration: &str, arguments: &[&str]) -> Command {
        fs::write(self.path("ucdoctor.toml"), configuration).unwrap();
        let mut command = self.ucdoctor(&["check", "-o", "json", "--only", "deployment", "-c"]);
        command.arg(self.path("ucdoctor.toml")).args(arguments).env("SITE_PASSWORD", PASSWORD);
        command
    }

    /// Any command, in the router's namespace and the site's folder.
    pub(super) fn ucdoctor(&self, arguments: &[&str]) -> Command {
        let mut command = self.lab.command_in(Ns::Router, "sh");
        let mounts = "mount --bind \"$0\" /etc/hosts; mount --bind \"$1\" /etc/resolv.conf; shift; exec \"$@\"";
        command.args(["-euc", mounts]).args([self.path("hosts"), self.path("resolv.conf")]);
        command.arg(env!("CARGO_BIN_EXE_ucdoctor")).args(arguments).current_dir(self.folder.path());
        command.env("UCDOCTOR_STATE_DIR", self.path("state"));
        command
    }
}

impl Run {
    pub(super) fn read(output: &Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|why| panic!("no report ({why}), {}\n{stderr}", output.status));
        Self { status: output.status.code(), stdout: output.stdout.clone(), stderr, report }
    }

    /// Asserts the exit status and the codes of all diagnoses, the worst first.
    #[track_caller]
    pub(super) fn finds(&self, status: i32, codes: &[&str]) {
        let found: Vec<&str> = self.report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
        assert_eq!((self.status, found.as_slice()), (Some(status), codes), "{}\n{}", self.told(), self.stderr);
    }

    pub(super) fn told(&self) -> String {
        let line =
            |o: &ucdoctor::report::OutcomeEntry| format!("{} {:?} [{}]: {}", o.check, o.verdict, o.subject, o.message);
        self.report.outcomes.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What a check says of a subject that begins so.
    #[track_caller]
    pub(super) fn message(&self, check: &str, subject: &str) -> &str {
        let of = self.report.outcomes.iter().find(|o| o.check == check && o.subject.starts_with(subject));
        &of.unwrap_or_else(|| panic!("no {check} of {subject}\n{}", self.told())).message
    }

    /// The diagnoses, as they stand in the report.
    pub(super) fn diagnoses(&self) -> String {
        let report: Value = serde_json::from_slice(&self.stdout).unwrap();
        serde_json::to_string_pretty(&report["diagnoses"]).unwrap()
    }
}
