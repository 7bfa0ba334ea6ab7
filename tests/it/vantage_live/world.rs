//! Domain controllers, an administrator's folder, and ssh, in the namespaces of a [`Lab`].

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::live::pki::{self, Draft, Issued};
use crate::netns::{CLIENT, Lab, Ns, PRESENCE, SERVER};
use crate::samba::dc::{Dc, HOSTS};
use crate::samba::domain;
use crate::samba::seed::{MANAGER, PASSWORD};
use crate::watchdog;

/// Another address of the first domain controller.
pub(super) const ALIAS: &str = "10.77.2.4";
/// The second domain controller.
pub(super) const SECOND_SERVER: &str = "10.77.2.3";
/// The node of call manager, on the client's address.
pub(super) const CALL_MANAGER_NODE: &str = "cucm1.voice.example";
/// The node of presence, on its address.
pub(super) const PRESENCE_NODE: &str = "cups1.voice.example";
const SSHD: &str = "/usr/sbin/sshd";

/// The network and everything in it; gone when dropped.
pub(super) struct World {
    controllers: Vec<Dc>,
    pub(super) lab: Lab,
    pub(super) folder: TempDir,
    places: Vec<(String, String)>,
}

/// What came out of a run.
pub(super) struct Run {
    status: Option<i32>,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
    pub(super) report: Value,
}

impl World {
    /// One domain controller, whose CA both appliances trust.
    pub(super) fn new(name: &str) -> Self {
        let lab = Lab::with_presence(name);
        lab.ip(Ns::Server, &format!("address add {ALIAS}/24 dev wire"));
        let world = Self {
            controllers: vec![Dc::first_within(&lab.namespace(Ns::Server), &[SERVER, ALIAS])],
            lab,
            folder: tempfile::tempdir().unwrap(),
            places: Vec::new(),
        };
        fs::create_dir(world.path("tmp")).unwrap();
        fs::write(world.path("resolv.conf"), "").unwrap();
        world.write_hosts("hosts", SERVER);
        world.trust("presence.pem", domain::root());
        world.trust("call-manager.pem", domain::root());
        // Without its debug information the program is copied faster. A process of its own writes the file: a program
        // that another test's child still has open for writing does not start.
        let strip = Command::new("strip").arg("-o").arg(world.binary()).arg(env!("CARGO_BIN_EXE_ucdoctor")).status();
        assert!(strip.expect("strip (Debian package binutils)").success());
        world
    }

    pub(super) fn with_second_server(mut self) -> Self {
        self.lab.ip(Ns::Server, &format!("address add {SECOND_SERVER}/24 dev wire"));
        self.controllers.push(Dc::second_within(&self.lab.namespace(Ns::Server), &[SECOND_SERVER]));
        self
    }

    /// The manager's binds at the first controller.
    pub(super) fn binds(&self) -> usize {
        self.controllers[0].binds("svc-ucm").len()
    }

    /// The binds of an account at the first controller.
    pub(super) fn binds_of(&self, account: &str) -> usize {
        self.controllers[0].binds(account).len()
    }

    /// From now on `ssh` says nothing and does not end.
    pub(super) fn ssh_hangs(&self) {
        self.write_ssh_wrapper("#!/bin/sh\nexec sleep 600\n");
    }

    /// Presence's name servers give the first server another address.
    pub(super) fn presence_is_told(self, address: &str) -> Self {
        self.write_hosts("hosts-presence", address);
        self
    }

    pub(super) fn presence_lacks_the_ca(self) -> Self {
        self.trust("presence.pem", &Draft::authority("Voice", "CA").sign(None));
        self
    }

    /// Adds a further place to the configuration.
    pub(super) fn place(mut self, name: &str, via: &str) -> Self {
        self.places.push((name.to_owned(), via.to_owned()));
        self
    }

    /// Presence is a further place of the configuration, by ssh.
    pub(super) fn with_presence_by_ssh(self) -> Self {
        self.with_sshd(Ns::Presence).place("presence", &format!("ssh:root@{PRESENCE}"))
    }

    /// Starts sshd on the namespace's address, and lets [`World::check`] log in there with a key.
    pub(super) fn with_sshd(self, ns: Ns) -> Self {
        let address = match ns {
            Ns::Presence => PRESENCE,
            _ => CLIENT,
        };
        for key in ["host_key", "user_key"] {
            if !self.path(key).exists() {
                let mut keygen = Command::new("ssh-keygen");
                keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(self.path(key));
                assert!(keygen.status().expect("ssh-keygen (Debian package openssh-client)").success());
            }
        }
        let host_key = fs::read_to_string(self.path("host_key.pub")).unwrap();
        let known = self.path("known_hosts");
        let known_hosts = fs::read_to_string(&known).unwrap_or_default() + &format!("{address} {host_key}");
        fs::write(&known, known_hosts).unwrap();
        fs::copy(self.path("user_key.pub"), self.path("authorized_keys")).unwrap();
        let sshd = self.path(&format!("sshd-{address}"));
        let text = format!(
            "ListenAddress {address}\nHostKey {host}\nAuthorizedKeysFile {keys}\nPidFile none\nUsePAM no\n\
             StrictModes no\nPasswordAuthentication no\nSetEnv TMPDIR={tmp}\nMaxStartups 100\n",
            host = self.path("host_key").display(),
            keys = self.path("authorized_keys").display(),
            tmp = self.path("tmp").display(),
        );
        fs::write(&sshd, text).unwrap();
        self.write_ssh_client();
        // sshd wants its folder below /run, and gets one of its own.
        let script = "mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec \"$@\"";
        let mut server = self.inside(ns, "sh");
        server.args(["-c", script, "sh", SSHD, "-D", "-e", "-f"]).arg(&sshd);
        let log = File::create(self.path(&format!("sshd-{address}.log"))).unwrap();
        self.lab.start(server.stdout(Stdio::null()).stderr(log));
        self.wait_for_ssh(ns, address);
        self
    }

    /// Files that programs left in the folder where ssh sessions put theirs.
    pub(super) fn left_behind(&self) -> usize {
        fs::read_dir(self.path("tmp")).unwrap().count()
    }

    /// A JSON report of this namespace alone, as a file.
    pub(super) fn report(&self, ns: Ns, vantage: &str) -> PathBuf {
        let run = self.run(ns, &[], &["--vantage", vantage]);
        let path = self.path(&format!("{vantage}.json"));
        fs::write(&path, &run.stdout).unwrap();
        path
    }

    /// Runs `check` with the places of the configuration.
    pub(super) fn check(&self, ns: Ns, arguments: &[&str]) -> Run {
        let places: Vec<(&str, &str)> = self.places.iter().map(|(name, via)| (name.as_str(), via.as_str())).collect();
        self.run(ns, &places, arguments)
    }

    /// Runs `check` on call manager's host with these places.
    pub(super) fn check_with_places(&self, places: &[(&str, &str)], arguments: &[&str]) -> Run {
        self.run(Ns::Client, places, arguments)
    }

    pub(super) fn compare(&self, reports: &[&Path]) -> Run {
        let output = Command::new(self.binary()).arg("compare").args(reports).args(["-o", "json"]).output().unwrap();
        Run::read(&output)
    }

    /// A program in a namespace where hosts are known, and ssh has the key.
    pub(super) fn inside(&self, ns: Ns, program: &str) -> Command {
        let mut command = self.lab.command_in(ns, "sh");
        let mounts = "mount --bind \"$0\" /etc/hosts; mount --bind \"$1\" /etc/resolv.conf; shift; exec \"$@\"";
        let own = self.path("hosts-presence");
        let hosts = if ns == Ns::Presence && own.exists() { own } else { self.path("hosts") };
        command.args(["-euc", mounts]).arg(hosts).arg(self.path("resolv.conf")).arg(program);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.path("bin").display()));
        command.env("UCDOCTOR_TEST_PASSWORD", PASSWORD);
        command.env_remove("UCDOCTOR_CONFIG").env_remove("SSH_AUTH_SOCK");
        command
    }

    pub(super) fn binary(&self) -> PathBuf {
        self.path("ucdoctor")
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The configuration of call manager's host: servers, stores, and further places.
    pub(super) fn configuration(&self, places: &[(&str, &str)]) -> PathBuf {
        let servers: Vec<String> =
            HOSTS.iter().take(self.controllers.len()).map(|host| format!("\"ldaps://{host}\"")).collect();
        let mut text = format!(
            "[directory]\nservers = [{}]\n[call_manager]\ntrust = \"call-manager.pem\"\n[presence]\ntrust = \"presence.pem\"\n\
             [directory.bind]\ndn = \"{MANAGER}\"\npassword_env = \"UCDOCTOR_TEST_PASSWORD\"\n",
            servers.join(", ")
        );
        for (name, via) in places {
            text += &format!("[[vantage]]\nname = \"{name}\"\nvia = \"{via}\"\n");
        }
        fs::write(self.path("ucdoctor.toml"), text).unwrap();
        self.path("ucdoctor.toml")
    }

    /// The command of [`World::check`], to be run otherwise.
    pub(super) fn command(&self, ns: Ns, places: &[(&str, &str)], arguments: &[&str]) -> Command {
        let configuration = self.configuration(places);
        let mut command = self.inside(ns, self.binary().to_str().unwrap());
        command.args(["check", "-o", "json", "-c"]).arg(configuration).args(arguments);
        if !arguments.contains(&"--connect-timeout") {
            command.args(["--connect-timeout", "1"]);
        }
        command
    }

    fn run(&self, ns: Ns, places: &[(&str, &str)], arguments: &[&str]) -> Run {
        Run::read(&watchdog::output(&mut self.command(ns, places, arguments)))
    }

    fn write_hosts(&self, name: &str, first: &str) {
        let nodes = format!("{CLIENT} {CALL_MANAGER_NODE}\n{PRESENCE} {PRESENCE_NODE}\n");
        let hosts = format!("127.0.0.1 localhost\n{first} {}\n{SECOND_SERVER} {}\n{nodes}", HOSTS[0], HOSTS[1]);
        fs::write(self.path(name), hosts).unwrap();
    }

    fn trust(&self, name: &str, authority: &Issued) {
        fs::write(self.path(name), pki::bundle(&[authority])).unwrap();
    }

    /// `ssh` of the system with this world's key and known hosts, as an administrator's ~/.ssh would have them.
    fn write_ssh_client(&self) {
        let config = format!(
            "Host *\nIdentityFile {}\nIdentitiesOnly yes\nUserKnownHostsFile {}\nStrictHostKeyChecking yes\n",
            self.path("user_key").display(),
            self.path("known_hosts").display()
        );
        fs::write(self.path("ssh_config"), config).unwrap();
        self.write_ssh_wrapper(&format!(
            "#!/bin/sh\nexec /usr/bin/ssh -F {} \"$@\"\n",
            self.path("ssh_config").display()
        ));
    }

    /// Written by a process of its own, for the reason that `strip` is one.
    fn write_ssh_wrapper(&self, wrapper: &str) {
        fs::create_dir_all(self.path("bin")).unwrap();
        let script = "printf %s \"$1\" >\"$2\" && chmod 755 \"$2\"";
        let status = Command::new("sh").args(["-c", script, "sh", wrapper]).arg(self.path("bin/ssh")).status();
        assert!(status.unwrap().success());
    }

    fn wait_for_ssh(&self, ns: Ns, address: &str) {
        let give_up = std::time::Instant::now() + watchdog::HANGS;
        self.lab.inside(ns, || {
            while std::net::TcpStream::connect((address, 22)).is_err() {
                let log = fs::read_to_string(self.path(&format!("sshd-{address}.log"))).unwrap_or_default();
                assert!(std::time::Instant::now() < give_up, "sshd (Debian package openssh-server): {log}");
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
    }
}

impl Run {
    pub(super) fn read(output: &Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("no JSON report ({error}), {}\n{stderr}", output.status));
        Self { status: output.status.code(), stdout: output.stdout.clone(), stderr, report }
    }

    /// Asserts the exit status and the codes of all diagnoses, the worst first.
    #[track_caller]
    pub(super) fn finds(&self, status: i32, codes: &[&str]) {
        let diagnoses = self.report["diagnoses"].as_array().unwrap();
        let found: Vec<&str> = diagnoses.iter().map(|diagnosis| diagnosis["code"].as_str().unwrap()).collect();
        let told = || {
            let outcomes = self.report["outcomes"].as_array().unwrap().iter();
            let lines = outcomes.map(|o| {
                format!("{} {} [{}] from {}: {}", o["check"], o["verdict"], o["subject"], o["vantage"], o["message"])
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!((self.status, found.as_slice()), (Some(status), codes), "{}\n{}", told(), self.stderr);
    }

    /// A fact of the first failure of a check, or nothing.
    #[track_caller]
    pub(super) fn proof(&self, check: &str, fact: &str) -> &str {
        let failed = |outcome: &&Value| outcome["check"] == check && outcome["verdict"] == "fail";
        let outcome = self.report["outcomes"].as_array().unwrap().iter().find(failed).unwrap();
        outcome["facts"][fact].as_str().unwrap_or_default()
    }

    /// What a check says from a place.
    pub(super) fn message(&self, check: &str, vantage: &str) -> &str {
        let of = |outcome: &&Value| outcome["check"] == check && outcome["vantage"] == vantage;
        self.report["outcomes"].as_array().unwrap().iter().find(of).unwrap()["message"].as_str().unwrap()
    }
}
